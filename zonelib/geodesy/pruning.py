"""Which pieces of two outlines may hold their nearest or farthest places, told by chords through the earth.

Each piece lies in a ball in space, and runs of pieces in larger balls: a piece too far from every ball of the other
outline, or too near to it, is out. A geodesic is bounded from below and from above by its chord (`least_arc`,
`greatest_arc`), so nothing that may count is dropped. Each side is held against the runs of the other in turn, and
these get shorter as less is left.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from zonelib.geodesy.earth import (
    CHORD_ROUNDING_M,
    RADIUS_GREATEST_M,
    RADIUS_LEAST_M,
    FloatArray,
    IntArray,
)

_AT_ONCE: Final = 1 << 16


Balls = tuple[FloatArray, FloatArray]
"""Centres in space, shape (n, 3), and radii."""


def some_pair(a: FloatArray, b: FloatArray, sense: int) -> tuple[int, int]:
    """Find two places in space, one of each set, of which each is the nearest (sense 1) or farthest (-1) to the other.

    From one set to the other and back until it is: a good pair, not the best.
    """
    i, best = 0, np.inf
    while True:
        j = int(np.argmin(sense * _squares(a[i], b)))
        squares = sense * _squares(b[j], a)
        i = int(np.argmin(squares))
        if squares[i] >= best:
            return i, j
        best = float(squares[i])


def pruned(left: Balls, right: Balls, sense: int, metres: float) -> tuple[IntArray, IntArray]:
    """Give the rows of balls that may hold places at most so many metres apart (sense 1), or at least so many (-1)."""
    limit, balls = _chord(metres, sense), (left, right)
    kept = [np.arange(len(half)) for _, half in balls]
    side, still = 0, 0
    # Until neither side has lost a fifth.
    while still < 2:
        mine, other = kept[side], kept[1 - side]
        if not (mine.size and other.size):
            break
        centre, half = balls[side][0][mine], balls[side][1][mine]
        runs = _runs(balls[1 - side][0][other], balls[1 - side][1][other], max(1, _AT_ONCE // len(mine)))
        apart = np.sqrt(_squares(centre[:, None], runs[0]))
        keep = (sense * apart - runs[1] <= (sense * limit + half)[:, None]).any(axis=1)
        still = still + 1 if keep.mean() > 0.8 else 0
        kept[side], side = mine[keep], 1 - side
    return kept[0], kept[1]


def _chord(metres: float, sense: int) -> float:
    """Give how far apart in space the ends of a geodesic may be (sense 1), or must be (-1), that is so long."""
    radius = RADIUS_GREATEST_M if sense == 1 else RADIUS_LEAST_M
    half = (metres + sense * CHORD_ROUNDING_M) / (2 * radius)
    return float(2 * radius * np.sin(np.clip(half, 0, np.pi / 2)) + sense * CHORD_ROUNDING_M)


def _runs(centre: FloatArray, half: FloatArray, most: int) -> tuple[FloatArray, FloatArray]:
    """Give balls round at most so many runs of balls."""
    size = -(-len(centre) // most)
    if size == 1:
        return centre, half
    first = np.arange(0, len(centre), size)
    middle = (np.minimum.reduceat(centre, first) + np.maximum.reduceat(centre, first)) / 2
    out = np.linalg.norm(centre - np.repeat(middle, size, axis=0)[: len(centre)], axis=1) + half
    return middle, np.maximum.reduceat(out, first)


def _squares(a: FloatArray, b: FloatArray) -> FloatArray:
    """Give the squares of all distances in space."""
    squares = (a[..., 0] - b[..., 0]) ** 2
    squares += (a[..., 1] - b[..., 1]) ** 2
    squares += (a[..., 2] - b[..., 2]) ** 2
    return np.asarray(squares)
