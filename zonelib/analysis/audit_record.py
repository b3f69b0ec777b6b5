"""What an audit looks at, and what its rules share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zonelib.analysis.deadlines import DeadlineFound
from zonelib.analysis.findings import Finding
from zonelib.model import (
    BufferSpec,
    Objection,
    PatrolAssignment,
    Scenario,
    Selection,
    Status,
    StatusDimension,
    Zone,
)
from zonelib.model.known import Knowledge
from zonelib.model.states import State


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What an audit looks at: the scenario as it was known, and how it stood on the day."""

    scenario: Scenario
    state: State
    knowledge: Knowledge
    deadlines: tuple[DeadlineFound, ...]

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Give the zones, each with the boundaries that hold on the day, certainly or perhaps."""
        return tuple(replace(z.zone, boundaries=tuple(h.value for h in z.boundaries)) for z in self.state.zones)

    def holding(self, zone: str, dimension: StatusDimension) -> list[Status]:
        """Give what a zone is said to be in one dimension on the day, certainly or perhaps."""
        return [h.value for h in self.state.zone(zone).statuses if h.value.dimension == dimension]

    @property
    def buffers(self) -> list[BufferSpec]:
        """Give the buffers that hold."""
        return [h.value for h in self.state.buffers]

    @property
    def duties(self) -> list[PatrolAssignment]:
        """Give the assignments that hold."""
        return [h.value for h in self.state.assignments]

    @property
    def objections(self) -> list[Objection]:
        """Give the objections that hold."""
        return [h.value for h in self.state.objections]

    def names(self, ids: Iterable[str]) -> str:
        """Give the names of some actors."""
        return " and ".join(self.scenario.actor(id).name for id in ids)

    def zone(self, selection: object) -> str:
        """Give the id of the one zone that a selection means; empty where it means several, or may mean any."""
        alone = isinstance(selection, Selection) and selection.known and len(selection.any_of) == 1
        return selection.any_of[0] if alone and isinstance(selection, Selection) else ""

    def where(self, selection: object) -> str:
        """Name the zones of a selection, as the beginning of a sentence."""
        if not isinstance(selection, Selection):
            return "In zones not stated"
        names = ", ".join(self.scenario.zone(id).name for id in selection.any_of)
        return names if selection.known else f"Some of {names}"


def of_zone(code: str, zone: Zone, claims: tuple[str, ...], words: str, *, about: str = "") -> Finding:
    """Make a finding on a zone."""
    return Finding(
        code=code, zone=zone.id, about=about or f"zones/{zone.id}", claims=claims, sentence=f"{zone.name}: {words}"
    )


def of_value(
    code: str, zone: str, collection: str, value: object, words: str, claims: tuple[str, ...] | None = None
) -> Finding:
    """Make a finding on another said value; the claims behind it are its own unless told."""
    behind: tuple[str, ...] = getattr(value, "claims", ()) if claims is None else claims
    id: str = getattr(value, "id", "")
    return Finding(code=code, zone=zone, about=f"{collection}/{id}", claims=behind, sentence=words)


def claims_of(statuses: Iterable[Status]) -> tuple[str, ...]:
    """Give the claims behind some statuses, each once."""
    return tuple(dict.fromkeys(claim for status in statuses for claim in status.claims))


def meet(one: object, other: object) -> bool:
    """Say whether two selections may mean the same zone; what is not stated may be any."""
    if not isinstance(one, Selection) or not isinstance(other, Selection):
        return True
    return bool(set(one.any_of) & set(other.any_of))


def line_of(scenario: Scenario, actor: str) -> list[str]:
    """Give an actor and those that it belongs to, upwards."""
    line = [actor]
    while isinstance(parent := scenario.actor(line[-1]).parent, str) and parent not in line:
        line.append(parent)
    return line
