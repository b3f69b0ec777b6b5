"""Distances: many points to a polygon, polygon to polygon, a target line to a country; and how they grow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np
import pyproj
import shapely

from benchmarks.peers import GEOD, Floats
from benchmarks.race import race, say, table
from zonelib.geodesy import distance, farthest, farthest_places, nearest_places
from zonelib.geodesy.distance import nearest_finder

Edges = Literal["lonlat", "geodesic"]
EDGES: tuple[Edges, ...] = ("lonlat", "geodesic")
CENTRE = (37.0, 35.0)


def star(vertices: int, *, centre: tuple[float, float] = CENTRE, degrees: float = 3.0) -> shapely.Polygon:
    """Draw a lobed polygon with a ragged edge: 2,000 edges of about a kilometre."""
    turn = np.arange(vertices) * 2 * np.pi / vertices
    reach = degrees * (1 + 0.3 * np.sin(5 * turn) + 0.05 * np.sin(37 * turn))
    reach *= 1 + 0.3 / vertices * np.random.default_rng(0).normal(size=vertices)
    return shapely.Polygon(np.column_stack([centre[0] + reach * np.cos(turn), centre[1] + reach * np.sin(turn)]))


def spikes(vertices: int) -> shapely.Polygon:
    """Draw a polygon whose every edge is about 1,000 km long: spikes round a core."""
    turn = np.arange(vertices) * 2 * np.pi / vertices
    reach = np.where(np.arange(vertices) % 2, 14.0, 4.0)
    return shapely.Polygon(np.column_stack([CENTRE[0] + reach * np.cos(turn), CENTRE[1] + reach * np.sin(turn)]))


def around(count: int, *, apart: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """Scatter points over a box of some 1,600 km about the polygon, or about a place so far from it."""
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(28, 46, count), rng.uniform(27, 43, count)
    return np.column_stack([lon + apart[0], lat + apart[1]])


def plane_of(polygon: shapely.Polygon) -> Callable[[Floats], Any]:
    """Draw a polygon in the equidistant plane at its centroid, to measure there; wrong away from it."""
    place = polygon.centroid
    plane = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=aeqd +lat_0={place.y} +lon_0={place.x} +ellps=WGS84"
    )
    drawn = shapely.transform(polygon, lambda c: np.column_stack(plane.transform(*c.T)))
    shapely.prepare(drawn)
    return lambda points: shapely.distance(drawn, shapely.points(*plane.transform(*points.T)))


def oracle(point: Floats, polygon: shapely.Polygon, edges: Edges) -> float:
    """Sample every edge, and again round the nearest samples ever finer: inverse geodesics only."""
    c = shapely.get_coordinates(polygon)
    a, b = c[:-1], c[1:]
    low, high = np.zeros(len(a)), np.ones(len(a))
    for _ in range(9):
        share = low[:, None] + np.linspace(0, 1, 17) * (high - low)[:, None]
        places = _at(np.repeat(a, 17, axis=0), np.repeat(b, 17, axis=0), share.ravel(), edges)
        away = np.asarray(GEOD.inv(*np.tile(point, (len(places), 1)).T.copy(), *places.T.copy())[2]).reshape(-1, 17)
        step = np.abs(np.diff(away, axis=1)).max(axis=1)
        keep = np.flatnonzero(away.min(axis=1) <= away.min() + step)
        nearest = away[keep].argmin(axis=1)
        width = (high - low)[keep] / 16
        centre = low[keep] + nearest * width
        a, b = a[keep], b[keep]
        low, high = np.maximum(centre - width, 0), np.minimum(centre + width, 1)
    return float(away.min())


def to_polygon(*, count: int, rounds: int) -> None:
    """Many points to a polygon of 2,000 edges, short and long; from beside it and from far; made ready or not."""
    rows = []
    short, long = star(2_000), spikes(2_000)
    for name, polygon, apart in (
        ("1 km edges, near", short, (0.0, 0.0)), ("1 km edges, 5,000 km away", short, (60.0, 10.0)),
        ("1,000 km edges, near", long, (0.0, 0.0)), ("1,000 km edges, 5,000 km away", long, (70.0, 10.0)),
    ):  # fmt: skip
        points = around(count, apart=apart)
        ready = plane_of(polygon)
        runs: dict[str, Any] = {
            "plane": lambda p=polygon, x=points: plane_of(p)(x),
            "ready plane": partial(ready, points),
        }
        for edges in EDGES:
            runs[edges] = partial(nearest_places, points, polygon, edges=edges)
            runs[f"ready {edges}"] = partial(nearest_finder(polygon, edges=edges), points)
        found = race(runs, rounds=rounds)
        flat = found["plane"][1]
        for edges in EDGES:
            exact = found[edges][1]
            some = np.flatnonzero(exact.metres > 0)[:: max(1, count // 20)]
            true = np.array([oracle(points[i], polygon, edges) for i in some])
            cold, warm = (found[way + edges][0] / found[way + "plane"][0] for way in ("", "ready "))
            rows.append(
                (
                    f"{name}, {edges}", *(f"{1e6 * found[way][0] / count:.1f}" for way in (edges, "plane")),
                    f"{cold:.2f}", f"{warm:.2f}",
                    f"{1e3 * np.abs(exact.metres[some] - true).max():.4f}", f"{np.abs(flat[some] - true).max():,.0f}",
                )
            )  # fmt: skip
    say(f"{count:,} points to a polygon of 2,000 edges; errors against sampled edges")
    table(("", "ours, us a point", "plane", "ratio", "both ready", "our error, mm", "its error, m"), rows)


def between(*, rounds: int) -> None:
    """Two polygons; a target line and a country of so many vertices."""
    line = shapely.LineString(np.column_stack([np.linspace(36, 40, 331), 35 + 0.5 * np.sin(np.linspace(0, 9, 331))]))
    far = star(50_000, centre=(100.0, 60.0), degrees=20.0)
    runs: dict[str, Any] = {}
    for edges in EDGES:
        runs[f"2,000 to 2,000 edges, 540 km, {edges}"] = partial(
            distance, star(2_000), star(2_000, centre=(50.0, 38.0)), edges=edges
        )
    runs["line of 331 vertices to 50,000, nearest"] = partial(distance, line, far)
    runs["line of 331 vertices to 50,000, farthest"] = partial(farthest, line, far)
    places = around(100_000)
    runs["100,000 places to the line, nearest"] = partial(nearest_places, places, line)
    runs["100,000 places to the line, farthest"] = partial(farthest_places, places, line)
    say("Between shapes, nothing made ready before")
    table(("", "ms"), [(name, f"{1e3 * t:,.0f}") for name, (t, _) in race(runs, rounds=rounds).items()])


def growth(*, most: int) -> None:
    """How the cost grows with the vertices of the polygon."""
    points, rows = around(10_000), []
    for power in range(2, most + 1):
        polygon = star(10**power)
        (seconds, _), (one, _) = race(
            {"many": partial(nearest_places, points, polygon), "one": partial(nearest_places, points[:1], polygon)},
            rounds=3,
        ).values()
        rows.append((f"{10**power:,}", f"{1e3 * one:,.1f}", f"{1e6 * (seconds - one) / len(points):,.1f}"))
    say("Cost by number of vertices, 10,000 points")
    table(("vertices", "making ready, ms", "us a point"), rows)


def run(*, quick: bool) -> None:
    """Run all."""
    to_polygon(count=20_000 if quick else 100_000, rounds=3)
    between(rounds=3)
    growth(most=4 if quick else 5)


def _at(start: Floats, end: Floats, share: Floats, edges: Edges) -> Floats:
    if edges == "lonlat":
        return start + share[:, None] * (end - start)
    azimuth, _, metres = GEOD.inv(*start.T.copy(), *end.T.copy())
    lon, lat, _ = GEOD.fwd(*start.T.copy(), azimuth, metres * share)
    return np.column_stack([lon, lat])
