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

Each point looks first into the block whose middle is best: what it finds there rules out most of the others.

What is left is polished on the true edge by Newton's method, with its curvature. On a sphere the farthest place is
the one nearest to the antipode: both questions are one.

References
----------
.. [1] Cheeger, J. and Ebin, D. G. (1975). Comparison theorems in Riemannian geometry, chapters 1 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.chain import curvature, speeds
from zonelib.geodesy.charts import bend_at
from zonelib.geodesy.earth import (
    RADIUS_GREATEST_M,
    RADIUS_LEAST_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    direct,
    earth_centred,
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

_PIECE_M: Final = 100_000.0
_BEND_M: Final = 40.0
_AT_ONCE: Final = 1 << 22
_IN_CACHE: Final = 1 << 14
# Gaussian curvature lies between (b/a²)² and 1/b².
_CURVATURES: Final = ((SEMI_MINOR_M / SEMI_MAJOR_M**2) ** 2, 1 / SEMI_MINOR_M**2)
_SPREAD: Final = _CURVATURES[1] - _CURVATURES[0]
_SPHERE_M: Final = float((sum(_CURVATURES) / 2) ** -0.5)
_HINGE_END: Final = float(np.pi - 1e-3)
_ARCCOS_M: Final = 0.5
"""What an arc told by its cosine may be off, near 0: the square root of twice the rounding of 1, a dozen times over."""

_COSINE: Final = 1e-15
"""So much below -1 the cosine of an antipode may come out."""

_TURN_MARGIN: Final = 1.1
"""For what a sphere leaves out of the second derivative: the flattening, a hundredth."""

_LEAST_RUN: Final = 64
"""An inverse geodesic, the price of a block, costs as much as so many pieces."""

_CLEAR_M: Final = 1e-3
"""A place that is nearest by so much is nearest for sure: the way to it meets no other edge."""

_TOUCH_M: Final = 1e-5
_SEAM_DEG: Final = 1e-9
_ENOUGH_M: Final = 1e-7
_LAST_M: Final = 1.0
_STILL_M: Final = 1e-4
_MOST_STEPS: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Found:
    """For each point the place asked for.

    Parameters
    ----------
    metres : ndarray, shape (n,)
        Distance of the place; infinite where it need not be told.
    places : ndarray, shape (n, 2)
        Longitude and latitude.
    side : ndarray of int, shape (n,)
        -1 where the point lies to the left of the edge that holds the place, 1 to the right; 0 where another edge is
        as near (to `_CLEAR_M`), or at ±180° or a pole, where an edge may be no border.
    """

    metres: FloatArray
    places: FloatArray
    side: IntArray


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Outline:
    """Edges, the pieces they are cut into, and the pieces gathered in blocks; made by `Outline.of`.

    Parameters
    ----------
    edges : Pieces
        The edges.
    leaving, arriving, full : ndarray, shape (n,)
        Azimuths and length of geodesic edges; of others zeros.
    edge : ndarray of int, shape (blocks, run)
        Which edge a piece belongs to.
    low, high : ndarray, shape (blocks, run)
        From which share of it to which.
    doubt : ndarray, shape (blocks, run)
        How far a piece may lie off its arc on the sphere of its block, metres.
    half : ndarray, shape (blocks, run)
        At most half the length of a piece, metres.
    middle : ndarray, shape (blocks, 2)
        Longitude and latitude of the most central place of each block.
    reduced : ndarray, shape (blocks, 3)
        The same on the sphere of reduced latitudes.
    reach : ndarray, shape (blocks,)
        Every place of a block is within so many metres of its middle.
    arcs : _Arcs
        The pieces of the blocks asked for so far, laid out on spheres.
    """

    edges: Pieces
    leaving: FloatArray
    arriving: FloatArray
    full: FloatArray
    edge: IntArray
    low: FloatArray
    high: FloatArray
    doubt: FloatArray
    half: FloatArray
    middle: FloatArray
    reduced: FloatArray
    reach: FloatArray
    arcs: _Arcs = field(repr=False)

    @classmethod
    def of(cls, geometry: BaseGeometry, edges: Edges) -> Outline:
        """Make the lines, rings or points of a checked geometry ready."""
        return cls.round(Pieces.of(geometry, edges))

    @classmethod
    def round(cls, whole: Pieces) -> Outline:
        """Make edges ready."""
        known = (np.zeros(len(whole.start)),) * 3
        if whole.edges == "geodesic":
            known = inverse(whole.start, whole.end)
        leaving, arriving, full = known
        size = 2 * whole.balls()[1] if whole.edges == "lonlat" else full
        count = np.maximum(1, np.ceil(np.maximum(size / _PIECE_M, np.sqrt(whole.bend_m() / _BEND_M)))).astype(np.intp)
        edge = np.repeat(np.arange(len(count)), count)
        low = (np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)) / count[edge]
        high = np.minimum(low + 1 / count[edge], 1.0)
        pieces = Pieces(
            start=_on(whole, known, edge, low)[0], end=_on(whole, known, edge, high)[0],
            edges=whole.edges,
        )  # fmt: skip
        centre, half = pieces.balls()
        run = int(np.clip(0.7 * np.sqrt(edge.size), _LEAST_RUN, 512))
        order = _gathered(centre, run)
        # The last block is filled up with its last piece.
        order = np.append(order, np.repeat(order[-1:], -len(order) % run)).reshape(-1, run)
        # The middle of a block is a place of the outline: its distance is a bound of what is asked for.
        space = earth_centred(pieces.start)[order]
        most_central = np.linalg.norm(space - space.mean(axis=1, keepdims=True), axis=2).argmin(axis=1)
        middle = pieces.start[order[np.arange(len(order)), most_central]]
        apart = np.linalg.norm(earth_centred(middle)[:, None] - centre[order], axis=2) + half[order]
        reach = greatest_arc(apart.max(axis=1))
        # Off the middle of its block a geodesic is bent on the sphere, by no more than the spread of curvatures times
        # how far off it runs; doubled.
        bow = _SPREAD * reach[:, None] * half[order] ** 2
        return cls(
            edges=whole, leaving=leaving, arriving=arriving, full=full,
            edge=edge[order], low=low[order], high=high[order],
            doubt=pieces.bend_m()[order] + bow, half=half[order], middle=middle,
            reduced=reduced_vectors(middle), reach=reach,
            arcs=_Arcs(middle, pieces.start[order], pieces.end[order]),
        )  # fmt: skip

    def asked(self, points: FloatArray, sense: Sense, *, cap: float = np.inf, margin: float = np.inf) -> Found:
        """Find for every point the nearest (sense 1) or the farthest (-1) place of the outline.

        Parameters
        ----------
        points : ndarray, shape (n, 2)
            Longitude and latitude.
        sense : {1, -1}
            Which; `cap` and `margin` count sense times metres. The farthest must be nearer than `INJECTIVITY_M`.
        cap : float
            Points beyond need not be told.
        margin : float
            Nor those by so much beyond the best of all.
        """
        metres, places = np.full(len(points), np.inf), points.copy()
        side = np.zeros(len(points), dtype=np.intp)
        size = max(1, _AT_ONCE // len(self.reach))
        for low in range(0, len(points), size):
            rows = slice(low, low + size)
            found = _Search(self, points[rows], sense, cap, margin).run()
            metres[rows], places[rows], side[rows] = found.metres, found.places, found.side
            told = found.metres[np.isfinite(found.metres)]
            cap = min(cap, float((sense * told).min(initial=np.inf)) + margin)
        return Found(metres=metres, places=places, side=side)

    def on(self, edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give the places and azimuths at these shares of these edges."""
        return _on(self.edges, (self.leaving, self.arriving, self.full), edge, share)

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

    Kept are the middle of each arc, a unit vector, and its chord; filled in as blocks are asked for.
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
        self.middle[new], self.chord[new] = (a + b) / np.linalg.norm(a + b, axis=2, keepdims=True), b - a
        self.ready[new] = True

    def _vectors(self, block: IntArray, ends: FloatArray) -> FloatArray:
        run = ends.shape[1]
        azimuth, _, metres = inverse(np.repeat(self._of[block], run, axis=0), ends.reshape(-1, 2))
        return _vectors(azimuth, metres).reshape(len(block), run, 3)


class _Search:
    """One question to an outline, for so many points as fit at once.

    All distances within are counted in its sense: the least is asked for. `_limit` holds for each point what it is at
    most, and `_CLEAR_M`; what cannot be so little is dropped.
    """

    def __init__(self, outline: Outline, points: FloatArray, sense: Sense, cap: float, margin: float) -> None:
        self._outline, self._points, self._sense, self._margin = outline, points, sense, margin
        self._limit = np.full(len(points), cap)

    def run(self) -> Found:
        """Look into the block whose middle is best first: what it leaves to the others is mostly one or two."""
        cosine = self._outline.reduced @ (self._sense * reduced_vectors(self._points)).T
        best = cosine.max(axis=0)
        # The middle of a block is a place of the outline: what is asked for is no worse than the best of them.
        self._lower(np.arange(len(best)), self._bounds(np.arccos(np.clip(best, -1, 1)))[1] + _ARCCOS_M)
        first = cosine == best
        found = [self._looked_into(first, cosine)]
        found.append(self._looked_into(~first, cosine))
        row, block, piece, towards, slack = (np.concatenate(column) for column in zip(*found, strict=True))
        outline = self._outline
        low, high = outline.low[block, piece], outline.high[block, piece]
        off = outline.doubt[block, piece] + slack
        arc, share = _to_arcs(towards, outline.arcs.middle[block, piece], outline.arcs.chord[block, piece])
        self._lower(row, self._told_arc(arc) + off)
        keep = np.flatnonzero(self._told_arc(arc) - off <= self._limit[row])
        row, low, high, edge = row[keep], low[keep], high[keep], outline.edge[block[keep], piece[keep]]
        length = 2 * outline.half[block[keep], piece[keep]]
        return self._polished(row, edge, low + share[keep] * (high - low), (low, high), length)

    def _lower(self, row: IntArray, most: FloatArray) -> None:
        np.minimum.at(self._limit, row, most + _CLEAR_M)
        np.minimum(self._limit, self._limit.min(initial=np.inf) + self._margin, out=self._limit)

    def _looked_into(
        self, wanted: NDArray[np.bool_], cosine: FloatArray
    ) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]:
        """Rule out blocks by reduced latitude, then by their middle; give the pieces that are left of the others."""
        outline = self._outline
        block, row = self._by_reduced_latitude(wanted, cosine)
        azimuth, _, away = inverse(outline.middle[block], self._points[row])
        self._lower(row, self._sense * away)
        keep = self._sense * away - outline.reach[block] <= self._limit[row]
        row, block, away, azimuth = row[keep], block[keep], away[keep], azimuth[keep]
        outline.arcs.lay_out(block)
        towards, slack = self._sense * _vectors(azimuth, away), _hinge_slack(away, outline.reach[block])
        pair, piece = self._by_arcs(row, block, towards, slack)
        return row[pair], block[pair], piece, towards[pair], slack[pair]

    def _by_reduced_latitude(self, wanted: NDArray[np.bool_], cosine: FloatArray) -> tuple[IntArray, IntArray]:
        """Give pairs of blocks and points, in the order of blocks."""
        reach = self._outline.reach + _ARCCOS_M
        arc = self._arc_within(self._limit + reach.max())
        # Found in the flat array: ten times faster than in two dimensions.
        block, row = np.divmod(np.flatnonzero(wanted & (cosine >= np.cos(arc) - _COSINE)), cosine.shape[1])
        least = self._bounds(np.arccos(np.clip(cosine[block, row], -1, 1)))[0] - reach[block]
        keep = least <= self._limit[row]
        return block[keep], row[keep]

    def _bounds(self, arc: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bound the distance by the arc on the sphere of reduced latitudes, from the point or its antipode."""
        if self._sense == 1:
            return SEMI_MINOR_M * arc, SEMI_MAJOR_M * arc
        return SEMI_MAJOR_M * (arc - np.pi), SEMI_MINOR_M * (arc - np.pi)

    def _arc_within(self, metres: FloatArray) -> FloatArray:
        """Give the longest arc whose least distance is within so much."""
        arc = metres / SEMI_MINOR_M if self._sense == 1 else np.pi + metres / SEMI_MAJOR_M
        return np.clip(arc, 0, np.pi)

    def _by_arcs(
        self, row: IntArray, block: IntArray, towards: FloatArray, slack: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Give pairs, and their pieces, whose arc may reach far enough; block by block, a few points at once."""
        arcs, doubt = self._outline.arcs, self._outline.doubt.max(axis=1)
        size = max(1, _IN_CACHE // self._outline.edge.shape[1])
        first = np.flatnonzero(np.diff(block, prepend=-1))
        cuts = [
            (block[low], slice(at, min(at + size, high)))
            for low, high in pairwise((*first, len(block)))
            for at in range(low, high, size)
        ]
        pairs: list[IntArray] = [np.empty(0, dtype=np.intp)]
        pieces = pairs.copy()
        for one, cut in cuts:
            cosine = _cosines(towards[cut], arcs.middle[one], arcs.chord[one])
            off = slack[cut] + doubt[one]
            most = self._told_arc(_SPHERE_M * np.arccos(np.clip(cosine.max(axis=1), -1, 1))) + off
            limit = self._limit[row[cut]] = np.minimum(self._limit[row[cut]], most + _CLEAR_M)
            within = (limit + off) / _SPHERE_M + (0.0 if self._sense == 1 else np.pi)
            found = np.flatnonzero(cosine >= np.cos(np.clip(within, 0, np.pi))[:, None] - _COSINE)
            pair, piece = np.divmod(found, cosine.shape[1])
            pairs.append(pair + cut.start)
            pieces.append(piece)
        return np.concatenate(pairs), np.concatenate(pieces)

    def _told_arc(self, arc_m: FloatArray) -> FloatArray:
        return arc_m if self._sense == 1 else arc_m - np.pi * _SPHERE_M

    def _polished(
        self, row: IntArray, edge: IntArray, share: FloatArray, ends: tuple[FloatArray, FloatArray], length: FloatArray
    ) -> Found:
        """Slide along the true edges to where the distance no longer changes (or changes at an end).

        With k the edge's curvature and θ the angle from its direction to the point at distance d, the distance has
        the slope -cos θ and the second derivative sin²θ cot(d/R)/R - k sin θ (a sphere's, good to the flattening).
        """
        outline, sense = self._outline, self._sense
        metres, at = np.full(len(row), np.inf), share.copy()
        open_, flat = np.arange(len(row)), np.zeros(len(row), dtype=bool)
        right = np.zeros(len(row))
        for _ in range(_MOST_STEPS):
            here = share[open_]
            place, ahead = outline.on(edge[open_], here)
            towards, away = _inverse_once(place, row[open_], self._points)
            better = sense * away < metres[open_]
            metres[open_[better]], at[open_[better]] = sense * away[better], here[better]
            theta = np.radians(towards - ahead)
            right[open_] = np.where(away > _TOUCH_M, np.sin(theta), 0.0)
            step, flat[open_] = _step(theta, away, outline.curvature(edge[open_], here), sense)
            flat[open_] &= _may_turn(theta, away, place[:, 1], length[open_])
            # Near the antipode a hill is not where a sphere has it.
            flat[open_] |= away + length[open_] > _HINGE_END * SEMI_MINOR_M
            speed = outline.speed(edge[open_], here)
            new = np.clip(here + step / speed, ends[0][open_], ends[1][open_])
            moved = (new - here) * speed
            share[open_] = new
            # So near that the distance there is told by slope and curvature, to the third order.
            near = ~flat[open_] & (np.abs(moved) < _LAST_M) & (np.abs(moved) ** 3 < _ENOUGH_M * away**2)
            done = open_[near]
            fall = (sense * moved * np.cos(theta))[near]
            part = moved[near] / np.where(step[near] == 0, 1.0, step[near])
            metres[done] = (sense * away)[near] - fall * (1 - part / 2)
            at[done] = new[near]
            open_ = open_[~near & (np.abs(moved) > _STILL_M)]
            if not open_.size:
                break
        # Here a piece may have its best at an end as well.
        doubtful = np.flatnonzero(flat)
        for end in ends:
            away = sense * inverse(outline.on(edge[doubtful], end[doubtful])[0], self._points[row[doubtful]])[2]
            better = away < metres[doubtful]
            metres[doubtful[better]], at[doubtful[better]] = away[better], end[doubtful[better]]
            right[doubtful[better]] = 0.0
        return self._told(row, edge, at, metres, right)

    def _told(self, row: IntArray, edge: IntArray, share: FloatArray, metres: FloatArray, right: FloatArray) -> Found:
        best, places = np.full(len(self._points), np.inf), self._points.copy()
        side = np.zeros(len(best), dtype=np.intp)
        order = np.lexsort((metres, row))
        new = np.diff(row[order], prepend=-1) != 0
        first = order[new]
        winner = first[np.cumsum(new) - 1]
        best[row[first]] = self._sense * metres[first]
        places[row[first]] = self._outline.on(edge[first], share[first])[0]
        side[row[first]] = np.where(np.abs(right[first]) > 0.5, np.sign(right[first]), 0)
        rival = (edge[order] != edge[winner]) & (metres[order] <= metres[winner] + _CLEAR_M)
        side[row[order[rival]]] = 0
        side[(np.abs(places) > np.array([180.0, 90.0]) - _SEAM_DEG).any(axis=1)] = 0
        return Found(metres=best, places=places, side=side)


def _gathered(places: FloatArray, run: int) -> IntArray:
    """Give an order in which every run of so many lies together: halved, across the widest side, in whole runs."""
    ready, open_ = [], [np.arange(len(places))]
    while open_:
        part = open_.pop()
        if len(part) <= run:
            # Neighbours side by side.
            ready.append(np.sort(part))
            continue
        first = run * max(1, -(-len(part) // run) // 2)
        axis = int(np.ptp(places[part], axis=0).argmax())
        order = part[np.argpartition(places[part, axis], first)]
        open_ += [order[first:], order[:first]]
    return np.concatenate(ready)


def _on(
    edges: Pieces, known: tuple[FloatArray, FloatArray, FloatArray], edge: IntArray, share: FloatArray
) -> tuple[FloatArray, FloatArray]:
    start, end = edges.start[edge], edges.end[edge]
    if edges.edges == "geodesic":
        leaving, arriving, full = (of[edge] for of in known)
        place, ahead = start.copy(), np.where(share == 1, arriving, leaving)
        inner = np.flatnonzero((share > 0) & (share < 1))
        place[inner], ahead[inner] = direct(start[inner], leaving[inner], share[inner] * full[inner])
    else:
        place = start + share[:, None] * (end - start)
        north, east = speeds(place[:, 1], end - start)
        ahead = np.degrees(np.arctan2(east, north))
    for ends, at in ((start, share == 0), (end, share == 1)):
        place[at] = ends[at]
    return place, ahead


def _inverse_once(place: FloatArray, row: IntArray, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give azimuth and distance from places to their points; a corner that both of its edges lead to is asked once."""
    new = np.diff(row, prepend=-1) != 0
    new[1:] |= (place[1:] != place[:-1]).any(axis=1)
    azimuth, _, metres = inverse(place[new], points[row[new]])
    of = np.cumsum(new) - 1
    return azimuth[of], metres[of]


def _vectors(azimuth: FloatArray, metres: FloatArray) -> FloatArray:
    """Give unit vectors of places told by azimuth and distance from the pole of the sphere of a block."""
    turn, arc = np.radians(azimuth), metres / _SPHERE_M
    return np.column_stack([np.sin(arc) * np.cos(turn), np.sin(arc) * np.sin(turn), np.cos(arc)])


def _cosines(towards: FloatArray, middle: FloatArray, chord: FloatArray) -> FloatArray:
    """Give the cosine of the distance of every point to every arc of a great circle, shape (points, arcs).

    Parameters
    ----------
    towards : ndarray, shape (n, 3)
        Unit vectors of the points.
    middle, chord : ndarray, shape (k, 3)
        Of the arcs, as in `_to_arcs`.
    """
    up, along = towards @ middle.T, np.abs(towards @ chord.T)
    length_2 = np.einsum("kc,kc->k", chord, chord)
    height = np.sqrt(1 - length_2 / 4)
    beside = np.sqrt(up * up + along * along / np.maximum(length_2, 1e-300))
    return np.asarray(np.where(along * height < up * (length_2 / 2), beside, up * height + along / 2))


def _to_arcs(towards: FloatArray, middle: FloatArray, chord: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the distance of points to arcs of great circles, and at which share of the chord it is reached.

    Parameters
    ----------
    towards : ndarray, shape (k, 3)
        Unit vectors of the points.
    middle, chord : ndarray, shape (k, 3)
        Unit vectors of the middles of the arcs, and their chords, a share t from -1/2 to 1/2 from the middle.
    """
    along, up, length_2 = (np.einsum("kc,kc->k", *two) for two in ((chord, towards), (middle, towards), (chord, chord)))
    height = np.sqrt(1 - length_2 / 4)
    # The foot of the perpendicular on the plane of the arc; from beyond a quarter it is the nearer end.
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(up > 0, along * height / (up * length_2), np.inf * along)
    t = np.clip(np.nan_to_num(t, nan=0.0, posinf=1, neginf=-1), -0.5, 0.5)
    cosine = (up * height + t * along) / np.sqrt(height * height + t * t * length_2)
    return _SPHERE_M * np.arccos(np.clip(cosine, -1, 1)), t + 0.5


def _hinge_slack(away: FloatArray, reach: FloatArray) -> FloatArray:
    """Bound, to leading order and doubled, how far a hinge's third side may be off on the sphere.

    Where it may reach the antipode a hinge tells nothing. The slope cot(√K s)·√K of a distance s changes with K by
    (s/2) g(√K s), g as below; times half the square of how far off the line the other side leads.
    """
    x = np.clip((away + reach) / SEMI_MINOR_M, 1e-3, _HINGE_END)
    g = (x - np.sin(x) * np.cos(x)) / (x * np.sin(x) ** 2)
    slack = _SPREAD / 2 * away * reach * np.minimum(away, reach) * g + _ARCCOS_M
    return np.asarray(np.where(x < _HINGE_END, slack, np.inf))


def _step(theta: FloatArray, away: FloatArray, bend: FloatArray, sense: Sense) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Give how far to go along the edge, and whether it bends about as much as a circle round the point."""
    angle = away / RADIUS_GREATEST_M
    step = RADIUS_GREATEST_M * np.arctan2(sense * np.sin(angle) * np.cos(theta), sense * np.cos(angle))
    with np.errstate(divide="ignore", invalid="ignore"):
        straight = sense * np.sin(theta) ** 2 / np.tan(angle) / RADIUS_GREATEST_M
        bent = straight - sense * bend * np.sin(theta)
        share = bent / straight
        # On a geodesic the step is the sphere's; where only the bend makes it a valley, Newton's.
        step = np.where(straight > 0, step / np.maximum(share, 0.05), step)
        # A hill, on a geodesic or by its bend: down to the end on this side of it.
        step = np.where((straight > 0) & (bent <= 0), np.copysign(_SPHERE_M, sense * np.cos(theta)), step)
        newton = (straight <= 0) & (bent > 0)
        step = np.where(newton, sense * np.cos(theta) / bent, step)
    flat = (bend != 0) & ~(share > 0.5)
    return np.nan_to_num(step), flat


def _may_turn(theta: FloatArray, away: FloatArray, lat: FloatArray, length: FloatArray) -> NDArray[np.bool_]:
    """Say whether a distance that changes by cos θ along an edge may stop doing so within that length.

    Its second derivative is at most |cot(d/R)|/R and the bend of the edge.
    """
    arc = length / RADIUS_LEAST_M
    room = np.maximum(np.sin(away / RADIUS_GREATEST_M) - arc, 1e-9)
    bend = bend_at(np.minimum(np.radians(np.abs(lat)) + arc, np.pi / 2))
    return np.asarray(np.abs(np.cos(theta)) <= _TURN_MARGIN * arc * (1 / room + bend))
