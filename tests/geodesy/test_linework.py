"""Chainage, places, sections and sectors: published numbers, geographiclib, brute force, laws."""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zonelib.errors import GeometryError, InputError, LengthError
from zonelib.geodesy import length
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.chainage import chainage_of, chainages, place_at
from zonelib.geodesy.feet import EQUAL_M
from zonelib.geodesy.sections import ring_line, section
from zonelib.geodesy.sectors import AlongStretches, AtPoints, cut, partition

from .oracle import GEOD, boundary_distance, karney
from .shapes import HOMS, NORTH, UQAYRIBAT

FEW = settings(max_examples=30)
EDGES = pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
GEO = Path(__file__).resolve().parents[2] / "data" / "geo"
BORDER = shapely.geometry.shape(json.loads((GEO / "hama-homs-border.geojson").read_text())["features"][0]["geometry"])

QUARTER_M = 10_001_965.729  # quarter meridian of WGS 84 (Karney 2013)
HALF_WAY_M = 4_984_944.378  # from the equator to 45° (Torge, Geodesy, 4.2; GRS 80 and WGS 84 agree to a millimetre)


@st.composite
def lines(draw: Any, most: int = 7) -> Any:
    """Lines of some kilometres to some hundred, away from ±180°."""
    size = draw(st.sampled_from([0.01, 0.5, 4.0]))
    steps = draw(
        st.lists(
            st.tuples(st.floats(-1, 1), st.floats(-1, 1)).filter(lambda s: abs(s[0]) + abs(s[1]) > 0.01),
            min_size=1, max_size=most,
        )
    )  # fmt: skip
    path = np.cumsum(np.array([(draw(st.floats(-120, 120)), draw(st.floats(-50, 50))), *steps]) * 1.0, axis=0)
    path = path[0] + (path - path[0]) * size
    assume(np.abs(path[:, 1]).max() < 89)
    return shapely.LineString(path)


def test_meridian_from_the_equator_to_45_degrees() -> None:
    line = shapely.LineString([(5, 0), (5, 90)])
    for edges in ("lonlat", "geodesic"):
        assert chainage_of(line, (5, 45), edges=edges).metres == pytest.approx(HALF_WAY_M, abs=1e-3)
        found = place_at(line, [0, HALF_WAY_M, QUARTER_M - 1e-3], edges=edges)
        assert found.lonlat[1] == pytest.approx([5, 45], abs=1e-8)
        assert found.azimuth == pytest.approx([0, 0, 0], abs=1e-9)


def test_a_parallel_in_closed_form() -> None:
    """Metres along a parallel: N cos φ Δλ."""
    lat = np.radians(36)
    radius = 6378137 / np.sqrt(1 - 0.0066943799901413165 * np.sin(lat) ** 2) * np.cos(lat)
    line = shapely.LineString([(30, 36), (50, 36)])
    found = place_at(line, np.radians(7.5) * radius)
    assert found.lonlat[0] == pytest.approx([37.5, 36], abs=1e-13)
    assert found.azimuth[0] == 90
    assert chainage_of(line, (37.5, 36)).metres == pytest.approx(np.radians(7.5) * radius, abs=1e-6)


def test_geodesic_edges_as_geographiclib() -> None:
    line = Geodesic.WGS84.InverseLine(40.6, -73.8, 51.6, -0.5)  # JFK to LHR, the example of geographiclib's own manual
    path = shapely.LineString([(-73.8, 40.6), (-0.5, 51.6)])
    assert Chain.of(path, edges="geodesic").length_m == pytest.approx(5_551_759.400, abs=1e-3)
    metres = np.linspace(0, line.s13, 40)
    found = place_at(path, metres, edges="geodesic")
    for s, place, azimuth in zip(metres, found.lonlat, found.azimuth, strict=True):
        true = line.Position(s)
        assert karney((true["lon2"], true["lat2"]), tuple(place)) < found.error_m
        assert azimuth == pytest.approx(true["azi2"], abs=1e-9)


def test_the_spiral_into_the_pole() -> None:
    """An edge that winds once while it climbs the last 2°: twelve nodes on all of it would be off by 0.2 m."""
    path = np.column_stack([np.linspace(-180, 180, 200_001), np.linspace(88, 90, 200_001)])
    true = float(np.sum(GEOD.inv(path[:-1, 0], path[:-1, 1], path[1:, 0], path[1:, 1])[2]))
    found = Chain.of(shapely.LineString([(-180, 88), (180, 90)]), edges="lonlat").length_m
    assert found == pytest.approx(true, abs=5e-3)


@EDGES
def test_the_border_of_hama_and_homs(edges: Any) -> None:
    """285.8 km as said in data/geo/SOURCES.toml; Uqayribat lies 3.3 km from it."""
    foot = chainage_of(BORDER, UQAYRIBAT, edges=edges)
    assert place_at(BORDER, 285_844, edges=edges).lonlat[0] == pytest.approx(BORDER.coords[-1], abs=1e-4)
    assert foot.offset_m == pytest.approx(boundary_distance(np.array([UQAYRIBAT]), BORDER, kind=edges)[0], abs=1e-5)
    assert foot.offset_m == pytest.approx(3_317, abs=0.5)
    assert foot.metres == pytest.approx(158_428.243, abs=2e-3)
    assert foot.also == ()


@EDGES
@given(line=lines(), shares=st.lists(st.floats(0, 1), min_size=1, max_size=9))
@FEW
def test_there_and_back(edges: Any, line: Any, shares: list[float]) -> None:
    total = length(line, edges=edges).value
    metres = np.array(shares) * total
    station = place_at(line, metres, edges=edges)
    found = chainages(line, station.lonlat, edges=edges)
    # Of places that are as near within EQUAL_M, the first along the line is told, and that there is a tie.
    free = ~found.tied
    assert (found.offset_m <= 2 * station.error_m + 1e-8 + np.where(free, 0.0, EQUAL_M)).all()
    off = np.abs(found.metres - metres)[free]
    assert (off <= found.error_m[free] + 2 * station.error_m).all()


@EDGES
@given(line=lines(), lon=st.floats(-130, 130), lat=st.floats(-60, 60), near=st.booleans())
@FEW
def test_the_foot_against_brute_force(edges: Any, line: Any, lon: float, lat: float, near: bool) -> None:
    if near:
        lon, lat = line.coords[0][0] + lon / 100, line.coords[0][1] + lat / 100
    foot = chainage_of(line, (lon, lat), edges=edges)
    true = boundary_distance(np.array([[lon, lat]]), line, kind=edges, samples=60)[0]
    assert foot.offset_m == pytest.approx(true, abs=1e-4)
    assert foot.offset_m <= true + foot.offset_error_m
    assert karney(foot.lonlat, (lon, lat)) == pytest.approx(foot.offset_m, abs=1e-6)
    # The bracket: farther off on both sides, unless it reaches an end.
    station = place_at(line, foot.metres, edges=edges)
    assert karney(tuple(station.lonlat[0]), foot.lonlat) <= 2 * station.error_m


@EDGES
@given(line=lines(), shares=st.lists(st.floats(0.001, 0.999), min_size=1, max_size=5, unique=True))
@FEW
def test_sections_make_up_the_line(edges: Any, line: Any, shares: list[float]) -> None:
    total = length(line, edges=edges).value
    marks = [0.0, *sorted(share * total for share in shares), total]
    assume(min(b - a for a, b in itertools.pairwise(marks)) > 1e-3)
    parts = [section(line, a, b, edges=edges) for a, b in itertools.pairwise(marks)]
    for part, (low, high) in zip(parts, itertools.pairwise(marks), strict=True):
        assert length(part.geometry, edges=edges).value == pytest.approx(high - low, abs=2 * part.error_m + 1e-7)
    joined = np.vstack([shapely.get_coordinates(part.geometry)[:-1] for part in parts] + [line.coords[-1:]])
    for one, other in itertools.pairwise(parts):
        assert one.geometry.coords[-1] == other.geometry.coords[0]
    given_ = {tuple(vertex) for vertex in line.coords}
    assert given_ <= {tuple(vertex) for vertex in joined}


@EDGES
@given(line=lines(), lon=st.floats(-1, 1), lat=st.floats(-1, 1), turn=st.floats(-50, 50))
@FEW
def test_turning_mirroring_reversing(edges: Any, line: Any, lon: float, lat: float, turn: float) -> None:
    place = (line.coords[0][0] + lon, line.coords[0][1] + lat)
    here = chainage_of(line, place, edges=edges)
    assume(not here.also)
    assume(here.error_m < 1e-3)
    turned = shapely.transform(line, lambda xy: xy + np.array([turn, 0.0]))
    mirrored = shapely.transform(line, lambda xy: xy * np.array([1.0, -1.0]))
    slack = 4 * here.error_m + 1e-6
    there = chainage_of(turned, (place[0] + turn, place[1]), edges=edges)
    below = chainage_of(mirrored, (place[0], -place[1]), edges=edges)
    back = chainage_of(shapely.reverse(line), place, edges=edges)
    total = length(line, edges=edges).value
    for found in (there.metres, below.metres, total - back.metres):
        assert found == pytest.approx(here.metres, abs=slack)


def test_over_the_antimeridian() -> None:
    whole = shapely.LineString([(20, 60), (30, 62), (40, 61)])
    cut_ = shapely.MultiLineString([[(170, 60), (180, 62)], [(-180, 62), (-170, 61)]])
    a, b = (length(line).value for line in (whole, cut_))
    assert a == pytest.approx(b, abs=1e-6)
    assert chainage_of(cut_, (-175, 63)).metres == pytest.approx(chainage_of(whole, (35, 63)).metres, abs=1e-6)
    part = section(cut_, 1000, b - 1000)
    assert part.geometry.geom_type == "MultiLineString"
    assert length(part.geometry).value == pytest.approx(b - 2000, abs=1e-6)
    assert {180.0, -180.0} <= set(shapely.get_coordinates(part.geometry)[:, 0])
    # A geodesic runs on over ±180° by itself.
    straight = shapely.LineString([(170, 60), (-170, 61)])
    foot = chainage_of(straight, (180, 62), edges="geodesic")
    assert foot.metres == pytest.approx(
        chainage_of(shapely.LineString([(20, 60), (40, 61)]), (30, 62), edges="geodesic").metres, abs=1e-6
    )


def test_over_a_pole() -> None:
    line = shapely.LineString([(0, 80), (180, 80)])
    foot = chainage_of(line, (90, 89), edges="geodesic")
    assert foot.metres == pytest.approx(karney((0, 80), (0, 90)), abs=1e-6)
    assert foot.offset_m == pytest.approx(karney((0, 89), (0, 90)), abs=1e-6)
    by_lonlat = shapely.LineString([(0, 80), (0, 90), (180, 90), (180, 80)])
    assert chainage_of(by_lonlat, (90, 89)).metres == pytest.approx(foot.metres, abs=1e-6)
    assert section(by_lonlat, 1e5, 2e6).length_m == 1.9e6


def test_parts_that_do_not_follow_each_other() -> None:
    with pytest.raises(GeometryError, match=r"part 2 starts at \(5, 5\).*shapely\.line_merge"):
        chainage_of(shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 5), (6, 6)]]), (0, 0))


def test_equally_near_is_said() -> None:
    hairpin = shapely.LineString([(0, 0), (0, 10), (1, 10), (1, 0)])
    both = chainage_of(hairpin, (0.5, 5))
    assert len(both.also) == 1
    assert place_at(hairpin, both.also[0]).lonlat[0] == pytest.approx([1, both.lonlat[1]], abs=1e-9)
    assert both.lonlat[0] == 0
    assert chainages(hairpin, [(0.5, 5), (0.4, 5)]).tied.tolist() == [True, False]
    assert chainage_of(hairpin, (0.499, 5)).also == ()
    # 111 m of longitude on one side less, as much on the other side more.
    assert len(chainage_of(hairpin, (0.499, 5), tie_m=250).also) == 1
    # All of a parallel is as near to the pole: the error is the whole of it.
    around = chainage_of(shapely.LineString([(0, 89), (90, 89)]), (0, 90))
    assert around.error_m > 170_000


def test_near_a_corner_is_one_stretch() -> None:
    """Places on both edges of a corner are within the tie, and the vertex between them is: no second stretch."""
    corner = shapely.LineString([(0, 1), (0, 0), (1, 0)])
    assert chainage_of(corner, (0.01, 0.0101), tie_m=2000).also == ()
    assert len(chainage_of(corner, (0.4, 0.4005), tie_m=1000).also) == 1


@EDGES
def test_rings_with_a_stated_start(edges: Any) -> None:
    start = (36.5, 34.80)
    ring = ring_line(HOMS, start=start, edges=edges)
    assert ring.is_closed
    assert shapely.is_ccw(shapely.LinearRing(ring.coords))
    assert length(ring, edges=edges).value == pytest.approx(length(HOMS, edges=edges).value, abs=1e-6)
    foot = chainage_of(ring, start, edges=edges)
    assert foot.metres == pytest.approx(0, abs=1e-6)
    assert foot.also == ()
    assert {tuple(c) for c in HOMS.exterior.coords} <= {tuple(c) for c in ring.coords}
    hole = ring_line(NORTH, start=(36.7, 36), hole=0, edges=edges)
    assert not shapely.is_ccw(shapely.LinearRing(hole.coords))
    with pytest.raises(InputError, match="hole is 1; the polygon has 1"):
        ring_line(NORTH, start=(36.7, 36), hole=1)
    with pytest.raises(GeometryError, match="equally near"):
        ring_line(shapely.box(0, -1, 1, 1), start=(0.5, 0))
    with pytest.raises(GeometryError, match="take one of its parts"):
        ring_line(shapely.MultiPolygon([HOMS, shapely.box(0, 0, 1, 1)]), start=(0, 0))


@EDGES
def test_a_hundred_thousand_vertices(edges: Any) -> None:
    lon = np.linspace(10, 40, 100_000)
    line = shapely.LineString(np.column_stack([lon, 40 + 5 * np.sin(np.linspace(0, 500, len(lon)))]))
    began = time.perf_counter()
    foot = chainage_of(line, (25, 50), edges=edges)
    section(line, 1e6, 2e6, edges=edges)
    assert len(cut(line, parts=20, edges=edges).parts) == 20
    assert time.perf_counter() - began < 5
    vertices = shapely.get_coordinates(line)
    assert foot.offset_m == pytest.approx(
        np.min(GEOD.inv(*vertices.T, np.full(len(lon), 25.0), np.full(len(lon), 50.0))[2]), abs=1
    )


@pytest.mark.parametrize("parts", [1, 2, 7])
@EDGES
def test_sectors_of_equal_length(parts: int, edges: Any) -> None:
    found = cut(BORDER, parts=parts, edges=edges)
    assert [one.length_m for one in found.parts] == pytest.approx([length(BORDER, edges=edges).value / parts] * parts)
    assert found.parts[0].from_m == 0
    assert sum(length(one.geometry, edges=edges).value for one in found.parts) == pytest.approx(
        length(BORDER, edges=edges).value, abs=1e-6
    )
    assert all(one.to_m == other.from_m for one, other in itertools.pairwise(found.parts))


def heaviest(weights: list[int], parts: int) -> int:
    """The least possible burden of the heaviest run, by trying every cut."""
    cuts = itertools.combinations(range(1, len(weights)), parts - 1)
    return min(max(sum(weights[a:b]) for a, b in itertools.pairwise([0, *c, len(weights)])) for c in cuts)


@given(weights=st.lists(st.integers(1, 50), min_size=1, max_size=9), parts=st.integers(1, 9))
@settings(max_examples=200)
def test_no_cut_is_fairer(weights: list[int], parts: int) -> None:
    assume(parts <= len(weights))
    before = np.r_[0.0, np.cumsum(weights)]
    breaks = partition(before, parts)
    ends = [0, *breaks.tolist(), len(weights)]
    assert all(a < b for a, b in itertools.pairwise(ends))
    assert max(np.diff(before[ends])) == heaviest(weights, parts)


@given(weights=st.lists(st.floats(1e-9, 1e9), min_size=3, max_size=8), parts=st.integers(2, 3))
@FEW
def test_no_cut_is_fairer_with_any_weights(weights: list[float], parts: int) -> None:
    before = np.r_[0.0, np.cumsum(weights)]
    ends = [0, *partition(before, parts).tolist(), len(weights)]
    cuts = itertools.combinations(range(1, len(weights)), parts - 1)
    best = min(max(np.diff(before[[0, *c, len(weights)]])) for c in cuts)
    assert max(np.diff(before[ends])) <= best * (1 + 1e-15)


def test_a_long_row_is_parted_quickly() -> None:
    weights = np.random.default_rng(1).uniform(0, 1, 100_000)
    before = np.r_[0.0, np.cumsum(weights)]
    began = time.perf_counter()
    ends = [0, *partition(before, 300).tolist(), len(weights)]
    assert time.perf_counter() - began < 2
    assert max(np.diff(before[ends])) <= before[-1] / 300 + 1


def test_sectors_of_equal_burden() -> None:
    points = AtPoints(metres=(10, 10, 5_000, 200_000, 100_000, 250_000), weight=(1, 2, 3, 3, 3, 0))
    found = cut(BORDER, parts=4, burden=points)
    assert [one.weight for one in found.parts] == [3, 3, 3, 3]
    assert [one.from_m for one in found.parts][1:] == [2_505, 52_500, 150_000]
    spread = AlongStretches(breaks_m=(100_000, 150_000, 200_000), weight=(0, 5, 0, 5))
    found = cut(BORDER, parts=2, burden=spread)
    assert [one.weight for one in found.parts] == [5, 5]
    assert found.parts[1].from_m == 175_000
    found = cut(BORDER, parts=5, burden=spread)
    assert [one.weight for one in found.parts] == pytest.approx([2] * 5)
    assert found.parts[1].from_m == pytest.approx(120_000)
    found = cut(BORDER, breaks_m=[120_000, 240_000], burden=spread)
    assert sum(one.weight for one in found.parts) == pytest.approx(10)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({}, "give either parts"),
        ({"parts": 2, "breaks_m": [1]}, "give either parts"),
        ({"parts": 0}, "parts is 0"),
        ({"parts": 2.5}, r"parts is 2\.5"),
        ({"parts": True}, "parts is True"),
        ({"breaks_m": [5, 5]}, r"breaks_m: 5\.000 m follows 5\.000 m"),
        ({"breaks_m": [0]}, "breaks increase"),
        ({"breaks_m": [1e9]}, "the line runs from 0 to"),
        ({"parts": 2, "burden": AtPoints(metres=(5,), weight=(1,))}, "there are 1"),
        ({"parts": 2, "burden": AtPoints(metres=(5, 6), weight=(1,))}, "1 weights for 2 points"),
        ({"parts": 2, "burden": AtPoints(metres=(5, 6), weight=(1, -1))}, r"weight\[1\] is -1"),
        ({"parts": 2, "burden": AtPoints(metres=(5, 6), weight=(0, 0))}, "no weight at all"),
        ({"parts": 2, "burden": AlongStretches(breaks_m=(5,), weight=(1,))}, "1 weights for 2 stretches"),
    ],
)
def test_sectors_that_cannot_be(how: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        cut(BORDER, **how)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (shapely.Point(1, 2), "a LineString is wanted"),
        (HOMS, "take ring_line"),
        (shapely.LineString(), "empty"),
        (shapely.LineString([(1, 1), (1, 1)]), "has no length"),
        (shapely.LineString([(0, 90), (50, 90)]), "has no length"),
        (shapely.LineString([(0, 0), (190, 0)]), "longitude 190"),
    ],
)
def test_lines_that_cannot_be(line: Any, message: str) -> None:
    with pytest.raises(GeometryError, match=message):
        chainage_of(line, (0, 0))


def test_marks_that_cannot_be() -> None:
    with pytest.raises(LengthError, match="the line runs from 0 to"):
        place_at(BORDER, -1)
    with pytest.raises(LengthError, match="the line runs from 0 to"):
        place_at(BORDER, [1, float("nan")])
    with pytest.raises(LengthError, match="the smaller comes first"):
        section(BORDER, 5, 5)
    with pytest.raises(LengthError, match="double precision does not part"):
        section(BORDER, 5, 5 + 1e-12)
    with pytest.raises(LengthError, match="tie_m is -1"):
        chainage_of(BORDER, (0, 0), tie_m=-1)
    with pytest.raises(InputError, match="edges is 'rhumb'"):
        chainage_of(BORDER, (0, 0), edges="rhumb")  # type: ignore[arg-type]
    with pytest.raises(GeometryError, match=r"points has shape \(2,\)"):
        chainages(BORDER, (0, 0))
    assert len(chainages(BORDER, np.zeros((0, 2))).metres) == 0


def test_two_vertices_and_doubled_ones() -> None:
    line = shapely.LineString([(0, 0), (0, 0), (1, 1), (1, 1)])
    assert Chain.of(line, edges="geodesic").length_m == pytest.approx(karney((0, 0), (1, 1)), abs=1e-6)
    assert chainage_of(line, (0, 0)).metres == 0
    assert place_at(line, Chain.of(line, edges="lonlat").length_m).lonlat.tolist() == [[1, 1]]
