"""Buffers against an independent oracle, and their laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zonelib.errors import GeometryError, LengthError, PlaneError, ZonelibError
from zonelib.geodesy import area, buffer, disc, length, many_discs
from zonelib.geodesy.charts import chart_for
from zonelib.geodesy.hops import hops_for
from zonelib.geodesy.seam import true_boundary

from .oracle import boundary_distance, karney, outline_samples
from .shapes import HOMS, NORTH, SOUTH, UQAYRIBAT

FEW = settings(max_examples=12)
MANY = settings(max_examples=30)


def wiggle(lon: float, lat: float, size: float, seed: int, count: int = 9) -> shapely.LineString:
    """An open wiggly line: what GEOS 3.14 draws false holes around when the distance is large against it."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(count, 2)).cumsum(axis=0)
    steps = steps / max(np.abs(steps).max(), 1e-9) * size
    lat_ = np.clip(lat + steps[:, 1], -89.9, 89.9)
    lon_ = np.clip(lon + steps[:, 0] / max(np.cos(np.radians(lat)), 0.05), -179.9, 179.9)
    return shapely.LineString(np.column_stack([lon_, lat_]))


def star(lon: float, lat: float, size: float, seed: int, count: int = 9) -> shapely.Polygon:
    """A star-shaped polygon with spikes and bays."""
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, count)) + np.linspace(0, 1e-3, count)
    reach = size * rng.uniform(0.05, 1.0, count)
    x, y = reach * np.cos(angle) / max(np.cos(np.radians(lat)), 0.05), reach * np.sin(angle)
    return shapely.Polygon(np.column_stack([lon + x, lat + y])).buffer(0)


def check(source: Any, distance_m: float, *, most: int = 40, **options: Any) -> float:
    """Hold a buffer against the oracle; give the error as a share of the bound."""
    found = buffer(source, distance_m, side="both" if "Polygon" in source.geom_type else "outside", **options)
    assert found.geometry.is_valid
    assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(found.geometry)[0]))
    assert abs(shapely.get_coordinates(found.geometry)[:, 0]).max() <= 180
    edge = true_boundary(source) if "Polygon" in source.geom_type else source
    places = outline_samples(found.geometry, most=most)
    off = np.abs(boundary_distance(places, edge, kind=options.get("edges", "lonlat")) - distance_m)
    assert off.max() <= found.position_error_m
    return float(off.max() / found.position_error_m)


@pytest.mark.parametrize("distance_m", [5.0, 5e3, 60e3, 1e6, 5e6])
@pytest.mark.parametrize("shape", [HOMS, SOUTH], ids=["homs", "south"])
def test_zones_against_the_oracle(shape: Any, distance_m: float) -> None:
    check(shape, distance_m)


@pytest.mark.parametrize("shape", [HOMS, SOUTH], ids=["homs", "south"])
def test_a_millionth_of_the_distance_is_kept(shape: Any) -> None:
    for distance_m in (5e3, 50e3):
        assert buffer(shape, distance_m, tolerance_m=1e-6 * distance_m).position_error_m <= 1e-6 * distance_m
        check(shape, distance_m, tolerance_m=1e-6 * distance_m)


def test_beside_an_edge_near_the_seam() -> None:
    """Once stations were sought for ever: what lies beside the edge had changed from 180 to -180."""
    check(wiggle(-170.0, 0.0, 2.0, 947), 996_875.0, most=20, tolerance_m=1.0)


@given(lat=st.floats(-83, 83), turn=st.floats(-360, 360), distance_m=st.floats(1, 300e3))
@FEW
def test_a_hop_lands_where_geographiclib_says(lat: float, turn: float, distance_m: float) -> None:
    hops = hops_for(lat - 0.5, lat + 0.5, distance_m, error_m=np.inf)
    assert hops is not None
    ((lon, lat_),) = hops(np.array([[36.0, lat]]), np.array([turn]))
    there = Geodesic.WGS84.Direct(lat, 36.0, turn, distance_m)
    assert karney((lon, lat_), (there["lon2"], there["lat2"])) <= hops.error_m


@given(
    lat=st.floats(-80, 80), turn=st.floats(0, 360), long=st.floats(-3, 0), far=st.floats(0, 5.5), fine=st.floats(-6, -2)
)
@settings(max_examples=150)
def test_chords_beside_an_edge_keep_to_the_sag(lat: float, turn: float, long: float, far: float, fine: float) -> None:
    distance_m, sag_m = 10**far, 10 ** (far + fine)
    step = 10**long * np.array([np.sin(np.radians(turn)), np.cos(np.radians(turn))])
    path = np.array([[20.0, lat], [20.0 + step[0], lat + step[1]]])
    chart = chart_for([path], "lonlat", distance_m, lon=20.0, hop_error_m=0.0)
    assume(chart is not None)
    cuts = len(chart.course(path, distance_m, sag_m).places) - 1
    share = np.linspace(0, 1, 4 * cuts + 1)
    sine = np.sin(np.radians(path[0, 1] + share * step[1]))
    # Along the edge: N cos φ dλ to the east and M dφ to the north.
    flat = Geodesic.WGS84.f * (2 - Geodesic.WGS84.f)
    ahead = np.arctan2((1 - flat * sine**2) * np.sqrt(1 - sine**2) * step[0], (1 - flat) * step[1])
    for side in (90.0, -90.0):
        ends = [
            Geodesic.WGS84.Direct(*(path[0] + part * step)[::-1], np.degrees(azimuth) + side, distance_m)
            for part, azimuth in zip(share, ahead, strict=True)
        ]
        at = np.array([[(end["lon2"] - 20 + 180) % 360 - 180, end["lat2"]] for end in ends])
        at[:, 0] *= np.cos(np.radians(at[:, 1].mean()))
        for low in range(0, 4 * cuts, 4):
            chord = at[low + 4] - at[low]
            off = (at[low : low + 4] - at[low]) @ [-chord[1], chord[0]] / np.hypot(*chord)
            assert np.abs(off).max() * 111_700 <= sag_m + 1e-8


@pytest.mark.parametrize("distance_m", [100.0, 20e3, 1.5e6])
def test_geodesic_edges_against_the_oracle(distance_m: float) -> None:
    check(shapely.LineString([(-60, 50), (0, 55), (3, 20)]), distance_m, edges="geodesic")


@pytest.mark.parametrize(
    ("lon", "lat", "size", "seed", "distance_m"),
    [
        (45.9894, 51.5722, 0.0229, 87470, 31.2),
        (151.2649, -39.9547, 0.0429, 552120, 3.13),
        (78.81, 28.6747, 0.0348, 139166, 3.45),
    ],
)
def test_long_geodesic_edges_at_a_few_metres(lon: float, lat: float, size: float, seed: int, distance_m: float) -> None:
    """Found by random search: the sheet's scale drifts with latitude, which bends its straight lines."""
    check(star(lon, lat, size, seed), distance_m, edges="geodesic")
    check(wiggle(lon, lat, size, seed), distance_m, edges="geodesic")


@given(
    lon=st.floats(-170, 170), lat=st.floats(-84, 84), size=st.floats(1e-3, 3), seed=st.integers(0, 10**6),
    distance_m=st.floats(1, 2e6), polygon=st.booleans(),
)  # fmt: skip
@settings(max_examples=8)
def test_random_shapes_against_the_oracle(
    lon: float, lat: float, size: float, seed: int, distance_m: float, polygon: bool
) -> None:
    source = star(lon, lat, size, seed) if polygon else wiggle(lon, lat, size, seed)
    if source.geom_type in ("Polygon", "LineString") and source.is_valid and not source.is_empty:
        check(source, distance_m, most=8)


@pytest.mark.proof
@given(
    lon=st.floats(-179, 179), lat=st.floats(-88, 88), size=st.floats(1e-5, 5), seed=st.integers(0, 10**6),
    distance_m=st.floats(1, 4e6), polygon=st.booleans(),
)  # fmt: skip
@MANY
def test_many_random_shapes_against_the_oracle(
    lon: float, lat: float, size: float, seed: int, distance_m: float, polygon: bool
) -> None:
    source = star(lon, lat, size, seed) if polygon else wiggle(lon, lat, size, seed)
    west, south, east, north = source.bounds
    assume(max(-west, east) <= 180 and max(-south, north) <= 90)  # what leaves the range is refused, and tested so
    assume(source.geom_type in ("Polygon", "LineString") and source.is_valid and not source.is_empty)
    check(source, distance_m, most=60)


HOSTILE = {
    "spike": shapely.Polygon([(36, 35), (37, 35), (37, 35.5), (40, 35.500001), (37, 35.500002), (37, 36), (36, 36)]),
    "sliver": shapely.Polygon([(36, 35), (38, 35), (38, 35.000001), (36, 35.000001)]),
    "nearly touching rings": shapely.Polygon(
        shapely.box(36, 35, 37, 36).exterior.coords, [shapely.box(36.2, 35.2, 36.9999999, 35.8).exterior.coords]
    ),
    "there and back": shapely.LineString([(36, 35), (37, 35), (36, 35)]),
    "closed line": shapely.LineString([(36, 35), (37, 35), (37, 36), (36, 35)]),
    "many points": shapely.MultiPoint([(36, 35), (36.001, 35), (40, 20), (-100, 40)]),
    "at 89.999": shapely.LineString([(0, 89.999), (90, 89.999)]),
    "on the pole": shapely.Point(12, 90),
    "to the pole": shapely.LineString([(10, 80), (10, 90)]),
    "on the seam": shapely.LineString([(180, -5), (180, 5)]),
    "at the seam": shapely.box(178, 60, 180, 62),
    "over the seam": shapely.MultiPolygon([shapely.box(179, 60, 180, 62), shapely.box(-180, 60, -179, 62)]),
    "cap": shapely.box(-180, 80, 180, 90),
    "belt": shapely.box(-180, -50, 180, -40),
}


@pytest.mark.parametrize("distance_m", [50.0, 400e3])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_shapes_against_the_oracle(name: str, distance_m: float) -> None:
    # A parallel round the earth has to be cut into very many geodesics: asked for less exactly.
    options = {"tolerance_m": distance_m / 100} if name in ("belt", "cap") else {}
    check(HOSTILE[name], distance_m, most=25, **options)


@pytest.mark.proof
@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"belt", "cap"}))
def test_hostile_shapes_at_a_metre(name: str) -> None:
    check(HOSTILE[name], 1.0, most=25)


def test_an_open_wiggly_line_has_no_false_holes() -> None:
    """Any hole would have its rim at the distance; around a line much shorter than that there is none."""
    for seed in range(8):
        found = buffer(wiggle(36, 35, 0.05, seed, count=40), 60e3).geometry
        assert found.geom_type == "Polygon"
        assert not len(found.interiors)


@pytest.mark.parametrize("distance_m", [200.0, 5e3, 30e3])
def test_outside_and_inside_are_both(distance_m: float) -> None:
    out = buffer(NORTH, distance_m, side="outside").geometry
    in_ = buffer(NORTH, distance_m, side="inside").geometry
    both = buffer(NORTH, distance_m, side="both").geometry
    assert area(out).value + area(in_).value == pytest.approx(area(both).value, rel=1e-9)
    assert shapely.intersection(out, in_).area < 1e-12
    core = shapely.difference(NORTH, both)
    inner = area(core).value if not core.is_empty else 0.0
    assert area(in_).value + inner == pytest.approx(area(NORTH).value, rel=1e-9)


@given(small=st.floats(10, 50e3), more=st.floats(1.001, 3))
@FEW
def test_grows_with_distance(small: float, more: float) -> None:
    inner, outer = buffer(HOMS, small, side="both"), buffer(HOMS, small * more, side="both")
    assert shapely.difference(inner.geometry, outer.geometry).area == 0
    assert area(inner.geometry).value < area(outer.geometry).value


@given(seed=st.integers(0, 10**6), share=st.floats(0.01, 0.5))
@FEW
def test_convex_polygons_in_the_small(seed: int, share: float) -> None:
    """Steiner (1840): area(P ⊕ w) = A + P w + π w² in the plane; a kilometre of the earth is one to 1e-7."""
    points = np.random.default_rng(seed).uniform(-0.005, 0.005, (12, 2)) + np.array([36.7, 34.9])
    hull = shapely.MultiPoint(points).convex_hull
    around = length(hull).value
    w = share * around / 10
    found = buffer(hull, w)
    expected = around * w + np.pi * w * w
    assert area(found.geometry).value == pytest.approx(expected, abs=found.area_error_m2 + 1e-6 * expected)


def test_area_error_holds_against_a_finer_one() -> None:
    rough = buffer(NORTH, 5e3, tolerance_m=5.0)
    fine = buffer(NORTH, 5e3, tolerance_m=0.01)
    assert abs(area(rough.geometry).value - area(fine.geometry).value) <= rough.area_error_m2
    assert fine.area_error_m2 < rough.area_error_m2 / 100


@given(turn=st.floats(-300, 300), distance_m=st.floats(100, 300e3))
@FEW
def test_turning_the_globe_changes_nothing(turn: float, distance_m: float) -> None:
    line = shapely.LineString([(-1, 20), (0, 20.5), (1, 20), (1.5, 21)])
    moved = shapely.transform(line, lambda xy: np.column_stack([(xy[:, 0] + turn + 180) % 360 - 180, xy[:, 1]]))
    if np.abs(np.diff(shapely.get_coordinates(moved)[:, 0])).max() > 10:
        return  # a line that crosses ±180° has to be cut, which is another line
    here, there = buffer(line, distance_m), buffer(moved, distance_m)
    assert area(here.geometry).value == pytest.approx(area(there.geometry).value, abs=2 * here.area_error_m2)


def test_mirroring_changes_nothing() -> None:
    mirrored = shapely.transform(SOUTH, lambda xy: xy * [-1, -1])
    one, two = buffer(SOUTH, 5e3), buffer(mirrored, 5e3)
    assert area(one.geometry).value == pytest.approx(area(two.geometry).value, rel=1e-9)


def test_over_the_seam_is_as_beside_it() -> None:
    apart = buffer(shapely.MultiPolygon([shapely.box(179, 60, 180, 62), shapely.box(-180, 60, -179, 62)]), 50e3)
    beside = buffer(shapely.box(9, 60, 11, 62), 50e3)
    assert apart.geometry.geom_type == "MultiPolygon"
    assert area(apart.geometry).value == pytest.approx(area(beside.geometry).value, rel=1e-7)


def test_in_a_named_plane() -> None:
    found = buffer(HOMS, 5e3, crs="EPSG:32637")
    assert "UTM zone 37N" in found.method
    assert dict(found.error_budget)["plane"] > 1
    off = boundary_distance(outline_samples(buffer(HOMS, 5e3, side="both", crs="EPSG:32637").geometry, most=60), HOMS)
    assert 0.3 < np.abs(off - 5e3).max() <= found.position_error_m


@pytest.mark.parametrize(
    ("crs", "lon", "lat"),
    [
        ("EPSG:32637", 39, 89.95),
        ("EPSG:32637", 12, 90),
        ("EPSG:32737", 39, -89.9),
        ("+proj=aeqd +lat_0=89 +lon_0=7 +datum=WGS84", 40, 89.8),
        ("EPSG:5513", 15, 50),  # its axes run south and west: left is right
    ],
)
def test_a_named_plane_over_a_pole_and_a_mirrored_one(crs: str, lon: float, lat: float) -> None:
    """Once the rest of the earth came back: the pole was looked for in the centred plane only."""
    found = buffer(shapely.Point(lon, lat), 30e3, crs=crs)
    expected = area(disc(lon, lat, radius_m=30e3).geometry).value
    assert area(found.geometry).value == pytest.approx(expected, abs=found.area_error_m2)
    places = outline_samples(found.geometry, most=40)
    off = np.abs(boundary_distance(places, shapely.Point(lon, lat)) - 30e3)
    assert off.max() <= found.position_error_m


@pytest.mark.parametrize("more", [-1e-6, 0.0, 1e-6, 0.1])
@pytest.mark.parametrize(
    ("lat", "crs"), [(80.0, None), (89.7, None), (-89.9, None), (89.7, "EPSG:32637"), (-89.9, "EPSG:32737")]
)
def test_the_pole_on_the_outline(lat: float, crs: str | None, more: float) -> None:
    """Once the rest of the earth came back at 80°: 129 times the area."""
    far = karney((39.0, lat), (0.0, float(np.copysign(90, lat)))) + more
    found = buffer(shapely.Point(39.0, lat), far, crs=crs)
    assert area(found.geometry).value == pytest.approx(area(disc(39.0, lat, radius_m=far).geometry).value, rel=2e-3)


@pytest.mark.parametrize(
    ("crs", "says"),
    [("EPSG:4326", "not projected"), ("EPSG:3857", "off by up to"), ("EPSG:2263", "US survey"), ("x", "no coordin")],
)
def test_unfit_planes_are_refused(crs: str, says: str) -> None:
    with pytest.raises(PlaneError, match=says):
        buffer(HOMS, 5e3, crs=crs)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: buffer(HOMS, -5.0), LengthError, "more than 0"),
        (lambda: buffer(HOMS, 0.0), LengthError, "more than 0"),
        (lambda: buffer(HOMS, float("nan")), LengthError, "finite"),
        (lambda: buffer(HOMS, 9.5e6), LengthError, "9,000 km"),
        (lambda: buffer(shapely.box(-120, -60, 120, 60), 8e6), GeometryError, "nearly the whole earth"),
        (lambda: buffer(shapely.Point(UQAYRIBAT), 1e3, side="inside"), GeometryError, "only polygons have an inside"),
        (lambda: buffer(HOMS, 1e3, side="left"), ZonelibError, "'outside', 'inside', 'both'"),  # type: ignore[arg-type]
        (lambda: buffer(HOMS, 1e3, edges="flat"), ZonelibError, "'lonlat', 'geodesic'"),  # type: ignore[arg-type]
        (lambda: buffer(HOSTILE["belt"], 1e3, tolerance_m=1e-12), GeometryError, "larger tolerance"),
    ],
)
def test_what_cannot_be_is_said(call: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        call()


@pytest.mark.parametrize(
    ("lon", "lat", "size", "seed", "count", "distance_m", "tolerance_m"),
    [
        (142.1618526075598, -80.16637909959057, 0.010741694948672102, 118967, 7, 2.0421267581030653, 2e-4),
        (-176.8548073848598, 80.58746454345084, 0.11009002051243923, 122238, 10, 4.806723155465984, 4.8e-4),
        (-42.31883524190408, -54.47280118130567, 0.10111241349093733, 934232, 6, 3.346756304410978, 3.3e-4),
    ],
)
def test_no_slit_is_left_along_an_edge(
    lon: float, lat: float, size: float, seed: int, count: int, distance_m: float, tolerance_m: float
) -> None:
    """Found by random search: pieces that only shared an edge left slits along it, of a rounding error's width."""
    found = buffer(star(lon, lat, size, seed, count), distance_m, side="both", tolerance_m=tolerance_m).geometry
    rings = shapely.get_parts(shapely.get_rings(shapely.get_parts(found)))
    assert min(shapely.Polygon(ring).area / ring.length for ring in rings) > distance_m / 1e8
    check(star(lon, lat, size, seed, count), distance_m, tolerance_m=tolerance_m, most=200)


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
@pytest.mark.parametrize("tolerance_m", [1.0, 0.01])
def test_the_bound_is_no_more_than_was_asked_for(edges: Any, tolerance_m: float) -> None:
    for shape in (HOMS, shapely.Point(0, 90), shapely.LineString([(0, 80), (40, 86)])):
        assert buffer(shape, 20e3, edges=edges, tolerance_m=tolerance_m).position_error_m <= tolerance_m
    assert disc(36, 35, radius_m=1e5, tolerance_m=tolerance_m).position_error_m <= tolerance_m


def test_many_discs_against_the_inverse_geodesic() -> None:
    rng = np.random.default_rng(5)
    lon = np.r_[rng.uniform(-180, 180, 8), 179.9, -180, 180, 0, 12, 12]
    lat = np.r_[np.degrees(np.arcsin(rng.uniform(-1, 1, 8))), 60, 0, -75, 90, -89.8, 84.6]
    for radius_m, tolerance_m in ((5e4, 5.0), (5e4, 0.05), (2e6, 20.0), (1.0, 1e-4)):
        drawn, error_m = many_discs(lon, lat, radius_m=radius_m, tolerance_m=tolerance_m)
        assert error_m <= tolerance_m
        assert shapely.is_valid(drawn).all()
        assert shapely.intersects_xy(drawn, lon, lat).all()
        for x, y, one in zip(lon, lat, drawn, strict=True):
            places = outline_samples(one, most=30)
            off = np.abs(boundary_distance(places, shapely.Point(x, y)) - radius_m)
            assert off.max() <= error_m


def test_many_discs_name_the_row_off_the_earth() -> None:
    with pytest.raises(GeometryError, match="row 1"):
        many_discs(np.array([0.0, 0.0]), np.array([0.0, 91.0]), radius_m=1e3)
