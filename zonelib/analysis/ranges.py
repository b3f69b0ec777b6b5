"""Rings at a reported distance: where "about 1,000 km from there" lies; and discs round many places at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.columns import columns_of
from zonelib.errors import InputError
from zonelib.model import Measurement, Place, Scenario
from zonelib.units import Distance, as_metres

ABOUT_SHARE: Final = 0.10
"""How far "about" is taken to reach on either side; a reading, not a standard: there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeRing:
    """Where a distance from a place lies, as a geodesic circle, found.

    Parameters
    ----------
    ring : Polygon or MultiPolygon or None
        The disc whose edge is the circle of the stated radius, WGS 84 longitude and latitude; None for an interval.
    band : Polygon or MultiPolygon or None
        The annulus between `low` and `high`; None where the figure is stated without a hedge.
    centre : (float, float)
        Longitude and latitude.
    radius, low, high : Distance or None
        The stated figure and the ends of its reading.
    rule : str
        How the figure was read, in words.
    place, measurement, event : str
        Ids of what it stands for; empty for a ring that a script asked for.
    plane : str
        The plane in which it was made.
    position_error : Distance
        The circle lies within this of the true one.
    """

    ring: BaseGeometry | None = field(repr=False)
    band: BaseGeometry | None = field(repr=False)
    centre: tuple[float, float]
    radius: Distance | None
    low: Distance | None
    high: Distance | None
    rule: str
    place: str
    measurement: str
    event: str
    plane: str
    position_error: Distance

    def __str__(self) -> str:
        figure = self.radius if self.radius is not None else f"{self.low} to {self.high}"
        return f"{figure} from {self.place or 'the point'}; circle within {self.position_error.m:.2g} m; {self.rule}"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DiscsFound:
    """Discs of one radius round many places, found; ``numpy.asarray(found)`` is the array of polygons.

    Parameters
    ----------
    geometry : ndarray, GeoSeries or Series
        One Polygon or MultiPolygon for each place, WGS 84 longitude and latitude, cut at ±180°; with the index of what
        came, a GeoSeries where a GeoSeries or a GeoDataFrame came, a Series where a Series did.
    radius : Distance
        The radius.
    position_error : Distance
        Every circle lies within this of the true one.
    method : str
        How, in a sentence.
    """

    geometry: Any = field(repr=False)
    radius: Distance
    position_error: Distance
    method: str

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        shapes = np.asarray(self.geometry, dtype=object)
        return shapes.copy() if copy else shapes

    def __len__(self) -> int:
        return len(self.geometry)

    def __str__(self) -> str:
        return f"{len(self):,} discs of {self.radius}; circles within {self.position_error.m:.2g} m; {self.method}"


def discs(lon: Any, lat: Any = None, *, radius: Distance, tolerance: Distance | None = None) -> DiscsFound:
    """Draw the discs of one radius round many places, over poles and ±180° too.

    Parameters
    ----------
    lon, lat : array_like
        Longitudes and latitudes in degrees (arrays, Series, Arrow arrays); or `lon` alone, a GeoSeries or GeoDataFrame
        of points with its CRS.
    radius : Distance
        Such as ``km(50)``; more than 0, at most 18,000 km.
    tolerance : Distance, optional
        How far a circle may lie from the true one; by default the smaller of 1 m and 10⁻⁵ of the radius.

    Raises
    ------
    BareNumberError, LengthError
        If the radius or the tolerance is a bare number, or cannot be.
    InputError, GeometryError
        If the places cannot be read, or lie off the earth; the message names the row.

    Examples
    --------
    >>> from zonelib import km, m
    >>> print(discs([36.0, 179.9, 0.0], [35.0, 60.0, 90.0], radius=km(50), tolerance=m(5)))
    3 discs of 50 km; circles within 5 m; every vertex laid off from its centre along a geodesic of WGS 84
    """
    came = columns_of(lon, lat)
    tolerance_m = None if tolerance is None else as_metres(tolerance, "tolerance", positive=True)
    drawn, error_m = geodesy.many_discs(
        came.lon, came.lat, radius_m=as_metres(radius, "radius", positive=True), tolerance_m=tolerance_m
    )
    geometry = came.dressed(drawn, "disc")
    if lat is None:
        geometry = type(lon.geometry)(geometry, crs="OGC:CRS84")
    return DiscsFound(
        geometry=geometry,
        radius=radius, position_error=Distance(error_m),
        method="every vertex laid off from its centre along a geodesic of WGS 84",
    )  # fmt: skip


def ring(place: Place | Point, radius: Distance, *, tolerance: Distance | None = None) -> RangeRing:
    """Find the geodesic circle of a radius round a place.

    Parameters
    ----------
    place : Place or Point
        The centre; a point in WGS 84 longitude and latitude stands for it.
    radius : Distance
        Such as ``km(1_000)``; more than 0.
    tolerance : Distance, optional
        How far the circle may lie from the true one; by default the smaller of 1 m and 10⁻⁵ of the radius.

    Raises
    ------
    BareNumberError
        If `radius` is a bare number.
    LengthError
        If it is not more than 0.
    InputError
        If no point stands for the place.
    """
    centre, id = _centre(place)
    tolerance_m = None if tolerance is None else as_metres(tolerance, "tolerance", positive=True)
    found = geodesy.disc(*centre, radius_m=as_metres(radius, "radius", positive=True), tolerance_m=tolerance_m)
    return RangeRing(
        ring=found.geometry, band=None, centre=centre, radius=radius, low=None, high=None,
        rule="read as it stands", place=id, measurement="", event="",
        plane=found.plane.name, position_error=Distance(found.position_error_m),
    )  # fmt: skip


def range_rings(scenario: Scenario) -> tuple[RangeRing, ...]:
    """Find the rings of every reported distance between two legs of an event.

    Each is drawn round every point that is named for the second of the two legs (the target of a launch); a line or an
    area there is left to the range check, and a place that is not stated stays without a ring.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    tuple of RangeRing
        In the order of the measurements.
    """
    return tuple(_reported(measurement, place) for measurement, place in _measured(scenario))


def rings_known(rings: tuple[RangeRing, ...], scenario: Scenario) -> tuple[RangeRing, ...]:
    """Give those of the rings of a whole record that a part of it still tells, such as what was known on a day."""
    told = {(measurement.id, place.id) for measurement, place in _measured(scenario)}
    return tuple(ring for ring in rings if (ring.measurement, ring.place) in told)


def _measured(scenario: Scenario) -> Iterator[tuple[Measurement, Place]]:
    for measurement in scenario.measurements:
        if measurement.between and isinstance(measurement.event, str):
            for leg in scenario.event(measurement.event).leg(measurement.between[1]):
                for place in (scenario.place(id) for id in leg.places):
                    if isinstance(place.geometry, Point):
                        yield measurement, place


def _reported(measurement: Measurement, place: Place) -> RangeRing:
    radius, low, high, rule = _reading(measurement)
    centre, _ = _centre(place)
    circle = geodesy.disc(*centre, radius_m=radius.m) if radius else None
    band = geodesy.annulus(*centre, inner_m=low.m, outer_m=high.m) if low and high else None
    made = circle or band
    if made is None:
        raise InputError(f"measurement {measurement.id!r} lies between two legs but is {measurement}; give it a length")
    return RangeRing(
        ring=circle.geometry if circle else None, band=band.geometry if band else None,
        centre=centre, radius=radius, low=low, high=high, rule=rule, place=place.id,
        measurement=measurement.id, event=str(measurement.event), plane=made.plane.name,
        position_error=Distance(max(shape.position_error_m for shape in (circle, band) if shape)),
    )  # fmt: skip


def _reading(measurement: Measurement) -> tuple[Distance | None, Distance | None, Distance | None, str]:
    """Turn a figure and its bound into a radius and an interval, with the rule in words."""
    value, low, high = measurement.value, measurement.low, measurement.high
    if measurement.bound == "interval" and isinstance(low, Distance) and isinstance(high, Distance):
        return None, low, high, "an interval as stated"
    if not isinstance(value, Distance):
        raise InputError(f"measurement {measurement.id!r} lies between two legs but is {measurement}; give it a length")
    if measurement.bound == "about":
        rule = f'"about" read as ±{ABOUT_SHARE:.0%}'.replace("%", " %")
        return value, value * (1 - ABOUT_SHARE), value * (1 + ABOUT_SHARE), rule
    rule = "at least: the circle is the near end" if measurement.bound == "at_least" else "stated without a hedge"
    return value, None, None, rule


def _centre(place: Place | Point) -> tuple[tuple[float, float], str]:
    geometry = place.geometry if isinstance(place, Place) else place
    if not isinstance(geometry, Point):
        what = f"place {place.id!r}" if isinstance(place, Place) else f"a {type(place).__name__}"
        raise InputError(f"{what} is no point; a ring is drawn round a point")
    return (geometry.x, geometry.y), place.id if isinstance(place, Place) else ""
