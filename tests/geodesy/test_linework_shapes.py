"""Sides, shared borders and simplifying: known answers, an independent Hausdorff distance, laws."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zonelib.errors import GeometryError, InputError, LengthError
from zonelib.geodesy import length
from zonelib.geodesy.borders import shared_border
from zonelib.geodesy.chainage import place_at
from zonelib.geodesy.sides import side_of
from zonelib.geodesy.simplify import simplify

from .oracle import GEOD, _at, _edges, boundary_distance, karney
from .shapes import NORTH, SHELLS, UQAYRIBAT

FEW = settings(max_examples=25)
EDGES = pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
GEO = Path(__file__).resolve().parents[2] / "data" / "geo"


def read(name: str) -> dict[str, Any]:
    features = json.loads((GEO / f"{name}.geojson").read_text())["features"]
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


GOVERNORATES = read("syria-governorates")
BORDER = read("hama-homs-border")["hama_homs_border"]
HAMA, HOMS_ = GOVERNORATES["hama"], GOVERNORATES["homs"]
SWAP = {"left": "right", "right": "left", "on": "on", "both": "both", "undecided": "undecided"}
BENT = shapely.LineString([(0, 0), (0, 1), (0.02, 0)])


# ---------------------------------------------------------------------------------------------------------- sides


@pytest.mark.parametrize(
    ("place", "side", "beyond"),
    [
        ((-0.1, 0.5), "left", False),
        ((0.001, 0.5), "right", False),
        ((0.019, 0.5), "left", False),
        ((0.1, 0.5), "left", False),
        ((0, 0.3), "on", False),
        # In the wedge outside a bend of 178.9°, where either leg's own left and right would mislead.
        ((0, 2), "left", False),
        ((0.001, 1.01), "left", False),
        ((0.1, 1.2), "left", False),
        ((-0.1, 1.2), "left", False),
        # Beyond the ends the line goes on straight.
        ((0, -1), "undecided", True),
        ((-0.1, -1), "left", True),
        ((0.005, -0.01), "right", True),
        ((0.1, -1), "left", True),
    ],
)
def test_the_side_of_the_nearest_stretch(place: tuple[float, float], side: str, beyond: bool) -> None:
    found = side_of(BENT, place)
    assert (found.side, found.beyond) == (side, beyond)
    assert side_of(BENT, shapely.Point(place)).side == side


def test_the_governorates_lie_on_their_sides() -> None:
    """As data/geo/SOURCES.toml says: Hama on the left of the border, Homs on the right."""
    for edges in ("lonlat", "geodesic"):
        assert side_of(BORDER, HAMA, edges=edges).side == "left"
        assert side_of(BORDER, HOMS_, edges=edges).side == "right"
        assert side_of(BORDER, HAMA, edges=edges).left_share == 1
    assert side_of(BORDER, UQAYRIBAT).side == "left"
    assert side_of(BORDER, GOVERNORATES["damascus"]).side == "right"
    assert side_of(BORDER, shapely.union(HAMA, HOMS_)).side == "both"
    assert "greater part" in side_of(BORDER, GOVERNORATES["damascus"]).rule


@EDGES
@given(lon=st.floats(35, 39), lat=st.floats(34, 36))
@FEW
def test_turning_a_line_round_swaps_its_sides(edges: Any, lon: float, lat: float) -> None:
    here, there = side_of(BORDER, (lon, lat), edges=edges), side_of(shapely.reverse(BORDER), (lon, lat), edges=edges)
    assert there.side == SWAP[here.side]
    if not here.beyond:
        inside = {"left": HAMA, "right": HOMS_}
        if any(shapely.intersects_xy(zone, lon, lat) for zone in inside.values()) and here.offset_m > 1000:
            # Right or wrong is known only near the line: elsewhere another border may be nearer.
            nearest = boundary_distance(
                np.array([[lon, lat]]), shapely.MultiLineString([HAMA.exterior, HOMS_.exterior])
            )
            if nearest[0] == pytest.approx(here.offset_m, abs=1):
                assert shapely.intersects_xy(inside[here.side], lon, lat)


@given(share=st.floats(0.01, 0.99), off=st.floats(-50, 50))
@FEW
def test_right_beside_the_line(share: float, off: float) -> None:
    assume(abs(off) > 0.01)
    station = place_at(BORDER, share * 285_844)
    lon, lat, _ = GEOD.fwd(*station.lonlat[0], station.azimuth[0] + 90, off)
    found = side_of(BORDER, (lon, lat))
    assume(found.offset_m > 0.99 * abs(off))
    assert found.side == ("right" if off > 0 else "left")


def test_a_ring_has_no_ends() -> None:
    ring = shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    assert side_of(ring, (0.5, 0.5)).side == "left"
    found = side_of(ring, (-0.1, -0.1))
    assert (found.side, found.beyond) == ("right", False)


def test_stretches_that_disagree() -> None:
    zigzag = shapely.LineString([(0, 0), (0, 10), (1, 10), (1, 0), (2, 0), (2, 10)])
    assert side_of(zigzag, (0.5, 5)).side == "right"
    spike = shapely.LineString([(0, 0), (0, 1), (0, 0.5)])
    assert side_of(spike, (0, 2)).side == "undecided"


def test_over_the_antimeridian_sides_hold() -> None:
    line = shapely.MultiLineString([[(170, 60), (180, 60)], [(-180, 60), (-170, 60)]])
    assert side_of(line, (180, 61)).side == "left"
    assert side_of(line, (-179, 59)).side == "right"
    assert side_of(line, shapely.box(-179, 58, -175, 60)).side == "right"


def test_sides_that_cannot_be() -> None:
    with pytest.raises(GeometryError, match="give a place, a Polygon"):
        side_of(BORDER, BORDER)
    with pytest.raises(InputError, match=r"least_share is 0\.4"):
        side_of(BORDER, (0, 0), least_share=0.4)
    with pytest.raises(LengthError, match="beside_m"):
        side_of(BORDER, HAMA, beside_m=0)


# --------------------------------------------------------------------------------------------------- shared border


@EDGES
def test_the_border_of_hama_and_homs_to_the_last_bit(edges: Any) -> None:
    """331 vertices and 285.8 km, as in data/geo/SOURCES.toml, with Hama on its left."""
    found = shared_border(HAMA, HOMS_, edges=edges)
    assert shapely.equals_exact(found.geometry, BORDER)
    assert found.length_m / 1e3 == pytest.approx(285.8, abs=0.05)
    assert found.exact_m == found.length_m
    other = shared_border(HOMS_, HAMA, edges=edges)
    assert shapely.equals_exact(shapely.reverse(other.geometry), BORDER)


def test_every_pair_of_neighbours() -> None:
    """What all pairs share, twice, and what nobody shares make up all edges."""
    names = sorted(GOVERNORATES)
    shared = sum(shared_border(GOVERNORATES[a], GOVERNORATES[b]).length_m for a in names for b in names if a != b)
    outer = shapely.union_all([GOVERNORATES[name] for name in names], grid_size=0)
    edges = sum(length(GOVERNORATES[name]).value for name in names)
    assert shared == pytest.approx(edges - length(outer).value, rel=2e-3)


@EDGES
def test_shared_within_a_tolerance(edges: Any) -> None:
    moved = shapely.transform(HOMS_, lambda xy: xy + np.array([0.0, 0.0005]))  # 55 m
    assert shared_border(HAMA, moved, edges=edges).geometry.is_empty
    assert shared_border(HAMA, moved, tolerance_m=20, edges=edges).length_m < 100_000
    found = shared_border(HAMA, moved, tolerance_m=100, edges=edges)
    assert found.length_m == pytest.approx(length(BORDER).value, abs=1_500)
    assert found.exact_m == 0
    on_a = shapely.get_coordinates(found.geometry)[::10]
    assert boundary_distance(on_a, moved, kind=edges).max() <= 100 + found.position_error_m
    assert boundary_distance(on_a, HAMA, kind=edges).max() <= found.position_error_m


def test_a_shared_border_over_the_start_of_a_ring_is_one() -> None:
    left = shapely.Polygon([(1, 0.5), (1, 1), (0, 1), (0, 0), (1, 0)])
    right = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)])
    for tolerance in (0, 5):
        found = shared_border(left, right, tolerance_m=tolerance)
        assert found.geometry.geom_type == "LineString"
        assert (1, 0.5) in found.geometry.coords
        assert found.length_m == pytest.approx(karney((1, 0), (1, 1)), abs=2.01 * tolerance + 1e-6)


def test_an_island_in_a_hole_and_a_crossing() -> None:
    island = shapely.Polygon(NORTH.interiors[0])
    found = shared_border(NORTH, island)
    assert found.geometry.is_closed
    assert found.length_m == pytest.approx(length(island).value)
    crossing = shared_border(shapely.box(0, 0, 2, 1), shapely.box(1, -1, 3, 2), tolerance_m=50)
    assert crossing.geometry.is_empty
    with pytest.raises(GeometryError, match="has a border"):
        shared_border(NORTH, BORDER)
    with pytest.raises(LengthError, match="tolerance_m"):
        shared_border(NORTH, island, tolerance_m=-1)


# ------------------------------------------------------------------------------------------------------- simplify


def hausdorff(before: Any, after: Any, kind: str, most: int = 25) -> float:
    """Both ways, from places along the edges picked at random, by the oracle."""
    worst, random = 0.0, np.random.default_rng(0)
    for one, other in ((before, after), (after, before)):
        edges = _edges(one)
        edges = edges[random.integers(0, len(edges), most)]
        lon, lat = _at(edges, random.uniform(0, 1, most), kind)
        worst = max(worst, float(boundary_distance(np.column_stack([lon, lat]), other, kind=kind, samples=8).max()))
    return worst


@st.composite
def wiggles(draw: Any) -> Any:
    count = draw(st.integers(3, 40))
    size, lat = draw(st.sampled_from([0.001, 0.05, 1.0])), draw(st.floats(-85, 85))
    seed = draw(st.integers(0, 10**6))
    steps = np.random.default_rng(seed).normal(size=(count, 2)) * [1, 0.2] + [0.5, 0]
    path = np.array([draw(st.floats(-100, 100)), lat]) + np.cumsum(steps, axis=0) * size
    assume(np.abs(path[:, 1]).max() < 89)
    assume(np.abs(path[:, 0]).max() < 180)
    return shapely.LineString(path), size


@EDGES
@given(line=wiggles(), share=st.floats(0.01, 3))
@settings(max_examples=6)
def test_simplify_stays_within_the_tolerance(edges: Any, line: Any, share: float) -> None:
    line, size = line
    tolerance = share * size * 50_000
    found = simplify(line, tolerance_m=tolerance, edges=edges)
    assert found.error_m <= tolerance
    assert found.vertices_after <= found.vertices_before
    assert hausdorff(line, found.geometry, edges) <= found.error_m + 1e-3  # the oracle's search ends at 0.1 mm
    assert found.geometry.coords[0] == line.coords[0]
    assert found.geometry.coords[-1] == line.coords[-1]
    assert not line.is_simple or found.geometry.is_simple


@EDGES
@pytest.mark.parametrize("tolerance", [50.0, 2_000.0, 60_000.0])
@pytest.mark.parametrize("name", ["homs", "undof_area", "rif_dimashq", "latakia"])
def test_governorates_stay_valid(name: str, tolerance: float, edges: Any) -> None:
    zone = GOVERNORATES[name]
    found = simplify(zone, tolerance_m=tolerance, edges=edges)
    assert found.geometry.is_valid
    assert found.geometry.geom_type == zone.geom_type
    assert len(shapely.get_rings(found.geometry)) == len(shapely.get_rings(zone))
    assert found.vertices_after < found.vertices_before
    assert hausdorff(zone, found.geometry, edges, most=20) <= found.error_m + 1e-6


@pytest.mark.parametrize("tolerance", [1_000.0, 10_000.0, 1e6])
def test_what_would_cross_is_kept_apart(tolerance: float) -> None:
    """A spike that reaches into a bay, and a hole a few metres inside its shell."""
    bay = shapely.Polygon([(0, 0), (3, 0), (3, 2), (1.6, 2), (1.5, 0.1), (1.4, 2), (0, 2)])
    spike = shapely.Polygon([(1.49, 3), (1.5, 0.12), (1.51, 3)])
    both = shapely.MultiPolygon([bay, spike])
    assert both.is_valid
    found = simplify(both, tolerance_m=tolerance)
    assert found.geometry.is_valid
    assert len(found.geometry.geoms) == 2
    theta = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = np.column_stack([np.cos(theta), np.sin(theta)])
    ring = shapely.Polygon(circle, [0.9999 * circle])
    thin = simplify(ring, tolerance_m=tolerance)
    assert thin.geometry.is_valid
    assert len(thin.geometry.interiors) == 1
    assert hausdorff(ring, thin.geometry, "lonlat", most=20) <= tolerance


def test_cuts_at_the_antimeridian_stay() -> None:
    cut = shapely.MultiPolygon([
        shapely.Polygon([(170, 60), (180, 60.001), (180, 62), (175, 62.001), (170, 62)]),
        shapely.Polygon([(-180, 60.001), (-170, 60), (-170, 62), (-180, 62)]),
    ])  # fmt: skip
    found = simplify(cut, tolerance_m=500)
    at_cut = {tuple(c) for c in shapely.get_coordinates(found.geometry) if abs(c[0]) == 180}
    assert at_cut == {(180, 60.001), (180, 62), (-180, 60.001), (-180, 62)}
    assert found.vertices_after == found.vertices_before - 1


def test_a_geodesic_line_over_the_antimeridian() -> None:
    lon = np.r_[np.linspace(170, 179.9, 60), np.linspace(-179.9, -170, 60)]
    lat = 60 + 0.3 * np.sin(np.linspace(0, 9, 120))
    here = simplify(shapely.LineString(np.column_stack([lon, lat])), tolerance_m=5_000, edges="geodesic")
    there = simplify(shapely.LineString(np.column_stack([(lon % 360) - 160, lat])), tolerance_m=5_000, edges="geodesic")
    assert here.vertices_after == there.vertices_after < 120
    assert here.error_m == pytest.approx(there.error_m, abs=1e-6)


@EDGES
def test_a_hundred_thousand_vertices_are_thinned_quickly(edges: Any) -> None:
    count = 100_000
    theta = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = 5 * (1 + 0.3 * np.sin(40 * theta)) + 1e-4 * np.random.default_rng(0).normal(size=count)
    shell = shapely.Polygon(np.column_stack([30 + radius * np.cos(theta), 30 + radius * np.sin(theta)]))
    whole = shell if shell.is_valid else shapely.make_valid(shell, method="structure")
    polygon = max(shapely.get_parts(whole), key=lambda part: part.area)
    began = time.perf_counter()
    found = simplify(polygon, tolerance_m=1_000, edges=edges)
    assert time.perf_counter() - began < 5
    assert found.geometry.is_valid
    some = shapely.get_coordinates(polygon)[::5_000]
    assert boundary_distance(some, found.geometry, kind=edges).max() <= found.error_m + 1e-6


def test_little_to_leave_out() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    found = simplify(line, tolerance_m=1e5)
    assert shapely.equals_exact(found.geometry, line)
    assert found.error_m == 0
    triangle = simplify(SHELLS["homs"], tolerance_m=1e6)
    assert triangle.geometry.is_valid
    assert triangle.vertices_after >= 4
    with pytest.raises(GeometryError, match="no vertices to leave out"):
        simplify(shapely.Point(0, 0), tolerance_m=1)
    with pytest.raises(LengthError, match="tolerance_m is 0"):
        simplify(line, tolerance_m=0)
