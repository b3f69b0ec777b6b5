"""Which of many zones hold each of many points: a grid decides most, GEOS or exact signs the rest.

The box round all zones is cut into cells. A cell that no edge of a zone comes near is *plain*: cells that share a side
and are plain lie in the same zones, so one question at one cell of each connected region answers for all its points.
In the other cells the zones in question are few, and known: those with an edge in the cell, and those that hold
its centre.

- With numpy alone each such (point, zone) pair goes to GEOS, zone by zone, with the zone prepared.
- With numba (the extra ``[fast]``) a point is joined to the centre of its cell, whose state is known, and every edge
  of the cell that the segment crosses turns inside to outside. Signs that Shewchuk's bound [1]_ does not vouch for
  are not used: what is open, such as a point on an edge, goes to GEOS.

So the answer is that of ``shapely.intersects_xy``: a point on the edge of a zone lies in it. Edges are straight in
longitude/latitude, as RFC 7946 has them. That an edge is near a cell is judged with a margin of `_MARGIN` of a cell,
a thousand times what rounding of cell coordinates amounts to: a plain cell is plain with its surroundings.

References
----------
.. [1] Shewchuk, J. R. (1997). Adaptive precision floating-point arithmetic and fast robust geometric predicates.
   Discrete & Computational Geometry 18, 305-363.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError
from zonelib.geodesy._fast import SHEWCHUK, WORTH, compiled_walk
from zonelib.geodesy.checks import checked_polygons
from zonelib.geodesy.earth import FloatArray, IntArray
from zonelib.geodesy.within import checked_rows

Labels = NDArray[np.int32]

_MARGIN: Final = 1e-7
_FEWEST: Final = 1 << 16
_MOST: Final = 1 << 22
_PER_EDGE: Final = 4
_SIDE: Final = 1 << 13
"""How many cells: at least, at most, for every edge, on a side at most. The labels should stay in the cache."""

_BLOCK: Final = 1 << 18


class ZoneGrid:
    """Zones made ready for many points.

    Parameters
    ----------
    zones : sequence of Polygon or MultiPolygon
        Longitude/latitude, valid; they may overlap. A zone over ±180° is cut there, as RFC 7946 has it.
    many : bool
        Whether many small batches will come: then what numba compiles is used for the smallest, too.

    Raises
    ------
    GeometryError, InputError
        If one is not made of polygons or cannot be; if there is none.
    """

    def __init__(self, zones: Sequence[BaseGeometry], *, many: bool = False) -> None:
        if not len(zones):
            raise InputError("no zones came: points can be told apart only by at least one")
        self._zones: NDArray[np.object_] = checked_polygons(zones, "zone")
        shapely.prepare(self._zones)
        self._sets: dict[tuple[int, ...], int] = {(): 0} | {(zone,): zone + 1 for zone in range(len(self._zones))}
        self._lock = Lock()
        edges = _Edges.of(self._zones)
        self._mesh = _Mesh.round(self._zones, len(edges.zone))
        cell, edge = self._mesh.met_by(edges)
        crossed = _distinct(cell)
        region, first = self._regions(crossed)
        at, zone = self._round(np.concatenate([first, crossed]))
        plain = at < first.size
        self._label = self._labelled(region, crossed, at[plain], zone[plain])
        rank = -1 - self._label[cell].astype(np.intp)
        at, zone = at[~plain] - first.size, zone[~plain]
        self._asked = self._questions(crossed.size, (rank, edges.zone[edge]), (at, zone))
        self._met = (edges, cell, edge, rank)
        self._walk: tuple[Any, ...] | None = None
        if many:
            self._compiled()

    @property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """The sets of zones that labels stand for: first none, then each zone alone, then those found together."""
        with self._lock:
            return tuple(self._sets)

    def labels(self, lon: FloatArray, lat: FloatArray) -> Labels:
        """Give for each point the number of the set of zones that hold it.

        Parameters
        ----------
        lon, lat : ndarray, shape (n,)
            Degrees; longitude -180 to 180, latitude -90 to 90.

        Returns
        -------
        ndarray of int32, shape (n,)
            Numbers into `sets`, which may grow with every call.

        Raises
        ------
        GeometryError
            If a coordinate is not finite or out of range.
        """
        x, y = checked_rows(np.ascontiguousarray(lon, dtype=np.float64), np.ascontiguousarray(lat, dtype=np.float64))
        found = np.empty(x.size, dtype=np.int32)
        walk = self._compiled() if x.size >= WORTH or self._walk is not None else None
        for low in range(0, x.size, _BLOCK):
            part = slice(low, low + _BLOCK)
            found[part] = self._looked_up(x[part], y[part]) if walk is None else self._walked(x[part], y[part], walk)
        self._at_many_longitudes(found, x, y)
        return found

    # ---------------------------------------------------------------------------------------------------- making ready

    def _regions(self, crossed: IntArray) -> tuple[NDArray[Any], IntArray]:
        """Give the region of every cell, counted from 1, 0 for crossed ones; and the first cell of each."""
        mesh = self._mesh
        free = np.ones(mesh.rows * mesh.columns, dtype=bool)
        free[crossed] = False
        region, count = ndimage.label(free.reshape(mesh.rows, mesh.columns))
        flat = region.ravel()
        first = np.zeros(count + 1, dtype=np.intp)
        first[flat[::-1]] = np.arange(flat.size)[::-1]
        return flat, first[1:]

    def _labelled(self, region: NDArray[Any], crossed: IntArray, at: IntArray, zone: IntArray) -> Labels:
        """Label every cell with its set, crossed ones with -1 - their rank, from the pairs (region, zone)."""
        sets = np.zeros(int(region.max()) + 1, dtype=np.int32)
        self._write(sets, at + 1, zone)
        label: Labels = sets[region]
        label[crossed] = -1 - np.arange(crossed.size, dtype=np.int32)
        return label

    def _questions(
        self, cells: int, edged: tuple[IntArray, IntArray], round_centre: tuple[IntArray, IntArray]
    ) -> _Questions:
        """Give for so many crossed cells the zones in question, of pairs (rank, zone): by an edge, round the centre."""
        many = len(self._zones)
        by_edge, held = (rank * many + zone for rank, zone in (edged, round_centre))
        key = _distinct(np.concatenate([by_edge, held]))
        start = np.searchsorted(key, np.arange(cells + 1) * many)
        state = np.zeros(key.size, dtype=np.int8)
        state[np.searchsorted(key, held)] = 1
        return _Questions(start=start, zone=key % many, key=key, held=state)

    def _round(self, cells: IntArray) -> tuple[IntArray, IntArray]:
        """Give the pairs (index of the cell, zone) where the zone holds the centre."""
        order = np.argsort(cells)
        at, zone = self._mesh.in_boxes(shapely.bounds(self._zones), cells[order])
        return self._by_geos(*self._mesh.centres(cells), order[at], zone)

    def _compiled(self) -> tuple[Any, ...] | None:
        """Give the compiled walk and what it reads, or None without numba."""
        with self._lock:
            if self._walk is None:
                walk = compiled_walk()
                if walk is None:
                    return None
                edges, cell, edge, rank = self._met
                key = rank * len(self._zones) + edges.zone[edge]
                order = np.argsort(key, kind="stable")
                of = edge[order]
                ends = np.column_stack([edges.x1[of], edges.y1[of], edges.x2[of], edges.y2[of]])
                x, y = self._mesh.centres(cell[order])
                begin = np.searchsorted(key[order], self._asked.key)
                begin = np.append(begin, len(ends))
                asked = (self._asked.start, self._asked.zone, self._asked.held)
                self._walk = (walk, self._mesh.numbers(), self._label, *asked, begin, ends, _side(ends, x, y))
            return self._walk

    # ------------------------------------------------------------------------------------------------------- answering

    def _pairs(self, label: Labels) -> tuple[IntArray, IntArray]:
        """Give for points in crossed cells the pairs (point, zone) in question."""
        start, rank = self._asked.start, -1 - label.astype(np.intp)
        at, question = _numbered(start[rank], start[rank + 1] - start[rank])
        return at, self._asked.zone[question]

    def _by_geos(self, x: FloatArray, y: FloatArray, at: IntArray, zone: IntArray) -> tuple[IntArray, IntArray]:
        """Keep the pairs (point, zone) where the zone holds the point; zone by zone, each prepared."""
        order = np.argsort(zone, kind="stable")
        at, zone = at[order], zone[order]
        ends = np.flatnonzero(np.diff(zone, append=-1)) + 1
        inside = np.zeros(at.size, dtype=bool)
        low = 0
        for high in ends.tolist():
            rows = at[low:high]
            inside[low:high] = shapely.intersects_xy(self._zones[zone[low]], x[rows], y[rows])
            low = high
        return at[inside], zone[inside]

    def _write(self, label: Labels, at: IntArray, zone: IntArray) -> None:
        """Write the sets that pairs (point, zone) make up into the labels of their points."""
        order = np.lexsort((zone, at))
        at, zone = at[order], zone[order]
        begin = np.flatnonzero(np.diff(at, prepend=-1))
        count = np.diff(begin, append=at.size)
        single = begin[count == 1]
        label[at[single]] = zone[single] + 1
        for size in np.unique(count[count > 1]):
            rows = begin[count == size]
            members, which = np.unique(zone[rows[:, None] + np.arange(size)], axis=0, return_inverse=True)
            with self._lock:
                numbers = [self._sets.setdefault(tuple(one), len(self._sets)) for one in members.tolist()]
            label[at[rows]] = np.array(numbers, dtype=np.int32)[which.ravel()]

    def _at_many_longitudes(self, label: Labels, x: FloatArray, y: FloatArray) -> None:
        """Look at points on ±180° from both sides, and give a pole to every zone that reaches it."""
        rows = np.flatnonzero((np.abs(x) == 180) | (np.abs(y) == 90))
        if not rows.size:
            return
        west, south, east, north = shapely.bounds(self._zones).T
        here, side = np.concatenate([rows, rows]), np.concatenate([x[rows], -x[rows]])
        at, zone = _every(np.flatnonzero(np.abs(side) == 180), np.flatnonzero((west == -180) | (east == 180)))
        at, zone = self._by_geos(side, y[here], at, zone)
        told = [here[at] * len(self._zones) + zone]
        for pole, edge in ((90, north), (-90, south)):
            at, zone = _every(rows[y[rows] == pole], np.flatnonzero(edge == pole))
            told.append(at * len(self._zones) + zone)
        at, zone = np.divmod(_distinct(np.concatenate(told)), len(self._zones))
        label[rows] = 0
        self._write(label, at, zone)

    def _looked_up(self, x: FloatArray, y: FloatArray) -> Labels:
        found = self._mesh.look_up(self._label, x, y)
        self._settle(found, np.flatnonzero(found < 0), x, y)
        return found

    def _walked(self, x: FloatArray, y: FloatArray, walk: tuple[Any, ...]) -> Labels:
        compiled, *read = walk
        found = np.empty(x.size, dtype=np.int32)
        pairs = np.empty((2 * x.size, 2), dtype=np.int64)
        several = compiled(x, y, *read, found, pairs)
        self._write(found, pairs[:several, 0], pairs[:several, 1])
        self._settle(found, np.flatnonzero(found < 0), x, y)
        return found

    def _settle(self, label: Labels, rows: IntArray, x: FloatArray, y: FloatArray) -> None:
        """Ask GEOS of these points, whose labels are those of their cells."""
        at, zone = self._by_geos(x[rows], y[rows], *self._pairs(label[rows]))
        label[rows] = 0
        self._write(label, rows[at], zone)


class _Edges(NamedTuple):
    """Every edge of every ring, and whose it is."""

    x1: FloatArray
    y1: FloatArray
    x2: FloatArray
    y2: FloatArray
    zone: IntArray

    @classmethod
    def of(cls, zones: NDArray[np.object_]) -> _Edges:
        parts, zone = shapely.get_parts(zones, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        at = np.flatnonzero(ring[1:] == ring[:-1])
        return cls(xy[at, 0], xy[at, 1], xy[at + 1, 0], xy[at + 1, 1], zone[part][ring[at]])


class _Questions(NamedTuple):
    """What is to be asked in crossed cells.

    Parameters
    ----------
    start : ndarray, shape (cells + 1,)
        Where the questions of each crossed cell begin.
    zone, key : ndarray, shape (n,)
        The zone, and the rank of the cell times the number of zones plus the zone.
    held : ndarray of int8, shape (n,)
        1 where the zone holds the centre of the cell.
    """

    start: IntArray
    zone: IntArray
    key: IntArray
    held: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class _Mesh:
    """Cells over a box; numbered row by row."""

    west: float
    south: float
    per_lon: float
    per_lat: float
    columns: int
    rows: int

    @classmethod
    def round(cls, zones: NDArray[np.object_], edges: int) -> _Mesh:
        west, south, east, north = shapely.total_bounds(zones)
        # With some room, so that nothing lies on the rim.
        wide, high = (east - west) * (1 + 1e-6), (north - south) * (1 + 1e-6)
        cells = min(max(_PER_EDGE * edges, _FEWEST), _MOST)
        columns = int(min(max(np.sqrt(cells * wide / high), 16), _SIDE))
        rows = int(min(max(cells / columns, 16), _SIDE))
        return cls(west - wide * 4e-7, south - high * 4e-7, columns / wide, rows / high, columns, rows)

    def numbers(self) -> tuple[float, float, float, float, int, int]:
        return self.west, self.south, self.per_lon, self.per_lat, self.columns, self.rows

    def centres(self, cell: IntArray) -> tuple[FloatArray, FloatArray]:
        row, column = np.divmod(cell, self.columns)
        return self.west + (column + 0.5) / self.per_lon, self.south + (row + 0.5) / self.per_lat

    def look_up(self, label: Labels, x: FloatArray, y: FloatArray) -> Labels:
        """Give the label of the cell of every point, 0 outside."""
        u, v = (x - self.west) * self.per_lon, (y - self.south) * self.per_lat
        inside = (u >= 0) & (v >= 0) & (u < self.columns) & (v < self.rows)
        rows = slice(None) if inside.all() else np.flatnonzero(inside)
        found = np.zeros(x.size, dtype=np.int32)
        found[rows] = label[v[rows].astype(np.intp) * self.columns + u[rows].astype(np.intp)]
        return found

    def met_by(self, edges: _Edges) -> tuple[IntArray, IntArray]:
        """Give the pairs (cell, edge) where the edge comes into the cell or within the margin of it."""
        u1, u2 = ((x - self.west) * self.per_lon for x in (edges.x1, edges.x2))
        v1, v2 = ((y - self.south) * self.per_lat for y in (edges.y1, edges.y2))
        edge, row = _spread(np.minimum(v1, v2), np.maximum(v1, v2), self.rows)
        u1, u2, v1, v2 = u1[edge], u2[edge], v1[edge], v2[edge]
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = ((row + end - v1) / (v2 - v1) for end in (-_MARGIN, 1 + _MARGIN))
        level = v1 == v2
        low, high = np.where(level, 0.0, low), np.where(level, 1.0, high)
        first, last = (u1 + np.clip(share, 0, 1) * (u2 - u1) for share in (low, high))
        at, column = _spread(np.minimum(first, last), np.maximum(first, last), self.columns)
        return row[at] * self.columns + column, edge[at]

    def in_boxes(self, boxes: FloatArray, cells: IntArray) -> tuple[IntArray, IntArray]:
        """Give the pairs (index of the cell, box) where the box comes into the cell; cells ascending."""
        west, south, east, north = boxes.T
        box, row = _spread((south - self.south) * self.per_lat, (north - self.south) * self.per_lat, self.rows)
        ends = ((edge - self.west) * self.per_lon + slack for edge, slack in ((west, -_MARGIN), (east, _MARGIN)))
        first, last = (np.clip(np.floor(end), 0, self.columns - 1).astype(np.intp)[box] for end in ends)
        low = np.searchsorted(cells, row * self.columns + first)
        high = np.searchsorted(cells, row * self.columns + last, side="right")
        index, at = _numbered(low, high - low)
        return at, box[index]


def _every(one: IntArray, other: IntArray) -> tuple[IntArray, IntArray]:
    return np.repeat(one, other.size), np.tile(other, one.size)


def _numbered(first: IntArray, count: IntArray) -> tuple[IntArray, IntArray]:
    """Give the pairs (index, whole number), so many from the first on."""
    index = np.repeat(np.arange(len(count)), count)
    return index, np.arange(index.size) - np.repeat(np.cumsum(count) - count - first, count)


def _spread(low: FloatArray, high: FloatArray, most: int) -> tuple[IntArray, IntArray]:
    """Give the pairs (index, whole number) for all whole numbers from floor(low) to floor(high), with the margin."""
    first = np.clip(np.floor(low - _MARGIN), 0, most - 1).astype(np.intp)
    last = np.clip(np.floor(high + _MARGIN), 0, most - 1).astype(np.intp)
    return _numbered(first, last - first + 1)


def _distinct(values: IntArray) -> IntArray:
    """Sort, and leave out what comes again: numpy's own takes ten times as long on keys as many as these."""
    found = np.sort(values)
    return found[np.append(found[1:] != found[:-1], True)] if found.size else found


def _side(ends: FloatArray, x: FloatArray, y: FloatArray) -> NDArray[np.int8]:
    """Say on which side of its edge each place lies: 1, -1, or 0 where Shewchuk's bound does not tell."""
    x1, y1, x2, y2 = ends.T
    left, right = (x1 - x) * (y2 - y), (y1 - y) * (x2 - x)
    found = left - right
    return np.asarray(
        np.where(np.abs(found) > SHEWCHUK * (np.abs(left) + np.abs(right)), np.sign(found), 0), dtype=np.int8
    )
