"""Which of many pieces is nearest to each of some points, ties and all: how places are joined to a network.

Who could be nearest is settled in space: a geodesic piece of length s bends from its chord by about s²/8R, with R the
least radius of curvature (twice that is allowed for), and a geodesic distance lies between the chord and `greatest_arc`
of it. What is left is measured on the ellipsoid (`nearest_on`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from zonelib.geodesy.earth import RADIUS_LEAST_M, FloatArray, IntArray, earth_centred, greatest_arc, inverse
from zonelib.geodesy.segments import Pieces, nearest_on

TIE_M: Final = 1e-3
"""Pieces whose distances differ by less are equally near: the two ways of one road, the edges that meet in a node."""

LONGEST_M: Final = 2_000.0
"""Pieces are to be cut to this: one long ball would make every point look at every piece."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PieceFeet:
    """Nearest places on pieces, sorted by point; a point has a row for each piece that is equally near.

    Parameters
    ----------
    row, piece : ndarray of int, shape (n,)
        Which point, and which piece.
    metres, share : ndarray, shape (n,)
        Length of the geodesic to the piece, and at which share of it that arrives.
    """

    row: IntArray
    piece: IntArray
    metres: FloatArray
    share: FloatArray


def feet_on(points: FloatArray, pieces: Pieces, *, within_m: float) -> PieceFeet:
    """Find the nearest places on pieces; a point with none within a distance has no row.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Longitude and latitude.
    pieces : Pieces
        Geodesic ones, none longer than `LONGEST_M`.
    within_m : float
        How far is looked.
    """
    middle, half = pieces.balls()
    space = earth_centred(points)
    reach = within_m + float(half.max())
    lists: Any = cKDTree(middle).query_ball_point(space, reach, return_sorted=True)
    row = np.repeat(np.arange(len(points)), [len(one) for one in lists])
    col = np.concatenate([np.asarray(one, dtype=np.intp) for one in lists])
    chord, bend = _to_chord(space[row], pieces.take(col)), half[col] ** 2 / RADIUS_LEAST_M
    roof = np.full(len(points), float(within_m))
    np.minimum.at(roof, row, greatest_arc(chord + bend))
    keep = chord - bend <= roof[row] + TIE_M
    row, col = row[keep], col[keep]
    metres, feet = nearest_on(points[row], pieces.take(col))
    least = np.full(len(points), float(within_m))
    np.minimum.at(least, row, metres)
    keep = (metres <= least[row] + TIE_M) & (metres <= within_m)
    row, col, metres, feet = row[keep], col[keep], metres[keep], feet[keep]
    full = 2 * half[col]
    share = inverse(pieces.start[col], feet)[2] / np.where(full > 0, full, 1)
    return PieceFeet(row=row, piece=col, metres=metres, share=np.clip(share, 0, 1))


def _to_chord(space: FloatArray, pieces: Pieces) -> FloatArray:
    """Give the distances through space to the chords of pieces, row by row."""
    start = earth_centred(pieces.start)
    chord = earth_centred(pieces.end) - start
    along = ((space - start) * chord).sum(axis=1) / np.maximum((chord * chord).sum(axis=1), 1e-12)
    return np.asarray(np.linalg.norm(space - start - np.clip(along, 0, 1)[:, None] * chord, axis=1))
