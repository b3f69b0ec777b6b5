"""Which geometry stands for a thing, and why."""

import datetime as dt

import pytest
import shapely

from zonelib import (
    Boundary,
    BufferSpec,
    Incident,
    InputError,
    NotFoundError,
    Place,
    Selection,
    Zone,
    area,
    default_boundary,
    distance,
    length,
    m,
)
from zonelib.analysis import stand_for

SQUARE = shapely.box(10, 45, 10.3, 45.2)
LINE = Boundary(id="line", geometry=SQUARE, certainty="proposed")


def zone(*boundaries):
    return Zone(id="z", name="Z", boundaries=boundaries)


def drawn(id, **more):
    return Boundary(id=id, geometry=SQUARE, **more)


@pytest.mark.parametrize(
    ("boundaries", "chosen"),
    [
        ((drawn("a"),), "a"),
        ((Boundary(id="described", certainty="agreed"), drawn("a")), "a"),
        ((drawn("a", certainty="approximate"), drawn("b", certainty="in_principle")), "b"),
        ((drawn("a"), drawn("b", certainty="approximate")), "b"),
        (
            (drawn("a", certainty="agreed", drawn_on=dt.date(2017, 5, 4)),
             drawn("b", certainty="agreed", drawn_on=dt.date(2017, 9, 15))),
            "b",
        ),
        ((drawn("a", certainty="agreed"), drawn("b", certainty="agreed")), "a"),
    ],
)  # fmt: skip
def test_the_default_boundary_is_the_firmest_then_the_latest_then_the_first(boundaries, chosen):
    boundary, rule = default_boundary(zone(*boundaries))
    assert boundary.id == chosen
    assert rule


def test_a_zone_without_geometry_has_no_default():
    assert default_boundary(zone(Boundary(id="described"))) == (None, "no boundary has a geometry")


def test_a_thing_stands_by_its_geometry():
    assert stand_for(SQUARE).rule == "the geometry itself"
    assert stand_for(LINE).boundary == "line"
    assert stand_for(zone(LINE)).of == "z"
    assert stand_for(zone(drawn("a"), LINE), "a").rule == "the boundary asked for"
    assert stand_for(zone(drawn("a"), LINE), LINE).boundary == "line"
    assert stand_for(Place(id="p", name="P", geometry=shapely.Point(1, 2))).of == "p"
    spec = BufferSpec(id="b", of=Selection(any_of=("z",)), boundary="line")
    assert stand_for(spec, zone(drawn("a", certainty="agreed"), LINE)).boundary == "line"
    assert stand_for(spec, LINE).rule == "the boundary itself"


@pytest.mark.parametrize(
    ("thing", "boundary", "message"),
    [
        (zone(Boundary(id="a")), None, "zone 'z' has no boundary with a geometry; give it one to measure it"),
        (zone(Boundary(id="a")), "a", "zone 'z' has boundary 'a', but not one with a geometry"),
        (zone(LINE), zone(LINE), "boundary='z' is a zone; give the id of a boundary of 'z'"),
        (SQUARE, "a", "boundary='a' goes with a zone or a buffer, not with a Polygon"),
        (Place(id="p", name="P"), None, "place 'p' has no geometry; give it one to measure it"),
        (Incident(id="i", kind="fighting"), None, "incident 'i' has no geometry"),
        ("homs", None, "a str came; give a Zone, a Boundary, a Place or a shapely geometry"),
        (BufferSpec(id="b"), None, "buffer 'b' names its zones by id only; give boundary=scenario.zone(...)"),
    ],
)
def test_what_has_no_geometry_is_refused(thing, boundary, message):
    with pytest.raises(InputError) as caught:
        stand_for(thing, boundary)
    assert message in str(caught.value)


def test_a_buffer_lies_along_its_own_zones():
    spec = BufferSpec(id="b", of=Selection(any_of=("homs",)))
    with pytest.raises(NotFoundError, match="buffer 'b' lies along homs, not along 'z'"):
        stand_for(spec, zone(LINE))
    with pytest.raises(NotFoundError, match="zone 'z' has no boundary 'lin'; did you mean 'line'"):
        stand_for(zone(LINE), "lin")


def test_measures_carry_error_and_choice():
    found = area(zone(drawn("a"), LINE), boundary="a")
    assert (found.of, found.boundary, found.rule, found.edges) == ("z", "a", "the boundary asked for", "lonlat")
    assert found.area.km2 == pytest.approx(525, abs=5)
    assert 0 < found.error.m2 < 1
    assert str(found) == f"{found.area} (z)"
    edge = length(zone(LINE))
    assert edge.length.km == pytest.approx(91.8, abs=0.3)
    assert edge.error < m(0.01)
    assert str(edge).endswith(" km (z)")
    here, there = (
        Place(id="a", name="A", geometry=shapely.Point(10, 45)),
        Place(id="b", name="B", geometry=shapely.Point(11, 45)),
    )
    apart = distance(here, there)
    assert str(apart) == "78.8 km from a to b"
    assert apart.foot_a == (10, 45)
    assert distance(here, zone(LINE)).distance.m == 0
