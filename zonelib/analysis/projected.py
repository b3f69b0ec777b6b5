"""Shapes that come in a projected CRS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.columns import is_geo
from zonelib.errors import GeometryError, InputError, PlaneError
from zonelib.geodesy.planes import Projected, projected
from zonelib.geodesy.unproject import Unprojected, unprojected
from zonelib.units import Distance, as_metres, m

_TOLERANCE: Final = m(0.01)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class FromProjected:
    """What came in a projected CRS, in WGS 84 longitude and latitude: found, with how far its edges may be off.

    Parameters
    ----------
    geometry : shapely geometry, GeoSeries or GeoDataFrame
        As what came, with its index and its other columns; edges straight in longitude and latitude, cut at ±180°.
    crs : str
        The CRS it came in.
    position_error : Distance
        Every edge lies within this of where that CRS draws it straight.
    datum : str
        How the datum was brought to WGS 84, in the words of PROJ; empty where it is WGS 84 already.
    datum_error : Distance or None
        How well, as PROJ states it, in addition to `position_error`; None where it does not know.
    """

    geometry: Any = field(repr=False)
    crs: str
    position_error: Distance
    datum: str
    datum_error: Distance | None

    def __str__(self) -> str:
        told = f"from {self.crs}: edges within {self.position_error.m:.2g} m of straight there"
        if not self.datum:
            return told
        well = "how well is not known" if self.datum_error is None else f"to {self.datum_error.m:.2g} m"
        return f"{told}; datum by {self.datum}, {well}"


def from_projected(
    shape: Any, *, crs: str | int | CRS | None = None, tolerance: Distance = _TOLERANCE
) -> FromProjected:
    """Bring shapes from a projected CRS to longitude and latitude, cut finely enough that their edges stay in place.

    An edge that is straight in a projected CRS is not straight in longitude and latitude. Whoever brings over the
    vertices alone (``to_crs``) moves what lies between them: at 35°N by 140 m in the middle of an edge of 100 km.

    Parameters
    ----------
    shape : shapely geometry, GeoSeries or GeoDataFrame
        Points, lines, polygons or multiples, x before y.
    crs : optional
        The CRS of a shapely geometry, anything that pyproj reads such as ``"EPSG:32637"``; a GeoSeries or GeoDataFrame
        brings its own.
    tolerance : Distance, default 1 cm
        How far an edge may come to lie from where its CRS draws it straight.

    Returns
    -------
    FromProjected
        A missing geometry stays missing.

    Raises
    ------
    PlaneError
        If the CRS is unknown or not projected, or does not draw all of the shape.
    GeometryError
        If a shape cannot be: empty, crossing itself, with heights; of several the message names the row.
    InputError
        If no CRS is named, or two.
    BareNumberError, LengthError
        If `tolerance` is a bare number, or not more than 0.

    Notes
    -----
    The bound is `tolerance` (chords measured at their thirds, times 1.35; see "Error bounds"), the distance by which a
    vertex misses its place when it is projected again, and a micrometre. Points are as good as the last two.

    Examples
    --------
    >>> import shapely, zonelib as zl
    >>> found = zl.from_projected(shapely.LineString([(2e5, 3.9e6), (4e5, 3.9e6)]), crs="EPSG:32637")
    >>> print(found)
    from EPSG:32637 (WGS 84 / UTM zone 37N): edges within 0.01 m of straight there
    >>> print(zl.length(found.geometry))
    200.0 km
    """
    tolerance_m = as_metres(tolerance, "tolerance", positive=True)
    if is_geo(shape):
        return _of_frame(shape, crs, tolerance_m)
    if not isinstance(shape, BaseGeometry):
        raise InputError(f"a {type(shape).__name__} came; give a shapely geometry, a GeoSeries or a GeoDataFrame")
    if crs is None:
        raise InputError('the shape has no CRS of its own; say which, such as crs="EPSG:32637"')
    source = projected(crs, _bounds([shape]))
    one = unprojected(shape, source, tolerance_m=tolerance_m)
    return _found(one.geometry, source, one.position_error_m)


def _of_frame(frame: Any, crs: Any, tolerance_m: float) -> FromProjected:
    series = frame.geometry
    if crs is not None:
        raise InputError("crs goes with a bare shape; a GeoSeries brings its own, or is given one with .set_crs(...)")
    if series.crs is None:
        raise InputError('the shapes have no CRS; say which with .set_crs("EPSG:32637")')
    shapes = np.array(series.array, dtype=object)
    rows = [row for row, shape in enumerate(shapes) if shape is not None]
    source = projected(series.crs, _bounds([shapes[row] for row in rows]))
    worst = 0.0
    for row in rows:
        one = _of_row(row, shapes[row], source, tolerance_m)
        shapes[row], worst = one.geometry, max(worst, one.position_error_m)
    made = type(series)(shapes, index=series.index, name=series.name, crs="EPSG:4326")
    return _found(made if series is frame else frame.set_geometry(made), source, worst)


def _of_row(row: int, shape: BaseGeometry, source: Projected, tolerance_m: float) -> Unprojected:
    try:
        return unprojected(shape, source, tolerance_m=tolerance_m)
    except (GeometryError, PlaneError) as error:
        raise type(error)(f"row {row}: {error}") from error


def _bounds(shapes: list[BaseGeometry]) -> tuple[float, float, float, float]:
    """Give the box round all that has a place; round nothing, a box of no matter."""
    boxes = np.array([shape.bounds for shape in shapes if not shape.is_empty]).reshape(-1, 4)
    if not np.isfinite(boxes).all() or not len(boxes):
        return (0.0, 0.0, 0.0, 0.0)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _found(geometry: Any, source: Projected, error_m: float) -> FromProjected:
    error = source.datum_error_m
    return FromProjected(
        geometry=geometry, crs=source.name, position_error=Distance(error_m), datum=source.datum,
        datum_error=None if error is None else Distance(error),
    )  # fmt: skip
