"""A base map of one's own, from a GeoPackage or a PMTiles archive on this machine."""

from __future__ import annotations

import base64
import io
import math
import re
import sqlite3
from functools import cache

import numpy as np
import pyogrio.raw
import pytest
import shapely
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write as write_pmtiles
from pyproj import Transformer

import zonelib as zl
from zonelib.errors import FileError, InputError, NotFoundError, PlaneError
from zonelib.files.local_base import read_local
from zonelib.files.tile_sheet import sheet_of, tile_bounds

CREDIT = "© Some <People> & others"
BOX = (36.0, 34.0, 38.0, 36.0)
ROADS = [shapely.LineString([(35.0, 34.5), (37.0, 34.5), (37.0, 37.0)]), shapely.LineString([(37, 34.5), (39, 34.5)])]
POND = shapely.box(36.5, 35.0, 37.5, 35.5)
HALF = 20037508.342789244  # EPSG:3857: pi times 6,378,137 m


def write(path, layers, crs="EPSG:4326", driver="GPKG", **options):
    for number, (name, shapes) in enumerate(layers.items()):
        pyogrio.raw.write(
            path, shapely.to_wkb(np.array(shapes, dtype=object)), [np.arange(len(shapes))], ["n"], layer=name, crs=crs,
            geometry_type=shapes[0].geom_type, driver=driver, append=number > 0, **options,
        )  # fmt: skip
    return path


def colour(zoom, column, row):
    return (40 * zoom % 256, 37 * column % 256, 91 * row % 256)


def png(zoom, column, row):
    written = io.BytesIO()
    Image.new("RGB", (256, 256), colour(zoom, column, row)).save(written, "PNG")
    return written.getvalue()


@cache
def places(zoom):
    """All tiles of a zoom that a box meets, by their own bounds."""
    every = [(zoom, x, y) for x in range(2**zoom) for y in range(2**zoom)]
    return [one for one in every if shapely.box(*tile_bounds(*one)).intersects(shapely.box(*BOX))]


def picture_archive(path, zooms=range(5, 8), attribution="<a href='https://example.org'>© Tile &amp; Co</a>"):
    with write_pmtiles(str(path)) as writer:
        for zoom in zooms:
            for place in sorted(places(zoom), key=lambda one: zxy_to_tileid(*one)):
                writer.write_tile(zxy_to_tileid(*place), png(*place))
        writer.finalize(
            {
                "tile_type": TileType.PNG, "tile_compression": Compression.NONE, "min_zoom": zooms[0],
                "max_zoom": zooms[-1], "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0, "max_lat_e7": 0,
                "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
            },
            {"attribution": attribution},
        )  # fmt: skip
    return path


def tile_package(path, zooms=range(5, 8), west=-HALF, srs=3857):
    """A GeoPackage of tiles, by the tables of OGC 12-128r18, clause 2.2."""
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
        "CREATE TABLE gpkg_tile_matrix_set (table_name TEXT, srs_id INTEGER, min_x DOUBLE, max_y DOUBLE);"
        "CREATE TABLE gpkg_tile_matrix (table_name TEXT, zoom_level INTEGER, matrix_width INTEGER, tile_width INTEGER,"
        " pixel_x_size DOUBLE);"
        "CREATE TABLE relief (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);"
        "INSERT INTO gpkg_contents VALUES ('relief', 'tiles');"
    )
    base.execute("INSERT INTO gpkg_tile_matrix_set VALUES ('relief', ?, ?, ?)", (srs, west, HALF))
    for zoom in zooms:
        size = 2 * HALF / 256 / 2**zoom
        base.execute("INSERT INTO gpkg_tile_matrix VALUES ('relief', ?, ?, 256, ?)", (zoom, 2**zoom, size))
        rows = [(*place, png(*place)) for place in places(zoom)]
        base.executemany("INSERT INTO relief VALUES (?, ?, ?, ?)", rows)
    base.commit()
    base.close()
    return path


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32637"])
def test_layers_are_clipped_and_stay_where_they_are(tmp_path, crs):
    layers = {"roads": ROADS, "water_areas": [POND], "far": [shapely.box(10, 10, 11, 11)]}
    if crs != "EPSG:4326":
        way = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
        cut = {name: [shapely.segmentize(s, 0.01) for s in shapes] for name, shapes in layers.items() if name != "far"}
        layers = {name: [shapely.transform(s, lambda xy: np.column_stack(way(*xy.T))) for s in shapes]
                  for name, shapes in cut.items()}  # fmt: skip
    found = read_local(zl.LocalBase(path=write(tmp_path / "a.gpkg", layers, crs), credit=CREDIT), BOX)
    assert [layer.name for layer in found.layers] == ["roads", "water_areas"]
    roads, water = found.layers
    assert (roads.water, water.water) == (False, True)
    wanted = shapely.union_all(ROADS).intersection(shapely.box(*BOX))
    # a screen of 6,000 pixels over two degrees
    assert roads.lines.hausdorff_distance(wanted) < 2 / 6000
    assert water.areas.symmetric_difference(POND).area < 1e-3
    only = read_local(zl.LocalBase(path=tmp_path / "a.gpkg", credit=CREDIT, layers=("water_areas",)), BOX)
    assert [layer.name for layer in only.layers] == ["water_areas"]


def test_vector_tiles_are_joined_again(tmp_path):
    path = write(
        tmp_path / "v.pmtiles", {"waterways": [POND]}, driver="PMTiles", MINZOOM=4, MAXZOOM=9, NAME="v"
    )  # fmt: skip
    (layer,) = read_local(zl.LocalBase(path=path, credit=CREDIT), BOX).layers
    assert layer.water
    # Zoom 9 has 4,096 steps to a tile of 0.7 degrees; the pond lies on eight tiles of it.
    assert len(shapely.get_parts(layer.areas)) == 1
    assert layer.areas.hausdorff_distance(POND) < 1e-3


@pytest.mark.parametrize("make", [picture_archive, tile_package])
def test_of_pictures_the_finest_zoom_that_is_not_too_much(tmp_path, make):
    path = make(tmp_path / ("t.pmtiles" if make is picture_archive else "t.gpkg"))
    sheet = read_local(zl.LocalBase(path=path, credit=CREDIT), BOX).sheet
    assert sheet.zoom == 7
    assert sorted(sheet.tiles) == sorted((x, y) for _, x, y in places(7))
    for (x, y), tile in sheet.tiles.items():
        assert Image.open(io.BytesIO(tile)).getpixel((5, 5)) == colour(7, x, y)


def test_the_archive_says_whom_to_credit(tmp_path):
    path = picture_archive(tmp_path / "t.pmtiles")
    assert read_local(zl.LocalBase(path=path), BOX).credit == "© Tile & Co"
    assert read_local(zl.LocalBase(path=path, credit="Me"), BOX).credit == "Me"


def test_tiles_lie_where_the_web_has_them():
    # The corner of tile 10/610/407 by the formulas of the OpenStreetMap wiki, "Slippy map tilenames".
    west, south, east, north = tile_bounds(10, 610, 407)
    assert (west, east) == pytest.approx((610 / 1024 * 360 - 180, 611 / 1024 * 360 - 180))
    told = [math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 1024)))) for row in (408, 407)]
    assert (south, north) == pytest.approx(told)


def test_too_much_stops_at_a_coarser_zoom():
    heavy = b"\x89PNG" + bytes(400_000)
    found = sheet_of(lambda zoom, x, y: heavy + bytes([zoom, x % 256, y % 256]), range(0, 12), BOX, "big")
    assert len(found.tiles) * 400_000 <= 2_000_000
    assert found.zoom >= 5
    with pytest.raises(InputError, match=r"take 3,000,0\d\d bytes, and a page takes 2,000,000"):
        sheet_of(lambda *_: b"\x89PNG" + bytes(3_000_000), range(0, 3), BOX, "big")


def bad(tmp_path):
    roads = write(tmp_path / "roads.gpkg", {"roads": ROADS})
    broken = tmp_path / "broken.gpkg"
    broken.write_bytes(b"no geopackage")
    archive = tmp_path / "broken.pmtiles"
    archive.write_bytes(b"no archive" * 30)
    return {
        "is not there": (tmp_path / "none.gpkg", {}, FileError),
        "ends in '.tif'": (tmp_path / "a.tif", {}, InputError),
        "cannot be read as a GeoPackage": (broken, {}, FileError),
        "cannot be read as PMTiles": (archive, {}, FileError),
        "does not say whom to credit": (roads, {"credit": None}, InputError),
        "has no layer 'raods'; ": (roads, {"layers": ("raods",)}, NotFoundError),
        "no areas and no lines in this part": (
            write(tmp_path / "far.gpkg", {"far": [shapely.box(10, 10, 11, 11)]}), {}, InputError
        ),
        "does not state its CRS": (write(tmp_path / "bare.gpkg", {"roads": ROADS}, crs=None), {}, PlaneError),
        "is not projected": (write(tmp_path / "nad.gpkg", {"roads": ROADS}, crs="EPSG:4267"), {}, PlaneError),
        "not in the web's scheme": (tile_package(tmp_path / "odd.gpkg", west=0), {}, InputError),
        "has no tiles over this part": (
            picture_archive(tmp_path / "none.pmtiles", zooms=range(7, 8)), {"box": (0, 0, 1, 1)}, InputError
        ),
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def test_what_cannot_be_is_told(tmp_path):
    for words, (path, given, error) in bad(tmp_path).items():
        box = given.pop("box", BOX)
        with pytest.raises(error, match=re.escape(words)):
            read_local(zl.LocalBase(path=path, **{"credit": CREDIT, **given}), box)
    wild = shapely.LineString(np.random.default_rng(1).uniform((36, 34), (38, 36), (200_000, 2)))
    heavy = zl.LocalBase(path=write(tmp_path / "wild.gpkg", {"wild": [wild]}), credit=CREDIT)
    with pytest.raises(InputError, match="150,000"):
        read_local(heavy, BOX)


def test_page_and_picture_are_the_same_each_time(seed, tmp_path):
    base = zl.LocalBase(path=write(tmp_path / "a.gpkg", {"roads": ROADS, "water_areas": [POND]}), credit=CREDIT)
    drawn = zl.draw(seed, basemap=base)
    assert drawn.to_html() == zl.draw(seed, basemap=base).to_html()
    shown = {feature.id: feature for layer in drawn.view.layers for feature in layer.features}
    assert shown["base/local/roads/line"].style == "local-line"
    assert shown["base/local/water_areas/area"].style == "lake"
    assert "a.gpkg (© Some &lt;People&gt; &amp; others): the layers roads, water_areas" in drawn.to_html()
    sheet = zl.draw(seed, basemap=zl.LocalBase(path=tile_package(tmp_path / "t.gpkg"), credit=CREDIT))
    shot = np.asarray(Image.open(sheet.save(tmp_path / "t.png")).convert("RGB")).astype(int)
    middles = {}
    for _, x, y in places(7):
        rows, columns = np.nonzero((shot == colour(7, x, y)).all(axis=2))
        if len(rows) > 1000:
            middles[x, y] = (columns.mean(), rows.mean())
    assert len(middles) >= 4
    for (x, y), (right, down) in middles.items():
        for (other_x, other_y), (other_right, other_down) in middles.items():
            assert (right < other_right) or x >= other_x
            assert (down < other_down) or y >= other_y


@pytest.mark.browser
def test_it_is_under_the_map_and_nothing_is_asked_for(seed, tmp_path, open_page):
    roads = write(tmp_path / "a.gpkg", {"roads": ROADS, "water_areas": [POND]})
    opened = open_page(zl.draw(seed, basemap=zl.LocalBase(path=roads, credit=CREDIT)))
    assert opened.shapes("local") == 2
    assert CREDIT in opened.page.inner_text(".leaflet-control-attribution")
    pictures = open_page(zl.draw(seed, basemap=zl.LocalBase(path=picture_archive(tmp_path / "t.pmtiles"))))
    page = pictures.page
    page.locator(".leaflet-zl-sheet-pane img.leaflet-tile-loaded").first.wait_for()
    places_seen = page.evaluate(
        """() => [...document.querySelectorAll('.leaflet-zl-sheet-pane img')].map(img => {
          const box = img.getBoundingClientRect(), map = zonelib.map.getContainer().getBoundingClientRect();
          const middle = [box.left + box.width / 2 - map.left, box.top + box.height / 2 - map.top];
          const at = zonelib.map.containerPointToLatLng(middle);
          return [img.src, at.lng, at.lat]; })"""
    )
    by_picture = {tile: key for key, tile in zl.draw(
        seed, basemap=zl.LocalBase(path=tmp_path / "t.pmtiles")
    ).view.sheet.tiles.items()}  # fmt: skip
    held = 0
    for src, lng, lat in places_seen:
        tile = base64.b64decode(src.split(",")[1])
        if tile in by_picture:
            west, south, east, north = tile_bounds(7, *by_picture[tile])
            assert west < lng < east
            assert south < lat < north
            held += 1
    assert held > 1
    for one in (opened, pictures):
        assert one.complaints == []
        assert [url for url in one.requests if not url.startswith(("file:", "data:"))] == []
