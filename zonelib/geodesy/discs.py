"""Geodesic discs as a function of latitude: what lies within a radius, told without an inverse geodesic.

Put a point of the earth on the unit sphere by its longitude λ and its *conformal* latitude χ [1]_, and let W be the
spherical haversine of the angle there from the origin. Along the edge of the disc of radius R, as a function of
z = sin χ,

    0 <= W''(z) <= B(R),

a bound that knows neither the origin nor the place on the edge (`curvature_bound`; ``docs/bounds-range-checks.md`` has
the proof). So the chord of W between exact points of the edge lies above W by at most B Δz²/8: with 32 chords and a
radius of 1,000 km that is centimetres. At one latitude the distance grows with |Δλ|, and so does W: a point is
inside where its W is below that of the edge. What falls between the two bounds is left to the inverse geodesic.

Here a distance has a margin of `MARGIN_M` for what the geodesic routines and rounding may be off.

References
----------
.. [1] Snyder, J. P. (1987). Map projections: a working manual. USGS Professional Paper 1395, p. 15, eq. 3-1.
.. [2] Klingenberg, W. (1959). Contributions to Riemannian geometry in the large. Ann. of Math. 69, 654-666.
.. [3] Karney, C. F. F. (2013). Algorithms for geodesics. J. Geodesy 87, 43-55. doi:10.1007/s00190-012-0578-z
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zonelib.geodesy.earth import (
    ECCENTRICITY_2,
    RADIUS_GREATEST_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
    FloatArray,
    IntArray,
    direct,
    inverse,
)

BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.int8]

MARGIN_M: Final = 5e-7
"""Decided points are at least this far from the edge: ten times what geodesics, and rounding in degrees, are off."""

FARTHEST_M: Final = 19.9e6
"""Up to here shortest geodesics from one point never meet: less than pi times the semi-minor axis, 19,970 km [2]_."""

NEAREST_M: Final = 0.01
"""Below, the edge is no longer drawn: what lies within a centimetre is left to the inverse geodesic."""

TIP_DEG: Final = 1e-10
"""How near to the latitude of its northernmost and southernmost point nothing is decided (11 micrometres)."""

_ROUNDING: Final = 1e-14
PAD_DEG: Final = 1e-12
"""What a difference of two angles, or the row a latitude falls in, may be off by rounding, many times over."""

_ECCENTRICITY: Final = math.sqrt(ECCENTRICITY_2)
# cos χ / cos β (β the reduced latitude) grows from 1 at the equator to this at the poles.
_STRETCH: Final = math.sqrt(1 - ECCENTRICITY_2) * math.exp(_ECCENTRICITY * math.atanh(_ECCENTRICITY))


class Parallels(NamedTuple):
    """Latitudes on the conformal sphere: conformal latitude in radians, its sine (exact near 0) and its cosine."""

    chi: FloatArray
    z: FloatArray
    cosine: FloatArray

    def take(self, which: IntArray) -> Parallels:
        """Pick some."""
        return Parallels(self.chi[which], self.z[which], self.cosine[which])


def conformal(lat: FloatArray) -> Parallels:
    """Bring geodetic latitudes in degrees onto the conformal sphere [1]_."""
    phi = np.radians(lat)
    sine = np.sin(phi)
    shift = np.tanh(_ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine))
    rising, across = sine - shift, np.cos(phi) * np.sqrt(1 - shift * shift)
    below = 1 - sine * shift
    return Parallels(np.arctan2(rising, across), rising / below, across / below)


def curvature_bound(radius_m: float) -> float:
    """Bound W''(z) along the edge of every disc of this radius, wherever its origin is; radius up to `FARTHEST_M`."""
    greatest, least = RADIUS_GREATEST_M, SEMI_MINOR_M
    swept = greatest**2 * (radius_m / 2 - greatest * math.sin(2 * radius_m / greatest) / 4)
    return _STRETCH * ECCENTRICITY_2 / 2 * min(swept, radius_m**3 / 3) / (least**3 * math.sin(radius_m / least))


def steepness_bound(radius_m: float) -> float:
    """Bound by how much W at a given latitude grows with the radius, per metre, within `MARGIN_M` of this radius."""
    reach = RADIUS_GREATEST_M * math.sin(radius_m / RADIUS_GREATEST_M) + MARGIN_M
    return _STRETCH**2 * reach / (2 * SEMI_MAJOR_M**2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Discs:
    """Discs of one radius round many origins; made by `discs_round`.

    Parameters
    ----------
    lon, lat : ndarray, shape (k,)
        The origins, degrees.
    own : Parallels
        Theirs, on the conformal sphere.
    south, north : ndarray, shape (k,)
        Latitudes of the southernmost and northernmost point of the edge, degrees.
    holds_south, holds_north : ndarray of bool, shape (k,)
        Whether the poles lie inside.
    z_south, per_z : ndarray, shape (k,)
        Where the knots of `w` begin, and how many there are to a unit of z.
    w : ndarray, shape (k, chords + 1)
        W at equidistant z; the chords between lie nowhere below the edge.
    slack : ndarray, shape (k,)
        How far they may lie above it.
    bend : float
        `curvature_bound` of the radius.
    pad : float
        What `MARGIN_M` and rounding amount to in W.
    opaque_inside, opaque_outside : bool
        Whether the disc drawn is larger (smaller) than the one meant, so that its inside (outside) decides nothing.
    """

    lon: FloatArray
    lat: FloatArray
    own: Parallels
    south: FloatArray
    north: FloatArray
    holds_south: BoolArray
    holds_north: BoolArray
    z_south: FloatArray
    per_z: FloatArray
    w: FloatArray
    slack: FloatArray
    bend: float
    pad: float
    opaque_inside: bool
    opaque_outside: bool

    def decide(self, which: IntArray, lon: FloatArray, lat: FloatArray) -> CodeArray:
        """Say of each point: 1 inside, -1 outside, 0 undecided (too near to the edge to tell).

        Parameters
        ----------
        which : ndarray of int, shape (n,)
            The disc meant.
        lon, lat : ndarray, shape (n,)
            The points, degrees.
        """
        there, own = conformal(lat), self.own.take(which)
        edge = self._chords(which, there.z)
        across = np.sin(np.radians(lon - self.lon[which]) / 2)
        w = there.cosine * own.cosine * across**2 + np.sin((there.chi - own.chi) / 2) ** 2
        pad = self.pad + _ROUNDING * edge
        code: CodeArray = (w < edge - self.slack[which] - pad).astype(np.int8) - (w > edge + pad).astype(np.int8)
        for sign, tip, holds in ((1, self.north, self.holds_north), (-1, self.south, self.holds_south)):
            beyond = sign * (lat - tip[which])
            code[np.abs(beyond) <= TIP_DEG] = 0
            past = beyond > TIP_DEG
            code[past] = np.where(holds[which[past]], 1, -1)
        if self.opaque_inside:
            code[code > 0] = 0
        if self.opaque_outside:
            code[code < 0] = 0
        return np.asarray(code)

    def bracket(self, which: IntArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bracket, over bands of latitude, the difference in longitude at which the edge lies.

        Parameters
        ----------
        which : ndarray of int, shape (n,)
            The disc meant.
        low, high : ndarray, shape (n,)
            From which latitude to which, degrees; a rounding error more is allowed for.

        Returns
        -------
        inside, outside : ndarray, shape (n,)
            In the band every point with |Δλ| <= inside degrees is inside, and every one with |Δλ| > outside is outside.
            -1: no point is surely inside, or every one outside; 360: every point is surely inside, or none outside.
        """
        low, high = low - PAD_DEG, high + PAD_DEG
        below, above = conformal(np.maximum(low, -90)), conformal(np.minimum(high, 90))
        inside, outside = self._bracket(which, below, above)
        for sign, tip, holds, near, far in (
            (1, self.north, self.holds_north, low, high),
            (-1, self.south, self.holds_south, -high, -low),
        ):
            at = sign * tip[which]
            touched = far >= at - TIP_DEG
            inside[touched] = -1
            outside[touched & holds[which]] = 360
            past = near > at + TIP_DEG
            inside[past] = outside[past] = np.where(holds[which[past]], 360, -1)
        if self.opaque_inside:
            inside[:] = -1
        if self.opaque_outside:
            outside[:] = 360
        return inside, outside

    def _bracket(self, which: IntArray, below: Parallels, above: Parallels) -> tuple[FloatArray, FloatArray]:
        """Bracket where the whole band has an edge; elsewhere too wide a bracket comes out."""
        own = self.own.take(which)
        ends = self._chords(which, below.z), self._chords(which, above.z)
        # W is convex: over the band nowhere above its greater end, and little below its lesser one.
        sag = self.slack[which] + self.bend * (above.z - below.z) ** 2 / 8
        most = np.maximum(*ends)
        pad = self.pad + 2 * _ROUNDING * most
        rises = np.sin((below.chi - own.chi) / 2) ** 2, np.sin((above.chi - own.chi) / 2) ** 2
        astride = (below.chi <= own.chi) & (own.chi <= above.chi)
        least_over = np.minimum(*ends) - sag - pad - np.maximum(*rises)
        most_over = most + pad - np.where(astride, 0.0, np.minimum(*rises))
        across = np.maximum(below.cosine, above.cosine)
        across[(below.chi < 0) & (above.chi > 0)] = 1.0
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            least = least_over / (across * own.cosine)
            most = most_over / (np.minimum(below.cosine, above.cosine) * own.cosine)
        inside, outside = _difference(least) - PAD_DEG, _difference(most) + PAD_DEG
        inside[least_over <= 0] = -1
        inside[least >= 1] = 360
        outside[most_over <= 0] = -1
        outside[~(most < 1) & (most_over > 0)] = 360
        return inside, outside

    def _chords(self, which: IntArray, z: FloatArray) -> FloatArray:
        last = self.w.shape[1] - 1
        at = np.clip((z - self.z_south[which]) * self.per_z[which], 0, last)
        knot = np.minimum(at.astype(np.intp), last - 1)
        before = self.w[which, knot]
        return np.asarray(before + (at - knot) * (self.w[which, knot + 1] - before))


def discs_round(lon: FloatArray, lat: FloatArray, *, radius_m: float, chords: int = 32) -> Discs:
    """Draw the discs of one radius round many origins, from ``chords + 1`` points of each edge [3]_.

    Parameters
    ----------
    lon, lat : ndarray, shape (k,)
        The origins, degrees, checked.
    radius_m : float
        0 or more, metres.
    chords : int
        How many chords bound W along an edge; the doubt shrinks with their square.
    """
    drawn = min(max(radius_m, NEAREST_M), FARTHEST_M)
    count = len(lon)
    azimuth = np.degrees(np.arccos(np.linspace(1, -1, chords + 1)))
    origins = np.column_stack([np.repeat(lon, chords + 1), np.repeat(lat, chords + 1)])
    ends, _ = direct(origins, np.tile(azimuth, count), drawn)
    edge_lat = ends[:, 1].reshape(count, -1)
    there, own = conformal(edge_lat), conformal(lat)
    across = np.sin(np.radians(ends[:, 0] - origins[:, 0]) / 2).reshape(count, -1) ** 2
    w = there.cosine * own.cosine[:, None] * across + np.sin((there.chi - own.chi[:, None]) / 2) ** 2
    order = np.argsort(there.z, axis=1, kind="stable")
    z, w = np.take_along_axis(there.z, order, axis=1), np.take_along_axis(w, order, axis=1)
    bend, even = curvature_bound(drawn), np.linspace(0, 1, chords + 1)
    span = z[:, -1] - z[:, 0]
    # Chords between even knots instead of the points themselves: either step may add its own sag.
    rows = zip(z[:, 0], span, z, w, strict=True)
    w = np.array([np.interp(first + even * long, points, values) for first, long, points, values in rows])
    to_pole = [inverse(np.column_stack([lon, lat]), np.array([[0.0, pole]]))[2] for pole in (-90.0, 90.0)]
    return Discs(
        lon=lon, lat=lat, own=own, south=edge_lat.min(axis=1), north=edge_lat.max(axis=1),
        holds_south=to_pole[0] < drawn, holds_north=to_pole[1] < drawn,
        z_south=z[:, 0], per_z=chords / np.maximum(span, 1e-300), w=w.reshape(count, chords + 1),
        slack=bend / 8 * (np.diff(z, axis=1).max(axis=1, initial=0) ** 2 + (span / chords) ** 2),
        bend=bend, pad=MARGIN_M * steepness_bound(drawn) + _ROUNDING**2,
        opaque_inside=radius_m < NEAREST_M, opaque_outside=radius_m > FARTHEST_M,
    )  # fmt: skip


def _difference(haversine: FloatArray) -> FloatArray:
    return np.asarray(np.degrees(2 * np.arcsin(np.sqrt(np.clip(np.nan_to_num(haversine), 0, 1)))))
