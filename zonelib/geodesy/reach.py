"""The nearest and the farthest place of a shape from many points, and all places within a distance of all of a shape.

Distance from a place is convex along geodesics below a quarter of the meridian's girth (`QUARTER_M`), so over what a
ring of geodesics encloses it is greatest at a corner of the ring. Hence a few `corners_of` a shape stand for all of it,
with a bound of

- `cut_m` for edges straight in longitude/latitude, cut until they deviate from geodesics by no more than that, and
- `cut_m` for drawing the ring that tells which vertices lie inside; what lies outside is a corner too.

All places from which no place of the shape is farther than R are the intersection of discs of radius R round the
corners.

The nearest place is sought in space, among stops set close along the outline, and its distance then measured. Which
stop is nearest in space need not be nearest on the earth, so a geodesic must be bounded from below by its chord
(`least_arc`) as `greatest_arc` bounds it from above: at 1,000 km the two are 14 m apart.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from scipy.spatial import ConvexHull, QhullError, cKDTree
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.checks import checked_geometry, checked_length, family
from zonelib.geodesy.earth import (
    CHORD_ROUNDING_M,
    KARNEY_ERROR_M,
    RADIUS_GREATEST_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    centre_of,
    earth_centred,
    greatest_arc,
    inverse,
    unit_vectors,
)
from zonelib.geodesy.lines import densify
from zonelib.geodesy.rings import disc
from zonelib.geodesy.seam import polygons_of
from zonelib.geodesy.segments import Pieces

QUARTER_M: Final = float(np.pi / 2 * SEMI_MINOR_M)
"""Below, distance from a place is convex along geodesics."""

MOST_M: Final = 9_000_000.0
"""The greatest radius for `within_of_all`; the rest of the quarter is left for the lengths of edges."""

_AT_ONCE: Final = 1 << 22
_MOST_STOPS: Final = 200_000
_WIDEST_DEG: Final = 170.0


def corners_of(shape: BaseGeometry, *, cut_m: float) -> FloatArray:
    """Give vertices of which one is the farthest of a shape from anywhere, to twice `cut_m`.

    Parameters
    ----------
    shape : shapely geometry
        Points, lines or polygons, edges straight in longitude/latitude.
    cut_m : float
        How far off each of two steps may be.

    Returns
    -------
    ndarray, shape (k, 2)
    """
    cut = densify(checked_geometry(shape), tolerance_m=cut_m)
    vertices = np.unique(shapely.get_coordinates(cut), axis=0)
    middle, _ = centre_of(vertices)
    # Turned so that ±180° is far away; the ellipsoid does not notice.
    turned = np.column_stack([(vertices[:, 0] - middle + 180) % 360 - 180, vertices[:, 1]])
    rows = _hull(vertices)
    if len(rows) < 3 or np.ptp(turned[:, 0]) > _WIDEST_DEG:
        return vertices
    hull = shapely.Polygon(turned[rows])
    # The ring round what is nearly a line may cross itself in longitude/latitude.
    if not hull.is_valid:
        return vertices
    ring = densify(hull, tolerance_m=cut_m, edges="geodesic")
    corner = ~shapely.intersects_xy(ring, turned[:, 0], turned[:, 1])
    corner[rows] = True
    return vertices[corner]


def farthest_distances(points: FloatArray, shape: BaseGeometry, *, cut_m: float) -> FloatArray:
    """Give the greatest geodesic distance in metres of many points to one shape, each within twice `cut_m`.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    shape : shapely geometry
        Points, lines or polygons, longitude/latitude.
    cut_m : float
        As for `corners_of`.

    Raises
    ------
    GeometryError
        If one exceeds 9,985 km, a quarter of the girth: beyond, the farthest place need not be on the outline.
    """
    vertices = corners_of(shape, cut_m=cut_m)
    found = np.zeros(len(points))
    space, there = earth_centred(points), earth_centred(vertices)
    rows = max(1, _AT_ONCE // len(vertices))
    for low in range(0, len(points), rows):
        chords = _chords(space[low : low + rows], there)
        first = np.argmax(chords, axis=1)
        best = inverse(points[low : low + rows], vertices[first])[2]
        # Who has a longer chord need not be farther; who could be is measured too.
        i, j = np.nonzero(greatest_arc(chords) > best[:, None])
        np.maximum.at(best, i, inverse(points[low + i], vertices[j])[2])
        found[low : low + rows] = best
    if len(points) and found.max() > QUARTER_M:
        row = int(np.argmax(found))
        raise GeometryError(
            f"row {row} is {found[row] / 1e3:,.0f} km from the farthest place of the shape; beyond "
            f"{QUARTER_M / 1e3:,.0f} km that need not be on its outline, and is not measured"
        )
    return found


def within_of_all(shape: BaseGeometry, radius_m: float, *, tolerance_m: float) -> BaseGeometry:
    """Give all places from which no place of a shape is farther than a radius; may be empty.

    Parameters
    ----------
    shape : shapely geometry
        Points, lines or polygons, longitude/latitude, edges straight there.
    radius_m : float
        Up to 9,000 km.
    tolerance_m : float
        What is drawn lies between the places for radius - tolerance and for radius + tolerance: half is for the
        chords of the discs, a quarter each for the two steps of `corners_of`.

    Raises
    ------
    GeometryError, LengthError
        If the shape or a length cannot be.
    """
    radius, tolerance = checked_length(radius_m, "radius_m", most_m=MOST_M), checked_length(tolerance_m, "tolerance_m")
    corners = corners_of(shape, cut_m=min(tolerance, radius) / 4).tolist()
    discs = [disc(lon, lat, radius_m=radius, tolerance_m=tolerance / 2).geometry for lon, lat in corners]
    return polygons_of(shapely.intersection_all(discs))


def nearest_distances(
    points: FloatArray, shape: BaseGeometry, *, stop_m: float = 200.0
) -> tuple[FloatArray, FloatArray]:
    """Measure the least geodesic distance of many points to one shape, fast, each with how far it may be off.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    shape : shapely geometry
        Points, lines or polygons, edges straight in longitude/latitude; inside a polygon is 0.
    stop_m : float
        How close the stops are set; on outlines beyond 40,000 km, farther apart.

    Returns
    -------
    metres, error_m : ndarray, shape (n,)
        The true distance lies within [metres - error_m, metres]. A foot between two stops is at most half their step
        from one, at a right angle, and there positive curvature only brings the ends nearer to each other (Toponogov).
    """
    checked = checked_geometry(shape, "shape")
    pieces = Pieces.of(checked, "lonlat")
    length = 2 * pieces.balls()[1]
    step = max(stop_m, float(length.sum()) / _MOST_STOPS)
    pieces = pieces.cut(np.maximum(1, np.ceil(length / step)).astype(np.intp))
    stops = np.unique(np.vstack([pieces.start, pieces.end]), axis=0)
    chord, which = cKDTree(earth_centred(stops)).query(earth_centred(points), workers=-1)
    metres = inverse(points, stops[which])[2]
    # The only stop there is, is the nearest.
    least = least_arc(np.asarray(chord)) if len(stops) > 1 else metres - KARNEY_ERROR_M
    half = float(pieces.balls()[1].max())
    least = np.sqrt(np.maximum(least**2 - half**2, 0.0)) - float(pieces.bend_m().max())
    if family(checked) == "polygon":
        shapely.prepare(checked)
        inside = shapely.intersects_xy(checked, points[:, 0], points[:, 1])
        metres[inside] = least[inside] = 0.0
    return metres, metres - np.clip(least, 0.0, metres)


def least_arc(chord_m: FloatArray) -> FloatArray:
    """Give the shortest a geodesic can be whose ends are this far apart in space.

    Let g be the square of the distance in space from its start p, and N the outward normal at c(s). Then
    g'' = 2 - 2κ(c - p)·N, with normal curvature κ >= 1/R, R being `RADIUS_GREATEST_M`. The ellipsoid lies in the ball
    of radius R that touches it at c from outside (Blaschke), which says (c - p)·N >= g/2R. So g'' <= 2 - g/R², with
    equality for a circle of radius R, and by comparison g lies nowhere above that of the circle.
    """
    full = 2 * RADIUS_GREATEST_M
    return np.asarray(full * np.arcsin(np.clip(chord_m / full, 0, 1)) - CHORD_ROUNDING_M)


def _hull(vertices: FloatArray) -> IntArray:
    """Give the rows of the corners of the hull, counterclockwise; none where all lie on one line.

    Seen along the middle normal, the hull in space is nearly the geodesic one; the ring made of it tells what is left.
    """
    space = unit_vectors(vertices)
    _, _, across = np.linalg.svd(space.mean(axis=0)[None, :])
    try:
        return np.asarray(ConvexHull(space @ across[1:].T).vertices, dtype=np.intp)
    except QhullError:
        return np.zeros(0, dtype=np.intp)


def _chords(a: FloatArray, b: FloatArray) -> FloatArray:
    """Give all distances in space between two sets, shape (n, k)."""
    squares = np.zeros((len(a), len(b)))
    for axis in range(3):
        squares += (a[:, axis, None] - b[None, :, axis]) ** 2
    return np.asarray(np.sqrt(squares))
