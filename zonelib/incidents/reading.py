"""Tables of incidents, read: every row comes out once, as an incident or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zonelib.errors import InputError
from zonelib.incidents.cells import Numbers, numbers, texts
from zonelib.incidents.days import DaysRead, days_of, first_and_last
from zonelib.incidents.layouts import COMMON, SPELLINGS, DaySpan, Layout, columns_by_use, folded, layout_of
from zonelib.incidents.opening import opened
from zonelib.incidents.places import LONLAT, Box, box_of, crs_of, lon_lat
from zonelib.incidents.rejects import REASONS, Marks, mark_duplicates
from zonelib.incidents.sources import Opened, Places
from zonelib.model import Scenario
from zonelib.units import Distance, as_metres


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Incidents:
    """A table of incidents, read: what was read, and what was not.

    Parameters
    ----------
    frame : DataFrame
        One row for each incident: ``id`` (text, or None), ``lon`` and ``lat`` in degrees on WGS 84, ``day`` and
        ``last_day`` (the first and the last day it may have been; not-a-time where none is told), ``precision_m``
        (within how many metres the place lies; 0 is exact, NaN not known), ``kind`` (text, or None), ``row`` (in the
        source, from 0); then the columns of the source that were not read.
    rejected : DataFrame
        One row for each row that was not read: ``row``, ``reason``, and all columns of the source as they came.
    source : str
        What was read.
    layout : str
        In which layout.
    columns : mapping of str to str
        What was read as what.
    metres : mapping of int to Distance or None
        The codes of place that were used, and what they mean; empty where there were none.
    spans : mapping of int to tuple of int or "month"
        The codes of time that were used, and what they mean; empty where there were none.
    notes : tuple of str
        What was taken for granted.
    """

    frame: pd.DataFrame = field(repr=False)
    rejected: pd.DataFrame = field(repr=False)
    source: str
    layout: str
    columns: Mapping[str, str]
    metres: Mapping[int, Distance | None]
    spans: Mapping[int, DaySpan]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows were not read, by reason."""
        came = self.rejected["reason"].value_counts()
        return {reason: int(came[reason]) for reason in REASONS if reason in came}

    @property
    def points(self) -> gpd.GeoDataFrame:
        """The incidents with their places as points."""
        places = gpd.points_from_xy(self.frame["lon"], self.frame["lat"])
        return gpd.GeoDataFrame(self.frame, geometry=places, crs=LONLAT)

    def __str__(self) -> str:
        told = f"{len(self):,} of {len(self) + len(self.rejected):,} rows of {self.source} read (layout {self.layout})"
        told += "".join(f"; {words}" for words in (_codes("place", self.metres), _codes("time", self.spans)) if words)
        if len(self.rejected):
            reasons = ", ".join(f"{count:,} {reason}" for reason, count in self.reasons.items())
            told += f"; {len(self.rejected):,} not read: {reasons}"
        return told + "".join(f"; {note}" for note in self.notes)


def read_incidents(
    source: Any,
    *,
    layout: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    metres: Mapping[int, Distance | None] | None = None,
    spans: Mapping[int, DaySpan] | None = None,
    crs: Any = None,
    layer: str | None = None,
    dates: str | None = None,
    time_zone: str | None = None,
    near: Scenario | Box | None = None,
) -> Incidents:
    """Read incidents from whatever holds them; no row is dropped in silence.

    Parameters
    ----------
    source : path, GeoDataFrame, DataFrame, Arrow table or mapping of str to array
        A path ends in ``.csv``, ``.tsv``, ``.xlsx``, ``.geojson``, ``.json``, ``.gpkg``, ``.parquet``,
        ``.geoparquet``, ``.arrow`` or ``.feather``.
    layout : {"acled", "ucdp", "plain"}, optional
        How the columns are named and what their codes mean; by default the one that the columns give away.
    columns : mapping of str to str or None, optional
        Columns that are named otherwise: which is read as ``id``, ``lon``, ``lat``, ``day``, ``last_day``,
        ``precision_m``, ``precision_code``, ``time_code``, ``kind``. None for none: ``{"day": None}`` where no day is
        told.
    metres : mapping of int to Distance or None, optional
        Within what radius a place lies by its code, instead of the layout's table; None is not known.
    spans : mapping of int to (int, int) or "month", optional
        The days before and after the written one by the code of time, or its calendar month, instead of the layout's.
    crs : str, int or pyproj.CRS, optional
        What the coordinates are in, where the source does not say and it is not longitude and latitude.
    layer : str, optional
        Which layer of a GeoPackage, or sheet of a workbook, where it has several.
    dates : str, optional
        How dates are written, in the codes of ``strptime``. Without, ISO 8601 and days with the month's English name
        are read.
    time_zone : str, optional
        Whose calendar days are wanted, such as ``"Asia/Damascus"``, where times name zones.
    near : Scenario or (west, south, east, north), optional
        Where incidents are expected, in degrees: a place outside that would be inside with its coordinates swapped is
        suspected of that. Without it only those are that cannot be otherwise.

    Returns
    -------
    Incidents
        ``frame`` and ``rejected`` together have as many rows as the source.

    Raises
    ------
    FileError
        If a file is missing, or not what its name says.
    InputError
        If the source is empty, columns are missing or can be read in two ways, or dates are; the message says which,
        and what to say.
    NotFoundError
        If there is no such layout.
    LengthError
        If a radius is negative.
    PlaneError
        If pyproj knows no such CRS.

    Notes
    -----
    A row is rejected for the first reason that applies, in the order: no coordinate, a coordinate that is no number, a
    geometry that is no point, 0/0, swapped or out of range; no date, or one that cannot be read; a last day before the
    first; a code of time without a meaning; a precision that is no length; a repeated id (the first row with it is
    kept). Rows without an id are never held to be the same incident, however alike.

    Examples
    --------
    >>> import zonelib as zl
    >>> found = zl.read_incidents({"lon": [36.7, 0, 34.9], "lat": [34.9, 0, 136.7], "day": ["2017-07-05"] * 3})
    >>> print(found)
    1 of 3 rows of the table read (layout plain); 2 not read: 1 coordinates are 0/0, 1 swapped lat/lon suspected
    """
    said = dict(columns or {})
    as_text = SPELLINGS | {folded(name) for name in said.values() if name is not None}
    came = opened(source, layer=layer, as_text=as_text)
    names = [name for name in came.table.columns if name != came.geometry]
    asked = layout_of(names, layout)
    uses = columns_by_use(asked, names, said, placed=came.places is not None, where=came.where)
    asked = _overruled(asked, metres, spans, uses)
    marks, notes = Marks(len(came.table)), list[str]()
    frame = _placed(came, uses, crs, near, marks)
    frame |= _dated(came, uses, asked, dates, _zone(time_zone), marks, notes)
    frame["precision_m"] = _precision(came.table, uses, asked, marks, notes)
    for use in ("id", "kind"):
        frame[use] = texts(came.table[uses[use]]) if use in uses else np.full(len(came.table), None)
    if "kind" in uses:
        frame["kind"] = frame["kind"].map(lambda kind: asked.kinds.get(kind, kind), na_action="ignore")
    frame["row"] = np.arange(len(came.table))
    found = pd.DataFrame({name: frame[name] for name in COMMON})
    mark_duplicates(marks, came.table, found["id"])
    read = set(uses.values()) | {came.geometry}
    others = came.table[[name for name in came.table.columns if name not in read]]
    reasons = pd.DataFrame({"row": np.flatnonzero(~marks.good), "reason": marks.reasons()})
    return Incidents(
        frame=_beside(found[marks.good].reset_index(drop=True), others[marks.good]),
        rejected=_beside(reasons, came.table[~marks.good]),
        source=came.where, layout=asked.name, columns=uses,
        metres=asked.metres if "precision_code" in uses else {}, spans=asked.spans if "time_code" in uses else {},
        notes=tuple(notes),
    )  # fmt: skip


def _beside(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Put columns as they came beside ours; one that has a name of ours is told from it."""
    renamed = theirs.rename(columns={name: f"{name}_source" for name in theirs.columns if name in ours.columns})
    return pd.concat([ours, renamed.reset_index(drop=True)], axis=1)


def _overruled(
    layout: Layout, metres: Mapping[int, Distance | None] | None, spans: Mapping[int, DaySpan] | None,
    uses: Mapping[str, str],
) -> Layout:  # fmt: skip
    for table, use, name in ((metres, "precision_code", "metres"), (spans, "time_code", "spans")):
        if table is not None and use not in uses:
            raise InputError(f"{name}= came, but no column is read as {use}; say which one is: columns={{{use!r}: …}}")
    if metres is not None:
        for code, radius in metres.items():
            if radius is not None:
                as_metres(radius, f"metres[{code}]")
        layout = replace(layout, metres=metres)
    return layout if spans is None else replace(layout, spans=spans)


def _placed(
    came: Opened, uses: Mapping[str, str], crs: Any, near: Scenario | Box | None, marks: Marks
) -> dict[str, Any]:
    places = came.places
    if places is None or "lon" in uses:
        x, y = came.table[uses["lon"]], came.table[uses["lat"]]
        places = Places(x=x, y=y, no_point=np.zeros(len(x), dtype=bool))
    lon, lat = lon_lat(places, crs_of(places.crs, crs, came.where), box_of(near), marks)
    return {"lon": lon, "lat": lat}


def _dated(
    came: Opened, uses: Mapping[str, str], layout: Layout, written: str | None, zone: ZoneInfo | None, marks: Marks,
    notes: list[str],
) -> dict[str, Any]:  # fmt: skip
    def read(use: str) -> DaysRead:
        found = days_of(came.table[uses[use]], written, zone, f"{came.where}, column {uses[use]!r}")
        notes.extend([found.note] if found.note else [])
        return found

    if "day" not in uses:
        never = np.full(len(came.table), np.datetime64("NaT", "s"))
        return {"day": never, "last_day": never}
    day, last = read("day"), read("last_day") if "last_day" in uses else None
    marks.mark("no date", day.missing)
    marks.mark("date unreadable", day.unreadable)
    codes = _numbers_of(came.table, uses, "time_code")
    first, until, unknown = first_and_last(
        day.days, last.days if last is not None else None, codes.values if codes is not None else None,
        dict(layout.spans),
    )  # fmt: skip
    if last is not None:
        marks.mark("date unreadable", last.unreadable)
        marks.mark("last day before the first", last.days < day.days)
    marks.mark("code of time in no table", unknown)
    return {"day": first.astype("datetime64[s]"), "last_day": until.astype("datetime64[s]")}


def _precision(
    table: pd.DataFrame, uses: Mapping[str, str], layout: Layout, marks: Marks, notes: list[str]
) -> NDArray[np.float64]:
    """Give the radius of each row in metres: the one that is written, else the one that its code stands for."""
    radius = np.full(len(table), np.nan)
    codes, written = _numbers_of(table, uses, "precision_code"), _numbers_of(table, uses, "precision_m")
    if codes is not None:
        for code, metres in layout.metres.items():
            radius[codes.values == code] = np.nan if metres is None else as_metres(metres, f"metres[{code}]")
        strange = int(np.count_nonzero(~np.isin(codes.values, list(layout.metres)) & marks.good))
        notes.extend([f"{strange:,} with a code of place in no table: how exact is not known"] if strange else [])
    if written is not None:
        bad = written.wrong | (written.values < 0) | np.isinf(written.values)
        marks.mark("precision is no length", bad)
        radius = np.where(written.missing | bad, radius, written.values)
    return radius


def _numbers_of(table: pd.DataFrame, uses: Mapping[str, str], use: str) -> Numbers | None:
    return numbers(table[uses[use]]) if use in uses else None


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"there is no time zone {name!r}; write one such as 'Asia/Damascus'") from error


def _codes(of: str, table: Mapping[int, Any]) -> str:
    return f"codes of {of}: {', '.join(_meanings(table))}" if table else ""


def _meanings(table: Mapping[int, Any]) -> Iterator[str]:
    for code, meaning in table.items():
        if isinstance(meaning, tuple):
            yield f"{code} = {'the day' if meaning == (0, 0) else f'{meaning[0]} days before to {meaning[1]} after'}"
        else:
            yield f"{code} = {'not known' if meaning is None else 'its month' if meaning == 'month' else meaning}"
