"""Distances against brute force, geographiclib, and their laws."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zonelib.errors import GeometryError, InputError
from zonelib.geodesy import densify, disc, distance, distances_to, farthest, farthest_places, nearest_places
from zonelib.geodesy.lenses import lenses_empty
from zonelib.geodesy.segments import Pieces

from .oracle import GEOD, boundary_distance, karney
from .shapes import GHOUTA, HOMS, NORTH, SHELLS, UQAYRIBAT

FEW = settings(max_examples=25)
PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(a=PLACES, b=PLACES)
@example(a=(0.0, 0.0), b=(0.0, 1e-06))  # so near that rounding once ruled out every piece
@FEW
def test_two_points_as_geographiclib(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance(shapely.Point(a), shapely.Point(b)).metres == pytest.approx(karney(a, b), abs=1e-6)


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
@given(lon=st.floats(-20, 90), lat=st.floats(-60, 80))
@FEW
def test_point_to_zone_against_the_oracle(edges: Any, lon: float, lat: float) -> None:
    place = shapely.Point(lon, lat)
    found = distance(place, NORTH, edges=edges)
    if found.metres == 0:
        assert NORTH.distance(place) < 1e-3
        return
    true = boundary_distance(np.array([[lon, lat]]), NORTH, kind=edges)[0]
    assert abs(found.metres - true) <= found.error_m + 1e-6
    assert karney(found.foot_a, found.foot_b) == pytest.approx(found.metres, abs=1e-6)


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
def test_long_edge_far_away_to_the_millimetre(edges: Any) -> None:
    """The nearest place lies inside an edge of 2,500 km, 1,000 km away and far from every vertex."""
    line = shapely.LineString([(20, 35), (48, 35)])
    for lon, lat in [(33.0, 44.5), (30.0, 26.0), (47.0, 44.2)]:
        found = distance(shapely.Point(lon, lat), line, edges=edges)
        true = boundary_distance(np.array([[lon, lat]]), line, kind=edges, samples=2_000)[0]
        assert abs(found.metres - true) < 1e-3
        assert found.error_m < 1e-3


@pytest.mark.parametrize(("one", "other"), [("homs", "north"), ("eastern_ghouta", "homs"), ("south", "north")])
def test_zone_to_zone(one: str, other: str) -> None:
    a, b = SHELLS[one], SHELLS[other]
    found = distance(a, b)
    dense = shapely.get_coordinates(shapely.segmentize(a, 0.002))
    true = boundary_distance(dense, b).min()
    assert true - 60 < found.metres <= true + 1e-3
    back = distance(b, a)
    assert back.metres == pytest.approx(found.metres, abs=1e-6)
    assert back.foot_a == pytest.approx(found.foot_b)


@pytest.mark.parametrize("ends", [[(-180, 0), (180, 0)], [(-170, 20), (170, 20)], [(-100, -70), (150, 60)]])
def test_an_edge_that_goes_the_long_way_round(ends: list[tuple[float, float]]) -> None:
    """Straight in longitude/latitude as written, though the geodesic between its ends is short or runs elsewhere."""
    line = shapely.LineString(ends)
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.02))
    for place in [(145.66578196525737, -10.0), (-3.0, 41.0), (60.0, 75.0)]:
        true = float(np.min(GEOD.inv(*np.tile(place, (len(dense), 1)).T, *dense.T)[2]))
        assert true - 5 < distance(shapely.Point(place), line).metres <= true + 1e-3


@given(st.floats(-60, 60), st.floats(-29.9, 29.9), st.floats(0.1, 29.9))
def test_no_edge_runs_farther_beside_its_geodesic_than_said(lat: float, north: float, east: float) -> None:
    ends = np.array([(0.0, lat), (east, lat + north)])
    true = ends[0] + np.linspace(0, 1, 9)[:, None] * (ends[1] - ends[0])
    geodesic = shapely.LineString(ends)
    beside = distances_to(true, geodesic, edges="geodesic").max()
    assert beside <= Pieces.of(geodesic, "lonlat").bend_m()[0] + 1e-3


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
@given(seed=st.integers(0, 10_000))
@FEW
def test_between_two_shapes_against_all_vertices(edges: Any, seed: int) -> None:
    """Edges of a degree, far apart: no pair of vertices is nearer or farther, and edges add little to them."""
    rng = np.random.default_rng(seed)
    turn = np.arange(40) * 2 * np.pi / 40
    shapes = []
    for lon in (-20, rng.uniform(25, 120)):
        size = 7 * (1 + 0.2 * rng.random(40))
        middle = lon, rng.uniform(-40, 40)
        shapes.append(shapely.Polygon(np.column_stack([size * np.cos(turn), size * np.sin(turn)]) + middle))
    a, b = (np.asarray(shape.exterior.coords) for shape in shapes)
    away = np.asarray(GEOD.inv(*np.repeat(a, len(b), axis=0).T, *np.tile(b, (len(a), 1)).T)[2])
    near, far = distance(*shapes, edges=edges), farthest(*shapes, edges=edges)
    assert away.min() - 5e4 < near.metres <= away.min() + 1e-6
    assert away.max() - 1e-6 <= far.metres < away.max() + 5e4
    assert karney(near.foot_a, near.foot_b) == pytest.approx(near.metres, abs=1e-6)
    assert karney(far.foot_a, far.foot_b) == pytest.approx(far.metres, abs=1e-6)
    # From every place of one shape to the other as a whole: the same, found another way.
    dense = shapely.get_coordinates(shapely.segmentize(shapes[0], 0.5))
    if edges == "lonlat":
        assert near.metres <= distances_to(dense, shapes[1]).min() + near.error_m
        assert far.metres >= farthest_places(dense, shapes[1]).metres.max() - far.error_m


def test_edges_make_a_difference_on_long_ones() -> None:
    line, place = shapely.LineString([(20, 35), (48, 35)]), shapely.Point(34, 40)
    parted = distance(place, line).metres - distance(place, line, edges="geodesic").metres
    # On the sphere the middle of the great circle lies where tan φ = tan 35° / cos 14°: 0.82° north of the parallel.
    bulge = np.degrees(np.arctan(np.tan(np.radians(35)) / np.cos(np.radians(14)))) - 35
    assert parted == pytest.approx(bulge * 111e3, rel=0.01)


def test_inside_and_touching_is_nothing() -> None:
    assert distance(shapely.Point(36.7, 34.9), HOMS).metres == 0
    assert distance(shapely.Point(36.735, 34.788), HOMS).metres == 0
    assert distance(shapely.box(36, 34, 37, 35), HOMS).metres == 0
    assert distance(shapely.box(35, 33, 38, 36), GHOUTA, edges="geodesic").metres == 0


def test_across_the_seam_and_the_pole() -> None:
    assert distance(shapely.Point(180, 10), shapely.Point(-180, 10)).metres == pytest.approx(0, abs=1e-6)
    found = distance(shapely.box(178, 0, 179.5, 1), shapely.box(-179.5, 0, -178, 1))
    assert found.metres == pytest.approx(karney((179.5, 1), (-179.5, 1)), abs=1e-3)
    over = distance(shapely.Point(0, 85), shapely.LineString([(170, 85), (180, 85)]))
    assert over.metres == pytest.approx(karney((0, 85), (170, 85)), abs=1e-3)


def test_many_points_to_one_shape() -> None:
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(30, 45, 60), rng.uniform(28, 42, 60)])
    found = distances_to(points, HOMS)
    assert np.abs(found - boundary_distance(points, HOMS))[found > 0].max() < 2e-4
    assert distances_to(np.array([[36.7, 34.9]]), HOMS)[0] == 0


@pytest.mark.parametrize("name", ["homs", "south"])
def test_farthest_is_the_greatest_over_dense_samples(name: str) -> None:
    shape = SHELLS[name]
    found = farthest(shapely.Point(UQAYRIBAT), shape)
    dense = shapely.get_coordinates(shapely.segmentize(shape, 0.002))
    true = max(karney(UQAYRIBAT, (lon, lat)) for lon, lat in dense)
    assert found.metres == pytest.approx(true, abs=2e-3)


def test_farthest_of_a_ring_is_its_radius() -> None:
    assert farthest(shapely.Point(UQAYRIBAT), disc(*UQAYRIBAT, radius_m=1e6).geometry).metres == pytest.approx(
        1e6, abs=1
    )


def test_farthest_beyond_a_quarter() -> None:
    """A geodesic between two vertices bulges away from a place so far off: the greatest distance lies inside it."""
    line, place = shapely.LineString([(130, 10), (165, 40)]), (-30.0, -20.0)
    ends = [GEOD.inv(*place, *end)[2] for end in line.coords]
    azimuth, _, full = GEOD.inv(130, 10, 165, 40)
    along = [GEOD.fwd(130, 10, azimuth, float(s))[:2] for s in np.linspace(0, full, 20_001)]
    true = max(GEOD.inv(*place, *at)[2] for at in along)
    assert true > max(ends) + 1e5
    found = farthest(shapely.Point(place), line, edges="geodesic")
    assert found.metres == pytest.approx(true, abs=0.02)
    assert karney(place, found.foot_b) == pytest.approx(found.metres, abs=1e-6)
    batch = farthest_places(np.array([place]), line, edges="geodesic")
    assert batch.metres[0] == pytest.approx(true, abs=0.02)


def test_farthest_between_two_lines_beyond_a_quarter() -> None:
    one, other = shapely.LineString([(-20, -20), (25, -15)]), shapely.LineString([(130, 0), (140, 45)])
    share = np.linspace(0, 1, 401)
    a, b = (np.asarray([line.interpolate(t, normalized=True).coords[0] for t in share]) for line in (one, other))
    true = max(float(np.max(GEOD.inv(*np.tile(at, (401, 1)).T, *b.T)[2])) for at in a)
    assert true - 1e-3 <= farthest(one, other).metres <= true + 1e3


def test_farthest_near_the_antipode_is_refused() -> None:
    with pytest.raises(GeometryError, match="need not be reached at the outline"):
        farthest(shapely.Point(0, 0), shapely.Point(179.5, 0))
    with pytest.raises(GeometryError, match="need not be reached at the outline"):
        farthest(shapely.box(-22, 26, -13, 29), shapely.box(145, -30, 157.5, -25))
    with pytest.raises(GeometryError, match=r"holds the antipode of \(0, 0\)"):
        farthest(
            shapely.Point(0, 0), shapely.MultiPolygon([shapely.box(170, -9, 180, 9), shapely.box(-180, -9, -170, 9)])
        )


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
def test_many_places_near_and_far_against_the_oracle(edges: Any) -> None:
    """All over the earth: beside, opposite, at the poles; feet lie on the shape and at the distance."""
    rng = np.random.default_rng(7)
    points = np.column_stack([rng.uniform(-180, 180, 60), np.degrees(np.arcsin(rng.uniform(-1, 1, 60)))])
    points[:2] = (0, 90), (20, -90)
    for shape in (
        NORTH,
        shapely.LineString([(20, 35), (48, 35)]),
        shapely.LineString([(0, 88), (90, 89.5), (170, 87)]),
    ):
        found = nearest_places(points, shape, edges=edges)
        outside = found.metres > 0
        true = boundary_distance(points[outside], shape, kind=edges)
        assert np.abs(found.metres[outside] - true).max() < 2e-4
        away = np.asarray(GEOD.inv(*points.T.copy(), *found.places.T.copy())[2])
        assert np.abs(away - found.metres).max() < 2e-4


@pytest.mark.parametrize("away_m", [0.01, 3.0, 150.0, 20_000.0])
def test_which_side_of_a_long_geodesic_edge(away_m: float) -> None:
    """Steps to the left and right of the edges of a counterclockwise triangle are inside and outside it."""
    ring = np.array([(10.0, 30.0), (40.0, 32.0), (22.0, 55.0), (10.0, 30.0)])
    places, sides = [], []
    for (lon, lat), end in pairwise(ring):
        azimuth, _, full = GEOD.inv(lon, lat, *end)
        for share in (0.2, 0.37, 0.5, 0.8):
            x, y, back = GEOD.fwd(lon, lat, azimuth, share * full)
            for side in (-90, 90):
                places.append(GEOD.fwd(x, y, back + 180 + side, away_m)[:2])
                sides.append(0.0 if side < 0 else away_m)
    found = nearest_places(np.array(places), shapely.Polygon(ring), edges="geodesic").metres
    assert found == pytest.approx(sides, abs=2e-4)


def test_farthest_places_against_dense_samples() -> None:
    rng = np.random.default_rng(8)
    points = np.column_stack([rng.uniform(-180, 180, 50), rng.uniform(-80, 80, 50)])
    points = points[np.asarray(GEOD.inv(*points.T.copy(), *np.tile((37.0, 35.8), (50, 1)).T.copy())[2]) < 1.9e7]
    dense = shapely.get_coordinates(shapely.segmentize(NORTH, 0.002))
    found = farthest_places(points, NORTH)
    for point, metres in zip(points, found.metres, strict=True):
        true = GEOD.inv(*np.tile(point, (len(dense), 1)).T, *dense.T)[2].max()
        assert true - 1e-6 <= metres <= true + 0.5


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        (shapely.Polygon(), "empty"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), r"Self-intersection\[0.5 0.5\]"),
        (shapely.Point(float("nan"), 1), "not finite|empty"),
        (shapely.LineString([(0, 0), (float("inf"), 1)]), "vertex 1 is not finite"),
        (shapely.Point(35, 95), "beyond ±90"),
        (shapely.Point(35, 120), "are longitude and latitude swapped"),
        (shapely.Point(190, 5), r"outside \[-180, 180\].*RFC 7946"),
        (shapely.Point(1, 2, 3), "heights"),
        (shapely.GeometryCollection([shapely.Point(0, 0)]), "GeometryCollection"),
        ("POINT (0 0)", "is a str"),
    ],
)
def test_what_cannot_be_is_said(shape: Any, says: str) -> None:
    with pytest.raises(GeometryError, match=says):
        distance(shape, HOMS)


def test_unknown_edges_are_listed() -> None:
    with pytest.raises(InputError, match="'lonlat', 'geodesic'"):
        distance(HOMS, NORTH, edges="rhumb")  # type: ignore[arg-type]


@pytest.mark.parametrize("edges", ["lonlat", pytest.param("geodesic", marks=pytest.mark.proof)])
@given(seed=st.integers(0, 10_000), sharp=st.sampled_from([0.3, 1e-2, 1e-5, 1e-8]))
@FEW
def test_inside_a_spiky_polygon_with_holes_as_geos(edges: Any, seed: int, sharp: float) -> None:
    """Spikes down to a hundredth of a millimetre at the base: from all over, beside the tips, edges and corners."""
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 12))
    reach = rng.uniform(2, 4, 36)
    reach[1::3], reach[2::3] = rng.uniform(5, 9, 12), reach[::3]
    turn = np.column_stack([turn - sharp / 9, turn, turn + sharp / 9]).ravel()
    ring = np.column_stack([30 + reach * np.cos(turn), 40 + reach * np.sin(turn)])
    shape = shapely.Polygon(ring)
    if not shape.is_valid:
        return
    shape = shape.difference(shapely.box(29.5, 39.5, 30.5, 40.5)).difference(shapely.Point(30.0, 41.1).buffer(0.2))
    if shape.geom_type != "Polygon":
        return
    corners = shapely.get_coordinates(shape)
    near = np.repeat(corners, 6, axis=0) + rng.normal(size=(6 * len(corners), 2)) * 10.0 ** rng.integers(
        -7, 0, (6 * len(corners), 1)
    )
    points = np.vstack([near, rng.uniform((20, 30), (40, 50), (300, 2))])
    drawn = shape if edges == "lonlat" else densify(shape, tolerance_m=1e-2, edges="geodesic")
    if not drawn.is_valid:  # as geodesics, two spikes may cross
        return
    inside = shapely.intersects_xy(drawn, *points.T)
    found = nearest_places(points, shape, edges=edges)
    told = shapely.distance(shapely.boundary(drawn), shapely.points(points)) > 2e-7
    assert ((found.metres == 0) == inside)[told].all()


def test_geodesic_shapes_whose_boxes_are_apart_may_still_meet_where_an_edge_bulges() -> None:
    low = shapely.Polygon([(0, 50), (90, 50), (45, 40)])  # its northern edge climbs to 59.3° N
    within_bulge = shapely.Polygon([(44, 55), (46, 55), (46, 56), (44, 56)])
    beside = shapely.Polygon([(91, 55), (93, 55), (93, 56), (91, 56)])
    assert distance(low, within_bulge, edges="geodesic").metres == 0
    assert distance(low, within_bulge, edges="lonlat").metres > 0
    found = distance(low, beside, edges="geodesic")
    near = boundary_distance(np.array([found.foot_b]), low.boundary, kind="geodesic")[0]
    assert found.metres == pytest.approx(near, abs=1e-3)


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
@given(lon=st.floats(-170, -1), lat=st.floats(-80, 80), turn=st.floats(0, 360), size=st.floats(0.01, 20))
@FEW
def test_nearest_place_to_the_antipode_of_a_vertex(
    edges: Any, lon: float, lat: float, turn: float, size: float
) -> None:
    """All ways lead there, no hinge tells which piece is nearest; once nothing was found."""
    angle = np.radians(turn + np.array([0, 100, 230]))
    path = np.column_stack([np.clip(lon + size * np.sin(angle), -180, 0), np.clip(lat + size * np.cos(angle), -88, 88)])
    points = np.column_stack([path[:, 0] + 180, -path[:, 1]])
    found = nearest_places(points, shapely.LineString(path), edges=edges)
    for point, metres, place in zip(points, found.metres, found.places, strict=True):
        assert metres <= min(karney(point, vertex) for vertex in path) + 1e-6
        assert karney(point, place) == pytest.approx(metres, abs=1e-6)


@pytest.mark.parametrize(("lat", "empty"), [(50.2, False), (50.6, True), (49.8, True)])
def test_a_vertex_between_an_edge_and_its_geodesic(lat: float, empty: bool) -> None:
    """The geodesic along 50° N over 20° of longitude runs to 50.43° N, by PROJ."""
    assert GEOD.npts(0, 50, 20, 50, 1)[0] == pytest.approx((10, 50.43), abs=0.01)
    assert lenses_empty(shapely.Polygon([(0, 50), (20, 50), (10, lat)])) == empty


@given(
    reach=st.lists(st.floats(0.05, 1), min_size=3, max_size=9), size=st.floats(0.1, 15), lat=st.floats(-60, 60),
    flat=st.floats(0.003, 1),
)  # fmt: skip
@settings(FEW, max_examples=100)
def test_edges_whose_lenses_are_empty_do_not_cross_as_geodesics(
    reach: list[float], size: float, lat: float, flat: float
) -> None:
    turn = np.arange(len(reach)) * 2 * np.pi / len(reach)
    ring = size * np.array(reach)[:, None] * np.column_stack([np.cos(turn), flat * np.sin(turn)])
    polygon = shapely.Polygon(ring + np.array([30.0, lat]))
    if not polygon.is_valid:
        return
    drawn = densify(polygon, tolerance_m=1e-2, edges="geodesic")
    straight = drawn.is_valid and drawn.exterior.is_ccw == polygon.exterior.is_ccw
    assert straight or not lenses_empty(polygon)
