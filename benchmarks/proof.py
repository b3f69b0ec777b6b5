"""Answers against the inverse geodesic, point by point, half of them within metres of the radius."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from benchmarks.peers import GEOD, Floats
from benchmarks.race import say
from zonelib.geodesy import pairs, within

_PLACES = (
    (36, 35), (0, 0), (179.9, 10), (-180, -60), (180, 0), (20, 89.5), (20, 90), (0, -90), (-75, 84), (5, 1e-9),
    (17, 89.9999999), (3, -89.99999),
)  # fmt: skip
_RADII_M = (0, 1e-3, 0.011, 1, 10, 1e3, 5e4, 1e6, 5e6, 9.99e6, 1.003e7, 1.2e7, 1.8e7, 1.99e7, 1.995e7, 2.00035e7)


def cases(rng: np.random.Generator) -> Iterator[tuple[tuple[float, float], float]]:
    """Give origins and radii without end: the hostile ones in turn, then random ones."""
    while True:
        for place in _PLACES:
            for radius in _RADII_M:
                yield (float(place[0]), float(place[1])), float(radius)
        for _ in range(200):
            lat = float(np.degrees(np.arcsin(rng.uniform(-1, 1))))
            yield (float(rng.uniform(-180, 180)), lat), float(10 ** rng.uniform(0, 7.3))


def scattered(
    rng: np.random.Generator, origin: tuple[float, float], radius: float, count: int
) -> tuple[Floats, Floats]:
    """Scatter points: half within metres of the radius, a tenth of those within a millimetre; the rest near and far."""
    apart = radius * rng.uniform(0.98, 1.02, count)
    apart[: count // 2] = radius + rng.normal(size=count // 2) * 3
    apart[: count // 20] = radius + rng.normal(size=count // 20) * 1e-3
    azimuth = rng.uniform(0, 360, count)
    azimuth[::50] = rng.choice([0, 90, 180, 270], len(azimuth[::50]))
    lon, lat, _ = GEOD.fwd(np.full(count, origin[0]), np.full(count, origin[1]), azimuth, np.abs(apart))
    rest = count // 4
    lon[-rest:], lat[-rest:] = rng.uniform(-180, 180, rest), np.degrees(np.arcsin(rng.uniform(-1, 1, rest)))
    return np.asarray(lon), np.asarray(lat)


def compare(total: int, *, seed: int = 0, part: int = 200_000) -> int:
    """Compare so many answers, print and give how many differ.

    With numba, where it is installed, or without, by lot; a tenth as pairs.
    """
    rng, start = np.random.default_rng(seed), time.perf_counter()
    done = wrong = 0
    for origin, radius in cases(rng):
        if done >= total:
            break
        lon, lat = scattered(rng, origin, radius, part)
        truth = GEOD.inv(np.full(part, origin[0]), np.full(part, origin[1]), lon, lat)[2] <= radius
        way = rng.random()
        if way < 0.1:
            _, j = pairs.pairs_within((np.array([origin[0]]), np.array([origin[1]])), (lon, lat), radius_m=radius)
            found = np.bincount(j, minlength=part) == 1
        else:
            kept, within.WORTH = within.WORTH, 0 if way < 0.55 else 1 << 62
            found = within.within(lon, lat, origin_lon=origin[0], origin_lat=origin[1], radius_m=radius)
            within.WORTH = kept
        differ = int(np.count_nonzero(found != truth))
        if differ:
            say(f"  {differ} differ: origin {origin}, radius {radius:,} m")
        wrong, done = wrong + differ, done + part
    say(f"{done:,} comparisons with the inverse geodesic: {wrong} differ ({time.perf_counter() - start:,.0f} s)\n")
    return wrong
