"""Shapes made ready for drawing: thinned to what the eye can see, and written with no more digits than that."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from zonelib.maps.view import Box

DIGITS: Final = 5
"""Decimals of a degree that are written: 1.1 m at most."""

# Straight in longitude and latitude is not straight in Mercator; below this many degrees the eye cannot tell.
_LONGEST_STEP: Final = 0.5


def for_drawing(geometry: BaseGeometry, tolerance: float = 0.0) -> BaseGeometry:
    """Give a shape to draw: thinned by a tolerance in degrees, long edges cut into steps.

    Parameters
    ----------
    geometry : shapely geometry
        WGS 84 longitude and latitude.
    tolerance : float
        Degrees; 0 keeps every vertex, as for what is said.
    """
    thin = shapely.simplify(geometry, tolerance) if tolerance else geometry
    return shapely.segmentize(thin, _LONGEST_STEP) if thin.geom_type != "Point" else thin


def packed(geometry: BaseGeometry, digits: int = DIGITS) -> list[Any]:
    """Give the GeoJSON coordinates of a shape as whole numbers, each vertex as the step from the one before.

    A chain ``[[36.5, 34.8], [36.51, 34.79]]`` of two digits becomes ``[3650, 3480, 1, -1]``: a third of the size.
    Neighbours that fall together are dropped.
    """
    if geometry.geom_type in ("Point", "LineString", "LinearRing"):
        return _steps(geometry, digits)
    if isinstance(geometry, Polygon):
        rings = [_steps(ring, digits) for ring in (geometry.exterior, *geometry.interiors)]
        return [ring for ring in rings if len(ring) >= 8]
    return [part for part in (packed(part, digits) for part in shapely.get_parts(geometry)) if part]


def _steps(geometry: BaseGeometry, digits: int) -> list[int]:
    whole = np.rint(shapely.get_coordinates(geometry) * 10**digits).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=0)
    kept = np.any(steps != 0, axis=1)
    kept[0] = True
    found: list[int] = steps[kept].ravel().tolist()
    return found


@lru_cache(maxsize=256)
def inside_point(area: BaseGeometry) -> Point:
    """Give the middle of the widest part of an area: where its label is anchored."""
    widest = max(shapely.get_parts(area), key=lambda part: float(part.area))
    spoke = shapely.maximum_inscribed_circle(widest, tolerance=0.001)
    return Point(spoke.coords[0])


def box_of(shapes: list[BaseGeometry]) -> Box:
    """Give the box round some shapes."""
    west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
    return west, south, east, north


def widened(box: Box, degrees: float, share: float = 0.0) -> Box:
    """Give a box grown on every side by some degrees and by a share of its size, kept on the earth."""
    west, south, east, north = box
    dx, dy = degrees + share * (east - west), degrees + share * (north - south)
    return max(west - dx, -180.0), max(south - dy, -85.0), min(east + dx, 180.0), min(north + dy, 85.0)


def label_point(geometry: BaseGeometry) -> Point:
    """Give the point at which a shape is labelled: itself, the middle of a line, the widest part of an area."""
    if isinstance(geometry, Point):
        return geometry
    if "Polygon" in geometry.geom_type:
        return inside_point(geometry)
    longest = max(shapely.get_parts(geometry), key=lambda part: float(part.length))
    return Point(shapely.line_interpolate_point(longest, 0.5, normalized=True))


def outermost(edge: BaseGeometry) -> list[tuple[str, Point]]:
    """Give the four outermost points of a circle or ring, where its label can stand."""
    xy = shapely.get_coordinates(edge)
    x, y = xy.T
    ends = (("north", y.argmax()), ("east", x.argmax()), ("south", y.argmin()), ("west", x.argmin()))
    return [(side, Point(xy[at])) for side, at in ends]
