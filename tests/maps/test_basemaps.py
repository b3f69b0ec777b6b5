"""Tiles from elsewhere, for those who ask for them."""

from __future__ import annotations

import base64
import re

import pytest
import xyzservices

from zonelib.errors import InputError, NotFoundError
from zonelib.maps import draw
from zonelib.maps.tiles import tiles_of

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")


def images(page: str) -> str:
    return re.search(r"img-src ([^;]*);", page)[1]


def test_the_policy_lets_that_host_in_and_no_other(full):
    page = draw(full, basemap="osm").to_html()
    assert images(page) == "data: https://tile.openstreetmap.org"
    assert "OpenStreetMap contributors" in page
    assert "has refused tiles to such pages since 2026" in page
    assert "loads nothing from elsewhere" not in page
    assert 'name="referrer" content="strict-origin-when-cross-origin"' in page


def test_the_pages_of_old_stay_closed(full):
    for basemap in (True, False):
        page = draw(full, basemap=basemap).to_html()
        assert images(page) == "data:"
        assert 'content="no-referrer"' in page


def test_every_subdomain_is_named():
    provider = xyzservices.TileProvider(
        name="Mine", url="https://{s}.example.org/{z}/{x}/{y}.png", attribution="Me", subdomains="ab"
    )
    assert tiles_of(provider).hosts == ("https://a.example.org", "https://b.example.org")


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        ("CartoDB Positronn", NotFoundError, "knows no tiles named"),
        ("Thunderforest.OpenCycleMap", InputError, "wants a key"),
        (7, InputError, "not int"),
        (
            xyzservices.TileProvider(name="Old", url="http://a.org/{z}/{x}/{y}.png", attribution=""),
            InputError,
            "https only",
        ),
        (
            xyzservices.TileProvider(name="Sly", url="https://a.org; script-src */{z}/{x}/{y}.png", attribution=""),
            InputError,
            "https only",
        ),
    ],
)
def test_what_cannot_be_loaded_is_told(wanted, error, words):
    with pytest.raises(error, match=re.escape(words)):
        tiles_of(wanted)


@pytest.mark.browser
def test_the_browser_asks_for_tiles_of_that_host_only(full, browser, tmp_path):
    file = draw(full, basemap="osm").save(tmp_path / "tiles.html")
    context = browser.new_context()
    page = context.new_page()
    asked, complaints = [], []
    page.on("console", lambda message: complaints.append(message.text))

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    page.route(re.compile("^https:"), answer)
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-tile-loaded")
    context.close()
    assert asked
    assert all(re.fullmatch(r"https://tile\.openstreetmap\.org/\d+/\d+/\d+\.png", url) for url in asked)
    assert complaints == []
