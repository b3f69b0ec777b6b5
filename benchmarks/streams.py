"""A Parquet file of points into a hundred zones, each contestant in a process of its own: time, greatest memory."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

import zonelib as zl
from benchmarks.race import say, table
from benchmarks.zones import patchwork

_GROUP = 1_000_000
_WARM = 400_000


def files_into_zones(*, count: int) -> None:
    """Count a file by zone, and write it again, beside reading it alone and peers; on Dask with one and two workers."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder, "points.parquet"), count)
        _write(Path(folder, "warm.parquet"), _WARM)
        found = {name: _alone(name, folder) for name in _CONTESTANTS if _is_there(name)}
    scan, own = found["scan"][0], found["counted"][0]
    dask = found.get("dask, 1 worker", (float("nan"),))[0]
    say(f"{count:,} points of a Parquet file into 100 zones; all count by zone, `written` writes the file again too")
    rows = []
    for name, (seconds, processor, megabytes, inside) in found.items():
        workers = name.startswith("dask, ")
        against, busy = (f"{dask / seconds:.2f}", "") if workers else ("", f"{1e9 * processor / count:,.1f}")
        rows.append((name, f"{1e9 * seconds / count:,.1f}", busy, f"{megabytes:,.0f}", f"{seconds / scan:.1f}",
                     f"{seconds / own:.1f}", against, f"{inside:,}"))  # fmt: skip
    head = (
        "",
        "ns a row",
        "processor",
        "MB at most",
        "times scan",
        "times counted",
        "one worker / this",
        "rows in a zone",
    )
    table(head, rows)


def _write(file: Path, count: int) -> None:
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    rng = np.random.default_rng(1)
    schema = arrow.schema([("lon", arrow.float64()), ("lat", arrow.float64())])
    with parquet.ParquetWriter(file, schema, use_dictionary=False) as writer:
        for low in range(0, count, _GROUP):
            rows = min(_GROUP, count - low)
            columns = [rng.uniform(18, 62, rows), rng.uniform(18, 52, rows)]
            writer.write_table(arrow.Table.from_arrays([arrow.array(c) for c in columns], schema=schema))


def _alone(name: str, folder: str) -> tuple[float, float, float, int]:
    words = [sys.executable, "-m", "benchmarks.streams", name, folder]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    seconds, processor, megabytes, inside = json.loads(done.stdout.splitlines()[-1])
    return seconds, processor, megabytes, inside


def _is_there(name: str) -> bool:
    needs = {"sedonadb": "sedonadb", "dask-geopandas": "dask_geopandas"}.get(
        name, "distributed" if "dask" in name else ""
    )
    if needs and not find_spec(needs):
        say(f"{name} is left out: {needs} is not installed")
        return False
    return True


def _zones() -> dict[str, Any]:
    return {f"z{number}": zone for number, zone in enumerate(patchwork(10, 10, 250))}


def _scan(file: Path) -> int:
    for _ in import_module("pyarrow.parquet").ParquetFile(file).iter_batches(1 << 18):
        pass
    return 0


def _counted(file: Path) -> int:
    found = zl.classify_file(file, None, zones=_zones())
    return found.rows - found.outside


def _written(file: Path) -> int:
    found = zl.classify_file(file, file.with_name("out.parquet"), zones=_zones())
    return found.rows - found.outside


def _sedonadb(file: Path) -> int:
    connection: Any = import_module("sedonadb").connect()
    connection.read_parquet(str(file)).to_view("points")
    shapes = _zones()
    areas = gpd.GeoDataFrame({"z": list(shapes)}, geometry=list(shapes.values()))
    connection.create_data_frame(areas).to_view("areas")
    query = (
        "SELECT z, COUNT(*) AS n FROM points JOIN areas ON ST_Intersects(areas.geometry, ST_Point(lon, lat)) GROUP BY z"
    )
    return int(connection.sql(query).to_arrow_table()["n"].to_numpy().sum())


def _dask_geopandas(file: Path) -> int:
    tables, frames = import_module("dask.dataframe"), import_module("dask_geopandas")
    table = tables.read_parquet(file, split_row_groups=True)
    shapes = _zones()
    areas = gpd.GeoDataFrame({"z": list(shapes)}, geometry=list(shapes.values()))
    points = frames.from_dask_dataframe(table, geometry=frames.points_from_xy(table, "lon", "lat"))
    return len(frames.sjoin(points, areas, predicate="within"))


def _dask(file: Path, workers: int) -> int:
    distributed, tables = import_module("distributed"), import_module("dask.dataframe")
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster):
        table = zl.classify_dask(tables.read_parquet(file, split_row_groups=True), zones=_zones())
        table.partitions[:workers]["zone"].count().compute()  # what is imported and compiled once in each
        start = time.perf_counter()
        inside = int((table["zone"] != "").sum().compute())
        _TOOK.append(time.perf_counter() - start)
    return inside


_TOOK: list[float] = []
"""What a contestant timed by itself."""

_CONTESTANTS = {
    "scan": _scan,
    "counted": _counted,
    "written": _written,
    "sedonadb": _sedonadb,
    "dask-geopandas": _dask_geopandas,
    "dask, 1 worker": lambda file: _dask(file, 1),
    "dask, 2 workers": lambda file: _dask(file, 2),
}


def _compete(name: str, folder: str) -> None:
    """Run one contestant in this process: on a small file first, then timed, three times where it is quick."""
    run = _CONTESTANTS[name]
    if not name.startswith("dask, "):
        run(Path(folder, "warm.parquet"))
    times: list[tuple[float, float]] = []
    while len(times) < 3 and (not times or times[0][0] < 10):
        Path(folder, "out.parquet").unlink(missing_ok=True)  # to do away with an old file is no part of it
        start, busy = time.perf_counter(), time.process_time()
        inside = run(Path(folder, "points.parquet"))
        times.append((_TOOK[-1] if _TOOK else time.perf_counter() - start, time.process_time() - busy))
    seconds, processor = (statistics.median(column) for column in zip(*times, strict=True))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    say(json.dumps([seconds, processor, max(own, workers) / 1e3, inside]))
    # Threads of peers may hold a process that is done.
    os._exit(0)


if __name__ == "__main__":
    _compete(*sys.argv[1:])
