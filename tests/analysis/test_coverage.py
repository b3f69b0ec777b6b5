"""Coverage: against geographiclib point by point, and by laws."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

import zonelib as zl
from zonelib import km, m
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.coverage import stretches_within
from zonelib.geodesy.nearness import farthest_along, nearest_points

LINE = LineString([(36.0, 35.0), (36.4, 35.1), (36.5, 34.9), (37.0, 35.0)])
POSTS = [Point(36.05, 35.02), Point(36.42, 35.05), Point(36.48, 35.0), Point(36.9, 34.95)]

lons, lats = st.floats(36.0, 37.0), st.floats(34.8, 35.2)
points = st.lists(st.builds(Point, lons, lats), min_size=1, max_size=6)


def karney(place: tuple[float, float], other: tuple[float, float]) -> float:
    return float(Geodesic.WGS84.Inverse(place[1], place[0], other[1], other[0])["s12"])


def to_posts(place: tuple[float, float], posts: list[Point]) -> float:
    return min(karney(place, (post.x, post.y)) for post in posts)


@pytest.mark.parametrize("edges", ["lonlat", "geodesic"])
def test_gaps_end_where_the_nearest_post_is_at_the_reach(edges: str) -> None:
    found = zl.coverage(LINE, posts=POSTS, reach=km(8), edges=edges)
    assert len(found.gaps) >= 2
    for gap in found.gaps:
        for mark, place in ((gap.begins, gap.begins_at), (gap.ends, gap.ends_at)):
            if 0 < mark.m < found.length.m:
                assert to_posts(place, POSTS) == pytest.approx(8_000, abs=1e-4)


@settings(max_examples=30)
@given(points, st.floats(500, 30_000))
def test_what_is_covered_is_what_sampling_says(posts: list[Point], reach_m: float) -> None:
    found = zl.coverage(LINE, posts=posts, reach=m(reach_m))
    marks = np.linspace(0, found.length.m, 300)
    for station in zl.place_at(LINE, [m(float(mark)) for mark in marks]):
        metres = to_posts(station.lonlat, posts)
        if abs(metres - reach_m) > 1:
            gapped = any(gap.begins.m <= station.chainage.m <= gap.ends.m for gap in found.gaps)
            assert gapped == (metres > reach_m)


@settings(max_examples=30)
@given(points, st.builds(Point, lons, lats), st.floats(500, 30_000), st.floats(1.01, 2))
def test_more_posts_and_more_reach_never_cover_less(posts: list[Point], more: Point, reach: float, by: float) -> None:
    first = zl.coverage(LINE, posts=posts, reach=m(reach))
    slack = 1e-9
    second = zl.coverage(LINE, posts=[*posts, more], reach=m(reach))
    assert second.shares.covered >= first.shares.covered - slack
    assert second.shares.twice >= first.shares.twice - slack
    assert second.worst.distance.m <= first.worst.distance.m + first.worst.error.m + second.worst.error.m
    assert zl.coverage(LINE, posts=posts, reach=m(reach * by)).shares.covered >= first.shares.covered - slack
    less, greater = first.sensitivity
    assert less.covered - slack <= first.shares.covered <= greater.covered + slack


def test_shares_gaps_and_posts_add_up() -> None:
    found = zl.coverage(LINE, posts=POSTS, reach=km(8))
    gaps = sum(gap.length.m for gap in found.gaps)
    assert gaps == pytest.approx(found.uncovered.m, abs=1e-3)
    assert found.uncovered.m == pytest.approx(found.length.m * (1 - found.shares.covered), abs=1e-3)
    # What one post alone covers and what two or more do is what is covered.
    alone = sum(post.alone.m for post in found.posts)
    assert alone + found.length.m * found.shares.twice == pytest.approx(found.length.m - found.uncovered.m, abs=1e-3)


def test_the_farthest_place_is_where_samples_say() -> None:
    chain = Chain.of(LINE, edges="lonlat")
    posts = shapely.get_coordinates(POSTS)
    step = 5.0
    marks = np.arange(0, chain.length_m, step)
    metres = nearest_points(chain.at(marks)[0], posts)[1]
    worst, most = farthest_along(chain, posts), farthest_along(chain, posts, share=0.95)
    assert worst.error_m < 0.01
    assert metres.max() - worst.error_m <= worst.metres <= metres.max() + step
    assert most.metres == pytest.approx(np.quantile(metres, 0.95), abs=2 * step)
    assert to_posts(worst.lonlat, POSTS) == pytest.approx(worst.metres, abs=0.02)


def test_a_line_that_grazes_the_reach_is_met_in_one_short_stretch() -> None:
    # From a post due north of a meridian's neighbour the parallel passes at its least distance.
    line = LineString([(36.0, 35.0), (37.0, 35.0)])
    post = np.array([[36.5, 35.1]])
    chain = Chain.of(line, edges="geodesic")
    least = zl.distance(Point(*post[0]), line, edges="geodesic").distance.m
    (beyond,) = stretches_within(chain, post, [least - 0.01])
    (within,) = stretches_within(chain, post, [least + 0.01])
    assert not beyond.row.size
    # A chord of a circle 1 cm inside it: 2 sqrt(2 r h), to the curvature of the earth.
    assert within.high[0] - within.low[0] == pytest.approx(2 * np.sqrt(2 * least * 0.01), rel=1e-2)


def test_a_gap_over_the_start_of_a_ring_is_one_gap() -> None:
    ring = shapely.box(36, 35, 36.4, 35.3)
    found = zl.coverage(ring, posts=[Point(36.4, 35.15)], reach=km(5), ring_start=Point(36, 35))
    assert len(found.gaps) == 1
    assert found.gaps[0].begins > found.gaps[0].ends
    assert found.gaps[0].length.m == pytest.approx(found.uncovered.m, abs=1e-3)


def town(id: str, lon: float, lat: float) -> zl.Place:
    return zl.Place(id=id, name=id.title(), kind="town", geometry=Point(lon, lat))


def test_gaps_are_named_by_the_nearest_places() -> None:
    # Due south of where a gap begins, due west of where it ends, and one that is nowhere near.
    line = LineString([(36.0, 35.0), (36.5, 35.0)])
    posts = [Point(36.0, 35.0), Point(36.5, 35.0)]
    bare = zl.coverage(line, posts=posts, reach=km(10)).gaps[0]
    assert not bare.near
    assert not bare.places
    (begin, _), (end, _) = bare.begins_at, bare.ends_at
    towns = (town("rima", begin, 34.98), town("sur", end - 0.01, 35.0), town("far", 40.0, 35.0))
    line_place = zl.Place(id="river", name="River", geometry=line)
    scenario = zl.Scenario(id="s", title="S", places=(line_place, *towns))
    gap = zl.coverage(line, posts=posts, reach=km(10), scenario=scenario).gaps[0]
    middle = ((begin + end) / 2, 35.0)
    places = {one.id: (one.geometry.x, one.geometry.y) for one in towns}
    for near, at in zip(gap.near, (gap.begins_at, middle, gap.ends_at), strict=True):
        each = {id: karney(place, at) for id, place in places.items()}
        assert near.place == min(each, key=each.__getitem__)
        assert near.distance.m == pytest.approx(min(each.values()), abs=1e-2)
    assert [near.direction for near in gap.near][::2] == ["north", "east"]
    assert str(gap).endswith(f"; {gap.places}")
    assert gap.places.startswith("from 2.2 km north of Rima over ")
    assert gap.places.endswith(" to 0.9 km east of Sur")


def test_an_area_within_one_reach_is_a_disc_of_its_area() -> None:
    area = shapely.box(36, 35, 37, 36)
    found = zl.coverage(area, posts=[Point(36.5, 35.5), Point(36.5, 35.5)], reach=km(10), cell=km(2))
    # A geodesic disc of 10 km: pi r² to 10⁻⁶ (curvature), the polygons here to their tolerance.
    share = np.pi * 1e8 / found.area.m2
    assert found.shares.covered == pytest.approx(share, rel=1e-3)
    assert found.shares.twice == pytest.approx(share, rel=1e-3)
    corner = max(karney((36.5, 35.5), (x, y)) for x in (36, 37) for y in (35, 36))
    assert found.worst.distance.m == pytest.approx(corner, abs=found.worst.error.m)
    assert shapely.contains_properly(area, Point(36.5, 35.5))
    assert not shapely.contains_xy(found.gaps, 36.5, 35.5)


def test_what_a_coverage_says() -> None:
    line = LineString([(36.0, 35.0), (36.5, 35.0)])
    assert str(zl.coverage(line, posts=[Point(36.2, 35)], reach=km(100))) == (
        "100.0% of 45.6 km of the line within 100 km of a post, 0.0% of two or more; no gap"
    )


def test_a_column_of_points_will_do_in_degrees_only() -> None:
    column = gpd.GeoSeries(POSTS, crs=4326)
    assert zl.coverage(LINE, posts=column, reach=km(8)).shares == zl.coverage(LINE, posts=POSTS, reach=km(8)).shares
    with pytest.raises(zl.InputError, match="to_crs"):
        zl.coverage(LINE, posts=column.to_crs(32637), reach=km(8))


def test_bad_input_is_told() -> None:
    with pytest.raises(zl.LengthError, match="more than 0"):
        zl.coverage(LINE, posts=POSTS, reach=km(0))
    with pytest.raises(zl.BareNumberError):
        zl.coverage(LINE, posts=POSTS, reach=5)
    with pytest.raises(zl.InputError, match="posts is empty"):
        zl.coverage(LINE, posts=[], reach=km(5))
    with pytest.raises(zl.InputError, match="stands at a point"):
        zl.coverage(LINE, posts=[LINE], reach=km(5))
    with pytest.raises(zl.InputError, match="place is not told"):
        zl.coverage(LINE, posts=[zl.Post(id="a", name="A")], reach=km(5))
    with pytest.raises(zl.GeometryError, match="bent too much"):
        zl.coverage(LineString([(0, 89), (90, 89)]), posts=[Point(0, 89)], reach=km(50))
