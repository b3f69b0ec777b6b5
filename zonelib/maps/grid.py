"""Where a thing lies by the Military Grid Reference System: the reference that an observer reads off a paper map."""

from __future__ import annotations

import math
from typing import Final

import mgrs
from shapely.geometry.base import BaseGeometry

from zonelib.maps.geometry import label_point
from zonelib.maps.view import Fact
from zonelib.units import Distance

# Digits of each half of a reference: five name a square of 1 m, three one of 100 m.
_FINEST: Final = 5
_NOT_STATED: Final = 3
_OF: Final = {"Point": "", "Polygon": " of a point inside", "MultiPolygon": " of a point inside"}


def grid_reference(lon: float, lat: float, *, digits: int = _NOT_STATED) -> str:
    """Give the square that holds a point, such as ``37S BU 893 421``; near the poles by the polar grid (UPS).

    Parameters
    ----------
    lon, lat : float
        WGS 84 degrees.
    digits : int, default 3
        Of each half: 3 for a square of 100 m. Cut off, not rounded, as the system has it.
    """
    text = str(mgrs.MGRS().toMGRS(lat, (lon + 180) % 360 - 180, MGRSPrecision=digits))
    head = text[: len(text) - 2 * digits]
    zone, square = head[:-2], head[-2:]
    halves = (text[len(head) : len(head) + digits], text[len(head) + digits :])
    return " ".join(part for part in (zone, square, *halves) if part)


def grid_fact(geometry: BaseGeometry, precision: Distance | None = None) -> Fact:
    """Give the line of a card with the reference of a shape, no finer than its position is said to be known.

    Parameters
    ----------
    geometry : shapely geometry
        WGS 84 longitude and latitude.
    precision : Distance, optional
        How far the true position may lie off; where it is not stated, squares of 100 m are named.
    """
    at = label_point(geometry)
    digits = _digits(precision)
    which = _OF.get(geometry.geom_type, " of the middle of the line")
    reference = grid_reference(at.x, at.y, digits=digits)
    grid = "MGRS" if reference[0].isdigit() else "MGRS, polar grid UPS"
    value = f"{reference} ({grid}; the square of {10 ** (_FINEST - digits):,} m it falls in)"
    return Fact(label=f"Grid reference{which}", value=value, sort="found")


def _digits(precision: Distance | None) -> int:
    if precision is None:
        return _NOT_STATED
    return min(_FINEST, max(0, _FINEST - math.floor(math.log10(max(precision.m, 1.0)))))
