"""Bands inside a zone, areas between lines, half-planes, sectors, median lines, and what is made of several shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.strip_results import Named, Strip, found_strip, metres, named_stand
from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy import Edges, Shape, between, combine, edgebands, fans, halfplanes
from zonelib.geodesy.equidistance import equidistance
from zonelib.geodesy.halfplanes import EastWest, NorthSouth
from zonelib.geodesy.ribbons import Ends
from zonelib.model import Boundary, Zone
from zonelib.units import Distance, as_metres

SNAP_TO_EDGE: Final = Distance(100.0)
SNAP_TO_CLOSING: Final = Distance(1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class InwardBand:
    """A band inside a zone along part of its edge: `certain` to the lesser depth, `possible` to the greater."""

    certain: Strip
    possible: Strip
    part: BaseGeometry = field(repr=False)


def inward_band(
    zone: Thing,
    depth: Distance | tuple[Distance, Distance],
    *,
    along: Thing | tuple[tuple[float, float], tuple[float, float]],
    through: tuple[float, float] | None = None,
    boundary: str | Boundary | Zone | None = None,
    snap: Distance = SNAP_TO_EDGE,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> InwardBand:
    """Find the band inside a zone along a named part of its edge, "15 to 20 km deep along the line of contact".

    Parameters
    ----------
    zone : Zone, Boundary or shapely geometry
        Something whose geometry is a polygon.
    depth : Distance, or two of them
        How deep; a range is kept as two shapes.
    along : Boundary, shapely line, or two (lon, lat)
        The part of the edge: a line along it, or its two ends (the shorter way round, or by way of `through`).
    snap : Distance
        How far these may lie from the edge.
    through, boundary, ends, edges, tolerance
        As in `geodesy.edgebands.edge_band` and `buffer`.
    """
    stand = stand_for(zone, boundary)
    low, high = depth if isinstance(depth, tuple) else (depth, depth)
    depths = as_metres(low, "depth", positive=True), as_metres(high, "depth", positive=True)
    part = along if isinstance(along, tuple) else stand_for(along).geometry
    found = edgebands.edge_band(
        stand.geometry, along=part, depth_m=depths, through=through, snap_m=as_metres(snap, "snap", positive=True),
        ends=ends, edges=edges, tolerance_m=metres(tolerance),
    )  # fmt: skip
    certain, possible = (
        found_strip(shape, f"band inside, {width} deep along part of the edge, {ends} ends", stand)
        for shape, width in ((found.certain, low), (found.possible, high))
    )
    return InwardBand(certain=certain, possible=possible, part=found.part)


def area_between(
    a: Thing,
    b: Thing,
    *,
    caps: Edges = "geodesic",
    closing: Sequence[Thing] = (),
    snap: Distance = SNAP_TO_CLOSING,
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the area between two lines, closed by caps or by lines such as a coast; see `geodesy.between.between`."""
    one, two = stand_for(a), stand_for(b)
    found = between.between(
        one.geometry, two.geometry, caps=caps, closing=[stand_for(line).geometry for line in closing],
        snap_m=as_metres(snap, "snap", positive=True), edges=edges, tolerance_m=metres(tolerance),
    )  # fmt: skip
    return found_strip(found, "area between two lines", one, two)


def north_or_south_of(lat: float, territory: Thing, *, side: NorthSouth, edges: Edges = "lonlat") -> Strip:
    """Find what of a territory lies north or south of a parallel ("no aircraft north of 36° N")."""
    stand = stand_for(territory)
    found = halfplanes.beyond_parallel(stand.geometry, lat, side=side, edges=edges)
    return found_strip(found, f"{side} of {abs(lat):g}° {'N' if lat >= 0 else 'S'}", stand)


def east_or_west_of(lon: float, territory: Thing, *, side: EastWest, edges: Edges = "lonlat") -> Strip:
    """Find what of a territory lies east or west of a meridian."""
    stand = stand_for(territory)
    found = halfplanes.beyond_meridian(stand.geometry, lon, side=side, edges=edges)
    return found_strip(found, f"{side} of {abs(lon):g}° {'E' if lon >= 0 else 'W'}", stand)


def sector(
    place: Named,
    *,
    outer: Distance,
    from_bearing: float,
    to_bearing: float,
    inner: Distance | None = None,
    tolerance: Distance | None = None,
) -> Strip:
    """Find what lies between two true bearings of a place, clockwise from the first, and within a distance of it."""
    stand = named_stand(place)
    if not isinstance(stand.geometry, Point):
        raise InputError(f"a {stand.geometry.geom_type} came; a sector is drawn round a point")
    found = fans.sector(
        stand.geometry.x, stand.geometry.y, outer_m=as_metres(outer, "outer", positive=True), from_deg=from_bearing,
        to_deg=to_bearing, inner_m=0.0 if inner is None else as_metres(inner, "inner"), tolerance_m=metres(tolerance),
    )  # fmt: skip
    reach = f"{inner} to {outer}" if inner else f"within {outer}"
    return found_strip(found, f"sector {reach}, bearings {from_bearing:g}° to {to_bearing:g}°", stand)


def median_line(
    a: Thing, b: Thing, *, within: Thing, edges: Edges = "lonlat", tolerance: Distance | None = None
) -> Strip:
    """Find the line of places equally far from two things, as far as it lies in an area."""
    one, two, area = stand_for(a), stand_for(b), stand_for(within)
    found = equidistance(one.geometry, two.geometry, within=area.geometry, edges=edges, tolerance_m=metres(tolerance))
    return found_strip(found, "line equally far from both", one, two)


def union_of(*parts: Strip | Thing) -> Strip:
    """Find what lies in any of the parts; errors are carried along."""
    return found_strip(combine.union(*_combinable(parts)), f"union of {len(parts)} parts")


def common_to(*parts: Strip | Thing) -> Strip:
    """Find what lies in all of the parts; errors are carried along."""
    return found_strip(combine.intersection(*_combinable(parts)), f"what {len(parts)} parts have in common")


def without(whole: Strip | Thing, *parts: Strip | Thing) -> Strip:
    """Find what is left of a whole without some parts ("except the town of ..."); errors are carried along."""
    return found_strip(combine.difference(*_combinable([whole, *parts])), f"without {len(parts)} parts")


def _combinable(parts: Sequence[Strip | Thing]) -> list[Shape | BaseGeometry]:
    return [part.shape if isinstance(part, Strip) else stand_for(part).geometry for part in parts]
