"""Who serves which sector: the nearest plan beside pulp with CBC, and the reasons where there is no plan."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import shapely

import zonelib as zl
from benchmarks.race import race, say, table
from zonelib import km


def nearest_teams(*, sectors: int, teams: int, rounds: int) -> None:
    """Give sectors to teams under objections and caps, bases near; the same costs for both."""
    rng = np.random.default_rng(0)
    # Points, so that the plan is what takes time, not the distances.
    needs = [
        zl.SectorNeed(id=f"z {n}", zone="z", length=km(10), geometry=shapely.Point(x, 35))
        for n, x in enumerate(np.linspace(36, 40, sectors))
    ]
    crews = [zl.Team(id=f"t{n}", name=f"t{n}", actor=f"a{n}") for n in range(teams)]
    bases = {f"t{n}": shapely.Point(x, y) for n, (x, y) in enumerate(rng.uniform((36, 34), (40, 36), (teams, 2)))}
    shut = rng.random((teams, sectors)) < 0.3
    objections = [
        zl.Objection(id=f"o{t}", by=("x",), to=f"a{t}", where=zl.Selection(any_of=tuple(needs[s].id for s in places)))
        for t, row in enumerate(shut) if len(places := np.flatnonzero(row))
    ]  # fmt: skip
    most = -(-sectors // teams) + 1
    rules = zl.CrewRules(
        objections=objections, bases=bases, caps=[zl.CrewCap(of=one.id, sectors=most) for one in crews]
    )

    def ours() -> float:
        found = zl.assign_teams(needs, crews, rules=rules, aim="near")
        assert found.outcome == "optimal"
        assert found.cost is not None
        return found.cost.m

    contestants: dict[str, Any] = {"zonelib": ours}
    if find_spec("pulp"):
        contestants["pulp with CBC"] = lambda: _pulp(needs, list(bases.values()), shut, most)
    raced = race(contestants, rounds=rounds)
    say(f"{sectors} sectors, {teams} teams; ours settles ties, too")
    table(("", "s", "m from base to sector"), [(k, f"{s:.2f}", f"{v:,.0f}") for k, (s, v) in raced.items()])


def _pulp(needs: Any, bases: list[shapely.Point], shut: Any, most: int) -> float:
    pulp: Any = import_module("pulp")
    cost = np.rint([[zl.distance(base, one.geometry).distance.m for one in needs] for base in bases])
    model = pulp.LpProblem()
    x = pulp.LpVariable.dicts("x", [(t, s) for t, s in np.ndindex(shut.shape) if not shut[t, s]], cat="Binary")
    model += pulp.lpSum(cost[key] * one for key, one in x.items())
    for s in range(len(needs)):
        model += pulp.lpSum(one for (_, where), one in x.items() if where == s) == 1
    for t in range(len(bases)):
        model += pulp.lpSum(one for (who, _), one in x.items() if who == t) <= most
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(model.objective))


def no_plan(*, sectors: int, rounds: int) -> None:
    """Say why three teams that serve at most two sectors each cannot serve so many equal ones."""
    needs = [zl.SectorNeed(id=f"z {n}", zone="z", length=km(10)) for n in range(sectors)]
    crews = [zl.Team(id=id, name=id, actor=id) for id in "abc"]
    rules = zl.CrewRules(caps=[zl.CrewCap(of=id, sectors=2) for id in "abc"])
    seconds, found = race({"zonelib": lambda: zl.assign_teams(needs, crews, rules=rules)}, rounds=rounds)["zonelib"]
    assert found.why_not is not None
    told = found.why_not.conflicts
    count = sum(one.count for one in told)
    say(f"Why {sectors} equal sectors have no plan: {seconds:.2f} s, {len(told)} conflict told for {count:,} alike\n")
