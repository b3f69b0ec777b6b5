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

import numpy as np

from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy.chain import Chain
from zonelib.units import Distance, as_metres


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


def revisits(
    line: Thing,
    *,
    routes: Mapping[str, tuple[Distance, Distance]],
    per_day: Mapping[str, float],
    speed_km_h: float,
    stop_hours: float = 0.0,
    target: dt.timedelta | None = None,
) -> Revisits:
    """Find how often patrols that go out and back along a line pass each stretch of it.

    Parameters
    ----------
    line : Place, Boundary or shapely geometry
        A line.
    routes : mapping of str to (Distance, Distance)
        From which chainage to which each route runs; a patrol goes there and back, which counts as one passing.
    per_day : mapping of str to float
        How many patrols a day take each route: 1/7 is once a week.
    speed_km_h, stop_hours : float
        How fast patrols go, and how long each stops on its way in all.
    target : timedelta, optional
        The interval that is wanted.

    Raises
    ------
    InputError, LengthError
        If a route leaves the line, has no frequency, or a number cannot be.
    """
    if not 0 < speed_km_h < math.inf or not 0 <= stop_hours < math.inf:
        raise InputError(f"speed_km_h is {speed_km_h:g} and stop_hours {stop_hours:g}; more than 0, and 0 or more")
    if not routes or set(routes) != set(per_day):
        raise InputError(f"routes are {sorted(routes)} and per_day has {sorted(per_day)}; give both for every route")
    bad = [route for route, often in per_day.items() if not 0 <= often < math.inf]
    if bad:
        raise InputError(f"per_day of {bad[0]!r} is {per_day[bad[0]]:g}; 0 or more is wanted")
    if target is not None and target <= dt.timedelta(0):
        raise InputError(f"target is {target}; more than nothing is wanted")
    chain = Chain.of(stand_for(line).geometry, edges="lonlat")
    ends = {
        route: np.sort(chain.checked(np.array([as_metres(mark, f"routes[{route!r}]") for mark in pair])))
        for route, pair in routes.items()
    }
    marks = np.unique(np.r_[0.0, chain.length_m, *ends.values()])
    stretches = []
    for low, high in pairwise(marks):
        passing = tuple(route for route, (begin, end) in ends.items() if begin <= low and high <= end)
        stretches.append(
            Stretch(
                begins=Distance(float(low), "km"), ends=Distance(float(high), "km"), routes=passing,
                per_day=float(sum(per_day[route] for route in passing)),
            )
        )  # fmt: skip
    km_each = {route: 2 * float(end - begin) / 1e3 for route, (begin, end) in ends.items()}
    within = None
    if target is not None:
        days = target / dt.timedelta(days=1)
        often = [one for one in stretches if one.interval_days <= days * (1 + 1e-12)]
        within = sum(one.ends.m - one.begins.m for one in often) / chain.length_m
    return Revisits(
        stretches=tuple(stretches), within_target=within,
        km_per_day={route: per_day[route] * each for route, each in km_each.items()},
        hours_per_day={route: per_day[route] * (each / speed_km_h + stop_hours) for route, each in km_each.items()},
        assumptions=("patrols go out and back along the line; that counts as one passing",),
    )  # fmt: skip
