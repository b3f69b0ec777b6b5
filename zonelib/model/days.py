"""On which days something holds: stretches of days without their end, and what a period says of a single day.

A stretch holds its first day and not its end, so that two which meet share no day and leave none between them. A
period that is vague has two: the days on which it certainly holds, and those on which it may.

Plain dates do it: the only questions are whether a stretch holds a day and which of two comes first. A library of
intervals (`portion` is one) earns its place when they are to be joined and cut.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zonelib.model.time import Period, unit_of

Hold = Literal["certain", "perhaps", "ahead", "past"]

ALWAYS_BEFORE = dt.date.min
ALWAYS_AFTER = dt.date.max


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `start` on, up to and without `end`; none where the end does not come after the start.

    `date.min` and `date.max` stand for "ever before" and "ever after".

    Examples
    --------
    >>> dt.date(2017, 7, 5) in Days(dt.date(2017, 7, 5), dt.date(2017, 7, 6))
    True
    >>> dt.date(2017, 7, 6) in Days(dt.date(2017, 7, 5), dt.date(2017, 7, 6))
    False
    """

    start: dt.date = ALWAYS_BEFORE
    end: dt.date = ALWAYS_AFTER

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.end

    def __bool__(self) -> bool:
        return self.start < self.end


def next_day(day: dt.date) -> dt.date:
    """Give the day after, or `date.max` where there is none."""
    return day + dt.timedelta(days=1) if day < ALWAYS_AFTER else ALWAYS_AFTER


def possible_days(period: Period) -> Days:
    """Give the days on which a period may hold: from its first to its last, where they are told."""
    start = period.first if isinstance(period.first, dt.date) else ALWAYS_BEFORE
    return Days(start, next_day(period.last) if isinstance(period.last, dt.date) else ALWAYS_AFTER)


def certain_days(period: Period) -> Days:
    """Give the days on which a period holds however its vagueness is read.

    An end told to the month may be any day of that month; an end that is unknown, or left to a phrase such as "in the
    weeks after", may come at once; one that is qualified as uncertain or approximate leaves no day certain.
    """
    nothing = Days(ALWAYS_AFTER, ALWAYS_AFTER)
    if {period.first_doubt, period.last_doubt} & {"uncertain", "approximate", "uncertain and approximate"}:
        return nothing
    inside, vague = possible_days(period), bool(period.phrase) and period.precision != "day"
    # The latest day on which it can begin, and the earliest on which it can end.
    begins = unit_of(period.first, period.precision)[1] if isinstance(period.first, dt.date) else None
    ends = unit_of(period.last, period.precision)[0] if isinstance(period.last, dt.date) else None
    if begins is None and ends is not None:
        begins = ends if vague or period.first_doubt else ALWAYS_BEFORE
    elif ends is None and begins is not None:
        ends = begins if vague or period.last_doubt else ALWAYS_AFTER
    if begins is None or ends is None:
        return nothing
    return Days(max(begins, inside.start), min(next_day(ends), inside.end))


def hold_on(period: Period, day: dt.date) -> Hold:
    """Say how surely a period holds on a day: certainly, perhaps, or not because it lies ahead of it or behind."""
    possible = possible_days(period)
    if day in possible:
        return "certain" if day in certain_days(period) else "perhaps"
    return "ahead" if day < possible.start else "past"
