"""What falls due, and what sets the clock going."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zonelib.errors import InputError
from zonelib.model.said import ClaimId, DocumentId, EventId, MeetingId, Said, ZoneId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline(Said):
    """Something that is due by a day, or so long after something else; or a term that ends then.

    Parameters
    ----------
    id : str
        Unique among the deadlines.
    what : str
        What is due, in a few words; for a term, what runs out.
    by : Period, optional
        The day it is due, where a source gives it outright.
    after_document, after_meeting, after_event : str, optional
        What it is counted from, where it is counted: the signature of a document, the end of a meeting, an event.
    days, months : int, optional
        How long after it: calendar days, or calendar months.
    renewable : bool, optional
        Whether it is a term that may be renewed for as long again.
    zones : tuple of str
        The zones it is about.
    fulfilled_by : tuple of str
        Claims that say that it was done, each about the time when.
    missed_by : tuple of str
        Claims that say that it was not done in time.
    renewed_by : tuple of str
        Claims that say that the term was renewed, each once.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that set it.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If it has no day, or both a day and a length of time, or not exactly one thing to count from.
    """

    id: str
    what: str
    by: Stated[Period] = NOT_STATED
    after_document: Stated[DocumentId] = NOT_STATED
    after_meeting: Stated[MeetingId] = NOT_STATED
    after_event: Stated[EventId] = NOT_STATED
    days: Stated[int] = NOT_STATED
    months: Stated[int] = NOT_STATED
    renewable: Stated[bool] = NOT_STATED
    zones: tuple[ZoneId, ...] = ()
    fulfilled_by: tuple[ClaimId, ...] = ()
    missed_by: tuple[ClaimId, ...] = ()
    renewed_by: tuple[ClaimId, ...] = ()
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        triggers = [t for t in (self.after_document, self.after_meeting, self.after_event) if t]
        lengths = [n for n in (self.days, self.months) if isinstance(n, int)]
        counted = (len(triggers), len(lengths))
        if counted != ((0, 0) if self.by else (1, 1)):
            raise InputError(
                f"deadline {self.id!r} has {len(triggers)} things to count from, {len(lengths)} lengths of time and "
                f"{'a' if self.by else 'no'} day; give it a day (by), or one length (days, months) after one thing"
            )
        if any(n < 0 for n in lengths):
            raise InputError(f"deadline {self.id!r} falls {lengths[0]} before what it is counted from; give 0 or more")
        if self.renewed_by and not self.renewable:
            raise InputError(f"deadline {self.id!r} is renewed but not renewable; say renewable = true")

    def __str__(self) -> str:
        if self.by:
            return f"{self.what}: by {self.by}"
        number, unit = (self.days, "day") if isinstance(self.days, int) else (self.months, "month")
        after = self.after_document or self.after_meeting or self.after_event
        length = f"{number} {unit}{'' if number == 1 else 's'}"
        return f"{self.what}: {length} after {after}" + (", renewable" if self.renewable else "")
