"""How the status of a zone went on over time, in two lines side by side: in law and in practice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from zonelib.model import (
    LINES_OF_STATUS,
    STATUS_VALUES,
    Knowledge,
    Period,
    Scenario,
    Status,
    StatusDimension,
    Zone,
    last_seen,
    possible_days,
    told,
)

# What may follow what, one step at a time. A record that skips a step may be right: it is a finding, not an error.
TRANSITIONS: Final[dict[StatusDimension, dict[str, frozenset[str]]]] = {
    "agreement": {
        "proposed": frozenset({"agreed"}),
        "agreed": frozenset({"signed", "proposed"}),
        "signed": frozenset({"proposed", "agreed"}),  # a further agreement on the same zone
    },
    "establishment": {
        "not_established": frozenset({"established"}),
        "established": frozenset({"lapsed"}),
        "lapsed": frozenset({"established", "not_established"}),
    },
    "boundary": {
        "none": frozenset({"in_principle"}),
        "in_principle": frozenset({"agreed", "none"}),
        "agreed": frozenset({"demarcated", "in_principle"}),
        "demarcated": frozenset({"in_principle"}),  # a line taken up anew
    },
    "practice": {
        "claimed_in_place": frozenset({"in_place", "not_in_place"}),
        "in_place": frozenset({"not_in_place", "claimed_in_place"}),
        "not_in_place": frozenset({"claimed_in_place", "in_place"}),
    },
    "provider": {
        "undecided": frozenset({"proposed"}),
        "proposed": frozenset({"agreed", "undecided"}),
        "agreed": frozenset({"deployed", "proposed", "undecided"}),
        "deployed": frozenset({"undecided", "agreed"}),  # withdrawn
    },
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusJump:
    """A status that follows on another without the step between them.

    Parameters
    ----------
    zone : str
        Id of the zone.
    before, after : Status
        The two.
    expected : tuple of str
        What might have followed on the first.
    """

    zone: str
    before: Status
    after: Status
    expected: tuple[str, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that both rest on."""
        return tuple(dict.fromkeys((*self.before.claims, *self.after.claims)))

    def __str__(self) -> str:
        before, after = (status.value.replace("_", " ") for status in (self.before, self.after))
        skipped = " or ".join(value.replace("_", " ") for value in self.expected)
        return f"{self.zone}: {self.before.dimension} goes from {before} to {after}; only {skipped} follows in one step"


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeCycle:
    """The statuses of a zone in the order of time, law and practice side by side.

    Parameters
    ----------
    zone : str
        Id of the zone.
    law, practice : tuple of Status
        By the first day for which each is said; those of no stated time are in `undated`.
    undated : tuple of Status
        Those that no time is stated for.
    jumps : tuple of StatusJump
        Where a dimension skips a step of `TRANSITIONS`.
    """

    zone: str
    law: tuple[Status, ...]
    practice: tuple[Status, ...]
    undated: tuple[Status, ...]
    jumps: tuple[StatusJump, ...]

    def __str__(self) -> str:
        lines = (" -> ".join(map(_dated, line)) or "nothing said" for line in (self.law, self.practice))
        return "{}: in law {}; in practice {}".format(self.zone, *lines)


def life_cycle(scenario: Scenario, zone: str, *, known_on: dt.date | None = None) -> LifeCycle:
    """Give the statuses of a zone in the order of time, with the steps that the record skips.

    Parameters
    ----------
    scenario : Scenario
    zone : str
        Id of the zone.
    known_on : date, optional
        The day whose knowledge is used; without it, everything that the scenario holds.

    Returns
    -------
    LifeCycle

    Raises
    ------
    NotFoundError
        If there is no such zone.
    """
    return cycle_of(scenario.zone(zone), Knowledge(scenario, known_on))


def cycle_of(zone: Zone, knowledge: Knowledge) -> LifeCycle:
    """Give the life cycle of a zone; for many zones, so that what is known is gathered once."""
    known = [status for status in zone.statuses if knowledge.since(status) is not None]
    dated = sorted((status for status in known if _time(status)), key=begin_of)
    lines = {
        line: tuple(status for status in dated if status.dimension in dimensions)
        for line, dimensions in LINES_OF_STATUS.items()
    }
    return LifeCycle(
        zone=zone.id,
        law=lines["law"],
        practice=lines["practice"],
        undated=tuple(status for status in known if not _time(status)),
        jumps=tuple(jump for dimension in STATUS_VALUES for jump in _jumps(zone.id, dimension, dated)),
    )


def _jumps(zone: str, dimension: StatusDimension, dated: list[Status]) -> list[StatusJump]:
    """Compare each day's statuses with those of the day before; several of one day are rival accounts, or steps."""
    days = [list(same) for _, same in groupby((s for s in dated if s.dimension == dimension), key=begin_of)]
    allowed = TRANSITIONS[dimension]
    return [
        StatusJump(zone=zone, before=before[-1], after=status, expected=tuple(sorted(allowed[before[-1].value])))
        for before, after in pairwise(days)
        for status in after
        if not any(status.value == b.value or status.value in allowed[b.value] for b in before)
    ]


def _time(status: Status) -> Period | None:
    return told(status) or last_seen(status)


def begin_of(status: Status) -> dt.date:
    """Give the first day for which a status may be said; the last of all days where no time is told."""
    time = _time(status)
    return possible_days(time).start if time else dt.date.max


def _dated(status: Status) -> str:
    return f"{status} ({_time(status)})"
