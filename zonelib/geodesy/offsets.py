"""How far one outline runs from another: everywhere along it, on average, at most, and where it stays within a limit.

Both outlines are cut into pieces so short that their chords through the earth are as good as the edges, and compared in
space, where nothing is distorted. Between two places of one outline the distance f to the other is held from both
sides:

- *seen*: the distance to any one piece is convex along a chord, so it stays below its secant and above its tangents;
- *unseen*: a piece whose ends are all farther than r from a place is itself farther than √(r² - l²/4) from it, l being
  its length, for its nearest place is an end or the foot of a perpendicular;
- *concave*: f² - s² is a least of straight lines in s, so it is concave (Stewart's theorem): f² lies above its secant
  less s(h - s).

The last two need no candidate lists: a few nearest ends in a k-d tree suffice. Chords become geodesics by the radius of
curvature; what its being unknown within b²/a and a²/b may cost, and what the chords cost, is in the errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.chain import spans
from zonelib.geodesy.earth import (
    CHORD_ROUNDING_M,
    RADIUS_GREATEST_M,
    RADIUS_LEAST_M,
    FloatArray,
    IntArray,
    earth_centred,
    inverse,
)
from zonelib.geodesy.results import Measured, Separation
from zonelib.geodesy.segments import Pieces

PIECES: Final = 4_000
"""An outline is cut into at least about so many pieces."""

SAG_M: Final = 0.02
"""And into pieces that stray no farther from their chords."""

CLOSE_M: Final = 0.01
"""The greatest offset is sought until no place can beat the best one by more."""

_GAP: Final = 0.01
_FINER: Final = 3
_CLOSELY: Final = 6
_WIDELY: Final = 100
_ROUNDS: Final = 24
_MOST_OPEN: Final = 40_000
_SHORT_M: Final = 0.5
_TIP: Final = 1e-6
_RADIUS_M: Final = (RADIUS_LEAST_M + RADIUS_GREATEST_M) / 2
_NODES, _WEIGHTS = (values / 2 for values in np.polynomial.legendre.leggauss(4))
_SHARES: Final[FloatArray] = _NODES + 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Outline:
    """Lines in short pieces, in space.

    Parameters
    ----------
    start, end : ndarray, shape (n, 2)
        Longitude and latitude of the ends of the pieces, in order along each line.
    line : ndarray of int, shape (n,)
        Which line each piece belongs to.
    kept : ndarray of bool, shape (n,)
        Whether the piece starts at a vertex that was given.
    """

    start: FloatArray
    end: FloatArray
    line: IntArray
    kept: NDArray[np.bool_]

    @classmethod
    def of(cls, lines: BaseGeometry, *, piece_m: float) -> Outline:
        """Cut lines, edges straight in longitude/latitude, into pieces of at most about that length."""
        xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
        step = (line[1:] == line[:-1]) & (np.diff(xy, axis=0) != 0).any(axis=1)
        whole = Pieces(start=xy[:-1][step], end=xy[1:][step], edges="lonlat")
        length = 2 * whole.balls()[1]
        stray = whole.bend_m() + length**2 / (8 * RADIUS_LEAST_M)
        count = np.ceil(np.maximum(np.maximum(length / piece_m, np.sqrt(stray / SAG_M)), 1)).astype(np.intp)
        cut = whole.cut(count)
        kept = np.zeros(len(cut.start), dtype=bool)
        kept[np.cumsum(count) - count] = True
        return cls(start=cut.start, end=cut.end, line=np.repeat(line[:-1][step], count), kept=kept)

    @cached_property
    def metres(self) -> FloatArray:
        """Lengths of the pieces on the ellipsoid."""
        return spans(self.start, self.end - self.start)

    @cached_property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Ends of the pieces in space, shape (n, 3) each."""
        return earth_centred(self.start), earth_centred(self.end)

    @cached_property
    def sag_m(self) -> float:
        """How far an edge may stray from the chord of its piece."""
        bend = Pieces(start=self.start, end=self.end, edges="lonlat").bend_m()
        return float((bend + self.chords**2 / (8 * RADIUS_LEAST_M)).max())

    @cached_property
    def chords(self) -> FloatArray:
        """Lengths of the pieces straight through the earth."""
        a, b = self.ends
        return np.asarray(np.linalg.norm(b - a, axis=1))

    @cached_property
    def vertices(self) -> tuple[FloatArray, IntArray]:
        """Give all ends in space, shape (m, 3), line by line, and for each piece the number of its start."""
        a, b = self.ends
        last = np.r_[np.diff(self.line) != 0, True]
        number = np.arange(len(a)) + np.cumsum(np.r_[False, last[:-1]])
        found = np.empty((len(a) + int(last.sum()), 3))
        found[number], found[number[last] + 1] = a, b[last]
        return found, number

    @cached_property
    def _search(self) -> tuple[cKDTree, IntArray, IntArray, float]:
        places, number = self.vertices
        before, after = np.empty(len(places), dtype=np.intp), np.empty(len(places), dtype=np.intp)
        pieces = np.arange(len(number))
        after[number + 1], before[number] = pieces, pieces
        before[number + 1], after[number] = pieces, pieces
        return cKDTree(places), before, after, float(self.chords.max())

    def pieces(self, seen: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give where some pieces start, how they run, both (3, n, m) in space, and their squared lengths, if tiny."""
        a, b = (np.take(end.T, seen, axis=1) for end in self.ends)
        b -= a
        return a, b, np.maximum(np.einsum("kij,kij->ij", b, b), 1e-18)

    def around(self, points: FloatArray, most: int = 2) -> tuple[IntArray, FloatArray]:
        """Give for each point in space the pieces that end in its nearest vertices, and what all others are beyond."""
        tree, before, after, longest = self._search
        count = min(most, tree.n)
        found: Any = tree.query(points, k=list(range(1, count + 1)))
        away, which = found
        beyond = np.sqrt(np.maximum(away[:, -1] ** 2 - longest**2 / 4, 0))
        if count == tree.n:
            beyond = np.full(len(points), np.inf)
        return np.hstack([before[which], after[which]]), beyond

    def nearest(self, lonlat: FloatArray) -> tuple[FloatArray, float]:
        """Give the place nearest to a position, and by how much another may be nearer for all that was looked at."""
        point = earth_centred(lonlat[None])
        seen, beyond = self.around(point, _WIDELY)
        metres, _, share = _to_pieces(self.pieces(seen), point, point)
        best = int(metres[0].argmin())
        piece = seen[0, best]
        foot = self.start[piece] + share[0, best] * (self.end[piece] - self.start[piece])
        return foot, max(float(metres[0, best] - beyond[0]), 0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Stretches:
    """Parts of pieces, from one share to another, and what is known of the distance f along each, in chords.

    ``at_start`` and ``at_end`` are the least distances found at their ends (shape (n,)), ``least`` and ``most`` bound f
    in between; ``low`` and ``high`` do so at the nodes of a quadrature, shape (n, nodes). ``cut`` is the share of it at
    which it is best halved.
    """

    piece: IntArray
    from_: FloatArray
    to: FloatArray
    at_start: FloatArray
    at_end: FloatArray
    least: FloatArray
    most: FloatArray
    low: FloatArray
    high: FloatArray
    cut: FloatArray

    def take(self, which: Any) -> _Stretches:
        return _Stretches(**{name: getattr(self, name)[which] for name in self.__dataclass_fields__})


def _whole(one: Outline, other: Outline) -> _Stretches:
    places, number = one.vertices
    seen, beyond = other.around(places)
    count = len(number)
    near = ((seen[number], beyond[number]), (seen[number + 1], beyond[number + 1]))
    return _known(other, one.ends, (np.arange(count), np.zeros(count), np.ones(count)), near)


def _known(
    other: Outline,
    ends: tuple[FloatArray, FloatArray],
    which: tuple[IntArray, FloatArray, FloatArray],
    near: tuple[tuple[IntArray, FloatArray], tuple[IntArray, FloatArray]],
) -> _Stretches:
    (start, end), (piece, from_, to), ((seen_0, beyond_0), (seen_1, beyond_1)) = ends, which, near
    h = np.linalg.norm(end - start, axis=1)
    way = (end - start) / np.maximum(h, 1e-12)[:, None]
    seen = _each_once(np.hstack([seen_0, seen_1]))
    pieces = other.pieces(seen)
    (g_0, slope_0, _), (g_1, slope_1, _) = (_to_pieces(pieces, place, way) for place in (start, end))
    found_0, found_1 = g_0.min(axis=1), g_1.min(axis=1)
    sure_0, sure_1 = np.minimum(found_0, beyond_0), np.minimum(found_1, beyond_1)
    low, high = np.empty((len(piece), len(_SHARES))), np.empty((len(piece), len(_SHARES)))
    for node, share in enumerate(_SHARES):
        s, t = share * h, (1 - share) * h
        concave = np.sqrt(np.maximum((1 - share) * sure_0**2 + share * sure_1**2 - s * t, 0))
        tangents = np.maximum(g_0 + slope_0 * s[:, None], g_1 - slope_1 * t[:, None]).min(axis=1)
        unseen = np.maximum(beyond_0 - s, beyond_1 - t)
        low[:, node] = np.maximum(concave, np.minimum(tangents, unseen))
        high[:, node] = ((1 - share) * g_0 + share * g_1).min(axis=1)
    least = np.sqrt(np.maximum(np.minimum(sure_0, sure_1) ** 2 - h**2 / 4, 0))
    rows = np.arange(len(h))
    first, last = seen[rows, g_0.argmin(axis=1)], seen[rows, g_1.argmin(axis=1)]
    return _Stretches(
        cut=_cut(other, first, last, start, way, h),
        piece=piece, from_=from_, to=to, at_start=found_0, at_end=found_1, least=least,
        most=np.maximum(g_0, g_1).min(axis=1), low=np.minimum(low, high), high=high,
    )  # fmt: skip


def _each_once(seen: IntArray) -> IntArray:
    """Give every number of a row once: the pieces that end in neighbouring vertices are mostly the same ones."""
    in_order = np.sort(seen, axis=1)
    place = np.cumsum(np.diff(in_order, axis=1, prepend=-1) != 0, axis=1) - 1
    # A row with fewer of them than another is filled up with its last.
    found = np.repeat(in_order[:, -1:], int(place.max(initial=0)) + 1, axis=1)
    np.put_along_axis(found, place, in_order, axis=1)
    return found


def _cut(
    other: Outline, first: IntArray, last: IntArray, start: FloatArray, way: FloatArray, h: FloatArray
) -> FloatArray:
    """Choose where to halve: beside the vertex at which the nearest piece changes, so that each half has one."""
    vertex = other.ends[0][np.maximum(first, last)]
    share = np.einsum("ij,ij->i", vertex - start, way) / np.maximum(h, 1e-12)
    return np.where((np.abs(first - last) == 1) & (share > _TIP) & (share < 1 - _TIP), share, 0.5)


def _to_pieces(
    pieces: tuple[FloatArray, FloatArray, FloatArray], places: FloatArray, way: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the distance of each place to its seen pieces, how fast it changes on the way, and the share of its foot."""
    a, along, square = pieces
    off = places.T[:, :, None] - a
    share = np.clip(np.einsum("kij,kij->ij", off, along) / square, 0, 1)
    off -= share * along
    metres = np.sqrt(np.einsum("kij,kij->ij", off, off))
    slope = np.einsum("kij,ik->ij", off, way) / np.maximum(metres, 1e-9)
    # On the piece itself the tangent is not one; 0 is below everything.
    return metres, np.where(metres > CHORD_ROUNDING_M, slope, 0.0), share


@dataclass(frozen=True, kw_only=True, eq=False)
class Offsets:
    """How far one outline runs from another.

    Parameters
    ----------
    one, other : Outline
    """

    one: Outline
    other: Outline

    @cached_property
    def _stretches(self) -> _Stretches:
        return _whole(self.one, self.other)

    def _halves(self, stretches: _Stretches) -> _Stretches:
        middle = stretches.from_ + stretches.cut * (stretches.to - stretches.from_)
        shares = np.stack([stretches.from_, middle, stretches.to])
        a, b = (end[stretches.piece] for end in self.one.ends)
        places = a + shares[:, :, None] * (b - a)
        seen, beyond = self.other.around(places.reshape(-1, 3), _CLOSELY)
        # Of the three places of each, the first two bound one half and the last two the other.
        three: list[Any] = [places, shares, seen.reshape(3, len(middle), -1), beyond.reshape(3, -1)]
        (start, from_, seen_0, beyond_0), (end, to, seen_1, beyond_1) = (
            [np.concatenate([each[i], each[i + 1]]) for each in three] for i in (0, 1)
        )
        piece = np.concatenate([stretches.piece, stretches.piece])
        return _known(self.other, (start, end), (piece, from_, to), ((seen_0, beyond_0), (seen_1, beyond_1)))

    @property
    def error_m(self) -> float:
        """What chords instead of edges may change of any distance."""
        return self.one.sag_m + self.other.sag_m

    def mean(self) -> Measured:
        """Give the mean distance along the outline, weighted by length; the error bounds quadrature and chords."""
        whole, open_, low, high = float(self.one.metres.sum()), self._stretches, 0.0, 0.0
        farthest = float(open_.most.max())
        for round_ in range(_FINER + 1):
            metres = self.one.metres[open_.piece] * (open_.to - open_.from_)
            lower, upper = (metres * (_arc(side) @ _WEIGHTS) for side in (open_.low, open_.high))
            middle, gap = (high + upper.sum() + low + lower.sum()) / 2, upper - lower
            rough = gap * whole > _GAP * middle * metres
            if round_ == _FINER or high - low + gap.sum() <= 2 * _GAP * middle:
                rough[:] = False
            low, high = low + float(lower[~rough].sum()), high + float(upper[~rough].sum())
            if not rough.any():
                break
            open_ = self._halves(open_.take(rough))
        error = (high - low) / (2 * whole) + self.error_m + _arc_error(farthest)
        return Measured(value=(low + high) / (2 * whole), error=error if high > 0 else 0.0)

    def greatest(self) -> Separation:
        """Give the greatest distance of a place of the outline from the other one, and both places."""
        open_ = self._stretches
        best, most, piece, share = -1.0, 0.0, 0, 0.0
        for _ in range(_ROUNDS):
            top = int(np.argmax(np.maximum(open_.at_start, open_.at_end)))
            at_end = bool(open_.at_end[top] > open_.at_start[top])
            met = float((open_.at_end if at_end else open_.at_start)[top])
            if met > best:
                best, piece, share = met, int(open_.piece[top]), float((open_.to if at_end else open_.from_)[top])
            settled = open_.most <= best + CLOSE_M
            most = max(most, float(open_.most[settled].max(initial=0)))
            open_ = open_.take(~settled)
            if not 0 < len(open_.piece) <= _MOST_OPEN:
                break
            open_ = self._halves(open_)
        most = max(most, float(open_.most.max(initial=0)))
        place = self.one.start[piece] + share * (self.one.end[piece] - self.one.start[piece])
        foot, missed = self.other.nearest(place)
        # The two places are found; how far they are apart, is for the inverse geodesic to say.
        metres = float(inverse(place[None], foot[None])[2][0])
        beyond = max(float(_arc(np.array(most))) - metres, 0.0)
        error = beyond + missed + self.error_m + _arc_error(most) if most > 0 else 0.0
        return Separation(
            metres=metres, error_m=error, foot_a=(float(place[0]), float(place[1])),
            foot_b=(float(foot[0]), float(foot[1])),
        )  # fmt: skip

    def within(self, limit_m: float) -> tuple[BaseGeometry, Measured]:
        """Give what of the outline runs within a distance of the other one, and how long that is.

        Returns
        -------
        geometry : MultiLineString
            Given vertices are kept to the last bit; empty where nothing is.
        length : Measured
            Metres; the error is the length of what could not be told.
        """
        slack = self.error_m + _arc_error(limit_m)
        chord = 2 * _RADIUS_M * np.sin(min(limit_m / (2 * _RADIUS_M), np.pi / 2))
        open_, done, doubt_m = self._stretches, [], 0.0
        for round_ in range(_ROUNDS):
            inside, outside = open_.most + slack <= chord, open_.least - slack > chord
            # Where both run on the same vertices nothing is open, however small the limit.
            inside |= open_.most <= CHORD_ROUNDING_M
            done.append(open_.take(inside))
            open_ = open_.take(~inside & ~outside)
            metres = self.one.metres[open_.piece] * (open_.to - open_.from_)
            short = metres <= _SHORT_M
            if len(open_.piece) > _MOST_OPEN or round_ == _ROUNDS - 1:
                short[:] = True
            doubt_m += float(metres[short].sum())
            near = np.minimum(open_.at_start, open_.at_end) <= chord
            done.append(open_.take(short & near))
            open_ = open_.take(~short)
            if not len(open_.piece):
                break
            open_ = self._halves(open_)
        piece, from_, to = (np.concatenate([getattr(one, name) for one in done]) for name in ("piece", "from_", "to"))
        order = np.lexsort((from_, piece))
        piece, from_, to = piece[order], from_[order], to[order]
        length = float((self.one.metres[piece] * (to - from_)).sum())
        return _joined(self.one, piece, from_, to), Measured(value=length, error=doubt_m + 1e-9 * len(piece))


def widest(parts: Outline, one: Outline, other: Outline) -> tuple[FloatArray, FloatArray]:
    """Give for each line how far one of two outlines runs at most from the other, along that line.

    Parameters
    ----------
    parts : Outline
        Lines whose every place lies on one of the two outlines.

    Returns
    -------
    met, most : ndarray
        The greatest distance met at the ends of pieces, and what it cannot exceed: a distance changes by no more than
        one moves.
    """
    places, number = parts.vertices
    away = np.zeros(len(places))
    for outline in (one, other):
        seen, _ = outline.around(places)
        away = np.maximum(away, _to_pieces(outline.pieces(seen), places, places)[0].min(axis=1))
    count = int(parts.line.max()) + 1
    met, most = np.zeros(count), np.zeros(count)
    start, end = away[number], away[number + 1]
    np.maximum.at(met, parts.line, np.maximum(start, end))
    np.maximum.at(most, parts.line, (start + end + parts.chords) / 2)
    error = one.sag_m + other.sag_m + parts.sag_m + _arc_error(float(most.max()))
    return _arc(met), np.maximum(_arc(most), _arc(met)) + error


def _arc(chord: FloatArray) -> FloatArray:
    return np.asarray(2 * _RADIUS_M * np.arcsin(np.clip(chord / (2 * _RADIUS_M), 0, 1)))


def _arc_error(chord: float) -> float:
    """Give what the radius of curvature, unknown between its least and its greatest, may change of an arc."""
    arcs = [2 * r * np.arcsin(min(chord / (2 * r), 1.0)) for r in (RADIUS_LEAST_M, RADIUS_GREATEST_M)]
    return float(arcs[0] - arcs[1])


def _joined(outline: Outline, piece: IntArray, from_: FloatArray, to: FloatArray) -> BaseGeometry:
    """Join parts of pieces that follow each other into lines, without the vertices that the cutting put in."""
    if not len(piece):
        return shapely.MultiLineString()
    step = outline.end[piece] - outline.start[piece]
    start = outline.start[piece] + from_[:, None] * step
    end = np.where((to == 1)[:, None], outline.end[piece], outline.start[piece] + to[:, None] * step)
    goes_on = np.r_[
        False,
        (outline.line[piece[1:]] == outline.line[piece[:-1]]) & ((piece[1:] + from_[1:]) == (piece[:-1] + to[:-1])),
    ]
    run = np.cumsum(~goes_on) - 1
    needed = ~goes_on | (outline.kept[piece] & (from_ == 0))
    last = np.r_[~goes_on[1:], True]
    points = np.vstack([start[needed], end[last]])
    owner = np.concatenate([run[needed], run[last]])
    order = np.lexsort((np.r_[np.arange(needed.sum()), np.full(last.sum(), len(piece))], owner))
    lines: Any = shapely.linestrings(points[order], indices=owner[order])
    joined: BaseGeometry = shapely.multilinestrings(lines)
    return joined
