"""Boundaries laid over each other: two of 10⁴ vertices, against a plain overlay in a centred plane."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely import Polygon

from benchmarks.race import race, say, table
from zonelib import compare_boundaries, km


def boundary(vertices: int, seed: int, *, wave: float) -> Polygon:
    """Draw a zone of some 7,000 km²; wave is how far two seeds part in long waves, every vertex is off by 15 m."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = 1 + 0.15 * np.sin(3 * t + 1) + 0.1 * np.sin(5 * t) + wave * np.sin(6 * t + 2 * seed)
    radius = 0.5 * (radius + 0.0003 * rng.standard_normal(vertices))
    return Polygon(np.column_stack([36.5 + radius * np.cos(t), 33 + 0.85 * radius * np.sin(t)]))


def overlay(a: Polygon, b: Polygon, *, hausdorff: bool) -> Any:
    """Project both into the equidistant plane round them, lay them over each other, and take GEOS's distance of lines.

    Hausdorff's distance is asked for apart: GEOS compares every vertex with every edge.
    """
    centre = shapely.centroid(shapely.union(shapely.envelope(a), shapely.envelope(b)))
    crs = f"+proj=aeqd +lat_0={centre.y} +lon_0={centre.x} +datum=WGS84 +units=m"
    move = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    one, other = (shapely.transform(x, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1]))) for x in (a, b))
    parts = shapely.intersection(one, other), shapely.difference(one, other), shapely.difference(other, one)
    far = shapely.hausdorff_distance(one.exterior, other.exterior) if hausdorff else None
    return [shapely.area(part) / 1e6 for part in parts], far


def two_boundaries(*, vertices: int, rounds: int) -> None:
    """Time a whole comparison, and what a plane overlay alone takes."""
    rows = []
    for name, wave in (("40 parts, up to 1.6 km apart", 0.02), ("5,016 parts, up to 59 m apart", 0.0)):
        a, b = (boundary(vertices, seed, wave=wave) for seed in (1, 2))
        found = race(
            {
                "zonelib": partial(compare_boundaries, a, b, precision=km(1)),
                "overlay": partial(overlay, a, b, hausdorff=False),
                "overlay, Hausdorff": partial(overlay, a, b, hausdorff=True),
            },
            rounds=rounds,
        )
        (mine, diff), (bare, (areas, _)), (full, (_, far)) = (found[key] for key in found)
        off = max(abs(x.area.km2 - y) for x, y in zip((diff.core, diff.only_a, diff.only_b), areas, strict=True))
        rows.append(
            (name, f"{1e3 * mine:,.0f}", f"{1e3 * bare:,.0f}", f"{mine / bare:.1f}", f"{1e3 * full:,.0f}",
             f"{mine / full:.1f}", f"{off:.3f}", f"{abs(diff.greatest.distance.m - far):.3f}")
        )  # fmt: skip
    say(f"Two boundaries of {vertices:,} vertices: areas, parts, greatest and mean offset, same stretches, slivers")
    table(
        ("", "zonelib ms", "overlay ms", "ratio", "+ Hausdorff ms", "ratio", "areas differ, km²", "offset differs, m"),
        rows,
    )
