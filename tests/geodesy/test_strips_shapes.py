"""Sectors, half-planes, areas between lines, inward bands, combinations and median lines."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from zonelib.errors import ZonelibError
from zonelib.geodesy import annulus, area, buffer, disc
from zonelib.geodesy.between import between
from zonelib.geodesy.combine import difference, intersection, union
from zonelib.geodesy.edgebands import edge_band
from zonelib.geodesy.equidistance import equidistance
from zonelib.geodesy.fans import sector
from zonelib.geodesy.halfplanes import beyond_meridian, beyond_parallel

from .oracle import boundary_distance, karney, outline_samples
from .shapes import HOMS, NORTH

WGS = Geodesic.WGS84


def km2(shape: Any) -> float:
    return area(shape.geometry).value / 1e6


def check_sector(lon: float, lat: float, inner: float, outer: float, from_deg: float, to_deg: float) -> float:
    found = sector(lon, lat, inner_m=inner, outer_m=outer, from_deg=from_deg, to_deg=to_deg)
    assert found.geometry.is_valid
    worst = 0.0
    for x, y in outline_samples(found.geometry, most=60):
        to = WGS.Inverse(lat, lon, y, x, Geodesic.ALL)
        turn = [np.sin(np.radians(to["azi1"] - b)) if np.cos(np.radians(to["azi1"] - b)) > 0 else 1.0
                for b in (from_deg, to_deg)]  # fmt: skip
        beside = [abs(to["m12"] * t) for t in turn]
        worst = max(worst, min(abs(to["s12"] - outer), abs(to["s12"] - inner), *beside))
    assert worst <= found.position_error_m
    return worst / found.position_error_m


@pytest.mark.parametrize("place", [(36, 35), (179.9, 10), (36, 89.9), (36, 60), (0, 0), (-70, -70)])
@pytest.mark.parametrize(("inner", "outer"), [(0, 1e3), (0, 1e6), (1e6, 5e6)])
def test_sectors_against_the_oracle(place: tuple[float, float], inner: float, outer: float) -> None:
    check_sector(*place, inner, outer, 20, 75)
    check_sector(*place, inner, outer, 300, 150)


@pytest.mark.parametrize("place", [(36, 35), (179.9, 10), (36, 89.9), (36, 90), (10, -90), (36, -70)])
def test_sectors_make_up_the_annulus(place: tuple[float, float]) -> None:
    # 0° and 180° run over a pole: their sectors end there and go on behind it.
    cuts = [0, 77, 180, 200, 360]
    for inner, outer in ((0.0, 3e6), (2e6, 15e6)):
        whole = annulus(*place, inner_m=inner, outer_m=outer) if inner else disc(*place, radius_m=outer)
        parts = [sector(*place, inner_m=inner, outer_m=outer, from_deg=a, to_deg=b) for a, b in pairwise(cuts)]
        assert sum(map(km2, parts)) == pytest.approx(km2(whole), abs=whole.area_error_m2 / 1e6)


@given(
    lon=st.floats(-180, 180), lat=st.floats(-89, 89), start=st.floats(0, 360), wide=st.floats(1, 359),
    outer=st.floats(10, 3e6), share=st.floats(0, 0.9),
)  # fmt: skip
@settings(max_examples=5)
def test_any_sector(lon: float, lat: float, start: float, wide: float, outer: float, share: float) -> None:
    inner = outer * share if share > 0.01 else 0.0
    check_sector(lon, lat, inner, outer, start, start + wide)
    one, two = (sector(lon, lat, inner_m=inner, outer_m=outer, from_deg=a, to_deg=b)
                for a, b in ((start, start + wide), (start + wide, start + 360)))  # fmt: skip
    whole = annulus(lon, lat, inner_m=inner, outer_m=outer) if inner else disc(lon, lat, radius_m=outer)
    slack = (one.area_error_m2 + two.area_error_m2 + whole.area_error_m2) / 1e6
    assert km2(one) + km2(two) == pytest.approx(km2(whole), abs=slack)


def test_half_planes_part_a_territory() -> None:
    whole = area(NORTH).value / 1e6
    north, south = (beyond_parallel(NORTH, 35.9, side=side) for side in ("north", "south"))
    east, west = (beyond_meridian(NORTH, 36.7, side=side) for side in ("east", "west"))
    assert km2(north) + km2(south) == pytest.approx(whole, rel=1e-12)
    assert km2(east) + km2(west) == pytest.approx(whole, rel=1e-12)
    assert north.geometry.bounds[1] == 35.9
    assert west.geometry.bounds[2] == 36.7
    over = shapely.MultiPolygon([shapely.box(170, 0, 180, 10), shapely.box(-180, 0, -170, 10)])
    over_east, over_west = (km2(beyond_meridian(over, 175, side=side)) for side in ("east", "west"))
    assert over_east == pytest.approx(3 * over_west)
    assert "all of the territory" in beyond_parallel(NORTH, 10, side="north").note
    nothing = beyond_parallel(NORTH, 80, side="north")
    assert nothing.geometry.is_empty
    assert "nothing of the territory lies north of 80° N" in nothing.note


def test_a_half_plane_of_geodesic_edges_is_drawn_to_the_tolerance() -> None:
    triangle = shapely.Polygon([(0, 50), (20, 50), (10, 60)])
    found = beyond_parallel(triangle, 50, side="south", edges="geodesic", tolerance_m=5)
    # The geodesic from (0, 50) to (20, 50) bulges north: nothing of the triangle lies south of its ends.
    assert found.geometry.is_empty
    assert found.position_error_m == pytest.approx(5, abs=1e-5)


A_LINE = shapely.LineString([(36, 35), (36.5, 35.2), (37, 35)])
B_LINE = shapely.LineString([(37, 34.5), (36, 34.6)])
HOOK = shapely.LineString([(36.2, 34), (36.2, 34.9), (36.8, 34.9), (36.8, 34.5), (36.4, 34.5)])


def test_between_is_the_ring_of_both_lines() -> None:
    ring = shapely.Polygon([*A_LINE.coords, *B_LINE.coords])
    for b in (B_LINE, shapely.reverse(B_LINE)):
        assert km2(between(A_LINE, b, caps="lonlat")) == pytest.approx(area(ring).value / 1e6, rel=1e-12)
    slanted = shapely.LineString([(39, 33), (36, 32)])
    straight, bent = (between(A_LINE, slanted, caps=caps) for caps in ("lonlat", "geodesic"))
    assert straight.position_error_m < 1e-5
    # 290 km of a slanted line and the geodesic part by a kilometre.
    assert 100 < abs(km2(straight) - km2(bent)) < 400


def test_between_is_closed_by_coasts() -> None:
    a, b = shapely.LineString([(35.9, 35), (37.1, 35)]), shapely.LineString([(35.9, 34.5), (37.1, 34.5)])
    coast, border = shapely.LineString([(36, 36), (36, 34)]), shapely.LineString([(37, 36), (37, 34)])
    box = area(shapely.box(36, 34.5, 37, 35)).value / 1e6
    assert km2(between(a, b, closing=[coast, border])) == pytest.approx(box, rel=1e-12)
    short = shapely.LineString([(36.000001, 35), (37, 35)])
    found = between(short, b, closing=[coast, border], snap_m=1.0)
    assert dict(found.error_budget)["gaps closed"] == pytest.approx(karney((36, 35), (36.000001, 35)), rel=1e-6)
    with pytest.raises(ZonelibError, match=r"line a at \(36.1, 35\), 9,1\d\d m from the nearest closing line"):
        between(shapely.LineString([(36.1, 35), (37, 35)]), b, closing=[coast, border])


def test_between_over_the_seam() -> None:
    north = shapely.MultiLineString([[(179, 10), (180, 10)], [(-180, 10), (-179, 10)]])
    south = shapely.MultiLineString([[(179, 9), (180, 9)], [(-180, 9), (-179, 9)]])
    found = between(north, south, caps="lonlat")
    assert found.geometry.geom_type == "MultiPolygon"
    assert found.note == ""
    assert km2(found) == pytest.approx(area(shapely.box(0, 9, 2, 10)).value / 1e6, rel=1e-12)
    closing = shapely.LineString([(179, 12), (179, 8)])
    assert km2(between(north, south, closing=[closing])) == pytest.approx(km2(found), rel=1e-6)


@pytest.mark.parametrize("ends", ["round", "flat"])
def test_inward_band_against_the_oracle(ends: Any) -> None:
    found = edge_band(HOMS, along=((36.475, 34.89), (36.9, 34.93)), depth_m=(2e3, 3e3), ends=ends)
    for shape, depth in ((found.certain, 2e3), (found.possible, 3e3)):
        places = outline_samples(shape.geometry, most=60)
        to_part, to_edge = boundary_distance(places, found.part), boundary_distance(places, shapely.boundary(HOMS))
        off = np.minimum(np.abs(to_part - depth), to_edge)
        if ends == "round":
            assert off.max() <= shape.position_error_m
        else:
            assert to_part.max() <= depth + shape.position_error_m
        assert shapely.difference(shape.geometry, HOMS.buffer(1e-9)).is_empty
    assert shapely.difference(found.certain.geometry, found.possible.geometry.buffer(1e-9)).is_empty


def test_the_whole_edge_is_its_parts() -> None:
    places = ((36.475, 34.89), (36.9, 34.93))
    one = edge_band(HOMS, along=places, depth_m=3e3)
    two = edge_band(HOMS, along=places, depth_m=3e3, through=(36.69, 34.783))
    both = union(one.certain, two.certain)
    whole = buffer(HOMS, 3e3, side="inside")
    assert km2(both) == pytest.approx(km2(whole), abs=(both.area_error_m2 + whole.area_error_m2) / 1e6)
    again = edge_band(HOMS, along=two.part, depth_m=3e3)
    assert km2(again.certain) == pytest.approx(km2(two.certain), rel=1e-9)


def test_combinations_carry_their_errors() -> None:
    one, two = disc(36, 35, radius_m=50e3), buffer(HOMS, 5e3)
    either, common, rest = union(one, two), intersection(one, two), difference(one, two)
    assert km2(either) == pytest.approx(km2(one) + km2(two) - km2(common), rel=1e-10)
    assert km2(rest) == pytest.approx(km2(one) - km2(common), rel=1e-10)
    for found in (either, common, rest):
        assert found.geometry.is_valid
        assert found.position_error_m >= max(one.position_error_m, two.position_error_m)
        assert found.area_error_m2 >= one.area_error_m2 + two.area_error_m2
        assert sum(metres for _, metres in found.error_budget) == found.position_error_m
    assert difference(HOMS, one).position_error_m >= one.position_error_m
    assert intersection(HOMS, shapely.box(0, 0, 1, 1)).note == "the intersection is empty"


def test_the_true_shapes_differ_within_the_bound_only() -> None:
    # Drawn coarsely and finely: where the combinations differ is near the outline of a part.
    coarse = [disc(36, 35, radius_m=50e3, tolerance_m=200), disc(36.4, 35, radius_m=50e3, tolerance_m=200)]
    fine = [disc(36, 35, radius_m=50e3, tolerance_m=0.01), disc(36.4, 35, radius_m=50e3, tolerance_m=0.01)]
    for how in (union, intersection, difference):
        rough, true = how(*coarse), how(*fine)
        wrong = shapely.symmetric_difference(rough.geometry, true.geometry)
        places = shapely.get_coordinates(wrong)
        off = np.array([min(abs(karney(c, tuple(p)) - 50e3) for c in ((36, 35), (36.4, 35))) for p in places])
        assert off.max() <= rough.position_error_m + true.position_error_m
        assert abs(km2(rough) - km2(true)) * 1e6 <= rough.area_error_m2 + true.area_error_m2


def check_median(a: Any, b: Any, within: Any, **options: Any) -> float:
    found = equidistance(a, b, within=within, **options)
    assert not found.geometry.is_empty
    line = [shapely.get_coordinates(part) for part in shapely.get_parts(found.geometry)]
    places = np.vstack([np.vstack([c, (c[1:] + c[:-1]) / 2]) for c in line])
    if len(places) > 40:
        places = places[np.random.default_rng(1).choice(len(places), 40, replace=False)]
    off = np.abs(boundary_distance(places, a) - boundary_distance(places, b)) / 2
    # Half the difference is how far the line is where the shapes lie opposite to each other; farther where they do not.
    assert off.max() <= found.position_error_m
    return float(off.max())


def test_median_lines_against_the_oracle() -> None:
    west, east = shapely.box(36, 35, 36.5, 35.5), shapely.box(37, 34.8, 37.6, 35.9)
    check_median(west, east, shapely.box(36.2, 34.8, 37.2, 35.6))
    check_median(shapely.Point(36, 35), shapely.LineString([(37, 35.5), (37, 34)]), shapely.box(35, 34, 38, 37))


def test_the_median_of_two_points_is_where_symmetry_says() -> None:
    found = equidistance(shapely.Point(36, 35), shapely.Point(38, 35), within=shapely.box(36, 34, 38, 36))
    assert np.abs(shapely.get_coordinates(found.geometry)[:, 0] - 37).max() * 111e3 < found.position_error_m
    east, west = shapely.box(-179, 10, -178, 11), shapely.box(178, 10, 179, 11)
    seam = shapely.MultiPolygon([shapely.box(179, 9, 180, 12), shapely.box(-180, 9, -179, 12)])
    over = equidistance(west, east, within=seam, tolerance_m=10)
    assert (180 - np.abs(shapely.get_coordinates(over.geometry)[:, 0])).max() * 111e3 <= over.position_error_m


@pytest.mark.proof
def test_coasts_that_meet() -> None:
    a = shapely.LineString([(34, 33), (34.5, 34), (35, 34.3)])
    b = shapely.LineString([(35, 34.3), (35.2, 35), (34.8, 36)])
    sea = shapely.Polygon([(33, 33), (33.9, 33.2), (35, 34.3), (34.8, 36), (33, 36)])
    check_median(a, b, sea)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sector(36, 35, outer_m=1e3, from_deg=5, to_deg=365), "the same bearing"),
        (lambda: sector(36, 35, outer_m=1e3, inner_m=2e3, from_deg=5, to_deg=36), "inner must be the shorter"),
        (lambda: sector(36, 35, outer_m=1e3, from_deg=np.nan, to_deg=36), "finite degrees"),
        (lambda: sector(36, 95, outer_m=1e3, from_deg=5, to_deg=36), "latitude 95"),
        (lambda: beyond_parallel(HOMS, 90, side="north"), "between -90 and 90"),
        (lambda: beyond_parallel(HOMS, 35, side="east"), "'north', 'south'"),
        (lambda: beyond_parallel(A_LINE, 35, side="north"), "a Polygon or MultiPolygon"),
        (lambda: beyond_meridian(shapely.box(-180, 60, 180, 90), 30, side="east"), "half the earth from 30"),
        (lambda: between(A_LINE, A_LINE), "the same line"),
        (lambda: between(A_LINE, HOMS), "a LineString"),
        (lambda: between(A_LINE, shapely.LineString(HOMS.exterior)), "is closed"),
        (lambda: between(A_LINE, HOOK), "would cross one of the lines"),
        (lambda: edge_band(HOMS, along=((30, 34), (36.9, 34.93)), depth_m=1e3), "from the edge of the polygon"),
        (lambda: edge_band(HOMS, along=((36.475, 34.89),) * 2, depth_m=1e3), "one place of the edge"),
        (lambda: edge_band(HOMS, along=A_LINE, depth_m=1e3), "from the edge"),
        (lambda: edge_band(HOMS, along=A_LINE, depth_m=(2e3, 1e3)), "lesser depth comes first"),
        (union, "at least one shape"),
        (lambda: union(A_LINE), "only areas"),
        (lambda: equidistance(HOMS, HOMS, within=NORTH), "overlap or share an edge"),
        (lambda: equidistance(HOMS, NORTH, within=A_LINE), "give the Polygon"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(call: Any, message: str) -> None:
    with pytest.raises(ZonelibError, match=message):
        call()
