"""Area, length, densify, planes: closed forms, second methods, laws."""

from __future__ import annotations

import subprocess
import sys

import antimeridian
import numpy as np
import pyproj
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from zonelib import geodesy
from zonelib.errors import GeometryError, LengthError, PlaneError
from zonelib.geodesy import annulus, area, centred_plane, densify, describe_plane, disc, length, named_plane, ring
from zonelib.geodesy.seam import region, true_boundary

from .oracle import GEOD, boundary_distance, karney
from .shapes import HOMS, NORTH, UQAYRIBAT, ZONES

FEW = settings(max_examples=15)

WHOLE_EARTH_KM2 = 510_065_621.724  # WGS 84: NGA STANDND.0036, table 3.5 gives 5.10065621724E14 m²


def test_the_whole_earth() -> None:
    assert area(shapely.box(-180, -90, 180, 90)).value / 1e6 == pytest.approx(WHOLE_EARTH_KM2, abs=1e-3)


@pytest.mark.parametrize("name", sorted(ZONES))
def test_area_and_length_agree_with_densified_geodesics(name: str) -> None:
    dense = densify(ZONES[name], tolerance_m=1e-4)
    assert area(dense, edges="geodesic").value == pytest.approx(area(ZONES[name]).value, abs=100)
    assert length(dense, edges="geodesic").value == pytest.approx(length(ZONES[name]).value, abs=1e-3)


@pytest.mark.parametrize(("start", "end"), [((-170, 89.9), (175, 89.99)), ((-180, -89.999), (180, -89.5))])
def test_length_of_an_edge_that_winds_round_a_pole(start: tuple[float, float], end: tuple[float, float]) -> None:
    """Against 200,000 geodesic chords, which fall short of a bend by less than ten micrometres in all."""
    share = np.linspace(0, 1, 200_001)
    lon, lat = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    chords = np.asarray(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])
    found = length(shapely.LineString([start, end]))
    assert found.value == pytest.approx(float(np.sum(chords, dtype=np.longdouble)), abs=1e-5)


def test_geodesic_area_as_geographiclib() -> None:
    polygon = Geodesic.WGS84.Polygon()
    for lon, lat in shapely.get_coordinates(NORTH.exterior)[:-1]:
        polygon.AddPoint(lat, lon)
    _, perimeter, inside = polygon.Compute()
    shell = shapely.Polygon(NORTH.exterior)
    assert area(shell, edges="geodesic").value == pytest.approx(abs(inside), abs=1)
    assert length(shell, edges="geodesic").value == pytest.approx(perimeter, abs=1e-6)


def test_holes_are_subtracted_whichever_way_they_wind() -> None:
    hole = shapely.get_coordinates(NORTH.interiors[0])
    for ring_ in (hole, hole[::-1]):
        for shell in (NORTH.exterior.coords, list(NORTH.exterior.coords)[::-1]):
            assert area(shapely.Polygon(shell, [ring_])).value / 1e6 == pytest.approx(8729, abs=0.5)


def test_quarter_meridian() -> None:
    """10,001,965.729 m: the length of the quarter meridian of WGS 84 (Karney 2013; NGA)."""
    assert length(shapely.LineString([(5, 0), (5, 90)])).value == pytest.approx(10_001_965.729, abs=1e-3)


@given(lat=st.floats(-80, 80), width=st.floats(0.01, 20), rise=st.floats(-8, 8))
@FEW
def test_densify_keeps_to_the_tolerance(lat: float, width: float, rise: float) -> None:
    line = shapely.LineString([(10, lat), (10 + width, lat + rise)])
    dense = densify(line, tolerance_m=0.5)
    c = shapely.get_coordinates(dense)
    azimuth, _, metres = GEOD.inv(c[:-1, 0], c[:-1, 1], c[1:, 0], c[1:, 1])
    for share in (0.2, 0.5, 0.83):
        lon, lat_, _ = GEOD.fwd(c[:-1, 0], c[:-1, 1], azimuth, np.asarray(metres) * share)
        places = np.column_stack([lon, lat_])
        some = places[:: max(1, len(places) // 12)]
        assert boundary_distance(some, line, samples=60).max() <= 0.5


def test_densify_geodesic_over_the_seam() -> None:
    found = densify(shapely.LineString([(170, 50), (-170, 50)]), tolerance_m=1.0, edges="geodesic")
    assert found.geom_type == "MultiLineString"
    assert length(found).value == pytest.approx(karney((170, 50), (-170, 50)), abs=1)
    assert abs(shapely.get_coordinates(found)[:, 0]).max() == 180


def test_densify_needs_a_tolerance_above_nothing() -> None:
    with pytest.raises(LengthError, match="more than 0"):
        densify(HOMS, tolerance_m=0)


def test_geodesic_polygon_over_the_seam_must_be_cut() -> None:
    with pytest.raises(GeometryError, match=r"cut the polygon in two"):
        area(shapely.Polygon([(170, 0), (-170, 0), (-170, 10), (170, 10)]), edges="geodesic")


@pytest.mark.parametrize(
    ("lon", "lat", "radius"),
    [
        (0, 90, 1e6),
        (180, 0, 1e5),
        (-180, 70, 3e6),
        (20, 89.999, 200),
        (10, 89.999, 5e6),
        (0, 0, 12e6),
        (100, -80, 15e6),
    ],
)
def test_discs_anywhere(lon: float, lat: float, radius: float) -> None:
    found = disc(lon, lat, radius_m=radius)
    assert found.geometry.is_valid
    rim = shapely.get_coordinates(true_boundary(found.geometry))
    rim = rim[np.abs(rim[:, 0]) < 180]
    for place in rim[:: max(1, len(rim) // 50)]:
        assert abs(karney((lon, lat), tuple(place)) - radius) <= found.position_error_m
    # Karney's polygon area of the same rim, densely: an independent area.
    azimuth = np.arange(0, 360, 0.05)
    x, y, _ = GEOD.fwd(np.full(azimuth.size, lon), np.full(azimuth.size, lat), -azimuth, np.full(azimuth.size, radius))
    expected = GEOD.polygon_area_perimeter(x, y)[0] % (WHOLE_EARTH_KM2 * 1e6)
    assert area(found.geometry).value == pytest.approx(expected, abs=found.area_error_m2 + 1e-6 * expected)


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), radius=st.floats(1, 5e6))
@settings(max_examples=30)
def test_ring_chords_stay_within_the_bound(lon: float, lat: float, radius: float) -> None:
    found = ring(lon, lat, radius_m=radius)
    for part in shapely.get_parts(found.geometry):
        c = shapely.get_coordinates(part)
        for share in (0.0, 0.4, 0.5):
            some = (c[:-1] + share * np.diff(c, axis=0))[:: max(1, len(c) // 40)]
            off = [abs(karney((lon, lat), (x, y)) - radius) for x, y in some]
            assert max(off) <= found.position_error_m


def test_the_package_antimeridian_agrees() -> None:
    rim = shapely.get_coordinates(disc(40, 60, radius_m=2e6, tolerance_m=50).geometry.exterior)
    moved = np.column_stack([(rim[:, 0] + 140 + 180) % 360 - 180, rim[:, 1]])
    ours = region([moved], holds_north=False)
    theirs = antimeridian.fix_polygon(shapely.Polygon(moved), great_circle=False)
    assert shapely.symmetric_difference(ours, theirs).area < 1e-5


def test_annulus_is_what_lies_between() -> None:
    found = annulus(*UQAYRIBAT, inner_m=1e4, outer_m=2e4)
    parts = area(disc(*UQAYRIBAT, radius_m=2e4).geometry).value - area(disc(*UQAYRIBAT, radius_m=1e4).geometry).value
    assert area(found.geometry).value == pytest.approx(parts, rel=1e-5)
    with pytest.raises(LengthError, match="inner must be the shorter"):
        annulus(*UQAYRIBAT, inner_m=2e4, outer_m=2e4)


@pytest.mark.parametrize("radius", [0.0, -1.0, float("inf"), 19e6])
def test_radius_that_cannot_be(radius: float) -> None:
    with pytest.raises(LengthError, match="radius_m is"):
        ring(0, 0, radius_m=radius)


def test_centred_plane_is_exact_from_its_centre_and_bounded_elsewhere() -> None:
    plane = centred_plane(NORTH)
    assert plane.centre is not None
    assert plane.name.startswith("azimuthal equidistant plane centred on 35.8")
    xy = plane.to_plane(shapely.get_coordinates(NORTH))
    for place, (x, y) in zip(shapely.get_coordinates(NORTH), xy, strict=True):
        assert np.hypot(x, y) == pytest.approx(karney(plane.centre, tuple(place)), abs=1e-3)
    drawn = shapely.length(plane.forward(densify(NORTH, tolerance_m=1e-3)))
    true = length(NORTH).value
    assert true - 1e-3 <= drawn <= true * (1 + plane.scale_error)
    back = plane.back(plane.forward(NORTH))
    assert shapely.get_coordinates(back) == pytest.approx(shapely.get_coordinates(NORTH), abs=1e-9)


@pytest.mark.parametrize(("lon", "lat"), [(180, 0), (-180, 89.99), (12, 90), (5, -90)])
def test_centred_plane_anywhere(lon: float, lat: float) -> None:
    plane = centred_plane(shapely.Point(lon, lat), reach_m=1e6)
    there, _ = geodesy.direct(np.array([[lon, lat]]), 77.0, 1e6)
    assert np.hypot(*plane.to_plane(there)[0]) == pytest.approx(1e6, abs=1e-3)
    assert plane.scale_error == pytest.approx(1e12 / 6 / 6.357e6**2, rel=0.02)


def test_named_plane_of_the_zone() -> None:
    """UTM 37N at Homs, 2.3° from its meridian at 35°N: 0.9996 (1 + (Δλ cos φ)²/2) (Snyder 1987, eq. 8-11)."""
    plane = named_plane("EPSG:32637", HOMS)
    scale = 0.9996 * (1 + (np.radians(39 - 36.475) * np.cos(np.radians(34.9))) ** 2 / 2)
    assert plane.scale_error == pytest.approx(1.1 * abs(scale - 1), rel=0.06)


def test_web_mercator_says_what_it_costs() -> None:
    cost = describe_plane(HOMS, "EPSG:3857")
    assert not cost.accepted
    # The sphere's Mercator on the ellipsoid: between a/N and a/M times 1/cos φ.
    assert cost.greatest_scale == pytest.approx(1 / np.cos(np.radians(34.968)), rel=4e-3)
    assert cost.error_at(1e6) > 2e5
    with pytest.raises(PlaneError, match=r"off by up to 2\d\.\d+%.*leave crs out"):
        named_plane("EPSG:3857", HOMS)
    assert named_plane("EPSG:3857", HOMS, limit=0.3).scale_error < 0.3


def test_a_plane_far_from_its_home_is_refused() -> None:
    with pytest.raises(PlaneError, match=r"limit of 0\.100%"):
        named_plane("EPSG:32637", shapely.box(100, 0, 110, 10))


def test_a_crs_object_will_do() -> None:
    assert named_plane(pyproj.CRS("EPSG:32637"), HOMS).name == "EPSG:32637 (WGS 84 / UTM zone 37N)"


def test_import_is_light() -> None:
    heavy = ["geopandas", "pandas", "folium", "pydantic", "matplotlib"]
    code = f"import sys, zonelib.geodesy; print([m for m in {heavy!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"


def test_public_names_are_sorted_and_there() -> None:
    assert geodesy.__all__ == sorted(geodesy.__all__)
    assert all(hasattr(geodesy, name) for name in geodesy.__all__)
