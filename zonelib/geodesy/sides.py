"""On which side of a line something lies, as seen going along it.

The rule is that of the nearest stretch: the side on which a place lies of the stretch of the line nearest to it. At a
bend the nearest place is the vertex for all places in the wedge outside it, and they lie on the outer side. Beyond an
end, the line is thought to go on straight (a geodesic) and the result says so.

An area that lies along the line is told by what is right beside the line; one that does not by where the greater part
of it lies. Nobody should read "left" on a map: turn a side into the name of what lies there as soon as one is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_position, family
from zonelib.geodesy.earth import FloatArray, direct, inverse
from zonelib.geodesy.feet import EQUAL_M, bracket, feet_of
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.paths import Edges

SideWord = Literal["left", "right", "on", "both", "undecided"]

_SURE_DEG: Final = 1e-4
_BESIDE: Final = 2_000
_GRID: Final = 24
_SIGN: Final[dict[int, SideWord]] = {-1: "left", 1: "right", 0: "on", 2: "undecided"}


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSide:
    """On which side of a line a place or an area lies.

    Parameters
    ----------
    side : {"left", "right", "on", "both", "undecided"}
        As seen going along the line. "on": nearer than can be told apart. "both": an area that the line parts.
        "undecided": straight ahead of an end, or equally near to stretches that disagree.
    left_share, right_share : float
        What the answer rests on: for a place 1 and 0; for an area the shares of the line's length, or of its own area,
        as `rule` says. They do not add up to 1 where the area is not beside all of the line.
    beyond : bool
        Whether a place lies beyond an end, so that the line was thought to go on.
    offset_m : float
        Distance from a place to the line; not a number for an area.
    rule : str
        How it was decided, in words.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    side: SideWord
    left_share: float
    right_share: float
    beyond: bool
    offset_m: float
    rule: str
    edges: Edges


def side_of(
    line: BaseGeometry,
    other: tuple[float, float] | BaseGeometry,
    *,
    edges: Edges = "lonlat",
    beside_m: float = 1.0,
    least_share: float = 0.9,
) -> LineSide:
    """Say on which side of a line a place or an area lies.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude; parts must follow each other end to end.
    other : (float, float), Point, Polygon or MultiPolygon
        A place, or an area.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices, in both.
    beside_m : float
        An area lies along the line where it holds what is this many metres to one side of it. Raise it where line and
        area come from different sources and do not fit.
    least_share : float
        More than 0.5 and at most 1: an area lies on one side if at least this share of what was found lies there.

    Returns
    -------
    LineSide

    Raises
    ------
    GeometryError, InputError, LengthError
        If something that came cannot be.
    """
    chain = Chain.of(line, edges=edges)
    checked_length(beside_m, "beside_m", most_m=1e6)
    if not 0.5 < least_share <= 1:
        raise InputError(f"least_share is {least_share:g}; it must be more than 0.5 and at most 1")
    if isinstance(other, BaseGeometry) and not isinstance(other, shapely.Point):
        area = checked_geometry(other, "other")
        checked_edges(area, edges, "other")
        if family(area) != "polygon":
            raise GeometryError(f"other is a {area.geom_type}; give a place, a Polygon or a MultiPolygon")
        return _side_of_area(chain, area, beside_m, least_share)
    if isinstance(other, shapely.Point):
        checked_geometry(other, "other")
        other = (other.x, other.y)
    place = np.array([checked_position(*other, name="other")])
    signs, beyond, offset = sides(chain, place)
    side = _SIGN[int(signs[0])]
    return LineSide(
        side=side, left_share=float(side == "left"), right_share=float(side == "right"), beyond=bool(beyond[0]),
        offset_m=float(offset[0]), rule=_rule(side, bool(beyond[0])), edges=edges,
    )  # fmt: skip


def sides(
    chain: Chain, points: FloatArray
) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], np.ndarray[tuple[int], np.dtype[np.bool_]], FloatArray]:
    """Give the sides of many places.

    Returns
    -------
    sign : ndarray of int, shape (n,)
        -1 left, 1 right, 0 on the line, 2 undecided.
    beyond : ndarray of bool, shape (n,)
        Whether the line was thought to go on beyond an end.
    offset : ndarray, shape (n,)
        Distance to the line, metres.
    """
    feet = feet_of(chain, points)
    best = feet.best()
    width = bracket(chain, points, feet.metres[best])
    sign, beyond = _signs(chain, points[feet.row], feet.metres, width[feet.row])
    found = sign[best]
    # Equally near stretches must agree.
    near = feet.offset <= feet.offset[best][feet.row] + EQUAL_M
    differs = near & (sign != found[feet.row])
    found[feet.row[differs]] = 2
    offset = feet.offset[best]
    found[offset <= chain.error_m + EQUAL_M] = 0
    return found, beyond[best], offset


def _signs(
    chain: Chain, points: FloatArray, metres: FloatArray, width: FloatArray
) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    before, after = np.clip(metres - width, 0, None), np.clip(metres + width, None, chain.length_m)
    at_start, at_end = before == 0, after == chain.length_m
    if chain.closed:
        # Round the start of a ring the line goes on.
        before = np.where(at_start, np.clip(chain.length_m - width, 0, None), before)
        after = np.where(at_end, np.clip(width, None, chain.length_m), after)
    place = chain.at(metres)[0]
    towards = inverse(place, points)[0]
    # From where the foot is, with the directions of the line just before and just after it.
    back, on = chain.at(before)[1], chain.at(after)[1]
    one, two = (_turn(towards - ahead) for ahead in (back, on))
    bend = _turn(on - back)
    sign = np.where(np.sin(np.radians(one)) > 0, 1, -1)
    outer = np.where(bend > 0, -1, 1)
    other = np.where(np.sin(np.radians(two)) > 0, 1, -1)
    found = np.where(sign == other, sign, outer)
    # The tip of a spike, where the line turns back on itself, has no outer side.
    found = np.where(np.abs(bend) > 180 - _SURE_DEG, 2, found)
    free = np.zeros(len(points), dtype=bool) if chain.closed else (at_start | at_end)
    single = np.where(at_start, two, one)
    straight = np.abs(np.sin(np.radians(single))) < np.sin(np.radians(_SURE_DEG))
    found = np.where(free, np.where(straight, 2, np.sign(single).astype(int)), found)
    # Beyond: not square to the end but farther on.
    square = np.abs(np.abs(single) - 90) < _SURE_DEG
    return found.astype(np.intp), free & ~square


def _turn(degrees: FloatArray) -> FloatArray:
    return np.asarray((degrees + 180) % 360 - 180)


def _rule(side: SideWord, beyond: bool) -> str:
    if side == "undecided":
        return "straight beyond an end, or equally near to stretches that disagree"
    if side == "on":
        return "nearer to the line than can be told apart"
    return "beyond an end: of the line going on straight" if beyond else "the side of the nearest stretch"


def _side_of_area(chain: Chain, area: BaseGeometry, beside_m: float, least_share: float) -> LineSide:
    # A micrometre is the noise of positions; the area is drawn to a thousandth of what is asked beside the line.
    drawn = as_lonlat_edges(area, edges=chain.edges, tolerance_m=beside_m / 1000)
    shapely.prepare(drawn)
    left, right = _beside(chain, drawn, beside_m)
    rule = f"what is held of the places {beside_m:g} m beside the line"
    if left + right == 0:
        left, right = _inside(chain, drawn)
        rule = "where the greater part of it lies, each place by the nearest stretch"
    total = left + right
    side: SideWord = "undecided"
    if total > 0:
        side = "left" if left >= least_share * total else "right" if right >= least_share * total else "both"
    return LineSide(
        side=side, left_share=left, right_share=right, beyond=False, offset_m=float("nan"), rule=rule, edges=chain.edges
    )


def _beside(chain: Chain, area: BaseGeometry, beside_m: float) -> tuple[float, float]:
    """Give the shares of the line that have the area on their left and on their right."""
    step = chain.length_m / _BESIDE
    metres: FloatArray = np.asarray((np.arange(_BESIDE) + 0.5) * step, dtype=float)
    place, ahead = chain.at(metres)
    found = []
    for turn in (-90.0, 90.0):
        beside = direct(place, ahead + turn, np.full(len(place), beside_m))[0]
        found.append(float(shapely.intersects_xy(area, beside[:, 0], beside[:, 1]).mean()))
    return found[0], found[1]


def _inside(chain: Chain, area: BaseGeometry) -> tuple[float, float]:
    """Give the shares of the area that lie left and right, from a grid of places inside every part."""
    places, weights = [], []
    for part in shapely.get_parts(area):
        west, south, east, north = part.bounds
        shares = (np.arange(_GRID) + 0.5) / _GRID
        lon, lat = np.meshgrid(west + shares * (east - west), south + shares * (north - south))
        grid = np.column_stack([lon.ravel(), lat.ravel()])
        grid = grid[shapely.intersects_xy(part, grid[:, 0], grid[:, 1])]
        if not len(grid):
            grid = shapely.get_coordinates(shapely.point_on_surface(part))
        cosine = np.cos(np.radians(grid[:, 1]))
        places.append(grid)
        weights.append(cosine * part.area / len(grid))
    sign, _, _ = sides(chain, np.vstack(places))
    weight = np.concatenate(weights)
    total = float(weight.sum())
    return float(weight[sign == -1].sum()) / total, float(weight[sign == 1].sum()) / total
