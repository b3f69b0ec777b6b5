"""Ring, disc and annulus around a place: all vertices laid off from it by direct geodesics (Karney 2013).

This is the circle of the azimuthal equidistant plane centred on the place, without the plane: there every ray from the
centre is a geodesic at its true length and azimuth, so the only errors are the chords between the vertices.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import LengthError
from zonelib.geodesy.buffers import default_tolerance, finished
from zonelib.geodesy.checks import checked_length, checked_position
from zonelib.geodesy.earth import ROUNDING_M, FloatArray, direct
from zonelib.geodesy.paths import along_short_lonlat, refine
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import holds_north, lines, polygons_of, region

MOST_RADIUS_M: Final = 18_000_000.0
"""Beyond, geodesics from one place begin to meet others near the antipode (the nearest after 19,903 km)."""

_METHOD: Final = "every vertex laid off from the centre along a geodesic of WGS 84"


def ring(lon: float, lat: float, *, radius_m: float, tolerance_m: float | None = None) -> Shape:
    """Draw the line of all places at a distance from a place.

    Parameters
    ----------
    lon, lat : float
        The place, degrees.
    radius_m : float
        Up to 18,000 km.
    tolerance_m : float, optional
        How far the chords may leave the circle; by default the smaller of 1 m and 1/100,000 of the radius.

    Returns
    -------
    Shape
        A closed LineString, or a MultiLineString where it crosses ±180°.

    Raises
    ------
    GeometryError, LengthError
        If the place or a length cannot be.
    """
    rim, tolerance = _rim(lon, lat, radius_m, tolerance_m)
    return _shape(lines(rim), lon, lat, radius_m, tolerance)


def disc(lon: float, lat: float, *, radius_m: float, tolerance_m: float | None = None) -> Shape:
    """Draw all places within a distance of a place; the parameters are those of `ring`."""
    rim, tolerance = _rim(lon, lat, radius_m, tolerance_m)
    return _shape(_filled(rim), lon, lat, radius_m, tolerance)


def annulus(lon: float, lat: float, *, inner_m: float, outer_m: float, tolerance_m: float | None = None) -> Shape:
    """Draw all places between two distances of a place.

    Parameters
    ----------
    lon, lat : float
        The place, degrees.
    inner_m, outer_m : float
        The two distances.
    tolerance_m : float, optional
        As for `ring`; by default that of the inner one.

    Raises
    ------
    GeometryError, LengthError
        If the place or a length cannot be, or the inner distance is not the shorter.
    """
    checked_length(inner_m, "inner_m")
    if not inner_m < outer_m:
        raise LengthError(f"inner_m is {inner_m:g} and outer_m {outer_m:g} m; the inner must be the shorter")
    small, tolerance = _rim(lon, lat, inner_m, tolerance_m)
    large, _ = _rim(lon, lat, outer_m, tolerance)
    between = polygons_of(shapely.difference(_filled(large), _filled(small)))
    return _shape(between, lon, lat, outer_m, tolerance)


def _rim(lon: float, lat: float, radius_m: float, tolerance_m: float | None) -> tuple[FloatArray, float]:
    centre = np.array([checked_position(lon, lat, "the centre")])
    radius = checked_length(radius_m, "radius_m", most_m=MOST_RADIUS_M)
    wanted = default_tolerance(radius) if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    tolerance = min(wanted, radius / 4)

    def round_it(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
        azimuth = start[:, 0] + share * (end[:, 0] - start[:, 0])
        return direct(np.broadcast_to(centre, (len(azimuth), 2)), azimuth, radius)[0]

    # Down from north by the west: counterclockwise. Steps of 10° keep the four quarters among the vertices.
    azimuths = np.arange(360.0, -1.0, -10.0)[:, None]
    start, end = azimuths[:-1], azimuths[1:]
    index, share = refine(start, end, straight=round_it, other=along_short_lonlat, tolerance_m=tolerance)
    rim = round_it(start[index], end[index], share)
    return np.vstack([rim, rim[:1]]), tolerance


def _filled(rim: FloatArray) -> BaseGeometry:
    # Read off what is drawn: where the pole lies on the circle, the distance to it does not tell which side it fell on.
    return region([rim], holds_north=holds_north(rim))


def _shape(geometry: BaseGeometry, lon: float, lat: float, radius_m: float, tolerance: float) -> Shape:
    plane = centred_plane(shapely.Point(lon, lat), reach_m=radius_m)
    budget = [("chords", tolerance), ("rounding", ROUNDING_M)]
    return finished(geometry, plane=plane, edges="geodesic", budget=budget, method=_METHOD)
