"""Distance on the ellipsoid between any two shapes, least and greatest, with the places where it is reached.

Nothing is projected. Chords through the earth (`zonelib.geodesy.pruning`) leave few edges of either shape.
`zonelib.geodesy.outlines` finds the place of an outline that is nearest to a point, or farthest from it; between two
shapes it is asked from the ends of the pieces of either, and pieces that the triangle inequality rules out are dropped.

Between two geodesic pieces that do not meet, the least distance is reached at an end of one of them: a common
perpendicular of inner points is never a minimum where curvature is positive, because moving both feet alike shortens
it (second variation of length). The greatest is reached at two ends as long as it is below a quarter of the
meridian's girth, because there distance from a point is convex along geodesics. An edge that bends beside its geodesic,
and a greatest distance beyond the quarter, may have it inside, by a bounded amount: what could have it is cut until
that is a tenth of a millimetre.

The greatest distance of filled polygons is reached at their outlines wherever no place of one lies within 67.2 km of
the antipode of a place of the other: a distance below π b has no greatest value inside [1]_, and bσ <= s <= aσ with the
arc σ of reduced latitudes makes every distance at least π b lie within a π f of the antipode.

References
----------
.. [1] Klingenberg, W. (1959). Contributions to Riemannian geometry in the large. Ann. of Math. 69, 654-666.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_word, family
from zonelib.geodesy.discs import BoolArray
from zonelib.geodesy.earth import SEMI_MINOR_M, FloatArray, IntArray, direct, earth_centred, inverse
from zonelib.geodesy.lenses import lenses_empty
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.outlines import Found, Outline, Sense
from zonelib.geodesy.paths import (
    Edges,
    along_geodesic,
    along_short_lonlat,
    rebuilt,
    refine,
    refined_path,
    without_doubles,
)
from zonelib.geodesy.pruning import Balls, pruned, some_pair
from zonelib.geodesy.results import Separation
from zonelib.geodesy.segments import Pieces

BEND_M: Final = 1e-4
FARTHEST_M: Final = 19.9e6
"""Beyond, a greatest distance is not measured: 70 km more, and shortest geodesics meet."""

FOOT_ERROR_M: Final = 1e-6
_CUT: Final = 8
_MANY: Final = 256
_MOST: Final = 1 << 15
_ROUGH_M: Final = 10.0
_DEGREE_M: Final = 110_500.0
"""Shorter than any degree of latitude."""

_TURN_DEG: Final = 179.0
"""Beyond, an edge may run the other way round."""

_INSIDE_M: Final = (100.0, 1.0, 1e-2, BEND_M)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Ready:
    """A shape made ready once, to be measured to others; made by `Ready.of`.

    Parameters
    ----------
    shape : shapely geometry
        Checked.
    vertices : ndarray, shape (n, 2)
        Longitude and latitude.
    space : ndarray, shape (n, 3)
        The same, earth-centred.
    first : ndarray of int
        At which vertex each part starts.
    pieces : Pieces
        Its edges.
    balls : tuple of ndarray
        Balls that hold them.
    """

    shape: BaseGeometry
    vertices: FloatArray
    space: FloatArray
    first: IntArray
    pieces: Pieces
    balls: Balls

    @classmethod
    def of(cls, geometry: BaseGeometry, edges: Edges = "lonlat", name: str = "shape") -> Ready:
        """Check a shape and take it apart."""
        checked_word(edges, Edges, "edges")
        checked = checked_geometry(geometry, name)
        checked_edges(checked, edges, name)
        return cls.taken(checked, edges)

    @classmethod
    def taken(cls, shape: BaseGeometry, edges: Edges = "lonlat") -> Ready:
        """Take apart what has been checked."""
        pieces = Pieces.of(shape, edges)
        vertices, part = shapely.get_coordinates(shapely.get_parts(shape), return_index=True)
        return cls(
            shape=shape, vertices=vertices, space=earth_centred(vertices),
            first=np.flatnonzero(np.diff(part, prepend=-1)), pieces=pieces, balls=pieces.balls(),
        )  # fmt: skip

    def nearest(self, other: Ready, to_m: float = BEND_M) -> Separation:
        """Give the `distance` to a shape with the same kind of edges, to within `to_m`."""
        edges = self.pieces.edges
        apart = edges == "geodesic" and _boxes_apart(self, other)
        touching = None if apart else _meeting(self.shape, other.shape, edges)
        if touching is None:
            return _between(self, other, 1, to_m)
        error = BEND_M if edges == "geodesic" else 0.0
        return Separation(metres=0.0, error_m=error, foot_a=touching, foot_b=touching)

    def farthest(self, other: Ready, to_m: float = BEND_M) -> Separation:
        """Give the `farthest` distance to a shape with the same kind of edges, to within `to_m`."""
        for one, two in ((self, other), (other, self)):
            _check_antipodes(one.vertices[one.first], two.shape, self.pieces.edges)
        found = _between(self, other, -1, to_m)
        _check_reach(found.metres)
        return found


def distance(a: BaseGeometry, b: BaseGeometry, *, edges: Edges = "lonlat") -> Separation:
    """Give the least geodesic distance between two shapes.

    Parameters
    ----------
    a, b : shapely geometry
        Points, lines, polygons or multiples; longitude/latitude. Polygons are filled: inside is 0.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices, in both.

    Returns
    -------
    Separation
        Metres, error, and the two feet.

    Raises
    ------
    GeometryError, InputError
        If a shape or the word for the edges cannot be.
    """
    return Ready.of(a, edges, "the first shape").nearest(Ready.of(b, edges, "the second shape"))


def farthest(a: BaseGeometry, b: BaseGeometry, *, edges: Edges = "lonlat") -> Separation:
    """Give the greatest geodesic distance between a place of one shape and a place of the other.

    Raises
    ------
    GeometryError
        If it exceeds 19,900 km: near the antipode it need not be reached at the outline.
    """
    return Ready.of(a, edges, "the first shape").farthest(Ready.of(b, edges, "the second shape"))


def distances_to(points: FloatArray, shape: BaseGeometry, *, edges: Edges = "lonlat") -> FloatArray:
    """Give the least distance in metres of many points to one shape, each within 0.2 mm; inside is 0.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    """
    return nearest_places(points, shape, edges=edges).metres


def nearest_places(points: FloatArray, shape: BaseGeometry, *, edges: Edges = "lonlat") -> Found:
    """Give for each of many points the nearest place of one shape: the point itself inside.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Longitude and latitude.

    Returns
    -------
    Found
        Distances, each within 0.2 mm, and the places.
    """
    return nearest_finder(shape, edges=edges)(points)


def farthest_places(points: FloatArray, shape: BaseGeometry, *, edges: Edges = "lonlat") -> Found:
    """Give for each of many points the farthest place of one shape.

    Raises
    ------
    GeometryError
        If one is farther than 19,900 km, as `farthest`.
    """
    checked = _one(shape, edges)
    _check_antipodes(points, checked, edges)
    found = Outline.of(checked, edges).asked(points, -1)
    _check_reach(float(found.metres.max(initial=0.0)))
    return found


def nearest_finder(shape: BaseGeometry, *, edges: Edges) -> Callable[[FloatArray], Found]:
    """Make a shape ready once, to be asked for its `nearest_places` block by block."""
    checked = _one(shape, edges)
    outline = Outline.of(checked, edges)
    if family(checked) != "polygon":
        return lambda points: outline.asked(points, 1)
    inside = _insides(checked, edges)

    def find(points: FloatArray) -> Found:
        found = outline.asked(points, 1)
        within = inside(points, found)
        found.metres[within], found.places[within] = 0.0, points[within]
        return found

    return find


def _boxes_apart(a: Ready, b: Ready) -> bool:
    """Say whether two shapes with geodesic edges cannot meet, nor one lie in the other, by their boxes alone.

    Along a geodesic the longitude runs one way, so an edge keeps to the meridians of its ends; and no place of it is
    farther from the nearer end than half its length, so it keeps to their parallels within that. What a ring encloses
    reaches no farther than the ring.
    """
    for one in (a, b):
        if np.abs(one.pieces.end[:, 0] - one.pieces.start[:, 0]).max(initial=0.0) > _TURN_DEG:
            return False
    west_a, south_a, east_a, north_a = a.shape.bounds
    west_b, south_b, east_b, north_b = b.shape.bounds
    bulge = float(a.balls[1].max() + b.balls[1].max()) / _DEGREE_M
    return west_a > east_b or west_b > east_a or south_a - north_b > bulge or south_b - north_a > bulge


def _meeting(a: BaseGeometry, b: BaseGeometry, edges: Edges) -> tuple[float, float] | None:
    if edges == "geodesic":
        rough = [as_lonlat_edges(shape, edges=edges, tolerance_m=_ROUGH_M) for shape in (a, b)]
        # Two shapes drawn to 10 m that stay clear of each other by more than 40 m do not meet. Degrees of latitude are
        # longer than 100 km, degrees of longitude longer than that times the least cosine of latitude.
        if shapely.distance(*rough) > 4 * _ROUGH_M / 1e5 / max(_least_cosine(rough), 1e-3):
            return None
    flat_a, flat_b = (as_lonlat_edges(shape, edges=edges, tolerance_m=BEND_M) for shape in (a, b))
    if not shapely.intersects(flat_a, flat_b):
        return None
    place = shapely.point_on_surface(shapely.intersection(flat_a, flat_b))
    if place.is_empty:
        place = shapely.Point(shapely.get_coordinates(shapely.shortest_line(flat_a, flat_b))[0])
    return float(place.x), float(place.y)


def _least_cosine(shapes: list[BaseGeometry]) -> float:
    lat = np.abs([shape.bounds[1::2] for shape in shapes]).max()
    return float(np.cos(np.radians(lat)))


def _one(shape: BaseGeometry, edges: Edges) -> BaseGeometry:
    checked = checked_geometry(shape, "shape")
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    return checked


def _insides(polygon: BaseGeometry, edges: Edges) -> Callable[[FloatArray, Found], BoolArray]:
    """Give a test of what lies in a polygon, of points with their nearest places on its outline.

    Polygons come turned so that their inside lies to the left. As geodesics the edges of a valid polygon may cross:
    where that is not ruled out a side is asked only near the outline, and must agree with the drawing.
    """
    if edges == "lonlat":
        shapely.prepare(polygon)

        def by_side(points: FloatArray, nearest: Found) -> BoolArray:
            left, open_ = nearest.side < 0, np.flatnonzero(nearest.side == 0)
            left[open_] = shapely.intersects_xy(polygon, points[open_, 0], points[open_, 1])
            return left

        return by_side

    def inside(points: FloatArray, nearest: Found) -> BoolArray:
        drawn, metres = rough, nearest.metres
        found = nearest.side < 0 if simple else np.zeros(len(points), dtype=bool)
        open_ = np.flatnonzero(nearest.side == 0) if simple else np.arange(len(points))
        for before, tolerance in pairwise((np.inf, *_INSIDE_M)):
            # Drawn finer only for what lies too near to the outline to be told, and only beside it.
            open_ = open_[metres[open_] <= 2 * before]
            if not open_.size:
                break
            if tolerance < _INSIDE_M[0]:
                drawn = _drawn_finer(drawn, points[open_], near_m=2 * before, tolerance_m=tolerance)
            shapely.prepare(drawn)
            found[open_] = shapely.intersects_xy(drawn, points[open_, 0], points[open_, 1])
            open_ = open_[nearest.side[open_] != np.where(found[open_], -1, 1)]
        return found

    rough, simple = rebuilt(polygon, partial(_drawn_even, tolerance_m=_INSIDE_M[0])), lenses_empty(polygon)
    return inside


def _drawn_even(path: FloatArray, *, tolerance_m: float) -> FloatArray:
    """Cut geodesics evenly, as many times as their bend says: on shorter ones faster than by halving."""
    path = without_doubles(path)
    start, end = path[:-1], path[1:]
    bend = Pieces(start=start, end=end, edges="lonlat").bend_m()
    count = np.maximum(1, np.ceil(np.sqrt(2 * bend / tolerance_m))).astype(np.intp)
    index = np.repeat(np.arange(len(count)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
    leaving, _, full = inverse(start, end)
    cut = direct(start[index], leaving[index], nth / count[index] * full[index])[0]
    cut[nth == 0] = start
    cut = np.vstack([cut, path[-1:]])
    if Pieces(start=cut[:-1], end=cut[1:], edges="lonlat").bend_m().max() <= tolerance_m:
        return cut
    return refined_path(path, straight=along_geodesic, other=along_short_lonlat, tolerance_m=tolerance_m)


def _drawn_finer(drawn: BaseGeometry, points: FloatArray, *, near_m: float, tolerance_m: float) -> BaseGeometry:
    """Cut the geodesics that a polygon was drawn with further, where a point lies near."""
    places: Any = shapely.points(points)
    tree = shapely.STRtree(places)

    def finer(path: FloatArray) -> FloatArray:
        start, end = path[:-1], path[1:]
        # Degrees of latitude are longer than 100 km, those of longitude longer than that times the cosine of latitude.
        cosine = np.cos(np.radians(np.abs(path[:, 1]).max()))
        pad = near_m / 1e5 * np.array([1 / max(cosine, 1e-3), 1.0])
        boxes = shapely.box(*(np.minimum(start, end) - pad).T, *(np.maximum(start, end) + pad).T)
        rows = np.unique(tree.query(boxes)[0])
        piece, share = refine(
            start[rows], end[rows], straight=along_geodesic, other=along_short_lonlat, tolerance_m=tolerance_m
        )
        new = share > 0
        piece, share = rows[piece[new]], share[new]
        order = np.lexsort((np.r_[np.zeros(len(path)), share], np.r_[np.arange(len(path)), piece]))
        return np.vstack([path, along_geodesic(start[piece], end[piece], share)])[order]

    return rebuilt(drawn, finer)


def _check_antipodes(points: FloatArray, shape: BaseGeometry, edges: Edges) -> None:
    if family(shape) != "polygon":
        return
    lon = points[:, 0] - np.copysign(180, points[:, 0])
    filled = as_lonlat_edges(shape, edges=edges, tolerance_m=_ROUGH_M)
    shapely.prepare(filled)
    bad = np.flatnonzero(shapely.intersects_xy(filled, lon, -points[:, 1]))
    if bad.size:
        came = points[bad[0]]
        raise GeometryError(
            f"a polygon holds the antipode of ({came[0]:g}, {came[1]:g}): the greatest distance is reached inside it, "
            "and is not measured; take its boundary"
        )


def _check_reach(metres: float) -> None:
    if metres > FARTHEST_M:
        raise GeometryError(
            f"the farthest places are {metres / 1e3:,.0f} km apart; beyond {FARTHEST_M / 1e3:,.0f} km, near the "
            "antipode, the greatest distance need not be reached at the outline, and is not measured"
        )


def _between(left: Ready, right: Ready, sense: Sense, to_m: float) -> Separation:
    """Ask each side from the ends of the other's pieces and drop what is ruled out; cut the rest until all is told."""
    swapped = len(left.pieces.start) > len(right.pieces.start)
    sides = (right, left) if swapped else (left, right)
    i, j = some_pair(sides[0].space, sides[1].space, sense)
    feet = np.array([sides[0].vertices[i], sides[1].vertices[j]])
    best = sense * float(inverse(feet[:1], feet[1:])[2][0])
    if sense == -1:
        _check_reach(-best)
    kept = pruned(sides[0].balls, sides[1].balls, sense, sense * best)
    few, many = (side.pieces.take(rows) for side, rows in zip(sides, kept, strict=True))
    if (few.start == few.end).all() and (many.start == many.end).all() and len(few.start) == len(many.start) == 1:
        return _told(feet[::-1] if swapped else feet, sense * best, 0.0)
    if (few.start == few.end).all():
        # From points an outline is asked for its true edges: nothing is in doubt.
        near, _ = _asked(Outline.round(many), few, sense, best)
        if near[0] < best:
            best, feet = near[0], np.array([near[1], near[2]])
        return _told(feet[::-1] if swapped else feet, sense * best, 0.0)
    few, many = (pieces.cut(_cuts(_doubt(pieces, sense, best), to_m)) for pieces in (few, many))
    while True:
        far, many = _asked(Outline.round(few), many, sense, best)
        if far[0] < best:
            best, feet = far[0], np.array([far[2], far[1]])
        near, few = _asked(Outline.round(many), few, sense, best)
        if near[0] < best:
            best, feet = near[0], np.array([near[1], near[2]])
        doubts = [_doubt(pieces, sense, best) for pieces in (few, many)]
        counts = [_cuts(doubt, to_m) for doubt in doubts]
        # Two outlines that run beside each other for thousands of kilometres are not told finer than so many pieces.
        if max(float(doubt.max(initial=0.0)) for doubt in doubts) <= to_m or sum(map(np.sum, counts)) > _MOST:
            break
        few, many = few.cut(counts[0]), many.cut(counts[1])
    return _told(feet[::-1] if swapped else feet, sense * best, sum(float(doubt.max(initial=0.0)) for doubt in doubts))


def _told(feet: FloatArray, metres: float, doubt_m: float) -> Separation:
    foot_a, foot_b = ((float(lon), float(lat)) for lon, lat in feet)
    return Separation(metres=metres, error_m=doubt_m + FOOT_ERROR_M, foot_a=foot_a, foot_b=foot_b)


def _asked(
    outline: Outline, pieces: Pieces, sense: Sense, best: float
) -> tuple[tuple[float, FloatArray, FloatArray], Pieces]:
    """Ask from the ends of pieces: the best, with both feet; and the pieces that may hold a better one."""
    length = 2 * pieces.balls()[1] + FOOT_ERROR_M
    # The end of a piece is mostly the start of the next.
    last = np.flatnonzero((pieces.end != np.roll(pieces.start, -1, axis=0)).any(axis=1))
    points = np.vstack([pieces.start, pieces.end[last]])
    margin = float(length.max())
    found = outline.asked(points, sense, cap=best + margin, margin=margin)
    metres = sense * np.where(np.isfinite(found.metres), found.metres, sense * np.inf)
    top = int(np.argmin(metres))
    keep = metres[: len(pieces.start)] - length <= min(best, float(metres[top]))
    return (float(metres[top]), points[top], found.places[top]), pieces.take(np.flatnonzero(keep))


def _doubt(pieces: Pieces, sense: Sense, best: float) -> FloatArray:
    """Bound by how much a place inside a piece may beat its ends."""
    bend = pieces.bend_m()
    if sense == 1:
        return bend
    length = 2 * pieces.balls()[1]
    # Beyond a quarter the distance is concave along a geodesic, bent by no more than a circle about the antipode.
    angle = np.clip((-best + length) / SEMI_MINOR_M, 0, 3.14)
    concave = np.where(angle > np.pi / 2, -1 / np.tan(np.maximum(angle, 1.0)), 0.0)
    return np.asarray(bend + concave / SEMI_MINOR_M * length**2 / 8)


def _cuts(doubt: FloatArray, to_m: float) -> IntArray:
    """Give into how many parts to cut pieces: by the square root, because the doubt falls with the square of length."""
    most = max(_CUT, _MANY // max(1, len(doubt)))
    return np.clip(np.ceil(np.sqrt(doubt / to_m)), 1, most).astype(np.intp)
