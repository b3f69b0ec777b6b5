"""Shapes that come in a projected CRS: their edges stay where that CRS draws them straight."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import zonelib as zl
from zonelib import BareNumberError, GeometryError, InputError, LengthError, PlaneError, from_projected, km, m

GEOD = Geod(ellps="WGS84")
CIRCLE = np.column_stack([np.cos(np.arange(5) * 1.2566), np.sin(np.arange(5) * 1.2566)])


def farthest_of_the_edges(came, crs, found, per_edge=41):
    """Lay places on the straight edges by pyproj itself, and look how far the nearest of the result is from each."""
    over = pyproj.Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
    ends = [shapely.get_coordinates(r) for p in shapely.get_parts(came) for r in lines_of(p)]
    share = np.linspace(0, 1, per_edge)[:, None, None]
    true = np.vstack([(r[:-1] + share * (r[1:] - r[:-1])).reshape(-1, 2) for r in ends])
    lon, lat = over.transform(true[:, 0], true[:, 1])
    edges = np.vstack(
        [
            np.hstack([c[:-1], c[1:]])
            for p in shapely.get_parts(found)
            for c in map(shapely.get_coordinates, lines_of(p))
        ]
    )
    worst = 0.0
    for place in np.column_stack([lon, lat]):
        # Metres on a plane that touches at the place: the result's own edges are short.
        turned = (edges[:, [0, 2]] - place[0] + 180) % 360 - 180
        a = np.column_stack([turned[:, 0] * np.cos(np.radians(place[1])), edges[:, 1] - place[1]])
        b = np.column_stack([turned[:, 1] * np.cos(np.radians(place[1])), edges[:, 3] - place[1]])
        t = np.clip(-(a * (b - a)).sum(axis=1) / np.maximum(((b - a) ** 2).sum(axis=1), 1e-300), 0, 1)
        best = np.argsort(np.hypot(*(a + t[:, None] * (b - a)).T))[:4]
        close = edges[best, :2] + t[best, None] * (edges[best, 2:] - edges[best, :2])
        worst = max(worst, GEOD.inv(*np.broadcast_to(place, close.shape).T, *close.T)[2].min())
    return worst


def lines_of(part):
    return shapely.get_rings(part) if part.geom_type == "Polygon" else [part]


CASES = {
    "utm, 300 km": ("EPSG:32637", shapely.box(3.5e5, 3.7e6, 6.5e5, 4.0e6)),
    "utm, a line": ("EPSG:32637", shapely.LineString([(2e5, 3.9e6), (7e5, 4.1e6), (2e5, 4.3e6)])),
    "web mercator": ("EPSG:3857", shapely.Polygon(CIRCLE * 8e5 + [4e6, 8e6])),
    "equal area of Europe": ("EPSG:3035", shapely.box(4e6, 2e6, 5e6, 4.5e6)),
    "over the north pole": ("EPSG:3413", shapely.Polygon(CIRCLE * 1e6 + [1e5, 2e5])),
    "over the south pole, a hole": (
        "EPSG:3031",
        shapely.Polygon(CIRCLE * 2e6, [CIRCLE * 4e5 + [9e5, 0]]),
    ),
    "the pole in a hole": ("EPSG:3031", shapely.Polygon(CIRCLE * 2e6, [CIRCLE * 4e5])),
    "over the antimeridian": ("EPSG:3832", shapely.box(2.5e6, -1e6, 4.5e6, 1e6)),
    "a line over the antimeridian": ("EPSG:3832", shapely.LineString([(2.5e6, -1e6), (4.5e6, 1e6)])),
    "axes south and west": ("EPSG:5513", shapely.box(1.0e6, 6e5, 1.1e6, 7e5)),
    "feet": ("EPSG:2263", shapely.box(9.8e5, 1.9e5, 1.1e6, 2.4e5)),
    "two parts": (
        "EPSG:32637",
        shapely.MultiPolygon([shapely.box(3e5, 4e6, 4e5, 4.1e6), shapely.box(6e5, 4e6, 7e5, 4.1e6)]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("tolerance", [1.0, 100.0])
@pytest.mark.parametrize("name", CASES)
def test_edges_stay_where_their_crs_draws_them(name, tolerance):
    crs, came = CASES[name]
    found = from_projected(came, crs=crs, tolerance=m(tolerance))
    assert found.geometry.is_valid
    assert np.abs(found.geometry.bounds).max() <= 180
    assert tolerance < found.position_error.m < tolerance + 2e-3  # the grid of Czechia comes back to 1.4 mm only
    assert farthest_of_the_edges(came, crs, found.geometry) <= found.position_error.m


@pytest.mark.parametrize("name", [name for name, (_, came) in CASES.items() if "Polygon" in came.geom_type])
def test_inside_stays_inside(name):
    """Places of the plane are in the shape exactly where their places on the earth are in what comes back."""
    crs, came = CASES[name]
    found = from_projected(came, crs=crs, tolerance=m(1)).geometry
    low, high = np.array(came.bounds[:2]), np.array(came.bounds[2:])
    xy = np.random.default_rng(3).uniform(low - 0.3 * (high - low), high + 0.3 * (high - low), (400, 2))
    xy = xy[shapely.distance(shapely.boundary(came), shapely.points(xy)) > 20]
    lon, lat = pyproj.Transformer.from_crs(crs, "OGC:CRS84", always_xy=True).transform(*xy.T)
    assert np.array_equal(shapely.intersects_xy(came, *xy.T), shapely.intersects_xy(found, lon, lat))


def test_a_square_of_an_equal_area_crs_keeps_its_area():
    crs, came = CASES["equal area of Europe"]
    found = from_projected(came, crs=crs)
    # A strip as wide as the error along the edge, twice for the 7,000 km of it.
    assert zl.area(found.geometry).area.km2 == pytest.approx(came.area / 1e6, abs=7e3 * 0.01e-3 * 2)


def test_vertices_alone_would_be_off():
    line = shapely.LineString([(4.5e5, 3.9e6), (5.5e5, 3.9e6)])
    bare = gpd.GeoSeries([line], crs="EPSG:32637").to_crs("OGC:CRS84").iloc[0]
    # The middle of a chord of length s on a parallel, which bends by tan φ / N: s² tan φ / 8 N.
    sagitta = 1e10 * np.tan(np.radians(35.24)) / (8 * 6.385e6)
    assert farthest_of_the_edges(line, "EPSG:32637", bare) == pytest.approx(sagitta, rel=0.01)


@given(
    x=st.floats(2e5, 8e5), y=st.floats(1e5, 9e6), dx=st.floats(-3e5, 3e5), dy=st.floats(-3e5, 3e5),
    tolerance=st.floats(0.05, 1e3),
)  # fmt: skip
@settings(max_examples=25)
def test_any_edge(x, y, dx, dy, tolerance):
    line = shapely.LineString([(x, y), (x + dx + 1, y + dy)])
    found = from_projected(line, crs="EPSG:32637", tolerance=m(tolerance))
    assert farthest_of_the_edges(line, "EPSG:32637", found.geometry) <= found.position_error.m


def test_neighbours_go_on_sharing_their_edge():
    left = shapely.Polygon([(4e5, 4e6), (5.01e5, 4.003e6), (5e5, 4.1e6), (4e5, 4.1e6)])
    right = shapely.Polygon([(6e5, 4e6), (6e5, 4.1e6), (5e5, 4.1e6), (5.01e5, 4.003e6)])
    one, two = from_projected(gpd.GeoSeries([left, right], crs="EPSG:32637")).geometry
    shared = shapely.intersection(one, two)
    assert shared.area == 0
    edge = from_projected(shapely.LineString([(5e5, 4.1e6), (5.01e5, 4.003e6)]), crs="EPSG:32637").geometry
    assert zl.length(shapely.line_merge(shared)).length.m == pytest.approx(zl.length(edge).length.m, rel=1e-12)


def test_frames_keep_their_index_and_columns_and_are_not_changed():
    shapes = gpd.GeoSeries(
        [shapely.Point(5e5, 4e6), None, shapely.box(5e5, 4e6, 6e5, 4.1e6)], index=list("abc"), crs=32637
    )
    frame = gpd.GeoDataFrame({"name": [1, 2, 3]}, index=shapes.index, geometry=shapes)
    for came in (shapes, frame):
        found = from_projected(came)
        assert type(found.geometry) is type(came)
        assert list(found.geometry.index) == list("abc")
        assert found.geometry.crs.to_epsg() == 4326
        assert found.geometry.geometry.isna().tolist() == [False, True, False]
    assert found.geometry.name.tolist() == [1, 2, 3]
    assert shapes["a"] == shapely.Point(5e5, 4e6)
    # Central meridian 39°; the meridian arc of 4,000 km / 0.9996 ends at 36.1443°N (GeographicLib's GeoConvert agrees).
    assert found.geometry.geometry["a"].x == pytest.approx(39, abs=1e-12)
    assert GEOD.inv(39, 0, 39, found.geometry.geometry["a"].y)[2] == pytest.approx(4e6 / 0.9996, abs=1e-5)


def test_another_datum_is_told():
    amersfoort = from_projected(shapely.Point(155_000, 463_000), crs="EPSG:28992")
    # The tower of Amersfoort: 52°09'22.178"N 5°23'15.500"E on Bessel, 52.15517°N 5.38720°E in ETRS89 (Kadaster).
    assert amersfoort.geometry.coords[0] == pytest.approx((5.38720, 52.15517), abs=2e-5)
    assert "Amersfoort to" in amersfoort.datum
    assert 0 < amersfoort.datum_error.m < 5
    assert "datum by Amersfoort to" in str(amersfoort)
    unknown = from_projected(shapely.Point(0, 0), crs="+proj=laea +lat_0=50 +lon_0=10 +ellps=bessel +type=crs")
    assert unknown.datum_error is None
    assert "how well is not known" in str(unknown)
    assert from_projected(shapely.Point(5e5, 4e6), crs=32637).datum == ""


def test_what_comes_back_is_taken_everywhere():
    found = from_projected(gpd.GeoSeries([CASES["over the antimeridian"][1]], crs="EPSG:3832"))
    shape = found.geometry.iloc[0]
    assert shape.geom_type == "MultiPolygon"
    assert zl.buffer(shape, km(10)).area.km2 > 0
    assert zl.distance(shape, shapely.Point(0, 0)).distance.km > 1_000


SQUARE = shapely.box(5e5, 4e6, 6e5, 4.1e6)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: from_projected(SQUARE), InputError, "has no CRS of its own"),
        (lambda: from_projected("POINT (0 0)", crs=32637), InputError, "a str came"),
        (lambda: from_projected(SQUARE, crs="EPSG:4326"), PlaneError, "not projected: its coordinates are degrees"),
        (lambda: from_projected(SQUARE, crs="EPSG:4978"), PlaneError, "not projected"),
        (lambda: from_projected(SQUARE, crs="UTM 37"), PlaneError, "no coordinate reference system"),
        (lambda: from_projected(gpd.GeoSeries([SQUARE])), InputError, "no CRS; say which"),
        (lambda: from_projected(gpd.GeoSeries([SQUARE], crs=32637), crs=32637), InputError, "brings its own"),
        (lambda: from_projected(SQUARE, crs=32637, tolerance=1), BareNumberError, "tolerance is the bare number 1"),
        (lambda: from_projected(SQUARE, crs=32637, tolerance=m(0)), LengthError, "more than 0"),
        (lambda: from_projected(SQUARE, crs=32637, tolerance=m(1e-12)), GeometryError, "larger tolerance"),
        (lambda: from_projected(shapely.Polygon(), crs=32637), GeometryError, "empty Polygon"),
        (lambda: from_projected(shapely.Point(5e5, 4e6, 10), crs=32637), GeometryError, "heights"),
        (lambda: from_projected(shapely.LineString([(0, 0), (1, np.inf)]), crs=32637), GeometryError, "not finite"),
        (
            lambda: from_projected(shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), crs=32637),
            GeometryError, r"Self-intersection\[4.5 4.5\] \(x y\)",
        ),
        (lambda: from_projected(shapely.Point(1e9, 1e9), crs=32637), PlaneError, "in other units"),
        (lambda: from_projected(shapely.box(-1e7, -1e7, 1e7, 1e7), crs=3035), PlaneError, "draws nothing"),
        (lambda: from_projected(shapely.box(1.9e7, 0, 2.2e7, 1e6), crs=3857), PlaneError, "rim of the map"),
        (
            lambda: from_projected(gpd.GeoSeries([SQUARE, shapely.Point()], crs=32637)),
            GeometryError, "row 1: geometry is an empty Point",
        ),
        (lambda: zl.buffer(SQUARE, km(1)), GeometryError, "from_projected"),
        (lambda: zl.area(gpd.GeoSeries([SQUARE], crs=32637)), InputError, "a GeoSeries came.*from_projected"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(call, error, says):
    with pytest.raises(error, match=says):
        call()
