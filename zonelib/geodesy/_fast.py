"""The scan of `within` and the walk of `zonegrid` compiled by numba, where numba is installed (the extra ``[fast]``).

The same comparisons on the same numbers as in numpy, so the same answers; numba is imported when a scan is first worth
it, never with zonelib.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from zonelib.geodesy.earth import FloatArray, IntArray

WORTH: Final = 300_000
"""From how many points on numba is asked: it takes half a second to import, once."""

SHEWCHUK: Final = (3 + 16 * 2.0**-53) * 2.0**-53
"""Times the sum of the two products, how far off their difference may be (`zonegrid`)."""

Scan = Callable[[FloatArray, FloatArray, float, float, float, FloatArray, FloatArray, Any], bool]


@cache
def compiled_scan() -> Scan | None:
    """Give the compiled scan, or None where numba is not installed."""
    if find_spec("numba") is None:
        return None
    numba: Any = import_module("numba")
    found: Scan = numba.njit(nogil=True, cache=True, error_model="numpy")(_scan)
    return found


def _scan(
    lon: FloatArray,
    lat: FloatArray,
    origin_lon: float,
    per_degree: float,
    shift: float,
    inside: FloatArray,
    outside: FloatArray,
    told: Any,
) -> bool:  # pragma: no cover - compiled
    """Write 2 inside, 1 undecided, 0 outside into `told`; say whether all longitudes and latitudes were in range."""
    last = inside.size - 1.0
    for i in range(lon.size):
        apart = abs(lon[i] - origin_lon)
        apart = min(apart, 360.0 - apart)
        row = int(max(0.0, min(lat[i] * per_degree + shift, last)))
        told[i] = int(apart <= outside[row]) + int(apart <= inside[row])
    # A loop of its own: without a table to look up it runs on vector units.
    fine = 0
    for i in range(lon.size):
        fine += int((abs(lat[i]) <= 90.0) & (abs(lon[i]) <= 180.0))
    return fine == lon.size


@cache
def compiled_walk() -> Callable[..., int] | None:
    """Give the compiled walk, or None where numba is not installed."""
    if find_spec("numba") is None:
        return None
    numba: Any = import_module("numba")
    found: Callable[..., int] = numba.njit(nogil=True, cache=True, error_model="numpy")(_walk)
    return found


def _walk(
    lon: FloatArray,
    lat: FloatArray,
    mesh: tuple[float, float, float, float, int, int],
    label: Any,
    start: IntArray,
    zone: IntArray,
    held: Any,
    begin: IntArray,
    ends: FloatArray,
    side: Any,
    found: Any,
    pairs: IntArray,
) -> int:  # pragma: no cover - compiled
    """Write the label of every point into `found`, and (point, zone) into `pairs` where there are several zones.

    What cannot be told here keeps the label of its crossed cell, less than 0. Gives the number of pairs.
    """
    west, south, per_lon, per_lat, columns, rows = mesh
    written = 0
    for i in range(lon.size):
        x, y = lon[i], lat[i]
        u, v = (x - west) * per_lon, (y - south) * per_lat
        if not (u >= 0.0 and v >= 0.0 and u < columns and v < rows):
            found[i] = 0
            continue
        column, row = int(u), int(v)
        told = label[row * columns + column]
        found[i] = told
        if told >= 0:
            continue
        p, q = west + (column + 0.5) / per_lon, south + (row + 0.5) / per_lat
        first, unsure, one = written, False, 0
        for k in range(start[-1 - told], start[-told]):
            inside = held[k]
            for e in range(begin[k], begin[k + 1]):
                x1, y1, x2, y2 = ends[e]
                left, right = (x1 - x) * (y2 - y), (y1 - y) * (x2 - x)
                here = left - right
                sure = abs(here) > SHEWCHUK * (abs(left) + abs(right))
                if sure and (here > 0) == (side[e] > 0) and side[e] != 0:
                    continue  # the point and the centre lie on one side of the edge
                left, right = (p - x1) * (y - y1), (q - y1) * (x - x1)
                a = left - right
                sure_a = abs(a) > SHEWCHUK * (abs(left) + abs(right))
                left, right = (p - x2) * (y - y2), (q - y2) * (x - x2)
                b = left - right
                sure_b = abs(b) > SHEWCHUK * (abs(left) + abs(right))
                if sure_a and sure_b and (a > 0) == (b > 0):
                    continue  # the ends of the edge lie on one side of the way from the centre to the point
                if not (sure and sure_a and sure_b) or side[e] == 0:
                    unsure = True
                    break
                inside = 1 - inside
            if unsure or written == len(pairs):
                unsure = True
                break
            if inside:
                one = zone[k] + 1
                pairs[written, 0], pairs[written, 1] = i, zone[k]
                written += 1
        if unsure:
            written = first
            continue
        if written - first < 2:
            found[i] = one
            written = first
    return written
