"""For many points the nearest zone and how far its edge is: negative inside, in bands outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.classified import checked_days
from zonelib.analysis.columns import Columns, columns_of
from zonelib.analysis.ready_zones import Lines, ReadyZones, Taken
from zonelib.errors import InputError
from zonelib.geodesy.distance import nearest_finder
from zonelib.geodesy.earth import earth_centred
from zonelib.geodesy.zonegrid import ZoneGrid
from zonelib.model import Boundary, Scenario, Zone
from zonelib.units import Distance, as_metres

EDGE_ERROR_M: Final = 2e-4
EDGE_RULE: Final = (
    "the zone with the least distance, which is negative inside: of zones that hold a point the one in which it lies "
    "deepest; of equal ones the first"
)
_CUT_DEG: Final = 0.25
_SLACK_M: Final = 1_000.0
"""More than an edge of a quarter of a degree strays from the ball round its ends."""

_AT_ONCE: Final = 1 << 16

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class EdgesNear:
    """The nearest zone of many points, and how far its edge is, found.

    Parameters
    ----------
    zones : tuple of str
        Ids of the zones that were asked about.
    nearest : ndarray of int32, shape (n,)
        For each point the number of its zone; -1 where no zone had a line on its day.
    edge_m : ndarray of float, shape (n,)
        Geodesic distance to the edge of that zone in metres, negative inside; NaN where there is none.
    error_m : float
        Each is right within this.
    boundaries : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it, and why that one.
    rule : str
        Which zone is the nearest.
    """

    zones: tuple[str, ...]
    nearest: NDArray[np.int32] = field(repr=False)
    edge_m: FloatArray = field(repr=False)
    error_m: float = EDGE_ERROR_M
    boundaries: tuple[Taken, ...]
    rule: str = EDGE_RULE
    came: Columns = field(repr=False)

    def __len__(self) -> int:
        return len(self.nearest)

    @property
    def zone(self) -> Any:
        """For each point the id of its nearest zone, or empty for none."""
        words = np.array([*self.zones, ""], dtype=object)
        return self.came.dressed(words[self.nearest], "zone")

    @property
    def metres(self) -> Any:
        """For each point the distance to the edge of that zone, negative inside."""
        return self.came.dressed(self.edge_m, "edge_m")

    def bands(self, *limits: Distance) -> Any:
        """Tell for each point whether it is inside, in which band round the nearest zone, or outside all of them.

        Parameters
        ----------
        *limits : Distance
            The outer limits of the bands, growing; a point at a limit is within it, one on the edge inside.

        Returns
        -------
        ndarray or Series of str
            "inside", "0 km to 5 km", ..., "outside"; empty where no zone had a line.

        Raises
        ------
        LengthError
            If a limit is a bare number, or not more than 0.
        InputError
            If there is none, or they do not grow.

        Examples
        --------
        >>> import zonelib as zl
        >>> near = zl.nearest_zones([36.7, 36.7, 36.7], [34.9, 34.75, 34.5], zones=zl.read("syria-2017"))
        >>> near.bands(zl.km(5), zl.km(10)).tolist()
        ['inside', '0 km to 5 km', 'outside']
        """
        metres = [as_metres(limit, f"limits[{i}]", positive=True) for i, limit in enumerate(limits)]
        if not metres or sorted(set(metres)) != metres:
            raise InputError(f"limits are {', '.join(map(str, limits)) or 'none'}; give at least one, growing")
        starts = ("0 km", *map(str, limits))
        words = [
            "inside",
            *(f"{start} to {limit}" for start, limit in zip(starts, limits, strict=False)),
            "outside",
            "",
        ]
        # NaN is beyond every limit.
        which = np.searchsorted([0.0, *metres], self.edge_m, side="left")
        which[self.nearest < 0] = len(words) - 1
        return self.came.dressed(np.array(words, dtype=object)[which], "band")

    def __str__(self) -> str:
        told = [f"{np.count_nonzero(self.nearest == i):,} to {zone}" for i, zone in enumerate(self.zones)]
        lost = int(np.count_nonzero(self.nearest < 0))
        told += [f"{lost:,} to none"] if lost else []
        return f"{len(self):,} points, {int(np.count_nonzero(self.edge_m <= 0)):,} inside; nearest {', '.join(told)}"


def nearest_zones(
    lon: Any,
    lat: Any = None,
    *,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    days: Any = None,
    known_on: dt.date | None = None,
) -> EdgesNear:
    """Give for many points the nearest zone, and the geodesic distance from its edge, negative inside.

    Parameters
    ----------
    lon, lat, zones, days, known_on
        As `classify` takes them: with days each point is held against the lines of its day.

    Returns
    -------
    EdgesNear
        With `bands` for what lies inside, within so many kilometres, and outside.

    Raises
    ------
    InputError, GeometryError
        If a coordinate, a day or a zone cannot be; the message names the row or zone.

    Notes
    -----
    Edges are straight in longitude/latitude, as in `classify`, which decides what is inside; the distance is that of
    the inverse geodesic to the nearest place of the edge, within 0.2 mm. A zone that a ball round it rules out is not
    measured.

    Examples
    --------
    >>> import zonelib as zl
    >>> near = zl.nearest_zones([36.7, 40.0], [34.9, 35.0], zones=zl.read("syria-2017"))
    >>> near.zone.tolist(), near.metres.round().tolist()
    (['homs', 'north'], [-6719.0, 247464.0])
    >>> print(near)
    2 points, 1 inside; nearest 1 to homs, 0 to eastern_ghouta, 0 to south, 1 to north
    """
    came = columns_of(lon, lat)
    if days is None and known_on is not None:
        raise InputError("known_on came without days; give the day of each point, or leave it out")
    ready = ReadyZones(zones, known_on=known_on)
    when = None if days is None else checked_days(days, len(came.lon))
    if when is not None and not isinstance(zones, Scenario):
        raise InputError("days came with bare zones, which have no time; give the scenario")
    nearest, edge_m = np.full(len(came.lon), -1, dtype=np.int32), np.full(len(came.lon), np.nan)
    taken: dict[Taken, None] = {}
    for lines, rows in ready.epochs(when):
        taken |= dict.fromkeys((line.zone, line.boundary, line.rule) for line in lines)
        if lines:
            names = np.array([ready.names.index(line.zone) for line in lines], dtype=np.int32)
            points = np.column_stack([came.lon[rows], came.lat[rows]])
            found, edge_m[rows] = _nearest(points, lines)
            nearest[rows] = names[found]
    return EdgesNear(zones=ready.names, nearest=nearest, edge_m=edge_m, boundaries=tuple(taken), came=came)


def _nearest(points: FloatArray, lines: Lines) -> tuple[NDArray[np.intp], FloatArray]:
    """Give the number of the nearest line of each point, and the distance from it, negative inside."""
    grid = ZoneGrid([line.geometry for line in lines])
    labels = grid.labels(points[:, 0], points[:, 1])
    held = np.array([[i in members for members in grid.sets] for i in range(len(lines))], dtype=bool)
    best, nearest = np.full(len(points), np.inf), np.zeros(len(points), dtype=np.intp)
    balls = [_ball(line.geometry) for line in lines]
    finders = [nearest_finder(line.geometry.boundary, edges="lonlat") for line in lines]
    for start in range(0, len(points), _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        open_ = _not_ruled_out(points[block], balls)
        for number, find in enumerate(finders):
            rows = start + np.flatnonzero(open_[number])
            metres = find(points[rows]).metres
            metres = np.where(held[number][labels[rows]], -metres, metres)
            nearer = metres < best[rows]
            best[rows[nearer]], nearest[rows[nearer]] = metres[nearer], number
    return nearest, best


def _ball(polygon: BaseGeometry) -> tuple[FloatArray, float]:
    """Give a ball, earth-centred, that holds the edge of a polygon."""
    edge = earth_centred(shapely.get_coordinates(shapely.segmentize(polygon, _CUT_DEG)))
    centre = (edge.min(axis=0) + edge.max(axis=0)) / 2
    return centre, float(np.linalg.norm(edge - centre, axis=1).max()) + _SLACK_M


def _not_ruled_out(points: FloatArray, balls: list[tuple[FloatArray, float]]) -> NDArray[np.bool_]:
    """Tell which zones may be the nearest of which points, shape (zones, n).

    A zone is ruled out where its whole ball is farther, through the earth, than the whole ball of another. Geodesics
    are in the order of their chords but for the flattening: a part in 200 makes up for it.
    """
    at = earth_centred(points)
    apart = np.array([np.linalg.norm(at - centre, axis=1) for centre, _ in balls])
    radius = np.array([[radius] for _, radius in balls])
    open_: NDArray[np.bool_] = (apart - radius) <= (apart + radius).min(axis=0) * 1.005
    return open_
