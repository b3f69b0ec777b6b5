"""Dates as they came, to calendar days: ISO 8601 and days with the month's English name; other ways where said.

A day is the calendar day as it is written, in the zone it is written in; nothing is shifted unless a time zone is
said. Dates such as 01/02/2017, whose day and month cannot be told apart, are never guessed at.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zonelib.errors import InputError
from zonelib.incidents.cells import nothing
from zonelib.incidents.layouts import DaySpan

Days = NDArray[np.datetime64]

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:([T ])\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?")
_NAMED: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})")
_EITHER_WAY: Final = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}(?:[T ].*)?")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
_NO_TIME, _NO_ZONE = "", "no zone"


class _Read(NamedTuple):
    """One way a date is written, read: the day, the zone it is in, whether it could be read in two ways."""

    day: dt.date | None = None
    zone: str = _NO_TIME
    either_way: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DaysRead:
    """A column of dates, read.

    Parameters
    ----------
    days : ndarray of datetime64[D]
        Not-a-time where there is none.
    missing, unreadable : ndarray of bool
        Where nothing came, and where something came that is no date.
    note : str
        What was taken for granted; empty for nothing.
    """

    days: Days
    missing: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]
    note: str = ""


def days_of(column: pd.Series, written: str | None, zone: ZoneInfo | None, where: str) -> DaysRead:
    """Read a column of dates.

    Parameters
    ----------
    column : Series
        Texts, dates, times.
    written : str, optional
        How texts are written, in the codes of ``strptime``; then no text that is written otherwise is read.
    zone : ZoneInfo, optional
        Whose days are wanted; times that name a zone are moved to it.
    where : str
        The column, for messages.

    Raises
    ------
    InputError
        If times name several zones, or some name none, and no zone is said; or if no date can be read, and they could
        be read in two ways.
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _of_times(column, zone, where)
    # A table has few days in many rows: each way of writing one is read once.
    text = isinstance(column.dtype, pd.StringDtype)
    keys = column if text else column.astype(object).map(_key, na_action="ignore")
    which, distinct = pd.factorize(keys.to_numpy(dtype=object))
    cells = [_key(cell) if text else cell for cell in distinct]
    read = [_read(cell, written, zone) for cell in cells]
    empty = nothing(pd.Series(cells, dtype=object))
    _check_one_way(read, cells, where)
    note = _zone_note({one.zone for one in read} - {_NO_TIME}, zone, where)
    # One more at the end stands for cells in which nothing is.
    days = np.array([*(one.day for one in read), None], dtype="datetime64[D]")[which]
    missing = np.append(empty, True)[which]
    return DaysRead(days=days, missing=missing, unreadable=np.isnat(days) & ~missing, note=note)


def first_and_last(
    written: Days, said_last: Days | None, codes: NDArray[np.float64] | None, spans: dict[int, DaySpan]
) -> tuple[Days, Days, NDArray[np.bool_]]:
    """Give the first and the last possible day of each row, and the rows whose code of time stands in no table.

    A last day that is said stands as it is; where none is, the code of time tells; where there are no codes, the day is
    the written one.
    """
    first, last = written.copy(), written.copy()
    said = ~np.isnat(said_last) if said_last is not None else np.zeros(len(written), dtype=bool)
    if said_last is not None:
        last[said] = said_last[said]
    if codes is None:
        return first, last, np.zeros(len(written), dtype=bool)
    for code, span in spans.items():
        rows = (codes == code) & ~said
        first[rows], last[rows] = _spread(written[rows], span)
    return first, last, ~said & ~np.isin(codes, list(spans))


def _spread(days: Days, span: DaySpan) -> tuple[Days, Days]:
    if span == "month":
        month: Any = days.astype("datetime64[M]")  # what numpy's types say of months and days together is wrong
        following = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
        return month.astype("datetime64[D]"), following - np.timedelta64(1, "D")
    before, after = span
    return days - np.timedelta64(before, "D"), days + np.timedelta64(after, "D")


def _of_times(column: pd.Series, zone: ZoneInfo | None, where: str) -> DaysRead:
    own = column.dt.tz
    if own is not None:
        column = column.dt.tz_convert(zone or own).dt.tz_localize(None)
    days = column.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    whole = bool((column.dropna() == column.dropna().dt.normalize()).all())
    told = {str(own)} if own is not None else set() if whole else {_NO_ZONE}
    missing = np.isnat(days)
    return DaysRead(
        days=days, missing=missing, unreadable=np.zeros(len(days), dtype=bool), note=_zone_note(told, zone, where)
    )


def _key(cell: Any) -> Any:
    """Give what a cell says: a text, or a date as (text,). Times at one instant in two zones are two things."""
    return (cell.isoformat(),) if isinstance(cell, dt.date) else str(cell).strip()


def _read(key: str | tuple[str], written: str | None, zone: ZoneInfo | None) -> _Read:
    if isinstance(key, tuple):
        return _read_iso(key[0], zone)
    if written is not None:
        return _read_as(key, written, zone)
    if _ISO.fullmatch(key):
        return _read_iso(key, zone)
    named = _NAMED.fullmatch(key)
    if named:
        return _Read(day=_named_day(*named.groups()))
    return _Read(either_way=_EITHER_WAY.fullmatch(key) is not None)


def _read_iso(text: str, zone: ZoneInfo | None) -> _Read:
    try:
        when = dt.datetime.fromisoformat(re.sub(r"\s(?=[Z+-])", "", text))
    except ValueError:
        return _Read()
    return _in_zone(when, zone)


def _read_as(text: str, written: str, zone: ZoneInfo | None) -> _Read:
    try:
        when = dt.datetime.strptime(text, written)  # noqa: DTZ007  # the day is wanted as it is written
    except ValueError:
        return _Read()
    return _in_zone(when, zone)


def _in_zone(when: dt.datetime, zone: ZoneInfo | None) -> _Read:
    if when.tzinfo is None:
        # Midnight without a zone is how tables write a day.
        return _Read(day=when.date(), zone=_NO_ZONE if when.time() != dt.time() else _NO_TIME)
    moved = when.astimezone(zone) if zone is not None else when
    return _Read(day=moved.date(), zone=when.strftime("%z"))


def _named_day(day: str, name: str, year: str) -> dt.date | None:
    months = [month for month, whole in enumerate(_MONTHS, 1) if name.lower() in (whole, whole[:3])]
    try:
        return dt.date(int(year), months[0], int(day)) if months else None
    except ValueError:
        return None


def _check_one_way(read: list[_Read], cells: Any, where: str) -> None:
    torn = [cell for cell, one in zip(cells, read, strict=True) if one.either_way]
    if torn and not any(one.day for one in read):
        raise InputError(
            f"{where} holds {torn[0]!r}, in which day and month cannot be told apart; say how they are written: "
            "dates='%d/%m/%Y' for the day first, dates='%m/%d/%Y' for the month first"
        )


def _zone_note(told: set[str], zone: ZoneInfo | None, where: str) -> str:
    if len(told) > 1 and zone is None:
        raise InputError(
            f"{where} holds times in several zones ({', '.join(sorted(told))}), so its days are not one calendar's; "
            "say whose days are wanted: time_zone='Asia/Damascus'; times without a zone are then taken to be in it"
        )
    if not told:
        return ""
    if zone is not None:
        return f"{where}: days are those of {zone.key}; times without a zone are taken to be in it"
    only = next(iter(told))
    if only == _NO_ZONE:
        return f"{where}: times name no zone; the day is the one written"
    return f"{where}: days are those of {only}"
