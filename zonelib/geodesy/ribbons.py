"""Ribbons: what lies straight across from a line, to a width that may change along it, with round or flat ends.

A *ribbon* is the union, over all places of a line, of the geodesics that leave it there at right angles, as long as
the width is there; at a bend the turn between the two right angles is filled, on its outer side; at a free end nothing
("flat") or half a disc ("round") is added. With one width and round ends this is the buffer of the line.

Pieces are made as in `sweep`: strips and wedges that share their corners to the last bit. Here an end is drawn, not
only an arc, so the line across has vertices of its own; where two widths meet, both stretches use the same ones.

Why the line across needs them: it is a geodesic, and a chord of it on the sheet leaves it by up to
``s² (tan(ψ/2) + 0.021) / 8R``, for 25 km and a sheet 20° wide some 2 m. `Ground.edge_step` at distance 0 is the
length at which that is the allowance.

Where the width changes by k metres a metre, the outline runs, in the coordinates (along, across) = (s, t), through
``t = w(s)``. There the metric is C(t)² ds² + dt² with C ≈ cos(t/R), and the acceleration of the outline as a function
of s is at most ``(1 + 2k) tan(t/R)/R``; the sheet's straight lines add ``(1 + k²) (tan(ψ/2) + 0.021)/R``. Both are at
most (1 + k)² times what `edge_step` allows for, hence steps of ``edge_step / (1 + k)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.buffers import without_specks
from zonelib.geodesy.earth import FloatArray, IntArray
from zonelib.geodesy.paths import without_doubles
from zonelib.geodesy.sweep import OnEarth, polygons_by_owner

Ends = Literal["round", "flat"]
BoolArray = NDArray[np.bool_]
Run = tuple[IntArray, FloatArray]
"""Vertices on the sheet and the piece that each belongs to."""

LAP_M: Final = 1e-7
"""By so much belts reach past their ends, into the next: some thirty times the rounding of a place, a tenth of what the
bound allows for it. Pieces that only shared a side would leave slits along it wherever a third one crosses it."""
_BEYOND: Final = 1.01
_NO_BEND_DEG: Final = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Part of a line with its width.

    Parameters
    ----------
    path : ndarray, shape (n, 2)
        At least two vertices joined by geodesics, none repeated; starts where the stretch before it ends, bit for bit.
    first_m, last_m : float
        Width at its two ends; in between it grows evenly with the way along the line. Both 0 for a gap.
    """

    path: FloatArray
    first_m: float
    last_m: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ribbon:
    """A ribbon on its sheet.

    Parameters
    ----------
    band : Polygon or MultiPolygon
        Both sides together.
    spine : ndarray, shape (m, 2)
        The line itself, with the vertices that the pieces have on it.
    beyond : list of ndarray, shape (k, 2)
        How the line would go on straight at its free ends, out of the band.
    joins_m : float
        How far the belts overlap, and what specks are filled (`without_specks`).
    """

    band: BaseGeometry
    spine: FloatArray
    beyond: list[FloatArray]
    joins_m: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Laid:
    """A stretch laid out: places on the spine, and straight across from them."""

    stretch: Stretch
    index: IntArray
    spine: FloatArray
    sides: list[FloatArray]
    leaving: FloatArray
    arriving: FloatArray
    metres: FloatArray
    at_vertex: FloatArray


def drawn(
    stretches: Sequence[Stretch], ground: OnEarth, *, ends: Ends, sag_m: float, also_m: Sequence[float] = ()
) -> Ribbon:
    """Draw a ribbon on the ground's sheet.

    Parameters
    ----------
    stretches : sequence of Stretch
        One after the other; closed if the last ends where the first starts.
    ground : OnEarth
        Where to measure.
    ends : {"round", "flat"}
        What is at the two free ends.
    sag_m : float
        How far a chord may fall beside its curve, in metres.
    also_m : sequence of float
        Other widths: ribbons along the same line, each drawn with the others' widths here, share their vertices on the
        line, across its ends and straight on from them.
    """
    most = max(max(s.first_m, s.last_m) for s in stretches)
    laid: list[_Laid] = []
    for stretch in stretches:
        ahead = float(laid[-1].arriving[-1]) if laid else None
        laid.append(_laid(stretch, ground, (sag_m, max([most, *also_m])), ahead))
    cross = _cross([*(w for s in stretches for w in (s.first_m, s.last_m)), *also_m], ground.edge_step(0.0, sag_m))
    arc = ground.arc_step(most, sag_m)
    first, last = laid[0], laid[-1]
    closed = bool((first.stretch.path[0] == last.stretch.path[-1]).all())
    after = [*laid[1:], *laid[:1]] if closed else laid[1:]
    meets = [min(one.stretch.last_m, two.stretch.first_m) > 0 for one, two in zip(laid, after, strict=False)]
    lapped = [meets[-1], *meets] if closed else [ends == "round", *meets, ends == "round"]
    # All round one width, the lines across at bends lie inside the band.
    inside = ends == "round" and len(laid) == 1
    pieces: list[BaseGeometry] = []
    for i, one in enumerate(laid):
        if max(one.stretch.first_m, one.stretch.last_m) > 0:
            shown = _shown(one) & (not inside)
            pieces += _belts(one, ground, cross, shown, (lapped[i], lapped[i + 1]))
            pieces += _wedges(one, ground, cross, shown, arc)
    for one, two, meet in zip(laid, after, meets, strict=False):
        if meet:
            pieces += _joint(one, two, ground, cross, arc)
    beyond: list[FloatArray] = []
    if not closed:
        if ends == "round":
            pieces += _caps(first, last, ground, cross, arc)
        beyond = [
            _straight_on(ground, first.stretch.path[:1], first.leaving[0] + 180, cross, most),
            _straight_on(ground, last.stretch.path[-1:], last.arriving[-1], cross, most),
        ]
    # Half of the share: the other half is for what bands leave between each other.
    band, joins = without_specks(shapely.union_all(np.asarray(pieces, dtype=object)), sag_m / 2 - LAP_M)
    spine = np.vstack([ground.sheet(one.spine) for one in laid])
    return Ribbon(band=band, spine=without_doubles(spine), beyond=beyond, joins_m=LAP_M + joins)


def _caps(first: _Laid, last: _Laid, ground: OnEarth, cross: FloatArray, arc: float) -> list[BaseGeometry]:
    """Half discs at the free ends."""
    pieces: list[BaseGeometry] = []
    at_start, at_end = float(first.leaving[0]), float(last.arriving[-1])
    if (far := last.stretch.last_m) > 0:
        pieces += _fan(ground, last.stretch.path[-1:], (at_end - 90, at_end + 90, 180.0), cross[cross <= far], arc)
    if (far := first.stretch.first_m) > 0:
        pieces += _fan(ground, first.stretch.path[:1], (at_start + 90, at_start - 90, 180.0), cross[cross <= far], arc)
    return pieces


def _laid(stretch: Stretch, ground: OnEarth, how: tuple[float, float], ahead_before: float | None) -> _Laid:
    path, (sag_m, widest_m) = stretch.path, how
    leaving, arriving, metres = ground.legs(path[:-1], path[1:])
    if ahead_before is not None and abs((leaving[0] - ahead_before + 180) % 360 - 180) < _NO_BEND_DEG:
        leaving[0] = ahead_before  # one edge cut in two: both halves must lay off the same line across
    chainage = np.r_[0.0, np.cumsum(metres)]
    slope = abs(stretch.last_m - stretch.first_m) / chainage[-1]
    count = np.maximum(1, np.ceil(metres * (1 + slope) / ground.edge_step(widest_m, sag_m))).astype(np.intp)
    index = np.repeat(np.arange(len(count)), count + 1)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count + 1) - count - 1, count + 1)
    part = metres[index] * nth / count[index]
    spine, ahead = ground.along(path[index], leaving[index], part)
    first, last = nth == 0, nth == count[index]
    spine[first], ahead[first] = path[:-1], leaving
    spine[last], ahead[last] = path[1:], arriving
    growth = (stretch.last_m - stretch.first_m) / chainage[-1]
    at_vertex = stretch.first_m + growth * chainage
    at_vertex[-1] = stretch.last_m
    far = stretch.first_m + growth * (chainage[index] + part)
    # The two edges at a vertex must agree on the width there, bit for bit.
    far[first], far[last] = at_vertex[:-1], at_vertex[1:]
    sides = [ground.sheet(ground.along(spine, ahead + turn, far)[0]) for turn in (-90.0, 90.0)]
    return _Laid(
        stretch=stretch, index=index, spine=spine, sides=sides, leaving=leaving, arriving=arriving, metres=metres,
        at_vertex=at_vertex,
    )  # fmt: skip


def _shown(one: _Laid) -> BoolArray:
    """Say of the bends inside a stretch whether a line across may be seen, past the far end of the edge it leans over.

    Leaning over by θ it leaves the belt of an edge of length l at l/θ from the line; half of that is taken.
    """
    turn = np.radians(np.abs((one.leaving[1:] - one.arriving[:-1] + 180) % 360 - 180))
    return np.asarray(2 * one.at_vertex[1:-1] * turn > np.minimum(one.metres[1:], one.metres[:-1]))


def _belts(
    one: _Laid, ground: OnEarth, cross: FloatArray, shown: BoolArray, lapped: tuple[bool, bool]
) -> list[BaseGeometry]:
    """One belt along every edge, on both sides; lines across have vertices at the stretch's ends and where shown."""
    starts, right, left = _across(one, ground, cross, np.r_[True, shown], lapped=lapped[0], last=False)
    ends, far_right, far_left = _across(one, ground, cross, np.r_[shown, True], lapped=lapped[1], last=True)
    left_side, right_side = ((one.index, side) for side in one.sides)
    return _polygons([
        starts, right, right_side, _turned(far_right), ends, far_left, _turned(left_side), _turned(left)
    ])  # fmt: skip


def _across(
    one: _Laid, ground: OnEarth, cross: FloatArray, shown: BoolArray, *, lapped: bool, last: bool
) -> tuple[Run, Run, Run]:
    """Give one end of every belt: its place on the line, and the lines across from there to the right and the left.

    It lies `LAP_M` past the end of the edge, but not where the stretch ends and nothing follows.
    """
    outermost, back = (-1, 0.0) if last else (0, 180.0)
    vertex, ahead = (one.stretch.path[1:], one.arriving) if last else (one.stretch.path[:-1], one.leaving)
    width = one.at_vertex[1:] if last else one.at_vertex[:-1]
    hub, heading = ground.along(vertex, ahead + back, np.full(len(vertex), LAP_M))
    heading -= back
    if not lapped:
        hub[outermost], heading[outermost] = vertex[outermost], ahead[outermost]
    right, left = (_rays(ground, (hub, heading + turn, width), cross, shown) for turn in (90.0, -90.0))
    return (np.arange(len(hub)), ground.sheet(hub)), right, left


def _rays(
    ground: OnEarth, lines: tuple[FloatArray, FloatArray, FloatArray], cross: FloatArray, shown: BoolArray
) -> Run:
    """Lay off lines (from where, azimuth, how far): where they end and, if shown, vertices at the distances `cross`."""
    hub, azimuth, far = lines
    count = np.where(shown, np.searchsorted(cross, far), 0)
    owner = np.repeat(np.arange(len(count)), count + 1)
    nth = np.arange(owner.size) - np.repeat(np.cumsum(count + 1) - count - 1, count + 1)
    metres = np.where(nth < count[owner], np.r_[cross, np.inf][nth], far[owner])
    return owner, ground.sheet(ground.along(hub[owner], azimuth[owner], metres)[0])


def _turned(run: Run) -> Run:
    return run[0][::-1], run[1][::-1]


def _polygons(runs: Sequence[Run]) -> list[BaseGeometry]:
    """Build polygons, each from the vertices that it owns of one run after the other."""
    owner = np.concatenate([run[0] for run in runs])
    order = np.argsort(owner, kind="stable")
    return polygons_by_owner(np.vstack([run[1] for run in runs])[order], owner[order])


def _wedges(one: _Laid, ground: OnEarth, cross: FloatArray, shown: BoolArray, arc: float) -> list[BaseGeometry]:
    """Wedges at the bends inside a stretch, on their outer side."""
    turn = (one.leaving[1:] - one.arriving[:-1] + 180) % 360 - 180
    bent = np.flatnonzero(turn != 0)
    if not bent.size:
        return []
    turn, hub, far = turn[bent], one.stretch.path[bent + 1], one.at_vertex[bent + 1]
    start = one.arriving[bent] + np.where(turn < 0, 90.0, -90.0)
    count = np.ceil(np.radians(np.abs(turn)) / arc).astype(np.intp)
    owner = np.repeat(np.arange(len(bent)), count - 1)
    nth = 1 + np.arange(owner.size) - np.repeat(np.cumsum(count - 1) - count + 1, count - 1)
    azimuth = start[owner] + turn[owner] * nth / count[owner]
    rim = owner, ground.sheet(ground.along(hub[owner], azimuth, far[owner])[0])
    out, back = (_rays(ground, (hub, side, far), cross, shown[bent]) for side in (start, start + turn))
    return _polygons([(np.arange(len(bent)), ground.sheet(hub)), out, rim, _turned(back)])


def _joint(one: _Laid, two: _Laid, ground: OnEarth, cross: FloatArray, arc: float) -> list[BaseGeometry]:
    """The wedge where one stretch follows another at a bend, as wide as the wider of the two."""
    turn = float((two.leaving[0] - one.arriving[-1] + 180) % 360 - 180)
    if turn == 0:
        return []
    outwards = -90.0 if turn > 0 else 90.0
    start, end = float(one.arriving[-1]) + outwards, float(two.leaving[0]) + outwards
    widest = max(one.stretch.last_m, two.stretch.first_m)
    return _fan(ground, two.stretch.path[:1], (start, end, turn), cross[cross <= widest], arc)


def _fan(
    ground: OnEarth, hub: FloatArray, turn: tuple[float, float, float], cross_m: FloatArray, arc: float
) -> list[BaseGeometry]:
    """A sector (from, to, by how much) whose two straight sides have the vertices of the lines across they lie on."""
    start, end, sweep = turn
    # An even number of steps: the way straight on from a free end meets the rim in a vertex.
    steps = 2 * max(1, int(np.ceil(np.radians(abs(sweep)) / arc / 2)))
    azimuths = start + sweep * np.arange(1, steps) / steps
    rim = ground.sheet(ground.along(np.repeat(hub, steps - 1, axis=0), azimuths, np.full(steps - 1, cross_m[-1]))[0])
    out = _ray(ground, hub, start, cross_m)
    back = _ray(ground, hub, end, cross_m)
    ring = np.vstack([ground.sheet(hub), out, rim, back[::-1]])
    return polygons_by_owner(ring, np.zeros(len(ring), dtype=np.intp))


def _ray(ground: OnEarth, hub: FloatArray, azimuth: float, metres: FloatArray) -> FloatArray:
    if not metres.size:
        return np.empty((0, 2))
    return ground.sheet(ground.along(np.repeat(hub, len(metres), axis=0), np.full(len(metres), azimuth), metres)[0])


def _straight_on(ground: OnEarth, hub: FloatArray, azimuth: float, cross: FloatArray, most_m: float) -> FloatArray:
    out = np.r_[cross[cross <= most_m], most_m * _BEYOND + 1.0]
    return np.vstack([ground.sheet(hub), _ray(ground, hub, azimuth, out)])


def _cross(widths_m: Sequence[float], step_m: float) -> FloatArray:
    """Give the distances from the line at which a line across has vertices: even steps, and where the widths end."""
    widest = max(widths_m)
    steps = max(1, int(np.ceil(widest / step_m)))
    every = np.unique(np.r_[widest * np.arange(1, steps) / steps, list(widths_m)])
    return every[every > 0]
