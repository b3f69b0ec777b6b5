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

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from zonelib.errors import GeometryError
from zonelib.geodesy.earth import (
    ECCENTRICITY_2,
    RADIUS_GREATEST_M,
    RADIUS_LEAST_M,
    FloatArray,
    IntArray,
    direct,
    inverse,
)
from zonelib.geodesy.hops import Hops, hops_for
from zonelib.geodesy.paths import MOST_CUTS, THIRDS_MARGIN, Edges
from zonelib.geodesy.sheets import PlateCarree
from zonelib.geodesy.sweep import Course, along_geodesics, arc_step, edge_step

NORTHERNMOST: Final = 85.0
_LONGEST_DEG: Final = 10.0
"""No chord spans more, so that what the thirds of a chord say of it is said of a short curve."""

_METRES_PER_DEGREE: Final = math.radians(RADIUS_GREATEST_M)

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
    hops : Hops or None
        Of the distance that is laid off; without, each is a direct geodesic.
    """

    plate: PlateCarree
    edges: Edges
    lat: float
    hops: Hops | None = None

    def course(self, path: FloatArray, distance_m: float, sag_m: float) -> Course:
        """Place stations so that chords are off by no more: evenly along each edge."""
        if self.edges == "lonlat":
            return _evenly(self, path, distance_m, sag_m)
        legs = inverse(path[:-1], path[1:])
        lat = np.abs(path[:, 1])
        north = np.radians(np.maximum(lat[:-1], lat[1:])) + (legs[2] / 2 + distance_m) / RADIUS_LEAST_M
        return along_geodesics(path, legs, edge_step(distance_m, sag_m, bend_at(north)))

    def lay(self, start: FloatArray, azimuth: FloatArray, distance_m: float) -> FloatArray:
        """Hop, or solve the direct problem; longitudes go on from where they start, perhaps beyond ±180."""
        if self.hops is not None:
            return self.hops(start, azimuth)
        end, _ = direct(start, azimuth, distance_m)
        end[:, 0] -= 360 * np.round((end[:, 0] - start[:, 0]) / 360)
        return end

    def sheet(self, positions: FloatArray) -> FloatArray:
        """Count longitudes from the middle."""
        return self.plate.to_plane(positions)

    def arc_step(self, distance_m: float, sag_m: float) -> float:
        """A circle of radius d bends by cot(d/R)/R; a straight line in longitude/latitude by up to 1.09 tan φ / R."""
        return float(arc_step(distance_m, sag_m, bend_at(np.radians(self.lat))))


def _evenly(chart: OnChart, path: FloatArray, distance_m: float, sag_m: float) -> Course:
    """Cut edges evenly until the chords beside them, at the distance on both sides, are off by no more.

    A chord is held against the curve at its thirds, and what is found there is raised by `THIRDS_MARGIN` (`paths`).
    """
    start, step = path[:-1], path[1:] - path[:-1]
    count = np.maximum(1, np.ceil(np.abs(step).max(axis=1) / _LONGEST_DEG)).astype(np.intp)
    open_ = np.flatnonzero(np.hypot(step[:, 0], step[:, 1]) > _short_deg(chart.lat, distance_m, sag_m))
    while open_.size:
        off = _sags(chart, start[open_], step[open_], count[open_], distance_m) * (THIRDS_MARGIN / sag_m)
        open_, off = open_[off > 1], off[off > 1]
        # The sag falls with the square of the length.
        more = np.ceil(count[open_] * np.sqrt(np.minimum(off, 1e12)) * 1.02)
        count[open_] = np.maximum(count[open_] + 1, more.astype(np.intp))
        if count.sum() > MOST_CUTS:
            raise GeometryError(
                f"to stay within {sag_m:g} m more than {MOST_CUTS:,} vertices are needed; give a larger tolerance"
            )
    edge, share = _shares(count + 1)
    places, ahead = _stations(start[edge], step[edge], share / count[edge])
    places[share == count[edge]] = path[1:]
    return Course(edge, places, ahead)


def _short_deg(lat: float, distance_m: float, sag_m: float) -> float:
    """Give the length of an edge beside which a chord is off by less wherever it lies, in degrees of longitude, or 0.

    What counts is by how much more the line beside the edge bends than the straight line of the chart it touches. With
    the edge's own bend κ/R, t = tan φ and δ = d/R: the line beside it bends by (κ + tan δ)/(1 - κ tan δ), at most
    tan δ (1 + κ²)/(1 - κ tan δ) more, κ < 1.09 t. The straight line over there bends otherwise, too: e (2 - e²) t
    changes by less than 1.09 (1 + t²) δ with the latitude, and by 2 t · t δ with the direction.
    """
    tangent, across = math.tan(math.radians(lat)), math.tan(min(distance_m / RADIUS_LEAST_M, 1.5))
    left = 1 - (_BEND * tangent + _ELLIPTIC) * across
    if left < 0.5:
        return 0.0
    more = across * (2.1 + 4.3 * tangent**2) / left
    longer = 1 + _BEND * tangent * across
    return min(float(edge_step(0.0, sag_m, more)) / longer / _METRES_PER_DEGREE, 1.0)


def _shares(count: IntArray) -> tuple[IntArray, IntArray]:
    """Number the edges as often as counted, and count along each from 0."""
    edge = np.repeat(np.arange(len(count)), count)
    return edge, np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)


def _stations(start: FloatArray, step: FloatArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the places at these shares of edges straight in longitude/latitude, and the azimuths there."""
    places = start + share[:, None] * step
    sine = np.sin(np.radians(places[:, 1]))
    squared = sine * sine
    # N cos φ dλ to the east, M dφ to the north; N : M is (1 - e² sin² φ) : (1 - e²).
    east = (1 - ECCENTRICITY_2 * squared) * np.sqrt(1 - squared) * step[:, 0]
    return places, np.degrees(np.arctan2(east, (1 - ECCENTRICITY_2) * step[:, 1]))


def _sags(chart: OnChart, start: FloatArray, step: FloatArray, count: IntArray, distance_m: float) -> FloatArray:
    """Give for every edge how far any of its chords is off at its thirds, in metres."""
    edge, nth = _shares(3 * count + 1)
    places, ahead = _stations(start[edge], step[edge], nth / (3 * count[edge]))
    both = chart.lay(np.concatenate([places, places]), np.concatenate([ahead - 90, ahead + 90]), distance_m)
    rows = np.flatnonzero((nth[:-1] % 3 == 0) & (edge[1:] == edge[:-1]))
    low, one, two, high = (both.reshape(2, -1, 2)[:, rows + k] for k in range(4))
    third = (high - low) / 3
    off = np.maximum(np.abs(one - low - third), np.abs(high - third - two)).max(axis=0)
    off[:, 0] *= np.cos(np.radians(np.abs(one[:, :, 1]).min(axis=0)))
    first = np.flatnonzero(nth[rows] == 0)
    return np.asarray(np.maximum.reduceat(np.hypot(off[:, 0], off[:, 1]), first) * _METRES_PER_DEGREE)


def chart_for(
    paths: Sequence[FloatArray], edges: Edges, distance_m: float, *, lon: float, hop_error_m: float
) -> OnChart | None:
    """Give the chart for all within a distance of some paths; None where they come near a pole or all round the earth.

    Parameters
    ----------
    paths : sequence of ndarray, shape (n, 2)
        Longitude and latitude.
    edges : {"lonlat", "geodesic"}
        How they run between their vertices.
    distance_m : float
        How far.
    lon : float
        The meridian in the middle, in degrees.
    hop_error_m : float
        How far off what is laid off may land.
    """
    every = paths[0] if len(paths) == 1 else np.vstack(paths)
    plate = PlateCarree(lon=lon)
    east = (every[:, 0] - plate.lon + 180) % 360 - 180
    meant = every[1:, 0] - every[:-1, 0]
    longest = 0.0
    if edges == "geodesic":
        meant = (meant + 180) % 360 - 180
        longest = max(float(inverse(path[:-1], path[1:])[2].max(initial=0.0)) for path in paths)
    torn = np.abs(east[1:] - east[:-1] - meant) > 1
    torn[np.cumsum([len(path) for path in paths[:-1]], dtype=np.intp) - 1] = False
    # Between its ends a geodesic comes nearer to the pole by less than half its length.
    reach = float(np.degrees((distance_m + longest / 2) / RADIUS_LEAST_M))
    south, north = float(every[:, 1].min()), float(every[:, 1].max())
    farthest = max(-south, north) + reach
    if farthest > NORTHERNMOST or torn.any():
        return None
    # A disc of the angle δ round the latitude φ reaches asin(sin δ / cos φ) to the east.
    disc = distance_m / RADIUS_LEAST_M
    across = math.degrees(math.asin(math.sin(disc) / math.cos(math.radians(farthest) - disc)))
    if float(np.abs(east).max()) + across >= 179:
        return None
    room = reach * (edges == "geodesic")
    hops = hops_for(south - room, north + room, distance_m, error_m=hop_error_m)
    return OnChart(plate=plate, edges=edges, lat=farthest, hops=hops)
