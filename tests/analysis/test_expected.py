"""Incidents that lie anywhere within a radius: the share of each zone, and how many it holds."""

from __future__ import annotations

import itertools
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import MultiPolygon, box

import zonelib as zl
from zonelib import InputError
from zonelib.analysis.expected import SHARE_ERROR, _distribution
from zonelib.model import Boundary, Period, Scenario, Zone

GEOD = Geod(ellps="WGS84")
HALVES = {"west": box(-10, -10, 0, 10), "east": box(0, -10, 10, 10)}


def share_of(lon, lat, radius, shape):
    found = zl.expected_counts([lon], [lat], precision_m=[radius], zones={"z": shape})
    return float(found.shares[0, 0])


@pytest.mark.parametrize("radius", [1.0, 5_000.0, 25_000.0, 150_000.0])
def test_a_meridian_through_the_middle_halves_a_disc(radius: float) -> None:
    for lat in (0.0, 5.0, -8.0):
        found = zl.expected_counts([0.0], [lat], precision_m=[radius], zones=HALVES)
        assert found.shares[:, 0] == pytest.approx([0.5, 0.5], abs=SHARE_ERROR)


@pytest.mark.parametrize("part", [-0.9, -0.3, 0.2, 0.7, 0.99])
def test_a_meridian_beside_the_middle_cuts_off_a_segment(part: float) -> None:
    # On the equator a small disc is a plane one: a segment at the distance d = part · r has the share
    # (arccos part - part · sqrt(1 - part²)) / π.
    lon = GEOD.fwd(0, 0, 270, 2_000 * part)[0] if part > 0 else GEOD.fwd(0, 0, 90, -2_000 * part)[0]
    expected = (np.arccos(part) - part * np.sqrt(1 - part**2)) / np.pi
    assert share_of(lon, 0.0, 2_000.0, HALVES["east"]) == pytest.approx(expected, abs=SHARE_ERROR)


def test_a_zone_in_the_disc_has_the_share_of_its_area() -> None:
    small = box(36.69, 34.89, 36.71, 34.91)
    disc = np.pi * 25_000**2  # less than a millionth more on the ellipsoid
    assert share_of(36.7, 34.9, 25_000.0, small) == pytest.approx(zl.area(small).area.m2 / disc, rel=1e-3)


def test_inside_outside_and_exact() -> None:
    zone = box(36, 34, 37, 35)
    assert share_of(36.5, 34.5, 5_000.0, zone) == 1
    assert share_of(38.5, 34.5, 5_000.0, zone) == 0
    assert share_of(36.0, 34.5, 0.0, zone) == 1  # on the edge, as classify tells
    found = zl.expected_counts([36.5, 36.5], [34.5, 34.5], precision_m=[np.nan, 10], zones={"z": zone})
    assert (found.not_known, found.counts[0].certain) == (1, 1)
    assert np.isnan(found.shares[0, 0])
    assert str(found) == (
        "z: 1.0 expected (95% interval 1); 1 certain, 0 perhaps\n1 incident left out: how exact is not known"
    )


def test_over_the_antimeridian_as_anywhere_else() -> None:
    cut = MultiPolygon([box(179, -1, 180, 1), box(-180, -1, -179.9, 1)])
    for lon in (179.95, -179.95, 180.0, -180.0):
        here = share_of((lon % 360) - 180, 0.3, 40_000.0, box(-1, -1, 0.1, 1))
        assert share_of(lon, 0.3, 40_000.0, cut) == pytest.approx(here, abs=1e-9)


PLACES = st.lists(
    st.tuples(st.floats(-0.6, 0.6), st.floats(-5, 5), st.sampled_from([0.0, 10.0, 5_000.0, 60_000.0])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(PLACES, st.randoms(use_true_random=False))
def test_parts_add_up_and_order_never_matters(rows: list[tuple[float, float, float]], random: object) -> None:
    def shares(rows):
        lon, lat, radius = np.array(rows).T
        return zl.expected_counts(lon, lat, precision_m=radius, zones=HALVES).shares

    found, exact = shares(rows), np.array([radius == 0 for *_, radius in rows])
    assert found[:, ~exact].sum(axis=0) == pytest.approx(1, abs=1e-9)
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert shares([rows[i] for i in order]).tolist() == found[:, order].tolist()


def by_every_outcome(shares: list[float]) -> list[float]:
    told = [0.0] * (len(shares) + 1)
    for outcome in itertools.product([0, 1], repeat=len(shares)):
        told[sum(outcome)] += float(np.prod([p if hit else 1 - p for p, hit in zip(shares, outcome, strict=True)]))
    return told


@given(st.lists(st.floats(0.001, 0.999), max_size=9))
def test_the_distribution_against_every_outcome(shares: list[float]) -> None:
    assert _distribution(np.array(shares)) == pytest.approx(by_every_outcome(shares), abs=1e-12)


def test_a_long_distribution_has_its_mean_and_variance() -> None:
    p = np.random.default_rng(3).uniform(0, 1, 3_000)
    found, k = _distribution(p), np.arange(3_001)
    assert found.sum() == pytest.approx(1, abs=1e-9)
    assert (found * k).sum() == pytest.approx(p.sum(), rel=1e-9)
    assert (found * (k - p.sum()) ** 2).sum() == pytest.approx((p * (1 - p)).sum(), rel=1e-6)


def test_the_interval_leaves_out_as_much_at_either_end() -> None:
    # twenty halves are a fair coin: of 20 throws 6 to 14 are the exact 95 % range (tails of 2.07 %)
    found = zl.expected_counts([0.0] * 20, [0.0] * 20, precision_m=[1_000.0] * 20, zones=HALVES).counts[0]
    assert (found.certain, found.perhaps, found.low, found.high) == (0, 20, 6, 14)
    assert found.expected == pytest.approx(10, abs=20 * SHARE_ERROR)


def test_each_by_the_lines_of_its_day() -> None:
    zone = Zone(id="z", name="Z", boundaries=(
        Boundary(id="one", geometry=box(36, 34, 37, 35), period=Period(last=date(2017, 7, 1))),
    ))  # fmt: skip
    found = zl.expected_counts(
        [36.5, 36.5], [34.5, 34.5], precision_m=[100, 100], days=["2017-07-01", "2017-07-02"],
        zones=Scenario(id="s", title="t", zones=(zone,)),
    )  # fmt: skip
    assert found.shares.tolist() == [[1, 0]]


def test_what_cannot_be() -> None:
    with pytest.raises(InputError, match="row 0 has a radius of -1 m"):
        zl.expected_counts([0], [0], precision_m=[-1], zones=HALVES)
    with pytest.raises(InputError, match=r"row 1: a disc of 150,000 m at 89.0° reaches a pole"):
        zl.expected_counts([0, 0], [0, 89], precision_m=[150_000, 150_000], zones=HALVES)
    with pytest.raises(InputError, match=r"2 points came with precision_m of the shape \(1,\)"):
        zl.expected_counts([0, 0], [0, 1], precision_m=[1], zones=HALVES)
    with pytest.raises(InputError, match="is no number"):
        zl.expected_counts([0], [0], precision_m=["exact"], zones=HALVES)
    with pytest.raises(InputError, match="confidence is 2"):
        zl.expected_counts([0], [0], precision_m=[1], zones=HALVES, confidence=2)
    with pytest.raises(InputError, match="known_on came without days"):
        zl.expected_counts([0], [0], precision_m=[1], zones=HALVES, known_on=date(2017, 7, 1))
    with pytest.raises(InputError, match="bare zones, which have no time"):
        zl.expected_counts([0], [0], precision_m=[1], zones=HALVES, days=["2017-07-01"])
