"""The page in a real browser, with the network unreachable."""

from __future__ import annotations

import math

import folium
import pytest

from zonelib.maps import draw

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def everything(full):
    return draw(full, basemap=False)


def quiet(opened):
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


def test_the_seed_opens_without_a_word(drawn, open_page):
    opened = open_page(drawn)
    quiet(opened)
    assert {key: opened.shapes(key) for key in ("zones", "lines", "bands", "buffers", "rings")} == {
        "zones": 4, "lines": 4, "bands": 4, "buffers": 5, "rings": 3,
    }  # fmt: skip
    assert opened.shapes("places") == 2  # the border, and how far one place may lie off
    assert opened.count(".zl-mark") == 2
    assert opened.count(".zl-tag:visible") == 5 + 7 + 1
    assert opened.count(".zl-stack:visible") == 4
    assert opened.page.title() == "De-escalation zones in Syria, July 2017"


def test_it_opens_on_the_zones_and_the_ring_is_a_click_away(drawn, open_page):
    page = open_page(drawn).page
    before = page.evaluate("zonelib.map.getBounds().toBBoxString()").split(",")
    assert all(a < b for a, b in zip(map(float, before[:2]), (35.785, 32.372), strict=True))
    assert float(before[3]) < 40
    page.click("button[data-extent=ring-1]")
    after = [float(v) for v in page.evaluate("zonelib.map.getBounds().toBBoxString()").split(",")]
    assert after[1] < 26.1
    assert after[3] > 44.0
    assert "1,000 km or about 1,000 km from Uqayribat" in page.locator(".zl-name-ring:visible").first.inner_text()


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_each_switch_hides_and_shows_its_layer(everything, open_page, by):
    opened = open_page(everything)
    switches = opened.page.locator("input[data-layer]")
    assert switches.count() == len(everything.view.legend())
    for i in range(switches.count()):
        switch = switches.nth(i)
        key = switch.get_attribute("data-layer")
        shown = switch.is_checked()
        for turn in (not shown, shown):
            if by == "mouse":
                switch.click()
            else:
                switch.focus()
                opened.page.keyboard.press("Space")
            assert switch.is_checked() is turn
            on_map = opened.page.evaluate(f"zonelib.map.hasLayer(zonelib.groups[{key!r}])")
            assert on_map is turn
            if key in ("duties", "objections", "buffers"):
                card = {"duties": "assignments"}.get(key, key)
                tags = opened.page.evaluate(
                    "k => [...document.querySelectorAll('.zl-tag')].filter(e => !e.hidden && zonelib.data.layers[k]"
                    ".features.some(f => f.name === e.getAttribute('aria-label'))).length", key)  # fmt: skip
                assert (tags > 0) is turn, card
    quiet(opened)


def test_the_count_beside_a_switch_is_what_is_drawn(everything, open_page):
    opened = open_page(everything)
    for entry in everything.view.legend():
        assert opened.page.inner_text(f'[data-count="{entry.layer.key}"]') == str(entry.count)
    assert opened.shapes("zones") == 2
    assert opened.shapes("incidents") == 1
    assert opened.count(".leaflet-zl-marks-pane .zl-mark") == 3


def test_a_card_opens_with_its_claims_and_closes_by_keyboard(drawn, open_page):
    opened = open_page(drawn)
    page = opened.page
    zone = page.locator('path[data-id="zones/homs"]')
    assert zone.get_attribute("aria-label").startswith("Zone Homs: agreed / signed, not established")
    zone.focus()
    page.keyboard.press("Enter")
    text = page.inner_text("#card")
    for words in ("Homs", "C13", "Alexander Lavrentiev", "Gulf Times", "“in principle”", "not stated", "499 km²"):
        assert words in text
    assert page.evaluate("document.activeElement.id") == "card"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.getAttribute('data-id')") == "zones/homs"
    quiet(opened)


def test_a_row_of_the_table_opens_the_card(drawn, open_page):
    page = open_page(drawn).page
    page.locator('tr[data-card="objections/rebels_refuse_iran"] button').click()
    assert "C19" in page.inner_text("#card")
    assert page.evaluate("document.activeElement.id") == "card"


def test_a_tag_opens_the_card_of_the_duty(drawn, open_page):
    page = open_page(drawn).page
    page.locator(".zl-tag", has_text="Iran: monitor").click()
    assert "Duty" in page.locator("#card .kind").inner_text().title()
    assert "C18" in page.inner_text("#card")


def test_the_scale_bar_holds_at_the_centre(drawn, open_page):
    from pyproj import Geod

    page = open_page(drawn).page
    found = page.evaluate("""() => {
      const bar = document.querySelector('.leaflet-control-scale-line'), map = zonelib.map, s = map.getSize();
      const a = map.containerPointToLatLng([0, s.y / 2]);
      const b = map.containerPointToLatLng([parseFloat(bar.style.width), s.y / 2]);
      return [bar.textContent, a.lng, a.lat, b.lng, b.lat];
    }""")
    stated = float(found[0].split()[0])
    metres = Geod(ellps="WGS84").inv(*found[1:])[2]
    assert math.isclose(metres / 1000, stated, rel_tol=0.02)  # the bar is rounded to whole pixels


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_hostile_text_runs_nothing_and_breaks_nothing(hostile, open_page, width, height):
    opened = open_page(draw(hostile, basemap=False), width=width, height=height)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for i in range(len(hostile.zones) - 1):
        page.evaluate(f"void zonelib.openCard('zones/z{i}', null)")
        assert page.inner_text("#card h2").strip()
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    quiet(opened)
    assert opened.shapes("zones") == len(hostile.zones)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").bounding_box()["height"] < 120
    assert page.locator(".folium-map").bounding_box()["height"] > 250


def test_no_label_lies_on_another(drawn, open_page):
    for width, height in ((1440, 900), (390, 844)):
        page = open_page(drawn, width=width, height=height).page
        boxes = page.evaluate("""() => [...document.querySelectorAll('.zl-stack, .zl-label')]
          .filter(e => !e.hidden && e.offsetWidth).map(e => { const r = e.getBoundingClientRect();
            return [r.left, r.top, r.right, r.bottom, e.textContent.slice(0, 20)]; })""")
        assert len(boxes) >= 5
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert apart, (a[4], b[4], width)


def test_a_phone_keeps_map_and_title(drawn, open_page):
    opened = open_page(drawn, width=390, height=844, has_touch=True, is_mobile=True)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".folium-map").bounding_box()["height"] > 400
    assert page.locator("#legend").get_attribute("open") is None
    page.locator(".zl-name", has_text="Homs").tap()
    assert page.locator("#card").bounding_box()["height"] < 844 * 0.6
    quiet(opened)


def test_without_scripts_the_record_can_be_read(drawn, open_page):
    opened = open_page(drawn, java_script_enabled=False)
    assert "Scripts are switched off" in opened.page.inner_text("noscript .notice")
    assert opened.page.locator("#tables tbody tr").count() > 100
    quiet(opened)


def test_in_the_dark_the_map_is_dark(drawn, open_page):
    page = open_page(drawn, color_scheme="dark").page
    colour = page.evaluate("getComputedStyle(document.querySelector('.zl-land')).fill")
    assert colour == "rgb(42, 48, 54)"


def test_without_geometry_the_page_is_quiet(shapeless, open_page):
    opened = open_page(draw(shapeless))
    assert "there is no map" in opened.page.inner_text(".notice")
    assert "Somewhere" in opened.page.inner_text("#tables")
    quiet(opened)


def test_what_a_user_adds_is_drawn(drawn, open_page):
    made = drawn.to_folium()
    folium.Marker([34.7, 36.7], popup="here", tooltip="there").add_to(made)
    folium.GeoJson({"type": "Point", "coordinates": [36.0, 34.0]}).add_to(made)
    folium.LayerControl().add_to(made)
    opened = open_page(made)
    assert opened.count(".leaflet-marker-icon:not(.zl-mark)") == 2
    assert opened.count(".leaflet-control-layers") == 1
    quiet(opened)


def test_a_notebook_frame_comes_to_life(everything, open_page):
    opened = open_page(f"<!DOCTYPE html><title>x</title>{everything._repr_html_()}")
    frame = opened.page.frame_locator("iframe")
    frame.locator(".leaflet-zl-zones-pane path").first.wait_for(state="attached")
    quiet(opened)


def test_the_first_drawing_is_quick(drawn, open_page):
    page = open_page(drawn).page
    started = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
    assert started < 5_000  # a second on a free core; the test machine may be busy
