"""The page on paper."""

from __future__ import annotations

import pypdfium2
import pytest

pytestmark = pytest.mark.browser

_MM = 72 / 25.4
_PAPERS = pytest.mark.parametrize(("paper", "sides"), [("A4", (297, 210)), ("A3", (420, 297))])  # ISO 216


def printed(opened, paper):
    return pypdfium2.PdfDocument(opened.page.pdf(format=paper, landscape=True))


def words(sheet):
    return " ".join(sheet.get_textpage().get_text_range().split())


def inked(sheet):
    """Give how much of the sheet, as shares from left, top, right and bottom, is not white."""
    return sheet.render(scale=1).to_numpy()[..., :3].min(axis=2) < 250


@_PAPERS
def test_the_first_sheet_has_title_map_legend_scale_and_sources(drawn, open_page, paper, sides):
    document = printed(open_page(drawn), paper)
    first = document[0]
    assert first.get_size() == pytest.approx([side * _MM for side in sides], abs=1.5)
    text = words(first)
    for said in (
        *("De-escalation zones in Syria, July 2017", "As of 6 July 2017", "Legend", "Zones, by status", "100 km"),
        *("Gulf Times, 6 July 2017", "Natural Earth", "They imply no opinion", "Eastern Ghouta", "approximate"),
    ):
        assert said in text, said
    for control in ("Skip to the tables", "Close", "Everything in the record"):
        assert control not in text
    ink = inked(first)
    height, width = ink.shape
    assert ink[: height // 40].sum() == ink[:, : width // 50].sum() == 0  # the margins are clean
    assert ink[:, : int(0.7 * width)].mean() > 0.5  # the map fills its place
    assert ink[:, int(0.75 * width) :].any()


def test_the_tables_are_an_annex_that_begins_on_its_own_sheet(drawn, open_page):
    opened = open_page(drawn)
    titles = [table.title for table in drawn.view.tables]
    document = printed(opened, "A4")
    assert words(document[1]).startswith("Everything in the record")
    annex = " ".join(words(sheet) for sheet in list(document)[1:])
    assert [title for title in titles if title not in annex] == []
    for claim in drawn.view.claims:  # of the tables that are folded on the screen too
        assert claim.id in annex


def test_a_dark_screen_prints_on_white(drawn, open_page):
    image = printed(open_page(drawn, color_scheme="dark"), "A4")[0].render(scale=0.5).to_numpy()[..., :3]
    assert image.mean() > 200


def test_after_printing_all_is_as_it_was(drawn, open_page):
    page = open_page(drawn).page
    state = """() => [zonelib.map.getBounds().toBBoxString(), zonelib.map.getSize().x, zonelib.map.getZoom(),
      document.querySelectorAll('details[open]').length, document.documentElement.className]"""
    before = page.evaluate(state)
    page.pdf(format="A4", landscape=True)
    assert page.evaluate(state) == before


def test_the_sheet_shows_what_the_screen_shows_and_the_scale_bar_holds_on_it(drawn, open_page):
    from pyproj import Geod

    page = open_page(drawn, width=1024).page  # a wider one would be taken for A3
    wanted = page.evaluate("zonelib.map.getBounds()")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    shown = page.evaluate("zonelib.map.getBounds()")
    assert shown["_southWest"]["lng"] <= wanted["_southWest"]["lng"] < wanted["_northEast"]["lng"]
    assert shown["_northEast"]["lat"] >= wanted["_northEast"]["lat"]
    words, *ends = page.evaluate("""() => {
      const bar = document.querySelector('.leaflet-control-scale-line'), s = zonelib.map.getSize();
      const [a, b] = [0, parseFloat(bar.style.width)].map(x => zonelib.map.containerPointToLatLng([x, s.y / 2]));
      return [bar.textContent, a.lng, a.lat, b.lng, b.lat];
    }""")
    assert Geod(ellps="WGS84").inv(*ends)[2] / 1000 == pytest.approx(float(words.split()[0]), rel=0.02)
    assert page.locator(".folium-map").bounding_box()["width"] == pytest.approx(205 / 25.4 * 96, abs=3)
    for control in (".views", ".leaflet-control-zoom", ".skip", "#card"):
        assert not page.locator(control).first.is_visible()
