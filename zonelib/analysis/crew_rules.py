"""What a plan of teams has to keep to: what each sector needs, and what is asked of those who serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from shapely.geometry.base import BaseGeometry

from zonelib.analysis.line_results import SectorsFound
from zonelib.analysis.things import Thing
from zonelib.errors import InputError
from zonelib.model import Actor, Objection, PatrolAssignment, Shift, Team
from zonelib.units import Distance, as_metres

CrewReading = Literal["strict", "permissive"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SectorNeed:
    """A sector, and who has to serve there.

    Parameters
    ----------
    id : str
        What it is called in the plan; no two alike.
    zone : str
        The zone along which it lies: what is said of this zone holds for it.
    length : Distance
        What serving it weighs in caps and shares.
    geometry : shapely geometry, optional
        Where it lies; needed for distances.
    teams : int, default 1
        How many teams; 2 for a joint patrol.
    parties : int, default 1
        Of how many different parties these are at least.
    one_of : tuple of str
        Actors of whom at least one has to be among them.
    shift : Shift, optional
        The hours of the day; without them a team can serve it beside other sectors.

    Raises
    ------
    InputError
        If fewer than 1 team is asked for, or more parties than teams.
    """

    id: str
    zone: str
    length: Distance
    geometry: BaseGeometry | None = field(default=None, repr=False)
    teams: int = 1
    parties: int = 1
    one_of: tuple[str, ...] = ()
    shift: Shift | None = None

    def __post_init__(self) -> None:
        as_metres(self.length, "length", positive=True)
        if not 1 <= self.parties <= self.teams:
            raise InputError(
                f"sector {self.id!r} asks for {self.teams} teams of {self.parties} parties; give at least 1 of each, "
                "and no more parties than teams"
            )

    def __str__(self) -> str:
        what = "1 team" if self.teams == 1 else f"{self.teams} teams"
        return f"{self.id} needs {what}" + (f" of {self.parties} parties" if self.parties > 1 else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class CrewCap:
    """The most that a team, or all teams of an actor, can serve.

    Parameters
    ----------
    of : str
        Id of the team or of the actor.
    sectors : int, optional
        How many sectors; or else
    length : Distance, optional
        how long they are in all.

    Raises
    ------
    InputError
        If not exactly one of the two is given, or it is less than 0.
    """

    of: str
    sectors: int | None = None
    length: Distance | None = None

    def __post_init__(self) -> None:
        if (self.sectors is None) == (self.length is None):
            raise InputError(f"a cap of {self.of!r} has either sectors=... or length=..., not both and not neither")
        if self.sectors is not None and self.sectors < 0:
            raise InputError(f"a cap of {self.of!r} is {self.sectors} sectors; give 0 or more")
        if self.length is not None:
            as_metres(self.length, "length")

    def __str__(self) -> str:
        return f"{self.of} serves at most {self.amount:g} {self.unit}"

    @property
    def amount(self) -> float:
        """The most, in sectors or in kilometres."""
        return self.length.km if self.length is not None else float(self.sectors or 0)

    @property
    def unit(self) -> str:
        """What the amount counts."""
        return "km" if self.length is not None else "sector" if self.sectors == 1 else "sectors"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepAway:
    """A line to which somebody may not come near.

    Parameters
    ----------
    line : Place, Zone, Boundary or shapely geometry
        The line.
    called : str
        What it is called in the plan.
    distance : Distance
        A sector that comes nearer, or too near to tell, is closed to them.
    of : str, optional
        Id of the team or of the actor; without it everybody is meant.
    """

    line: Thing
    called: str
    distance: Distance
    of: str | None = None

    def __post_init__(self) -> None:
        as_metres(self.distance, "distance", positive=True)

    def __str__(self) -> str:
        return f"{self.of or 'everybody'} keeps {self.distance} away from {self.called}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CrewRules:
    """What is asked of those who serve.

    Parameters
    ----------
    objections : sequence of Objection
        Who refuses whom; among the zones of an objection the id of a sector may stand too. They are taken to hold: give
        those of the day that the plan is for.
    assignments : sequence of PatrolAssignment, optional
        Who may serve in which zone: who serves, or serves along, in an assignment; who is said to serve only along
        with others is planned only beside them. Without any, everybody may.
    actors : sequence of Actor
        Whose parents tell who belongs to whom: what is said of an actor holds for those below it, and two teams are of
        different parties where the actors at the top are different.
    role : str, optional
        What the teams would do; objections and assignments to another role are left aside. Without it, every role.
    caps : sequence of CrewCap
        The most that each can serve.
    keep_away : sequence of KeepAway
        Lines to which somebody may not come near.
    share_within : float, optional
        Each party serves an equal share of the kilometres, within this: 0.1 for ten hundredths of all.
    bases : mapping of str to Place, Point or other thing, optional
        Where each team is based, by its id.

    Raises
    ------
    InputError
        If `share_within` lies outside 0 to 1.
    """

    objections: Sequence[Objection] = ()
    assignments: Sequence[PatrolAssignment] | None = None
    actors: Sequence[Actor] = ()
    role: str | None = None
    caps: Sequence[CrewCap] = ()
    keep_away: Sequence[KeepAway] = ()
    share_within: float | None = None
    bases: Mapping[str, Thing] | None = None

    def __post_init__(self) -> None:
        if self.share_within is not None and not 0 <= self.share_within <= 1:
            raise InputError(f"share_within is {self.share_within:g}; give a share of all, from 0 to 1")

    def lineage(self, actor: str) -> tuple[str, ...]:
        """Give an actor and all above it, from below."""
        parents = {one.id: one.parent for one in self.actors}
        line = [actor]
        while (parent := parents.get(line[-1])) and isinstance(parent, str) and parent not in line:
            line.append(parent)
        return tuple(line)

    def __str__(self) -> str:
        counts = (len(self.objections), len(self.caps), len(self.keep_away))
        return "{} objections, {} caps, {} lines to keep away from".format(*counts)


def sector_needs(
    cut: SectorsFound, *, zone: str, teams: int = 1, parties: int = 1, one_of: tuple[str, ...] = ()
) -> tuple[SectorNeed, ...]:
    """Give the needs of the sectors of a line that was cut, the same for each.

    Parameters
    ----------
    cut : SectorsFound
        From `sectors`.
    zone : str
        Id of the zone along which the line runs; the sectors are called after it, "homs 1" and so on.
    teams, parties, one_of
        As in `SectorNeed`.

    Returns
    -------
    tuple of SectorNeed
        In the order of the line.

    Examples
    --------
    >>> from shapely import LineString
    >>> import zonelib as zl
    >>> for need in zl.sector_needs(zl.sectors(LineString([(36, 35), (37, 35)]), parts=2), zone="homs", teams=2):
    ...     print(need)
    homs 1 needs 2 teams
    homs 2 needs 2 teams
    """
    return tuple(
        SectorNeed(
            id=f"{zone} {number}", zone=zone, length=Distance(part.length_m), geometry=part.geometry, teams=teams,
            parties=parties, one_of=one_of,
        )
        for number, part in enumerate(cut.sectors, start=1)
    )  # fmt: skip


def check_shifts(team: Team) -> None:
    """Refuse a team whose own shifts overlap.

    Raises
    ------
    InputError
        With both shifts.
    """
    for one, other in combinations(team.shifts or (), 2):
        if overlap(one, other):
            raise InputError(f"team {team.id!r} has the shifts {one} and {other}, which overlap; make them one")


def overlap(one: Shift, other: Shift) -> bool:
    """Say whether two shifts have a time in common."""
    return one.begins < other.ends and other.begins < one.ends
