"""Offsets between outlines and partitions, against dense sampling by another way, closed forms, and laws."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pyproj
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.geodesy import oracle
from tests.geodesy.shapes import GHOUTA, HOMS, NORTH, SOUTH
from zonelib.geodesy import area, length
from zonelib.geodesy.offsets import PIECES, Offsets, Outline, widest
from zonelib.geodesy.partition import partition
from zonelib.geodesy.seam import true_boundary


def moved(shape, by, turn=0.0):
    turned = shapely.affinity.rotate(shape, turn, origin=(shape.centroid.x, shape.centroid.y))
    return shapely.transform(turned, lambda xy: xy + by)


def offsets(a, b):
    edges = [true_boundary(shape) for shape in (a, b)]
    piece_m = max(length(shape).value for shape in (a, b)) / PIECES
    one, other = (Outline.of(edge, piece_m=piece_m) for edge in edges)
    return Offsets(one=one, other=other), Offsets(one=other, other=one)


def sampled(shape, count):
    """Places along every edge, straight in longitude/latitude, and the length each stands for."""
    places, weights = [], []
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]
    total = sum(length(shapely.LineString(ring)).value for ring in rings)
    for ring in rings:
        for start, end in pairwise(ring):
            metres = oracle.GEOD.inv(*start, *end)[2]
            n = max(1, round(count * metres / total))
            share = (np.arange(n) + 0.5)[:, None] / n
            places.append(start + share * (end - start))
            weights.append(np.full(n, metres / n))
    return np.vstack(places), np.concatenate(weights)


PAIRS = {
    "homs moved": (HOMS, moved(HOMS, (0.02, 0.01))),
    "homs turned": (HOMS, moved(HOMS, (0.0, 0.0), 20)),
    "south with its hole": (SOUTH, moved(SOUTH, (-0.03, 0.02), 5)),
    "one inside the other": (NORTH, moved(shapely.affinity.scale(GHOUTA, 2, 2), (0.3, 2.1))),
    "far apart": (HOMS, GHOUTA),
}


@pytest.mark.parametrize("name", PAIRS)
def test_offsets_are_those_of_dense_samples(name):
    a, b = PAIRS[name]
    places, weights = sampled(a, 700)
    true = oracle.boundary_distance(places, true_boundary(b), samples=12)
    found, _ = offsets(a, b)
    mean, most = found.mean(), found.greatest()
    # A distance changes by no more than one moves: half a step, and less than a quarter of it on average.
    step = weights.max()
    assert mean.value == pytest.approx(np.average(true, weights=weights), abs=step / 4 + mean.error)
    assert true.max() - most.error_m <= most.metres <= true.max() + step / 2 + most.error_m
    assert oracle.karney(most.foot_a, most.foot_b) == pytest.approx(most.metres, abs=1e-3)
    limit = float(np.median(true))
    line, inside = found.within(limit)
    assert inside.value == pytest.approx(weights[true <= limit].sum(), abs=12 * step + inside.error)
    assert length(line).value == pytest.approx(inside.value, abs=1e-3)
    on_it = np.array([line.interpolate(share, normalized=True).coords[0] for share in np.linspace(0, 1, 40)])
    assert oracle.boundary_distance(on_it, true_boundary(b), samples=12).max() <= limit + 1


def test_the_mean_says_how_far_quadrature_may_be_off():
    found, _ = offsets(*PAIRS["homs moved"])
    mean = found.mean()
    assert 0 < mean.error < 0.01 * mean.value


@pytest.mark.parametrize("width", [0.2, 3e-5])
def test_parallel_edges_are_known_however_close(width):
    # The east edge moved: along each parallel the two are as far apart as Karney's own Python says, or a little less.
    low, high = 33.0, 33.4
    a, b = shapely.box(36, low, 36.4, high), shapely.box(36, low, 36.4 + width, high)
    found, back = offsets(a, b)
    upper, lower = (Geodesic.WGS84.Inverse(lat, 36.4, lat, 36.4 + width)["s12"] for lat in (high, low))
    assert upper <= back.greatest().metres <= lower + back.greatest().error_m
    assert found.greatest().metres <= lower + found.greatest().error_m
    assert back.mean().error < 0.02 * back.mean().value + 0.05


def test_caps_round_the_pole_are_a_meridian_arc_apart():
    a, b = shapely.box(-180, 85, 180, 90), shapely.box(-180, 86, 180, 90)
    arc = Geodesic.WGS84.Inverse(85, 0, 86, 0)["s12"]
    for way in offsets(a, b):
        assert way.greatest().metres == pytest.approx(arc, abs=0.02)
        assert abs(way.mean().value - arc) <= way.mean().error


def test_a_parallel_all_round_has_no_end_to_be_near():
    # Latitudes 0 and -10: a meridian arc of 10 degrees apart everywhere (as one edge of 360 degrees each).
    a, b = shapely.box(-180, 0, 180, 90), shapely.box(-180, -10, 180, 90)
    arc = Geodesic.WGS84.Inverse(0, 0, -10, 0)["s12"]
    for way in offsets(a, b):
        assert way.greatest().metres == pytest.approx(arc, abs=1e-3)


@pytest.mark.parametrize("by", [1e-15, 1e-14, 1e-13, 1e-11])
def test_outlines_that_differ_by_rounding_only(by):
    rng = np.random.default_rng(3)
    xy = shapely.get_coordinates(HOMS)[:-1]
    other = shapely.Polygon(xy + by * rng.standard_normal(xy.shape))
    parts = partition([HOMS, other])
    assert area(parts[True, True]).value == pytest.approx(area(HOMS).value, rel=1e-9)
    for way in offsets(HOMS, other):
        assert way.greatest().metres <= 4 * by * 112e3 + way.greatest().error_m


def test_across_180_nothing_is_different():
    east, west = shapely.box(179.5, -16, 180, -15.5), shapely.box(-180, -16, -179.5, -15.5)
    wide = shapely.box(-180, -16, -179.3, -15.5)
    seam = offsets(shapely.MultiPolygon([east, west]), shapely.MultiPolygon([east, wide]))
    plain = offsets(shapely.box(19.5, -16, 20.5, -15.5), shapely.box(19.5, -16, 20.7, -15.5))
    for one, other in zip(seam, plain, strict=True):
        assert one.greatest().metres == pytest.approx(other.greatest().metres, abs=0.03)
        assert one.mean().value == pytest.approx(other.mean().value, abs=one.mean().error + other.mean().error)


def test_thousands_of_needles_do_not_blow_up_the_search_nor_what_it_says():
    rng = np.random.default_rng(0)
    angle = np.linspace(0, 2 * np.pi, 3_000, endpoint=False)
    comb = [
        shapely.Polygon(np.column_stack([36 + r * np.cos(angle), 33 + r * np.sin(angle)]))
        for r in (0.2 + 0.05 * rng.random(3_000), 0.2 + 0.05 * rng.random(3_000))
    ]
    there, back = offsets(*comb)
    # The same in an equidistant plane, which at 28 km from its centre is good to 4 parts in a million.
    plane = pyproj.Transformer.from_crs("OGC:CRS84", "+proj=aeqd +lon_0=36 +lat_0=33 +datum=WGS84", always_xy=True)
    flat = [
        shapely.transform(c.exterior, lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1]))) for c in comb
    ]
    for way, one, other in ((there, *flat), (back, *flat[::-1])):
        mean, most = way.mean(), way.greatest()
        shapely.prepare(other)
        true = shapely.distance(shapely.line_interpolate_point(one, np.linspace(0, one.length, 20_000)), other)
        assert mean.error < mean.value
        assert mean.value == pytest.approx(true.mean(), abs=mean.error)
        assert true.max() - 1 <= most.metres <= true.max() + one.length / 20_000


stars = st.lists(st.floats(0.02, 0.2), min_size=3, max_size=9).map(
    lambda radii: shapely.Polygon(
        [
            (36 + r * np.cos(2 * np.pi * i / len(radii)), 33 + r * np.sin(2 * np.pi * i / len(radii)))
            for i, r in enumerate(radii)
        ]
    )
)


@settings(max_examples=25)
@given(stars, stars)
def test_offsets_keep_their_laws(a, b):
    there, back = offsets(a, b)
    for way in (there, back):
        mean, most = way.mean(), way.greatest()
        assert 0 <= mean.value <= most.metres + most.error_m + mean.error
        near, far = way.within(most.metres / 3), way.within(2 * most.metres / 3)
        assert near[1].value <= far[1].value + near[1].error + far[1].error
        whole = way.within(most.metres + most.error_m + 1)[1]
        assert whole.value == pytest.approx(float(way.one.metres.sum()), rel=1e-9, abs=whole.error)
    # Every place of the one line is reached by way of the other: triangle inequality of Hausdorff's distance.
    assert max(w.greatest().metres for w in (there, back)) <= 2 * 0.2 * 112e3


@settings(max_examples=25)
@given(st.lists(stars, min_size=2, max_size=4))
def test_a_partition_is_exact(shapes):
    parts = partition(shapes)
    total = sum(area(part).value for part in parts.values())
    union = shapely.union_all(shapes)
    assert total == pytest.approx(area(union).value, rel=1e-9)
    for i, shape in enumerate(shapes):
        own = sum(area(part).value for members, part in parts.items() if members[i])
        assert own == pytest.approx(area(shape).value, rel=1e-9)
    for one, other in combinations(parts.values(), 2):
        assert shapely.area(shapely.intersection(one, other)) < 1e-12
    assert all(part.is_valid for part in parts.values())


def test_shared_edges_leave_no_slits():
    # The middle box cuts the shared edge of the other two at places that are no vertices of theirs.
    left, right = shapely.box(36, 33, 36.1, 33.3), shapely.box(36.1, 33, 36.2, 33.3)
    middle = shapely.Polygon([(36.05, 33.07), (36.17, 33.11), (36.15, 33.23), (36.04, 33.19)])
    parts = partition([left, right, middle])
    assert parts.keys() == {
        (True, False, False), (False, True, False), (True, False, True), (False, True, True),
    }  # fmt: skip


def test_the_widest_of_a_part_is_between_what_was_met_and_what_it_cannot_exceed():
    a, b = shapely.box(36, 33, 36.5, 33.5), shapely.box(36, 33, 36.6, 33.5)
    there, _ = offsets(a, b)
    outline = Outline.of(shapely.boundary(shapely.difference(b, a)), piece_m=20)
    met, most = widest(outline, there.one, there.other)
    # The corner (36.6, 33) lies this far from the meridian 36.5 by Karney's own Python, along a geodesic that leaves it
    # at a right angle: nearly that from corner to corner.
    corner = Geodesic.WGS84.Inverse(33, 36.5, 33, 36.6)["s12"]
    assert met[0] - 20 <= corner <= most[0]
