"""Revisit intervals by hand, as said or as measured, and the chance of seeing by simulation."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from shapely.geometry import LineString

import zonelib as zl
from zonelib import km, m

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


def said(**parts: object) -> zl.Route:
    """The part of the line from 9.1 km to 27.4 km, as a route at 20 km/h."""
    drawn = {"geometry": LineString([(36.1, 35.0), (36.3, 35.0)]), "speed_km_h": 20.0}
    return zl.Route(id="middle", name="The middle", **(drawn | parts))


def test_routes_and_frequencies_as_they_are_said() -> None:
    weekly = zl.Frequency(times=3, per="week")
    found = zl.revisits(LINE, routes={"middle": said(stop_hours=2.0)}, per_day={"middle": weekly}, within=m(100))
    whole = found.stretches[-1].ends.km
    assert [round(one.ends.km / whole, 9) for one in found.stretches] == [0.2, 0.6, 1]
    assert found.stretches[1].interval_days == pytest.approx(7 / 3)
    # Two fifths of the line there and back, three times a week, with two hours of stops each.
    assert found.km_per_day["middle"] == pytest.approx(3 / 7 * 0.8 * whole)
    assert found.hours_per_day["middle"] == pytest.approx(3 / 7 * (0.8 * whole / 20 + 2))
    # What a route does not say is taken from the question; a month is a twelfth of a year of 365.2425 days.
    monthly = zl.Frequency(times=2, per="month", every=2)
    found = zl.revisits(
        LINE,
        routes={"r": said(speed_km_h=zl.NOT_STATED)},
        per_day={"r": monthly},
        speed_km_h=10,
        stop_hours=1,
        within=m(1),
    )
    assert found.stretches[1].interval_days == pytest.approx(365.2425 / 12)
    assert found.hours_per_day["r"] == pytest.approx(12 / 365.2425 * (0.8 * whole / 10 + 1))


def test_a_route_along_a_place_of_the_scenario() -> None:
    place = zl.Place(id="track", name="The track", geometry=LineString([(36.1, 35.0), (36.3, 35.0)]))
    route = zl.Route(id="r", name="R", place="track", speed_km_h=20.0)
    scenario = zl.Scenario(id="s", title="S", places=(place,), routes=(route,))
    ask = {"routes": {"r": route}, "per_day": {"r": 1}, "within": m(10)}
    assert (
        zl.revisits(LINE, **ask, scenario=scenario).stretches
        == zl.revisits(LINE, **ask | {"routes": {"r": said()}}).stretches
    )
    with pytest.raises(zl.InputError, match="give scenario="):
        zl.revisits(LINE, **ask)


def test_a_route_off_its_line_is_told() -> None:
    away = said(geometry=LineString([(36.1, 35.0), (36.2, 35.01), (36.3, 35.0)]))
    with pytest.raises(zl.InputError, match=r"off the line: \(36.2, 35.01\) lies 1.11 km from it, more than 100 m"):
        zl.revisits(LINE, routes={"r": away}, per_day={"r": 1}, within=m(100))
    with pytest.raises(zl.InputError, match="say within="):
        zl.revisits(LINE, routes={"r": said()}, per_day={"r": 1})
    with pytest.raises(zl.InputError, match="speed on route 'middle' is not stated"):
        zl.revisits(LINE, routes={"r": said(speed_km_h=zl.NOT_STATED)}, per_day={"r": 1}, within=m(100))
    with pytest.raises(zl.InputError, match="course of route 'middle' is not told"):
        zl.revisits(LINE, routes={"r": said(geometry=zl.NOT_STATED)}, per_day={"r": 1}, within=m(100))
    ring = LineString([(36.0, 35.0), (36.5, 35.0), (36.5, 35.5), (36.0, 35.0)])
    with pytest.raises(zl.InputError, match="on a closed line"):
        zl.revisits(ring, routes={"r": said()}, per_day={"r": 1}, within=m(100))


def test_bad_input_is_told() -> None:
    with pytest.raises(zl.InputError, match="for every route"):
        zl.revisits(LINE, routes=ROUTES, per_day={"west": 1}, speed_km_h=20)
    with pytest.raises(zl.LengthError, match="the line runs from 0 to"):
        zl.revisits(LINE, routes={"a": (km(0), km(50))}, per_day={"a": 1}, speed_km_h=20)
    with pytest.raises(zl.InputError, match="speed_km_h"):
        zl.revisits(LINE, routes=ROUTES, per_day={"west": 1, "east": 1}, speed_km_h=0)
