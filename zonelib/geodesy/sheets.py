"""Sheets to join pieces on: the oblique stereographic plane of the sphere of normals, and plain longitude/latitude.

Union, intersection and difference need a plane without seams or poles. The stereographic one has neither, and will
carry any shape; on the other the chords of the result are drawn as they will be read, but it ends at a meridian and
well before the poles. Both carry *topology* only: no length is ever measured in them. Every vertex is placed by a
geodesic, and what straight chords deviate is bounded where they are made.

References
----------
.. [1] Snyder, J. P. (1987). Map projections: a working manual. USGS Professional Paper 1395, p. 154-163.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from zonelib.geodesy.earth import RADIUS_GREATEST_M, SEMI_MAJOR_M, FloatArray, from_vectors, unit_vectors

METRES_PER_DEGREE: Final = float(np.radians(RADIUS_GREATEST_M))


class Sheet(Protocol):
    """Anything flat: positions in and out, shape (n, 2)."""

    def to_plane(self, lonlat: FloatArray) -> FloatArray:
        """Give plane coordinates in metres."""

    def to_lonlat(self, xy: FloatArray) -> FloatArray:
        """Give longitude and latitude in degrees."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stereographic:
    """The stereographic plane [1]_ touching at a centre, in closed form both ways.

    Parameters
    ----------
    lon, lat : float
        The centre, in degrees.
    """

    lon: float
    lat: float
    _up: FloatArray = field(init=False, repr=False, compare=False)
    _east: FloatArray = field(init=False, repr=False, compare=False)
    _north: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        object.__setattr__(self, "_up", unit_vectors(np.array([[self.lon, self.lat]]))[0])
        object.__setattr__(self, "_east", np.array([-np.sin(lon), np.cos(lon), 0.0]))
        north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
        object.__setattr__(self, "_north", north)

    def to_plane(self, lonlat: FloatArray) -> FloatArray:
        """Give plane coordinates in metres, shape (n, 2); true to scale at the centre."""
        u = unit_vectors(lonlat)
        # Near the centre 1 + u·up is harmless; at the antipode it is 0, and callers keep away from there.
        scale = 2 * SEMI_MAJOR_M / (1 + u @ self._up)
        return np.column_stack([(u @ self._east) * scale, (u @ self._north) * scale])

    def to_lonlat(self, xy: FloatArray) -> FloatArray:
        """Give longitude and latitude in degrees, shape (n, 2)."""
        p = xy / (2 * SEMI_MAJOR_M)
        q = (p * p).sum(axis=1, keepdims=True)
        u = (2 * p[:, :1] * self._east + 2 * p[:, 1:] * self._north + (1 - q) * self._up) / (1 + q)
        return from_vectors(u)

    def angle_from_centre(self, lonlat: FloatArray) -> FloatArray:
        """Give the angle in radians between the normals and the centre's, shape (n,)."""
        u = unit_vectors(lonlat)
        return np.asarray(2 * np.arcsin(np.clip(np.linalg.norm(u - self._up, axis=1) / 2, 0, 1)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Steady(Stereographic):
    """The stereographic sheet, drawing the same place to the same bits whatever else is drawn with it.

    A product of matrix and vector adds up in an order that depends on the size of the matrix: corners that pieces share
    would part by a nanometre. Element by element they do not.
    """

    def to_plane(self, lonlat: FloatArray) -> FloatArray:
        """Give plane coordinates in metres, shape (n, 2); true to scale at the centre."""
        x, y, z = unit_vectors(lonlat).T
        up, east, north = (x * v[0] + y * v[1] + z * v[2] for v in (self._up, self._east, self._north))
        scale = 2 * SEMI_MAJOR_M / (1 + up)
        return np.column_stack([east * scale, north * scale])


@dataclass(frozen=True, kw_only=True, slots=True)
class PlateCarree:
    """Longitude and latitude as they are, counted from a meridian; nothing is drawn smaller than it is.

    Parameters
    ----------
    lon : float
        The meridian in the middle, in degrees; the sheet ends 180° from it.
    """

    lon: float

    def to_plane(self, lonlat: FloatArray) -> FloatArray:
        """Give plane coordinates in metres of a meridian where it is longest, shape (n, 2)."""
        found = lonlat * METRES_PER_DEGREE
        found[:, 0] = ((lonlat[:, 0] - self.lon + 180) % 360 - 180) * METRES_PER_DEGREE
        return found

    def to_lonlat(self, xy: FloatArray) -> FloatArray:
        """Give longitude (perhaps beyond ±180) and latitude in degrees, shape (n, 2)."""
        found = xy / METRES_PER_DEGREE
        found[:, 0] += self.lon
        return found
