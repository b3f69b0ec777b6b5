"""What "straight" means, and cutting what is straight in one sense until it is straight in another.

Between two vertices a line can run straight in longitude/latitude (RFC 7946), along a geodesic, or straight in a
plane. `refine` cuts edges that are straight in one of these senses until the chords between the cuts, drawn straight
in the other sense, stay within a tolerance.

The deviation of a chord is measured in space at its two thirds, between points of equal share, and multiplied by
`THIRDS_MARGIN`. A curve that leaves its chord like a parabola is at most 9/8 of that away, one that does so like an
S (a cubic) at most 1.30; after the first cuts every smooth edge is one or the other, and two samples cannot both sit
on a zero of either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.earth import FloatArray, IntArray, direct, earth_centred, inverse

Edges = Literal["lonlat", "geodesic"]

Straight = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
"""``straight(start, end, share)``: positions (n, 2) at these shares of the way from start to end."""

THIRDS_MARGIN: Final = 1.35
MOST_CUTS: Final = 4_000_000
_SHORTEST_SHARE: Final = 2.0**-40


def along_lonlat(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
    """Go straight in longitude/latitude, as written: from 179 to -179 the long way round (RFC 7946, 3.1.1)."""
    return start + share[:, None] * (end - start)


def along_short_lonlat(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
    """Go straight in longitude/latitude, the short way round the earth."""
    step = end - start
    step[:, 0] = (step[:, 0] + 180) % 360 - 180
    return start + share[:, None] * step


def along_geodesic(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
    """Go along the shortest geodesic."""
    leaving, _, metres = inverse(start, end)
    return direct(start, leaving, metres * share)[0]


EDGES: Final[dict[str, Straight]] = {"lonlat": along_lonlat, "geodesic": along_geodesic}


def refine(
    start: FloatArray, end: FloatArray, *, straight: Straight, other: Straight, tolerance_m: float
) -> tuple[IntArray, FloatArray]:
    """Cut edges until chords in the other sense stay within the tolerance.

    Parameters
    ----------
    start, end : ndarray, shape (n, k)
        Ends of the edges, in whatever `straight` understands (positions, or azimuths round a circle).
    straight, other : Straight
        The sense the edges are given in, and the sense the chords will be drawn in.
    tolerance_m : float
        Greatest deviation in metres.

    Returns
    -------
    index, share : ndarray, shape (m,)
        For every piece, in order: the edge it belongs to and the share of that edge at which it starts.

    Raises
    ------
    GeometryError
        If more than `MOST_CUTS` pieces would be needed.
    """
    index = np.arange(len(start))
    low, high = np.zeros(len(start)), np.ones(len(start))
    done: list[tuple[IntArray, FloatArray]] = []
    count = 0
    while index.size:
        a, b = start[index], end[index]
        tight = _deviation(straight(a, b, low), straight(a, b, high), (a, b, low, high), straight, other)
        stop = (tight * THIRDS_MARGIN <= tolerance_m) | (high - low < _SHORTEST_SHARE)
        done.append((index[stop], low[stop]))
        count += int(stop.sum())
        index, low, high = index[~stop], low[~stop], high[~stop]
        # Deviation falls by four with every halving: what is to come is known before it is made.
        worst = np.sqrt(tight[~stop] * THIRDS_MARGIN / tolerance_m)
        if count + max(2 * index.size, float(np.minimum(worst, 1e9).sum()) / 4) > MOST_CUTS:
            raise GeometryError(
                f"to stay within {tolerance_m:g} m more than {MOST_CUTS:,} vertices are needed; give a larger tolerance"
            )
        middle = (low + high) / 2
        index = np.concatenate([index, index])
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
    found_index = np.concatenate([part[0] for part in done]) if done else index
    found_share = np.concatenate([part[1] for part in done]) if done else low
    order = np.lexsort((found_share, found_index))
    return found_index[order], found_share[order]


def _deviation(
    from_: FloatArray,
    to: FloatArray,
    edge: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    straight: Straight,
    other: Straight,
) -> FloatArray:
    a, b, low, high = edge
    worst = np.zeros(len(a))
    for third in (1 / 3, 2 / 3):
        true = straight(a, b, low + third * (high - low))
        drawn = other(from_, to, np.full(len(a), third))
        worst = np.maximum(worst, np.linalg.norm(earth_centred(true) - earth_centred(drawn), axis=1))
    return worst


def refined_path(path: FloatArray, *, straight: Straight, other: Straight, tolerance_m: float) -> FloatArray:
    """Insert vertices into one path; the given ones are kept to the last bit."""
    if len(path) < 2:
        return path
    index, share = refine(path[:-1], path[1:], straight=straight, other=other, tolerance_m=tolerance_m)
    points = straight(path[index], path[index + 1], share)
    kept = share == 0
    points[kept] = path[index[kept]]
    return np.vstack([points, path[-1:]])


def paths_of(geometry: BaseGeometry) -> list[FloatArray]:
    """Give every line, ring (closed) or point of a geometry as positions, doubled vertices dropped."""
    parts = shapely.get_parts(geometry)
    lines = [ring for part in parts for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])]
    return [without_doubles(shapely.get_coordinates(line)) for line in lines]


def without_doubles(path: FloatArray) -> FloatArray:
    """Drop vertices that repeat the one before."""
    if len(path) < 2:
        return path
    new = (path[1:, 0] != path[:-1, 0]) | (path[1:, 1] != path[:-1, 1])
    return path if new.all() else path[np.append(True, new)]


def rebuilt(geometry: BaseGeometry, change: Callable[[FloatArray], FloatArray]) -> BaseGeometry:
    """Give the same kind of geometry with every ring, line and point passed through `change`."""
    kind = geometry.geom_type
    if kind == "Polygon":
        shell, *holes = [change(shapely.get_coordinates(ring)) for ring in shapely.get_rings(geometry)]
        return shapely.Polygon(shell, holes)
    if kind == "LineString":
        return shapely.LineString(change(shapely.get_coordinates(geometry)))
    if kind == "Point":
        return shapely.Point(change(shapely.get_coordinates(geometry))[0])
    parts = [rebuilt(part, change) for part in shapely.get_parts(geometry)]
    many: Any = type(geometry)
    whole: BaseGeometry = many(parts)
    return whole
