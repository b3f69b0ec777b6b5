"""Which of many points lie within a radius of one origin: as the inverse geodesic would say, without solving it.

A disc is cut into rows of latitude. In each, two differences of longitude are proven to bracket the edge
(`zonelib.geodesy.discs`): most points need one subtraction and two comparisons. The few between the two are held
against the edge itself, and what then still lies within its bound (a centimetre at 1,000 km) goes to the inverse
geodesic of Karney (2013). Memory is bounded: points are taken in blocks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zonelib.errors import GeometryError, LengthError
from zonelib.geodesy._fast import WORTH, compiled_scan
from zonelib.geodesy.checks import checked_position
from zonelib.geodesy.discs import TIP_DEG, BoolArray, Discs, discs_round
from zonelib.geodesy.earth import FloatArray, IntArray, inverse

Progress = Callable[[int, int], None]
"""Called with the number of points done and their total, after each block."""

BLOCK: Final = 1 << 20
_CHUNK: Final = 1 << 15
_ROWS: Final = 1024
_CHORDS: Final = 64
_FEW: Final = 1_000
_INVERSE_CHUNK: Final = 100_000
_MOST_LON: Final = 540.0


def within(
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    origin_lon: float,
    origin_lat: float,
    radius_m: float,
    progress: Progress | None = None,
) -> BoolArray:
    """Tell of each point whether its geodesic distance from the origin is at most the radius.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        Degrees. Longitudes up to 540 either way are taken, whole turns apart being the same.
    origin_lon, origin_lat : float
        The origin, degrees; any, a pole included.
    radius_m : float
        Metres; 0 or more, any.
    progress : callable, optional
        Called as ``progress(done, total)`` after each million points.

    Returns
    -------
    ndarray of bool, shape (n,)
        Equal to ``inverse geodesic <= radius`` for every point.

    Raises
    ------
    GeometryError
        If a coordinate is not finite or off the earth (the message names the row), or the lengths differ.
    LengthError
        If the radius is negative or not finite.

    References
    ----------
    .. [1] Karney, C. F. F. (2013). Algorithms for geodesics. J. Geodesy 87, 43-55. doi:10.1007/s00190-012-0578-z
    """
    xs, ys = columns(lon, lat)
    origin = checked_position(origin_lon, origin_lat, "the origin")
    radius = checked_radius(radius_m)
    inside = np.empty(len(xs), dtype=bool)
    table = None if len(xs) < _FEW else _Table.of(origin, radius)
    for low, high in blocks(len(xs), BLOCK, progress):
        if table is None:
            inside[low:high] = _metres(*checked_rows(xs[low:high], ys[low:high], low), origin) <= radius
        else:
            _within_block(xs[low:high], ys[low:high], low, table, inside[low:high], fast=len(xs) >= WORTH)
    return inside


def distances(
    lon: ArrayLike, lat: ArrayLike, *, origin_lon: float, origin_lat: float, progress: Progress | None = None
) -> FloatArray:
    """Give the geodesic distance of each point from the origin, in metres (Karney 2013, to 50 nm).

    Raises
    ------
    GeometryError
        As `within`.
    """
    xs, ys = columns(lon, lat)
    origin = checked_position(origin_lon, origin_lat, "the origin")
    found = np.empty(len(xs))
    for low, high in blocks(len(xs), _INVERSE_CHUNK, progress):
        found[low:high] = _metres(*checked_rows(xs[low:high], ys[low:high], low), origin)
    return found


def columns(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Give longitudes and latitudes as two contiguous arrays of one length.

    Raises
    ------
    GeometryError
        If they are not numbers, not one-dimensional, or not of one length.
    """
    try:
        xs, ys = (np.ascontiguousarray(np.asarray(values, dtype=np.float64)) for values in (lon, lat))
    except (TypeError, ValueError) as error:
        raise GeometryError(f"longitudes and latitudes are numbers, degrees; {error}") from error
    if np.ndim(lon) != 1 or np.ndim(lat) != 1:
        raise GeometryError(
            f"longitudes have {np.ndim(lon)} dimensions and latitudes {np.ndim(lat)}; give one of each, a row a point"
        )
    if len(xs) != len(ys):
        raise GeometryError(f"{len(xs):,} longitudes came with {len(ys):,} latitudes; give one of each for a point")
    return xs, ys


def checked_radius(radius_m: float) -> float:
    """Give the radius back if it is finite and not negative; 0 asks for the very place.

    Raises
    ------
    LengthError
        Otherwise.
    """
    radius = float(radius_m)
    if not math.isfinite(radius) or radius < 0:
        raise LengthError(f"the radius is {radius:g} m; it must be finite and 0 or more")
    return radius


def checked_rows(lon: FloatArray, lat: FloatArray, first: int = 0) -> tuple[FloatArray, FloatArray]:
    """Give the points back with longitudes in [-180, 180], or name the row that is off the earth.

    Raises
    ------
    GeometryError
        If a number is not finite, a latitude beyond 90 or a longitude beyond 540.
    """
    if not len(lon) or _plain(lon, lat):
        return lon, lat
    for name, values, most in (("longitude", lon, _MOST_LON), ("latitude", lat, 90.0)):
        bad = np.flatnonzero(~(np.abs(values) <= most))
        if bad.size:
            row = int(bad[0])
            came = values[row]
            fault = f"which is beyond ±{most:g}" if math.isfinite(came) else "which is not finite (or missing)"
            raise GeometryError(
                f"row {first + row} has {name} {came:g}, {fault}; give degrees of WGS 84, longitude before latitude"
            )
    # The remainder of IEEE 754 is exact: a whole turn more or less changes no answer.
    return np.asarray(np.where(np.abs(lon) > 180, _turned(lon), lon)), lat


def blocks(total: int, size: int, progress: Progress | None) -> Iterator[tuple[int, int]]:
    """Go through so many rows in blocks, and tell of each that is done."""
    for low in range(0, total, size):
        high = min(low + size, total)
        yield low, high
        if progress is not None:
            progress(high, total)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """A disc cut into rows of latitude; the first and the last row are all that lies beyond.

    `row = latitude * per_degree + shift`, rounded down and held within the table.
    """

    origin: tuple[float, float]
    radius_m: float
    disc: Discs
    per_degree: float
    shift: float
    inside: FloatArray
    outside: FloatArray

    @classmethod
    def of(cls, origin: tuple[float, float], radius_m: float) -> _Table:
        disc = discs_round(np.array([origin[0]]), np.array([origin[1]]), radius_m=radius_m, chords=_CHORDS)
        low, high = float(disc.south[0]) - 2 * TIP_DEG, float(disc.north[0]) + 2 * TIP_DEG
        # Rows of less than a nanodegree would be thinner than what rounding is allowed for.
        rows = int(min(_ROWS, max(1, (high - low) / 1e-9)))
        edges = np.linspace(low, high, rows + 1)
        # Past either end: two bands beyond the tips, down to the pole and up to it.
        lows, highs = np.r_[-90.0, edges[:-1], high], np.r_[low, edges[1:], 90.0]
        inside, outside = disc.bracket(np.zeros(rows + 2, dtype=np.intp), lows, highs)
        per_degree = rows / (high - low)
        return cls(
            origin=origin, radius_m=radius_m, disc=disc, per_degree=per_degree, shift=1 - low * per_degree,
            inside=inside, outside=outside,
        )  # fmt: skip

    @property
    def wraps(self) -> bool:
        """Whether the disc may reach over ±180°."""
        return bool(abs(self.origin[0]) + float(self.outside.max()) >= 180)


def _within_block(
    lon: FloatArray, lat: FloatArray, first: int, table: _Table, inside: BoolArray, *, fast: bool
) -> None:
    compiled = compiled_scan() if fast else None
    open_: list[IntArray] = []
    step = _CHUNK if compiled is None else 4 * _CHUNK
    for low in range(0, len(lon), step):
        cut = slice(low, low + step)
        told = inside[cut].view(np.uint8)
        fine = compiled is not None and compiled(lon[cut], lat[cut], *_row_rule(table), told)
        if not fine:
            _scan(*checked_rows(lon[cut], lat[cut], first + low), table, told)
        open_.append(np.flatnonzero(told == 1) + low)
        np.right_shift(told, 1, out=told)
    undecided = np.concatenate(open_)
    xs, ys = checked_rows(lon[undecided], lat[undecided], first)
    code = table.disc.decide(np.zeros(len(undecided), dtype=np.intp), xs, ys)
    inside[undecided] = code > 0
    left = code == 0
    inside[undecided[left]] = _metres(xs[left], ys[left], table.origin) <= table.radius_m


def _row_rule(table: _Table) -> tuple[float, float, float, FloatArray, FloatArray]:
    return table.origin[0], table.per_degree, table.shift, table.inside, table.outside


def _scan(lon: FloatArray, lat: FloatArray, table: _Table, told: NDArray[np.uint8]) -> None:
    """Write 2 inside, 1 undecided, 0 outside."""
    work = np.multiply(lat, table.per_degree)
    work += table.shift
    row = work.astype(np.intp)
    apart = np.subtract(lon, table.origin[0])
    np.abs(apart, out=apart)
    if table.wraps:
        np.minimum(apart, np.subtract(360.0, apart, out=work), out=apart)
    np.take(table.outside, row, out=work, mode="clip")
    np.less_equal(apart, work, out=told.view(bool))
    np.take(table.inside, row, out=work, mode="clip")
    told += np.less_equal(apart, work).view(np.uint8)


def _metres(lon: FloatArray, lat: FloatArray, origin: tuple[float, float]) -> FloatArray:
    found = np.empty(len(lon))
    for low in range(0, len(lon), _INVERSE_CHUNK):
        cut = slice(low, low + _INVERSE_CHUNK)
        found[cut] = inverse(np.array([origin]), np.column_stack([lon[cut], lat[cut]]))[2]
    return found


def _plain(lon: FloatArray, lat: FloatArray) -> bool:
    return bool(lon.min() >= -180 and lon.max() <= 180 and lat.min() >= -90 and lat.max() <= 90)


def _turned(lon: FloatArray) -> FloatArray:
    return np.asarray(lon - 360 * np.round(lon / 360))
