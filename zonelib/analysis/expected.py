"""How many incidents a zone holds when their places are only known to lie within so many metres."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.signal import fftconvolve
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.calendar_results import counted
from zonelib.analysis.classified import checked_days
from zonelib.analysis.columns import columns_of
from zonelib.analysis.ready_zones import Lines, ReadyZones, Taken
from zonelib.errors import InputError
from zonelib.geodesy.area import areas
from zonelib.geodesy.earth import direct
from zonelib.geodesy.zonegrid import ZoneGrid
from zonelib.model import Boundary, Scenario, Zone

SHARE_ERROR: Final = 5e-4
"""A polygon of 128 sides leaves out 4.0e-4 of its circle, and edges straight in longitude/latitude a little more."""

WIDEST_M: Final = 1_000_000.0
DEGREE_M: Final = 110_500.0
"""Shorter than any degree of latitude."""

_SIDES: Final = 128
_AT_ONCE: Final = 2_048
_DIRECT: Final = 64
_ASSUMED: Final = (
    "an incident lies anywhere within its radius alike: no place in the disc is likelier than another",
    "incidents lie where they lie independently of each other; several that were put at one place of a town in one "
    "record move together, and the interval is then too narrow",
)

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedCount:
    """How many incidents one zone holds, as far as it can be told, found.

    Parameters
    ----------
    zone : str
        Its id.
    certain : int
        Incidents whose whole disc lies in the zone.
    perhaps : int
        Incidents of whose disc a part does.
    expected : float
        The expected number: the sum of all shares.
    low, high : int
        The interval of the number: the Poisson binomial distribution of independent incidents, each with its share.
    confidence : float
        Of the interval.
    """

    zone: str
    certain: int
    perhaps: int
    expected: float
    low: int
    high: int
    confidence: float

    def __str__(self) -> str:
        interval = f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"
        return (
            f"{self.zone}: {self.expected:,.1f} expected ({self.confidence:.0%} interval {interval}); "
            f"{self.certain:,} certain, {self.perhaps:,} perhaps"
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ExpectedCounts:
    """How many incidents every zone holds, as far as it can be told, found.

    Parameters
    ----------
    counts : tuple of ExpectedCount
        One for each zone.
    shares : ndarray of float, shape (zones, n)
        The part of each disc that lies in each zone; NaN where the radius is not known.
    not_known : int
        Incidents whose radius is not known: they count in no zone, and are no part of an interval.
    error : float
        Each share is right within this.
    boundaries : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it, and why that one.
    assumptions : tuple of str
        What is taken for granted.
    """

    counts: tuple[ExpectedCount, ...]
    shares: FloatArray = field(repr=False)
    not_known: int
    error: float = SHARE_ERROR
    boundaries: tuple[Taken, ...]
    assumptions: tuple[str, ...] = _ASSUMED

    def __str__(self) -> str:
        told = [str(count) for count in self.counts]
        if self.not_known:
            told.append(f"{counted(self.not_known, 'incident')} left out: how exact is not known")
        return "\n".join(told)


def expected_counts(
    lon: Any,
    lat: Any = None,
    *,
    precision_m: Any,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    days: Any = None,
    known_on: dt.date | None = None,
    confidence: float = 0.95,
) -> ExpectedCounts:
    """Count incidents in zones where each lies somewhere within its radius.

    Parameters
    ----------
    lon, lat, zones, days, known_on
        As `classify` takes them.
    precision_m : array_like of float, shape (n,)
        The radius in metres within which each lies; 0 is exact, NaN is not known.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    ExpectedCounts

    Raises
    ------
    InputError, GeometryError
        If a coordinate, a radius, a day or a zone cannot be, or a disc reaches a pole; the message names the row.

    Notes
    -----
    The share of a zone is the area of the disc in it over that of the disc, on the ellipsoid. The disc is a polygon of
    128 sides whose corners lie at the geodesic radius. A point of radius 0 is in a zone as in `classify`.

    The number of independent incidents with different shares has the Poisson binomial distribution [1]_; the interval
    leaves out as much at either end.

    References
    ----------
    .. [1] Hong, Y. (2013). On computing the distribution function for the Poisson binomial distribution. Computational
       Statistics & Data Analysis 59, 41-51.

    Examples
    --------
    >>> import zonelib as zl
    >>> found = zl.expected_counts([36.7, 36.7, 36.4], [34.9, 34.8, 33.54], precision_m=[0, 5_000, 25_000],
    ...                            zones=zl.read("syria-2017"))
    >>> print(found.counts[0])
    homs: 1.6 expected (95% interval 1 to 2); 1 certain, 1 perhaps
    """
    came = columns_of(lon, lat)
    radius = _checked_radius(precision_m, came.lat)
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence!r}; it lies between 0 and 1")
    if days is None and known_on is not None:
        raise InputError("known_on came without days; give the day of each point, or leave it out")
    ready = ReadyZones(zones, known_on=known_on)
    when = None if days is None else checked_days(days, len(came.lon))
    if when is not None and not isinstance(zones, Scenario):
        raise InputError("days came with bare zones, which have no time; give the scenario")
    points = np.column_stack([came.lon, came.lat])
    shares = np.where(np.isnan(radius), np.nan, np.zeros((len(ready.names), len(radius))))
    taken: dict[Taken, None] = {}
    for lines, rows in ready.epochs(when):
        taken |= dict.fromkeys((line.zone, line.boundary, line.rule) for line in lines)
        at = np.arange(len(radius))[rows]
        at = at[~np.isnan(radius[at])]
        if lines:
            shares[np.ix_([ready.names.index(line.zone) for line in lines], at)] = _shares(
                points[at], radius[at], lines
            )
    known = ~np.isnan(radius)
    counts = tuple(_count(zone, share[known], confidence) for zone, share in zip(ready.names, shares, strict=True))
    return ExpectedCounts(counts=counts, shares=shares, not_known=int((~known).sum()), boundaries=tuple(taken))


def _checked_radius(precision_m: Any, lat: FloatArray) -> FloatArray:
    try:
        radius = np.asarray(precision_m, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"precision_m holds something that is no number ({error}); give metres") from error
    if radius.shape != lat.shape:
        raise InputError(f"{len(lat)} points came with precision_m of the shape {radius.shape}; give a radius for each")
    bad = np.flatnonzero((radius < 0) | (radius > WIDEST_M))
    if bad.size:
        raise InputError(f"row {bad[0]} has a radius of {radius[bad[0]]:,.0f} m; it is from 0 to 1,000 km")
    polar = np.flatnonzero((np.abs(lat) + radius / DEGREE_M >= 90) & (radius > 0))
    if polar.size:
        raise InputError(f"row {polar[0]}: a disc of {radius[polar[0]]:,.0f} m at {lat[polar[0]]}° reaches a pole")
    return radius


def _shares(points: FloatArray, radius: FloatArray, lines: Lines) -> FloatArray:
    """Give the share of each disc in each line, shape (lines, n)."""
    grid = ZoneGrid([line.geometry for line in lines])
    labels = grid.labels(points[:, 0], points[:, 1])
    shares = np.array([[i in members for members in grid.sets] for i in range(len(lines))], dtype=np.float64)[:, labels]
    wide = np.flatnonzero(radius > 0)
    # Records name the same towns over and over: each disc is asked about once.
    discs, which = np.unique(np.column_stack([points, radius])[wide], axis=0, return_inverse=True)
    found = np.empty((len(lines), len(discs)))
    for start in range(0, len(discs), _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        found[:, block] = _disc_shares(discs[block], [line.geometry for line in lines])
    shares[:, wide] = found[:, which.reshape(-1)]
    return shares


def _disc_shares(discs: FloatArray, shapes: list[BaseGeometry]) -> FloatArray:
    """Give the share of each disc (longitude, latitude, radius) in each shape."""
    against = -np.arange(_SIDES) * 360 / _SIDES  # counterclockwise
    centre = np.repeat(discs, _SIDES, axis=0)
    corners, _ = direct(centre[:, :2], np.tile(against, len(discs)), centre[:, 2])
    # Over ±180° a disc goes on beyond; the shapes are looked for there too.
    corners[:, 0] += 360 * np.round((centre[:, 0] - corners[:, 0]) / 360)
    polygons: NDArray[Any] = np.asarray(shapely.polygons(corners.reshape(len(discs), _SIDES, 2)))
    turns = [0, *(turn for turn, over in ((360, corners[:, 0] > 180), (-360, corners[:, 0] < -180)) if over.any())]
    held = [[_area_within(polygons, affinity.translate(shape, turn)) for turn in turns] for shape in shapes]
    shares: FloatArray = np.sum(held, axis=1) / areas(polygons)[0]
    shares[shares > 1 - 1e-9] = 1  # an overlay rounds
    return shares


def _area_within(polygons: NDArray[Any], shape: BaseGeometry) -> FloatArray:
    """Give of each polygon the area that lies in a shape, square metres."""
    shapely.prepare(shape)
    within = np.zeros(len(polygons))
    rows = np.flatnonzero(shapely.intersects(shape, polygons))
    parts, of = shapely.get_parts(shapely.intersection(polygons[rows], shape), return_index=True)
    filled = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    np.add.at(within, rows[of[filled]], areas(shapely.orient_polygons(parts[filled]))[0])
    return within


def _count(zone: str, share: FloatArray, confidence: float) -> ExpectedCount:
    certain, some = int((share == 1).sum()), share[(share > 0) & (share < 1)]
    cumulated = np.cumsum(_distribution(some))
    tail = (1 - confidence) / 2
    low, high = np.searchsorted(cumulated, [tail, 1 - tail])
    return ExpectedCount(
        zone=zone, certain=certain, perhaps=len(some), expected=float(share.sum()), low=certain + int(low),
        high=certain + min(int(high), len(some)), confidence=confidence,
    )  # fmt: skip


def _distribution(share: FloatArray) -> FloatArray:
    """Give the probabilities of 0, 1, ... of independent events with these: products of generating functions."""
    if len(share) <= _DIRECT:
        found = np.ones(1)
        for p in share:
            found = np.convolve(found, [1 - p, p])
        return found
    middle = len(share) // 2
    product: FloatArray = fftconvolve(_distribution(share[:middle]), _distribution(share[middle:]))
    return np.clip(product, 0, None)
