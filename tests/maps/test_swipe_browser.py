"""Two days side by side: left of the divider the one that was kept, right of it that of the clock."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.browser

_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
KEPT, NOW = "2017-05-10", "2017-07-05"


def side_by_side(opened, kept=KEPT, now=NOW):
    opened.page.fill('.clock input[type="date"]', kept)
    opened.page.get_by_role("button", name="Keep this day to compare").click()
    opened.page.fill('.clock input[type="date"]', now)
    opened.page.get_by_role("button", name="Side by side").click()


def edge(opened, selector):
    """The x on the screen at which a side is cut, and which side is left."""
    clip = opened.page.locator(selector).first.evaluate("e => e.style.clipPath")
    xs = sorted({float(x) for x in re.findall(r"(-?[\d.]+)px -?99999px", clip)})
    (x,) = [x for x in xs if abs(x) < 99_999]
    return opened.page.evaluate("x => zonelib.map.layerPointToContainerPoint([x, 0]).x", x), min(xs) == x


def shapes_in(opened, root):
    return opened.page.locator(f'{root} .leaflet-zl-zones-pane path:not([class*="zl-halo"])').count()


def test_each_side_shows_its_day_by_mouse_and_by_keyboard(drawn, open_page):
    opened = open_page(drawn)
    page, clock = opened.page, drawn.view.clock
    assert page.get_by_role("button", name="Side by side").is_hidden()  # nothing is kept yet
    side_by_side(opened)
    divider = page.get_by_role("slider", name="Divider: 10 May 2017 to its left, 5 July 2017 to its right")
    assert divider.get_attribute("aria-valuenow") == "50"
    assert page.locator(".swipe span").all_inner_texts() == ["10 May 2017", "5 July 2017"]
    known = clock.known[-1]
    for day, root in ((KEPT, ".leaflet-zl-kept-pane"), (NOW, ".leaflet-map-pane >")):
        layers = {layer.key: layer.features for layer in clock.on(date.fromisoformat(day), known_on=known)}
        drawn_there = [f for f in layers["zones"] if f.kind in ("area", "line")]
        assert shapes_in(opened, root) == len(drawn_there) > 0
        words = page.locator(f"{root} .leaflet-zl-zones-pane path[data-id]").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
        assert sorted(words) == sorted(f.name for f in drawn_there)
    assert page.inner_text(".dateline").startswith("State on 5 July 2017")  # the glance left nothing behind
    middle = page.evaluate("zonelib.map.getSize().x") / 2
    assert edge(opened, ".leaflet-zl-kept-pane") == (pytest.approx(middle, abs=1), False)
    assert edge(opened, ".leaflet-map-pane > .leaflet-zl-zones-pane") == (pytest.approx(middle, abs=1), True)

    box = divider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] - 200, box["y"] + 200, steps=3)
    page.mouse.up()
    dragged = edge(opened, ".leaflet-zl-kept-pane")[0]
    assert dragged == pytest.approx(middle - 200 - box["width"] / 2, abs=2)
    page.evaluate("void zonelib.map.panBy([120, 40], { animate: false })")  # the map moves below the divider
    assert edge(opened, ".leaflet-zl-kept-pane")[0] == pytest.approx(dragged, abs=1)

    page.keyboard.press("End")
    assert divider.get_attribute("aria-valuenow") == "100"
    page.keyboard.press("ArrowLeft")
    assert divider.get_attribute("aria-valuenow") == "98"
    page.keyboard.press("Escape")
    assert divider.is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Side by side"
    live = page.locator(".leaflet-map-pane > .leaflet-zl-zones-pane")
    assert live.evaluate("e => e.style.clipPath") == ""
    assert page.locator(".leaflet-zl-kept-pane").inner_html() == ""
    assert opened.complaints == []


def test_it_follows_the_legend_and_the_clock_and_ends_with_them(drawn, open_page):
    opened = open_page(drawn, bypass_csp=True)
    page = opened.page
    side_by_side(opened)
    page.locator('input[data-layer="zones"]').click()
    page.wait_for_timeout(100)
    assert shapes_in(opened, ".leaflet-zl-kept-pane") == 0
    page.locator('input[data-layer="zones"]').click()
    page.fill('.clock input[type="date"]', "2017-07-01")
    page.wait_for_timeout(100)
    assert shapes_in(opened, ".leaflet-zl-kept-pane") > 0
    assert page.locator(".swipe span").all_inner_texts() == ["10 May 2017", "1 July 2017"]
    # what is copied is a picture: nobody tabs into it, and nothing in it is named a second time
    assert page.locator(".leaflet-zl-kept-pane").evaluate("e => e.inert") is True
    page.add_script_tag(content=_AXE)
    assert page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"] == []
    box = page.locator(".swipe").bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.get_by_role("button", name="Whole record").click()
    assert page.locator(".swipe").is_hidden()
    assert page.get_by_role("button", name="Side by side").is_hidden()


def test_an_address_keeps_the_two_days_and_the_divider(drawn, open_page):
    opened = open_page(drawn)
    page, known = opened.page, opened.page.get_by_label("as known on")
    known.select_option("1")
    side_by_side(opened)
    known.select_option("2")
    first, second = drawn.view.clock.known[1:3]
    page.locator(".swipe").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(lambda url: "compare=days,40" in unquote(url))
    address = page.url
    page.goto("about:blank")
    page.goto(address)  # a file, opened anew
    assert page.evaluate("zonelib.clock.kept()") == {"day": KEPT, "known": first.isoformat()}
    assert page.evaluate("zonelib.clock.get()") == {"day": NOW, "known": second.isoformat()}
    divider = page.get_by_role("slider", name="Divider: 10 May 2017 to its left, 5 July 2017 to its right")
    assert divider.get_attribute("aria-valuenow") == "40"
    assert shapes_in(opened, ".leaflet-zl-kept-pane") > 0
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_url(lambda url: "compare" not in url)
    kept = page.url
    page.get_by_role("button", name="Forget the day kept to compare").click()
    page.wait_for_url(lambda url: "kept" not in url)
    page.goto(kept)  # the day alone is kept
    page.get_by_role("button", name="Flip to 10 May 2017").wait_for()
    assert page.locator(".swipe").is_hidden()
    page.goto(kept.replace("2017-05-10", "2017-13-40"))
    page.get_by_role("button", name="Keep this day to compare").wait_for()
    assert opened.complaints == []


def test_on_paper_there_is_one_day(drawn, open_page):
    opened = open_page(drawn, width=390, height=844)
    side_by_side(opened)
    assert opened.page.locator(".swipe").is_visible()
    opened.page.evaluate("void window.dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator(".swipe").is_hidden()
    clip = opened.page.locator(".leaflet-map-pane > .leaflet-zl-zones-pane").evaluate("e => e.style.clipPath")
    assert clip == ""
