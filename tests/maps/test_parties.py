"""Who stands behind what is drawn, as plain data."""

from __future__ import annotations

from zonelib.maps import draw


def test_a_card_names_those_who_serve_object_and_propose(full):
    cards = {card.id: card for card in draw(full, basemap=False).view.cards}
    parties = {id: card.parties for id, card in cards.items() if card.parties}
    assert parties == {
        "zones/west": ("actors/a", "actors/b"),  # p1 serves there, p2 perhaps, o1 objects
        "zones/east": ("actors/a", "actors/b"),
        "assignments/p1": ("actors/a",),
        "assignments/p2": ("actors/b",),
        "assignments/p3": ("actors/b",),
        "objections/o1": ("actors/a", "actors/b"),
        "actors/a": ("actors/a",),
        "actors/b": ("actors/b",),
    }


def test_an_actor_has_a_card_with_what_it_does(seed):
    cards = {card.id: card for card in draw(seed).view.cards}
    iran = cards["actors/iran"]
    said = [(fact.label, fact.value, fact.claims) for fact in iran.facts]
    assert ("Duty", "Iran: monitor (proposed), at Homs", ("C18",)) in said
    assert {"C18", "C19"} <= set(iran.claims)
    assert "actors/iran" in cards["zones/homs"].parties


def test_the_status_of_a_feature_is_the_word_of_its_look(full):
    view = draw(full, basemap=False).view
    found = {feature.id: feature.status for layer in view.layers for feature in layer.features}
    assert found["zones/west"] == "established"
    assert found["zones/east"] == "contested"
    assert found["lines/west"] == "agreed"
    assert found["lines/east"] == "not stated"
    assert found["tags/assignments/p1/west"] == "in place"
    assert found["tags/assignments/p2/east"] == "not stated"
    assert found["places/town"] == ""


def test_the_citation_stands_in_the_page_without_a_script(drawn):
    page = drawn.to_html()
    cited = page[page.index('<section id="citation">') :]
    for words in ("De-escalation zones in Syria, July 2017. As of 6 July 2017.", "content sha256", "Gulf Times"):
        assert words in cited[: cited.index("</section>")]
