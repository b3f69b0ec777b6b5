"""The calendar below the map: day by day what the calendar says, and readable without colour."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import shapely

import zonelib as zl
from zonelib.errors import InputError
from zonelib.maps.strips import strip_of
from zonelib.model import Boundary, PatrolAssignment, Period, Scenario, Selection, Zone

FIRST, LAST = date(2017, 5, 1), date(2017, 9, 30)


def _assignment(id: str, first: date, last: date, standing: str) -> PatrolAssignment:
    return PatrolAssignment(
        id=id, by=("a",), where=Selection(any_of=("west",)), standing=standing, period=Period(first=first, last=last)
    )


@pytest.fixture(scope="module")
def watched() -> Scenario:
    line = Boundary(id="one", geometry=shapely.box(36, 34, 37, 35))
    return Scenario(
        id="watched",
        title="Watched",
        actors=(zl.Actor(id="a", name="Alpha", kind="state"),),
        zones=(Zone(id="west", name="West", boundaries=(line,)), Zone(id="east", name="East")),
        assignments=(
            _assignment("sure", date(2017, 6, 1), date(2017, 7, 31), "in_place"),
            _assignment("sure too", date(2017, 7, 1), date(2017, 7, 10), "agreed"),
            _assignment("perhaps", date(2017, 7, 20), date(2017, 8, 15), "proposed"),
        ),
    )


def test_every_day_looks_as_the_calendar_says(watched, seed):
    for scenario in (watched, seed):
        calendar = zl.patrol_calendar(scenario, first=FIRST, last=LAST)
        strip = strip_of(scenario, calendar)
        assert strip.days == 153
        for row, zone in zip(strip.rows, calendar.zones, strict=True):
            kinds = [run.kind for run in row.runs for _ in range(run.days)]
            assert len(kinds) == strip.days
            assert [run.start for run in row.runs] == [sum(r.days for r in row.runs[:i]) for i in range(len(row.runs))]
            for i, kind in enumerate(kinds):
                holds = list(zone.in_force(FIRST + timedelta(days=i)).values())
                sure = holds.count("certain")
                assert kind == ("several" if sure > 1 else "certain" if sure else "perhaps" if holds else "none")


def test_the_runs_of_a_zone(watched):
    strip = strip_of(watched, zl.patrol_calendar(watched, first=FIRST, last=LAST))
    west, east = strip.rows
    assert [(run.kind, run.days) for run in west.runs] == [
        ("none", 31), ("certain", 30), ("several", 10), ("certain", 21), ("perhaps", 15), ("none", 46),
    ]  # fmt: skip
    assert [(run.kind, run.days) for run in east.runs] == [("none", 153)]
    assert [tick.words for tick in strip.ticks] == ["1 May 2017", "Jun 2017", "Jul 2017", "Aug 2017", "Sep 2017"]


def test_two_years_have_few_enough_ticks(watched):
    strip = strip_of(watched, zl.patrol_calendar(watched, first=date(2017, 1, 15), last=date(2019, 1, 14)))
    assert 8 <= len(strip.ticks) <= 14


def test_the_page_shows_it_in_bars_and_words(watched, open_page):
    calendar = zl.patrol_calendar(watched, first=FIRST, last=LAST)
    opened = open_page(zl.draw(watched, calendar=calendar))
    rows = opened.page.locator("table.strip tbody tr")
    assert rows.count() == 2
    assert rows.nth(0).locator("th").text_content() == "West"
    assert "in force for certain on 61 of 153 days, perhaps on 15 more" in rows.nth(0).text_content()
    heights = {
        kind: rows.nth(0).locator(f"rect.strip-{kind}").first.evaluate("e => e.getBoundingClientRect().height")
        for kind in ("none", "perhaps", "certain", "several", "top")
    }
    assert heights["none"] < heights["top"] < heights["perhaps"] < heights["certain"] == heights["several"]
    assert not opened.complaints
    narrow = open_page(zl.draw(watched, calendar=calendar), width=320, height=640).page
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_a_calendar_there_is_none(drawn, open_page):
    assert open_page(drawn).count("#calendar") == 0


def test_days_are_not_told_where_they_are_to_be_held_back(watched):
    calendar = zl.patrol_calendar(watched, first=FIRST, last=LAST)
    with pytest.raises(InputError, match="to be held back: leave one of them out"):
        zl.draw(watched, calendar=calendar, publish=zl.Publication(places=zl.km(5), delay_days=3))
