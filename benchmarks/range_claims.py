"""Range claims: one claim, and one claim against many candidate places."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import numpy as np
import shapely

import zonelib as zl
from benchmarks import peers
from benchmarks.race import race, say, table
from zonelib.geodesy.reach import farthest_distances, nearest_distances

SEED, CLAIM, LINE = "syria-2017", "launch_distance", "hama_homs_border"
CORNER = 0.5


def points(count: int, seed: int = 0) -> tuple[peers.Floats, peers.Floats]:
    """Scatter points over a box that reaches beyond the ring of 1,000 km."""
    rng = np.random.default_rng(seed)
    return rng.uniform(25, 50, count), rng.uniform(25, 45, count)


def by_vertex(lon: peers.Floats, lat: peers.Floats, vertices: peers.Floats) -> tuple[peers.Floats, peers.Floats]:
    """Solve the inverse geodesic from every point to every vertex: what one writes without a library."""
    near, far = np.full(len(lon), np.inf), np.zeros(len(lon))
    for x, y in vertices:
        metres = peers.GEOD.inv(lon, lat, np.full(len(lon), x), np.full(len(lon), y))[2]
        near, far = np.minimum(near, metres), np.maximum(far, metres)
    return near, far


def candidates(*, count: int, rounds: int) -> None:
    """Candidate places against the claim, and the distances alone against the inverse geodesic to every vertex."""
    scenario = zl.read(SEED)
    claim, line = scenario.range_claim(CLAIM), scenario.place(LINE).geometry
    assert isinstance(line, shapely.LineString)
    lon, lat = points(count)
    found = race(
        {
            "check_candidates, two targets": partial(zl.check_candidates, lon, lat, claim=claim, scenario=scenario),
            "nearest to the line": partial(nearest_distances, np.column_stack([lon, lat]), line),
            "farthest of the line": partial(farthest_distances, np.column_stack([lon, lat]), line, cut_m=CORNER),
            # A tenth of the points: all of them take a minute.
            "Geod.inv to every vertex": partial(by_vertex, lon[::10], lat[::10], shapely.get_coordinates(line)),
        },
        rounds=rounds,
    )
    tenth, (near, far) = found["Geod.inv to every vertex"]
    found["Geod.inv to every vertex"] = 10 * tenth, None
    off = {
        "nearest to the line": float(np.abs(found["nearest to the line"][1][0][::10] - near).max()),
        "farthest of the line": float(np.abs(found["farthest of the line"][1][::10] - far).max()),
    }
    say(f"{count:,} places, a line of {len(line.coords)} vertices; the peer knows no place between them")
    rows: list[tuple[str, ...]] = [
        (name, f"{1e3 * seconds:,.0f}", f"{10 * tenth / seconds:,.1f}", f"{off[name]:,.1f}" if name in off else "")
        for name, (seconds, _) in found.items()
    ]
    table(("", "ms", "times Geod.inv", "differs by m"), rows)


FIRST_CALL = f"""
import time, zonelib as zl
scenario = zl.read({SEED!r})
check, claim = zl.check_range, scenario.range_claim({CLAIM!r})
start = time.perf_counter()
check(claim, scenario=scenario)
print(time.perf_counter() - start)
"""


def first_call() -> float:
    """Time the first check of a fresh interpreter, after import and reading: nothing is kept from an earlier one."""
    return float(subprocess.run([sys.executable, "-c", FIRST_CALL], capture_output=True, text=True, check=True).stdout)


def one_claim(*, rounds: int) -> None:
    """The claim of the seed against its hypotheses."""
    scenario = zl.read(SEED)
    found = race(
        {"check_range": partial(zl.check_range, scenario.range_claim(CLAIM), scenario=scenario)}, rounds=rounds
    )
    say("The range claim of the seed, eight hypotheses, two targets")
    first = min(first_call() for _ in range(rounds))
    rows = [("the first after import", first), *((name, seconds) for name, (seconds, _) in found.items())]
    table(("", "ms"), [(name, f"{1e3 * seconds:,.0f}") for name, seconds in rows])
