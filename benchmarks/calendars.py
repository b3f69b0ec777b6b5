"""The patrol calendar of many zones and days; the peer asks the state of each day, as one would without a calendar."""

from __future__ import annotations

import datetime as dt
import random
from functools import partial

import zonelib as zl
from benchmarks.race import race, say, table

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
YEAR = (LAST - FIRST).days + 1


def record(*, zones: int, assignments: int, reports: int, everywhere: bool = False, seed: int = 0) -> zl.Scenario:
    """Make a record of assignments, each for up to three zones or for all of them, and of patrols made."""
    rng = random.Random(seed)
    names = [f"z{i}" for i in range(zones)]

    def period() -> zl.Period:
        begin = rng.randrange(YEAR)
        days = (FIRST + dt.timedelta(days=i) for i in (begin, rng.randrange(begin, YEAR)))
        return zl.Period(first=next(days), last=next(days))

    def where() -> zl.Selection:
        return zl.Selection(any_of=tuple(names if everywhere else rng.sample(names, rng.randint(1, 3))))

    duties = tuple(
        zl.PatrolAssignment(
            id=f"d{i}", by=(f"a{rng.randrange(5)}",), where=where(), standing="agreed", period=period(),
            frequency=zl.Frequency(times=2, per="day"),
        )
        for i in range(assignments)
    )  # fmt: skip
    return zl.Scenario(
        id="s", title="S", assignments=duties,
        actors=tuple(zl.Actor(id=f"a{i}", name=f"A{i}", kind="force") for i in range(5)),
        zones=tuple(zl.Zone(id=name, name=name) for name in names),
        conducted=tuple(
            zl.Conducted(id=f"r{i}", assignment=rng.choice(duties).id, period=period(), count=9) for i in range(reports)
        ),
    )  # fmt: skip


def by_state(scenario: zl.Scenario, days: int) -> dict[str, int]:
    """Count the days on which each zone has an assignment for certain, from the state of each day."""
    covered = dict.fromkeys((zone.id for zone in scenario.zones), 0)
    for i in range(days):
        state = scenario.at(FIRST + dt.timedelta(days=i))
        sure = [h.value.where for h in state.assignments if h.hold == "certain"]
        for zone in {zone for where in sure if where for zone in where.any_of}:
            covered[zone] += 1
    return covered


def year(*, zones: int = 50, assignments: int = 200, reports: int = 1_000, rounds: int) -> None:
    """Print what the calendar of a year costs, and its table."""
    made = record(zones=zones, assignments=assignments, reports=reports)
    packed = record(zones=zones, assignments=assignments, reports=reports, everywhere=True)
    ask = partial(zl.patrol_calendar, first=FIRST, last=LAST)
    found = race(
        {
            "patrol_calendar": partial(ask, made),
            "… every assignment in every zone": partial(ask, packed),
            "to_frame of the calendar": partial(zl.to_frame, ask(made)),
            "Scenario.at for each day": partial(by_state, made, YEAR),
        },
        rounds=rounds,
    )
    calendar, wanted = found["patrol_calendar"][1], found["Scenario.at for each day"][1]
    same = {zone.zone: int((zone.certain > 0).sum()) for zone in calendar.zones} == wanted
    say(f"{zones} zones, {YEAR} days, {assignments} assignments, {reports:,} reports; the same days found: {same}")
    one = found["patrol_calendar"][0]
    rows: list[tuple[str, ...]] = [
        (name, f"{1e3 * seconds:,.0f}", f"{seconds / one:,.1f}") for name, (seconds, _) in found.items()
    ]
    table(("", "ms", "times patrol_calendar"), rows)
