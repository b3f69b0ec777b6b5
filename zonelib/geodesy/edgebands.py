"""A band inside a polygon along a named part of its edge, with a depth that may be said as a range.

"A demilitarised zone 15 to 20 km deep along the line of contact, inside the area": *certain* is what lies within the
lesser depth of that part of the edge, *possible* what lies within the greater. Depth is measured as the crow flies
from the named part, over a bay outside the polygon too; only places of the polygon count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, LengthError
from zonelib.geodesy.buffers import default_tolerance, finished
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.chainage import chainage_of
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_position
from zonelib.geodesy.courses import checked_line, courses_of
from zonelib.geodesy.distance import distances_to
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.results import Shape
from zonelib.geodesy.ribbons import Ends
from zonelib.geodesy.seam import polygons_of
from zonelib.geodesy.sections import ring_line, section
from zonelib.geodesy.strips import corridor

Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class EdgeBand:
    """A band along part of an edge.

    Parameters
    ----------
    certain, possible : Shape
        Within the lesser and the greater depth; the same where one depth was given.
    part : LineString or MultiLineString
        The part of the edge it was measured from.
    depth_m : (float, float)
        The two depths, metres.
    """

    certain: Shape
    possible: Shape
    part: BaseGeometry
    depth_m: tuple[float, float]


def edge_band(
    polygon: BaseGeometry,
    *,
    along: BaseGeometry | tuple[Place, Place],
    depth_m: float | tuple[float, float],
    through: Place | None = None,
    snap_m: float = 100.0,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> EdgeBand:
    """Give the band inside a polygon along a named part of its edge.

    Parameters
    ----------
    polygon : Polygon
        Longitude/latitude.
    along : LineString or MultiLineString, or two (lon, lat)
        The part: a line that runs along the edge, or its two ends; of two ways round the shorter is taken.
    depth_m : float or (lo, hi)
        How deep; a range is kept as two shapes.
    through : (lon, lat), optional
        With two ends: a place on the way that is meant.
    snap_m : float
        How far the line, or the places, may lie from the edge.
    ends : {"round", "flat"}
        Whether the band goes round the ends of the part, or stops at right angles to the edge.
    edges, tolerance_m
        As for `strips.one_sided`; the default tolerance is that of the lesser depth.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the part does not lie along the edge; if something cannot be.
    """
    low, high = depth_m if isinstance(depth_m, tuple) else (depth_m, depth_m)
    low, high = checked_length(low, "the lesser depth"), checked_length(high, "the greater depth")
    if low > high:
        raise LengthError(f"depth_m is ({low:g}, {high:g}); the lesser depth comes first")
    checked = checked_geometry(polygon, "polygon")
    checked_edges(checked, edges, "polygon")
    checked_length(snap_m, "snap_m")
    tolerance = default_tolerance(low) if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    part = edge_part(checked, along, through=through, snap_m=snap_m, edges=edges)
    # Geodesic edges of the polygon have to be drawn too: then half of the tolerance is for them.
    tolerance = tolerance / 2 if edges == "geodesic" else tolerance
    filled = as_lonlat_edges(checked, edges=edges, tolerance_m=tolerance)
    made = {depth: _within(part, depth, filled, (ends, edges, tolerance)) for depth in {low, high}}
    # Two flat ends are drawn each with vertices of its own: what is certain is made possible to the last bit.
    whole = polygons_of(shapely.union(made[low].geometry, made[high].geometry))
    possible = replace(made[high], geometry=whole)
    return EdgeBand(certain=made[low], possible=possible, part=part, depth_m=(low, high))


def edge_part(
    polygon: BaseGeometry,
    along: BaseGeometry | tuple[Place, Place],
    *,
    through: Place | None = None,
    snap_m: float = 100.0,
    edges: Edges = "lonlat",
) -> BaseGeometry:
    """Give the part of a polygon's edge that a line or two places name; parameters as for `edge_band`.

    Raises
    ------
    GeometryError
        If line or places lie farther than `snap_m` from the edge, or at one place of it.
    """
    if isinstance(along, BaseGeometry):
        courses = courses_of(checked_line(along, "along"), edges=edges, tolerance_m=snap_m / 10, name="along")
        if len(courses) != 1:
            raise GeometryError(f"along is in {len(courses)} parts that do not meet; give a line in one piece")
        course = courses[0]
        places = [tuple(map(float, course[i])) for i in (0, -1)]
        between = course[1:-1] if len(course) > 2 else (course[:1] + course[1:]) / 2
        middle = between[len(between) // 2]
        via: Place | None = (float(middle[0]), float(middle[1]))
    else:
        places, via, course = [checked_position(*p, name="a place of along") for p in along], through, None
    first, second = (float(places[0][0]), float(places[0][1])), (float(places[1][0]), float(places[1][1]))
    ring = _ring_at(polygon, first, edges)
    foot = chainage_of(ring, second, edges=edges)
    for place in (first, second, *([] if via is None else [via])):
        _check_near(ring, place, snap_m, edges)
    length, whole = foot.metres, Chain.of(ring, edges=edges).length_m
    if not 1e-3 < length < whole - 1e-3:
        raise GeometryError(
            f"both ends of the part come to lie at one place of the edge ({foot.lonlat[0]:g}, {foot.lonlat[1]:g}); "
            "give two places apart, or buffer the whole edge (side='inside')"
        )
    forward = length <= whole / 2 if via is None else chainage_of(ring, via, edges=edges).metres <= length
    part = section(ring, 0.0, length, edges=edges) if forward else section(ring, length, whole, edges=edges)
    if course is not None:
        off = distances_to(course, part.geometry, edges=edges)
        if float(off.max()) > snap_m:
            lon, lat = course[int(np.argmax(off))]
            raise GeometryError(
                f"along leaves the edge: at ({lon:g}, {lat:g}) it is {off.max():,.0f} m from it, more than snap_m = "
                f"{snap_m:g} m; give a line along the edge, or raise snap_m knowingly"
            )
    return part.geometry


def _within(part: BaseGeometry, depth_m: float, filled: BaseGeometry, how: tuple[Ends, Edges, float]) -> Shape:
    ends, edges, tolerance = how
    band = corridor(part, each_side_m=depth_m, ends=ends, edges=edges, tolerance_m=tolerance)
    inside = polygons_of(shapely.intersection(band.geometry, filled))
    budget = [*band.error_budget, ("polygon", tolerance if edges == "geodesic" else 0.0)]
    swallowed = not inside.is_empty and shapely.difference(filled, inside).is_empty
    return finished(
        inside, plane=band.plane, edges=edges, budget=budget,
        method=f"places of the polygon within {depth_m:,g} m of the named part of its edge, {ends} ends; {band.method}",
        note="the band swallows the whole polygon; nothing of it lies deeper" if swallowed else "",
    )  # fmt: skip


def _ring_at(polygon: BaseGeometry, start: Place, edges: Edges) -> BaseGeometry:
    """Give the ring that is nearest to a place, starting there."""
    if polygon.geom_type == "MultiPolygon":
        parts = shapely.get_parts(polygon)
        away = [float(distances_to(np.array([start]), shapely.boundary(part), edges=edges)[0]) for part in parts]
        polygon = parts[int(np.argmin(away))]
    rings = [shapely.LineString(ring) for ring in shapely.get_rings(polygon)]
    away = [float(distances_to(np.array([start]), ring, edges=edges)[0]) for ring in rings]
    best = int(np.argmin(away))
    return ring_line(polygon, start=start, hole=None if best == 0 else best - 1, edges=edges)


def _check_near(ring: BaseGeometry, place: Place, snap_m: float, edges: Edges) -> None:
    off = chainage_of(ring, place, edges=edges).offset_m
    if off > snap_m:
        raise GeometryError(
            f"({place[0]:g}, {place[1]:g}) lies {off:,.0f} m from the edge of the polygon, more than snap_m = "
            f"{snap_m:g} m; give a place on the edge, or raise snap_m knowingly"
        )
