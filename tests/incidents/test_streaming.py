"""Files of points into zones: nothing lost, nothing half, and the same answers as GEOS gives point by point."""

from __future__ import annotations

import errno
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

import zonelib as zl
from zonelib.incidents import added_column, streaming
from zonelib.incidents.thrift import Field, dumps, loads
from zonelib.model import Boundary, Period, Scenario, Zone

WEST, EAST = box(36, 34, 37, 35), box(36.5, 34, 38, 35)
ZONES = {"west": WEST, "east": EAST}
CHANGE = date(2017, 7, 1)
MOVED = Scenario(
    id="moved",
    title="A zone that moves",
    zones=(
        Zone(
            id="moves",
            name="Moves",
            boundaries=(
                Boundary(id="before", geometry=WEST, period=Period(last=CHANGE - timedelta(days=1))),
                Boundary(id="after", geometry=box(37, 34, 38, 35), period=Period(first=CHANGE)),
            ),
        ),
        Zone(id="talk", name="Talk"),
    ),
)


def by_geos(x: float | None, y: float | None) -> str | None:
    """What GEOS says of one point; None where it is not on the earth."""
    if x is None or y is None or math.isnan(x) or math.isnan(y) or abs(x) > 540 or abs(y) > 90:
        return None
    return " + ".join(name for name, shape in ZONES.items() if shape.intersects(Point(x, y)))


def zones_in(target: Path) -> list[str | None]:
    return pq.read_table(target)["zone"].to_pylist()


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two thousand rows in ten row groups."""
    rng = np.random.default_rng(1)
    table = pa.table({"lon": rng.uniform(35, 39, 2000), "lat": rng.uniform(33, 36, 2000), "n": np.arange(2000)})
    pq.write_table(table, tmp_path / "events.parquet", row_group_size=200)
    return tmp_path / "events.parquet"


# ---------------------------------------------------------------------------------------------------------------- laws

COORDINATES = st.one_of(
    st.none(), st.floats(35, 39), st.sampled_from([36.0, 36.5, 34.0, math.nan, math.inf, 91.0, 541.0])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(rows=st.lists(st.tuples(COORDINATES, COORDINATES), max_size=30), size=st.integers(1, 12))
def test_every_row_lands_once_in_its_place_and_parts_add_up(
    rows: list[tuple[float | None, float | None]], size: int, tmp_path: Path
) -> None:
    lon, lat = pa.array([r[0] for r in rows], pa.float64()), pa.array([r[1] for r in rows], pa.float64())
    table = pa.table({"lon": lon, "lat": lat, "n": np.arange(len(rows))})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=size)
    found = zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=ZONES)
    written = pq.read_table(tmp_path / "out.parquet")
    assert written["n"].to_pylist() == list(range(len(rows)))
    assert repr(written.select(["lon", "lat"]).to_pylist()) == repr(table.select(["lon", "lat"]).to_pylist())
    expected = [by_geos(*row) for row in rows]
    assert written["zone"].to_pylist() == expected
    assert found.rows == len(rows) == sum(count for _, count in found.sets) + sum(found.unplaced.values())
    told = Counter(expected)
    assert {" + ".join(members): count for members, count in found.sets} == {
        k: v for k, v in told.items() if k is not None
    }
    assert sum(found.unplaced.values()) == told[None]
    assert sum(found.counts.values()) + found.outside == len(rows) - told[None] + found.several
    # Without a target: the same, and nothing is written.
    there = left_in(tmp_path)
    assert replace(found, target=None) == zl.classify_file(tmp_path / "in.parquet", None, zones=ZONES)
    assert left_in(tmp_path) == there


def test_the_sentence_says_what_could_not_be_placed(tmp_path: Path) -> None:
    table = pa.table({"lon": [36.2, 36.7, 40.0, None, 900.0], "lat": [34.5] * 5})
    pq.write_table(table, tmp_path / "in.parquet")
    found = zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=ZONES)
    assert str(found) == (
        "5 rows: 2 in west, 1 in east, 1 in none; 1 in more than one; 2 could not be placed (no coordinate: 1, "
        "coordinate out of range: 1)"
    )
    assert left_in(tmp_path) == {"in.parquet", "out.parquet"}


# ------------------------------------------------------------------------------------------------ what the file keeps

RICH = {
    "lon": [36.2, 36.7, None, 40.0],
    "lat": [34.5, 34.5, 34.5, 34.5],
    "words": ["a", None, "ä", ""],
    "truth": [True, False, None, True],
    "list": [[1, 2], [], None, [3]],
    "struct": [{"x": 1, "y": "p"}, None, {"x": None, "y": "q"}, {"x": 2, "y": None}],
    "when": [datetime(2017, 7, 5, tzinfo=UTC)] * 4,
    "money": [Decimal("1.50")] * 4,
}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "zstd", "write_page_index": True, "row_group_size": 1},
        {"version": "1.0", "store_schema": False, "compression": "none", "use_dictionary": False},
        {"data_page_version": "2.0", "sorting_columns": [pq.SortingColumn(1)]},
    ],
)
def test_all_columns_are_kept_as_they_were_stored(options: dict[str, Any], tmp_path: Path) -> None:
    table = pa.table(RICH).append_column("kind", pa.array(["x", "y", "x", None]).dictionary_encode())
    table = table.replace_schema_metadata({"mine": "kept"})
    pq.write_table(table, tmp_path / "in.parquet", **options)
    zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=ZONES)
    before, after = pq.ParquetFile(tmp_path / "in.parquet"), pq.ParquetFile(tmp_path / "out.parquet")
    assert after.read().drop_columns(["zone"]).equals(before.read())
    assert after.read()["zone"].to_pylist() == ["west", "west + east", None, ""]
    assert after.schema_arrow.remove(after.schema_arrow.get_field_index("zone")).equals(before.schema_arrow)
    if options.get("store_schema", True):
        assert after.schema_arrow.metadata[b"mine"] == b"kept"
        assert pa.types.is_dictionary(after.schema_arrow.field("zone").type)
    assert after.metadata.num_row_groups == before.metadata.num_row_groups
    for group in range(before.metadata.num_row_groups):
        old, new = before.metadata.row_group(group), after.metadata.row_group(group)
        assert new.num_columns == old.num_columns + 1
        for column in range(old.num_columns):
            assert new.column(column).to_dict() == old.column(column).to_dict()
    # One column is read without the others, and so is one row group.
    assert pq.read_table(tmp_path / "out.parquet", columns=["zone"]).num_rows == 4
    pairs = zip(after.iter_batches(1), ["west", "west + east", None, ""], strict=True)
    assert all(batch["zone"].to_pylist() == [zone] for batch, zone in pairs)


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_geometries_of_geoparquet(encoding: str, tmp_path: Path) -> None:
    at = [Point(36.2, 34.5), Point(36.7, 34.5), None, Point(40, 34.5)]
    frame = gpd.GeoDataFrame({"n": range(4)}, geometry=at, crs="EPSG:4326")
    frame.to_parquet(tmp_path / "in.parquet", geometry_encoding=encoding)
    found = zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=ZONES)
    assert found.unplaced == {"no coordinate": 1}
    written = gpd.read_parquet(tmp_path / "out.parquet")
    assert written["zone"].astype(object).where(written["zone"].notna(), None).tolist() == [
        "west",
        "west + east",
        None,
        "",
    ]
    assert written.drop(columns="zone").equals(gpd.read_parquet(tmp_path / "in.parquet"))


def test_bytes_of_points_and_points_by_geos_are_one(tmp_path: Path) -> None:
    # All plain points: read from the bytes. One of another shape among them: read by GEOS.
    rng = np.random.default_rng(2)
    points = shapely.points(rng.uniform(35, 39, 300), rng.uniform(33, 36, 300))
    for name, shapes in (("a", points), ("b", np.append(points, LineString([(36, 34), (37, 35)])))):
        gpd.GeoDataFrame(geometry=shapes, crs="OGC:CRS84").to_parquet(tmp_path / f"{name}.parquet")
    plain = zl.classify_file(tmp_path / "a.parquet", tmp_path / "a2.parquet", zones=ZONES)
    mixed = zl.classify_file(tmp_path / "b.parquet", tmp_path / "b2.parquet", zones=ZONES)
    assert mixed.unplaced == {"geometry is no point": 1}
    assert plain.sets == mixed.sets
    expected = [by_geos(point.x, point.y) for point in points]
    assert zones_in(tmp_path / "a2.parquet") == expected
    assert zones_in(tmp_path / "b2.parquet") == [*expected, None]


def test_text_of_a_csv_stays_as_it_is_written(tmp_path: Path) -> None:
    rows = [("007", "36.2", "34.5", ""), ("8", "", "34.5", "a, b"), ("9", "36.7", "34.5", "NA")]
    text = "id,lon,lat,note\n" + "".join(f'{i},{x},{y},"{note}"\n' for i, x, y, note in rows)
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    seen: list[tuple[int, int]] = []
    found = zl.classify_file(
        tmp_path / "in.csv", tmp_path / "out.parquet", zones=ZONES, progress=lambda *told: seen.append(told)
    )
    assert (found.rows, found.unplaced) == (3, {"no coordinate": 1})
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [
        {"id": "007", "lon": 36.2, "lat": 34.5, "note": "", "zone": "west"},
        {"id": "8", "lon": None, "lat": 34.5, "note": "a, b", "zone": None},
        {"id": "9", "lon": 36.7, "lat": 34.5, "note": "NA", "zone": "west + east"},
    ]
    assert seen[-1] == (len(text), len(text))


def test_blocks_of_a_csv_come_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_CSV_BLOCK", 1 << 10)
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(35, 39, 2000).round(3), rng.uniform(33, 36, 2000).round(3)
    rows = "".join(f"{n},{x},{y}\n" for n, (x, y) in enumerate(zip(lon, lat, strict=True)))
    (tmp_path / "in.csv").write_text("n,lon,lat\n" + rows, encoding="utf-8")
    found = zl.classify_file(tmp_path / "in.csv", tmp_path / "out.parquet", zones=ZONES)
    assert found.rows == 2000
    assert pq.ParquetFile(tmp_path / "out.parquet").num_row_groups > 10
    assert pq.read_table(tmp_path / "out.parquet")["n"].to_pylist() == [str(n) for n in range(2000)]
    assert zones_in(tmp_path / "out.parquet") == [by_geos(x, y) for x, y in zip(lon, lat, strict=True)]
    assert zl.classify_file(tmp_path / "in.csv", None, zones=ZONES) == replace(found, target=None)


# ---------------------------------------------------------------------------------------------------------------- days

DAYS = [date(2017, 6, 30), date(2017, 7, 1), None, date(2017, 7, 2)]


@pytest.mark.parametrize(
    "days",
    [
        pa.array(DAYS, pa.date32()),
        pa.array(DAYS, pa.date64()),
        pa.array([None if day is None else datetime.combine(day, time(23, 59)) for day in DAYS]),
        pa.array([None if day is None else day.isoformat() for day in DAYS]),
        pa.array([None if day is None else f"{day}T12:00" for day in DAYS]).dictionary_encode(),
    ],
    ids=["date32", "date64", "timestamp", "text", "coded text"],
)
def test_each_row_is_held_against_the_lines_of_its_day(days: pa.Array, tmp_path: Path) -> None:
    pq.write_table(pa.table({"lon": [36.2] * 4, "lat": [34.5] * 4, "when": days}), tmp_path / "in.parquet")
    found = zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=MOVED, day="when")
    assert zones_in(tmp_path / "out.parquet") == ["moves", "", None, ""]
    assert found.unplaced == {"no date": 1}
    assert [line for _, line, _ in found.boundaries] == ["before", "after"]
    assert found.undrawn == ("talk",)
    assert str(found).endswith("1 could not be placed (no date: 1); no line is drawn for talk")


def test_a_day_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    when = ["2017-06-30", "last week", "", "2017-02-30"]
    pq.write_table(pa.table({"lon": [36.2] * 4, "lat": [34.5] * 4, "when": when}), tmp_path / "in.parquet")
    found = zl.classify_file(tmp_path / "in.parquet", tmp_path / "out.parquet", zones=MOVED, day="when")
    assert found.unplaced == {"date unreadable": 2, "no date": 1}


# -------------------------------------------------------------------------------------------- interrupted, and gone on


def stop_after(rows: int) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        if done >= rows:
            raise KeyboardInterrupt

    return told


def interrupted(source: Path, target: Path, **options: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        zl.classify_file(source, target, zones=ZONES, progress=stop_after(600), **options)


def test_a_stop_leaves_no_target_and_resume_goes_on_by_row_groups(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = zl.classify_file(source, tmp_path / "whole.parquet", zones=ZONES)
    target = tmp_path / "out.parquet"
    interrupted(source, target)
    assert left_in(tmp_path) == {"events.parquet", "whole.parquet", ".out.parquet.parts"}
    done = {int(path.stem) for path in (tmp_path / ".out.parquet.parts").glob("*.parquet")}
    assert {0, 1, 2} <= done < set(range(10))
    # A part that is broken is made again.
    (tmp_path / ".out.parquet.parts" / "00000001.parquet").write_bytes(b"PAR1 half")
    made: list[int] = []
    classify = streaming._Groups.classify

    def noted(groups: Any, group: int, parts: Any) -> Any:
        made.append(group)
        return classify(groups, group, parts)

    monkeypatch.setattr(streaming._Groups, "classify", noted)
    found = zl.classify_file(source, target, zones=ZONES, resume=True)
    assert sorted(made) == sorted(set(range(10)) - done | {1})
    assert left_in(tmp_path) == {"events.parquet", "whole.parquet", "out.parquet"}
    assert pq.read_table(target).equals(pq.read_table(tmp_path / "whole.parquet"))
    assert (found.rows, dict(found.sets), found.boundaries) == (whole.rows, dict(whole.sets), whole.boundaries)


def test_resume_begins_where_there_is_nothing_to_go_on_from(source: Path, tmp_path: Path) -> None:
    assert zl.classify_file(source, tmp_path / "out.parquet", zones=ZONES, resume=True).rows == 2000


def test_without_resume_all_is_made_anew(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    interrupted(source, target)
    zl.classify_file(source, target, zones={"west": WEST})
    assert set(zones_in(target)) == {"west", ""}
    assert left_in(tmp_path) == {"events.parquet", "out.parquet"}


def test_resume_refuses_what_was_made_of_something_else(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    interrupted(source, target)
    with pytest.raises(zl.InputError, match=r"made with other zones; begin anew, without resume"):
        zl.classify_file(source, target, zones={"west": WEST, "east": box(36.5, 34, 38, 35.1)}, resume=True)
    with pytest.raises(zl.InputError, match="made with other options"):
        zl.classify_file(source, target, zones=ZONES, lon="lat", lat="lon", resume=True)
    pq.write_table(pq.read_table(source).slice(1), source, row_group_size=200)
    with pytest.raises(zl.InputError, match="made with other source"):
        zl.classify_file(source, target, zones=ZONES, resume=True)
    (tmp_path / ".out.parquet.parts" / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(zl.InputError, match=r"run\.json cannot be read"):
        zl.classify_file(source, target, zones=ZONES, resume=True)


def test_a_source_that_changes_on_the_way_is_refused(source: Path, tmp_path: Path) -> None:
    def told(done: int, total: int) -> None:
        if done == total:
            pq.write_table(pq.read_table(source), source, row_group_size=200)

    with pytest.raises(zl.FileError, match="was changed while it was read"):
        zl.classify_file(source, tmp_path / "out.parquet", zones=ZONES, progress=told)
    assert "out.parquet" not in left_in(tmp_path)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_full_disk_leaves_the_older_target(
    kind: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(*given: Any, **options: Any) -> None:
        raise full

    if kind == "csv":
        pq.read_table(source).to_pandas().to_csv(tmp_path / "events.csv", index=False)
        monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    else:
        monkeypatch.setattr(added_column.AddedColumn, "copy", fail)
    target = tmp_path / "out.parquet"
    target.write_bytes(b"older")
    with pytest.raises(zl.FileError, match=r"out\.parquet could not be written \(No space left on device\)"):
        zl.classify_file(source.with_suffix(f".{kind}"), target, zones=ZONES)
    assert target.read_bytes() == b"older"
    assert not list(tmp_path.rglob("*.part"))


# ----------------------------------------------------------------------------------------------------------- bad input


def refused(tmp_path: Path, name: str, error: type[Exception], match: str, **options: Any) -> None:
    target = tmp_path / "out.parquet"
    with pytest.raises(error, match=match):
        zl.classify_file(tmp_path / name, target, **{"zones": ZONES} | options)
    assert not target.exists()


def test_columns_that_cannot_be(source: Path, tmp_path: Path) -> None:
    refused(tmp_path, source.name, zl.NotFoundError, r"no column 'lng'; did you mean", lon="lng", lat="lat")
    refused(tmp_path, source.name, zl.InputError, "one of lon and lat came without the other", lon="lon")
    refused(tmp_path, source.name, zl.InputError, "has a column 'n' already", column="n")
    refused(tmp_path, source.name, zl.InputError, "lon and lat are both 'n'", lon="n", lat="n")
    refused(tmp_path, source.name, zl.InputError, "column 'n' of .* holds int64, not dates", zones=MOVED, day="n")
    refused(tmp_path, source.name, zl.InputError, "known_on came without day", zones=MOVED, known_on=CHANGE)
    twice = pa.Table.from_arrays([pa.array([36.2])] * 2 + [pa.array([34.5])], names=["lon", "lon", "lat"])
    pq.write_table(twice, tmp_path / "twice.parquet")
    refused(tmp_path, "twice.parquet", zl.InputError, "has several columns 'lon'")
    pq.write_table(pa.table({"lon": ["36.2"], "lat": [34.5]}), tmp_path / "text.parquet")
    refused(tmp_path, "text.parquet", zl.InputError, r"column 'lon' of .*text\.parquet holds string, not numbers")
    pq.write_table(pa.table({"lon": [36.2], "lat": [34.5], "t": RICH["when"][:1]}), tmp_path / "timed.parquet")
    refused(tmp_path, "timed.parquet", zl.InputError, "column 't' of .* holds times with a zone", zones=MOVED, day="t")
    pq.write_table(pa.table({"lon": [36.2], "lat": [34.5], "t": DAYS[:1]}), tmp_path / "dated.parquet")
    refused(tmp_path, "dated.parquet", zl.InputError, "days came with bare zones", day="t")


def test_zones_that_cannot_be(source: Path, tmp_path: Path) -> None:
    refused(
        tmp_path, source.name, zl.InputError, "none of the zones has a line", zones=Scenario(id="none", title="None")
    )
    refused(tmp_path, source.name, zl.GeometryError, "is a LineString", zones={"a": LineString([(1, 2), (3, 4)])})


def test_files_that_cannot_be(source: Path, tmp_path: Path) -> None:
    for name, content in (("empty.parquet", b""), ("other.parquet", b"id,lon,lat\n1,2,3\n" * 9)):
        (tmp_path / name).write_bytes(content)
        refused(tmp_path, name, zl.FileError, "cannot be read as Parquet")
    refused(tmp_path, "missing.parquet", zl.FileError, "is not there")
    (tmp_path / "folder.parquet").mkdir()
    refused(tmp_path, "folder.parquet", zl.FileError, "is not a file")
    (tmp_path / "events.xlsx").write_bytes(b"PK")
    refused(tmp_path, "events.xlsx", zl.FileError, r"ends in '\.xlsx'")
    with pytest.raises(zl.FileError, match="is the source itself"):
        zl.classify_file(source, source, zones=ZONES)
    with pytest.raises(zl.FileError, match=r"does not end in \.parquet"):
        zl.classify_file(source, tmp_path / "out.csv", zones=ZONES)
    with pytest.raises(zl.FileError, match="could not be made"):
        zl.classify_file(source, tmp_path / "nowhere" / "out.parquet", zones=ZONES)


def test_csv_files_that_cannot_be(source: Path, tmp_path: Path) -> None:
    for name, content, match in (
        ("empty.csv", b"", "cannot be read as CSV: Empty CSV file"),
        ("words.csv", b"lon,lat\n36.2,34.5\nabc,34.5\n", "invalid value 'abc'"),
        ("ragged.csv", b"lon,lat\n36.2,34.5\n1,2,3\n", "Expected 2 columns, got 3"),
        ("kind.csv", source.read_bytes(), "cannot be read as CSV|has no column"),
    ):
        (tmp_path / name).write_bytes(content)
        refused(tmp_path, name, zl.InputError if b"lon" in content[:9] or not content else zl.ZonelibError, match)
    (tmp_path / "head.csv").write_text("lon,lat,note\n", encoding="utf-8")
    refused(tmp_path, "head.csv", zl.InputError, "resume is for a Parquet file", resume=True)
    assert zl.classify_file(tmp_path / "head.csv", tmp_path / "head.parquet", zones=ZONES).rows == 0
    assert pq.read_table(tmp_path / "head.parquet").column_names == ["lon", "lat", "note", "zone"]


def test_geometries_in_another_crs_are_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[Point(36.2, 34.5)], crs="OGC:CRS84")
    for crs, match in (("EPSG:32637", "is in WGS 84 / UTM zone 37N"), ("EPSG:4267", "is in NAD27")):
        frame.to_crs(crs).to_parquet(tmp_path / "in.parquet")
        refused(tmp_path, "in.parquet", zl.PlaneError, match)
    frame.set_crs(None, allow_override=True).to_parquet(tmp_path / "in.parquet")
    refused(tmp_path, "in.parquet", zl.PlaneError, "have no CRS")


@pytest.mark.parametrize(
    ("number", "match"), [(8, "is encrypted"), (1, "only points to other files")], ids=["encrypted", "pointing"]
)
def test_a_file_that_does_not_hold_its_pages_is_refused(number: int, match: str, source: Path, tmp_path: Path) -> None:
    # As parquet.thrift has it: ColumnChunk.crypto_metadata is field 8, ColumnChunk.file_path field 1.
    with source.open("rb") as file:
        footer, end = added_column.read_footer(file)
    footer[4].value[1][0][1].value[1][0][number] = Field(8, b"other")
    told = dumps(footer)
    odd = tmp_path / "odd.parquet"
    odd.write_bytes(source.read_bytes()[:end] + told + len(told).to_bytes(4, "little") + b"PAR1")
    with pytest.raises(zl.InputError, match=match), (tmp_path / "out.parquet").open("wb") as target:
        added_column.AddedColumn(odd, target)


def test_a_source_that_becomes_shorter_is_refused(source: Path, tmp_path: Path) -> None:
    with (tmp_path / "out.parquet").open("wb") as target:
        whole = added_column.AddedColumn(source, target)
        source.write_bytes(source.read_bytes()[:1000])
        with pytest.raises(zl.FileError, match="ended early"):
            whole.copy(1)


# -------------------------------------------------------------------------------------------------------------- footers


def test_a_footer_comes_back_to_the_byte(source: Path) -> None:
    content = source.read_bytes()
    footer = content[-8 - int.from_bytes(content[-8:-4], "little") : -8]
    assert dumps(loads(footer)) == footer


@given(
    st.recursive(
        st.one_of(
            st.tuples(st.sampled_from([4, 5, 6]), st.integers(-(2**63), 2**63 - 1)),
            st.tuples(st.sampled_from([1, 2]), st.none()),
            st.tuples(st.just(8), st.binary(max_size=20)),
            st.tuples(st.just(7), st.binary(min_size=8, max_size=8)),
            st.tuples(st.just(9), st.tuples(st.just(6), st.lists(st.integers(-9, 9), max_size=20))),
            st.tuples(st.just(3), st.integers(0, 255)),
        ),
        lambda inner: st.tuples(st.just(12), st.dictionaries(st.integers(1, 300), inner, max_size=5)),
        max_leaves=15,
    )
)
def test_structs_come_back(value: tuple[int, Any]) -> None:
    struct = {3: _field(value)}
    assert loads(dumps(struct)) == struct


def _field(given: tuple[int, Any]) -> Field:
    kind, value = given
    return Field(kind, {number: _field(inner) for number, inner in value.items()} if kind == 12 else value)


def test_bytes_that_are_no_struct_are_refused() -> None:
    with pytest.raises(ValueError, match="a value of the kind 15"):
        loads(b"\x1f")
    with pytest.raises(ValueError, match="end within a value"):
        loads(b"\x18\x05ab")
