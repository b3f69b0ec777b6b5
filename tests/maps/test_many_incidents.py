"""A hundred thousand incidents on the page."""

from __future__ import annotations

import base64
import re
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point

from zonelib.errors import GeometryError, InputError
from zonelib.maps import draw
from zonelib.maps.points import points_of

N = 100_000


def columns(n=N):
    rng = np.random.default_rng(1)
    return {
        "lon": rng.uniform(35.5, 39.5, n),
        "lat": rng.uniform(32.5, 37.0, n),
        "kind": rng.choice(["shelling", "fighting"], n),
        "date": np.datetime64("2017-01-01") + rng.integers(0, 365, n),
        "precision_m": rng.choice([50.0, 5000.0], n),
    }


@pytest.fixture(scope="module")
def many(seed):
    return draw(seed, incidents=columns())


def test_the_page_is_small_and_the_same_each_time(many, seed):
    page = many.to_html()
    assert len(page.encode()) <= 3_000_000
    assert draw(seed, incidents=columns()).to_html() == page


def test_what_is_written_is_what_was_given():
    given = columns(1000)
    written = points_of(given).packed(5)
    places = np.frombuffer(base64.b64decode(written["at"]), "<i4").reshape(-1, 2) / 1e5
    assert np.abs(places - np.column_stack([given["lon"], given["lat"]])).max() <= 0.5e-5 + 1e-12
    kinds = np.array(written["kinds"])[np.frombuffer(base64.b64decode(written["kind"]), "u1")]
    assert (kinds == given["kind"]).all()
    steps = np.frombuffer(base64.b64decode(written["day"]), "<u2").astype(int)
    days = np.datetime64("1970-01-01") + (written["first"] + steps - 1)
    assert (days == given["date"]).all()


def test_a_frame_in_another_crs_and_with_gaps_is_read():
    frame = gpd.GeoDataFrame(
        {"kind": ["a", None, ""], "date": [date(2017, 7, 5), None, date(2017, 7, 6)]},
        geometry=[Point(36, 34), Point(37, 35), Point(38, 36)], crs="EPSG:4326",
    )  # fmt: skip
    points = points_of(frame.to_crs("EPSG:32637"))
    assert np.allclose(points.lon, [36, 37, 38], atol=1e-9)
    assert [points.kinds[k] for k in points.kind] == ["a", "", ""]
    steps = np.frombuffer(base64.b64decode(points.packed(5)["day"]), "<u2")
    assert list(steps) == [1, 0, 2]


def test_columns_with_nothing_stated_are_not_written():
    assert points_of({"lon": [36.0], "lat": [34.0]}).packed(5).keys() == {"n", "digits", "at"}


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"x": [1]}, InputError, "columns 'lon' and 'lat'"),
        ({"lon": [36.0, 37.0], "lat": [34.0]}, InputError, "differ in length"),
        ({"lon": [], "lat": []}, InputError, "no incidents"),
        ({"lon": [36.0, 237.0], "lat": [34.0, 34.0]}, GeometryError, "incident 1 lies at longitude 237"),
        ({"lon": [36.0, float("nan")], "lat": [34.0, 34.0]}, GeometryError, "incident 1"),
        ({"lon": ["east"], "lat": [34.0]}, InputError, "'lon'"),
        ({"lon": [36.0], "lat": [34.0], "date": ["some day"]}, InputError, "'date'"),
        ({"lon": [36.0], "lat": [34.0], "precision_m": [-1.0]}, InputError, "below 0"),
        (gpd.GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])]), GeometryError, "a LineString"),
    ],
)
def test_what_cannot_be_drawn_is_told(given, error, words):
    with pytest.raises(error, match=re.escape(words)):
        points_of(given)


# ------------------------------------------------------------------------------------------------------------ browser


@pytest.mark.browser
def test_they_are_drawn_counted_and_switched(many, open_page):
    opened = open_page(many)
    page = opened.page
    assert page.inner_text('[data-count="many-incidents"]') == "100,000"
    assert 1000 < page.evaluate("zonelib.incidents.drawn") < N
    page.click('input[data-layer="many-incidents"]')
    assert opened.count("canvas.zl-dots") == 0
    page.click('input[data-layer="many-incidents"]')
    assert opened.count("canvas.zl-dots") == 1
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.browser
def test_a_click_opens_the_nearest(many, open_page):
    given = columns()
    page = open_page(many).page
    i = 4711
    page.evaluate(f"void zonelib.map.setView([{given['lat'][i]}, {given['lon'][i]}], 14, {{animate: false}})")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.inner_text("#card")
    assert given["kind"][i] in card
    assert str(given["date"][i]) in card
    assert f"{given['precision_m'][i]:,.0f} m" in card


@pytest.mark.browser
def test_a_day_shows_what_happened_until_then(many, open_page):
    page = open_page(many).page
    for day in ("2017-01-01", "2017-07-05", "2017-12-31"):
        until = int((columns()["date"] <= np.datetime64(day)).sum())
        assert page.evaluate(f"zonelib.incidents.setDay('{day}')") == until
    assert page.evaluate("zonelib.incidents.setDay(null)") == N


@pytest.mark.browser
def test_a_dot_stands_at_its_place(seed, open_page):
    page = open_page(draw(seed, basemap=False, incidents={"lon": [36.5], "lat": [34.5]})).page
    found = page.evaluate("""() => {
      const canvas = document.querySelector('canvas.zl-dots'), c = canvas.getContext('2d');
      const picture = c.getImageData(0, 0, canvas.width, canvas.height), at = L.DomUtil.getPosition(canvas);
      let x = 0, y = 0, n = 0;
      for (let i = 3; i < picture.data.length; i += 4) if (picture.data[i]) {
        const p = (i - 3) / 4; x += p % canvas.width; y += Math.floor(p / canvas.width); n++;
      }
      const want = zonelib.map.latLngToLayerPoint([34.5, 36.5]);
      return [n, x / n + at.x - want.x, y / n + at.y - want.y];
    }""")
    assert found[0] > 5
    assert abs(found[1]) <= 1.01
    assert abs(found[2]) <= 1.01
