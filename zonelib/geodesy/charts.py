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

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

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
from zonelib.geodesy.sweep import Course, arc_step

NORTHERNMOST: Final = 85.0
_LONGEST_DEG: Final = 10.0
"""No chord spans more, so that what the thirds of a chord say of it is said of a short curve."""

_BEND: Final = 1.09
"""A line straight in longitude/latitude with the cosine e to the east bends by e (2 - e²) tan φ / N, at most 1.0887."""

_ELLIPTIC: Final = 0.0102
"""And by the drift of the meridian's radius over R, at most 3/2 e² / (1 - e²)."""


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
        """Halve every edge until the chords along it, and across from it on both sides, are off by no more."""
        span = np.abs(np.diff(path, axis=0)).max(axis=1)
        count = np.maximum(1, np.ceil(span / _LONGEST_DEG)).astype(np.intp)
        edge = np.repeat(np.arange(len(count)), count)
        nth = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
        # Along the edge itself a chord in longitude/latitude can only be off if that is not what it is.
        turns = (-90.0, 90.0) if self.edges == "lonlat" else (-90.0, 0.0, 90.0)
        start, end = (
            np.vstack([np.column_stack([edge, np.full(edge.size, turn), share]) for turn in turns])
            for share in (nth / count[edge], (nth + 1) / count[edge])
        )
        at = self._stations(path)

        def beside(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
            places, ahead = at(start[:, 0].astype(np.intp), start[:, 2] + share * (end[:, 2] - start[:, 2]))
            return direct(places, ahead + start[:, 1], np.where(start[:, 1] == 0, 0.0, distance_m))[0]

        row, share = refine(start, end, straight=beside, other=along_short_lonlat, tolerance_m=sag_m)
        cut = np.column_stack([start[row, 0], start[row, 2] + share * (end[row, 2] - start[row, 2])])
        ends = np.column_stack([np.arange(len(count)), np.ones(len(count))])
        stations = np.unique(np.vstack([cut, ends]), axis=0)
        index = stations[:, 0].astype(np.intp)
        return Course(index, *at(index, stations[:, 1]))

    def along(self, start: FloatArray, azimuth: FloatArray, metres: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Solve the direct problem."""
        return direct(start, azimuth, metres)

    def sheet(self, positions: FloatArray) -> FloatArray:
        """Count longitudes from the middle."""
        return self.plate.to_plane(positions)

    def arc_step(self, distance_m: float, sag_m: float) -> float:
        """A circle of radius d bends by cot(d/R)/R; a straight line in longitude/latitude by up to 1.09 tan φ / R."""
        return arc_step(distance_m, sag_m, _BEND * np.tan(np.radians(self.lat)) + _ELLIPTIC)

    def _stations(self, path: FloatArray) -> Callable[[IntArray, FloatArray], tuple[FloatArray, FloatArray]]:
        """Give a function from edges and shares of them to places and the azimuths there."""
        start, step = path[:-1], np.diff(path, axis=0)
        if self.edges == "geodesic":
            leaving, arriving, metres = inverse(start, path[1:])

        def at(edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
            if self.edges == "geodesic":
                places, ahead = direct(start[edge], leaving[edge], metres[edge] * share)
                first, last = share == 0, share == 1
                places[first], ahead[first] = start[edge[first]], leaving[edge[first]]
                places[last], ahead[last] = path[edge[last] + 1], arriving[edge[last]]
                return places, ahead
            places = start[edge] + share[:, None] * step[edge]
            places[share == 1] = path[edge[share == 1] + 1]
            lat = np.radians(places[:, 1])
            # N cos φ dλ to the east, M dφ to the north; N : M is (1 - e² sin² φ) : (1 - e²).
            east = (1 - ECCENTRICITY_2 * np.sin(lat) ** 2) * np.cos(lat) * step[edge, 0]
            return places, np.degrees(np.arctan2(east, (1 - ECCENTRICITY_2) * step[edge, 1]))

        return at


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
