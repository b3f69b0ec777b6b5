"""`within` against the inverse geodesic, everywhere; and the bound that its proof rests on."""

from __future__ import annotations

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from zonelib.errors import GeometryError, LengthError
from zonelib.geodesy import _fast, within
from zonelib.geodesy.discs import FARTHEST_M, conformal, curvature_bound, discs_round, steepness_bound

GEOD = Geod(ellps="WGS84")
PLACES = [
    (36, 35), (0, 0), (179.9, 10), (-180, -60), (180, 0), (20, 89.5), (20, 90), (0, -90), (-75, 84), (5, 1e-9),
    (17, 89.9999999), (3, -89.99999),
]  # fmt: skip
RADII_M = [0, 1e-3, 0.011, 1, 10, 1e3, 5e4, 1e6, 5e6, 9.99e6, 1.003e7, 1.2e7, 1.8e7, 1.99e7, 1.995e7, 2.00035e7, 2.1e7]


def truth(lon, lat, origin, radius):
    return GEOD.inv(np.full(len(lon), origin[0]), np.full(len(lon), origin[1]), lon, lat)[2] <= radius


def scattered(rng, origin, radius, count):
    """Half within metres of the radius, some within a micrometre; the rest anywhere, poles and the seam included."""
    apart = radius * rng.uniform(0.98, 1.02, count)
    apart[: count // 2] = radius + rng.normal(size=count // 2) * 3
    apart[: count // 10] = radius + rng.normal(size=count // 10) * 1e-3
    apart[: count // 50] = radius + rng.normal(size=count // 50) * 1e-6
    azimuth = rng.uniform(0, 360, count)
    azimuth[::20] = rng.choice([0, 90, 180, 270], len(azimuth[::20]))
    lon, lat, _ = GEOD.fwd(np.full(count, origin[0]), np.full(count, origin[1]), azimuth, np.abs(apart))
    lon, lat = np.array(lon), np.array(lat)
    rest = count // 4
    lon[-rest:], lat[-rest:] = rng.uniform(-180, 180, rest), np.degrees(np.arcsin(rng.uniform(-1, 1, rest)))
    lon[-9:] = [180, -180, 0, 0, 0, origin[0], origin[0], -180, 180]
    lat[-9:] = [0, 0, 90, -90, 0, origin[1], -origin[1], origin[1], -origin[1]]
    return lon, lat


def found(lon, lat, origin, radius, **more):
    return within.within(lon, lat, origin_lon=origin[0], origin_lat=origin[1], radius_m=radius, **more)


@pytest.mark.parametrize("origin", PLACES)
def test_it_says_what_the_inverse_geodesic_says(origin):
    rng = np.random.default_rng(abs(hash(origin)) % 2**32)
    for radius in RADII_M:
        lon, lat = scattered(rng, origin, radius, 3_000)
        assert np.array_equal(found(lon, lat, origin, radius), truth(lon, lat, origin, radius)), radius


@settings(max_examples=60)
@given(lon=st.floats(-180, 180), sine=st.floats(-1, 1), log_radius=st.floats(-3, 7.31), seed=st.integers(0, 2**32 - 1))
def test_anywhere_at_any_radius(lon, sine, log_radius, seed):
    origin, radius = (lon, float(np.degrees(np.arcsin(sine)))), 10.0**log_radius
    x, y = scattered(np.random.default_rng(seed), origin, radius, 1_500)
    inside = found(x, y, origin, radius)
    assert np.array_equal(inside, truth(x, y, origin, radius))
    assert not np.any(inside & ~found(x, y, origin, radius * 1.01)), "a larger radius holds what a smaller one holds"
    mirrored = found(x, -y, (lon, -origin[1]), radius)
    assert np.array_equal(inside, mirrored)


@pytest.mark.parametrize("turn", [-360, 360])
def test_a_whole_turn_changes_nothing(turn):
    rng = np.random.default_rng(1)
    for origin in PLACES[:5]:
        lon, lat = scattered(rng, origin, 2e6, 3_000)
        lon = np.round(lon, 6)
        turned = np.where(np.abs(lon + turn) <= 540, lon + turn, lon)
        assert np.array_equal(found(lon, lat, origin, 2e6), found(turned, lat, origin, 2e6))


@pytest.mark.parametrize("origin", [(36, 35), (0, 0), (179.9, 10), (-75, 84), (20, -60), (20, 85)])
@pytest.mark.parametrize("radius", [1e5, 1e6, 9.99e6, 1.003e7, 1.9e7, FARTHEST_M])
def test_w_bends_upwards_and_no_more_than_the_bound(origin, radius):
    # The edge by geographiclib, not by the PROJ that zonelib uses; second differences know W'' to rounding.
    line = np.array(
        [
            (end["lon2"] - origin[0], end["lat2"])
            for azimuth in np.degrees(np.arccos(np.linspace(1, -1, 41)))
            for end in [Geodesic.WGS84.Direct(origin[1], origin[0], azimuth, radius)]
        ]
    )
    there, own = conformal(line[:, 1]), conformal(np.array([origin[1]]))
    across = np.sin(np.radians(line[:, 0]) / 2) ** 2
    w = there.cosine * own.cosine * across + np.sin((there.chi - own.chi) / 2) ** 2
    slope = np.diff(w) / np.diff(there.z)
    bend = np.diff(slope) / ((there.z[2:] - there.z[:-2]) / 2)
    # What the directions of the edge's points are off, 10 nm, in a second difference.
    bound, noise = curvature_bound(radius), 4e-8 * steepness_bound(radius) / np.diff(there.z).min() ** 2
    assert bend.min() > -noise
    assert bend.max() < bound + noise
    assert bend.mean() > 0.5 * bound - noise, "the bound is no waste"


def test_brackets_hold_over_bands_of_any_height():
    rng = np.random.default_rng(2)
    for origin in PLACES:
        for radius in RADII_M:
            disc = discs_round(np.array([float(origin[0])]), np.array([float(origin[1])]), radius_m=radius)
            lon, lat = scattered(rng, origin, radius, 1_000)
            below, above = (rng.uniform(0, 1, 1_000) ** 4 * 5 * rng.choice([0, 1e-5, 1], 1_000) for _ in range(2))
            which = np.zeros(1_000, dtype=np.intp)
            inside, outside = disc.bracket(which, lat - below, lat + above)
            apart = np.abs(lon - origin[0]) % 360
            apart = np.minimum(apart, 360 - apart)
            is_in = truth(lon, lat, origin, radius)
            assert is_in[apart <= inside].all()
            assert not is_in[apart > outside].any()
            code = disc.decide(which, lon, lat)
            assert is_in[code == 1].all()
            assert not is_in[code == -1].any()


def test_almost_nothing_is_left_to_the_inverse_geodesic(monkeypatch):
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(20, 52, 200_000), rng.uniform(24, 46, 200_000)
    asked = []
    plain = within.inverse
    monkeypatch.setattr(within, "inverse", lambda a, b: (asked.append(len(b)), plain(a, b))[1])
    found(lon, lat, (36, 35), 1e6)
    assert sum(asked) <= 2


def test_numba_says_the_same(monkeypatch):
    rng = np.random.default_rng(4)
    for origin in PLACES:
        for radius in (10, 1e6, 1.2e7, 1.995e7):
            lon, lat = scattered(rng, origin, radius, 3_000)
            monkeypatch.setattr(within, "WORTH", 1 << 62)
            plain = found(lon, lat, origin, radius)
            monkeypatch.setattr(within, "WORTH", 0)
            assert np.array_equal(plain, found(lon, lat, origin, radius))
    with pytest.raises(GeometryError, match="row 2999 has latitude nan"):
        found(lon, np.r_[lat[:-1], np.nan], origin, radius)


def test_the_compiled_rule_is_the_written_one():
    # The same function, uncompiled: so the rule is tested where numba is not installed, too.
    rng = np.random.default_rng(5)
    for origin in PLACES:
        lon, lat = scattered(rng, origin, 1e6, 1_000)
        table = within._Table.of(origin, 1e6)
        told, written = np.zeros(1_000, dtype=np.uint8), np.zeros(1_000, dtype=np.uint8)
        assert _fast._scan(lon, lat, *within._row_rule(table), told)
        within._scan(lon, lat, table, written)
        assert np.array_equal(told, written)


def test_distances_are_the_inverse_geodesic():
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(-180, 180, 300), rng.uniform(-90, 90, 300)
    want = GEOD.inv(np.full(300, 36.0), np.full(300, 35.0), lon, lat)[2]
    assert np.array_equal(within.distances(lon, lat, origin_lon=36, origin_lat=35), want)


def test_progress_is_told_block_by_block(monkeypatch):
    monkeypatch.setattr(within, "BLOCK", 1_000)
    told = []
    found(np.zeros(2_500), np.zeros(2_500), (0, 0), 1.0, progress=lambda done, total: told.append((done, total)))
    assert told == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]


def test_no_points_no_answer():
    assert found([], [], (0, 0), 1.0).shape == (0,)


@pytest.mark.parametrize("count", [10, 40_000])
@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (1, np.nan, "row 7 has latitude nan, which is not finite"),
        (0, np.inf, "row 7 has longitude inf, which is not finite"),
        (1, 90.001, "row 7 has latitude 90.001, which is beyond ±90"),
        (0, 3_896_182.0, "row 7 has longitude"),
    ],
)
def test_the_row_that_is_off_the_earth_is_named(count, column, value, told):
    table = np.zeros((2, count))
    table[column, 7] = value
    with pytest.raises(GeometryError, match=told):
        found(*table, (0, 0), 1e6)


@pytest.mark.parametrize(
    ("lon", "lat", "told"),
    [
        ([1, 2], [1], "2 longitudes came with 1 latitudes"),
        ([[1, 2]], [[1, 2]], "2 dimensions"),
        (1.0, 2.0, "0 dimensions"),
        (["a"], [1], "are numbers"),
    ],
)
def test_columns_that_cannot_be(lon, lat, told):
    with pytest.raises(GeometryError, match=told):
        found(lon, lat, (0, 0), 1e6)


@pytest.mark.parametrize("radius", [-1, np.nan, np.inf])
def test_a_radius_that_cannot_be(radius):
    with pytest.raises(LengthError, match="0 or more"):
        found([0], [0], (0, 0), radius)


def test_an_origin_off_the_earth():
    with pytest.raises(GeometryError, match="latitude 91"):
        found([0], [0], (0, 91), 1.0)


@pytest.mark.proof
def test_ten_million_comparisons():
    rng = np.random.default_rng(7)
    done = 0
    while done < 10_000_000:
        lat = float(np.degrees(np.arcsin(rng.uniform(-1, 1))))
        origin = PLACES[done // 100_000 % len(PLACES)] if rng.random() < 0.5 else (float(rng.uniform(-180, 180)), lat)
        radius = float(10 ** rng.uniform(0, 7.301))
        lon, lat = scattered(rng, origin, radius, 100_000)
        assert np.array_equal(found(lon, lat, origin, radius), truth(lon, lat, origin, radius)), (origin, radius)
        done += 100_000
