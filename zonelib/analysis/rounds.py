"""How often to take each round so that every stretch is seen again in time: the fewest hours, or the most visits.

Covering with routes: with fᵣ rounds a week, a stretch is visited as often as the rounds that pass it, and a team is out
for the sum of fᵣ · τᵣ hours, where τᵣ = 2 · length / speed + stops for a round out and back. Hours of a round are taken
to the minute, so that a plan in whole rounds is exact. Visits are thought of as spread evenly over the week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zonelib import geodesy
from zonelib.analysis.conflicts import WhyNot, why_not
from zonelib.analysis.programs import Outcome, Program, Progress, Requirement
from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import InputError, NotFoundError, ZonelibError, nearest
from zonelib.geodesy.earth import FloatArray
from zonelib.model import Route
from zonelib.units import Distance, as_metres

RoundsAim = Literal["hours", "visits"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolRound:
    """A round out and back that a team can take.

    Parameters
    ----------
    id : str
        What it is called in the plan; no two alike.
    team : str
        Who takes it.
    passes : tuple of str
        The stretches that it passes.
    length : Distance
        One way.
    speed_km_h : float
        How fast, in km/h.
    stop_hours : float, default 0
        For how many hours it stops in all.

    Raises
    ------
    InputError
        If the length or the speed is not more than 0, or the stops are less than 0.
    """

    id: str
    team: str
    passes: tuple[str, ...]
    length: Distance
    speed_km_h: float
    stop_hours: float = 0.0

    def __post_init__(self) -> None:
        as_metres(self.length, "length", positive=True)
        if not 0 < self.speed_km_h < float("inf") or not 0 <= self.stop_hours < float("inf"):
            raise InputError(
                f"round {self.id!r} goes {self.speed_km_h:g} km/h and stops for {self.stop_hours:g} h; give a speed of "
                "more than 0, and stops of 0 or more"
            )

    @property
    def minutes(self) -> int:
        """How long it takes out and back, in whole minutes."""
        return max(round(60 * (2 * self.length.km / self.speed_km_h + self.stop_hours)), 1)

    def __str__(self) -> str:
        return f"{self.id}: {2 * self.length.km:,.1f} km and {self.minutes / 60:.1f} h by {self.team}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundsPlan:
    """How often to take each round, found.

    Parameters
    ----------
    outcome : {"optimal", "feasible", "impossible", "unknown"}
        "optimal" only where it is proven that no plan does better.
    aim : {"hours", "visits"}
        Whether the hours were to be few, or the visits to the least visited stretch many.
    per_week : tuple of (str, float)
        How often each round is taken in a week.
    visits : tuple of (str, float)
        How often each stretch is visited in a week.
    hours : tuple of (str, float)
        For how many hours a week each team is out.
    distance : Distance
        How far all go in a week.
    bound : float or None
        No plan takes fewer hours, or none visits more often.
    why_not : WhyNot or None
        Where it is impossible, why.
    """

    outcome: Outcome
    aim: RoundsAim
    per_week: tuple[tuple[str, float], ...] = ()
    visits: tuple[tuple[str, float], ...] = ()
    hours: tuple[tuple[str, float], ...] = ()
    distance: Distance | None = None
    bound: float | None = None
    why_not: WhyNot | None = None

    @property
    def revisit_days(self) -> tuple[tuple[str, float], ...]:
        """After how many days each stretch is seen again; infinite where it never is."""
        return tuple((id, 7 / visits if visits else float("inf")) for id, visits in self.visits)

    def __str__(self) -> str:
        if self.why_not is not None:
            return f"no plan: {self.why_not}"
        if self.distance is None:
            return "no plan found in the time given; there may be one"
        worst, days = max(self.revisit_days, key=lambda one: one[1])
        count, hours = sum(times for _, times in self.per_week), sum(spent for _, spent in self.hours)
        again = (
            f"every stretch seen again within {days:.2g} days ({worst})" if days < float("inf") else f"{worst} never"
        )
        proven = "no plan does better" if self.outcome == "optimal" else "not proven best"
        return f"{count:,.3g} rounds, {hours:,.1f} h and {self.distance.km:,.0f} km a week; {again}; {proven}"


def patrol_round(route: Route, *, team: str, passes: Sequence[str], course: Thing | None = None) -> PatrolRound:
    """Give the round out and back along a route as it is said to be.

    Parameters
    ----------
    route : Route
        With its speed; stops that are not stated count as none.
    team : str
        Who takes it.
    passes : sequence of str
        The stretches that it passes.
    course : Place or LineString, optional
        Its course, where the route names a place.

    Raises
    ------
    InputError
        If its speed or its course is not stated.
    """
    line = course if course is not None else route.geometry
    if not route.speed_km_h or not line:
        lacking = "speed" if not route.speed_km_h else "course"
        raise InputError(f"route {route.id!r} has no {lacking}; give it one to plan rounds along it")
    length = Distance(geodesy.length(stand_for(line).geometry).value)
    return PatrolRound(
        id=route.id, team=team, passes=tuple(passes), length=length, speed_km_h=route.speed_km_h,
        stop_hours=route.stop_hours or 0.0,
    )  # fmt: skip


def plan_rounds(
    rounds: Sequence[PatrolRound],
    hours: Mapping[str, float],
    *,
    revisit_days: Mapping[str, float],
    aim: RoundsAim = "hours",
    whole: bool = True,
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> RoundsPlan:
    """Find how often to take each round.

    Parameters
    ----------
    rounds : sequence of PatrolRound
        What can be gone.
    hours : mapping of str to float
        For how many hours a week each team can be out.
    revisit_days : mapping of str to float
        For each stretch, after how many days it is to be seen again.
    aim : {"hours", "visits"}, default "hours"
        The fewest hours that meet every target; or, whatever the targets, the most visits to the least visited stretch.
    whole : bool, default True
        Whether a round is taken a whole number of times a week. Otherwise ties are as the solver leaves them.
    time_limit_s : float, optional
        For how many seconds to look.
    progress : callable, optional
        Told in words how far it has got.

    Raises
    ------
    InputError
        If there is no round or no stretch, two rounds have the same id, or a figure cannot be.
    NotFoundError
        If a round names a team without hours, or a stretch without a target.

    Examples
    --------
    >>> import zonelib as zl
    >>> east = zl.PatrolRound(id="east", team="t1", passes=("bridge",), length=zl.km(20), speed_km_h=20)
    >>> print(zl.plan_rounds([east], {"t1": 40}, revisit_days={"bridge": 1}))
    7 rounds, 14.0 h and 280 km a week; every stretch seen again within 1 days (bridge); no plan does better
    >>> print(zl.plan_rounds([east], {"t1": 10}, revisit_days={"bridge": 1}))
    no plan: bridge is not seen again within 1 days: t1 is out for at most 10 h a week
    enough would be: bridge goes without a target or t1 is out for 14 h a week
    """
    _check(rounds, hours, revisit_days)
    program = _program(rounds, hours, revisit_days, aim, whole)
    answer = program.solve(time_limit_s=time_limit_s, progress=progress)
    if answer.outcome == "impossible":
        return RoundsPlan(outcome="impossible", aim=aim, why_not=why_not(program, time_limit_s=time_limit_s))
    if not answer.found:
        return RoundsPlan(outcome=answer.outcome, aim=aim)
    times = answer.values[: len(rounds)]
    passing = _passing(rounds, revisit_days)
    visits = passing @ times
    spent = {team: float(sum(n * one.minutes for n, one in zip(times, rounds, strict=True) if one.team == team)) / 60
             for team in hours}  # fmt: skip
    _check_again(visits, spent, hours, revisit_days, aim)
    bound = answer.bound / 60 if aim == "hours" else float(program.upper[-1]) - answer.bound
    return RoundsPlan(
        outcome=answer.outcome,
        aim=aim,
        per_week=tuple((one.id, float(n)) for one, n in zip(rounds, times, strict=True)),
        visits=tuple(zip(revisit_days, visits.tolist(), strict=True)),
        hours=tuple(spent.items()),
        distance=Distance(float(sum(2 * one.length.m * n for one, n in zip(rounds, times, strict=True)))),
        bound=None if np.isnan(bound) else float(bound),
    )


def _check(rounds: Sequence[PatrolRound], hours: Mapping[str, float], revisit_days: Mapping[str, float]) -> None:
    if not rounds or not revisit_days:
        raise InputError(f"there is no {'round' if not rounds else 'stretch'} to plan with; give at least one")
    ids = [one.id for one in rounds]
    if len(set(ids)) < len(ids):
        raise InputError("two rounds have the same id; name them apart")
    for team, figure in hours.items():
        if not 0 <= figure <= 168:
            raise InputError(f"team {team!r} is out for {figure:g} h a week; give 0 to 168")
    for stretch, days in revisit_days.items():
        if not 0 < days < float("inf"):
            raise InputError(f"stretch {stretch!r} is to be seen again after {days:g} days; give more than 0")
    for one in rounds:
        if one.team not in hours:
            raise NotFoundError(f"round {one.id!r} is taken by {one.team!r}, without hours; {nearest(one.team, hours)}")
        for stretch in one.passes:
            if stretch not in revisit_days:
                raise NotFoundError(
                    f"round {one.id!r} passes {stretch!r}, without a target; {nearest(stretch, revisit_days)}"
                )


def _passing(rounds: Sequence[PatrolRound], stretches: Mapping[str, float]) -> FloatArray:
    """Give which stretch (row) is passed by which round (column): 1 or 0."""
    return np.array([[float(stretch in one.passes) for one in rounds] for stretch in stretches])


def _program(
    rounds: Sequence[PatrolRound], hours: Mapping[str, float], revisit_days: Mapping[str, float], aim: RoundsAim,
    whole: bool,
) -> Program:  # fmt: skip
    """Write the plan as a program: how often each round; for visits also how many are lacking of all there can be."""
    minutes = np.array([one.minutes for one in rounds], dtype=float)
    passing = _passing(rounds, revisit_days)
    if aim == "hours":
        most = np.full(len(rounds), np.ceil(7 / min(revisit_days.values())))
        program = Program(minutes, upper=most, whole=whole)
    else:
        most = np.array([60 * hours[one.team] // one.minutes + 1 for one in rounds])
        program = Program(np.r_[np.zeros(len(rounds)), 1.0], upper=np.r_[most, most.sum()], whole=whole)
    for row, (stretch, days) in zip(passing, revisit_days.items(), strict=True):
        columns = np.flatnonzero(row).tolist()
        if aim == "visits":
            program.row(-1, [*columns, len(rounds)], low=float(most.sum()))
            continue
        requirement = Requirement(
            says=f"{stretch} is seen again within {days:g} days",
            fails=f"{stretch} is not seen again within {days:g} days", way_out=f"{stretch} goes without a target",
        )  # fmt: skip
        program.row(program.require(requirement), columns, low=7 / days)
    for team, figure in hours.items():
        columns = [r for r, one in enumerate(rounds) if one.team == team]
        requirement = Requirement(
            says=f"{team} is out for at most {figure:g} h a week", way_out=f"{team} is out for {{:g}} h a week",
            limit=figure,
        )  # fmt: skip
        program.row(program.require(requirement), columns, (minutes[columns] / 60).tolist(), high=figure)
    return program


def _check_again(
    visits: FloatArray, spent: Mapping[str, float], hours: Mapping[str, float], revisit_days: Mapping[str, float],
    aim: RoundsAim,
) -> None:  # fmt: skip
    """Go through a plan without the program's rows; a plan that breaks a rule is a defect, and is not handed back."""
    broken = [team for team, figure in hours.items() if spent[team] > figure + 1e-6]
    if aim == "hours":
        pairs = zip(revisit_days.items(), visits, strict=True)
        broken += [stretch for (stretch, days), times in pairs if times * days < 7 - 1e-5]
    if broken:
        raise ZonelibError(f"the plan that was found breaks what is asked of {', '.join(broken)}; please report this")
