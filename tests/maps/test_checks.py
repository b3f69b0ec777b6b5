"""A range check on the map: drawn whole, by verdict, with its words beside it."""

from __future__ import annotations

import pytest
from pyproj import Geod
from shapely.geometry import Point

import zonelib as zl

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def check(seed):
    return zl.check_range(seed.range_claims[0], scenario=seed)


@pytest.fixture(scope="module")
def page(seed, check):
    return zl.draw(seed, checks=[check])


def test_every_hypothesis_is_drawn_in_the_look_of_its_verdict(page, check):
    drawn = {feature.card: feature.style for feature in page.view.layer("hypotheses-1").features}
    assert len(drawn) == len(check.hypotheses) == 8
    for found in check.hypotheses:
        look = drawn[f"range_claims/{check.claim.id}/{found.id}"]
        assert look.endswith(found.verdict.replace(" ", "-"))


def test_each_reading_of_the_target_has_its_layers_and_the_first_is_shown(page, check):
    shown = {layer.key: layer.shown for layer in page.view.layers if layer.key.startswith(("fits", "geodesics"))}
    assert shown == {"fits-1-1": True, "fits-1-2": False, "geodesics-1-1": True, "geodesics-1-2": False}
    # A line has places that fit some point of it and places that fit all of it; a point has no such difference.
    kinds = {
        key: isinstance(check.targets[target], Point) for key, target in zip(("1-1", "1-2"), check.targets, strict=True)
    }
    for key, is_point in kinds.items():
        looks = {feature.style for feature in page.view.layer(f"fits-{key}").features}
        assert ("fits-every" in looks) is not is_point


def test_the_drawn_geodesics_are_as_long_as_the_check_says(page, check):
    for key, target in zip(("1-1", "1-2"), check.targets, strict=True):
        features = {feature.id: feature for feature in page.view.layer(f"geodesics-{key}").features}
        for found in check.hypotheses:
            span = next(span for span in found.spans if span.target == target)
            line = features.get(f"geodesics/{key}/{found.id}/nearest")
            assert (line is None) == (span.nearest.m == 0)
            if line is not None:
                assert GEOD.geometry_length(line.geometry) == pytest.approx(span.nearest.m, rel=1e-6)


def test_the_rings_of_the_check_stand_for_those_of_the_figures(page, seed):
    assert page.view.layer("rings") is None
    assert [extent.label for extent in page.view.extents] == ["The range check", "The zones"]
    assert zl.draw(seed).view.layer("rings") is not None


def test_cards_and_tables_tell_verdict_budget_and_what_was_not_tested(page, check):
    cards = {card.id: card for card in page.view.cards}
    assert {f.card for layer in page.view.layers for f in layer.features} - {""} <= set(cards)
    for found in check.hypotheses:
        labels = {fact.label for fact in cards[f"range_claims/{check.claim.id}/{found.id}"].facts}
        assert {"Verdict", "Where", "Not tested"} <= labels
        assert any(label.startswith("Error, from") for label in labels)
    table = page.view.tables[0]
    assert [row.cells[1] for row in table.rows] == [found.verdict for found in check.hypotheses]
    assert check.claim.quote in page.view.notes[1].lines[0]


def test_the_words_never_overreach(page, check):
    words = [fact.value for card in page.view.cards if card.id.startswith("range_claims") for fact in card.facts]
    words += [cell for row in page.view.tables[0].rows for cell in row.cells]
    words += [*page.view.notes[1].lines, *page.drew()[:9]]
    for line in words:
        assert not {"confirmed", "true", "false", "proven"} & set(line.lower().replace(",", " ").split())


def test_labels_leave_out_what_all_hypotheses_begin_with(page, check):
    labels = {f.id.split("/")[2]: f.label for f in page.view.layer("geodesics-1-2").features if f.label}
    assert len(labels) == len(check.hypotheses)
    assert labels["eastern_mediterranean"] == "138 km, over the eastern Mediterranean"
    assert labels["from_base"] == "1,956 km, from the base itself"


def test_a_claim_without_a_scenario_can_be_drawn():
    claim = zl.RangeClaim(
        id="drill", name="A test", quote="100 km", speaker="a speaker", source="a paper",
        stated_on=zl.read("syria-2017").as_of,
        figures=(zl.RangeFigure(id="f", bound="exact", value=zl.km(100)),),
        targets=(zl.RangeTarget(id="t", geometry=Point(10, 50), name="there"),),
        hypotheses=(
            zl.Hypothesis(id="near", name="from the lake", geometry=Point(11, 50).buffer(0.2)),
            zl.Hypothesis(id="nowhere", name="from somewhere"),
        ),
    )  # fmt: skip
    drawn = zl.draw(zl.Scenario(id="drill", title="A test"), checks=[zl.check_range(claim)], basemap=False)
    assert [extent.label for extent in drawn.view.extents] == ["The range check"]
    assert len(drawn.view.layer("hypotheses-1").features) == 1
    assert [row.cells[2] for row in drawn.view.tables[0].rows][1] == "place not stated"


def test_the_page_opens_without_a_word(page, open_page):
    opened = open_page(page)
    assert opened.complaints == []
    assert opened.shapes("hypotheses-1") == 7  # and the base, which is a point
