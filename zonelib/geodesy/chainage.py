"""Chainage: from a place to the metres along a line, and from the metres to the place.

Chainage runs along the line as it is written, from 0 at its first vertex, over the ellipsoid. A line that is cut at
±180° (RFC 7946) is one line when its parts follow each other; so is the edge of a polygon, with
`zonelib.geodesy.sections.ring_line`, which is told where to start.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, LengthError
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.checks import checked_geometry, checked_position
from zonelib.geodesy.earth import ROUNDING_M, FloatArray, IntArray, inverse
from zonelib.geodesy.feet import EQUAL_M, bracket, feet_of
from zonelib.geodesy.paths import Edges

_APART_M: Final = 1e-3
"""Feet nearer to each other along the line than this, or than four times their error, are one foot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foot:
    """The place of a line that is nearest to a point.

    Parameters
    ----------
    metres, error_m : float
        Its chainage; between chainage - error and chainage + error the distance has a least value, and no place of
        the line is nearer by more than `offset_error_m`. Large where a whole stretch is nearly equally near.
    lonlat : (float, float)
        Where it is.
    azimuth : float
        Direction of the line there, degrees clockwise from north; at a vertex that of the edge that follows.
    offset_m, offset_error_m : float
        Distance from the point to the foot, and how far the least distance may be off.
    also : tuple of float
        Chainages of feet on other stretches that are equally near, or farther by at most what was asked for.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    metres: float
    error_m: float
    lonlat: tuple[float, float]
    azimuth: float
    offset_m: float
    offset_error_m: float
    also: tuple[float, ...]
    edges: Edges


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Chainages:
    """The feet of many points on a line, row by row.

    Parameters
    ----------
    metres, error_m : ndarray, shape (n,)
        Chainages and their errors, as in `Foot`.
    lonlat : ndarray, shape (n, 2)
        The feet.
    offset_m : ndarray, shape (n,)
        Distances from the points to the feet.
    tied : ndarray of bool, shape (n,)
        Whether a place elsewhere on the line is equally near; the first one along the line is given.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    metres: FloatArray
    error_m: FloatArray
    lonlat: FloatArray
    offset_m: FloatArray
    tied: np.ndarray[tuple[int], np.dtype[np.bool_]]
    edges: Edges


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Stations:
    """Places on a line, row by row.

    Parameters
    ----------
    metres : ndarray, shape (n,)
        Their chainages.
    lonlat : ndarray, shape (n, 2)
        Where they are.
    azimuth : ndarray, shape (n,)
        Direction of the line there, degrees clockwise from north; at a vertex that of the edge that follows.
    error_m : float
        Each lies within this of the true place.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    metres: FloatArray
    lonlat: FloatArray
    azimuth: FloatArray
    error_m: float
    edges: Edges


def chainage_of(line: BaseGeometry, point: tuple[float, float], *, edges: Edges = "lonlat", tie_m: float = 0.0) -> Foot:
    """Find the chainage of the place on a line that is nearest to a point.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude; parts must follow each other end to end.
    point : (float, float)
        Longitude and latitude.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.
    tie_m : float
        Places on other stretches that are farther by at most this many metres are told in `Foot.also`. A stretch is
        another one if the line in between goes farther away than that.

    Raises
    ------
    GeometryError
        If the line or the point cannot be.
    InputError
        If the word for the edges cannot be.
    LengthError
        If `tie_m` is negative or not finite.
    """
    chain = Chain.of(line, edges=edges)
    place = np.array([checked_position(*point, name="point")])
    if not 0 <= tie_m < np.inf:
        raise LengthError(f"tie_m is {tie_m:g} m; it must be finite and 0 or more")
    feet = feet_of(chain, place, tie_m=float(tie_m))
    best = feet.best()
    metres, offset = feet.metres[best], float(feet.offset[best[0]])
    error = float(bracket(chain, place, metres)[0])
    foot, ahead = chain.at(metres)
    others = _other_stretches(chain, place, feet.metres, (float(metres[0]), offset + float(tie_m) + EQUAL_M, error))
    return Foot(
        metres=float(metres[0]), error_m=error, lonlat=(float(foot[0, 0]), float(foot[0, 1])), azimuth=float(ahead[0]),
        offset_m=offset, offset_error_m=2 * float(feet.bend.max()) + ROUNDING_M, also=others, edges=edges,
    )  # fmt: skip


def chainages(line: BaseGeometry, points: ArrayLike, *, edges: Edges = "lonlat") -> Chainages:
    """Find the chainages of many points at once.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude; parts must follow each other end to end.
    points : array_like, shape (n, 2)
        Longitude and latitude.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Raises
    ------
    GeometryError, InputError
        As `chainage_of`.
    """
    chain = Chain.of(line, edges=edges)
    places = np.asarray(points, dtype=float)
    if places.ndim != 2 or places.shape[1] != 2:
        raise GeometryError(f"points has shape {places.shape}; rows of longitude and latitude, (n, 2), are wanted")
    if not len(places):
        none = np.zeros(0)
        return Chainages(
            metres=none, error_m=none, lonlat=np.zeros((0, 2)), offset_m=none, tied=np.zeros(0, dtype=bool), edges=edges
        )
    checked_geometry(shapely.MultiPoint(places), "points")
    feet = feet_of(chain, places)
    best = feet.best()
    metres = feet.metres[best]
    error = bracket(chain, places, metres)
    near = feet.offset <= feet.offset[best][feet.row] + EQUAL_M
    apart = _apart(chain, feet.metres, metres[feet.row]) > np.maximum(_APART_M, 4 * error[feet.row])
    tied = np.zeros(len(places), dtype=bool)
    tied[feet.row[near & apart]] = True
    return Chainages(
        metres=metres, error_m=error, lonlat=chain.at(metres)[0], offset_m=feet.offset[best], tied=tied, edges=edges
    )


def place_at(line: BaseGeometry, metres: ArrayLike, *, edges: Edges = "lonlat") -> Stations:
    """Find the places at these chainages, and the direction of the line there.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude; parts must follow each other end to end.
    metres : float or array_like, shape (n,)
        Chainages, from 0 to the length of the line.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Raises
    ------
    GeometryError, InputError
        If the line or the word for the edges cannot be.
    LengthError
        If a chainage lies beyond an end.
    """
    chain = Chain.of(line, edges=edges)
    asked = chain.checked(np.atleast_1d(np.asarray(metres, dtype=float)))
    lonlat, azimuth = chain.at(asked)
    return Stations(metres=asked, lonlat=lonlat, azimuth=azimuth, error_m=chain.station_error_m, edges=edges)


def _apart(chain: Chain, a: FloatArray, b: FloatArray) -> FloatArray:
    apart = np.abs(a - b)
    return np.minimum(apart, chain.length_m - apart) if chain.closed else apart


def _other_stretches(
    chain: Chain, place: FloatArray, metres: FloatArray, best: tuple[float, float, float]
) -> tuple[float, ...]:
    """Give the nearest foot of every stretch within the limit, but for the one that holds the best."""
    where, limit, error = best
    apart = _apart(chain, metres, np.full(len(metres), where)) > max(_APART_M, 4 * error)
    if not apart.any():
        return ()
    found = np.unique(np.r_[metres[apart], where])
    groups = [[found[0]]]
    for low, high in pairwise(found):
        if _leaves(chain, place, float(low), float(high), limit):
            groups.append([high])
        else:
            groups[-1].append(high)
    if chain.closed and len(groups) > 1:
        round_ = _leaves(chain, place, 0.0, float(groups[0][0]), limit) or _leaves(
            chain, place, float(groups[-1][-1]), chain.length_m, limit
        )
        if not round_:
            groups[0] = [*groups.pop(), *groups[0]]
    told = []
    for group in groups:
        if where in group:
            continue
        marks = np.asarray(group)
        told.append(float(marks[int(np.argmin(inverse(place, chain.at(marks)[0])[2]))]))
    return tuple(sorted(told))


def _leaves(chain: Chain, place: FloatArray, low: float, high: float, limit: float) -> bool:
    """Say whether the line goes farther from the place than the limit between two chainages: at a vertex or halfway."""
    between: IntArray = np.flatnonzero((chain.marks > low) & (chain.marks < high))
    marks = np.r_[low, chain.marks[between], high, (low + high) / 2]
    return bool((inverse(place, chain.at(marks)[0])[2] > limit).any())
