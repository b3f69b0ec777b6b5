"""Edges as short pieces with a ball around each, and the nearest place on a geodesic piece.

A piece is treated as the geodesic between its ends; `Pieces.bend_m` bounds how far the true edge may run beside it.
For an edge straight in longitude/latitude the bound follows from its acceleration: on a sphere
of radius R the line φ(t), λ(t) has the acceleration (R sinφ cosφ Δλ², -2 R sinφ Δφ Δλ) in (north, east), and a curve
traversed in unit time with acceleration at most c stays within c/8 of the geodesic that joins its ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.checks import family
from zonelib.geodesy.earth import (
    RADIUS_GREATEST_M,
    RADIUS_LEAST_M,
    FloatArray,
    IntArray,
    direct,
    earth_centred,
    greatest_arc,
    inverse,
)
from zonelib.geodesy.paths import EDGES, Edges

BEND_MARGIN = 1.1
"""On top of the greatest radius: the bound is for short pieces, where what it leaves out is of third order."""

LONGEST_DEG = 30.0
"""On edges that span more, a sixth of the globe and up, the margin would be used up (from 45° on a parallel)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pieces:
    """Pieces of edges; a point is a piece of no length.

    Parameters
    ----------
    start, end : ndarray, shape (n, 2)
        Longitude and latitude.
    edges : {"lonlat", "geodesic"}
        What lies between them.
    """

    start: FloatArray
    end: FloatArray
    edges: Edges

    @classmethod
    def of(cls, geometry: BaseGeometry, edges: Edges) -> Pieces:
        """Take a checked geometry apart; rings count, what they enclose does not.

        Edges straight in longitude/latitude are cut where they span more than `LONGEST_DEG`.
        """
        parts = shapely.get_parts(geometry)
        lines = shapely.get_rings(parts) if family(geometry) == "polygon" else parts
        places, line = shapely.get_coordinates(lines, return_index=True)
        keep = np.r_[True, (np.diff(line) != 0) | (places[1:, 0] != places[:-1, 0]) | (places[1:, 1] != places[:-1, 1])]
        places, line = places[keep], line[keep]
        goes_on = np.r_[line[1:] == line[:-1], False]
        alone = ~goes_on & np.r_[True, line[1:] != line[:-1]]
        start = np.flatnonzero(goes_on | alone)
        whole = cls(start=places[start], end=places[start + goes_on[start]], edges=edges)
        if edges == "geodesic":
            return whole
        east, north = np.abs(whole.end - whole.start).T
        count = np.ceil(np.maximum(east, north) / LONGEST_DEG)
        return whole.cut(np.maximum(1, count).astype(np.intp)) if (count > 1).any() else whole

    def take(self, which: IntArray) -> Pieces:
        """Keep some."""
        return Pieces(start=self.start[which], end=self.end[which], edges=self.edges)

    def cut(self, count: IntArray) -> Pieces:
        """Cut each into that many, of equal share."""
        index = np.repeat(np.arange(len(count)), count)
        nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
        straight = EDGES[self.edges]
        low = straight(self.start[index], self.end[index], nth / count[index])
        high = straight(self.start[index], self.end[index], (nth + 1) / count[index])
        low[nth == 0] = self.start[index[nth == 0]]
        last = nth + 1 == count[index]
        high[last] = self.end[index[last]]
        return Pieces(start=low, end=high, edges=self.edges)

    def balls(self) -> tuple[FloatArray, FloatArray]:
        """Give for each piece a centre in space and a radius of a ball that holds it, metres."""
        a, b = earth_centred(self.start), earth_centred(self.end)
        middle = (a + b) / 2
        # A place of a curve of length s is, with the two ends, on a path of length s: in the ellipsoid with the ends as
        # foci, whose half axis s/2 is the farthest any of it is from the middle.
        longest = greatest_arc(np.linalg.norm(b - a, axis=1)) if self.edges == "geodesic" else self._longest()
        return middle, longest / 2

    def bend_m(self) -> FloatArray:
        """Give how far each true edge may run beside the geodesic between its ends."""
        if self.edges == "geodesic":
            return np.zeros(len(self.start))
        lat, end = np.radians(self.start[:, 1]), np.radians(self.end[:, 1])
        east, north = np.radians(self.end - self.start).T
        sine = np.maximum(np.abs(np.sin(lat)), np.abs(np.sin(end)))
        bend = np.hypot(sine * _greatest_cosine(lat, end) * east**2, 2 * sine * east * north)
        return np.asarray(BEND_MARGIN * RADIUS_GREATEST_M * bend / 8)

    def _longest(self) -> FloatArray:
        """Give an upper bound of the length of edges straight in longitude/latitude."""
        east, north = np.radians(self.end - self.start).T
        cosine = _greatest_cosine(np.radians(self.start[:, 1]), np.radians(self.end[:, 1]))
        return np.asarray(RADIUS_GREATEST_M * np.hypot(north, cosine * east))


def _greatest_cosine(lat: FloatArray, end: FloatArray) -> FloatArray:
    """Give the greatest cosine of any latitude between two, in radians."""
    return np.where(lat * end <= 0, 1.0, np.maximum(np.cos(lat), np.cos(end)))


def nearest_on(points: FloatArray, pieces: Pieces) -> tuple[FloatArray, FloatArray]:
    """Find, row by row, the place on a geodesic piece that is nearest to a point.

    Newton's method in the spherical picture: from the present foot, the right triangle with the point gives how far
    along the perpendicular falls; the ellipsoid makes the step inexact by 1 part in 300, so a few steps reach
    rounding. A foot off by t changes the distance only by t²/2s.

    Returns
    -------
    metres : ndarray, shape (n,)
        Length of the shortest geodesic to the piece.
    feet : ndarray, shape (n, 2)
        Where it arrives.
    """
    leaving, _, full = inverse(pieces.start, pieces.end)
    radius = (RADIUS_LEAST_M + RADIUS_GREATEST_M) / 2
    along = np.clip(_planar_share(points, pieces), 0, 1) * full
    feet, ahead = direct(pieces.start, leaving, along)
    for _ in range(12):
        towards, _, metres = inverse(feet, points)
        turn = np.radians(towards - ahead)
        step = radius * np.arctan2(np.sin(metres / radius) * np.cos(turn), np.cos(metres / radius))
        new = np.clip(along + step, 0, full)
        moved = np.abs(new - along).max(initial=0.0)
        along = new
        feet, ahead = direct(pieces.start, leaving, along)
        if moved < 1e-4:
            break
    at_end = along == full
    feet[at_end] = pieces.end[at_end]
    at_start = along == 0
    feet[at_start] = pieces.start[at_start]
    return inverse(feet, points)[2], feet


def _planar_share(points: FloatArray, pieces: Pieces) -> FloatArray:
    a, b, p = earth_centred(pieces.start), earth_centred(pieces.end), earth_centred(points)
    chord = b - a
    return np.asarray(((p - a) * chord).sum(axis=1) / np.maximum((chord * chord).sum(axis=1), 1e-12))
