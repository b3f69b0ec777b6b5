"""Points as they come (arrays, Series, Arrow arrays, frames, lists of places), and answers in the same shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.things import stand_for
from zonelib.errors import GeometryError, InputError
from zonelib.geodesy.within import columns
from zonelib.model import Incident, Place

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Points as two columns, and how to give an answer the index they came with.

    Parameters
    ----------
    lon, lat : ndarray, shape (n,)
        Degrees.
    index : object or None
        The index of a Series or frame.
    series : callable or None
        Makes a Series of values, ``index=`` and ``name=``.
    """

    lon: FloatArray
    lat: FloatArray
    index: Any = None
    series: Callable[..., Any] | None = None

    def dressed(self, values: NDArray[Any], name: str) -> Any:
        """Give the values as they are, or as a Series with the index."""
        return values if self.series is None else self.series(values, index=self.index, name=name)

    def labels(self, rows: NDArray[np.intp]) -> NDArray[Any]:
        """Give the labels of these rows; the rows themselves where there is no index."""
        return rows if self.index is None else np.asarray(self.index)[rows]


def columns_of(lon: Any, lat: Any = None) -> Columns:
    """Read longitudes and latitudes, or one GeoSeries or GeoDataFrame of points.

    Raises
    ------
    InputError, GeometryError
        If they are no such thing, or not of one length.
    """
    if lat is None:
        if not is_geo(lon):
            raise InputError(
                f"a {type(lon).__name__} came without latitudes; give longitudes and latitudes, or a GeoSeries or "
                "GeoDataFrame of points"
            )
        return _of_frame(lon)
    xs, ys = columns(lon, lat)
    # A Series of pandas, told by what it can do: pandas itself is not needed here.
    if hasattr(lon, "iloc"):
        return Columns(lon=xs, lat=ys, index=lon.index, series=type(lon))
    return Columns(lon=xs, lat=ys)


def points_of(points: Any, name: str) -> Columns:
    """Read points given as one thing: a frame, ``(lon, lat)``, an array of shape (n, 2), or places.

    Raises
    ------
    InputError, GeometryError
        If it is none of these; the message says what came.
    """
    if is_geo(points):
        return _of_frame(points)
    if isinstance(points, Sequence) and points and all(isinstance(p, Place | Incident | BaseGeometry) for p in points):
        return _of_places(points, name)
    if isinstance(points, tuple) and len(points) == 2:
        return columns_of(*points)
    try:
        table = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} is a {type(points).__name__}; {_WANTED}") from error
    if table.ndim != 2 or table.shape[1] != 2:
        raise InputError(f"{name} has the shape {table.shape}; {_WANTED}")
    return Columns(lon=np.ascontiguousarray(table[:, 0]), lat=np.ascontiguousarray(table[:, 1]))


_WANTED = "give (lon, lat), an array of shape (n, 2), a GeoSeries or GeoDataFrame of points, or a list of places"


def is_geo(thing: Any) -> bool:
    """Tell a GeoSeries or GeoDataFrame by what it can do: geopandas itself is not needed here."""
    return hasattr(thing, "crs") and hasattr(thing, "geometry") and hasattr(thing, "to_crs")


def _of_frame(frame: Any) -> Columns:
    series = frame.geometry
    if series.crs is None:
        raise InputError('the points have no CRS; say which with .set_crs("OGC:CRS84") if they are longitude/latitude')
    if series.crs.to_epsg() != 4326:
        series = series.to_crs("OGC:CRS84")
    shapes = np.asarray(series.array, dtype=object)
    bad = np.flatnonzero((shapely.get_type_id(shapes) != 0) | shapely.is_empty(shapes))
    if bad.size:
        came = shapes[int(bad[0])]
        what = "no geometry" if came is None else f"{'an empty' if came.is_empty else 'a'} {came.geom_type}"
        raise GeometryError(f"row {int(bad[0])} has {what}; a range check wants a point in every row")
    return Columns(lon=shapely.get_x(shapes), lat=shapely.get_y(shapes), index=series.index, series=type(series.x))


def _of_places(things: Sequence[Any], name: str) -> Columns:
    shapes = [stand_for(thing).geometry for thing in things]
    for row, shape in enumerate(shapes):
        if not isinstance(shape, Point) or shape.is_empty:
            raise InputError(f"{name}[{row}] is stood for by a {shape.geom_type}; every one must be a point")
    at = shapely.get_coordinates(shapes)
    return Columns(lon=np.ascontiguousarray(at[:, 0]), lat=np.ascontiguousarray(at[:, 1]))
