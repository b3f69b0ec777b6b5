"""The ellipsoid: WGS 84, the geodesic problems of Karney (2013), and earth-centred coordinates.

Positions are arrays of shape (n, 2), longitude before latitude, in degrees; azimuths are degrees clockwise from north;
lengths are metres.

References
----------
.. [1] Karney, C. F. F. (2013). Algorithms for geodesics. J. Geodesy 87, 43-55. doi:10.1007/s00190-012-0578-z
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

GEOD: Final = Geod(ellps="WGS84")
SEMI_MAJOR_M: Final = float(GEOD.a)
SEMI_MINOR_M: Final = float(GEOD.b)
ECCENTRICITY_2: Final = float(GEOD.es)

# Normal curvature on an oblate ellipsoid is greatest along the meridian at the equator, 1/(b²/a), and least at the
# poles, 1/(a²/b); Gaussian curvature lies between (b/a²)² and (1/b)².
RADIUS_LEAST_M: Final = SEMI_MINOR_M**2 / SEMI_MAJOR_M
RADIUS_GREATEST_M: Final = SEMI_MAJOR_M**2 / SEMI_MINOR_M

KARNEY_ERROR_M: Final = 5e-8
"""What the inverse and direct solutions may be off (15 nm by [1]_, more than doubled for pyproj's degrees)."""

HALF_MERIDIAN_M: Final = float(GEOD.line_length([0, 0, 0], [-90, 0, 90]))
"""From pole to pole: the longest a shortest geodesic gets."""

CHORD_ROUNDING_M: Final = 1e-7
"""What the rounding of earth-centred coordinates (a few parts in 10¹⁶ of 6,400 km) may take off a chord, with room."""

ROUNDING_M: Final = 1e-6
"""What double-precision degrees and plane coordinates (1.4 nm at 180°) may add over a few chained operations."""


def inverse(start: ArrayLike, end: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve the inverse geodesic problem row by row [1]_.

    Parameters
    ----------
    start, end : array_like, shape (n, 2)
        Longitude and latitude in degrees; they broadcast against each other.

    Returns
    -------
    leaving, arriving, metres : ndarray, shape (n,)
        Azimuth at the start, azimuth at the end (both looking forward), and the length of the shortest geodesic.
    """
    a, b = np.broadcast_arrays(np.asarray(start, float), np.asarray(end, float))
    cols = (np.array(a[:, 0]), np.array(a[:, 1]), np.array(b[:, 0]), np.array(b[:, 1]))
    leaving, arriving, metres = GEOD.inv(*cols, return_back_azimuth=False)
    return np.asarray(leaving), np.asarray(arriving), np.asarray(metres)


def direct(start: ArrayLike, azimuth: ArrayLike, metres: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Solve the direct geodesic problem row by row [1]_.

    Parameters
    ----------
    start : array_like, shape (n, 2)
        Longitude and latitude in degrees.
    azimuth, metres : array_like, shape (n,) or scalar
        Where to, and how far.

    Returns
    -------
    end : ndarray, shape (n, 2)
        Where one arrives, longitude in [-180, 180].
    arriving : ndarray, shape (n,)
        The azimuth one arrives with, looking forward.
    """
    a = np.asarray(start, float)
    lon, lat, az, s = np.broadcast_arrays(a[:, 0], a[:, 1], np.asarray(azimuth, float), np.asarray(metres, float))
    cols = (np.array(lon), np.array(lat), np.array(az), np.array(s))
    end_lon, end_lat, arriving = GEOD.fwd(*cols, return_back_azimuth=False)
    return np.column_stack([end_lon, end_lat]), np.asarray(arriving)


def earth_centred(lonlat: FloatArray) -> FloatArray:
    """Give earth-centred, earth-fixed coordinates in metres, shape (n, 3), of points on the ellipsoid."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    sine = np.sin(lat)
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY_2 * sine**2)
    across = normal * np.cos(lat)
    # Column by column in memory: they are read that way.
    return np.stack([across * np.cos(lon), across * np.sin(lon), normal * (1 - ECCENTRICITY_2) * sine]).T


def greatest_arc(chord_m: FloatArray) -> FloatArray:
    """Give the longest a geodesic can be whose ends are this far apart in space.

    A curve that nowhere bends more than a circle of radius r keeps its ends at least as far apart as that circle does
    (Schur's comparison theorem); a geodesic of the ellipsoid nowhere bends more than 1/`RADIUS_LEAST_M`. The chord
    comes from earth-centred coordinates, whose rounding `CHORD_ROUNDING_M` allows for.
    """
    full = 2 * RADIUS_LEAST_M
    # The comparison ends where the circle does; no shortest geodesic is longer than half a meridian.
    arc = np.where(chord_m < full, full * np.arcsin(np.clip(chord_m / full, 0, 1)), HALF_MERIDIAN_M)
    return np.asarray(arc + CHORD_ROUNDING_M)


def unit_vectors(lonlat: FloatArray) -> FloatArray:
    """Give the outward normals of the ellipsoid, shape (n, 3)."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    found, across = np.empty((len(lonlat), 3)), np.cos(lat)
    found[:, 0], found[:, 1], found[:, 2] = across * np.cos(lon), across * np.sin(lon), np.sin(lat)
    return found


def reduced_vectors(lonlat: FloatArray) -> FloatArray:
    """Give points of the unit sphere of reduced latitudes: the ellipsoid is this sphere times (a, a, b)."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    across, along = SEMI_MAJOR_M * np.cos(lat), SEMI_MINOR_M * np.sin(lat)
    size = np.hypot(across, along)
    return np.column_stack([across * np.cos(lon) / size, across * np.sin(lon) / size, along / size])


def from_vectors(vectors: FloatArray) -> FloatArray:
    """Give longitude and latitude in degrees of outward normals, shape (n, 2)."""
    x, y, z = vectors.T
    return np.column_stack([np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))])


def centre_of(lonlat: FloatArray) -> tuple[float, float]:
    """Give a middle of some positions that does not care about ±180° and the poles: the mean of their normals."""
    return middle_of(unit_vectors(lonlat))


def middle_of(normals: FloatArray) -> tuple[float, float]:
    """Give longitude and latitude of the mean of some normals, or of the first one if they cancel out."""
    x, y, z = normals.sum(axis=0).tolist()
    if math.hypot(x, y, z) < 1e-9 * len(normals):
        x, y, z = normals[0].tolist()
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
