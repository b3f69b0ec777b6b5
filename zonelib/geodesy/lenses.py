"""Whether the edges of a polygon cross no more as geodesics than as they do straight in longitude/latitude: never.

An edge as a geodesic and the same edge straight in longitude/latitude enclose a lens. Pull an edge from the one to the
other: it begins or ceases to cross another edge only where it passes an end of it. Two geodesics cross at most once,
and those that share an end nowhere else. So where no lens holds a vertex, no two edges cross, and the rings lie in and
beside each other as they did, turned as they were.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.earth import inverse
from zonelib.geodesy.segments import LONGEST_DEG, Pieces

_DEGREE_M: Final = 1e5
"""Shorter than any degree of latitude, and than any of longitude divided by the cosine of latitude."""

_ROUNDING_DEG: Final = 1e-9


def lenses_empty(polygon: BaseGeometry) -> bool:
    """Say whether surely no vertex of a valid polygon lies between an edge and its geodesic.

    What is too close to be told counts as lying there, and so does all beside edges that span more than `LONGEST_DEG`.
    """
    edges = Pieces.of(polygon, "geodesic")
    start, end = edges.start, edges.end
    step = end - start
    if np.abs(step).max() > LONGEST_DEG:
        return False
    # All of a lens is as near to its straight edge as the geodesic, and between the meridians of its ends.
    pad = Pieces(start=start, end=end, edges="lonlat").bend_m() / _DEGREE_M + _ROUNDING_DEG
    low, high = np.minimum(start, end), np.maximum(start, end)
    vertices: Any = shapely.points(start)
    boxes = shapely.box(low[:, 0], low[:, 1] - pad, high[:, 0], high[:, 1] + pad)
    edge, vertex = shapely.STRtree(vertices).query(boxes)
    place = start[vertex]
    between = (place[:, 0] > low[edge, 0]) & (place[:, 0] < high[edge, 0])
    edge, place = edge[between], place[between]
    cross = step[edge, 0] * (place[:, 1] - start[edge, 1]) - step[edge, 1] * (place[:, 0] - start[edge, 0])
    cosine = np.cos(np.radians(np.minimum(np.abs(np.column_stack([start, end])[:, 1::2]).max(axis=1) + pad, 90)))
    width = pad * (np.abs(step[:, 0]) + np.abs(step[:, 1]) / np.maximum(cosine, _ROUNDING_DEG))
    close = np.flatnonzero(np.abs(cross) <= width[edge])
    edge, place, cross = edge[close], place[close], cross[close]
    leaving, _, _ = inverse(start[edge], end[edge])
    towards, _, _ = inverse(start[edge], place)
    # To the left of the straight edge is positive, of the geodesic as well: azimuths run clockwise, and both are east
    # or both west.
    left = leaving - towards
    beside = (np.sign(cross) == np.sign(left)) & (np.abs(left) > _ROUNDING_DEG)
    beside &= np.abs(cross) > _ROUNDING_DEG * np.abs(step[edge]).max(axis=1)
    return bool(beside.all())
