"""Tables of points on a Dask cluster into zones: the same answers, partition by partition."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any, Final

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.ready_zones import ReadyZones
from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.incidents.batches import Places, zones_of
from zonelib.model import Boundary, Scenario, Zone

_WORDS: Final = "string[pyarrow]"
_MAKING: Final = Lock()


def classify_dask(
    frame: Any,
    *,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    lon: str = "lon",
    lat: str = "lat",
    day: str | None = None,
    known_on: dt.date | None = None,
    column: str = "zone",
) -> Any:
    """Tell of the rows of a Dask dataframe in which zones they lie; nothing is computed yet.

    Parameters
    ----------
    frame : dask.dataframe.DataFrame
        Points, in partitions of any size.
    zones : Scenario, or mapping of str to Zone, Boundary, Polygon or MultiPolygon
        As for `classify`; they are sent once, and made ready once in each process that works.
    lon, lat : str
        Columns of degrees.
    day : str, optional
        A column of dates (``datetime64``): then each row is held against the lines that held on its day. That takes a
        scenario.
    known_on : date, optional
        With `day`: the day whose knowledge is used.
    column : str
        What the new column is called. It holds an id, several joined by " + ", empty text for none, and nothing where a
        row cannot be placed: no coordinate, one out of range, or no day.

    Returns
    -------
    dask.dataframe.DataFrame
        The same rows, partitions and columns, and the new one.

    Raises
    ------
    InputError, NotFoundError, GeometryError
        If Dask (the extra ``[dask]``) is missing, something else came, or a column or a zone cannot be.
    """
    delayed = _delayed(frame)
    _check_columns(frame, lon, lat, day, column)
    if day is None and known_on is not None:
        raise InputError("known_on came without day; name the column of dates, or leave it out")
    ready = ReadyZones(zones, known_on=known_on)
    # What is wrong with a zone is said here, not by a worker.
    none = ready.tell(np.empty(0), np.empty(0), None if day is None else np.empty(0, dtype="datetime64[D]"))
    if day is None and len(ready.undrawn(none.taken)) == len(ready.names):
        raise InputError("none of the zones has a line with a geometry; nothing can be told of the rows")
    sent = delayed(bytes, pure=True)(pickle.dumps((zones, known_on)))
    meta = frame._meta.assign(**{column: pd.Series([], dtype=_WORDS)})
    return frame.map_partitions(_with_zones, sent, lon, lat, day, column, meta=meta)


def _delayed(frame: Any) -> Any:
    try:
        tables, delayed = import_module("dask.dataframe"), import_module("dask").delayed
    except ImportError as error:
        raise InputError("classify_dask needs dask, which is not installed: pip install 'zonelib[dask]'") from error
    if not isinstance(frame, tables.DataFrame):
        raise InputError(f"a {type(frame).__name__} came; give a Dask dataframe, or use classify or classify_file")
    return delayed


def _check_columns(frame: Any, lon: str, lat: str, day: str | None, column: str) -> None:
    names = [str(name) for name in frame.columns]
    for name in (lon, lat, day):
        if name is not None and name not in names:
            raise NotFoundError(f"the frame has no column {name!r}; {nearest(name, names)}")
    if column in names:
        raise InputError(f"the frame has a column {column!r} already; give the new one another name")
    for name in (lon, lat):
        if not pd.api.types.is_numeric_dtype(frame.dtypes[name]):
            raise InputError(f"column {name!r} holds {frame.dtypes[name]}, not numbers; name the columns of degrees")
    if day is not None and not pd.api.types.is_datetime64_dtype(frame.dtypes[day]):
        raise InputError(
            f"column {day!r} holds {frame.dtypes[day]}, not dates without a zone; see dask.dataframe.to_datetime"
        )


@lru_cache(maxsize=4)
def _made(sent: bytes) -> ReadyZones:
    zones, known_on = pickle.loads(sent)
    return ReadyZones(zones, known_on=known_on, many=True)


def _with_zones(part: pd.DataFrame, sent: bytes, lon: str, lat: str, day: str | None, column: str) -> pd.DataFrame:
    """Tell of one partition, on a worker."""
    with _MAKING:
        ready = _made(sent)
    x, y = (part[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in (lon, lat))
    days = None if day is None else part[day].to_numpy(dtype="datetime64[ns]").astype("datetime64[D]")
    found, words, _ = zones_of(Places.of(x, y, days), ready)
    # -1 takes nothing: a missing word.
    zone = pd.array(words, dtype=_WORDS).take(found, allow_fill=True)
    return part.assign(**{column: pd.Series(zone, index=part.index)})
