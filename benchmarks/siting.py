"""Coverage of a line, and plans of posts beside those of spopt (pulp with CBC)."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import shapely

import zonelib as zl
from benchmarks.race import race, say, table
from zonelib import km
from zonelib.analysis.siting_models import best_cover, fewest, least_mean, least_worst
from zonelib.analysis.siting_programmes import Terms


def line_of_400_km(*, rounds: int) -> None:
    """Cover a line of some 420 km and 2,000 vertices with 100 posts."""
    rng = np.random.default_rng(1)
    x = np.linspace(36, 40, 2_000)
    line = shapely.LineString(np.c_[x, 35 + 0.1 * np.sin(5 * x) + 0.0005 * rng.standard_normal(2_000)])
    at = rng.uniform(36, 40, 100)
    posts = list(shapely.points(np.c_[at, 35 + 0.1 * np.sin(5 * at) + 0.02 * rng.standard_normal(100)]))
    raced = race({"coverage": lambda: zl.coverage(line, posts=posts, reach=km(5))}, rounds=rounds)
    seconds, found = raced["coverage"]
    say(f"Coverage of {found.length.km:,.0f} km with 100 posts: {1e3 * seconds:.0f} ms\n")


def models(*, size: int, rounds: int) -> None:
    """Solve four models, the same matrices for both; objectives side by side. Ours breaks ties by order too."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0, 100, (size, 2)), rng.uniform(0, 100, (size, 2))
    distance = np.round(np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1)), 3)
    weight = rng.integers(1, 100, size).astype(float)
    near = float(distance.min(axis=1).max()) + 1
    ours: dict[str, Callable[[], float]] = {
        "LSCP": lambda: fewest(distance <= near, Terms()).value,
        "MCLP": lambda: best_cover(distance <= 10, weight, 12, Terms()).value,
        "p-median": lambda: least_mean(distance, weight, 12, Terms()).value,
        "p-center": lambda: least_worst(distance, 12, Terms()).value,
    }
    theirs = _spopt(distance, weight, near)
    rows = []
    for name, run in ours.items():
        raced = race({"zonelib": run} | ({"spopt": theirs[name]} if theirs else {}), rounds=rounds)
        told = tuple(text for seconds, value in raced.values() for text in (f"{seconds:.2f} s", f"{value:,.3f}"))
        rows.append((name, *told))
    say(f"{size} demands, {size} candidates")
    table(("model", "zonelib", "objective") + (("spopt", "objective") if theirs else ()), rows)


def _spopt(distance: Any, weight: Any, near: float) -> dict[str, Callable[[], float]]:
    if not find_spec("spopt"):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        locate, pulp = import_module("spopt.locate"), import_module("pulp")

    def solved(made: Any) -> float:
        return float(pulp.value(made.solve(pulp.PULP_CBC_CMD(msg=False)).problem.objective))

    return {
        "LSCP": lambda: solved(locate.LSCP.from_cost_matrix(distance, near)),
        "MCLP": lambda: solved(locate.MCLP.from_cost_matrix(distance, weight, 10, 12)),
        "p-median": lambda: solved(locate.PMedian.from_cost_matrix(distance, weight, 12)),
        "p-center": lambda: solved(locate.PCenter.from_cost_matrix(distance, 12)),
    }
