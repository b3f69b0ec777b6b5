"""Coordinates as they came, to degrees on WGS 84; and which of them cannot be, or look swapped."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, PlaneError
from zonelib.incidents.cells import numbers
from zonelib.incidents.rejects import Marks
from zonelib.incidents.sources import Places
from zonelib.model import Scenario

LONLAT: Final = "OGC:CRS84"

FloatArray = NDArray[np.float64]
Box: TypeAlias = tuple[float, float, float, float]


def lon_lat(places: Places, crs: Any, near: Box | None, marks: Marks) -> tuple[FloatArray, FloatArray]:
    """Give longitudes and latitudes, NaN where there is none, and mark the rows that have none.

    Parameters
    ----------
    places : Places
        As they came.
    crs : pyproj.CRS or None
        What they are in; None for longitude and latitude.
    near : tuple of four float, optional
        West, south, east and north of where incidents are expected.
    marks : Marks
        Of all rows.

    Notes
    -----
    Coordinates look swapped where the latitude cannot be one and the two fit the other way round, or, with `near`,
    where they lie outside that box and the other way round inside it.
    """
    x, y = numbers(places.x), numbers(places.y)
    marks.mark("geometry is no point", places.no_point)
    marks.mark("no coordinate", x.missing | y.missing)
    marks.mark("coordinate is not a number", x.wrong | y.wrong)
    marks.mark("coordinates are 0/0", (x.values == 0) & (y.values == 0))
    lon, lat = x.values, y.values
    if crs is not None:
        lon, lat = _to_degrees(lon, lat, crs, marks.good)
    else:
        swapped = (np.abs(lat) > 90) & _on_earth(lat, lon)
        if near is not None:
            swapped |= ~_inside(lon, lat, near) & _inside(lat, lon, near)
        marks.mark("swapped lat/lon suspected", swapped)
    marks.mark("coordinate out of range", ~_on_earth(lon, lat))
    return lon, lat


def crs_of(own: Any, said: Any, where: str) -> Any:
    """Give the CRS to transform from, None for longitude and latitude, from what a source and its reader say.

    Raises
    ------
    InputError
        If the two differ.
    PlaneError
        If pyproj knows no such CRS.
    """
    if own is not None and said is not None and not _same(_crs(own), _crs(said)):
        raise InputError(
            f"{where} is in {_crs(own).name}, and crs= says {_crs(said).name}; leave crs= out, or mend the source"
        )
    found = _crs(own if own is not None else said) if own is not None or said is not None else None
    return None if found is None or _same(found, _crs(LONLAT)) else found


def box_of(near: Scenario | Box | None) -> Box | None:
    """Give the box of a scenario's lines and places, or the one that came.

    Raises
    ------
    InputError
        If it is no box, or nothing in the scenario has a shape.
    """
    if near is None:
        return None
    if isinstance(near, Scenario):
        lines = [boundary.geometry for zone in near.zones for boundary in zone.boundaries]
        shapes = [
            shape for shape in (*lines, *(place.geometry for place in near.places)) if isinstance(shape, BaseGeometry)
        ]
        if not shapes:
            raise InputError("near= is a scenario in which nothing has a shape; give (west, south, east, north)")
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return west, south, east, north
    try:
        west, south, east, north = (float(side) for side in near)
    except (TypeError, ValueError) as error:
        raise InputError(f"near= is {near!r}; give a scenario, or (west, south, east, north) in degrees") from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError(f"near= is {near!r}; west must be below east and south below north, in degrees")
    return west, south, east, north


def _to_degrees(x: FloatArray, y: FloatArray, crs: Any, rows: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    moved = gpd.GeoSeries.from_xy(x[rows], y[rows], crs=crs).to_crs(LONLAT)
    lon[rows], lat[rows] = moved.x, moved.y
    return lon, lat


def _on_earth(lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    return (np.abs(lon) <= 180) & (np.abs(lat) <= 90)


def _inside(lon: FloatArray, lat: FloatArray, box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    return (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)


def _crs(given: Any) -> Any:
    try:
        return pyproj.CRS.from_user_input(given)
    except CRSError as error:
        raise PlaneError(
            f"{given!r} is no coordinate reference system that pyproj knows ({error}); write one such as 'EPSG:32637'"
        ) from error


def _same(one: Any, other: Any) -> bool:
    # GeoPandas and zonelib put x, longitude, first, whatever the order of the CRS's own axes.
    return bool(one.equals(other, ignore_axis_order=True)) or (one.to_epsg() or -1) == (other.to_epsg() or -2)
