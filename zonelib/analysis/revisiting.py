"""How often patrols pass each stretch of a line: intervals, loads and the chance to see what happens.

With f patrols a day on every route that passes a stretch, somebody passes it every 1/Σf days. An event that lasts D is
seen with chance min(1, D/T) if visits come regularly every T, and 1 - exp(-D/T) if they come at random with that mean
interval (search theory; both forms are general knowledge there).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from zonelib.analysis.courses import course_of, span_along
from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy.chain import Chain
from zonelib.model import Frequency, Route, Scenario
from zonelib.units import Distance, as_metres

_DAYS_IN: Final = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A stretch of a line that the same routes pass.

    Parameters
    ----------
    begins, ends : Distance
        Chainages.
    per_day : float
        How often a patrol passes, all routes together.
    routes : tuple of str
        Which pass.
    """

    begins: Distance
    ends: Distance
    per_day: float
    routes: tuple[str, ...]

    @property
    def interval_days(self) -> float:
        """Days from one passing to the next, on average; infinite where nobody passes."""
        return 1 / self.per_day if self.per_day else math.inf

    def chance_of_seeing(self, duration: dt.timedelta, *, regular: bool) -> float:
        """Give the chance that an event of a duration is passed while it lasts, visits being regular or random."""
        days = duration / dt.timedelta(days=1) * self.per_day
        return min(1.0, days) if regular else -math.expm1(-days)

    def __str__(self) -> str:
        often = f"passed every {self.interval_days:,.3g} days" if self.per_day else "never passed"
        return f"{self.begins.km:,.1f} to {self.ends.km:,.1f} km: {often}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revisits:
    """How often the stretches of a line are passed, found.

    Parameters
    ----------
    stretches : tuple of Stretch
        In order, over all of the line.
    within_target : float or None
        Share of the line passed at least as often as the target says; None without one.
    km_per_day, hours_per_day : mapping of str to float
        For each route, there and back.
    assumptions : tuple of str
        What was taken for granted.
    """

    stretches: tuple[Stretch, ...]
    within_target: float | None
    km_per_day: Mapping[str, float]
    hours_per_day: Mapping[str, float]
    assumptions: tuple[str, ...]

    @property
    def worst(self) -> Stretch:
        """The stretch that is passed most seldom; of equal ones the first."""
        return max(self.stretches, key=lambda stretch: stretch.interval_days)

    def __str__(self) -> str:
        return (
            f"{sum(self.km_per_day.values()):,.1f} km and {sum(self.hours_per_day.values()):,.1f} hours a day; worst "
            f"stretch {self.worst}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """Between which chainages a route runs, and what one patrol along it goes."""

    begins_m: float
    ends_m: float
    km: float
    hours: float


def revisits(
    line: Thing,
    *,
    routes: Mapping[str, tuple[Distance, Distance] | Route],
    per_day: Mapping[str, float | Frequency],
    speed_km_h: float | None = None,
    stop_hours: float = 0.0,
    target: dt.timedelta | None = None,
    within: Distance | None = None,
    scenario: Scenario | None = None,
) -> Revisits:
    """Find how often patrols that go out and back along a line pass each stretch of it.

    Parameters
    ----------
    line : Place, Boundary or shapely geometry
        A line.
    routes : mapping of str to (Distance, Distance) or Route
        From which chainage to which each route runs, or a route as it is said to be, whose course follows the line. A
        patrol goes there and back, which counts as one passing.
    per_day : mapping of str to float or Frequency
        How many patrols a day take each route: 1/7 is once a week. A frequency counts as its figure; a month is a
        twelfth of 365.2425 days.
    speed_km_h, stop_hours : float
        How fast patrols go, and how long each stops on its way in all, where a route does not say it.
    target : timedelta, optional
        The interval that is wanted.
    within : Distance, optional
        How far the course of a route may run from the line; needed where a `Route` is given.
    scenario : Scenario, optional
        Whose places routes run along.

    Raises
    ------
    InputError, LengthError
        If a route leaves the line, has no frequency or speed, or a number cannot be.
    """
    if not routes or set(routes) != set(per_day):
        raise InputError(f"routes are {sorted(routes)} and per_day has {sorted(per_day)}; give both for every route")
    often = {route: _per_day(route, value) for route, value in per_day.items()}
    if target is not None and target <= dt.timedelta(0):
        raise InputError(f"target is {target}; more than nothing is wanted")
    chain = Chain.of(stand_for(line).geometry, edges="lonlat")
    runs = {}
    for name, route in routes.items():
        if isinstance(route, Route):
            runs[name] = _said_run(chain, route, within, scenario, speed_km_h, stop_hours)
        else:
            marks = np.array([as_metres(mark, f"routes[{name!r}]") for mark in route])
            begin, end = np.sort(chain.checked(marks)).tolist()
            km = 2 * (end - begin) / 1e3
            runs[name] = _Run(begins_m=begin, ends_m=end, km=km, hours=_hours(name, km, speed_km_h, stop_hours))
    marks = np.unique([0.0, chain.length_m, *(mark for run in runs.values() for mark in (run.begins_m, run.ends_m))])
    stretches = []
    for low, high in pairwise(marks.tolist()):
        passing = tuple(name for name, run in runs.items() if run.begins_m <= low and high <= run.ends_m)
        stretches.append(
            Stretch(
                begins=Distance(low, "km"), ends=Distance(high, "km"), routes=passing,
                per_day=float(sum(often[name] for name in passing)),
            )
        )  # fmt: skip
    within_target = None
    if target is not None:
        days = target / dt.timedelta(days=1)
        enough = [one for one in stretches if one.interval_days <= days * (1 + 1e-12)]
        within_target = sum(one.ends.m - one.begins.m for one in enough) / chain.length_m
    return Revisits(
        stretches=tuple(stretches), within_target=within_target,
        km_per_day={name: often[name] * run.km for name, run in runs.items()},
        hours_per_day={name: often[name] * run.hours for name, run in runs.items()},
        assumptions=("patrols go out and back along the line; that counts as one passing",),
    )  # fmt: skip


def _per_day(route: str, value: float | Frequency) -> float:
    if isinstance(value, Frequency):
        return value.times / (value.every * _DAYS_IN[value.per])
    if not 0 <= value < math.inf:
        raise InputError(f"per_day of {route!r} is {value:g}; 0 or more is wanted")
    return value


def _hours(route: str, km: float, speed_km_h: float | None, stop_hours: float) -> float:
    if speed_km_h is None:
        raise InputError(f"the speed on route {route!r} is not stated; give speed_km_h")
    if not 0 < speed_km_h < math.inf or not 0 <= stop_hours < math.inf:
        raise InputError(f"speed_km_h is {speed_km_h:g} and stop_hours {stop_hours:g}; more than 0, and 0 or more")
    return km / speed_km_h + stop_hours


def _said_run(
    chain: Chain,
    route: Route,
    within: Distance | None,
    scenario: Scenario | None,
    speed_km_h: float | None,
    stop_hours: float,
) -> _Run:
    """Lay a route as it is said to be along the line."""
    if within is None:
        raise InputError(f"route {route.id!r} has a course of its own; say within=... how far it may run from the line")
    course = course_of(route, scenario)
    begin, end = span_along(chain, course, within, f"route {route.id!r}")
    stops = route.stop_hours if isinstance(route.stop_hours, int | float) else stop_hours
    hours = _hours(route.id, course.km, route.speed_km_h or speed_km_h, stops)
    return _Run(begins_m=begin, ends_m=end, km=course.km, hours=hours)
