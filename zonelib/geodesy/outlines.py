"""The outline of a shape, made ready once to be asked for its nearest or farthest place from many points.

Edges are cut into pieces, neighbouring pieces gathered in blocks. Three filters, each a bracket of the distance,
leave one or two pieces of each point, whatever the distance:

1. *Blocks by reduced latitude.* The ellipsoid is the unit sphere of reduced latitudes stretched by (a, a, b): a
   geodesic is between b and a times as long as the arc there. All points and blocks at once.
2. *Blocks by the inverse geodesic* (Karney 2013) to the middle of the block, and the triangle inequality.
3. *Pieces by hinges.* A point and a place of the block make a hinge at its middle: two known lengths and the angle
   between. The third side lies between those that the hinge has on the spheres of greatest and least Gaussian
   curvature (Toponogov, and Sturm's comparison below the injectivity radius [1]_): between them are millimetres at
   1,000 km. So a block is laid out on a sphere once, and its pieces are arcs there.

What is left is polished on the true edge by Newton's method, with its curvature. On a sphere the farthest place is
the one nearest to the antipode: both questions are one.

References
----------
.. [1] Cheeger, J. and Ebin, D. G. (1975). Comparison theorems in Riemannian geometry, chapters 1 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.chain import curvature, speeds
from zonelib.geodesy.earth import (
    RADIUS_GREATEST_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    direct,
    earth_centred,
    from_vectors,
    greatest_arc,
    inverse,
    reduced_vectors,
)
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.segments import Pieces

Sense = Literal[1, -1]
"""1 asks for the nearest place, -1 for the farthest."""

INJECTIVITY_M: Final = float(np.pi * SEMI_MINOR_M)
"""Nearer than this no two shortest geodesics meet (Klingenberg), and the distance has no greatest value inside."""

_PIECE_M: Final = 20_000.0
_BEND_M: Final = 2.5
_AT_ONCE: Final = 1 << 20
# Gaussian curvature lies between (b/a²)² and 1/b².
_CURVATURES: Final = ((SEMI_MINOR_M / SEMI_MAJOR_M**2) ** 2, 1 / SEMI_MINOR_M**2)
_SPREAD: Final = _CURVATURES[1] - _CURVATURES[0]
_SPHERE_M: Final = float((sum(_CURVATURES) / 2) ** -0.5)
_ARCCOS_M: Final = 0.3
"""What an arc told by its cosine may be off, near 0: the square root of twice the rounding of 1."""

_FOOT_M: Final = 1e-3
_MOST_STEPS: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Found:
    """For each point the place asked for.

    Parameters
    ----------
    metres : ndarray, shape (n,)
        Distance of the place; infinite where a cap was given and nothing lies within it.
    places : ndarray, shape (n, 2)
        Longitude and latitude.
    """

    metres: FloatArray
    places: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Outline:
    """Edges, the pieces they are cut into, and the pieces gathered in blocks; made by `Outline.of`.

    Parameters
    ----------
    edges : Pieces
        The edges.
    leaving, full : ndarray, shape (n,)
        Azimuth and length of geodesic edges; of others zeros.
    edge : ndarray of int, shape (blocks, run)
        Which edge a piece belongs to.
    low, high : ndarray, shape (blocks, run)
        From which share of it to which.
    doubt : ndarray, shape (blocks, run)
        How far a piece may lie off its arc on the sphere of its block, metres.
    middle : ndarray, shape (blocks, 2)
        Longitude and latitude of the middle of each block.
    reach : ndarray, shape (blocks,)
        Every place of a block is within so many metres of its middle.
    arcs : _Arcs
        The pieces of the blocks asked for so far, laid out on spheres.
    """

    edges: Pieces
    leaving: FloatArray
    full: FloatArray
    edge: IntArray
    low: FloatArray
    high: FloatArray
    doubt: FloatArray
    middle: FloatArray
    reach: FloatArray
    arcs: _Arcs = field(repr=False)

    @classmethod
    def of(cls, geometry: BaseGeometry, edges: Edges) -> Outline:
        """Make the lines, rings or points of a checked geometry ready."""
        return cls.round(Pieces.of(geometry, edges))

    @classmethod
    def round(cls, whole: Pieces) -> Outline:
        """Make edges ready."""
        leaving = full = np.zeros(len(whole.start))
        if whole.edges == "geodesic":
            leaving, _, full = inverse(whole.start, whole.end)
        size = 2 * whole.balls()[1] if whole.edges == "lonlat" else full
        count = np.maximum(1, np.ceil(np.maximum(size / _PIECE_M, np.sqrt(whole.bend_m() / _BEND_M)))).astype(np.intp)
        edge = np.repeat(np.arange(len(count)), count)
        low = (np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)) / count[edge]
        high = np.minimum(low + 1 / count[edge], 1.0)
        pieces = Pieces(
            start=_on(whole, leaving, full, edge, low)[0], end=_on(whole, leaving, full, edge, high)[0],
            edges=whole.edges,
        )  # fmt: skip
        centre, half = pieces.balls()
        run = int(np.clip(0.7 * np.sqrt(edge.size), 8, 512))
        # What a kd-tree gathers in its leaves lies together; the last block is filled up with its last piece.
        order = np.asarray(cKDTree(centre, leafsize=run).indices, dtype=np.intp)
        order = np.append(order, np.repeat(order[-1:], -len(order) % run)).reshape(-1, run)
        middle = from_vectors(centre[order].mean(axis=1))
        apart = np.linalg.norm(earth_centred(middle)[:, None] - centre[order], axis=2) + half[order]
        reach = greatest_arc(apart.max(axis=1))
        # Off the middle of its block a geodesic is bent on the sphere, by no more than the spread of curvatures times
        # how far off it runs; doubled.
        bow = _SPREAD * reach[:, None] * half[order] ** 2
        return cls(
            edges=whole, leaving=leaving, full=full, edge=edge[order], low=low[order], high=high[order],
            doubt=pieces.bend_m()[order] + bow, middle=middle, reach=reach,
            arcs=_Arcs(middle, pieces.start[order], pieces.end[order]),
        )  # fmt: skip

    def nearest(self, points: FloatArray, *, cap_m: float = np.inf, best_only: bool = False) -> Found:
        """Find for every point the nearest place of the outline.

        Parameters
        ----------
        points : ndarray, shape (n, 2)
            Longitude and latitude.
        cap_m : float
            Points farther off than this need not be told.
        best_only : bool
            Only the nearest of all need be told.
        """
        return self._asked(points, 1, cap_m, best_only)

    def farthest(self, points: FloatArray, *, floor_m: float = 0.0, best_only: bool = False) -> Found:
        """Find for every point the farthest place of the outline, if it is nearer than `INJECTIVITY_M`.

        Parameters
        ----------
        points, best_only
            As `nearest`.
        floor_m : float
            Points whose farthest place is nearer than this need not be told.
        """
        return self._asked(points, -1, -floor_m if floor_m else np.inf, best_only)

    def _asked(self, points: FloatArray, sense: Sense, cap: float, best_only: bool) -> Found:
        metres, places = np.full(len(points), np.inf), points.copy()
        size = max(1, _AT_ONCE // len(self.reach))
        for low in range(0, len(points), size):
            rows = slice(low, low + size)
            found = _Search(self, points[rows], sense, cap, best_only).run()
            metres[rows], places[rows] = found.metres, found.places
            if best_only:
                told = found.metres[np.isfinite(found.metres)]
                cap = min(cap, float((sense * told).min(initial=np.inf)))
        return Found(metres=metres, places=places)

    def on(self, edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give the places and azimuths at these shares of these edges."""
        return _on(self.edges, self.leaving, self.full, edge, share)

    def speed(self, edge: IntArray, share: FloatArray) -> FloatArray:
        """Give metres per share, never 0."""
        if self.edges.edges == "geodesic":
            return np.maximum(self.full[edge], 1e-9)
        start, step = self.edges.start[edge], self.edges.end[edge] - self.edges.start[edge]
        return np.maximum(np.hypot(*speeds(start[:, 1] + share * step[:, 1], step)), 1e-9)

    def curvature(self, edge: IntArray, share: FloatArray) -> FloatArray:
        """Give the geodesic curvature per metre, clockwise positive."""
        if self.edges.edges == "geodesic":
            return np.zeros(len(edge))
        start = self.edges.start[edge]
        return curvature(start, self.edges.end[edge] - start, share)


class _Arcs:
    """Blocks laid out on spheres: every end of a piece at its true distance and azimuth from the middle of its block.

    Kept are the middle and the whole of each chord, as unit lengths; filled in as blocks are asked for.
    """

    def __init__(self, middle: FloatArray, start: FloatArray, end: FloatArray) -> None:
        self._of, self._start, self._end = middle, start, end
        self.ready = np.zeros(len(start), dtype=bool)
        self.middle, self.chord = np.empty((*start.shape[:2], 3)), np.empty((*start.shape[:2], 3))

    def lay_out(self, block: IntArray) -> None:
        """See to it that these blocks are there."""
        wanted = np.zeros(len(self.ready), dtype=bool)
        wanted[block] = True
        new = np.flatnonzero(wanted & ~self.ready)
        if not new.size:
            return
        a, b = (self._vectors(new, ends[new]) for ends in (self._start, self._end))
        self.middle[new], self.chord[new] = (a + b) / 2, b - a
        self.ready[new] = True

    def _vectors(self, block: IntArray, ends: FloatArray) -> FloatArray:
        run = ends.shape[1]
        azimuth, _, metres = inverse(np.repeat(self._of[block], run, axis=0), ends.reshape(-1, 2))
        return _vectors(azimuth, metres).reshape(len(block), run, 3)


class _Search:
    """One question to an outline, for so many points as fit at once.

    All distances within are counted in its sense: the least is what is asked for. Pairs are kept in the order of points.
    """

    def __init__(self, outline: Outline, points: FloatArray, sense: Sense, cap: float, best_only: bool) -> None:
        self._outline, self._points, self._sense = outline, points, sense
        self._cap, self._best_only = cap, best_only

    def run(self) -> Found:
        row, block = self._by_reduced_latitude()
        row, block, away, azimuth = self._by_middle(row, block)
        row, edge, share, low, high = self._by_hinge(row, block, away, azimuth)
        return self._polished(row, edge, share, (low, high))

    def _keep(self, row: IntArray, least: FloatArray, most: FloatArray) -> NDArray[np.bool_]:
        """Say which pairs may hold what is asked for, `least` and `most` being bounds of their distance."""
        limit = np.minimum(_least_of(row, most, len(self._points)), self._cap)
        if self._best_only:
            limit = np.full(len(limit), limit.min(initial=np.inf))
            self._cap = min(self._cap, float(limit.min(initial=np.inf)))
        return np.asarray(least <= limit[row])

    def _by_reduced_latitude(self) -> tuple[IntArray, IntArray]:
        cosine = reduced_vectors(self._points) @ reduced_vectors(self._outline.middle).T
        arc = np.arccos(np.clip(cosine, -1, 1, out=cosine), out=cosine)
        reach = self._outline.reach + _ARCCOS_M
        short, long = SEMI_MINOR_M * arc - reach, np.multiply(arc, SEMI_MAJOR_M, out=arc) + reach
        least, most = (short, long) if self._sense == 1 else (-long, -short)
        limit = np.minimum(most.min(axis=1), self._cap)
        if self._best_only:
            limit[:] = limit.min(initial=np.inf)
        row, block = np.nonzero(least <= limit[:, None])
        return row, block

    def _by_middle(self, row: IntArray, block: IntArray) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        azimuth, _, away = inverse(self._outline.middle[block], self._points[row])
        reach = self._outline.reach[block]
        keep = self._keep(row, self._sense * away - reach, self._sense * away + reach)
        return row[keep], block[keep], away[keep], azimuth[keep]

    def _by_hinge(
        self, row: IntArray, block: IntArray, away: FloatArray, azimuth: FloatArray
    ) -> tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray]:
        outline = self._outline
        outline.arcs.lay_out(block)
        towards, slack = self._sense * _vectors(azimuth, away), _hinge_slack(away, outline.reach[block])
        found = []
        size = max(1, _AT_ONCE // outline.edge.shape[1])
        for first in range(0, len(row), size):
            cut = slice(first, first + size)
            arc, share = _to_arcs(towards[cut], outline.arcs.middle[block[cut]], outline.arcs.chord[block[cut]])
            off = outline.doubt[block[cut]] + slack[cut, None]
            # First within each block, then among all blocks of the point.
            pair, piece = np.nonzero(arc - off <= (arc + off).min(axis=1, keepdims=True))
            found.append((pair + first, piece, arc[pair, piece], off[pair, piece], share[pair, piece]))
        pair, piece, arc, off, share = (np.concatenate(column) for column in zip(*found, strict=True))
        if self._sense == -1:
            arc = arc - np.pi * _SPHERE_M
        row, block = row[pair], block[pair]
        keep = np.flatnonzero(self._keep(row, arc - off, arc + off))
        block, piece, share = block[keep], piece[keep], share[keep]
        low, high = outline.low[block, piece], outline.high[block, piece]
        return row[keep], outline.edge[block, piece], low + share * (high - low), low, high

    def _polished(
        self, row: IntArray, edge: IntArray, share: FloatArray, ends: tuple[FloatArray, FloatArray]
    ) -> Found:
        """Slide along the true edges to where the distance no longer changes (or changes at an end).

        With k the edge's curvature and θ the angle from its direction to the point at distance d, the distance has
        the slope -cos θ and the second derivative sin²θ cot(d/R)/R - k sin θ (a sphere's, good to the flattening).
        """
        outline, sense = self._outline, self._sense
        metres, at = np.full(len(row), np.inf), share.copy()
        open_, flat = np.arange(len(row)), np.zeros(len(row), dtype=bool)
        for _ in range(_MOST_STEPS):
            here = share[open_]
            place, ahead = outline.on(edge[open_], here)
            towards, _, away = inverse(place, self._points[row[open_]])
            better = sense * away < metres[open_]
            metres[open_[better]], at[open_[better]] = sense * away[better], here[better]
            step, flat[open_] = _step(np.radians(towards - ahead), away, outline.curvature(edge[open_], here), sense)
            speed = outline.speed(edge[open_], here)
            new = np.clip(here + step / speed, ends[0][open_], ends[1][open_])
            moved = np.abs(new - here) * speed
            share[open_] = new
            open_ = open_[moved > _FOOT_M]
            if not open_.size:
                break
        # Where an edge bends about as the circle round the point does, it may have its best at an end as well.
        doubtful = np.flatnonzero(flat)
        for end in ends:
            away = sense * inverse(outline.on(edge[doubtful], end[doubtful])[0], self._points[row[doubtful]])[2]
            better = away < metres[doubtful]
            metres[doubtful[better]], at[doubtful[better]] = away[better], end[doubtful[better]]
        return self._told(row, edge, at, metres)

    def _told(self, row: IntArray, edge: IntArray, share: FloatArray, metres: FloatArray) -> Found:
        best = np.full(len(self._points), np.inf)
        order = np.lexsort((metres, row))
        first = order[np.r_[True, np.diff(row[order]) != 0]] if order.size else order
        best[row[first]] = self._sense * metres[first]
        places = self._points.copy()
        places[row[first]] = self._outline.on(edge[first], share[first])[0]
        return Found(metres=best, places=places)


def _on(
    edges: Pieces, leaving: FloatArray, full: FloatArray, edge: IntArray, share: FloatArray
) -> tuple[FloatArray, FloatArray]:
    start, end = edges.start[edge], edges.end[edge]
    if edges.edges == "geodesic":
        place, ahead = direct(start, leaving[edge], share * full[edge])
    else:
        place = start + share[:, None] * (end - start)
        north, east = speeds(place[:, 1], end - start)
        ahead = np.degrees(np.arctan2(east, north))
    for ends, at in ((start, share == 0), (end, share == 1)):
        place[at] = ends[at]
    return place, ahead


def _vectors(azimuth: FloatArray, metres: FloatArray) -> FloatArray:
    """Give unit vectors of places told by azimuth and distance from the pole of the sphere of a block."""
    turn, arc = np.radians(azimuth), metres / _SPHERE_M
    return np.column_stack([np.sin(arc) * np.cos(turn), np.sin(arc) * np.sin(turn), np.cos(arc)])


def _to_arcs(towards: FloatArray, middle: FloatArray, chord: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the distance of points to arcs of great circles, and at which share of the chord it is reached.

    Parameters
    ----------
    towards : ndarray, shape (k, 3)
        Unit vectors of the points.
    middle, chord : ndarray, shape (k, run, 3)
        Of the arcs' chords: a place is middle + t chord, t from -1/2 to 1/2, made a unit vector.
    """
    along, up = ((vectors @ towards[:, :, None])[:, :, 0] for vectors in (chord, middle))
    length_2 = np.einsum("krc,krc->kr", chord, chord)
    height_2 = 1 - length_2 / 4
    ahead = along * height_2
    # The foot of the perpendicular on the plane of the arc; from beyond a quarter it is the nearer end.
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(up > 0, ahead / (up * length_2), np.inf * ahead)
    t = np.clip(np.nan_to_num(t, nan=0.0, posinf=1, neginf=-1), -0.5, 0.5)
    cosine = (up + t * along) / np.sqrt(height_2 + t * t * length_2)
    return _SPHERE_M * np.arccos(np.clip(cosine, -1, 1)), t + 0.5


def _hinge_slack(away: FloatArray, reach: FloatArray) -> FloatArray:
    """Bound, to leading order and doubled, how far a hinge's third side may be off on the sphere.

    The slope cot(√K s)·√K of a distance s changes with K by (s/2) g(√K s), g as below; times half the square of how far
    off the line the other side leads.
    """
    x = np.clip((away + reach) / SEMI_MINOR_M, 1e-3, np.pi - 1e-3)
    g = (x - np.sin(x) * np.cos(x)) / (x * np.sin(x) ** 2)
    return np.asarray(_SPREAD / 2 * away * reach * np.minimum(away, reach) * g + _ARCCOS_M)


def _step(
    theta: FloatArray, away: FloatArray, bend: FloatArray, sense: Sense
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Give how far to go along the edge, and whether it bends about as much as a circle round the point."""
    angle = away / RADIUS_GREATEST_M
    step = RADIUS_GREATEST_M * np.arctan2(sense * np.sin(angle) * np.cos(theta), sense * np.cos(angle))
    with np.errstate(divide="ignore", invalid="ignore"):
        straight = sense * np.sin(theta) ** 2 / np.tan(angle) / RADIUS_GREATEST_M
        bent = straight - sense * bend * np.sin(theta)
        share = bent / straight
        # On a geodesic the step is the sphere's; where only the bend makes it a valley, Newton's.
        step = np.where(straight > 0, step / np.clip(share, 0.2, 5.0), step)
        newton = (straight <= 0) & (bent > 0)
        step = np.where(newton, sense * np.cos(theta) / bent, step)
    flat = (bend != 0) & ~(share > 0.5)
    return np.nan_to_num(step), flat


def _least_of(row: IntArray, values: FloatArray, count: int) -> FloatArray:
    """Give the least value of each row; rows come in order."""
    least = np.full(count, np.inf)
    if row.size:
        first = np.flatnonzero(np.r_[True, np.diff(row) != 0])
        least[row[first]] = np.minimum.reduceat(values, first)
    return least
