"""The difference of two lines and the findings of an audit on the map."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Point, box

import zonelib as zl
from zonelib.analysis.findings import Finding

GEOD = Geod(ellps="WGS84")
# Izra lies between the two arms of the horseshoe of the estimate, Daraa is in both.
IZRA = zl.Place(id="izra", name="Izra", kind="town", geometry=Point(36.2507, 32.8671))
DARAA = zl.Place(id="daraa", name="Daraa", kind="town", geometry=Point(36.1021, 32.6189))


@pytest.fixture(scope="module")
def later(seed):
    return replace(seed, as_of=dt.date(2017, 9, 15))


@pytest.fixture(scope="module")
def diff(seed):
    south = seed.zone("south")
    return zl.compare_boundaries(south.boundary("two_provinces"), south.boundary("estimate"), towns=[IZRA, DARAA])


@pytest.fixture(scope="module")
def findings(seed):
    return [
        Finding(code="no_provider", zone="homs", about="zones/homs", claims=("C05",), sentence="Nobody is agreed."),
        Finding(
            code="refused", zone="homs", about=f"objections/{seed.objections[0].id}", claims=(), sentence="Refused.",
        ),
        Finding(code="not_final", zone="", about="documents/none", claims=("not-here",), sentence="Not final."),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def page(later, diff, findings):
    return zl.draw(later, diffs=[diff], findings=findings)


def of_style(page, key, style):
    return [feature for feature in page.view.layer(key).features if feature.style == style]


def test_every_part_is_drawn_on_its_side_and_slivers_apart(page, diff):
    for line in "ab":
        disputes = [part for part in diff.disputes if part.only_in == line]
        assert len(of_style(page, "diff-1", f"diff-dispute-{line}")) == len(disputes) > 0
    (slivers,) = of_style(page, "diff-1", "diff-sliver")
    assert slivers.name == f"{len(diff.slivers)} slivers"


def test_the_drawn_areas_are_as_large_as_the_diff_says(page, diff):
    (core,) = of_style(page, "diff-1", "diff-core")
    areas = [abs(GEOD.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(core.geometry)]
    # Thinned by 11 m at most, along some 600 km of outline; a geodesic edge differs from one straight in degrees.
    assert sum(areas) == pytest.approx(diff.core.area.m2, rel=2e-3)


def test_the_lines_drawn_are_those_of_the_record(page, later):
    south = later.zone("south")
    drawn = {
        key: [f.geometry for f in of_style(page, "diff-lines-1", f"diff-line-{key}")] for key in ("a", "b", "both")
    }
    for key, name in (("a", "two_provinces"), ("b", "estimate")):
        whole = shapely.union_all([*drawn[key], *drawn["both"]])
        assert shapely.hausdorff_distance(whole, south.boundary(name).geometry.boundary) < 1.1e-4
    # The estimate cuts across provinces and shares no edge with them.
    assert drawn["both"] == []


def test_the_greatest_distance_is_drawn_between_its_two_places(page, diff):
    (run,) = of_style(page, "diff-lines-1", "diff-offset")
    assert GEOD.geometry_length(run.geometry) == pytest.approx(diff.greatest.distance.m, rel=1e-6)
    ends = [feature.geometry.coords[0] for feature in of_style(page, "diff-lines-1", "diff-end")]
    assert ends == [diff.greatest.place, diff.greatest.foot]
    labels = {feature.label for feature in page.view.layer("diff-lines-1").features}
    assert f"{diff.greatest.distance.km:.1f}\u00a0km apart" in labels


def test_only_a_place_that_changes_sides_is_marked(page):
    (mark,) = of_style(page, "diff-lines-1", "diff-town-a")
    assert mark.label == "Izra: two provinces only"
    assert mark.geometry == IZRA.geometry
    assert of_style(page, "diff-lines-1", "diff-town-b") == []


def test_the_map_opens_on_the_two_lines_and_nothing_hatches_over_them(page):
    assert page.view.extents[0].label == "The two lines of South"
    shown = {layer.key for layer in page.view.layers if layer.shown and not layer.base}
    assert {"diff-1", "diff-lines-1", "other-lines"} <= shown
    assert not {"zones", "bands", "buffers", "duties", "objections"} & shown


def test_of_several_diffs_the_first_is_shown(later, diff):
    south = later.zone("south")
    other = zl.compare_boundaries(south.boundary("two_provinces"), south.boundary("three_provinces"))
    view = zl.draw(later, diffs=[other, diff], basemap=False).view
    alone = {key for pair in view.pairs for key in pair.layers}
    shown = {x.key: x.shown for x in view.layers if x.key.startswith("diff") and x.key not in alone}
    assert shown == {"diff-1": True, "diff-2": False, "diff-lines-1": True, "diff-lines-2": False}
    # The west is one line in both; there neither hides the other.
    assert [f.style for f in view.layer("diff-lines-1").features if f.style == "diff-line-both"] == ["diff-line-both"]


def test_the_card_and_the_table_carry_the_figures_with_their_errors(page, diff):
    (card,) = [card for card in page.view.cards if card.id == "diffs/1"]
    facts = {fact.label: fact.value for fact in card.facts}
    assert "Russia, Turkey and Iran" in facts["Line a: two provinces"]
    assert "nobody is said to propose it" in facts["Line b: estimate"]
    assert facts["In both"].startswith(f"{diff.core} (")
    assert diff.precision_rule in facts["What is no real difference"]
    assert facts["Parts"] == f"{len(diff.disputes)} disputes, {len(diff.slivers)} slivers"
    assert card.claims == ("X15",)
    table = next(table for table in page.view.tables if table.key == "diffs/1")
    assert len(table.rows) == 1 + len(diff.parts)
    assert any(diff.precision_rule in line for note in page.view.notes for line in note.lines)


def test_other_accounts_have_cards_of_their_own_and_later_ones_are_not_on_an_earlier_map(seed, page, drawn):
    cards = {card.id: {fact.label: fact.value for fact in card.facts} for card in page.view.cards}
    assert cards["boundaries/south/three_provinces"]["Proposed by"] == "Russia, United States and Jordan"
    assert cards["boundaries/south/three_provinces"]["Precision of the line"] == "±5 km"
    # As of 6 July: the memorandum of 4 May was known, the agreement of 9 July was not.
    earlier = {feature.card for feature in drawn.view.layer("other-lines").features}
    assert earlier == {"boundaries/south/two_provinces"}
    assert not drawn.view.layer("other-lines").shown


def test_a_line_that_was_not_known_on_the_day_of_the_map_is_told_as_that(seed):
    south = seed.zone("south")
    late = zl.compare_boundaries(south.boundary("two_provinces"), south.boundary("three_provinces"))
    card = next(card for card in zl.draw(seed, diffs=[late], basemap=False).view.cards if card.id == "diffs/1")
    facts = {fact.label: fact for fact in card.facts}
    assert facts["Line b: three provinces"].sort == "silent"
    assert facts["Line a: two provinces"].sort == "said"


def test_bare_geometries_can_be_drawn_too():
    diff = zl.compare_boundaries(box(36, 33, 36.5, 33.5), box(36, 33, 36.6, 33.5))
    page = zl.draw(zl.Scenario(id="bare", title="Bare"), diffs=[diff], basemap=False)
    assert [extent.label for extent in page.view.extents] == ["The two lines"]
    assert [f.style for f in page.view.layer("diff-1").features if f.kind == "area"] == [
        "diff-core",
        "diff-undecided-b",
    ]
    assert "slivers are not told from disputes" in page.view.layer("diff-1").hint
    apart = zl.compare_boundaries(box(0, 0, 1, 1), box(2, 0, 3, 1))
    assert not of_style(zl.draw(zl.Scenario(id="b", title="B"), diffs=[apart], basemap=False), "diff-1", "diff-core")


def test_findings_lead_to_the_thing_or_to_its_zone(page, seed):
    table = page.view.tables[0]
    assert table.title == "Findings of the audit"
    assert [row.card for row in table.rows] == ["zones/homs", f"objections/{seed.objections[0].id}", ""]
    assert table.rows[0].cells == ("no provider", "Homs", "Nobody is agreed.", "C05")
    cards = {card.id: card for card in page.view.cards}
    found = [fact.value for fact in cards["zones/homs"].facts if fact.label == "Finding"]
    assert found == ["Nobody is agreed.", "Refused."]
    assert [f.value for f in cards[f"objections/{seed.objections[0].id}"].facts if f.label == "Finding"] == ["Refused."]
    known = {claim.id for claim in page.view.claims}
    assert all(set(card.claims) <= known for card in page.view.cards)


def test_a_finding_changes_no_colour(later, diff, page):
    without = zl.draw(later, diffs=[diff]).view
    assert [(f.id, f.style) for layer in without.layers for f in layer.features] == [
        (f.id, f.style) for layer in page.view.layers for f in layer.features
    ]


def test_drawing_twice_gives_the_same_bytes(later, diff, findings, page):
    assert zl.draw(later, diffs=[diff], findings=findings).to_html() == page.to_html()


def test_hostile_names_of_lines_and_findings_run_nothing(hostile, open_page):
    lines = [zone.boundaries[0] for zone in hostile.zones[:3]]
    diffs = [zl.compare_boundaries(line, box(36.2, 34.1, 38.9, 34.9)) for line in lines]
    bad = hostile.zones[1].name
    findings = [Finding(code=bad, zone="z0", about=bad, claims=(bad,), sentence=bad)]
    opened = open_page(zl.draw(hostile, diffs=diffs, findings=findings, basemap=False))
    assert opened.complaints == []
    assert opened.page.evaluate("window.ran") is None
    assert opened.shapes("diff-1") > 0


def test_the_page_opens_without_a_word_and_a_row_opens_the_card(page, open_page, diff):
    opened = open_page(page)
    assert opened.shapes("diff-1") >= 2 + len(diff.disputes)
    opened.page.click("text=refused")
    assert "Refused." in opened.page.inner_text("#card")
    assert opened.complaints == []


def test_each_line_is_a_layer_with_all_that_is_inside_it(page, later):
    south = later.zone("south")
    (pair,) = page.view.pairs
    assert (pair.title, pair.names) == ("South: " + " and ".join(pair.names), ("two provinces (a)", "estimate (b)"))
    assert pair.difference == ("diff-1", "diff-lines-1")
    for key, name, letter in zip(pair.layers, ("two_provinces", "estimate"), "ab", strict=True):
        layer = page.view.layer(key)
        assert not layer.shown
        area, line = layer.features
        assert shapely.hausdorff_distance(area.geometry, south.boundary(name).geometry) < 1.1e-4
        assert line.geometry.equals(area.geometry.boundary)
        assert (area.style, line.style) == (f"diff-side-{letter}", f"diff-line-{letter}")
    # What the record draws of the same two lines, and of no third.
    assert set(pair.same) == {"lines/south", "other-lines/south/two_provinces"}
