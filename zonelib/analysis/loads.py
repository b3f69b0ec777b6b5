"""What each team has to go: kilometres and hours a day as planned, beside what is reported as made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from zonelib.analysis.calendar_results import Floats, counted, days_words
from zonelib.analysis.calendars import Duty, Report, duties_of, reports_of, window_of
from zonelib.analysis.courses import Course, course_of
from zonelib.errors import GeometryError, InputError, NotFoundError, nearest
from zonelib.model import Knowledge, Scenario, Team

_ASSUMED: Final = (
    "patrols go their route there and back, or once round where it ends where it starts",
    "an assignment of several teams is shared among them evenly, and so is a report that names none",
    "a report of a team that is not among those of the assignment counts for none",
    "what is agreed or in place counts for certain, anything else but what is refused perhaps",
    "a patrol reported as restricted counts as a whole one; where no report speaks of a day, nothing is concluded",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamLoad:
    """What one team has to go in some days, found.

    Parameters
    ----------
    team : str
        Its id.
    assignments : tuple of str
        Those that were counted: with a frequency and a route whose course is told.
    km_per_day : (float, float)
        On average over the days: what holds for certain, and what perhaps holds too.
    hours_per_day : (float, float) or None
        The same in hours, stops counted; None where the speed on a route is not stated.
    busiest_hours : float or None
        The hours of the fullest day, if all that perhaps holds does.
    hours_stated : float or None
        For how many hours a day the team can be out, as stated: its own figure, else its shifts.
    due_km, made_km : float
        Planned, and made, on the days of which a report speaks, over all of them.
    """

    team: str
    assignments: tuple[str, ...]
    km_per_day: tuple[float, float]
    hours_per_day: tuple[float, float] | None
    busiest_hours: float | None
    hours_stated: float | None
    due_km: float
    made_km: float

    @property
    def ratio(self) -> float | None:
        """Kilometres made as a share of those due, where a report speaks of them; None where none were due."""
        return self.made_km / self.due_km if self.due_km else None

    @property
    def too_much(self) -> bool | None:
        """Whether the fullest day is longer than the hours stated; None where either is not known."""
        if self.busiest_hours is None or self.hours_stated is None:
            return None
        return self.busiest_hours > self.hours_stated + 1e-9

    def __str__(self) -> str:
        hours = "hours not known" if self.hours_per_day is None else f"{_span(self.hours_per_day)} h"
        most = "" if self.busiest_hours is None else f", {self.busiest_hours:,.1f} h on the fullest day"
        stated = "" if self.hours_stated is None else f" ({self.hours_stated:g} h stated)"
        made = (
            "no report of what was due"
            if self.ratio is None
            else f"{self.made_km:,.1f} of {self.due_km:,.1f} km due made where a report speaks of them"
        )
        return f"{self.team}: {_span(self.km_per_day)} km and {hours} a day{most}{stated}; {made}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolLoads:
    """What the teams have to go in some days, found.

    Parameters
    ----------
    first, last : date
        The first and the last day.
    known_on : date or None
        The day whose knowledge was used; None for everything that the scenario holds.
    teams : tuple of TeamLoad
        Every team of the scenario with an assignment that could be counted, in its order.
    left_out : tuple of str
        Assignments of these days that could not be counted, and reports without zones or days, each with why.
    assumptions : tuple of str
        How what is said was read.
    """

    first: dt.date
    last: dt.date
    known_on: dt.date | None
    teams: tuple[TeamLoad, ...]
    left_out: tuple[str, ...]
    assumptions: tuple[str, ...]

    def team(self, id: str) -> TeamLoad:
        """Give the load of one team; NotFoundError names the nearest."""
        for load in self.teams:
            if load.team == id:
                return load
        raise NotFoundError(f"there is no load of a team {id!r}; {nearest(id, [load.team for load in self.teams])}")

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each team."""
        return [
            {
                "team": one.team, "km_low": one.km_per_day[0], "km_high": one.km_per_day[1],
                "hours_low": one.hours_per_day[0] if one.hours_per_day else None,
                "hours_high": one.hours_per_day[1] if one.hours_per_day else None,
                "busiest_hours": one.busiest_hours, "hours_stated": one.hours_stated, "due_km": one.due_km,
                "made_km": one.made_km,
            }
            for one in self.teams
        ]  # fmt: skip

    def __str__(self) -> str:
        low, high = (sum(one.km_per_day[i] for one in self.teams) for i in (0, 1))
        full = [one.team for one in self.teams if one.too_much]
        return (
            f"{counted(len(self.teams), 'team')}, {days_words(self.first, self.last)}: {_span((low, high))} km a day"
            + (f"; more than the hours stated for {', '.join(full)}" if full else "")
            + (f"; {len(self.left_out)} left out" if self.left_out else "")
        )


@dataclass(frozen=True, slots=True)
class _Counted:
    """A duty along a course, and the share of it that falls to each of its teams."""

    duty: Duty
    course: Course
    teams: tuple[str, ...]
    patrols: Floats  # for each day, whole


def patrol_loads(scenario: Scenario, *, first: dt.date, last: dt.date, known_on: dt.date | None = None) -> PatrolLoads:
    """Say how far and how long each team has to go along the routes of its assignments, and what was made of that.

    Parameters
    ----------
    scenario : Scenario
    first, last : date
        The first and the last day.
    known_on : date, optional
        The day whose knowledge is used; without it, everything that the scenario holds.

    Raises
    ------
    InputError
        If a day is no whole day, or the last comes before the first.

    Notes
    -----
    Assignments and reports are read as by `patrol_calendar`. An assignment counts if it has teams, a frequency and a
    route whose course is told; the others are in `left_out`.
    """
    window, knowledge = window_of(first, last, known_on), Knowledge(scenario, known_on)
    reported: list[str] = []
    reports = list(reports_of(scenario, window, knowledge, reported))
    duties: list[_Counted] = []
    left_out = [f"{id}: it has no zones or no days" for id in reported]
    for duty in duties_of(scenario, window, knowledge, []):
        if duty.possible.start == duty.possible.stop:
            continue
        course, why = _course(scenario, duty)
        if course is None:
            left_out.append(f"{duty.assignment.id}: {why}")
            continue
        # The rates of a duty are those of each of its zones.
        whole = duty.patrols * max(len(duty.zones), 1)
        duties.append(_Counted(duty, course, tuple(duty.assignment.teams or ()), whole))
    loads = (_load(team, [one for one in duties if team.id in one.teams], reports) for team in scenario.teams)
    return PatrolLoads(
        first=first, last=last, known_on=known_on, teams=tuple(load for load in loads if load.assignments),
        left_out=tuple(left_out), assumptions=_ASSUMED,
    )  # fmt: skip


def _course(scenario: Scenario, duty: Duty) -> tuple[Course | None, str]:
    said = duty.assignment
    for what in ("teams", "frequency", "route"):
        if not getattr(said, what):
            return None, f"no {what} stated"
    try:
        return course_of(scenario.route(said.route or ""), scenario), ""
    except (GeometryError, InputError) as error:
        return None, str(error)


def _load(team: Team, duties: list[_Counted], reports: Iterable[Report]) -> TeamLoad:
    days = len(duties[0].patrols) if duties else 1
    km, hours = np.zeros((2, days)), np.zeros((2, days))
    due = made = 0.0
    known = all(one.course.hours is not None for one in duties)
    for one in duties:
        share = one.patrols / len(one.teams)
        for row, held in enumerate((one.duty.certain, one.duty.possible)):
            km[row, held] += share[held] * one.course.km
            hours[row, held] += share[held] * (one.course.hours or 0.0)
        there, possible = np.zeros(days, np.bool_), np.zeros(days, np.bool_)
        possible[one.duty.possible] = True
        for report in reports:
            if report.assignment != one.duty.assignment.id:
                continue
            there[report.days] = True
            part = float(report.team == team.id) if report.team else 1 / len(one.teams)
            number = report.each * len(report.zones) * (report.days.stop - report.days.start)
            made += part * number * one.course.km
        due += float(share[there & possible].sum()) * one.course.km
    return TeamLoad(
        team=team.id, assignments=tuple(one.duty.assignment.id for one in duties), km_per_day=_mean(km),
        hours_per_day=_mean(hours) if known else None, busiest_hours=float(hours[1].max()) if known else None,
        hours_stated=_stated(team), due_km=due, made_km=made,
    )  # fmt: skip


def _mean(rows: Floats) -> tuple[float, float]:
    low, high = rows.mean(axis=1)
    return float(low), float(high)


def _stated(team: Team) -> float | None:
    if team.hours_per_day:
        return team.hours_per_day
    return sum(shift.hours for shift in team.shifts) if team.shifts else None


def _span(pair: tuple[float, float]) -> str:
    low, high = (f"{value:,.1f}" for value in pair)
    return low if low == high else f"{low} to {high}"
