"""What else a record holds: places, documents, meetings, measurements, reported events, incidents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError
from zonelib.model.said import ActorId, ClaimId, EventId, PlaceId, Said, SourceId, ZoneId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period
from zonelib.units import Distance

PlaceKind = Literal["town", "base", "line", "region", "post"]
DocumentState = Literal["announced", "draft", "not_final", "final", "signed"]
MeetingStanding = Literal["planned", "held", "missed"]
Bound = Literal["exact", "at_least", "about", "interval"]
Quantity = Literal["area", "length", "width", "count"]
LegKind = Literal["base", "refuelling", "launch", "waypoint", "target"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place(Said):
    """A place that somebody names: a town, a line, a region.

    Parameters
    ----------
    id : str
        Unique among the places.
    name : str
        What a reader is shown.
    kind : {"town", "base", "line", "region", "post"}, optional
        What it is.
    other_names : tuple of str
        Other names in use.
    geometry : shapely geometry, optional
        In WGS 84 longitude and latitude; not stated where the place is only named.
    precision : Distance, optional
        How far the true place may lie from the geometry.
    source : str, optional
        Where the geometry comes from.
    claims : tuple of str
        Claims that name it.
    note : str, optional
        Anything else a reader should know.
    """

    id: str
    name: str
    kind: Stated[PlaceKind] = NOT_STATED
    other_names: tuple[str, ...] = ()
    geometry: Stated[BaseGeometry] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    source: Stated[SourceId] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Document(Said):
    """A document, or a set of documents of which only the number is told.

    Parameters
    ----------
    id : str
        Unique among the documents.
    title : str, optional
        Its title, or what a set is about.
    count : int, optional
        How many they are; titles need not be known.
    titles : tuple of str, optional
        The titles of the members of a set, as far as told.
    state : {"announced", "draft", "not_final", "final", "signed"}, optional
        How far it has got.
    parties : tuple of str, optional
        Between whom.
    period : Period, optional
        When it was made or is to hold.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If more titles are given than documents counted.
    """

    id: str
    title: Stated[str] = NOT_STATED
    count: Stated[int] = NOT_STATED
    titles: Stated[tuple[str, ...]] = NOT_STATED
    state: Stated[DocumentState] = NOT_STATED
    parties: Stated[tuple[ActorId, ...]] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if isinstance(self.count, int) and self.count < 1:
            raise InputError(f"documents {self.id!r} count {self.count}; leave the key out where no number is told")
        if isinstance(self.count, int) and isinstance(self.titles, tuple) and len(self.titles) > self.count:
            raise InputError(f"documents {self.id!r} count {self.count} but list {len(self.titles)} titles")

    def __str__(self) -> str:
        count = (
            f"{self.count} document{'' if self.count == 1 else 's'}" if self.count else "documents, number not stated"
        )
        state = f"{self.state}".replace("_", " ")
        return f"{self.title or self.id}: {count} ({state})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting(Said):
    """A meeting, planned or held.

    Parameters
    ----------
    id : str
        Unique among the meetings.
    name : str
        What a reader is shown.
    standing : {"planned", "held", "missed"}, optional
        Whether it has taken place, as the sources knew it.
    where : str, optional
        The city or venue.
    period : Period, optional
        When.
    participants : tuple of str, optional
        Who takes part.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        Anything else a reader should know.
    """

    id: str
    name: str
    standing: Stated[MeetingStanding] = NOT_STATED
    where: Stated[str] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    participants: Stated[tuple[ActorId, ...]] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement(Said):
    """A figure that somebody gives: a count, a length, an area.

    Parameters
    ----------
    id : str
        Unique among the measurements.
    what : str
        What is measured.
    bound : {"exact", "at_least", "about", "interval"}
        How the figure is meant.
    value : Distance or float, optional
        The figure; a length carries its unit, any other figure is a number of `unit`.
    low, high : Distance or float, optional
        The ends of an interval.
    unit : str, optional
        What a plain number counts, such as "lives" or "km²".
    quantity : {"area", "length", "width", "count"}, optional
        For a figure of a zone: what of it is measured, so that it can be computed beside it.
    zone : str, optional
        The zone it belongs to.
    event : str, optional
        The reported event it belongs to.
    between : tuple of str
        The kinds of the two legs of that event that a length lies between, such as launch and target.
    period : Period, optional
        The time it covers.
    claims : tuple of str
        Claims that give it.
    note : str, optional
        How it was read.

    Raises
    ------
    InputError
        If the figure does not fit its bound.
    """

    id: str
    what: str
    bound: Bound
    value: Stated[Distance | float] = NOT_STATED
    low: Stated[Distance | float] = NOT_STATED
    high: Stated[Distance | float] = NOT_STATED
    unit: Stated[str] = NOT_STATED
    quantity: Stated[Quantity] = NOT_STATED
    zone: Stated[ZoneId] = NOT_STATED
    event: Stated[EventId] = NOT_STATED
    between: tuple[LegKind, ...] = ()
    period: Stated[Period] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        ends = (self.low is not NOT_STATED, self.high is not NOT_STATED)
        if self.bound == "interval":
            if not all(ends) or self.value is not NOT_STATED:
                raise InputError(f"measurement {self.id!r} is an interval; give low and high, and no value")
            self._check_order()
        elif self.value is NOT_STATED or any(ends):
            raise InputError(f"measurement {self.id!r} is {self.bound!r}; give its value, and neither low nor high")
        if self.between and (len(self.between) != 2 or self.event is NOT_STATED):
            raise InputError(f"measurement {self.id!r} lies between {len(self.between)} legs; name two, and the event")

    def _check_order(self) -> None:
        low, high = self.low, self.high
        lengths = isinstance(low, Distance) and isinstance(high, Distance)
        if not lengths and not (isinstance(low, int | float) and isinstance(high, int | float)):
            raise InputError(f"measurement {self.id!r} has ends of two kinds: {low!r} and {high!r}")
        if high < low:  # type: ignore[operator]  # both are lengths, or both are numbers
            raise InputError(f"measurement {self.id!r} runs from {low} to {high}; turn the ends round")

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.bound == "interval":
            return f"{_figure(self.low)} to {_figure(self.high)}{unit}"
        word = {"exact": "", "at_least": "at least ", "about": "about "}[self.bound]
        return f"{word}{_figure(self.value)}{unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Leg(Said):
    """One station of a reported event, in order.

    Parameters
    ----------
    kind : {"base", "refuelling", "launch", "waypoint", "target"}
        What happened there.
    places : tuple of str
        Where; several are alternative readings by different sources, none is where it is not stated.
    described_as : str, optional
        How the source puts it, in a short phrase.
    claims : tuple of str
        Claims that say so.
    note : str, optional
        What is left open.
    """

    kind: LegKind
    places: tuple[PlaceId, ...] = ()
    described_as: Stated[str] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED


@dataclass(frozen=True, kw_only=True, slots=True)
class Means(Said):
    """What was used, as reported.

    Parameters
    ----------
    name : str
        What it is called.
    count : int, optional
        How many; not stated where a source says only that there were several.
    claims : tuple of str
        Claims that say so.
    """

    name: str
    count: Stated[int] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Event(Said):
    """A reported event with its stations in order.

    Parameters
    ----------
    id : str
        Unique among the events.
    name : str
        What a reader is shown.
    period : Period, optional
        When.
    by, against : tuple of str, optional
        Who is said to have done it, and to whom.
    legs : tuple of Leg
        The stations in order; any of them may lack a place.
    means : tuple of Means
        What was used, as reported.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.
    """

    id: str
    name: str
    period: Stated[Period] = NOT_STATED
    by: Stated[tuple[ActorId, ...]] = NOT_STATED
    against: Stated[tuple[ActorId, ...]] = NOT_STATED
    legs: tuple[Leg, ...] = ()
    means: tuple[Means, ...] = ()
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def leg(self, kind: LegKind) -> tuple[Leg, ...]:
        """Give the legs of one kind, in order; empty where none is reported."""
        return tuple(leg for leg in self.legs if leg.kind == kind)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident(Said):
    """Something that happened somewhere, as recorded; a place may be lacking.

    Parameters
    ----------
    id : str
        Unique among the incidents.
    kind : str
        What happened, such as "fighting".
    geometry : Point, optional
        Where, in WGS 84 longitude and latitude.
    precision : Distance, optional
        How far the true place may lie from the point.
    where_described : str, optional
        The source's words for the place, such as "several areas".
    period : Period, optional
        When.
    source : str, optional
        Where the record comes from.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        Anything else a reader should know.
    """

    id: str
    kind: str
    geometry: Stated[Point] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    where_described: Stated[str] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    source: Stated[SourceId] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __str__(self) -> str:
        where = self.where_described or ("at its point" if self.geometry else "place not stated")
        return f"{self.kind}, {where}" + (f", {self.period}" if self.period else "")


def _figure(value: object) -> str:
    return f"{value:,.12g}" if isinstance(value, int | float) else str(value)
