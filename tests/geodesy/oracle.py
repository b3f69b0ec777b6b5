"""Truth by brute force, sharing no code with zonelib: inverse geodesics to a source sampled densely.

The source is sampled every `step` metres along its edges as stated; the nearest samples are refined by golden-section
search on the edge. `geographiclib` (Karney's own Python) is the second implementation for single distances.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
GOLDEN = (np.sqrt(5) - 1) / 2


def karney(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance by geographiclib."""
    return float(Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"])


def _edges(source: Any) -> np.ndarray:
    found = []
    for part in shapely.get_parts(source):
        if part.geom_type == "Point":
            found.append(np.hstack([shapely.get_coordinates(part)] * 2))
            continue
        for line in shapely.get_rings(part) if part.geom_type == "Polygon" else [part]:
            c = shapely.get_coordinates(line)
            found.append(np.hstack([c[:-1], c[1:]]))
    return np.vstack(found)


def _at(edge: np.ndarray, share: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    if kind == "lonlat":
        return edge[:, 0] + share * (edge[:, 2] - edge[:, 0]), edge[:, 1] + share * (edge[:, 3] - edge[:, 1])
    azimuth, _, metres = GEOD.inv(edge[:, 0], edge[:, 1], edge[:, 2], edge[:, 3])
    lon, lat, _ = GEOD.fwd(edge[:, 0], edge[:, 1], azimuth, np.asarray(metres) * share)
    return np.asarray(lon), np.asarray(lat)


def _metres(lon: np.ndarray, lat: np.ndarray, points: np.ndarray) -> np.ndarray:
    return np.asarray(GEOD.inv(lon, lat, points[:, 0].copy(), points[:, 1].copy())[2])


def boundary_distance(points: np.ndarray, source: Any, *, kind: str = "lonlat", samples: int = 24) -> np.ndarray:
    """Least distance of each point to the edges of the source (not its inside)."""
    edges = _edges(source)
    if kind == "lonlat" and np.abs(edges[:, 2] - edges[:, 0]).max() > 90:
        # A parallel all round has its two ends at one place: the nearest sample would not be where it is searched for.
        a, d = edges[:, :2], (edges[:, 2:] - edges[:, :2]) / 5
        edges = np.vstack([np.hstack([a + k * d, a + (k + 1) * d]) for k in range(5)])
    index = np.repeat(np.arange(len(edges)), samples + 1)
    share = np.tile(np.linspace(0, 1, samples + 1), len(edges))
    lon, lat = _at(edges[index], share, kind)
    best = np.full(len(points), np.inf)
    for row, point in enumerate(points):
        coarse = _metres(lon, lat, np.broadcast_to(point, (len(lon), 2)))
        per_edge = coarse.reshape(len(edges), samples + 1)
        nearest = per_edge.argmin(axis=1)
        # Between samples the distance can fall below the least sample by no more than half a step.
        step = np.abs(np.diff(per_edge, axis=1)).max(axis=1)
        keep = np.flatnonzero(per_edge.min(axis=1) <= coarse.min() + step)
        low = np.maximum(nearest[keep] - 1, 0) / samples
        high = np.minimum(nearest[keep] + 1, samples) / samples
        best[row] = _golden(edges[keep], low, high, point, kind)
    return best


def _golden(edges: np.ndarray, low: np.ndarray, high: np.ndarray, point: np.ndarray, kind: str) -> float:
    where = np.broadcast_to(point, (len(edges), 2))
    least = np.minimum(_metres(*_at(edges, low, kind), where), _metres(*_at(edges, high, kind), where))
    for _ in range(40):
        one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        d_one, d_two = _metres(*_at(edges, one, kind), where), _metres(*_at(edges, two, kind), where)
        left = d_one <= d_two
        low, high = np.where(left, low, one), np.where(left, two, high)
        least = np.minimum(least, np.minimum(d_one, d_two))
    return float(least.min())


def outline_samples(result: Any, *, most: int, seed: int = 0) -> np.ndarray:
    """Vertices and points inside edges (straight in longitude/latitude) of the outline, seams and poles left out."""
    found = []
    for ring in shapely.get_rings(shapely.get_parts(result)):
        c = shapely.get_coordinates(ring)
        a, b = c[:-1], c[1:]
        seam = (np.abs(a[:, 0]) == 180) & (np.abs(b[:, 0]) == 180)
        pole = (np.abs(a[:, 1]) == 90) | (np.abs(b[:, 1]) == 90)
        a, b = a[~(seam | pole)], b[~(seam | pole)]
        found += [a + share * (b - a) for share in (0.0, 0.27, 0.5)]
    every = np.vstack(found)
    if len(every) > most:
        every = every[np.random.default_rng(seed).choice(len(every), most, replace=False)]
    return every


def straight_across(points: np.ndarray, line: Any, *, samples: int = 300) -> np.ndarray:
    """Least length of a geodesic that leaves a line straight across to each point; edges in lonlat.

    At a bend all directions within the outer angle count; infinite where there is none. Feet are the sign changes of
    the cosine between the edge's own direction, from the two radii of curvature, and the way to the point.
    """
    edges, best = _edges(line), np.full(len(points), np.inf)
    ends = np.array([[heading(edge, 0.0), heading(edge, 1.0)] for edge in edges])
    for row, point in enumerate(points):
        for edge in edges:
            low = np.linspace(0, 1, samples + 1)
            value = _ahead(edge, low, point)
            cross = np.flatnonzero(np.sign(value[:-1]) != np.sign(value[1:]))
            a, b, sign = low[cross], low[cross + 1], np.sign(value[cross])
            for _ in range(45):
                middle = (a + b) / 2
                same = np.sign(_ahead(edge, middle, point)) == sign
                a, b = np.where(same, middle, a), np.where(same, b, middle)
            if a.size:
                best[row] = min(
                    best[row], _metres(*_at(np.tile(edge, (a.size, 1)), a, "lonlat"), np.tile(point, (a.size, 1))).min()
                )
        for i in range(len(edges) - 1):
            hub = edges[i, 2:]
            azimuth, _, metres = GEOD.inv(hub[0], hub[1], point[0], point[1])
            # Within the outer angle the place is not behind the edge that leaves, and not before the one that arrives.
            if np.cos(np.radians(azimuth - ends[i, 1])) >= 0 and np.cos(np.radians(azimuth - ends[i + 1, 0])) <= 0:
                best[row] = min(best[row], metres)
    return best


def heading(edge: np.ndarray, share: Any) -> Any:
    """True direction of an edge straight in longitude/latitude, degrees."""
    lat = np.radians(edge[1] + share * (edge[3] - edge[1]))
    w2 = 1 - GEOD.es * np.sin(lat) ** 2
    return np.degrees(
        np.arctan2((edge[2] - edge[0]) * np.cos(lat) / np.sqrt(w2), (edge[3] - edge[1]) * (1 - GEOD.es) / w2**1.5)
    )


def _ahead(edge: np.ndarray, share: np.ndarray, point: np.ndarray) -> np.ndarray:
    lon, lat = _at(np.tile(edge, (len(share), 1)), share, "lonlat")
    azimuth = GEOD.inv(lon, lat, np.full(len(lon), point[0]), np.full(len(lon), point[1]))[0]
    return np.cos(np.radians(np.asarray(azimuth) - heading(edge, share)))
