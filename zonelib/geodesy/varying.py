"""Strips whose width changes along the line: in steps by chainage, evenly from place to place, or by class.

"10 km east of marker 0646, 20 km west of it", "40 km for fixed-wing aircraft, 10 km for helicopters": a width holds for
a stretch of the line, or for a class of things. The strip is what lies straight across from a place of the line by no
more than the width that holds there; at a bend where two widths meet, the larger one turns with it.

The bound is that of `strips`, with one more share of the tolerance for *stations*: chainage is counted along the
geodesic chords of the line, each of which is shorter than its edge by at most 8h²/3l (h the sag, l the length). On a
long line that bends strongly they may add up to more than their share; the bound then says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError, LengthError
from zonelib.geodesy.checks import checked_length
from zonelib.geodesy.courses import bends_near, finer, fixed, is_closed, length_of, station_error
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.parting import parted, side_named
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.results import Shape
from zonelib.geodesy.ribbons import Ends, Stretch, drawn
from zonelib.geodesy.slivers import without_slivers
from zonelib.geodesy.strips import BUDGETS, Frame, corridor, frame, named, one_sided

MOST_VARYING_M: Final = 2_000_000.0
STEEPEST: Final = 1.0

Widths = Sequence[tuple[float, float, float]]


def stepped(
    line: BaseGeometry,
    widths: Widths,
    *,
    toward: BaseGeometry | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give a strip whose width changes in steps along the line.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude, in one piece.
    widths : sequence of (from_m, to_m, width_m)
        Rising chainages in metres from the start of the line, and the width between them, up to 2,000 km.
        ``math.inf`` is the end of the line. Where nothing is given there is no strip.
    toward : Point, Polygon or MultiPolygon, optional
        Only on the side that this place or area names; without it the width holds on each side.
    ends : {"flat", "round"}
        What is at the two ends of the line. Where the width changes, or a gap begins, the strip ends at right angles.
    edges, tolerance_m
        As for `strips.one_sided`; the default tolerance is that of the least width.

    Raises
    ------
    GeometryError, LengthError, InputError
        If stretches overlap, are out of order or leave the line; if something cannot be.
    """
    checked = [_checked_step(step, i) for i, step in enumerate(widths)]
    if not checked:
        raise InputError("widths is empty; give at least one (from_m, to_m, width_m)")
    for (_, before, _), (after, *_rest) in pairwise(checked):
        if after < before:
            raise LengthError(
                f"the stretch from {after:,g} m begins before the one to {before:,g} m ends; give stretches in order, "
                "none over another"
            )
    with_ = frame(
        line, [step[2] for step in checked], ends=ends, edges=edges, tolerance_m=tolerance_m, budgets=BUDGETS + 1
    )
    course = _only(with_)
    whole = length_of(course)
    slack = station_error(course, edges) + 1e-3
    runs = [(a, whole if b > whole - slack else b, w) for a, b, w in checked]
    if (checked[-1][1] not in (math.inf, runs[-1][1]) and checked[-1][1] > whole + slack) or runs[-1][0] >= whole:
        raise LengthError(
            f"the last stretch goes from {checked[-1][0]:,g} to {checked[-1][1]:,g} m, but the line is {whole:,.0f} m "
            "long; write math.inf for its end"
        )
    filled = list(_without_gaps(runs, whole))
    stations = [0.0, *(to for _, to, _ in filled)]
    far = with_.far_m
    bends = bends_near(course, stations, edges=edges, reach_m=2 * far)
    fine, at = fixed(course, [*stations, *bends], edges=edges, across_m=far, tolerance_m=with_.share_m)
    stretches = [
        Stretch(path=fine[low : high + 1], first_m=width, last_m=width)
        for (low, high), (_, _, width) in zip(pairwise(at[: len(stations)]), filled, strict=True)
    ]
    told = ", ".join(f"{a:,g} to {b:,g} m: {w:,g} m" for a, b, w in runs)
    return _shape(with_, fine, stretches, toward, f"width by chainage ({told})", station_error(course, edges))


def tapered(
    line: BaseGeometry,
    knots: Sequence[tuple[float, float]],
    *,
    toward: BaseGeometry | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give a strip whose width changes evenly between places of the line.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude, in one piece, not closed.
    knots : sequence of (chainage_m, width_m)
        At least two, the first at 0 and the last at the end of the line (``math.inf``). Between them the width grows or
        falls evenly with the way along the line, by at most a metre a metre.
    toward, ends, edges, tolerance_m
        As for `stepped`. The strip is what lies straight across by no more than the width there; at a bend the width
        at the bend turns with it.

    Raises
    ------
    GeometryError, LengthError, InputError
        If knots do not rise, do not span the line, or the width changes too fast; if something cannot be.
    """
    if len(knots) < 2:
        raise InputError(f"knots has {len(knots)} entries; give at least two (chainage_m, width_m)")
    widths = [checked_length(w, f"the width of knots[{i}]", most_m=MOST_VARYING_M) for i, (_, w) in enumerate(knots)]
    with_ = frame(line, widths, ends=ends, edges=edges, tolerance_m=tolerance_m, budgets=BUDGETS + 1)
    course = _only(with_)
    if is_closed(course):
        raise GeometryError("the line is closed; a width that changes evenly needs two ends: cut it open")
    whole = length_of(course)
    slack = station_error(course, edges) + 1e-3
    marks = [whole if chainage == math.inf else float(chainage) for chainage, _ in knots]
    if abs(marks[0]) > slack or abs(marks[-1] - whole) > slack or any(b <= a for a, b in pairwise(marks)):
        raise LengthError(
            f"knots lie at {', '.join(f'{mark:,.0f}' for mark in marks)} m; they must rise from 0 to the end of the "
            f"line at {whole:,.3f} m (math.inf)"
        )
    slopes = [abs(w2 - w1) / (b - a) for (a, b), (w1, w2) in zip(pairwise(marks), pairwise(widths), strict=True)]
    if max(slopes) > STEEPEST:
        raise LengthError(
            f"the width changes by {max(slopes):.2g} m a metre; more than {STEEPEST:g} is not drawn: use steps"
        )
    cut = finer(course, edges=edges, shift_m=max(slopes) * with_.far_m, tolerance_m=with_.share_m)
    bends = bends_near(cut, marks, edges=edges, reach_m=2 * with_.far_m)
    fine, at = fixed(cut, [*marks, *bends], edges=edges, across_m=with_.far_m, tolerance_m=with_.share_m)
    stretches = [
        Stretch(path=fine[low : high + 1], first_m=w1, last_m=w2)
        for (low, high), (w1, w2) in zip(pairwise(at[: len(marks)]), pairwise(widths), strict=True)
    ]
    told = ", ".join(f"{w:,g} m at {mark:,.0f} m" for mark, w in zip(marks, widths, strict=True))
    return _shape(with_, fine, stretches, toward, f"width changing evenly ({told})", station_error(course, edges))


def by_class(
    line: BaseGeometry,
    widths: Mapping[str, float | Widths],
    *,
    toward: BaseGeometry | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> dict[str, Shape]:
    """Give one strip for each class of things that an agreement tells apart.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude.
    widths : mapping of str to float or to a sequence of (from_m, to_m, width_m)
        For each class its width, or its widths along the line as for `stepped`.
    toward, ends, edges, tolerance_m
        As for `stepped`.

    Returns
    -------
    dict of str to Shape
        In the order given.

    Raises
    ------
    GeometryError, LengthError, InputError
        Of the class that cannot be; the message names it.
    """
    found: dict[str, Shape] = {}
    for name, width in widths.items():
        try:
            if not isinstance(width, int | float | np.floating):
                found[name] = stepped(line, width, toward=toward, ends=ends, edges=edges, tolerance_m=tolerance_m)
            elif toward is None:
                found[name] = corridor(line, each_side_m=width, ends=ends, edges=edges, tolerance_m=tolerance_m)
            else:
                found[name] = one_sided(line, width, toward=toward, ends=ends, edges=edges, tolerance_m=tolerance_m)
        except InputError as error:
            raise type(error)(f"class {name!r}: {error}") from error
    return {name: replace(shape, method=f"class {name!r}: {shape.method}") for name, shape in found.items()}


def _checked_step(step: tuple[float, float, float], i: int) -> tuple[float, float, float]:
    if len(step) != 3:
        raise InputError(f"widths[{i}] is {step!r}; give (from_m, to_m, width_m)")
    from_m, to_m, width = (float(value) for value in step)
    if not (math.isfinite(from_m) and 0 <= from_m < to_m):
        raise LengthError(f"widths[{i}] goes from {from_m:,g} to {to_m:,g} m; give chainages that rise from 0 on")
    return from_m, to_m, checked_length(width, f"the width of widths[{i}]", most_m=MOST_VARYING_M)


def _only(with_: Frame) -> FloatArray:
    if len(with_.courses) != 1:
        raise GeometryError(
            f"the line is in {len(with_.courses)} parts that do not meet; chainage needs a line in one piece"
        )
    return with_.courses[0]


def _without_gaps(runs: Widths, whole: float) -> list[tuple[float, float, float]]:
    filled: list[tuple[float, float, float]] = []
    at = 0.0
    for from_m, to_m, width in runs:
        if from_m > at:
            filled.append((at, from_m, 0.0))
        filled.append((from_m, to_m, width))
        at = to_m
    return filled if at >= whole else [*filled, (at, whole, 0.0)]


def _shape(
    with_: Frame,
    course: FloatArray,
    stretches: list[Stretch],
    toward: BaseGeometry | None,
    how: str,
    stations_m: float,
) -> Shape:
    ground = with_.ground(course)
    ribbon = drawn(stretches, ground, ends=with_.ends, sag_m=with_.share_m)
    where = "on each side"
    flat = ribbon.band
    if toward is not None:
        halves = parted(ribbon, course, ground.stereographic)
        globe = {hand: with_.on_globe(half, course) for hand, half in halves.items()}
        flat = halves[side_named(toward, course, globe)]
        where = f"on the side of {named(toward)}"
    method = f"laid off straight across from the line along geodesics of WGS 84, {how}, {where}, {with_.ends} ends"
    # Where the width changes the union of the stretches may keep a speck beside itself.
    whole, narrow = without_slivers(with_.on_globe(flat, course), with_.share_m / 4)
    return with_.shape(whole, ribbon.joins_m + narrow, method, more=[("stations", stations_m)])
