"""A scenario as it was known on a day: the same record with what became known later taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from zonelib.model.known import Knowledge, claim_since
from zonelib.model.said import ClaimId, Said, hints, references
from zonelib.model.stated import NOT_STATED
from zonelib.model.voices import Claim
from zonelib.model.zones import BufferSpec, Zone

if TYPE_CHECKING:
    from zonelib.model.scenario import Scenario

S = TypeVar("S", bound=Said)


def excerpt(scenario: Scenario, on: dt.date, collections: Iterable[str]) -> Scenario:
    """Give the scenario as it was known on a day; see `zonelib.model.Scenario.as_known`.

    What is named by something that was known stays, if only by its name, so that no id is left loose.
    """
    knowledge = Knowledge(scenario, on)
    later = {claim.id for claim in scenario.claims if claim_since(scenario, claim).hold(on) == "ahead"}
    every = {(name, item.id): item for name in collections for item in scenario.collection(name)}
    kept: dict[tuple[str, str], Any] = {
        key: _without(item, later, knowledge)
        for key, item in every.items()
        if key[0] != "sources" and _is_known(item, later, knowledge)
    }
    # Where a zone is said to lie is left loose, so that a region of which nobody had spoken does not bound it.
    for key, item in kept.items():
        if isinstance(item, Zone) and item.within:
            kept[key] = replace(item, within=tuple(id for id in item.within if ("regions", id) in kept))
    voices = {key for key in every if key[0] == "sources"}
    heard = {key for item in every.values() for key in _named(item)}
    wanted = list(voices - heard) + [key for item in kept.values() for key in _named(item)]
    while wanted:
        key = wanted.pop()
        if key not in kept:
            kept[key] = _without(every[key], later, knowledge)
            wanted += _named(kept[key])
    for key, item in kept.items():
        if isinstance(item, BufferSpec) and item.boundary and not _has_boundary(item, kept):
            kept[key] = replace(item, boundary=NOT_STATED)
    changed: dict[str, Any] = {"as_of": on}
    for name in collections:
        changed[name] = tuple(kept[key] for key in every if key[0] == name and key in kept)
    return replace(scenario, **changed)


def _named(item: Said) -> list[tuple[str, str]]:
    return [(collection, id) for _, collection, id in references(item)]


def _is_known(item: Any, later: set[str], knowledge: Knowledge) -> bool:
    if isinstance(item, Claim):
        return item.id not in later
    if hasattr(item, "known_on"):
        return knowledge.since(item) is not None
    claims = getattr(item, "claims", ())
    return not claims or not later.issuperset(claims)


def _without(item: S, later: set[str], knowledge: Knowledge) -> S:
    """Take out of a value the claims that came later, and the parts of it that rest on these alone."""
    changed: dict[str, Any] = {}
    for field in fields(item):
        inner = getattr(item, field.name)
        if not isinstance(inner, tuple) or not inner:
            continue
        if get_args(hints(type(item))[field.name])[:1] == (ClaimId,):
            left: tuple[Any, ...] = tuple(claim for claim in inner if claim not in later)
        else:
            left = tuple(
                _without(part, later, knowledge) if isinstance(part, Said) else part
                for part in inner
                if not isinstance(part, Said) or _is_known(part, later, knowledge)
            )
        if left != inner:
            changed[field.name] = left
    return replace(item, **changed) if changed else item


def _has_boundary(spec: BufferSpec, kept: dict[tuple[str, str], Any]) -> bool:
    zones: list[Zone] = [kept["zones", id] for id in spec.of.any_of] if spec.of else []
    return all(spec.boundary in {b.id for b in zone.boundaries} for zone in zones)
