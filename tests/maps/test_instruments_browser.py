"""The instruments of the map in a real browser: measure, coordinates, graticule, scale bar and locator."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pyproj import Geod

from zonelib.maps import draw

pytestmark = pytest.mark.browser
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def everything(full):
    return draw(full, basemap=False)


def look_at(page, lon, lat, zoom):
    page.evaluate(
        "([lon, lat, zoom]) => { zonelib.map.setView([lat, lon], zoom, { animate: false }) }", [lon, lat, zoom]
    )


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def click_at(page, lon, lat):
    """Click a place on the map; give where the click really fell, on whole pixels."""
    x, y, lon, lat = page.evaluate(
        """([lon, lat]) => {
          const p = zonelib.map.latLngToContainerPoint([lat, lon]).round(), at = zonelib.map.containerPointToLatLng(p);
          const frame = zonelib.map.getContainer().getBoundingClientRect();
          return [frame.left + p.x, frame.top + p.y, at.lng, at.lat];
        }""",
        [lon, lat],
    )
    page.mouse.click(x, y)
    return lon, lat


def total(page):
    words = page.inner_text(".zl-measure-total")
    inside = re.search(r"\(([\d,]+) m\)", words)
    return int((inside or re.search(r"([\d,]+) m", words))[1].replace(",", ""))


def test_measure_by_mouse_to_the_metre(everything, open_page):
    opened = open_page(everything)
    page = opened.page
    look_at(page, 36.5, 34.0, 5)
    button(page, "Measure").click()
    at = [click_at(page, *xy) for xy in [(33.0, 36.0), (38.0, 36.0), (39.0, 31.0)]]
    legs = [GEOD.inv(*a, *b) for a, b in pairwise(at)]
    shown = page.locator(".zl-measure-box li")
    assert shown.count() == 2
    for i, (bearing, _, metres) in enumerate(legs):
        text = shown.nth(i).inner_text()
        assert abs(float(re.search(r"([\d,.]+) km", text)[1].replace(",", "")) * 1000 - metres) <= 0.6
        assert int(re.search(r"bearing (\d{3})°", text)[1]) == round(bearing) % 360
    assert abs(total(page) - sum(metres for *_, metres in legs)) <= 0.6
    assert page.inner_text(".zl-live").startswith("Leg 2: ")
    button(page, "Take back").click()
    assert abs(total(page) - legs[0][2]) <= 0.6
    button(page, "End").click()
    assert page.locator(".zl-measure-box").is_hidden()
    assert opened.count("path.zl-measure") == 0
    assert opened.complaints == []


def test_measure_by_keyboard(everything, open_page):
    page = open_page(everything, reduced_motion="reduce").page
    button(page, "Measure").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement === zonelib.map.getContainer()")
    assert page.locator(".zl-cross").is_visible()
    at = []
    for move in ("ArrowRight", "ArrowDown", "ArrowDown"):
        at.append(page.evaluate("[zonelib.map.getCenter().lng, zonelib.map.getCenter().lat]"))
        page.keyboard.press("Enter")
        page.keyboard.press(move)
        page.wait_for_timeout(400)
    assert abs(total(page) - GEOD.line_length(*zip(*at, strict=True))) <= 0.6
    page.keyboard.press("Backspace")
    assert abs(total(page) - GEOD.line_length(*zip(*at[:2], strict=True))) <= 0.6
    button(page, "Add the middle").focus()
    page.keyboard.press("Space")
    assert page.locator(".zl-measure-box li").count() == 2
    page.keyboard.press("Escape")
    assert page.locator(".zl-measure-box").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Measure"
    assert page.inner_text(".zl-live") == "Measuring ended."


def test_a_click_on_a_zone_is_a_point_while_measuring_and_opens_its_card_after(everything, open_page):
    page = open_page(everything).page
    look_at(page, 36.5, 34.15, 9)
    button(page, "Measure").click()
    click_at(page, 36.75, 34.05)
    assert page.inner_text(".zl-measure-total").startswith("First point: 36.7")
    assert page.locator("#card").is_hidden()
    # Dragging the map is not a point.
    frame = page.locator(".folium-map").bounding_box()
    page.mouse.move(frame["x"] + 500, frame["y"] + 600)
    page.mouse.down()
    page.mouse.move(frame["x"] + 560, frame["y"] + 640, steps=4)
    page.mouse.up()
    assert page.locator(".zl-measure-box li").count() == 0
    page.keyboard.press("Escape")
    look_at(page, 36.5, 34.15, 9)
    click_at(page, 36.75, 34.05)
    assert page.inner_text("#card h2") == "East"


def test_over_the_antimeridian_the_line_goes_the_short_way_and_is_whole(everything, open_page):
    page = open_page(everything).page
    look_at(page, 180, 55, 4)
    button(page, "Measure").click()
    one, other = click_at(page, 170, 50), click_at(page, 192, 58)
    assert other[0] > 180
    assert abs(total(page) - GEOD.inv(*one, *other)[2]) <= 0.6
    ends = page.evaluate(
        "[...document.querySelectorAll('path.zl-measure-end')].map(e => e.getBoundingClientRect().left)"
    )
    line = page.locator("path.zl-measure").bounding_box()
    assert abs(line["width"] - abs(ends[1] - ends[0])) < 6


def test_near_the_antipode_it_says_that_it_cannot_tell(everything, open_page):
    page = open_page(everything).page
    button(page, "Measure").click()
    for lon, lat in ((0, 20), (180, -20)):
        look_at(page, lon, lat, 4)
        button(page, "Add the middle").click()
    assert page.inner_text(".zl-measure-total").startswith("Cannot tell")
    assert page.inner_text(".zl-measure-box li") == "cannot tell"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_coordinates_of_the_middle_and_of_the_pointer(everything, open_page, by):
    page = open_page(everything).page
    readout = page.locator(".zl-readout")
    look_at(page, -70.50833, -33.99999, 8)
    assert readout.inner_text() == "Centre, lon, lat 70.5083° W, 34.0000° S"
    if by == "mouse":
        readout.click()
        page.mouse.move(0, 0)
    else:
        readout.focus()
        page.keyboard.press("Enter")
    # Rounded as a whole: 33°59′59.96″ is no 60″.
    assert readout.inner_text() == "Centre, lon, lat 070°30′30″ W, 34°00′00″ S"
    look_at(page, 190.5, 10.25, 6)
    assert readout.inner_text() == "Centre, lon, lat 169°30′00″ W, 10°15′00″ N"
    frame = page.locator(".folium-map").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    assert readout.inner_text().startswith("Pointer, lon, lat 169°")


def ticks_of(page):
    return page.evaluate(
        """() => [...document.querySelectorAll('.zl-tick')].filter(e => !e.hidden).map(e => {
          const map = zonelib.map, at = map.containerPointToLatLng([parseFloat(e.style.left), parseFloat(e.style.top)]);
          const lon = e.classList.contains('zl-tick-lon');
          return [lon ? 'lon' : 'lat', e.textContent, lon ? zonelib.wrapped(at.lng) : at.lat];
        })"""
    )


def degrees(name):
    whole, minutes, letter = re.fullmatch(r"(\d+)°(?:(\d\d)′)?(?: ([EWNS]))?", name).groups()
    return (int(whole) + int(minutes or 0) / 60) * (-1 if letter in ("W", "S") else 1)


@pytest.mark.parametrize(
    ("lon", "lat", "zoom"), [(36.5, 34.2, 9), (0, 0, 2), (180, 0, 5), (-180, -65, 6), (20, 80, 5), (36.5, 34.2, 14)]
)
def test_the_lines_of_the_graticule_lie_where_their_names_say(everything, open_page, lon, lat, zoom):
    opened = open_page(everything)
    page = opened.page
    look_at(page, lon, lat, zoom)
    button(page, "Graticule").click()
    ticks = ticks_of(page)
    for axis in ("lon", "lat"):
        values = [(degrees(name), at) for which, name, at in ticks if which == axis]
        assert 2 <= len(values) <= 16
        a_pixel = 2 * 360 / (256 * 2**zoom)
        assert all(abs((named - at + 180) % 360 - 180) <= a_pixel for named, at in values)
        assert len({named for named, _ in values}) == len(values) or zoom == 2
    if abs(lon) == 180:
        assert "180°" in [name for _, name, _ in ticks]
    assert opened.count("path.zl-graticule") >= len(ticks)
    button(page, "Graticule").focus()
    page.keyboard.press("Enter")
    assert opened.count("path.zl-graticule") == opened.count(".zl-tick") == 0
    assert button(page, "Graticule").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("lat", [0, 34, -51, 66, 80])
def test_the_scale_bar_holds_at_the_latitude_of_the_middle(everything, open_page, lat):
    page = open_page(everything).page
    for zoom in (5, 9):
        look_at(page, 30, lat, zoom)
        words, *ends = page.evaluate("""() => {
          const bar = document.querySelector('.leaflet-control-scale-line'), map = zonelib.map, s = map.getSize();
          const at = x => map.containerPointToLatLng([x, s.y / 2]), a = at(0), b = at(parseFloat(bar.style.width));
          return [bar.textContent, a.lng, a.lat, b.lng, b.lat];
        }""")
        number, unit = words.split()
        # On the ellipsoid along the parallel, in short steps; the bar is rounded to whole pixels.
        steps = [ends[0] + (ends[2] - ends[0]) * i / 50 for i in range(51)]
        metres = GEOD.line_length(steps, [ends[1]] * 51)
        assert metres == pytest.approx(float(number) * {"km": 1000, "m": 1}[unit], rel=0.02)


def test_the_locator_shows_where_the_map_opens(drawn, everything, open_page):
    opened = open_page(drawn)
    picture = opened.page.locator(".zl-locator")
    west, south, east, north = drawn.view.extents[0].box
    assert picture.get_attribute("role") == "img"
    middle = f"{(west + east) / 2:.1f}° E, {(south + north) / 2:.1f}° N"
    assert picture.get_attribute("aria-label") == f"Locator: the map opens round {middle}"
    # The frame is as high to wide as the part is on the ground.
    frame = opened.page.evaluate(
        "(() => { const b = document.querySelector('.zl-locator .at').getBBox(); return b.height / b.width; })()"
    )
    tall = GEOD.line_length([west, west], [south, north])
    wide = GEOD.line_length([west, east], [(south + north) / 2] * 2)
    assert frame == pytest.approx(tall / wide, rel=0.05)
    assert open_page(drawn, width=390, height=844).page.locator(".zl-locator").is_hidden()
    assert open_page(everything).count(".zl-locator") == 0


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_every_instrument_is_named_reachable_and_large_enough(drawn, open_page, width, height):
    opened = open_page(drawn, width=width, height=height)
    page = opened.page
    button(page, "Measure").click()
    button(page, "Graticule").click()
    found = page.locator(".zl-tools button, .zl-measure-box button, .zl-readout")
    assert found.count() == 6
    boxes = [found.nth(i).bounding_box() for i in range(6)]
    assert all(box["height"] >= 24 and box["width"] >= 24 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert all(found.nth(i).evaluate("e => e.tabIndex") == 0 and found.nth(i).inner_text().strip() for i in range(6))
    assert opened.complaints == []
