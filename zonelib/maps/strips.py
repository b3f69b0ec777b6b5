"""A patrol calendar as a strip: one bar for each zone, a day wide for each day, with its words beside it.

How high a day stands says the same as its colour: full where an assignment is in force for certain, half where
perhaps, a line at the foot where none is. Where several are in force, a bar lies across the top.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby

import numpy as np

from zonelib.analysis import PatrolCalendar
from zonelib.analysis.calendar_results import ZoneCalendar, days_words
from zonelib.maps.view import Strip, StripRow, StripRun, StripTick
from zonelib.model import Scenario, spoken_day

_MOST_TICKS = 13


def strip_of(scenario: Scenario, calendar: PatrolCalendar) -> Strip:
    """Lay a calendar out as a strip."""
    names = {zone.id: zone.name for zone in scenario.zones}
    count = (calendar.last - calendar.first).days + 1
    known = f", as known on {spoken_day(calendar.known_on)}" if calendar.known_on else ""
    return Strip(
        title=f"Who watches on which day, {days_words(calendar.first, calendar.last)}{known}",
        days=count,
        ticks=_ticks(calendar.first, count),
        rows=tuple(
            StripRow(
                name=names.get(zone.zone, zone.zone), card=f"zones/{zone.zone}", runs=_runs(zone), words=_words(zone)
            )
            for zone in calendar.zones
        ),
        notes=tuple(line[:1].upper() + line[1:] for line in (str(calendar), *calendar.assumptions)),
    )


def _runs(zone: ZoneCalendar) -> tuple[StripRun, ...]:
    sure, possible = zone.certain, zone.possible
    kinds = np.select([sure > 1, sure > 0, possible > 0], ["several", "certain", "perhaps"], "none").tolist()
    runs, at = [], 0
    for kind, same in groupby(kinds):
        length = sum(1 for _ in same)
        runs.append(StripRun(kind=kind, start=at, days=length))
        at += length
    return tuple(runs)


def _words(zone: ZoneCalendar) -> str:
    """Say the row without the id of the zone, which is its name beside it."""
    return str(zone).removeprefix(f"{zone.zone}: ")


def _ticks(first: dt.date, count: int) -> tuple[StripTick, ...]:
    """Mark the first of every month, or of every few where they would crowd; the first day always."""
    days = [first + dt.timedelta(days=i) for i in range(count)]
    months = [i for i, day in enumerate(days) if day.day == 1]
    kept = months[:: max(1, -(-len(months) // _MOST_TICKS))]
    # A word needs room: the first day is told only where no month begins just after it.
    if not kept or kept[0] > count / 8:
        kept = [0, *kept]
    return tuple(StripTick(at=i, words=spoken_day(days[i]) if i == 0 else f"{days[i]:%b %Y}") for i in kept)
