"""Which zones hold which of many points, by the lines that held on the day of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.columns import Columns, columns_of
from zonelib.analysis.ready_zones import Days, Labels, ReadyZones
from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.model import Boundary, Scenario, Zone

EDGE_RULE: Final = "a point on the edge of a zone lies in it; zones may overlap"
METHOD: Final = "edges straight in longitude/latitude (RFC 7946), decided as GEOS does"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Classified:
    """Which zones hold which of many points, found.

    Parameters
    ----------
    zones : tuple of str
        Ids of the zones that were asked about.
    sets : tuple of tuple of str
        The sets of zones that hold a point together; the first is none of them.
    labels : ndarray of int32, shape (n,)
        For each point the number of its set.
    boundaries : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it (empty for a bare geometry), and why that one; as often as the
        lines changed.
    undrawn : tuple of str
        Zones that had no line with a geometry on any of the days: no point is in them, whatever took place.
    rule, method : str
        What of points on an edge, and how it was decided.
    """

    zones: tuple[str, ...]
    sets: tuple[tuple[str, ...], ...]
    labels: Labels = field(repr=False)
    boundaries: tuple[tuple[str, str, str], ...]
    undrawn: tuple[str, ...]
    rule: str = EDGE_RULE
    method: str = METHOD
    came: Columns = field(repr=False)

    def __len__(self) -> int:
        return len(self.labels)

    def inside(self, zone: str) -> Any:
        """Tell which points one zone holds: an array of bool, or a Series where one came.

        Raises
        ------
        NotFoundError
            If there is no such zone.
        """
        if zone not in self.zones:
            raise NotFoundError(f"there is no zone {zone!r}; {nearest(zone, self.zones)}")
        return self.came.dressed(np.array([zone in members for members in self.sets])[self.labels], zone)

    @property
    def zone(self) -> Any:
        """For each point its zone: an id, several joined by " + ", or empty for none."""
        words = np.array([" + ".join(members) for members in self.sets], dtype=object)
        return self.came.dressed(words[self.labels], "zone")

    @property
    def counts(self) -> dict[str, int]:
        """How many points each zone holds; a point in two zones counts in both."""
        points = np.bincount(self.labels, minlength=len(self.sets)).tolist()
        counts = dict.fromkeys(self.zones, 0)
        for members, count in zip(self.sets, points, strict=True):
            for zone in members:
                counts[zone] += count
        return counts

    @property
    def outside(self) -> int:
        """How many points no zone holds."""
        return int(np.count_nonzero(self.labels == 0))

    @property
    def several(self) -> int:
        """How many points lie in more than one zone."""
        many = np.array([len(members) > 1 for members in self.sets])
        return int(np.count_nonzero(many[self.labels]))

    def __str__(self) -> str:
        held = ", ".join(f"{count:,} in {zone}" for zone, count in self.counts.items())
        told = f"{len(self):,} points: {held}, {self.outside:,} in none"
        told += f"; {self.several:,} in more than one" if self.several else ""
        return told + (f"; no line is drawn for {' and '.join(self.undrawn)}" if self.undrawn else "")


def classify(
    lon: Any,
    lat: Any = None,
    *,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    days: Any = None,
    known_on: dt.date | None = None,
) -> Classified:
    """Tell of many points in which zones they lie.

    Parameters
    ----------
    lon, lat : array_like
        Longitudes and latitudes in degrees (arrays, Series, Arrow arrays); or `lon` alone, a GeoSeries or GeoDataFrame
        of points with its CRS.
    zones : Scenario, or mapping of str to Zone, Boundary, Polygon or MultiPolygon
        A scenario's zones, or some by name. `default_boundary` chooses among the lines of a zone.
    days : array_like of dates, optional
        The day of each point. Then each is held against the lines that held on its day, certainly or perhaps; that
        takes a scenario. Without, time plays no part.
    known_on : date, optional
        With `days`: the day whose knowledge is used.

    Returns
    -------
    Classified

    Raises
    ------
    InputError, GeometryError
        If a coordinate, a day or a zone cannot be, or none of the zones has a line; the message names the row or zone.

    Notes
    -----
    The answer is that of GEOS for the zones as they are written, edges straight in longitude/latitude; points on ±180°
    and on the poles are looked at from both sides. A grid decides most points, GEOS or exact signs the rest [1]_; the
    extra ``[fast]`` compiles it.

    References
    ----------
    .. [1] Shewchuk, J. R. (1997). Adaptive precision floating-point arithmetic and fast robust geometric predicates.
       Discrete & Computational Geometry 18, 305-363.

    Examples
    --------
    >>> import zonelib as zl
    >>> print(zl.classify([36.7, 36.4, 40.0], [34.9, 33.54, 35.0], zones=zl.read("syria-2017")))
    3 points: 1 in homs, 1 in eastern_ghouta, 0 in south, 0 in north, 1 in none
    """
    came = columns_of(lon, lat)
    if days is None and known_on is not None:
        raise InputError("known_on came without days; give the day of each point, or leave it out")
    ready = ReadyZones(zones, known_on=known_on)
    told = ready.tell(came.lon, came.lat, None if days is None else checked_days(days, len(came.lon)))
    undrawn = ready.undrawn(told.taken)
    if len(undrawn) == len(ready.names) and len(came.lon):
        raise InputError("none of the zones has a line with a geometry; nothing can be told of the points")
    return Classified(
        zones=ready.names, sets=told.sets, labels=told.labels, boundaries=told.taken, undrawn=undrawn, came=came
    )  # fmt: skip


def checked_days(days: Any, count: int) -> Days:
    """Read the day of each of so many points.

    Raises
    ------
    InputError
        If they are no days, one is missing, or they are not so many.
    """
    given = np.asarray(days)
    try:
        found: Days = given.astype("datetime64[D]")
    except (TypeError, ValueError) as error:
        raise InputError(
            f"days of the kind {given.dtype} came; give whole days, such as datetime.date(2017, 7, 5) or '2017-07-05'"
        ) from error
    if found.shape != (count,):
        raise InputError(f"{count} points came with days of the shape {found.shape}; give the day of each point")
    missing = np.flatnonzero(np.isnat(found))
    if missing.size:
        raise InputError(f"row {missing[0]} has no day; leave it out, or classify it without days")
    return found
