"""The line of places equally far from two shapes: the median line between neighbours (UNCLOS, articles 6 and 15).

Method. Both outlines are sampled on the sphere of normals; in the Delaunay triangulation of the samples (their convex
hull) the triangles with corners of both shapes form closed chains, and their circumcentres lie near the line. Each is
then moved until its distances to the two shapes (`distance`: by the inverse geodesic, to the shapes themselves, no
longer to samples) agree, and chords are halved until they too lie on the line.

How far off. With g the difference of the two distances and θ the angle at a place between the two shortest ways, the
line lies g / (2 sin θ/2) away, to first order. This is *measured* at every vertex and at the thirds of every chord of
the finished line, times the margin for thirds (`paths`), and reported with the error of the distances themselves,
divided likewise. It is a verification at places close to each other, not a proof for those between. What the samples
do not tell apart is lost: a loop of the line narrower than `Equidistance.sampled_m`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from scipy.spatial import ConvexHull, cKDTree
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.buffers import finished
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.distance import FOOT_ERROR_M, distance
from zonelib.geodesy.earth import (
    ROUNDING_M,
    SEMI_MAJOR_M,
    FloatArray,
    IntArray,
    direct,
    earth_centred,
    from_vectors,
    inverse,
    unit_vectors,
)
from zonelib.geodesy.outlines import Outline
from zonelib.geodesy.paths import THIRDS_MARGIN, Edges, along_geodesic, along_short_lonlat, refined_path
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import lines as cut_lines
from zonelib.geodesy.seam import true_boundary
from zonelib.geodesy.segments import Pieces

_DEFAULT_M: Final = 1.0
_SAMPLES: Final = 250
_MOST_SAMPLES: Final = 4_000
_LONGEST_M: Final = 50_000.0
_ROUNDS: Final = 40
_TOUCHING: Final = 3
_AREA_STEPS: Final = 400
_MOST_PLACES: Final = 200_000
_LEAST_SINE: Final = 1e-3
"""Where the two shapes are seen in directions nearer to each other than 0.1°, the line is not drawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Both:
    """The two shapes as pieces."""

    a: Outline
    b: Outline
    touching: FloatArray
    touching_m: float

    def off(self, places: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give how far the line is (metres, towards positive azimuth), the azimuth, and 2 sin θ/2."""
        to_a, to_b = self.a.asked(places, 1), self.b.asked(places, 1)
        one, two = np.radians(inverse(places, to_a.places)[0]), np.radians(inverse(places, to_b.places)[0])
        # Going towards a foot shortens the way to it: the difference a - b grows along u_b - u_a.
        east, north = np.sin(two) - np.sin(one), np.cos(two) - np.cos(one)
        steep = np.hypot(east, north)
        azimuth = np.degrees(np.arctan2(east, north))
        # So near to both that the place where they touch, through which the line goes, is as near.
        steep = np.where(np.maximum(to_a.metres, to_b.metres) <= self.touching_m, 2.0, steep)
        return (to_b.metres - to_a.metres) / np.maximum(steep, 1e-9), azimuth, steep


@dataclass(frozen=True, kw_only=True, slots=True)
class _Area:
    """The area the line is wanted in, for the question which chords are near it."""

    geometry: BaseGeometry
    tree: cKDTree
    gap_m: float

    @classmethod
    def of(cls, geometry: BaseGeometry) -> _Area:
        west, south, east, north = geometry.bounds
        outline = shapely.get_coordinates(shapely.segmentize(geometry, max(east - west, north - south) / _AREA_STEPS))
        steps = np.linalg.norm(np.diff(earth_centred(outline), axis=0), axis=1)
        shapely.prepare(geometry)
        return cls(geometry=geometry, tree=cKDTree(earth_centred(outline)), gap_m=float(np.median(steps)) * 2)

    def near(self, path: FloatArray) -> Any:
        """Say of each chord whether any of it may lie in the area."""
        middle = along_geodesic(path[:-1], path[1:], np.full(len(path) - 1, 0.5))
        metres = inverse(path[:-1], path[1:])[2]
        away = np.asarray(self.tree.query(earth_centred(middle))[0])
        inside = shapely.intersects_xy(self.geometry, middle[:, 0], middle[:, 1])
        return inside | (away <= metres + self.gap_m)


def equidistance(
    a: BaseGeometry,
    b: BaseGeometry,
    *,
    within: BaseGeometry,
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give the line of places equally far from two shapes, as far as it lies in an area.

    Parameters
    ----------
    a, b : shapely geometry
        Points, lines or polygons in longitude/latitude that do not overlap; they may touch in places (two coasts that
        meet where the land border comes down to the sea).
    within : Polygon or MultiPolygon
        The area the line is wanted in; edges straight in longitude/latitude.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices of `a` and `b`.
    tolerance_m : float, optional
        How far off the line may be; 1 m by default.

    Returns
    -------
    Shape
        A LineString or MultiLineString, empty if the line does not meet the area. Its position error is measured on
        the finished line, at every vertex and at the thirds of every chord.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the shapes overlap or share an edge; if they are seen in nearly one direction from somewhere on the line, so
        that it cannot be drawn to the tolerance.
    """
    first, second, area = (checked_geometry(g, n) for g, n in ((a, "a"), (b, "b"), (within, "within")))
    checked_word(edges, Edges, "edges")
    checked_edges(first, edges, "a")
    checked_edges(second, edges, "b")
    if family(area) != "polygon":
        raise GeometryError(f"within is a {area.geom_type}; give the Polygon or MultiPolygon to draw the line in")
    tolerance = _DEFAULT_M if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    share = tolerance / 4
    apart, touching = _apart(first, second, edges)
    both = _Both(a=_outline(first, edges), b=_outline(second, edges), touching=touching, touching_m=share)
    loops, spacing = _loops(both, apart)
    found: list[Any] = []
    for loop in loops:
        for path in _drawn(loop, both, _Area.of(area), (share, spacing)):
            chorded = refined_path(path, straight=along_geodesic, other=along_short_lonlat, tolerance_m=share)
            found += list(shapely.get_parts(shapely.intersection(cut_lines(chorded), area)))
    kept = [part for part in found if part.geom_type == "LineString" and part.length > 0]
    geometry = shapely.line_merge(shapely.MultiLineString(kept)) if kept else shapely.LineString()
    worst, error = _verified(geometry, both) if kept else (0.0, 0.0)
    if worst + error > tolerance:
        raise GeometryError(
            f"the line could be drawn to {worst + error:.3g} m only, not to {tolerance:g} m: from some place of it "
            "both shapes lie in nearly one direction; give a smaller area (within) or a larger tolerance"
        )
    return finished(
        geometry, plane=centred_plane(area), edges=edges,
        budget=[("measured on the line", worst), ("distances", error), ("rounding", ROUNDING_M)],
        method=(
            "places moved along geodesics of WGS 84 until their distances to both shapes agree; both outlines sampled "
            f"every {spacing:,.0f} m to find where the line runs"
        ),
        note="" if kept else "no place of the area is equally far from both shapes",
    )  # fmt: skip


def _apart(a: BaseGeometry, b: BaseGeometry, edges: Edges) -> tuple[float, FloatArray]:
    """Give the distance of the shapes and, if it is 0, the places where they touch."""
    apart = distance(a, b, edges=edges).metres
    if apart > 0:
        return apart, np.empty((0, 2))
    met = shapely.get_parts(shapely.intersection(a, b))
    if edges == "geodesic" or any(part.geom_type != "Point" for part in met):
        raise GeometryError(
            "the two shapes overlap or share an edge, where every place is equally far from both; give what the "
            "distance is measured from, such as the two coasts, as lines that meet in single places at most (with "
            "edges='lonlat')"
        )
    return 0.0, shapely.get_coordinates(met)


def _outline(shape: BaseGeometry, edges: Edges) -> Outline:
    return Outline.of(true_boundary(shape) if family(shape) == "polygon" else shape, edges)


def _loops(both: _Both, apart_m: float) -> tuple[list[FloatArray], float]:
    """Give closed chains of places near the line, and the spacing of the samples."""
    lengths = [float(inverse(p.start, p.end)[2].sum()) for p in (both.a.edges, both.b.edges)]
    spacing = max(max(lengths) / _SAMPLES, 1.0)
    if apart_m > 0:
        spacing = min(spacing, max(apart_m / 2, sum(lengths) / _MOST_SAMPLES))
    samples = [_samples(pieces, spacing) for pieces in (both.a.edges, both.b.edges)]
    vectors = np.vstack([unit_vectors(s) for s in samples])
    label = np.repeat([0, 1], [len(s) for s in samples])
    # A place of both is a place of neither: the line starts there.
    _, first, count = np.unique(np.round(vectors, 9), axis=0, return_index=True, return_counts=True)
    shared = np.array([_in_both(vectors, label, i) for i in first[count > 1]], dtype=bool)
    drop = first[count > 1][shared] if shared.size else np.empty(0, dtype=np.intp)
    keep = np.setdiff1d(first, drop)
    vectors, label = vectors[keep], label[keep]
    return _chains(vectors, label), spacing


def _in_both(vectors: FloatArray, label: IntArray, i: int) -> bool:
    same = np.linalg.norm(vectors - vectors[i], axis=1) < 2e-9
    return len(set(label[same].tolist())) > 1


def _samples(pieces: Pieces, spacing_m: float) -> FloatArray:
    metres = inverse(pieces.start, pieces.end)[2]
    points = pieces.start[metres == 0]
    # A point stands for itself by a small ring: three places at least make a triangle.
    around = [direct(points, azimuth, spacing_m / 50)[0] for azimuth in (0.0, 72.0, 144.0, 216.0, 288.0)]
    lines = pieces.take(np.flatnonzero(metres > 0))
    if not len(lines.start):
        return np.vstack(around)
    cut = lines.cut(np.maximum(1, np.ceil(metres[metres > 0] / spacing_m)).astype(np.intp))
    # Pieces shorter than the spacing: one place in every spacing, and the ends of paths, are enough.
    along = np.cumsum(np.r_[0.0, inverse(cut.start, cut.end)[2]])
    joint = np.r_[True, (cut.start[1:] != cut.end[:-1]).any(axis=1)]
    pick = joint | np.r_[True, np.diff(np.floor(along[:-1] / spacing_m)) > 0]
    last = np.r_[joint[1:], True]
    return np.vstack([*around, cut.start[pick], cut.end[last]])


def _chains(vectors: FloatArray, label: IntArray) -> list[FloatArray]:
    hull = ConvexHull(vectors, qhull_options="QJ Pp")
    mixed = np.ptp(label[hull.simplices], axis=1) > 0
    normals = hull.equations[:, :3]
    ids = np.flatnonzero(mixed)
    # Of the three edges of a mixed triangle two join the shapes; across each lies the next triangle of the chain.
    links: dict[int, list[int]] = {}
    for i in ids:
        corners = label[hull.simplices[i]]
        # neighbours[k] lies across the edge opposite to corner k; that edge is mixed if its two ends differ.
        across = [int(hull.neighbors[i][k]) for k in range(3) if corners[(k + 1) % 3] != corners[(k + 2) % 3]]
        links[int(i)] = across
    loops, seen = [], set()
    for start in links:
        if start in seen:
            continue
        chain, now = [start], start
        seen.add(start)
        while (step := next((n for n in links[now] if n not in seen and n in links), None)) is not None:
            chain.append(step)
            seen.add(step)
            now = step
        path = from_vectors(normals[chain])
        loops.append(np.vstack([path, path[:1]]))
    return loops


def _drawn(loop: FloatArray, both: _Both, area: _Area, how: tuple[float, float]) -> list[FloatArray]:
    """Move the places of a chain onto the line and halve chords that leave it; only near the area."""
    share_m, spacing_m = how
    path = _thinned(loop)
    settled = np.zeros(len(path), dtype=bool)
    for place in both.touching:
        # Where the shapes touch the line is known: put into the chord on whose way it lies, if any.
        away, metres = inverse(path, place[None, :])[2], inverse(path[:-1], path[1:])[2]
        detour = away[:-1] + away[1:] - metres
        at = int(np.argmin(detour))
        if detour[at] <= _TOUCHING * spacing_m:
            path, settled = np.insert(path, at + 1, place, axis=0), np.insert(settled, at + 1, True)
    near = area.near(path)
    for _ in range(_ROUNDS):
        todo = np.flatnonzero((np.r_[near, False] | np.r_[False, near]) & ~settled)
        if todo.size:
            path[todo] = _moved(path[todo], both, share_m)
            settled[todo] = True
        path, settled = _undoubled(path, settled)
        near = area.near(path)
        cut = _chords_to_cut(path, near, both, share_m)
        if not cut.size:
            break
        if len(path) + cut.size > _MOST_PLACES:
            raise GeometryError(
                f"to stay within {4 * share_m:g} m more than {_MOST_PLACES:,} places are needed; give a larger "
                "tolerance"
            )
        middle = along_geodesic(path[cut], path[cut + 1], np.full(cut.size, 0.5))
        path, settled = np.insert(path, cut + 1, middle, axis=0), np.insert(settled, cut + 1, False)
        near = area.near(path)
    return _runs(path, near)


def _moved(places: FloatArray, both: _Both, share_m: float) -> FloatArray:
    found = places.copy()
    open_ = np.arange(len(found))
    for _ in range(30):
        off, azimuth, _ = both.off(found[open_])
        # Far from the line the first step may overshoot: never more than a tenth of a radian.
        step = np.clip(off, -0.1 * SEMI_MAJOR_M, 0.1 * SEMI_MAJOR_M)
        found[open_] = direct(found[open_], azimuth, step)[0]
        open_ = open_[np.abs(off) > share_m / 20]
        if not open_.size:
            break
    return found


def _chords_to_cut(path: FloatArray, near: Any, both: _Both, share_m: float) -> IntArray:
    which = np.flatnonzero(near)
    if not which.size:
        return which
    start, end = path[which], path[which + 1]
    metres = inverse(start, end)[2]
    bad = metres > _LONGEST_M
    for third in (1 / 3, 2 / 3):
        ask = np.flatnonzero(~bad & (metres > share_m / 10))
        if ask.size:
            places = along_geodesic(start[ask], end[ask], np.full(ask.size, third))
            bad[ask] |= np.abs(both.off(places)[0]) * THIRDS_MARGIN > share_m
    return which[bad]


def _thinned(loop: FloatArray) -> FloatArray:
    keep = np.r_[True, inverse(loop[:-1], loop[1:])[2] > 1.0]
    keep[-1] = True
    return loop[keep]


def _undoubled(path: FloatArray, settled: Any) -> tuple[FloatArray, Any]:
    keep = np.r_[True, inverse(path[:-1], path[1:])[2] > 1e-3]
    keep[-1] = True
    return path[keep], settled[keep]


def _runs(path: FloatArray, near: Any) -> list[FloatArray]:
    """Cut the chain into runs of chords that are near the area."""
    edges = np.flatnonzero(np.diff(np.r_[False, near, False].astype(int)))
    return [path[low : high + 1] for low, high in zip(edges[::2], edges[1::2], strict=True)]


def _verified(geometry: BaseGeometry, both: _Both) -> tuple[float, float]:
    """Measure how far off the finished line is, and what the error of the distances adds."""
    worst, error = 0.0, 0.0
    for part in shapely.get_parts(geometry):
        path = shapely.get_coordinates(part)
        thirds = [along_short_lonlat(path[:-1], path[1:], np.full(len(path) - 1, t)) for t in (1 / 3, 2 / 3)]
        at_vertex, _, steep = both.off(path)
        between = [both.off(places) for places in thirds]
        steepness = float(min(steep.min(), *(found[2].min() for found in between)))
        if steepness < _LEAST_SINE:
            return np.inf, np.inf
        thirds_off = max(float(np.abs(found[0]).max()) for found in between)
        worst = max(worst, float(np.abs(at_vertex).max()), THIRDS_MARGIN * thirds_off)
        error = max(error, 2 * FOOT_ERROR_M / steepness)
    return worst, error
