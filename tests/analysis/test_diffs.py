"""Boundaries laid over each other: laws, outsiders' numbers, wording, and what is refused."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

import zonelib as zl
from tests.geodesy.shapes import GHOUTA, HOMS, SOUTH, SOUTH_SHELL
from zonelib import km, m

A, B = box(36, 33, 36.5, 33.5), box(36, 33.01, 36.6, 33.5)


def line(shape, id="x", precision=zl.NOT_STATED, **said):
    return zl.Boundary(id=id, geometry=shape, precision=precision, **said)


def town(lon, lat, id="t"):
    return zl.Place(id=id, name=id.title(), kind="town", geometry=Point(lon, lat))


def test_a_hole_is_a_part_of_the_area_published_for_it():
    # The project's fact sheet on the zones of 2017, section 2.3: shell 2,675 km², less the hole 2,445 km².
    diff = zl.compare_boundaries(SOUTH_SHELL, SOUTH)
    assert diff.core.area.km2 == pytest.approx(2_445, abs=0.51)
    assert diff.only_a.area.km2 == pytest.approx(2_675 - 2_445, abs=1)
    assert diff.only_b.geometry.is_empty
    assert diff.only_b.area.km2 == 0


def test_a_boundary_does_not_differ_from_itself():
    diff = zl.compare_boundaries(line(SOUTH, precision=m(0)), line(SOUTH, precision=m(0)), towns=[town(36.1, 33)])
    assert diff.greatest.distance.m == diff.mean.m == diff.mean_error.m == 0
    assert diff.parts == ()
    assert diff.same_a.share == diff.same_b.share == pytest.approx(1)
    assert diff.changing == ()


def test_an_outer_buffer_lies_its_width_away():
    hull = HOMS.convex_hull
    strip = zl.buffer(hull, km(2), side="outside")
    diff = zl.compare_boundaries(hull, Polygon(strip.geometry.exterior))
    assert diff.greatest.distance.m == pytest.approx(2_000, abs=strip.position_error.m + diff.greatest.error.m)
    assert diff.mean.m == pytest.approx(2_000, abs=strip.position_error.m + diff.mean_error.m)
    assert diff.only_b.area.km2 == pytest.approx(strip.area.km2, abs=1e-3)


def test_turned_round_it_says_the_same():
    there, back = zl.compare_boundaries(A, B, precision=km(1)), zl.compare_boundaries(B, A, precision=km(1))
    assert (there.only_a.area, there.only_b.area) == (back.only_b.area, back.only_a.area)
    assert there.core.area == back.core.area
    assert there.greatest.distance == back.greatest.distance
    assert there.mean.m == pytest.approx(back.mean.m, abs=1e-6)
    assert {there.greatest.line, back.greatest.line} == {"a", "b"}
    assert there.same_a.length.m == pytest.approx(back.same_b.length.m, abs=there.same_a.error.m + 1e-6)


boxes = st.tuples(st.floats(35, 35.4), st.floats(33, 33.4), st.floats(0.05, 0.5), st.floats(0.05, 0.5)).map(
    lambda b: box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@settings(max_examples=20)
@given(boxes, boxes, st.floats(10, 20_000))
def test_the_parts_add_up(a, b, precision_m):
    diff = zl.compare_boundaries(a, b, precision=m(precision_m))
    rounding = 1e-3
    for thing, only in ((a, diff.only_a), (b, diff.only_b)):
        whole = zl.area(thing)
        error = diff.core.error.m2 + only.error.m2 + whole.error.m2 + rounding
        assert diff.core.area.m2 + only.area.m2 == pytest.approx(whole.area.m2, abs=error)
    parts = sum(part.area.m2 for part in diff.parts)
    assert parts == pytest.approx(diff.only_a.area.m2 + diff.only_b.area.m2, abs=rounding)
    for part in diff.parts:
        assert part.offset <= part.offset_most
        assert part.offset.m <= diff.greatest.distance.m + diff.greatest.error.m
        assert (part.told == "sliver") == (part.offset_most.m <= precision_m)
        assert (part.told == "dispute") == (part.offset.m > precision_m)
    if diff.greatest.distance.m + diff.greatest.error.m < precision_m - 100:
        assert not diff.disputes
        assert diff.same_a.share == diff.same_b.share == pytest.approx(1)


def test_slivers_are_told_from_disputes_by_the_two_precisions_together():
    diff = zl.compare_boundaries(line(A, "one", km(1)), line(B, "two", km(1)), towns=[town(36.55, 33.2)])
    assert diff.precision == km(2)
    assert diff.precision_rule == "the stated precisions of the two added up: 1 km and 1 km"
    # 0.01° of latitude is 1.1 km, 0.1° of longitude at 33° is 9.3 km.
    assert [(part.told, part.only_in) for part in diff.parts] == [("dispute", "b"), ("sliver", "a")]
    assert [town.told for town in diff.changing] == ["dispute"]
    assert str(diff) == (
        "one (a) and two (b): 2,532 km² in both, 52 km² only in a, 506 km² only in b; lines up to 9.34 km at "
        "(36.6000, 33.0100) apart, 2.63 km on average; 1 dispute and 1 sliver, as the lines are good to 2 km together; "
        "153.8 km (75 %) of a and 151.5 km (69 %) of b are the same within that; 1 of 1 place change sides"
    )
    assert str(diff.parts[1]) == "sliver: 52 km² only in a, lines up to 1.11 km apart"
    assert str(diff.towns[0]) == "T: in b only, 4.66 km from the nearer line"


def test_without_a_stated_precision_none_is_told_apart():
    diff = zl.compare_boundaries(line(A, precision=km(1)), line(B))
    assert diff.precision is zl.NOT_STATED
    assert {part.told for part in diff.parts} == {"undecided"}
    assert (diff.disputes, diff.slivers, diff.same_a, diff.same_b) == ((), (), None, None)
    assert "no precision is stated, so slivers are not told from disputes (the precision of b is not stated)" in str(
        diff
    )
    assert zl.compare_boundaries(line(A), line(B), precision=km(2)).precision_rule == "as asked for"


def test_towns_are_counted_by_side():
    towns = [town(36.2, 33.2, "both"), town(36.2, 33.005, "only_a"), town(36.55, 33.3, "only_b"), town(37, 33, "none")]
    sides = {one.place: (one.in_a, one.in_b, one.changes) for one in zl.compare_boundaries(A, B, towns=towns).towns}
    assert sides == {
        "both": (True, True, False), "only_a": (True, False, True), "only_b": (False, True, True),
        "none": (False, False, False),
    }  # fmt: skip


def test_boundaries_that_never_meet_have_no_core():
    diff = zl.compare_boundaries(HOMS, GHOUTA, precision=km(5))
    assert diff.core.geometry.is_empty
    assert [part.told for part in diff.parts] == ["dispute", "dispute"]
    assert diff.same_a.geometry.is_empty
    assert diff.same_a.share == 0


def test_across_180_it_is_as_elsewhere():
    def pair(shift):
        if shift:
            return [
                shapely.MultiPolygon([box(179.5, -16, 180, -15.5), box(-180, -16, e, -15.5)]) for e in (-179.5, -179.3)
            ]
        return [box(19.5, -16, e, -15.5) for e in (20.5, 20.7)]

    seam, plain = (zl.compare_boundaries(*pair(shift), precision=km(1)) for shift in (True, False))
    assert seam.core.area.m2 == pytest.approx(plain.core.area.m2, rel=1e-9)
    assert seam.only_b.area.m2 == pytest.approx(plain.only_b.area.m2, rel=1e-9)
    assert seam.greatest.distance.m == pytest.approx(plain.greatest.distance.m, abs=0.05)
    assert [part.told for part in seam.parts] == ["dispute"]


def test_a_part_across_180_counts_as_one():
    def diff(middle):
        def boxed(west, south, east, north):
            if middle != 180:
                return box(middle + west, south, middle + east, north)
            return shapely.MultiPolygon([box(180 + west, south, 180, north), box(-180, south, east - 180, north)])

        return zl.compare_boundaries(boxed(-0.5, -16, 0.5, -15.5), boxed(-0.5, -16, 0.5, -15.4), precision=km(1))

    (seam,), (plain,) = diff(180).parts, diff(20).parts
    assert seam.geometry.geom_type == "MultiPolygon"
    assert seam.area.m2 == pytest.approx(plain.area.m2, rel=1e-9)
    assert seam.offset.m == pytest.approx(plain.offset.m, abs=0.05)
    assert seam.told == plain.told == "dispute"


def test_parts_that_meet_in_a_point_of_180_are_two():
    east, west = box(179, 0, 180, 1), box(-180, 1, -179, 2)
    far = box(100, 0, 101, 1)
    diff = zl.compare_boundaries(shapely.MultiPolygon([east, west, far]), far, precision=km(1))
    assert [part.geometry.geom_type for part in diff.parts] == ["Polygon", "Polygon"]


@pytest.mark.parametrize(
    ("thing", "error", "match"),
    [
        (LineString([(36, 33), (37, 34)]), zl.GeometryError, "b is a LineString; a Polygon or MultiPolygon"),
        (Polygon(), zl.GeometryError, "empty"),
        (Polygon([(36, 33), (37, 34), (37, 33), (36, 34)]), zl.GeometryError, "not a valid Polygon"),
        (box(170, 0, 190, 1), zl.GeometryError, "longitude"),
        (zl.Boundary(id="told"), zl.InputError, "boundary 'told' has no geometry"),
        (zl.Zone(id="z", name="Z"), zl.InputError, "zone 'z' has no boundary with a geometry"),
        (box(-180, -90, 180, 90), zl.GeometryError, "whole earth"),
        ("homs", zl.InputError, "a str came"),
    ],
)
def test_what_cannot_be_compared_is_refused(thing, error, match):
    with pytest.raises(error, match=match):
        zl.compare_boundaries(A, thing)


def test_bare_numbers_and_wide_towns_are_refused():
    with pytest.raises(zl.BareNumberError, match=r"km\(2\)"):
        zl.compare_boundaries(A, B, precision=2)
    with pytest.raises(zl.InputError, match="place 'r' is a Polygon"):
        zl.compare_boundaries(A, B, towns=[zl.Place(id="r", name="R", geometry=A)])
    with pytest.raises(zl.InputError, match="place 'n' is not placed"):
        zl.compare_boundaries(A, B, towns=[zl.Place(id="n", name="N")])


def test_a_frame_holds_every_part():
    diff = zl.compare_boundaries(line(A, "one", km(1)), line(B, "two", km(1)))
    frame = zl.to_frame(diff)
    assert frame.kind.tolist() == ["core", "only_b", "only_a", "same_a", "same_b"]
    assert frame.told.dropna().tolist() == ["dispute", "sliver"]
    assert frame.crs.to_epsg() == 4326
    assert frame.area_km2[0] == diff.core.area.km2


# Several proposals.


def three():
    return [
        line(box(36, 33, 36.2, 33.2), "first", proposed_by=("p",)),
        line(box(36.1, 33, 36.3, 33.2), "second", proposed_by=("q",)),
        line(box(36.15, 33.1, 36.4, 33.3), "third", proposed_by=("p", "r")),
    ]


def test_proposals_are_parted_by_combination():
    zone = zl.Zone(id="z", name="Z", boundaries=(*three(), zl.Boundary(id="told")))
    found = zl.compare_proposals(zone)
    assert found.proposals == zl.compare_proposals(three()).proposals == ("first", "second", "third")
    by_members = {one.members: one for one in found.combinations}
    assert by_members["first", "second", "third"].parties == ("p", "q", "r")
    assert by_members["first",].parties == ("p",)
    assert ("first", "third") not in by_members
    for proposal in three():
        own = sum(one.area.m2 for one in found.combinations if proposal.id in one.members)
        assert own == pytest.approx(zl.area(proposal).area.m2, abs=1)
    # Box by box on the ellipsoid, measured by themselves.
    assert found.every.area.m2 == pytest.approx(zl.area(box(36.15, 33.1, 36.2, 33.2)).area.m2, abs=1)
    union = shapely.union_all([one.geometry for one in three()])
    assert found.every.area.m2 + found.some.area.m2 == pytest.approx(zl.area(union).area.m2, abs=1)
    assert found.none is None


def test_what_none_takes_in_needs_a_frame():
    frame = zl.Place(id="province", name="Province", geometry=box(36.1, 33, 36.5, 33.3))
    found = zl.compare_proposals(three(), frame=frame)
    union = shapely.union_all([one.geometry for one in three()])
    left = shapely.difference(frame.geometry, union)
    assert found.none.area.m2 == pytest.approx(zl.area(left).area.m2, abs=1)
    # What is proposed beyond the frame counts all the same.
    assert found.every.area.m2 + found.some.area.m2 == pytest.approx(zl.area(union).area.m2, abs=1)
    assert ", none " in str(found)
    assert " of province (" in str(found)
    assert zl.to_frame(found).kind.tolist()[-1] == "none"


def test_two_proposals_are_a_diff():
    found, diff = zl.compare_proposals([A, B]), zl.compare_boundaries(A, B)
    assert found.every.area == diff.core.area
    assert {one.members: one.area for one in found.combinations} == {
        ("1", "2"): diff.core.area, ("1",): diff.only_a.area, ("2",): diff.only_b.area,
    }  # fmt: skip


def test_too_few_or_two_of_one_name_are_refused():
    with pytest.raises(zl.InputError, match="1 proposal came"):
        zl.compare_proposals([A])
    with pytest.raises(zl.InputError, match="two proposals are called 'x'"):
        zl.compare_proposals([line(A), line(B)])
    with pytest.raises(zl.GeometryError, match="2 is a LineString"):
        zl.compare_proposals([A, LineString([(36, 33), (37, 34)])])
