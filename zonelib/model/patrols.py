"""Who watches: posts, teams and the routes they take, as they are said to be.

Counts and hours are somebody's figures, never defaults. How far a post or a team can see is no part of what is said:
a reach is brought to the question.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from shapely.geometry import LineString, Point

from zonelib.errors import InputError
from zonelib.model.said import ActorId, ClaimId, PlaceId, PostId, Said
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.model.time import Period
from zonelib.units import Distance

Standing = Literal["proposed", "likely", "agreed", "refused", "in_place"]
PostKind = Literal["fixed", "mobile", "camera"]
Per = Literal["day", "week", "month", "year"]
HowMany = Literal["exact", "about", "at_least", "at_most"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift(Said):
    """A stretch of the day, such as 06:00 to 14:00 in the scenario's time zone.

    Parameters
    ----------
    begins, ends : str
        Times of day as ``"06:00"``; ``"24:00"`` is the end of the day. A shift over midnight is two.

    Raises
    ------
    InputError
        If a time is no time of day, or the shift does not end after it begins.

    Examples
    --------
    >>> print(Shift(begins="06:00", ends="14:00"))
    06:00-14:00
    >>> Shift.parse("22:00-24:00").hours
    2.0
    """

    begins: str
    ends: str

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        for time in (self.begins, self.ends):
            if not _TIME.fullmatch(time):
                raise InputError(f'a shift names the time {time!r}; write one such as "06:00", up to "24:00"')
        if self.ends <= self.begins:
            raise InputError(
                f"a shift begins at {self.begins} and ends at {self.ends}; turn them round, or give two for one that "
                "runs over midnight: up to 24:00, and from 00:00"
            )

    @classmethod
    def parse(cls, text: str) -> Shift:
        """Read a shift such as ``"06:00-14:00"``; InputError says what is wrong with another text."""
        begins, dash, ends = text.partition("-")
        if not dash:
            raise InputError(f'{text!r} is no shift; write its two times, such as "06:00-14:00"')
        return cls(begins=begins.strip(), ends=ends.strip())

    @property
    def minutes(self) -> tuple[int, int]:
        """Its begin and its end in minutes since midnight."""
        begin, end = (60 * int(time[:2]) + int(time[3:]) for time in (self.begins, self.ends))
        return begin, end

    @property
    def hours(self) -> float:
        """How long it is, in hours."""
        begin, end = self.minutes
        return (end - begin) / 60

    def __str__(self) -> str:
        return f"{self.begins}-{self.ends}"


_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Frequency(Said):
    """How often: so many times in a day, a week or a month, or once every so many of them.

    Parameters
    ----------
    times : int
        How many, 1 or more.
    per : {"day", "week", "month", "year"}
        In which span of time.
    every : int, default 1
        In how many of these spans: 2 with "week" is "every two weeks".
    bound : {"exact", "about", "at_least", "at_most"}, default "exact"
        How the figure is meant.

    Raises
    ------
    InputError
        If either number is less than 1.

    Examples
    --------
    >>> print(Frequency(times=2, per="day"))
    2 a day
    >>> print(Frequency(times=1, per="week", every=2, bound="at_least"))
    at least 1 every 2 weeks
    """

    times: int
    per: Per
    every: int = 1
    bound: HowMany = "exact"

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        for name, value in (("times", self.times), ("every", self.every)):
            if value < 1:
                raise InputError(f"a frequency has {name} = {value}; give 1 or more, or leave the frequency out")

    def __str__(self) -> str:
        word = "" if self.bound == "exact" else f"{self.bound.replace('_', ' ')} "
        return f"{word}{self.times:,} " + (f"a {self.per}" if self.every == 1 else f"every {self.every} {self.per}s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Post(Said):
    """A place from which somebody watches: a position or checkpoint, one that moves, or a camera.

    Parameters
    ----------
    id : str
        Unique among the posts.
    name : str
        What a reader is shown.
    kind : {"fixed", "mobile", "camera"}, optional
        What it is.
    place : str, optional
        The place of the scenario where it stands; or else
    geometry : Point, optional
        where it stands, in WGS 84 longitude and latitude. Neither: its place is not told.
    precision : Distance, optional
        How far the true place may lie from the point; by default that of the place.
    operator : str, optional
        The actor who runs it.
    members : int or None, optional
        How many serve there; None where it is said to be unmanned.
    standing : {"proposed", "likely", "agreed", "refused", "in_place"}, optional
        How far it has got.
    period : Period, optional
        When it is to stand, or stood.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If it has both a place and a geometry, a negative precision, or fewer than 1 member.
    """

    id: str
    name: str
    kind: Stated[PostKind] = NOT_STATED
    place: Stated[PlaceId] = NOT_STATED
    geometry: Stated[Point] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    operator: Stated[ActorId] = NOT_STATED
    members: Stated[int | None] = NOT_STATED
    standing: Stated[Standing] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if self.place is not NOT_STATED and self.geometry is not NOT_STATED:
            raise InputError(f"post {self.id!r} is in two places; give a place or a geometry")
        if isinstance(self.precision, Distance) and self.precision.m < 0:
            raise InputError(f"post {self.id!r} has the precision {self.precision}; it must be 0 or more")
        check_at_least_one(self.members, "members", f"post {self.id!r}")

    def __str__(self) -> str:
        kind = f"{self.kind} post" if self.kind else "post of a kind not stated"
        return f"{self.name}: {kind}, " + (f"run by {self.operator}" if self.operator else "operator not stated")


@dataclass(frozen=True, kw_only=True, slots=True)
class Team(Said):
    """Some people of one actor who patrol or watch together.

    Parameters
    ----------
    id : str
        Unique among the teams.
    name : str
        What a reader is shown.
    actor : str
        The actor they belong to.
    members : int, optional
        How many they are.
    vehicles : int or None, optional
        How many vehicles they have; None where they are said to have none.
    base : str, optional
        The place of the scenario where they are based; or else
    base_post : str, optional
        the post where they are based.
    arms : str or None, optional
        What they carry, in the source's words, such as "sidearms"; None where they are said to be unarmed.
    hours_per_day : float, optional
        For how many hours a day they can be out, at most 24.
    shifts : tuple of Shift, optional
        The hours of the day in which they serve, such as ``"06:00-14:00"`` in a file.
    period : Period, optional
        When they serve.
    known_on : date, optional
        The day from which they are known, where that is not the day their claims were made.
    claims : tuple of str
        Claims that speak of them.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If a number is out of range, or it has two bases.
    """

    id: str
    name: str
    actor: ActorId
    members: Stated[int] = NOT_STATED
    vehicles: Stated[int | None] = NOT_STATED
    base: Stated[PlaceId] = NOT_STATED
    base_post: Stated[PostId] = NOT_STATED
    arms: Stated[str | None] = NOT_STATED
    hours_per_day: Stated[float] = NOT_STATED
    shifts: Stated[tuple[Shift, ...]] = NOT_STATED
    period: Stated[Period] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if self.base is not NOT_STATED and self.base_post is not NOT_STATED:
            raise InputError(f"team {self.id!r} has two bases; give a place (base) or a post (base_post)")
        check_at_least_one(self.members, "members", f"team {self.id!r}")
        check_at_least_one(self.vehicles, "vehicles", f"team {self.id!r}")
        hours = self.hours_per_day
        if isinstance(hours, int | float) and not 0 < hours <= 24:
            raise InputError(f"team {self.id!r} has {hours:g} hours a day; give more than 0 and at most 24")

    def __str__(self) -> str:
        hours = f"{self.hours_per_day:g} h a day" if self.hours_per_day else "hours not stated"
        return f"{self.name}: team of {self.actor}, {hours}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Route(Said):
    """A way that patrols take.

    Parameters
    ----------
    id : str
        Unique among the routes.
    name : str
        What a reader is shown.
    geometry : LineString, optional
        Its course in WGS 84 longitude and latitude; or else
    place : str, optional
        a place of the scenario that is a line. Neither: its course is not told.
    precision : Distance, optional
        How far the true course may lie from the line; by default that of the place.
    speed_km_h : float, optional
        How fast a patrol goes along it, in km/h.
    stop_hours : float, optional
        For how many hours it stops on the way, in all; 0 where it is said not to stop.
    known_on : date, optional
        The day from which it is known, where that is not the day its claims were made.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        What is left open.

    Raises
    ------
    InputError
        If it has both a place and a geometry, or a number is out of range.
    """

    id: str
    name: str
    geometry: Stated[LineString] = NOT_STATED
    place: Stated[PlaceId] = NOT_STATED
    precision: Stated[Distance] = NOT_STATED
    speed_km_h: Stated[float] = NOT_STATED
    stop_hours: Stated[float] = NOT_STATED
    known_on: Stated[dt.date] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if self.place is not NOT_STATED and self.geometry is not NOT_STATED:
            raise InputError(f"route {self.id!r} has two courses; give a place or a geometry")
        if isinstance(self.precision, Distance) and self.precision.m < 0:
            raise InputError(f"route {self.id!r} has the precision {self.precision}; it must be 0 or more")
        speed, stops = self.speed_km_h, self.stop_hours
        if isinstance(speed, int | float) and not 0 < speed < float("inf"):
            raise InputError(f"route {self.id!r} is gone at {speed:g} km/h; give more than 0")
        if isinstance(stops, int | float) and not 0 <= stops < float("inf"):
            raise InputError(f"route {self.id!r} has stops of {stops:g} hours; give 0 or more")

    def __str__(self) -> str:
        return f"{self.name}: " + (f"at {self.speed_km_h:g} km/h" if self.speed_km_h else "speed not stated")


def check_at_least_one(count: object, what: str, of: str) -> None:
    """Refuse a number of things less than 1: "none" has a word of its own, and so has "not stated".

    Raises
    ------
    InputError
        With the number.
    """
    if isinstance(count, int) and count < 1:
        raise InputError(f"{of} has {count} {what}; give 1 or more, or leave it out where no number is told")
