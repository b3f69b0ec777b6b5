"""Range checks in bulk, from the front: what may come in, in what shape it comes back, what the result records."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pyproj import Geod

import zonelib as zl
from zonelib import km, m
from zonelib.analysis.bulk import distances, nearest, pairs_within, within
from zonelib.errors import BareNumberError, GeometryError, InputError, LengthError, PlaneError

GEOD = Geod(ellps="WGS84")
HERE = shapely.Point(36, 35)
LON, LAT = np.array([36.0, 37.0, 40.0, 47.1, -144.0]), np.array([35.0, 35.5, 30.0, 35.0, -35.0])
METRES = np.asarray(GEOD.inv(np.full(5, 36.0), np.full(5, 35.0), LON, LAT)[2])


def test_it_is_the_inverse_geodesic_and_says_so():
    found = within(LON, LAT, of=HERE, radius=km(1_000))
    assert np.asarray(found).dtype == bool
    assert np.array_equal(found, METRES <= 1e6)
    assert np.array_equal(found.inside, found.ellipsoidal)
    assert found.plane == "azimuthal equidistant plane centred on 35.000°N 36.000°E"
    assert found.error <= m(1e-6)
    assert found.distortion == m(0)
    assert (found.count, found.differing, len(found)) == (3, 0, 5)
    assert str(found).startswith("3 of 5 points within 1,000 km of the shape; azimuthal equidistant plane")
    assert LON[found].tolist() == [36.0, 37.0, 40.0], "it picks like a boolean array"


def test_a_published_distance_decides():
    # The equator is a geodesic up to 179.4°; a degree of it is pi a / 180 = 111,319.490793 m.
    found = within([1.0], [0.0], of=shapely.Point(0, 0), radius=m(111_319.4908))
    assert found.inside.tolist() == [True]
    assert within([1.0], [0.0], of=shapely.Point(0, 0), radius=m(111_319.4907)).inside.tolist() == [False]


def test_of_a_zone_its_boundary_is_chosen_and_inside_is_within():
    scenario = zl.read("syria-2017")
    zone = scenario.zone("homs")
    at = shapely.point_on_surface(zl.default_boundary(zone)[0].geometry)
    found = within([at.x, 0.0], [at.y, 0.0], of=zone, radius=m(0))
    assert found.inside.tolist() == [True, False]
    assert found.of == "homs"
    assert found.rule


def test_a_frame_keeps_its_index():
    frame = gpd.GeoDataFrame({"n": range(5)}, geometry=gpd.points_from_xy(LON, LAT), index=list("abcde"), crs=4326)
    for points in (frame, frame.geometry, frame.to_crs("EPSG:6933").iloc[:4], frame.to_crs("OGC:CRS84")):
        found = within(points, of=HERE, radius=km(1_000))
        assert isinstance(found.inside, pd.Series)
        assert list(found.inside.index) == list(points.index)
        assert found.inside.tolist() == (METRES <= 1e6).tolist()[: len(points)]
    assert frame[within(frame, of=HERE, radius=km(1_000)).inside].n.tolist() == [0, 1, 2]
    told = distances(frame, of=HERE)
    assert told.index.tolist() == list("abcde")
    assert told.name == "distance_m"
    assert np.array_equal(told, METRES)


def test_series_and_whatever_turns_into_an_array():
    class Arrow:
        def __init__(self, values):
            self.values = values

        def __array__(self, dtype=None, copy=None):
            return np.asarray(self.values, dtype=dtype)

    found = within(pd.Series(LON, index=[5, 4, 3, 2, 1]), pd.Series(LAT), of=HERE, radius=km(1_000))
    assert found.inside.index.tolist() == [5, 4, 3, 2, 1]
    assert np.array_equal(within(LON.tolist(), LAT.tolist(), of=HERE, radius=km(1_000)), METRES <= 1e6)
    assert np.array_equal(within(Arrow(LON), Arrow(LAT), of=HERE, radius=km(1_000)), METRES <= 1e6)


def test_arrow_columns_and_their_nulls():
    lon, lat = pa.chunked_array([LON[:2], LON[2:]]), pa.array(LAT)
    assert np.array_equal(within(lon, lat, of=HERE, radius=km(1_000)), METRES <= 1e6)
    with pytest.raises(GeometryError, match="row 1 has latitude nan"):
        within(pa.array([1.0, 2.0]), pa.array([1.0, None]), of=HERE, radius=km(1))


def test_a_named_plane_answers_with_the_ellipsoid_beside_it():
    lon = 36 + np.linspace(0.54, 0.56, 2_000)
    lat = np.full(2_000, 35.0)
    found = within(lon, lat, of=HERE, radius=km(50), crs="EPSG:32637", limit=0.002)
    assert "EPSG:32637" in found.plane
    assert 5 < found.distortion.m < 100
    truth = np.asarray(GEOD.inv(np.full(2_000, 36.0), np.full(2_000, 35.0), lon, lat)[2])
    assert np.array_equal(found.ellipsoidal, truth <= 50_000)
    assert found.differing > 0
    sure = np.abs(truth - 50_000) > found.distortion.m
    assert np.array_equal(np.asarray(found)[sure], (truth <= 50_000)[sure])
    assert "the ellipsoid says otherwise" in str(found)


def test_a_named_plane_for_a_polygon():
    found = within(
        [36.5, 36.7, 90.0], [35.0, 35.0, 0.0], of=shapely.box(36, 34.9, 36.4, 35.1), radius=km(20), crs="EPSG:32637"
    )
    assert found.inside.tolist() == found.ellipsoidal.tolist() == [True, False, False]


def test_a_plane_that_cannot_carry_it_is_refused():
    with pytest.raises(PlaneError, match="more than the limit"):
        within(LON, LAT, of=HERE, radius=km(1_000), crs="EPSG:3857")
    with pytest.raises(PlaneError, match="not projected"):
        within(LON, LAT, of=HERE, radius=km(1), crs="EPSG:4326")


def test_pairs_keep_labels():
    left = gpd.GeoSeries(gpd.points_from_xy([36, 0], [35, 0]), index=["here", "there"], crs=4326)
    found = pairs_within(left, (LON, LAT), radius=km(1_000))
    assert sorted(zip(found.a, found.b, strict=True)) == [("here", 0), ("here", 1), ("here", 2)]
    assert str(found) == "3 pairs within 1,000 km, on the ellipsoid"
    table = np.column_stack([LON, LAT])
    assert len(pairs_within([HERE], table, radius=km(1_000))) == 3


def test_nearest_keeps_labels_and_takes_places():
    scenario = zl.read("syria-2017")
    places = [place for place in scenario.places if isinstance(place.geometry, shapely.Point)][:3]
    frame = gpd.GeoDataFrame(geometry=[place.geometry for place in places], index=list("xyz")[: len(places)], crs=4326)
    found = nearest(frame, places)
    assert found.which.index.tolist() == list(frame.index)
    assert np.asarray(found.metres).max() < 1e-6
    other = nearest(places, frame)
    assert list(other.which) == list(frame.index)
    assert "on the ellipsoid" in str(other)


def test_progress_is_told():
    told = []
    within(LON, LAT, of=HERE, radius=km(1), progress=lambda done, total: told.append((done, total)))
    assert told == [(5, 5)]


@pytest.mark.parametrize("radius", [1_000, 1e6, "1,000 km", None])
def test_a_radius_without_a_unit(radius):
    with pytest.raises(BareNumberError, match="radius"):
        within(LON, LAT, of=HERE, radius=radius)


def test_what_cannot_be_is_said():
    with pytest.raises(LengthError, match="0 or more"):
        within(LON, LAT, of=HERE, radius=km(-1))
    with pytest.raises(GeometryError, match="row 2 has longitude nan"):
        within([1, 2, np.nan], [1, 2, 3], of=HERE, radius=km(1))
    with pytest.raises(GeometryError, match="5 longitudes came with 4 latitudes"):
        within(LON, LAT[:4], of=HERE, radius=km(1))
    with pytest.raises(InputError, match="came without latitudes"):
        within(LON, of=HERE, radius=km(1))
    with pytest.raises(InputError, match="a date came"):
        within(LON, LAT, of=dt.date(2017, 5, 4), radius=km(1))
    with pytest.raises(InputError, match="has the shape"):
        pairs_within(LON, (LON, LAT), radius=km(1))


def test_frames_that_cannot_be():
    points = gpd.GeoSeries([HERE, None], crs=4326)
    with pytest.raises(GeometryError, match="row 1 has no geometry"):
        within(points, of=HERE, radius=km(1))
    with pytest.raises(GeometryError, match="row 0 has a Polygon"):
        within(gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=4326), of=HERE, radius=km(1))
    with pytest.raises(InputError, match="no CRS"):
        within(gpd.GeoSeries([HERE]), of=HERE, radius=km(1))
