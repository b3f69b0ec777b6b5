"""How far the places of a line are from the nearest of some points: the farthest of them, and what share is how far.

The distance changes along the line no faster than one moves, so on a part of length 2h it stays within h of that at
its middle. Parts are halved where that leaves the answer open, until it is as sure as was asked. The distance at a
middle comes from the chord in space, between its two bounds (`least_arc`, `greatest_arc`: 2 µm apart at 5 km, 14 m at
1,000 km).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from zonelib.geodesy.chain import Chain
from zonelib.geodesy.coverage import Parts
from zonelib.geodesy.earth import FloatArray, IntArray, earth_centred, greatest_arc, inverse
from zonelib.geodesy.reach import least_arc

_FIRST_PARTS: Final = 400
_MOST_PARTS: Final = 200_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Nearness:
    """A distance that a share of a line does not exceed.

    Parameters
    ----------
    metres, error_m : float
        The distance; the true one lies within the error of it.
    chainage_m : float
        A place of the line that is so far from its nearest point, to twice the error.
    lonlat : (float, float)
        That place.
    """

    metres: float
    error_m: float
    chainage_m: float
    lonlat: tuple[float, float]


def farthest_along(chain: Chain, points: FloatArray, *, share: float = 1.0, tolerance_m: float = 0.01) -> Nearness:
    """Find the distance to the nearest point that a share of a line does not exceed; with 1, the greatest.

    Parameters
    ----------
    chain : Chain
        The line.
    points : ndarray, shape (n, 2)
        At least one; longitude and latitude.
    share : float
        More than 0, at most 1.
    tolerance_m : float
        Wanted error; a line that is nearly equally far all along ends with a greater one, which is told.
    """
    tree = cKDTree(earth_centred(points))
    parts = Parts.of(chain, chain.length_m / _FIRST_PARTS)
    edge, low, high = parts.edge, parts.low, parts.high
    begins, ends = chain.chainage(edge, low), chain.chainage(edge, high)
    # What was decided of parts that need no finer look: surely nearer (its length), or surely farther.
    nearer, wanted = 0.0, share * chain.length_m
    while True:
        middle = (low + high) / 2
        at = chain.chainage(edge, middle)
        place = chain.on(edge, middle)[0]
        chord = np.asarray(tree.query(earth_centred(place))[0])
        length, half = ends - begins, np.maximum(at - begins, ends - at)
        least, most = np.maximum(least_arc(chord) - half, 0), greatest_arc(chord) + half
        floor, roof = _quantile(least, length, wanted - nearer), _quantile(most, length, wanted - nearer)
        if roof - floor <= 2 * tolerance_m or half.max() < tolerance_m / 4 or len(edge) > _MOST_PARTS:
            break
        nearer += float(length[most < floor].sum())
        open_ = np.flatnonzero((least <= roof) & (most >= floor))
        edge = np.repeat(edge[open_], 2)
        low, high = _halves(low[open_], middle[open_], high[open_])
        begins, ends = _halves(begins[open_], at[open_], ends[open_])
    level = (floor + roof) / 2
    best = int(np.argmin(np.abs((least + most) / 2 - level)))
    return Nearness(
        metres=level, error_m=(roof - floor) / 2, chainage_m=float(at[best]),
        lonlat=(float(place[best, 0]), float(place[best, 1])),
    )  # fmt: skip


def _halves(low: FloatArray, middle: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    return np.column_stack([low, middle]).ravel(), np.column_stack([middle, high]).ravel()


def nearest_points(places: FloatArray, points: FloatArray) -> tuple[IntArray, FloatArray]:
    """Give for each place the number of its nearest point and the geodesic distance, metres.

    Which point is nearest in space need not be nearest on the earth; who could be is measured.
    """
    there, here = earth_centred(points), earth_centred(places)
    tree = cKDTree(there)
    chord, which = (np.asarray(one) for one in tree.query(here))
    metres = inverse(places, points[which])[2]
    limit = greatest_arc(chord)
    rivals = tree.query_ball_point(here, limit, return_sorted=True)
    for row in np.flatnonzero([len(one) > 1 for one in rivals]):
        among = np.asarray(rivals[row])
        far = inverse(places[[row]], points[among])[2]
        which[row], metres[row] = among[int(np.argmin(far))], far.min()
    return which, metres


def _quantile(values: FloatArray, weight: FloatArray, wanted: float) -> float:
    """Give the least value that so much of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    behind = np.cumsum(weight[order])
    # The sum is rounded: all of the line is all of it.
    place = np.searchsorted(behind, min(wanted, float(behind[-1])) * (1 - 1e-13))
    return float(values[order[min(int(place), len(order) - 1)]])
