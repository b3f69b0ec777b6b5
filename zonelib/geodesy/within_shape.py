"""Which of many points lie within a radius of a line, a polygon, or several points; inside a polygon is distance 0.

Three filters, each proven, decide most points:

1. The shape lies in a disc round its centre; what is farther from there than the two radii together
   (and, for a polygon, outside its box) is outside: triangle inequality.
2. The edges are cut into pieces, each in a ball in space. Where even the nearest ball is farther than the radius in
   a straight line, so is the shape along the surface; where the longest geodesic into the nearest ball is within the
   radius, so is the shape (`greatest_arc`).
3. What lies in the polygon is inside.

For the rest the pieces are halved: a piece whose middle is within the radius (inverse geodesic, Karney 2013) settles
its point, one whose middle is farther than the radius and half its length cannot; until they are `SHAPE_ERROR_M` long.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_word, family
from zonelib.geodesy.discs import BoolArray
from zonelib.geodesy.distance import BEND_M, nearest_finder
from zonelib.geodesy.earth import RADIUS_LEAST_M, FloatArray, IntArray, centre_of, earth_centred, greatest_arc, inverse
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.paths import EDGES, Edges
from zonelib.geodesy.segments import Pieces
from zonelib.geodesy.within import Progress, blocks, checked_radius, checked_rows, columns, within

SHAPE_ERROR_M: Final = 1e-5
"""A point whose distance differs from the radius by less may be told either way."""

_BLOCK: Final = 1 << 18
_PIECES: Final = 200_000
_FINEST_M: Final = 200.0
_AT_ONCE: Final = 1 << 17
_SLACK_M: Final = 1e-3


def within_shape(
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    of: BaseGeometry,
    radius_m: float,
    edges: Edges = "lonlat",
    progress: Progress | None = None,
) -> BoolArray:
    """Tell of each point whether its least geodesic distance to a shape is at most the radius.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        Degrees.
    of : shapely geometry
        Points, lines or polygons, longitude/latitude; inside a polygon the distance is 0.
    radius_m : float
        Metres; 0 or more.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.
    progress : callable, optional
        Called as ``progress(done, total)`` after each quarter of a million points.

    Returns
    -------
    ndarray of bool, shape (n,)
        Right for every point whose distance is not within `SHAPE_ERROR_M` of the radius; of a single point as `within`.
        With geodesic edges, what lies in a polygon is told to 0.1 mm.

    Raises
    ------
    GeometryError, LengthError, InputError
        If a coordinate, the shape, the radius or the word for the edges cannot be.
    """
    shape = checked_geometry(of, "the shape")
    checked_word(edges, Edges, "edges")
    checked_edges(shape, edges, "the shape")
    radius = checked_radius(radius_m)
    if isinstance(shape, shapely.Point):
        return within(lon, lat, origin_lon=shape.x, origin_lat=shape.y, radius_m=radius, progress=progress)
    xs, ys = columns(lon, lat)
    pieces, filled = _pieces(shape, edges, radius), None
    if family(shape) == "polygon":
        filled = as_lonlat_edges(shape, edges=edges, tolerance_m=BEND_M)
        shapely.prepare(filled)
    near = _Near(pieces, radius)
    centre, reach = _disc_of(pieces)
    inside = np.zeros(len(xs), dtype=bool)
    for low, high in blocks(len(xs), _BLOCK, progress):
        x, y = checked_rows(xs[low:high], ys[low:high], low)
        asked = within(x, y, origin_lon=centre[0], origin_lat=centre[1], radius_m=radius + reach)
        if filled is not None:
            asked |= _in_box(x, y, filled)
        rows = np.flatnonzero(asked)
        points = np.column_stack([x[rows], y[rows]])
        told = near.told(points)
        if filled is not None:
            told[shapely.intersects_xy(filled, points[:, 0], points[:, 1])] = 1
        left = np.flatnonzero(told == 0)
        told[left] = near.halved(points[left])
        inside[low + rows] = told > 0
    return inside


def shape_distances(
    lon: ArrayLike, lat: ArrayLike, *, of: BaseGeometry, edges: Edges = "lonlat", progress: Progress | None = None
) -> FloatArray:
    """Give the least geodesic distance in metres of each point to a shape, to 0.2 mm; inside a polygon 0.

    Raises
    ------
    GeometryError, InputError
        As `within_shape`.
    """
    xs, ys = columns(lon, lat)
    find, found = nearest_finder(of, edges=edges), np.empty(len(xs))
    for low, high in blocks(len(xs), _BLOCK, progress):
        x, y = checked_rows(xs[low:high], ys[low:high], low)
        found[low:high] = find(np.column_stack([x, y])).metres
    return found


class _Near:
    """Tells what the balls round the pieces of an outline tell of a radius."""

    def __init__(self, pieces: Pieces, radius_m: float) -> None:
        self._pieces = pieces
        self._middle, self._half = pieces.balls()
        self._tree = cKDTree(self._middle)
        self._radius_m = radius_m

    def told(self, points: FloatArray) -> FloatArray:
        """Say 1 surely within, -1 surely not (but for being inside a polygon), 0 undecided."""
        most = float(self._half.max())
        # Beyond this chord even the balls are out of reach, and the search may stop.
        stop = self._radius_m + most + 2 * _SLACK_M
        chord, mate = self._tree.query(earth_centred(points), distance_upper_bound=stop)
        far = ~np.isfinite(chord)
        span = np.where(far, np.inf, chord) + np.append(self._half, np.inf)[mate]
        told = np.zeros(len(points))
        told[far | (chord - most > self._radius_m + _SLACK_M)] = -1
        # The arc is bounded by the chord only while the chord fits into the sphere of least radius.
        fits = span < 2 * RADIUS_LEAST_M
        told[fits & (greatest_arc(np.where(fits, span, 0.0)) < self._radius_m - _SLACK_M)] = 1
        return told

    def halved(self, points: FloatArray) -> BoolArray:
        """Settle what `told` left undecided, by halving the pieces."""
        space, reach = earth_centred(points), self._radius_m + float(self._half.max()) + _SLACK_M
        found = np.zeros(len(points), dtype=bool)
        if not len(points):
            return found
        ends = np.cumsum(np.asarray(self._tree.query_ball_point(space, reach, return_length=True)))
        low = 0
        while low < len(points):
            done = ends[low - 1] if low else 0
            high = max(low + 1, int(np.searchsorted(ends, done + _AT_ONCE, side="right")))
            lists: Any = self._tree.query_ball_point(space[low:high], reach)
            row = np.repeat(np.arange(high - low), [len(cols) for cols in lists])
            col = np.concatenate([np.asarray(cols, dtype=np.intp) for cols in lists])
            chord = np.linalg.norm(space[low + row] - self._middle[col], axis=1)
            near = chord - self._half[col] <= self._radius_m + _SLACK_M
            found[low:high] = self._settled(points[low:high], row[near], col[near])
            low = high
        return found

    def _settled(self, points: FloatArray, row: IntArray, col: IntArray) -> BoolArray:
        found = np.zeros(len(points), dtype=bool)
        pieces, straight = self._pieces.take(col), EDGES[self._pieces.edges]
        while row.size:
            middle = straight(pieces.start, pieces.end, np.full(row.size, 0.5))
            metres = inverse(points[row], middle)[2]
            half = pieces.balls()[1]
            found[row[metres <= self._radius_m]] = True
            open_ = np.flatnonzero(~found[row] & (metres - half <= self._radius_m) & (half > SHAPE_ERROR_M))
            pieces = pieces.take(open_).cut(np.full(open_.size, 2))
            row = np.repeat(row[open_], 2)
        return found


def _pieces(shape: BaseGeometry, edges: Edges, radius_m: float) -> Pieces:
    """Cut the edges short against the radius: the shorter, the fewer points are left undecided."""
    pieces = Pieces.of(shape, edges)
    length = 2 * pieces.balls()[1]
    wanted = max(_FINEST_M, radius_m / 200, float(length.sum()) / _PIECES)
    return pieces.cut(np.maximum(1, np.ceil(length / wanted)).astype(np.intp))


def _disc_of(pieces: Pieces) -> tuple[tuple[float, float], float]:
    """Give a disc that holds every place of the pieces: none is farther from an end than half the length."""
    ends = np.vstack([pieces.start, pieces.end])
    centre = centre_of(ends)
    return centre, float(inverse(np.array([centre]), ends)[2].max() + pieces.balls()[1].max()) + _SLACK_M


def _in_box(lon: FloatArray, lat: FloatArray, shape: BaseGeometry) -> BoolArray:
    west, south, east, north = shape.bounds
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
