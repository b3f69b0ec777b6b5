"""Points into zones: as GEOS tells it, one zone at a time, by numpy alone and compiled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.geodesy.shapes import HOMS, NORTH_SHELL, SOUTH_HOLE, SOUTH_SHELL
from zonelib.errors import GeometryError, InputError
from zonelib.geodesy import zonegrid
from zonelib.geodesy.checks import checked_geometry, checked_polygons
from zonelib.geodesy.zonegrid import ZoneGrid


@pytest.fixture(params=["numpy", "compiled"])
def worth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zonegrid, "WORTH", 0 if request.param == "compiled" else 10**12)


def star(rng: np.random.Generator, corners: int) -> shapely.Polygon:
    """Draw a spiky star with a hole, somewhere in a box of ten degrees."""
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(0.3, 3, corners)
    at = np.array([40, 35]) + rng.uniform(-4, 4, 2)
    outer = at + np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]
    drawn = shapely.make_valid(shapely.Polygon(outer))
    hole = shapely.Point(at).buffer(0.25, quad_segs=2)
    parts = [part for part in shapely.get_parts(shapely.difference(drawn, hole)) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)


def hostile(rng: np.random.Generator, zones: Sequence[shapely.Geometry], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw points all over, on vertices, within a few last digits of them, on edges, level with vertices."""
    vertices = shapely.get_coordinates(np.asarray(zones))
    some = vertices[rng.integers(0, len(vertices), count)]
    level = np.column_stack([rng.uniform(34, 46, count), some[:, 1]])
    edge = shapely.get_coordinates(
        [shapely.line_interpolate_point(zone.boundary, rng.uniform(), normalized=True) for zone in zones]
    )
    every = np.vstack([rng.uniform([34, 29], [46, 41], (count, 2)), some, some + rng.normal(size=some.shape) * 1e-14,
                       level, edge])  # fmt: skip
    return every[:, 0].copy(), every[:, 1].copy()


def told_by_geos(zones: Sequence[shapely.Geometry], x: np.ndarray, y: np.ndarray) -> list[tuple[int, ...]]:
    inside = np.array([shapely.intersects_xy(zone, x, y) for zone in zones])
    return [tuple(np.flatnonzero(column).tolist()) for column in inside.T]


def told(grid: ZoneGrid, x: np.ndarray, y: np.ndarray) -> list[tuple[int, ...]]:
    labels = grid.labels(x, y)
    sets = grid.sets
    return [sets[label] for label in labels]


@pytest.mark.usefixtures("worth")
class TestAsGeos:
    @given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 12), corners=st.integers(5, 60))
    @settings(max_examples=25)
    def test_overlapping_stars(self, seed: int, count: int, corners: int) -> None:
        rng = np.random.default_rng(seed)
        zones = [star(rng, corners) for _ in range(count)]
        x, y = hostile(rng, zones, 200)
        assert told(ZoneGrid(zones), x, y) == told_by_geos(zones, x, y)

    def test_zones_that_share_their_borders(self) -> None:
        squares = [shapely.box(36 + i, 33 + j, 37 + i, 34 + j) for i in range(5) for j in range(5)]
        x, y = hostile(np.random.default_rng(3), squares, 400)
        found = told(ZoneGrid(squares), x, y)
        assert found == told_by_geos(squares, x, y)
        assert max(map(len, found)) == 4  # a corner of four squares

    def test_real_zones_one_within_another(self) -> None:
        south = shapely.difference(SOUTH_SHELL, SOUTH_HOLE)
        zones = [HOMS, south, NORTH_SHELL, SOUTH_SHELL, shapely.MultiPolygon([HOMS, SOUTH_HOLE])]
        rng = np.random.default_rng(7)
        x, y = rng.uniform(35.5, 37.5, 20_000), rng.uniform(32, 36.5, 20_000)
        found = told(ZoneGrid(zones), x, y)
        assert found == told_by_geos(zones, x, y)
        assert (1, 3) in found
        assert (0, 4) in found
        assert () in found

    def test_the_order_of_the_points_does_not_matter(self) -> None:
        rng = np.random.default_rng(11)
        zones = [star(rng, 30) for _ in range(6)]
        x, y = hostile(rng, zones, 300)
        order, grid = rng.permutation(len(x)), ZoneGrid(zones)
        forward = told(grid, x, y)
        assert told(grid, x[order], y[order]) == [forward[row] for row in order]

    def test_180_degrees_is_one_meridian(self) -> None:
        over = shapely.MultiPolygon([shapely.box(170, 10, 180, 20), shapely.box(-180, 10, -175, 20)])
        grid = ZoneGrid([over, shapely.box(175, 12, 180, 15)])
        x, y = np.array([180.0, -180, 180, 179.9, -179.9, 0]), np.array([14.0, 14, 21, 14, 14, 14])
        assert told(grid, x, y) == [(0, 1), (0, 1), (), (0, 1), (0,), ()]
        assert told(grid, x[:5] - 360, y[:5]) == [(0, 1), (0, 1), (), (0, 1), (0,)]

    def test_a_pole_has_every_longitude(self) -> None:
        cap = shapely.box(-180, 80, 180, 90)
        wedge = shapely.box(10, 70, 20, 90)
        grid = ZoneGrid([cap, wedge])
        assert told(grid, np.array([0.0, 15, -170]), np.array([90.0, 85, 85])) == [(0, 1), (0, 1), (0,)]
        assert told(grid, np.array([0.0]), np.array([-90.0])) == [()]


def test_no_points() -> None:
    assert ZoneGrid([HOMS]).labels(np.array([]), np.array([])).size == 0


def test_sets_begin_with_none_and_each_zone_alone() -> None:
    assert ZoneGrid([HOMS, NORTH_SHELL]).sets[:3] == ((), (0,), (1,))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="no zones came"):
        ZoneGrid([])
    with pytest.raises(GeometryError, match=r"zone 2 is a LineString; .*give polygons"):
        ZoneGrid([HOMS, shapely.LineString([(0, 0), (1, 1)])])
    with pytest.raises(GeometryError, match="row 1 has latitude 91"):
        ZoneGrid([HOMS]).labels(np.array([36.0, 36]), np.array([35.0, 91]))


with np.errstate(invalid="ignore"):
    NOT_FINITE = shapely.Polygon([(0, 0), (np.nan, 1), (1, 1)])


@pytest.mark.parametrize(
    "bad",
    [
        shapely.Polygon(),
        shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
        shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)]),
        shapely.Polygon([(0, 0), (181, 0), (1, 1)]),
        shapely.Polygon([(0, 0), (1, 95), (1, 1)]),
        NOT_FINITE,
        shapely.GeometryCollection([shapely.box(0, 0, 1, 1)]),
        shapely.Point(0, 0).buffer(1).boundary,
        "no shape",
    ],
)
def test_one_of_many_is_refused_as_it_is_alone(bad: Any) -> None:
    with pytest.raises(GeometryError) as alone:
        checked_polygons([bad], "zone")
    with pytest.raises(GeometryError) as among:
        checked_polygons([shapely.box(0, 0, 1, 1), bad, shapely.box(3, 3, 4, 4)], "zone")
    assert str(among.value) == str(alone.value).replace("zone 1", "zone 2")


def test_many_are_turned_as_each_alone() -> None:
    shapes = [HOMS, HOMS.reverse(), shapely.MultiPolygon([shapely.box(0, 0, 1, 1).reverse(), shapely.box(2, 2, 3, 3)])]
    found = checked_polygons(shapes, "zone")
    assert all(one.equals_exact(checked_geometry(shape), 0) for one, shape in zip(found, shapes, strict=True))
