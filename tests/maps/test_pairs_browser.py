"""Two lines of one place at a divider or in turn, with their difference; and what an address keeps of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from importlib import resources
from urllib.parse import unquote

import pytest
import shapely
from playwright.sync_api import expect

import zonelib as zl

pytestmark = pytest.mark.browser

_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def south(seed):
    return seed.zone("south")


@pytest.fixture(scope="module")
def compared(seed, south):
    lines = [south.boundary(name) for name in ("two_provinces", "estimate", "three_provinces")]
    diffs = [zl.compare_boundaries(lines[0], lines[1]), zl.compare_boundaries(lines[0], lines[2])]
    return zl.draw(replace(seed, as_of=dt.date(2017, 9, 15)), diffs=diffs, basemap=False)


def sides_at(opened, place):
    """Which of the two areas of the first pair a place of the map shows."""
    ids = opened.page.evaluate(
        """([lon, lat]) => {
          const box = zonelib.map.getContainer().getBoundingClientRect();
          const at = zonelib.map.latLngToContainerPoint([lat, lon]);
          return document.elementsFromPoint(box.left + at.x, box.top + at.y).map(e => e.getAttribute("data-id") || "");
        }""",
        [place.x, place.y],
    )
    return "".join(sorted(found[1] for found in map(re.compile(r"diffs/1/side-([ab])$").match, ids) if found))


def put_divider(opened, lon):
    """Drag the divider to a longitude."""
    page = opened.page
    box, line = page.locator(".folium-map").bounding_box(), page.locator(".swipe:visible").bounding_box()
    x = page.evaluate("lon => zonelib.map.latLngToContainerPoint([zonelib.map.getCenter().lat, lon]).x", lon)
    y = box["y"] + box["height"] * 0.2
    page.mouse.move(line["x"] + line["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + x, y, steps=3)
    page.mouse.up()


def address_with(opened, part):
    opened.page.wait_for_url(lambda url: part in unquote(url))
    return opened.page.url


def told(opened):
    return opened.page.inner_text('.pair [role="status"]')


def test_each_side_shows_its_line_by_mouse_and_by_keyboard(compared, south, open_page):
    opened = open_page(compared)
    page = opened.page
    both = shapely.intersection(south.boundary("two_provinces").geometry, south.boundary("estimate").geometry)
    place = both.representative_point()
    assert (sides_at(opened, place), told(opened)) == ("", "")
    assert opened.count('[data-id="lines/south"]') == 1
    split = page.get_by_role("button", name="Two lines side by side")
    split.click()
    divider = page.get_by_role("slider", name="Divider: two provinces (a) to its left, estimate (b) to its right")
    assert page.locator(".swipe:visible span").all_inner_texts() == ["two provinces (a)", "estimate (b)"]
    assert told(opened) == "two provinces (a) left of the divider, estimate (b) right of it"
    assert split.get_attribute("aria-pressed") == "true"
    put_divider(opened, place.x + 0.05)
    assert sides_at(opened, place) == "a"
    put_divider(opened, place.x - 0.05)
    assert sides_at(opened, place) == "b"
    page.evaluate("void zonelib.map.setZoom(zonelib.map.getZoom() + 0.5, { animate: false })")
    put_divider(opened, place.x + 0.05)  # it goes on where the map has been moved to
    assert sides_at(opened, place) == "a"

    # The legend knows both, with their lines; what the record draws of them would stand on both sides.
    for side in "ab":
        assert page.locator(f'input[data-layer="diff-1-{side}"]').is_checked()
        section = page.locator(f'.entry:has(input[data-layer="diff-1-{side}"])')
        assert section.locator("li[data-style]:visible").count() == 2
    assert opened.count('[data-id="lines/south"]') == 0
    difference = page.get_by_role("button", name="Their difference")
    for on in (True, False, True):
        assert difference.get_attribute("aria-pressed") == str(on).lower()
        assert page.locator('input[data-layer="diff-1"]').is_checked() is on
        assert (opened.shapes("diff-1") > 0) is (opened.shapes("diff-lines-1") > 0) is on
        difference.click()

    divider.focus()
    page.keyboard.press("Home")
    assert (divider.get_attribute("aria-valuenow"), sides_at(opened, place)) == ("0", "b")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert (divider.get_attribute("aria-valuenow"), sides_at(opened, place)) == ("98", "a")

    # In turn, by hand: the key keeps the focus, and time alone changes nothing.
    page.clock.install()
    page.get_by_role("button", name="Flip to two provinces (a)").focus()
    for name, side in (("two provinces (a)", "a"), ("estimate (b)", "b"), ("two provinces (a)", "a")):
        page.keyboard.press("Space")
        assert (told(opened), sides_at(opened, place)) == (f"On the map: {name}", side)
        assert divider.is_hidden()
    page.clock.fast_forward("01:00")
    assert (told(opened), sides_at(opened, place)) == ("On the map: two provinces (a)", "a")
    split.click()
    divider.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Two lines side by side"
    assert (sides_at(opened, place), told(opened), split.get_attribute("aria-pressed")) == ("", "", "false")
    assert opened.count('[data-id="lines/south"]') == 1
    assert opened.complaints == []


def test_an_address_keeps_the_comparison(compared, open_page):
    opened = open_page(compared)
    page = opened.page
    page.get_by_role("button", name="Two lines side by side").click()
    page.locator(".swipe:visible").focus()
    page.keyboard.press("PageUp")
    split = address_with(opened, "compare=1,60")
    page.get_by_role("combobox", name="Compare").select_option("South: two provinces (a) and three provinces (b)")
    assert told(opened) == "two provinces (a) left of the divider, three provinces (b) right of it"
    assert (opened.shapes("diff-1"), opened.shapes("diff-1-b")) == (0, 0)
    assert min(opened.shapes("diff-2"), opened.shapes("diff-2-b")) > 0
    page.get_by_role("button", name="Flip to two provinces (a)").click()
    page.get_by_role("button", name="Flip to three provinces (b)").click()
    turned = address_with(opened, "compare=2,b")
    page.get_by_role("button", name="End the comparison").click()
    page.wait_for_url(lambda url: "compare" not in url)

    page.goto("about:blank")
    page.goto(split)  # a file, opened anew
    assert page.locator(".swipe:visible").get_attribute("aria-valuenow") == "60"
    assert told(opened) == "two provinces (a) left of the divider, estimate (b) right of it"
    page.goto(turned)  # another address of the same file
    status = page.locator('.pair [role="status"]')
    expect(status).to_have_text("On the map: three provinces (b)")
    assert page.locator(".swipe:visible").count() == 0
    assert page.get_by_role("combobox", name="Compare").input_value() == "1"
    for asked, found in {
        "1,999": "two provinces (a) left of the divider, estimate (b) right of it",
        **dict.fromkeys(("3,50", "0,b", "days,50", "days,a", "constructor,50", "1,c", "1,-5", "1,<b>"), ""),
    }.items():
        page.evaluate("asked => { location.hash = 'view=36,33,8&compare=' + asked; zonelib.restore(); }", asked)
        assert told(opened) == found, asked
    assert opened.complaints == []


def test_one_comparison_at_a_time_on_a_narrow_screen_and_none_on_paper(compared, open_page):
    opened = open_page(compared, width=390, height=844, bypass_csp=True)
    page = opened.page
    page.fill('.clock input[type="date"]', "2017-05-10")
    page.get_by_role("button", name="Keep this day to compare").click()
    page.fill('.clock input[type="date"]', "2017-07-05")
    page.get_by_role("button", name="Side by side", exact=True).click()
    page.get_by_role("button", name="Two lines side by side").click()
    assert page.get_by_role("button", name="Side by side", exact=True).get_attribute("aria-pressed") == "false"
    assert page.locator(".swipe:visible span").all_inner_texts() == ["two provinces (a)", "estimate (b)"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for one in page.locator(".pair button:visible, .swipe:visible").all():
        box = one.bounding_box()
        assert min(box["width"], box["height"]) >= 24
    page.add_script_tag(content=_AXE)
    assert page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"] == []
    page.get_by_role("button", name="Side by side", exact=True).click()
    assert told(opened) == ""
    assert page.locator(".swipe:visible span").all_inner_texts() == ["10 May 2017", "5 July 2017"]
    page.get_by_role("button", name="Two lines side by side").click()
    page.evaluate("void window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".swipe:visible").count() == 0
    assert opened.shapes("diff-1-a") == 0
