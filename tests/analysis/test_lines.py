"""Lines from the front door: distances with units, things by their names, sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from zonelib import BareNumberError, Boundary, GeometryError, InputError, LengthError, Place, Zone, km, m
from zonelib.analysis.lines import chainage, place_at, section, sectors, shared_border, side_of, simplify

GEO = Path(__file__).resolve().parents[2] / "data" / "geo"


def read(name):
    features = json.loads((GEO / f"{name}.geojson").read_text())["features"]
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


LAND = read("syria-governorates")
LINE = Place(
    id="hama_homs_border", name="The border of Hama and Homs", geometry=read("hama-homs-border")["hama_homs_border"]
)
HAMA, HOMS = (
    Zone(id=name, name=name.title(), boundaries=(Boundary(id="outline", geometry=LAND[name]),))
    for name in ("hama", "homs")
)
UQAYRIBAT = Place(id="uqayribat", name="Uqayribat", geometry=shapely.Point(37.4644, 35.0431))


def test_how_far_along():
    found = chainage(LINE, UQAYRIBAT)
    assert str(found) == "at 158.4 km along hama_homs_border, 3.317 km from it"
    assert (found.of, found.rule, found.edges, found.also) == (LINE.id, "its geometry", "lonlat", ())
    assert found.error < m(0.001)
    (back,) = place_at(LINE, found.chainage)
    assert back.lonlat == pytest.approx(found.lonlat, abs=1e-9)
    assert str(back) == "(37.49960, 35.03564), 158.4 km along hama_homs_border"
    assert [one.chainage for one in place_at(LINE, [km(1), km(2)])] == [km(1), km(2)]
    assert place_at(LINE, []) == ()


def test_along_the_edge_of_a_zone():
    found = chainage(HAMA, UQAYRIBAT, ring_start=shapely.Point(36.3, 34.9), edges="geodesic")
    assert str(found).startswith("at 1")
    assert found.of == "hama"
    assert found.offset.m == pytest.approx(chainage(LINE, UQAYRIBAT).offset.m, abs=0.01)
    with pytest.raises(InputError, match="hama is an area; say where its edge starts, ring_start="):
        chainage(HAMA, UQAYRIBAT)
    with pytest.raises(InputError, match="hama_homs_border has a start of its own"):
        chainage(LINE, UQAYRIBAT, ring_start=UQAYRIBAT)


def test_what_is_equally_near_is_told():
    hairpin = shapely.LineString([(0, 0), (0, 10), (1, 10), (1, 0)])
    assert "; as near at 1,768.4 km" in str(chainage(hairpin, shapely.Point(0.5, 5)))
    assert len(chainage(hairpin, shapely.Point(0.49, 5), tie=km(3)).also) == 1


def test_a_section():
    found = section(LINE, from_mark=km(100), to_mark=km(125))
    assert found.length.km == pytest.approx(25)
    assert str(found) == "25.0 km of line along hama_homs_border"
    with pytest.raises(LengthError, match="the line runs from 0 to 285,844"):
        section(LINE, from_mark=km(0), to_mark=km(300))


def test_what_two_zones_share():
    found = shared_border(HAMA, HOMS)
    assert shapely.equals_exact(found.geometry, LINE.geometry)
    assert str(found) == "285.8 km of line between hama and homs"
    assert found.assumptions[0] == "edges that both have"
    assert (
        shared_border(HAMA, HOMS, tolerance=m(50)).assumptions[0] == "the edge of the first within 50 m of the second"
    )
    assert str(shared_border(HAMA, LAND["daraa"])) == "no line along hama"
    with pytest.raises(LengthError, match="tolerance is 0 m; it must be more than 0"):
        shared_border(HAMA, HOMS, tolerance=m(0))


def test_which_side():
    assert str(side_of(LINE, UQAYRIBAT)) == (
        "uqayribat lies on the left of hama_homs_border (the side of the nearest stretch)"
    )
    found = side_of(LINE, HOMS, beside=m(100))
    assert (found.side, found.of, found.line) == ("right", "homs", "hama_homs_border")
    assert str(side_of(LINE.geometry, shapely.Point(LINE.geometry.coords[5]))).startswith("it lies on the line")


def test_simplified_within_a_tolerance():
    found = simplify(HAMA, km(2))
    assert found.error <= km(2)
    assert str(found).startswith("simplified shape of hama, within 1.9")
    assert found.assumptions[0].endswith("vertices kept")
    assert found.length is None


def test_sectors_by_length_and_by_mark():
    found = sectors(LINE, parts=3)
    assert str(found) == "3 sectors of hama_homs_border, 95.3 to 95.3 km long; 3 parts of equal length"
    assert [one.length_m for one in sectors(LINE, breaks=[km(85), km(170)]).sectors][:2] == [85_000, 85_000]
    # Broken at what lies nearest to places, whichever is named first.
    early = place_at(LINE, km(60))[0]
    found = [one.length_m for one in sectors(LINE, breaks=[UQAYRIBAT, shapely.Point(early.lonlat)]).sectors]
    along = chainage(LINE, UQAYRIBAT).chainage.m
    assert found[:2] == pytest.approx([60_000, along - 60_000], abs=0.01)


def test_sectors_of_equal_burden():
    found = sectors(LINE, parts=2, at_points=[(km(10), 1), (UQAYRIBAT, 3), (km(200), 2)])
    assert [one.weight for one in found.sectors] == [4, 2]
    found = sectors(LINE, parts=2, along=[(km(100), 0), (km(120), 10), (None, 0)])
    assert [one.weight for one in found.sectors] == [5, 5]
    assert found.sectors[0].to_m == pytest.approx(110_000)


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: place_at(LINE, 5), BareNumberError, "mark is the bare number 5"),
        (lambda: section(LINE, from_mark=0, to_mark=km(1)), BareNumberError, "from_mark is the bare number 0"),
        (lambda: simplify(LINE, 5), BareNumberError, "tolerance is the bare number 5"),
        (lambda: sectors(LINE, breaks=[5]), BareNumberError, "breaks is the bare number 5"),
        (lambda: chainage(LINE, HOMS), InputError, "place is a Polygon; a Place or a Point is wanted"),
        (lambda: chainage(UQAYRIBAT, UQAYRIBAT), GeometryError, "a LineString is wanted"),
        (lambda: place_at(LINE, km(-1)), LengthError, "mark is -1 km; it must be 0 or more"),
        (lambda: sectors(LINE), InputError, "give either parts"),
        (lambda: sectors(LINE, parts=2, at_points=[], along=[]), InputError, "not both"),
        (lambda: sectors(LINE, parts=2, at_points=[]), InputError, "no weight at all"),
        (lambda: sectors(LINE, parts=2, along=[(km(5), 1)]), InputError, r"write \(None, weight\)"),
        (lambda: sectors(LINE, parts=2, along=[(None, 1), (None, 1)]), InputError, "only the last stretch"),
    ],
)
def test_what_cannot_be(ask, error, message):
    with pytest.raises(error, match=message):
        ask()
