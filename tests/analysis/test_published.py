"""Published figures beside computed ones."""

from __future__ import annotations

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from shapely.geometry import Point, box

import zonelib as zl
from tests.geodesy.shapes import GHOUTA, HOMS
from zonelib import geodesy, km, m


def figure(quantity, bound="about", **said):
    return zl.Measurement(id="f", what="a figure", quantity=quantity, bound=bound, **said)


def compared(thing, *figures, **options):
    return zl.compare_published(thing, figures, **options)


# The project's fact sheet on the zones of 2017, section 2.3: 499 km² and 98 km round; 117 km² and 43 km round.
@pytest.mark.parametrize(("shape", "km2", "round_km"), [(HOMS, 499, 98), (GHOUTA, 117, 43)])
def test_areas_and_lengths_of_the_fact_sheet(shape, km2, round_km):
    area, edge = compared(shape, figure("area", value=km2, unit="km²"), figure("length", value=km(round_km)))
    assert area.agrees
    assert edge.agrees
    assert (area.low, area.high, area.unit) == (km2 - 0.5, km2 + 0.5, "km²")
    assert (edge.low, edge.high, edge.unit) == (round_km - 0.5, round_km + 0.5, "km")
    assert area.line_error is zl.NOT_STATED


def test_the_precision_of_the_line_counts():
    # Published for the enclave: about 100 to 105 km² (fact sheet, section 2.1); the line is good to 0.7 km.
    said = figure("area", "interval", low=100, high=105, unit="km²")
    (bare,) = compared(GHOUTA, said)
    (good,) = compared(zl.Boundary(id="g", geometry=GHOUTA, precision=m(700)), said)
    assert not bare.agrees
    assert good.agrees
    assert bare.difference == good.difference == pytest.approx(117 - 105, abs=0.6)
    # A line moved out by its precision everywhere gains the outer strip, no more.
    strip = zl.buffer(GHOUTA, m(700), side="outside")
    assert strip.area.km2 <= good.line_error <= 1.1 * strip.area.km2


@pytest.mark.parametrize(
    ("value", "half"), [(499, 0.5), (6_100, 50), (6_105, 0.5), (0.25, 0.005), (1e6, 5e5), (104.5, 0.05)]
)
def test_a_figure_is_good_to_half_a_unit_of_its_last_digit(value, half):
    (found,) = compared(HOMS, figure("area", value=value, unit="km²"))
    assert (found.low, found.high) == pytest.approx((value - half, value + half), rel=1e-12)
    assert found.rule == f"good to {half:g} km²: half a unit of its last digit"


def test_units_are_those_of_the_figure():
    hectares, miles, nautical = compared(
        HOMS, figure("area", value=49_900, unit="ha"), figure("length", value=zl.miles(61)),
        figure("length", value=zl.nmi(53)),
    )  # fmt: skip
    # 1 km² is 100 ha; the edge of 98.1 km divided by the lengths of NIST SP 811.
    assert hectares.computed == pytest.approx(100 * zl.area(HOMS).area.km2)
    assert miles.computed == pytest.approx(zl.length(HOMS).length.m / 1_609.344)
    assert nautical.computed == pytest.approx(zl.length(HOMS).length.m / 1_852)


def test_a_least_has_no_upper_end():
    low, high = compared(
        HOMS, figure("area", "at_least", value=400, unit="km²"), figure("area", "at_least", value=600, unit="km²")
    )
    assert (low.agrees, low.difference, low.high) == (True, 0.0, None)
    assert (high.agrees, high.high) == (False, None)
    assert high.difference == pytest.approx(499 - 600, abs=0.51)


def test_the_width_of_a_disc_is_its_diameter():
    disc = geodesy.disc(36.5, 33.0, radius_m=4_000, tolerance_m=0.5).geometry
    (found,) = compared(disc, figure("width", value=km(8)))
    assert found.agrees
    assert found.computed == pytest.approx(8, abs=found.error + 0.001)
    assert found.error < 0.02


def test_the_width_of_a_long_box_is_its_short_side():
    # The greatest circle touches both parallels: their distance along the meridian, by Karney's own Python.
    tall = Geodesic.WGS84.Inverse(33, 36, 33.1, 36)["s12"] / 1e3
    (found,) = compared(box(36, 33, 36.6, 33.1), figure("width", value=km(11)))
    assert found.computed == pytest.approx(tall, abs=found.error + 0.01)
    seam = shapely.MultiPolygon([box(179.9, 33, 180, 33.1), box(-180, 33, -179.5, 33.1)])
    (crossing,) = compared(seam, figure("width", value=km(11)))
    assert crossing.computed == pytest.approx(tall, abs=crossing.error + 0.01)


def test_counts_count_what_is_inside_and_doubt_what_is_near_the_line():
    places = [
        zl.Place(id=f"p{i}", name=f"P{i}", geometry=Point(lon, 33.25))
        for i, lon in enumerate((36.1, 36.2, 36.495, 36.505, 36.9))
    ]
    zone = zl.Boundary(id="b", geometry=box(36, 33, 36.5, 33.5), precision=km(1))
    exact, four, five = compared(
        zone, figure("count", "exact", value=3), figure("count", "exact", value=5),
        figure("count", "exact", value=6), places=places,
    )  # fmt: skip
    # 0.005° of longitude at 33° is 470 m: two places lie within a kilometre of the line.
    assert (exact.computed, exact.line_error, exact.rule) == (3, 2, "a count, as stated")
    assert (exact.agrees, four.agrees, five.agrees) == (True, True, False)


def test_it_says_both_and_chooses_neither():
    boundary = zl.Boundary(id="g", geometry=GHOUTA, precision=m(700))
    (found,) = compared(boundary, figure("area", value=80, unit="km²"))
    assert str(found) == (
        "area: published about 80 km² (good to 5 km²: half a unit of its last digit), computed 117 km² (the line "
        "leaves ± 31.4 km²); +37.1 km², farther apart than the errors together"
    )
    assert "length of the edge" in compared(boundary, figure("length", value=km(43)))[0].method


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"value": 4.0, "unit": "km²"}, "no quantity"),
        ({"quantity": "area", "value": 4.0, "unit": "acre-feet"}, "wanted is a number of km², m², ha, mi²"),
        ({"quantity": "area", "value": km(4)}, "wanted is a number of km²"),
        ({"quantity": "length", "value": 4.0}, r"wanted is a length such as km\(5\)"),
        ({"quantity": "count", "value": 4.0}, "give places="),
    ],
)
def test_figures_that_do_not_fit_are_refused(said, match):
    with pytest.raises(zl.InputError, match=match):
        compared(HOMS, zl.Measurement(id="f", what="x", bound="about", **said))


def test_a_figure_of_another_zone_is_refused():
    zone = zl.Zone(id="homs", name="Homs", boundaries=(zl.Boundary(id="b", geometry=HOMS),))
    with pytest.raises(zl.InputError, match="of 'south', not of 'homs'"):
        compared(zone, figure("area", value=499, unit="km²", zone="south"))
    with pytest.raises(zl.GeometryError, match="LineString"):
        compared(shapely.LineString([(36, 33), (37, 34)]), figure("area", value=1, unit="km²"))


def test_a_file_may_point_a_figure_at_a_zone(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(
        'zonelib = 1\nid = "x"\ntitle = "X"\n[[zones]]\nid = "z"\nname = "Z"\n[[measurements]]\nid = "f"\n'
        'what = "area"\nbound = "about"\nvalue = 499.0\nunit = "km²"\nquantity = "area"\nzone = "z"\n',
        encoding="utf-8",
    )
    said = zl.read(path).measurements[0]
    assert (said.quantity, said.zone) == ("area", "z")
    path.write_text(path.read_text(encoding="utf-8").replace('zone = "z"', 'zone = "y"'), encoding="utf-8")
    with pytest.raises(zl.ScenarioError, match="'y' is not among the zones"):
        zl.read(path)
