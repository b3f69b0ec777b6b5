"""Numbers of others: the reference tables of syria-2017.md and range-claims.md.

Reference table computed with pyproj 3.7/shapely 2.2, see docs. They are given to the digits copied here.
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from zonelib.geodesy import annulus, area, buffer, direct, disc, distance, inverse, length, ring

from .oracle import karney
from .shapes import SHELLS, UQAYRIBAT, ZONES

KM2 = 1e6


@pytest.mark.parametrize(
    ("name", "km2", "km"), [("homs", 499, 98), ("eastern_ghouta", 117, 43), ("south", 2445, 364), ("north", 8729, 402)]
)
def test_zone_areas_and_perimeters(name: str, km2: int, km: int) -> None:
    found = area(ZONES[name])
    assert round(found.value / KM2) == km2
    assert found.error < 1
    # The table's perimeters are those of the shells: the holes were added later.
    assert round(length(SHELLS[name]).value / 1e3) == km


@pytest.mark.parametrize(
    ("name", "km", "outer", "inner"),
    [
        ("homs", 1, 101, 95),
        ("homs", 2, 208, 182),
        ("homs", 5, 567, 405),
        ("eastern_ghouta", 1, 46, 39),
        ("eastern_ghouta", 2, 98, 72),
        ("eastern_ghouta", 5, 292, 117),
        ("south", 1, 367, 356),
        ("south", 2, 739, 691),
        ("south", 5, 1864, 1541),
        ("north", 1, 405, 396),
        ("north", 2, 814, 778),
        ("north", 5, 2073, 1860),
    ],
)
def test_buffer_table(name: str, km: int, outer: int, inner: int) -> None:
    """The table's buffers come from one plane per zone and shapely's arcs: right to half a square kilometre."""
    for side, expected in (("outside", outer), ("inside", inner)):
        found = buffer(SHELLS[name], km * 1e3, side=side)  # type: ignore[arg-type]
        assert area(found.geometry).value / KM2 == pytest.approx(expected, abs=0.75)
        assert found.position_error_m <= km * 1e-2


def test_an_inward_buffer_swallows_eastern_ghouta() -> None:
    found = buffer(SHELLS["eastern_ghouta"], 5e3, side="inside")
    assert "swallows the whole polygon" in found.note
    assert found.geometry.equals(SHELLS["eastern_ghouta"])


def test_thousand_kilometre_ring() -> None:
    found = ring(*UQAYRIBAT, radius_m=1e6)
    assert found.geometry.bounds == pytest.approx((26.482, 26.023, 48.447, 44.050), abs=6e-4)
    vertices = shapely.get_coordinates(found.geometry)
    for azimuth, lat, lon in [
        (0, 44.050, 37.464),
        (45, 41.131, 45.881),
        (90, 34.551, 48.381),
        (135, 28.448, 44.673),
        (180, 26.023, 37.464),
        (270, 34.551, 26.548),
    ]:
        there, _ = direct(np.array([UQAYRIBAT]), azimuth, 1e6)
        assert there[0] == pytest.approx((lon, lat), abs=6e-4)
        assert shapely.distance(shapely.Point(lon, lat), found.geometry) < 1e-3
    assert len(vertices) > 2_000


@pytest.mark.parametrize(
    ("radius", "bounds"), [(950, (27.033, 26.474, 47.896, 43.600)), (1050, (25.930, 25.572, 48.998, 44.500))]
)
def test_other_rings(radius: int, bounds: tuple[float, float, float, float]) -> None:
    assert ring(*UQAYRIBAT, radius_m=radius * 1e3).geometry.bounds == pytest.approx(bounds, abs=6e-4)


def test_disc_and_annulus_areas() -> None:
    assert area(disc(*UQAYRIBAT, radius_m=1e6).geometry).value / KM2 == pytest.approx(3_135_146, abs=7)
    band = annulus(*UQAYRIBAT, inner_m=950e3, outer_m=1_050e3)
    assert area(band.geometry).value / KM2 == pytest.approx(625_700, abs=50)


@pytest.mark.parametrize(
    ("lat", "lon", "km"),
    [
        (51.48, 46.21, 1955.9),
        (37.89, 48.96, 1076.8),
        (40.93, 38.38, 657.8),
        (43.39, 39.96, 951.5),
        (37.90, 44.20, 681.7),
        (55.7558, 37.6173, 2302.0),
        (35.41, 35.95, 143.7),
    ],
)
def test_distances_from_uqayribat(lat: float, lon: float, km: float) -> None:
    """The shore and border points are printed to 0.01°, a kilometre: hence the tolerance."""
    found = distance(shapely.Point(UQAYRIBAT), shapely.Point(lon, lat))
    assert found.metres / 1e3 == pytest.approx(km, abs=0.06 if (lat, lon) in EXACT else 0.8)
    assert found.metres == pytest.approx(karney(UQAYRIBAT, (lon, lat)), abs=1e-6)


EXACT = {(51.48, 46.21), (55.7558, 37.6173), (35.41, 35.95)}


@pytest.mark.parametrize(("name", "km"), [("homs", 53), ("north", 42)])
def test_uqayribat_lies_outside_the_zones(name: str, km: int) -> None:
    assert round(distance(shapely.Point(UQAYRIBAT), ZONES[name]).metres / 1e3) == km


def test_karneys_published_example() -> None:
    """JFK to LHR from the geographiclib documentation: 5,551.759 km (Karney 2013 and GeodSolve(1))."""
    _, _, metres = inverse(np.array([[-73.8, 40.6]]), np.array([[-0.5, 51.6]]))
    assert metres[0] == pytest.approx(5_551_759.400, abs=1e-3)


@pytest.mark.parametrize("lat", [80.0, -80.0, 60.0])
@pytest.mark.parametrize("more", [-1e-3, 0.0, 1e-3])
def test_a_pole_on_the_circle(lat: float, more: float) -> None:
    """The disc is the small one on either side of the circle through the pole, never the rest of the earth."""
    pole = 90.0 if lat > 0 else -90.0
    radius = float(inverse([[10, lat]], [[10, pole]])[2][0]) + more
    found = area(disc(10, lat, radius_m=radius).geometry).value
    # A cap of a sphere of the polar radius of curvature, 6,399.6 km; the earth is flatter nowhere.
    assert found == pytest.approx(2 * np.pi * 6.3996e6**2 * (1 - np.cos(radius / 6.3996e6)), rel=0.01)
    band = area(annulus(10, lat, inner_m=radius / 2, outer_m=radius).geometry).value
    assert band == pytest.approx(found - area(disc(10, lat, radius_m=radius / 2).geometry).value, rel=1e-4)
