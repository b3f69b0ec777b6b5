"""The gaps of a line that is covered so many times from mark to mark, and the named places that are near them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from shapely.geometry import Point

from zonelib.analysis.coverage_results import Gap, NearPlace
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.earth import FloatArray, inverse
from zonelib.geodesy.nearness import nearest_points
from zonelib.model import Scenario
from zonelib.units import Distance

_WINDS: Final = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def gaps_of(
    chain: Chain,
    marks: FloatArray,
    times: np.ndarray[Any, np.dtype[np.int64]],
    error: float,
    scenario: Scenario | None = None,
) -> tuple[Gap, ...]:
    """Give what is covered by none, in order along the line.

    Parameters
    ----------
    chain : Chain
        The line.
    marks : ndarray, shape (n + 1,)
        Chainages, rising from 0 to the length.
    times : ndarray of int, shape (n,)
        How many cover the line from each mark to the next.
    error : float
        How far a mark may be off, metres.
    scenario : Scenario, optional
        Whose places name them.
    """
    open_ = np.r_[False, times == 0, False]
    begins, ends = marks[np.flatnonzero(open_[1:] & ~open_[:-1])], marks[np.flatnonzero(~open_[1:] & open_[:-1])]
    # Two stretches that meet may leave a slit that is only the error of their ends.
    real = ends - begins > 2 * error
    pairs = [(float(a), float(b)) for a, b in zip(begins[real], ends[real], strict=True)]
    if chain.closed and len(pairs) > 1 and pairs[0][0] == 0 and pairs[-1][1] == chain.length_m:
        pairs = [*pairs[1:-1], (pairs[-1][0], pairs[0][1])]
    if not pairs:
        return ()
    begin, end = np.array(pairs).T
    length = np.where(end > begin, end - begin, end - begin + chain.length_m)
    # A gap over the start of a ring has its middle there too.
    at = chain.at(np.column_stack([begin, (begin + length / 2) % chain.length_m, end]).ravel())[0]
    near = near_places(at, scenario)
    return tuple(
        Gap(
            begins=Distance(float(begin[i]), "km"), ends=Distance(float(end[i]), "km"),
            length=Distance(float(length[i]), "km"), begins_at=(float(at[3 * i, 0]), float(at[3 * i, 1])),
            ends_at=(float(at[3 * i + 2, 0]), float(at[3 * i + 2, 1])), near=near[3 * i : 3 * i + 3],
        )
        for i in range(len(pairs))
    )  # fmt: skip


def near_places(at: FloatArray, scenario: Scenario | None) -> tuple[NearPlace, ...]:
    """Give for each position the nearest place of a scenario that is a point; nothing where it has none."""
    places = [one for one in scenario.places if isinstance(one.geometry, Point)] if scenario else []
    if not places:
        return ()
    points = np.array([one.geometry.coords[0][:2] for one in places if isinstance(one.geometry, Point)])
    which, metres = nearest_points(at, points)
    azimuth = inverse(points[which], at)[0]
    return tuple(
        NearPlace(
            place=places[k].id, name=places[k].name, distance=Distance(float(far), "km"),
            direction=_WINDS[round(float(ahead) / 45) % 8], precision=places[k].precision,
        )
        for k, far, ahead in zip(which.tolist(), metres, azimuth, strict=True)
    )  # fmt: skip
