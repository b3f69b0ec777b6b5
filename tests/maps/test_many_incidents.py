"""A hundred thousand incidents on the page."""

from __future__ import annotations

import base64
import re
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
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


def test_days_that_span_and_precisions_are_written_as_they_came():
    written = points_of(
        {"lon": [36.0] * 4, "lat": [34.0] * 4, "day": ["2017-07-01", "2017-07-02", None, "2017-07-01"],
         "last_day": ["2017-07-31", None, None, "2017-07-01"], "precision_m": [0.0, 1500.2, np.nan, 1500.2]}
    ).packed(5)  # fmt: skip
    assert list(np.frombuffer(base64.b64decode(written["span"]), "u1")) == [30, 0, 0, 0]
    which = np.frombuffer(base64.b64decode(written["precision"]), "u1")
    assert [written["metres"][k] for k in which] == [0, 1501, -1, 1501]


def test_incidents_are_counted_by_zone_and_kind(seed):
    """Against geopandas' own join."""
    given = columns(3000)
    (table,) = (one for one in draw(seed, basemap=False, incidents=given).view.tables if one.key == "incident-counts")
    zones = gpd.GeoDataFrame(
        {"zone": [zone.name for zone in seed.zones]}, geometry=[zone.boundaries[0].geometry for zone in seed.zones],
        crs="EPSG:4326",
    )  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"kind": given["kind"]}, geometry=gpd.points_from_xy(given["lon"], given["lat"]), crs="EPSG:4326"
    )
    joined = frame.sjoin(zones, predicate="intersects")
    assert sorted(table.columns[2:]) == ["fighting", "shelling"]
    told = {row.cells[0]: dict(zip(table.columns[1:], row.cells[1:], strict=True)) for row in table.rows}
    for zone in zones["zone"]:
        here = joined[joined["zone"] == zone]
        assert told[zone]["All kinds"] == f"{len(here):,}"
        assert told[zone]["shelling"] == f"{(here['kind'] == 'shelling').sum():,}"
    assert told["In no zone"]["All kinds"] == f"{3000 - joined.index.nunique():,}"


def test_pictures_and_the_page_without_scripts_show_dots(seed, tmp_path):
    drawn, bare = draw(seed, basemap=False, incidents=columns(500)), draw(seed, basemap=False)
    assert 'class="still-dots"' in drawn.to_html()
    assert 'class="still-dots"' not in bare.to_html()
    with_dots, without = (one.save(tmp_path / f"{k}.svg").read_text() for k, one in enumerate((drawn, bare)))
    assert with_dots.count("<use ") - without.count("<use ") > 300


def test_the_clock_reaches_over_the_days_of_the_incidents(seed):
    clock = draw(seed, basemap=False, incidents=columns(1000)).view.clock
    assert clock.first == date(2017, 1, 1)
    assert clock.last == date(2017, 12, 31)


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
        ({"lon": [36.0], "lat": [34.0], "day": ["2017-07-02"], "last_day": ["2017-07-01"]}, InputError, "incident 0"),
        ({"lon": [36.0], "lat": [34.0], "day": [None], "last_day": ["2017-07-01"]}, InputError, "'last_day'"),
        ({"lon": [36.0], "lat": [34.0], "day": [None], "date": [None]}, InputError, "leave one of them out"),
        ({"lon": [36.0], "lat": [34.0], "precision_m": [-1.0]}, InputError, "below 0"),
        (gpd.GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])]), GeometryError, "a LineString"),
    ],
)
def test_what_cannot_be_drawn_is_told(given, error, words):
    with pytest.raises(error, match=re.escape(words)):
        points_of(given)


# ------------------------------------------------------------------------------------------------------------ browser


@pytest.mark.browser
def test_they_are_drawn_counted_switched_clicked_and_dated(many, open_page):
    opened = open_page(many)
    page = opened.page
    assert page.inner_text('.legend [data-count="many-incidents"]') == "100,000"
    assert 1000 < page.evaluate("zonelib.incidents.drawn") < N
    page.click('input[data-layer="many-incidents"]')
    assert opened.count("canvas.zl-dots") == 0
    page.click('input[data-layer="many-incidents"]')
    assert opened.count("canvas.zl-dots") == 1
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []

    # A click opens the nearest.
    given = columns()
    i = 4711
    page.evaluate(f"void zonelib.map.setView([{given['lat'][i]}, {given['lon'][i]}], 14, {{animate: false}})")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.inner_text("#card")
    assert given["kind"][i] in card
    assert f"{given['date'][i].astype(object):%-d %B %Y}" in card
    assert f"{given['precision_m'][i]:,.0f} m" in card
    # A day shows what happened in the days before it.
    date = given["date"]
    for day in ("2017-01-01", "2017-07-05", "2017-12-31"):
        since = (np.datetime64(day) - date).astype(int)
        shown = int(((since >= 0) & (since < 30)).sum())
        assert page.evaluate(f"zonelib.incidents.setDay('{day}', 30)") == shown
        assert page.evaluate(f"zonelib.incidents.setDay('{day}', 0)") == int((since >= 0).sum())
    assert page.evaluate("zonelib.incidents.setDay(null)") == N


# Round a middle, in steps that the eye tells apart: east, north, and two of one place in the west.
FEW = {
    "lon": [36.5, 36.6, 36.5, 36.4, 36.4], "lat": [34.5, 34.5, 34.6, 34.5, 34.5],
    "kind": ["middle", "east", "north", "west", "west too"],
    "day": ["2017-07-01", "2017-07-02", "2017-06-28", "2017-05-01", None],
    "last_day": [None, None, "2017-07-04", None, None],
    "precision_m": [0.0, 5000.0, float("nan"), 1000.0, 0.0],
}  # fmt: skip


_CIRCLES = """() => {
  const found = {};
  zonelib.groups['many-incidents'].eachLayer(group => group.eachLayer && group.eachLayer(one => {
    found[one.incident] = one.getLatLngs()[0].map(p => [p.lng, p.lat]);
  }));
  return found;
}"""


@pytest.mark.browser
def test_keys_circles_and_table(seed, open_page):
    opened = open_page(draw(seed, basemap=False, incidents=FEW))
    page = opened.page
    _keys(page)
    _circles(page)
    _table(page)
    assert opened.complaints == []


def _keys(page):
    page.evaluate("void zonelib.map.setView([34.5, 36.5], 11, {animate: false})")
    assert page.locator(".zl-incident-ring").count() == 1
    page.focus(".zl-incident-ring")
    told = [page.inner_text(".zl-unseen")]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowLeft", "PageDown"):
        page.keyboard.press(key)
        told.append(page.inner_text(".zl-unseen"))
    assert told == [
        "Row 0: middle; 1 July 2017; exact place",
        "Row 1: east; 2 July 2017; place within 5,000 m",
        "No incident further that way",
        "Row 0: middle; 1 July 2017; exact place",
        "Row 2: north; between 28 June 2017 and 4 July 2017; precision not stated",
        "Row 0: middle; 1 July 2017; exact place",
        "Row 3: west; 1 May 2017; place within 1,000 m",
        "Row 4: west too; day not stated; exact place",
    ]
    page.keyboard.press("Enter")
    assert "west too" in page.inner_text("#card h2")
    page.keyboard.press("Escape")
    assert "zl-incident-ring" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Escape")
    assert "folium-map" in page.evaluate("document.activeElement.className")


def _circles(page):
    """Each has the radius of the precision on the ground, as pyproj measures it."""
    page.evaluate("void zonelib.map.setView([34.5, 36.5], 11, {animate: false})")
    circles = page.evaluate(_CIRCLES)
    assert circles.keys() == {"1", "3"}
    for row, circle in circles.items():
        at = FEW["lon"][int(row)], FEW["lat"][int(row)]
        _, _, metres = Geod(ellps="WGS84").inv(*np.broadcast_to(at, (len(circle), 2)).T, *np.array(circle).T)
        assert np.abs(metres - FEW["precision_m"][int(row)]).max() < 0.01
    # Far out only the chosen one has its circle.
    page.evaluate("void zonelib.map.setView([34.5, 36.5], 8, {animate: false}); zonelib.incidents.open(3)")
    assert page.evaluate(_CIRCLES).keys() == {"3"}


def _table(page):
    """Table and legend follow the clock; a choice in the one is seen in the other."""
    page.click(".zl-incident-table summary")
    rows = ".zl-incident-table tbody th button"
    assert page.locator(rows).all_inner_texts() == ["3", "2", "0", "1", "4"]
    page.click(".zl-incident-table thead button >> text=Kind")
    assert page.locator(rows).all_inner_texts() == ["1", "0", "2", "3", "4"]
    page.evaluate("zonelib.clock.set({day: '2017-07-01'})")
    assert page.inner_text('.legend [data-count="many-incidents"]') == "3"
    assert "2 perhaps" in page.inner_text(".window")
    assert page.locator(".zl-incident-table tbody tr:has(.when) button").all_inner_texts() == ["2", "4"]
    page.select_option(".window select", "0")
    assert page.inner_text('.legend [data-count="many-incidents"]') == "4"
    page.click(f"{rows} >> text=3")
    assert "1 May 2017" in page.inner_text("#card")
    page.click("#card .to-row")
    assert page.evaluate("document.activeElement.textContent") == "3"
    assert page.locator("tr[aria-current]").count() == 1
    _saved(page)
    page.emulate_media(media="print")
    assert not page.is_visible(".zl-incident-table")
    assert page.is_visible("text=Incidents, counted as points")


def _saved(page):
    """What is saved can be drawn again, and is as it was given."""
    page.evaluate("zonelib.clock.set({day: null})")
    with page.expect_download() as waited:
        page.click(".zl-incident-table >> text=CSV")
    assert waited.value.suggested_filename == "syria-2017-incidents-one-by-one.csv"
    table = pd.read_csv(waited.value.path(), encoding="utf-8-sig").sort_values("row")
    again, given = points_of(table), points_of(FEW)
    assert [again.kinds[at] for at in again.kind] == FEW["kind"]
    for name in ("lon", "lat", "day", "last_day", "precision_m"):
        np.testing.assert_allclose(getattr(again, name), getattr(given, name), atol=0.5e-5, err_msg=name)


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
