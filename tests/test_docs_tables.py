"""The figures that the pages on planes and edges compute while they are built, against others' figures and formulae."""

import importlib.util
import math
import re
from pathlib import Path

import pytest

from zonelib import km

FILE = Path(__file__).resolve().parent.parent / "docs" / "_ext" / "plane_tables.py"
spec = importlib.util.spec_from_file_location("plane_tables", FILE)
tables = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tables)


@pytest.mark.parametrize("region", [r for r in tables.REGIONS if 35 <= r.lat <= 48], ids=lambda region: region.name)
def test_the_circle_of_a_thousand_kilometres(region):
    """The ranges in km that the project's design notes give for 35° to 48°N, found before this code was written.

    A kilometre wider at one end: there UTM begins at 994 km, and Panmunjom lies where its zone is worst.
    """
    expected = [(620, 851), (993, 1_001), (989, 1_035), (1_000.8, 1_001.2), (999.9999, 1_000.0001)]
    for (name, crs), (low, high) in zip(region.planes(), expected, strict=True):
        found = tables.drawn(region.lon, region.lat, crs, km(1_000))
        assert low <= found.least.km <= found.greatest.km <= high, name


def test_areas_of_the_circle_round_uqayribat():
    """The disc has 3,135,146 km² by Karney's polygon area; an equal-area plane keeps the planar π r²."""
    region = tables.REGIONS[0]
    assert tables.true_area(region.lon, region.lat, km(1_000)) == pytest.approx(3_135_146, abs=15)
    equal_area = dict(region.planes())["equal area, centred"]
    assert tables.drawn(region.lon, region.lat, equal_area, km(1_000)).area_km2 == pytest.approx(math.pi * 1e6, abs=15)


@pytest.mark.parametrize("lat", [0.0, 35.0, 60.0])
def test_web_mercator_by_snyder(lat):
    """A small circle shrinks by the scale of the sphere's Mercator on the ellipsoid (Snyder 1987, p. 20-26, 44)."""
    found = tables.drawn(0, lat, "EPSG:3857", km(5))
    e2, sine, cosine = 0.00669438, math.sin(math.radians(lat)), math.cos(math.radians(lat))
    along, across = (1 - e2) / (1 - e2 * sine**2) ** 1.5 * cosine, cosine / math.sqrt(1 - e2 * sine**2)
    assert found.least.km == pytest.approx(5 * along, rel=1e-3)
    assert found.greatest.km == pytest.approx(5 * across, rel=1e-3)


@pytest.mark.parametrize("edge", tables.EDGES, ids=lambda edge: edge.name)
def test_long_edges_by_the_sphere(edge):
    """The middle of the great circle lies where tan φ' = tan φ / cos(Δλ/2); a parallel is as long as N cos φ Δλ."""
    half, lat = math.radians(edge.east - edge.west) / 2, math.radians(abs(edge.lat))
    middle = math.atan(math.tan(lat) / math.cos(half))
    assert tables.apart(edge.line).km == pytest.approx(6_371 * (middle - lat), rel=0.01)


def test_edges_part_with_the_square_of_their_length():
    rows = {row[0]: row[1:] for row in tables.edges_by_length()}
    metres = {key: [float(re.sub("[,a-z ]", "", cell)) for cell in cells] for key, cells in rows.items()}
    for lat, found in zip((15, 35, 50, 65), metres["100 km"], strict=True):
        assert found == pytest.approx(1e10 * math.tan(math.radians(lat)) / (8 * 6.385e6), rel=0.01)


def test_every_region_and_edge_has_its_rows():
    pages = "\n".join([*tables.which_plane(), *tables.what_an_edge_is()])
    for name in [region.name for region in tables.REGIONS] + [edge.name for edge in tables.EDGES]:
        assert name in pages
    assert "nan" not in pages
    assert "inf" not in pages
