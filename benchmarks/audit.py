"""The audit and the state of a large record; there is no peer, so the time stands beside that of making the record."""

from __future__ import annotations

import datetime as dt
from functools import partial

from shapely import box

import zonelib as zl
from benchmarks.race import race, say, table

STATUSES = (
    ("establishment", "not_established"), ("boundary", "in_principle"), ("provider", "undecided"),
    ("agreement", "agreed"), ("practice", "claimed_in_place"),
)  # fmt: skip


def record(zones: int, claims: int) -> zl.Scenario:
    """Make a scenario of zones side by side, each with five statuses, a line and its share of the claims."""
    source = zl.Source(id="p", name="P", kind="named", published_on=dt.date(2017, 7, 1))
    share = claims // zones
    return zl.Scenario(
        id="s", title="S", as_of=dt.date(2017, 7, 6), sources=(source,),
        claims=tuple(zl.Claim(id=f"c{i}", says="x", source="p") for i in range(claims)),
        zones=tuple(_zone(i, share) for i in range(zones)),
    )  # fmt: skip


def _zone(i: int, share: int) -> zl.Zone:
    west, south = 20 + i % 20 * 0.5, 20 + i // 20 * 0.5
    line = zl.Boundary(id="l", geometry=box(west, south, west + 0.45, south + 0.45), claims=(f"c{i * share}",))
    statuses = tuple(
        zl.Status(dimension=dimension, value=value, claims=(f"c{i * share + k % share}",))
        for k, (dimension, value) in enumerate(STATUSES)
    )
    return zl.Zone(id=f"z{i}", name=f"Z{i}", boundaries=(line,), statuses=statuses)


def large_record(*, zones: int = 200, claims: int = 1_000, rounds: int) -> None:
    """Print what the audit and the state of a large record cost."""
    made = record(zones, claims)
    found = race(
        {
            "making the record": partial(record, zones, claims),
            "audit": partial(zl.audit, made),
            "open_points": partial(zl.open_points, made),
            "at": partial(made.at, dt.date(2017, 7, 6)),
        },
        rounds=rounds,
    )
    say(f"A record of {zones:,} zones and {claims:,} claims")
    table(("", "ms"), [(name, f"{1e3 * seconds:,.0f}") for name, (seconds, _) in found.items()])
