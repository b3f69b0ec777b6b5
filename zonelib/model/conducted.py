"""What came of a duty: patrols that were made, and what kept them from being made freely."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from zonelib.errors import InputError
from zonelib.model.said import ActorId, AssignmentId, ClaimId, PlaceId, RestrictionId, Said, TeamId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period
from zonelib.model.zones import Selection

Extent = Literal["full", "restricted"]
RestrictionKind = Literal["denied", "delayed", "conditional"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conducted(Said):
    """Patrols that are reported to have been made under an assignment.

    Parameters
    ----------
    id : str
        Unique among the conducted patrols.
    assignment : str
        The assignment they belong to.
    period : Period
        When: a day, or the days that the report is about.
    count : int, optional
        How many; 0 where the report says that none was made.
    where : Selection, optional
        The zones, where not those of the assignment.
    team : str, optional
        The team that made them.
    extent : {"full", "restricted"}, optional
        Whether they went all the way.
    restrictions : tuple of str, optional
        What restricted them.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that report it.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If the number is negative, or none was made and an extent is given.
    """

    id: str
    assignment: AssignmentId
    period: Period
    count: Stated[int] = NOT_STATED
    where: Stated[Selection] = NOT_STATED
    team: Stated[TeamId] = NOT_STATED
    extent: Stated[Extent] = NOT_STATED
    restrictions: Stated[tuple[RestrictionId, ...]] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if isinstance(self.count, int) and self.count < 0:
            raise InputError(f"conducted {self.id!r} counts {self.count} patrols; give 0 or more")
        if self.count == 0 and self.extent:
            raise InputError(f"conducted {self.id!r} counts no patrol, yet a {self.extent} one; leave one of them out")

    def __str__(self) -> str:
        count = f"{self.count:,}" if isinstance(self.count, int) else "patrols, number not stated,"
        extent = f", {self.extent}" if self.extent else ""
        return f"{self.assignment}: {count} made, {self.period}{extent}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction(Said):
    """A limit to the freedom of movement of those who patrol, as logged.

    Parameters
    ----------
    id : str
        Unique among the restrictions.
    kind : {"denied", "delayed", "conditional"}
        Passage was refused, came late, or was tied to a condition.
    by : tuple of str, optional
        The actors who restricted it.
    to : tuple of str, optional
        The actors who were restricted.
    assignment : str, optional
        The assignment that they were on.
    team : str, optional
        The team that was restricted.
    place : str, optional
        Where, a place of the scenario.
    where : Selection, optional
        The zones.
    delay_hours : float, optional
        How long they were kept waiting, in hours.
    condition : str, optional
        What was asked for, such as "an escort".
    period : Period, optional
        When.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that report it.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If a delay is not more than 0 hours, or a delay or condition comes with another kind.
    """

    id: str
    kind: RestrictionKind
    by: Stated[tuple[ActorId, ...]] = NOT_STATED
    to: Stated[tuple[ActorId, ...]] = NOT_STATED
    assignment: Stated[AssignmentId] = NOT_STATED
    team: Stated[TeamId] = NOT_STATED
    place: Stated[PlaceId] = NOT_STATED
    where: Stated[Selection] = NOT_STATED
    delay_hours: Stated[float] = NOT_STATED
    condition: Stated[str] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        delay = self.delay_hours
        if isinstance(delay, int | float) and not 0 < delay < float("inf"):
            raise InputError(f"restriction {self.id!r} is a delay of {delay:g} hours; give more than 0")
        for given, name, kind in ((delay, "delay_hours", "delayed"), (self.condition, "condition", "conditional")):
            if given is not NOT_STATED and self.kind != kind:
                raise InputError(f"restriction {self.id!r} is {self.kind!r} and has {name}; that is for {kind!r}")

    def __str__(self) -> str:
        who = f" to {' and '.join(self.to)}" if self.to else ""
        by = f" by {' and '.join(self.by)}" if self.by else ", by whom not stated"
        return f"passage {self.kind}{who}{by}" + (f", {self.period}" if self.period else "")
