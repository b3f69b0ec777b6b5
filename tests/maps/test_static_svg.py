"""The drawing that stands in for the map where scripts are switched off."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from zonelib.maps import draw
from zonelib.maps.static_svg import static_svg
from zonelib.maps.style import STYLES

NS = "{http://www.w3.org/2000/svg}"


def tree(view):
    return ET.fromstring(static_svg(view, ["Natural Earth"]).replace("<svg ", f'<svg xmlns="{NS[1:-1]}" ', 1))


def test_it_is_small_and_says_what_it_is(drawn):
    text = static_svg(drawn.view, [])
    assert len(text.encode()) <= 100_000
    root = tree(drawn.view)
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert set(root.get("aria-labelledby").split()) == named.keys()
    assert drawn.view.title in named["still-title"]


def test_each_class_is_one_of_the_registry_and_every_shown_style_is_there(drawn):
    classes = {one.get("class") for one in tree(drawn.view).iter(f"{NS}path")}
    known = {f"zl-{key}" for key in STYLES} | {f"zl-halo-{key}" for key in STYLES}
    assert classes - {"still-leader", "still-bar"} <= known
    zones = drawn.view.layer("zones")
    assert {f"zl-{feature.style}" for feature in zones.features} <= classes


def test_every_zone_is_named(drawn):
    texts = {one.text for one in tree(drawn.view).iter(f"{NS}text")}
    assert {"Homs", "Eastern Ghouta", "South", "North"} <= texts


def test_no_text_becomes_markup(hostile):
    root = tree(draw(hostile).view)
    assert {one.tag.removeprefix(NS) for one in root.iter()} <= {"svg", "title", "desc", "path", "rect", "text"}


def test_nothing_to_draw_is_nothing(shapeless):
    assert static_svg(draw(shapeless).view, []) == ""


def test_coordinates_stay_near_the_frame(drawn):
    starts = re.findall(r'd="M(-?[\d.]+) (-?[\d.]+)l', static_svg(drawn.view, []))
    assert starts
    assert all(-30 <= float(x) <= 990 and -30 <= float(y) <= 710 for x, y in starts)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_without_scripts_the_map_is_seen(drawn, open_page, width, height):
    opened = open_page(drawn, width=width, height=height, java_script_enabled=False)
    page = opened.page
    still = page.locator("svg.still")
    assert still.is_visible()
    assert still.bounding_box()["width"] >= min(width - 400, 600)
    assert page.locator("svg.still text", has_text="Homs").first.is_visible()
    assert not page.locator(".views").is_visible()
    assert not page.locator(".entry input").first.is_visible()
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.browser
def test_with_scripts_it_is_not(drawn, open_page):
    assert open_page(drawn).count("svg.still") == 0
