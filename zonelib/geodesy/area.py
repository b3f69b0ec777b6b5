"""Area and length on the ellipsoid, without projecting and without densifying.

Edges straight in longitude/latitude are integrated as they are: the area between such an edge and the equator is the
integral over longitude of the area of the zone below each latitude, which has a closed form [1]_; its length is the
integral of the line element (`chain.spans`). Both integrands are smooth, and twelve Gauss-Legendre nodes on at most two
degrees of latitude leave nothing but rounding. Geodesic edges go to Karney's polygon area [2]_.

References
----------
.. [1] Snyder, J. P. (1987). Map projections: a working manual. USGS Professional Paper 1395, eq. 3-12.
.. [2] Karney, C. F. F. (2013). Algorithms for geodesics. doi:10.1007/s00190-012-0578-z, section 6.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.chain import spans
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_word, family
from zonelib.geodesy.earth import (
    ECCENTRICITY_2,
    GEOD,
    KARNEY_ERROR_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    inverse,
)
from zonelib.geodesy.paths import Edges, paths_of
from zonelib.geodesy.results import Measured
from zonelib.geodesy.seam import true_boundary

ObjectArray = NDArray[Any]

_NODES: Final = 12
_PIECE_DEG: Final = 2.0
_SHORT_DEG: Final = 0.1
"""Shorter edges are as long as at their middle latitude, to one part in 10,000 up to 88°."""

_EPSILON: Final = float(np.finfo(float).eps)
_GAUSS, _WEIGHT = (values / 2 for values in np.polynomial.legendre.leggauss(_NODES))
_SHARE: Final[FloatArray] = _GAUSS + 0.5

KARNEY_AREA_ERROR_M2: Final = 0.1
"""Error of the area under one geodesic edge, in square metres, as stated with the algorithm [2]_."""


def area(geometry: BaseGeometry, *, edges: Edges = "lonlat") -> Measured:
    """Give the area of a polygon on the ellipsoid.

    Parameters
    ----------
    geometry : Polygon or MultiPolygon
        Longitude/latitude; holes count as holes whichever way they wind.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Returns
    -------
    Measured
        Square metres. The error is rounding only: estimated from the size of what is summed for "lonlat", stated by
        the algorithm's author for "geodesic".

    Raises
    ------
    GeometryError
        If it is no polygon, or one that cannot be.
    """
    checked = checked_geometry(geometry)
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    if family(checked) != "polygon":
        raise GeometryError(f"a {checked.geom_type} has no area; give a Polygon or MultiPolygon, or ask for its length")
    # orient_polygons in the check makes shells positive and holes negative: the sum over rings is the area.
    if edges == "geodesic":
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(checked))]
        total = sum(GEOD.polygon_area_perimeter(ring[:, 0], ring[:, 1])[0] for ring in rings)
        return Measured(value=float(total), error=KARNEY_AREA_ERROR_M2 * sum(len(ring) for ring in rings))
    value, error = areas(shapely.get_parts(checked))
    return Measured(value=float(value.sum()), error=float(error.sum()))


def length(geometry: BaseGeometry, *, edges: Edges = "lonlat") -> Measured:
    """Give the length of a line, or of the whole boundary of a polygon (cuts at ±180° and the poles not counted).

    Parameters
    ----------
    geometry : shapely geometry
        Longitude/latitude; points have length 0.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Returns
    -------
    Measured
        Metres; the error is rounding only.
    """
    checked = checked_geometry(geometry)
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    kind = family(checked)
    if kind == "point":
        return Measured(value=0.0, error=0.0)
    paths = paths_of(true_boundary(checked) if kind == "polygon" else checked)
    if edges == "geodesic":
        metres = [inverse(path[:-1], path[1:])[2] for path in paths if len(path) > 1]
        return Measured(value=float(sum(m.sum() for m in metres)), error=KARNEY_ERROR_M * sum(len(m) for m in metres))
    total = float(sum(spans(path[:-1], path[1:] - path[:-1]).sum() for path in paths if len(path) > 1))
    return Measured(value=total, error=64 * _EPSILON * total + 1e-9 * sum(len(path) for path in paths))


def outline_of(polygons: BaseGeometry) -> tuple[float, float]:
    """Give the length of the outline of a finished Polygon or MultiPolygon, and the rounding of its area.

    For bounds: the length, in metres, to one part in 10,000; the rounding, in square metres, not less than that of
    `area`. Cuts at ±180° and the poles are not counted.
    """
    bounds = polygons.bounds
    if not (bounds[0] > -180 and bounds[2] < 180 and bounds[1] > -90 and bounds[3] < 90):
        return length(polygons).value, area(polygons).error
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(polygons)), return_index=True)
    start, step = xy[:-1], xy[1:] - xy[:-1]
    step[ring[1:] != ring[:-1]] = 0.0
    size = np.abs(step)
    rounding = 8 * _EPSILON * SEMI_MAJOR_M**2 * float(np.radians(size[:, 0].sum()))
    if size.max() > _SHORT_DEG:
        return float(spans(start, step).sum()), rounding
    turn = np.radians(step)
    cosine = np.cos(np.radians(start[:, 1]) + turn[:, 1] / 2)
    across = 1 - ECCENTRICITY_2 * (1 - cosine * cosine)
    metres = np.hypot(cosine * turn[:, 0], (1 - ECCENTRICITY_2) / across * turn[:, 1]) / np.sqrt(across)
    return SEMI_MAJOR_M * float(metres.sum()), rounding


def areas(polygons: ObjectArray) -> tuple[FloatArray, FloatArray]:
    """Give the areas of many polygons at once, and their errors, square metres; edges straight in longitude/latitude.

    Parameters
    ----------
    polygons : ndarray of Polygon
        Valid, shells counterclockwise and holes clockwise.
    """
    rings, owner = shapely.get_rings(polygons, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    edge = ring[1:] == ring[:-1]
    ring, start, end = ring[:-1][edge], xy[:-1][edge], xy[1:][edge]
    found, error = _under(start, end, ring)
    return _sums(owner, found, len(polygons)), _sums(owner, error, len(polygons))


def _under(start: FloatArray, end: FloatArray, ring: IntArray) -> tuple[FloatArray, FloatArray]:
    """Give the area each ring encloses, counterclockwise positive, and its rounding."""
    index, start, end = _pieces(start, end)
    ring = ring[index]
    across = np.radians(end[:, 0] - start[:, 0])
    lat = np.radians(start[:, 1:] + _SHARE * (end[:, 1:] - start[:, 1:]))
    # The longitudes of a ring add up to nothing, so the zone below any one latitude may be left out: near it is best.
    middle = _sums(ring, lat.mean(axis=1)) / np.maximum(np.bincount(ring), 1)
    below = _zone(lat) - _zone(middle)[ring, None]
    rounding = _EPSILON * np.abs(across) * (np.abs(below) @ _WEIGHT + SEMI_MAJOR_M**2) * 4
    return _sums(ring, -(below @ _WEIGHT) * across), _sums(ring, rounding)


def _sums(of: IntArray, values: FloatArray, count: int = 0) -> FloatArray:
    return np.asarray(np.bincount(of, values, count), dtype=np.float64)


def _zone(lat: FloatArray) -> FloatArray:
    """Give the area from the equator to a latitude, per radian of longitude (Snyder 1987, eq. 3-12)."""
    e = np.sqrt(ECCENTRICITY_2)
    sine = np.sin(lat)
    return np.asarray(SEMI_MINOR_M**2 / 2 * (sine / (1 - ECCENTRICITY_2 * sine**2) + np.arctanh(e * sine) / e))


def _pieces(start: FloatArray, end: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Cut edges into pieces of at most two degrees of latitude; the integrands do not care for longitude."""
    count = np.maximum(1, np.ceil(np.abs(end[:, 1] - start[:, 1]) / _PIECE_DEG)).astype(int)
    index = np.repeat(np.arange(len(start)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
    step = (end - start)[index] / count[index, None]
    low = start[index] + nth[:, None] * step
    return index, low, low + step
