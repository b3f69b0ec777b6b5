"""Incidents in zones and periods: rates, their intervals, their ratios, changes, and where it returned."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import xlogy
from scipy.stats import binomtest
from shapely.geometry import box

import zonelib as zl
from zonelib import InputError, NotFoundError
from zonelib.analysis.rates import poisson_interval
from zonelib.model import Boundary, Period, Scenario, Zone

FIRST = dt.date(2017, 7, 1)
WEST, EAST = box(36, 34, 37, 35), box(36, 34, 38, 35)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


WEEKS = {"before": (day(0), day(6)), "truce": (day(7), day(13)), "after": (day(14), day(20))}
ONE = {"west": WEST}

CAUSAL = re.compile(r"\b(because|caus\w*|effect\w*|led to|result\w*|due to|thanks to|owing)\b", re.IGNORECASE)


def found_of(counts: dict[str, int], **options):
    """Rates of so many incidents in the middle of one zone, all on the first day of a period."""
    days = [WEEKS[name][0] for name, count in counts.items() for _ in range(count)]
    return zl.incident_rates([36.5] * len(days), [34.5] * len(days), days=days, zones=ONE, periods=WEEKS, **options)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Pearson, E. S. and Hartley, H. O. (1966), Biometrika Tables for Statisticians 1, table 40: 95 % limits
    [(0, 0.0, 3.69), (1, 0.0253, 5.57), (2, 0.242, 7.22), (5, 1.62, 11.67), (10, 4.80, 18.39), (20, 12.22, 30.89)],
)
def test_limits_of_a_count_as_in_the_tables(count: int, low: float, high: float) -> None:
    assert poisson_interval(count, count, 0.95) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


def test_a_rate_is_for_a_thousand_square_kilometres_and_a_day() -> None:
    found = found_of({"before": 10}).of("west", "before")
    km2 = zl.area(WEST).area.km2
    assert found.km2_days == pytest.approx(7 * km2)
    assert found.rate == pytest.approx(10 / (7 * km2) * 1000)
    assert (found.low, found.high) == tuple(
        pytest.approx(limit / (7 * km2) * 1000) for limit in poisson_interval(10, 10, 0.95)
    )
    assert str(found) == "west, before: 10 incidents in 7 days, 0.14 per 1,000 km² and day (0.0672 to 0.258)"


@pytest.mark.parametrize(("before", "after"), [(10, 3), (3, 10), (0, 4), (4, 0), (50, 48), (1, 1)])
def test_the_ratio_is_the_binomial_one(before: int, after: int) -> None:
    ratio = found_of({"before": before, "after": after}, confidence=0.9).compared("before", "after")[0]
    exact = binomtest(after, before + after).proportion_ci(0.9, method="exact")
    assert ratio.low == pytest.approx(exact.low / (1 - exact.low))
    assert ratio.high == (pytest.approx(exact.high / (1 - exact.high)) if exact.high < 1 else math.inf)
    assert ratio.ratio == (pytest.approx(after / before) if before else math.inf)


def test_exposure_follows_a_line_that_moves() -> None:
    moved = Scenario(
        id="s", title="t",
        zones=(
            Zone(id="grows", name="Grows", boundaries=(
                Boundary(id="small", geometry=WEST, period=Period(last=day(3))),
                Boundary(id="large", geometry=EAST, period=Period(first=day(4), last=day(8))),
            )),
            Zone(id="talk", name="Talk"),
        ),
    )  # fmt: skip
    found = zl.incident_rates([37.5, 37.5, 36.5], [34.5] * 3, days=[day(3), day(4), day(7)], zones=moved, periods=WEEKS)
    small, large = zl.area(WEST).area.km2, zl.area(EAST).area.km2
    before, truce, after = (found.of("grows", name) for name in WEEKS)
    assert before.km2_days == pytest.approx(4 * small + 3 * large)
    assert (before.count, before.days) == (1, 7)
    assert truce.km2_days == pytest.approx(2 * large)
    assert (truce.count, truce.days) == (1, 2)
    assert (after.days, after.rate, after.low) == (0, None, None)
    assert str(after) == "grows, after: no line is drawn on any day of it, so there is no rate"
    assert [ratio.sense for ratio in found.compared("before", "after")] == ["not known", "not known"]
    assert found.outside == {"before": 1, "truce": 0, "after": 0}


def test_what_may_have_been_in_a_period_widens_the_interval_only() -> None:
    sure = found_of({"before": 4})
    both = zl.incident_rates(
        [36.5] * 6, [34.5] * 6, days=[day(0)] * 4 + [day(6), day(13)], last_days=[day(0)] * 4 + [day(7), day(14)],
        zones=ONE, periods=WEEKS,
    )  # fmt: skip
    found = both.of("west", "before")
    assert (found.count, found.perhaps) == (4, 1)
    assert (found.rate, found.low) == (sure.of("west", "before").rate, sure.of("west", "before").low)
    assert found.high * found.km2_days / 1000 == pytest.approx(poisson_interval(5, 5, 0.95)[1])
    assert both.elsewhen == 2
    ratio = both.compared("before", "truce")[0]
    # at most two of a total of six, or none of five
    exact = binomtest(2, 6).proportion_ci(0.95, method="exact")
    assert ratio.high == pytest.approx(exact.high / (1 - exact.high))
    assert ratio.low == 0
    assert "and perhaps 1 more in 7 days" in str(found)


def test_where_it_returned() -> None:
    for counts, course in (
        ({"before": 40, "truce": 5, "after": 30}, "returned"),
        ({"before": 40, "truce": 5, "after": 6}, "fell and stayed lower"),
        ({"before": 40, "truce": 20, "after": 30}, "fell, a return is not told"),
        ({"before": 40, "truce": 38, "after": 90}, "not told apart"),
        ({"before": 0, "truce": 0, "after": 0}, "not told apart"),
    ):
        (found,) = found_of(counts).returned("before", "truce", "after")
        assert found.course == course
    assert str(found_of({"before": 40, "truce": 5, "after": 30}).returned("before", "truce", "after")[0]) == (
        "west: returned; west, truce against before: lower; 0.125 times the rate (95% interval 0.0385 to 0.317); "
        "west, after against truce: higher; 6 times the rate (95% interval 2.31 to 19.8)"
    )


def test_a_point_in_two_zones_counts_in_each_and_once_in_all() -> None:
    found = zl.incident_rates(
        [36.5, 37.5, 10], [34.5] * 3, days=[day(0)] * 3, zones={"west": WEST, "both": EAST}, periods=WEEKS
    )
    assert [found.of(zone, "before").count for zone in ("west", "both")] == [1, 2]
    assert (found.total["before"], found.outside["before"]) == (3, 1)
    assert [row["zone"] for row in found.rows()] == ["west"] * 3 + ["both"] * 3


def test_clusters_show_in_the_dispersion() -> None:
    even = zl.incident_rates([36.5] * 7, [34.5] * 7, days=[day(i) for i in range(7)], zones=ONE, periods=WEEKS)
    assert even.of("west", "before").dispersion == 0
    assert found_of({"before": 7}).of("west", "before").dispersion == pytest.approx(np.var([7] + [0] * 6, ddof=1))
    assert found_of({"before": 1}).of("west", "before").dispersion is None


INCIDENTS = st.lists(
    st.tuples(st.floats(35.5, 38.5), st.floats(33.5, 35.5), st.integers(-2, 22), st.integers(0, 9)), max_size=30
)


@settings(max_examples=40)
@given(INCIDENTS, st.randoms(use_true_random=False))
def test_parts_add_up_and_order_never_matters(rows: list[tuple[float, float, int, int]], random: object) -> None:
    def rates(rows):
        lon, lat = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
        days, last = [day(row[2]) for row in rows], [day(row[2] + row[3]) for row in rows]
        days, last = np.array(days, dtype="datetime64[D]"), np.array(last, dtype="datetime64[D]")
        return zl.incident_rates(lon, lat, days=days, last_days=last, zones={"west": WEST}, periods=WEEKS)

    found = rates(rows)
    for name in WEEKS:
        assert found.of("west", name).count + found.outside[name] == found.total[name]
    assert sum(found.total.values()) + found.elsewhen == len(rows)
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert str(rates(rows)) == str(found)


def test_no_word_of_causes() -> None:
    found = found_of({"before": 40, "truce": 5, "after": 30})
    told = [found, *found.compared("before", "truce"), *found.returned("before", "truce", "after"), *found.assumptions]
    assert not [str(one) for one in told if CAUSAL.search(str(one))]


def test_periods_and_days_that_cannot_be() -> None:
    given_ = {"days": [day(0)], "zones": ONE}
    with pytest.raises(InputError, match="periods is empty"):
        zl.incident_rates([36.5], [34.5], periods={}, **given_)
    with pytest.raises(InputError, match="the period 'x' ends on 2017-07-01, before it begins on 2017-07-02"):
        zl.incident_rates([36.5], [34.5], periods={"x": (day(1), day(0))}, **given_)
    with pytest.raises(InputError, match="the period 'x' has '2017-07-01'; give days as"):
        zl.incident_rates([36.5], [34.5], periods={"x": ("2017-07-01", day(0))}, **given_)
    with pytest.raises(InputError, match="the period 'x' is None; give its first and its last day"):
        zl.incident_rates([36.5], [34.5], periods={"x": None}, **given_)
    with pytest.raises(InputError, match="confidence is 95; it lies between 0 and 1"):
        zl.incident_rates([36.5], [34.5], periods=WEEKS, confidence=95, **given_)
    with pytest.raises(InputError, match="row 0 has the last day 2017-06-30 before the first 2017-07-01"):
        zl.incident_rates([36.5], [34.5], periods=WEEKS, last_days=[day(-1)], **given_)
    with pytest.raises(InputError, match="row 0 has no day"):
        zl.incident_rates([36.5], [34.5], days=[np.datetime64("NaT", "D")], zones=ONE, periods=WEEKS)
    found = found_of({"before": 1})
    with pytest.raises(NotFoundError, match="no period 'befor'; did you mean 'before'"):
        found.compared("befor", "after")
    with pytest.raises(NotFoundError, match="no zone 'wst'; did you mean 'west'"):
        found.of("wst", "before")


# ------------------------------------------------------------------------------------------------------ change points


def best_of_all(counts: list[int], exposure: list[float], penalty: float) -> float:
    """The least penalised cost over every division, each tried."""
    total = len(counts)
    costs = []
    for size in range(total):
        for cuts in itertools.combinations(range(1, total), size):
            cost = penalty * size
            for a, b in itertools.pairwise([0, *cuts, total]):
                k, e = sum(counts[a:b]), sum(exposure[a:b])
                cost += 2 * (k - xlogy(k, k / e))
            costs.append(cost)
    return min(costs)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from([0.5, 1.0, 3.0])), min_size=1, max_size=9),
    st.floats(0.5, 12),
)
def test_the_division_is_the_best_of_all(series: list[tuple[int, float]], penalty: float) -> None:
    counts, exposure = [count for count, _ in series], [weight for _, weight in series]
    days = [day(i) for i, count in enumerate(counts) for _ in range(count)]
    days = np.array(days, dtype="datetime64[D]")
    found = zl.change_points(days, first=day(0), last=day(len(series) - 1), exposure=exposure, penalty=penalty)
    cost = penalty * (len(found.stretches) - 1)
    for stretch in found.stretches:
        span = exposure[(stretch.first - FIRST).days : (stretch.last - FIRST).days + 1]
        cost += 2 * (stretch.count - xlogy(stretch.count, stretch.rate))
        assert stretch.rate == pytest.approx(stretch.count / sum(span))
    assert cost == pytest.approx(best_of_all(counts, exposure, penalty), abs=1e-9)
    assert sum(stretch.count for stretch in found.stretches) == sum(counts)


def test_two_changes_are_found_and_an_even_series_has_none() -> None:
    counts = [3] * 20 + [0] * 20 + [4] * 20
    days = [day(i) for i, count in enumerate(counts) for _ in range(count)]
    found = zl.change_points([*days, day(99)], first=day(0), last=day(59))
    assert found.days == (day(20), day(40))
    assert found.elsewhen == 1
    assert str(found) == (
        "2017-07-01 to 2017-07-20: 60 incidents, 3 a day; 2017-07-21 to 2017-08-09: 0 incidents, 0 a day; "
        "2017-08-10 to 2017-08-29: 80 incidents, 4 a day"
    )
    assert zl.change_points([day(i) for i in range(60)], first=day(0), last=day(59)).days == ()
    assert zl.change_points([day(0)] * 3, first=day(0), last=day(0)).days == ()
    # twice the ground, twice as many: the rate on the ground is the same
    doubled = [day(i) for i in range(60) for _ in range(1 if i < 30 else 2)]
    assert zl.change_points(doubled, first=day(0), last=day(59), exposure=[1] * 30 + [2] * 30).days == ()


def test_changes_of_what_cannot_be() -> None:
    with pytest.raises(InputError, match="last is 2017-07-01, before first, 2017-07-02"):
        zl.change_points([day(0)], first=day(1), last=day(0))
    with pytest.raises(InputError, match="penalty is 0; it is more than 0"):
        zl.change_points([day(0)], first=day(0), last=day(1), penalty=0)
    with pytest.raises(InputError, match=r"exposure\[1\] is 0.0; each is more than 0"):
        zl.change_points([day(0)], first=day(0), last=day(1), exposure=[1, 0])
    with pytest.raises(InputError, match=r"shape \(1,\) for 2 days"):
        zl.change_points([day(0)], first=day(0), last=day(1), exposure=[1])
    with pytest.raises(InputError, match="more than 20,000; ask about fewer"):
        zl.change_points([day(0)], first=dt.date(1900, 1, 1), last=day(0))


# ------------------------------------------------------------------------------------------------------------- series


def test_steps_hold_what_fell_into_them() -> None:
    days = [day(-1), day(0), day(6), day(7), day(9), day(10)]
    series = zl.incident_series([36.5] * 5 + [10], [34.5] * 6, days=days, zones=ONE, first=day(0), last=day(9))
    assert series.starts == (day(0), day(7))
    assert series.counts.tolist() == [[2, 2]]
    assert (series.outside.tolist(), series.elsewhen) == ([0, 0], 2)
    km2 = zl.area(WEST).area.km2
    assert series.km2_days[0] == pytest.approx([7 * km2, 3 * km2])
    assert series.rates[0] == pytest.approx([2 / (7 * km2) * 1000, 2 / (3 * km2) * 1000])
    assert [row["count"] for row in series.rows()] == [2, 2]
    assert str(series) == "2017-07-01 to 2017-07-10 in steps of 7 days: 4 in west, 0 in none; 2 at other times"


@settings(max_examples=25)
@given(INCIDENTS, st.integers(1, 9))
def test_steps_add_up_to_the_period(rows: list[tuple[float, float, int, int]], step: int) -> None:
    lon, lat = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    days = np.array([day(row[2]) for row in rows], dtype="datetime64[D]")
    zones = {"west": WEST, "both": EAST}
    series = zl.incident_series(lon, lat, days=days, zones=zones, first=day(0), last=day(20), step_days=step)
    whole = zl.incident_rates(lon, lat, days=days, zones=zones, periods={"all": (day(0), day(20))})
    for z, zone in enumerate(zones):
        assert series.counts[z].sum() == whole.of(zone, "all").count
        assert series.km2_days[z].sum() == pytest.approx(whole.of(zone, "all").km2_days)
    assert series.outside.sum() == whole.outside["all"]
    assert series.elsewhen == whole.elsewhen


def test_steps_that_cannot_be() -> None:
    with pytest.raises(InputError, match="step_days is 0; it is a whole number from 1 on"):
        zl.incident_series([1], [1], days=[day(0)], zones=ONE, first=day(0), last=day(1), step_days=0)
    with pytest.raises(InputError, match="last is 2017-07-01, before first"):
        zl.incident_series([1], [1], days=[day(0)], zones=ONE, first=day(1), last=day(0))
