"""A line as a course: its parts joined, its edges cut to geodesics, places fixed along it where the direction counts.

Cutting an edge straight in longitude/latitude into geodesic chords keeps its *place* to the tolerance, not its
*direction*: a chord of length l with its edge h beside it sets out up to 4h/l askew, and a line across of length w then
ends 4hw/l to the side. For 100 km across and an edge along 36° N cut to 0.2 m that is 20 m. Where the direction counts
(flat ends, places where the width changes) the chord is therefore made so short that this too is within the tolerance:
of an edge that leaves its chord like a parabola a part f has f² of the sag and f of the slant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.checks import checked_geometry, family
from zonelib.geodesy.earth import FloatArray, earth_centred, inverse
from zonelib.geodesy.lines import as_geodesic_paths
from zonelib.geodesy.paths import MOST_CUTS, Edges, Straight, along_geodesic, along_short_lonlat
from zonelib.geodesy.segments import Pieces

_SLANT_MARGIN: Final = 1.5
"""On 4h/l, which is exact for a parabola: short pieces differ from one by their third derivative only."""


def checked_line(line: BaseGeometry, name: str = "line") -> BaseGeometry:
    """Give a line back, checked, or say what is wrong with it.

    Raises
    ------
    GeometryError
        If it is no line, or cannot be one.
    """
    checked = checked_geometry(line, name)
    if family(checked) != "line":
        raise GeometryError(f"{name} is a {checked.geom_type}; a LineString or MultiLineString is wanted")
    return checked


def courses_of(line: BaseGeometry, *, edges: Edges, tolerance_m: float, name: str = "line") -> list[FloatArray]:
    """Give the courses of a checked line: vertices joined by geodesics; parts that meet end to end are one course.

    Parameters
    ----------
    line : LineString or MultiLineString
        Checked. Parts meet where an end is the other's, or lies on the other side of ±180° from it.
    edges : {"lonlat", "geodesic"}
        What lies between its vertices.
    tolerance_m : float
        Greatest deviation of the chords.

    Raises
    ------
    GeometryError
        If a part has no length.
    """
    paths = as_geodesic_paths(line, edges=edges, tolerance_m=tolerance_m)
    if any(len(path) < 2 for path in paths):
        raise GeometryError(f"{name} has a part without length; give lines of at least two different places")
    return joined(paths)


def joined(paths: Sequence[FloatArray]) -> list[FloatArray]:
    """Join paths that meet end to end (across ±180° too), turning them where needed; the others stay apart."""
    found: list[FloatArray] = []
    waiting = [path.copy() for path in paths]
    while waiting:
        course = waiting.pop(0)
        while (longer := _next_part(course, waiting)) is not None:
            course = longer
        if _same(course[0], course[-1]):
            course[-1] = course[0]
        found.append(course)
    return found


def _next_part(course: FloatArray, waiting: list[FloatArray]) -> FloatArray | None:
    """Take from the waiting parts one that meets the course at an end, and join it; None if there is none."""
    if _same(course[0], course[-1]):
        return None
    for i, part in enumerate(waiting):
        for one in (part, part[::-1]):
            if _same(course[-1], one[0]):
                del waiting[i]
                return np.vstack([course, one[1:]])
            if _same(one[-1], course[0]):
                del waiting[i]
                return np.vstack([one, course[1:]])
    return None


def _same(a: FloatArray, b: FloatArray) -> bool:
    apart = abs(float(a[0] - b[0]))
    return bool(a[1] == b[1] and (apart in (0.0, 360.0) or abs(a[1]) == 90))


def is_closed(course: FloatArray) -> bool:
    """Say whether a course ends where it starts."""
    return bool((course[0] == course[-1]).all())


def length_of(course: FloatArray) -> float:
    """Give the length of a course in metres."""
    return float(inverse(course[:-1], course[1:])[2].sum())


def station_error(course: FloatArray, edges: Edges) -> float:
    """Bound by how many metres a course falls short of the line: a chord with sag h by 8h²/3l [parabola]."""
    bend, metres = _bends(course, edges)
    return float((8 * bend**2 / (3 * metres)).sum()) * _SLANT_MARGIN


def fixed(
    course: FloatArray, stations_m: Sequence[float], *, edges: Edges, across_m: float, tolerance_m: float
) -> tuple[FloatArray, list[int]]:
    """Insert vertices at some places of a course, with the line's own direction there.

    Parameters
    ----------
    course : ndarray, shape (n, 2)
        Vertices joined by geodesics.
    stations_m : sequence of float
        How far along, rising; beyond the ends they count as the ends.
    edges : {"lonlat", "geodesic"}
        What the course was cut from.
    across_m, tolerance_m : float
        A line across of this length shall end within this of where it should.

    Returns
    -------
    course : ndarray
        With more vertices; those that were there are kept.
    at : list of int
        The vertex of each station.
    """
    bend, metres = _bends(course, edges)
    chainage = np.r_[0.0, np.cumsum(metres)]
    part = np.minimum(1.0, tolerance_m * metres / np.maximum(4 * _SLANT_MARGIN * bend * across_m, 1e-12))
    shares: list[set[float]] = [set() for _ in metres]
    marks: list[tuple[int, float]] = []
    for station in np.clip(np.asarray(stations_m, dtype=float), 0, chainage[-1]):
        edge = int(np.clip(np.searchsorted(chainage, station, side="right") - 1, 0, len(metres) - 1))
        share = float(np.clip((station - chainage[edge]) / metres[edge], 0, 1))
        if share * metres[edge] < 1e-6:
            share = 0.0
        if (1 - share) * metres[edge] < 1e-6:
            share = 1.0
        marks.append((edge, share))
        shares[edge] |= {share, *_around(share, float(part[edge]))}
        if share == 0 and edge > 0:
            shares[edge - 1] |= _around(1.0, float(part[edge - 1]))
        if share == 1 and edge + 1 < len(metres):
            shares[edge + 1] |= _around(0.0, float(part[edge + 1]))
    marked: list[set[float]] = [set() for _ in metres]
    for edge, share in marks:
        marked[edge].add(share)
    inner = [_apart(*each) for each in zip(shares, marked, metres, strict=True)]
    index = np.repeat(np.arange(len(metres)), [len(found) for found in inner])
    at = np.array([s for found in inner for s in found])
    new = _within_180(_between(edges)(course[index], course[index + 1], at)) if index.size else np.empty((0, 2))
    before = np.r_[0, np.cumsum([len(found) + 1 for found in inner])]
    whole = np.empty((int(before[-1]) + 1, 2))
    whole[before] = course
    whole[np.setdiff1d(np.arange(len(whole)), before)] = new
    where = [int(before[e] + (inner[e].index(s) + 1 if 0 < s < 1 else (0 if s == 0 else len(inner[e]) + 1)))
             for e, s in marks]  # fmt: skip
    return whole, where


def bends_near(course: FloatArray, stations_m: Sequence[float], *, edges: Edges, reach_m: float) -> list[float]:
    """Give the chainages of the line's own bends within reach of some places of its course.

    A joint of two chords of one edge turns by their two slants at most, and is none.
    """
    bend, metres = _bends(course, edges)
    chainage = np.r_[0.0, np.cumsum(metres)]
    leaving, arriving, _ = inverse(course[:-1], course[1:])
    turn = np.radians(np.abs((leaving[1:] - arriving[:-1] + 180) % 360 - 180))
    slant = 4 * _SLANT_MARGIN * bend / metres
    bent = 1 + np.flatnonzero(turn > slant[1:] + slant[:-1])
    ends = np.searchsorted(chainage, np.clip(np.asarray(stations_m, dtype=float), 0, chainage[-1]))
    places, corners = earth_centred(course[ends]), earth_centred(course[bent])
    near = np.zeros(len(bent), dtype=bool)
    for place in places:
        near |= np.linalg.norm(corners - place, axis=1) <= reach_m
    return [float(value) for value in chainage[bent[near]]]


def slant_error(course: FloatArray, *, edges: Edges, across_m: float) -> float:
    """Bound by how much lines across of this length end aside where the line bends so strongly that it may be seen.

    That is where across_m · κ, with κ = 8h/l² the curvature, is more than a half: lines across soon cross each other,
    and what lies farthest ahead of a flat end is held by them, not by the line's own end (`_around`).
    """
    bend, metres = _bends(course, edges)
    strongly = 8 * bend * across_m > metres**2 / 2
    return float((4 * _SLANT_MARGIN * bend * across_m / metres)[strongly].max(initial=0.0))


def finer(course: FloatArray, *, edges: Edges, shift_m: float, tolerance_m: float) -> FloatArray:
    """Cut a course until foot points are right to the tolerance for a line across of `shift_m`, all along it."""
    bend, metres = _bends(course, edges)
    count = np.maximum(1, np.ceil(4 * _SLANT_MARGIN * bend * shift_m / (metres * tolerance_m))).astype(np.intp)
    if count.sum() > MOST_CUTS:
        raise GeometryError(
            f"to stay within {tolerance_m:g} m more than {MOST_CUTS:,} vertices are needed; give a larger tolerance"
        )
    index = np.repeat(np.arange(len(count)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
    cut = _within_180(_between(edges)(course[index], course[index + 1], nth / count[index]))
    cut[nth == 0] = course[:-1]
    return np.vstack([cut, course[-1:]])


def _bends(course: FloatArray, edges: Edges) -> tuple[FloatArray, FloatArray]:
    start, end = course[:-1], course[1:].copy()
    metres = inverse(start, end)[2]
    end[:, 0] = start[:, 0] + (end[:, 0] - start[:, 0] + 180) % 360 - 180
    return Pieces(start=start, end=end, edges=edges).bend_m(), metres


def _between(edges: Edges) -> Straight:
    return along_geodesic if edges == "geodesic" else along_short_lonlat


def _within_180(places: FloatArray) -> FloatArray:
    """Bring longitudes that went on across ±180° back; the others keep their bits."""
    lon = places[:, 0]
    places[:, 0] = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    return places


def _apart(shares: set[float], marked: set[float], metres: float) -> list[float]:
    """Give the shares inside an edge, marked ones first of all; two within a micrometre have no direction between."""
    kept = [0.0, 1.0, *(share for share in marked if 0 < share < 1)]
    for share in sorted(shares - marked):
        if 0 < share < 1 and all(abs(share - other) * metres > 1e-6 for other in kept):
            kept.append(share)
    return sorted(kept[2:])


def _around(share: float, part: float) -> set[float]:
    """Give vertices on both sides, each three times as far as the one before.

    The chord behind the first one is slanted too: across a line bending by κ the end of a chord of length s that ends d
    before the place would reach w(κs/2 + κd) - d beyond it, which is nothing if s = 2d and wκ is below a half.
    """
    found: set[float] = set()
    while part < 1:
        found |= {share - part, share + part}
        part *= 3
    return found
