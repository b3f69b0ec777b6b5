"""How far a target may be from where a hypothesis places the start, with a budget of every source of doubt.

Nearest and farthest are geodesics on the ellipsoid. A start in several parts (the islands of a country) need not reach
every distance between the two: what no part reaches is found and kept as a hole.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from zonelib import geodesy
from zonelib.analysis.range_results import ErrorTerm, LonLat, RangeSpan
from zonelib.analysis.range_stations import Station
from zonelib.errors import GeometryError
from zonelib.geodesy import Separation
from zonelib.geodesy.distance import Ready
from zonelib.geodesy.earth import FloatArray, IntArray, earth_centred
from zonelib.units import Distance

HEIGHT_M: Final = 10_000.0
DATUM_M: Final = 150.0
_SPHERE_M: Final = 6_371_008.8
_TO_M: Final = 1.0
"""Edges are known to kilometres and claims to tens of them; what this leaves open is in the budget as computing."""


def span_between(start: Station, target: Station) -> RangeSpan:
    """Find nearest and farthest between two stations that both have a geometry.

    Parameters
    ----------
    start, target : Station
        Points, lines or areas.
    """
    assert start.ready is not None
    assert target.ready is not None
    near = start.ready.nearest(target.ready, _TO_M)
    far = _farthest(start.ready, target.ready)
    margin, budget = _budget(start, target, near, far)
    return RangeSpan(
        target=target.id, target_name=target.name,
        nearest=Distance(near.metres, "km"), farthest=Distance(far.metres, "km") if far else None,
        nearest_feet=(near.foot_a, near.foot_b), farthest_feet=(far.foot_a, far.foot_b) if far else None,
        error=Distance(margin, "km"), holes=_holes(start.ready, near, far, margin),
        budget=tuple(sorted(budget, key=lambda term: -term.size.m)),
    )  # fmt: skip


def _farthest(start: Ready, target: Ready) -> Separation | None:
    try:
        return start.farthest(target, _TO_M)
    except GeometryError:
        # Near the antipode the farthest pair need not lie on the outlines: not measured, so left open.
        return None


def _budget(start: Station, target: Station, near: Separation, far: Separation | None) -> tuple[float, list[ErrorTerm]]:
    assert start.ready is not None
    assert target.ready is not None
    spread = (_spread(near.foot_b, start.ready) / 2, _spread(near.foot_a, target.ready) / 2)
    height = math.hypot(near.metres, HEIGHT_M) - near.metres
    computing = max(near.error_m, far.error_m if far else 0.0)
    sphere = abs(_on_sphere(near.foot_a, near.foot_b) - near.metres)
    rows: list[tuple[str, float, str, str]] = [
        ("place of the start: any point of it", spread[0], "the span", "half of what the distance differs by over it"),
        (
            "place of the target: any point of it",
            spread[1],
            "the span",
            "half of what the distance differs by along it",
        ),
        ("edge or place of the start as drawn", start.error_m, "the margin", "as stated, or as its data are good for"),
        (
            "edge or place of the target as drawn",
            target.error_m,
            "the margin",
            "as stated, or as its data are good for",
        ),
        ("height of the start", height, "the margin", f"up to {HEIGHT_M / 1e3:g} km above the ellipsoid"),
        ("datum", DATUM_M, "the margin", "the greatest usual shift between a national datum and WGS 84"),
        ("computing", computing, "the margin", "bound of the geodesics"),
        ("shape of the earth", sphere, "nothing", "measured on the ellipsoid; a sphere would be off by this"),
        ("plane", 0.0, "nothing", "no distance is measured in a plane; planes only draw"),
    ]
    terms = [
        ErrorTerm(source=source, size=Distance(size, "km"), counted=counted, how=how)  # type: ignore[arg-type]
        for source, size, counted, how in rows
    ]
    return sum(term.size.m for term in terms if term.counted == "the margin"), terms


def _spread(foot: LonLat, ready: Ready) -> float:
    """Give how much the distance from one place differs over the vertices of a shape."""
    near, far = _ends(ready, foot, np.zeros(1, dtype=np.intp))
    return float(far[0] - near[0])


def _on_sphere(a: LonLat, b: LonLat) -> float:
    (lon_a, lat_a), (lon_b, lat_b) = np.radians(a), np.radians(b)
    half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * _SPHERE_M * np.arcsin(np.sqrt(half)))


def _holes(
    start: Ready, near: Separation, far: Separation | None, error_m: float
) -> tuple[tuple[Distance, Distance], ...]:
    """Give the stretches of distance, longer than twice the error, that no part of the start reaches.

    Over one part, which hangs together, the distance to one place of the target takes every value between two that it
    takes. So each part reaches what lies between the nearest and the farthest of its vertices from either foot.
    """
    if len(start.first) == 1 or far is None:
        return ()
    lows, highs = zip(*(_ends(start, foot, start.first) for foot in (near.foot_b, far.foot_b)), strict=True)
    reach = near.metres
    holes = []
    for low, high in sorted(zip(np.minimum(*lows).tolist(), np.maximum(*highs).tolist(), strict=True)):
        if low - reach > 2 * error_m:
            holes.append((Distance(reach, "km"), Distance(low, "km")))
        reach = max(reach, high)
    return tuple(holes)


def _ends(ready: Ready, foot: LonLat, first: IntArray) -> tuple[FloatArray, FloatArray]:
    """Give the distance from a place to a near and to a far vertex of each run of vertices.

    The order of chords is not quite that of geodesics; any vertex will do, and these are the telling ones.
    """
    chords = np.linalg.norm(ready.space - earth_centred(np.array([foot])), axis=1)
    count = np.diff(first, append=len(chords))
    low, high = (
        np.flatnonzero(chords == np.repeat(end.reduceat(chords, first), count)) for end in (np.minimum, np.maximum)
    )
    ends = (ready.vertices[rows[np.searchsorted(rows, first)]] for rows in (low, high))
    near, far = (geodesy.inverse(np.array([foot]), picked)[2] for picked in ends)
    return near, far
