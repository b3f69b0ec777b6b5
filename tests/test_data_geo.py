"""The files of data/geo: each described, unchanged, valid, and in agreement with what others publish."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
import tomllib
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio  # type: ignore[import-untyped]
import pyproj
import pytest
import shapely

GEO = Path(__file__).resolve().parents[1] / "data" / "geo"
GEOD = pyproj.Geod(ellps="WGS84")
NOT_DATA = {"README.md", "SOURCES.toml", "rebuild.py"}
SOURCES = tomllib.loads((GEO / "SOURCES.toml").read_text(encoding="utf-8"))
# Files hold one known kind of geometry each, so the tests use its attributes unchecked.
Geometry = Any
ROWS: dict[str, dict[str, Any]] = {row["path"]: row for row in SOURCES["files"]}
GEOJSON = sorted(path for path in ROWS if path.endswith(".geojson"))
FLATGEOBUF = sorted(path for path in ROWS if path.endswith(".fgb"))


def features(name: str) -> dict[str, tuple[dict[str, Any], Geometry]]:
    """Properties and geometry of a GeoJSON file by feature id."""
    document = json.loads((GEO / name).read_text(encoding="utf-8"))
    return {f["id"]: (f["properties"], shapely.geometry.shape(f["geometry"])) for f in document["features"]}


def table(name: str, bbox: tuple[float, float, float, float] | None = None) -> dict[str, Any]:
    """The columns of a FlatGeobuf file by name, with the geometries under `geometry`."""
    meta, _, blobs, columns = pyogrio.raw.read(GEO / name, bbox=bbox)
    return {**dict(zip(meta["fields"], columns, strict=True)), "geometry": shapely.from_wkb(blobs)}


def geometries(name: str) -> list[Geometry]:
    if name.endswith(".geojson"):
        return [geometry for _, geometry in features(name).values()]
    return list(table(name)["geometry"])


def named(name: str, key: str) -> Geometry:
    """The only geometry of a world file with that name."""
    columns = table(name)
    found = [g for n, g in zip(columns["name"], columns["geometry"], strict=True) if n == key]
    assert len(found) == 1
    return found[0]


def area_km2(polygon: Geometry) -> float:
    """Area on the ellipsoid; oriented first, because pyproj adds the holes of unoriented rings."""
    return float(GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))[0]) / 1e6


# --- described and unchanged


def test_every_file_has_a_row_and_every_row_a_file() -> None:
    shipped = {
        path.relative_to(GEO).as_posix()
        for path in GEO.rglob("*")
        if path.is_file()
        and path.name not in NOT_DATA
        and not re.search(r"/(\.|__pycache__)", path.as_posix()[len(str(GEO)) :])
    }
    assert shipped == set(ROWS)
    assert len(SOURCES["files"]) == len(ROWS)
    assert "no opinion" in SOURCES["disclaimer"]


@pytest.mark.parametrize("path", sorted(ROWS))
def test_row_says_where_the_file_is_from(path: str) -> None:
    row = ROWS[path]
    content = (GEO / path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert len(content) == row["bytes"]
    for key in ("title", "origin", "licence", "attribution", "crs", "changed", "known_weaknesses"):
        assert row[key], key
    assert row["accuracy_m"] > 0
    if row["package"]:
        assert row["version"]
        assert row["path_inside"]
    if "GeoNames" in row["origin"]:
        assert row["licence"] == "CC-BY-4.0"
        assert "GeoNames" in row["attribution"]


# --- sound geometry


@pytest.mark.parametrize("path", GEOJSON + FLATGEOBUF)
def test_geometries_are_valid_finite_and_on_the_globe(path: str) -> None:
    shapes = np.array(geometries(path), dtype=object)
    assert len(shapes)
    assert not shapely.is_empty(shapes).any()
    assert shapely.is_valid(shapes).all()
    xy = shapely.get_coordinates(shapes)
    assert np.isfinite(xy).all()
    assert (np.abs(xy) <= (180, 90)).all()


@pytest.mark.parametrize("path", GEOJSON + FLATGEOBUF)
def test_exterior_rings_run_counterclockwise_and_holes_clockwise(path: str) -> None:
    for part in shapely.get_parts(np.array(geometries(path), dtype=object)):
        if part.geom_type == "Polygon":
            assert part.exterior.is_ccw
            assert not any(ring.is_ccw for ring in part.interiors)


@pytest.mark.parametrize("path", GEOJSON)
def test_geojson_is_one_feature_a_line_with_six_decimals_and_its_id_twice(path: str) -> None:
    lines = (GEO / path).read_text(encoding="utf-8").splitlines()
    document = json.loads("\n".join(lines))
    assert len(lines) == len(document["features"]) + 2
    ids = [feature["id"] for feature in document["features"]]
    assert len(set(ids)) == len(ids)
    assert ids == [feature["properties"]["id"] for feature in document["features"]]
    xy = shapely.get_coordinates(np.array(geometries(path), dtype=object))
    assert np.array_equal(xy, np.round(xy, 6))


@pytest.mark.parametrize("path", FLATGEOBUF)
def test_world_files_lie_on_the_grid_and_name_their_crs(path: str) -> None:
    xy = shapely.get_coordinates(table(path)["geometry"]) * 2**13
    assert np.array_equal(xy, np.round(xy))
    assert pyogrio.read_info(GEO / path)["crs"] == "EPSG:4326"


# --- Syria


def test_governorates() -> None:
    areas = features("syria-governorates.geojson")
    kinds = [properties["kind"] for properties, _ in areas.values()]
    assert kinds.count("governorate") == 14
    assert kinds.count("un_area_of_separation") == 1
    assert areas["undof_area"][0]["name"] == "United Nations area of separation (UNDOF)"
    assert {"homs", "hama", "idlib", "rif_dimashq", "daraa", "quneitra"} <= set(areas)
    assert shapely.coverage_is_valid([geometry for _, geometry in areas.values()])
    # Natural Earth is drawn by someone else than GeoNames: each town must fall in its governorate.
    towns = features("syria-towns.geojson")
    for town, governorate in {
        "homs": "homs",
        "rastan": "homs",
        "hama": "hama",
        "uqayribat": "hama",
        "idlib": "idlib",
        "aleppo": "aleppo",
        "douma": "rif_dimashq",
        "nawa": "daraa",
    }.items():
        assert areas[governorate][1].contains(towns[town][1]), town


def test_hama_homs_border_is_one_line_of_the_known_length() -> None:
    properties, line = features("hama-homs-border.geojson")["hama_homs_border"]
    assert line.geom_type == "LineString"
    assert len(line.coords) == 331 == properties["vertices"]
    assert GEOD.geometry_length(line) / 1000 == pytest.approx(285.8, abs=0.1)
    assert np.round(line.coords[0], 3) == pytest.approx([36.313, 34.901])
    assert np.round(line.coords[-1], 3) == pytest.approx([38.302, 35.382])
    governorates = features("syria-governorates.geojson")
    for side in ("hama", "homs"):
        assert shapely.covers(governorates[side][1].boundary, line)


def test_uqayribat_lies_3_3_km_from_the_hama_homs_border() -> None:
    line = features("hama-homs-border.geojson")["hama_homs_border"][1]
    town = features("syria-towns.geojson")["uqayribat"][1]
    plane = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lon_0={town.x} +lat_0={town.y} +ellps=WGS84", always_xy=True
    )
    flat = shapely.transform(line, lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1])))
    assert flat.distance(shapely.Point(0, 0)) / 1000 == pytest.approx(3.3, abs=0.05)


# Area in km² and perimeter in km of the estimate that the vertices come from, computed there independently.
ZONES = {"homs": (499, 98), "eastern_ghouta": (117, 43), "south": (2445, 364), "north": (8729, 402)}


@pytest.mark.parametrize("zone", ZONES)
def test_zone_has_the_area_and_perimeter_of_the_estimate(zone: str) -> None:
    polygon = features("syria-2017-zones.geojson")[zone][1]
    area, perimeter = ZONES[zone]
    # The figures are whole numbers, so half a unit comes on top of the half per cent.
    assert area_km2(polygon) == pytest.approx(area, abs=0.005 * area + 0.5)
    shell = shapely.Polygon(polygon.exterior)
    assert GEOD.geometry_length(shell.exterior) / 1000 == pytest.approx(perimeter, abs=0.005 * perimeter + 0.5)


def test_zone_holes_come_from_the_difference() -> None:
    zones = features("syria-2017-zones.geojson")
    assert {key: len(polygon.interiors) for key, (_, polygon) in zones.items()} == {
        "homs": 0,
        "eastern_ghouta": 0,
        "south": 1,
        "north": 1,
    }
    assert area_km2(shapely.Polygon(zones["south"][1].exterior)) == pytest.approx(2675, rel=0.005)
    assert area_km2(shapely.Polygon(zones["north"][1].exterior)) == pytest.approx(8752, rel=0.005)


@pytest.mark.parametrize("zone", ZONES)
def test_every_vertex_carries_the_confidence_and_place_of_the_source(zone: str) -> None:
    """One entry a position, the closing one included, found again in the source by coordinates."""
    properties, polygon = features("syria-2017-zones.geojson")[zone]
    with (GEO / "source/syria-2017-zone-vertices.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["zone"] == zone]
    source = {(float(row["lon"]), float(row["lat"])): row for row in rows}
    rings = [polygon.exterior, *polygon.interiors]
    met = set()
    for ring, words, stated, places in zip(
        rings,
        properties["vertex_confidence"],
        properties["vertex_confidence_stated"],
        properties["vertex_place"],
        strict=True,
    ):
        for xy, word, is_stated, place in zip(ring.coords, words, stated, places, strict=True):
            row = source[xy]
            assert (row["confidence"], row["place"]) == (word, place)
            assert (row["confidence_stated"] == "true") is is_stated
            met.add(xy)
        assert words[0] == words[-1]
    assert met == set(source)


def test_zone_source_is_numbered_and_uses_known_words() -> None:
    with (GEO / "source/syria-2017-zone-vertices.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rings: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        rings.setdefault((row["zone"], row["ring"]), []).append(int(row["index"]))
        assert row["confidence"] in {"high", "medium-high", "medium", "medium-low", "low-medium", "low"}
    assert all(found == list(range(len(found))) for found in rings.values())
    counts = {key: len(found) for key, found in rings.items()}
    assert counts[("homs", "shell")] == 21
    assert counts[("eastern_ghouta", "shell")] == 18
    assert counts[("south", "shell")] == counts[("north", "shell")] == 25


# What the public record says of summer 2017 (see the scenario's sources): who was inside, who was held outside.
INSIDE = {
    "homs": ["rastan", "talbiseh", "taldou", "kafr_laha", "al_ghantu"],
    "eastern_ghouta": ["douma", "harasta", "arbin", "jobar", "ein_tarma", "nashabiyah"],
    "south": ["nawa", "jasim", "tafas", "busra_ash_sham"],
    "north": [
        *("idlib", "saraqib", "maarrat_al_numan", "khan_shaykhun", "jisr_al_shughur", "kafr_zita", "morek"),
        *("qalat_al_madiq", "salqin", "ad_dana", "sinjar", "anadan"),
    ],
}
OUTSIDE = [
    *("homs", "hama", "salamiyah", "as_sanamayn", "izra", "aleppo", "damascus", "uqayribat", "sabburah"),
    *("suran", "halfaya", "karnaz", "al_mukharram", "nubl"),
]


def test_towns_lie_inside_or_outside_the_zones_as_the_record_says() -> None:
    towns = {key: point for key, (_, point) in features("syria-towns.geojson").items()}
    zones = {key: polygon for key, (_, polygon) in features("syria-2017-zones.geojson").items()}
    found = {key: [t for t in INSIDE[key] if not zone.contains(towns[t])] for key, zone in zones.items()}
    assert not any(found.values()), found
    trespassing = [(t, key) for t in OUTSIDE for key, zone in zones.items() if zone.intersects(towns[t])]
    assert not trespassing


def test_towns_name_their_source_and_carry_no_population() -> None:
    towns = features("syria-towns.geojson")
    assert len(towns) == 45
    estimates = {key for key, (properties, _) in towns.items() if properties["source"] == "estimate"}
    assert estimates == {"anadan", "jobar", "ein_tarma", "nasib_crossing"}
    for key, (properties, _) in towns.items():
        assert not any("pop" in name for name in properties)
        assert (properties["geonameid"] is None) == (key in estimates)


# --- the world


# Surface areas in km², none of them from Natural Earth. Caspian: 371,000 without Garabogazköl, the figure common in
# encyclopaedias (Britannica has 386,400, for a higher water level). Black Sea: 163,000 square miles without the Sea of
# Azov (New World Encyclopedia). Mediterranean: about 2,500,000, the round figure in general use. The shores are
# generalised and the sea limits ours: hence a few per cent.
SEA_AREAS = {"Caspian Sea": 371_000, "Black Sea": 422_000, "Mediterranean Sea": 2_500_000}


@pytest.mark.parametrize("name", SEA_AREAS)
def test_seas_have_their_published_area(name: str) -> None:
    assert area_km2(named("world-seas.fgb", name)) == pytest.approx(SEA_AREAS[name], rel=0.03)


def test_caspian_is_among_the_lakes_and_the_seas() -> None:
    assert named("world-lakes.fgb", "Caspian Sea").equals(named("world-seas.fgb", "Caspian Sea"))
    whole = area_km2(named("world-seas.fgb", "Caspian Sea")) + area_km2(named("world-seas.fgb", "Garabogazköl"))
    assert whole == pytest.approx(386_400, rel=0.03)


def test_seas_overlap_only_where_one_is_part_of_another() -> None:
    columns = table("world-seas.fgb")
    seas = dict(zip(columns["id"], columns["geometry"], strict=True))
    parent = dict(zip(columns["id"], columns["part_of"], strict=True))
    for first, second in itertools.combinations(sorted(seas), 2):
        shared = area_km2(shapely.intersection(seas[first], seas[second]))
        if second == parent[first] or first == parent[second]:
            assert shared == pytest.approx(min(area_km2(seas[first]), area_km2(seas[second])), rel=1e-5)
        else:
            assert shared < 1, (first, second)


def test_land_and_sea_are_told_apart_at_known_points() -> None:
    land = shapely.STRtree(table("world-land.fgb")["geometry"])
    damascus, nicosia, auckland = (36.29, 33.51), (33.36, 35.17), (174.9, -37.0)
    for xy in (damascus, nicosia, auckland):
        assert len(land.query(shapely.Point(xy), predicate="within")) == 1, xy
    mediterranean, caspian, black_sea, null_island = (34.0, 34.0), (50.5, 42.0), (38.0, 43.0), (0.0, 0.0)
    for xy in (mediterranean, caspian, black_sea, null_island):
        assert not len(land.query(shapely.Point(xy), predicate="within")), xy


def test_country_areas_agree_with_published_figures() -> None:
    columns = table("world-countries.fgb")
    countries = dict(zip(columns["iso_a3"], columns["geometry"], strict=True))
    # Land and inland water, UN Demographic Yearbook. Syria is compared without the Golan, which the data draw
    # with Israel (1,154 km² of it; CIA World Factbook).
    for code, published in {"JOR": 89_318, "IRQ": 435_052, "SYR": 185_180 - 1_154}.items():
        assert area_km2(countries[code]) == pytest.approx(published, rel=0.025), code
    assert len(set(columns["id"])) == len(columns["id"]) == 258
    names = dict(zip(columns["iso_a3"], columns["name"], strict=True))
    assert (names["SYR"], names["MKD"], names["FLK"]) == ("Syria", "North Macedonia", "Falkland Islands (Malvinas)")


def test_borders_say_which_lines_are_not_agreed() -> None:
    columns = table("world-borders.fgb")
    known = {"international", "disputed", "indefinite", "line_of_control", "overlay_limit"}
    assert set(columns["kind"]) == known | {"indeterminate", "lease_limit", "unrecognized"}
    standing: dict[frozenset[str], set[str]] = {}
    for left, right, kind in zip(columns["left"], columns["right"], columns["kind"], strict=True):
        standing.setdefault(frozenset((left, right)), set()).add(kind)
    assert standing[frozenset(("SYR", "TUR"))] == {"international"}
    assert standing[frozenset(("SYR", "ISR"))] == {"line_of_control"}
    assert standing[frozenset(("SRB", "KOS"))] == {"disputed"}
    assert standing[frozenset(("RUS", "UKR"))] >= {"disputed"}


def test_names_are_read_in_their_real_encoding() -> None:
    places = set(table("world-places.fgb")["name"])
    assert {"Düsseldorf", "Bodø", "Ciudad Juárez", "Damascus", "Aleppo"} <= places
    assert "Ariège" in set(table("world-rivers.fgb")["name"])
    for path in FLATGEOBUF:
        for name in table(path).get("name", ()):
            assert name is None or not {"\ufffd", "Ã"} & set(name), (path, name)


@pytest.mark.parametrize("path", FLATGEOBUF)
def test_a_window_reads_only_what_meets_it(path: str) -> None:
    window = (34.0, 31.0, 43.0, 38.0)
    box = shapely.box(*window)
    found = table(path, bbox=window)["geometry"]
    assert 0 < len(found) < pyogrio.read_info(GEO / path)["features"]
    assert all(shapely.box(*shape.bounds).intersects(box) for shape in found)
    everything = table(path)["geometry"]
    assert shapely.intersects(everything, box).sum() == shapely.intersects(found, box).sum()


def test_everything_fits_in_the_wheel() -> None:
    packed = sum(len(zlib.compress((GEO / path).read_bytes(), 6)) for path in ROWS)
    assert packed < 9_000_000
