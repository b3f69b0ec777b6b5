"""The view: what is drawn, as plain data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import accumulate

import pytest
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from zonelib.errors import NotFoundError
from zonelib.maps.compose import view_of
from zonelib.maps.geometry import for_drawing, label_point, packed, widened
from zonelib.maps.style import INKS, MARKS, STYLES, style, style_sheet
from zonelib.maps.view import View
from zonelib.model import Boundary, Scenario, Zone


@pytest.fixture(scope="module")
def view(full: Scenario) -> View:
    return view_of(full, basemap=False)


def styles(view: View, layer: str) -> Counter[str]:
    found = view.layer(layer)
    return Counter(feature.style for feature in found.features) if found else Counter()


def test_the_seed_is_drawn_whole(drawn):
    view = drawn.view
    assert styles(view, "zones") == {"zone-in-principle": 2, "zone-agreed": 2}
    assert styles(view, "bands") == {"band": 4}
    assert styles(view, "lines") == {"line-approximate": 4}
    assert styles(view, "buffers") == {
        "buffer-unsaid-possible": 4, "tag-buffer-possible": 4, "buffer-unsaid": 1, "tag-buffer-unsaid": 1,
    }  # fmt: skip
    assert styles(view, "duties") == {"duty-agreed-possible": 4, "duty-likely": 2, "duty-proposed": 1}
    assert styles(view, "objections") == {"objection": 1}
    assert styles(view, "rings")["ring"] == 2
    assert styles(view, "rings")["ring-band"] == 1
    assert [extent.label for extent in view.extents] == ["The zones", "The 1,000 km ring"]
    assert view.dateline == "As of 6 July 2017"


def test_no_width_is_invented(drawn):
    layer = drawn.view.layer("buffers")
    assert not [feature for feature in layer.features if feature.kind == "area"]
    assert all("width not stated" in feature.name for feature in layer.features)


def test_every_kind_of_width_and_standing_has_its_look(view):
    assert styles(view, "buffers") == {
        "buffer": 1, "buffer-least": 1, "buffer-most": 1, "buffer-possible": 2, "buffer-unsaid": 1,
        "tag-buffer": 2, "tag-buffer-possible": 2, "tag-buffer-unsaid": 1, "tag-buffer-none": 1,
    }  # fmt: skip
    assert styles(view, "duties") == {"duty-in_place": 1, "duty-unsaid-possible": 2}
    assert styles(view, "objections") == {"objection-possible": 2}
    assert styles(view, "zones") == {"zone-established": 1, "zone-contested": 1}
    assert styles(view, "lines") == {"line-agreed": 1, "line-unsaid": 1}
    assert styles(view, "other-lines") == {"line-proposed": 1, "name-diff": 1}
    assert styles(view, "places") == {"place-reported": 1, "place-line": 1, "place-area": 1, "place-spread": 1}
    assert styles(view, "incidents") == {"incident": 1, "incident-imprecise": 1, "incident-spread": 1}


def test_the_legend_is_what_is_drawn(view, drawn):
    for one in (view, drawn.view):
        for entry in one.legend():
            shown = Counter(feature.style for feature in entry.layer.features)
            keyed = {key: number for key, number in shown.items() if style(key).keyed}
            assert {c.style: c.count for c in entry.classes} == keyed
            assert all(c.words == style(c.style).words for c in entry.classes)
        assert {entry.layer.key for entry in one.legend()} == {layer.key for layer in one.layers}


def test_ids_are_unique_and_cards_exist(view, drawn):
    for one in (view, drawn.view):
        ids = [feature.id for layer in one.layers for feature in layer.features]
        assert len(ids) == len(set(ids))
        cards = {card.id for card in one.cards}
        assert {feature.card for layer in one.layers for feature in layer.features} - {""} <= cards
        assert {row.card for table in one.tables for row in table.rows} - {""} <= cards
        claims = {claim.id for claim in one.claims}
        assert all(set(card.claims) <= claims for card in one.cards)


def test_a_card_tells_not_stated_from_none(view):
    card = next(card for card in view.cards if card.id == "assignments/p1")
    facts = {fact.label: fact for fact in card.facts}
    assert (facts["Arms"].value, facts["Arms"].sort) == ("none", "said")
    assert (facts["Role"].value, facts["Role"].sort) == ("not stated", "silent")
    assert facts["Standing"].value == "in place"


def test_a_claim_keeps_its_hedge_and_its_speaker(drawn):
    claim = next(claim for claim in drawn.view.claims if claim.id == "C13")
    assert "Lavrentiev" in claim.speaker
    assert "Gulf Times" in claim.via
    assert any(fact.label == "Hedge" and "in principle" in fact.value for fact in claim.particulars)


def test_everything_said_is_in_a_table(seed, drawn):
    rows = {table.key: len(table.rows) for table in drawn.view.tables}
    known = seed.as_known(seed.as_of)
    for name in (
        "zones",
        "buffers",
        "claims",
        "documents",
        "meetings",
        "deadlines",
        "measurements",
        "sources",
        "actors",
    ):
        assert rows[name] == len(known.collection(name)), name


def test_nothing_that_became_known_after_the_day_of_the_map_is_on_it(seed, drawn):
    assert {claim.id[0] for claim in drawn.view.claims} == set("CKX")
    assert {claim.id[0] for claim in seed.claims} == set("CKXL")
    shown = {card.id: card for card in drawn.view.cards}
    assert not [card for card in shown.values() for claim in card.claims if claim.startswith("L")]
    assert "three provinces" not in " ".join(fact.value for fact in shown["zones/south"].facts)


def test_a_scenario_without_geometry_has_tables_only(shapeless):
    view = view_of(shapeless)
    assert view.extents == view.layers == ()
    assert {table.key for table in view.tables} == {"zones", "claims", "sources"}
    assert view.drew[0] == "1 zone in the table only, for want of a shape: Somewhere."


def test_what_was_drawn_is_said_in_sentences(drawn):
    said = drawn.drew()
    assert said[0] == "4 zones: Homs, Eastern Ghouta, South and North."
    assert "2 buffers whose width is not stated, drawn as a symbol, 1 of them undecided at which zones." in said
    assert any(line.startswith("A ring: about 1,000 km from Uqayribat") for line in said)
    assert str(drawn).splitlines()[1:] == list(said)


def test_the_base_map_is_detailed_near_and_thin_afar(drawn):
    land = drawn.view.layer("ground").features[0].geometry
    near = drawn.view.extents[0].box
    inside = land.intersection(box(*near)).boundary
    assert len(packed(land)) > 50
    assert sum(len(part.coords) for part in getattr(inside, "geoms", [inside])) > 100
    assert land.bounds[0] < -150 < 150 < land.bounds[2]  # the rest of the world is not blank


def test_the_style_registry_holds_together():
    for one in STYLES.values():
        assert one.ink in INKS
        assert (one.mark in MARKS) == (one.shape == "mark")
        assert f".zl-{one.key}{{" in style_sheet()
    looks = Counter(
        (s.ink, s.fill, s.hatch, s.width, s.dash, s.mark) for s in STYLES.values() if s.key.startswith("zone-")
    )
    assert max(looks.values()) == 1
    with pytest.raises(NotFoundError, match="did you mean 'zone-agreed'"):
        style("zone-agred")


def test_no_two_classes_of_one_kind_differ_by_ink_alone():
    for prefix in ("zone-", "line-", "buffer", "duty-", "diff-"):
        looks = Counter((s.fill, s.hatch, s.width, s.dash, s.mark) for s in STYLES.values() if s.key.startswith(prefix))
        assert max(looks.values()) == 1, (prefix, looks)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("ink", ["ink", "blue", "vermillion", "green", "purple", "ochre", "grey"])
def test_every_ink_stands_out_from_the_land(ink, page):
    light, dark = sorted((_luminance(INKS[ink][page]), _luminance(INKS["land"][page])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_packing_can_be_undone():
    shape = Polygon([(36.5, 34.8), (36.51, 34.79), (36.49, 34.7)])
    steps = packed(shape)[0]
    undone = list(zip(accumulate(steps[0::2]), accumulate(steps[1::2]), strict=True))
    assert undone == [(round(x * 1e5), round(y * 1e5)) for x, y in shape.exterior.coords]
    assert packed(MultiPolygon([shape]))[0] == packed(shape)


def test_long_edges_are_cut_and_labels_lie_inside():
    assert len(for_drawing(LineString([(0, 0), (5, 5)])).coords) > 10
    ring = box(0, 0, 10, 10).difference(box(2, 2, 8, 8))
    assert ring.contains(label_point(ring))
    assert widened((179.5, 84, 179.9, 84.9), 1.0) == (178.5, 83.0, 180.0, 85.0)


def test_an_own_title_is_shown(full):
    assert view_of(full, title="My title", basemap=False).title == "My title"


def test_ground_of_two_zones_is_hatched_at_both_angles():
    def zone(key, *sides):
        return Zone(id=key, name=key.title(), boundaries=(Boundary(id="one", geometry=box(*sides)),))

    crossing, beside = zone("west", 36, 34, 37, 35), zone("north", 36, 35, 37, 36)  # they share a side, no ground

    def layer(*zones):
        return view_of(Scenario(id="s", title="S", zones=zones), basemap=False).layer("overlaps")

    (found,) = layer(crossing, zone("east", 36.75, 34.5, 37.5, 34.75), beside).features
    assert found.name == "Overlap of West and East"
    assert found.geometry.equals(box(36.75, 34.5, 37, 34.75))
    assert style(found.style).hatch.crossed
    assert layer(crossing, beside) is None


def test_an_overlap_stands_beside_a_clock_too(seed):
    twin = replace(seed.zones[0], id="twin", name="Twin")
    view = view_of(replace(seed, zones=(*seed.zones, twin)), basemap=False)
    assert view.clock is not None
    (found,) = view.layer("overlaps").features
    assert found.name == f"Overlap of {seed.zones[0].name} and Twin"
    assert "overlaps" in view.clock.layers
