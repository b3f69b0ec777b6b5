"""When something is said to be: whole local days, from the first to the last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zonelib.errors import InputError
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

    Raises
    ------
    InputError
        If neither end nor a phrase is given, or the last day comes before the first.

    Examples
    --------
    >>> from datetime import date
    >>> str(Period(first=date(2017, 7, 4), last=date(2017, 7, 5)))
    '4 to 5 July 2017'
    >>> str(Period(first=date(2017, 5, 6), phrase="in the weeks after the deal"))
    'from 6 May 2017 ("in the weeks after the deal")'
    """

    first: Stated[dt.date] = NOT_STATED
    last: Stated[dt.date] = NOT_STATED
    precision: Precision = "day"
    phrase: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if self.first is NOT_STATED and self.last is NOT_STATED and self.phrase is NOT_STATED:
            raise InputError("a period needs a first day, a last day or a phrase; none came")
        if isinstance(self.first, dt.date) and isinstance(self.last, dt.date) and self.last < self.first:
            raise InputError(f"a period ends on {self.last}, before it begins on {self.first}; turn them round")

    @classmethod
    def day(cls, day: dt.date) -> Period:
        """Give the period of one day."""
        return cls(first=day, last=day)

    def __str__(self) -> str:
        phrase = f'"{self.phrase}"' if self.phrase else ""
        days = self._days()
        return f"{days} ({phrase})" if days and phrase else days or phrase

    def _days(self) -> str:
        first, last = self.first, self.last
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            if first == last:
                return spoken_day(first)
            if (first.year, first.month) == (last.year, last.month):
                return f"{first.day} to {spoken_day(last)}"
            return f"{spoken_day(first)} to {spoken_day(last)}"
        if isinstance(first, dt.date):
            return f"from {spoken_day(first)}"
        return f"until {spoken_day(last)}" if isinstance(last, dt.date) else ""


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
