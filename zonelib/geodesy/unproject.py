"""From a projected CRS, in which data came, to longitude/latitude, its edges still where that CRS draws them straight.

Bringing the vertices over is not enough: an edge straight in UTM is not straight in longitude/latitude, and on 100 km
at 35°N the two part by 140 m. So every edge is cut, in its own CRS, until the chords straight in
longitude/latitude stay within the tolerance of it (`paths.refine`).

An inverse projection may give a place for coordinates that the CRS does not draw. So every vertex is projected again:
what does not come back is refused, and what little it misses by joins the bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import PlaneError
from zonelib.geodesy.buffers import to_globe, to_globe_path
from zonelib.geodesy.checks import checked_flat, checked_length, family
from zonelib.geodesy.earth import ROUNDING_M, FloatArray, inverse
from zonelib.geodesy.planes import Projected
from zonelib.geodesy.seam import lines

_SAME: Final = 1.0
"""Coordinates that come back this near, in the unit of the CRS, are the same: another place would be far off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unprojected:
    """A shape brought from a projected CRS.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude/latitude, edges straight in longitude/latitude, cut at ±180° (RFC 7946).
    position_error_m : float
        Its edges lie within this of the straight ones of the CRS; the datum is another matter (`Projected`).
    """

    geometry: BaseGeometry
    position_error_m: float


def unprojected(geometry: BaseGeometry, source: Projected, *, tolerance_m: float) -> Unprojected:
    """Bring a shape from a projected CRS to longitude/latitude, with vertices enough that its edges stay in place.

    Parameters
    ----------
    geometry : shapely geometry
        Points, lines, polygons or multiples, in the CRS.
    source : Projected
        The CRS.
    tolerance_m : float
        How far an edge may come to lie from where the CRS draws it straight.

    Raises
    ------
    GeometryError, LengthError, PlaneError
        If the shape or the tolerance cannot be, or the CRS does not draw all of it.
    """
    flat = checked_flat(geometry)
    tolerance = checked_length(tolerance_m, "tolerance_m")
    missed = _missed(shapely.get_coordinates(flat), source)
    if family(flat) == "point":
        return Unprojected(geometry=shapely.transform(flat, source.to_lonlat), position_error_m=missed + ROUNDING_M)
    if family(flat) == "polygon":
        found = to_globe(flat, source, tolerance)
    else:
        paths = [to_globe_path(shapely.get_coordinates(part), source, tolerance) for part in shapely.get_parts(flat)]
        pieces = [line for path in paths for line in shapely.get_parts(lines(path))]
        found = pieces[0] if len(pieces) == 1 else shapely.MultiLineString(pieces)
    return Unprojected(geometry=found, position_error_m=tolerance + missed + ROUNDING_M)


def _missed(xy: FloatArray, source: Projected) -> float:
    """Project every vertex again, and give the greatest distance in metres by which one misses its place."""
    places = source.to_lonlat(xy)
    again = source.to_plane(np.where(np.isfinite(places), places, 0.0))
    # What is not finite is not near either.
    lost = np.flatnonzero(~(np.hypot(*(again - xy).T) <= _SAME) | ~np.isfinite(places.sum(axis=1)))
    if lost.size:
        row = int(lost[0])
        raise PlaneError(
            f"vertex {row}, ({xy[row, 0]:g}, {xy[row, 1]:g}), lies where {source.name} draws nothing; the shape is in "
            "another CRS or in other units, or reaches over the rim of the map, where it has to be cut"
        )
    return float(inverse(places, source.to_lonlat(again))[2].max())
