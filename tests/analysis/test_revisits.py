"""Revisit intervals by hand, and the chance of seeing by simulation."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from shapely.geometry import LineString

import zonelib as zl
from zonelib import km

LINE = LineString([(36.0, 35.0), (36.5, 35.0)])  # 45.6 km
ROUTES = {"west": (km(0), km(20)), "east": (km(40), km(10))}


def test_intervals_and_loads_by_hand() -> None:
    found = zl.revisits(
        LINE, routes=ROUTES, per_day={"west": 1, "east": 0.5}, speed_km_h=20, stop_hours=1, target=dt.timedelta(days=1)
    )
    assert [round(one.interval_days, 9) for one in found.stretches[:3]] == [1, round(2 / 3, 9), 2]
    assert not found.stretches[3].per_day
    assert found.worst == found.stretches[3]
    assert found.km_per_day == pytest.approx({"west": 40, "east": 30})
    assert found.hours_per_day == pytest.approx({"west": 3, "east": 0.5 * (3 + 1)})
    assert found.within_target == pytest.approx(20 / found.stretches[3].ends.km)
    assert str(found).startswith("70.0 km and 5.0 hours a day; worst stretch 40.0 to 45.6 km: never passed")


def test_chances_against_simulated_visits() -> None:
    stretch = zl.revisits(LINE, routes=ROUTES, per_day={"west": 1, "east": 0.5}, speed_km_h=20).stretches[1]
    rng, days, lasts = np.random.default_rng(1), 200_000, 0.5
    begins = rng.uniform(0, days - 1, 100_000)
    for regular, visits in (
        (True, np.arange(0, days, 2 / 3)),
        (False, np.sort(rng.uniform(0, days, round(1.5 * days)))),
    ):
        seen = np.searchsorted(visits, begins) < np.searchsorted(visits, begins + lasts)
        assert stretch.chance_of_seeing(dt.timedelta(hours=12), regular=regular) == pytest.approx(seen.mean(), abs=0.01)


def test_bad_input_is_told() -> None:
    with pytest.raises(zl.InputError, match="for every route"):
        zl.revisits(LINE, routes=ROUTES, per_day={"west": 1}, speed_km_h=20)
    with pytest.raises(zl.LengthError, match="the line runs from 0 to"):
        zl.revisits(LINE, routes={"a": (km(0), km(50))}, per_day={"a": 1}, speed_km_h=20)
    with pytest.raises(zl.InputError, match="speed_km_h"):
        zl.revisits(LINE, routes=ROUTES, per_day={"west": 1, "east": 1}, speed_km_h=0)
