"""Regions of range claims: the shipped world by id, what is put together from it, and how far shores are off."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import zonelib as zl
from zonelib import km
from zonelib.errors import InputError, NotFoundError
from zonelib.files.regions import base_geometry, base_region, base_regions
from zonelib.geodesy.distance import distance
from zonelib.geodesy.reach import farthest_distances, nearest_distances
from zonelib.model import Region

T0, UQAYRIBAT, SALAMIYAH = (37.4, 35.1), (37.4644, 35.0431), (37.0532, 35.0113)
PLACES = np.array([T0, UQAYRIBAT, SALAMIYAH])
BOX = shapely.box(40, 40, 50, 50)

# Kilometres, computed with pyproj 3.7 and shapely 2.2 from Natural Earth 10m as packaged in npm world-atlas 2.0.2 and
# from its marine polygons: nearest to T0, Uqayribat and Salamiyah, and farthest from Uqayribat.
SHORES = {
    "sea:caspian_sea": (1080.1, 1076.8, 1113.2, 1850.7),
    "sea:eastern_mediterranean": (133.4, 140.1, 103.9, None),
    "sea:black_sea": (652.2, 657.8, 666.6, 1432.9),
    "country:rus": (946.6, 951.5, 963.6, None),
    "country:irn": (683.7, 681.7, 716.2, 2619.4),
    "country:irq": (229.7, 221.2, 241.3, 1185.0),
    "country:tur": (137.0, 145.6, 121.3, 1225.4),
    "country:syr": (0.0, 0.0, 0.0, 502.3),
}
# What the two data sets differ by, at most: countries 0.2 km, shores of seas 2.4 km, the farthest of seas 5.4 km.
LAND_KM, SHORE_KM, FAR_SEA_KM = 0.2, 2.4, 5.4


@pytest.mark.parametrize("id", SHORES)
def test_nearest_and_farthest_agree_with_the_reference_table(id: str) -> None:
    *nearest, farthest = SHORES[id]
    shape = base_geometry(id)
    sea = id.startswith("sea:")
    found = nearest_distances(PLACES, shape)[0] / 1e3
    assert found == pytest.approx(nearest, abs=SHORE_KM if sea else LAND_KM)
    assert max(np.abs(found - nearest)) * 1e3 < base_region(id).error.m
    if farthest is not None:
        far = farthest_distances(PLACES[1:2], shape, cut_m=1.0)[0] / 1e3
        assert far == pytest.approx(farthest, abs=FAR_SEA_KM if sea else LAND_KM)


def test_every_area_of_the_world_is_listed_with_source_licence_and_error() -> None:
    listed = base_regions()
    assert len({region.id for region in listed}) == len(listed)
    assert {region.kind for region in listed} == {"country", "sea", "lake", "land"}
    for region in listed:
        assert "Natural Earth" in region.source
        assert region.licence.startswith("public domain")
        # Generalised for 1:10 million, good to 5 km, and rounded to a grid of 2⁻¹³ degree.
        assert 5_000 < region.error.m < 5_010
    assert [region.id for region in base_regions(kind="land")] == ["land"]


def test_land_has_one_shape_although_two_of_its_parts_overlap() -> None:
    assert base_geometry("land").is_valid
    assert shapely.contains_xy(base_geometry("land"), *UQAYRIBAT)
    assert not shapely.contains_xy(base_geometry("land"), 50.5, 42.0)  # the Caspian Sea


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("country:ru", "country:rus"), ("rus", "country:rus"), ("Russia", "country:rus"),
     ("sea:caspian", "sea:caspian_sea"), ("lake:dead_sea", "lake:dead_sea-")],
)  # fmt: skip
def test_an_unknown_area_is_told_the_nearest(wrong: str, meant: str) -> None:
    with pytest.raises(NotFoundError, match=meant):
        base_region(wrong)


def test_a_union_holds_both_and_carries_the_larger_error() -> None:
    drawn = Region(id="r", name="R", of=("country:irq",), geometry=BOX, precision=km(8))
    found = zl.region_area(drawn)
    assert found.error == km(8)
    assert [name for name, _ in found.error_budget] == ["drawn edge of r", "generalised edge of country:irq"]
    assert shapely.contains_xy(found.geometry, [44.4, 45.0], [33.3, 45.0]).all()


def test_areas_of_cut_parts_add_up() -> None:
    """What lies in the box and what lies outside it make the whole."""
    box = Region(id="box", name="the box", geometry=BOX)
    inner = Region(id="inner", name="inner", of=("country:rus",), within=("box",))
    outer = Region(id="outer", name="outer", of=("country:rus",), without=("box",))
    scenario = zl.Scenario(id="s", title="S", regions=(box, inner, outer))
    whole = zl.area(base_geometry("country:rus")).area.km2
    parts = [zl.area(zl.region_area(id, scenario=scenario).geometry).area.km2 for id in ("inner", "outer")]
    assert sum(parts) == pytest.approx(whole, rel=1e-9)
    assert str(zl.region_area(inner, scenario=scenario)).startswith("Russia as shipped (country:rus), what lies within")


def test_a_region_across_the_antimeridian_is_like_any_other() -> None:
    far_east = shapely.MultiPolygon([shapely.box(170, 60, 180, 72), shapely.box(-180, 60, -165, 72)])
    scenario = zl.Scenario(
        id="s", title="S",
        regions=(Region(id="east", name="east", geometry=far_east),
                 Region(id="both", name="both", of=("country:rus",), within=("east",))),
    )  # fmt: skip
    found = zl.region_area("both", scenario=scenario).geometry
    assert found.bounds[0] == -180
    assert found.bounds[2] == 180
    near = nearest_distances(np.array([[-179.0, 60.0], [179.0, 60.0]]), found)[0]
    assert near == pytest.approx([distance(shapely.Point(x, 60), found).metres for x in (-179, 179)], abs=2)


def test_what_is_empty_or_goes_round_in_a_circle_is_said() -> None:
    regions = (
        Region(id="sea", name="the Caspian", of=("sea:caspian_sea",)),
        Region(id="none", name="none", of=("country:irq",), within=("sea",)),
        Region(id="gone", name="gone", of=("sea:caspian_sea",), without=("sea",)),
        Region(id="a", name="A", union=("b",)),
        Region(id="b", name="B", union=("a",)),
    )
    scenario = zl.Scenario(id="s", title="S", regions=regions)
    with pytest.raises(InputError, match="'none' is empty: none of Iraq lies within the Caspian"):
        zl.region_area("none", scenario=scenario)
    with pytest.raises(InputError, match="nothing is left of it without the Caspian"):
        zl.region_area("gone", scenario=scenario)
    with pytest.raises(InputError, match="made of itself: a -> b -> a"):
        zl.region_area("a", scenario=scenario)
    with pytest.raises(NotFoundError, match="did you mean 'none'"):
        zl.region_area("non", scenario=scenario)


@pytest.mark.parametrize(
    ("parts", "told"),
    [({}, "says nowhere where it lies"), ({"of": ("rus",)}, "is written as 'country:rus'"),
     ({"union": ("r",)}, "made of itself"), ({"geometry": shapely.Point(1, 2)}, "bounded by a polygon"),
     ({"without": ("x",)}, "says nowhere"), ({"geometry": BOX, "precision": km(-1)}, "must be 0 or more")],
)  # fmt: skip
def test_a_region_that_cannot_be_is_refused(parts: dict, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Region(id="r", name="R", **parts)
