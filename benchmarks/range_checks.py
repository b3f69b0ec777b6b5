"""Range checks: one origin and many points, many origins and many targets, the nearest of many."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from benchmarks import peers
from benchmarks.race import race, say, table
from zonelib.geodesy import _fast, pairs, within

ORIGIN = (36.0, 35.0)
RADIUS_M = 1e6


def points(count: int, seed: int = 0) -> tuple[peers.Floats, peers.Floats]:
    """Scatter points over a box somewhat larger than the disc: 44 % of them are inside."""
    rng = np.random.default_rng(seed)
    return rng.uniform(20, 52, count), rng.uniform(24, 46, count)


def globe(count: int, seed: int) -> tuple[peers.Floats, peers.Floats]:
    """Scatter points evenly over the earth."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-180, 180, count), np.degrees(np.arcsin(rng.uniform(-1, 1, count)))


def ours(lon: peers.Floats, lat: peers.Floats, *, fast: bool, radius: float = RADIUS_M) -> Any:
    """Check with zonelib, with or without numba."""
    kept, within.WORTH = within.WORTH, 0 if fast else 1 << 62
    try:
        return within.within(lon, lat, origin_lon=ORIGIN[0], origin_lat=ORIGIN[1], radius_m=radius)
    finally:
        within.WORTH = kept


def one_origin(*, sizes: tuple[int, ...], rounds: int) -> None:
    """Who is within 1,000 km: times, ratios, wrong answers."""
    ours(*points(2_000), fast=True)  # compiled once, before the clock runs
    slow: set[str] = set()
    for count in sizes:
        lon, lat = points(count)
        runs = {"streaming the coordinates once": lambda x=lon, y=lat: float(x.sum() + y.sum())}
        runs["zonelib, numpy"] = partial(ours, lon, lat, fast=False)
        if find_spec("numba"):
            runs["zonelib, numba"] = partial(ours, lon, lat, fast=True)
        for name, peer in (
            ("Geod.inv", peers.inverse), ("dot product, 0.57 % band, Geod.inv", peers.band),
            ("disc of 4,096 vertices, contains_xy", peers.polygon), ("haversine", peers.haversine),
            ("equidistant plane, hypot", peers.plane), ("geopandas dwithin, UTM", peers.geopandas_dwithin),
        ):  # fmt: skip
            runs[name] = partial(peer, lon, lat, ORIGIN, RADIUS_M)
        runs |= peers.installed(lon, lat, ORIGIN, RADIUS_M)
        runs = {name: run for name, run in runs.items() if name not in slow}
        found = race(runs, rounds=rounds)
        # Half again as slow as the inverse geodesic itself: once is enough.
        slow |= {name for name, (seconds, _) in found.items() if seconds > 1.5 * found["Geod.inv"][0]}
        base, truth = found["Geod.inv"]
        rows = []
        for name, (seconds, answer) in found.items():
            wrong = "" if isinstance(answer, float) else f"{np.count_nonzero(np.asarray(answer) != truth):,}"
            rows.append(
                (name, f"{1e3 * seconds:,.1f}", f"{1e9 * seconds / count:.2f}", f"{base / seconds:,.1f}", wrong)
            )
        say(f"One origin, {count:,} points, 1,000 km (numba asked from {_fast.WORTH:,} points on; here always)")
        table(("", "ms", "ns a point", "times Geod.inv", "wrong"), rows)


def growth(*, sizes: tuple[int, ...]) -> None:
    """How the cost grows with the number of points."""
    rows = []
    for count in sizes:
        lon, lat = points(count, seed=1)
        contestants = {"numpy": partial(ours, lon, lat, fast=False)}
        if find_spec("numba"):
            contestants["numba"] = partial(ours, lon, lat, fast=True)
        found = race(contestants, rounds=5)
        rows.append((f"{count:,}", *(f"{1e9 * seconds / count:,.1f}" for seconds, _ in found.values())))
    say("Cost by number of points, ns a point")
    table(("points", "numpy", "numba")[: len(rows[0])], rows)


def many_origins(*, rounds: int) -> None:
    """1,000 origins: how many pairs, and which."""
    origins = globe(1_000, 2)
    for count, radius in ((10**5, 1e6), (10**6, 5e4), (10**6, 1e6)):
        targets = globe(count, 3)
        chord = 2 * np.sin(radius / peers.MEAN_RADIUS_M / 2)
        ready, tree = pairs.sorted_targets(*targets), cKDTree(_unit(*targets))
        found = race(
            {
                "zonelib, sorting": partial(pairs.sorted_targets, *targets),
                "zonelib, counts": partial(pairs.counts_within, origins, ready, radius_m=radius),
                "zonelib, pairs": partial(pairs.pairs_within, origins, ready, radius_m=radius),
                "cKDTree, building": lambda t=targets: cKDTree(_unit(*t)),
                "cKDTree, counts": lambda t=tree, c=chord: t.query_ball_point(_unit(*origins), c, return_length=True),
                "cKDTree, pairs": lambda t=tree, c=chord: t.query_ball_point(_unit(*origins), c),
            },
            rounds=rounds,
        )
        exact = found["zonelib, counts"][1]
        off = int(np.abs(exact - found["cKDTree, counts"][1]).sum())
        time_of = {name: seconds for name, (seconds, _) in found.items()}
        rows = [
            (what, *(f"{1e3 * t:,.0f}" for t in (mine, theirs)), f"{theirs / mine:.2f}")
            for what, mine, theirs in (
                ("sorting, building", time_of["zonelib, sorting"], time_of["cKDTree, building"]),
                ("counts", time_of["zonelib, counts"], time_of["cKDTree, counts"]),
                ("pairs", time_of["zonelib, pairs"], time_of["cKDTree, pairs"]),
                ("sorting + counts", *(time_of[a] + time_of[b] for a, b in (
                    ("zonelib, sorting", "zonelib, counts"), ("cKDTree, building", "cKDTree, counts")))),
                ("sorting + pairs", *(time_of[a] + time_of[b] for a, b in (
                    ("zonelib, sorting", "zonelib, pairs"), ("cKDTree, building", "cKDTree, pairs")))),
            )
        ]  # fmt: skip
        say(
            f"1,000 origins, {count:,} targets, {radius / 1e3:,.0f} km: {exact.sum():,} pairs; "
            f"the tree on the sphere miscounts by at least {off:,}"
        )
        table(("", "zonelib ms", "cKDTree ms", "ratio"), rows)


def nearest_of_many(*, rounds: int) -> None:
    """The nearest of 10⁵ targets for each of 10⁵ points."""
    a, b = globe(10**5, 4), globe(10**5, 5)
    found = race(
        {
            "zonelib": partial(pairs.nearest, a, b),
            "cKDTree": lambda: cKDTree(_unit(*b)).query(_unit(*a))[1],
        },
        rounds=rounds,
    )
    wrong = int(np.count_nonzero(found["zonelib"][1][0] != found["cKDTree"][1]))
    say("The nearest of 100,000 targets for 100,000 points")
    table(
        ("", "ms", "wrong"),
        [(name, f"{1e3 * found[name][0]:,.0f}", str(bad)) for name, bad in (("zonelib", 0), ("cKDTree", wrong))],
    )


def _unit(lon: peers.Floats, lat: peers.Floats) -> peers.Floats:
    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
