"""How often each round is taken: against every whole plan, and in words."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from zonelib import InputError, NotFoundError, PatrolRound, Route, km, patrol_round, plan_rounds

ROUNDS = [
    PatrolRound(id="west", team="t1", passes=("ford", "mill"), length=km(30), speed_km_h=20),
    PatrolRound(id="east", team="t1", passes=("mill", "pass"), length=km(20), speed_km_h=20, stop_hours=0.5),
    PatrolRound(id="long", team="t2", passes=("ford", "mill", "pass"), length=km(50), speed_km_h=25, stop_hours=1),
]


def test_hours_of_a_round_out_and_back():
    assert [one.minutes for one in ROUNDS] == [180, 150, 300]
    assert str(ROUNDS[1]) == "east: 40.0 km and 2.5 h by t1"


@given(st.integers(0, 14), st.integers(0, 14), st.tuples(*[st.sampled_from([2.0, 3.5, 7.0])] * 3))
@settings(max_examples=40)
def test_the_fewest_hours_against_every_plan(first, second, days):
    targets = dict(zip(("ford", "mill", "pass"), days, strict=True))
    plan = plan_rounds(ROUNDS, {"t1": first, "t2": second}, revisit_days=targets)

    def visits(f, stretch):
        return sum(n for n, one in zip(f, ROUNDS, strict=True) if stretch in one.passes)

    def hours(f):
        return 3 * f[0] + 2.5 * f[1], 5 * f[2]

    fits = [
        f for f in product(range(5), repeat=3)
        if hours(f)[0] <= first and hours(f)[1] <= second
        and all(visits(f, stretch) * day >= 7 for stretch, day in targets.items())
    ]  # fmt: skip
    assert (plan.outcome == "optimal") == bool(fits)
    if fits:
        best = min(fits, key=lambda f: (sum(hours(f)), [-n for n in f]))
        assert tuple(n for _, n in plan.per_week) == best
        assert (dict(plan.hours), plan.bound) == ({"t1": hours(best)[0], "t2": hours(best)[1]}, sum(hours(best)))
        assert dict(plan.visits) == {stretch: visits(best, stretch) for stretch in targets}
    else:
        assert plan.why_not.conflicts


@given(st.integers(0, 14), st.integers(0, 14))
@settings(max_examples=30)
def test_the_most_visits_against_every_plan(first, second):
    targets = dict.fromkeys(("ford", "mill", "pass"), 7.0)
    plan = plan_rounds(ROUNDS, {"t1": first, "t2": second}, revisit_days=targets, aim="visits")
    most = max(
        min(a + c, a + b + c, b + c)
        for a, b, c in product(range(6), repeat=3) if 3 * a + 2.5 * b <= first and 5 * c <= second
    )  # fmt: skip
    assert min(times for _, times in plan.visits) == most
    assert plan.bound == pytest.approx(most)


def test_parts_of_a_round_do_no_worse():
    hours = {"t1": 12, "t2": 5}
    targets = {"ford": 3.0, "mill": 7.0, "pass": 5.0}
    whole = plan_rounds(ROUNDS, hours, revisit_days=targets)
    parts = plan_rounds(ROUNDS, hours, revisit_days=targets, whole=False)
    assert parts.bound <= whole.bound
    # Ford 3 times and pass twice: west 3 times and east twice would take 14 h, and t1 has 12; long takes one of each.
    assert dict(whole.per_week) == {"west": 2, "east": 1, "long": 1}
    assert whole.bound == 2 * 3 + 2.5 + 5
    # Ford 7/3 times, pass 7/5 times: a long round saves half an hour, and t2 has time for one.
    # Then 4/3 of west and 2/5 of east are left.
    assert parts.bound == pytest.approx(5 + 4 + 1)


def test_why_there_is_no_plan_in_words():
    plan = plan_rounds(ROUNDS, {"t1": 5, "t2": 4}, revisit_days={"ford": 3.5, "mill": 7, "pass": 7})
    # West twice and east once take 8.5 h; west once, east not at all, long once: 5 h of t2.
    assert str(plan) == (
        "no plan: ford is not seen again within 3.5 days: t1 is out for at most 5 h a week; t2 is out for at most 4 h "
        "a week\n"
        "enough would be: ford goes without a target or t1 is out for 9 h a week or t2 is out for 5 h a week"
    )
    assert plan.why_not.complete
    off = plan_rounds(ROUNDS[1:2], {"t1": 40}, revisit_days={"ford": 7, "mill": 7, "pass": 7})
    assert [str(one) for one in off.why_not.conflicts] == [
        "ford is not seen again within 7 days: nothing on offer could do it"
    ]


def test_a_route_as_it_is_said():
    # A degree of longitude along the equator: 111.31949 km.
    route = Route(id="r", name="R", geometry=LineString([(0, 0), (1, 0)]), speed_km_h=20.0, stop_hours=1.0)
    found = patrol_round(route, team="t1", passes=["ford"])
    assert found.length.km == pytest.approx(111.31949, abs=1e-4)
    assert found.minutes == round(60 * (2 * 111.31949 / 20 + 1))
    with pytest.raises(InputError, match="route 'r' has no speed"):
        patrol_round(Route(id="r", name="R", geometry=LineString([(0, 0), (1, 0)])), team="t1", passes=())
    with pytest.raises(InputError, match="route 'r' has no course"):
        patrol_round(Route(id="r", name="R", speed_km_h=20.0), team="t1", passes=())


def test_what_cannot_be():
    with pytest.raises(InputError, match="there is no round"):
        plan_rounds([], {"t1": 1}, revisit_days={"ford": 1})
    with pytest.raises(NotFoundError, match="'t2', without hours"):
        plan_rounds(ROUNDS, {"t1": 1}, revisit_days=dict.fromkeys(("ford", "mill", "pass"), 1))
    with pytest.raises(NotFoundError, match="passes 'pass', without a target"):
        plan_rounds(ROUNDS, {"t1": 1, "t2": 1}, revisit_days={"ford": 1, "mill": 1})
    with pytest.raises(InputError, match="after 0 days"):
        plan_rounds(ROUNDS, {"t1": 1, "t2": 1}, revisit_days={"ford": 0})
    with pytest.raises(InputError, match="is out for 200 h a week"):
        plan_rounds(ROUNDS, {"t1": 200}, revisit_days={"ford": 1})
    with pytest.raises(InputError, match="goes 0 km/h"):
        PatrolRound(id="r", team="t", passes=(), length=km(1), speed_km_h=0)
