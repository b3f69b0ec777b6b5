"""Buffer areas: found from what is said, with the readings that were used."""

import pytest
import shapely

from zonelib import (
    BareNumberError,
    Boundary,
    BufferSpec,
    LengthError,
    PlaneError,
    Scenario,
    Selection,
    Span,
    Zone,
    buffer,
    buffer_areas,
    km,
    m,
    read,
)

SQUARE = shapely.box(10, 45, 10.3, 45.2)
ZONE = Zone(id="z", name="Z", boundaries=(Boundary(id="line", geometry=SQUARE),))
BARE = Zone(id="bare", name="No geometry")

# Buffers of the four shells [km²], equidistant plane at the centroid, ellipsoidal area: reference table of the
# project's fact sheet on the zones of 2017, section 2.4 (pyproj 3.7, shapely 2.2).
SHELLS = {
    "homs": {"outside": (101, 208, 567), "inside": (95, 182, 405)},
    "eastern_ghouta": {"outside": (46, 98, 292), "inside": (39, 72, 117)},
    "south": {"outside": (367, 739, 1_864), "inside": (356, 691, 1_541)},
    "north": {"outside": (405, 814, 2_073), "inside": (396, 778, 1_860)},
}


def shell(zone):
    return shapely.Polygon(zone.boundaries[0].geometry.exterior)


@pytest.mark.parametrize("zone", SHELLS)
@pytest.mark.parametrize("side", ["outside", "inside"])
@pytest.mark.parametrize(("place", "width"), [(0, 1), (1, 2), (2, 5)])
def test_the_reference_table(zone, side, place, width):
    found = buffer(shell(read("syria-2017").zone(zone)), km(width), side=side)
    assert found.area.km2 == pytest.approx(SHELLS[zone][side][place], abs=0.51)
    assert found.position_error < m(1.001)


def test_a_five_kilometre_inward_buffer_swallows_eastern_ghouta():
    found = buffer(read("syria-2017").zone("eastern_ghouta"), km(5), side="inside")
    assert found.core_empty
    assert "it swallows the whole of it" in str(found)
    assert not buffer(read("syria-2017").zone("homs"), km(5), side="inside").core_empty


def test_both_is_the_union_of_outside_and_inside():
    sizes = {side: buffer(ZONE, km(2), side=side).area.km2 for side in ("outside", "inside", "both")}
    assert sizes["both"] == pytest.approx(sizes["outside"] + sizes["inside"], rel=1e-4)


def test_the_result_says_how_it_was_found():
    found = buffer(ZONE, km(5))
    assert (found.of, found.boundary, found.side, found.width, found.edges) == ("z", "line", "outside", km(5), "lonlat")
    assert "azimuthal equidistant" in found.plane
    assert found.assumptions[0] == "measured from: the only boundary with a geometry"
    assert str(found).startswith(f"{found.area} outside z; edge within ")
    named = buffer(ZONE, km(5), crs="EPSG:32632")
    assert named.area.km2 == pytest.approx(found.area.km2, rel=2e-3)
    assert named.position_error > found.position_error


def test_a_described_buffer_keeps_its_readings():
    spec = BufferSpec(id="b", of=Selection(any_of=("z", "bare"), known=False), width=Span(low=km(1), high=km(2)))
    said = Scenario(id="s", title="S", zones=(ZONE, BARE), buffers=(spec,))
    low, high = buffer_areas(spec, scenario=said)
    assert (low.width, high.width, low.side) == (km(1), km(2), "both")
    assert low.assumptions[1:4] == (
        "the source does not say on which side the buffer lies",
        "the source does not say along which zones: an unknown part of z, bare",
        "the source gives a width of 1 km to 2 km; 1 km is used",
    )


def test_a_width_is_never_invented():
    silent = BufferSpec(id="b", of=Selection(any_of=("z",)), side="inside")
    none = BufferSpec(id="c", of=Selection(any_of=("z",)), width=None)
    nowhere = BufferSpec(id="d", width=km(5))
    said = Scenario(id="s", title="S", zones=(ZONE,), buffers=(silent, none, nowhere))
    assert [buffer_areas(spec, scenario=said) for spec in said.buffers] == [(), (), ()]
    asked = buffer(silent, km(1), side="outside", boundary=ZONE)
    assert asked.side == "inside"  # the side that is stated holds
    assert "the source gives no width; 1 km is the user's figure" in asked.assumptions


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: buffer(ZONE, 5), BareNumberError, r"say which unit: km\(5\) or m\(5\)"),
        (lambda: buffer(ZONE, km(0)), LengthError, "distance is 0 km; it must be more than 0"),
        (lambda: buffer(ZONE, km(-1)), LengthError, "distance is -1 km"),
        (lambda: buffer(ZONE, km(1), tolerance=1), BareNumberError, "tolerance is the bare number 1"),
        (lambda: buffer(ZONE, km(1), crs="EPSG:4326"), PlaneError, "projected"),
        (lambda: buffer(ZONE, km(1), crs="EPSG:3857"), PlaneError, "%"),
        (lambda: buffer(ZONE, km(1), side="outward"), ValueError, "outside"),
    ],
)
def test_what_cannot_be_measured_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
