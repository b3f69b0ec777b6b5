"""Points on a Dask cluster: the same answers as on a single machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

import zonelib as zl
from zonelib.incidents import dask_frames
from zonelib.model import Boundary, Period, Scenario, Zone

CHANGE = date(2017, 7, 1)
ZONES = {"west": box(36, 34, 37, 35), "east": box(36.5, 34, 38, 35)}
MOVED = Scenario(
    id="moved",
    title="A zone that moves",
    zones=(
        Zone(
            id="moves",
            name="Moves",
            boundaries=(
                Boundary(id="before", geometry=ZONES["west"], period=Period(last=CHANGE - timedelta(days=1))),
                Boundary(id="after", geometry=ZONES["east"], period=Period(first=CHANGE)),
            ),
        ),
    ),
)


def points(count: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    days = np.datetime64("2017-06-01") + rng.integers(0, 60, count)
    frame = pd.DataFrame({"lon": rng.uniform(35, 39, count), "lat": rng.uniform(33, 36, count), "when": days})
    frame.loc[::97, "lon"] = np.nan
    frame.loc[::89, "lat"] = 91.0
    frame.loc[::83, "when"] = pd.NaT
    frame.index += 1000
    return frame


def on_one_machine(frame: pd.DataFrame, day: str | None) -> list[str | None]:
    good = frame["lon"].notna() & (frame["lat"].abs() <= 90) & (True if day is None else frame["when"].notna())
    kept = frame[good]
    zones, days = (ZONES, None) if day is None else (MOVED, kept["when"])
    found = iter(zl.classify(kept["lon"], kept["lat"], zones=zones, days=days).zone)
    return [next(found) if placed else None for placed in good]


def words(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(word) else str(word) for word in column]


@pytest.fixture
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_two_worker_processes_tell_what_one_machine_tells(client: Client) -> None:
    workers = client.run(os.getpid)
    assert len(set(workers.values()) - {os.getpid()}) == 2
    frame = points(20_000)
    table = dd.from_pandas(frame, npartitions=16)
    for zones, day in ((ZONES, None), (MOVED, "when")):
        found = zl.classify_dask(table, zones=zones, day=day)
        assert (found.npartitions, list(found.columns)) == (16, ["lon", "lat", "when", "zone"])
        computed = found.compute()
        pd.testing.assert_frame_equal(computed.drop(columns="zone"), frame)
        assert words(computed["zone"]) == on_one_machine(frame, day)
        counts = found.groupby("zone").size().compute()
        assert counts.to_dict() == computed.groupby("zone").size().to_dict()
    # The zones are made ready once in each process, not once for each of the partitions: twice, once for each call.
    ready = client.run(dask_frames._made.cache_info)
    assert sum(told.hits + told.misses for told in ready.values()) == 4 * 16
    assert all(told.misses <= 2 for told in ready.values())


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(st.floats(35, 39) | st.sampled_from([np.nan, 36.0, 37.0, 999.0]), st.floats(33, 36)), max_size=30
    ),
    parts=st.integers(1, 5),
)
def test_any_cut_into_partitions_gives_the_same(rows: list[tuple[float, float]], parts: int) -> None:
    frame = pd.DataFrame({"lon": [r[0] for r in rows], "lat": [r[1] for r in rows], "when": pd.NaT}, dtype=object)
    frame = frame.astype({"lon": float, "lat": float})
    frame.loc[frame["lon"] > 540, "lat"] = 91.0
    with dask.config.set(scheduler="synchronous"):
        found = zl.classify_dask(dd.from_pandas(frame, npartitions=parts, sort=False), zones=ZONES).compute()
    assert words(found["zone"]) == on_one_machine(frame, None)


def test_the_file_and_the_table_agree(tmp_path: Any) -> None:
    frame = points(3_000)
    frame.to_parquet(tmp_path / "in.parquet", row_group_size=500)
    zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=MOVED, day="when")
    with dask.config.set(scheduler="synchronous"):
        table = dd.read_parquet(tmp_path / "in.parquet", split_row_groups=True)
        found = zl.classify_dask(table, zones=MOVED, day="when").compute()
    assert words(found["zone"]) == words(pd.read_parquet(tmp_path / "out.parquet")["zone"])


def test_what_cannot_be_is_said_before_anything_is_computed() -> None:
    table = dd.from_pandas(points(10), npartitions=1)
    with pytest.raises(zl.InputError, match="a DataFrame came; give a Dask dataframe"):
        zl.classify_dask(points(10), zones=ZONES)
    with pytest.raises(zl.NotFoundError, match="no column 'lng'; did you mean 'lon'"):
        zl.classify_dask(table, zones=ZONES, lon="lng")
    with pytest.raises(zl.InputError, match="has a column 'lat' already"):
        zl.classify_dask(table, zones=ZONES, column="lat")
    with pytest.raises(zl.InputError, match=r"column 'words' holds (string|object|str), not numbers"):
        zl.classify_dask(table.assign(words="a"), zones=ZONES, lat="words")
    with pytest.raises(zl.InputError, match="column 'lon' holds float64, not dates without a zone"):
        zl.classify_dask(table, zones=MOVED, day="lon")
    with pytest.raises(zl.InputError, match="days came with bare zones"):
        zl.classify_dask(table, zones=ZONES, day="when")
    with pytest.raises(zl.InputError, match="known_on came without day"):
        zl.classify_dask(table, zones=MOVED, known_on=CHANGE)
    with pytest.raises(zl.InputError, match="none of the zones has a line"):
        zl.classify_dask(table, zones=Scenario(id="none", title="None"))
    with pytest.raises(zl.GeometryError, match="is a LineString"):
        zl.classify_dask(table, zones={"a": LineString([(1, 2), (3, 4)])})
