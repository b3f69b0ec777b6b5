"""Switching, sorting, searching, linking and taking away, each by mouse and by keyboard, in a real browser."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from urllib.parse import quote, unquote

import pytest
from shapely.geometry import shape

from zonelib.maps import draw
from zonelib.model import NOT_STATED, Period, Place

pytestmark = pytest.mark.browser

BY = pytest.mark.parametrize("by", ["mouse", "keyboard"])


@pytest.fixture(scope="module")
def everything(full):
    return draw(full, basemap=False)


@pytest.fixture(scope="module")
def named(full):
    """The full scenario with names in other scripts."""
    zones = (replace(full.zones[0], name="Ḥimṣ", other_names=("حِمْص", "Хомс")), *full.zones[1:])
    actors = (replace(full.actors[0], other_names=("ألفا",)), *full.actors[1:])
    far = Place(id="far", name="Łódź", kind="town", geometry=full.places[0].geometry)
    return draw(replace(full, zones=zones, actors=actors, places=(*full.places, far)), basemap=False)


def quiet(opened):
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def press(page, locator, by, key="Enter"):
    if by == "mouse":
        locator.click()
    else:
        locator.focus()
        page.keyboard.press(key)


def until(page, condition):
    """Wait for a condition; playwright's own way of waiting is one that the page's policy forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")


def features_seen(page):
    return set(
        page.evaluate("""() => zonelib.data.order.flatMap(k => zonelib.data.layers[k].base ? [] :
      zonelib.data.layers[k].features.filter(f => zonelib.seen(k, f)).map(f => f.id))""")
    )


# ------------------------------------------------------------------------------------------------------------ legend


@BY
def test_all_none_and_only(everything, open_page, by):
    opened = open_page(everything)
    page = opened.page
    every = {f.id for layer in everything.view.layers for f in layer.features}
    press(page, page.get_by_role("button", name="Hide all"), by)
    assert features_seen(page) == set()
    assert page.inner_text(".totals").startswith("0 of ")
    press(page, page.get_by_role("button", name="Only Zones, by status"), by)
    assert features_seen(page) == {"zones/west", "zones/east"}
    assert opened.shapes("zones") == 2
    assert opened.shapes("lines") == 0
    press(page, page.get_by_role("button", name="Show all"), by)
    assert features_seen(page) == every
    assert page.locator("#legend input:not(:checked)").count() == 0
    quiet(opened)


@BY
def test_a_class_has_a_switch_of_its_own(everything, open_page, by):
    opened = open_page(everything)
    page = opened.page
    switch = page.locator('input[data-class="incident-spread"]')
    press(page, switch, by, "Space")
    assert not switch.is_checked()
    assert opened.shapes("incidents") == 0
    layer = page.locator('input[data-layer="incidents"]')
    assert layer.evaluate("e => e.indeterminate") is True
    press(page, layer, by, "Space")  # a switch that says "some" shows all
    assert layer.is_checked()
    assert switch.is_checked()
    assert opened.shapes("incidents") == 1
    quiet(opened)


@BY
def test_grouped_by_status(everything, open_page, by):
    opened = open_page(everything)
    page = opened.page
    press(page, page.locator("#group-by"), "keyboard", "Tab")  # it is in the tab order
    page.locator("#group-by").select_option("status")
    titles = page.locator(".grouped label > span:first-of-type").all_inner_texts()
    assert titles[-1] == "Without a status"
    assert titles.index("Established") < titles.index("In place") < titles.index("Proposed") < titles.index("Contested")
    press(page, page.get_by_role("button", name="Only Proposed"), by)
    # the zone west's second line is proposed; its name goes with it
    assert features_seen(page) == {"other-lines/west/two", "other-lines/west/two/name"}
    assert page.locator(".by-kind:visible").count() == 0
    quiet(opened)


@BY
def test_grouped_by_party(everything, open_page, by):
    opened = open_page(everything)
    page = opened.page
    choice = page.locator("#group-by")
    choice.focus()
    page.keyboard.press("p") if by == "keyboard" else choice.select_option("party")
    assert choice.input_value() == "party"
    entry = page.locator(".grouped", has_text="Alpha")
    press(page, page.get_by_role("button", name="Only Alpha"), by)
    cards = {c.id for c in everything.view.cards if "actors/a" in c.parties}
    assert cards == {"actors/a", "zones/west", "zones/east", "assignments/p1", "objections/o1"}
    drawn = {f.id for layer in everything.view.layers for f in layer.features if f.card in cards}
    assert features_seen(page) == drawn
    assert entry.locator("input").is_checked()
    beta = page.locator(".grouped", has_text="Beta").locator("input")
    assert beta.evaluate("e => e.indeterminate") is True  # both are named at the zones
    press(page, entry.locator("input"), by, "Space")
    assert features_seen(page) == set()
    choice.select_option("kind")
    assert page.locator(".by-kind:visible").count() > 5
    assert page.locator(".grouped").count() == 0
    quiet(opened)


def test_what_is_shown_again_keeps_the_order_of_drawing(everything, open_page):
    page = open_page(everything).page
    ids = "[...document.querySelectorAll('.leaflet-zl-buffers-pane path')].map(e => e.dataset.id || '')"
    before = page.evaluate(ids)
    page.locator('input[data-class="buffer-most"]').click()
    assert len(page.evaluate(ids)) < len(before)
    page.locator('input[data-class="buffer-most"]').click()
    assert page.evaluate(ids) == before


# ------------------------------------------------------------------------------------------------------------ tables


def table(page, title):
    return page.locator(f'#tables .scroll[aria-label="{title}"]')


@BY
def test_a_table_sorts_up_and_down_and_back(drawn, open_page, by):
    opened = open_page(drawn)
    page = opened.page
    page.evaluate("document.querySelectorAll('#tables details').forEach(d => { d.open = true; })")
    zones = table(page, "Zones")
    head = zones.locator("th[aria-sort]").first
    record = zones.locator("tbody th").all_inner_texts()
    assert head.get_attribute("aria-sort") == "none"
    for state, order in (
        ("ascending", sorted(record)), ("descending", sorted(record, reverse=True)), ("none", record),
    ):  # fmt: skip
        press(page, head.locator("button"), by)
        assert head.get_attribute("aria-sort") == state
        assert zones.locator("tbody th").all_inner_texts() == order
    claims = table(page, "Claims")
    press(page, claims.locator(".sort").first, by)
    ids = claims.locator("tbody th").all_inner_texts()
    assert ids == sorted(ids, key=lambda words: (words[0], int(words[1:])))
    quiet(opened)


def test_days_are_sorted_as_days_and_what_nobody_states_comes_last(open_page, full):
    days = (date(2017, 7, 6), None, date(2016, 12, 30), date(2017, 5, 4))
    first = full.claims[0]
    claims = tuple(
        replace(first, id=f"C{i}", stated_on=Period.day(day) if day else NOT_STATED)
        for i, day in enumerate(days, start=1)
    )
    page = open_page(draw(replace(full, claims=claims), basemap=False)).page
    page.evaluate("document.querySelectorAll('#tables details').forEach(d => { d.open = true; })")
    for order in (["C3", "C4", "C1", "C2"], ["C1", "C4", "C3", "C2"]):
        table(page, "Claims").get_by_role("button", name="Said on").click()
        assert table(page, "Claims").locator("tbody th").all_inner_texts() == order


@BY
def test_chosen_on_the_map_seen_in_the_table_and_back(drawn, open_page, by):
    opened = open_page(drawn)
    page = opened.page
    if by == "mouse":
        page.locator(".zl-name", has_text="Homs").click()
    else:
        page.locator('path[data-id="zones/homs"]').focus()
        page.keyboard.press("Enter")
    row = page.locator("tr[aria-current]")
    assert row.get_attribute("data-card") == "zones/homs"
    press(page, page.get_by_role("button", name="Show in the table"), by)
    assert page.evaluate("document.activeElement.closest('tr').dataset.card") == "zones/homs"
    until(page, "(r => r.top >= 0 && r.bottom <= innerHeight)"
                "(document.querySelector('tr[aria-current]').getBoundingClientRect())")  # fmt: skip
    other = page.locator('tr[data-card="zones/north"] button')
    press(page, other, by)
    assert page.locator("tr[aria-current]").get_attribute("data-card") == "zones/north"
    assert "zl-chosen" in (page.locator('path[data-id="zones/north"]').get_attribute("class") or "")
    page.keyboard.press("Escape")
    assert page.locator("tr[aria-current]").count() == 0
    assert page.locator(".zl-chosen").count() == 0
    quiet(opened)


def test_a_row_shows_what_was_switched_off_or_out_of_sight(drawn, open_page):
    page = open_page(drawn).page
    page.get_by_role("button", name="Hide all").click()
    page.evaluate("void zonelib.map.setView([10, 10], 8, {animate: false})")
    page.locator('tr[data-card="zones/homs"] button').click()
    assert {"zones/homs", "lines/homs"} <= features_seen(page)
    assert "zones/north" not in features_seen(page)
    until(page, "zonelib.map.getBounds().contains([34.75, 36.75])")


# ------------------------------------------------------------------------------------------------------------ search


@pytest.mark.parametrize(
    ("typed", "title"),
    [("hims", "Ḥimṣ"), ("حمص", "Ḥimṣ"), ("ХОМС", "Ḥimṣ"), ("lodz", "Łódź"), ("الفا", "Alpha"), ("NAMED", "Named only")],
)
def test_names_are_found_however_they_are_spelt(named, open_page, typed, title):
    page = open_page(named).page
    page.locator("#search").fill(typed)
    assert page.locator("#found [role=option] bdi").first.inner_text() == title


@BY
def test_the_search_is_a_combobox_that_leads_to_the_thing(drawn, open_page, by):
    opened = open_page(drawn)
    page = opened.page
    page.evaluate("void zonelib.map.setView([10, 10], 8, {animate: false})")
    field = page.get_by_role("combobox", name="Find a zone, place or actor")
    field.click()
    page.keyboard.type("ho")
    assert field.get_attribute("aria-expanded") == "true"
    options = page.locator("#found [role=option]")
    assert "Homs" in options.first.inner_text()
    chosen = page.locator('#found [aria-selected="true"]')
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id") == "found-0"
    if by == "mouse":
        options.first.click()
    else:
        for key, at in (("ArrowUp", options.count() - 1), ("ArrowDown", 0)):
            page.keyboard.press(key)
            assert field.get_attribute("aria-activedescendant") == f"found-{at}"
        page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == "Homs"
    assert field.get_attribute("aria-expanded") == "false"
    until(page, "zonelib.map.getBounds().contains([34.75, 36.75])")
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.id") == "search"
    quiet(opened)


def test_escape_closes_the_list_and_then_empties_the_field(drawn, open_page):
    page = open_page(drawn).page
    page.evaluate("void zonelib.openCard('zones/homs', null)")
    page.locator("#search").fill("iran")
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    assert page.locator("#search").input_value() == "iran"
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    assert page.locator("#card").is_visible()
    page.locator("#search").fill("qqq")
    assert page.inner_text(".news") == "Nothing found"


def test_an_actor_is_found_with_what_it_does(drawn, open_page):
    page = open_page(drawn).page
    page.locator("#search").fill("iran")
    page.keyboard.press("Enter")
    text = page.inner_text("#card")
    assert page.inner_text("#card h2") == "Iran"
    for words in ("Iran: monitor (proposed), at Homs", "Syrian rebels would refuse Iran as monitor", "C18", "C19"):
        assert words in text


# --------------------------------------------------------------------------------------------------------- permalink


def test_a_link_brings_back_view_layers_hidden_things_and_card(drawn, open_page):
    opened = open_page(drawn)
    page = opened.page
    page.evaluate("void zonelib.map.setView([34.5, 37.25], 8.25, {animate: false})")
    page.locator('input[data-layer="buffers"]').click()
    page.locator('input[data-class="zone-agreed"]').click()
    page.locator(".zl-name", has_text="Homs").click()
    until(page, "location.hash.includes('card=')")
    link, seen = page.evaluate("zonelib.link()"), features_seen(page)
    assert page.evaluate("location.href") == link
    assert unquote(link).endswith("card=zones/homs")
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_load_state("load")
    assert page.evaluate("[zonelib.map.getCenter().lat, zonelib.map.getCenter().lng, zonelib.map.getZoom()]") == [
        pytest.approx(34.5, abs=1e-3), pytest.approx(37.25, abs=1e-3), 8.25,
    ]  # fmt: skip
    assert features_seen(page) == seen
    assert page.inner_text("#card h2") == "Homs"
    assert not page.locator('input[data-layer="buffers"]').is_checked()
    assert not page.locator('input[data-class="zone-agreed"]').is_checked()
    quiet(opened)


NASTY_HASHES = (
    "view=<img src=x onerror=window.ran=1>&card=<script>window.ran=2</script>",
    "view=NaN,NaN,NaN", "view=1e400,1e400,1e400", "view=Infinity,0,5", "view=999999999999999999,3,4", "view=,,",
    "view=36,34",
    "view=36,34,99", "view=36,34,-1", "view=0x10,34,5", "%", "%E0%A4%A", "view=%00,%00,%00", "&&&===",
    "view=36,34,7&layers=__proto__,constructor,ground&card=__proto__&hidden=0-99999999",
    "view=36,34,7&hidden=0-9999999&card=constructor", "view=36,34,7&hidden=" + "1." * 5000,
    "view=36,34,7&hidden=" + "0-9999999." * 5000 + "1",
    "view=36,34,7&date=2017-99-99", "view=36,34,7&date=<b>", "layers=" + "zones," * 5000, "tables", "\u202e" * 100,
)  # fmt: skip


def test_a_hostile_address_is_ignored(drawn, open_page):
    opened = open_page(drawn)
    page = opened.page
    here = page.evaluate("location.href.split('#')[0]")
    for nasty in NASTY_HASHES:
        page.goto(f"{here}#{quote(nasty, safe='=&,%')}")
        page.wait_for_timeout(20)
        if nasty in NASTY_HASHES[:3]:
            page.reload()
        spot = page.evaluate("[zonelib.map.getCenter().lat, zonelib.map.getCenter().lng, zonelib.map.getZoom()]")
        assert 30 < spot[0] < 40, nasty
        assert 30 < spot[1] < 42, nasty
        assert 4 < spot[2] < 12, nasty
        assert page.locator("#card").is_hidden(), nasty
        assert page.evaluate("window.ran") is None
    quiet(opened)


def test_a_link_to_another_view_pasted_into_the_page_is_followed(drawn, open_page):
    page = open_page(drawn).page
    page.evaluate("location.hash = 'view=30.5,40.25,5.5&layers=zones&card=zones/south'")
    until(page, "zonelib.map.getZoom() === 5.5")
    assert page.inner_text("#card h2") == "South"
    assert {f.split("/")[0] for f in features_seen(page)} == {"zones"}


@BY
def test_the_link_and_the_citation_are_copied(drawn, open_page, by):
    opened = open_page(drawn)
    page = opened.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name in ("Copy a link to this view", "Copy citation", "Copy the citation"):
        button = page.get_by_role("button", name=name, exact=True)
        press(page, button, by)
        until(page, "[...document.querySelectorAll('button')].some(b => b.textContent === 'Copied')")
        text = page.evaluate("navigator.clipboard.readText()")
        if "link" in name:
            assert text == page.evaluate("zonelib.link()")
            assert text.startswith("file:")
        else:
            assert text.startswith("De-escalation zones in Syria, July 2017. As of 6 July 2017. Map drawn by zonelib ")
            assert "Gulf Times" in text
    quiet(opened)


# --------------------------------------------------------------------------------------------------------- downloads


@BY
def test_the_features_are_saved_as_geojson(everything, full, open_page, by):
    opened = open_page(everything)
    page = opened.page
    with page.expect_download() as waited:
        press(page, page.get_by_role("button", name="Download GeoJSON"), by)
    assert waited.value.suggested_filename == "full.geojson"
    saved = json.loads(waited.value.path().read_text(encoding="utf-8"))
    assert saved["type"] == "FeatureCollection"
    assert saved["title"] == full.title
    assert "content sha256" in saved["citation"]
    found = {one["id"]: one for one in saved["features"]}
    for layer in everything.view.layers:
        for feature in layer.features:
            if feature.kind == "name":
                assert feature.id not in found
                continue
            got = shape(found[feature.id]["geometry"])
            assert got.hausdorff_distance(feature.geometry) < 2e-5
            for part in getattr(got, "geoms", [got]):
                if part.geom_type == "Polygon":  # RFC 7946, 3.1.6: the right-hand rule
                    assert part.exterior.is_ccw
                    assert not any(hole.is_ccw for hole in part.interiors)
    west = found["zones/west"]["properties"]
    assert west["status"] == "established"
    assert west["card"]["title"] == "West"
    assert {"label": "Establishment", "value": "established", "claims": ["C1"], "sort": "said"} in west["card"]["facts"]
    assert west["card"]["parties"] == ["Alpha", "Beta"]
    quiet(opened)


@BY
def test_a_table_is_saved_as_csv(drawn, open_page, by):
    opened = open_page(drawn)
    page = opened.page
    with page.expect_download() as waited:
        press(page, page.get_by_role("button", name="Download the table Zones as CSV"), by)
    assert waited.value.suggested_filename == "syria-2017-zones.csv"
    text = waited.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    zones = next(t for t in drawn.view.tables if t.key == "zones")
    assert rows == [list(zones.columns), *(list(row.cells) for row in zones.rows)]
    quiet(opened)


def test_a_cell_never_becomes_a_formula(full, open_page):
    zones = (replace(full.zones[0], name='=HYPERLINK("x";"y")'), replace(full.zones[1], name="-2+3"), full.zones[2])
    page = open_page(draw(replace(full, zones=zones), basemap=False)).page
    text = page.evaluate("""zonelib.csv(document.querySelector('.scroll[aria-label="Zones"] table'))""")
    names = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    assert names == ["Zone", '\'=HYPERLINK("x";"y")', "'-2+3", "Nowhere"]


# ------------------------------------------------------------------------------------------------------------- all


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_hostile_names_are_only_text_here_too(hostile, open_page, width, height):
    opened = open_page(draw(hostile, basemap=False), width=width, height=height)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for by in ("status", "party", "kind"):
        page.locator("#group-by").select_option(by)
        for only in page.locator("#legend .entry:visible > button").all()[:3]:
            only.click()
    page.get_by_role("button", name="Show all").click()
    page.locator("#search").fill("script")
    assert page.locator("#found [role=option]").count() > 0
    page.keyboard.press("Enter")
    page.locator(".sort").first.click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download GeoJSON").click()
    assert len(json.loads(waited.value.path().read_text(encoding="utf-8"))["features"]) > 8
    link = page.evaluate("zonelib.link()")
    page.goto("about:blank")
    page.goto(link)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    quiet(opened)


def test_every_control_has_a_name_and_is_large_enough(drawn, open_page):
    for width, height in ((1440, 900), (390, 844)):
        page = open_page(drawn, width=width, height=height).page
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for selector in (".panel button", ".panel select", ".panel input[type=text]", ".panel label:has(input)",
                         "#tables button", "#citation button"):  # fmt: skip
            for box in page.locator(selector).evaluate_all(
                "all => all.filter(e => e.offsetParent)"
                ".map(e => [e.offsetWidth, e.offsetHeight, e.textContent || e.id])"
            ):
                assert min(box[0], box[1]) >= 24, (selector, box)
                assert box[2]
