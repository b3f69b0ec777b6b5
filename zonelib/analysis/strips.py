"""Strips, bands, corridors and sectors, as agreements word them: lengths with units, sides by name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.things import Stand, Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy import Edges, Shape, Side, between, combine, edgebands, fans, halfplanes, strips, varying
from zonelib.geodesy.equidistance import equidistance
from zonelib.geodesy.halfplanes import EastWest, NorthSouth
from zonelib.geodesy.ribbons import Ends
from zonelib.model import Boundary, Zone
from zonelib.units import Area, Distance, as_metres

END_OF_LINE: Final = None
"""As the end of a stretch: as far as the line goes."""

SNAP_TO_EDGE: Final = Distance(100.0)
SNAP_TO_CLOSING: Final = Distance(1.0)

Stretches = Sequence[tuple[Distance, Distance | None, Distance]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """A strip, band, corridor, sector or line, found, with how far it may be off.

    Parameters
    ----------
    geometry : Polygon, MultiPolygon, LineString or MultiLineString
        WGS 84 longitude and latitude, valid by RFC 7946; empty where there is none.
    what : str
        What it is, in words that say which width, which side, which ends.
    of : str
        Ids of the zones and places it was made from, and of the boundaries that stood for them.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices of the source.
    position_error : Distance
        What is wrong of it lies within this of the true outline (of a combination: of the outline of a part).
    area, area_error : Area
        Its area on the ellipsoid, and how far that may be off; 0 for a line.
    method : str
        How it was made.
    plane : str
        The plane centred on the thing; every offset is laid off along geodesics, none is measured in it.
    assumptions : tuple of str
        Which readings were used, in words.
    shape : Shape
        What the geodesy floor handed out, for use in combinations.
    """

    geometry: BaseGeometry = field(repr=False)
    what: str
    of: str
    edges: Edges
    position_error: Distance
    area: Area
    area_error: Area
    method: str
    plane: str
    assumptions: tuple[str, ...]
    shape: Shape = field(repr=False)

    def __str__(self) -> str:
        if self.geometry.is_empty:
            return f"{self.what}{f' of {self.of}' if self.of else ''}: nothing"
        errors = f"within {self.position_error.m:.2g} m"
        if "Polygon" not in self.geometry.geom_type:
            return f"{self.what}; line {errors}"
        return f"{self.area}, {self.what}; edge {errors}, area within {self.area_error.km2:.2g} km²"


Named = Thing | tuple[float, float]
"""What names a side: a zone, a place, a geometry, or longitude and latitude."""


def one_sided_strip(
    line: Thing,
    width: Distance,
    *,
    toward: Named,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the strip along a line on the side that a place or a zone names ("15 km on the side of ...").

    Parameters
    ----------
    line : Boundary, Zone, Place or shapely geometry
        Something whose geometry is a line.
    width : Distance
        How wide.
    toward : Zone, Boundary, Place, shapely geometry or (lon, lat)
        A place, or an area, on the side meant.
    ends : {"round", "flat"}
        Whether the strip goes round the ends of the line or stops there at right angles. No agreement says.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.
    tolerance : Distance, optional
        How far the edge may be off; by default the smaller of 1 m and 10⁻⁵ of the width.

    Returns
    -------
    Strip

    Raises
    ------
    BareNumberError, LengthError, GeometryError, InputError
        If a length is a bare number, or something cannot be.
    """
    stand, side = stand_for(line), _side(toward)
    found = strips.one_sided(
        stand.geometry, as_metres(width, "width", positive=True), toward=side.geometry, ends=ends, edges=edges,
        tolerance_m=_metres(tolerance),
    )  # fmt: skip
    return _strip(found, f"strip {width} wide on the side of {_called(side, toward)}, {ends} ends", stand, side)


def two_sided_strip(
    line: Thing,
    width: Distance,
    *,
    other: Distance,
    toward: Named,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the strip that is `width` wide on the side named, and `other` wide on the other.

    The other parameters are those of `one_sided_strip`.
    """
    stand, side = stand_for(line), _side(toward)
    found = strips.strip(
        stand.geometry, toward=side.geometry, width_m=as_metres(width, "width", positive=True),
        other_m=as_metres(other, "other", positive=True), ends=ends, edges=edges, tolerance_m=_metres(tolerance),
    )  # fmt: skip
    what = f"strip {width} wide on the side of {_called(side, toward)} and {other} on the other, {ends} ends"
    return _strip(found, what, stand, side)


def corridor(
    route: Thing,
    *,
    each_side: Distance | None = None,
    total: Distance | None = None,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the corridor along a route, its width told for each side or in total.

    "A corridor 5 km wide" is read by some as 2.5 km on each side, by others as 5: the reading is the caller's, and is
    kept. The other parameters are those of `one_sided_strip`.
    """
    stand = stand_for(route)
    found = strips.corridor(
        stand.geometry, each_side_m=_metres(each_side, "each_side"), total_m=_metres(total, "total"), ends=ends,
        edges=edges, tolerance_m=_metres(tolerance),
    )  # fmt: skip
    reading = f"{each_side} on each side" if each_side else f"{total} in total, half of it on each side"
    return _strip(found, f"corridor of {reading}, {ends} ends", stand)


def distance_bands(
    thing: Thing,
    limits: Sequence[Distance],
    *,
    toward: Named | None = None,
    side: Side = "outside",
    boundary: str | Boundary | Zone | None = None,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> tuple[Strip, ...]:
    """Find bands one outside the other: ``[km(10), km(20), km(25)]`` gives 0-10, 10-20 and 20-25 km.

    With `toward` only on that side of a line; else round a line or place, or on a `side` of a zone's edge. The other
    parameters are those of `one_sided_strip`.
    """
    stand, named = stand_for(thing, boundary), None if toward is None else _side(toward)
    found = strips.bands(
        stand.geometry, [as_metres(limit, f"limits[{i}]", positive=True) for i, limit in enumerate(limits)],
        toward=None if named is None else named.geometry, side=side, ends=ends, edges=edges,
        tolerance_m=_metres(tolerance),
    )  # fmt: skip
    lows = ["0", *map(str, limits)]
    where = "" if named is None or toward is None else f" on the side of {_called(named, toward)}"
    return tuple(
        _strip(shape, f"band from {low} to {high}{where}", stand, *([named] if named else []))
        for shape, low, high in zip(found, lows, limits, strict=False)
    )


def stepped_strip(
    line: Thing,
    widths: Stretches,
    *,
    toward: Named | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find a strip whose width changes along the line: ``[(km(0), km(50), km(20)), (km(50), None, km(40))]``.

    Each entry is from where, to where (None: to the end of the line), and how wide there, on the side named by `toward`
    or, without it, on each side. The other parameters are those of `one_sided_strip`.
    """
    stand, named = stand_for(line), None if toward is None else _side(toward)
    found = varying.stepped(
        stand.geometry, _steps(widths, "widths"), toward=None if named is None else named.geometry, ends=ends,
        edges=edges, tolerance_m=_metres(tolerance),
    )  # fmt: skip
    told = ", ".join(f"{width} from {low} to {high or 'the end'}" for low, high, width in widths)
    return _strip(found, f"strip {told}, {ends} ends", stand, *([named] if named else []))


def strips_by_class(
    line: Thing,
    widths: Mapping[str, Distance | Stretches],
    *,
    toward: Named | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> dict[str, Strip]:
    """Find one strip for each class that an agreement tells apart: ``{"fixed-wing": km(40), "rotary": km(10)}``.

    A class has one width, or widths along the line as in `stepped_strip`. The other parameters are those of it.
    """
    stand, named = stand_for(line), None if toward is None else _side(toward)
    plain: dict[str, Any] = {
        name: as_metres(width, f"the width of {name!r}", positive=True)
        if isinstance(width, Distance) or not isinstance(width, Sequence) or isinstance(width, str)
        else _steps(width, f"the widths of {name!r}")
        for name, width in widths.items()
    }
    found = varying.by_class(
        stand.geometry, plain, toward=None if named is None else named.geometry, ends=ends, edges=edges,
        tolerance_m=_metres(tolerance),
    )  # fmt: skip
    stands = [stand, *([named] if named else [])]
    return {name: _strip(shape, f"strip for {name}", *stands) for name, shape in found.items()}


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
        ends=ends, edges=edges, tolerance_m=_metres(tolerance),
    )  # fmt: skip
    certain, possible = (
        _strip(shape, f"band inside, {width} deep along part of the edge, {ends} ends", stand)
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
        snap_m=as_metres(snap, "snap", positive=True), edges=edges, tolerance_m=_metres(tolerance),
    )  # fmt: skip
    return _strip(found, "area between two lines", one, two)


def north_or_south_of(lat: float, territory: Thing, *, side: NorthSouth, edges: Edges = "lonlat") -> Strip:
    """Find what of a territory lies north or south of a parallel ("no aircraft north of 36° N")."""
    stand = stand_for(territory)
    found = halfplanes.beyond_parallel(stand.geometry, lat, side=side, edges=edges)
    return _strip(found, f"{side} of {abs(lat):g}° {'N' if lat >= 0 else 'S'}", stand)


def east_or_west_of(lon: float, territory: Thing, *, side: EastWest, edges: Edges = "lonlat") -> Strip:
    """Find what of a territory lies east or west of a meridian."""
    stand = stand_for(territory)
    found = halfplanes.beyond_meridian(stand.geometry, lon, side=side, edges=edges)
    return _strip(found, f"{side} of {abs(lon):g}° {'E' if lon >= 0 else 'W'}", stand)


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
    stand = _side(place)
    if not isinstance(stand.geometry, Point):
        raise InputError(f"a {stand.geometry.geom_type} came; a sector is drawn round a point")
    found = fans.sector(
        stand.geometry.x, stand.geometry.y, outer_m=as_metres(outer, "outer", positive=True), from_deg=from_bearing,
        to_deg=to_bearing, inner_m=0.0 if inner is None else as_metres(inner, "inner"), tolerance_m=_metres(tolerance),
    )  # fmt: skip
    reach = f"{inner} to {outer}" if inner else f"within {outer}"
    return _strip(found, f"sector {reach}, bearings {from_bearing:g}° to {to_bearing:g}°", stand)


def median_line(
    a: Thing, b: Thing, *, within: Thing, edges: Edges = "lonlat", tolerance: Distance | None = None
) -> Strip:
    """Find the line of places equally far from two things, as far as it lies in an area."""
    one, two, area = stand_for(a), stand_for(b), stand_for(within)
    found = equidistance(one.geometry, two.geometry, within=area.geometry, edges=edges, tolerance_m=_metres(tolerance))
    return _strip(found, "line equally far from both", one, two)


def union_of(*parts: Strip | Thing) -> Strip:
    """Find what lies in any of the parts; errors are carried along."""
    return _strip(combine.union(*_combinable(parts)), f"union of {len(parts)} parts")


def common_to(*parts: Strip | Thing) -> Strip:
    """Find what lies in all of the parts; errors are carried along."""
    return _strip(combine.intersection(*_combinable(parts)), f"what {len(parts)} parts have in common")


def without(whole: Strip | Thing, *parts: Strip | Thing) -> Strip:
    """Find what is left of a whole without some parts ("except the town of ..."); errors are carried along."""
    return _strip(combine.difference(*_combinable([whole, *parts])), f"without {len(parts)} parts")


def _combinable(parts: Sequence[Strip | Thing]) -> list[Shape | BaseGeometry]:
    return [part.shape if isinstance(part, Strip) else stand_for(part).geometry for part in parts]


def _strip(found: Shape, what: str, *stands: Stand) -> Strip:
    polygonal = "Polygon" in found.geometry.geom_type and not found.geometry.is_empty
    size = geodesy.area(found.geometry) if polygonal else None
    return Strip(
        geometry=found.geometry, what=what, of=", ".join(name for s in stands if (name := s.of or s.boundary)),
        edges=found.edges, position_error=Distance(found.position_error_m), area=Area(size.value if size else 0.0),
        area_error=Area(found.area_error_m2 + (size.error if size else 0.0)), method=found.method,
        plane=found.plane.name,
        assumptions=(*(f"measured from: {s.rule}" for s in stands), *([found.note] if found.note else [])), shape=found,
    )  # fmt: skip


def _side(named: Named) -> Stand:
    if isinstance(named, tuple):
        if len(named) != 2:
            raise InputError(f"{named!r} is no place; give (lon, lat)")
        return Stand(geometry=Point(*named), of="", boundary="", rule=f"the place ({named[0]:g}, {named[1]:g})")
    return stand_for(named)


def _called(stand: Stand, named: Named) -> str:
    if stand.of or stand.boundary:
        return stand.of or stand.boundary
    if isinstance(stand.geometry, Point):
        return f"({stand.geometry.x:g}, {stand.geometry.y:g})"
    return f"the {type(named).__name__} given"


def _steps(widths: Stretches, name: str) -> list[tuple[float, float, float]]:
    return [
        (
            as_metres(low, f"the start of {name}[{i}]"),
            math.inf if high is END_OF_LINE else as_metres(high, f"the end of {name}[{i}]"),
            as_metres(width, f"the width of {name}[{i}]", positive=True),
        )
        for i, (low, high, width) in enumerate(widths)
    ]


def _metres(value: Distance | None, name: str = "tolerance") -> float | None:
    return None if value is None else as_metres(value, name, positive=True)
