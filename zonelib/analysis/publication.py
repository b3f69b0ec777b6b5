"""What is published of those who watch: positions coarsened, hours left out, the latest held back.

A plan of posts and patrols tells those who would harm monitors where to find them. Positions are moved to the middle
of a cell of one fixed grid, never scattered: whoever sees the same post in many pages learns nothing more. What is said
of the agreement itself, its zones, lines and duties, stays as it is.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from zonelib.errors import InputError
from zonelib.model import NOT_STATED, Conducted, PatrolAssignment, Period, Post, Restriction, Route, Scenario, Team
from zonelib.model.time import Precision, unit_of
from zonelib.units import Distance, as_metres

_METRES_A_DEGREE: Final = 111_700.0
"""More than any degree of latitude is long (111,694 m at the poles), and than any of longitude (111,320 m)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """How far what is told of monitors is coarsened and held back.

    Parameters
    ----------
    places : Distance
        Positions of posts and routes are moved by no more than this, to the middle of a cell of a fixed grid that is at
        most so wide and high; bases of teams are left out.
    times : {"day", "week", "month", "year"}, default "day"
        Days of patrols and restrictions are told as the whole week, month or year they lie in. Coarser than a day,
        shifts are left out too.
    delay_days : int, default 0
        What began, or was made, in so many days before the day of publication is left out.

    Raises
    ------
    InputError
        If the delay is negative.
    LengthError
        If the distance is a bare number, or not more than 0.

    Examples
    --------
    >>> import zonelib as zl
    >>> rule = Publication(places=zl.km(10), times="week", delay_days=14)
    >>> print(rule)
    positions within 10 km, days by the week, hours left out, the last 14 days held back
    >>> rule.point(Point(37.1234, 35.4321)).wkt
    'POINT (37.1751067724 35.4450522128)'
    """

    places: Distance
    times: Precision = "day"
    delay_days: int = 0

    def __post_init__(self) -> None:
        as_metres(self.places, "places", positive=True)
        if self.delay_days < 0:
            raise InputError(f"the delay is {self.delay_days} days; give 0 or more")

    def point(self, point: Point) -> Point:
        """Give the middle of the cell in which a place lies."""
        return Point(self._moved(np.array([[point.x, point.y]]))[0])

    def line(self, line: LineString) -> LineString:
        """Give a line with every vertex in the middle of its cell."""
        return shapely.remove_repeated_points(shapely.transform(line, self._moved))

    def period(self, period: Period) -> Period:
        """Give the whole weeks, months or years in which a period lies; a phrase may tell more, and is left out."""
        if self.times == "day":
            return period
        first, last = period.first, period.last
        if not (isinstance(first, dt.date) or isinstance(last, dt.date)):
            return period
        return replace(
            period,
            first=unit_of(first, self.times)[0] if isinstance(first, dt.date) else first,
            last=unit_of(last, self.times)[1] if isinstance(last, dt.date) else last,
            precision=self.times, phrase=NOT_STATED,
        )  # fmt: skip

    def _moved(self, lonlat: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        # A row of cells is as high as they may be; the side nearer to the equator is the wider one.
        cell = self.places.m / _METRES_A_DEGREE
        rows = max(1, math.ceil(180 / cell))
        row = np.clip(np.floor((lonlat[:, 1] + 90) / 180 * rows), 0, rows - 1)
        south, north = row / rows * 180 - 90, (row + 1) / rows * 180 - 90
        wide = np.where(south * north < 0, 1.0, np.cos(np.radians(np.minimum(np.abs(south), np.abs(north)))))
        columns = np.maximum(1, np.ceil(360 * wide / cell))
        column = np.clip(np.floor((lonlat[:, 0] + 180) / 360 * columns), 0, columns - 1)
        moved = np.column_stack([(column + 0.5) / columns * 360 - 180, (south + north) / 2])
        return np.round(moved, 10)

    def __str__(self) -> str:
        told = [f"positions within {self.places}"]
        if self.times != "day":
            told += [f"days by the {self.times}, hours left out"]
        if self.delay_days:
            told += [f"the last {self.delay_days} days held back"]
        return ", ".join(told)


def for_publication(scenario: Scenario, publication: Publication, *, on: dt.date | None = None) -> Scenario:
    """Give a scenario as it may be published: posts, teams, routes and patrols coarsened and delayed.

    Parameters
    ----------
    scenario : Scenario
        What is said.
    publication : Publication
        How far.
    on : date, optional
        The day of publication, from which the delay counts back; by default the scenario's own.

    Returns
    -------
    Scenario
        Precisions say how far a place was moved. Free words (names, notes, claims) are not read: what they give away
        stays in.

    Raises
    ------
    InputError
        If a delay is asked for and no day is known.
    """
    latest = _latest(scenario, publication, on)
    routes = tuple(_route(one, publication, scenario) for one in scenario.routes)
    teams = tuple(_team(one, publication) for one in scenario.teams if _is_old(one, latest))
    kept = {team.id for team in teams}
    restrictions = tuple(_restriction(one, publication) for one in scenario.restrictions if _is_old(one, latest))
    logged = {one.id for one in restrictions}
    return replace(
        scenario,
        posts=tuple(_post(one, publication, scenario) for one in scenario.posts if _is_old(one, latest)),
        routes=routes, teams=teams, restrictions=tuple(_without_team(one, kept) for one in restrictions),
        assignments=tuple(_assignment(one, publication, kept) for one in scenario.assignments),
        conducted=tuple(
            _conducted(one, publication, kept, logged) for one in scenario.conducted if _is_old(one, latest)
        ),
    )  # fmt: skip


def _latest(scenario: Scenario, publication: Publication, on: dt.date | None) -> dt.date:
    """Give the last day that may be told of."""
    if not publication.delay_days:
        return dt.date.max
    day = on or scenario.as_of
    if not isinstance(day, dt.date):
        raise InputError(
            f"{publication.delay_days} days are to be held back, but scenario {scenario.id!r} states no day; "
            "give on=..."
        )
    return day - dt.timedelta(days=publication.delay_days)


def _is_old(one: Post | Team | Conducted | Restriction, latest: dt.date) -> bool:
    """Say whether something may be told of: what has no day may be of today, and is held back with it."""
    if latest == dt.date.max:
        return True
    period = one.period
    if not isinstance(period, Period):
        return False
    # Patrols are told of when they are over, posts and teams when they have served so long.
    day = period.first if isinstance(one, Post | Team) else period.last
    return isinstance(day, dt.date) and day <= latest


def _post(post: Post, publication: Publication, scenario: Scenario) -> Post:
    geometry, precision = _placed(post, publication, scenario)
    if not isinstance(geometry, Point):
        return post
    return replace(post, place=NOT_STATED, geometry=publication.point(geometry), precision=precision)


def _route(route: Route, publication: Publication, scenario: Scenario) -> Route:
    geometry, precision = _placed(route, publication, scenario)
    if not isinstance(geometry, LineString):
        return route
    moved = publication.line(geometry)
    if shapely.get_num_coordinates(moved) < 2 or moved.length == 0:  # all of it in one cell: no course is left to tell
        return replace(route, place=NOT_STATED, geometry=NOT_STATED, precision=NOT_STATED)
    return replace(route, place=NOT_STATED, geometry=moved, precision=precision)


def _placed(one: Post | Route, publication: Publication, scenario: Scenario) -> tuple[Any, Distance]:
    place = scenario.place(one.place) if isinstance(one.place, str) else None
    stated = one.precision if one.precision is not NOT_STATED else place.precision if place else NOT_STATED
    own = stated if isinstance(stated, Distance) else Distance(0)
    return place.geometry if place else one.geometry, own + publication.places


def _team(team: Team, publication: Publication) -> Team:
    hours = team.shifts if publication.times == "day" else NOT_STATED
    return replace(team, base=NOT_STATED, base_post=NOT_STATED, shifts=hours)


def _assignment(one: PatrolAssignment, publication: Publication, kept: set[str]) -> PatrolAssignment:
    teams = tuple(team for team in one.teams if team in kept) if isinstance(one.teams, tuple) else NOT_STATED
    return replace(one, teams=teams or NOT_STATED, shifts=one.shifts if publication.times == "day" else NOT_STATED)


def _conducted(one: Conducted, publication: Publication, kept: set[str], logged: set[str]) -> Conducted:
    restrictions = one.restrictions
    if isinstance(restrictions, tuple):
        restrictions = tuple(id for id in restrictions if id in logged) or NOT_STATED
    return replace(
        one, period=publication.period(one.period), restrictions=restrictions,
        team=one.team if one.team in kept else NOT_STATED,
    )  # fmt: skip


def _restriction(one: Restriction, publication: Publication) -> Restriction:
    period = publication.period(one.period) if isinstance(one.period, Period) else one.period
    return replace(one, place=NOT_STATED, period=period)


def _without_team(one: Restriction, kept: set[str]) -> Restriction:
    return one if one.team in kept else replace(one, team=NOT_STATED)
