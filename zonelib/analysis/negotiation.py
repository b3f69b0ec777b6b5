"""What is left to negotiate, by zone and by party, and what changed between two days."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from zonelib.analysis.auditing import audit
from zonelib.analysis.findings import Finding
from zonelib.model import COLLECTIONS, Scenario, spoken_day
from zonelib.model.said import references
from zonelib.model.states import Holding, State

# Findings on a reported event, on claims at odds and on who tells them are no points of a negotiation.
_NOT_OPEN: Final = (
    *("claims-contradict", "figure-differs", "figures-differ", "leg-without-place", "place-is-extended"),
    *("status-jump", "line-rests-on-no-claim", "patroller-authored-event", "patroller-sides-with-party"),
    *("hedges-differ", "leg-in-several-places", "told-by-one-side", "anonymous-source-only"),
    "described-in-several-ways",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPoints:
    """What a record leaves to be agreed, found.

    Parameters
    ----------
    title : str
        Title of the scenario.
    day : date
        The day asked about.
    zones, parties : dict of str to tuple of Finding
        The findings under the name of each zone ("" for several or none), and of each party that they name.
    """

    title: str
    day: dt.date
    zones: dict[str, tuple[Finding, ...]] = field(repr=False)
    parties: dict[str, tuple[Finding, ...]] = field(repr=False)

    def rows(self) -> tuple[dict[str, Any], ...]:
        """Give one plain row for each finding and party, fit for a table or for JSON."""
        named = {
            id(f): [p for p, found in self.parties.items() if f in found] for fs in self.zones.values() for f in fs
        }
        return tuple(
            {"zone": zone, "party": party, "code": f.code, "says": f.sentence, "claims": list(f.claims)}
            for zone, found in self.zones.items()
            for f in found
            for party in named[id(f)] or [""]
        )

    def to_text(self) -> str:
        """Give the report as plain text."""
        return (
            "\n\n".join("\n".join((title, *(f"- {line}" for line in lines))) for title, lines in self._blocks()) + "\n"
        )

    def to_markdown(self) -> str:
        """Give the report as Markdown."""
        first, *rest = self._blocks()
        blocks = [
            f"# {first[0]}",
            *first[1],
            *("\n".join((f"## {t}\n", *(f"- {x}" for x in lines))) for t, lines in rest),
        ]
        return "\n\n".join(blocks) + "\n"

    def to_json(self) -> str:
        """Give the rows as JSON."""
        told = {"title": self.title, "day": self.day.isoformat(), "open": self.rows()}
        return json.dumps(told, ensure_ascii=False, indent=2)

    def _blocks(self) -> Iterator[tuple[str, list[str]]]:
        yield f"What is left to agree: {self.title}, {spoken_day(self.day)}", [f"{self}."]
        for zone, found in self.zones.items():
            yield zone or "Several zones, or none", [_line(finding) for finding in found]
        for party, found in self.parties.items():
            yield f"Naming {party}", [_line(finding) for finding in found]

    def __str__(self) -> str:
        points = sum(len(found) for found in self.zones.values())
        noun = "point" if points == 1 else "points"
        return f"{points} open {noun} on {spoken_day(self.day)}, {len(self.parties)} parties named"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Something that holds on one day and not, or not as surely, on another, found.

    Parameters
    ----------
    zone : str
        Id of the zone it is part of; empty where it is part of none.
    says : str
        What it is, in words.
    before, after : {"certain", "perhaps", "ahead", "past", ""}
        How surely it holds on the first and on the second day; empty where it does not.
    claims : tuple of str
        The claims behind it.
    """

    zone: str
    says: str
    before: str
    after: str
    claims: tuple[str, ...]

    def __str__(self) -> str:
        where = f"{self.zone}: " if self.zone else ""
        return f"{where}{self.says}: {self.before or 'not there'} -> {self.after or 'not there'}"


def open_points(scenario: Scenario, *, at: dt.date | None = None, known_on: dt.date | None = None) -> OpenPoints:
    """Put together what is left to negotiate, per zone and per party, from what an audit finds.

    Parameters
    ----------
    scenario : Scenario
    at, known_on : date, optional
        As in `audit`.

    Returns
    -------
    OpenPoints

    Raises
    ------
    InputError
        If no day is given and the scenario has none.
    """
    found = [finding for finding in audit(scenario, at=at, known_on=known_on) if finding.code not in _NOT_OPEN]
    day = at if at is not None else scenario.as_of
    assert isinstance(day, dt.date)  # `audit` has seen to it
    values = {f"{name}/{item.id}": item for name in COLLECTIONS for item in scenario.collection(name)}
    zones: dict[str, list[Finding]] = {}
    parties: dict[str, list[Finding]] = {}
    for finding in found:
        zones.setdefault(scenario.zone(finding.zone).name if finding.zone else "", []).append(finding)
        if finding.about in values and not finding.about.startswith("zones/"):
            named = dict.fromkeys(id for _, kind, id in references(values[finding.about]) if kind == "actors")
            claims = (scenario.claim(id) for id in finding.claims if finding.code == "provider-refused")
            named |= dict.fromkeys(id for claim in claims for id in claim.actors)
            for id in named:
                parties.setdefault(scenario.actor(id).name, []).append(finding)
    return OpenPoints(
        title=scenario.title, day=day,
        zones={name: tuple(list_) for name, list_ in zones.items()},
        parties={name: tuple(parties[name]) for name in sorted(parties)},
    )  # fmt: skip


def what_changed(
    scenario: Scenario, *, since: dt.date, until: dt.date, known_on: dt.date | None = None
) -> tuple[Change, ...]:
    """Find what held on one day and not, or not as surely, on another.

    Parameters
    ----------
    scenario : Scenario
    since, until : date
        The two days.
    known_on : date, optional
        The day whose knowledge is used for both; without it, everything that the scenario holds.

    Returns
    -------
    tuple of Change
        Zones first, in the order of the scenario.
    """
    before, after = (_held(scenario.at(day, known_on=known_on)) for day in (since, until))
    return tuple(
        Change(
            zone=key[0], says=key[1], claims=(after.get(key) or before[key]).value.claims,
            before=before[key].hold if key in before else "", after=after[key].hold if key in after else "",
        )
        for key in dict.fromkeys((*before, *after))
        if (key in before) != (key in after) or before[key].hold != after[key].hold
    )  # fmt: skip


def _held(state: State) -> dict[tuple[str, str], Holding[Any]]:
    return {(zone, str(holding.value)): holding for zone, holding in state.listed()}


def _line(finding: Finding) -> str:
    return f"{finding}" + (f" [{', '.join(finding.claims)}]" if finding.claims else "")
