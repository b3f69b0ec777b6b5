"""±180° and the poles: from rings on the globe to polygons that are valid by RFC 7946, and back to true boundaries.

The package ``antimeridian`` does the same work for shapes drawn to a centimetre: it rounds the latitudes at which it
cuts to seven decimals. zonelib's bounds go below that, so the cut is made here; the tests hold the two against each
other.

Method: a ring's longitudes are unwrapped; a ring that comes back 360° further winds round a pole. Whether a place
belongs to the shape is a question of parity: count the rings that part it from the north pole, and add one if the north
pole itself belongs to it. Hence the shape is the symmetric difference of, for each ring, the side without the north
pole (for a ring that winds, the side of the south pole), and of the whole earth if it holds the north pole.

References
----------
.. [1] RFC 7946, The GeoJSON format, section 3.1.9 (antimeridian cutting).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.earth import FloatArray

_WORLD = shapely.box(-180, -90, 180, 90)


def region(rings: Sequence[FloatArray], *, holds_north: bool) -> BaseGeometry:
    """Build the polygon with these rings on the globe.

    Parameters
    ----------
    rings : sequence of ndarray, shape (n, 2)
        Closed rings, the shell first; between vertices the short way in longitude/latitude.
    holds_north : bool
        Whether the north pole lies inside.

    Returns
    -------
    Polygon or MultiPolygon
        Longitudes in [-180, 180], valid, counterclockwise, cut at ±180°; empty if nothing is left.
    """
    unwrapped = [unwrap(ring) for ring in rings]
    winds = [abs(ring[-1, 0] - ring[0, 0]) > 180 for ring in unwrapped]
    if not holds_north and not any(winds):
        shell, *holes = unwrapped
        middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
        moved = [_shifted(hole, np.round((middle - _middle_lon(hole)) / 360) * 360) for hole in holes]
        whole = _even_odd(shapely.Polygon(shell, moved))
        return polygons_of(shapely.union_all(_strips(whole)))
    found: BaseGeometry = _WORLD if holds_north else shapely.Polygon()
    for ring, wind in zip(unwrapped, winds, strict=True):
        side = _even_odd(shapely.Polygon(_closed_south(ring) if wind else ring))
        for strip in _strips(side):
            found = shapely.symmetric_difference(found, strip)
    return polygons_of(found)


def lines(path: FloatArray) -> BaseGeometry:
    """Cut a path (the short way between vertices) at ±180° into a LineString or MultiLineString [1]_."""
    line = shapely.LineString(unwrap(path))
    found = shapely.union_all(_strips(line))
    merged = shapely.line_merge(found)
    flat = [part for part in shapely.get_parts(merged) if part.geom_type == "LineString" and part.length > 0]
    return flat[0] if len(flat) == 1 else shapely.MultiLineString(flat)


def unwrap(ring: FloatArray) -> FloatArray:
    """Make longitudes run on across ±180° instead of jumping."""
    steps = (np.diff(ring[:, 0]) + 180) % 360 - 180
    # A ring that does not wind closes exactly: without this, rounding would leave its ends 1e-14° apart.
    lon = ring[0, 0] + np.r_[0.0, np.cumsum(steps)]
    turns = np.round((lon - ring[:, 0]) / 360)
    return np.column_stack([ring[:, 0] + 360 * turns, ring[:, 1]])


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """Keep what has an area: a valid, counterclockwise Polygon or MultiPolygon (perhaps empty)."""
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry, method="structure")
    parts = shapely.get_parts(shapely.get_parts(geometry))
    kept = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    if not kept:
        return shapely.Polygon()
    return shapely.orient_polygons(kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept))


def true_boundary(polygon: BaseGeometry) -> BaseGeometry:
    """Give the boundary of a polygon without the cuts that RFC 7946 put there.

    An edge along 180° that is met by one along -180° is a cut, and an edge along a pole has no length.
    """
    boundary = shapely.boundary(polygon)
    west, south, east, north = polygon.bounds
    cuts: list[BaseGeometry] = []
    if west == -180 and east == 180:
        right = shapely.intersection(boundary, shapely.LineString([(180, -90), (180, 90)]))
        left = shapely.intersection(boundary, shapely.LineString([(-180, -90), (-180, 90)]))
        met = shapely.intersection(right, shapely.transform(left, partial(_westward, degrees=-360.0)))
        cuts += [met, shapely.transform(met, partial(_westward, degrees=360.0))]
    if south == -90:
        cuts.append(shapely.LineString([(-180, -90), (180, -90)]))
    if north == 90:
        cuts.append(shapely.LineString([(-180, 90), (180, 90)]))
    if not cuts:
        return boundary
    left_over = shapely.line_merge(shapely.difference(boundary, shapely.union_all(cuts)))
    kept = [part for part in shapely.get_parts(left_over) if part.geom_type == "LineString"]
    return shapely.MultiLineString(kept)


def rejoined(polygons: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Put polygons together that a cut at ±180° parts: a MultiPolygon for each piece that the cut has left in several.

    They belong together where an edge along 180° is met by one along -180°; meeting in a point is not enough.
    """
    shapes = np.asarray(polygons, dtype=object)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    right, left = np.flatnonzero(bounds[:, 2] == 180), np.flatnonzero(bounds[:, 0] == -180)
    if not (len(right) and len(left)):
        return list(polygons)
    east = [shapely.intersection(shapes[i], shapely.LineString([(180, -90), (180, 90)])) for i in right]
    west = [shapely.intersection(shapes[i], shapely.LineString([(-180, -90), (-180, 90)])) for i in left]
    moved = [shapely.transform(cut, partial(_westward, degrees=-360.0)) for cut in west]
    i, j = shapely.STRtree(moved).query(east, predicate="intersects")
    met = shapely.length(shapely.intersection(np.array(east)[i], np.array(moved)[j])) > 0
    links = coo_array((np.ones(met.sum()), (right[i[met]], left[j[met]])), shape=(len(polygons),) * 2)
    count, group = connected_components(links, directed=False)
    together = [[shapes[k] for k in np.flatnonzero(group == number)] for number in range(count)]
    return [some[0] if len(some) == 1 else shapely.MultiPolygon(some) for some in together]


def _closed_south(ring: FloatArray) -> FloatArray:
    """Close a ring that winds round a pole along the south pole, by way of ±180°.

    It is made to start where it crosses 180°: closed anywhere else, the two ends of the closing edge, 360° apart, would
    come to lie beside each other by a rounding error, and leave a slit.
    """
    world = np.floor((ring[:, 0] + 180) / 360)
    at = int(np.flatnonzero(np.diff(world))[0])
    (lon_a, lat_a), (lon_b, lat_b) = ring[at], ring[at + 1]
    lon = 360 * max(world[at], world[at + 1]) - 180
    lat = lat_a + (lat_b - lat_a) * (lon - lon_a) / (lon_b - lon_a)
    turn = 360.0 * np.sign(ring[-1, 0] - ring[0, 0])
    later = np.column_stack([ring[1 : at + 1, 0] + turn, ring[1 : at + 1, 1]])
    start, end = np.array([lon, lat]), np.array([lon + turn, lat])
    return np.vstack([start, ring[at + 1 :], later, end, [[end[0], -90.0], [start[0], -90.0]], start])


def _strips(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Cut into worlds of 360° and lay them all on the one between -180 and 180."""
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return [geometry]
    first, last = int(np.floor((west + 180) / 360)), int(np.ceil((east - 180) / 360))
    found = []
    for turn in range(first, last + 1):
        world = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        part = shapely.intersection(geometry, world)
        if not part.is_empty:
            found.append(shapely.transform(part, partial(_westward, degrees=360.0 * turn)))
    return found


def _westward(xy: FloatArray, degrees: float) -> FloatArray:
    return np.column_stack([xy[:, 0] - degrees, xy[:, 1]])


def _even_odd(polygon: BaseGeometry) -> BaseGeometry:
    return polygon if polygon.is_valid else shapely.make_valid(polygon, method="linework")


def _middle_lon(ring: FloatArray) -> float:
    return float((ring[:, 0].min() + ring[:, 0].max()) / 2)


def _shifted(ring: FloatArray, degrees: float) -> FloatArray:
    return np.column_stack([ring[:, 0] + degrees, ring[:, 1]])


def holds_north(ring: FloatArray) -> bool:
    """Read off a closed ring, what it encloses on its left, whether that holds the north pole.

    Parameters
    ----------
    ring : ndarray, shape (n, 2)
        Longitude and latitude; not yet cut at ±180°.
    """
    path = unwrap(ring)
    turned = float(path[-1, 0] - path[0, 0])
    if abs(turned) > 180:
        return turned > 0
    return not shapely.is_ccw(shapely.LinearRing(path))
