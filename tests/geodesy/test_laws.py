"""Laws that hold for every shape, and shapes that are hard on whoever keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zonelib.geodesy import area, buffer, distance, length
from zonelib.geodesy.seam import polygons_of, region

from .oracle import GEOD, boundary_distance, karney, outline_samples

FEW = settings(max_examples=6)
HALF_MERIDIAN_M = 20_003_931.4586  # from pole to pole on WGS 84, twice the published 10 001 965.729 m


def star(lon: float, lat: float, size: float, seed: int) -> shapely.Polygon:
    """A polygon with spikes and bays."""
    rng = np.random.default_rng(seed)
    angle = (np.arange(9) + rng.uniform(0.1, 0.9, 9)) * 2 * np.pi / 9
    reach = size * rng.uniform(0.15, 1.0, 9)
    return shapely.Polygon(
        np.column_stack([lon + reach * np.cos(angle) / np.cos(np.radians(lat)), lat + reach * np.sin(angle)])
    )


def size_of(shape: Any) -> float:
    return 0.0 if shape.is_empty else area(shape).value


stars = st.builds(
    star, lon=st.floats(-150, 150), lat=st.floats(-65, 65), size=st.floats(0.02, 2), seed=st.integers(0, 10**6)
)


small_stars = st.builds(
    star, lon=st.floats(-150, 150), lat=st.floats(-65, 65), size=st.floats(0.005, 0.03), seed=st.integers(0, 10**6)
)


@given(source=stars, distance_m=st.floats(20, 100e3))
@FEW
def test_outside_inside_and_core_part_the_whole(source: Any, distance_m: float) -> None:
    sides: list[Any] = ["outside", "inside", "both"]
    out, in_, both = (buffer(source, distance_m, side=side).geometry for side in sides)
    core = polygons_of(shapely.difference(source, both))
    whole = size_of(both) + size_of(core)
    assert size_of(out) + size_of(in_) == pytest.approx(size_of(both), rel=1e-9)
    assert size_of(in_) + size_of(core) == pytest.approx(size_of(source), rel=1e-9)
    assert size_of(shapely.union_all([out, in_, core])) == pytest.approx(whole, rel=1e-9)


@given(one=stars, east=st.floats(-3, 3), north=st.floats(-3, 3), seed=st.integers(0, 99), far=st.floats(100, 200e3))
@FEW
def test_the_buffer_of_a_union_is_the_union_of_buffers(
    one: Any, east: float, north: float, seed: int, far: float
) -> None:
    middle = one.centroid
    other = star(middle.x + east, middle.y + north, 0.5, seed)
    union = shapely.union(one, other)
    assume(union.is_valid and len(shapely.get_parts(union)) <= 2)

    def grown(shape: Any) -> tuple[Any, float]:
        found = buffer(shape, far)
        return shapely.union(shape, found.geometry), found.area_error_m2

    (whole, error), *parts = map(grown, (union, one, other))
    off = polygons_of(shapely.symmetric_difference(whole, shapely.union_all([shape for shape, _ in parts])))
    assert size_of(off) <= error + sum(more for _, more in parts)


@given(source=stars, to_east=st.floats(-170, 170), far=st.floats(100, 200e3), upside_down=st.booleans())
@FEW
def test_turning_and_mirroring_the_globe_changes_nothing(
    source: Any, to_east: float, far: float, upside_down: bool
) -> None:
    ring = shapely.get_coordinates(source)
    turned = np.column_stack([ring[:, 0] + to_east, -ring[:, 1] if upside_down else ring[:, 1]])
    # Cut at ±180° where the turn takes it over; by whole turns of 360° it comes back into the range.
    moved = region([turned[::-1] if upside_down else turned], holds_north=False)
    here, there = buffer(source, far), buffer(moved, far)
    assert area(moved).value == pytest.approx(area(source).value, rel=1e-9)
    assert size_of(there.geometry) == pytest.approx(
        size_of(here.geometry), abs=here.area_error_m2 + there.area_error_m2
    )


@given(a=small_stars, b=small_stars, upside_down=st.booleans(), to_east=st.floats(-29, 29))
@FEW
def test_distances_turn_and_mirror_too(a: Any, b: Any, upside_down: bool, to_east: float) -> None:
    def moved(xy: Any) -> Any:
        return np.add(xy, [to_east, 0]) * [1, -1 if upside_down else 1]

    assume(max(abs(x) for shape in (a, b) for x in shape.bounds[::2]) + abs(to_east) < 180)
    here, there = distance(a, b), distance(shapely.transform(a, moved), shapely.transform(b, moved))
    assert there.metres == pytest.approx(here.metres, abs=here.error_m + there.error_m)


THROUGH_BOTH_POLES = shapely.MultiLineString([[(30, -90), (30, 90)], [(-150, -90), (-150, 90)]])


def test_a_line_through_both_poles() -> None:
    assert length(THROUGH_BOTH_POLES).value == pytest.approx(2 * HALF_MERIDIAN_M, abs=1e-3)
    assert distance(shapely.Point(77, 90), THROUGH_BOTH_POLES).metres == pytest.approx(0, abs=1e-6)
    # At right angles to it, the pole is its nearest place.
    assert distance(shapely.Point(120, 40), THROUGH_BOTH_POLES).metres == pytest.approx(
        karney((120, 40), (0, 90)), abs=1e-3
    )
    found = buffer(THROUGH_BOTH_POLES, 20e3)
    off = np.abs(boundary_distance(outline_samples(found.geometry, most=30), THROUGH_BOTH_POLES) - 20e3)
    assert off.max() <= found.position_error_m
    assert area(found.geometry).value == pytest.approx(2 * HALF_MERIDIAN_M * 40e3, rel=0.01)


def test_an_antipodal_pair() -> None:
    found = distance(shapely.Point(36, 35), shapely.Point(-144, -35))
    assert found.metres == pytest.approx(HALF_MERIDIAN_M, abs=1e-3)
    pair = buffer(shapely.MultiPoint([(36, 35), (-144, -35)]), 100e3)
    alone = [buffer(shapely.Point(*xy), 100e3).geometry for xy in ((36, 35), (-144, -35))]
    assert area(pair.geometry).value == pytest.approx(sum(map(size_of, alone)), abs=pair.area_error_m2)


def test_a_shape_of_no_length_is_its_point() -> None:
    speck, point = shapely.LineString([(36, 35), (36, 35)]), shapely.Point(36, 35)
    assert length(speck).value == 0
    assert distance(speck, shapely.Point(37, 35)).metres == pytest.approx(karney((36, 35), (37, 35)), abs=1e-3)
    assert size_of(buffer(speck, 500).geometry) == pytest.approx(size_of(buffer(point, 500).geometry), rel=1e-9)


@pytest.mark.parametrize("shape", [shapely.Point(20, 89.999), shapely.LineString([(0, 89.999), (90, 89.999)])])
def test_a_metre_beside_the_pole(shape: Any) -> None:
    found = buffer(shape, 1.0)
    off = np.abs(boundary_distance(outline_samples(found.geometry, most=30), shape) - 1.0)
    assert off.max() <= found.position_error_m < 2e-5


def test_a_hundred_thousand_vertices() -> None:
    turn = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    reach = 1 + 0.1 * np.sin(37 * turn)
    shape = shapely.Polygon(np.column_stack([36 + reach * np.cos(turn), 35 + reach * np.sin(turn)]))
    found = distance(shape, shapely.Point(40, 35)).metres
    # The nearest vertex: 12 m along the edge from the foot at most, that is less than a millimetre farther.
    ring = shapely.get_coordinates(shape)
    at = np.full(len(ring), 40.0), np.full(len(ring), 35.0)
    assert found == pytest.approx(np.min(GEOD.inv(*ring.T, *at)[2]), abs=1e-3)
