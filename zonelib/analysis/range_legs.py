"""What the triangle inequality says of a chain of legs: base, refuelling, launch, target, any of them unknown.

No route is shorter than the geodesics between the stations that have a place, and leaving a station out never makes the
bound greater than it is. So a published limit below the bound excludes the chain; one above it shows nothing, because a
route can always be longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from zonelib.analysis.range_results import LegFound, RangeSpan, RangeVerdict
from zonelib.analysis.range_spans import span_between
from zonelib.analysis.range_stations import Station, hypothesis_station
from zonelib.analysis.readings import Reading, spoken_km
from zonelib.model import Limit, RangeClaim, Scenario
from zonelib.model.record import LegKind
from zonelib.units import Distance

Stations = dict[LegKind, tuple[Station, ...]]


def legs_of(
    claim: RangeClaim,
    scenario: Scenario | None,
    *,
    starts: tuple[Station, ...],
    targets: tuple[Station, ...],
    readings: tuple[Reading, ...],
) -> tuple[LegFound, ...]:
    """Hold the chain of legs against each published limit, and say how long it is at least where none is brought in.

    Parameters
    ----------
    claim : RangeClaim
        Its hypotheses for other stations, and its limits.
    scenario : Scenario or None
        For the ids that they name, and for the event's legs.
    starts, targets : tuple of Station
        What the figure lies between.
    readings : tuple of Reading
        How far the stated distance may reach.
    """
    start, end = claim.between
    known: Stations = {end: targets}
    for one in claim.hypotheses:
        if one.leg != start:
            known[one.leg] = (*known.get(one.leg, ()), hypothesis_station(one, scenario))
    # If one of several readings of a station is "somewhere", nothing holds it.
    known = {leg: stations for leg, stations in known.items() if all(one.geometry is not None for one in stations)}
    chains = _Chains(claim, max(reading.high_m for reading in readings))
    found = []
    for limit in claim.limits:
        found.append(chains.held(limit.along, known, limit, ""))
        if start in limit.along:
            found += [
                chains.held(limit.along, {**known, start: (one,)}, limit, one.name)
                for one in starts
                if one.geometry is not None
            ]
    return tuple(found) or tuple(chains.held(along, known, None, "") for along in _own_chains(claim, scenario, known))


def _own_chains(claim: RangeClaim, scenario: Scenario | None, known: Stations) -> Iterator[tuple[LegKind, ...]]:
    """Give the chains worth a bound where nobody brings in a limit: there and back, and through all stations."""
    start, end = claim.between
    if "base" in known and start != "base":
        yield ("base", start, "base")
    if scenario is not None and isinstance(claim.event, str):
        along = tuple(leg.kind for leg in scenario.event(claim.event).legs)
        if len(along) > 2:
            yield along
    elif "base" in known:
        yield ("base", start, end)


class _Chains:
    """Least lengths between stations, each pair measured once."""

    def __init__(self, claim: RangeClaim, reach_m: float) -> None:
        self.start, self.end = claim.between
        self.reach_m = reach_m
        self.spans: dict[tuple[int, int], RangeSpan] = {}

    def held(self, along: tuple[LegKind, ...], known: Stations, limit: Limit | None, hypothesis: str) -> LegFound:
        """Hold one chain against one limit."""
        steps = self._steps(along, known)
        bounds = [metres for metres, _ in steps]
        least = Distance(sum(bounds), "km") if bounds else None
        verdict: RangeVerdict = "cannot tell"
        if limit is not None and self._excluded(limit, least, along, known):
            verdict = "inconsistent"
        how = "; ".join(told for _, told in steps) or "too few of its stations have a place"
        return LegFound(along=along, hypothesis=hypothesis, least=least, limit=limit, verdict=verdict, how=how)

    def _steps(self, along: tuple[LegKind, ...], known: Stations) -> list[tuple[float, str]]:
        """Give the least length of each step between stations that can be placed, taking the way that bounds more."""
        placed = [kind for kind in along if known.get(kind)]
        with_start = [kind for kind in along if known.get(kind) or kind == self.start]
        ways = [[self._least(a, b, known) for a, b in pairwise(kinds)] for kinds in (placed, with_start)]
        held = [[step for step in way if step is not None] for way in ways]
        return max(held, key=lambda way: sum(metres for metres, _ in way))

    def _excluded(self, limit: Limit, least: Distance | None, along: tuple[LegKind, ...], known: Stations) -> bool:
        if limit.high and least is not None and least > limit.high:
            return True
        if not limit.low:
            return False
        spans = self._between(along[0], along[1], known)
        return bool(spans) and all(s.farthest is not None and s.farthest + s.error < limit.low for s in spans)

    def _least(self, a: LegKind, b: LegKind, known: Stations) -> tuple[float, str] | None:
        """Give the least distance between two stations under every reading, errors taken off."""
        spans = self._between(a, b, known)
        bounds = []
        if spans:
            bounds.append((_least_of(spans), f"{a} to {b} from their places"))
        for here, there in ((a, b), (b, a)):
            # Who starts within the stated distance of the target cannot be farther from it than that.
            around = self._between(there, self.end, known) if here == self.start and there != self.end else []
            if around and self.reach_m < _least_of(around):
                told = f"{a} to {b} at least {there} to {self.end} less the stated distance"
                bounds.append((_least_of(around) - self.reach_m, told))
        if not bounds:
            return None
        metres, told = max(bounds)
        return metres, f"{told}: {spoken_km(Distance(metres))}"

    def _between(self, a: LegKind, b: LegKind, known: Stations) -> list[RangeSpan]:
        return [self._span(one, other) for one in known.get(a, ()) for other in known.get(b, ())]

    def _span(self, a: Station, b: Station) -> RangeSpan:
        # By object: a target and a hypothesis may well share an id.
        pair = id(a), id(b)
        if pair not in self.spans:
            self.spans[pair] = span_between(a, b)
        return self.spans[pair]


def _least_of(spans: list[RangeSpan]) -> float:
    return max(0.0, min(span.nearest.m - span.error.m for span in spans))
