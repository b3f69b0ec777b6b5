"""The log of a track: when it entered zones and left them."""

from __future__ import annotations

import datetime as dt
from random import Random

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

import zonelib as zl
from zonelib import InputError
from zonelib.model import Boundary, Period, Scenario, Zone

START = dt.datetime.fromisoformat("2017-07-20T08:00")
HOUR = dt.timedelta(hours=1)
ZONE = {"z": box(36, 34, 37, 35)}


def log(points, zones=ZONE, *, step=HOUR, gap=2 * HOUR, start=START):
    times = [start + step * i for i in range(len(points))]
    return zl.zone_log([x for x, _ in points], [y for _, y in points], times=times, zones=zones, gap=gap)


def test_it_crosses_an_edge_where_and_when_the_straight_way_does() -> None:
    (stay,) = log([(35, 34.5), (36.5, 34.5), (38.5, 34.5)]).stays
    # 1° of 1.5° in the first hour, 0.5° of 2° in the second
    assert stay.entered == START + dt.timedelta(minutes=40)
    assert stay.left == START + dt.timedelta(minutes=75)
    assert (stay.entry, stay.exit) == ("crossed the edge", "crossed the edge")
    assert (stay.entered_at, stay.left_at) == (pytest.approx((36, 34.5)), pytest.approx((37, 34.5)))


def test_between_two_fixes_outside_it_may_have_been_inside() -> None:
    (stay,) = log([(35.5, 34.5), (37.5, 34.5)]).stays
    assert (stay.entered, stay.left) == (START + HOUR / 4, START + HOUR * 3 / 4)


def test_what_came_before_the_first_fix_and_after_the_last_is_not_known() -> None:
    (stay,) = log([(36.2, 34.5), (36.8, 34.5)]).stays
    assert (stay.entry, stay.exit) == ("was inside at the first fix", "was inside at the last fix")
    (alone,) = log([(36.2, 34.5)]).stays
    assert (alone.entered, alone.left) == (START, START)
    assert log([]).stays == ()


def test_nothing_is_told_of_a_gap() -> None:
    times = [START, START + HOUR, START + 9 * HOUR, START + 10 * HOUR, START + 20 * HOUR]
    found = zl.zone_log([36.2, 36.4, 36.5, 38.5, 36.5], [34.5] * 5, times=times, zones=ZONE, gap=HOUR)
    assert found.gaps == ((START + HOUR, START + 9 * HOUR), (START + 10 * HOUR, START + 20 * HOUR))
    assert [(stay.entry, stay.exit) for stay in found.stays] == [
        ("was inside at the first fix", "was inside before a gap"),
        ("was inside after a gap", "crossed the edge"),
        ("was inside after a gap", "was inside at the last fix"),
    ]
    assert str(found).splitlines()[:2] == [
        "5 fixes, 2 gaps: 3 stays",
        "z: 2017-07-20 08:00:00 (was inside at the first fix) to 2017-07-20 09:00:00 (was inside before a gap)",
    ]


def test_a_fix_on_the_way_divides_no_stay_and_standing_still_is_one() -> None:
    found = log([(35.5, 34.5), (36.2, 34.5), (36.2, 34.5), (36.2, 34.5), (36.9, 34.6), (37.5, 34.6)])
    assert len(found.stays) == 1
    assert len(found.rows()) == 1


def test_a_hole_and_a_second_part_are_stays_of_their_own() -> None:
    holed = Polygon(box(36, 34, 37, 35).exterior, [box(36.4, 34.4, 36.6, 34.6).exterior])
    found = log([(35.5, 34.5), (39.5, 34.5)], {"z": MultiPolygon([holed, box(38, 34, 39, 35)])})
    minutes = [round((stay.left - stay.entered).total_seconds() / 60, 6) for stay in found.stays]
    assert minutes == [6, 6, 15]


def test_over_the_antimeridian_it_goes_the_short_way() -> None:
    cut = MultiPolygon([box(179, 10, 180, 11), box(-180, 10, -179.5, 11)])
    for points in ([(178.5, 10.5), (-179, 10.5)], [(-179, 10.5), (178.5, 10.5)]):
        (stay,) = log(points, {"cut": cut}).stays
        assert (stay.left - stay.entered).total_seconds() == pytest.approx(0.6 * 3600, abs=1e-3)
        assert {round(stay.entered_at[0], 6), round(stay.left_at[0], 6)} == {179.0, -179.5}


def test_a_line_that_changes_at_midnight() -> None:
    change = dt.date(2017, 7, 21)
    moved = Scenario(id="s", title="t", zones=(
        Zone(id="z", name="Z", boundaries=(
            Boundary(id="one", geometry=box(36, 34, 37, 35), period=Period(last=change - dt.timedelta(days=1))),
            Boundary(id="two", geometry=box(36.8, 34, 38, 35), period=Period(first=change)),
        )),
    ))  # fmt: skip
    # 36.5 at 22:00, 36.7 at midnight, 36.8 at 1:00
    found = log([(36.5, 34.5), (36.9, 34.5)], moved, step=4 * HOUR, gap=5 * HOUR, start=START + 14 * HOUR)
    first, second = found.stays
    assert (first.left, first.exit) == (dt.datetime.fromisoformat("2017-07-21"), "the line changed")
    assert (second.entered, second.entry) == (dt.datetime.fromisoformat("2017-07-21T01:00"), "crossed the edge")
    assert [line for _, line, _ in found.boundaries] == ["one", "two"]
    # inside of both, a stay goes on through midnight
    (stay,) = log([(36.85, 34.5), (36.95, 34.5)], moved, step=4 * HOUR, gap=5 * HOUR, start=START + 14 * HOUR).stays
    assert stay.left - stay.entered == 4 * HOUR


FIXES = st.lists(st.tuples(st.floats(35, 38), st.floats(33.5, 35.5)), min_size=2, max_size=7)
ODD = Polygon([(35.5, 33.8), (37.5, 34.2), (36.2, 34.5), (37.4, 35.2), (35.8, 35.0)])


@example([(35.0, 34.0), (36.0, 34.0), (35.0, 34.0)], Random(1))
@settings(max_examples=40)
@given(FIXES, st.randoms(use_true_random=False))
def test_at_every_moment_as_classify_tells(points: list[tuple[float, float]], random: object) -> None:
    zones = {"odd": ODD, "box": box(36, 34, 37, 35)}
    found = log(points, zones)
    at = np.linspace(0, len(points) - 1, 211)[1:-1]
    lon, lat = (np.interp(at, range(len(points)), column) for column in zip(*points, strict=True))
    held = zl.classify(lon, lat, zones=zones)
    for zone, shape in zones.items():
        # on the very edge a touch is no entry, and rounding decides
        clear = shapely.distance(shapely.points(lon, lat), shape.boundary) > 1e-9
        for moment, inside in zip(at[clear], held.inside(zone)[clear], strict=True):
            time = START + moment * HOUR
            near = [s for s in found.stays if s.zone == zone for t in (s.entered, s.left)
                    if abs((time - t).total_seconds()) < 0.01]  # fmt: skip
            told = any(s.zone == zone and s.entered <= time <= s.left for s in found.stays)
            assert near or told == inside
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    times = [START + HOUR * i for i in order]
    mixed = [points[i] for i in order]
    again = zl.zone_log([x for x, _ in mixed], [y for _, y in mixed], times=times, zones=zones, gap=2 * HOUR)
    assert again == found


def test_what_cannot_be() -> None:
    with pytest.raises(InputError, match=r"gap is 5; give a datetime\.timedelta"):
        zl.zone_log([36], [34], times=[START], zones=ZONE, gap=5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"rows 0 and 2 have one time"):
        zl.zone_log([36] * 3, [34] * 3, times=[START, START + HOUR, START], zones=ZONE, gap=HOUR)
    with pytest.raises(InputError, match="row 0 has no time"):
        zl.zone_log([36], [34], times=[np.datetime64("NaT", "s")], zones=ZONE, gap=HOUR)
    with pytest.raises(InputError, match=r"1 fixes came with times of the shape \(2,\)"):
        zl.zone_log([36], [34], times=[START, START], zones=ZONE, gap=HOUR)
    with pytest.raises(InputError, match="give times such as"):
        zl.zone_log([36], [34], times=["noon"], zones=ZONE, gap=HOUR)
