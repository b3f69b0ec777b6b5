"""Very many incidents as a few compact arrays: read from what a user has, and packed for the page."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from zonelib.errors import GeometryError, InputError

_UNDATED: Final = np.iinfo(np.int32).min
_MOST_KINDS: Final = 65_535
_COLUMNS: Final = ("lon", "lat", "kind", "date", "day", "last_day", "precision_m")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Points:
    """Incidents by the thousand, column by column.

    Parameters
    ----------
    lon, lat : array of float
        Degrees, WGS 84.
    kinds : tuple of str
        The kinds that occur; an empty text for "not stated".
    kind : array of int
        For each incident its kind, as a place in `kinds`.
    day, last_day : array of int
        The first and the last day on which it may have been, in days since 1 January 1970; the least number that the
        type holds where no day is stated.
    precision_m : array of float
        How far the true place may lie; NaN where not stated.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kinds: tuple[str, ...]
    kind: NDArray[np.uint16]
    day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    precision_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Give the box round all of them: west, south, east, north."""
        return float(self.lon.min()), float(self.lat.min()), float(self.lon.max()), float(self.lat.max())

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """Give the first and the last day on which any of them may have been; None where no day is stated."""
        dated = self.day != _UNDATED
        if not dated.any():
            return None
        first, last = (np.datetime64(int(d), "D") for d in (self.day[dated].min(), self.last_day[dated].max()))
        return first.astype(dt.date), last.astype(dt.date)

    def packed(self, digits: int) -> dict[str, Any]:
        """Give them for a page: little-endian numbers in base64, places to so many decimals of a degree.

        A column in which nothing is stated is left out, and kinds take one byte where they are few.
        """
        places = np.column_stack([self.lon, self.lat]) * 10**digits
        written: dict[str, Any] = {"n": len(self), "digits": digits, "at": _text(np.rint(places), "<i4")}
        if self.kinds != ("",):
            few = len(self.kinds) <= 256
            written |= {"kinds": self.kinds, "kind": _text(self.kind, "<u1" if few else "<u2"), "few": few}
        dated = self.day != _UNDATED
        if dated.any():
            first = int(self.day[dated].min())
            # 0 is "not stated"; 65,534 days are 179 years.
            steps = np.where(dated, self.day.astype(np.int64) - first + 1, 0)
            short = bool(steps.max() < 2**16)
            written |= {"first": first, "day": _text(steps, "<u2" if short else "<i4"), "short": short}
            spans = np.where(dated, self.last_day.astype(np.int64) - self.day, 0)
            if spans.any():
                brief = bool(spans.max() < 2**8)
                written |= {"span": _text(spans, "<u1" if brief else "<i4"), "brief": brief}
        if np.isfinite(self.precision_m).any():
            # Whole metres, up: nothing is drawn more precise than it is said to be. -1 is "not stated".
            metres, which = np.unique(np.ceil(np.nan_to_num(self.precision_m, nan=-1.0)), return_inverse=True)
            coarse = len(metres) <= 256
            written["precision"] = _text(which if coarse else metres[which], "<u1" if coarse else "<f8")
            written |= {"metres": metres.astype(int).tolist()} if coarse else {}
        return written


def points_of(given: Any) -> Points:
    """Read incidents from a GeoDataFrame of points, or from columns ``lon`` and ``lat``.

    Parameters
    ----------
    given : GeoDataFrame, DataFrame or mapping of arrays
        Columns ``kind`` (text), ``date`` or ``day`` (dates, ``datetime64`` or ISO texts), ``last_day`` (the last day on
        which it may have been, where that is not the first) and ``precision_m`` (metres; 0 for an exact place) may be
        missing, or empty in a row.

    Raises
    ------
    InputError
        If there is no such column, if columns differ in length, or a value cannot be read; row by row from 0.
    GeometryError
        If a place is no point, or no longitude and latitude.
    """
    columns = {name: given[name] for name in _COLUMNS if name in given}
    if hasattr(given, "geometry"):
        columns |= dict(zip(("lon", "lat"), _places(given), strict=True))
    if not {"lon", "lat"} <= columns.keys():
        raise InputError("incidents want a GeoDataFrame of points, or columns 'lon' and 'lat' in degrees (WGS 84)")
    lon, lat = (_numbers(columns[name], name) for name in ("lon", "lat"))
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(f"the columns of the incidents differ in length: {lengths}")
    if not len(lon):
        raise InputError("there are no incidents to draw: leave `incidents` out")
    # A comparison with NaN is false, so that a place left empty is found too.
    wrong = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 85))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise GeometryError(
            f"incident {row} lies at longitude {lon[row]:g}, latitude {lat[row]:g}; the map holds degrees, longitude "
            "from -180 to 180 and latitude from -85 to 85"
        )
    kinds, kind = _kinds(columns.get("kind"), len(lon))
    if "date" in columns and "day" in columns:
        raise InputError("the incidents have a column 'date' and a column 'day'; leave one of them out")
    named = "day" if "day" in columns else "date"
    day = _days(columns.get(named), named, len(lon))
    last = _days(columns.get("last_day"), "last_day", len(lon))
    last = np.where(last == _UNDATED, day, last)
    early = last < day
    if early.any() or bool(np.any((day == _UNDATED) & (last != _UNDATED))):
        row = int(np.argmax(early | ((day == _UNDATED) & (last != _UNDATED))))
        raise InputError(f"incident {row} has a 'last_day' before its {named!r}, or without one")
    return Points(
        lon=lon, lat=lat, kinds=kinds, kind=kind, day=day, last_day=last,
        precision_m=_precision(columns.get("precision_m"), len(lon)),
    )  # fmt: skip


def _places(frame: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if frame.crs is not None and frame.crs.to_epsg() != 4326:
        frame = frame.to_crs("EPSG:4326")
    shapes = np.asarray(frame.geometry.values, dtype=object)
    wrong = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    if wrong.any():
        row = int(np.argmax(wrong))
        what = "no geometry" if shapes[row] is None else f"a {shapes[row].geom_type}"
        raise GeometryError(f"incident {row} has {what}; each must be one point")
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _numbers(column: Any, name: str) -> NDArray[np.float64]:
    try:
        numbers = np.asarray(column, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"the column {name!r} of the incidents holds something that is no number: {error}") from error
    if numbers.ndim != 1:
        raise InputError(f"the column {name!r} of the incidents has {numbers.ndim} dimensions; it must have one")
    return numbers


def _kinds(column: Any, count: int) -> tuple[tuple[str, ...], NDArray[np.uint16]]:
    if column is None:
        return ("",), np.zeros(count, dtype=np.uint16)
    texts = ["" if _missing(value) else str(value) for value in column]
    names = sorted(set(texts))
    place = {name: at for at, name in enumerate(names)}
    if len(names) > _MOST_KINDS:
        raise InputError(f"the incidents have {len(names):,} kinds; more than {_MOST_KINDS:,} tell no kind apart")
    return tuple(names), np.array([place[text] for text in texts], dtype=np.uint16)


def _days(column: Any, name: str, count: int) -> NDArray[np.int32]:
    if column is None:
        return np.full(count, _UNDATED, dtype=np.int32)
    try:
        # One by one: a column of times of pandas gives its values as times, not as nanoseconds.
        days = np.array([None if _missing(value) else value for value in column], dtype="datetime64[D]")
    except (TypeError, ValueError) as error:
        raise InputError(f"the column {name!r} of the incidents holds something that is no day: {error}") from error
    return np.where(np.isnat(days), _UNDATED, days.astype(np.int64)).astype(np.int32)


def _precision(column: Any, count: int) -> NDArray[np.float64]:
    if column is None:
        return np.full(count, np.nan)
    found = _numbers([np.nan if _missing(value) else value for value in column], "precision_m")
    if not bool(np.all(np.isnan(found) | ((found >= 0) & (found < 2**32)))):
        raise InputError("the column 'precision_m' of the incidents holds a length below 0 or beyond the earth")
    return found


def _missing(value: Any) -> bool:
    return value is None or value != value  # not equal to itself: NaN, NaT


def _text(values: NDArray[Any], code: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values).astype(code).tobytes()).decode()
