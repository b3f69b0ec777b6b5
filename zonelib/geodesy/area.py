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

from typing import Final

import numpy as np
import shapely
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
    inverse,
)
from zonelib.geodesy.paths import Edges, paths_of, without_doubles
from zonelib.geodesy.results import Measured
from zonelib.geodesy.seam import true_boundary

_NODES: Final = 12
_PIECE_DEG: Final = 2.0
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
    rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(checked) for ring in shapely.get_rings(part)]
    if edges == "geodesic":
        total = sum(GEOD.polygon_area_perimeter(ring[:, 0], ring[:, 1])[0] for ring in rings)
        return Measured(value=float(total), error=KARNEY_AREA_ERROR_M2 * sum(len(ring) for ring in rings))
    found = [_ring_area(ring) for ring in rings]
    return Measured(value=float(sum(value for value, _ in found)), error=float(sum(error for _, error in found)))


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


def _ring_area(ring: FloatArray) -> tuple[float, float]:
    start, end = _pieces(without_doubles(ring))
    across = np.radians(end[:, 0] - start[:, 0])
    lat = np.radians(start[:, 1:] + _SHARE * (end[:, 1:] - start[:, 1:]))
    # The longitudes of a ring add up to nothing, so the zone below any one latitude may be left out: near it is best.
    below = _zone(lat) - _zone(np.full((1, 1), lat.mean()))
    summands = -(below @ _WEIGHT) * across
    rounding = _EPSILON * float(np.abs(across) @ (np.abs(below) @ _WEIGHT + SEMI_MAJOR_M**2)) * 4
    return float(summands.sum()), rounding


def _zone(lat: FloatArray) -> FloatArray:
    """Give the area from the equator to a latitude, per radian of longitude (Snyder 1987, eq. 3-12)."""
    e = np.sqrt(ECCENTRICITY_2)
    sine = np.sin(lat)
    return np.asarray(SEMI_MINOR_M**2 / 2 * (sine / (1 - ECCENTRICITY_2 * sine**2) + np.arctanh(e * sine) / e))


def _pieces(path: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Cut edges into pieces of at most two degrees of latitude; the integrands do not care for longitude."""
    start, end = path[:-1], path[1:]
    count = np.maximum(1, np.ceil(np.abs(end[:, 1] - start[:, 1]) / _PIECE_DEG)).astype(int)
    index = np.repeat(np.arange(len(start)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
    step = (end - start)[index] / count[index, None]
    low = start[index] + nth[:, None] * step
    return low, low + step
