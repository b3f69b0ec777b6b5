"""What held on a day, as far as it was known on another: a choice among what is said, nothing measured.

Valid time and known time are kept apart (a *bitemporal* record; Snodgrass 1999). A value whose period is told holds in
it. A status that was seen on a day is certain for that day and afterwards "perhaps": nobody says that it ended, until
a later status of the same zone and dimension has begun. A value whose time nobody tells holds perhaps, unless all that
is said of it is about a time still to come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.model.conducted import Restriction
from zonelib.model.days import ALWAYS_AFTER, ALWAYS_BEFORE, Days, Hold, certain_days, hold_on, possible_days
from zonelib.model.duties import Objection, PatrolAssignment
from zonelib.model.known import Dated, Knowledge
from zonelib.model.patrols import Post, Team
from zonelib.model.record import Document, Meeting
from zonelib.model.time import Period, spoken_day
from zonelib.model.zones import LINES_OF_STATUS, STATUS_VALUES, Boundary, BufferSpec, Status, StatusLine, Zone

if TYPE_CHECKING:
    from zonelib.model.scenario import Scenario

V_co = TypeVar("V_co", bound=Dated, covariant=True)
V = TypeVar("V", bound=Dated)


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding(Generic[V_co]):
    """A said value, and how surely it holds on the day of a state.

    Parameters
    ----------
    value : Status, Boundary, BufferSpec, PatrolAssignment, Objection, Document, Meeting, Post, Team or Restriction
        What is said.
    hold : {"certain", "perhaps", "ahead", "past"}
        Whether it holds; only of meetings are those that lie ahead, or are over, listed.
    why : str
        What that rests on.
    known_from : date or None
        Since when it is known for certain; None where that is not told.
    """

    value: V_co
    hold: Hold
    why: str
    known_from: dt.date | None

    def __str__(self) -> str:
        return f"{self.value} - {self.hold}: {self.why}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneState:
    """One zone in a state.

    Parameters
    ----------
    zone : Zone
        What is said of it, of all times.
    statuses, boundaries : tuple of Holding
        Those that hold; the statuses by dimension, those of law first.
    """

    zone: Zone
    statuses: tuple[Holding[Status], ...]
    boundaries: tuple[Holding[Boundary], ...]

    def line(self, which: StatusLine) -> tuple[Holding[Status], ...]:
        """Give the statuses of one line: ``"law"`` (agreement, establishment, boundary) or ``"practice"``."""
        return tuple(h for h in self.statuses if h.value.dimension in LINES_OF_STATUS[which])

    def __str__(self) -> str:
        lines = [", ".join(_brief(h) for h in self.line(which)) or "nothing said" for which in LINES_OF_STATUS]
        return f"{self.zone.id}, in law: {lines[0]}; in practice: {lines[1]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What held on a day, as far as it was known on another.

    Parameters
    ----------
    day : date
        The day asked about.
    known_on : date or None
        The day whose knowledge was used; None for everything that the scenario holds.
    zones : tuple of ZoneState
        Every zone of the scenario.
    buffers, assignments, objections, documents, meetings, posts, teams, restrictions : tuple of Holding
        What held, certainly or perhaps; of meetings, also those that lay ahead or were over.
    """

    day: dt.date
    known_on: dt.date | None
    zones: tuple[ZoneState, ...]
    buffers: tuple[Holding[BufferSpec], ...]
    assignments: tuple[Holding[PatrolAssignment], ...]
    objections: tuple[Holding[Objection], ...]
    documents: tuple[Holding[Document], ...]
    meetings: tuple[Holding[Meeting], ...]
    posts: tuple[Holding[Post], ...]
    teams: tuple[Holding[Team], ...]
    restrictions: tuple[Holding[Restriction], ...]

    def zone(self, id: str) -> ZoneState:
        """Give the state of one zone; NotFoundError names the nearest."""
        for found in self.zones:
            if found.zone.id == id:
                return found
        raise NotFoundError(f"there is no zone {id!r}; {nearest(id, [z.zone.id for z in self.zones])}")

    def listed(self) -> tuple[tuple[str, Holding[Dated]], ...]:
        """Give everything that is listed, each with the id of the zone it is part of, or with ""."""
        of_zones: list[tuple[str, Holding[Dated]]] = []
        for found in self.zones:
            of_zones += [(found.zone.id, h) for h in found.statuses]
            of_zones += [(found.zone.id, h) for h in found.boundaries]
        others: list[Holding[Dated]] = [*self.buffers, *self.assignments, *self.objections, *self.documents]
        others += [*self.meetings, *self.posts, *self.teams, *self.restrictions]
        return (*of_zones, *(("", h) for h in others))

    def rows(self) -> tuple[dict[str, Any], ...]:
        """Give everything that is listed as plain rows, fit for a table or for JSON."""
        return tuple(_row(zone, holding) for zone, holding in self.listed())

    def __str__(self) -> str:
        holds = [h.hold for _, h in self.listed()]
        sure, perhaps = holds.count("certain"), holds.count("perhaps")
        known = f" as known on {spoken_day(self.known_on)}" if self.known_on else ""
        return f"{spoken_day(self.day)}{known}: {sure} certain, {perhaps} perhaps"


def state_of(scenario: Scenario, day: dt.date, *, known_on: dt.date | None) -> State:
    """Give the state of a scenario; see `zonelib.model.Scenario.at`.

    Raises
    ------
    InputError
        If a day is no whole day.
    """
    for name, given in (("day", day), ("known_on", known_on)):
        if isinstance(given, dt.datetime) or not isinstance(given, dt.date | None) or (name == "day" and given is None):
            raise InputError(f"{name}={given!r}; a whole day is wanted, such as datetime.date(2017, 7, 5)")
    knowledge = Knowledge(scenario, known_on)
    return State(
        day=day,
        known_on=known_on,
        zones=tuple(
            ZoneState(
                zone=zone,
                statuses=_latest(_held(zone.statuses, day, knowledge), day, knowledge),
                boundaries=_held(zone.boundaries, day, knowledge),
            )
            for zone in scenario.zones
        ),
        buffers=_held(scenario.buffers, day, knowledge),
        assignments=_held(scenario.assignments, day, knowledge),
        objections=_held(scenario.objections, day, knowledge),
        documents=_held(scenario.documents, day, knowledge),
        meetings=_held(scenario.meetings, day, knowledge),
        posts=_held(scenario.posts, day, knowledge),
        teams=_held(scenario.teams, day, knowledge),
        restrictions=_held(scenario.restrictions, day, knowledge),
    )


def _held(values: Iterable[V], day: dt.date, knowledge: Knowledge) -> tuple[Holding[V], ...]:
    found = []
    for value in values:
        since = knowledge.since(value)
        if since is None:
            continue
        hold, why = _hold(value, day, knowledge)
        if hold in ("ahead", "past") and not isinstance(value, Meeting):
            continue
        if hold == "certain" and since.hold(knowledge.on) == "perhaps":
            hold, why = "perhaps", f"{why}, if it was known by then"
        known_from = None if since.surely == ALWAYS_AFTER else since.surely
        found.append(Holding(value=value, hold=hold, why=why, known_from=known_from))
    return tuple(found)


def _hold(value: Dated, day: dt.date, knowledge: Knowledge) -> tuple[Hold, str]:
    period, seen = told(value), last_seen(value)
    if period is not None:
        return hold_on(period, day), f"its time is {period}"
    if seen is not None:
        hold = hold_on(seen, day)
        return ("perhaps", f"last said for {seen}") if hold == "past" else (hold, f"said for {seen}")
    abouts = [about for id in value.claims if id in knowledge.claims if (about := knowledge.about(id))]
    if abouts and all(hold_on(about, day) == "ahead" for about in abouts):
        return "ahead", f"said of the time {abouts[0]}"
    return "perhaps", "its time is not stated" + (f"; said of the time {abouts[0]}" if abouts else "")


def held_days(value: PatrolAssignment | Team | Restriction, knowledge: Knowledge) -> tuple[Days, Days] | None:
    """Give the days on which a value may hold, and those on which it certainly does, as a `State` has it.

    None where it is not known.
    """
    since = knowledge.since(value)
    if since is None:
        return None
    never = Days(ALWAYS_AFTER, ALWAYS_AFTER)
    if value.period:
        certain = certain_days(value.period) if since.hold(knowledge.on) == "certain" else never
        return possible_days(value.period), certain
    abouts = [about for id in value.claims if id in knowledge.claims if (about := knowledge.about(id))]
    return Days(start=min((possible_days(about).start for about in abouts), default=ALWAYS_BEFORE)), never


def told(value: Dated) -> Period | None:
    """Give the time in which a value is said to hold, or None."""
    return None if isinstance(value, Document) else value.period or None


def last_seen(value: Dated) -> Period | None:
    """Give the time for which a value was seen to hold, without a word on how long, or None."""
    if isinstance(value, Status):
        return value.as_of or None
    if isinstance(value, Document):
        return value.period or None
    if isinstance(value, Boundary) and isinstance(value.drawn_on, dt.date):
        return Period.day(value.drawn_on)
    return None


def _latest(found: tuple[Holding[Status], ...], day: dt.date, knowledge: Knowledge) -> tuple[Holding[Status], ...]:
    """Leave out statuses that go on for want of another word, where a later one of their dimension has begun."""
    begun = [(h.value.dimension, begin) for h in found if (begin := _surely_begun(h, knowledge)) and begin <= day]
    left = [h for h in found if not any(d == h.value.dimension and begin > _until(h.value) for d, begin in begun)]
    return tuple(sorted(left, key=lambda h: list(STATUS_VALUES).index(h.value.dimension)))


def _surely_begun(holding: Holding[Status], knowledge: Knowledge) -> dt.date | None:
    """Give the day by which a status has begun however its time is read, if it is known for certain."""
    time = told(holding.value) or last_seen(holding.value)
    if time is None or (holding.known_from or ALWAYS_AFTER) > knowledge.on:
        return None
    certain = certain_days(time)
    return certain.start if certain else time.last if isinstance(time.last, dt.date) else None


def _until(status: Status) -> dt.date:
    """Give the last day for which a status is told; the first day, where its end is open."""
    time = told(status) or last_seen(status)
    if time is None or (told(status) and isinstance(time.last, dt.date)):
        return ALWAYS_AFTER  # no later word ends what has its own end, or no time
    return time.last if isinstance(time.last, dt.date) else possible_days(time).start


def _brief(holding: Holding[Status]) -> str:
    dimension, value = holding.value.dimension, holding.value.value.replace("_", " ")
    said = value if dimension == "practice" else f"{dimension} {value}"
    return f"{said}{'' if holding.hold == 'certain' else f' ({holding.hold})'}"


def _row(zone: str, holding: Holding[Dated]) -> dict[str, Any]:
    value = holding.value
    return {
        "zone": zone,
        "kind": type(value).__name__,
        "id": getattr(value, "id", getattr(value, "dimension", "")),
        "says": str(value),
        "holds": holding.hold,
        "why": holding.why,
        "known_from": holding.known_from.isoformat() if holding.known_from else None,
        "claims": list(value.claims),
    }
