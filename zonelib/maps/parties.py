"""Who stands behind what is drawn: the card of each actor, and the actors that each card names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from zonelib.maps.cards import account_card, card_of, fact, note, stated
from zonelib.maps.view import Card, Fact
from zonelib.maps.wording import actors, duty_words, objection_words, spoken, zones
from zonelib.model import Actor, Objection, PatrolAssignment, Scenario, Selection

# Fields in which a said value names those who serve, object, propose, agree or are meant.
_FIELDS: Final = ("by", "joint_with", "proposed_by", "agreed_by", "to", "against", "operator", "actor")
_COLLECTIONS: Final = (
    "buffers", "assignments", "objections", "events", "posts", "teams", "routes", "conducted", "restrictions",
)  # fmt: skip


def actor_cards(scenario: Scenario) -> Iterator[Card]:
    """Give the card of each actor: what it is, what it does and objects to."""
    for actor in scenario.actors:
        yield card_of(scenario, "actors", "Actor", actor, actor.name, list(_facts(scenario, actor)))


def _facts(scenario: Scenario, actor: Actor) -> Iterator[Fact]:
    if actor.other_names:
        yield fact("Also called", ", ".join(actor.other_names))
    yield stated("Kind", actor.kind)
    yield stated("Belongs to", actor.parent, actors(scenario, (actor.parent,)) if actor.parent else None)
    yield stated("Sides with", actor.alignment, actors(scenario, actor.alignment))
    yield from (fact("Role", spoken(role.name), role.claims) for role in actor.roles)
    for duty in scenario.assignments:
        if actor.id in _named(duty):
            yield fact("Duty", f"{duty_words(scenario, duty)}, at {zones(scenario, duty.where)}", duty.claims)
    for objection in scenario.objections:
        if actor.id in _named(objection):
            yield fact("Objection", objection_words(scenario, objection), objection.claims)
    yield from note(actor)


def with_parties(scenario: Scenario, cards: Iterable[Card]) -> Iterator[Card]:
    """Give the cards, each with the ids of the cards of the actors that what it tells of names."""
    named = _named_by_card(scenario)
    for card in cards:
        ids = named.get(card.id, ())
        yield replace(card, parties=tuple(f"actors/{one.id}" for one in scenario.actors if one.id in ids))


def _named_by_card(scenario: Scenario) -> dict[str, set[str]]:
    named = {f"{name}/{one.id}": _named(one) for name in _COLLECTIONS for one in scenario.collection(name)}
    named |= {f"actors/{actor.id}": {actor.id} for actor in scenario.actors}
    for figure in scenario.measurements:
        named[f"measurements/{figure.id}"] = _named(scenario.event(figure.event)) if figure.event else set()
    for zone in scenario.zones:
        named |= {account_card(zone, line): _named(line) for line in zone.boundaries}
        here: tuple[PatrolAssignment | Objection, ...] = (*scenario.assignments, *scenario.objections)
        there = [one for one in here if _at(one.where, zone.id)]
        named[f"zones/{zone.id}"] = set().union(*map(_named, (*zone.boundaries, *there)))
    return named


def _at(selection: object, zone: str) -> bool:
    return isinstance(selection, Selection) and zone in selection.any_of


def _named(value: Any) -> set[str]:
    """Give the ids of the actors that a said value names."""
    said = [getattr(value, field, ()) for field in _FIELDS]
    return {id for one in said for id in ((one,) if isinstance(one, str) else one if isinstance(one, tuple) else ())}
