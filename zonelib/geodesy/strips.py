"""Strips along a line: on one side, on both with different widths, corridors, and bands one outside the other.

Agreements say "15 km on the side of …", "a corridor 5 km wide", "0 to 10, 10 to 20, 20 to 25 km". What they leave
out has to be said here: on which side (by a place or an area there, `parting`), and what is at the ends of the line.

What a strip is
---------------
A place belongs to the strip of width w on a side if it lies straight across from some place of the line by no more than
w (or within w of an end, with ``ends="round"``), and the shortest way from it to the line arrives from that side. So
the strips on the two sides are the whole corridor, and share only the line. With flat ends a stretch that bends away
before the end may reach past the line across it: what lies straight across from that stretch belongs to the strip.

Where the bound comes from, each a seventh of the tolerance less rounding: *edges* (edges straight in
longitude/latitude cut into geodesic chords), *arcs* (chords of the outline, of lines across and of the line itself on
the sheet), *chords* (the outline drawn straight in longitude/latitude), *ends* (the direction of the line where it
ends, `courses`), *poles* (two of them: see `_clear_of_poles`), and at most one for *joins* (by how much pieces overlap;
specks and slivers). With flat ends *slant* comes on top where an edge bends too strongly (`slant_error`). Away from the
line and its ends the sandwich is that of `buffer`.
A place is given to the wrong side only if it lies within the bound of the line or of the geodesic straight on from
its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError, LengthError
from zonelib.geodesy.buffers import MOST_M, Side, buffer, default_tolerance, finished, to_build_to, to_globe
from zonelib.geodesy.checks import checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.courses import bends_near, checked_line, courses_of, fixed, is_closed, length_of, slant_error
from zonelib.geodesy.earth import ROUNDING_M, SEMI_MINOR_M, FloatArray, centre_of, direct
from zonelib.geodesy.parting import Hand, parted, side_named
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.ribbons import Ends, Ribbon, Stretch, drawn
from zonelib.geodesy.seam import polygons_of
from zonelib.geodesy.sheets import Steady, Stereographic
from zonelib.geodesy.slivers import without_slivers
from zonelib.geodesy.sweep import OnEarth

BUDGETS: Final = 7
_WIDEST: Final = np.radians(165.0)
_OTHER: Final[dict[Hand, Hand]] = {"left": "right", "right": "left"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What all strips along a line need: the checked line, its courses, the shares of the tolerance."""

    line: BaseGeometry
    courses: list[FloatArray]
    edges: Edges
    ends: Ends
    far_m: float
    share_m: float

    def ground(self, course: FloatArray) -> OnEarth:
        """Make the sheet on which a course is drawn.

        Raises
        ------
        GeometryError
            If the strip would cover nearly the whole earth.
        """
        lon, lat = centre_of(course)
        sheet = Steady(lon=lon, lat=lat)
        reach = (float(sheet.angle_from_centre(course).max()) + self.far_m / SEMI_MINOR_M) * 1.01
        if reach > _WIDEST:
            raise GeometryError(
                f"{self.far_m / 1e3:,.0f} km beside this line would reach {np.degrees(reach):.0f}° from its middle and "
                "cover nearly the whole earth; use a smaller width, or cut the line into parts"
            )
        return OnEarth(stereographic=sheet, widest=reach)

    def on_globe(self, flat: BaseGeometry, course: FloatArray) -> BaseGeometry:
        """Bring what was drawn on the sheet of a course to longitude/latitude."""
        sheet = self.ground(course).stereographic
        return to_globe(_clear_of_poles(flat, sheet, self.share_m), sheet, self.share_m)

    def shape(
        self, geometry: BaseGeometry, joins_m: float, method: str, *, more: Sequence[tuple[str, float]] = ()
    ) -> Shape:
        """Put the result together."""
        names = ("edges", "arcs", "chords", "ends")
        # Steps within a line are flat whatever its ends are, and closed lines may have them.
        slants = (slant_error(course, edges=self.edges, across_m=self.far_m) for course in self.courses)
        slant = 0.0 if self.ends == "round" and not more else max(slants)
        budget = [
            *((name, self.share_m) for name in names),
            ("poles", 2 * self.share_m),
            *more,
            *([("slant", slant)] if slant else []),
            ("joins", joins_m),
            ("rounding", ROUNDING_M),
        ]
        plane = centred_plane(self.line, reach_m=self.far_m)
        note = "a closed line has no ends" if all(is_closed(c) for c in self.courses) else ""
        return finished(geometry, plane=plane, edges=self.edges, budget=budget, method=method, note=note)


def frame(
    line: BaseGeometry,
    widths_m: Sequence[float],
    *,
    ends: Ends,
    edges: Edges,
    tolerance_m: float | None,
    budgets: int = BUDGETS,
) -> Frame:
    """Check what all strips are given, and cut the line.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the line, a width, the tolerance or a word cannot be.
    """
    checked = checked_line(line)
    checked_word(ends, Ends, "ends")
    checked_word(edges, Edges, "edges")
    far, near = max(widths_m), min(widths_m)
    wanted = default_tolerance(near) if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    share = to_build_to(min(wanted, near / 4)) / budgets
    courses = courses_of(checked, edges=edges, tolerance_m=share)
    # Its direction counts at either kind of end: across it, or straight on.
    courses = [course if is_closed(course) else _with_ends(course, edges, ends, (far, share)) for course in courses]
    return Frame(line=checked, courses=courses, edges=edges, ends=ends, far_m=far, share_m=share)


def _with_ends(course: FloatArray, edges: Edges, ends: Ends, how: tuple[float, float]) -> FloatArray:
    """Fix the direction at both ends; at bends too whose lines across may come to lie ahead of a flat end."""
    far, share = how
    stations = [0.0, length_of(course)]
    if ends == "flat":
        stations += bends_near(course, stations, edges=edges, reach_m=2 * far)
    return fixed(course, stations, edges=edges, across_m=far, tolerance_m=share)[0]


def one_sided(
    line: BaseGeometry,
    width_m: float,
    *,
    toward: BaseGeometry,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give the strip along a line on the side that a place or an area names.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude. Parts that do not meet are taken one by one, and their strips united.
    width_m : float
        More than 0, at most 9,000 km.
    toward : Point, Polygon or MultiPolygon
        A place on the side meant, or an area that lies there: nine tenths of what it has of the whole corridor must.
    ends : {"round", "flat"}
        Whether the strip goes round the ends of the line (up to the line's straight continuation), or stops there at
        right angles. What lies straight across from another stretch stays, also ahead of a flat end.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices of the line.
    tolerance_m : float, optional
        How far off the outline may be; by default the smaller of 1 m and 1/100,000 of the width.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the line crosses itself or curls back to within the width of its own end; if `toward` names no side; if
        a length or a word cannot be.
    """
    far = checked_length(width_m, "width_m", most_m=MOST_M)
    with_ = frame(line, [far], ends=ends, edges=edges, tolerance_m=tolerance_m)
    return _on_side(with_, toward, far, [])


def _on_side(with_: Frame, toward: BaseGeometry, width_m: float, also_m: Sequence[float]) -> Shape:
    found, joins = [], 0.0
    for course in with_.courses:
        flat, joined = _halves(with_, course, width_m, also_m)
        sides = {hand: with_.on_globe(half, course) for hand, half in flat.items()}
        found.append(sides[side_named(toward, course, sides)])
        joins = max(joins, joined)
    method = f"{_ACROSS}, {width_m:,g} m on the side of {named(toward)}, {_ENDS[with_.ends]}"
    return with_.shape(_united(found), joins, method)


def strip(
    line: BaseGeometry,
    *,
    toward: BaseGeometry,
    width_m: float,
    other_m: float,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give the strip along a line that is `width_m` wide on the named side, and `other_m` on the other.

    Parameters
    ----------
    line, ends, edges, tolerance_m
        As for `one_sided`; the default tolerance is that of the lesser width.
    toward : Point, Polygon or MultiPolygon
        Names the side of `width_m`.
    width_m, other_m : float
        More than 0, at most 9,000 km.

    Raises
    ------
    GeometryError, LengthError, InputError
        As for `one_sided`.
    """
    here = checked_length(width_m, "width_m", most_m=MOST_M)
    there = checked_length(other_m, "other_m", most_m=MOST_M)
    with_ = frame(line, [here, there], ends=ends, edges=edges, tolerance_m=tolerance_m)
    found, joins = [], 0.0
    wide, least = max(here, there), min(here, there)
    for course in with_.courses:
        halves, joined = _halves(with_, course, wide, [least])
        hand = side_named(toward, course, {side: with_.on_globe(half, course) for side, half in halves.items()})
        # Two halves would share the line only, and might leave a slit along it.
        both = _ribbon(with_, course, least, [wide])
        half = halves[hand if here == wide else _OTHER[hand]]
        found.append(with_.on_globe(shapely.union(both.band, half), course))
        joins = max(joins, joined, both.joins_m)
    method = f"{_ACROSS}, {here:,g} m on the side of {named(toward)} and {there:,g} m on the other, {_ENDS[ends]}"
    return with_.shape(_united(found), joins, method)


def corridor(
    route: BaseGeometry,
    *,
    each_side_m: float | None = None,
    total_m: float | None = None,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give the corridor along a route, its width told for each side or in total.

    Parameters
    ----------
    route : LineString or MultiLineString
        Longitude/latitude; it may cross itself.
    each_side_m, total_m : float
        One of the two. "5 km wide" and "5 km on each side" are both said of corridors: whoever calls decides which is
        meant. Half of the total lies on each side.
    ends : {"round", "flat"}
        What is at the ends of the route.
    edges, tolerance_m
        As for `one_sided`.

    Raises
    ------
    GeometryError, LengthError, InputError
        If both or none of the widths came, or something cannot be.
    """
    if (each_side_m is None) == (total_m is None):
        raise InputError(
            "give one width: each_side_m (the corridor is twice as wide) or total_m (half of it lies on each side)"
        )
    half = checked_length(each_side_m, "each_side_m", most_m=MOST_M) if each_side_m is not None else 0.0
    if total_m is not None:
        half = checked_length(total_m, "total_m", most_m=2 * MOST_M) / 2
    how = f"{half:,g} m on each side" + (f", half of the total of {total_m:,g} m" if total_m is not None else "")
    if ends == "round":
        found = buffer(checked_line(route, "route"), half, edges=edges, tolerance_m=tolerance_m)
        return replace(found, method=f"{_ACROSS}, {how}, {_ENDS[ends]}")
    with_ = frame(route, [half], ends=ends, edges=edges, tolerance_m=tolerance_m)
    return _both_sides(with_, half, [], how)


def _both_sides(with_: Frame, width_m: float, also_m: Sequence[float], how: str) -> Shape:
    parts, joins = [], 0.0
    for course in with_.courses:
        ribbon = _ribbon(with_, course, width_m, also_m)
        parts.append(with_.on_globe(ribbon.band, course))
        joins = max(joins, ribbon.joins_m)
    return with_.shape(_united(parts), joins, f"{_ACROSS}, {how}, {_ENDS[with_.ends]}")


def bands(
    geometry: BaseGeometry,
    limits_m: Sequence[float],
    *,
    toward: BaseGeometry | None = None,
    side: Side = "outside",
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> tuple[Shape, ...]:
    """Give bands one outside the other: 0 to the first limit, from there to the second, and so on.

    Parameters
    ----------
    geometry : shapely geometry
        What the distance is measured from.
    limits_m : sequence of float
        Rising, more than 0: ``[10_000, 20_000, 25_000]`` gives the bands 0-10, 10-20 and 20-25 km.
    toward : Point, Polygon or MultiPolygon, optional
        For a line: only on the side named. Without it all round.
    side : {"outside", "inside", "both"}
        For a polygon.
    ends, edges, tolerance_m
        As for `one_sided`; the default tolerance is that of the first limit.

    Returns
    -------
    tuple of Shape
        One for each limit. They share edges only, and together they are the shape to the last limit.

    Raises
    ------
    GeometryError, LengthError, InputError
        If a limit is not larger than the one before, or something cannot be.
    """
    limits = [checked_length(limit, f"limits_m[{i}]", most_m=MOST_M) for i, limit in enumerate(limits_m)]
    if not limits or any(b <= a for a, b in pairwise(limits)):
        raise LengthError(f"limits_m is {list(limits_m)}; give limits that rise, such as [10_000, 20_000, 25_000]")
    tolerance = default_tolerance(limits[0]) if tolerance_m is None else tolerance_m
    checked = checked_geometry(geometry)
    options: dict[str, Any] = {"edges": edges, "tolerance_m": tolerance}
    if toward is not None or (family(checked) == "line" and ends == "flat"):
        with_ = frame(checked, limits, ends=ends, **options)
        whole = [
            _both_sides(with_, limit, limits, f"{limit:,g} m on each side")
            if toward is None
            else _on_side(with_, toward, limit, limits)
            for limit in limits
        ]
    else:
        whole = [buffer(checked, limit, side=side, **options) for limit in limits]
    found: list[Shape] = []
    covered: BaseGeometry = shapely.Polygon()
    for low, outer in zip([0.0, *limits], whole, strict=False):
        own = polygons_of(shapely.difference(outer.geometry, covered))
        covered = shapely.union(covered, outer.geometry)
        if toward is not None and outer is not whole[-1]:
            # Two halves would share the line, and might leave a hair along it: the inner ribbon covers it.
            covered = shapely.union(covered, _both_sides(with_, limits[len(found)], limits, "").geometry)
        budget = dict(outer.error_budget)
        own, narrow = without_slivers(own, tolerance / (4 * BUDGETS))
        budget["joins"] += narrow
        made = finished(
            own, plane=outer.plane, edges=outer.edges, budget=list(budget.items()), method=outer.method, note=outer.note
        )
        found.append(replace(made, method=f"{outer.method}; from {low:,g} m on"))
    return tuple(found)


_ACROSS: Final = "laid off straight across from the line along geodesics of WGS 84"
_ENDS: Final[dict[Ends, str]] = {"round": "round ends", "flat": "flat ends"}


def _ribbon(with_: Frame, course: FloatArray, width_m: float, also_m: Sequence[float]) -> Ribbon:
    one = Stretch(path=course, first_m=width_m, last_m=width_m)
    return drawn([one], with_.ground(course), ends=with_.ends, sag_m=with_.share_m, also_m=also_m)


def _halves(
    with_: Frame, course: FloatArray, width_m: float, also_m: Sequence[float]
) -> tuple[dict[Hand, BaseGeometry], float]:
    """Give both sides of a ribbon on the sheet; ribbons of the other widths share their vertices with it."""
    ribbon = _ribbon(with_, course, width_m, also_m)
    return parted(ribbon, course, with_.ground(course).stereographic), ribbon.joins_m


def _united(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    return parts[0] if len(parts) == 1 else polygons_of(shapely.union_all(list(parts)))


def _clear_of_poles(flat: BaseGeometry, sheet: Stereographic, share_m: float) -> BaseGeometry:
    """Cut a small octagon out where an outline runs over a pole.

    A ring that passes over a pole to a rounding error does not say on which side of it. Twice the share of the
    tolerance is taken away round the pole, so that a chord off by one share still passes it where it is drawn.
    """
    for latitude in (90.0, -90.0):
        pole = np.array([[0.0, latitude]])
        if float(sheet.angle_from_centre(pole)[0]) > _WIDEST:
            continue
        rim = sheet.to_plane(direct(np.repeat(pole, 8, axis=0), np.arange(0.0, 360.0, 45.0), 2 * share_m)[0])
        centre = shapely.Point(sheet.to_plane(pole)[0])
        reach = float(np.linalg.norm(rim - shapely.get_coordinates(centre), axis=1).max())
        if shapely.distance(centre, shapely.boundary(flat)) <= 0.6 * reach:
            flat = shapely.difference(flat, shapely.Polygon(rim))
    return flat


def named(toward: BaseGeometry) -> str:
    """Say in words what names a side."""
    if toward.geom_type == "Point":
        lon, lat = shapely.get_coordinates(toward)[0]
        return f"({lon:g}, {lat:g})"
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(toward))[0]
    return f"the area round ({lon:.3f}, {lat:.3f})"
