"""A line as one run of edges with marks: how far along every vertex lies, and what lies where.

The length of an edge straight in longitude/latitude is the integral of its line element. Cut to at most 2° of latitude
and 15° of longitude, the integrand is analytic within a Bernstein ellipse of parameter 14 (it vanishes first at a
colatitude of ± i asinh(Δφ/Δλ)), so twelve Gauss-Legendre nodes leave a relative error below 14⁻²⁴ [1]_, far beneath
rounding, at the poles too. Geodesic edges have their length from the inverse problem.

References
----------
.. [1] Trefethen, L. N. (2008). Is Gauss quadrature better than Clenshaw-Curtis? SIAM Review 50, 67-87, theorem 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, LengthError
from zonelib.geodesy.checks import checked_geometry, checked_word, family
from zonelib.geodesy.earth import (
    ECCENTRICITY_2,
    KARNEY_ERROR_M,
    SEMI_MAJOR_M,
    FloatArray,
    IntArray,
    direct,
    inverse,
)
from zonelib.geodesy.paths import Edges, without_doubles

_LAT_DEG: Final = 2.0
_LON_DEG: Final = 15.0
_MOST_PIECES: Final = 500_000
_EPSILON: Final = float(np.finfo(float).eps)
_GAUSS, _WEIGHT = (values / 2 for values in np.polynomial.legendre.leggauss(12))
_SHARE: Final[FloatArray] = _GAUSS + 0.5

STATION_ERROR_M: Final = 2e-8
"""What degrees in double precision (1.6 nm at 180°) leave open of a place on an edge straight in longitude/latitude."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Chain:
    """Edges end to end, with the chainage of every vertex.

    Parameters
    ----------
    start, end : ndarray, shape (n, 2)
        Longitude and latitude of the ends of the edges; where the line is cut at ±180°, the end of one and the start of
        the next are the same place written twice.
    leaving : ndarray, shape (n,)
        Azimuth with which a geodesic edge starts; zeros for edges straight in longitude/latitude.
    marks : ndarray, shape (n + 1,)
        Metres from the start to every vertex.
    piece : ndarray, shape (n,)
        Which part of the given geometry each edge belongs to.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.
    error_m : float
        Every mark lies within this of the true chainage.
    """

    start: FloatArray
    end: FloatArray
    leaving: FloatArray
    marks: FloatArray
    piece: IntArray
    edges: Edges
    error_m: float

    @classmethod
    def of(cls, line: BaseGeometry, *, edges: Edges, name: str = "line") -> Chain:
        """Check a line and lay its vertices out along it.

        Raises
        ------
        GeometryError
            If it is no line, has no length, or is in parts that do not follow each other end to end.
        InputError
            If the word for the edges cannot be.
        """
        checked = checked_geometry(line, name)
        checked_word(edges, Edges, "edges")
        if family(checked) != "line":
            hint = "; for the edge of a polygon take ring_line(...)" if family(checked) == "polygon" else ""
            raise GeometryError(f"{name} is a {checked.geom_type}; a LineString is wanted{hint}")
        paths = [without_doubles(shapely.get_coordinates(part)) for part in shapely.get_parts(checked)]
        _check_order(paths, name)
        start, end = np.vstack([path[:-1] for path in paths]), np.vstack([path[1:] for path in paths])
        if edges == "geodesic":
            leaving, _, metres = inverse(start, end)
        else:
            leaving, metres = np.zeros(len(start)), spans(start, end - start)
        marks = np.r_[0.0, np.cumsum(metres, dtype=np.longdouble).astype(float)]
        if not marks[-1] > 0:
            raise GeometryError(f"{name} has no length: all of its vertices are one place; give at least two places")
        per_edge = KARNEY_ERROR_M if edges == "geodesic" else 1e-9
        error = per_edge * len(start) + 64 * _EPSILON * float(marks[-1])
        piece = np.repeat(np.arange(len(paths)), [len(path) - 1 for path in paths])
        return cls(start=start, end=end, leaving=leaving, marks=marks, piece=piece, edges=edges, error_m=error)

    @property
    def length_m(self) -> float:
        """Metres from the start to the end."""
        return float(self.marks[-1])

    @property
    def station_error_m(self) -> float:
        """How far a place found at a chainage may be off, metres."""
        return self.error_m + (KARNEY_ERROR_M if self.edges == "geodesic" else STATION_ERROR_M)

    @property
    def closed(self) -> bool:
        """Whether it ends where it starts."""
        return _same_place(self.end[-1], self.start[0])

    def checked(self, metres: FloatArray, name: str = "metres") -> FloatArray:
        """Give chainages back, those beyond an end by no more than the error brought to it.

        Raises
        ------
        LengthError
            If one is not finite or lies beyond an end.
        """
        bad = ~((metres >= -self.error_m) & (metres <= self.length_m + self.error_m))
        if bad.any():
            came = metres[int(np.flatnonzero(bad)[0])]
            raise LengthError(f"{name} is {came:,.3f} m; the line runs from 0 to {self.length_m:,.3f} m")
        return np.clip(metres, 0, self.length_m)

    def edge_at(self, metres: FloatArray) -> tuple[IntArray, FloatArray]:
        """Give the edge and the share of it at which these chainages lie; at a vertex the edge that follows."""
        edge = np.clip(np.searchsorted(self.marks, metres, side="right") - 1, 0, len(self.start) - 1)
        full = self.marks[edge + 1] - self.marks[edge]
        rest = np.clip(metres - self.marks[edge], 0, full)
        share = rest / np.where(full > 0, full, 1)
        inner = (share > 0) & (share < 1)
        if self.edges == "lonlat" and inner.any():
            which = edge[inner]
            share[inner] = _share_at(self.start[which], self.end[which] - self.start[which], rest[inner], full[inner])
        return edge, share

    def on(self, edge: IntArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give the place, shape (n, 2), and the azimuth of the line, shape (n,), at these shares of these edges."""
        start, end = self.start[edge], self.end[edge]
        if self.edges == "geodesic":
            place, ahead = direct(start, self.leaving[edge], share * (self.marks[edge + 1] - self.marks[edge]))
        else:
            place = start + share[:, None] * (end - start)
            north, east = speeds(place[:, 1], end - start)
            ahead = np.degrees(np.arctan2(east, north))
        place[share == 0], place[share == 1] = start[share == 0], end[share == 1]
        return place, ahead

    def at(self, metres: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give the place and the azimuth of the line at these chainages."""
        return self.on(*self.edge_at(metres))

    def chainage(self, edge: IntArray, share: FloatArray) -> FloatArray:
        """Give the chainage at these shares of these edges."""
        full = self.marks[edge + 1] - self.marks[edge]
        if self.edges == "geodesic":
            return np.asarray(self.marks[edge] + share * full)
        metres = np.where(share == 1, self.marks[edge + 1], self.marks[edge])
        inner = (share != 0) & (share != 1)
        which = edge[inner]
        metres[inner] += spans(self.start[which], self.end[which] - self.start[which], share[inner])
        return metres

    def speed(self, edge: IntArray, share: FloatArray) -> FloatArray:
        """Give metres per share, shape (n,)."""
        if self.edges == "geodesic":
            return np.asarray(self.marks[edge + 1] - self.marks[edge])
        step = self.end[edge] - self.start[edge]
        return np.asarray(np.hypot(*speeds(self.start[edge, 1] + share * step[:, 1], step)))

    def curvature(self, edge: IntArray, share: FloatArray) -> FloatArray:
        """Give the geodesic curvature per metre, clockwise positive, to the flattening (spherical formula)."""
        if self.edges == "geodesic":
            return np.zeros(len(edge))
        return curvature(self.start[edge], self.end[edge] - self.start[edge], share)


def spans(start: FloatArray, step: FloatArray, share: FloatArray | None = None) -> FloatArray:
    """Give the lengths in metres of lines straight in longitude/latitude.

    Parameters
    ----------
    start, step : ndarray, shape (n, 2)
        Where each starts and how far it goes, in degrees.
    share : ndarray, shape (n,), optional
        How much of the step to go; all of it by default.
    """
    step = step if share is None else step * share[:, None]
    count = np.ceil(np.maximum(np.abs(step[:, 1]) / _LAT_DEG, np.abs(step[:, 0]) / _LON_DEG))
    count = np.maximum(1, count).astype(np.intp)
    if count.sum() > _MOST_PIECES and len(count) > 1:
        half = len(count) // 2
        return np.concatenate([spans(start[:half], step[:half]), spans(start[half:], step[half:])])
    first = np.cumsum(count) - count
    index = np.repeat(np.arange(len(start)), count)
    nth = np.arange(index.size) - first[index]
    small = step[index] / count[index, None]
    lat = start[index, 1:] + (nth[:, None] + _SHARE) * small[:, 1:]
    # Not a matrix product: row by row the same to the last bit, however many rows there are.
    metres = (np.hypot(*speeds(lat, small[:, :, None])) * _WEIGHT).sum(axis=1)
    return np.add.reduceat(metres, first) if len(first) else np.zeros(0)


def speeds(lat: FloatArray, step: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give metres north and east per share, at latitudes of shape (n,) or (n, k) and steps (n, 2) or (n, 2, 1)."""
    turn, by = np.radians(lat), np.radians(step)
    w = 1 - ECCENTRICITY_2 * np.sin(turn) ** 2
    north = SEMI_MAJOR_M * (1 - ECCENTRICITY_2) / w**1.5 * by[:, 1]
    # Exactly nothing at a pole, where the cosine of a rounded right angle is not.
    cosine = np.where(np.abs(lat) == 90, 0.0, np.cos(turn))
    return north, SEMI_MAJOR_M / np.sqrt(w) * cosine * by[:, 0]


def curvature(start: FloatArray, step: FloatArray, share: FloatArray) -> FloatArray:
    """Give the geodesic curvature per metre, clockwise positive, of lines straight in longitude/latitude."""
    by = np.radians(step)
    lat = np.radians(start[:, 1]) + share * by[:, 1]
    fast = np.maximum(np.hypot(by[:, 1], np.cos(lat) * by[:, 0]), 1e-18)
    return np.asarray(-np.sin(lat) * by[:, 0] * (1 + (by[:, 1] / fast) ** 2) / fast / SEMI_MAJOR_M)


def _share_at(start: FloatArray, step: FloatArray, rest: FloatArray, full: FloatArray) -> FloatArray:
    """Find the share of each edge at which so many metres are behind: Newton's method, held in a bracket."""
    low, high, share = np.zeros(len(rest)), np.ones(len(rest)), rest / full
    done = np.zeros(len(rest), dtype=bool)
    for _ in range(60):
        short = rest - spans(start, step, share)
        low, high = np.where(short >= 0, share, low), np.where(short <= 0, share, high)
        speed = np.hypot(*speeds(start[:, 1] + share * step[:, 1], step))
        new = share + short / np.maximum(speed, 1e-300)
        new = np.where((new < low) | (new > high), (low + high) / 2, new)
        settled = np.abs(new - share) * full <= 1e-10 + 16 * _EPSILON * full
        # What has settled stays as it is: the answer must not depend on what else is asked.
        share = np.where(done, share, new)
        done |= settled
        if done.all():
            break
    return share


def _check_order(paths: list[FloatArray], name: str) -> None:
    for number, (one, other) in enumerate(pairwise(paths)):
        if not _same_place(one[-1], other[0]):
            raise GeometryError(
                f"{name} is a MultiLineString whose part {number + 2} starts at ({other[0, 0]:g}, {other[0, 1]:g}) and "
                f"not where part {number + 1} ends, ({one[-1, 0]:g}, {one[-1, 1]:g}); give the parts in order, each "
                "running on from the one before (±180° counts as one place), join them with shapely.line_merge, "
                "or take one part at a time"
            )


def _same_place(a: FloatArray, b: FloatArray) -> bool:
    if a[1] != b[1]:
        return False
    return bool(abs(a[1]) == 90 or (a[0] - b[0]) % 360 == 0)
