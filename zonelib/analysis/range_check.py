"""Whether a stated distance fits where the start may have been: consistent, inconsistent, or cannot tell.

A hypothesis is *consistent* with one reading if some place of it lies at a distance within the interval from some place
of the target; *inconsistent* if the interval and the span [nearest, farthest] miss each other by more than every error
together; *cannot tell* if the answer would flip within that margin. Over all readings of the figure and of the
target it is consistent or inconsistent only if they all agree.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from typing import Final

from zonelib.analysis.range_legs import legs_of
from zonelib.analysis.range_results import ErrorTerm, HypothesisFound, RangeCheck, RangeRow, RangeSpan, RangeVerdict
from zonelib.analysis.range_spans import HEIGHT_M, span_between
from zonelib.analysis.range_stations import Station, hypothesis_station, targets_of
from zonelib.analysis.readings import RangeRules, Reading, readings, spoken_interval, spoken_km
from zonelib.errors import InputError
from zonelib.model import RangeClaim, Scenario, spoken_day
from zonelib.units import Distance

_RULES: Final = RangeRules()
_QUARTER_M: Final = 9_985_000.0
"""What cannot be measured to the farthest is at least this far, and farther: a quarter of the girth."""


def check_range(claim: RangeClaim, *, scenario: Scenario | None = None, rules: RangeRules = _RULES) -> RangeCheck:
    """Check a stated distance against each hypothesis of where the start was.

    The verdict is on the words; it never says that something took place. Every distance is a geodesic of the WGS 84
    ellipsoid [1]_.

    Parameters
    ----------
    claim : RangeClaim
        What was said, with its targets and hypotheses.
    scenario : Scenario, optional
        Needed where the claim names places, regions or an event by id.
    rules : RangeRules, optional
        How figures are read as intervals.

    Returns
    -------
    RangeCheck

    Raises
    ------
    InputError
        If an id needs a scenario that was not given, a target has no geometry, or the event lies in the future.
    NotFoundError
        If the scenario has no such id.

    References
    ----------
    .. [1] C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87 (2013), 43-55.

    Examples
    --------
    >>> import zonelib as zl
    >>> scenario = zl.read("syria-2017")
    >>> check = zl.check_range(scenario.range_claim("launch_distance"), scenario=scenario)
    >>> check.hypothesis("syria").verdict
    'inconsistent'
    >>> print(check.hypothesis("syria").spans[1])
    0 to 502 km from Uqayribat
    """
    _check_past(claim, scenario)
    targets = targets_of(claim, scenario)
    starts = tuple(hypothesis_station(one, scenario) for one in claim.hypotheses if one.leg == claim.between[0])
    intervals = tuple(reading for figure in claim.figures for reading in readings(figure, rules))
    found = tuple(_hypothesis(start, targets, intervals) for start in starts)
    return RangeCheck(
        claim=claim,
        cited=_cited(claim.source, scenario),
        hypotheses=found,
        legs=legs_of(claim, scenario, starts=starts, targets=targets, readings=intervals),
        targets={target.id: target.geometry for target in targets if target.geometry is not None},
        targets_made_of=tuple(_spoken_target(target) for target in targets),
        assumptions=tuple(_assumptions(rules, (*targets, *starts))),
    )


def _check_past(claim: RangeClaim, scenario: Scenario | None) -> None:
    if scenario is None or not isinstance(claim.event, str):
        return
    event = scenario.event(claim.event)
    first = event.period.first if event.period else None
    if isinstance(first, dt.date) and first > claim.stated_on:
        raise InputError(
            f"event {event.id!r} begins on {spoken_day(first)}, after range claim {claim.id!r} was stated on "
            f"{spoken_day(claim.stated_on)}; only statements about the past can be checked"
        )


def _cited(id: str, scenario: Scenario | None) -> str:
    """Name a source and where it was heard, up to the publication."""
    if scenario is None:
        return id
    source = scenario.source(id)
    if isinstance(source.reported_by, str):
        return f"{source.name}, in {_cited(source.reported_by, scenario)}"
    day = scenario.published_on(id)
    return ", ".join([source.name, *([spoken_day(day)] if isinstance(day, dt.date) else [])])


def _spoken_target(target: Station) -> str:
    within = f", within {spoken_km(Distance(target.error_m))}" if target.error_m else ""
    return f"{target.name}: {target.made_of}{within}"


def _hypothesis(start: Station, targets: tuple[Station, ...], intervals: tuple[Reading, ...]) -> HypothesisFound:
    spans = {target.id: span_between(start, target) for target in targets} if start.geometry is not None else {}
    rows = tuple(
        _row(start.id, target.id, spans.get(target.id), reading) for target in targets for reading in intervals
    )
    verdicts = {row.verdict for row in rows}
    return HypothesisFound(
        id=start.id, name=start.name, geometry=start.geometry, made_of=start.made_of,
        verdict=rows[0].verdict if len(verdicts) == 1 else "cannot tell",
        decided_by=_decided_by(rows) if spans else "its place is not stated", rows=rows,
    )  # fmt: skip


def _row(hypothesis: str, target: str, span: RangeSpan | None, reading: Reading) -> RangeRow:
    if span is None:
        return RangeRow(
            hypothesis=hypothesis, reading=reading, target=target, span=None,
            verdict="cannot tell", margin=None, flip=None, budget=(_rounding(reading),) if reading.high else (),
        )  # fmt: skip
    stretches = _stretches(span)
    miss = min(max(reading.low.m - far, near - reading.high_m) for near, far in stretches)
    budget = [*span.budget, *([_rounding(reading)] if reading.high else [])]
    return RangeRow(
        hypothesis=hypothesis, reading=reading, target=target, span=span, verdict=_verdict(miss, span, reading),
        margin=Distance(miss, "km") if math.isfinite(miss) else None, flip=_flip(stretches, reading),
        budget=tuple(sorted(budget, key=lambda term: -term.size.m)),
    )  # fmt: skip


def _verdict(miss_m: float, span: RangeSpan, reading: Reading) -> RangeVerdict:
    unmeasured = span.farthest is None and reading.low.m > _QUARTER_M
    if abs(miss_m) <= span.error.m or (unmeasured and miss_m < 0):
        return "cannot tell"
    return "inconsistent" if miss_m > 0 else "consistent"


def _stretches(span: RangeSpan) -> list[tuple[float, float]]:
    """Give the stretches of distance in metres that some place of the start has."""
    ends = [span.nearest.m, *(end.m for hole in span.holes for end in hole)]
    ends.append(span.farthest.m if span.farthest else math.inf)
    return list(zip(ends[::2], ends[1::2], strict=True))


def _flip(stretches: list[tuple[float, float]], reading: Reading) -> float:
    """Give the share on either side of what was stated from which some stretch is reached."""
    low = reading.stated.m if reading.stated and reading.low.m > 0 else reading.low.m
    high = math.inf if reading.high is None else reading.stated.m if reading.stated else reading.high.m
    return min(max(near / high - 1, 1 - far / low if low else 0.0, 0.0) for near, far in stretches)


def _rounding(reading: Reading) -> ErrorTerm:
    assert reading.high is not None
    half = (reading.high - reading.low) * 0.5
    return ErrorTerm(source="reading of the figure", size=half, counted="the interval", how=reading.rule)


def _decided_by(rows: tuple[RangeRow, ...]) -> str:
    """Say what the verdict hangs on: the reading of the figure, the place of the target, or both."""
    verdicts = {row.verdict for row in rows}
    if len(verdicts) == 1:
        return "where within the margin of error the places lie" if verdicts == {"cannot tell"} else ""
    parts = []
    by_target = _split(rows, key=lambda row: row.target)
    if by_target:
        worst = by_target[0]
        name = worst[0].span.target_name if worst[0].span else worst[0].target
        told = _told(worst, lambda row: spoken_interval(row.reading.low, row.reading.high))
        parts.append(f"how the figure is read (from {name}: {told})")
    by_reading = _split(rows, key=lambda row: spoken_interval(row.reading.low, row.reading.high))
    if by_reading:
        worst = by_reading[0]
        interval = spoken_interval(worst[0].reading.low, worst[0].reading.high)
        told = _told(worst, lambda row: row.span.target_name if row.span else row.target)
        parts.append(f"where the target lay (read as {interval}: {told})")
    return " and ".join(parts)


def _split(rows: Iterable[RangeRow], *, key: Callable[[RangeRow], str]) -> list[list[RangeRow]]:
    """Group rows by a key and give the groups whose verdicts differ."""
    groups: dict[str, list[RangeRow]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [group for group in groups.values() if len({row.verdict for row in group}) > 1]


def _told(rows: list[RangeRow], what: Callable[[RangeRow], str]) -> str:
    """Say each verdict once, with what leads to it."""
    by_verdict: dict[str, list[str]] = {}
    for row in rows:
        told = by_verdict.setdefault(row.verdict, [])
        if what(row) not in told:
            told.append(what(row))
    return "; ".join(f"{verdict} with {', '.join(told)}" for verdict, told in by_verdict.items())


def _assumptions(rules: RangeRules, stations: Iterable[Station]) -> Iterable[str]:
    yield f"Figures are read thus: {rules}. That is a reading; there is no standard."
    yield "Distances are geodesics on the WGS 84 ellipsoid; edges run straight in longitude and latitude."
    yield f"The start may have been up to {spoken_km(Distance(HEIGHT_M))} above the ground."
    yield "A place or an edge may lie anywhere within its stated precision; these errors are added up."
    for station in stations:
        yield from station.assumed
