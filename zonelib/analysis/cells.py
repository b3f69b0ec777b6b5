"""An area as the cells of a grid on an equal-area plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.lines import densify
from zonelib.geodesy.planes import named_plane

_MOST_CELLS: Final = 2_000_000


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Cells:
    """The cells that an area touches.

    Parameters
    ----------
    lonlat : ndarray, shape (n, 2)
        Their middles; the middle of a cell at the edge may lie outside.
    weight : ndarray, shape (n,)
        How much of the area lies in each, square metres.
    half_m : float
        No place of a cell is farther from its middle.
    """

    lonlat: FloatArray
    weight: FloatArray
    half_m: float


def cells_of(shape: BaseGeometry, cell_m: float) -> Cells:
    """Lay a grid of cells of a size over an area.

    Raises
    ------
    InputError
        If they would be too many.
    """
    lon, lat = (round(float(value), 9) for value in (shape.centroid.x, shape.centroid.y))
    name = f"+proj=laea +lat_0={lat!r} +lon_0={lon!r} +datum=WGS84 +units=m +no_defs +type=crs"
    # An equal-area plane is asked for areas alone; distances are measured on the ellipsoid.
    plane = named_plane(name, shape, limit=np.inf)
    flat = plane.forward(densify(shape, tolerance_m=cell_m / 100))
    west, south, east, north = flat.bounds
    columns, rows = (max(1, int(np.ceil(size / cell_m))) for size in (east - west, north - south))
    if columns * rows > _MOST_CELLS:
        raise InputError(f"cells of {cell_m:g} m make {columns * rows:,} of them over this area; give a larger cell")
    x, y = np.meshgrid(west + (np.arange(columns) + 0.5) * cell_m, south + (np.arange(rows) + 0.5) * cell_m)
    middles = np.column_stack([x.ravel(), y.ravel()])
    cells: Any = shapely.box(*(middles - cell_m / 2).T, *(middles + cell_m / 2).T)
    shapely.prepare(flat)
    touched = np.flatnonzero(shapely.intersects(flat, cells))
    weight: Any = shapely.area(shapely.intersection(flat, cells[touched]))
    # Half a diagonal, drawn too short by no more than the scale.
    half = cell_m * np.sqrt(0.5) * (1 + plane.scale_error)
    return Cells(lonlat=plane.to_lonlat(middles[touched]), weight=weight, half_m=float(half))


def at_share(values: FloatArray, weight: FloatArray, share: float) -> int:
    """Give where the value stands that so much of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    behind = np.cumsum(weight[order])
    return int(order[int(np.searchsorted(behind, share * behind[-1]))])
