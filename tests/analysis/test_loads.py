"""Loads of teams, counted by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic
from shapely.geometry import LineString, Point, box
from typer.testing import CliRunner

import zonelib as zl
from zonelib.cli import app

FIRST, LAST = dt.date(2026, 1, 5), dt.date(2026, 1, 14)  # ten days
KM = Geodesic.WGS84.Inverse(35.0, 36.0, 35.1, 36.0)["s12"] / 1e3  # one way, along a meridian
ROUTE = zl.Route(id="road", name="Road", geometry=LineString([(36, 35), (36, 35.1)]), speed_km_h=20.0, stop_hours=1.0)
HOURS = 2 * KM / 20 + 1


def scenario(*assignments: zl.PatrolAssignment, **parts: Any) -> zl.Scenario:
    teams = tuple(zl.Team(id=id, name=id.upper(), actor="mission") for id in ("t1", "t2"))
    zones = (zl.Zone(id="z", name="Z"), zl.Zone(id="y", name="Y"))
    return zl.Scenario(
        id="s", title="S", actors=(zl.Actor(id="mission", name="Mission", kind="force"),),
        assignments=assignments,
        **({"teams": teams, "routes": (ROUTE,), "zones": zones} | parts),
    )  # fmt: skip


def duty(id: str = "daily", **parts: Any) -> zl.PatrolAssignment:
    return zl.PatrolAssignment(
        **{
            "id": id, "by": ("mission",), "where": zl.Selection(any_of=("z",)), "route": "road", "teams": ("t1",),
            "frequency": zl.Frequency(times=2, per="day"), "standing": "agreed",
            "period": zl.Period(first=FIRST, last=LAST),
        }
        | parts
    )  # fmt: skip


def loads(said: zl.Scenario) -> zl.PatrolLoads:
    return zl.patrol_loads(said, first=FIRST, last=LAST)


def test_kilometres_and_hours_by_hand() -> None:
    found = loads(scenario(duty())).team("t1")
    assert found.km_per_day == pytest.approx((4 * KM, 4 * KM))
    assert found.hours_per_day == pytest.approx((2 * HOURS, 2 * HOURS))
    assert found.busiest_hours == pytest.approx(2 * HOURS)
    assert found.ratio is None
    # The zones of one assignment share its patrols, and each goes the whole route: no patrol is lost.
    both = duty(where=zl.Selection(any_of=("z", "y")))
    assert loads(scenario(both)).team("t1").km_per_day == pytest.approx((4 * KM, 4 * KM))


def test_what_is_only_proposed_counts_perhaps_and_for_its_days() -> None:
    more = duty("more", standing="proposed", period=zl.Period(first=FIRST, last=FIRST + dt.timedelta(days=4)))
    found = loads(scenario(duty(), more, duty("never", standing="refused"))).team("t1")
    assert found.assignments == ("daily", "more")
    assert found.km_per_day == pytest.approx((4 * KM, 6 * KM))
    assert found.busiest_hours == pytest.approx(4 * HOURS)
    gone = duty("gone", period=zl.Period(first=FIRST - dt.timedelta(days=9), last=FIRST - dt.timedelta(days=1)))
    assert not loads(scenario(gone)).teams


def test_several_teams_share_an_assignment() -> None:
    found = loads(scenario(duty(teams=("t1", "t2"))))
    assert [one.km_per_day[0] for one in found.teams] == pytest.approx([2 * KM, 2 * KM])


def test_a_round_trip_is_gone_once() -> None:
    triangle = LineString([(36, 35), (36, 35.1), (36.05, 35.05), (36, 35)])
    ring = zl.Route(id="road", name="Ring", geometry=triangle)
    found = loads(scenario(duty(), routes=(ring,))).team("t1")
    assert found.km_per_day[0] == pytest.approx(2 * zl.length(triangle).length.km)
    assert found.hours_per_day is None
    assert found.busiest_hours is None


def test_planned_against_made_where_a_report_speaks() -> None:
    three = zl.Period(first=FIRST, last=FIRST + dt.timedelta(days=2))
    reports = (
        zl.Conducted(id="a", assignment="daily", period=three, count=3),
        zl.Conducted(id="b", assignment="daily", period=zl.Period(first=LAST, last=LAST), count=1, team="t2"),
    )
    found = loads(scenario(duty(teams=("t1", "t2")), conducted=reports))
    one, two = found.team("t1"), found.team("t2")
    # Of two a day shared by two teams each is due one on each of four days; three were made by either, one by t2.
    assert (one.due_km, two.due_km) == pytest.approx((8 * KM, 8 * KM))
    assert (one.made_km, two.made_km) == pytest.approx((3 * KM, 5 * KM))
    assert (one.ratio, two.ratio) == pytest.approx((3 / 8, 5 / 8))


def test_only_what_lies_in_the_days_asked_about_is_counted() -> None:
    week = zl.Period(first=FIRST - dt.timedelta(days=5), last=FIRST + dt.timedelta(days=4))
    report = zl.Conducted(id="a", assignment="daily", period=week, count=10)
    found = loads(scenario(duty(), conducted=(report,))).team("t1")
    assert (found.due_km, found.made_km) == pytest.approx((20 * KM, 10 * KM))


def test_hours_that_are_too_many_are_told() -> None:
    tight = zl.Team(id="t1", name="T1", actor="mission", hours_per_day=4.0)
    shifts = zl.Team(id="t1", name="T1", actor="mission", shifts=(zl.Shift(begins="06:00", ends="12:00"),))
    found = loads(scenario(duty(), teams=(tight,)))
    assert found.team("t1").too_much
    assert loads(scenario(duty(), teams=(shifts,))).team("t1").hours_stated == 6
    assert not loads(scenario(duty(), teams=(shifts,))).team("t1").too_much
    assert loads(scenario(duty())).team("t1").too_much is None
    assert str(found) == "1 team, 5 to 14 January 2026: 44.4 km a day; more than the hours stated for t1"
    assert str(found.team("t1")) == (
        "t1: 44.4 km and 4.2 h a day, 4.2 h on the fullest day (4 h stated); no report of what was due"
    )


def test_what_cannot_be_counted_is_named() -> None:
    bare, there = zl.Route(id="bare", name="Bare"), zl.Route(id="there", name="There", place="there")
    found = loads(
        scenario(
            duty("a", teams=zl.NOT_STATED), duty("b", frequency=zl.NOT_STATED), duty("c", route=zl.NOT_STATED),
            duty("d", route="bare"), duty("e", route="there"), routes=(ROUTE, bare, there),
            places=(zl.Place(id="there", name="There"),),
        )
    )  # fmt: skip
    assert found.left_out == (
        "a: no teams stated", "b: no frequency stated", "c: no route stated",
        "d: the course of route 'bare' is not told; give it a geometry or a place",
        "e: place 'there' has no geometry; give it one to measure it",
    )  # fmt: skip
    assert not found.teams
    with pytest.raises(zl.NotFoundError, match="no load of a team 't1'"):
        found.team("t1")


def test_rows_are_fit_for_a_table() -> None:
    (row,) = loads(scenario(duty())).rows()
    assert row["team"] == "t1"
    assert row["km_low"] == pytest.approx(4 * KM)


def test_the_command_line_names_gaps_and_tells_loads(tmp_path: Path) -> None:
    square = zl.Boundary(id="line", geometry=box(36, 35, 36.2, 35.2))
    town = zl.Place(id="rima", name="Rima", kind="town", geometry=Point(36.1, 35.1))
    said = scenario(duty(), zones=(zl.Zone(id="z", name="Z", boundaries=(square,)),), places=(town,), as_of=FIRST)
    zl.write(said, tmp_path / "said.toml")
    ask = ["coverage", str(tmp_path / "said.toml"), "z", "--reach", "6 km", "--post", "36.1,35"]
    told = json.loads(CliRunner().invoke(app, [*ask, "--json"]).stdout)
    # The gap runs from the south edge over the middle of the north one, 11 km from the town.
    assert told["gaps"][0]["near"][1] == "11.1 km north of Rima"
    assert told["teams"][0]["km_low"] == pytest.approx(4 * KM)
    assert "On 2026-01-05, t1: 44.4 km and 4.2 h a day" in CliRunner().invoke(app, ask).stdout


def test_bad_days_are_told() -> None:
    with pytest.raises(zl.InputError, match="turn them round"):
        zl.patrol_loads(scenario(), first=LAST, last=FIRST)
