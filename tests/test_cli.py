"""The command line: what it prints, what it leaves behind, how it fails."""

import json
import re
import subprocess
import sys

import jsonschema
import pytest
from typer.testing import CliRunner

from zonelib import NotFoundError, ZonelibError, read
from zonelib.cli import app

runner = CliRunner()


def run(*words, cwd=None):
    """Run the command as a user does, in a process of its own."""
    code = "import sys; from zonelib.cli import main; sys.argv[0] = 'zonelib'; main()"
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=120, check=False)


def test_map_writes_the_page_and_says_what_it_drew(tmp_path):
    done = run("map", "syria-2017", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = tmp_path / "syria-2017.html"
    assert page.stat().st_size <= 1_000_000
    lines = done.stdout.splitlines()
    assert str(read("syria-2017")) in lines[0]
    assert lines[-1].startswith("Wrote syria-2017.html (0.")
    assert len(lines) > 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["syria-2017.html"]


def test_state_says_what_held_on_a_day_as_known_on_another():
    done = runner.invoke(app, ["state", "syria-2017", "--at", "2017-07-05", "--known-on", "2017-07-06"])
    assert done.exit_code == 0, done.output
    assert "5 July 2017 as known on 6 July 2017: " in done.stdout
    assert "homs, in law: agreement agreed (perhaps), agreement signed (perhaps), establishment not" in done.stdout
    assert "due 4 November 2017; running on 5 July 2017" in done.stdout


def test_state_as_json():
    done = runner.invoke(app, ["state", "syria-2017", "--at", "2017-09-15", "--json"])
    report = json.loads(done.stdout)
    assert (report["id"], report["day"], report["known_on"]) == ("syria-2017", "2017-09-15", None)
    assert {row["zone"] for row in report["holds"]} == {"", "homs", "eastern_ghouta", "south", "north"}
    lines = {row["id"]: row["holds"] for row in report["holds"] if (row["zone"], row["kind"]) == ("south", "Boundary")}
    assert lines == {"estimate": "perhaps", "two_provinces": "certain", "three_provinces": "certain"}
    assert {row["standing"] for row in report["deadlines"]} == {"cannot_tell", "running"}


def test_state_wants_a_day():
    assert runner.invoke(app, ["state", "syria-2017"]).exit_code == 2
    assert runner.invoke(app, ["state", "syria-2017", "--at", "July"]).exit_code == 2


def test_map_writes_where_it_is_told(tmp_path):
    place = tmp_path / "page.html"
    assert runner.invoke(app, ["map", "syria-2017", "-o", str(place)]).exit_code == 0
    assert place.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_check_tells_what_a_scenario_holds():
    shown = runner.invoke(app, ["check", "syria-2017"])
    assert shown.exit_code == 0
    assert f"syria-2017 reads well: {read('syria-2017')}." in shown.stdout
    assert "eastern_ghouta" in shown.stdout
    told = json.loads(runner.invoke(app, ["check", "syria-2017", "--json"]).stdout)
    areas = {row["zone"]: row["area_km2"] for row in told["zones"]}
    # The project's fact sheet on the zones of 2017, section 2.3.
    assert areas == pytest.approx({"homs": 499, "eastern_ghouta": 117, "south": 2_445, "north": 8_729}, abs=0.51)


def test_check_does_not_take_ids_for_markup(tmp_path):
    path = tmp_path / "x.toml"
    square = "[[[10.0, 45.0], [10.3, 45.0], [10.3, 45.2], [10.0, 45.0]]]"
    path.write_text(
        'zonelib = 1\nid = "x"\ntitle = "X"\n[[zones]]\nid = "[b]z[/b]"\nname = "Z"\n'
        f'[[zones.boundaries]]\nid = "a"\ngeometry = {{ type = "Polygon", coordinates = {square} }}\n'
    )
    assert "[b]z[/b]" in runner.invoke(app, ["check", str(path)]).stdout


def test_seeds_lists_what_ships():
    assert "syria-2017" in runner.invoke(app, ["seeds"]).stdout
    assert [row["name"] for row in json.loads(runner.invoke(app, ["seeds", "--json"]).stdout)] == ["syria-2017"]


def test_schema_prints_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(runner.invoke(app, ["schema"]).stdout))


def test_new_then_check_then_map(tmp_path):
    assert run("new", "mine.toml", cwd=tmp_path).returncode == 0
    assert "my-scenario reads well: 1 zone, 2 claims" in run("check", "mine.toml", cwd=tmp_path).stdout
    assert run("map", "mine.toml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mine.html").exists()


@pytest.mark.parametrize("words", [("map", "nowhere"), ("check", "nowhere"), ("new", "x.txt")])
def test_an_error_is_one_block_on_stderr_and_exit_1(tmp_path, words):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("zonelib: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_spoilt_file_draws_nothing_and_names_every_place(tmp_path):
    (tmp_path / "x.toml").write_text('zonelib = 1\nid = "x"\ntitle = "X"\n[[zones]]\nid = "z"\nnam = "Z"\n')
    done = run("map", "x.toml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "zonelib: x.toml: 2 problems\n  zones[0].name: is missing\n"
        "  zones[0].nam: is not a key of a Zone; did you mean 'name'?\n"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["x.toml"]


@pytest.mark.parametrize("words", [("map",), ("draw", "syria-2017"), ("map", "syria-2017", "--nonsense")])
def test_wrong_usage_is_exit_2(tmp_path, words):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "Usage:" in done.stderr


def test_diff_compares_two_boundaries(tmp_path):
    path = tmp_path / "x.toml"
    ring = "[[[{0}, 33.0], [{1}, 33.0], [{1}, 33.2], [{0}, 33.2], [{0}, 33.0]]]"
    boundary = (
        '[[zones.boundaries]]\nid = "{}"\nprecision = "1 km"\ngeometry = {{ type = "Polygon", coordinates = {} }}\n'
    )
    path.write_text(
        'zonelib = 1\nid = "x"\ntitle = "X"\n[[zones]]\nid = "z"\nname = "Z"\n'
        + boundary.format("one", ring.format(36.0, 36.2))
        + boundary.format("two", ring.format(36.1, 36.3))
        + '[[places]]\nid = "t"\nname = "T"\nkind = "town"\n'
        + 'geometry = { type = "Point", coordinates = [36.25, 33.1] }\n'
    )
    shown = runner.invoke(app, ["diff", str(path), "z", "one", "two"])
    assert shown.exit_code == 0
    assert "one (a) and two (b): 207 km² in both, 207 km² only in a, 207 km² only in b" in shown.stdout
    told = json.loads(runner.invoke(app, ["diff", str(path), "z", "one", "two", "--json"]).stdout)
    assert told["precision"] == "2 km"
    assert [part["told"] for part in told["parts"]] == ["dispute", "dispute"]
    assert told["changing"] == [{"place": "t", "in": "b", "told": "dispute"}]
    missing = runner.invoke(app, ["diff", str(path), "z", "one", "tow"])
    assert isinstance(missing.exception, NotFoundError)
    assert "did you mean 'two'?" in str(missing.exception)


def test_range_prints_a_verdict_for_each_hypothesis_and_writes_the_report(tmp_path):
    report = tmp_path / "report.md"
    page = tmp_path / "range.html"
    words = ["range", "syria-2017", "-o", str(report), "--map", str(page)]
    done = runner.invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    assert "Hypotheses, by verdict" in page.read_text(encoding="utf-8")
    for told in ("launched over the Caspian", "cannot tell", "±7.6 %", "launched over Syria", "inconsistent"):
        assert told in done.output
    assert report.read_text(encoding="utf-8").startswith("# How far the launch of 5 July 2017")
    as_json = json.loads(runner.invoke(app, ["range", "syria-2017", "--json"]).stdout)
    assert as_json[0]["verdicts"]["from_base"] == "inconsistent"
    assert len(as_json[0]["rows"]) == 8 * 2 * 5


def test_range_without_a_claim_or_a_place_to_write_says_so(tmp_path):
    runner.invoke(app, ["new", str(tmp_path / "mine.toml")])
    for words in (["range", str(tmp_path / "mine.toml")], ["range", "syria-2017", "-o", str(tmp_path / "no" / "r.md")]):
        done = runner.invoke(app, words)
        assert isinstance(done.exception, ZonelibError)
        assert re.search("has no range claims|could not be written", str(done.exception))


def incidents(tmp_path, *words):
    rows = [*(["36.7,34.9"] * 40 + ["36.4,33.54"] * 3), "0,0"]
    days = ["2017-06-02"] * 30 + ["2017-07-10"] * 3 + ["2017-08-03"] * 11
    lines = [f"i{n},{at},{day},5000" for n, (at, day) in enumerate(zip(rows, days, strict=True))]
    (tmp_path / "made-up.csv").write_text("\n".join(["id,lon,lat,day,precision_m", *lines]) + "\n")
    periods = ("June=2017-06-01..2017-06-30", "July=2017-07-01..2017-07-31", "August=2017-08-01..2017-08-31")
    options = [word for period in periods for word in ("--period", period)]
    return ["incidents", str(tmp_path / "made-up.csv"), "--zones", "syria-2017", *options, *words]


def test_incidents_are_counted_in_zones_and_periods(tmp_path):
    done = runner.invoke(app, incidents(tmp_path))
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "43 of 44 rows of made-up.csv read (layout plain); 1 not read: 1 coordinates are 0/0." in said
    assert "July: 3 in all, 0 in no zone." in said
    assert "homs, July against June: lower; 0.0968 times the rate (95% interval 0.0189 to 0.311)." in said
    assert "homs: fell and stayed lower." in said
    assert "Taken for granted: incidents come one by one" in said


def test_incidents_as_json(tmp_path):
    done = runner.invoke(app, incidents(tmp_path, "--json", "--same-ground"))
    report = json.loads(done.stdout)
    assert report["read"] == {"rows": 44, "read": 43, "not_read": {"coordinates are 0/0": 1}}
    assert {(row["zone"], row["period"]): row["count"] for row in report["rates"] if row["count"]} == {
        ("homs", "June"): 30, ("homs", "July"): 3, ("homs", "August"): 7, ("eastern_ghouta", "August"): 3,
    }  # fmt: skip
    homs = next(row for row in report["by_precision"] if (row["zone"], row["period"]) == ("homs", "June"))
    assert homs["low"] <= homs["expected"] <= homs["high"] == 30
    assert report["returned"]["homs"] == "fell and stayed lower"
    assert [ratio["high"] for ratio in report["ratios"] if ratio["zone"] == "north"] == [None, None]


def test_incidents_asked_for_wrongly(tmp_path):
    for words, told in (
        (["--period", "May"], "--period got 'May'; write a name and two days"),
        (["--column", "lon"], "--column got 'lon'; write what is read"),
        (["--layout", "acledd"], "no layout 'acledd'; did you mean 'acled'"),
    ):
        done = runner.invoke(app, incidents(tmp_path, *words))
        assert told in str(done.exception)
