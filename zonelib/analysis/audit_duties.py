"""Rules of an audit that look at buffers, duties and objections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zonelib.analysis.audit_record import Record, line_of, meet, of_value, of_zone
from zonelib.analysis.buffers import buffer_areas
from zonelib.analysis.findings import Finding
from zonelib.model import (
    NOT_STATED,
    BufferSpec,
    Objection,
    PatrolAssignment,
    Selection,
)

_IN_THE_FIGHTING: Final = ("belligerent", "party to the fighting", "party to the conflict")


def widths(record: Record) -> Iterator[Finding]:
    """Find buffers without a stated width, or side."""
    for spec in record.buffers:
        named = f"{record.where(spec.of)}: the width of a buffer ({spec.id}) is not stated"
        if spec.width is NOT_STATED:
            yield of_value("buffer-width-not-stated", record.zone(spec.of), "buffers", spec, named)
        if spec.side is NOT_STATED:
            named = named.replace("the width of", "on which side of the line").replace(" is not", " lies is not")
            yield of_value("buffer-side-not-stated", record.zone(spec.of), "buffers", spec, named)


def swallowed(record: Record) -> Iterator[Finding]:
    """Find inward buffers that leave nothing of their zone."""
    for spec in record.buffers:
        if spec.side not in ("inside", "both") or not spec.width:
            continue
        for found in buffer_areas(spec, scenario=record.scenario):
            if found.core_empty:
                zone = record.scenario.zone(found.of)
                words = f"an inward buffer of {found.width} ({spec.id}) leaves nothing of the zone"
                yield of_zone("buffer-swallows-zone", zone, spec.claims, words, about=f"buffers/{spec.id}")


def subsets(record: Record) -> Iterator[Finding]:
    """Find buffers, duties and objections for an unknown part of several zones."""
    chosen: tuple[tuple[str, str, BufferSpec | PatrolAssignment | Objection, object], ...] = (
        *(("buffers", "a buffer", spec, spec.of) for spec in record.buffers),
        *(("assignments", "a duty", duty, duty.where) for duty in record.duties),
        *(("objections", "an objection", one, one.where) for one in record.objections),
    )
    for collection, noun, value, selection in chosen:
        if isinstance(selection, Selection) and not selection.known:
            words = f"{record.where(selection)}: it is not known for which of them {noun} ({value.id}) is meant"
            yield of_value("subset-unknown", "", collection, value, words)


def refused(record: Record) -> Iterator[Finding]:
    """Find providers whom somebody refuses, in the same role, where both may mean the same zone."""
    for duty in record.duties:
        for objection in record.objections:
            served = {*duty.by, *(duty.joint_with or ())}
            roles = {role for role in (duty.role, objection.role) if role}
            if objection.to not in served or len(roles) > 1 or not meet(duty.where, objection.where):
                continue
            standing = f"{duty.standing}".replace("_", " ")
            verb = "would refuse" if objection.conditional else "refuses"
            words = (
                f"{record.where(duty.where)}: {record.names([objection.to])} is named as "
                f"{duty.role or 'provider'} ({standing}); {record.names(objection.by)} {verb} it"
            )
            claims = tuple(dict.fromkeys((*duty.claims, *objection.claims)))
            yield Finding(
                code="provider-refused", zone=record.zone(duty.where), about=f"assignments/{duty.id}", claims=claims,
                sentence=words,
            )  # fmt: skip


def partners(record: Record) -> Iterator[Finding]:
    """Find duties of which it is not stated whether others would share them."""
    for duty in record.duties:
        if duty.joint_with is NOT_STATED and duty.standing != "refused":
            words = f"{record.where(duty.where)}: whether others would serve with {record.names(duty.by)} is not stated"
            yield of_value("partners-not-stated", record.zone(duty.where), "assignments", duty, words)


def in_the_fighting(record: Record) -> Iterator[Finding]:
    """Find patrollers who, or whose parents, are named as a party to the fighting or as authors of a reported event."""
    events, code = [event for event in record.scenario.events if event.by], "patroller-in-the-fighting"
    for duty in record.duties:
        zone = record.zone(duty.where)
        for id in (*duty.by, *(duty.joint_with or ())):
            line = line_of(record.scenario, id)
            name, where = record.names([id]), record.where(duty.where)
            for one in line:
                for role in record.scenario.actor(one).roles:
                    if role.name in _IN_THE_FIGHTING:
                        words = f"{where}: {name} would serve, and {record.names([one])} is named as {role.name}"
                        yield of_value(code, zone, "assignments", duty, words, role.claims)
            for event in events:
                authors = {root for by in event.by or () for root in line_of(record.scenario, by)}
                if authors & set(line):
                    words = (
                        f"{where}: {name} would serve; {record.names(event.by or ())} is named as author of: {event}"
                    )
                    yield of_value(code, zone, "assignments", duty, words, event.claims)


RULES: Final = (widths, swallowed, subsets, refused, partners, in_the_fighting)
