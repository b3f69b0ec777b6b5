"""What a patrol calendar finds for each zone and day: what is in force, what is due and made, gaps, overlaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.model import Period, Shift, spoken_day

Sure = Literal["certain", "perhaps"]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarGap:
    """Days in a row on which no assignment is in force in a zone for certain, found.

    Parameters
    ----------
    zone : str
        Id of the zone.
    first, last : date
        The first and the last of the days.
    hold : {"certain", "perhaps"}
        "certain" where nothing is in force; "perhaps" where something perhaps is.
    """

    zone: str
    first: dt.date
    last: dt.date
    hold: Sure

    @property
    def days(self) -> int:
        """How many days they are."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        what = "nothing in force" if self.hold == "certain" else "nothing in force for certain"
        return f"{self.zone}: {what}, {days_words(self.first, self.last)} ({counted(self.days, 'day')})"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarOverlap:
    """Days in a row on which more than one provider is in force in a zone, found.

    Parameters
    ----------
    zone : str
        Id of the zone.
    first, last : date
        The first and the last of the days.
    assignments : tuple of str
        The assignments in force, certainly or perhaps; those made jointly by the same actors are of one provider.
    hold : {"certain", "perhaps"}
        "certain" where those in force for certain are of more than one provider.
    """

    zone: str
    first: dt.date
    last: dt.date
    assignments: tuple[str, ...]
    hold: Sure

    def __str__(self) -> str:
        perhaps = ", perhaps" if self.hold == "perhaps" else ""
        return f"{self.zone}: {' and '.join(self.assignments)}{perhaps}, {days_words(self.first, self.last)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftClash:
    """Two shifts of one team that share hours of the same days, found.

    Parameters
    ----------
    team : str
        Id of the team.
    first, last : date
        The first and the last of the days.
    shifts : tuple of two Shift
        The two.
    assignments : tuple of str
        The assignments that set them; empty where both stand in what is said of the team itself.
    hold : {"certain", "perhaps"}
        "perhaps" where an assignment perhaps holds, or another of its teams may serve one of the shifts.
    """

    team: str
    first: dt.date
    last: dt.date
    shifts: tuple[Shift, Shift]
    assignments: tuple[str, ...]
    hold: Sure

    def __str__(self) -> str:
        of = f" of {' and '.join(self.assignments)}" if self.assignments else ""
        perhaps = ", perhaps" if self.hold == "perhaps" else ""
        one, other = self.shifts
        return f"{self.team}: {one} and {other}{of} overlap{perhaps}, {days_words(self.first, self.last)}"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ZoneCalendar:
    """One zone of a patrol calendar; every array has one entry for each day.

    Parameters
    ----------
    zone : str
        Id of the zone.
    first : date
        The first day.
    assignments : tuple of str
        The assignments that may bear on the zone.
    holds : ndarray, shape (assignments, days)
        2 where the assignment is in force for certain, 1 where perhaps, 0 where not.
    expected_low, expected_high : ndarray of float
        Patrols to be made: under the assignments in force for certain, and under all that may be.
    conducted : ndarray of float
        Patrols reported as made.
    reported : ndarray of bool
        Whether a report speaks of the day; silence is not a report of none.
    due, made : ndarray of float
        The patrols due, and those made, under the assignments that have a frequency and of which a report speaks.
    restrictions : ndarray of int
        Logged restrictions of the day.
    gaps : tuple of CalendarGap
    overlaps : tuple of CalendarOverlap
    shape : shapely geometry or None
        The line of the zone that is drawn by default.
    """

    zone: str
    first: dt.date
    assignments: tuple[str, ...]
    holds: NDArray[np.uint8] = field(repr=False)
    expected_low: Floats = field(repr=False)
    expected_high: Floats = field(repr=False)
    conducted: Floats = field(repr=False)
    reported: NDArray[np.bool_] = field(repr=False)
    due: Floats = field(repr=False)
    made: Floats = field(repr=False)
    restrictions: Counts = field(repr=False)
    gaps: tuple[CalendarGap, ...]
    overlaps: tuple[CalendarOverlap, ...]
    shape: BaseGeometry | None = field(repr=False)

    @property
    def certain(self) -> Counts:
        """How many assignments are in force for certain, for each day."""
        counts: Counts = (self.holds == 2).sum(axis=0, dtype=np.int64)
        return counts

    @property
    def possible(self) -> Counts:
        """How many assignments may be in force, for each day."""
        counts: Counts = (self.holds > 0).sum(axis=0, dtype=np.int64)
        return counts

    def in_force(self, day: dt.date) -> dict[str, Sure]:
        """Give the assignments in force on a day, each with how surely.

        Raises
        ------
        InputError
            If the day is not of the calendar.
        """
        i = (day - self.first).days
        if not 0 <= i < self.holds.shape[1]:
            last = self.first + dt.timedelta(days=self.holds.shape[1] - 1)
            raise InputError(f"{spoken_day(day)} is not of the calendar, {days_words(self.first, last)}")
        return {
            id: "certain" if held == 2 else "perhaps"
            for id, held in zip(self.assignments, self.holds[:, i], strict=True)
            if held
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each day."""
        words: dict[bytes, tuple[str, str]] = {}
        told = []
        for column in self.holds.T:
            key = column.tobytes()
            if key not in words:
                words[key] = (self._ids(column == 2), self._ids(column == 1))
            told.append(words[key])
        return [
            {
                "zone": self.zone, "day": self.first + dt.timedelta(days=i),
                "covered": "certain" if told[i][0] else "perhaps" if told[i][1] else "no",
                "assignments": told[i][0], "perhaps": told[i][1],
                "expected_low": low, "expected_high": high, "reported": reported,
                "conducted": conducted if reported else None, "due": due, "made": made, "restrictions": restrictions,
                "geometry": self.shape,
            }
            for i, (low, high, reported, conducted, due, made, restrictions) in enumerate(zip(
                self.expected_low.tolist(), self.expected_high.tolist(), self.reported.tolist(),
                self.conducted.tolist(), self.due.tolist(), self.made.tolist(), self.restrictions.tolist(),
                strict=True,
            ))
        ]  # fmt: skip

    def _ids(self, chosen: NDArray[np.bool_]) -> str:
        return " ".join(compress(self.assignments, chosen.tolist()))

    def __str__(self) -> str:
        sure, possible = (int(np.count_nonzero(count)) for count in (self.certain, self.possible))
        longest = max(self.gaps, key=lambda gap: gap.days, default=None)
        gap = f"; longest gap {counted(longest.days, 'day')} from {spoken_day(longest.first)}" if longest else ""
        every = counted(self.holds.shape[1], "day")
        return f"{self.zone}: in force for certain on {sure} of {every}, perhaps on {possible - sure} more{gap}"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PatrolCalendar:
    """Which assignments are in force in which zone on which day, and what came of them, found.

    Parameters
    ----------
    first, last : date
        The first and the last day.
    known_on : date or None
        The day whose knowledge was used; None for everything that the scenario holds.
    zones : tuple of ZoneCalendar
        Every zone of the scenario, in its order.
    clashes : tuple of ShiftClash
        Shifts of one team that share hours.
    left_out : tuple of str
        Ids of what has a place in no zone, or no day: assignments, reports and restrictions.
    assumptions : tuple of str
        How what is said was read.
    """

    first: dt.date
    last: dt.date
    known_on: dt.date | None
    zones: tuple[ZoneCalendar, ...]
    clashes: tuple[ShiftClash, ...]
    left_out: tuple[str, ...]
    assumptions: tuple[str, ...]

    def zone(self, id: str) -> ZoneCalendar:
        """Give the calendar of one zone; NotFoundError names the nearest."""
        for found in self.zones:
            if found.zone == id:
                return found
        raise NotFoundError(f"there is no zone {id!r}; {nearest(id, [z.zone for z in self.zones])}")

    @property
    def gaps(self) -> tuple[CalendarGap, ...]:
        """The gaps of all zones."""
        return tuple(gap for zone in self.zones for gap in zone.gaps)

    @property
    def overlaps(self) -> tuple[CalendarOverlap, ...]:
        """The overlaps of all zones."""
        return tuple(overlap for zone in self.zones for overlap in zone.overlaps)

    @property
    def ratio(self) -> float | None:
        """Patrols made as a share of those due, where a report speaks of them; None where none were due."""
        due = sum(float(zone.due.sum()) for zone in self.zones)
        return sum(float(zone.made.sum()) for zone in self.zones) / due if due else None

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each zone and day, fit for a table."""
        return [row for zone in self.zones for row in zone.rows()]

    def __str__(self) -> str:
        every = len(self.zones) * ((self.last - self.first).days + 1)
        days = {hold: sum(gap.days for gap in self.gaps if gap.hold == hold) for hold in ("certain", "perhaps")}
        low, high = (
            sum(float(getattr(z, name).sum()) for z in self.zones) for name in ("expected_low", "expected_high")
        )
        expected = f"{low:,.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:,.1f} to {high:,.1f}"
        made = sum(float(zone.conducted.sum()) for zone in self.zones)
        share = "" if self.ratio is None else f", {100 * self.ratio:.0f} % of those due where a report speaks of them"
        silent = not any(zone.reported.any() for zone in self.zones)
        done = "no report of any made" if silent else f"{made:,.1f} reported as made{share}"
        known = f" as known on {spoken_day(self.known_on)}" if self.known_on else ""
        return (
            f"{counted(len(self.zones), 'zone')}, {days_words(self.first, self.last)}{known}: of "
            f"{counted(every, 'zone-day')} {every - days['certain'] - days['perhaps']:,} with an assignment in force, "
            f"{days['perhaps']:,} perhaps, {days['certain']:,} without; {expected} patrols expected, {done}; "
            f"{counted(len(self.overlaps), 'overlap')}, {counted(len(self.clashes), 'clash')} of shifts"
        )


def days_words(first: dt.date, last: dt.date) -> str:
    """Say some days in a row."""
    return str(Period(first=first, last=last))


def counted(number: int, noun: str) -> str:
    """Say a number of things."""
    plural = f"{noun}es" if noun.endswith("sh") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
