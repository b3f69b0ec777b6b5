"""One hop along a geodesic, from many places in many directions, all of the same length.

The ellipsoid is round: where a geodesic of a given length ends depends on nothing but the latitude φ it starts from and
its azimuth α, and is mirrored with α. So for one length the latitude reached is a smooth function of φ and cos α alone,
and the longitude gained is sin α times another. Both are interpolated between a few direct geodesics at the nodes of
Chebyshev, and held against as many others between the nodes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from zonelib.geodesy.earth import KARNEY_ERROR_M, RADIUS_GREATEST_M, RADIUS_LEAST_M, FloatArray, direct

HOP_MARGIN: Final = 4.0
"""On the greatest error found between the nodes: what is interpolated is analytic, and its errors are nearly even."""

# From these on (half the span of latitudes in degrees, the length over the radius) that many nodes are used.
_BY_SPAN: Final = ((0.0, 5), (1.0, 6), (3.0, 8))
_BY_LENGTH: Final = ((0.0, 5), (0.002, 7), (0.01, 10))
_AT_ONCE: Final = 1 << 14
_WIDEST_DEG: Final = 20
_LONGEST: Final = 0.05
_NORTHERNMOST: Final = 85


@dataclass(frozen=True, kw_only=True, slots=True)
class Hops:
    """Hops of one length from latitudes of a span; made by `hops_for`.

    Parameters
    ----------
    middle, half : float
        The span of latitudes, in degrees.
    table : ndarray, shape (2, by cosine, by latitude)
        Coefficients of the powers: latitude gained, and longitude gained over sin α, in degrees.
    error_m : float
        How far off a hop may land: the greatest error found, times `HOP_MARGIN`.
    """

    middle: float
    half: float
    table: FloatArray
    error_m: float

    def __call__(self, start: FloatArray, azimuth: FloatArray) -> FloatArray:
        """Give where each hop ends, shape (n, 2), longitude perhaps beyond ±180."""
        found = np.empty((len(start), 2))
        for low in range(0, len(start), _AT_ONCE):
            part = slice(low, low + _AT_ONCE)
            turn = np.radians(azimuth[part])
            north, east = self._gained(start[part, 1], np.cos(turn))
            found[part, 0] = start[part, 0] + east * np.sin(turn)
            found[part, 1] = start[part, 1] + north
        return found

    def _gained(self, lat: FloatArray, cosine: FloatArray) -> FloatArray:
        _, columns, rows = self.table.shape
        across, along = _powers(cosine, columns), _powers((lat - self.middle) / self.half, rows)
        # For every hop the polynomial in the cosine that belongs to its latitude, then its value.
        return np.asarray(((self.table @ along) * across).sum(axis=1))


def hops_for(south: float, north: float, distance_m: float, *, error_m: float) -> Hops | None:
    """Give hops of one length from a span of latitudes in degrees; None where they would be off by more."""
    low, high = math.floor(south), math.ceil(north)
    if high - low > _WIDEST_DEG or distance_m / RADIUS_LEAST_M > _LONGEST or max(-low, high) > _NORTHERNMOST:
        return None
    made = _made(float(low), float(max(high, low + 1)), distance_m)
    return made if made.error_m <= error_m else None


@lru_cache(maxsize=256)
def _made(south: float, north: float, distance_m: float) -> Hops:
    """Prepare once for whole degrees: shapes of one country, at one distance, have their hops in common."""
    half = (north - south) / 2
    rows = max(count for least, count in _BY_SPAN if half >= least)
    columns = max(count for least, count in _BY_LENGTH if distance_m / RADIUS_LEAST_M >= least)
    middle = (south + north) / 2
    lat_nodes, cos_nodes = _nodes(rows), _nodes(columns)
    # The places that errors are greatest at lie between the nodes and at the ends.
    lat_between, cos_between = _between(rows), _between(columns)[:-1]
    grid = [np.repeat(lat_nodes, columns), np.repeat(lat_between, len(cos_between))]
    cosine = np.concatenate([np.tile(cos_nodes, rows), np.tile(cos_between, len(lat_between))])
    lat = middle + half * np.concatenate(grid)
    start = np.column_stack([np.zeros(len(lat)), lat])
    azimuth = np.degrees(np.arccos(cosine))
    end, _ = direct(start, azimuth, distance_m)
    count = rows * columns
    gained = np.stack([end[:count, 1] - lat[:count], end[:count, 0] / np.sqrt(1 - cosine[:count] ** 2)])
    table = _solver(columns) @ gained.reshape(2, rows, columns).swapaxes(1, 2) @ _solver(rows).T
    made = Hops(middle=middle, half=half, table=table, error_m=0.0)
    off = made(start[count:], azimuth[count:]) - end[count:]
    off[:, 0] *= np.cos(np.radians(end[count:, 1]))
    error = HOP_MARGIN * float(np.radians(np.hypot(off[:, 0], off[:, 1]).max())) * RADIUS_GREATEST_M
    return Hops(middle=middle, half=half, table=table, error_m=error + 2 * KARNEY_ERROR_M)


def _powers(x: FloatArray, count: int) -> FloatArray:
    found = np.ones((count, len(x)))
    for power in range(1, count):
        np.multiply(found[power - 1], x, out=found[power])
    return found


@lru_cache(maxsize=32)
def _nodes(count: int) -> FloatArray:
    return np.asarray(np.cos((np.arange(count) + 0.5) * np.pi / count))


@lru_cache(maxsize=32)
def _between(count: int) -> FloatArray:
    """The two ends, and the places between the nodes; the end at +1 first."""
    return np.asarray(np.cos(np.arange(count + 1) * np.pi / count))


@lru_cache(maxsize=32)
def _solver(count: int) -> FloatArray:
    """From values at the nodes to coefficients of the powers."""
    return np.asarray(np.linalg.inv(np.vander(_nodes(count), increasing=True)))
