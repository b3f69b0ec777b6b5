"""Who is to patrol where on which day, and what came of it: one zone at a time, the days as columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from zonelib.analysis.calendar_results import (
    CalendarGap,
    CalendarOverlap,
    Floats,
    PatrolCalendar,
    ShiftClash,
    Sure,
    ZoneCalendar,
)
from zonelib.analysis.things import default_boundary
from zonelib.errors import InputError
from zonelib.model import (
    Days,
    Frequency,
    Knowledge,
    PatrolAssignment,
    Scenario,
    Selection,
    Shift,
    Stated,
    Zone,
    possible_days,
    spoken_day,
)
from zonelib.model.days import ALWAYS_AFTER, ALWAYS_BEFORE
from zonelib.model.states import held_days

FIRM: Final = ("agreed", "in_place")
_ASSUMED: Final = (
    "an assignment that is agreed or in place holds as surely as its time and its zones are known; any other only "
    "perhaps, and one that is refused not at all",
    "a duty in any part of a zone, or along its buffer, is one in the zone",
    "an assignment or a report of several zones is shared among them evenly, a report of several days among the days",
    "a frequency counts as its figure, whether about, at least or at most; a month has its own number of days",
    "a report without a number counts as one patrol; where no report speaks of a day, nothing is concluded",
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a calendar, counted from 0."""

    first: dt.date
    days: int

    def cut(self, days: Days) -> slice:
        """Give the part of some days that lies in the window."""
        begin, end = (min(max((day - self.first).days, 0), self.days) for day in (days.start, days.end))
        return slice(begin, max(begin, end))

    def day(self, i: int) -> dt.date:
        """Give the day of a number."""
        return self.first + dt.timedelta(days=i)


@dataclass(frozen=True, slots=True)
class Duty:
    """An assignment in the window: where, when it may hold and when it surely does, and how often in each zone."""

    assignment: PatrolAssignment
    zones: tuple[str, ...]
    possible: slice
    certain: slice
    patrols: Floats  # in each of its zones, for each day


@dataclass(frozen=True, slots=True)
class Report:
    """Patrols made under an assignment: in which zones and days, and how many in each of them."""

    assignment: str
    zones: tuple[str, ...]
    days: slice
    each: float
    team: str  # empty where none is stated


def patrol_calendar(
    scenario: Scenario, *, first: dt.date, last: dt.date, known_on: dt.date | None = None
) -> PatrolCalendar:
    """Say for each zone and day which assignments are in force, what they ask for, what was done, gaps and overlaps.

    Parameters
    ----------
    scenario : Scenario
    first, last : date
        The first and the last day.
    known_on : date, optional
        The day whose knowledge is used; without it, everything that the scenario holds.

    Returns
    -------
    PatrolCalendar

    Raises
    ------
    InputError
        If a day is no whole day, or the last comes before the first.

    Notes
    -----
    Assignments hold on the days on which `Scenario.at` lists them. One that is only proposed or likely, of no stated
    standing, or for an unknown part of several zones, holds perhaps, whatever its time.
    """
    window, knowledge = window_of(first, last, known_on), Knowledge(scenario, known_on)
    left_out: list[str] = []
    duties = list(duties_of(scenario, window, knowledge, left_out))
    reports = list(reports_of(scenario, window, knowledge, left_out))
    limits = list(_restrictions(scenario, window, knowledge, left_out))
    return PatrolCalendar(
        first=first,
        last=last,
        known_on=known_on,
        zones=tuple(_of_zone(zone, window, duties, reports, limits) for zone in scenario.zones),
        clashes=tuple(_clashes(scenario, window, knowledge, duties)),
        left_out=tuple(left_out),
        assumptions=_ASSUMED,
    )


def window_of(first: dt.date, last: dt.date, known_on: dt.date | None) -> Window:
    """Check the days of a question, and give its window.

    Raises
    ------
    InputError
        If a day is no whole day, or the last comes before the first.
    """
    for name, day in (("first", first), ("last", last), ("known_on", known_on)):
        if isinstance(day, dt.datetime) or (not isinstance(day, dt.date) and (day is not None or name != "known_on")):
            raise InputError(f"{name}={day!r}; a whole day is wanted, such as datetime.date(2017, 7, 5)")
    if last < first:
        raise InputError(f"a calendar from {spoken_day(first)} to {spoken_day(last)} has no day; turn them round")
    return Window(first, (last - first).days + 1)


def duties_of(scenario: Scenario, window: Window, knowledge: Knowledge, left_out: list[str]) -> Iterator[Duty]:
    """Give the assignments that may hold in a window; ids of those without a zone are added to what is left out."""
    rates = _rates(window)
    for assignment in scenario.assignments:
        held = held_days(assignment, knowledge)
        if held is None or assignment.standing == "refused":
            continue
        zones, known = _zones(scenario, assignment)
        if not zones:
            left_out.append(assignment.id)
        often = assignment.frequency
        yield Duty(
            assignment=assignment,
            zones=zones,
            possible=window.cut(held[0]),
            certain=window.cut(held[1]) if known and assignment.standing in FIRM else slice(0, 0),
            patrols=rates[often.per] * (often.times / often.every / max(len(zones), 1))
            if isinstance(often, Frequency)
            else np.zeros(window.days),
        )


def _rates(window: Window) -> dict[str, Floats]:
    """Give the share of a day, a week, a month and a year that each day of the window is."""
    days = np.datetime64(window.first, "D") + np.arange(window.days).astype("timedelta64[D]")
    ones = np.ones(window.days)
    return {"day": ones, "week": ones / 7, "month": 1 / _lengths(days, "M"), "year": 1 / _lengths(days, "Y")}


def _lengths(days: NDArray[np.datetime64], unit: Literal["M", "Y"]) -> Floats:
    """Give the number of days of the month or the year in which each day lies."""
    begins = days.astype(f"datetime64[{unit}]")
    ends = begins + np.timedelta64(1, unit)
    lengths: Floats = (ends.astype(days.dtype) - begins.astype(days.dtype)).astype(np.float64)
    return lengths


def _zones(scenario: Scenario, assignment: PatrolAssignment) -> tuple[tuple[str, ...], bool]:
    """Give the zones of an assignment, and whether it is known that it is for all of them."""
    buffer = scenario.buffer(assignment.buffer) if assignment.buffer else None
    return _selected(buffer.of if buffer and not assignment.where else assignment.where)


def _selected(where: Stated[Selection]) -> tuple[tuple[str, ...], bool]:
    if not where:
        return (), False
    zones = tuple(dict.fromkeys(where.any_of))
    return zones, where.known or where.count == len(zones)


def reports_of(scenario: Scenario, window: Window, knowledge: Knowledge, left_out: list[str]) -> Iterator[Report]:
    """Give what is reported as made; ids of what has no zone or no days are added to what is left out."""
    for report in scenario.conducted:
        if knowledge.since(report) is None:
            continue
        zones, _ = _selected(report.where) if report.where else _zones(scenario, scenario.assignment(report.assignment))
        days = _bounded(possible_days(report.period))
        if not zones or days is None:
            left_out.append(report.id)
            continue
        count = report.count if isinstance(report.count, int) else 1
        each = count / len(zones) / (days.end - days.start).days
        yield Report(
            assignment=report.assignment, zones=zones, days=window.cut(days), each=each, team=report.team or ""
        )


def _restrictions(
    scenario: Scenario, window: Window, knowledge: Knowledge, left_out: list[str]
) -> Iterator[tuple[tuple[str, ...], slice]]:
    for one in scenario.restrictions:
        held = held_days(one, knowledge)
        if held is None:
            continue
        duty = scenario.assignment(one.assignment) if one.assignment else None
        zones, _ = _selected(one.where) if one.where or duty is None else _zones(scenario, duty)
        days = _bounded(held[0])
        if zones and days:
            yield zones, window.cut(days)
        else:
            left_out.append(one.id)


def _bounded(days: Days) -> Days | None:
    return None if days.start == ALWAYS_BEFORE or days.end == ALWAYS_AFTER else days


def _of_zone(
    zone: Zone,
    window: Window,
    duties: Iterable[Duty],
    reports: Iterable[Report],
    limits: Iterable[tuple[tuple[str, ...], slice]],
) -> ZoneCalendar:
    here = [duty for duty in duties if zone.id in duty.zones]
    holds = np.zeros((len(here), window.days), np.uint8)
    for row, duty in zip(holds, here, strict=True):
        row[duty.possible] = 1
        row[duty.certain] = 2
    patrols = np.array([duty.patrols for duty in here]).reshape(holds.shape)
    conducted, reported, made, told = _done(zone.id, here, reports, window.days)
    restrictions = np.zeros(window.days, np.int64)
    for zones, days in limits:
        restrictions[days] += zone.id in zones
    shape = default_boundary(zone)[0]
    return ZoneCalendar(
        zone=zone.id,
        first=window.first,
        assignments=tuple(duty.assignment.id for duty in here),
        holds=holds,
        expected_low=(patrols * (holds == 2)).sum(axis=0),
        expected_high=(patrols * (holds > 0)).sum(axis=0),
        conducted=conducted,
        reported=reported,
        due=(patrols * (told & (holds > 0))).sum(axis=0),
        made=made,
        restrictions=restrictions,
        gaps=tuple(_gaps(zone.id, window, holds)),
        overlaps=tuple(_overlaps(zone.id, window, here, holds)),
        shape=(shape.geometry or None) if shape else None,
    )


def _done(
    zone: str, here: list[Duty], reports: Iterable[Report], days: int
) -> tuple[Floats, NDArray[np.bool_], Floats, NDArray[np.bool_]]:
    """Give what reports tell of each day: patrols, whether any speaks of it, and both for duties with a frequency."""
    rows = {duty.assignment.id: i for i, duty in enumerate(here) if duty.assignment.frequency}
    conducted, made = np.zeros(days), np.zeros(days)
    reported, told = np.zeros(days, np.bool_), np.zeros((len(here), days), np.bool_)
    for report in reports:
        if zone not in report.zones:
            continue
        conducted[report.days] += report.each
        reported[report.days] = True
        if report.assignment in rows:
            made[report.days] += report.each
            told[rows[report.assignment], report.days] = True
    return conducted, reported, made, told


def _gaps(zone: str, window: Window, holds: NDArray[np.uint8]) -> Iterator[CalendarGap]:
    surest = holds.max(axis=0, initial=0)
    for begin, end in _runs(surest[None, :]):
        if surest[begin] < 2:
            hold: Sure = "perhaps" if surest[begin] else "certain"
            yield CalendarGap(zone=zone, first=window.day(begin), last=window.day(end - 1), hold=hold)


def _overlaps(zone: str, window: Window, here: list[Duty], holds: NDArray[np.uint8]) -> Iterator[CalendarOverlap]:
    who = [frozenset((*d.assignment.by, *(d.assignment.joint_with or ()))) for d in here]
    ids = np.array([duty.assignment.id for duty in here], np.object_)
    codes = np.array([who.index(one) for one in who], np.intp)[:, None]
    perhaps, surely = _differ(codes, holds > 0), _differ(codes, holds == 2)
    for begin, end in _runs(holds):
        if perhaps[begin]:
            yield CalendarOverlap(
                zone=zone,
                first=window.day(begin),
                last=window.day(end - 1),
                assignments=tuple(ids[holds[:, begin] > 0].tolist()),
                hold="certain" if surely[begin] else "perhaps",
            )


def _differ(codes: NDArray[np.intp], active: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell for each day whether those active have more than one code."""
    lowest = np.where(active, codes, len(codes)).min(axis=0, initial=len(codes))
    differ: NDArray[np.bool_] = lowest < np.where(active, codes, -1).max(axis=0, initial=-1)
    return differ


def _runs(columns: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """Give the stretches, from one day up to and without another, on which the columns are the same."""
    changes = np.flatnonzero((columns[:, 1:] != columns[:, :-1]).any(axis=0)) + 1
    return pairwise((0, *changes.tolist(), columns.shape[1]))


@dataclass(frozen=True, slots=True)
class _Served:
    """A shift that a team is said to serve: on which days, and under which assignment, if any."""

    shift: Shift
    assignment: str
    possible: slice
    certain: slice


def _clashes(scenario: Scenario, window: Window, knowledge: Knowledge, duties: list[Duty]) -> Iterator[ShiftClash]:
    for team in scenario.teams:
        held = held_days(team, knowledge)
        if held is None:
            continue
        possible, certain = (window.cut(days) for days in (held if team.period else (Days(), Days())))
        # What is said of the team itself, then what assignments ask of it: the two say the same hours in two places.
        own = [_Served(shift, "", possible, certain) for shift in team.shifts or ()]
        asked = [served for duty in duties if team.id in (duty.assignment.teams or ()) for served in _served(duty)]
        for one, other in (*combinations(own, 2), *combinations(asked, 2)):
            yield from _clash(team.id, window, one, other)


def _served(duty: Duty) -> Iterator[_Served]:
    alone = len(duty.assignment.teams or ()) == 1
    for shift in duty.assignment.shifts or ():
        yield _Served(shift, duty.assignment.id, duty.possible, duty.certain if alone else slice(0, 0))


def _clash(team: str, window: Window, one: _Served, other: _Served) -> Iterator[ShiftClash]:
    (a, b), (c, d) = one.shift.minutes, other.shift.minutes
    if max(a, c) >= min(b, d):
        return
    sure = np.zeros(window.days, np.uint8)
    sure[_both(one.possible, other.possible)] = 1
    sure[_both(one.certain, other.certain)] = 2
    for begin, end in _runs(sure[None, :]):
        if sure[begin]:
            yield ShiftClash(
                team=team,
                first=window.day(begin),
                last=window.day(end - 1),
                shifts=(one.shift, other.shift),
                assignments=tuple(id for id, _ in groupby((one.assignment, other.assignment)) if id),
                hold="certain" if sure[begin] == 2 else "perhaps",
            )


def _both(one: slice, other: slice) -> slice:
    begin = max(one.start, other.start)
    return slice(begin, max(begin, min(one.stop, other.stop)))
