"""The nearest zone of many points, how far its edge is, and the bands round it."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, Polygon, get_coordinates, segmentize
from shapely.geometry import MultiPolygon, box

import zonelib as zl
from zonelib import BareNumberError, InputError, km
from zonelib.model import Boundary, Period, Scenario, Zone

GEOD = Geod(ellps="WGS84")
HOLED = Polygon(box(36, 34, 37, 35).exterior, [box(36.4, 34.4, 36.6, 34.6).exterior])
ZONES = {
    "holed": HOLED,
    "two": MultiPolygon([box(37.5, 34, 38, 34.5), box(39, 36, 40, 37)]),
    "over": box(36.8, 34.8, 37.2, 35.2),
}


def by_sampling(lon: float, lat: float, zones: dict[str, Polygon]) -> dict[str, tuple[float, float]]:
    """Bracket the distance from every edge by places on it, none farther from the next than twice the bracket."""
    told = {}
    for name, shape in zones.items():
        edge = get_coordinates(segmentize(shape.boundary, 0.002))
        metres = GEOD.inv(np.full(len(edge), lon), np.full(len(edge), lat), edge[:, 0], edge[:, 1])[2]
        sign = -1 if shape.intersects(Point(lon, lat)) else 1
        told[name] = (sign * metres.min(), 115.0)  # half of 0.002° of latitude, and a bit
    return told


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(35.2, 40.5), st.floats(33.5, 37.5)), min_size=1, max_size=6))
def test_against_places_on_the_edges(points: list[tuple[float, float]]) -> None:
    lon, lat = np.array(points).T
    near = zl.nearest_zones(lon, lat, zones=ZONES)
    for i, (x, y) in enumerate(points):
        sampled = by_sampling(x, y, ZONES)
        least = min(metres for metres, _ in sampled.values())
        metres, doubt = sampled[near.zone[i]]
        assert metres <= least + doubt  # the zone is a nearest one
        assert metres - doubt <= near.edge_m[i] <= metres + doubt
    assert (near.edge_m <= 0).tolist() == [any(s.intersects(Point(p)) for s in ZONES.values()) for p in points]
    back = zl.nearest_zones(lon[::-1], lat[::-1], zones=ZONES)
    assert back.edge_m[::-1].tolist() == near.edge_m.tolist()
    assert back.nearest[::-1].tolist() == near.nearest.tolist()


def test_along_the_equator_and_a_meridian_to_a_millimetre() -> None:
    # One degree of the equator of WGS 84 is 111,319.491 m; the meridian from 0 to 1° is 110,574.389 m (both by
    # definition of the ellipsoid: a pi/180, and the series of the meridian arc).
    near = zl.nearest_zones([2.0, 0.5], [0.0, 2.0], zones={"z": box(0, -1, 1, 1)})
    assert near.edge_m[0] == pytest.approx(111_319.491, abs=1e-3)
    assert near.edge_m[1] == pytest.approx(GEOD.inv(0.5, 1, 0.5, 2)[2], abs=30)  # the edge bulges from its chord
    inside = zl.nearest_zones([0.5], [0.0], zones={"z": box(0, -1, 1, 1)})
    assert inside.edge_m[0] == pytest.approx(-111_319.491 / 2, abs=1e-3)


def test_in_a_hole_one_is_outside_and_on_an_edge_at_nought() -> None:
    near = zl.nearest_zones([36.5, 36.0], [34.5, 34.5], zones={"holed": HOLED})
    # the nearest edge of the hole is a meridian's, 0.1° to the west or east
    assert near.edge_m[0] == pytest.approx(GEOD.inv(36.5, 34.5, 36.4, 34.5)[2], abs=0.5)
    assert near.edge_m[1] == 0
    assert near.bands(km(5)).tolist() == ["outside", "inside"]


def test_over_the_antimeridian() -> None:
    cut = MultiPolygon([box(179, 10, 180, 11), box(-180, 10, -179, 11)])
    near = zl.nearest_zones(
        [-178.5, 179.5, 178.9], [10.5, 10.5, 10.5], zones={"far": box(170, 10, 171, 11), "cut": cut}
    )
    assert near.zone.tolist() == ["cut", "cut", "cut"]
    assert near.edge_m[0] == pytest.approx(GEOD.inv(-178.5, 10.5, -179, 10.5)[2], abs=5)
    assert near.edge_m[1] < 0 < near.edge_m[2]


def test_of_zones_that_overlap_the_one_it_lies_deepest_in() -> None:
    near = zl.nearest_zones([0.5], [0.5], zones={"small": box(0, 0, 1, 1), "large": box(-1, -1, 2, 2)})
    assert near.zone.tolist() == ["large"]
    assert "deepest" in near.rule


def test_bands_end_at_their_limits() -> None:
    lon, lat, _ = GEOD.fwd([1.0] * 3, [0.0] * 3, [90.0] * 3, [4_999.99, 5_000.01, 10_000.01])
    near = zl.nearest_zones([0.5, *lon], [0.0, *lat], zones={"z": box(0, -1, 1, 1)})
    assert near.bands(km(5), km(10)).tolist() == ["inside", "0 km to 5 km", "5 km to 10 km", "outside"]
    with pytest.raises(InputError, match="limits are 10 km, 5 km; give at least one, growing"):
        near.bands(km(10), km(5))
    with pytest.raises(InputError, match="limits are none"):
        near.bands()
    with pytest.raises(BareNumberError, match="limits"):
        near.bands(5)  # type: ignore[arg-type]


def test_each_point_by_the_lines_of_its_day() -> None:
    change = date(2017, 7, 1)
    moved = Scenario(
        id="s", title="t",
        zones=(
            Zone(id="moves", name="Moves", boundaries=(
                Boundary(id="before", geometry=box(36, 34, 37, 35), period=Period(last=change - timedelta(days=1))),
                Boundary(id="after", geometry=box(37, 34, 38, 35), period=Period(first=change, last=change)),
            )),
            Zone(id="talk", name="Talk"),
        ),
    )  # fmt: skip
    days = [change - timedelta(days=1), change, change + timedelta(days=1)]
    near = zl.nearest_zones([36.5] * 3, [34.5] * 3, zones=moved, days=days)
    assert near.zone.tolist() == ["moves", "moves", ""]
    assert near.edge_m[0] < 0 < near.edge_m[1]
    assert np.isnan(near.edge_m[2])
    assert near.bands(km(5)).tolist() == ["inside", "outside", ""]
    assert str(near) == "3 points, 1 inside; nearest 2 to moves, 0 to talk, 1 to none"
    assert [(zone, line) for zone, line, _ in near.boundaries] == [("moves", "before"), ("moves", "after")]


def test_frames_keep_their_index() -> None:
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(36.2, 34.2), Point(50, 0)], index=["a", "b"], crs=4326)
    near = zl.nearest_zones(frame, zones=ZONES)
    assert near.zone["a"] == "holed"
    assert near.metres["b"] > 3e6
    assert near.bands(km(5))["a"] == "inside"


def test_days_and_zones_that_cannot_be() -> None:
    with pytest.raises(InputError, match="known_on came without days"):
        zl.nearest_zones([1], [1], zones=ZONES, known_on=date(2017, 7, 1))
    with pytest.raises(InputError, match="bare zones, which have no time"):
        zl.nearest_zones([1], [1], zones=ZONES, days=["2017-07-01"])


def test_many_zones_over_the_earth_as_one_by_one() -> None:
    random = np.random.default_rng(8)
    corners = np.column_stack([random.uniform(-175, 170, 40), random.uniform(-85, 80, 40)])
    zones = {f"z{i}": box(x, y, x + 5 * random.random() + 0.1, y + 5 * random.random() + 0.1)
             for i, (x, y) in enumerate(corners)}  # fmt: skip
    lon, lat = random.uniform(-180, 180, 300), np.degrees(np.arcsin(random.uniform(-1, 1, 300)))
    near = zl.nearest_zones(lon, lat, zones=zones)
    alone = np.array([zl.nearest_zones(lon, lat, zones={name: shape}).edge_m for name, shape in zones.items()])
    np.testing.assert_allclose(near.edge_m, alone.min(axis=0), atol=4e-4)
