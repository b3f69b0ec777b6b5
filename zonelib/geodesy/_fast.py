"""The scan of `zonelib.geodesy.within` compiled by numba, where numba is installed (the extra ``[fast]``).

The same comparisons on the same numbers as in numpy, so the same answers; numba is imported when a scan is first worth
it, never with zonelib.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from zonelib.geodesy.earth import FloatArray

WORTH: Final = 300_000
"""From how many points on numba is asked: it takes half a second to import, once."""

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
