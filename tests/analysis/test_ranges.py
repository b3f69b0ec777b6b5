"""Rings at a reported distance."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from zonelib import (
    BareNumberError,
    Event,
    InputError,
    Leg,
    Measurement,
    Place,
    Scenario,
    discs,
    km,
    m,
    range_rings,
    read,
    ring,
)

GEOD = Geod(ellps="WGS84")
HERE = Place(id="here", name="Here", geometry=shapely.Point(37.4644, 35.0431))
LINE = Place(id="line", name="Line", geometry=shapely.LineString([(36, 35), (38, 35)]))
SILENT = Place(id="silent", name="Silent")


def scenario(*measurements, places=("here",)):
    legs = (Leg(kind="base"), Leg(kind="launch"), Leg(kind="target", places=places))
    event = Event(id="e", name="E", legs=legs)
    return Scenario(id="s", title="S", places=(HERE, LINE, SILENT), events=(event,), measurements=measurements)


def between(**figure):
    return Measurement(id="m", what="launch distance", event="e", between=("launch", "target"), **figure)


def test_every_vertex_lies_at_the_radius():
    found = ring(HERE, km(1_000))
    lon, lat = shapely.get_coordinates(found.ring).T
    _, _, far = GEOD.inv(lon * 0 + 37.4644, lat * 0 + 35.0431, lon, lat)
    assert abs(far - 1e6).max() <= found.position_error.m
    assert found.position_error.m == pytest.approx(1, abs=1e-5)
    assert str(found).startswith("1,000 km from here; circle within ")


def test_the_reference_box_of_a_thousand_kilometres():
    # Bounding box round the same point: the project's fact sheet on range claims, section 5.3 (WGS 84 geodesics).
    assert ring(HERE, km(1_000)).ring.bounds == pytest.approx((26.482, 26.023, 48.447, 44.050), abs=1e-3)


@pytest.mark.parametrize(
    ("figure", "radius", "low", "high", "rule"),
    [
        ({"bound": "exact", "value": km(1_000)}, 1_000, None, None, "stated without a hedge"),
        ({"bound": "about", "value": km(1_000)}, 1_000, 900, 1_100, '"about" read as ±10 %'),
        ({"bound": "at_least", "value": km(950)}, 950, None, None, "at least: the circle is the near end"),
        ({"bound": "interval", "low": km(950), "high": km(1_050)}, None, 950, 1_050, "an interval as stated"),
    ],
)
def test_a_figure_is_read_by_a_named_rule(figure, radius, low, high, rule):
    (found,) = range_rings(scenario(between(**figure)))
    assert [length and round(length.km) for length in (found.radius, found.low, found.high)] == [radius, low, high]
    assert found.rule == rule
    assert (found.ring is None) == (radius is None)
    assert (found.band is None) == (low is None)
    assert (found.measurement, found.event, found.place) == ("m", "e", "here")


def test_the_band_lies_between_its_ends():
    (found,) = range_rings(scenario(between(bound="about", value=km(1_000))))
    lon, lat = shapely.get_coordinates(found.band).T
    _, _, far = GEOD.inv(lon * 0 + 37.4644, lat * 0 + 35.0431, lon, lat)
    nearest, farthest = abs(far[far < 1e6] - 900e3).max(), abs(far[far > 1e6] - 1_100e3).max()
    assert max(nearest, farthest) <= found.position_error.m


def test_only_points_get_rings():
    figure = between(bound="exact", value=km(10))
    assert range_rings(scenario(figure, places=("line", "silent"))) == ()
    assert [r.place for r in range_rings(scenario(figure, places=("line", "here")))] == ["here"]
    assert range_rings(scenario(Measurement(id="x", what="lives", bound="at_least", value=3))) == ()


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(InputError, match="place 'line' is no point; a ring is drawn round a point"):
        ring(LINE, km(1))
    with pytest.raises(InputError, match="a str is no point"):
        ring("here", km(1))
    with pytest.raises(BareNumberError, match="radius is the bare number 1000"):
        ring(HERE, 1_000)
    with pytest.raises(InputError, match="measurement 'm' lies between two legs but is 7; give it a length"):
        range_rings(scenario(between(bound="exact", value=7)))


def test_the_seed_draws_the_about_figure_as_a_band_and_the_flat_one_as_a_line():
    rings = range_rings(read("syria-2017"))
    assert {(r.place, r.radius.km, r.band is not None) for r in rings} == {
        ("uqayribat", 1_000, False),
        ("uqayribat", 1_000, True),
    }


def test_discs_keep_the_index_of_what_came() -> None:
    points = gpd.GeoSeries.from_xy([36.0, 179.9], [35.0, 60.0], index=["a", "b"], crs="OGC:CRS84")
    found = discs(points, radius=km(50), tolerance=m(5))
    assert isinstance(found.geometry, gpd.GeoSeries)
    assert list(found.geometry.index) == ["a", "b"]
    assert found.position_error.m <= 5
    assert [shape.geom_type for shape in found.geometry] == ["Polygon", "MultiPolygon"]
    bare = discs([36.0, 179.9], [35.0, 60.0], radius=km(50), tolerance=m(5))
    assert all(one.equals(other) for one, other in zip(np.asarray(bare), found.geometry, strict=True))


def test_discs_refuse_a_bare_number() -> None:
    with pytest.raises(BareNumberError):
        discs([36.0], [35.0], radius=50)  # type: ignore[arg-type]
