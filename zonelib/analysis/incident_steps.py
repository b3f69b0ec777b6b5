"""Incidents counted step by step through time, zone by zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.calendar_results import counted
from zonelib.analysis.classified import checked_days, classify
from zonelib.analysis.rates import exposed_days, held_by_zone
from zonelib.analysis.ready_zones import ReadyZones
from zonelib.errors import InputError
from zonelib.model import Boundary, Scenario, Zone

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class IncidentSeries:
    """How many incidents every zone had in steps of so many days, found.

    Parameters
    ----------
    zones : tuple of str
        Ids of the zones.
    first, last : date
        Both count.
    step_days : int
        Days of a step; the last step may be shorter.
    counts : ndarray of int, shape (zones, steps)
        Incidents; one in several zones counts in each.
    km2_days : ndarray of float, shape (zones, steps)
        The area of the zone on each day of the step, summed; 0 where it has no line.
    outside : ndarray of int, shape (steps,)
        Incidents in no zone.
    elsewhen : int
        Incidents before `first` or after `last`, left out.
    """

    zones: tuple[str, ...]
    first: dt.date
    last: dt.date
    step_days: int
    counts: NDArray[np.int64] = field(repr=False)
    km2_days: FloatArray = field(repr=False)
    outside: NDArray[np.int64] = field(repr=False)
    elsewhen: int

    @property
    def starts(self) -> tuple[dt.date, ...]:
        """The first day of each step."""
        return tuple(self.first + dt.timedelta(days=self.step_days * i) for i in range(len(self.outside)))

    @property
    def rates(self) -> FloatArray:
        """Incidents per 1,000 km² and day, shape (zones, steps); NaN where a zone has no line."""
        thousands = self.km2_days / 1000
        rates = np.full(thousands.shape, np.nan)
        np.divide(self.counts, thousands, out=rates, where=thousands > 0)
        return rates

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each zone and step, fit for a table."""
        rates = self.rates
        return [
            {"zone": zone, "from": start, "count": int(self.counts[z, i]), "rate": float(rates[z, i])}
            for z, zone in enumerate(self.zones)
            for i, start in enumerate(self.starts)
        ]

    def __str__(self) -> str:
        steps = f"{self.first} to {self.last} in steps of {counted(self.step_days, 'day')}"
        zones = ", ".join(
            f"{count:,} in {zone}" for zone, count in zip(self.zones, self.counts.sum(axis=1), strict=True)
        )
        return f"{steps}: {zones}, {int(self.outside.sum()):,} in none; {self.elsewhen:,} at other times"


def incident_series(
    lon: Any,
    lat: Any = None,
    *,
    days: Any,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    first: dt.date,
    last: dt.date,
    step_days: int = 7,
    known_on: dt.date | None = None,
) -> IncidentSeries:
    """Count incidents by zone in steps of so many days.

    Parameters
    ----------
    lon, lat, days, zones, known_on
        As `incident_rates` takes them.
    first, last : date
        The days to be counted; both count.
    step_days : int
        Days of a step.

    Returns
    -------
    IncidentSeries
        `chart_incidents` draws it.

    Raises
    ------
    InputError, GeometryError
        If a coordinate, a day, a step or a zone cannot be.

    Examples
    --------
    >>> import datetime as dt
    >>> import zonelib as zl
    >>> series = zl.incident_series([36.7, 36.7], [34.9, 34.9], days=["2017-07-02", "2017-07-20"],
    ...     zones=zl.read("syria-2017"), first=dt.date(2017, 7, 1), last=dt.date(2017, 7, 28))
    >>> series.counts[0].tolist()
    [1, 0, 1, 0]
    """
    if last < first:
        raise InputError(f"last is {last}, before first, {first}")
    if isinstance(step_days, bool) or not isinstance(step_days, int) or step_days < 1:
        raise InputError(f"step_days is {step_days!r}; it is a whole number from 1 on")
    found = classify(lon, lat, zones=zones, days=days if isinstance(zones, Scenario) else None, known_on=known_on)
    offsets = (checked_days(days, len(found)) - np.datetime64(first, "D")).astype(np.int64)
    count = (last - first).days + 1
    within = (offsets >= 0) & (offsets < count)
    step, steps = offsets // step_days, -(-count // step_days)
    held = held_by_zone(found)
    exposed = exposed_days(ReadyZones(zones, known_on=known_on), first, last)
    km2_days = np.zeros((len(found.zones), steps))
    for z, zone in enumerate(found.zones):
        for day, km2 in exposed.get(zone, ()):
            km2_days[z, (day - first).days // step_days] += km2
    return IncidentSeries(
        zones=found.zones, first=first, last=last, step_days=step_days, km2_days=km2_days,
        counts=np.array([np.bincount(step[within & inside], minlength=steps) for inside in held]).reshape(-1, steps),
        outside=np.bincount(step[within & ~held.any(axis=0)], minlength=steps), elsewhen=int((~within).sum()),
    )  # fmt: skip
