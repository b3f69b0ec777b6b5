"""Buffers: who meets a tolerance where, at what cost; many discs at once; the cost by the number of vertices."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pyproj
import shapely

from benchmarks.peers import GEOD, Floats
from benchmarks.race import race, say, table
from zonelib.geodesy import buffer, distances_to
from zonelib.geodesy.rings import many_discs

DISTANCE_M = 5e4
_SAMPLES = 150
_STRAYS = 30
_SPACE = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def blob(lon: float, lat: float, count: int, *, radius: float = 3e5, rough: float = 0.3, seed: int = 0) -> Any:
    """Draw a star-shaped polygon, 600 km across if not told otherwise, with vertices at even azimuths."""
    reach = radius * (1 - rough * np.random.default_rng(seed).random(count))
    x, y, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), np.linspace(360, 0, count, endpoint=False), reach)
    return shapely.Polygon(np.column_stack([x, y]))


PLACES: dict[str, Any] = {
    **{f"point at {lat:g}°": shapely.Point(36, lat) for lat in (0, 35, 60, 80, 89.5)},
    "point on the pole": shapely.Point(36, 90),
    "point at ±180°": shapely.Point(179.9, 35),
    **{f"closed line of 24 edges, {lat}°": shapely.LineString(blob(36, lat, 24).exterior) for lat in (35, 60)},
}


def elsewhere(run: Callable[[Any], Any], source: Any) -> Callable[[], Any]:
    """Run on the source moved by another ten centimetres each time: no two shapes have their plane in common."""
    turns = itertools.count(1)

    def fresh() -> Any:
        east = next(turns) * 1e-6
        return run(shapely.transform(source, lambda at: at - [east, 0]))

    return fresh


def in_plane(source: Any, crs: str, *, segments: int = 16, distance: float = DISTANCE_M) -> Any:
    """Project, buffer with shapely, project back: the edges as they come, the vertices as they fall."""
    there = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    moved = shapely.transform(source, there.transform, interleaved=False)
    found = shapely.buffer(moved, distance, quad_segs=segments)
    return shapely.transform(found, partial(there.transform, direction="INVERSE"), interleaved=False)


def centred(source: Any, name: str = "aeqd", *, segments: int = 16, distance: float = DISTANCE_M) -> Any:
    """Buffer in a plane centred on the source."""
    lon, lat = source.centroid.coords[0]
    crs = f"+proj={name} +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    return in_plane(source, crs, segments=segments, distance=distance)


def utm(source: Any) -> Any:
    """Buffer in the zone of UTM."""
    lon, lat = source.centroid.coords[0]
    return in_plane(source, f"+proj=utm +zone={int((lon + 180) // 6) % 60 + 1} +datum=WGS84{' +south' * (lat < 0)}")


def degrees(source: Any) -> Any:
    """Buffer in degrees, a degree taken for 111.32 km."""
    return shapely.buffer(source, DISTANCE_M / 111_320)


def ours(source: Any, *, share: float) -> Any:
    """Buffer with zonelib."""
    return buffer(source, DISTANCE_M, tolerance_m=share * DISTANCE_M).geometry


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
        say("sedonadb is left out: not installed")
        return {}
    connection: Any = import_module("sedonadb").connect()

    def run(source: Any) -> Any:
        query = f"SELECT ST_AsBinary(ST_Buffer(ST_GeogFromWKT('{source.wkt}'), {DISTANCE_M})) AS b"
        return shapely.from_wkb(connection.sql(query).to_arrow_table()["b"][0].as_py())

    try:
        run(source)
    except Exception as error:
        say(f"sedonadb is left out: it has no buffer of this geography ({str(error).splitlines()[0][:80]})")
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
    """Search the source at its vertices, and between: coarsely by chords in space, then thrice round the nearest dips.

    Half a metre from the foot of a perpendicular of 50 km the distance is 3 micrometres too long, 5e-11 of it.
    """
    vertices = shapely.get_coordinates(source)
    least = float(_metres(vertices, place).min())
    if source.geom_type == "Point":
        return least
    at, samples = _samples(source)
    chord = np.linalg.norm(samples - _in_space(place[None]), axis=1)
    dips = np.flatnonzero((chord <= np.roll(chord, 1)) & (chord <= np.roll(chord, -1)))
    near, step = at[dips[np.argsort(chord[dips])[:10]]], at[1]
    for finer in step / 10.0 ** np.arange(1, 4):
        fine = np.clip(near[:, None] + finer * np.arange(-10, 11), 0, source.length)
        metres = _metres(shapely.get_coordinates(shapely.line_interpolate_point(source, fine.ravel())), place)
        near = fine[np.arange(len(fine)), metres.reshape(fine.shape).argmin(axis=1)]
        least = min(least, float(metres.min()))
    return least


@lru_cache(maxsize=1)
def _samples(line: Any) -> tuple[Floats, Floats]:
    at = np.linspace(0, line.length, 4_000)
    return at, _in_space(shapely.get_coordinates(shapely.line_interpolate_point(line, at)))


def _in_space(lonlat: Floats) -> Floats:
    return np.column_stack(_SPACE.transform(lonlat[:, 0], lonlat[:, 1], np.zeros(len(lonlat))))


def misplaced(found: Any, source: Any, error: float) -> str:
    """Count places on the wrong side of the outline, though farther from the true one than the error found.

    Half of them are drawn within three such errors of the outline, half all over the surroundings.
    """
    if not np.isfinite(error):
        return "all"
    rng, error = np.random.default_rng(1), max(1.05 * error, 1e-10)
    outline = shapely.get_coordinates(found)
    near = outline[rng.integers(0, len(outline), _STRAYS)]
    around = np.repeat([source.centroid.coords[0]], _STRAYS, axis=0)
    start = np.vstack([near, around])
    far = np.r_[rng.uniform(0, 3 * error, _STRAYS) * DISTANCE_M, rng.uniform(0, 4e5, _STRAYS)]
    lon, lat, _ = GEOD.fwd(start[:, 0], start[:, 1], rng.uniform(0, 360, len(start)), far)
    least = np.array([_least(place, source) for place in np.column_stack([lon, lat])]) / DISTANCE_M
    told = shapely.intersects_xy(found, lon, lat)
    wrong = (told & (least > 1 + error)) | (~told & (least < 1 - error))
    return f"{int(wrong.sum())} of {int((np.abs(least - 1) > error).sum())}"


def _metres(samples: Floats, place: Floats) -> Floats:
    count = len(samples)
    lon, lat = np.full(count, place[0]), np.full(count, np.clip(place[1], -90, 90))
    return np.asarray(GEOD.inv(samples[:, 0].copy(), samples[:, 1].copy(), lon, lat)[2])


def tolerances(*, rounds: int) -> None:
    """What 50 km cost round points and closed lines, and how far off they are."""
    for place, source in PLACES.items():
        runs = contestants(source)
        found = race({name: elsewhere(run, source) for name, run in runs.items()}, rounds=rounds)
        base = found["centred equidistant, 16"][0]
        rows = [
            (
                name,
                f"{1e3 * seconds:,.1f}",
                f"{base / seconds:.2f}",
                *_judged(runs[name](source), source),
            )
            for name, (seconds, _) in found.items()
        ]
        say(f"50 km round a {place}")
        table(("", "ms", "times centred, 16", "greatest error / d", "wrong side"), rows)


def _judged(found: Any, source: Any) -> tuple[str, str]:
    error = worst(found, source)
    return f"{error:.1e}", misplaced(found, source, error)


def small_shapes(*, rounds: int) -> None:
    """What one buffer of a small shape costs against the buffer through a centred CRS."""
    line = shapely.LineString(np.column_stack([np.linspace(36, 36.3, 20), 35 + 0.02 * np.sin(np.arange(20))]))
    shapes = {
        "point": shapely.Point(36, 35),
        "zone of 24 edges, 16 km": blob(36, 35, 24, radius=8e3),
        "zone of 100 edges, 40 km": blob(36, 35, 100, radius=2e4),
        "line of 20 edges, 27 km": line,
    }
    rows = []
    for (name, source), km in itertools.product(shapes.items(), (1, 2, 5, 50)):
        runs: dict[str, Callable[[Any], Any]] = {
            "16": partial(centred, distance=1e3 * km),
            "56": partial(centred, segments=56, distance=1e3 * km),
            "178": partial(centred, segments=178, distance=1e3 * km),
            "1e-4": lambda at, km=km: buffer(at, 1e3 * km, tolerance_m=0.1 * km),
            "1e-5": lambda at, km=km: buffer(at, 1e3 * km, tolerance_m=0.01 * km),
        }
        found = race({label: elsewhere(run, source) for label, run in runs.items()}, rounds=rounds)
        ms = {label: 1e3 * seconds for label, (seconds, _) in found.items()}
        pairs = (("16", "1e-4"), ("56", "1e-4"), ("16", "1e-5"), ("178", "1e-5"))
        ratios = [f"{ms[peer] / ms[own]:.2f}" for peer, own in pairs]
        rows.append((f"{km} km round a {name}", f"{ms['16']:.2f}", f"{ms['1e-4']:.2f}", f"{ms['1e-5']:.2f}", *ratios))
    say("Small shapes: ms, and how many times as fast as a centred CRS with so many segments to a quarter circle")
    say("(chords of 16 are off by 1.2e-3 of the distance, of 56 by 1e-4, of 178 by 1e-5)")
    head = ("", "centred, 16", "ours, 1e-4", "ours, 1e-5", "1e-4 : 16", "1e-4 : 56", "1e-5 : 16", "1e-5 : 178")
    table(head, rows)


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


def coast(count: int, *, seed: int = 0) -> Any:
    """Draw an open line 200 km wide and rough at every scale, by shifting midpoints."""
    rng, at = np.random.default_rng(seed), np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    while len(at) < count:
        step = np.roll(at, -1, axis=0) - at
        aside = np.column_stack([-step[:, 1], step[:, 0]]) * rng.normal(0, 0.25, len(at))[:, None]
        at = np.stack([at, at + step / 2 + aside], axis=1).reshape(-1, 2)
    return shapely.LineString(at[:count] + np.array([36.0, 35.0]))


def growth(*, sizes: tuple[int, ...]) -> None:
    """How buffers and distances grow with the number of vertices."""
    rows = []
    points = np.column_stack([np.linspace(30, 42, 100), np.linspace(30, 40, 100)])
    for count in sizes:
        spiky, line = blob(36, 35, count, rough=0.02), coast(count)
        runs = {
            f"{name}, {far:g} m": partial(buffer, source, far, tolerance_m=1e-4 * far)
            for name, source in (("spikes", spiky), ("coast", line))
            for far in (100.0, 5e3)
        }
        found = race(runs | {"distances": partial(distances_to, points, spiky)}, rounds=1)
        rows.append((f"{count:,}", *(f"{1e6 * seconds / count:,.1f}" for seconds, _ in found.values())))
    say("Cost by number of vertices, µs a vertex: at 1e-4 round a polygon of spikes and a coast; 100 distances to it")
    table(("vertices", *found), rows)
