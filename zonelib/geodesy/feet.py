"""The nearest places on a line: every stretch that could hold one is kept, the last step is taken on the edge itself.

Pieces of the line are ruled out by balls in space, then by the triangle inequality with one inverse geodesic each, then
by their nearest place on the geodesic chord and how far the edge may bend from it, and cut finer until the bend is a
tenth of a millimetre. What is left is polished by Newton's method on the true edge, with its curvature.

How sure the chainage is comes from a bracket, not from the last step: the smallest w for which the distance provably
falls at chainage - w and rises at chainage + w. There is a least distance between the two; where all of a stretch is
equally near (a parallel seen from the pole), the bracket is as wide as the stretch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from zonelib.geodesy.chain import STATION_ERROR_M, Chain
from zonelib.geodesy.earth import (
    KARNEY_ERROR_M,
    RADIUS_GREATEST_M,
    RADIUS_LEAST_M,
    FloatArray,
    IntArray,
    earth_centred,
    greatest_arc,
    inverse,
)
from zonelib.geodesy.segments import Pieces, nearest_on

EQUAL_M: Final = 1e-6
"""Distances that differ by less are equal: what rounding leaves of two that are."""

BEND_M: Final = 1e-4
_PIECE_M: Final = 20_000.0
_PIECE_DEG: Final = 15.0
_CHUNK: Final = 400_000
_MOST_STRETCHES: Final = 10_000
"""A point that is nearly equally far from so many stretches is not looked at more closely."""

_RADIUS_M: Final = (RADIUS_LEAST_M + RADIUS_GREATEST_M) / 2
_NOISE_M: Final = 2 * (KARNEY_ERROR_M + STATION_ERROR_M)
_WIDENING: Final = 4.0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Feet:
    """Places on a line, each the least of its edge for one point.

    Parameters
    ----------
    row : ndarray of int, shape (n,)
        Which point.
    metres, offset : ndarray, shape (n,)
        Chainage, and the distance from the point.
    bend : ndarray, shape (n,)
        How far the edge may run beside the geodesic piece it was decided on, metres.
    """

    row: IntArray
    metres: FloatArray
    offset: FloatArray
    bend: FloatArray

    def best(self) -> IntArray:
        """Give for each point the number of its nearest foot; of equally near ones the first along the line."""
        least = np.full(int(self.row.max()) + 1, np.inf)
        np.minimum.at(least, self.row, self.offset)
        near = np.flatnonzero(self.offset <= least[self.row] + EQUAL_M)
        order = near[np.lexsort((self.metres[near], self.row[near]))]
        return order[np.r_[True, np.diff(self.row[order]) != 0]]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Stretches:
    """Parts of edges: from one share to another."""

    edge: IntArray
    low: FloatArray
    high: FloatArray

    def take(self, which: IntArray) -> _Stretches:
        return _Stretches(edge=self.edge[which], low=self.low[which], high=self.high[which])

    def cut(self, count: IntArray) -> tuple[IntArray, _Stretches]:
        index = np.repeat(np.arange(len(count)), count)
        nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
        width = (self.high - self.low)[index] / count[index]
        low = self.low[index] + nth * width
        high = np.where(nth + 1 == count[index], self.high[index], low + width)
        return index, _Stretches(edge=self.edge[index], low=low, high=high)

    def pieces(self, chain: Chain) -> Pieces:
        low, high = chain.on(self.edge, self.low)[0], chain.on(self.edge, self.high)[0]
        return Pieces(start=low, end=high, edges=chain.edges)


def feet_of(chain: Chain, points: FloatArray, *, tie_m: float = 0.0) -> Feet:
    """Find for every point the places of the line that are nearest to it.

    Parameters
    ----------
    chain : Chain
        The line.
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    tie_m : float
        Feet that are at most this much farther than the nearest are given too.
    """
    count = np.ceil(
        np.maximum(np.diff(chain.marks) / _PIECE_M, np.abs(chain.end - chain.start)[:, 0] % 360 / _PIECE_DEG)
    )
    whole = _Stretches(edge=np.arange(len(chain.start)), low=np.zeros(len(chain.start)), high=np.ones(len(chain.start)))
    _, stretches = whole.cut(np.maximum(1, count).astype(np.intp))
    pieces = stretches.pieces(chain)
    middle, half = pieces.balls()
    tree, space = cKDTree(middle), earth_centred(points)
    near, mate = tree.query(space)
    limit = greatest_arc(near + half[mate]) + tie_m + EQUAL_M
    reach = limit + half.max()
    counts = np.asarray(tree.query_ball_point(space, reach, return_length=True))
    found: list[tuple[IntArray, FloatArray, FloatArray, FloatArray]] = []
    # Each chunk holds whole points: at least one, and no more pairs than fit.
    part = np.cumsum(counts) // _CHUNK
    for rows in np.split(np.arange(len(points)), np.flatnonzero(np.diff(part)) + 1):
        if not rows.size:
            continue
        lists = tree.query_ball_point(space[rows], reach[rows], return_sorted=True)
        row = np.repeat(rows, counts[rows])
        col = np.concatenate([np.asarray(one, dtype=np.intp) for one in lists])
        close = np.linalg.norm(space[row] - middle[col], axis=1) - half[col] <= limit[row]
        found.append(_decided(chain, points, (row[close], stretches.take(col[close])), tie_m))
    row, metres, offset, bend = (np.concatenate(column) for column in zip(*found, strict=True))
    return Feet(row=row, metres=metres, offset=offset, bend=bend)


def _decided(
    chain: Chain, points: FloatArray, pairs: tuple[IntArray, _Stretches], tie_m: float
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    row, stretches = pairs
    slack = tie_m + EQUAL_M
    pieces = stretches.pieces(chain)
    reached = inverse(points[row], pieces.start)[2]
    keep = np.flatnonzero(reached - 2 * pieces.balls()[1] <= _least(row, reached, len(points))[row] + slack)
    row, stretches = row[keep], stretches.take(keep)
    while True:
        pieces = stretches.pieces(chain)
        metres, feet = nearest_on(points[row], pieces)
        bend = pieces.bend_m()
        keep = np.flatnonzero(metres - bend <= _least(row, metres + bend, len(points))[row] + slack)
        row, stretches, bend, feet = row[keep], stretches.take(keep), bend[keep], feet[keep]
        few = np.bincount(row, minlength=len(points))[row] <= _MOST_STRETCHES
        if not ((bend > BEND_M) & few).any():
            break
        count = np.where(few, np.clip(np.ceil(np.sqrt(bend / BEND_M)), 1, 8), 1).astype(np.intp)
        index, stretches = stretches.cut(count)
        row = row[index]
    start, end = pieces.start[keep], pieces.end[keep]
    along, full = inverse(start, feet)[2], inverse(start, end)[2]
    share = stretches.low + (stretches.high - stretches.low) * np.clip(along / np.where(full > 0, full, 1), 0, 1)
    # At the ends to the last bit: a vertex is met from both of its edges.
    share = np.where((feet == end).all(axis=1), stretches.high, share)
    share, offset = _polished(chain, points[row], stretches.edge, share)
    keep = np.flatnonzero(offset <= _least(row, offset, len(points))[row] + slack)
    return row[keep], chain.chainage(stretches.edge[keep], share[keep]), offset[keep], bend[keep]


def _least(row: IntArray, values: FloatArray, count: int) -> FloatArray:
    least = np.full(count, np.inf)
    np.minimum.at(least, row, values)
    return least


def _polished(chain: Chain, points: FloatArray, edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Slide along the true edge to where the distance no longer falls; never end farther away than one began.

    With k the edge's curvature and θ the angle from its direction to the point at distance d, the distance has the
    second derivative sin²θ cot(d/R)/R - k sinθ along the edge (a sphere's, good to the flattening).
    """
    best_share, best = share, inverse(chain.on(edge, share)[0], points)[2]
    for _ in range(16):
        place, ahead = chain.on(edge, share)
        towards, _, metres = inverse(place, points)
        better = metres < best
        best_share, best = np.where(better, share, best_share), np.where(better, metres, best)
        theta, angle = np.radians(towards - ahead), metres / _RADIUS_M
        step = _RADIUS_M * np.arctan2(np.sin(angle) * np.cos(theta), np.cos(angle))
        bent = 1 - chain.curvature(edge, share) * _RADIUS_M * np.tan(np.minimum(angle, 1.5)) * np.sin(theta)
        step = step / np.maximum(bent, 0.2)
        new = np.clip(share + step / np.maximum(chain.speed(edge, share), 1e-9), 0, 1)
        moved = np.abs(new - share) * chain.speed(edge, share)
        share = new
        if moved.max(initial=0.0) < 1e-9:
            break
    metres = inverse(chain.on(edge, share)[0], points)[2]
    # Near the foot the distance is flat: of two that differ by rounding only, the polished one is right.
    better = metres <= best + 1e-8
    return np.where(better, share, best_share), np.where(better, metres, best)


def bracket(chain: Chain, points: FloatArray, metres: FloatArray) -> FloatArray:
    """Give for every point how far to either side of its foot the least distance can lie, metres."""
    width = np.full(len(points), 2 * _NOISE_M + chain.error_m)
    open_ = np.arange(len(points))
    while open_.size:
        low, high = metres[open_] - width[open_], metres[open_] + width[open_]
        falls = (low <= 0) | (_slope(chain, points[open_], np.clip(low, 0, None)) < 0)
        rises = (high >= chain.length_m) | (_slope(chain, points[open_], np.clip(high, None, chain.length_m)) > 0)
        open_ = open_[~(falls & rises)]
        width[open_] *= _WIDENING
    return np.asarray(np.minimum(width, chain.length_m))


def _slope(chain: Chain, points: FloatArray, metres: FloatArray) -> FloatArray:
    """Give the sign of the distance's slope along the line, 0 where noise could turn it."""
    place, ahead = chain.at(metres)
    towards, _, far = inverse(place, points)
    slope = -np.cos(np.radians(towards - ahead))
    reduced = _RADIUS_M * np.abs(np.sin(np.minimum(far / _RADIUS_M, np.pi)))
    noise = _NOISE_M / np.maximum(reduced, _NOISE_M) + 1e-14
    return np.asarray(np.where(np.abs(slope) > noise, np.sign(slope), 0.0))
