"""Which stretches of a line lie within a distance of some points, by roots on the ellipsoid and not by sampling.

Along a geodesic the distance to a point is convex below a quarter of the meridian, so what of it lies within a radius
is one stretch. An edge straight in longitude/latitude is curved by at most 2 tan|φ|/R; where the distance d to a point
is extreme along a curve of curvature κ, its second derivative is cot(d/R)/R ± κ. As long as κR tan(d/R) stays below
`_MOST_BENT`, every extreme is a minimum, and what of the edge lies within the radius is again one stretch. Its ends are
found by Newton's method held in a bracket.

An end is as sure as the distance is there: with a slope c of the distance along the line it may be off by the noise
over c, and where the line only grazes the circle by no more than the root of the noise times the radius.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from zonelib.errors import GeometryError
from zonelib.geodesy.chain import STATION_ERROR_M, Chain
from zonelib.geodesy.earth import (
    KARNEY_ERROR_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    earth_centred,
    greatest_arc,
    inverse,
)
from zonelib.geodesy.reach import least_arc
from zonelib.geodesy.segments import Pieces

_PIECE_M: Final = 20_000.0
_PIECE_DEG: Final = 15.0
_MOST_BENT: Final = 0.5
_NOISE_M: Final = 2 * (KARNEY_ERROR_M + STATION_ERROR_M)
_ROUNDS: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Spans:
    """Stretches of a line, each within the radius of one point, sorted by point and then along the line.

    Parameters
    ----------
    row : ndarray of int, shape (n,)
        Which point.
    low, high : ndarray, shape (n,)
        Chainages of the ends, metres.
    error_m : ndarray, shape (n,)
        Either end lies within this of the true one.
    """

    row: IntArray
    low: FloatArray
    high: FloatArray
    error_m: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Parts:
    """Parts of the edges of a line, from one share of an edge to another."""

    edge: IntArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, chain: Chain, most_m: float) -> Parts:
        """Cut the edges of a line into parts no longer than a length, or than 15° of longitude."""
        turn = np.abs(chain.end - chain.start)[:, 0] % 360
        wanted = np.ceil(np.maximum(np.diff(chain.marks) / most_m, turn / _PIECE_DEG))
        count = np.maximum(1, wanted).astype(np.intp)
        edge = np.repeat(np.arange(len(count)), count)
        nth = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
        # The end of one is to the last bit the start of the next.
        return cls(edge=edge, low=nth / count[edge], high=(nth + 1) / count[edge])


def stretches_within(chain: Chain, points: FloatArray, radii_m: Sequence[float]) -> tuple[Spans, ...]:
    """Find the stretches of a line that lie within a radius of each of some points, for some radii.

    Parameters
    ----------
    chain : Chain
        The line.
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    radii_m : sequence of float
        At least one, all more than 0.

    Raises
    ------
    GeometryError
        If an edge straight in longitude/latitude is bent too much for a radius (near a pole), or a radius comes near a
        quarter of the meridian.
    """
    parts = Parts.of(chain, _PIECE_M)
    start, end = chain.on(parts.edge, parts.low)[0], chain.on(parts.edge, parts.high)[0]
    middle, half = Pieces(start=start, end=end, edges=chain.edges).balls()
    space, most = earth_centred(points), max(radii_m)
    lists = cKDTree(middle).query_ball_point(space, most + half.max(), return_sorted=True)
    row = np.repeat(np.arange(len(points)), [len(one) for one in lists])
    part = np.concatenate([np.asarray(one, dtype=np.intp) for one in lists])
    _check_bend(np.vstack([start[part], end[part]]), chain, most + 2 * float(half.max()))
    chords = np.column_stack([np.linalg.norm(earth_centred(ends)[part] - space[row], axis=1) for ends in (start, end)])
    pairs = _Pairs(
        row=row, edge=parts.edge[part], low=parts.low[part], high=parts.high[part], half=half[part],
        least=least_arc(chords), greatest=greatest_arc(chords),
    )  # fmt: skip
    return tuple(_stretches(chain, points, pairs, radius) for radius in radii_m)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Pairs:
    """Points and parts that may be near, and between what the distances of the two ends, shape (n, 2), lie."""

    row: IntArray
    edge: IntArray
    low: FloatArray
    high: FloatArray
    half: FloatArray
    least: FloatArray
    greatest: FloatArray


def _stretches(chain: Chain, points: FloatArray, pairs: _Pairs, radius_m: float) -> Spans:
    inside = pairs.greatest <= radius_m
    for end, share in ((0, pairs.low), (1, pairs.high)):
        open_ = np.flatnonzero((pairs.greatest[:, end] > radius_m) & (pairs.least[:, end] <= radius_m))
        there = chain.on(pairs.edge[open_], share[open_])[0]
        inside[open_, end] = inverse(there, points[pairs.row[open_]])[2] <= radius_m
    # The line may come within the radius between two ends that do not: look for its nearest place.
    passing = ~inside.any(axis=1) & (pairs.least.mean(axis=1) - pairs.half <= radius_m)
    kept = np.flatnonzero(inside.any(axis=1) | passing)
    row, edge, inside, passing = pairs.row[kept], pairs.edge[kept], inside[kept], passing[kept]
    ends, foot = np.column_stack([pairs.low[kept], pairs.high[kept]]), np.full(len(kept), np.nan)
    foot[passing] = _foot(chain, points[row[passing]], edge[passing], ends[passing, 0], ends[passing, 1])
    seen = np.flatnonzero(~np.isnan(foot))
    beyond = inverse(chain.on(edge[seen], foot[seen])[0], points[row[seen]])[2] > radius_m
    foot[seen[beyond]] = np.nan
    kept = np.flatnonzero(inside.any(axis=1) | ~np.isnan(foot))
    row, edge, inside, ends, foot = row[kept], edge[kept], inside[kept], ends[kept], foot[kept]
    # The end that is within, or the foot, and the end that is not: between them lies the end of the stretch.
    cut, side = np.nonzero(~inside)
    inner = np.where(np.isnan(foot[cut]), ends[cut, 1 - side], foot[cut])
    error = np.zeros(ends.shape)
    ends[cut, side], error[cut, side] = _root(chain, points[row[cut]], radius_m, edge[cut], inner, ends[cut, side])
    metres = chain.chainage(np.repeat(edge, 2), ends.ravel()).reshape(-1, 2)
    return _joined(row, metres[:, 0], metres[:, 1], error.max(axis=1, initial=0.0) + chain.error_m)


def _check_bend(places: FloatArray, chain: Chain, reach_m: float) -> None:
    steepest = float(np.abs(places[:, 1]).max(initial=0.0))
    angle = reach_m / SEMI_MINOR_M
    if angle >= 1.5:
        raise GeometryError(f"a radius of {reach_m / 1e3:,.0f} km is beyond what is measured along a line, 9,500 km")
    bent = 2 * np.tan(np.radians(steepest)) * np.tan(angle)
    if chain.edges == "lonlat" and not bent < _MOST_BENT:
        raise GeometryError(
            f"at latitude {steepest:.1f} edges straight in longitude/latitude are bent too much for a radius of "
            f'{reach_m / 1e3:,.0f} km; take edges="geodesic", after cutting the line where it is to stay as drawn'
        )


def _slope(chain: Chain, points: FloatArray, edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the distances to the points, and how fast they grow per metre along the line."""
    place, ahead = chain.on(edge, share)
    towards, _, metres = inverse(place, points)
    return metres, -np.cos(np.radians(towards - ahead))


def _foot(chain: Chain, points: FloatArray, edge: IntArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Find where the distance stops falling inside each part; nan where it does not."""
    falls, rises = _slope(chain, points, edge, low)[1] < 0, _slope(chain, points, edge, high)[1] > 0
    found = np.full(len(edge), np.nan)
    which = np.flatnonzero(falls & rises)
    edge, points, low, high = edge[which], points[which], low[which], high[which]
    share = (low + high) / 2
    for _ in range(_ROUNDS):
        metres, slope = _slope(chain, points, edge, share)
        low, high = np.where(slope <= 0, share, low), np.where(slope >= 0, share, high)
        speed = chain.speed(edge, share)
        new = share - metres * np.tan(np.arcsin(np.clip(slope, -0.99, 0.99))) / np.maximum(speed, 1e-9)
        new = np.where((new < low) | (new > high), (low + high) / 2, new)
        moved, share = float((np.abs(new - share) * speed).max(initial=0.0)), new
        if moved < 1e-6:
            break
    found[which] = share
    return found


def _root(
    chain: Chain, points: FloatArray, radius_m: float, edge: IntArray, inner: FloatArray, outer: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Find where the distance is the radius, between a share within it and one beyond; and how far that may be off."""
    share, slope = (inner + outer) / 2, np.ones(len(edge))
    for _ in range(_ROUNDS):
        metres, slope = _slope(chain, points, edge, share)
        inner, outer = np.where(metres <= radius_m, share, inner), np.where(metres > radius_m, share, outer)
        speed = np.maximum(chain.speed(edge, share), 1e-9)
        flat = np.abs(slope) < 1e-12
        new = share - (metres - radius_m) / np.where(flat, 1, slope) / speed
        least, most = np.minimum(inner, outer), np.maximum(inner, outer)
        new = np.where((new < least) | (new > most) | flat, (inner + outer) / 2, new)
        moved, share = float((np.abs(new - share) * speed).max(initial=0.0)), new
        if moved < 1e-8:
            break
    grazing = 3 * np.sqrt(radius_m * _NOISE_M)
    return share, np.minimum(2 * _NOISE_M / np.maximum(np.abs(slope), 1e-12), grazing)


def _joined(row: IntArray, low: FloatArray, high: FloatArray, error: FloatArray) -> Spans:
    """Join the stretches of one point that touch."""
    if not row.size:
        return Spans(row=row, low=low, high=high, error_m=error)
    order = np.lexsort((low, row))
    row, low, high, error = row[order], low[order], high[order], error[order]
    touch = np.r_[False, (row[1:] == row[:-1]) & (low[1:] <= high[:-1])]
    first = np.flatnonzero(~touch)
    last = np.r_[first[1:], len(row)] - 1
    return Spans(row=row[first], low=low[first], high=high[last], error_m=np.maximum.reduceat(error, first))


def times_covered(spans: Spans, length_m: float) -> tuple[FloatArray, NDArray[np.int64]]:
    """Give the marks between which the number of points within reach stays the same, and the number from each on.

    Returns
    -------
    marks : ndarray, shape (k + 1,)
        Rising, from 0 to the length.
    times : ndarray of int, shape (k,)
        How many.
    """
    at = np.r_[spans.low, spans.high]
    change = np.r_[np.ones(len(spans.low), dtype=np.int64), -np.ones(len(spans.high), dtype=np.int64)]
    marks, where = np.unique(np.r_[0.0, at, length_m], return_inverse=True)
    total = np.zeros(len(marks), dtype=np.int64)
    np.add.at(total, where[1:-1], change)
    return marks, np.cumsum(total)[:-1]
