"""Who serves which sector: an exact assignment of teams under objections, caps, shares and distances.

The plan is a generalised assignment [1]_: a yes or no for each team and sector. Lengths are taken in whole metres, so
that the least cost is exact; among plans of least cost the first sector gets the earliest team of the list, and so on.
Each plan is checked again without the solver's rows before it is handed back.

References
----------
.. [1] Ross, G. T., Soland, R. M. (1975). A branch and bound algorithm for the generalized assignment problem. Math.
   Prog. 8, 91-103.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from zonelib import geodesy
from zonelib.analysis.conflicts import why_not
from zonelib.analysis.crew_closed import Closed, closed, concerns, together
from zonelib.analysis.crew_program import crew_program
from zonelib.analysis.crew_results import CrewAim, CrewDuty, CrewPlan, CrewReadings
from zonelib.analysis.crew_rules import CrewReading, CrewRules, SectorNeed, check_shifts
from zonelib.analysis.programs import Answer, Progress
from zonelib.analysis.things import stand_for
from zonelib.errors import InputError, NotFoundError, ZonelibError, nearest
from zonelib.geodesy.earth import FloatArray
from zonelib.model import Team
from zonelib.units import Distance

BoolArray = np.ndarray[Any, np.dtype[np.bool_]]

# Kilometres and shares that the solver may be off by, a thousandth of a metre in a thousand kilometres.
_SLACK: Final = 1e-6


def assign_teams(
    sectors: Sequence[SectorNeed],
    teams: Sequence[Team],
    *,
    rules: CrewRules | None = None,
    reading: CrewReading = "strict",
    aim: CrewAim = "any",
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> CrewPlan:
    """Find who serves which sector, or why nobody can.

    Parameters
    ----------
    sectors : sequence of SectorNeed
        What is to be served.
    teams : sequence of Team
        Who can serve.
    rules : CrewRules, optional
        Objections, agreements, caps, shares, distances.
    reading : {"strict", "permissive"}, default "strict"
        Strictly, every objection binds and, where assignments are given, only those serve who are agreed on in a zone
        that is named. Permissively, objections are noted only, and whoever is proposed or likely can serve.
    aim : {"near", "fair", "any"}, default "any"
        What is to be least: the distances from base to sector, the longest load of a team, or nothing.
    time_limit_s : float, optional
        For how many seconds to look; then the best plan so far comes with a bound.
    progress : callable, optional
        Told in words how far it has got.

    Returns
    -------
    CrewPlan
        Where there can be none, with `why_not`.

    Raises
    ------
    InputError
        If there are no sectors or no teams, two have the same id, or something needed for the aim is missing.
    NotFoundError
        If a rule names a team or an actor that is not there.

    Examples
    --------
    >>> import zonelib as zl
    >>> needs = [zl.SectorNeed(id="east", zone="homs", length=zl.km(10))]
    >>> print(zl.assign_teams(needs, [zl.Team(id="t1", name="first", actor="turkey")]))
    1 sector served in the strict reading
    east: t1
    """
    rules = rules or CrewRules()
    _check(sectors, teams, rules)
    shut = closed(sectors, teams, rules, reading)
    cost = _costs(sectors, teams, rules, aim)
    paired = tuple(together(sectors, teams, rules, reading))
    binding = [one for one in shut if one.binds]
    program = crew_program(sectors, teams, rules, binding, paired, cost, aim)
    answer = program.solve(time_limit_s=time_limit_s, progress=progress)
    if answer.outcome == "impossible":
        # What a plan would cost is no reason; without it sectors of unlike length may still be alike.
        bare = crew_program(sectors, teams, rules, binding, paired, np.zeros_like(cost), "any")
        why = why_not(bare, time_limit_s=time_limit_s, progress=progress)
        return CrewPlan(outcome="impossible", reading=reading, aim=aim, why_not=why)
    if not answer.found:
        return CrewPlan(outcome=answer.outcome, reading=reading, aim=aim)
    serves = answer.values[: len(teams) * len(sectors)].reshape(len(sectors), len(teams)).T > 0.5
    _check_again(serves, sectors, teams, rules, shut)
    _check_partners(serves, sectors, teams, rules, reading)
    return _plan(serves, answer, sectors, teams, shut, reading, aim)


def assign_both_ways(
    sectors: Sequence[SectorNeed],
    teams: Sequence[Team],
    *,
    rules: CrewRules,
    aim: CrewAim = "any",
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> CrewReadings:
    """Find who serves which sector in the strict and in the permissive reading, side by side.

    Parameters
    ----------
    sectors, teams, rules, aim, time_limit_s, progress
        As in `assign_teams`; the time holds for each reading.

    Returns
    -------
    CrewReadings
        Both plans, and where they differ.
    """
    strict, permissive = (
        assign_teams(
            sectors, teams, rules=rules, reading=reading, aim=aim, time_limit_s=time_limit_s, progress=progress
        )
        for reading in ("strict", "permissive")
    )
    return CrewReadings(strict=strict, permissive=permissive)


def _check(sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules) -> None:
    for what, ids in (("sector", [one.id for one in sectors]), ("team", [one.id for one in teams])):
        if not ids:
            raise InputError(f"there is no {what} to plan with; give at least one")
        twice = [id for number, id in enumerate(ids) if id in ids[:number]]
        if twice:
            raise InputError(f"two {what}s have the id {twice[0]!r}; name them apart")
    for team in teams:
        check_shifts(team)
    actors = {actor for team in teams for actor in rules.lineage(team.actor)} | {one.id for one in rules.actors}
    named = [*((cap.of, "a cap") for cap in rules.caps), *((one.of, "a distance") for one in rules.keep_away if one.of)]
    named += [(actor, f"sector {sector.id!r}") for sector in sectors for actor in sector.one_of]
    known = actors | {team.id for team in teams}
    for id, by in named:
        if id not in known:
            raise NotFoundError(f"{by} names {id!r}, which is no team and no actor here; {nearest(id, sorted(known))}")


def _costs(sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, aim: CrewAim) -> FloatArray:
    """Give what each team in each sector costs, in whole metres, shape (teams, sectors)."""
    if aim != "near":
        return np.zeros((len(teams), len(sectors)))
    bases = rules.bases or {}
    missing = [team.id for team in teams if team.id not in bases]
    if missing:
        raise InputError(f"aim='near' needs to know where {missing[0]!r} is based; give bases={{{missing[0]!r}: ...}}")
    places = []
    for one in sectors:
        if one.geometry is None:
            raise InputError(f"sector {one.id!r} has no geometry; aim='near' measures the distance to it")
        places.append(one.geometry)
    stands = [stand_for(bases[team.id]).geometry for team in teams]
    return np.rint([[geodesy.distance(base, place).metres for place in places] for base in stands])


def _plan(
    serves: BoolArray, answer: Answer, sectors: Sequence[SectorNeed], teams: Sequence[Team],
    shut: Sequence[Closed], reading: CrewReading, aim: CrewAim,
) -> CrewPlan:  # fmt: skip
    duties = []
    for s, sector in enumerate(sectors):
        chosen = [team for team, at_work in zip(teams, serves[:, s], strict=True) if at_work]
        duties.append(
            CrewDuty(
                sector=sector.id, zone=sector.zone, teams=tuple(team.id for team in chosen),
                actors=tuple(team.actor for team in chosen), length=sector.length,
            )
        )  # fmt: skip
    loads = serves @ np.array([one.length.m for one in sectors])
    ties = "ties went to the first team of the list, sector by sector"
    return CrewPlan(
        outcome=answer.outcome,
        reading=reading,
        aim=aim,
        duties=tuple(duties),
        loads=tuple((team.id, Distance(float(load))) for team, load in zip(teams, loads, strict=True)),
        cost=None if aim == "any" else Distance(answer.cost),
        bound=None if aim == "any" or np.isnan(answer.bound) else Distance(answer.bound),
        against=tuple(
            one.requirement.says for one in shut if not one.binds and any(serves[t, s] for t, s in one.pairs)
        ),
        assumptions=(_MEASURED[aim], ties if answer.settled else "ties were not settled"),
    )


_MEASURED: Final[dict[CrewAim, str]] = {
    "near": "each team's shortest geodesic from base to sector, to the metre, once for each sector it serves",
    "fair": "lengths of sectors to the metre",
    "any": "no plan is preferred",
}


def _check_again(
    serves: BoolArray, sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, shut: Sequence[Closed]
) -> None:
    """Go through a plan without the program's rows; a plan that breaks a rule is a defect, and is not handed back."""
    broken = [one.requirement.says for one in shut if one.binds and any(serves[t, s] for t, s in one.pairs)]
    tops = np.array([rules.lineage(team.actor)[-1] for team in teams])
    for s, sector in enumerate(sectors):
        crew = [team for team, at_work in zip(teams, serves[:, s], strict=True) if at_work]
        if len(crew) != sector.teams or len(set(tops[serves[:, s]])) < sector.parties:
            broken.append(str(sector))
        if sector.one_of and not any(concerns(id, team, rules) for id in sector.one_of for team in crew):
            broken.append(f"{sector.id} needs {' or '.join(sector.one_of)}")
    km = np.array([one.length.km for one in sectors])
    for cap in rules.caps:
        mine = serves[[concerns(cap.of, team, rules) for team in teams]]
        if (mine.sum() if cap.length is None else (mine @ km).sum()) > cap.amount + _SLACK:
            broken.append(str(cap))
    if rules.share_within is not None:
        parties = list(dict.fromkeys(tops))
        for party in parties:
            share = (serves[tops == party] @ km).sum() / (serves @ km).sum()
            if abs(share - 1 / len(parties)) > rules.share_within + _SLACK:
                broken.append(f"the share of {party}")
    for team, row in zip(teams, serves, strict=True):
        hours = sorted(
            (one.shift.begins, one.shift.ends) for one, on in zip(sectors, row, strict=True) if on and one.shift
        )
        if any(later[0] < earlier[1] for earlier, later in pairwise(hours)):
            broken.append(f"{team.id} in two sectors at once")
    _report(broken)


def _check_partners(
    serves: BoolArray, sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, reading: CrewReading
) -> None:
    """Go through a plan, sector by sector: beside whoever serves only along with others there are such others."""
    broken = []
    for one in together(sectors, teams, rules, reading):
        alone = [
            sectors[s].id for s in one.sectors if serves[list(one.teams), s].any()
            and not any(serves[t, s] for t in one.partners)
        ]  # fmt: skip
        broken += [f"{one.requirement.says} in {id}" for id in alone]
    _report(broken)


def _report(broken: Sequence[str]) -> None:
    if broken:
        raise ZonelibError(f"the plan that was found breaks {'; '.join(broken)}; please report this with your input")
