"""Who serves which sector: a plan, what it rests on, and how two readings of the rules differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zonelib.analysis.conflicts import WhyNot
from zonelib.analysis.crew_rules import CrewReading
from zonelib.analysis.programs import Outcome
from zonelib.units import Distance

CrewAim = Literal["near", "fair", "any"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CrewDuty:
    """A sector and the teams that serve it in a plan.

    Parameters
    ----------
    sector, zone : str
        Ids.
    teams, actors : tuple of str
        Ids of the teams, and of the actor of each.
    length : Distance
        How long the sector is.
    """

    sector: str
    zone: str
    teams: tuple[str, ...]
    actors: tuple[str, ...]
    length: Distance

    def __str__(self) -> str:
        return f"{self.sector}: {' and '.join(self.teams)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CrewPlan:
    """Who serves which sector, found.

    Parameters
    ----------
    outcome : {"optimal", "feasible", "impossible", "unknown"}
        "optimal" only where it is proven that no plan costs less; "unknown" where time ran out before any was found.
    reading : {"strict", "permissive"}
        How the rules were read.
    aim : {"near", "fair", "any"}
        What was to be least.
    duties : tuple of CrewDuty
        In the order of the sectors; empty without a plan.
    loads : tuple of (str, Distance)
        For each team how many kilometres of sectors it serves.
    cost : Distance or None
        For "near" the sum of the distances from base to sector, for "fair" the longest load of a team, to the metre.
    bound : Distance or None
        No plan costs less.
    against : tuple of str
        Objections that the plan goes against; only in the permissive reading.
    assumptions : tuple of str
        How ties were settled and what was counted, in words.
    why_not : WhyNot or None
        Where it is impossible, why.
    """

    outcome: Outcome
    reading: CrewReading
    aim: CrewAim
    duties: tuple[CrewDuty, ...] = ()
    loads: tuple[tuple[str, Distance], ...] = ()
    cost: Distance | None = None
    bound: Distance | None = None
    against: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    why_not: WhyNot | None = None

    @property
    def gap(self) -> float | None:
        """By how much of its cost a better plan could be cheaper at most: 0 where it is proven best."""
        if self.cost is None or self.bound is None:
            return None
        return 0.0 if self.cost.m == 0 else max(self.cost.m - self.bound.m, 0.0) / self.cost.m

    def __str__(self) -> str:
        if self.why_not is not None:
            return f"no plan in the {self.reading} reading: {self.why_not}"
        if not self.duties:
            return f"no plan found in the time given ({self.reading} reading); there may be one"
        count = f"{len(self.duties)} sector{'s' * (len(self.duties) != 1)} served"
        lines = [f"{count} in the {self.reading} reading{self._worth()}"]
        lines += [str(duty) for duty in self.duties]
        return "\n".join([*lines, *(f"against: {one}" for one in self.against)])

    def _worth(self) -> str:
        if self.cost is None or self.aim == "any":
            return ""
        what = "from base to sector in all" if self.aim == "near" else "for the team with most to serve"
        if self.outcome == "optimal":
            return f", {self.cost.km:,.1f} km {what}: no plan does better"
        gap = "by an unknown share" if self.gap is None else f"by at most {100 * self.gap:.1f} %"
        return f", {self.cost.km:,.1f} km {what}; another may be better {gap}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CrewReadings:
    """One plan in two readings, found.

    Parameters
    ----------
    strict : CrewPlan
        Every objection binds, and only those serve who are agreed on beyond doubt.
    permissive : CrewPlan
        Objections are noted only, and those serve too who are proposed or likely.
    """

    strict: CrewPlan
    permissive: CrewPlan

    @property
    def differences(self) -> tuple[str, ...]:
        """Where the two differ, in words; empty where they agree."""
        if not self.strict.duties and not self.permissive.duties:
            return ()
        strict = {duty.sector: " and ".join(duty.teams) for duty in self.strict.duties}
        found = [
            f"{sector}: {strict.get(sector, 'nobody')} in the strict reading, {teams} in the permissive one"
            for duty in self.permissive.duties
            for sector, teams in [(duty.sector, " and ".join(duty.teams))]
            if strict.get(sector) != teams
        ]
        return (*found, *(f"the permissive plan goes against this: {one}" for one in self.permissive.against))

    def __str__(self) -> str:
        alike = "the two readings agree"
        return "\n".join([str(self.strict), str(self.permissive), "\n".join(self.differences) or alike])
