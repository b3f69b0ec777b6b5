"""Ring, disc and annulus around a place: all vertices laid off from it by direct geodesics (Karney 2013).

This is the circle of the azimuthal equidistant plane centred on the place, without the plane: there every ray from the
centre is a geodesic at its true length and azimuth, so the only errors are the chords between the vertices.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.errors import LengthError
from zonelib.geodesy.buffers import default_tolerance, finished, to_build_to
from zonelib.geodesy.charts import NORTHERNMOST, bend_at
from zonelib.geodesy.checks import checked_length, checked_position
from zonelib.geodesy.earth import RADIUS_LEAST_M, ROUNDING_M, FloatArray, IntArray, direct
from zonelib.geodesy.paths import along_short_lonlat, refine
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import holds_north, lines, polygons_of, region
from zonelib.geodesy.sweep import arc_step
from zonelib.geodesy.within import checked_rows

MOST_RADIUS_M: Final = 18_000_000.0
"""Beyond, geodesics from one place begin to meet others near the antipode (the nearest after 19,903 km)."""

_AT_ONCE: Final = 500_000
"""How many vertices are laid off at once: what they take of memory stays some tens of megabytes."""

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
    place, (radius, tolerance) = checked_position(lon, lat, "the centre"), _lengths(radius_m, tolerance_m)
    return _shape(lines(_rim(*place, radius, tolerance)), *place, radius, tolerance)


def disc(lon: float, lat: float, *, radius_m: float, tolerance_m: float | None = None) -> Shape:
    """Draw all places within a distance of a place; the parameters are those of `ring`."""
    place, (radius, tolerance) = checked_position(lon, lat, "the centre"), _lengths(radius_m, tolerance_m)
    return _shape(_filled(_rim(*place, radius, tolerance)), *place, radius, tolerance)


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
    outer, _ = _lengths(outer_m, tolerance_m)
    inner, tolerance = _lengths(inner_m, tolerance_m)
    place = checked_position(lon, lat, "the centre")
    large, small = (_filled(_rim(*place, radius, tolerance)) for radius in (outer, inner))
    return _shape(polygons_of(shapely.difference(large, small)), *place, outer, tolerance)


def many_discs(
    lon: FloatArray, lat: FloatArray, *, radius_m: float, tolerance_m: float | None = None
) -> tuple[NDArray[Any], float]:
    """Draw the discs of one radius round many places.

    Parameters
    ----------
    lon, lat : ndarray, shape (n,)
        The places, degrees.
    radius_m, tolerance_m : float
        As for `ring`.

    Returns
    -------
    discs : ndarray of Polygon or MultiPolygon, shape (n,)
        In longitude/latitude, cut at ±180°.
    position_error_m : float
        The bound for every one of them.

    Raises
    ------
    GeometryError, LengthError
        If a place or a length cannot be; the message names the row.
    """
    lon, lat = checked_rows(lon, lat)
    radius, tolerance = _lengths(radius_m, tolerance_m)
    found = np.empty(len(lon), dtype=object)
    north = np.abs(lat) + np.degrees(radius / RADIUS_LEAST_M)
    chartable = north <= NORTHERNMOST
    for row in np.flatnonzero(~chartable):
        found[row] = _filled(_rim(lon[row], lat[row], radius, tolerance))
    rows = np.flatnonzero(chartable)
    count = np.ceil(2 * np.pi / arc_step(radius, tolerance, bend_at(np.radians(north[rows])))).astype(np.intp)
    for part in np.array_split(np.arange(len(rows)), 1 + int(count.sum()) // _AT_ONCE):
        which = rows[part]
        found[which] = _charted(lon[which], lat[which], radius, count[part])
    return found, tolerance + ROUNDING_M


def _charted(lon: FloatArray, lat: FloatArray, radius: float, count: IntArray) -> NDArray[Any]:
    """Draw discs that come near no pole, each with so many vertices at even azimuths."""
    index = np.repeat(np.arange(len(count)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
    # Down from north by the west: counterclockwise.
    rim, _ = direct(np.column_stack([lon, lat])[index], -360.0 / count[index] * nth, radius)
    rim[:, 0] -= 360 * np.round((rim[:, 0] - lon[index]) / 360)
    drawn = np.asarray(shapely.polygons(shapely.linearrings(rim, indices=index)), dtype=object)
    west, _, east, _ = shapely.bounds(drawn).T
    for row in np.flatnonzero((west < -180) | (east > 180)):
        drawn[row] = region([shapely.get_coordinates(drawn[row])], holds_north=False)
    return drawn


def _lengths(radius_m: float, tolerance_m: float | None) -> tuple[float, float]:
    """Check the radius and the tolerance; give what the chords may have of it."""
    radius = checked_length(radius_m, "radius_m", most_m=MOST_RADIUS_M)
    wanted = default_tolerance(radius) if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    return radius, to_build_to(min(wanted, radius / 4))


def _rim(lon: float, lat: float, radius: float, tolerance: float) -> FloatArray:
    centre = np.array([[lon, lat]])

    def round_it(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
        azimuth = start[:, 0] + share * (end[:, 0] - start[:, 0])
        return direct(np.broadcast_to(centre, (len(azimuth), 2)), azimuth, radius)[0]

    # Down from north by the west: counterclockwise. Steps of 10° keep the four quarters among the vertices.
    azimuths = np.arange(360.0, -1.0, -10.0)[:, None]
    start, end = azimuths[:-1], azimuths[1:]
    index, share = refine(start, end, straight=round_it, other=along_short_lonlat, tolerance_m=tolerance)
    rim = round_it(start[index], end[index], share)
    return np.vstack([rim, rim[:1]])


def _filled(rim: FloatArray) -> BaseGeometry:
    # Read off what is drawn: where the pole lies on the circle, the distance to it does not tell which side it fell on.
    return region([rim], holds_north=holds_north(rim))


def _shape(geometry: BaseGeometry, lon: float, lat: float, radius_m: float, tolerance: float) -> Shape:
    plane = centred_plane(shapely.Point(lon, lat), reach_m=radius_m)
    budget = [("chords", tolerance), ("rounding", ROUNDING_M)]
    return finished(geometry, plane=plane, edges="geodesic", budget=budget, method=_METHOD)
