"""Strips asked for in the words of agreements."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
import shapely

import zonelib as zl
from zonelib.analysis import (
    area_between,
    common_to,
    corridor,
    distance_bands,
    east_or_west_of,
    inward_band,
    north_or_south_of,
    one_sided_strip,
    sector,
    stepped_strip,
    strips_by_class,
    tapered_strip,
    two_sided_strip,
    union_of,
    without,
)
from zonelib.errors import BareNumberError, GeometryError, InputError, LengthError
from zonelib.model import Boundary, Place, Zone
from zonelib.units import km, m, nmi

LINE = shapely.LineString([(36, 35), (36.5, 35.2), (37, 35), (37.4, 35.6)])
NORTH = Place(id="town", name="Town", geometry=shapely.Point(36.5, 36))
LAND = Zone(
    id="land", name="Land",
    boundaries=(Boundary(id="edge", geometry=shapely.Polygon([*LINE.coords, (37.4, 37), (36, 37)])),),
)  # fmt: skip


def test_a_side_is_named_by_a_place_a_zone_or_a_position() -> None:
    one = one_sided_strip(LINE, km(15), toward=NORTH)
    assert {one_sided_strip(LINE, km(15), toward=side).area for side in (LAND, (36.5, 36))} == {one.area}
    said = r"[\d,]+ km², strip 15 km wide on the side of town, round ends; edge within 0\.13 m, area within 0\.0\d+ km²"
    assert re.fullmatch(said, str(one))
    assert one.of == "town"
    assert "measured from: its geometry" in one.assumptions


def test_the_strips_of_an_agreement() -> None:
    wide = two_sided_strip(LINE, km(10), other=km(5), toward=NORTH, ends="flat")
    assert "10 km wide on the side of town and 5 km on the other, flat ends" in str(wide)
    assert corridor(LINE, total=km(5)).area == corridor(LINE, each_side=km(2.5)).area
    assert "half of it on each side" in corridor(LINE, total=km(5)).what
    bands = distance_bands(LINE, [km(10), km(20), km(25)], toward=NORTH)
    assert [band.what for band in bands][1] == "band from 10 km to 20 km on the side of town"
    assert stepped_strip(LINE, [(km(0), km(50), km(20)), (km(50), None, km(40))], toward=NORTH).area > bands[0].area
    classes = strips_by_class(LINE, {"fixed-wing": km(40), "rotary": [(km(0), None, km(10))]}, toward=NORTH)
    assert classes["fixed-wing"].area > classes["rotary"].area


def test_a_width_that_changes_evenly_lies_between_its_widths() -> None:
    found = tapered_strip(LINE, [(km(0), km(10)), (None, km(20))], toward=NORTH)
    narrow, wide = (one_sided_strip(LINE, km(width), toward=NORTH, ends="flat") for width in (10, 20))
    assert narrow.area < found.area < wide.area
    assert "10 km at 0 km, 20 km at the end, flat ends" in str(found)
    with pytest.raises(BareNumberError, match=r"widths\[0\] is the bare number 10"):
        tapered_strip(LINE, [(km(0), 10), (None, km(20))])  # type: ignore[list-item]


def test_inward_bands_keep_the_range() -> None:
    found = inward_band(LAND, (km(15), km(20)), along=LINE)
    assert found.certain.area < found.possible.area
    assert found.certain.what == "band inside, 15 km deep along part of the edge, round ends"


def test_parts_are_put_together_with_their_errors() -> None:
    strip, town = one_sided_strip(LINE, km(15), toward=NORTH), shapely.Point(36.5, 35.25).buffer(0.03)
    left = without(strip, town)
    assert left.area < strip.area
    assert left.position_error >= strip.position_error
    again = union_of(left, common_to(strip, town))
    assert again.area.km2 == pytest.approx(strip.area.km2, rel=1e-9)
    nothing = common_to(strip, shapely.box(0, 0, 1, 1))
    assert str(nothing) == "what 2 parts have in common: nothing"
    assert "the intersection is empty" in nothing.assumptions


def test_half_planes_areas_between_and_sectors() -> None:
    box = shapely.box(36, 34, 38, 37)
    north, south = (north_or_south_of(36, box, side=side) for side in ("north", "south"))
    east, west = (east_or_west_of(37, box, side=side) for side in ("east", "west"))
    assert north.area.km2 + south.area.km2 == pytest.approx(east.area.km2 + west.area.km2, rel=1e-12)
    assert north.geometry.bounds == (36, 36, 38, 37)
    other = shapely.LineString([(36, 34), (37.4, 34.2)])
    assert str(area_between(LINE, other)).endswith("km²")
    fan = sector(NORTH, outer=nmi(12), from_bearing=350, to_bearing=10)
    assert fan.what == "sector within 12 nmi, bearings 350° to 10°"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: one_sided_strip(LINE, 5, toward=NORTH), BareNumberError, r"width is the bare number 5"),
        (lambda: one_sided_strip(LINE, km(0), toward=NORTH), LengthError, "width is 0 km"),
        (lambda: one_sided_strip(LINE, km(1), toward=NORTH, tolerance=1), BareNumberError, "tolerance is the bare"),
        (lambda: one_sided_strip(LAND, km(1), toward=NORTH), GeometryError, "a LineString"),
        (lambda: corridor(LINE), InputError, "give one width"),
        (lambda: corridor(LINE, total=5), BareNumberError, "total is the bare number"),
        (lambda: distance_bands(LINE, [km(5), 10]), BareNumberError, r"limits\[1\] is the bare number 10"),
        (lambda: strips_by_class(LINE, {"x": 5}), BareNumberError, "the width of 'x'"),
        (lambda: stepped_strip(LINE, [(0, None, km(1))]), BareNumberError, r"the start of widths\[0\]"),
        (lambda: inward_band(LAND, (km(2), km(1)), along=LINE), LengthError, "lesser depth comes first"),
        (lambda: inward_band(LAND, km(2), along=((0, 0), (1, 1))), GeometryError, "raise snap_m knowingly"),
        (lambda: sector(LAND, outer=km(1), from_bearing=0, to_bearing=1), InputError, "round a point"),
        (lambda: sector(NORTH, outer=m(5), from_bearing=1, to_bearing=361), InputError, "the same bearing"),
        (union_of, InputError, "at least one"),
        (lambda: union_of(LINE), GeometryError, "buffer it first"),
    ],
)
def test_what_cannot_be_is_refused(call: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("toward", [None, (37.4644, 35.0431)])
def test_the_sectors_of_a_strip_share_it_out(toward):
    border = zl.read("syria-2017").place("hama_homs_border")
    cut = zl.sectors(border, parts=4)
    parts = zl.strip_sectors(cut, zl.km(5), toward=toward)
    if toward is None:
        whole = zl.corridor(border, each_side=zl.km(5), ends="flat")
    else:
        whole = zl.one_sided_strip(border, zl.km(5), toward=toward, ends="flat")
    for a, b in pairwise(parts):
        assert shapely.intersection(a.geometry, b.geometry).area == pytest.approx(0, abs=1e-12)
    union = shapely.union_all([part.geometry for part in parts])
    off = zl.area(shapely.symmetric_difference(whole.geometry, union)).area.m2
    assert off <= sum(part.area_error.m2 for part in parts)
    assert sum(part.area.m2 for part in parts) == pytest.approx(whole.area.m2, abs=2 * off + 1)


def test_the_sectors_of_a_strip_follow_the_burden():
    line = shapely.LineString([(36, 35), (38, 35)])
    heavy = zl.sectors(line, parts=2, along=[(zl.km(50), 3.0), (None, 1.0)])
    first, second = zl.strip_sectors(heavy, zl.km(2))
    ratio = heavy.sectors[0].length_m / heavy.sectors[1].length_m
    assert first.area.m2 / second.area.m2 == pytest.approx(ratio, rel=1e-3)
