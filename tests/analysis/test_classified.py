"""Points into the zones of a scenario, by the lines that held on their days."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

import zonelib as zl
from zonelib.errors import InputError, NotFoundError
from zonelib.model import Boundary, Period, Scenario, Zone

CHANGE = date(2017, 7, 1)
WEST, EAST = box(36, 34, 37, 35), box(37, 34, 38, 35)

MOVED = Scenario(
    id="moved",
    title="A zone that moves, one that stays, one without a line",
    zones=(
        Zone(
            id="moves",
            name="Moves",
            boundaries=(
                Boundary(id="before", geometry=WEST, period=Period(last=CHANGE - timedelta(days=1))),
                Boundary(id="after", geometry=EAST, period=Period(first=CHANGE)),
            ),
        ),
        Zone(id="stays", name="Stays", boundaries=(Boundary(id="one", geometry=box(36.5, 34.5, 37.5, 35.5)),)),
        Zone(id="talk", name="Talk"),
    ),
)


def test_each_point_is_held_against_the_lines_of_its_day() -> None:
    days = [date(2017, 6, 30), date(2017, 7, 1), date(2017, 6, 30), date(2017, 7, 1)]
    found = zl.classify([36.2, 36.2, 36.8, 37.2], [34.2, 34.2, 34.8, 34.8], zones=MOVED, days=days)
    assert found.zone.tolist() == ["moves", "", "moves + stays", "moves + stays"]
    assert found.counts == {"moves": 3, "stays": 2, "talk": 0}
    assert (found.outside, found.several) == (1, 2)
    assert [(zone, line) for zone, line, _ in found.boundaries] == [
        ("moves", "before"), ("stays", "one"), ("moves", "after"),
    ]  # fmt: skip
    assert str(found) == (
        "4 points: 3 in moves, 2 in stays, 0 in talk, 1 in none; 2 in more than one; no line is drawn for talk"
    )


@given(
    rows=st.lists(
        st.tuples(st.floats(35.5, 38.5), st.floats(33.5, 36), st.dates(date(2017, 6, 25), date(2017, 7, 7))),
        max_size=40,
    ),
    random=st.randoms(use_true_random=False),
)
def test_parts_add_up_and_order_does_not_matter(rows: list[tuple[float, float, date]], random: object) -> None:
    lon, lat = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    days = np.array([r[2] for r in rows], dtype="datetime64[D]")
    found = zl.classify(lon, lat, zones=MOVED, days=days)
    moved = [(EAST if day >= CHANGE else WEST).intersects(Point(x, y)) for x, y, day in rows]
    stayed = [box(36.5, 34.5, 37.5, 35.5).intersects(Point(x, y)) for x, y, _ in rows]
    assert found.inside("moves").tolist() == moved
    assert found.inside("stays").tolist() == stayed
    assert sum(found.counts.values()) + found.outside == len(rows) + found.several
    order = np.arange(len(rows))
    random.shuffle(order)  # type: ignore[attr-defined]
    again = zl.classify(lon[order], lat[order], zones=MOVED, days=days[order])
    assert again.zone.tolist() == found.zone[order].tolist()


def test_without_days_the_line_is_that_of_the_map() -> None:
    found = zl.classify([36.2, 37.2], [34.2, 34.2], zones=MOVED)
    assert found.counts == {"moves": 1, "stays": 0, "talk": 0}
    assert {line: rule for _, line, rule in found.boundaries}["before"].startswith("of 2 boundaries the firmest line")


def test_frames_keep_their_index_and_any_crs_is_read() -> None:
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(36.2, 34.2), Point(50, 0)], index=["a", "b"], crs=4326)
    for given_ in (frame, frame.to_crs(32637), frame.geometry):
        found = zl.classify(given_, zones={"w": WEST})
        assert found.zone.to_dict() == {"a": "w", "b": ""}
        assert found.inside("w").to_dict() == {"a": True, "b": False}


def test_the_seed_as_geos_has_it() -> None:
    scenario = zl.read("syria-2017")
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(35, 38, 50_000), rng.uniform(32, 37, 50_000)
    found = zl.classify(lon, lat, zones=scenario)
    for zone in scenario.zones:
        boundary, _ = zl.default_boundary(zone)
        assert boundary is not None
        assert (found.inside(zone.id) == shapely.intersects_xy(boundary.geometry, lon, lat)).all()
    assert all(count > 20 for count in found.counts.values())


def test_what_cannot_be_is_refused() -> None:
    one = ([36.2], [34.2])
    with pytest.raises(InputError, match="none of the zones has a line"):
        zl.classify(*one, zones=Scenario(id="s", title="t", zones=(Zone(id="z", name="Z"),)))
    with pytest.raises(InputError, match="bare zones, which have no time; give the scenario"):
        zl.classify(*one, zones={"w": WEST}, days=["2017-07-01"])
    with pytest.raises(InputError, match="row 0 has no day"):
        zl.classify(*one, zones=MOVED, days=[np.datetime64("NaT", "D")])
    with pytest.raises(InputError, match="1 points came with days of the shape"):
        zl.classify(*one, zones=MOVED, days=["2017-07-01", "2017-07-02"])
    with pytest.raises(InputError, match=r"give whole days, such as datetime\.date"):
        zl.classify(*one, zones=MOVED, days=["yesterday"])
    with pytest.raises(InputError, match="known_on came without days"):
        zl.classify(*one, zones=MOVED, known_on=CHANGE)
    with pytest.raises(NotFoundError, match=r"there is no zone 'move'; .*moves"):
        zl.classify(*one, zones=MOVED).inside("move")
