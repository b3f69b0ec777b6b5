"""Routes as they are said to be: their course, the hours a patrol along one takes, and where along a line they run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.things import stand_for
from zonelib.errors import InputError
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.feet import feet_of
from zonelib.model import NotStated, Route, Scenario
from zonelib.units import Distance, as_metres

_MOST_STATIONS: Final = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """What one patrol along a route goes.

    Parameters
    ----------
    line : shapely geometry
        The course.
    km : float
        There and back; once round where it ends where it starts.
    hours : float or None
        With its stops; None where its speed is not stated. Stops that are not stated count as none.
    """

    line: BaseGeometry
    km: float
    hours: float | None


def course_of(route: Route, scenario: Scenario | None) -> Course:
    """Give the course of a route.

    Raises
    ------
    InputError
        If it is not told, or at a place and no scenario is given.
    """
    line: BaseGeometry | NotStated = route.geometry
    if not line and route.place:
        if scenario is None:
            raise InputError(f"route {route.id!r} runs along the place {route.place!r}; give scenario=... too")
        line = stand_for(scenario.place(route.place)).geometry
    if not line:
        raise InputError(f"the course of route {route.id!r} is not told; give it a geometry or a place")
    chain = Chain.of(line, edges="lonlat", name=f"route {route.id!r}")
    km = chain.length_m * (1 if chain.closed else 2) / 1e3
    hours = km / route.speed_km_h + (route.stop_hours or 0.0) if route.speed_km_h else None
    return Course(line=line, km=km, hours=hours)


def span_along(chain: Chain, course: Course, within: Distance, name: str) -> tuple[float, float]:
    """Give the chainages of a line between which a course runs along it.

    The course is held against the line at its vertices and at places no farther apart than it may run from the line.

    Raises
    ------
    InputError
        If the course leaves the line, or the line is closed, where two chainages do not say which way round.
    """
    if chain.closed:
        raise InputError(f"on a closed line give the chainages between which {name} runs")
    limit = as_metres(within, "within", positive=True)
    along = Chain.of(course.line, edges="lonlat", name=name)
    count = math.ceil(along.length_m / limit) + 1
    if count > _MOST_STATIONS:
        raise InputError(f"within is {within}, too little for {name} of {along.length_m / 1e3:,.0f} km; give more")
    places = along.at(np.unique(np.r_[along.marks, np.linspace(0, along.length_m, count)]))[0]
    feet = feet_of(chain, places)
    best = feet.best()
    offset, metres = feet.offset[best], feet.metres[best]
    far = int(np.argmax(offset))
    if offset[far] > limit:
        raise InputError(
            f"{name} is off the line: ({places[far, 0]:g}, {places[far, 1]:g}) lies {offset[far] / 1e3:,.2f} km from "
            f"it, more than {within}"
        )
    return float(metres.min()), float(metres.max())
