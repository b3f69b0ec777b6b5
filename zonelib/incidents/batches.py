"""A batch of rows as Arrow keeps it: where and when its rows are, and the zones that hold them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from zonelib.analysis.ready_zones import Days, FloatArray, ReadyZones, Taken
from zonelib.errors import InputError, NotFoundError, PlaneError, nearest

REASONS: Final = ("no coordinate", "coordinate out of range", "geometry is no point", "no date", "date unreadable")
"""Why a row cannot be placed; the first that applies."""

_WKB_POINT: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """The columns that tell where and when rows are.

    Parameters
    ----------
    lon, lat : str
        Columns of numbers, or both the one column of geometries.
    day : str or None
        A column of dates.
    """

    lon: str
    lat: str
    day: str | None = None

    @classmethod
    def of(cls, schema: Any, *, lon: str | None, lat: str | None, day: str | None, name: str) -> Where:
        """Choose the columns: those named, else the geometry of a GeoParquet file, else ``lon`` and ``lat``.

        Raises
        ------
        NotFoundError, InputError, PlaneError
            If a column is not there or holds something else, or the geometry is in another CRS.
        """
        if (lon is None) != (lat is None):
            raise InputError("one of lon and lat came without the other; name both columns, or neither")
        if lon is not None and lon == lat:
            raise InputError(f"lon and lat are both {lon!r}; name a column for each")
        about = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
        if lon is None and "primary_column" in about:
            lon = lat = about["primary_column"]
            _check_geometry(about["columns"][lon], lon, name)
        found = cls(lon=lon or "lon", lat=lat or "lat", day=day)
        for column in found.names:
            if column not in schema.names:
                raise NotFoundError(f"{name} has no column {column!r}; {nearest(column, schema.names)}")
            if schema.names.count(column) > 1:
                raise InputError(f"{name} has several columns {column!r}; rename all but one")
        if found.lon != found.lat:
            for column in (found.lon, found.lat):
                kind = schema.field(column).type
                if not _types().is_integer(kind) and not _types().is_floating(kind) and not _types().is_decimal(kind):
                    raise InputError(
                        f"column {column!r} of {name} holds {kind}, not numbers; name the columns of degrees"
                    )
        if day is not None:
            _check_days(schema.field(day).type, day, name)
        return found

    @property
    def names(self) -> list[str]:
        """The columns, each once."""
        return list(dict.fromkeys(name for name in (self.lon, self.lat, self.day) if name is not None))

    def read(self, batch: Any) -> Places:
        """Read a record batch."""
        why = np.zeros(batch.num_rows, dtype=np.int8)
        if self.lon == self.lat:
            x, y = _of_geometry(batch.column(self.lon), why)
        else:
            x, y = (_floats(batch.column(name)) for name in (self.lon, self.lat))
        days = None if self.day is None else _days(batch.column(self.day), why)
        return Places.of(x, y, days, why)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Places:
    """Rows as numbers.

    Parameters
    ----------
    lon, lat : ndarray
        Degrees, of the rows that can be placed.
    days : ndarray or None
        Their days.
    why : ndarray of int8 or None
        For all rows 0, or 1 and the place in `REASONS`; None where all can be placed.
    """

    lon: FloatArray
    lat: FloatArray
    days: Days | None
    why: NDArray[np.int8] | None

    @classmethod
    def of(cls, lon: FloatArray, lat: FloatArray, days: Days | None, why: NDArray[np.int8] | None = None) -> Places:
        """Set aside the rows that cannot be placed.

        Parameters
        ----------
        lon, lat, days : ndarray
            Of all rows; NaN and NaT where nothing is told.
        why : ndarray of int8, optional
            What is held against rows already.
        """
        why = np.zeros(len(lon), dtype=np.int8) if why is None else why
        good = (np.abs(lat) <= 90) & (np.abs(lon) <= 540)
        if not good.all():
            missing = np.isnan(lon) | np.isnan(lat)
            _mark(why, missing, "no coordinate")
            _mark(why, ~good & ~missing, "coordinate out of range")
        if days is not None:
            _mark(why, np.isnat(days), "no date")
        kept = why == 0
        if kept.all():
            return cls(lon=lon, lat=lat, days=days, why=None)
        return cls(lon=lon[kept], lat=lat[kept], days=None if days is None else days[kept], why=why)


@dataclass(kw_only=True, slots=True)
class Tally:
    """What has been counted."""

    rows: int = 0
    sets: Counter[tuple[str, ...]] = field(default_factory=Counter)
    unplaced: Counter[str] = field(default_factory=Counter)
    taken: dict[Taken, None] = field(default_factory=dict)

    def __iadd__(self, other: Tally) -> Tally:
        self.rows += other.rows
        self.sets.update(other.sets)
        self.unplaced.update(other.unplaced)
        self.taken |= other.taken
        return self

    def dumps(self) -> str:
        """Give it as JSON."""
        sets = [[list(members), count] for members, count in self.sets.items()]
        return json.dumps({"rows": self.rows, "sets": sets, "unplaced": self.unplaced, "taken": list(self.taken)})

    @classmethod
    def loads(cls, text: str | bytes) -> Tally:
        """Read what `dumps` gave."""
        told = json.loads(text)
        return cls(
            rows=told["rows"],
            sets=Counter({tuple(members): count for members, count in told["sets"]}),
            unplaced=Counter(told["unplaced"]),
            taken=dict.fromkeys((zone, line, why) for zone, line, why in told["taken"]),
        )


def zones_of(places: Places, ready: ReadyZones) -> tuple[NDArray[np.int32], list[str], Tally]:
    """Give for every row the number of its word (-1: it cannot be placed), the words, and the counts."""
    told = ready.tell(places.lon, places.lat, places.days)
    counts = np.bincount(told.labels, minlength=len(told.sets))
    used = np.flatnonzero(counts)
    # Two sets may read alike, where the name of a zone holds a plus: one word for both.
    words: dict[str, int] = {}
    number = np.zeros(len(told.sets), dtype=np.int32)
    for one in used.tolist():
        number[one] = words.setdefault(" + ".join(told.sets[one]), len(words))
    found = number.take(told.labels)
    tally = Tally(rows=len(found), taken=dict.fromkeys(told.taken))
    tally.sets.update({told.sets[one]: int(counts[one]) for one in used.tolist()})
    if places.why is not None:
        every = np.full(len(places.why), -1, dtype=np.int32)
        every[places.why == 0] = found
        found, tally.rows = every, len(every)
        bad = np.bincount(places.why, minlength=len(REASONS) + 1)[1:].tolist()
        tally.unplaced.update({reason: count for reason, count in zip(REASONS, bad, strict=True) if count})
    return found, list(words), tally


def zone_column(places: Places, ready: ReadyZones) -> tuple[Any, Tally]:
    """Give the zone of every row as an Arrow array of words from a dictionary, null where it cannot be placed."""
    found, words, tally = zones_of(places, ready)
    arrow = import_module("pyarrow")
    numbers = arrow.array(found, mask=None if places.why is None else found < 0)
    return arrow.DictionaryArray.from_arrays(numbers, arrow.array(words, arrow.string())), tally


def _types() -> Any:
    return import_module("pyarrow.types")


def _mark(why: NDArray[np.int8], rows: NDArray[np.bool_], reason: str) -> None:
    why[rows & (why == 0)] = REASONS.index(reason) + 1


def _check_geometry(about: dict[str, Any], column: str, name: str) -> None:
    if about.get("encoding") not in ("WKB", "point"):
        raise InputError(f"the geometries of {name} are kept as {about.get('encoding')!r}; WKB and points are read")
    if "crs" not in about:
        return  # GeoParquet: longitude/latitude
    if about["crs"] is None:
        raise PlaneError(f"the geometries of {name} have no CRS; name columns of longitude and latitude")
    crs = CRS.from_user_input(about["crs"])
    if not any(crs.equals(same, ignore_axis_order=True) for same in ("OGC:CRS84", "EPSG:4326")):
        raise PlaneError(
            f"column {column!r} of {name} is in {crs.name}, zones are in longitude/latitude; write it with "
            '.to_crs("OGC:CRS84") first'
        )


def _floats(column: Any) -> FloatArray:
    arrow = import_module("pyarrow")
    return np.asarray(column.cast(arrow.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _of_geometry(column: Any, why: NDArray[np.int8]) -> tuple[FloatArray, FloatArray]:
    column = getattr(column, "storage", column)
    if _types().is_struct(column.type):
        x, y = (_floats(part) for part in column.flatten()[:2])
        return x, y
    return _of_wkb(column, why)


def _of_wkb(column: Any, why: NDArray[np.int8]) -> tuple[FloatArray, FloatArray]:
    """Read points of WKB: straight from the bytes where all are little-endian points of two numbers."""
    arrow = import_module("pyarrow")
    column = column.cast(arrow.large_binary())
    _, offsets, content = column.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64, count=len(column) + column.offset + 1)[column.offset :]
    if not column.null_count and len(column) and (np.diff(ends) == _WKB_POINT.itemsize).all():
        points = np.frombuffer(content, dtype=_WKB_POINT, count=len(column), offset=int(ends[0]))
        if (points["order"] == 1).all() and (points["kind"] == 1).all():
            return np.ascontiguousarray(points["x"]), np.ascontiguousarray(points["y"])
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    kinds = shapely.get_type_id(shapes)
    unread = (kinds < 0) & ~np.asarray(column.is_null())
    _mark(why, (kinds > shapely.GeometryType.POINT) | unread, "geometry is no point")
    return np.asarray(shapely.get_x(shapes)), np.asarray(shapely.get_y(shapes))


def _check_days(kind: Any, column: str, name: str) -> None:
    types = _types()
    kind = kind.value_type if types.is_dictionary(kind) else kind
    if types.is_timestamp(kind) and kind.tz is not None:
        raise InputError(
            f"column {column!r} of {name} holds times with a zone, which have no one day; write local days"
        )
    if not (types.is_date(kind) or types.is_timestamp(kind) or types.is_string(kind) or types.is_large_string(kind)):
        raise InputError(f"column {column!r} of {name} holds {kind}, not dates")


def _days(column: Any, why: NDArray[np.int8]) -> Days:
    types, kind = _types(), column.type
    if types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if types.is_date(kind) or types.is_timestamp(kind):
        return np.asarray(column.to_numpy(zero_copy_only=False)).astype("datetime64[D]")
    return _read_days(column, why)


def _read_days(column: Any, why: NDArray[np.int8]) -> Days:
    """Read words such as 2017-07-05, each different one once."""
    coded = column.dictionary_encode()
    words = coded.dictionary.to_pylist()
    days = np.array([*map(_day, words), None], dtype="datetime64[D]")
    blank = np.array([not (word or "").strip() for word in words] + [True])
    at = np.asarray(coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False))
    found: Days = days[at]
    _mark(why, np.isnat(found) & ~blank[at], "date unreadable")
    return found


def _day(word: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((word or "").strip()[:10])
    except ValueError:
        return None
