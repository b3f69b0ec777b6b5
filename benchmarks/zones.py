"""Points into zones: each zone grid against GEOS by a spatial join, and against SedonaDB; the answers are compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from unittest import mock

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.peers import Floats
from benchmarks.race import race, say, table
from zonelib.geodesy import zonegrid
from zonelib.geodesy.zonegrid import ZoneGrid

BOX = (20.0, 20.0, 60.0, 50.0)


def patchwork(columns: int, rows: int, steps: int, *, seed: int = 0) -> NDArray[np.object_]:
    """Draw zones that tile a region, every shared border one wiggly line of so many steps."""
    rng = np.random.default_rng(seed)
    west, south, east, north = BOX
    x, y = np.meshgrid(np.linspace(west, east, columns + 1), np.linspace(south, north, rows + 1))
    wide, high = (east - west) / columns, (north - south) / rows
    share = np.linspace(0, 1, steps + 1)

    def border(start: Floats, end: Floats) -> Floats:
        waves = np.arange(1, min(steps, 40))
        off = (rng.normal(size=len(waves)) / waves**1.3) @ np.sin(np.pi * waves[:, None] * share)
        off *= 0.03 * min(wide, high)
        off[[0, -1]] = 0
        along = end - start
        return np.asarray(start + share[:, None] * along + off[:, None] * [-along[1], along[0]] / np.hypot(*along))

    at = np.stack([x, y], axis=-1)
    across = [[border(at[j, i], at[j, i + 1]) for i in range(columns)] for j in range(rows + 1)]
    up = [[border(at[j, i], at[j + 1, i]) for i in range(columns + 1)] for j in range(rows)]
    rings = [
        np.vstack([across[j][i][:-1], up[j][i + 1][:-1], across[j + 1][i][:0:-1], up[j][i][::-1]])
        for j in range(rows)
        for i in range(columns)
    ]
    return np.asarray([shapely.Polygon(ring) for ring in rings], dtype=object)


def ours(zones: NDArray[np.object_], x: Floats, y: Floats, *, compiled: bool) -> NDArray[np.int64]:
    """Make ready and tell, with numba or without."""
    grid = ZoneGrid(list(zones))
    return _told(grid, x, y, compiled=compiled)


def _told(grid: ZoneGrid, x: Floats, y: Floats, *, compiled: bool) -> NDArray[np.int64]:
    with mock.patch.object(zonegrid, "WORTH", 0 if compiled else 1 << 62):
        labels = grid.labels(x, y)
    first = np.array([members[0] if members else -1 for members in grid.sets])
    return np.asarray(first[labels])


def joined(zones: NDArray[np.object_], x: Floats, y: Floats) -> NDArray[np.int64]:
    """Join with geopandas, by the predicate that prepares the zones."""
    points = gpd.GeoDataFrame(geometry=shapely.points(x, y), crs="OGC:CRS84")
    found = gpd.sjoin(points, gpd.GeoDataFrame(geometry=zones, crs="OGC:CRS84"), predicate="within")
    return _lowest(found.index.to_numpy(), found["index_right"].to_numpy(), len(x))


def _lowest(at: Any, zone: Any, count: int) -> NDArray[np.int64]:
    most = np.iinfo(np.int64).max
    lowest = np.full(count, most)
    np.minimum.at(lowest, at, zone)
    lowest[lowest == most] = -1
    return lowest


def _sedonadb(zones: NDArray[np.object_], x: Floats, y: Floats) -> Callable[[], NDArray[np.int64]] | None:
    if not find_spec("sedonadb"):
        say("sedonadb is left out: not installed")
        return None
    connection: Any = import_module("sedonadb").connect()
    points = gpd.GeoDataFrame({"p": np.arange(len(x))}, geometry=shapely.points(x, y), crs="OGC:CRS84")
    areas = gpd.GeoDataFrame({"z": np.arange(len(zones))}, geometry=zones, crs="OGC:CRS84")
    connection.create_data_frame(points).to_view("points")
    connection.create_data_frame(areas).to_view("areas")
    query = "SELECT p, z FROM points JOIN areas ON ST_Intersects(areas.geometry, points.geometry)"

    def run() -> NDArray[np.int64]:
        found = connection.sql(query).to_arrow_table()
        return _lowest(found["p"].to_numpy(), found["z"].to_numpy(), len(x))

    return run


def points_into_zones(*, count: int, rounds: int) -> None:
    """How long it takes to tell of so many points in which of 4, 100 and 5,000 zones they lie."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(18, 62, count), rng.uniform(18, 52, count)
    rows: list[tuple[str, ...]] = []
    for columns, lines, steps in ((2, 2, 1_250), (10, 10, 250), (100, 50, 25)):
        zones = patchwork(columns, lines, steps)
        runs: dict[str, Callable[[], Any]] = {}
        for name, compiled in (("compiled", True), ("numpy", False)):
            grid = ZoneGrid(list(zones))
            _told(grid, x[:10], y[:10], compiled=compiled)
            runs[f"{name}, prepared"] = partial(_told, grid, x, y, compiled=compiled)
            runs[name] = partial(ours, zones, x, y, compiled=compiled)
        runs["sjoin, within"] = partial(joined, zones, x, y)
        sedona = _sedonadb(zones, x, y)
        if sedona is not None:
            runs["sedonadb"] = sedona
        found = race(runs, rounds=rounds)
        base, truth = found["sjoin, within"]
        for name, (seconds, answer) in found.items():
            rows.append((f"{len(zones):,} zones: {name}", f"{1e9 * seconds / count:,.0f}", f"{base / seconds:.1f}",
                         f"{int((answer != truth).sum()):,}"))  # fmt: skip
    say(
        f"{count:,} points into zones of 5,000 to 100 vertices; times as fast as a join by geopandas, differing answers"
    )
    table(("", "ns a point", "times sjoin", "differ"), rows)
