"""A scenario: everything that is said, held together by ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zonelib.errors import InputError, NotFoundError, Problem, ScenarioError, nearest
from zonelib.model.conducted import Conducted, Restriction
from zonelib.model.deadlines import Deadline
from zonelib.model.duties import Objection, PatrolAssignment
from zonelib.model.excerpt import excerpt
from zonelib.model.known import claim_since
from zonelib.model.patrols import Post, Route, Team
from zonelib.model.ranges import RangeClaim
from zonelib.model.record import Document, Event, Incident, Measurement, Meeting, Place
from zonelib.model.regions import Region
from zonelib.model.said import Said, dangling
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.states import State, state_of
from zonelib.model.time import spoken_day
from zonelib.model.voices import Actor, Claim, Source
from zonelib.model.zones import BufferSpec, Zone

S = TypeVar("S", bound=Said)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario(Said):
    """Everything that is said about some zones, by whom, as of a day.

    Parameters
    ----------
    id : str
        Short name, such as "syria-2017".
    title : str
        What a reader is shown.
    as_of : date, optional
        The day whose knowledge is shown; what became known later is held too, and `at` can be asked for it.
    time_zone : str, default "UTC"
        IANA name of the zone in which its days are counted.
    summary : str, optional
        A paragraph on what it is.
    sources, actors, claims, places, zones, buffers, assignments, objections, documents, meetings, deadlines,
    measurements, events, incidents, regions, range_claims, posts, teams, routes, conducted, restrictions : tuple
        The said values, each with an id unique in its collection.

    Raises
    ------
    ScenarioError
        With *all* problems: ids given twice, ids named and not there, an unknown time zone.
    """

    id: str
    title: str
    as_of: Stated[dt.date] = NOT_STATED
    time_zone: str = "UTC"
    summary: Stated[str] = NOT_STATED
    sources: tuple[Source, ...] = ()
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    places: tuple[Place, ...] = ()
    zones: tuple[Zone, ...] = ()
    buffers: tuple[BufferSpec, ...] = ()
    assignments: tuple[PatrolAssignment, ...] = ()
    objections: tuple[Objection, ...] = ()
    documents: tuple[Document, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    events: tuple[Event, ...] = ()
    incidents: tuple[Incident, ...] = ()
    regions: tuple[Region, ...] = ()
    range_claims: tuple[RangeClaim, ...] = ()
    posts: tuple[Post, ...] = ()
    teams: tuple[Team, ...] = ()
    routes: tuple[Route, ...] = ()
    conducted: tuple[Conducted, ...] = ()
    restrictions: tuple[Restriction, ...] = ()

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        check_time_zone(self.time_zone)
        items = [(f"{name}[{i}]", item) for name in COLLECTIONS for i, item in enumerate(self.collection(name))]
        ids = {name: [item.id for item in self.collection(name)] for name in COLLECTIONS}
        problems = list(loose_ends(items, ids))
        if problems:
            raise ScenarioError(self.id, problems)

    def collection(self, name: str) -> tuple[Identified, ...]:
        """Give the values of one collection, such as ``"zones"``."""
        values: tuple[Identified, ...] = getattr(self, name)
        return values

    def source(self, id: str) -> Source:
        """Give the source of that id; NotFoundError names the nearest."""
        return _find(self.sources, id, "source")

    def actor(self, id: str) -> Actor:
        """Give the actor of that id; NotFoundError names the nearest."""
        return _find(self.actors, id, "actor")

    def claim(self, id: str) -> Claim:
        """Give the claim of that id; NotFoundError names the nearest."""
        return _find(self.claims, id, "claim")

    def place(self, id: str) -> Place:
        """Give the place of that id; NotFoundError names the nearest."""
        return _find(self.places, id, "place")

    def zone(self, id: str) -> Zone:
        """Give the zone of that id; NotFoundError names the nearest."""
        return _find(self.zones, id, "zone")

    def buffer(self, id: str) -> BufferSpec:
        """Give the buffer of that id; NotFoundError names the nearest."""
        return _find(self.buffers, id, "buffer")

    def assignment(self, id: str) -> PatrolAssignment:
        """Give the assignment of that id; NotFoundError names the nearest."""
        return _find(self.assignments, id, "assignment")

    def event(self, id: str) -> Event:
        """Give the event of that id; NotFoundError names the nearest."""
        return _find(self.events, id, "event")

    def region(self, id: str) -> Region:
        """Give the region of that id; NotFoundError names the nearest."""
        return _find(self.regions, id, "region")

    def range_claim(self, id: str) -> RangeClaim:
        """Give the range claim of that id; NotFoundError names the nearest."""
        return _find(self.range_claims, id, "range claim")

    def post(self, id: str) -> Post:
        """Give the post of that id; NotFoundError names the nearest."""
        return _find(self.posts, id, "post")

    def team(self, id: str) -> Team:
        """Give the team of that id; NotFoundError names the nearest."""
        return _find(self.teams, id, "team")

    def route(self, id: str) -> Route:
        """Give the route of that id; NotFoundError names the nearest."""
        return _find(self.routes, id, "route")

    def resting_on(self, claim: str) -> tuple[Identified, ...]:
        """Give every value that rests on a claim, in the order of the collections.

        Parameters
        ----------
        claim : str
            Id of the claim.

        Raises
        ------
        NotFoundError
            If there is no such claim.
        """
        self.claim(claim)
        return tuple(item for name in COLLECTIONS for item in self.collection(name) if claim in set(_claims_in(item)))

    def at(self, day: dt.date, *, known_on: dt.date | None = None) -> State:
        """Give what held on a day, as far as it was known on another.

        Parameters
        ----------
        day : date
            The day asked about.
        known_on : date, optional
            The day whose knowledge is used; without it, everything that the scenario holds.

        Returns
        -------
        State
            Each value with whether it certainly held or perhaps, and why.
        """
        return state_of(self, day, known_on=known_on)

    def as_known(self, on: dt.date) -> Scenario:
        """Give the scenario as it was known on a day: without the claims made later, and what rests on these alone.

        Parameters
        ----------
        on : date
            The day. What was perhaps known by then, since no day is told, stays.
        """
        return excerpt(self, on, COLLECTIONS)

    def published_on(self, source: str) -> Stated[dt.date]:
        """Give the day a source was published; a voice heard in another source has that source's day."""
        seen: set[str] = set()
        at = self.source(source)
        while at.published_on is NOT_STATED and isinstance(at.reported_by, str) and at.id not in seen:
            seen.add(at.id)
            at = self.source(at.reported_by)
        return at.published_on

    def __str__(self) -> str:
        as_of = self.as_of if isinstance(self.as_of, dt.date) else None
        known = [c for c in self.claims if as_of is None or claim_since(self, c).hold(as_of) != "ahead"]
        sentence = f"{_count(len(self.zones), 'zone')}, {_count(len(known), 'claim')}"
        if known:
            sentence += f" by {_count(len({claim.source for claim in known}), 'speaker')}"
        if as_of:
            sentence += f", as of {spoken_day(as_of)}"
        later = len(self.claims) - len(known)
        return sentence + (f"; {_count(later, 'claim')} made later" if later else "")


Identified = (
    Source | Actor | Claim | Place | Zone | BufferSpec | PatrolAssignment | Objection
    | Document | Meeting | Deadline | Measurement | Event | Incident | Region | RangeClaim
    | Post | Team | Route | Conducted | Restriction
)  # fmt: skip

COLLECTIONS: Final[dict[str, type[Identified]]] = {
    "sources": Source,
    "actors": Actor,
    "claims": Claim,
    "places": Place,
    "zones": Zone,
    "buffers": BufferSpec,
    "assignments": PatrolAssignment,
    "objections": Objection,
    "documents": Document,
    "meetings": Meeting,
    "deadlines": Deadline,
    "measurements": Measurement,
    "events": Event,
    "incidents": Incident,
    "regions": Region,
    "range_claims": RangeClaim,
    "posts": Post,
    "teams": Team,
    "routes": Route,
    "conducted": Conducted,
    "restrictions": Restriction,
}


def check_time_zone(name: str) -> None:
    """Refuse a time zone that is not in the IANA data base.

    Raises
    ------
    InputError
        With the spelling to use.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"{name!r} is no IANA time zone; write one such as 'Asia/Damascus' or 'UTC'") from error


def loose_ends(items: list[tuple[str, Identified]], ids: Mapping[str, list[str]]) -> Iterator[Problem]:
    """Give a problem for every id that is given twice, and for every id that is named and not there.

    Parameters
    ----------
    items : list of (str, said value)
        Each with its key path, such as ``zones[2]``.
    ids : dict
        The ids of each collection, in order.
    """
    for name, given in ids.items():
        for i, one in enumerate(given):
            if one in given[:i]:
                what = f"{one!r} is the id of {name}[{given.index(one)}] already; give each its own"
                yield Problem(where=f"{name}[{i}].id", what=what)
    known = {name: set(given) for name, given in ids.items()}
    zones = {item.id: item for _, item in items if isinstance(item, Zone)}
    for where, item in items:
        yield from dangling(item, where, known)
        if isinstance(item, BufferSpec):
            yield from _buffer_boundary(item, where, zones)


def _buffer_boundary(spec: BufferSpec, where: str, zones: Mapping[str, Zone]) -> Iterator[Problem]:
    if not isinstance(spec.boundary, str) or not spec.of:
        return
    for zone in (zones[z] for z in spec.of.any_of if z in zones):
        there = [b.id for b in zone.boundaries]
        if spec.boundary not in there:
            what = f"{spec.boundary!r} is no boundary of zone {zone.id!r}; {nearest(spec.boundary, there)}"
            yield Problem(where=f"{where}.boundary", what=what)


def _find(values: tuple[S, ...], id: str, kind: str) -> S:
    known = {value.id: value for value in values}  # type: ignore[attr-defined]  # every collected value has an id
    if id not in known:
        raise NotFoundError(f"there is no {kind} {id!r}; {nearest(id, known)}")
    return known[id]


def _claims_in(value: Said) -> Iterator[str]:
    """Give the claims that a value, or anything inside it, rests on."""
    if isinstance(value, Claim):
        return
    for field in fields(value):
        inner = getattr(value, field.name)
        if field.name == "claims":
            yield from inner
        elif isinstance(inner, tuple):
            for item in inner:
                if isinstance(item, Said):
                    yield from _claims_in(item)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
