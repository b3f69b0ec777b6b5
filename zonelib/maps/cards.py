"""One card for each said thing: what is said of it with the claims, what was found, and what nobody states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shapely.geometry.base import BaseGeometry

from zonelib.analysis import AreaFound, RangeRing, area, default_boundary
from zonelib.maps.grid import grid_fact
from zonelib.maps.view import Card, ClaimText, Fact, FactSort
from zonelib.maps.wording import SILENT, actors, publication, speaker, spoken, via, zones
from zonelib.model import (
    NOT_STATED,
    STATUS_VALUES,
    Boundary,
    BufferSpec,
    Claim,
    Event,
    Incident,
    Measurement,
    Objection,
    PatrolAssignment,
    Place,
    Scenario,
    Source,
    Zone,
)
from zonelib.units import Distance


def cards_of(scenario: Scenario, rings: tuple[RangeRing, ...]) -> tuple[Card, ...]:
    """Give the cards of everything that a map or a table can point to, in the order of the scenario."""
    return (
        *(_zone_card(scenario, zone) for zone in scenario.zones),
        *(_account_card(scenario, zone, other) for zone in scenario.zones for other in other_accounts(zone)),
        *(_buffer_card(scenario, spec) for spec in scenario.buffers),
        *(_duty_card(scenario, duty) for duty in scenario.assignments),
        *(_objection_card(scenario, objection) for objection in scenario.objections),
        *(_place_card(scenario, place) for place in scenario.places),
        *(_measurement_card(scenario, m, [r for r in rings if r.measurement == m.id]) for m in scenario.measurements),
        *(_event_card(scenario, event) for event in scenario.events),
        *(_incident_card(scenario, incident) for incident in scenario.incidents),
    )


def claim_text(scenario: Scenario, claim: Claim) -> ClaimText:
    """Give a claim as a reader is shown it, its hedge verbatim."""
    source = scenario.source(claim.source)
    hedge = "none, said flatly" if claim.hedge is None else f"“{claim.hedge}”" if claim.hedge else SILENT
    particulars = [
        fact("Hedge", hedge, sort="said" if claim.hedge is None or claim.hedge else "silent"),
        *([fact("In the speaker's words", f"“{claim.quote}”")] if claim.quote else []),
        stated("Said on", claim.stated_on),
        *([fact("About", spoken(claim.about))] if claim.about else []),
        *([fact("Stands with", ", ".join(claim.supports))] if claim.supports else []),
        *([fact("Contradicts", ", ".join(claim.contradicts))] if claim.contradicts else []),
        *([fact("Repeats", ", ".join(claim.same_as))] if claim.same_as else []),
        *note(claim),
    ]
    return ClaimText(
        id=claim.id, says=claim.says, speaker=speaker(scenario, claim), via=via(scenario, source),
        particulars=tuple(particulars),
    )  # fmt: skip


def source_line(source: Source) -> str:
    """Say a publication in one line, with where it can be read."""
    return publication(source) + (f" <{source.url}>" if source.url else "")


def fact(label: str, value: str, claims: tuple[str, ...] = (), sort: FactSort = "said") -> Fact:
    """Give one line of a card."""
    return Fact(label=label, value=value, claims=claims, sort=sort)


def stated(label: str, value: Any, words: str | None = None, claims: tuple[str, ...] = ()) -> Fact:
    """Give a fact that is silent where nothing is stated."""
    silent = value is NOT_STATED
    return fact(label, spoken(value) if words is None or silent else words, claims, "silent" if silent else "said")


def note(value: Any) -> list[Fact]:
    """Give the note of a value, if it has one."""
    return [fact("Note", value.note)] if value.note else []


def positioned(geometry: object, precision: object) -> Fact:
    """Give the grid reference of what has a shape, no finer than it is stated; else say that no position is stated."""
    if not isinstance(geometry, BaseGeometry):
        return fact("Position", SILENT, sort="silent")
    return grid_fact(geometry, precision if isinstance(precision, Distance) else None)


def card_of(scenario: Scenario, collection: str, kind: str, value: Any, title: str, facts: list[Fact]) -> Card:
    """Gather the claims of a card: those of the value, and those its facts name."""
    named = {*value.claims, *(claim for one in facts for claim in one.claims)}
    ordered = tuple(claim.id for claim in scenario.claims if claim.id in named)
    return Card(
        id=f"{collection}/{value.id}", kind=kind, title=title, facts=tuple(facts), claims=ordered,
        other_names=getattr(value, "other_names", ()),
    )  # fmt: skip


def _zone_card(scenario: Scenario, zone: Zone) -> Card:
    facts = [
        *([fact("Also called", ", ".join(zone.other_names))] if zone.other_names else []),
        *([fact("Described as", "; ".join(zone.described_as))] if zone.described_as else []),
        *_within_facts(scenario, zone),
        *_status_facts(zone),
        *_boundary_facts(scenario, zone),
        *note(zone),
    ]
    about = {c.id for c in scenario.claims if zone.id in c.zones}
    card = card_of(scenario, "zones", "Zone", zone, zone.name, facts)
    every = tuple(c.id for c in scenario.claims if c.id in about or c.id in card.claims)
    return replace(card, claims=every)


def _within_facts(scenario: Scenario, zone: Zone) -> Iterator[Fact]:
    for region in scenario.regions:
        if region.id in (zone.within or ()):
            yield fact("Said to lie in", region.name, region.claims)


def _status_facts(zone: Zone) -> Iterator[Fact]:
    labels = {
        "agreement": "Agreement", "establishment": "Establishment", "boundary": "Line",
        "practice": "In practice", "provider": "Who provides security",
    }  # fmt: skip
    for dimension in STATUS_VALUES:
        statuses = zone.status(dimension)
        if not statuses:
            yield fact(labels[dimension], SILENT, sort="silent")
        for status in statuses:
            when = f", {status.as_of}" if status.as_of else ""
            yield fact(labels[dimension], spoken(status.value) + when, status.claims)


def _boundary_facts(scenario: Scenario, zone: Zone) -> Iterator[Fact]:
    shown, rule = default_boundary(zone)
    if shown is None:
        yield fact("Drawn", "not drawn: no source in this scenario gives it a shape", sort="silent")
    else:
        yield from _line_facts(scenario, shown)
        found = area(shown)
        yield fact("Area, computed", area_words(found), sort="found")
        yield positioned(shown.geometry, shown.precision)
        yield fact("Why this line", f"{rule}; being drawn makes no line right", sort="found")
    others = [b for b in zone.boundaries if b is not shown]
    if others:
        described = "; ".join(f"{spoken(b.id)} ({_line_words(b)})" for b in others)
        yield fact("Other accounts of its line", described, tuple(c for b in others for c in b.claims))


def _line_words(boundary: Boundary) -> str:
    words = spoken(boundary.certainty) if boundary.certainty else "certainty not stated"
    return words if isinstance(boundary.geometry, BaseGeometry) else f"{words}, described only"


def _line_facts(scenario: Scenario, boundary: Boundary) -> Iterator[Fact]:
    drawn = f"{spoken(boundary.certainty)} ({spoken(boundary.id)})"
    yield stated("Line drawn", boundary.certainty, drawn, boundary.claims)
    yield stated("Precision of the line", boundary.precision, f"±{boundary.precision}, drawn as a band on both sides")
    if boundary.source:
        yield fact("Line from", source_line(scenario.source(boundary.source)))
    if boundary.drawn_on:
        yield fact("Line drawn on", spoken(boundary.drawn_on))
    if boundary.note:
        yield fact("On the line", boundary.note)


def area_words(found: AreaFound) -> str:
    """Say an area with its bound."""
    off = "less than 1 m²" if found.error.m2 < 1 else f"at most {found.error}"
    return f"{found.area} within the line as drawn; computing it adds an error of {off}"


def other_accounts(zone: Zone) -> tuple[Boundary, ...]:
    """Give the lines of a zone that could be drawn and are not the one drawn by default."""
    shown, _ = default_boundary(zone)
    return tuple(b for b in zone.boundaries if b is not shown and isinstance(b.geometry, BaseGeometry))


def account_card(zone: Zone, boundary: Boundary) -> str:
    """Give the id of the card of one account of the line of a zone."""
    return f"boundaries/{zone.id}/{boundary.id}"


def account_words(scenario: Scenario, boundary: Boundary) -> str:
    """Say an account of a line in one line: who proposes it, in which document, how firm and how precise it is."""
    said = {one.label: one for one in _account_facts(scenario, boundary)}
    who = said["Proposed by"]
    words = [f"proposed by {who.value}" if who.sort == "said" else "nobody is said to propose it"]
    words += [said[label].value for label in ("Document", "Line from") if label in said]
    words += [said["Certainty"].value if boundary.certainty else "certainty not stated"]
    words += [f"within {boundary.precision}" if boundary.precision else "precision not stated"]
    return "; ".join(words)


def _account_card(scenario: Scenario, zone: Zone, boundary: Boundary) -> Card:
    facts = [*_account_facts(scenario, boundary), fact("Area, computed", area_words(area(boundary)), sort="found")]
    facts.append(positioned(boundary.geometry, boundary.precision))
    card = card_of(scenario, "boundaries", "Another account of the line", boundary, "", facts + note(boundary))
    return replace(card, id=account_card(zone, boundary), title=f"{zone.name}: {spoken(boundary.id)}")


def _account_facts(scenario: Scenario, boundary: Boundary) -> Iterator[Fact]:
    yield stated("Proposed by", boundary.proposed_by, actors(scenario, boundary.proposed_by))
    documents = [document for document in scenario.documents if document.id == boundary.document]
    yield from (fact("Document", spoken(one.title) if one.title else spoken(one.id)) for one in documents)
    yield stated("Certainty", boundary.certainty)
    yield stated("Precision of the line", boundary.precision, f"±{boundary.precision}")
    if boundary.period:
        yield fact("When it holds", spoken(boundary.period))
    if boundary.drawn_on:
        yield fact("Line drawn on", spoken(boundary.drawn_on))
    if boundary.source:
        yield fact("Line from", source_line(scenario.source(boundary.source)))


def _buffer_card(scenario: Scenario, spec: BufferSpec) -> Card:
    facts = [
        stated("Along", spec.of, zones(scenario, spec.of)),
        stated("Width", spec.width),
        stated("Side of the line", spec.side),
        *([fact("Described as", spec.described_as)] if spec.described_as else []),
        *([fact("Measured from the line", spec.boundary)] if spec.boundary else []),
        *note(spec),
    ]
    return card_of(scenario, "buffers", "Buffer area", spec, str(spec.described_as or spoken(spec.id)), facts)


def _duty_card(scenario: Scenario, duty: PatrolAssignment) -> Card:
    facts = [
        fact("Who", actors(scenario, duty.by)),
        stated("Together with", duty.joint_with, actors(scenario, duty.joint_with)),
        stated("Where", duty.where, zones(scenario, duty.where)),
        stated("In which part", duty.part),
        *([fact("Sector", duty.sector)] if duty.sector else []),
        *([fact("Route", scenario.route(duty.route).name)] if duty.route else []),
        *([fact("Teams", ", ".join(scenario.team(id).name for id in duty.teams))] if duty.teams else []),
        *([fact("How often", str(duty.frequency))] if duty.frequency else []),
        *([fact("Hours", spoken(duty.shifts))] if duty.shifts else []),
        stated("Role", duty.role),
        stated("Arms", duty.arms),
        stated("Standing", duty.standing),
        stated("Proposed by", duty.proposed_by, actors(scenario, duty.proposed_by)),
        stated("Agreed by", duty.agreed_by, actors(scenario, duty.agreed_by)),
        stated("When", duty.period),
        *note(duty),
    ]
    return card_of(scenario, "assignments", "Duty", duty, actors(scenario, duty.by), facts)


def _objection_card(scenario: Scenario, objection: Objection) -> Card:
    facts = [
        fact("Who objects", actors(scenario, objection.by)),
        fact("To whom", scenario.actor(objection.to).name),
        stated("In which role", objection.role),
        stated("Where", objection.where, zones(scenario, objection.where)),
        stated("Said as something they would do", objection.conditional),
        *note(objection),
    ]
    title = f"{actors(scenario, objection.by)} against {scenario.actor(objection.to).name}"
    return card_of(scenario, "objections", "Objection", objection, title, facts)


def _place_card(scenario: Scenario, place: Place) -> Card:
    facts = [
        *([fact("Also called", ", ".join(place.other_names))] if place.other_names else []),
        stated("Kind", place.kind),
        stated("How far the true place may lie", place.precision),
        *([fact("Position from", source_line(scenario.source(place.source)))] if place.source else []),
        positioned(place.geometry, place.precision),
        *note(place),
    ]
    card = card_of(scenario, "places", "Place", place, place.name, facts)
    about = {c.id for c in scenario.claims if place.id in c.places}
    every = tuple(c.id for c in scenario.claims if c.id in about or c.id in card.claims)
    return replace(card, claims=every)


def _measurement_card(scenario: Scenario, measurement: Measurement, rings: list[RangeRing]) -> Card:
    facts = [
        fact("Figure", str(measurement)),
        *([fact("Between", " and ".join(measurement.between))] if measurement.between else []),
        *([fact("Of the event", scenario.event(measurement.event).name)] if measurement.event else []),
        *([fact("Time it covers", spoken(measurement.period))] if measurement.period else []),
    ]
    for ring in rings:
        where = scenario.place(ring.place).name
        plane = f"circle round {where}, made in the {ring.plane}; within {ring.position_error.m:.2g} m"
        facts += [fact("Reading drawn", ring.rule, sort="found"), fact("Drawn as", plane, sort="found")]
    return card_of(scenario, "measurements", "Figure", measurement, measurement.what, [*facts, *note(measurement)])


def _event_card(scenario: Scenario, event: Event) -> Card:
    facts = [
        stated("When", event.period),
        stated("By", event.by, actors(scenario, event.by)),
        stated("Against", event.against, actors(scenario, event.against)),
    ]
    for leg in event.legs:
        where = " or ".join(scenario.place(id).name for id in leg.places)
        words = "; ".join(part for part in (where or "place not stated", str(leg.described_as or "")) if part)
        sort: FactSort = "said" if where or leg.described_as else "silent"
        facts.append(fact(f"Station: {leg.kind}", words, leg.claims, sort))
    for means in event.means:
        number = "number not stated" if not isinstance(means.count, int) else f"{means.count}"
        facts.append(fact("Reported means", f"{means.name}, {number}", means.claims))
    return card_of(scenario, "events", "Reported event", event, event.name, [*facts, *note(event)])


def _incident_card(scenario: Scenario, incident: Incident) -> Card:
    facts = [
        stated("When", incident.period),
        stated("Where, in words", incident.where_described),
        stated("How far the true place may lie", incident.precision),
        positioned(incident.geometry, incident.precision),
        *([fact("Recorded by", source_line(scenario.source(incident.source)))] if incident.source else []),
        *note(incident),
    ]
    return card_of(scenario, "incidents", "Incident", incident, spoken(incident.kind), facts)
