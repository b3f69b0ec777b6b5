"""The largest error of every kind of strip over some hundred random lines, beside its bound: ``pytest -m proof -s``.

Truth is brute force (`oracle`): inverse geodesics to the line as given, lines across from the closed form of its
direction. Each shape is asked twice: whether places of its outline lie where the outline should be, and whether places
near it, farther off the true outline than the bound, are in or out as they should.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
import shapely

from zonelib.errors import GeometryError
from zonelib.geodesy.edgebands import edge_band
from zonelib.geodesy.results import Shape
from zonelib.geodesy.strips import bands, corridor, one_sided, strip
from zonelib.geodesy.varying import stepped

from .oracle import GEOD, GOLDEN, boundary_distance, heading, outline_samples, straight_across

LINES, OUTLINE, NEARBY = 100, 12, 8
ROUND_STEPS = ("stepped width", "round")  # steps end at right angles
pytestmark = pytest.mark.proof


class Truth(NamedTuple):
    """What a strip should be: within which widths of which lines, and what else may bound it."""

    within: list[tuple[Any, float]]
    flat: bool
    cuts: tuple[Any, ...] = ()
    also: tuple[float, ...] = ()


def line_of(rng: np.random.Generator) -> tuple[shapely.LineString, float]:
    """A line that wanders onwards, 2 to 440 km long, and a width."""
    while True:
        lat, lon = float(np.degrees(np.arcsin(rng.uniform(-0.985, 0.985)))), rng.uniform(-160, 160)
        size, count = float(np.exp(rng.uniform(np.log(0.02), np.log(4)))), int(rng.integers(3, 8))
        along, across = np.linspace(0, size, count), rng.uniform(-0.12, 0.12, count) * size
        turn = rng.uniform(0, 2 * np.pi)
        x, y = along * np.cos(turn) - across * np.sin(turn), along * np.sin(turn) + across * np.cos(turn)
        c = np.column_stack([lon + x / np.cos(np.radians(lat)), lat + y])
        if np.abs(c[:, 1]).max() < 84 and np.abs(c[:, 0]).max() < 178:
            return shapely.LineString(c), size * 111e3 * float(np.exp(rng.uniform(np.log(0.003), np.log(0.2))))


def beside(line: Any, metres: float, turn: float) -> shapely.Point:
    """A place beside the middle of the first edge."""
    c = shapely.get_coordinates(line)
    at = (c[0] + c[1]) / 2
    lon, lat, _ = GEOD.fwd(at[0], at[1], heading(np.r_[c[0], c[1]], 0.5) + turn, metres)
    return shapely.Point(lon, lat)


def off_geodesic(place: np.ndarray, start: np.ndarray, azimuth: float, low: float, high: float) -> float:
    """Distance of a place from the geodesic that leaves somewhere, between two distances along it."""

    def away(s: float) -> float:
        lon, lat, _ = GEOD.fwd(start[0], start[1], azimuth, s)
        return float(GEOD.inv(lon, lat, place[0], place[1])[2])

    for _ in range(70):
        one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, two) if away(one) <= away(two) else (one, high)
    return away((low + high) / 2)


def ends_of(line: Any) -> list[tuple[np.ndarray, float]]:
    """Both ends of a line and the way it goes on there."""
    c = shapely.get_coordinates(line)
    return [(c[0], heading(np.r_[c[0], c[1]], 0.0) + 180), (c[-1], heading(np.r_[c[-2], c[-1]], 1.0))]


def outline_error(place: np.ndarray, truth: Truth, bound: float) -> float:
    """How far a place of the outline lies from the true one."""
    widest = 1.05 * max(width for _, width in truth.within)
    found = math.inf
    for line, width in truth.within:
        away = boundary_distance(place[None, :], line)[0]
        # Upon the line, at the width from it.
        found = min([found, away, *(abs(away - w) for w in (width, *truth.also))])
    for cut in truth.cuts:
        found = min(found, boundary_distance(place[None, :], cut)[0])
    if found > bound:
        for line, _ in truth.within:
            for end, ahead in ends_of(line):
                ways = [(ahead, 0.0, widest)] + [(ahead + 90, -widest, widest)] * truth.flat
                found = min([found, *(off_geodesic(place, end, *way) for way in ways)])
    if found > bound and truth.flat:
        # Seen past a flat end: round the place, as far off as the bound, some are straight across and some are not.
        lon, lat, _ = GEOD.fwd(*(np.full(24, x) for x in place), np.arange(0, 360, 15.0), np.full(24, bound))
        ring = np.column_stack([lon, lat])
        inside = np.any([straight_across(ring, line) <= width for line, width in truth.within], axis=0)
        found = bound if inside.any() and not inside.all() else found
    return found


def misplaced(shape: Shape, truth: Truth, rng: np.random.Generator) -> int:
    """Count places that are in or out against the truth, farther from all that bounds it than the bound."""
    line, width = truth.within[int(rng.integers(len(truth.within)))]
    at = line.interpolate(rng.uniform(0, 1, NEARBY), normalized=True)
    lon, lat = (np.array([getattr(p, axis) for p in at]) for axis in "xy")
    lon, lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, NEARBY), rng.uniform(0, 1.2 * width, NEARBY))
    places = np.column_stack([lon, lat])
    away = straight_across if truth.flat else boundary_distance
    apart = np.array([away(places, line) - width for line, width in truth.within]).min(axis=0)
    inside = shapely.intersects_xy(shape.geometry, places)
    wrong = np.flatnonzero((inside != (apart <= 0)) & (np.abs(apart) > shape.position_error_m))
    return sum(outline_error(places[i], truth, shape.position_error_m) > shape.position_error_m for i in wrong)


def cut_at(line: Any, metres: list[float]) -> list[shapely.LineString]:
    """Cut a line at chainages, counted along its edges in many short steps."""
    c = shapely.get_coordinates(line)
    share = np.linspace(0, 1, 4_001)[:, None]
    places = np.vstack([c[:1], *(a + share[1:] * (b - a) for a, b in pairwise(c))])
    chain = np.r_[0, np.cumsum(GEOD.inv(*places[:-1].T, *places[1:].T)[2])]
    corners = chain[:: len(share) - 1]
    marks = [0.0, *metres, chain[-1]]
    at = [np.array([np.interp(m, chain, x) for x in places.T]) for m in marks]
    return [
        shapely.LineString(np.vstack([a, c[(corners > low) & (corners < high)], b]))
        for a, b, low, high in zip(at[:-1], at[1:], marks[:-1], marks[1:], strict=True)
    ]


def one(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    shape = one_sided(line, width, toward=beside(line, width / 99, 90), ends=ends)
    yield shape, Truth([(line, width)], ends == "flat")


def two(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    other = width * rng.uniform(0.2, 0.9)
    shape = strip(line, toward=beside(line, other / 99, 90), width_m=width, other_m=other, ends=ends)
    yield shape, Truth([(line, width)], ends == "flat", also=(other,))


def total(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    yield corridor(line, total_m=width, ends=ends), Truth([(line, width / 2)], ends == "flat")


def route(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    # It turns back and crosses itself.
    c = shapely.get_coordinates(line)
    crossing = shapely.LineString(np.vstack([c, (c[-1] + c[-2]) / 2 + (c[-1] - c[-2])[::-1], (c[0] + c[1]) / 2]))
    yield corridor(crossing, each_side_m=width, ends=ends), Truth([(crossing, width)], ends == "flat")


def nested(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    limits = [width * rng.uniform(0.3, 0.8), width]
    for shape in bands(line, limits, toward=beside(line, limits[0] / 99, 90), ends=ends):
        yield shape, Truth([(line, width)], ends == "flat", also=(limits[0],))


def steps(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    # From end to end: a little less than along the line.
    whole = float(GEOD.inv(*line.coords[0], *line.coords[-1])[2])
    at = [float(whole * rng.uniform(0.1, 0.4)), float(whole * rng.uniform(0.5, 0.8))]
    widths = [width, width * rng.uniform(0.2, 0.9), width * rng.uniform(0.2, 0.9)]
    told = list(zip([0.0, *at], [*at, math.inf], widths, strict=True))
    shape = stepped(line, told, ends="flat")
    yield shape, Truth(list(zip(cut_at(line, at), widths, strict=True)), flat=True)


def inward(line: Any, width: float, ends: Any, rng: Any) -> Iterator[tuple[Shape, Truth]]:
    c = shapely.get_coordinates(line)
    out = (c[-1] - c[0])[::-1] * (-0.9, 0.9)
    zone = shapely.Polygon([*c, c[-1] + out, c[0] + out])
    if zone.is_valid and np.abs(shapely.get_coordinates(zone)[:, 1]).max() < 84:
        found = edge_band(zone, along=line, depth_m=(width / 2, width), ends=ends)
        for shape, depth in ((found.certain, width / 2), (found.possible, width)):
            yield shape, Truth([(found.part, depth)], ends == "flat", cuts=(shapely.boundary(zone),))


Make = Callable[[Any, float, Any, np.random.Generator], Iterator[tuple[Shape, Truth]]]
KINDS: dict[str, tuple[Make, bool]] = {
    "one-sided": (one, False), "two-sided": (two, False), "total width": (total, True), "corridor": (route, True),
    "bands": (nested, False), "stepped width": (steps, True), "inward band": (inward, False),
}  # fmt: skip
"""How each is made, and whether it lies on both sides, so that a place near it is in or out by its distance alone."""


@pytest.mark.parametrize(
    ("name", "ends"), [(name, ends) for name in KINDS for ends in ("round", "flat") if (name, ends) != ROUND_STEPS]
)
def test_no_error_is_larger_than_the_bound(name: str, ends: Any) -> None:
    make, both = KINDS[name]
    if (name, ends) == ("stepped width", "round"):
        pytest.skip("steps end at right angles")
    rng = np.random.default_rng(sum(map(ord, name)))
    shapes = refused = wrong = 0
    worst, worst_share = 0.0, 0.0
    for _ in range(LINES):
        line, width = line_of(rng)
        try:
            found = list(make(line, width, ends, rng))
        except GeometryError as error:
            assert "curls back" in str(error) or "crosses or touches" in str(error)  # noqa: PT017
            refused += 1
            continue
        for shape, truth in found:
            assert shape.geometry.is_valid
            bound = shape.position_error_m
            errors = [
                outline_error(p, truth, bound)
                for p in outline_samples(shape.geometry, most=OUTLINE, seed=int(rng.integers(1e9)))
            ]
            shapes, worst, worst_share = shapes + 1, max(worst, *errors), max(worst_share, max(errors) / bound)
            wrong += misplaced(shape, truth, rng) if both else 0
    sys.stdout.write(
        f"\n{name}, {ends} ends: {shapes} shapes of {LINES} lines ({refused} refused); largest error {worst:.3g} m, "
        f"{worst_share:.2f} of its bound; places misplaced {wrong}"
    )
    assert shapes > LINES / 2
    assert worst_share <= 1
    assert not wrong
