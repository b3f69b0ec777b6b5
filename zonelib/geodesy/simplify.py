"""Fewer vertices, and a bound on what that costs.

The choice of vertices is Douglas and Peucker's [1]_: a run of vertices gives way to its chord if none of them is
farther from it than the tolerance, else it is parted at the farthest.

*Why the bound holds on the ellipsoid.* For every run, longitude and latitude are scaled with the greatest metres per
degree that occur within the run's latitudes. In that picture edges straight in longitude/latitude are straight, and no
two places of it are farther apart on the ellipsoid than they are drawn (the straight way between them is a path, and
nowhere longer than drawn). Drawn distance to a chord is convex along an edge, so what holds at the vertices holds
between them; and the nearest places on the chord run from one of its ends to the other without a gap, so every place
of the chord is as near to the run. Hence both ways: the Hausdorff distance on the ellipsoid is at most what is found.
Geodesic edges are taken through edges straight in longitude/latitude, and how far those bend away (`Pieces.bend_m`)
is added, for chords of at most 10°.

*Topology.* Vertices at ±180° and at the poles stay. If a result crosses itself where the source did not, a polygon is
no longer valid, or a ring turns over, the chords involved are parted again, until all is well; in the worst case that
gives the source back.

References
----------
.. [1] Douglas, D. H. and Peucker, T. K. (1973). Algorithms for the reduction of the number of points required to
   represent a digitized line or its caricature. Cartographica 10, 112-122.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.earth import ECCENTRICITY_2, ROUNDING_M, SEMI_MAJOR_M, FloatArray, IntArray
from zonelib.geodesy.paths import Edges, without_doubles
from zonelib.geodesy.seam import unwrap
from zonelib.geodesy.segments import Pieces

BoolArray = NDArray[np.bool_]

_WIDEST_DEG: Final = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Simplified:
    """A shape with fewer vertices.

    Parameters
    ----------
    geometry : shapely geometry
        Its vertices are vertices of the source; valid if that is a polygon.
    tolerance_m : float
        What was asked for.
    error_m : float
        Proven: no place of the source's lines lies farther from the result's, nor the other way round. At most
        `tolerance_m`.
    vertices_before, vertices_after : int
        How many there were, and are.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices, before and after.
    """

    geometry: BaseGeometry = field(repr=False)
    tolerance_m: float
    error_m: float
    vertices_before: int
    vertices_after: int
    edges: Edges


@dataclass(kw_only=True, slots=True, eq=False)
class _Thinned:
    """One line or ring while it is worked on: which vertices are kept."""

    path: FloatArray
    drawn: FloatArray
    kept: BoolArray
    edges: Edges
    bend: FloatArray

    @classmethod
    def of(cls, path: FloatArray, edges: Edges) -> _Thinned:
        drawn = unwrap(path) if edges == "geodesic" else path
        bend = np.zeros(len(path))
        if edges == "geodesic":
            bend[1:] = Pieces(start=drawn[:-1], end=drawn[1:], edges="lonlat").bend_m()
        kept = (np.abs(path[:, 0]) == 180) | (np.abs(path[:, 1]) == 90)
        kept[[0, -1]] = True
        thinned = cls(path=path, drawn=drawn, kept=kept, edges=edges, bend=bend)
        if (path[0] == path[-1]).all() and len(path) > 3:
            # A ring has no chord from its start to its start: part it at the vertex farthest from there.
            thinned.kept[thinned.farthest(np.array([0]), np.array([len(path) - 1]))[0]] = True
        return thinned

    def runs(self) -> tuple[IntArray, IntArray]:
        """Give the first and last vertex of every run that has dropped vertices."""
        kept = np.flatnonzero(self.kept)
        low, high = kept[:-1], kept[1:]
        some = high - low > 1
        return low[some], high[some]

    def farthest(self, low: IntArray, high: IntArray) -> tuple[IntArray, FloatArray]:
        """Give for every run its vertex farthest from the chord, and a bound of the Hausdorff distance of the two."""
        count = high - low - 1
        first = np.cumsum(count) - count
        run = np.repeat(np.arange(len(low)), count)
        at = low[run] + 1 + np.arange(run.size) - first[run]
        start, chord = self.drawn[low], self.drawn[high] - self.drawn[low]
        scale = self._scale(low, high, (at, first))
        arm, along = (self.drawn[at] - start[run]) * scale[run], (chord * scale)[run]
        square = (along * along).sum(axis=1)
        share = np.clip((arm * along).sum(axis=1) / np.where(square > 0, square, 1), 0, 1)
        far = np.hypot(*(arm - share[:, None] * along).T)
        greatest = np.maximum.reduceat(far, first)
        hit = np.flatnonzero(far == greatest[run])
        hit = hit[np.r_[True, np.diff(run[hit]) != 0]]
        if self.edges == "geodesic":
            greatest = greatest + self._bends(low, high, (at, first))
        return at[hit], greatest

    def _scale(self, low: IntArray, high: IntArray, flat: tuple[IntArray, IntArray]) -> FloatArray:
        """Give for every run the greatest metres per degree of longitude and of latitude within its latitudes."""
        at, first = flat
        lat = self.drawn[:, 1]
        ends = lat[low], lat[high]
        south = np.minimum(np.minimum.reduceat(lat[at], first), np.minimum(*ends))
        north = np.maximum(np.maximum.reduceat(lat[at], first), np.maximum(*ends))
        least = np.where((south <= 0) & (north >= 0), 0.0, np.minimum(np.abs(south), np.abs(north)))
        most = np.maximum(np.abs(south), np.abs(north))
        low_turn, high_turn = np.radians(least), np.radians(most)
        across = SEMI_MAJOR_M * np.cos(low_turn) / np.sqrt(1 - ECCENTRICITY_2 * np.sin(low_turn) ** 2)
        along = SEMI_MAJOR_M * (1 - ECCENTRICITY_2) / (1 - ECCENTRICITY_2 * np.sin(high_turn) ** 2) ** 1.5
        return np.radians(np.column_stack([across, along]))

    def _bends(self, low: IntArray, high: IntArray, flat: tuple[IntArray, IntArray]) -> FloatArray:
        """Give for every run how far its chord and its edges bend from what is drawn; endless for a chord too long."""
        at, first = flat
        chord = Pieces(start=self.drawn[low], end=self.drawn[high], edges="lonlat").bend_m()
        own = np.maximum(np.maximum.reduceat(self.bend[at], first), self.bend[high])
        wide = np.abs(self.drawn[high] - self.drawn[low]).max(axis=1) > _WIDEST_DEG
        return np.where(wide, np.inf, chord + own)

    def thin(self, tolerance_m: float) -> None:
        """Part runs at their farthest vertices until every chord is within the tolerance."""
        low, high = self.runs()
        while low.size:
            at, far = self.farthest(low, high)
            parted = far > tolerance_m
            at, low, high = at[parted], low[parted], high[parted]
            self.kept[at] = True
            low, high = np.r_[low, at], np.r_[at, high]
            some = high - low > 1
            low, high = low[some], high[some]

    def error_m(self) -> float:
        low, high = self.runs()
        return float(self.farthest(low, high)[1].max()) if low.size else 0.0

    def part(self, which: BoolArray) -> bool:
        """Part these of the chords (numbered along the result) once more; say whether any could be."""
        kept = np.flatnonzero(self.kept)
        low, high = kept[:-1][which], kept[1:][which]
        some = high - low > 1
        if not some.any():
            return False
        self.kept[self.farthest(low[some], high[some])[0]] = True
        return True


def simplify(geometry: BaseGeometry, *, tolerance_m: float, edges: Edges = "lonlat") -> Simplified:
    """Leave out vertices, as many as the tolerance allows.

    Parameters
    ----------
    geometry : LineString, MultiLineString, Polygon or MultiPolygon
        Longitude/latitude.
    tolerance_m : float
        No place of the lines before is farther from the lines after than this, nor the other way round.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices, before and after.

    Returns
    -------
    Simplified
        No part and no hole is lost: one smaller than the tolerance stays, as a triangle or more.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the geometry, the tolerance or the word for the edges cannot be.
    """
    checked = checked_geometry(geometry)
    tolerance = checked_length(tolerance_m, "tolerance_m")
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    kind = family(checked)
    if kind == "point":
        raise GeometryError(f"a {checked.geom_type} has no vertices to leave out; give a line or a polygon")
    owners = shapely.get_parts(checked)
    rings = [shapely.get_rings(part) if kind == "polygon" else [part] for part in owners]
    thinned = [[_Thinned.of(without_doubles(shapely.get_coordinates(ring)), edges) for ring in part] for part in rings]
    flat = [one for part in thinned for one in part]
    # What rounding adds to drawn distances is taken off beforehand.
    for one in flat:
        one.thin(max(tolerance - ROUNDING_M, tolerance / 2))
    simple = kind == "polygon" or bool(checked.is_simple)
    while True:
        result = _built(checked, thinned)
        if not simple or (result is not None and _sound(result, flat, kind == "polygon")):
            break
        if all(one.kept.all() for one in flat):
            break
        _mend(flat)
    assert result is not None  # a line is always built, and a ring that was not has been mended
    error = max(one.error_m() for one in flat)
    return Simplified(
        geometry=result, tolerance_m=tolerance, error_m=min(error + ROUNDING_M, tolerance) if error else 0.0,
        vertices_before=shapely.get_num_coordinates(checked).item(),
        vertices_after=shapely.get_num_coordinates(result).item(), edges=edges,
    )  # fmt: skip


def _built(source: BaseGeometry, thinned: list[list[_Thinned]]) -> BaseGeometry | None:
    """Build the same kind of geometry from the kept vertices; nothing if a ring has too few."""
    parts: list[BaseGeometry] = []
    for part in thinned:
        paths = [one.path[one.kept] for one in part]
        if family(source) == "line":
            parts.append(shapely.LineString(paths[0] if len(paths[0]) > 1 else paths[0].repeat(2, axis=0)))
            continue
        if min(len(path) for path in paths) < 4:
            return None
        parts.append(shapely.Polygon(paths[0], paths[1:]))
    if not source.geom_type.startswith("Multi"):
        return parts[0]
    many: Any = type(source)
    whole: BaseGeometry = many(parts)
    return whole


def _sound(result: BaseGeometry, flat: list[_Thinned], rings: bool) -> bool:
    if not rings:
        return bool(result.is_simple)
    return result.is_valid and all(_area(one.path) * _area(one.path[one.kept]) > 0 for one in flat)


def _area(ring: FloatArray) -> float:
    moved = ring - ring[0]
    return float((moved[:-1, 0] * moved[1:, 1] - moved[1:, 0] * moved[:-1, 1]).sum())


def _mend(flat: list[_Thinned]) -> None:
    """Part the chords that meet where they should not; if none do, the coarsest of every line."""
    paths = [one.path[one.kept] for one in flat]
    start, end = np.vstack([path[:-1] for path in paths]), np.vstack([path[1:] for path in paths])
    owner = np.repeat(np.arange(len(paths)), [len(path) - 1 for path in paths])
    wrong = _meeting(start, end)
    collapsed = np.array([len(path) < 4 and bool((path[0] == path[-1]).all()) for path in paths])
    wrong |= collapsed[owner]
    parted = [one.part(wrong[owner == number]) for number, one in enumerate(flat)]
    if not any(parted):
        # A hole out of its shell, a ring turned over: nothing crosses, so every chord is made finer.
        for one in flat:
            one.part(np.ones(int(one.kept.sum()) - 1, dtype=bool))


def _meeting(start: FloatArray, end: FloatArray) -> BoolArray:
    """Say of every chord whether it meets another otherwise than end to end."""
    chords = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object)
    i, j = shapely.STRtree(chords).query(chords, predicate="intersects")
    pair = i < j
    i, j = i[pair], j[pair]
    ends = [(one[i] == other[j]).all(axis=1) for one in (start, end) for other in (start, end)]
    joined = np.logical_or.reduce(ends)
    # Two chords that share an end meet there and nowhere else, unless one lies along the other.
    along = np.zeros(len(i), dtype=bool)
    along[joined] = shapely.length(shapely.intersection(chords[i[joined]], chords[j[joined]])) > 0
    bad = ~joined | along
    wrong = np.zeros(len(start), dtype=bool)
    wrong[i[bad]] = wrong[j[bad]] = True
    return wrong
