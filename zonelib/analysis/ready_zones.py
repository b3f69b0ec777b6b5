"""Zones made ready once for many batches of points, in any thread: the lines that stand for them, and their grids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.things import default_boundary, stand_for
from zonelib.errors import InputError
from zonelib.geodesy.zonegrid import ZoneGrid
from zonelib.model import Boundary, Scenario, Zone

Days = NDArray[np.datetime64]
Labels = NDArray[np.int32]
FloatArray = NDArray[np.float64]
Zones = Scenario | Mapping[str, Zone | Boundary | BaseGeometry]
Taken = tuple[str, str, str]


class Told(NamedTuple):
    """Which zones hold some points.

    Parameters
    ----------
    labels : ndarray of int32, shape (n,)
        For each point the number of its set.
    sets : tuple of tuple of str
        The sets of zones that hold a point together; the first is none of them.
    taken : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it, and why that one; as often as the lines changed.
    """

    labels: Labels
    sets: tuple[tuple[str, ...], ...]
    taken: tuple[Taken, ...]


class ReadyZones:
    """Zones made ready for many batches of points; several threads may ask at once.

    Parameters
    ----------
    zones : Scenario, or mapping of str to Zone, Boundary, Polygon or MultiPolygon
        A scenario's zones, or some by name.
    known_on : date, optional
        The day whose knowledge is used where points have days.
    many : bool
        Whether batches are small and many: then what numba compiles is used for the smallest, too.
    """

    def __init__(self, zones: Zones, *, known_on: dt.date | None = None, many: bool = False) -> None:
        self.zones, self.known_on = zones, known_on
        self.names = tuple(zone.id for zone in zones.zones) if isinstance(zones, Scenario) else tuple(zones)
        self._many = many
        self._held: dict[dt.date | None, Lines] = {}
        self._grids: dict[tuple[tuple[str, str], ...], ZoneGrid] = {}
        self._lock = Lock()

    def tell(self, lon: FloatArray, lat: FloatArray, days: Days | None = None) -> Told:
        """Tell in which zones points lie, each by the lines of its day.

        Raises
        ------
        InputError, GeometryError
            If a coordinate or a zone cannot be, or days came with bare zones.
        """
        if days is not None and not isinstance(self.zones, Scenario):
            raise InputError("days came with bare zones, which have no time; give the scenario")
        labels = np.zeros(len(lon), dtype=np.int32)
        sets: dict[tuple[str, ...], int] = {(): 0}
        taken: dict[Taken, None] = {}
        for lines, rows in self.epochs(days):
            taken |= dict.fromkeys((line.zone, line.boundary, line.rule) for line in lines)
            if not lines:
                continue
            grid = self._grid(lines)
            found = grid.labels(lon[rows], lat[rows])
            numbers = [sets.setdefault(tuple(lines[i].zone for i in members), len(sets)) for members in grid.sets]
            labels[rows] = np.array(numbers, dtype=np.int32).take(found)
        return Told(labels, tuple(sets), tuple(taken))

    def undrawn(self, taken: tuple[Taken, ...]) -> tuple[str, ...]:
        """Give the zones for which no line was taken."""
        drawn = {zone for zone, _, _ in taken}
        return tuple(name for name in self.names if name not in drawn)

    def epochs(self, days: Days | None) -> Iterator[tuple[Lines, Any]]:
        """Give the rows that the same lines hold for, and those lines."""
        if days is None:
            yield self.held_on(None), slice(None)
            return
        distinct, which = np.unique(days, return_inverse=True)
        lines = [self.held_on(day) for day in distinct.tolist()]
        keys = [_key(held) for held in lines]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        epoch = np.array([numbers[key] for key in keys], dtype=np.intp)[which]
        for key, number in numbers.items():
            yield lines[keys.index(key)], np.flatnonzero(epoch == number)

    def held_on(self, day: dt.date | None) -> Lines:
        """Give the lines of a day; of None those that stand for the zones whatever the day."""
        with self._lock:
            if day not in self._held:
                if day is None or not isinstance(self.zones, Scenario):
                    self._held[day] = _lines_of(self.zones)
                else:
                    self._held[day] = _lines_on(self.zones, day, self.known_on)
            return self._held[day]

    def _grid(self, lines: Lines) -> ZoneGrid:
        with self._lock:
            if _key(lines) not in self._grids:
                self._grids[_key(lines)] = ZoneGrid([line.geometry for line in lines], many=self._many)
            return self._grids[_key(lines)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneLine:
    """The line that stands for a zone, and why that one."""

    zone: str
    geometry: BaseGeometry
    boundary: str
    rule: str


Lines = tuple[ZoneLine, ...]


def _key(lines: Lines) -> tuple[tuple[str, str], ...]:
    return tuple((line.zone, line.boundary) for line in lines)


def _lines_of(zones: Zones) -> Lines:
    if isinstance(zones, Scenario):
        return tuple(line for zone in zones.zones for line in _line_of(zone))
    found = ((name, stand_for(thing)) for name, thing in zones.items())
    return tuple(ZoneLine(zone=name, geometry=s.geometry, boundary=s.boundary, rule=s.rule) for name, s in found)


def _line_of(zone: Zone) -> Iterator[ZoneLine]:
    boundary, rule = default_boundary(zone)
    if boundary is not None and isinstance(boundary.geometry, BaseGeometry):
        yield ZoneLine(zone=zone.id, geometry=boundary.geometry, boundary=boundary.id, rule=rule)


def _lines_on(zones: Scenario, day: dt.date, known_on: dt.date | None) -> Lines:
    held = zones.at(day, known_on=known_on).zones
    found = (replace(one.zone, boundaries=tuple(h.value for h in one.boundaries)) for one in held)
    return tuple(line for zone in found for line in _line_of(zone))
