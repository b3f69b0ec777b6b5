"""`within_shape` against the inverse geodesic to a dense outline."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from pyproj import Geod

from zonelib.errors import GeometryError, InputError
from zonelib.geodesy import densify, distances_to
from zonelib.geodesy.paths import EDGES, paths_of
from zonelib.geodesy.within_shape import SHAPE_ERROR_M, shape_distances, within_shape

GEOD = Geod(ellps="WGS84")
TURN = np.linspace(0, 2 * np.pi, 61)[:-1]
REACH = 1.5 * (1 + 0.3 * np.sin(5 * TURN))
SHAPES = {
    "star": shapely.Polygon(np.column_stack([37 + REACH * np.cos(TURN), 35 + REACH * np.sin(TURN)])),
    "line": shapely.LineString([(30, 30), (40, 36), (45, 33)]),
    "points": shapely.MultiPoint([(30, 30), (179, 0), (-179, -80)]),
    "polar cap": shapely.box(-180, 85, 180, 90),
    "with a hole": shapely.Polygon(
        [(26, 26), (49, 26), (49, 44), (26, 44)], [[(30, 30), (45, 30), (45, 40), (30, 40)]]
    ),
    "most of the earth": shapely.box(-180, -80, 180, 90),
}
CASES = [(name, "lonlat") for name in SHAPES] + [(name, "geodesic") for name in ("star", "line")]


def dense(shape, edges, count=600):
    found = []
    for path in paths_of(shape):
        if len(path) < 2:
            found.append(path)
            continue
        cuts = count // (len(path) - 1)
        share = np.tile(np.arange(cuts) / cuts, len(path) - 1)
        found.append(EDGES[edges](np.repeat(path[:-1], cuts, axis=0), np.repeat(path[1:], cuts, axis=0), share))
    return np.vstack(found)


@pytest.mark.parametrize(("name", "edges"), CASES)
def test_against_a_dense_outline(name, edges):
    shape, rng = SHAPES[name], np.random.default_rng(0)
    lon, lat = rng.uniform(-180, 180, 30), rng.uniform(-90, 90, 30)
    lon[:15], lat[:15] = rng.uniform(25, 50, 15), rng.uniform(25, 45, 15)
    outline = dense(shape, edges)
    pairs = (np.repeat(lon, len(outline)), np.repeat(lat, len(outline)), *np.tile(outline, (30, 1)).T)
    apart = np.asarray(GEOD.inv(*pairs)[2]).reshape(30, -1).min(axis=1)
    gaps = np.asarray(GEOD.inv(*outline[:-1].T, *outline[1:].T)[2])
    gap = 0.0 if name == "points" else float(np.median(gaps)) * 2
    if shape.area:
        filled = shape if edges == "lonlat" else densify(shape, tolerance_m=1.0, edges=edges)
        apart[shapely.intersects_xy(filled, lon, lat)] = 0.0
    for radius in (0, 1e3, 1e5, 1e6, 5e6, 1.5e7, 1.95e7, float(np.median(apart)), 0.9 * float(apart.max())):
        inside = within_shape(lon, lat, of=shape, radius_m=radius, edges=edges)
        # The dense outline overstates a distance d by at most gap²/8d and the like; nothing is understated.
        clear = np.abs(apart - radius) > (gap**2 / max(radius, gap, 1.0) + 1e-3)
        assert np.array_equal(inside[clear], (apart <= radius)[clear]), radius


def test_right_to_ten_micrometres():
    line, rng = SHAPES["line"], np.random.default_rng(1)
    lon, lat = rng.uniform(36, 37, 4), rng.uniform(34.5, 36, 4)
    metres = distances_to(np.column_stack([lon, lat]), line)
    for i in range(4):
        # distances_to is right to 0.2 mm only, so the step between in and out is looked for from there.
        low, high = metres[i] - 3e-4, metres[i] + 3e-4
        assert not within_shape(lon[i : i + 1], lat[i : i + 1], of=line, radius_m=low)[0]
        assert within_shape(lon[i : i + 1], lat[i : i + 1], of=line, radius_m=high)[0]
    assert SHAPE_ERROR_M < 1e-4


def test_a_single_point_is_decided_as_by_the_inverse_geodesic():
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(-180, 180, 2_000), rng.uniform(-90, 90, 2_000)
    want = GEOD.inv(np.full(2_000, 36.0), np.full(2_000, 35.0), lon, lat)[2] <= 5e6
    assert np.array_equal(within_shape(lon, lat, of=shapely.Point(36, 35), radius_m=5e6), want)
    assert np.array_equal(within_shape(lon, lat, of=shapely.MultiPoint([(36, 35)]), radius_m=5e6), want)


def test_a_larger_radius_holds_more_and_zero_is_the_shape_itself():
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(34, 40, 3_000), rng.uniform(33, 37, 3_000)
    star = SHAPES["star"]
    found = [within_shape(lon, lat, of=star, radius_m=radius) for radius in (0, 1e3, 2e4, 1e5)]
    assert np.array_equal(found[0], shapely.intersects_xy(star, lon, lat))
    for less, more in pairwise(found):
        assert not (less & ~more).any()


def test_distances_to_a_shape_block_by_block():
    told = []
    lon, lat = np.array([37.0, 41.0]), np.array([35.0, 35.0])
    found = shape_distances(lon, lat, of=SHAPES["star"], progress=lambda *at: told.append(at))
    assert found[0] == 0
    assert found[1] > 1e5
    assert told == [(2, 2)]


def test_bad_input_is_named():
    with pytest.raises(GeometryError, match="row 1 has latitude 95"):
        within_shape([0, 0], [0, 95], of=SHAPES["line"], radius_m=1.0)
    with pytest.raises(InputError, match="edges"):
        within_shape([0], [0], of=SHAPES["line"], radius_m=1.0, edges="straight")  # type: ignore[arg-type]
    with pytest.raises(GeometryError, match="empty"):
        within_shape([0], [0], of=shapely.LineString(), radius_m=1.0)
