"""The clock: on every day the map holds what the state of the model says, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from zonelib.analysis import compare_boundaries, default_boundary
from zonelib.maps import draw
from zonelib.maps.compose import view_of
from zonelib.maps.view import Clock, View
from zonelib.model import (
    NOT_STATED,
    Boundary,
    BufferSpec,
    Claim,
    Incident,
    Period,
    Post,
    Scenario,
    Selection,
    Source,
    Status,
    Zone,
    hold_on,
)
from zonelib.units import km

MAY, JULY = date(2017, 5, 4), date(2017, 7, 5)


def days_of(clock: Clock) -> list[date]:
    """The days round every turn, and the ends of the clock."""
    turns = [*clock.days[1:], clock.first, clock.last]
    return sorted({day + timedelta(days=n) for day in turns for n in (-1, 0, 1)})


def held(known_then: Scenario, day: date, known: date) -> dict[str, set[str]]:
    """What the state of the model says should stand on the map, by layer: ids of zones, and cards of the rest."""
    state = known_then.at(day, known_on=known)
    with_line = {}
    for zone in state.zones:
        line = [h for h in zone.boundaries if h.value.geometry]
        if line:
            with_line[zone.zone.id] = line
    found: dict[str, set[str]] = {"zones": {f"zones/{id}" for id in with_line}}
    for key, holdings, where in (
        ("buffers", state.buffers, "of"), ("duties", state.assignments, "where"),
        ("objections", state.objections, "where"),
    ):  # fmt: skip
        collection = {"duties": "assignments"}.get(key, key)
        found[key] = {
            f"{collection}/{h.value.id}" for h in holdings
            if (selection := getattr(h.value, where)) and set(selection.any_of) & set(with_line)
        }  # fmt: skip
    found["posts"] = {f"posts/{h.value.id}" for h in state.posts if h.value.geometry}
    found["incidents"] = {
        f"incidents/{i.id}" for i in known_then.incidents
        if i.geometry and (not i.period or hold_on(i.period, day) in ("certain", "perhaps"))
    }  # fmt: skip
    return {key: ids for key, ids in found.items() if ids}


def drawn(clock: Clock, day: date, known: date) -> dict[str, set[str]]:
    return {
        layer.key: {feature.card for feature in layer.features}
        for layer in clock.on(day, known_on=known)
        if layer.key in ("zones", "buffers", "duties", "objections", "posts", "incidents")
    }


def test_on_every_day_the_seed_stands_as_its_state_says(seed, drawn_seed_clock):
    for known in drawn_seed_clock.known:
        then = seed.as_known(known)
        for day in days_of(drawn_seed_clock):
            assert drawn(drawn_seed_clock, day, known) == held(then, day, known), (day, known)


@pytest.fixture(scope="module")
def drawn_seed_clock(drawn) -> Clock:
    return drawn.view.clock


def test_the_zones_of_the_seed_say_what_their_state_says(seed, drawn_seed_clock):
    for known in drawn_seed_clock.known:
        then = seed.as_known(known)
        for day in days_of(drawn_seed_clock):
            state = then.at(day, known_on=known)
            zones = next(layer for layer in drawn_seed_clock.on(day, known_on=known) if layer.key == "zones")
            for feature in zones.features:
                found = state.zone(feature.card.removeprefix("zones/"))
                shown = [h.hold for h in found.statuses if h.value.dimension != "provider"]
                assert ("perhaps" in feature.detail) == ("perhaps" in shown), (day, known, feature.detail)
                line, _ = default_boundary(found.zone)
                (hold,) = [h.hold for h in found.boundaries if h.value.id == line.id]
                assert feature.perhaps == (hold == "perhaps")


def test_rows_hold_as_the_state_lists_them(seed, drawn_seed_clock):
    clock = drawn_seed_clock
    for k, known in enumerate(clock.known):
        then = seed.as_known(known)
        for i, day in enumerate(clock.days):
            state = then.at(day, known_on=known)
            for name in ("buffers", "assignments", "objections", "documents", "meetings"):
                for sort in ("certain", "perhaps"):
                    told = {
                        row.about for row in clock.rows
                        if row.about.startswith(f"{name}/")
                        and any(of == k and begin <= i < end for of, begin, end in getattr(row, sort))
                    }  # fmt: skip
                    assert told == {f"{name}/{h.value.id}" for h in getattr(state, name) if h.hold == sort}


def test_the_page_opens_on_the_record_and_its_day(drawn, seed):
    clock = drawn.view.clock
    assert clock.opens == seed.as_of == date(2017, 7, 6)
    assert clock.known == (MAY, date(2017, 5, 5), date(2017, 5, 6), date(2017, 7, 4), JULY, date(2017, 7, 6))
    assert [layer.layer.key for layer in drawn.view.legend(over_time=True)] == [
        layer.layer.key for layer in drawn.view.legend()
    ]


def test_what_was_said_later_is_not_on_the_clock(drawn, seed):
    later = {claim.id for claim in seed.claims} - {claim.id for claim in seed.as_known(seed.as_of).claims}
    assert later
    assert not {f"claims/{id}" for id in later} & {row.about for row in drawn.view.clock.rows}


def test_the_events_of_the_seed_are_ticks(drawn):
    said = {tick.day: " | ".join(tick.words) for tick in drawn.view.clock.ticks}
    assert "memorandum" in said[MAY]
    assert "agreement: signed (Homs, Eastern Ghouta, South and North)" in said[MAY]
    assert "Cruise missile strike" in said[JULY]
    assert "Putin and Trump" in said[date(2017, 7, 7)]


def test_where_nothing_changes_there_is_no_clock(full, shapeless):
    assert view_of(full, basemap=False).clock is None
    assert view_of(shapeless).clock is None


# --------------------------------------------------------------------------------------------- a scenario in motion

WEST = box(36.0, 34.0, 36.3, 34.3)


def moving(*, boundary: Period, buffer: Period, incident: Period, said: date) -> Scenario:
    """A zone whose second line, buffer, post and incidents come and go, and a correction of its first line."""
    return Scenario(
        id="moving", title="In motion", as_of=date(2017, 12, 31),
        sources=(Source(id="wire", kind="narrator", name="A wire", published_on=date(2017, 1, 2)),),
        claims=(
            Claim(id="C1", says="the first line", source="wire", stated_on=Period.day(date(2017, 1, 2))),
            Claim(id="C2", says="a new line", source="wire", stated_on=Period.day(said), replaces=("C1",)),
        ),
        zones=(
            Zone(
                id="west", name="West",
                boundaries=(
                    Boundary(id="first", geometry=WEST, claims=("C1",), period=Period(first=date(2017, 1, 1))),
                    Boundary(id="second", geometry=WEST.buffer(0.1), claims=("C2",), period=boundary),
                ),
                statuses=(
                    Status(dimension="agreement", value="agreed", as_of=Period.day(date(2017, 3, 1))),
                    Status(dimension="establishment", value="established", period=buffer),
                ),
            ),
        ),
        buffers=(BufferSpec(id="strip", of=Selection(any_of=("west",)), width=km(5), side="outside", period=buffer),),
        posts=(Post(id="post", name="Post", geometry=Point(36.1, 34.1), period=incident),),
        incidents=(
            Incident(id="dated", kind="shelling", geometry=Point(36.2, 34.2), period=incident),
            Incident(id="undated", kind="shelling", geometry=Point(36.2, 34.1)),
        ),
    )  # fmt: skip


DAYS = st.dates(date(2017, 1, 1), date(2017, 12, 1))


@st.composite
def periods(draw) -> Period:
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 60)))
    precision = draw(st.sampled_from(("day", "month")))
    if precision == "month":
        return (
            Period.edtf(f"{first:%Y-%m}/{last:%Y-%m}")
            if f"{first:%Y-%m}" != f"{last:%Y-%m}"
            else Period.edtf(f"{first:%Y-%m}")
        )
    if draw(st.booleans()):
        return Period(first=first)
    return Period(first=first, last=last)


@settings(max_examples=10)
@given(boundary=periods(), buffer=periods(), incident=periods(), said=DAYS)
def test_on_every_day_a_scenario_in_motion_stands_as_its_state_says(boundary, buffer, incident, said):
    scenario = moving(boundary=boundary, buffer=buffer, incident=incident, said=said)
    clock = view_of(scenario, basemap=False).clock
    assert clock is not None
    for known in (*clock.known, said - timedelta(days=1), said):
        if known < clock.known[0]:
            continue
        then = scenario.as_known(known)
        for day in days_of(clock):
            assert drawn(clock, day, known) == held(then, day, known), (day, known)


@pytest.fixture(scope="module")
def in_motion() -> View:
    july = Period(first=date(2017, 7, 1), last=date(2017, 7, 31))
    return view_of(moving(boundary=july, buffer=july, incident=july, said=date(2017, 6, 1)), basemap=False)


def standing(view: View, key: str, day: date, known: date) -> list[str]:
    return [f.id for layer in view.clock.on(day, known_on=known) if layer.key == key for f in layer.features]


def test_stretches_hold_their_first_day_and_not_their_end(in_motion):
    late = date(2017, 12, 31)
    on = {day: standing(in_motion, "buffers", day, late) for day in (date(2017, 6, 30), date(2017, 7, 1))}
    assert [len(found) for found in on.values()] == [0, 2]
    assert len(standing(in_motion, "buffers", date(2017, 7, 31), late)) == 2
    assert standing(in_motion, "buffers", date(2017, 8, 1), late) == []


def test_a_line_taken_back_stands_for_those_who_did_not_know(in_motion):
    assert standing(in_motion, "zones", date(2017, 2, 1), date(2017, 5, 31)) == ["zones/west"]
    assert standing(in_motion, "zones", date(2017, 2, 1), date(2017, 6, 1)) == []


def test_a_layer_that_is_empty_in_the_record_keeps_its_place(in_motion):
    record = moving(boundary=Period.day(JULY), buffer=Period.day(JULY), incident=Period.day(JULY), said=JULY)
    keys = [layer.key for layer in in_motion.layers]
    assert keys.index("zones") < keys.index("buffers") < keys.index("lines") < keys.index("incidents")
    only = view_of(record.as_known(date(2017, 2, 1)), basemap=False)
    assert {layer.key for layer in only.layers if not layer.features} == set()


def test_perhaps_is_said(in_motion):
    found = in_motion.clock.on(date(2017, 3, 2))
    undated = [f for layer in found if layer.key == "incidents" for f in layer.features]
    assert [(f.name, f.perhaps) for f in undated] == [("shelling (perhaps)", True)]
    posts = [f for layer in in_motion.clock.on(date(2017, 7, 2)) if layer.key == "posts" for f in layer.features]
    assert [(f.label, f.perhaps) for f in posts] == [("Post (perhaps)", True)]  # nobody tells since when it is known
    on_the_day = {f.detail for layer in in_motion.clock.on(date(2017, 3, 1)) for f in layer.features if f.detail}
    assert not on_the_day  # the line that held in March was taken back


def test_a_difference_names_its_lines_once_on_every_day(seed):
    difference = compare_boundaries(*seed.zone("south").boundaries[:2])
    view = view_of(seed, diffs=[difference], basemap=False)
    shown = {f.id for layer in view.layers if layer.key == "other-lines" for f in layer.features}
    stays = {s.feature.id for s in view.clock.stays if s.layer == "other-lines" and s.feature.kind == "name"}
    assert stays <= shown


def test_a_record_without_a_day_of_its_own_opens_at_the_end(in_motion):
    july = Period(first=date(2017, 7, 1), last=date(2017, 7, 31))
    undated = replace(moving(boundary=july, buffer=july, incident=july, said=JULY), as_of=NOT_STATED)
    clock = view_of(undated, basemap=False).clock
    assert (clock.as_of, clock.opens) == (None, clock.ticks[-1].day)
    assert clock.opens == date(2017, 8, 1)  # the first day on which the strip holds no longer


def test_a_layer_without_a_feature_today_spoils_no_box():
    july = Period(first=date(2017, 7, 1), last=date(2017, 7, 31))
    whole = moving(boundary=july, buffer=july, incident=july, said=JULY)
    first = replace(whole.zones[0], boundaries=whole.zones[0].boundaries[:1])
    drawn = draw(replace(whole, zones=(first,)), basemap=False)
    assert drawn.view.layer("zones").features == ()
    assert all(value == value for extent in drawn.view.extents for value in extent.box)  # no NaN
    assert not any("0 zones" in line for line in drawn.drew())
    assert "zonelib.start();" in drawn.to_html()
