"""Buffers: who meets a tolerance where, at what cost; many discs at once; the cost by the number of vertices."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pyproj
import shapely

from benchmarks.peers import GEOD, Floats
from benchmarks.race import race, say, table
from zonelib.geodesy import Side, buffer, distances_to
from zonelib.geodesy.rings import many_discs

DISTANCE_M = 5e4
_SAMPLES = 150


def blob(lon: float, lat: float, count: int, *, radius: float = 3e5, rough: float = 0.3, seed: int = 0) -> Any:
    """Draw a star-shaped polygon, 600 km across if not told otherwise, with vertices at even azimuths."""
    reach = radius * (1 - rough * np.random.default_rng(seed).random(count))
    x, y, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), np.linspace(360, 0, count, endpoint=False), reach)
    return shapely.Polygon(np.column_stack([x, y]))


PLACES: dict[str, Any] = {
    **{f"point at {lat:g}°": shapely.Point(36, lat) for lat in (0, 35, 60, 80, 89.5)},
    "point on the pole": shapely.Point(36, 90),
    "point at ±180°": shapely.Point(179.9, 35),
    "polygon of 24 edges, 35°": blob(36, 35, 24),
    "polygon of 24 edges, 60°": blob(36, 60, 24),
}


def elsewhere(run: Callable[[Any], Any], source: Any) -> Callable[[], Any]:
    """Run on the source moved by another ten centimetres each time: no two shapes have their plane in common."""
    turns = itertools.count(1)

    def fresh() -> Any:
        east = next(turns) * 1e-6
        return run(shapely.transform(source, lambda at: at - [east, 0]))

    return fresh


def in_plane(source: Any, crs: str, *, segments: int = 16) -> Any:
    """Project, buffer with shapely, project back: the edges as they come, the vertices as they fall."""
    there = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    moved = shapely.transform(source, there.transform, interleaved=False)
    found = shapely.buffer(moved, DISTANCE_M, quad_segs=segments)
    return shapely.transform(found, partial(there.transform, direction="INVERSE"), interleaved=False)


def centred(source: Any, name: str, *, segments: int = 16) -> Any:
    """Buffer in a plane centred on the source."""
    lon, lat = source.centroid.coords[0]
    return in_plane(source, f"+proj={name} +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m", segments=segments)


def utm(source: Any) -> Any:
    """Buffer in the zone of UTM."""
    lon, lat = source.centroid.coords[0]
    return in_plane(source, f"+proj=utm +zone={int((lon + 180) // 6) % 60 + 1} +datum=WGS84{' +south' * (lat < 0)}")


def degrees(source: Any) -> Any:
    """Buffer in degrees, a degree taken for 111.32 km."""
    return shapely.buffer(source, DISTANCE_M / 111_320)


def ours(source: Any, *, share: float) -> Any:
    """Buffer with zonelib, a polygon on both sides of its edge: what is compared is the outline outside and inside."""
    side: Side = "both" if source.geom_type == "Polygon" else "outside"
    return buffer(source, DISTANCE_M, side=side, tolerance_m=share * DISTANCE_M).geometry


def contestants(source: Any) -> dict[str, Callable[[Any], Any]]:
    """Give all that buffer a source."""
    return {
        "zonelib, 1e-4": partial(ours, share=1e-4),
        "zonelib, 1e-6": partial(ours, share=1e-6),
        "centred equidistant, 16": partial(centred, name="aeqd"),
        "centred equidistant, 64": partial(centred, name="aeqd", segments=64),
        "centred equal-area, 16": partial(centred, name="laea"),
        "UTM, 16": utm,
        "degrees, 16": degrees,
    } | _sedonadb(source)


def _sedonadb(source: Any) -> dict[str, Callable[[Any], Any]]:
    if not find_spec("sedonadb"):
        return {}
    connection: Any = import_module("sedonadb").connect()

    def run(source: Any) -> Any:
        query = f"SELECT ST_AsBinary(ST_Buffer(ST_GeogFromWKT('{source.wkt}'), {DISTANCE_M})) AS b"
        return shapely.from_wkb(connection.sql(query).to_arrow_table()["b"][0].as_py())

    try:
        run(source)
    except Exception:  # this version has no buffer of a geography: leave it out
        return {}
    return {"sedonadb": run}


def worst(found: Any, source: Any) -> float:
    """Give the greatest |distance - d| / d on the outline, by the inverse geodesic to a densified source."""
    rings = shapely.get_rings(shapely.get_parts(found))
    edges = np.vstack([np.hstack([c[:-1], c[1:]]) for c in map(shapely.get_coordinates, rings)])
    seam = ((np.abs(edges[:, 0]) == 180) & (np.abs(edges[:, 2]) == 180)) | (np.abs(edges[:, [1, 3]]) == 90).any(axis=1)
    edges = edges[~seam]
    edges = edges[np.random.default_rng(0).permutation(len(edges))[:_SAMPLES]]
    places = np.vstack([edges[:, :2], (edges[:, :2] + edges[:, 2:]) / 2])
    if not np.isfinite(places).all() or not len(places):
        return np.inf
    least = np.array([_least(place, source) for place in places])
    return float(np.abs(least / DISTANCE_M - 1).max())


def _least(place: Floats, source: Any) -> float:
    """Search the source twice: coarsely, then round the ten nearest dips."""
    if source.geom_type == "Point":
        return float(_metres(shapely.get_coordinates(source), place).min())
    line, step = source.exterior, source.exterior.length / 4_000
    at = np.arange(0, line.length, step)
    coarse = _metres(shapely.get_coordinates(shapely.line_interpolate_point(line, at)), place)
    dips = np.flatnonzero((coarse <= np.roll(coarse, 1)) & (coarse <= np.roll(coarse, -1)))
    near = at[dips[np.argsort(coarse[dips])[:10]]]
    fine = (near[:, None] + np.linspace(-step, step, 2_001)).ravel() % line.length
    return float(_metres(shapely.get_coordinates(shapely.line_interpolate_point(line, fine)), place).min())


def _metres(samples: Floats, place: Floats) -> Floats:
    count = len(samples)
    lon, lat = np.full(count, place[0]), np.full(count, np.clip(place[1], -90, 90))
    return np.asarray(GEOD.inv(samples[:, 0].copy(), samples[:, 1].copy(), lon, lat)[2])


def tolerances(*, rounds: int) -> None:
    """What 50 km cost round points and polygons, and how far off they are."""
    for place, source in PLACES.items():
        runs = contestants(source)
        found = race({name: elsewhere(run, source) for name, run in runs.items()}, rounds=rounds)
        base = found["centred equidistant, 16"][0]
        rows = [
            (
                name,
                f"{1e3 * seconds:,.1f}",
                f"{base / seconds:.2f}",
                f"{worst(runs[name](source), source):.1e}",
            )
            for name, (seconds, _) in found.items()
        ]
        say(f"50 km round a {place}")
        table(("", "ms", "times centred, 16", "greatest error / d"), rows)


def discs_at_once(*, count: int, rounds: int) -> None:
    """Race many discs in one call against the direct geodesics for their vertices."""
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(-180, 180, count), np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    discs, _ = many_discs(lon, lat, radius_m=DISTANCE_M, tolerance_m=1e-4 * DISTANCE_M)
    vertices = shapely.get_num_coordinates(discs)
    x, y = np.repeat(lon, vertices), np.repeat(lat, vertices)
    azimuth, far = rng.uniform(0, 360, len(x)), np.full(len(x), DISTANCE_M)
    found = race(
        {
            "direct geodesics alone": partial(GEOD.fwd, x, y, azimuth, far),
            "zonelib, many_discs": partial(many_discs, lon, lat, radius_m=DISTANCE_M, tolerance_m=1e-4 * DISTANCE_M),
        },
        rounds=rounds,
    )
    base = found["direct geodesics alone"][0]
    off = max(worst(discs[row], shapely.Point(lon[row], lat[row])) for row in range(0, count, count // 100))
    say(f"{count:,} discs of 50 km all over the earth at 1e-4, {vertices.mean():.0f} vertices each; error {off:.1e}")
    table(("", "ms", "ratio"), [(n, f"{1e3 * s:,.0f}", f"{s / base:.2f}") for n, (s, _) in found.items()])


def growth(*, sizes: tuple[int, ...]) -> None:
    """How buffers and distances grow with the number of vertices."""
    rows = []
    points = np.column_stack([np.linspace(30, 42, 100), np.linspace(30, 40, 100)])
    for count in sizes:
        source = blob(36, 35, count, rough=0.02)
        found = race(
            {
                "buffer": partial(buffer, source, 1e3, tolerance_m=0.1),
                "distances": partial(distances_to, points, source),
            },
            rounds=1,
        )
        rows.append((f"{count:,}", *(f"{1e6 * found[name][0] / count:,.1f}" for name in ("buffer", "distances"))))
    say("Cost by number of vertices, µs a vertex: 1 km round a polygon at 1e-4; 100 distances to it")
    table(("vertices", "buffer", "distances"), rows)
