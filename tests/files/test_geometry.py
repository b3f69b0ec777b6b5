"""Geometry in scenario files: by reference or inline, and what is refused."""

import json

import geopandas as gpd
import pytest
import shapely

from zonelib import ScenarioError

SQUARE = shapely.box(10, 45, 10.3, 45.2)
BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.fixture
def place(read_text, tmp_path):
    """Read the geometry of a place from a reference; files are written beside the scenario."""

    def reader(reference, **files):
        for name, content in files.items():
            (tmp_path / f"{name}.geojson").write_text(content if isinstance(content, str) else json.dumps(content))
        return read_text(f'[[places]]\nid = "p"\nname = "P"\ngeometry = {json.dumps(reference)}\n').place("p").geometry

    return reader


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def feature(geometry, **keys):
    return {"type": "Feature", "properties": {}, "geometry": geometry, **keys}


def refusal(place, reference, **files):
    with pytest.raises(ScenarioError) as caught:
        place(reference, **files)
    (problem,) = caught.value.problems
    assert problem.where == "places[0].geometry"
    return problem.what


def test_a_feature_is_found_by_its_id_or_its_id_property(place):
    square = shapely.geometry.mapping(SQUARE)
    file = collection(feature(square, id="a"), feature(BOWTIE, properties={"id": "b"}), feature(square, id=7))
    assert place("f.geojson#a", f=file).equals(SQUARE)
    assert place("f.geojson#7", f=file).equals(SQUARE)
    assert "Self-intersection" in refusal(place, "f.geojson#b", f=file)


def test_one_feature_needs_no_id(place):
    square = shapely.geometry.mapping(SQUARE)
    assert place("f.geojson", f=feature(square)).equals(SQUARE)
    assert place("f.geojson", f=square).equals(SQUARE)
    two = collection(feature(square, id="a"), feature(square, id="a"))
    assert refusal(place, "f.geojson", f=two) == "f.geojson has 2 features; say which, as in 'f.geojson#a'"
    assert refusal(place, "f.geojson#a", f=two) == "f.geojson has 2 features called 'a'; give each its own id"
    assert refusal(place, "f.geojson#b", f=two) == "f.geojson has no feature 'b'; known are 'a', 'a'"


def test_several_features_are_joined(place):
    halves = [shapely.box(10, 45, 10.1, 45.2), shapely.box(10.1, 45, 10.3, 45.2)]
    apart = shapely.box(11, 45, 11.1, 45.1)
    zones = collection(*(feature(shapely.geometry.mapping(g), id=f"z{i}") for i, g in enumerate([*halves, apart])))
    joined = place(["zones.geojson#z0", "zones.geojson#z1"], zones=zones)
    assert joined.geom_type == "Polygon"  # the line between them is gone
    assert joined.equals(SQUARE)
    assert place(["zones.geojson#z0", "zones.geojson#z2"], zones=zones).geom_type == "MultiPolygon"
    assert place(["zones.geojson#z2"], zones=zones).equals(apart)


def test_a_list_of_features_is_refused_with_its_reason(place):
    zones = collection(feature(shapely.geometry.mapping(SQUARE), id="z0"))
    assert "no feature 'z1'" in refusal(place, ["zones.geojson#z0", "zones.geojson#z1"], zones=zones)
    assert refusal(place, []) == "lists no feature; leave the key out where there is no geometry"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "f.geojson is not GeoJSON that can be read"),
        ("[1]", "it holds a list, not an object"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "is no GeoJSON geometry"),
        ({"type": "Circle", "coordinates": [0, 0]}, "its type is one of Point, LineString"),
        ({"coordinates": [0, 0]}, "a GeoJSON geometry has a type and coordinates"),
        ({"type": "Polygon", "coordinates": []}, "is an empty Polygon; give a shape that holds at least one point"),
        (BOWTIE, "is not a valid Polygon: Self-intersection[0.5 0.5]"),
        ({"type": "Point", "coordinates": [35, 95]}, "has latitude 95, beyond ±90"),
        ({"type": "Point", "coordinates": [35.9, 134.6]}, "are longitude and latitude swapped?"),
        ('{"type": "Point", "coordinates": [NaN, 35]}', "is not finite"),
        ({"type": "Point", "coordinates": [635000, 3890000]}, "not metres of a projected CRS"),
        ({"type": "Point", "coordinates": [190, 35]}, "outside [-180, 180]"),
        (
            {"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}, **collection()},
            "f.geojson is in the projected CRS WGS 84 / UTM zone 37N; write it in WGS 84 longitude and latitude",
        ),
        ({"crs": {"properties": {"name": "EPSG:4314"}}, **collection()}, "f.geojson is in DHDN; write it in WGS 84"),
        ({"crs": {"properties": {"name": "nonsense"}}, **collection()}, "names a CRS that cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(place, content, message):
    assert message in refusal(place, "f.geojson", f=content)


def test_old_geojson_that_names_wgs84_is_read(place):
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}
    assert place("f.geojson", f={**named, **collection(feature(shapely.geometry.mapping(SQUARE)))}).equals(SQUARE)


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "shp"])
def test_other_formats_are_read_where_they_say_wgs84(place, tmp_path, suffix):
    frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[SQUARE, shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    frame.to_file(tmp_path / f"f.{suffix}", engine="pyogrio")
    assert place(f"f.{suffix}#a").equals(SQUARE)
    assert "has no feature 'c'; known are 'a', 'b'" in refusal(place, f"f.{suffix}#c")


def test_a_projected_file_is_refused(place, tmp_path):
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[SQUARE], crs="EPSG:4326").to_crs(32632).to_file(tmp_path / "f.gpkg")
    assert "f.gpkg is in the projected CRS WGS 84 / UTM zone 32N" in refusal(place, "f.gpkg#a")


def test_a_file_without_a_crs_is_refused(place, tmp_path):
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[SQUARE]).to_file(tmp_path / "f.shp")
    assert "f.shp does not say which CRS it is in, and only GeoJSON may leave that out" in refusal(place, "f.shp#a")


def test_a_file_that_is_not_what_its_name_says(place, tmp_path):
    (tmp_path / "f.gpkg").write_text("nothing of the kind")
    assert "f.gpkg cannot be read as geographic data" in refusal(place, "f.gpkg#a")
    assert "there is no file g.gpkg" in refusal(place, "g.gpkg#a")
