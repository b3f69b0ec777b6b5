"""All that lies within a distance of lines and points, as a union of closed walks.

Walk along a line at the distance beside it, on its right: straight across from every edge, round the outer side of
every bend, and on the inner side of a bend to the vertex and out again; round the end, and back on the other side. What
the walk goes round is a sum: for every edge one *belt*, the places straight across from it, for every bend one
*wedge*, at either end half a disc. None of them is gone round the wrong way. So the places within the distance
are those the walk goes round at all, and ``shapely.buffer(..., 0)`` finds just these, in one pass. Every outer vertex
is laid off at exactly the distance, by a geodesic or in a plane.

A long line is walked round in stretches, each with its own ends: half discs overlap where pieces that only shared a
side would leave slits along it, a rounding error wide. A ring of a polygon need not be walked round on both sides if
its inside is wanted anyhow: the walk round its outer side goes once more round all of that.

Why not `shapely.buffer` of the line: GEOS 3.14 leaves out bends that are shallow against the distance, up to one per
cent of it, leaves false holes around open wiggly lines, and its arcs may span one and a half of the nominal steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.earth import FloatArray, IntArray
from zonelib.geodesy.sweep import Course, Ground

_LEAST_STRETCH: Final = 16
_MEETINGS_AT_ONCE: Final = 40_000
"""So many are noded at once without a second thought."""

_SPARSE: Final = 20.0
_MEETINGS: Final = 3_000
"""Edges of a stretch times those that each meets: noding costs their product, joining stretches their number."""


class _Stops(NamedTuple):
    """Where a walk stands straight across from a station, in the order of the walk.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        The stations.
    azimuth : ndarray, shape (n,)
        From there to the walk.
    turn : ndarray, shape (n,)
        What the azimuth changes by before the next stop, if that is at the same place: less than 0 is the outer side of
        a bend, where the walk goes round it, more the inner side, where it goes by way of the place itself.
    """

    places: FloatArray
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
            course = ground.course(path, distance_m, sag_m)
            stops, ends = _there_and_back(course, path, _stretch(path, ground, distance_m))
            found.extend(shapely.buffer(_walks(stops, ends, (ground, distance_m, arc)), 0))
    return found[0] if len(found) == 1 else shapely.union_all(np.asarray(found, dtype=object))


def swept_round(ring: FloatArray, ground: Ground, *, distance_m: float, sag_m: float) -> BaseGeometry | None:
    """Give a polygon's counterclockwise shell with all outside it within a distance; None if that costs too much."""
    if _stretch(ring, ground, distance_m) < len(ring) - 1:
        return None
    course = ground.course(ring, distance_m, sag_m)
    _, last, turn = _bends(course)
    stops = _Stops(course.places, course.ahead + 90, np.zeros(course.edge.size))
    stops.turn[last] = turn
    walks = _walks(stops, np.array([course.edge.size]), (ground, distance_m, ground.arc_step(distance_m, sag_m)))
    whole: BaseGeometry = shapely.buffer(walks[0], 0)
    return whole


def _stretch(path: FloatArray, ground: Ground, distance_m: float) -> int:
    """Say how many edges of a path to walk round at once: noding costs what meets, joining what is left apart."""
    count = len(path) - 1
    if count**2 <= _MEETINGS_AT_ONCE:
        return count
    at, wide = ground.sheet(path), 4 * distance_m
    cell = np.floor(at / wide)
    _, crowd = np.unique(cell[:, 0] * 2.0**26 + cell[:, 1], return_counts=True)
    step = np.diff(at, axis=0)
    # In a square of four distances so many edges end on average, seen from one of them, and so many more pass.
    near = float((crowd**2).sum() / len(path)) * (1 + float(np.hypot(step[:, 0], step[:, 1]).mean()) / wide)
    sparse = near <= _SPARSE or near * count <= _MEETINGS_AT_ONCE
    return count if sparse else min(count, max(_LEAST_STRETCH, int(_MEETINGS / near)))


def _discs(points: FloatArray, ground: Ground, distance_m: float, arc: float) -> list[BaseGeometry]:
    steps = int(np.ceil(2 * np.pi / arc))
    azimuth = np.tile(np.arange(steps) * (-360.0 / steps), len(points))
    rim = ground.lay(np.repeat(points, steps, axis=0), azimuth, distance_m)
    rings = shapely.linearrings(ground.sheet(rim).reshape(len(points), steps, 2))
    return list(np.asarray(shapely.polygons(rings), dtype=object))


def _walks(stops: _Stops, ends: IntArray, how: tuple[Ground, float, float]) -> list[BaseGeometry]:
    """Build the walks by all these stops; `ends` tells where each ends and the next begins."""
    ground, distance_m, arc = how
    count = np.maximum(1, np.ceil(stops.turn * (-np.pi / 180 / arc))).astype(np.intp)
    nook = np.flatnonzero(stops.turn > 0)
    count[nook] = 2
    index, end = np.repeat(np.arange(len(count)), count), np.cumsum(count)
    nth = np.arange(index.size) - (end - count)[index]
    places = stops.places[index]
    walked = ground.lay(places, stops.azimuth[index] + (stops.turn / count)[index] * nth, distance_m)
    inside = end[nook] - 1
    walked[inside] = places[inside]
    corners = ground.sheet(walked)
    if len(ends) == 1:
        whole: Any = shapely.polygons(shapely.linearrings(corners))
        return [whole]
    stretch = np.repeat(np.arange(len(ends)), np.diff(end[ends - 1], prepend=0))
    return list(np.asarray(shapely.polygons(shapely.linearrings(corners, indices=stretch)), dtype=object))


def _bends(course: Course) -> tuple[IntArray, IntArray, FloatArray]:
    """Give the first and last station of every edge, and the turn to the next one (from the last to the first)."""
    new = np.flatnonzero(course.edge[1:] != course.edge[:-1]) + 1
    first, last = np.concatenate([[0], new]), np.concatenate([new - 1, [course.edge.size - 1]])
    onward = np.concatenate([course.ahead[new], course.ahead[:1]])
    return first, last, (onward - course.ahead[last] + 180) % 360 - 180


def _there_and_back(course: Course, path: FloatArray, size: int) -> tuple[_Stops, IntArray]:
    """Give the stops of every stretch, on its right there and on its left back, and where each stretch ends."""
    first, last, turn = _bends(course)
    count = course.edge.size
    stretch = course.edge // size
    begin, end = first[::size], np.append(first[size::size], count)
    there = begin[stretch] + np.arange(count)
    back = 2 * (begin + end)[stretch] - 1 - there
    stops = _Stops(np.empty((2 * count, 2)), np.empty(2 * count), np.zeros(2 * count))
    for at, side in ((there, 90.0), (back, -90.0)):
        stops.places[at], stops.azimuth[at] = course.places, course.ahead + side
    # On the way back the same bends, seen from the other side.
    stops.turn[there[last]], stops.turn[back[first]] = turn, -np.concatenate([turn[-1:], turn[:-1]])
    if size == len(first) and (path[0] == path[-1]).all():
        # Once round on the right, over to the left at the first bend, once round there, and over again.
        again = [0, count]
        places, azimuth = (np.insert(part, [count, 2 * count], part[again], axis=0) for part in stops[:2])
        return _Stops(places, azimuth, np.insert(stops.turn, [count, 2 * count], 0.0)), np.array([2 * count + 2])
    stops.turn[there[end - 1]] = stops.turn[back[begin]] = -180.0
    return stops, 2 * end
