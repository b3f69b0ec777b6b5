"""``zonelib classify``: what it prints, what it leaves behind, how it fails."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import zonelib as zl
from zonelib.cli import app

runner = CliRunner()


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    days = np.array(["2017-07-05", "2017-07-06", "2017-07-07", "2017-07-08"], dtype="datetime64[D]")
    table = pa.table({"x": [36.70, 36.40, 40.00, None], "y": [34.90, 33.54, 35.00, 35.0], "day": days})
    pq.write_table(table, "events.parquet")
    return tmp_path / "events.parquet"


def test_it_writes_the_zones_and_says_how_many(events: Path) -> None:
    words = ["classify", "events.parquet", "--zones", "syria-2017", "-o", "out.parquet", "--lon", "x", "--lat", "y"]
    done = runner.invoke(app, words)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == (
        "4 rows: 1 in homs, 1 in eastern_ghouta, 0 in south, 0 in north, 1 in none; "
        "1 could not be placed (no coordinate: 1)."
    )
    assert done.stdout.splitlines()[1].startswith("Wrote out.parquet (0.")
    assert pq.read_table("out.parquet")["zone"].to_pylist() == ["homs", "eastern_ghouta", "", None]
    told = json.loads(runner.invoke(app, [*words, "--day", "day", "--known-on", "2018-01-01", "--json"]).stdout)
    table = pq.read_table("events.parquet").slice(0, 3)
    columns = (table[name].to_numpy() for name in ("x", "y"))
    said = zl.read("syria-2017")
    same = zl.classify(*columns, zones=said, days=table["day"].to_numpy(), known_on=np.datetime64("2018-01-01").item())
    assert (told["zones"], told["outside"]) == (same.counts, same.outside)
    assert {row["boundary"] for row in told["boundaries"]} == {line for _, line, _ in same.boundaries}


def test_without_an_output_it_only_counts(events: Path) -> None:
    words = ["classify", "events.parquet", "--zones", "syria-2017", "--lon", "x", "--lat", "y"]
    done = runner.invoke(app, words)
    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()
    assert line.startswith("4 rows: 1 in homs, 1 in eastern_ghouta")
    assert json.loads(runner.invoke(app, [*words, "--json"]).stdout)["target"] is None
    assert [path.name for path in events.parent.iterdir()] == ["events.parquet"]


def test_wrong_usage_ends_with_2(events: Path) -> None:
    assert runner.invoke(app, ["classify", "--zones", "syria-2017"]).exit_code == 2
    assert runner.invoke(app, ["classify", "events.parquet", "-o", "out.parquet"]).exit_code == 2


def test_ctrl_c_leaves_what_resume_goes_on_from(events: Path) -> None:
    # A source large enough that it is still at work when the signal comes, small row groups to go on from.
    rng = np.random.default_rng(1)
    table = pa.table({"lon": rng.uniform(35, 39, 40_000), "lat": rng.uniform(33, 36, 40_000)})
    pq.write_table(table, "big.parquet", row_group_size=100)
    code = "import sys; from zonelib.cli import main; sys.argv[0] = 'zonelib'; main()"
    words = [sys.executable, "-c", code, "classify", "big.parquet", "--zones", "syria-2017", "-o", "out.parquet"]
    working = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    parts = Path(".out.parquet.parts")
    while len(list(parts.glob("*.parquet"))) < 3 and working.poll() is None:
        time.sleep(0.01)
    working.send_signal(signal.SIGINT)
    _, complaint = working.communicate(timeout=60)
    assert working.returncode not in (0, 2)
    assert "goes on with --resume" in complaint
    assert "Traceback" not in complaint
    assert sorted(path.name for path in Path().iterdir()) == [".out.parquet.parts", "big.parquet", "events.parquet"]
    assert 3 <= len(list(parts.glob("*.parquet"))) < 400
    done = runner.invoke(app, [*words[3:], "--resume"])
    assert done.exit_code == 0, done.output
    assert pq.read_table("out.parquet").drop_columns(["zone"]).equals(table)
