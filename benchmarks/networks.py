"""Costs along a network beside networkx's own shortest paths."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

import zonelib as zl
from benchmarks.race import race, say, table
from zonelib.analysis.travel import travel_costs


def posts_to_places(*, rounds: int) -> None:
    """Go from 20 posts to 1,000 places at nodes of a grid of 10,000; zonelib joins them to edges, networkx need not."""
    if not find_spec("networkx"):
        return
    nx: Any = import_module("networkx")
    rng = np.random.default_rng(0)
    graph = nx.grid_2d_graph(100, 100)
    for i, j in graph.nodes:
        graph.nodes[i, j].update(x=36 + 0.02 * i, y=35 + 0.02 * j)
    for edge in graph.edges:
        graph.edges[edge]["minutes"] = float(rng.uniform(1, 5))
    nodes = list(graph.nodes)
    at = np.array([[graph.nodes[node]["x"], graph.nodes[node]["y"]] for node in nodes])
    posts, places = rng.choice(len(nodes), 20, replace=False), rng.choice(len(nodes), 1_000, replace=False)
    ask = {"cost": "minutes", "unit": "min", "join_within": zl.m(100), "walk_km_h": 4}
    network = zl.travel_network(graph, **ask)

    def theirs() -> Any:
        far = [nx.single_source_dijkstra_path_length(graph, nodes[k], weight="minutes") for k in posts]
        return np.array([[one[nodes[k]] for k in places] for one in far])

    names = [str(k) for k in posts]
    raced = race(
        {
            "taken out of the graph": lambda: zl.travel_network(graph, **ask),
            "zonelib": lambda: travel_costs(network, at[posts], at[places], names=names, what="post") / 60,
            "networkx": theirs,
        },
        rounds=rounds,
    )
    off = float(np.abs(raced["zonelib"][1] - raced["networkx"][1]).max())
    say(f"20 posts to 1,000 places over 10,000 nodes; the two differ by {off:.0e} minutes at most")
    table(("", "seconds"), [(name, f"{seconds:.3f}") for name, (seconds, _) in raced.items()])
