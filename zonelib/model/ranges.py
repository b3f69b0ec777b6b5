"""A reported distance that can be checked: the words, the figure, the target, and where the start may have been.

A range claim is a public statement about the past. It needs a source, a speaker and a day; every limit that it brings
in (a published range) is somebody's figure and needs a source too: nothing here has a default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError
from zonelib.model.record import LegKind
from zonelib.model.said import ClaimId, EventId, PlaceId, RegionId, Said, SourceId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import spoken_day
from zonelib.units import Distance

FigureBound = Literal["exact", "about", "at_least", "at_most", "interval"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeFigure(Said):
    """A stated distance, as one source gives it.

    Parameters
    ----------
    id : str
        Unique among the figures of its claim.
    bound : {"exact", "about", "at_least", "at_most", "interval"}
        How the figure is meant; "exact" is a figure without a hedge.
    value : Distance, optional
        The figure, in the unit it was said in; more than 0.
    low, high : Distance, optional
        The ends of an interval.
    hedge : str or None, optional
        The hedge verbatim, such as "about"; None where there is none.
    claims : tuple of str
        Claims that give it.
    note : str, optional
        How it was read.

    Raises
    ------
    InputError
        If there is no figure, it does not fit its bound, or an interval is upside down.
    """

    id: str
    bound: FigureBound
    value: Stated[Distance] = NOT_STATED
    low: Stated[Distance] = NOT_STATED
    high: Stated[Distance] = NOT_STATED
    hedge: Stated[str | None] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if self.bound == "interval":
            if not (self.low and self.high) or self.value:
                raise InputError(f"figure {self.id!r} is an interval; give low and high, and no value")
            _check_ends(self.low, self.high, f"figure {self.id!r}")
        elif not isinstance(self.value, Distance) or self.low or self.high:
            raise InputError(f"figure {self.id!r} is {self.bound!r}; give its value, and neither low nor high")
        elif self.value.m <= 0:
            raise InputError(f"figure {self.id!r} is {self.value}; a stated distance is more than 0")

    def __str__(self) -> str:
        if self.bound == "interval":
            return f"{self.low} to {self.high}"
        word = {"exact": "", "about": "about ", "at_least": "at least ", "at_most": "at most "}[self.bound]
        return f"{word}{self.value}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeTarget(Said):
    """One reading of where a reported distance ends: a point, a line or an area.

    Parameters
    ----------
    id : str
        Unique among the targets of its claim.
    place : str, optional
        A place of the scenario; or else
    geometry : shapely geometry, optional
        In WGS 84 longitude and latitude.
    name : str, optional
        What a reader is shown; by default the name of the place, or the id.
    precision : Distance, optional
        How far the true place may lie from the geometry; by default that of the place.
    claims : tuple of str
        Claims that place it there.
    note : str, optional
        Anything else a reader should know.

    Raises
    ------
    InputError
        If there is neither a place nor a geometry, or both.
    """

    id: str
    place: Stated[PlaceId] = NOT_STATED
    geometry: Stated[BaseGeometry] = NOT_STATED
    name: Stated[str] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if (self.place is NOT_STATED) == (self.geometry is NOT_STATED):
            raise InputError(f"target {self.id!r} needs a place or a geometry, and not both")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hypothesis(Said):
    """One answer to where a station of the event may have been; not who says that it was there.

    Parameters
    ----------
    id : str
        Unique among the hypotheses of its claim.
    name : str
        What a reader is shown, such as "launched over the Caspian".
    leg : {"base", "refuelling", "launch", "waypoint", "target"}, default "launch"
        Which station it places.
    region : str, optional
        A region of the scenario; or
    place : str, optional
        a place of the scenario; or
    geometry : shapely geometry, optional
        a shape in WGS 84 longitude and latitude. None of the three: somewhere, nobody says where.
    precision : Distance, optional
        How far the true place or edge may lie from the geometry; by default that of the region or place.
    claims : tuple of str
        Claims that it rests on, if any.
    note : str, optional
        Anything else a reader should know.

    Raises
    ------
    InputError
        If more than one of region, place and geometry is given.
    """

    id: str
    name: str
    leg: LegKind = "launch"
    region: Stated[RegionId] = NOT_STATED
    place: Stated[PlaceId] = NOT_STATED
    geometry: Stated[BaseGeometry] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if sum(given is not NOT_STATED for given in (self.region, self.place, self.geometry)) > 1:
            raise InputError(f"hypothesis {self.id!r} is in two places; give one of region, place, geometry")

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit(Said):
    """A published limit to a distance or a route: somebody's figure, which can exclude and never show.

    Parameters
    ----------
    what : str
        What it limits, such as "published range of the missile" or "ferry range without refuelling".
    along : tuple of {"base", "refuelling", "launch", "waypoint", "target"}
        The stations in order that it covers: ("launch", "target") for a range, ("base", "launch", "base") for a flight
        there and back.
    high : Distance, optional
        The farthest.
    low : Distance, optional
        The nearest; only between two stations.
    source : str
        Who published it.
    claims : tuple of str
        Claims that give it.
    note : str, optional
        Anything else a reader should know.

    Raises
    ------
    InputError
        If it has no end, its ends are upside down, it covers fewer than two stations, or has a low end over a route.
    """

    what: str
    along: tuple[LegKind, ...]
    source: SourceId
    high: Stated[Distance] = NOT_STATED
    low: Stated[Distance] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if not self.low and not self.high:
            raise InputError(f"limit {self.what!r} has no figure; give high, low or both")
        if self.low and self.high:
            _check_ends(self.low, self.high, f"limit {self.what!r}")
        if len(self.along) < 2:
            raise InputError(f"limit {self.what!r} covers {len(self.along)} station; name two or more, in order")
        if self.low and len(self.along) > 2:
            raise InputError(
                f"limit {self.what!r} has a low end over a route; a route can always be longer, leave it out"
            )

    def __str__(self) -> str:
        ends = (
            f"{self.low} to {self.high}"
            if self.low and self.high
            else f"up to {self.high}"
            if self.high
            else f"from {self.low}"
        )
        return f"{self.what}: {ends}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeClaim(Said):
    """A public statement that something happened at a distance, with what is needed to check it.

    Parameters
    ----------
    id : str
        Unique among the range claims.
    name : str
        What a reader is shown.
    quote : str
        The words that give the distance, verbatim and short.
    speaker : str
        Who said them.
    source : str
        Where they can be read: the id of a source of the scenario, or in a script the name of the publication.
    stated_on : date
        The day they were said; not in the future.
    figures : tuple of RangeFigure
        The stated distance, once for each source that gives it differently.
    targets : tuple of RangeTarget
        Where the distance ends, once for each reading.
    hypotheses : tuple of Hypothesis
        Where the start, or another station, may have been.
    between : tuple of two legs, default ("launch", "target")
        The stations that the figure lies between; the second is where the targets are.
    limits : tuple of Limit
        Published limits to bring in, each with its source.
    event : str, optional
        The reported event, whose legs tell the order of the stations.
    claims : tuple of str
        Claims of the scenario that it puts together.
    note : str, optional
        Anything else a reader should know.

    Raises
    ------
    InputError
        If a figure, a target or a hypothesis is lacking or has an id twice, or the day lies in the future.
    """

    id: str
    name: str
    quote: str
    speaker: str
    source: SourceId
    stated_on: dt.date
    figures: tuple[RangeFigure, ...]
    targets: tuple[RangeTarget, ...]
    hypotheses: tuple[Hypothesis, ...]
    between: tuple[LegKind, ...] = ("launch", "target")
    limits: tuple[Limit, ...] = ()
    event: Stated[EventId] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        for noun in ("figures", "targets", "hypotheses"):
            given = getattr(self, noun)
            if not given:
                raise InputError(f"range claim {self.id!r} has no {noun}; give at least one")
            _check_ids([one.id for one in given], f"{noun} of range claim {self.id!r}")
        if len(self.between) != 2:
            raise InputError(f"range claim {self.id!r} lies between {len(self.between)} stations; name two")
        # Somewhere on earth it is already the day after: the farthest zone is 14 hours ahead.
        today = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=14)).date()
        if self.stated_on > today:
            raise InputError(
                f"range claim {self.id!r} was stated on {spoken_day(self.stated_on)}, which is in the future; "
                "only statements that have been made can be checked"
            )

    def __str__(self) -> str:
        return f'"{self.quote}", {self.speaker}, {spoken_day(self.stated_on)}'


def _check_ends(low: Distance, high: Distance, what: str) -> None:
    if low.m < 0:
        raise InputError(f"{what} begins at {low}; a distance is 0 or more")
    if high < low:
        raise InputError(f"{what} runs from {low} to {high}; turn the ends round")


def _check_ids(ids: Iterable[str], what: str) -> None:
    given = list(ids)
    twice = sorted({one for one in given if given.count(one) > 1})
    if twice:
        raise InputError(f"{what}: the id {twice[0]!r} comes twice; give each its own")
