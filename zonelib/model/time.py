"""When something is said to be: whole local days, from the first to the last."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zonelib.errors import InputError
from zonelib.model.edtf import Doubt, read_edtf
from zonelib.model.said import Said
from zonelib.model.stated import NOT_STATED, Stated

Precision = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Period(Said):
    """A stretch of whole local days, either end of which may be open.

    Parameters
    ----------
    first : date, optional
        The first day that belongs to it.
    last : date, optional
        The last day that belongs to it.
    precision : {"day", "week", "month", "year"}, default "day"
        How finely the source puts it: "later that month" is a month.
    phrase : str, optional
        The source's own words for it, such as "in the weeks after the deal".
    first_doubt, last_doubt : {"uncertain", "approximate", "uncertain and approximate", "unknown"}, optional
        How an end is qualified, as EDTF does; "unknown" is an end that is there but that nobody knows.

    Raises
    ------
    InputError
        If neither end nor a phrase is given, the last day comes before the first, or an end that is given is called
        unknown, or one that is not given anything else.

    Examples
    --------
    >>> from datetime import date
    >>> str(Period(first=date(2017, 7, 4), last=date(2017, 7, 5)))
    '4 to 5 July 2017'
    >>> str(Period(first=date(2017, 5, 6), phrase="in the weeks after the deal"))
    'from 6 May 2017 ("in the weeks after the deal")'
    >>> str(Period.edtf("2017-07~"))
    'about July 2017'
    """

    first: Stated[dt.date] = NOT_STATED
    last: Stated[dt.date] = NOT_STATED
    precision: Precision = "day"
    phrase: Stated[str] = NOT_STATED
    first_doubt: Stated[Doubt] = NOT_STATED
    last_doubt: Stated[Doubt] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if self.first is NOT_STATED and self.last is NOT_STATED and self.phrase is NOT_STATED:
            raise InputError("a period needs a first day, a last day or a phrase; none came")
        if isinstance(self.first, dt.date) and isinstance(self.last, dt.date) and self.last < self.first:
            raise InputError(f"a period ends on {self.last}, before it begins on {self.first}; turn them round")

        for name, end, doubt in (("first", self.first, self.first_doubt), ("last", self.last, self.last_doubt)):
            if doubt and (doubt == "unknown") == isinstance(end, dt.date):
                given = "given" if isinstance(end, dt.date) else "not given"
                raise InputError(f"the {name} day of a period is {given}, yet called {doubt}; leave one of them out")

    @classmethod
    def day(cls, day: dt.date) -> Period:
        """Give the period of one day."""
        return cls(first=day, last=day)

    @classmethod
    def edtf(cls, text: str) -> Period:
        """Give the period that an EDTF text (ISO 8601-2, levels 0 and 1) spells.

        Parameters
        ----------
        text : str
            Such as ``2017-07``, ``2017-05-04/..``, ``../2017-07-05`` or ``2017-07-05?``.

        Raises
        ------
        InputError
            If the text is not of the part of EDTF that is read, or ends before it begins.
        """
        beginning, end = read_edtf(text)
        return cls(
            first=beginning.first or NOT_STATED,
            last=end.last or NOT_STATED,
            precision=beginning.precision or end.precision or "day",
            first_doubt=beginning.doubt or NOT_STATED,
            last_doubt=end.doubt or NOT_STATED,
        )

    def __str__(self) -> str:
        phrase = f'"{self.phrase}"' if self.phrase else ""
        days = self._days()
        return f"{days} ({phrase})" if days and phrase else days or phrase

    def _days(self) -> str:
        first, last = self.first, self.last
        begins, ends = self._end(first, self.first_doubt), self._end(last, self.last_doubt)
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            if begins == ends:
                return begins
            same_month = (first.year, first.month) == (last.year, last.month)
            if same_month and not (self.first_doubt or self.last_doubt):
                return f"{first.day} to {ends}"
            return f"{begins} to {ends}"
        if isinstance(first, dt.date):
            return f"from {begins}" + (" to a day that is not known" if self.last_doubt else "")
        return f"until {ends}" + (", from a day that is not known" if self.first_doubt else "") if ends else ""

    def _end(self, day: Stated[dt.date], doubt: Stated[Doubt]) -> str:
        """Say one end: by the month or the year alone where it is the first or last day of one that is meant."""
        if not isinstance(day, dt.date):
            return ""
        words = {"month": f"{_MONTHS[day.month - 1]} {day.year}", "year": str(day.year)}
        said = words.get(self.precision, spoken_day(day)) if self._is_whole() else spoken_day(day)
        about = "about " if doubt and "approximate" in doubt else ""
        return about + said + (" (uncertain)" if doubt and "uncertain" in doubt else "")

    def _is_whole(self) -> bool:
        """Whether each end that is given is an end of the months or the years that are meant."""
        first, last = self.first, self.last
        starts = first == unit_of(first, self.precision)[0] if isinstance(first, dt.date) else True
        return starts and (last == unit_of(last, self.precision)[1] if isinstance(last, dt.date) else True)


def unit_of(day: dt.date, precision: Precision) -> tuple[dt.date, dt.date]:
    """Give the first and the last day of the day, week (from Monday), month or year in which a day lies.

    >>> unit_of(dt.date(2017, 7, 5), "week")
    (datetime.date(2017, 7, 3), datetime.date(2017, 7, 9))
    """
    if precision == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if precision == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)) if precision == "year" else (day, day)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def spoken_day(day: dt.date) -> str:
    """Say a day the same way in every locale.

    >>> spoken_day(dt.date(2017, 7, 6))
    '6 July 2017'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
