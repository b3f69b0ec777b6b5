"""All pairs, and the nearest, against the inverse geodesic on every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from zonelib.errors import GeometryError, LengthError
from zonelib.geodesy import pairs

GEOD = Geod(ellps="WGS84")


def globe(rng, count):
    """Evenly over the earth, but for a share at the seam and about the poles."""
    lon, lat = rng.uniform(-180, 180, count), np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    tenth = count // 10
    lon[:tenth] = rng.choice([180, -180, 179.9999999, -179.99, 0, 90, -90], tenth)
    lat[tenth // 2 : 2 * tenth] = rng.choice([90, -90, 89.99, -89.999, 0], 2 * tenth - tenth // 2)
    return lon, lat


def every_distance(a, b):
    rows, cols = len(a[0]), len(b[0])
    table = (np.repeat(a[0], cols), np.repeat(a[1], cols), np.tile(b[0], rows), np.tile(b[1], rows))
    return np.asarray(GEOD.inv(*table)[2]).reshape(rows, cols)


def told(i, j, shape):
    found = np.zeros(shape, dtype=int)
    np.add.at(found, (i, j), 1)
    return found


RADII_M = [0, 1, 1e4, 3e5, 1e6, 8e6, 1e7, 1.3e7, 1.9e7, 1.9906e7, 1.999e7, 2.001e7]


@pytest.fixture(scope="module")
def sides():
    rng = np.random.default_rng(0)
    a, b = globe(rng, 40), globe(rng, 1_500)
    b[0][-40:], b[1][-40:] = a
    return a, b, every_distance(a, b)


@pytest.mark.parametrize("radius", RADII_M)
def test_every_pair_once_and_no_other(sides, radius):
    a, b, apart = sides
    found = told(*pairs.pairs_within(a, b, radius_m=radius), apart.shape)
    assert np.array_equal(found, (apart <= radius).astype(int))
    assert np.array_equal(pairs.counts_within(a, b, radius_m=radius), (apart <= radius).sum(axis=1))


def test_radii_that_are_distances_decide_like_the_inverse_geodesic(sides):
    a, b, apart = sides
    for radius in apart.ravel()[:: apart.size // 12]:
        for nudged in (radius, np.nextafter(radius, 0), np.nextafter(radius, np.inf)):
            assert np.array_equal(pairs.counts_within(a, b, radius_m=nudged), (apart <= nudged).sum(axis=1))


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), log_radius=st.floats(2, 7.31))
def test_anywhere(seed, log_radius):
    rng = np.random.default_rng(seed)
    a, b = globe(rng, 12), globe(rng, 300)
    apart = every_distance(a, b)
    found = told(*pairs.pairs_within(a, b, radius_m=10**log_radius), apart.shape)
    assert np.array_equal(found, (apart <= 10**log_radius).astype(int))
    which, metres = pairs.nearest(a, b)
    assert np.array_equal(metres, apart.min(axis=1))
    assert np.array_equal(apart[np.arange(12), which], metres)


def test_small_blocks_give_the_same(sides, monkeypatch):
    a, b, apart = sides
    monkeypatch.setattr(pairs, "_MOST_PAIRS", 64)
    monkeypatch.setattr(pairs, "_MOST_BANDS", 50)
    ready = pairs.sorted_targets(*b)
    steps = []
    found = list(pairs.pair_blocks(a, ready, radius_m=3e6, progress=lambda *at: steps.append(at)))
    assert max(len(i) for i, _ in found) <= 64 + 1_500
    assert steps[-1] == (40, 40)
    assert np.array_equal(
        told(*(np.concatenate(x) for x in zip(*found, strict=True)), apart.shape), (apart <= 3e6).astype(int)
    )


def test_nearest_from_afar(sides):
    a, b, _ = sides
    cluster = (np.linspace(10, 10.5, 200), np.linspace(40, 40.2, 200))
    apart = every_distance(a, cluster)
    which, metres = pairs.nearest(a, cluster)
    assert np.array_equal(metres, apart.min(axis=1))
    assert np.array_equal(which, apart.argmin(axis=1))
    assert np.array_equal(pairs.nearest(b, (np.array([1.0]), np.array([2.0])))[0], np.zeros(1_500))


def test_of_equally_near_ones_the_first():
    which, metres = pairs.nearest((np.zeros(1), np.zeros(1)), (np.array([1.0, -1, 1, -1]), np.zeros(4)))
    assert which.tolist() == [0]
    assert metres[0] == pytest.approx(111_319.490793, abs=1e-6)  # a degree of the equator: pi a / 180


def test_nobody_on_either_side():
    none, one = (np.zeros(0), np.zeros(0)), (np.zeros(1), np.zeros(1))
    for a, b in ((none, one), (one, none), (none, none)):
        i, j = pairs.pairs_within(a, b, radius_m=1e3)
        assert len(i) == len(j) == 0
    assert pairs.nearest(none, one)[0].shape == (0,)
    with pytest.raises(GeometryError, match="no points to be nearest to"):
        pairs.nearest(one, none)


def test_bad_input_is_named():
    one = (np.zeros(1), np.zeros(1))
    with pytest.raises(LengthError):
        pairs.pairs_within(one, one, radius_m=-1)
    with pytest.raises(GeometryError, match="row 0 has latitude"):
        pairs.pairs_within(one, (np.zeros(1), np.full(1, 91.0)), radius_m=1)
