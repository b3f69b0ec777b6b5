"""Rules of an audit that look at claims, documents, deadlines, figures and reported events."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.audit_record import Record, line_of, of_value
from zonelib.analysis.findings import Finding
from zonelib.model import Measurement, NotStated, spoken_day
from zonelib.model.days import possible_days

_NOT_FINAL: Final = ("announced", "draft", "not_final")


def contradictions(record: Record) -> Iterator[Finding]:
    """Find claims that contradict each other, each pair once."""
    day = record.state.day
    # What speaks of a time yet to come on the day contradicts nothing on it.
    claims = {c.id: c for c in record.scenario.claims if not c.about or possible_days(c.about).start <= day}
    pairs = {
        frozenset((claim.id, other)) for claim in claims.values() for other in claim.contradicts if other in claims
    }
    for first, second in sorted(tuple(sorted(pair)) for pair in pairs):
        zones = {*claims[first].zones, *claims[second].zones}
        zone = zones.pop() if len(zones) == 1 else ""
        yield Finding(
            code="claims-contradict", zone=zone, about=f"zones/{zone}" if zone else "", claims=(first, second),
            sentence=f"{first} and {second} contradict each other: {claims[first].says} / {claims[second].says}",
        )  # fmt: skip


def hedges(record: Record) -> Iterator[Finding]:
    """Find claims that are said to be the same, with different hedges."""
    claims = {claim.id: claim for claim in record.scenario.claims}
    pairs = {frozenset((one.id, other)) for one in claims.values() for other in one.same_as if other in claims}
    for one, other in ([claims[id] for id in sorted(pair)] for pair in sorted(pairs, key=sorted)):
        if not isinstance(one.hedge, NotStated) and not isinstance(other.hedge, NotStated) and one.hedge != other.hedge:
            told = [f"{c.id} with " + (f'"{c.hedge}"' if c.hedge else "no hedge") for c in (one, other)]
            yield Finding(
                code="hedges-differ", zone="", about="", claims=(one.id, other.id),
                sentence=f"One thing is said by {told[0]} and by {told[1]}; a check has to say which it tests",
            )  # fmt: skip


def nowhere(record: Record) -> Iterator[Finding]:
    """Find places without a position that claims about zones name."""
    for place in record.scenario.places:
        naming = [claim for claim in record.scenario.claims if place.id in claim.places and claim.zones]
        if naming and not place.geometry:
            zones = {zone for claim in naming for zone in claim.zones}
            words = f"{place.name} is named without a position: what it bounds cannot be drawn"
            ids = tuple(claim.id for claim in naming)
            yield of_value(
                "place-without-position", zones.pop() if len(zones) == 1 else "", "places", place, words, ids
            )


def documents(record: Record) -> Iterator[Finding]:
    """Find documents that are not final, or counted without being named."""
    for document in (h.value for h in record.state.documents):
        if document.state in _NOT_FINAL:
            yield of_value("document-not-final", "", "documents", document, f"{document}")
        named = len(document.titles or ())
        if isinstance(document.count, int) and document.count > max(1, named):
            words = f"{document}: {named or 'none'} of {document.count} named"
            yield of_value("documents-untitled", "", "documents", document, words)


def passed(record: Record) -> Iterator[Finding]:
    """Find deadlines whose day has passed without a word that the thing was done."""
    for found in record.deadlines:
        if (found.passed and found.standing != "met") or found.standing == "missed":
            zones = found.deadline.zones
            zone = zones[0] if len(zones) == 1 else ""
            yield Finding(
                code="deadline-passed", zone=zone, about=f"deadlines/{found.deadline.id}", claims=found.claims,
                sentence=f"{found}",
            )  # fmt: skip


def deadlines_differ(record: Record) -> Iterator[Finding]:
    """Find things for which sources give different days."""
    for one, other in combinations(record.deadlines, 2):
        if one.deadline.what == other.deadline.what and one.latest and other.latest and one.latest != other.latest:
            days = f"{spoken_day(one.latest)} by one source, {spoken_day(other.latest)} by another"
            yield Finding(
                code="deadlines-differ", zone="", about=f"deadlines/{one.deadline.id}",
                claims=tuple(dict.fromkeys((*one.claims, *other.claims))), sentence=f"{one.deadline.what}: due {days}",
            )  # fmt: skip


def figures_differ(record: Record) -> Iterator[Finding]:
    """Find figures between the same stations of an event that are given in several ways."""

    def same(a: Measurement, b: Measurement) -> bool:
        return isinstance(a.event, str) and a.event == b.event and bool(a.between) and a.between == b.between

    for one, other in combinations(record.scenario.measurements, 2):
        if same(one, other) and str(one) != str(other):
            words = f"{one.what}: {one} by one account, {other} by another"
            claims = tuple(dict.fromkeys((*one.claims, *other.claims)))
            yield of_value("figures-differ", "", "measurements", one, words, claims)


def one_sided(record: Record) -> Iterator[Finding]:
    """Find figures of a reported event that only those give who are named as its authors, or who speak for them."""
    for event in record.scenario.events:
        for figure in record.scenario.measurements:
            if figure.event == event.id and event.by and _speak_for(figure.claims, event.by, record):
                words = (
                    f"{event}: {figure.what} ({figure}) is told only by those who speak for {record.names(event.by)}"
                )
                yield of_value("told-by-one-side", "", "measurements", figure, words)


def _speak_for(claims: tuple[str, ...], actors: tuple[str, ...], record: Record) -> bool:
    """Say whether every voice behind some claims, or beside them, speaks for some actors."""
    every = record.scenario.claims
    beside = [c for c in every if c.id in claims or set(claims) & {*c.supports, *c.same_as}]
    speakers = [record.scenario.source(claim.source).speaker for claim in beside]
    return bool(speakers) and all(
        isinstance(one, str) and set(actors) & set(line_of(record.scenario, one)) for one in speakers
    )


def stations(record: Record) -> Iterator[Finding]:
    """Find stations of reported events without a place, or with one that is no point."""
    for event in record.scenario.events:
        for leg in event.legs:
            if not leg.places:
                yield of_value(
                    "leg-without-place",
                    "",
                    "events",
                    event,
                    f"{event}: the place of its {leg.kind} is not stated",
                    leg.claims,
                )
            if len(leg.places) > 1:
                names = " or ".join(record.scenario.place(id).name for id in leg.places)
                words = f"{event}: its {leg.kind} is told as {names}"
                yield of_value("leg-in-several-places", "", "events", event, words, leg.claims)
            for place in (record.scenario.place(id) for id in leg.places):
                if isinstance(place.geometry, BaseGeometry) and not isinstance(place.geometry, Point):
                    words = f"{event}: its {leg.kind} is told as {place}, which is no point"
                    yield of_value("place-is-extended", "", "places", place, words, leg.claims)


RULES: Final = (
    *(contradictions, hedges, nowhere, documents, passed, deadlines_differ),
    *(figures_differ, one_sided, stations),
)
