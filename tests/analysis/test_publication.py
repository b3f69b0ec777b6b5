"""What is published of monitors: how far it may lie from the truth, what it no longer tells, what it leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point

import zonelib as zl
from zonelib import Period, Publication, Shift, for_publication, km
from zonelib.errors import BareNumberError, InputError

GEOD = Geod(ellps="WGS84")
DAY = dt.date(2017, 7, 6)
SEED = zl.read("syria-2017")
ZONE = SEED.zones[0].id


def scenario() -> zl.Scenario:
    shifts, week = (Shift.parse("06:00-14:00"),), Period.day(dt.date(2017, 6, 7))
    old, new = Period(first=dt.date(2017, 5, 10)), Period(first=DAY)
    return replace(
        SEED,
        as_of=DAY,
        posts=(
            zl.Post(id="old", name="Old", geometry=Point(36.71, 34.91), period=old, precision=zl.m(50)),
            zl.Post(id="new", name="New", geometry=Point(36.72, 34.92), period=new),
            zl.Post(id="somewhere", name="Somewhere", period=old),
        ),
        teams=(
            zl.Team(id="a", name="A", actor="russia", base_post="old", period=old, shifts=shifts),
            zl.Team(id="b", name="B", actor="russia", period=new),
        ),
        routes=(
            zl.Route(id="long", name="Long", geometry=LineString([(36.7, 34.9), (37.4, 35.3)])),
            zl.Route(id="short", name="Short", geometry=LineString([(36.7, 34.9), (36.7001, 34.9)])),
        ),
        assignments=(
            *SEED.assignments,
            zl.PatrolAssignment(id="rounds", by=("russia",), teams=("a", "b"), shifts=shifts),
        ),
        restrictions=(
            zl.Restriction(id="stopped", kind="denied", team="b", place="uqayribat", period=week),
            zl.Restriction(id="today", kind="denied", period=Period.day(DAY)),
        ),
        conducted=(
            zl.Conducted(
                id="june", assignment="rounds", period=week, count=2, team="b",
                restrictions=("stopped", "today"),
            ),
            zl.Conducted(id="yesterday", assignment="rounds", period=Period.day(dt.date(2017, 7, 5)), count=2),
        ),
    )  # fmt: skip


RULE = Publication(places=km(10), times="week", delay_days=14)
TOLD = for_publication(scenario(), RULE)


@given(
    lon=st.floats(-180, 180), lat=st.floats(-90, 90), size=st.sampled_from([50.0, 1e3, 1e4, 3e5, 5e6]),
)  # fmt: skip
@settings(max_examples=200)
def test_a_position_is_moved_by_no_more_than_stated_and_only_once(lon: float, lat: float, size: float) -> None:
    rule = Publication(places=zl.m(size))
    moved = rule.point(Point(lon, lat))
    assert GEOD.inv(lon, lat, moved.x, moved.y)[2] <= size
    assert rule.point(moved).equals(moved)


def test_all_of_a_cell_comes_out_at_one_place() -> None:
    rule, rng = Publication(places=km(10)), np.random.default_rng(2)
    middle = rule.point(Point(36.7, 34.9))
    # 3 km from the middle of a cell of at least 9 km is still inside.
    lon, lat, _ = GEOD.fwd(
        np.full(50, middle.x), np.full(50, middle.y), rng.uniform(0, 360, 50), rng.uniform(0, 3000, 50)
    )
    assert {rule.point(Point(*place)).wkt for place in zip(lon, lat, strict=True)} == {middle.wkt}


def test_posts_are_moved_with_their_precision_said_and_the_newest_held_back() -> None:
    (post, somewhere) = TOLD.posts
    assert (post.id, somewhere.id) == ("old", "somewhere")
    assert post.geometry == RULE.point(Point(36.71, 34.91))
    assert post.precision == zl.m(10_050)
    assert not somewhere.geometry


def test_a_post_at_a_place_of_the_record_no_longer_names_it() -> None:
    named = replace(SEED, posts=(zl.Post(id="p", name="P", place="uqayribat"),))
    (post,) = for_publication(named, Publication(places=km(5))).posts
    place = SEED.place("uqayribat")
    assert not post.place
    assert GEOD.inv(place.geometry.x, place.geometry.y, post.geometry.x, post.geometry.y)[2] <= 5000
    assert post.precision.m == (place.precision.m if place.precision else 0) + 5000


def test_routes_are_moved_and_one_within_a_cell_is_left_out() -> None:
    long, short = TOLD.routes
    assert shapely.get_num_coordinates(long.geometry) == 2
    assert long.geometry != scenario().route("long").geometry
    assert not short.geometry


def test_bases_hours_and_teams_that_are_held_back_are_told_nowhere() -> None:
    (team,) = TOLD.teams
    assert (team.id, team.base_post, team.shifts) == ("a", zl.NOT_STATED, zl.NOT_STATED)
    rounds = next(one for one in TOLD.assignments if one.id == "rounds")
    assert (rounds.teams, rounds.shifts) == (("a",), zl.NOT_STATED)
    (june,) = TOLD.conducted
    assert june.period == Period(first=dt.date(2017, 6, 5), last=dt.date(2017, 6, 11), precision="week")
    assert (june.team, june.restrictions) == (zl.NOT_STATED, ("stopped",))
    (stopped,) = TOLD.restrictions
    assert (stopped.place, stopped.team) == (zl.NOT_STATED, zl.NOT_STATED)


def test_what_is_said_of_the_agreement_stays_as_it_is() -> None:
    assert (TOLD.zones, TOLD.claims, TOLD.places) == (SEED.zones, SEED.claims, SEED.places)
    assert TOLD.assignments[:-1] == SEED.assignments


def test_without_a_delay_nothing_is_held_back() -> None:
    told = for_publication(scenario(), Publication(places=km(1)))
    assert len(told.posts) == 3
    assert told.teams[0].shifts == scenario().teams[0].shifts


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"places": 5.0}, BareNumberError),
        ({"places": km(0)}, InputError),
        ({"places": km(1), "delay_days": -1}, InputError),
    ],
)
def test_what_cannot_be(wrong: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        Publication(**wrong)


def test_a_delay_needs_a_day() -> None:
    undated = replace(scenario(), as_of=zl.NOT_STATED)
    with pytest.raises(InputError, match=r"14 days are to be held back.*give on="):
        for_publication(undated, RULE)
    assert len(for_publication(undated, RULE, on=dt.date(2018, 1, 1)).posts) == 3
