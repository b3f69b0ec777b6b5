"""All that lies within a distance of lines and points, as a union of closed walks.

Walk along a line at the distance beside it, on its right: straight across from every edge, round the outer side of
every bend, and on the inner side of a bend to the vertex and out again; round the end, and back on the other side. What
the walk goes round is a sum: for every edge one *belt*, the places straight across from it, for every bend one
*wedge*, at either end half a disc. None of them is gone round the wrong way. So the places within the distance
are those the walk goes round at all, and ``shapely.buffer(..., 0)`` finds just these, in one pass. Every outer vertex is
laid off at exactly the distance, by a geodesic or in a plane.

A long line is walked round in stretches, each with its own ends: half discs overlap where pieces that only shared a
side would leave slits along it, a rounding error wide. A ring of a polygon need not be walked round on both sides if its
inside is wanted anyhow: the walk round its outer side goes once more round all of that.

Why not `shapely.buffer` of the line: GEOS 3.14 leaves out bends that are shallow against the distance, up to one per
cent of it, leaves false holes around open wiggly lines, and its arcs may span one and a half of the nominal steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.earth import FloatArray, IntArray
from zonelib.geodesy.sweep import Course, Ground

STRETCH: Final = 32
"""Edges walked round at once: noding them costs their number squared where the distance is long against them."""


class _Fans(NamedTuple):
    """Arcs round hubs, counterclockwise: which stretch and slot they belong to, and where they start and end."""

    stretch: IntArray
    slot: IntArray
    hub: FloatArray
    azimuth: FloatArray
    turn: FloatArray


def swept(paths: Sequence[FloatArray], ground: Ground, *, distance_m: float, sag_m: float) -> BaseGeometry:
    """Give all within a distance of some paths, on the ground's sheet.

    Parameters
    ----------
    paths : sequence of ndarray, shape (n, 2)
        Vertices joined by the ground's straight lines; no vertex repeated; one vertex is a point; a path
        that ends where it starts is closed.
    ground : Ground
        Where to measure.
    distance_m, sag_m : float
        How far, and how far short a chord may fall.
    """
    arc = ground.arc_step(distance_m, sag_m)
    points = [path for path in paths if len(path) == 1]
    found = _discs(np.vstack(points), ground, distance_m, arc) if points else []
    for path in paths:
        if len(path) > 1:
            walks = _walks(path, ground.course(path, distance_m, sag_m), (ground, distance_m, arc))
            found.extend(shapely.buffer(walks, 0))
    return found[0] if len(found) == 1 else shapely.union_all(np.asarray(found, dtype=object))


def swept_round(ring: FloatArray, ground: Ground, *, distance_m: float, sag_m: float) -> BaseGeometry | None:
    """Give a polygon's counterclockwise shell with all outside it within a distance; None if it has many edges."""
    if len(ring) > STRETCH + 1:
        return None
    course, arc = ground.course(ring, distance_m, sag_m), ground.arc_step(distance_m, sag_m)
    return shapely.buffer(_walks(ring, course, (ground, distance_m, arc), outer=True)[0], 0)


def _discs(points: FloatArray, ground: Ground, distance_m: float, arc: float) -> list[BaseGeometry]:
    steps = int(np.ceil(2 * np.pi / arc))
    azimuth = np.tile(np.arange(steps) * (-360.0 / steps), len(points))
    rim = ground.lay(np.repeat(points, steps, axis=0), azimuth, distance_m)
    rings = shapely.linearrings(ground.sheet(rim).reshape(len(points), steps, 2))
    return list(shapely.polygons(rings))


def _walks(
    path: FloatArray, course: Course, how: tuple[Ground, float, float], *, outer: bool = False
) -> list[BaseGeometry]:
    """Build the walk round each stretch of a path; `outer`: the one round the right side of a ring."""
    ground, distance_m, arc = how
    first = np.flatnonzero(np.diff(course.edge, prepend=-1))
    last = np.append(first[1:], course.edge.size) - 1
    size = len(first) if outer else STRETCH
    stretch = np.arange(len(first)) // size
    # A slot for every station and one after it, on the way there; on the way back they count on.
    there = 2 * np.arange(course.edge.size)
    way = 4 * course.edge.size
    owner = stretch[course.edge]
    before = np.arange(len(first)) if outer else np.arange(len(first) - 1)
    after = (before + 1) % len(first)
    turn = (course.ahead[first[after]] - course.ahead[last[before]] + 180) % 360 - 180
    inside = stretch[before] == stretch[after]
    before, after, turn = before[inside], after[inside], turn[inside]
    left = turn < 0
    hubs = path[before + 1]

    def fans(which: IntArray, slot: IntArray, azimuth: FloatArray) -> _Fans:
        return _Fans(stretch[before[which]], slot, hubs[which], azimuth, -np.abs(turn[which]))

    bends, inner = np.flatnonzero(left), np.flatnonzero(turn > 0)
    slots = there[last[before]] + 1
    pieces = [fans(bends, slots[bends], course.ahead[last[before[bends]]] + 90)]
    runs = [(owner, there, course.places, course.ahead + 90)]
    nooks = [(stretch[before[inner]], slots[inner], hubs[inner])]
    if not outer:
        back = way - there
        slots = way - there[first[after]] + 1
        runs.append((owner, back, course.places, course.ahead - 90))
        pieces.append(fans(inner, slots[inner], course.ahead[first[after[inner]]] - 90))
        nooks.append((stretch[before[bends]], slots[bends], hubs[bends]))
        # The ends of every stretch: half a disc each.
        begin, end = first[::size], last[np.r_[np.arange(size - 1, len(last) - 1, size), len(last) - 1]]
        number, half = np.arange(len(begin)), np.full(len(begin), -180.0)
        pieces.append(_Fans(number, there[end] + 1, course.places[end], course.ahead[end] + 90, half))
        pieces.append(_Fans(number, way - there[begin] + 1, course.places[begin], course.ahead[begin] - 90, half))
    arcs = _spread(_Fans(*(np.concatenate(column) for column in zip(*pieces, strict=True))), arc)
    owners, slots, start, azimuth = (np.concatenate(column) for column in zip(*runs, arcs[:4], strict=True))
    rim = ground.sheet(ground.lay(start, azimuth, distance_m))
    nook = [np.concatenate(column) for column in zip(*nooks, strict=True)]
    owners, slots = np.concatenate([owners, nook[0]]), np.concatenate([slots, nook[1]])
    nth = np.concatenate([np.zeros(len(azimuth) - len(arcs[4]), dtype=np.intp), arcs[4], np.zeros(len(nook[0]), np.intp)])
    # The same corner is drawn once only, so that the parts of a walk meet to the last bit.
    order = np.lexsort((nth, slots, owners))
    corners = np.concatenate([rim, ground.sheet(nook[2])])[order]
    return list(np.atleast_1d(shapely.polygons(shapely.linearrings(corners, indices=owners[order]))))


def _spread(fans: _Fans, arc: float) -> tuple[IntArray, IntArray, FloatArray, FloatArray, IntArray]:
    """Give the places on arcs between their ends: stretch, slot, hub, azimuth, and the number along the arc."""
    count = np.maximum(1, np.ceil(np.radians(np.abs(fans.turn)) / arc)).astype(np.intp) - 1
    index = np.repeat(np.arange(len(count)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count) + 1
    azimuth = fans.azimuth[index] + fans.turn[index] * nth / (count[index] + 1)
    return fans.stretch[index], fans.slot[index], fans.hub[index], azimuth, nth
