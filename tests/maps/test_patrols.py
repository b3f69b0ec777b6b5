"""Those who watch, on the map: posts by kind, routes, cards and tables; coarsened where the map is for others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import LineString, Point

import zonelib as zl
from zonelib import Period, Publication, km


@pytest.fixture(scope="module")
def watched(seed):
    return replace(
        seed,
        posts=(
            zl.Post(id="p1", name="Hill", kind="fixed", geometry=Point(36.71, 34.91), precision=zl.m(300), members=12),
            zl.Post(id="p2", name="Mast", kind="camera", place="uqayribat", members=None, operator="russia"),
            zl.Post(id="p3", name="Nobody says where"),
        ),
        teams=(zl.Team(id="t", name="First team", actor="russia", base_post="p1", arms=None, vehicles=None),),
        routes=(zl.Route(id="r", name="Valley road", geometry=LineString([(36.7, 34.9), (37.4, 35.3)])),),
        conducted=(
            zl.Conducted(
                id="c", assignment=seed.assignments[0].id, period=Period.edtf("2017-07-05"), count=0, team="t"
            ),
        ),
        restrictions=(zl.Restriction(id="x", kind="delayed", delay_hours=2.5, place="uqayribat"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def view(watched):
    return zl.draw(watched, basemap=False).view


def test_posts_stand_in_the_look_of_their_kind_and_only_those_with_a_place(view):
    marks = {f.card: f.style for f in view.layer("posts").features if f.kind == "mark"}
    assert marks == {"posts/p1": "post-fixed", "posts/p2": "post-camera"}
    (spread,) = (f for f in view.layer("posts").features if f.kind == "area")
    assert spread.geometry.contains(Point(36.71, 34.91))
    assert [f.label for f in view.layer("routes").features] == ["Valley road"]


def test_the_cards_part_none_from_not_stated(view):
    facts = {card.id: {one.label: (one.value, one.sort) for one in card.facts} for card in view.cards}
    assert facts["posts/p1"]["Who serves there"] == ("12", "said")
    assert facts["posts/p2"]["Who serves there"] == ("nobody", "said")
    assert facts["posts/p3"]["Who serves there"][1] == facts["posts/p3"]["Position"][1] == "silent"
    assert facts["teams/t"]["Carries"] == ("nothing: unarmed", "said")
    assert facts["teams/t"]["Vehicles"] == ("none", "said")
    assert facts["teams/t"]["How many"][1] == "silent"
    assert facts["teams/t"]["Based at"] == ("Hill", "said")
    assert facts["conducted/c"]["How many"] == ("0", "said")
    assert facts["restrictions/x"]["Delay, in hours"] == ("2.5", "said")


def test_the_tables_hold_every_one_with_or_without_a_place(view):
    rows = {table.key: [row.cells[0] for row in table.rows] for table in view.tables}
    assert rows["posts"] == ["Hill", "Mast", "Nobody says where"]
    assert rows["teams"] == ["First team"]
    assert rows["routes"] == ["Valley road"]
    assert rows["restrictions"] == ["delayed"]
    drawn = {row.cells[0]: row.drawn for table in view.tables if table.key == "posts" for row in table.rows}
    assert drawn == {"Hill": True, "Mast": True, "Nobody says where": False}


def test_a_map_for_others_holds_no_true_position_and_says_so(watched):
    rule = Publication(places=km(10))
    drawn = zl.draw(watched, publish=rule, basemap=False)
    (hill,) = (f.geometry for f in drawn.view.layer("posts").features if f.card == "posts/p1" and f.kind == "mark")
    assert hill == rule.point(Point(36.71, 34.91))
    assert "36.71,34.91" not in drawn.to_html().replace(" ", "")
    assert "36.71,34.91" in zl.draw(watched, basemap=False).to_html().replace(" ", "")
    (note,) = (note for note in drawn.view.notes if note.title == "Of those who watch")
    assert note.lines == ("Coarsened for publication: positions within 10 km.",)


def test_a_scenario_without_monitors_has_none_of_it(seed):
    view = zl.draw(seed, basemap=False).view
    assert view.layer("posts") is view.layer("routes") is None
    assert not {"posts", "teams", "routes", "conducted", "restrictions"} & {table.key for table in view.tables}
