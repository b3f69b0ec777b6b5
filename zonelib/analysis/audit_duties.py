"""Rules of an audit that look at buffers, duties and objections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.audit_record import Record, line_of, meet, of_value, of_zone
from zonelib.analysis.buffers import buffer_areas
from zonelib.analysis.findings import Finding
from zonelib.analysis.things import default_boundary
from zonelib.model import (
    NOT_STATED,
    BufferSpec,
    Objection,
    PatrolAssignment,
    Role,
    Selection,
    Span,
    Stated,
)
from zonelib.units import Distance

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
        if spec.side not in ("inside", "both") or not spec.width or not _may_swallow(spec, record):
            continue
        for found in buffer_areas(spec, scenario=record.scenario):
            if found.core_empty:
                zone = record.scenario.zone(found.of)
                words = f"an inward buffer of {found.width} ({spec.id}) leaves nothing of the zone"
                yield of_zone("buffer-swallows-zone", zone, spec.claims, words, about=f"buffers/{spec.id}")


def subsets(record: Record) -> Iterator[Finding]:
    """Find buffers, duties and objections for an unknown part of several zones."""
    for collection, noun, value, selection in _placed(record):
        if isinstance(selection, Selection) and not selection.known:
            words = f"{record.where(selection)}: it is not known for which of them {noun} ({value.id}) is meant"
            yield of_value("subset-unknown", "", collection, value, words)


def refused(record: Record) -> Iterator[Finding]:
    """Find providers whom somebody refuses, in the same role, where both may mean the same zone."""
    for duty in record.duties:
        for objection in record.objections:
            # Who objects to a state objects to its forces.
            served = [id for id in _who(duty) if objection.to in line_of(record.scenario, id)]
            roles = {role for role in (duty.role, objection.role) if role}
            if not served or len(roles) > 1 or duty.standing == "refused" or not meet(duty.where, objection.where):
                continue
            standing = f"{duty.standing}".replace("_", " ")
            verb = "would refuse" if objection.conditional else "refuses"
            whom = "it" if served == [objection.to] else record.names([objection.to])
            words = (
                f"{record.where(duty.where)}: {record.names(served)} is named as "
                f"{duty.role or 'provider'} ({standing}); {record.names(objection.by)} {verb} {whom}"
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


def agreed_by(record: Record) -> Iterator[Finding]:
    """Find duties that are agreed, with nobody named who agreed."""
    for duty in record.duties:
        if duty.standing == "agreed" and not isinstance(duty.agreed_by, tuple):
            words = f"{record.where(duty.where)}: a duty of {record.names(duty.by)} is agreed; by whom is not stated"
            yield of_value("agreed-by-not-stated", record.zone(duty.where), "assignments", duty, words)


def anonymous(record: Record) -> Iterator[Finding]:
    """Find buffers, duties and objections that rest on anonymous voices alone."""
    for collection, noun, value, selection in _placed(record):
        voices = [record.scenario.source(record.scenario.claim(claim).source) for claim in value.claims]
        if voices and all(voice.kind == "anonymous" for voice in voices):
            names = " and ".join(dict.fromkeys(voice.name for voice in voices))
            words = f"{record.where(selection)}: {noun} ({value.id}) is told by {names} alone"
            yield of_value("anonymous-source-only", record.zone(selection), collection, value, words)


def in_the_fighting(record: Record) -> Iterator[Finding]:
    """Find patrollers who are named as a party to the fighting, or belong to one that is."""
    for duty in record.duties:
        for id in _who(duty):
            for one, role in _fighting(record, id):
                named = f"{record.names([one])} is named as {role.name}"
                yield _patroller("patroller-in-the-fighting", record, duty, id, named, role.claims)


def siding(record: Record) -> Iterator[Finding]:
    """Find patrollers who are said to side with a party to the fighting, or belong with one that is."""
    for duty in record.duties:
        for id in _who(duty):
            for own in map(record.scenario.actor, line_of(record.scenario, id)):
                for ally in own.alignment or ():
                    for one, role in _fighting(record, ally):
                        whose = "" if one == ally else f" of {record.names([one])}"
                        named = f"{own.name} is said to side with {record.names([ally])}{whose}, named as {role.name}"
                        claims = (*own.claims, *role.claims)
                        yield _patroller("patroller-sides-with-party", record, duty, id, named, claims)


def authors(record: Record) -> Iterator[Finding]:
    """Find patrollers who are named as author of a reported event, or belong with one that is."""
    for duty in record.duties:
        for id in _who(duty):
            for event in record.scenario.events:
                near = {one for by in event.by or () for one in line_of(record.scenario, by)}
                if near & set(line_of(record.scenario, id)):
                    named = f"{record.names(event.by or ())} is named as author of: {event}"
                    yield _patroller("patroller-authored-event", record, duty, id, named, event.claims)


def _placed(
    record: Record,
) -> Iterator[tuple[str, str, BufferSpec | PatrolAssignment | Objection, Stated[Selection]]]:
    """Give what is said to be in or along zones, each with its collection, a noun and those zones."""
    yield from (("buffers", "a buffer", spec, spec.of) for spec in record.buffers)
    yield from (("assignments", "a duty", duty, duty.where) for duty in record.duties)
    yield from (("objections", "an objection", one, one.where) for one in record.objections)


def _fighting(record: Record, actor: str) -> Iterator[tuple[str, Role]]:
    """Give the parts in the fighting that an actor, or one that it belongs to, is named in."""
    for one in line_of(record.scenario, actor):
        yield from ((one, role) for role in record.scenario.actor(one).roles if role.name in _IN_THE_FIGHTING)


def _who(duty: PatrolAssignment) -> tuple[str, ...]:
    return (*duty.by, *(duty.joint_with or ()))


def _patroller(
    code: str, record: Record, duty: PatrolAssignment, id: str, named: str, claims: tuple[str, ...]
) -> Finding:
    words = f"{record.where(duty.where)}: {record.names([id])} would serve; {named}"
    behind = tuple(dict.fromkeys((*duty.claims, *claims)))
    return of_value(code, record.zone(duty.where), "assignments", duty, words, behind)


def _may_swallow(spec: BufferSpec, record: Record) -> bool:
    """Rule out, without drawing it, that a buffer swallows any of its zones.

    A disc of radius area / outline fits into every plane shape, for the band within r of the outline is no larger than
    r times its length; a half of it leaves more room than the curvature of the earth and unequal degrees can take.
    """
    most = spec.width.high if isinstance(spec.width, Span) else spec.width
    if not isinstance(most, Distance) or spec.of is NOT_STATED:
        return True
    shapes = [default_boundary(record.scenario.zone(id))[0] for id in spec.of.any_of]
    drawn = [b.geometry for b in shapes if b is not None and isinstance(b.geometry, BaseGeometry)]
    if isinstance(spec.boundary, str) or any(part.geom_type != "Polygon" for part in drawn):
        return True
    return any(geodesy.area(shape).value / geodesy.length(shape).value / 2 <= most.m for shape in drawn)


RULES: Final = (
    *(widths, swallowed, subsets, refused, partners, agreed_by, anonymous),
    *(in_the_fighting, siding, authors),
)
