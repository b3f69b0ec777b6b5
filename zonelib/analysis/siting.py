"""Plan posts: the fewest that reach all, or the best that so many, or so much, can do; exact, and checked again.

Distances are geodesics; a reach may run along a network. The models are in `siting_models`; what comes from the solver
is checked here against its terms by plain sums, and a plan that broke one is never returned.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from zonelib.analysis.line_results import StationFound
from zonelib.analysis.networks import Reach, TravelNetwork
from zonelib.analysis.siting_models import best_cover, fewest, least_mean, least_worst
from zonelib.analysis.siting_programmes import BoolMatrix, Floats, NoPlanError, Solved, Terms
from zonelib.analysis.siting_results import Aim, SitingPlan
from zonelib.analysis.things import Thing, stand_for
from zonelib.analysis.travel import travel_costs
from zonelib.analysis.watchers import Standing, positions_of
from zonelib.errors import InputError, ZonelibError
from zonelib.geodesy import Edges
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.checks import checked_word
from zonelib.geodesy.earth import FloatArray, IntArray, inverse
from zonelib.model import Scenario
from zonelib.units import Distance, as_metres

_SAME: Final = 1e-6
"""Sums that differ by no more than this share are the same: what the solver leaves of a whole number."""

_STRAIGHT: Final = "distances are straight over the ground; what hides one place from another is not looked at"
_TRAVELLED: Final = "who reaches what is by the network, from the post; distances and who is nearest are straight"


def candidates_along(line: Thing, *, every: Distance, edges: Edges = "lonlat") -> tuple[StationFound, ...]:
    """Give candidate places along a line: at its start, at equal steps no longer than asked, and at its end.

    Parameters
    ----------
    line : Place, Boundary or shapely geometry
        A line.
    every : Distance
        The longest step.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.

    Returns
    -------
    tuple of StationFound
        In a plan their ids are their chainages: ``"km 12.500"``.
    """
    from_m = as_metres(every, "every", positive=True)
    stand = stand_for(line)
    chain = Chain.of(stand.geometry, edges=edges)
    marks = np.linspace(0, chain.length_m, max(1, math.ceil(chain.length_m / from_m - 1e-9)) + 1)
    # A closed line ends where it starts.
    marks = marks[:-1] if chain.closed else marks
    return tuple(
        StationFound(
            chainage=Distance(float(mark), "km"), lonlat=(float(place[0]), float(place[1])), azimuth=float(ahead),
            error=Distance(chain.station_error_m), of=stand.of, boundary=stand.boundary, rule=stand.rule, edges=edges,
        )
        for mark, place, ahead in zip(marks, *chain.at(marks), strict=True)
    )  # fmt: skip


def plan_posts(
    demands: Iterable[Standing],
    candidates: Iterable[Standing],
    *,
    aim: Aim,
    reach: Reach | None = None,
    network: TravelNetwork | None = None,
    count: int | None = None,
    weights: Sequence[float] | None = None,
    times: int = 1,
    backup: float = 0.0,
    keep: Sequence[str] = (),
    without: Sequence[str] = (),
    costs: Sequence[float] | None = None,
    budget: float | None = None,
    capacity: Sequence[float] | None = None,
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
    scenario: Scenario | None = None,
) -> SitingPlan:
    """Choose among candidate posts, exactly.

    Parameters
    ----------
    demands : iterable of Place, Post, Incident or Point, or GeoSeries
        What is to be watched: incidents, towns, or places along a line (`candidates_along`).
    candidates : iterable of the same
        Where posts could be; of plans that are as good, that with earlier ones is taken.
    aim : {"fewest", "best cover", "least mean distance", "least worst distance"}
        What to be best at.
    reach : Distance or timedelta, optional
        For the first two aims; more than 0. A time by a network of times.
    network : TravelNetwork, optional
        The ways along which the reach is measured (`travel_network`), for the first two aims.
    count : int, optional
        How many posts, with those kept; for all aims but the first, unless a budget says it.
    weights : sequence of float, optional
        Of the demands: people, incidents, kilometres; 1 each by default.
    times : int, default 1
        With "fewest": by how many posts each demand is to be reached.
    backup : float, default 0
        With "best cover": how much of the weight a second post within reach counts, 0 to 1.
    keep, without : sequence of str
        Candidates (ids, or numbers from 1 on) that must, or must not, be among the posts.
    costs, budget : optional
        Of the candidates, and what the posts may cost. With "fewest" and costs alone the cheapest plan is found.
    capacity : sequence of float, optional
        With "least mean distance": what weight each candidate can serve; a demand is served by one post.
    time_limit : float, optional
        Seconds. The best plan found by then comes with its bound and gap.
    progress : callable, optional
        Told a line at each step.
    scenario : Scenario, optional
        Whose places posts stand at.

    Raises
    ------
    InputError
        If options do not go together, a candidate is off the network, a demand is beyond reach of all candidates, or no
        plan keeps the terms.
    """
    checked_word(aim, Aim, "aim")
    where, places = positions_of(demands, "demands", scenario=scenario)
    names, sites = positions_of(candidates, "candidates", scenario=scenario)
    if len(set(names)) < len(names):
        raise InputError("two candidates have the same id; give each its own, or bare points")
    _check_options(
        aim, reach=reach, network=network, count=count, budget=budget, capacity=capacity, times=times, backup=backup
    )
    weight = _numbers(weights, len(where), "weights") if weights is not None else np.ones(len(where))
    price = None if costs is None else _numbers(costs, len(names), "costs")
    if budget is not None and price is None:
        raise InputError("budget goes with costs; give what each candidate costs")
    terms = Terms(
        keep=_which(keep, names, "keep"), without=_which(without, names, "without"), costs=price, budget=budget,
        time_limit_s=time_limit, progress=progress,
    )  # fmt: skip
    rooms = None if capacity is None else _numbers(capacity, len(names), "capacity")
    if count is not None and not max(1, len(terms.keep)) <= count <= len(names) - len(terms.without):
        raise InputError(
            f"count is {count}; with {len(names)} candidates, {len(terms.keep)} kept and {len(terms.without)} left "
            f"out it can be {max(1, len(terms.keep))} to {len(names) - len(terms.without)}"
        )
    distance = _distances(places, sites)
    cover = _cover(distance, reach, network, places, sites, names)
    if aim == "fewest":
        _check_reached(cover, terms, where, times)
    try:
        if aim == "fewest":
            found = fewest(cover, terms, times=times)
        elif aim == "best cover":
            found = best_cover(cover, weight, count, terms, backup=backup)
        elif aim == "least mean distance":
            found = least_mean(distance, weight, count, terms, capacity=rooms)
        else:
            found = least_worst(distance, count, terms)
    except NoPlanError as error:
        why = "no choice of candidates keeps the count, the budget and the capacities together; ease one of them"
        late = f"no plan was found in {time_limit:g} s; give more time" if time_limit is not None else why
        raise InputError(why if error.proven else late) from error
    ask = _Asked(
        aim=aim, names=names, distance=distance, cover=None if reach is None else cover, weight=weight, terms=terms,
        count=count, times=times, backup=backup, rooms=rooms, by_network=network is not None,
    )  # fmt: skip
    return _plan(ask, found)


def _check_options(
    aim: Aim,
    *,
    reach: object,
    network: object,
    count: object,
    budget: object,
    capacity: object,
    times: int,
    backup: float,
) -> None:
    wants_reach = aim in ("fewest", "best cover")
    if wants_reach != (reach is not None):
        raise InputError(f"{aim!r} {'wants reach=..., such as km(5)' if wants_reach else 'takes no reach'}")
    if network is not None and not wants_reach:
        raise InputError(f'{aim!r} takes no network; by one, ask for "fewest" or "best cover" within a reach')
    if aim == "fewest" and count is not None:
        raise InputError('"fewest" finds how many posts; leave count out, or ask for "best cover"')
    if aim != "fewest" and count is None and budget is None:
        raise InputError(f"{aim!r} wants count=..., or costs and a budget")
    if capacity is not None and aim != "least mean distance":
        raise InputError('capacity goes with "least mean distance", where each demand is given to one post')
    if times < 1 or (times > 1 and aim != "fewest"):
        raise InputError(f'times is {times}; it goes with "fewest", and is 1 or more')
    if not 0 <= backup <= 1 or (backup and aim != "best cover"):
        raise InputError(f'backup is {backup:g}; it goes with "best cover", and is 0 to 1')


def _numbers(values: Sequence[float], count: int, name: str) -> Floats:
    found = np.asarray(values, dtype=float)
    if found.shape != (count,):
        raise InputError(f"{name} has {found.size} numbers; {count} are wanted, one each")
    if not (np.isfinite(found) & (found >= 0)).all():
        raise InputError(f"{name} has {found[~(np.isfinite(found) & (found >= 0))][0]:g}; 0 or more is wanted")
    return found


def _which(wanted: Sequence[str], names: tuple[str, ...], option: str) -> tuple[int, ...]:
    unknown = [one for one in wanted if one not in names]
    if unknown:
        raise InputError(f"{option} names {unknown[0]!r}, which is no candidate")
    return tuple(sorted(names.index(one) for one in wanted))


def _distances(places: FloatArray, sites: FloatArray) -> Floats:
    rows, columns = len(places), len(sites)
    return inverse(np.repeat(places, columns, axis=0), np.tile(sites, (rows, 1)))[2].reshape(rows, columns)


def _cover(
    distance: Floats,
    reach: Reach | None,
    network: TravelNetwork | None,
    places: FloatArray,
    sites: FloatArray,
    names: tuple[str, ...],
) -> BoolMatrix:
    """Tell which demand (row) each candidate (column) reaches."""
    if reach is None:
        return np.ones(distance.shape, dtype=bool)
    if network is not None:
        limit = network.checked_reach(reach)
        costs = travel_costs(network, sites, places, names=names, what="candidate")
        # A demand off the network is nan, and so within reach of none.
        return np.asarray(limit >= costs.T)
    if isinstance(reach, dt.timedelta):
        raise InputError(f"reach is the time {reach}; bring a network of times (travel_network), or give a length")
    return np.asarray(distance <= as_metres(reach, "reach", positive=True))


def _check_reached(cover: BoolMatrix, terms: Terms, where: tuple[str, ...], times: int) -> None:
    allowed = np.ones(cover.shape[1], dtype=bool)
    allowed[list(terms.without)] = False
    lost = np.flatnonzero(cover[:, allowed].sum(axis=1) < times)
    if lost.size:
        shown = ", ".join(where[i] for i in lost[:8]) + (f" and {lost.size - 8} more" if lost.size > 8 else "")
        often = "no candidate" if times == 1 else f"fewer than {times} candidates"
        raise InputError(f"{often} that may be chosen reach: {shown}; add candidates there, or give a greater reach")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Asked:
    aim: Aim
    names: tuple[str, ...]
    distance: Floats
    cover: BoolMatrix | None
    weight: Floats
    terms: Terms
    count: int | None
    times: int
    backup: float
    rooms: Floats | None
    by_network: bool


def _plan(ask: _Asked, found: Solved) -> SitingPlan:
    """Check a plan against its own terms, without the solver, and tell it."""
    chosen = list(found.chosen)
    if not chosen:
        raise InputError("the best plan has no post at all: the budget buys none, or no candidate reaches anything")
    nearest = np.asarray(chosen)[np.argmin(ask.distance[:, chosen], axis=1)]
    serves = nearest if ask.rooms is None else np.asarray(found.serves)
    own = ask.distance[np.arange(len(serves)), serves]
    reached = None if ask.cover is None else ask.cover[:, chosen].sum(axis=1)
    value = _value(ask, chosen, own, reached)
    checked = _checked(ask, chosen, serves, reached, abs(value - found.value) <= _SAME * max(1.0, abs(found.value)))
    total = float(ask.weight.sum())
    scale = total if ask.aim == "least mean distance" and total else 1.0
    # What any plan can reach is no worse than what this one does.
    better = max if ask.aim == "best cover" else min
    bound = value if found.optimal else better(value, found.bound)
    return SitingPlan(
        aim=ask.aim, posts=tuple(ask.names[i] for i in chosen), numbers=found.chosen, value=value / scale,
        bound=bound / scale, covered=_share(ask.weight, reached, 1), twice=_share(ask.weight, reached, 2),
        mean_m=float(ask.weight @ own) / total if total else 0.0, worst_m=float(own.max()),
        serves=tuple(int(i) for i in serves), first=found.first, checked=checked,
        assumptions=(_STRAIGHT, _TRAVELLED) if ask.by_network else (_STRAIGHT,),
    )  # fmt: skip


def _value(ask: _Asked, chosen: list[int], own: Floats, reached: IntArray | None) -> float:
    """Give what a plan reaches, from the plan alone."""
    if ask.aim == "least worst distance":
        return float(own.max())
    if ask.aim == "least mean distance":
        return float(ask.weight @ own)
    if ask.aim == "best cover" and reached is not None:
        first, second = (float(ask.weight[reached >= n].sum()) for n in (1, 2))
        return (1 - ask.backup) * first + ask.backup * second
    if ask.terms.costs is not None and ask.terms.budget is None:
        return float(ask.terms.costs[chosen].sum())
    return float(len(chosen))


def _share(weight: Floats, reached: IntArray | None, times: int) -> float | None:
    total = float(weight.sum())
    return None if reached is None or not total else float(weight[reached >= times].sum()) / total


def _checked(
    ask: _Asked, chosen: list[int], serves: IntArray, reached: IntArray | None, adds_up: bool
) -> tuple[str, ...]:
    """Give what was checked of a plan, or fail.

    Raises
    ------
    ZonelibError
        If the plan breaks one of its terms: a defect of the solver or of this library.
    """
    terms = ask.terms
    checks = [
        ("kept candidates are in it", set(terms.keep) <= set(chosen)),
        ("left-out candidates are not", not set(terms.without) & set(chosen)),
        ("its posts are counted", ask.count is None or len(chosen) == ask.count),
        ("who serves is chosen", set(serves.tolist()) <= set(chosen)),
        ("its value adds up", adds_up),
    ]
    if terms.costs is not None and terms.budget is not None:
        checks.append(("it is within the budget", float(terms.costs[chosen].sum()) <= terms.budget * (1 + _SAME)))
    if ask.aim == "fewest" and reached is not None:
        checks.append(("every demand is within reach", bool((reached >= ask.times).all())))
    if ask.rooms is not None:
        load = np.bincount(serves, ask.weight, minlength=len(ask.names))
        checks.append(("no post serves more than it can", bool((load <= ask.rooms * (1 + _SAME)).all())))
    broken = [what for what, holds in checks if not holds]
    if broken:
        raise ZonelibError(f"the plan of {len(chosen)} posts fails its own check: {broken[0]}; please report this")
    return tuple(what for what, _ in checks)
