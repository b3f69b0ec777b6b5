"""The page's own geodesics, by themselves in the browser, held against GeographicLib as pyproj carries it."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest
from pyproj import Geod

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def run(browser):
    """Run a function of the script over many rows."""
    script = resources.files("zonelib.maps").joinpath("page", "geodesic.js").read_text(encoding="utf-8")
    page = browser.new_page()
    page.add_script_tag(content=f"var zonelib = {{}};\n{script}")
    yield lambda call, rows: page.evaluate(f"rows => rows.map({call})", np.asarray(rows).tolist())
    page.close()


@pytest.fixture(scope="module")
def inverse(run):
    call = "r => { const f = zonelib.inverse([r[0], r[1]], [r[2], r[3]]); return f && [f.metres, f.bearing]; }"
    return lambda rows: run(call, rows)


def off_by(one, other):
    return np.abs((np.asarray(one) - other + 180) % 360 - 180)


@pytest.fixture(scope="module")
def starts():
    generator = np.random.default_rng(20170704)
    lat = np.degrees(np.arcsin(generator.uniform(-1, 1, 20_000)))
    return np.column_stack([generator.uniform(-180, 180, len(lat)), lat])


def test_to_a_millimetre_up_to_5000_km(inverse, starts):
    generator = np.random.default_rng(1)
    metres = 10 ** generator.uniform(0, np.log10(5e6), len(starts))
    bearing = generator.uniform(0, 360, len(starts))
    lon, lat, _ = GEOD.fwd(*starts.T, bearing, metres)
    found = inverse(np.column_stack([starts, lon, lat]))
    assert None not in found
    true_bearing, _, true = GEOD.inv(*starts.T, lon, lat)
    assert np.abs(np.array([f[0] for f in found]) - true).max() < 1e-3
    # A bearing is worth as much as what it is off by at the far end.
    assert (np.radians(off_by([f[1] for f in found], true_bearing)) * true).max() < 0.01


def test_over_the_whole_earth_right_or_cannot_tell(inverse, starts):
    ends = np.random.default_rng(2).permutation(starts)
    found = inverse(np.column_stack([starts, ends]))
    true = GEOD.inv(*starts.T, *ends.T)[2]
    told = np.array([f is not None for f in found])
    assert np.abs(np.array([f[0] for f in found if f]) - true[told]).max() < 1e-3
    assert (true[~told] > 19_900_000).all()


def test_near_the_antipode_right_or_cannot_tell(inverse, starts):
    shift = np.random.default_rng(3).normal(0, 0.7, starts.shape)
    ends = np.column_stack([starts[:, 0] + 180 + shift[:, 0], np.clip(-starts[:, 1] + shift[:, 1], -90, 90)])
    found = inverse(np.column_stack([starts, ends]))
    true = GEOD.inv(*starts.T, *ends.T)[2]
    told = np.array([f is not None for f in found])
    assert 0 < told.sum() < len(told)
    assert np.abs(np.array([f[0] for f in found if f]) - true[told]).max() < 1e-3


@pytest.mark.parametrize(
    "row",
    [
        (0, 0, 10, 0), (179.5, 0, -179.5, 0), (0, 90, 50, 40), (20, -90, 20, 0), (10, 90, 80, 90), (5, 5, 5, 5),
        (179.999, 60, -179.999, 61), (36.7, 34.7, 36.7, 34.7000001), (540, 10, -170, 12),
    ],
)  # fmt: skip
def test_poles_the_equator_the_antimeridian_and_one_point(inverse, row):
    [(metres, bearing)] = inverse([row])
    true_bearing, _, true = GEOD.inv(*row)
    assert abs(metres - true) < 1e-3
    if true > 1 and abs(row[1]) < 90:
        assert off_by(bearing, true_bearing) < 1e-6


def test_the_antipode_itself_cannot_be_told(inverse):
    assert inverse([(0, 0, 180, 0), (30, 20, -150, -20), (0, 90, 0, -90)])[:2] == [None, None]


def test_the_line_drawn_lies_on_the_geodesic_and_is_never_torn(run):
    row = (170, 50, -150, 60)
    [line] = run("r => zonelib.geodesic([r[0], r[1]], [r[2], r[3]], 50000).line", [row])
    lon, lat = np.array(line).T
    assert np.abs(np.diff(lon)).max() < 2
    assert (lon[0], lon[-1]) == (170, 210)
    bearing, _, metres = GEOD.inv(*row)
    true_lon, true_lat, _ = GEOD.fwd(
        *(np.full(len(line), v) for v in (170, 50, bearing)), np.linspace(0, metres, len(line))
    )
    assert GEOD.inv(lon, lat, true_lon, true_lat)[2].max() < 1e-3
