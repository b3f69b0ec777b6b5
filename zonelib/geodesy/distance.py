"""Distance on the ellipsoid between any two shapes, least and greatest, with the places where it is reached.

Nothing is projected. Edges are cut into pieces, each in a ball in space; as a geodesic is never shorter than the
straight line through the earth and never longer than `greatest_arc` of it, most pieces are ruled out by their balls
alone, and the rest are cut finer until every piece is a geodesic to a tenth of a millimetre. What then remains is
decided by the inverse geodesic (Karney 2013).

Between two geodesic pieces that do not meet, the least distance is reached at an end of one of them: a common
perpendicular of inner points is never a minimum where curvature is positive, because moving both feet alike shortens
it (second variation of length). The greatest is reached at two ends as long as it is below a quarter of the
meridian's girth, because there distance from a point is convex along geodesics.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_word
from zonelib.geodesy.earth import (
    KARNEY_ERROR_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    earth_centred,
    greatest_arc,
    inverse,
)
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.results import Separation
from zonelib.geodesy.segments import Pieces, nearest_on

BEND_M: Final = 1e-4
_FOOT_ERROR_M: Final = 1e-7
_PIECE_M: Final = 2_000.0
_CUT: Final = 6
_ROUGH_M: Final = 10.0
_CHUNK: Final = 200_000
_QUARTER_M: Final = float(np.pi / 2 * SEMI_MINOR_M)


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
    first, second = _both(a, b, edges)
    touching = _meeting(first, second, edges)
    if touching is not None:
        return Separation(metres=0.0, error_m=BEND_M if edges == "geodesic" else 0.0, foot_a=touching, foot_b=touching)
    left, right = _near_pieces(Pieces.of(first, edges), Pieces.of(second, edges))
    one = _nearest_vertex(left, right)
    two = _nearest_vertex(right, left)
    metres, foot_a, foot_b = (one[0], one[1], one[2]) if one[0] <= two[0] else (two[0], two[2], two[1])
    error = float(left.bend_m().max() + right.bend_m().max()) + _FOOT_ERROR_M
    return Separation(metres=metres, error_m=error, foot_a=foot_a, foot_b=foot_b)


def farthest(a: BaseGeometry, b: BaseGeometry, *, edges: Edges = "lonlat") -> Separation:
    """Give the greatest geodesic distance between a place of one shape and a place of the other.

    Raises
    ------
    GeometryError
        If it exceeds 9,985 km, a quarter of the girth: beyond, it need not be reached at the outline.
    """
    first, second = _both(a, b, edges)
    left, right = Pieces.of(first, edges), Pieces.of(second, edges)
    # A lon/lat edge bulges from its geodesic: cut until a vertex is as good as the bulge.
    left, right = _cut_to(left, 1e-3), _cut_to(right, 1e-3)
    from_, to = (np.unique(np.vstack([pieces.start, pieces.end]), axis=0) for pieces in (left, right))
    metres, foot_a, foot_b = _farthest_pair(from_, to)
    if metres > _QUARTER_M:
        raise GeometryError(
            f"the farthest vertices are {metres / 1e3:,.0f} km apart; beyond {_QUARTER_M / 1e3:,.0f} km the greatest "
            "distance need not be reached at the outline, and is not measured"
        )
    error = float(left.bend_m().max() + right.bend_m().max()) + KARNEY_ERROR_M
    return Separation(metres=metres, error_m=error, foot_a=foot_a, foot_b=foot_b)


def distances_to(points: FloatArray, shape: BaseGeometry, *, edges: Edges = "lonlat") -> FloatArray:
    """Give the least distance in metres of many points to one shape, each within 0.2 mm; inside is 0.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    """
    checked = checked_geometry(shape, "shape")
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    if not len(points):
        return np.zeros(0)
    pieces = _cut_to(_shortened(Pieces.of(checked, edges), _PIECE_M), BEND_M)
    found, _ = _boundary_distances(points, pieces)
    filled = as_lonlat_edges(checked, edges=edges, tolerance_m=BEND_M)
    shapely.prepare(filled)
    found[shapely.intersects_xy(filled, points[:, 0], points[:, 1])] = 0.0
    return found


def _both(a: BaseGeometry, b: BaseGeometry, edges: Edges) -> tuple[BaseGeometry, BaseGeometry]:
    checked_word(edges, Edges, "edges")
    first, second = checked_geometry(a, "the first shape"), checked_geometry(b, "the second shape")
    checked_edges(first, edges, "the first shape")
    checked_edges(second, edges, "the second shape")
    return first, second


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


def _near_pieces(left: Pieces, right: Pieces) -> tuple[Pieces, Pieces]:
    """Cut and rule out by turns, until what is left is as good as geodesic."""
    while True:
        left, right = _ruled_out(left, right)
        bent = max(float(left.bend_m().max()), float(right.bend_m().max())) > BEND_M
        longest = max(float(left.balls()[1].max()), float(right.balls()[1].max()))
        if not bent and (longest <= _PIECE_M or len(left.start) * len(right.start) <= _CHUNK):
            return left, right
        left, right = _finer(left, longest), _finer(right, longest)


def _finer(pieces: Pieces, longest_half: float) -> Pieces:
    # Cut the long ones, and those that still bend; the square root because bend falls with the square of the length.
    half = pieces.balls()[1]
    by_length = np.ceil(_CUT * half / max(longest_half, 1e-9)) if longest_half > _PIECE_M else np.ones(len(half))
    by_bend = np.minimum(np.ceil(np.sqrt(pieces.bend_m() / BEND_M)), _CUT)
    return pieces.cut(np.maximum(1, np.maximum(by_length, by_bend)).astype(np.intp))


def _ruled_out(left: Pieces, right: Pieces) -> tuple[Pieces, Pieces]:
    (middle_l, half_l), (middle_r, half_r) = left.balls(), right.balls()
    trees = cKDTree(middle_l), cKDTree(middle_r)
    to_right, mate = (np.asarray(found) for found in trees[1].query(middle_l))
    to_left = np.asarray(trees[0].query(middle_r)[0])
    # The pair of middles that is nearest in space bounds the answer from above: both balls hold a place of the shape.
    best = int(np.argmin(to_right))
    other = int(mate[best])
    limit = float(greatest_arc(to_right[best : best + 1] + half_l[best] + half_r[other])[0])
    keep_l = np.flatnonzero(to_right - half_l - half_r.max() <= limit)
    keep_r = np.flatnonzero(to_left - half_r - half_l.max() <= limit)
    return left.take(keep_l), right.take(keep_r)


def _nearest_vertex(pieces: Pieces, others: Pieces) -> tuple[float, tuple[float, float], tuple[float, float]]:
    """Give the least distance from an end of the pieces to the other pieces, with both feet."""
    vertices = np.unique(np.vstack([pieces.start, pieces.end]), axis=0)
    found, feet = _boundary_distances(vertices, others, only_best=True)
    best = int(np.argmin(found))
    return float(found[best]), _pair(vertices[best]), _pair(feet[best])


def _boundary_distances(
    points: FloatArray, pieces: Pieces, *, only_best: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Give the distance of every point to the pieces, with feet; with `only_best`, right for the nearest point only."""
    middle, half = pieces.balls()
    tree, space = cKDTree(middle), earth_centred(points)
    near, mate = tree.query(space)
    limit = greatest_arc(near + half[mate])
    if only_best:
        limit = np.full(len(points), limit.min())
    found = np.full(len(points), np.inf)
    feet = points.copy()
    asked = np.flatnonzero(near - half.max() <= limit)
    while asked.size:
        counts = tree.query_ball_point(space[asked], limit[asked] + half.max(), return_length=True)
        fits = max(1, int(np.searchsorted(np.cumsum(counts), _CHUNK)))
        now, asked = asked[:fits], asked[fits:]
        rows, cols = _candidates(tree, space[now], limit[now] + half.max())
        rows = now[rows]
        close = np.linalg.norm(space[rows] - middle[cols], axis=1) - half[cols] <= limit[rows]
        rows, cols = rows[close], cols[close]
        metres, places = nearest_on(points[rows], pieces.take(cols))
        order = np.lexsort((metres, rows))
        first = order[np.r_[True, np.diff(rows[order]) != 0]] if order.size else order
        found[rows[first]], feet[rows[first]] = metres[first], places[first]
    return found, feet


def _candidates(tree: cKDTree, space: FloatArray, reach: FloatArray) -> tuple[IntArray, IntArray]:
    lists = tree.query_ball_point(space, reach, return_sorted=False)
    count = np.fromiter((len(found) for found in lists), dtype=np.intp, count=len(space))
    rows = np.repeat(np.arange(len(space)), count)
    return rows, np.concatenate([np.asarray(found, dtype=np.intp) for found in lists])


def _farthest_pair(from_: FloatArray, to: FloatArray) -> tuple[float, tuple[float, float], tuple[float, float]]:
    a, b = earth_centred(from_), earth_centred(to)
    rows = max(1, _CHUNK // len(b))
    best, pair = -1.0, (from_[0], to[0])
    for low in range(0, len(a), rows):
        chords = np.linalg.norm(a[low : low + rows, None, :] - b[None, :, :], axis=2)
        # No geodesic is longer than greatest_arc of its chord: whoever cannot beat the best chord is out.
        i, j = np.nonzero(greatest_arc(chords) >= max(best, float(chords.max())))
        if not i.size:
            continue
        metres = inverse(from_[low + i], to[j])[2]
        top = int(np.argmax(metres))
        if metres[top] > best:
            best, pair = float(metres[top]), (from_[low + i[top]], to[j[top]])
    return best, _pair(pair[0]), _pair(pair[1])


def _shortened(pieces: Pieces, most_m: float) -> Pieces:
    return pieces.cut(np.maximum(1, np.ceil(2 * pieces.balls()[1] / most_m)).astype(np.intp))


def _cut_to(pieces: Pieces, bend_m: float) -> Pieces:
    return pieces.cut(np.maximum(1, np.ceil(np.sqrt(pieces.bend_m() / bend_m))).astype(np.intp))


def _pair(position: FloatArray) -> tuple[float, float]:
    return float(position[0]), float(position[1])
