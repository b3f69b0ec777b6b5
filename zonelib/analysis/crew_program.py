"""An assignment of teams to sectors written as a program: yes or no for each, and each rule a named requirement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np

from zonelib.analysis.crew_closed import Closed, Together, at_once, concerns
from zonelib.analysis.crew_results import CrewAim
from zonelib.analysis.crew_rules import CrewRules, SectorNeed
from zonelib.analysis.programs import Program, Requirement
from zonelib.geodesy.earth import FloatArray
from zonelib.model import Team


def crew_program(
    sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, shut: Iterable[Closed],
    paired: Iterable[Together], cost: FloatArray, aim: CrewAim,
) -> Program:  # fmt: skip
    """Write the plan as a program: variables sector by sector and in each team by team, then parties, then the load."""
    count = len(teams)
    loads = np.rint([one.length.m for one in sectors])
    parties = list(dict.fromkeys(rules.lineage(team.actor)[-1] for team in teams))
    joint = [s for s, one in enumerate(sectors) if one.parties > 1]
    width, heaviest = count * len(sectors), [float(loads.sum())] * (aim == "fair")
    program = Program(
        np.r_[cost.T.ravel(), np.zeros(len(joint) * len(parties)), np.ones(len(heaviest))],
        upper=np.r_[np.ones(width + len(joint) * len(parties)), heaviest],
    )
    for s, sector in enumerate(sectors):
        served = range(s * count, (s + 1) * count)
        need = "1 team" if sector.teams == 1 else f"{sector.teams} teams"
        number = program.require(
            Requirement(says=f"{sector.id} needs {need}", fails=f"{sector.id} has {_lacking(sector.teams)}")
        )
        program.row(number, served, low=sector.teams)
        program.row(-1, served, high=sector.teams)
        if sector.one_of:
            listed = " or ".join(sector.one_of)
            number = program.require(
                Requirement(
                    says=f"{sector.id} needs {listed}", fails=f"{sector.id} has none of {listed}",
                    way_out=f"{sector.id} does without {listed}",
                )
            )  # fmt: skip
            wanted = [t for t, team in enumerate(teams) if any(concerns(id, team, rules) for id in sector.one_of)]
            program.row(number, [s * count + t for t in wanted], low=1)
    own = {s: range(width + k * len(parties), width + (k + 1) * len(parties)) for k, s in enumerate(joint)}
    for s, sector in enumerate(sectors):
        program.block(sector.id, [*range(s * count, (s + 1) * count), *own.get(s, ())])
    for k, s in enumerate(joint):
        _require_parties(program, sectors[s], s, width + k * len(parties), teams, rules, parties)
    for one in shut:
        number = program.require(one.requirement)
        program.row(number, [s * count + t for t, s in one.pairs], high=0)
    for pair in paired:
        number = program.require(pair.requirement)
        for s, t in product(pair.sectors, pair.teams):
            columns = [s * count + t, *(s * count + beside for beside in pair.partners)]
            program.row(number, columns, [-1.0] + [1.0] * len(pair.partners), low=0)
    _require_caps(program, sectors, teams, rules)
    _require_shares(program, sectors, teams, rules, parties)
    _require_one_place(program, sectors, teams)
    for t in range(count if aim == "fair" else 0):
        program.row(-1, [*range(t, width, count), len(program.cost) - 1], [*loads, -1.0], high=0)
    return program


def _lacking(teams: int) -> str:
    return "no team" if teams == 1 else f"fewer than {teams} teams"


def _require_parties(
    program: Program, sector: SectorNeed, s: int, first: int, teams: Sequence[Team], rules: CrewRules,
    parties: Sequence[str],
) -> None:  # fmt: skip
    says = f"{sector.id} needs teams of {sector.parties} parties"
    number = program.require(
        Requirement(
            says=says, fails=f"{sector.id} has teams of fewer than {sector.parties} parties",
            way_out=f"{sector.id} does with teams of fewer parties",
        )
    )  # fmt: skip
    program.row(number, range(first, first + len(parties)), low=sector.parties)
    for p, party in enumerate(parties):
        members = [t for t, team in enumerate(teams) if rules.lineage(team.actor)[-1] == party]
        columns = [first + p, *(s * len(teams) + t for t in members)]
        program.row(-1, columns, [1.0] + [-1.0] * len(members), high=0)


def _require_caps(program: Program, sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules) -> None:
    for cap in rules.caps:
        unit = "km" if cap.unit == "km" else "sector(s)"
        way_out = f"the cap of {cap.of} is {{:g}} {unit}"
        number = program.require(Requirement(says=str(cap), way_out=way_out, limit=cap.amount))
        members = [t for t, team in enumerate(teams) if concerns(cap.of, team, rules)]
        columns = [s * len(teams) + t for s in range(len(sectors)) for t in members]
        weigh = [1.0 if cap.length is None else one.length.km for one in sectors for _ in members]
        program.row(number, columns, weigh, high=cap.amount)


def _require_shares(
    program: Program, sectors: Sequence[SectorNeed], teams: Sequence[Team], rules: CrewRules, parties: Sequence[str]
) -> None:
    if rules.share_within is None:
        return
    total = sum(one.length.km * one.teams for one in sectors)
    for party in parties:
        low, high = 1 / len(parties) - rules.share_within, 1 / len(parties) + rules.share_within
        says = f"{party} serves {100 * max(low, 0):.0f} to {100 * min(high, 1):.0f} % of the kilometres"
        number = program.require(Requirement(says=says, way_out=f"{party} serves another share"))
        members = [t for t, team in enumerate(teams) if rules.lineage(team.actor)[-1] == party]
        columns = [s * len(teams) + t for s in range(len(sectors)) for t in members]
        lengths = [one.length.km for one in sectors for _ in members]
        program.row(number, columns, lengths, low=low * total, high=high * total)


def _require_one_place(program: Program, sectors: Sequence[SectorNeed], teams: Sequence[Team]) -> None:
    pairs = at_once(sectors)
    for t, team in enumerate(teams if pairs else ()):
        number = program.require(Requirement(says=f"{team.id} cannot be in two sectors at the same time of day"))
        for a, b in pairs:
            program.row(number, [a * len(teams) + t, b * len(teams) + t], high=1)
