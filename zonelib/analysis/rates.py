"""Incidents counted in zones and periods: rates, their intervals, and their ratios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, chi2
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.classified import Classified, checked_days, classify
from zonelib.analysis.rate_results import IncidentRates, RateFound, RatioFound
from zonelib.analysis.ready_zones import ReadyZones
from zonelib.errors import InputError
from zonelib.geodesy.area import area
from zonelib.model import Boundary, Scenario, Zone

_ASSUMED: Final = (
    "incidents come one by one, independently of each other: where they come in clusters every interval is too narrow",
    "whoever records them does so alike in all periods and zones",
    "each interval holds for itself: among many zones and periods some will stand apart by chance",
    "an incident is held against the lines of the first day it may have been",
)

Days = NDArray[np.datetime64]
Truths = NDArray[np.bool_]


def incident_rates(
    lon: Any,
    lat: Any = None,
    *,
    days: Any,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    periods: Mapping[str, tuple[dt.date, dt.date]],
    last_days: Any = None,
    known_on: dt.date | None = None,
    confidence: float = 0.95,
) -> IncidentRates:
    """Count incidents in zones and periods, and give their rates per 1,000 km² and day.

    Parameters
    ----------
    lon, lat : array_like
        Where they were, as `classify` takes it.
    days : array_like of dates
        When each was, or the first day it may have been.
    zones : Scenario, or mapping of str to Zone, Boundary, Polygon or MultiPolygon
        With a scenario each day is held against the lines of that day; zones by name have no time and are the same
        ground in all periods.
    periods : mapping of str to (date, date)
        By name the first and the last day; both count. They may be of any length, and overlap.
    last_days : array_like of dates, optional
        The last day each may have been.
    known_on : date, optional
        With a scenario: the day whose knowledge is used.
    confidence : float
        Of every interval, between 0 and 1.

    Returns
    -------
    IncidentRates

    Raises
    ------
    InputError, GeometryError
        If a coordinate, a day, a period or a zone cannot be; the message names it.

    Notes
    -----
    A point in several zones counts in each, and once in all. Areas are measured on the ellipsoid, for every day a zone
    has a line. What the intervals are is told at `RateFound` and `RatioFound`.

    Examples
    --------
    >>> import datetime as dt
    >>> import zonelib as zl
    >>> zones = {zone.id: zone for zone in zl.read("syria-2017").zones}
    >>> months = {name: (dt.date(2017, n, 1), dt.date(2017, n, 30)) for n, name in ((5, "May"), (6, "June"))}
    >>> days = ["2017-05-02"] * 8 + ["2017-06-05"]
    >>> found = zl.incident_rates([36.7] * 9, [34.9] * 9, days=days, zones=zones, periods=months)
    >>> print(found.of("homs", "May"))
    homs, May: 8 incidents in 30 days, 0.534 per 1,000 km² and day (0.231 to 1.05)
    >>> print(found.compared("May", "June")[0])
    homs, June against May: lower; 0.125 times the rate (95% interval 0.00282 to 0.932)
    """
    named = tuple((name, *_checked_period(name, period)) for name, period in periods.items())
    if not named:
        raise InputError("periods is empty; give at least one, such as {'June': (first day, last day)}")
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence!r}; it lies between 0 and 1")
    timed = isinstance(zones, Scenario)
    found = classify(lon, lat, zones=zones, days=days if timed else None, known_on=known_on)
    first = checked_days(days, len(found))
    last = first if last_days is None else checked_days(last_days, len(found))
    if (last < first).any():
        row = int(np.argmax(last < first))
        raise InputError(f"row {row} has the last day {last[row]} before the first {first[row]}; mend or leave it out")
    inside = held_by_zone(found)
    none = ~inside.any(axis=0)
    rates, outside, total, ever = [], dict[str, int](), dict[str, int](), np.zeros(len(found), dtype=bool)
    ready = ReadyZones(zones, known_on=known_on)
    for name, start, end in named:
        surely, perhaps = _within(first, last, start, end)
        ever |= surely
        outside[name], total[name] = int((surely & none).sum()), int(surely.sum())
        exposed = exposed_days(ready, start, end)
        for zone, held in zip(found.zones, inside, strict=True):
            counted = int((held & perhaps).sum())
            rates.append(_rate(zone, name, first[held & surely], counted, exposed.get(zone, []), confidence))
    rates.sort(key=lambda rate: found.zones.index(rate.zone))
    return IncidentRates(
        periods=named, zones=found.zones, rates=tuple(rates), outside=outside, total=total,
        elsewhen=int((~ever).sum()), boundaries=found.boundaries, confidence=confidence, assumptions=_ASSUMED,
        ratios=_ratios(rates, [name for name, _, _ in named], confidence),
    )  # fmt: skip


def exposed_days(ready: ReadyZones, first: dt.date, last: dt.date) -> dict[str, list[tuple[dt.date, float]]]:
    """Give by zone the days on which it has a line, with its square kilometres."""
    areas: dict[tuple[str, str], float] = {}
    told: dict[str, list[tuple[dt.date, float]]] = {}
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        for line in ready.held_on(day):
            key = (line.zone, line.boundary)
            if key not in areas:
                areas[key] = area(line.geometry).value / 1e6
            told.setdefault(line.zone, []).append((day, areas[key]))
    return told


def _checked_period(name: str, period: Any) -> tuple[dt.date, dt.date]:
    try:
        first, last = period
    except (TypeError, ValueError) as error:
        raise InputError(f"the period {name!r} is {period!r}; give its first and its last day") from error
    for day in (first, last):
        if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
            raise InputError(f"the period {name!r} has {day!r}; give days as datetime.date")
    if last < first:
        raise InputError(f"the period {name!r} ends on {last}, before it begins on {first}")
    return first, last


def held_by_zone(found: Classified) -> Truths:
    """Give for each zone which points it holds, shape (zones, n)."""
    member = np.array([[zone in members for members in found.sets] for zone in found.zones], dtype=bool)
    return member.reshape(len(found.zones), len(found.sets))[:, found.labels]


def _within(first: Days, last: Days, start: dt.date, end: dt.date) -> tuple[Truths, Truths]:
    """Tell what was in a period on every day it may have been, and what on some."""
    begin, close = np.datetime64(start, "D"), np.datetime64(end, "D")
    surely = (first >= begin) & (last <= close)
    return surely, ~surely & (first <= close) & (last >= begin)


def _rate(
    zone: str, period: str, when: Days, perhaps: int, exposed: list[tuple[dt.date, float]], confidence: float
) -> RateFound:
    count, km2_days = len(when), sum(km2 for _, km2 in exposed)
    thousands = km2_days / 1000
    low, high = poisson_interval(count, count + perhaps, confidence)
    by_day = dict(zip(*(part.tolist() for part in np.unique(when, return_counts=True)), strict=True))
    daily = np.array([by_day.get(day, 0) for day, _ in exposed])
    enough = len(daily) > 1 and count > 1
    return RateFound(
        zone=zone, period=period, count=count, perhaps=perhaps, days=len(exposed), km2_days=km2_days,
        rate=count / thousands if thousands else None, low=low / thousands if thousands else None,
        high=high / thousands if thousands else None,
        dispersion=float(daily.var(ddof=1) / daily.mean()) if enough and daily.any() else None,
    )  # fmt: skip


def poisson_interval(least: int, most: int, confidence: float) -> tuple[float, float]:
    """Give the exact limits of a Poisson mean of which between `least` and `most` events were seen (Garwood 1936)."""
    tail = (1 - confidence) / 2
    low = float(chi2.ppf(tail, 2 * least) / 2) if least else 0.0
    return low, float(chi2.ppf(1 - tail, 2 * most + 2) / 2)


def _ratios(
    rates: Iterable[RateFound], periods: list[str], confidence: float
) -> dict[tuple[str, str], tuple[RatioFound, ...]]:
    by_period = {name: [rate for rate in rates if rate.period == name] for name in periods}
    return {
        (one, other): tuple(_ratio(*pair, confidence) for pair in zip(by_period[one], by_period[other], strict=True))
        for one, other in permutations(periods, 2)
    }


def _ratio(before: RateFound, after: RateFound, confidence: float) -> RatioFound:
    ratio, low, high = None, None, None
    if before.rate is not None and after.rate is not None:
        tail, exposures = (1 - confidence) / 2, before.km2_days / after.km2_days
        low = exposures * _odds(tail, after.count, before.count + before.perhaps + 1)
        high = exposures * _odds(1 - tail, after.count + after.perhaps + 1, before.count)
        if before.count:
            ratio = after.rate / before.rate
        elif after.count:
            ratio = float("inf")
    return RatioFound(
        zone=before.zone, before=before.period, after=after.period, ratio=ratio, low=low, high=high,
        confidence=confidence,
    )  # fmt: skip


def _odds(tail: float, a: int, b: int) -> float:
    """Give a limit of Clopper and Pearson as odds: the quantile of a beta distribution, 0 or infinite at its ends."""
    if not a:
        return 0.0
    if not b:
        return float("inf")
    share = float(beta.ppf(tail, a, b))
    return share / (1 - share)
