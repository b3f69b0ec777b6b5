"""Sector of a disc or an annulus between two bearings: drawn from its centre along geodesics (Karney 2013).

Bearings are true azimuths at the centre. Both straight sides are geodesics from the centre, the arcs lie at their
distance to 50 nm in every vertex, so the only error is that of chords straight in longitude/latitude.

A side that runs over a pole is drawn along its meridian to the pole and down the opposite one; between the two the ring
goes along the pole on the side of the sector, which has no length on the earth.

Which part of the earth a ring encloses is read off the ring as it is drawn (inside is to the left): one that winds
eastwards holds the north pole, one that winds westwards the south pole, one that does not wind and turns clockwise
holds both. Reading it off the distances to the poles could contradict the ring by a rounding error.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import shapely

from zonelib.errors import InputError, LengthError
from zonelib.geodesy.buffers import default_tolerance, finished
from zonelib.geodesy.checks import checked_length, checked_position
from zonelib.geodesy.earth import ROUNDING_M, FloatArray, direct, inverse
from zonelib.geodesy.paths import along_short_lonlat, refine
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.rings import MOST_RADIUS_M
from zonelib.geodesy.seam import holds_north, region

_STEP_DEG: Final = 10.0
_STEP_M: Final = 500_000.0
_ON_MERIDIAN_DEG: Final = 1e-9


def sector(
    lon: float,
    lat: float,
    *,
    outer_m: float,
    from_deg: float,
    to_deg: float,
    inner_m: float = 0.0,
    tolerance_m: float | None = None,
) -> Shape:
    """Draw what lies between two bearings and two distances of a place.

    Parameters
    ----------
    lon, lat : float
        The place, degrees. At a pole bearings are counted from the meridian of `lon`, as Karney (2013) does.
    outer_m, inner_m : float
        The two distances, metres; the inner may be 0, the outer at most 18,000 km.
    from_deg, to_deg : float
        True bearings at the place, degrees clockwise from north; the sector lies clockwise from the first to the
        second.
    tolerance_m : float, optional
        How far the outline may be off; by default the smaller of 1 m and 1/100,000 of the outer distance.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the place, a length or a bearing cannot be; if the two bearings are the same.
    """
    centre = np.array([checked_position(lon, lat, "the centre")])
    outer = checked_length(outer_m, "outer_m", most_m=MOST_RADIUS_M)
    inner = checked_length(inner_m, "inner_m") if inner_m else 0.0
    if not inner < outer:
        raise LengthError(f"inner_m is {inner:g} and outer_m {outer:g} m; the inner must be the shorter")
    if not (math.isfinite(from_deg) and math.isfinite(to_deg)):
        raise InputError(f"the bearings are {from_deg:g} and {to_deg:g}; give finite degrees clockwise from north")
    wide = (to_deg - from_deg) % 360
    if wide == 0:
        raise InputError(
            f"from_deg is {from_deg:g} and to_deg {to_deg:g}: the same bearing; for all round use disc or annulus"
        )
    wanted = default_tolerance(outer) if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    tolerance = min(wanted, (inner or outer) / 4)
    start, end = from_deg % 360, from_deg % 360 + wide
    # Counterclockwise: the outer arc from the last bearing back to the first, in, the inner arc, and out.
    parts = [_arc(centre, outer, (end, start), tolerance), _side(centre, start, (outer, inner), tolerance)]
    parts += [_arc(centre, inner, (start, end), tolerance)] if inner else []
    parts += [_side(centre, end, (inner, outer), tolerance)]
    ring = np.vstack([*parts, parts[0][:1]])
    geometry = region([ring], holds_north=holds_north(ring))
    plane = centred_plane(shapely.Point(lon, lat), reach_m=outer)
    budget = [("chords", tolerance), ("rounding", ROUNDING_M)]
    method = f"every vertex laid off from the centre along a geodesic of WGS 84, from {start:g}° to {end % 360:g}°"
    return finished(geometry, plane=plane, edges="geodesic", budget=budget, method=method)


def _arc(centre: FloatArray, radius_m: float, bearings: tuple[float, float], tolerance_m: float) -> FloatArray:
    def round_it(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
        azimuth = start[:, 0] + share * (end[:, 0] - start[:, 0])
        return direct(np.broadcast_to(centre, (len(azimuth), 2)), azimuth, radius_m)[0]

    steps = max(1, math.ceil(abs(bearings[1] - bearings[0]) / _STEP_DEG))
    knots = np.linspace(*bearings, steps + 1)[:, None]
    index, share = refine(knots[:-1], knots[1:], straight=round_it, other=along_short_lonlat, tolerance_m=tolerance_m)
    return round_it(knots[index], knots[index + 1], share)


def _side(centre: FloatArray, bearing: float, distances_m: tuple[float, float], tolerance_m: float) -> FloatArray:
    """Give the vertices along a straight side, its end left out."""
    pole = _pole_on(centre, bearing)
    if pole is None or not min(distances_m) < pole[1] < max(distances_m):
        return _leg(centre, bearing, distances_m, tolerance_m)
    (latitude, at), (first, last) = pole, distances_m
    before, after = _leg(centre, bearing, (first, at), tolerance_m), _leg(centre, bearing, (at, last), tolerance_m)[1:]
    # The end of the first leg and the start of the second lie on opposite meridians, by the direction of travel.
    lon_before = float(before[-1, 0])
    # Inside lies to the left: to the west of who goes north, to the east of who goes south.
    turn = -90.0 if latitude > 0 else 90.0
    over = np.array([[lon_before + k * turn, latitude] for k in (0, 1, 2)])
    over[:, 0] = (over[:, 0] + 180) % 360 - 180
    return np.vstack([before, over, after])


def _leg(centre: FloatArray, bearing: float, distances_m: tuple[float, float], tolerance_m: float) -> FloatArray:
    def along(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
        metres = start[:, 0] + share * (end[:, 0] - start[:, 0])
        return direct(np.broadcast_to(centre, (len(metres), 2)), bearing, metres)[0]

    steps = max(1, math.ceil(abs(distances_m[1] - distances_m[0]) / _STEP_M))
    knots = np.linspace(*distances_m, steps + 1)[:, None]
    index, share = refine(knots[:-1], knots[1:], straight=along, other=along_short_lonlat, tolerance_m=tolerance_m)
    return along(knots[index], knots[index + 1], share)


def _pole_on(centre: FloatArray, bearing: float) -> tuple[float, float] | None:
    """Give the latitude and the distance of the pole that a bearing runs over, if it does."""
    if abs(centre[0, 1]) == 90:
        return None
    for latitude, towards in ((90.0, 0.0), (-90.0, 180.0)):
        if abs((bearing - towards + 180) % 360 - 180) < _ON_MERIDIAN_DEG:
            return latitude, float(inverse(centre, np.array([[centre[0, 0], latitude]]))[2][0])
    return None
