"""When something falls due, and how it stands on a day: running, met, missed, or not to be told."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zonelib.model import Deadline, Knowledge, Period, Scenario, possible_days, spoken_day
from zonelib.model.days import ALWAYS_BEFORE

DeadlineStanding = Literal["waiting", "running", "met", "missed", "cannot_tell"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineFound:
    """How a deadline stands on a day.

    Parameters
    ----------
    deadline : Deadline
        What is due.
    day : date
        The day asked about.
    earliest, latest : date or None
        The last day in time: the two differ where what it is counted from has no single day; None where it has none.
    standing : {"waiting", "running", "met", "missed", "cannot_tell"}
        Waiting until what it is counted from has happened. "Missed" is never concluded from silence: a day that has
        passed without a word on whether the thing was done leaves it at "cannot tell".
    passed : bool
        Whether the latest day has passed.
    rule : str
        How the day was counted, and what the standing rests on.
    claims : tuple of str
        The claims behind it that were known.
    """

    deadline: Deadline
    day: dt.date
    earliest: dt.date | None
    latest: dt.date | None
    standing: DeadlineStanding
    passed: bool
    rule: str
    claims: tuple[str, ...]

    def __str__(self) -> str:
        due = "on a day that is not known"
        if self.earliest and self.latest:
            due = spoken_day(self.latest)
            if self.earliest != self.latest:
                due = f"between {spoken_day(self.earliest)} and {due}"
        standing = self.standing.replace("_", " ")
        return f"{self.deadline.what}: due {due}; {standing} on {spoken_day(self.day)} ({self.rule})"


def deadlines_at(scenario: Scenario, day: dt.date, *, known_on: dt.date | None = None) -> tuple[DeadlineFound, ...]:
    """Say how each deadline of a scenario stands on a day.

    Parameters
    ----------
    scenario : Scenario
    day : date
        The day asked about.
    known_on : date, optional
        The day whose knowledge is used; without it, everything that the scenario holds.

    Returns
    -------
    tuple of DeadlineFound
        Those that were known, in the order of the scenario.

    Notes
    -----
    The day that something is counted from is not itself counted, and the last day belongs to the time given: three
    days after the 4th end with the 7th. A month runs to the day of the same number, or to the last day of a shorter
    month.
    """
    knowledge = Knowledge(scenario, known_on)
    return tuple(_found(d, scenario, day, knowledge) for d in scenario.deadlines if knowledge.since(d) is not None)


def _found(deadline: Deadline, scenario: Scenario, day: dt.date, knowledge: Knowledge) -> DeadlineFound:
    begins, counted = _counted_from(deadline, scenario)
    renewals = len(_known(deadline.renewed_by, knowledge, day))
    earliest, latest = (_due(deadline, begin, 1 + renewals) for begin in begins)
    if renewals:
        counted += f", renewed {'once' if renewals == 1 else f'{renewals} times'}"
    passed = latest is not None and day > latest
    standing, reason = _standing(deadline, day, (earliest, latest), knowledge)
    if begins[0] is not None and day < begins[0] and not deadline.by:
        standing, reason = "waiting", "what it is counted from lies ahead"
    every = (*deadline.claims, *deadline.fulfilled_by, *deadline.missed_by, *deadline.renewed_by)
    return DeadlineFound(
        deadline=deadline,
        day=day,
        earliest=earliest,
        latest=latest,
        standing=standing,
        passed=passed,
        rule=f"{counted}; {reason}",
        claims=tuple(claim for claim in dict.fromkeys(every) if claim in knowledge.claims),
    )


Ends = tuple[dt.date | None, dt.date | None]


def _counted_from(deadline: Deadline, scenario: Scenario) -> tuple[Ends, str]:
    """Give the first and the last day on which the clock may have been set going, and what sets it."""
    if deadline.by:
        return _ends(deadline.by), f"due by {deadline.by}"
    named = (
        ("documents", deadline.after_document),
        ("meetings", deadline.after_meeting),
        ("events", deadline.after_event),
    )
    collection, id = next((name, id) for name, id in named if id)
    (thing,) = (item for item in scenario.collection(collection) if item.id == id)
    period: Period | None = getattr(thing, "period", None) or None
    if period is None:
        return (None, None), f"counted from {id}, of which no day is told"
    return _ends(period), f"counted from {id}, {period}"


def _ends(period: Period) -> Ends:
    days = possible_days(period)
    first = None if days.start == ALWAYS_BEFORE else days.start
    last = period.last if isinstance(period.last, dt.date) else None
    return (last, last) if first is None else (first, last)


def _due(deadline: Deadline, begin: dt.date | None, times: int) -> dt.date | None:
    if begin is None or deadline.by:
        return begin
    if isinstance(deadline.days, int):
        return begin + dt.timedelta(days=deadline.days * times)
    return months_after(begin, int(deadline.months or 0) * times)


def months_after(day: dt.date, months: int) -> dt.date:
    """Give the day of the same number so many months later, or the last of a shorter month.

    >>> months_after(dt.date(2017, 8, 31), 6)
    datetime.date(2018, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _known(claims: Iterable[str], knowledge: Knowledge, day: dt.date) -> list[str]:
    """Give the claims that were known for certain, about a time that is not still to come on the day."""
    known = [c for c in claims if c in knowledge.claims and knowledge.claims[c].hold(knowledge.on) == "certain"]
    return [c for c in known if (about := knowledge.about(c)) is None or possible_days(about).start <= day]


def _standing(deadline: Deadline, day: dt.date, due: Ends, knowledge: Knowledge) -> tuple[DeadlineStanding, str]:
    earliest, latest = due
    late = _known(deadline.missed_by, knowledge, day)
    done = {
        c: possible_days(about) for c in _known(deadline.fulfilled_by, knowledge, day) if (about := knowledge.about(c))
    }
    if any(earliest and days.end <= earliest + dt.timedelta(days=1) for days in done.values()):
        return "met", f"done in time, says {', '.join(done)}"
    if late or any(latest and days.start > latest for days in done.values()):
        return "missed", f"not done in time, says {', '.join((*late, *done))}"
    if done or earliest is None or latest is None:
        return "cannot_tell", f"done, says {', '.join(done)}, in time or not" if done else "no day to count to"
    if day <= earliest:
        return "running", "the day has not passed"
    if day <= latest:
        return "cannot_tell", "the day may have passed"
    if deadline.renewable:
        return "cannot_tell", "the term has run out, and nobody says whether it was renewed"
    return "cannot_tell", "the day has passed, and nobody says whether it was done"
