"""What a user has, opened: a file by its suffix, an Arrow table, a frame, or columns; nothing is judged here yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from zonelib.errors import InputError


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Places:
    """Where the rows lie, as it came.

    Parameters
    ----------
    x, y : Series
        Numbers, or what stands in their place.
    no_point : ndarray of bool
        Rows whose geometry is something else than a point.
    crs : Any
        What the source says of it; None for nothing.
    """

    x: pd.Series
    y: pd.Series
    no_point: NDArray[np.bool_]
    crs: Any = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Opened:
    """A source, opened.

    Parameters
    ----------
    where : str
        Its name, for messages.
    table : DataFrame
        Its columns as they came, rows numbered from 0.
    geometry : str or None
        The column in which its places came as geometries.
    places : Places or None
        Those places.
    """

    where: str
    table: pd.DataFrame
    geometry: str | None = None
    places: Places | None = None


def of_frame(frame: pd.DataFrame, where: str) -> Opened:
    """Take a DataFrame, or a GeoDataFrame with its geometry.

    Raises
    ------
    InputError
        If two columns have one name, or geometries carry several CRSs.
    """
    table = pd.DataFrame(frame).reset_index(drop=True)
    table.columns = [str(name) for name in table.columns]
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise InputError(f"{where} has two columns called {twice[0]!r}; rename one")
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return Opened(where=where, table=table)
    shapes = np.array(frame.geometry.array, dtype=object)
    shapes[shapely.is_empty(shapes)] = None  # an empty point has no coordinates to ask for
    codes = np.unique(shapely.get_srid(shapes[~shapely.is_missing(shapes)]))
    if len(codes) > 1:
        raise InputError(
            f"{where} mixes CRSs: its geometries carry the SRIDs {', '.join(map(str, codes))}; bring them into one"
        )
    places = Places(
        x=pd.Series(shapely.get_x(shapes)), y=pd.Series(shapely.get_y(shapes)),
        no_point=shapely.get_type_id(shapes) > shapely.GeometryType.POINT, crs=frame.crs,
    )  # fmt: skip
    return Opened(where=where, table=table, geometry=str(frame.active_geometry_name), places=places)


def of_arrow(source: Any, where: str) -> Opened:
    """Take an Arrow table, or anything that gives one; places as GeoArrow, or as GeoParquet keeps them.

    Raises
    ------
    InputError
        If pyarrow is not installed, or the geometries are in an encoding of GeoParquet other than WKB.
    """
    arrow = wanted("pyarrow", where)
    table = source if isinstance(source, arrow.Table) else arrow.table(source)
    if any(_is_geoarrow(field) for field in table.schema):
        return of_frame(gpd.GeoDataFrame.from_arrow(table), where)
    about = (table.schema.metadata or {}).get(b"geo")
    frame = table.to_pandas()
    if about is None:
        return of_frame(frame, where)
    told = json.loads(about)
    column = told["primary_column"]
    shape = told["columns"][column]
    if shape["encoding"] != "WKB":
        raise InputError(f"{where} keeps its geometries as {shape['encoding']}; name its file, or give a GeoDataFrame")
    shapes = gpd.GeoSeries.from_wkb(frame[column], crs=shape.get("crs", "OGC:CRS84"))
    return of_frame(gpd.GeoDataFrame(frame.drop(columns=column), geometry=shapes).rename_geometry(column), where)


def wanted(module: str, where: str) -> Any:
    """Give a module of the extra ``[incidents]``.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        name = module.partition(".")[0]
        raise InputError(
            f"reading {where} needs {name}, which is not installed: pip install 'zonelib[incidents]'"
        ) from error


def _is_geoarrow(field: Any) -> bool:
    name = (field.metadata or {}).get(b"ARROW:extension:name") or getattr(field.type, "extension_name", "").encode()
    return bool(name.startswith(b"geoarrow."))
