"""Which sectors are closed to which teams, and by what that was said: refusals, roles not agreed, distances, hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zonelib import geodesy
from zonelib.analysis.crew_rules import CrewReading, CrewRules, SectorNeed, overlap
from zonelib.analysis.programs import Requirement
from zonelib.analysis.things import stand_for
from zonelib.errors import InputError
from zonelib.model import Objection, PatrolAssignment, Team

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """Sectors closed to teams for one reason.

    Parameters
    ----------
    requirement : Requirement
        The reason.
    pairs : tuple of (int, int)
        Numbers of the team and of the sector.
    binds : bool
        Whether it binds in the reading; one that does not is only noted.
    """

    requirement: Requirement
    pairs: tuple[Pair, ...]
    binds: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Together:
    """Teams that serve some sectors only beside others.

    Parameters
    ----------
    requirement : Requirement
        What is said.
    teams, sectors, partners : tuple of int
        Where one of the teams serves one of the sectors, one of the partners serves it, too.
    """

    requirement: Requirement
    teams: tuple[int, ...]
    sectors: tuple[int, ...]
    partners: tuple[int, ...]


def together(
    sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, reading: CrewReading
) -> Iterator[Together]:
    """Give who would serve where only along with others: nothing lets it serve there alone.

    Whoever serves would do so with each of those along with whom it is said to serve; they with any of those who serve.
    """
    for zone in dict.fromkeys(sector.zone for sector in sectors):
        here = tuple(s for s, sector in enumerate(sectors) if sector.zone == zone)
        for actor in dict.fromkeys(team.actor for team in teams):
            lets = [
                one for one in rules.assignments or ()
                if _speaks(one, actor, zone, rules) and _enough(one, rules, reading)
            ]  # fmt: skip
            if lets and all(one.joint_with for one in lets):
                mine = tuple(t for t, team in enumerate(teams) if team.actor == actor)
                for partners, one in _partners(actor, lets, rules):
                    names = " or ".join(partners)
                    requirement = Requirement(
                        says=f"{actor} serves in {zone} only together with {names} ({one})",
                        way_out=f"{actor} serves in {zone} without {names}",
                    )
                    beside = (t for t, team in enumerate(teams) if any(concerns(id, team, rules) for id in partners))
                    yield Together(requirement=requirement, teams=mine, sectors=here, partners=tuple(beside))


def _partners(actor: str, lets: Sequence[PatrolAssignment], rules: CrewRules) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give those of whom one has to be there, and by what that is said; several where each of some has to be."""
    leads = [bool({*one.by} & {*rules.lineage(actor)}) for one in lets]
    beside = [(one.joint_with or ()) if leading else one.by for one, leading in zip(lets, leads, strict=True)]
    if len(lets) == 1 and leads[0]:
        yield from (((partner,), lets[0].id) for partner in beside[0])
    else:
        yield tuple(dict.fromkeys(id for ids in beside for id in ids)), ", ".join(one.id for one in lets)


def closed(
    sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, reading: CrewReading
) -> tuple[Closed, ...]:
    """Give everything that closes a sector to a team, in the order of the rules."""
    found = [
        *_refused(sectors, teams, rules, reading),
        *_not_agreed(sectors, teams, rules, reading),
        *_too_near(sectors, teams, rules),
        *_off_duty(sectors, teams),
    ]
    return tuple(one for one in found if one.pairs)


def concerns(named: str, team: Team, rules: CrewRules) -> bool:
    """Say whether the id is that of a team, of its actor or of one above it."""
    return named == team.id or named in rules.lineage(team.actor)


def _refused(
    sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, reading: CrewReading
) -> Iterator[Closed]:
    for one in rules.objections:
        if rules.role is not None and one.role and one.role != rules.role:
            continue
        pairs = tuple(
            (t, s)
            for s, sector in enumerate(sectors) if _reaches(one, sector)
            for t, team in enumerate(teams) if concerns(one.to, team, rules)
        )  # fmt: skip
        by, where = " and ".join(one.by), _names(sectors, pairs)
        verb = "would be" if one.conditional else "is"
        requirement = Requirement(
            says=f"{one.to} {verb} refused in {where} by {by} ({one.id})",
            way_out=f"{by} accept{'s' * (len(one.by) == 1)} {one.to} in {where} ({one.id})",
        )
        yield Closed(requirement=requirement, pairs=pairs, binds=reading == "strict")


def _reaches(one: Objection, sector: SectorNeed) -> bool:
    return not one.where or sector.zone in one.where.any_of or sector.id in one.where.any_of


def _not_agreed(
    sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, reading: CrewReading
) -> Iterator[Closed]:
    if rules.assignments is None:
        return
    actors = tuple(dict.fromkeys(team.actor for team in teams))
    for zone in dict.fromkeys(sector.zone for sector in sectors):
        here = [s for s, sector in enumerate(sectors) if sector.zone == zone]
        spoken_of = {actor: [one for one in rules.assignments if _speaks(one, actor, zone, rules)] for actor in actors}
        for actor, speaking in spoken_of.items():
            if speaking and not any(_enough(one, rules, reading) for one in speaking):
                requirement = Requirement(
                    says=f"{actor} in {zone}: {_standing(speaking, rules)}", way_out=f"{actor} is agreed on in {zone}"
                )
                yield Closed(requirement=requirement, pairs=_pairs(here, teams, {actor}))
        others = [actor for actor, speaking in spoken_of.items() if not speaking]
        if others:
            says = f"nobody says that {' or '.join(others)} would serve in {zone}"
            yield Closed(requirement=Requirement(says=says), pairs=_pairs(here, teams, set(others)))


def _pairs(here: Sequence[int], teams: Sequence[Team], actors: set[str]) -> tuple[Pair, ...]:
    return tuple((t, s) for s in here for t, team in enumerate(teams) if team.actor in actors)


def _speaks(one: PatrolAssignment, actor: str, zone: str, rules: CrewRules) -> bool:
    if one.where and zone not in one.where.any_of:
        return False
    return bool({*one.by, *(one.joint_with or ())} & {*rules.lineage(actor)})


def _enough(one: PatrolAssignment, rules: CrewRules, reading: CrewReading) -> bool:
    """Say whether an assignment lets its actor serve: beyond doubt, or in the most that it may mean."""
    if rules.role is not None and one.role and one.role != rules.role:
        return False
    if reading == "permissive":
        return one.standing != "refused"
    certain = bool(one.where) and bool(one.where and one.where.known) and (rules.role is None or bool(one.role))
    return certain and one.standing in ("agreed", "in_place")


def _standing(speaking: Sequence[PatrolAssignment], rules: CrewRules) -> str:
    told = []
    for one in speaking:
        standing = f"{one.standing}".replace("_", " ") if one.standing else "standing not stated"
        where = "" if one.where and one.where.known else " for zones that are not known"
        role = f" as {one.role}" if one.role else " in a role not stated" if rules.role is not None else ""
        told.append(f"{standing}{role}{where} ({one.id})")
    return "only " + ", ".join(told)


def _too_near(sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules) -> Iterator[Closed]:
    for one in rules.keep_away:
        line = stand_for(one.line).geometry
        near = []
        for number, sector in enumerate(sectors):
            if sector.geometry is None:
                raise InputError(f"sector {sector.id!r} has no geometry; its distance from {one.called} is asked for")
            found = geodesy.distance(sector.geometry, line)
            if found.metres - found.error_m < one.distance.m:
                near.append(number)
        pairs = tuple(
            (t, s) for s in near for t, team in enumerate(teams) if one.of is None or concerns(one.of, team, rules)
        )
        says = (
            f"{_names(sectors, pairs)} comes within {one.distance} of {one.called}, closed to {one.of or 'everybody'}"
        )
        way_out = f"{one.of or 'everybody'} may come within {one.distance} of {one.called}"
        yield Closed(requirement=Requirement(says=says, way_out=way_out), pairs=pairs)


def _off_duty(sectors: Sequence[SectorNeed], teams: Sequence[Team]) -> Iterator[Closed]:
    for t, team in enumerate(teams):
        if not team.shifts:
            continue
        for s, sector in enumerate(sectors):
            if sector.shift is None:
                continue
            wanted = sector.shift
            if not any(shift.begins <= wanted.begins and wanted.ends <= shift.ends for shift in team.shifts):
                hours = ", ".join(map(str, team.shifts))
                says = f"{team.id} serves {hours} and {sector.id} is watched {sector.shift}"
                yield Closed(requirement=Requirement(says=says), pairs=((t, s),))


def at_once(sectors: Sequence[SectorNeed]) -> tuple[Pair, ...]:
    """Give the pairs of sectors that are watched at the same time of day."""
    return tuple(
        (a, b)
        for a, one in enumerate(sectors) for b, other in enumerate(sectors)
        if a < b and one.shift is not None and other.shift is not None and overlap(one.shift, other.shift)
    )  # fmt: skip


def _names(sectors: Sequence[SectorNeed], pairs: Sequence[Pair]) -> str:
    return ", ".join(sectors[s].id for s in dict.fromkeys(s for _, s in pairs))
