"""Laying off on longitude/latitude itself: no chord is drawn twice, and an edge straight there is straight here.

An edge straight in longitude/latitude is a curve on the earth; as a chain of geodesics that stays within 10 µm of it a
100 km edge takes thousands of them. But a metre beside it runs a curve that is all but straight in longitude/latitude
again. So here the nearest places are found on the curve itself: straight across from it by geodesics, from stations
that lie as near to each other as the chords *beside* it need.

That is sound as long as the geodesics across from an edge do not meet before the distance. They meet first on the side
towards the pole, and not before ``arctan(cot φ / 1.09)``: the bend of such an edge is at most 1.09 tan φ / R. At a
distance from a latitude φ that ends short of 85° they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from zonelib.geodesy.earth import (
    ECCENTRICITY_2,
    RADIUS_LEAST_M,
    FloatArray,
    IntArray,
    centre_of,
    direct,
    inverse,
)
from zonelib.geodesy.paths import Edges, along_short_lonlat, refine
from zonelib.geodesy.sheets import PlateCarree
from zonelib.geodesy.sweep import Course, along_geodesics, arc_step, edge_step

NORTHERNMOST: Final = 85.0
_LONGEST_DEG: Final = 10.0
"""No chord spans more, so that what the thirds of a chord say of it is said of a short curve."""

_BEND: Final = 1.09
"""A line straight in longitude/latitude with the cosine e to the east bends by e (2 - e²) tan φ / N, at most 1.0887."""

_ELLIPTIC: Final = 0.0102
"""And by the drift of the meridian's radius over R, at most 3/2 e² / (1 - e²)."""


def bend_at(lat: ArrayLike) -> FloatArray:
    """Bound by how much, over R, a line straight in longitude/latitude bends up to a latitude, in radians."""
    return np.asarray(_BEND * np.tan(lat) + _ELLIPTIC)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnChart:
    """Positions in longitude/latitude, distances along geodesics, pieces joined on longitude/latitude.

    Parameters
    ----------
    plate : PlateCarree
        The sheet.
    edges : {"lonlat", "geodesic"}
        How paths run between their vertices.
    lat : float
        Nothing is drawn farther from the equator than this, in degrees; at most `NORTHERNMOST`.
    """

    plate: PlateCarree
    edges: Edges
    lat: float

    def course(self, path: FloatArray, distance_m: float, sag_m: float) -> Course:
        """Place stations so that chords are off by no more: in even steps on geodesics, by halving on other edges."""
        if self.edges == "lonlat":
            return _by_halving(path, distance_m, sag_m)
        legs = inverse(path[:-1], path[1:])
        lat = np.abs(path[:, 1])
        north = np.radians(np.maximum(lat[:-1], lat[1:])) + (legs[2] / 2 + distance_m) / RADIUS_LEAST_M
        return along_geodesics(path, legs, edge_step(distance_m, sag_m, bend_at(north)))

    def along(self, start: FloatArray, azimuth: FloatArray, metres: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Solve the direct problem."""
        return direct(start, azimuth, metres)

    def sheet(self, positions: FloatArray) -> FloatArray:
        """Count longitudes from the middle."""
        return self.plate.to_plane(positions)

    def arc_step(self, distance_m: float, sag_m: float) -> float:
        """A circle of radius d bends by cot(d/R)/R; a straight line in longitude/latitude by up to 1.09 tan φ / R."""
        return float(arc_step(distance_m, sag_m, bend_at(np.radians(self.lat))))


def _by_halving(path: FloatArray, distance_m: float, sag_m: float) -> Course:
    """Halve edges until the chords beside them, at the distance on both sides, are off by no more."""
    start, step = path[:-1], np.diff(path, axis=0)

    def stations(edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
        places = start[edge] + share[:, None] * step[edge]
        places[share == 1] = path[edge[share == 1] + 1]
        lat = np.radians(places[:, 1])
        # N cos φ dλ to the east, M dφ to the north; N : M is (1 - e² sin² φ) : (1 - e²).
        east = (1 - ECCENTRICITY_2 * np.sin(lat) ** 2) * np.cos(lat) * step[edge, 0]
        return places, np.degrees(np.arctan2(east, (1 - ECCENTRICITY_2) * step[edge, 1]))

    def beside(low: FloatArray, high: FloatArray, share: FloatArray) -> FloatArray:
        places, ahead = stations(low[:, 0].astype(np.intp), low[:, 1] + share * (high[:, 1] - low[:, 1]))
        return direct(places, ahead + low[:, 2], distance_m)[0]

    count = np.maximum(1, np.ceil(np.abs(step).max(axis=1) / _LONGEST_DEG)).astype(np.intp)
    edge = np.repeat(np.arange(len(count)), count)
    nth = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
    # Columns: the edge, the share of it, the turn to the side.
    low, high = (
        np.vstack([np.column_stack([edge, share, np.full(edge.size, turn)]) for turn in (-90.0, 90.0)])
        for share in (nth / count[edge], (nth + 1) / count[edge])
    )
    row, share = refine(low, high, straight=beside, other=along_short_lonlat, tolerance_m=sag_m)
    cuts = low[row, :2] + share[:, None] * (high[row, :2] - low[row, :2])
    ends = np.column_stack([np.arange(len(count)), np.ones(len(count))])
    both = np.unique(np.vstack([cuts, ends]), axis=0)
    index = both[:, 0].astype(np.intp)
    return Course(index, *stations(index, both[:, 1]))


def chart_for(paths: Sequence[FloatArray], edges: Edges, distance_m: float) -> OnChart | None:
    """Give the chart for all within a distance of some paths; None where they come near a pole or all round the earth.

    Parameters
    ----------
    paths : sequence of ndarray, shape (n, 2)
        Longitude and latitude.
    edges : {"lonlat", "geodesic"}
        How they run between their vertices.
    distance_m : float
        How far.
    """
    plate = PlateCarree(lon=centre_of(np.vstack(paths))[0])
    east, steps, longest = 0.0, 0.0, 0.0
    for path in paths:
        lon = plate.to_lonlat(plate.to_plane(path))[:, 0] - plate.lon
        meant = np.diff(path[:, 0])
        if edges == "geodesic":
            meant = (meant + 180) % 360 - 180
            longest = max(longest, float(inverse(path[:-1], path[1:])[2].max(initial=0.0)))
        east = max(east, float(np.abs(lon).max()))
        steps = max(steps, float(np.abs(np.diff(lon) - meant).max(initial=0.0)))
    # Between its ends a geodesic comes nearer to the pole by less than half its length.
    angle = (distance_m + longest / 2) / RADIUS_LEAST_M
    lat = max(float(np.abs(path[:, 1]).max()) for path in paths) + float(np.degrees(angle))
    if lat > NORTHERNMOST or steps > 1:
        return None
    # A disc of the angle δ round the latitude φ reaches asin(sin δ / cos φ) to the east.
    disc = distance_m / RADIUS_LEAST_M
    across = np.arcsin(np.sin(disc) / np.cos(np.radians(lat) - disc))
    return OnChart(plate=plate, edges=edges, lat=lat) if east + float(np.degrees(across)) < 179 else None
