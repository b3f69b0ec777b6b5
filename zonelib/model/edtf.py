"""Dates as EDTF spells them (ISO 8601-2:2019, Annex A; Library of Congress), the part of it that an agreement needs.

Read are, of level 0, days, months, years and intervals; of level 1, open and unknown ends (``..`` and nothing), the
qualifiers ``?`` (uncertain), ``~`` (approximate) and ``%`` (both), and unspecified days and months (``XX``). Not read
are times of day, seasons, years beyond four digits and level 2: such a text is refused, never rounded. Seasons (a month
of 21 to 24) are days of no calendar: the standard gives them neither months nor a hemisphere, and a winter two years.

The library `edtf` reads more, but pads an unknown end by ten years and lets an interval end before it begins; the part
that is needed here is smaller than what would have to be checked around it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final, Literal, NamedTuple

from zonelib.errors import InputError

Doubt = Literal["uncertain", "approximate", "uncertain and approximate", "unknown"]
EdtfPrecision = Literal["day", "month", "year"]

_QUALIFIERS: Final[dict[str, Doubt]] = {
    "?": "uncertain",
    "~": "approximate",
    "%": "uncertain and approximate",
}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?([?~%]?)")
_READ: Final = "write it as 2017-07-05, 2017-07, 2017, 2017-07-05?, 2017-07~, 2017-05-04/2017-07-05 or 2017-05-04/.."


class Spelt(NamedTuple):
    """What an EDTF text says of one end, or of a date as a whole."""

    first: dt.date | None
    last: dt.date | None
    precision: EdtfPrecision | None
    doubt: Doubt | None


def read_edtf(text: str) -> tuple[Spelt, Spelt]:
    """Give what an EDTF text says of its beginning and of its end.

    Parameters
    ----------
    text : str
        Such as ``2017-07``, ``2017-05-04/..`` or ``2017-07-05?``.

    Returns
    -------
    beginning, end : Spelt
        The same twice where the text is one date and no interval.

    Raises
    ------
    InputError
        If the text is not of the part of EDTF that is read.
    """
    begins, slash, ends = text.partition("/")
    beginning, end = _end(begins, text), _end(ends if slash else begins, text)
    if beginning.precision is None and end.precision is None:
        raise InputError(f"{text!r} gives neither end of a period; {_READ}")
    if None not in (beginning.precision, end.precision) and beginning.precision != end.precision:
        raise InputError(
            f"{text!r} gives one end to the {beginning.precision} and the other to the {end.precision}; "
            "a period has one precision: give both ends alike"
        )
    return beginning, end


def _end(text: str, whole: str) -> Spelt:
    if text in ("..", ""):
        return Spelt(None, None, None, None if text else "unknown")
    found = _DATE.fullmatch(text)
    if found is None:
        raise InputError(f"{whole!r} is no date of the part of EDTF that is read; {_READ}")
    year, month, day, qualifier = found.groups()
    if month == "XX" and day and day != "XX":
        raise InputError(f"{whole!r} gives a day of an unspecified month; {_READ}")
    if month and "21" <= month <= "24":
        raise InputError(
            f"{whole!r} gives a season, and which months that is depends on the place and on who speaks; "
            f"write the months that are meant, such as {year}-03/{year}-05"
        )
    told = [int(part) for part in (year, month, day) if part and part != "XX"]
    try:
        first, last, precision = _whole(*told)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise InputError(f"{whole!r} is no day of the calendar ({error}); {_READ}") from error
    return Spelt(first, last, precision, _QUALIFIERS.get(qualifier))


def _whole(year: int, month: int | None = None, day: int | None = None) -> tuple[dt.date, dt.date, EdtfPrecision]:
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month"
    return dt.date(year, month, day), dt.date(year, month, day), "day"
