"""The clock in a real browser: every control by mouse and by keyboard, and what follows it."""

from __future__ import annotations

import pytest

from zonelib.maps import draw

pytestmark = pytest.mark.browser

CLOCK = ".clock"
SLIDER = ".clock input[type=range]"
DATE = ".clock input[type=date]"
KNOWN = ".clock select"
BACK, PLAY, ON, WHOLE = (f".clock button[aria-label^={words!r}]" for words in ("Back", "Play", "On to", "The whole"))


def press(opened, selector, by):
    if by == "mouse":
        opened.page.click(selector)
    else:
        opened.page.focus(selector)
        opened.page.keyboard.press("Enter")


def day(opened):
    return opened.page.evaluate("zonelib.day")


def quiet(opened):
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


def test_the_page_opens_on_the_record_as_it_was(drawn, open_page):
    opened = open_page(drawn)
    assert day(opened) is None
    assert opened.page.input_value(DATE) == "2017-07-06"
    assert opened.page.inner_text(".dateline") == "As of 6 July 2017"
    assert opened.page.get_attribute(WHOLE, "aria-pressed") == "true"
    assert opened.count(".zl-perhaps") == opened.count(".when") == opened.count(".none") == 0
    quiet(opened)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_steps_go_from_event_to_event_and_back_to_the_record(drawn, open_page, by):
    opened = open_page(drawn)
    press(opened, BACK, by)
    assert day(opened) == "2017-07-05"
    assert opened.page.inner_text(".dateline") == "State on 5 July 2017, as known on 6 July 2017"
    assert opened.page.inner_text(".clock [role=status]") == "5 July 2017: 4 zones on the map"
    assert "Cruise missile strike" in opened.page.inner_text(".clock .told span")
    press(opened, ON, by)
    assert day(opened) == "2017-07-07"
    press(opened, WHOLE, by)
    assert day(opened) is None
    assert opened.page.inner_text(".dateline") == "As of 6 July 2017"
    assert opened.count(".zl-perhaps") == opened.count(".when") == 0
    quiet(opened)


def test_the_slider_steps_days_by_arrow_and_events_by_page(drawn, open_page):
    opened = open_page(drawn)
    opened.page.focus(SLIDER)
    said = []
    for key in ("ArrowLeft", "ArrowRight", "PageUp", "PageUp", "PageDown", "Home", "End"):
        opened.page.keyboard.press(key)
        said.append(day(opened))
    assert said == [
        "2017-07-05", "2017-07-06", "2017-07-07", "2017-07-10", "2017-07-07", "2017-05-03", "2017-08-04",
    ]  # fmt: skip
    assert opened.page.get_attribute(SLIDER, "aria-valuetext") == "4 August 2017"
    quiet(opened)


def test_the_slider_is_dragged_and_its_ticks_are_clicked(drawn, open_page):
    opened = open_page(drawn)
    box = opened.page.locator(SLIDER).bounding_box()
    opened.page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    assert day(opened) == "2017-05-03"
    opened.page.locator(".clock .ticks span").nth(1).click()
    assert day(opened) == "2017-05-06"
    assert opened.count(".clock .ticks span") == len(drawn.view.clock.ticks)


def test_the_date_field_takes_a_day_and_keeps_to_the_clock(drawn, open_page):
    opened = open_page(drawn)
    opened.page.fill(DATE, "2017-05-20")
    assert day(opened) == "2017-05-20"
    opened.page.evaluate("void zonelib.clock.set({ day: '1999-01-01' })")
    assert day(opened) == "2017-05-03"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_what_was_known_then(drawn, open_page, by):
    opened = open_page(drawn)
    if by == "mouse":
        opened.page.select_option(KNOWN, "1")
    else:
        opened.page.focus(KNOWN)
        for _ in range(4):
            opened.page.keyboard.press("ArrowUp")
    assert opened.page.inner_text(".dateline") == "State on 6 July 2017, as known on 5 May 2017"
    assert opened.shapes("buffers") == 0
    row = 'tr[data-about="claims/C13"]'
    assert "not on this day" in opened.page.text_content(row)
    quiet(opened)


def test_play_runs_and_is_stopped(drawn, open_page):
    opened = open_page(drawn, reduced_motion="no-preference")
    opened.page.fill(DATE, "2017-07-07")
    opened.page.focus(PLAY)
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text(PLAY) == "Pause"
    opened.page.locator(".dateline", has_text="State on 10 July 2017").wait_for()
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text(PLAY) == "Play"
    opened.page.click(PLAY)
    opened.page.locator(".dateline", has_text="State on 3 August 2017").wait_for()
    assert opened.page.inner_text(PLAY) == "Play"  # at the last event it rests
    quiet(opened)


@pytest.mark.parametrize("known", [0, 3, 5])
def test_map_legend_and_tables_follow_every_event(drawn, open_page, known):
    opened, clock = open_page(drawn), drawn.view.clock
    as_known = clock.known[known]
    for tick in clock.ticks:
        opened.page.evaluate(
            "([day, known]) => { zonelib.clock.set({ day, known }) }", [tick.day.isoformat(), as_known.isoformat()]
        )
        expected = {layer.key: layer.features for layer in clock.on(tick.day, known_on=as_known)}
        for key in ("zones", "lines", "bands", "buffers"):
            drawn_there = [f for f in expected.get(key, ()) if f.kind in ("area", "line")]
            assert opened.shapes(key) == len(drawn_there)
            things = {f.card for f in expected.get(key, ()) if f.kind != "name"}
            assert opened.page.inner_text(f'[data-count="{key}"]') == str(len(things))
            faint = opened.count(f".leaflet-zl-{key}-pane path.zl-perhaps:not([class*=zl-halo])")
            assert faint == sum(f.perhaps for f in drawn_there)
        tags = [f.name for f in expected.get("duties", ())]
        names = opened.page.eval_on_selector_all(
            ".zl-tag", "all => all.filter(e => !e.hidden).map(e => e.getAttribute('aria-label'))"
        )
        assert set(tags) <= set(names)
        assert opened.count(".zl-stack:visible") == len(expected.get("zones", ()))
    quiet(opened)


def test_a_card_opened_on_a_day_stays_and_the_focus_too(drawn, open_page):
    opened = open_page(drawn)
    press(opened, BACK, "mouse")
    opened.page.focus('path[data-id="zones/homs"]')
    opened.page.keyboard.press("Enter")
    assert "Homs" in opened.page.inner_text("#card h2")
    opened.page.keyboard.press("Escape")
    opened.page.evaluate("void zonelib.clock.set({ day: '2017-07-07' })")
    assert opened.page.evaluate("document.activeElement.getAttribute('data-id')") == "zones/homs"


def test_two_days_are_compared_by_flipping(drawn, open_page):
    opened = open_page(drawn)
    opened.page.fill(DATE, "2017-05-20")
    flip = opened.page.locator(".clock button", has_text="Keep this day")
    flip.click()
    opened.page.fill(DATE, "2017-07-05")
    flip = opened.page.locator(".clock button", has_text="Flip to")
    days = []
    for by in ("mouse", "keyboard", "mouse"):
        if by == "mouse":
            flip.click()
        else:
            flip.focus()
            opened.page.keyboard.press("Space")
        days.append(day(opened))
    assert days == ["2017-05-20", "2017-07-05", "2017-05-20"]
    opened.page.click('.clock button[aria-label^="Forget"]')
    assert opened.page.locator(".clock button", has_text="Keep this day").is_visible()
    quiet(opened)


def test_others_are_told_of_a_change(drawn, open_page):
    opened = open_page(drawn)
    opened.page.evaluate("() => { window.told = []; zonelib.onChange.push(state => window.told.push(state.day)); }")
    press(opened, BACK, "mouse")
    press(opened, WHOLE, "mouse")
    assert opened.page.evaluate("window.told") == ["2017-07-05", None]


def test_where_nothing_changes_there_is_no_clock(full, open_page):
    opened = open_page(draw(full, basemap=False))
    assert opened.count(CLOCK) == 0
    assert opened.page.evaluate("zonelib.clock") is None
    quiet(opened)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_the_clock_fits_and_can_be_hit(drawn, open_page, width, height):
    opened = open_page(drawn, width=width, height=height)
    press(opened, BACK, "mouse")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.locator(".folium-map").bounding_box()["height"] > 400
    for control in opened.page.locator(".clock button:visible, .clock input, .clock select").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24
