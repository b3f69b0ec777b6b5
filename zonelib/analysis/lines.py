"""Questions asked of lines: how far along, what lies there, which side, what is shared, and a line in sectors.

A line is a `Place` that has one (a road, a river, a line of contact) or a shapely geometry. The edge of a `Zone` or a
`Boundary` is one too: the outer ring, with the area on its left, and ``ring_start`` says where it starts.
"""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.line_results import ChainageFound, LineFound, SectorsFound, SideFound, StationFound
from zonelib.analysis.things import Stand, Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy import Edges
from zonelib.geodesy.borders import shared_border as _shared_border
from zonelib.geodesy.chainage import chainage_of
from zonelib.geodesy.chainage import place_at as _place_at
from zonelib.geodesy.sections import ring_line
from zonelib.geodesy.sections import section as _section
from zonelib.geodesy.sectors import AlongStretches, AtPoints, cut
from zonelib.geodesy.sides import side_of as _side_of
from zonelib.geodesy.simplify import simplify as _simplify
from zonelib.units import Distance, as_metres


def chainage(
    line: Thing,
    place: Thing,
    *,
    tie: Distance | None = None,
    boundary: str | None = None,
    ring_start: Thing | None = None,
    edges: Edges = "lonlat",
) -> ChainageFound:
    """Find how far along a line the place lies that is nearest to a point.

    Parameters
    ----------
    line : Place, Zone, Boundary or shapely geometry
        A line, or an area whose outer ring is meant.
    place : Place, Incident or Point
        What a point stands for.
    tie : Distance, optional
        Places on other stretches that are farther by at most this are told in `ChainageFound.also`; without it only
        those that are as near.
    boundary : str, optional
        For a zone, the id of the boundary to take.
    ring_start : Place or Point, optional
        For a polygon: its ring starts at the place nearest to this.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.

    Raises
    ------
    GeometryError, InputError
        If the line is none, or what is asked about is no point.
    """
    stand, path = _line_of(line, boundary, ring_start, edges)
    tie_m = 0.0 if tie is None else as_metres(tie, "tie")
    foot = chainage_of(path, _position(place, "place"), edges=edges, tie_m=tie_m)
    return ChainageFound(
        chainage=Distance(foot.metres, "km"), error=Distance(foot.error_m), lonlat=foot.lonlat, azimuth=foot.azimuth,
        offset=Distance(foot.offset_m, "km"), offset_error=Distance(foot.offset_error_m),
        also=tuple(Distance(one, "km") for one in foot.also),
        of=stand.of, boundary=stand.boundary, rule=stand.rule, edges=edges,
    )  # fmt: skip


def place_at(
    line: Thing,
    mark: Distance | Sequence[Distance],
    *,
    boundary: str | None = None,
    ring_start: Thing | None = None,
    edges: Edges = "lonlat",
) -> tuple[StationFound, ...]:
    """Find the places at these marks along a line.

    Parameters
    ----------
    line : Place, Zone, Boundary or shapely geometry
        A line, or an area whose outer ring is meant.
    mark : Distance or sequence of Distance
        From the start of the line.
    boundary, ring_start, edges
        As in `chainage`.

    Returns
    -------
    tuple of StationFound
        One for each mark.

    Raises
    ------
    BareNumberError
        If a bare number came for a mark.
    GeometryError, InputError
        If the line is none, or a mark lies beyond its end.
    """
    stand, path = _line_of(line, boundary, ring_start, edges)
    marks = list(mark) if isinstance(mark, Sequence) else [mark]
    if not marks:
        return ()
    found = _place_at(path, [as_metres(one, "mark") for one in marks], edges=edges)
    rows = zip(found.metres, found.lonlat, found.azimuth, strict=True)
    return tuple(
        StationFound(
            chainage=Distance(float(metres), "km"), lonlat=(float(place[0]), float(place[1])), azimuth=float(azimuth),
            error=Distance(found.error_m), of=stand.of, boundary=stand.boundary, rule=stand.rule, edges=edges,
        )
        for metres, place, azimuth in rows
    )  # fmt: skip


def section(
    line: Thing,
    *,
    from_mark: Distance,
    to_mark: Distance,
    boundary: str | None = None,
    ring_start: Thing | None = None,
    edges: Edges = "lonlat",
) -> LineFound:
    """Cut out what lies of a line between two marks.

    Parameters
    ----------
    line : Place, Zone, Boundary or shapely geometry
        A line, or an area whose outer ring is meant.
    from_mark, to_mark : Distance
        From the start of the line; the smaller first.
    boundary, ring_start, edges
        As in `chainage`.

    Raises
    ------
    BareNumberError
        If a bare number came for a mark.
    GeometryError, InputError
        If the line is none, or a mark lies beyond its end.
    """
    stand, path = _line_of(line, boundary, ring_start, edges)
    found = _section(path, as_metres(from_mark, "from_mark"), as_metres(to_mark, "to_mark"), edges=edges)
    return LineFound(
        geometry=found.geometry, length=Distance(found.length_m, "km"), error=Distance(found.error_m),
        assumptions=(stand.rule,), of=_ids(stand), edges=edges,
    )  # fmt: skip


def shared_border(a: Thing, b: Thing, *, tolerance: Distance | None = None, edges: Edges = "lonlat") -> LineFound:
    """Find the border that two areas share, with the first on its left.

    Parameters
    ----------
    a, b : Zone, Boundary or shapely geometry
        Polygons stand for them.
    tolerance : Distance, optional
        Take for shared all of the first one's edge that lies within this of the second one's. Without it only edges
        count that both have, between the same two vertices.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.

    Returns
    -------
    LineFound
        Its geometry is empty where nothing is shared.

    Raises
    ------
    GeometryError, InputError
        If one is no polygon.
    """
    one, other = stand_for(a), stand_for(b)
    metres = 0.0 if tolerance is None else as_metres(tolerance, "tolerance", positive=True)
    found = _shared_border(one.geometry, other.geometry, tolerance_m=metres, edges=edges)
    said = "edges that both have" if tolerance is None else f"the edge of the first within {tolerance} of the second"
    return LineFound(
        geometry=found.geometry, length=Distance(found.length_m, "km"), error=Distance(found.position_error_m),
        assumptions=(said, one.rule, other.rule), of=(*_ids(one), *_ids(other)), edges=edges,
    )  # fmt: skip


def side_of(
    line: Thing,
    other: Thing,
    *,
    beside: Distance | None = None,
    boundary: str | None = None,
    edges: Edges = "lonlat",
) -> SideFound:
    """Say on which side of a line something lies, as seen going along it.

    Parameters
    ----------
    line : Place or shapely geometry
        A line.
    other : Place, Zone, Boundary, Incident or shapely geometry
        A point or a polygon stands for it.
    beside : Distance, optional
        An area lies along the line where it holds what is this far to one side of it; 1 m by default. Raise it where
        the two come from sources that do not fit.
    boundary : str, optional
        Where the other is a zone, the id of the boundary to take.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.

    Raises
    ------
    GeometryError, InputError
        If the line is none, or neither a point nor a polygon stands for the other.
    """
    stand, whose = stand_for(line), stand_for(other, boundary)
    beside_m = 1.0 if beside is None else as_metres(beside, "beside", positive=True)
    found = _side_of(stand.geometry, whose.geometry, edges=edges, beside_m=beside_m)
    return SideFound(
        side=found.side, left_share=found.left_share, right_share=found.right_share, beyond=found.beyond,
        rule=found.rule, of=_name(whose), line=_name(stand), edges=edges,
    )  # fmt: skip


def simplify(thing: Thing, tolerance: Distance, *, boundary: str | None = None, edges: Edges = "lonlat") -> LineFound:
    """Leave out vertices of a line or an area, as many as the tolerance allows.

    Parameters
    ----------
    thing : Place, Zone, Boundary or shapely geometry
        A line or a polygon stands for it.
    tolerance : Distance
        No place of the lines before is farther from the lines after than this, nor the other way round.
    boundary : str, optional
        For a zone, the id of the boundary to take.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices, before and after.

    Raises
    ------
    BareNumberError
        If a bare number came for the tolerance.
    GeometryError, InputError
        If it has no vertices to leave out.
    """
    stand = stand_for(thing, boundary)
    found = _simplify(stand.geometry, tolerance_m=as_metres(tolerance, "tolerance", positive=True), edges=edges)
    said = f"{found.vertices_after:,} of {found.vertices_before:,} vertices kept"
    return LineFound(
        geometry=found.geometry, length=None, error=Distance(found.error_m), assumptions=(said, stand.rule),
        of=_ids(stand), edges=edges,
    )  # fmt: skip


def sectors(
    line: Thing,
    *,
    parts: int | None = None,
    breaks: Sequence[Thing | Distance] | None = None,
    at_points: Sequence[tuple[Thing | Distance, float]] | None = None,
    along: Sequence[tuple[Distance | None, float]] | None = None,
    boundary: str | None = None,
    ring_start: Thing | None = None,
    edges: Edges = "lonlat",
) -> SectorsFound:
    """Cut a line into sectors of equal length, at given marks, or of equal burden.

    Parameters
    ----------
    line : Place, Zone, Boundary or shapely geometry
        A line, or an area whose outer ring is meant.
    parts : int, optional
        How many.
    breaks : sequence of Distance, Place, Incident or Point, optional
        Instead of `parts`: where to cut, by rising marks, or at what lies nearest to places, in any order.
    at_points : sequence of (Place, Incident, Point or Distance, float), optional
        A burden that sits at points, each given by a mark or by what it is nearest to, and how heavy each is. The
        greatest burden of a sector is then the least possible.
    along : sequence of (Distance or None, float), optional
        A burden spread along stretches: for each the mark where it ends (None for the end of the line, last), and what
        it carries in all. Each sector then carries the same.
    boundary, ring_start, edges
        As in `chainage`.

    Raises
    ------
    BareNumberError
        If a bare number came for a mark.
    GeometryError, InputError
        If the line is none, or what was asked for cannot be.
    """
    stand, path = _line_of(line, boundary, ring_start, edges)
    if at_points is not None and along is not None:
        raise InputError("give a burden either at_points=... or along=..., not both")
    burden: AtPoints | AlongStretches | None = None
    if at_points is not None:
        marks = [_mark(path, one, edges, "at_points") for one, _ in at_points]
        burden = AtPoints(metres=tuple(marks), weight=tuple(weight for _, weight in at_points))
    if along is not None:
        burden = _along(along)
    breaks_m = None if breaks is None else [_mark(path, one, edges, "breaks") for one in breaks]
    if breaks_m and not any(isinstance(one, Distance) for one in breaks or ()):
        breaks_m.sort()
    found = cut(path, parts=parts, breaks_m=breaks_m, burden=burden, edges=edges)
    return SectorsFound(
        sectors=found.parts, error=Distance(found.error_m), assumptions=(found.rule, stand.rule),
        of=stand.of, boundary=stand.boundary, edges=edges,
    )  # fmt: skip


def _along(along: Sequence[tuple[Distance | None, float]]) -> AlongStretches:
    if not along or along[-1][0] is not None:
        raise InputError("along: the last stretch reaches to the end of the line; write (None, weight) for it")
    ends = [as_metres(end, "along") for end, _ in along[:-1] if end is not None]
    if len(ends) != len(along) - 1:
        raise InputError("along: only the last stretch may have None for its end")
    return AlongStretches(breaks_m=tuple(ends), weight=tuple(weight for _, weight in along))


def _mark(path: BaseGeometry, where: Thing | Distance, edges: Edges, name: str) -> float:
    if isinstance(where, Distance | int | float):
        return as_metres(where, name)
    return chainage_of(path, _position(where, name), edges=edges).metres


def _line_of(thing: Thing, boundary: str | None, ring_start: Thing | None, edges: Edges) -> tuple[Stand, BaseGeometry]:
    stand = stand_for(thing, boundary)
    is_polygon = stand.geometry.geom_type in ("Polygon", "MultiPolygon")
    if is_polygon and ring_start is None:
        raise InputError(
            f"{_name(stand) or 'the line'} is an area; say where its edge starts, ring_start=..., or give the line"
        )
    if ring_start is None:
        return stand, stand.geometry
    if not is_polygon:
        raise InputError(f"ring_start goes with an area; {_name(stand) or 'the line'} has a start of its own")
    return stand, ring_line(stand.geometry, start=_position(ring_start, "ring_start"), edges=edges)


def _position(thing: Thing, name: str) -> tuple[float, float]:
    geometry = stand_for(thing).geometry
    if not isinstance(geometry, Point) or geometry.is_empty:
        raise InputError(f"{name} is a {geometry.geom_type}; a Place or a Point is wanted")
    return float(geometry.x), float(geometry.y)


def _name(stand: Stand) -> str:
    return stand.of or stand.boundary


def _ids(stand: Stand) -> tuple[str, ...]:
    return (_name(stand),) if _name(stand) else ()
