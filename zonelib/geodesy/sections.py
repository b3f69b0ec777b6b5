"""Sections: what lies of a line between two chainages; the edge of a polygon as a line that starts where one says."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError, LengthError
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.chainage import chainage_of
from zonelib.geodesy.checks import checked_edges, checked_geometry, family
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.paths import Edges, without_doubles


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """What lies of a line between two chainages.

    Parameters
    ----------
    geometry : LineString or MultiLineString
        Its ends at the chainages, the vertices between kept to the last bit; in parts where the given line is.
    from_m, to_m : float
        The chainages.
    length_m : float
        Metres between them.
    error_m : float
        Each end lies within this of its true place; the length is off by at most as much again.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices, and what lies between those of the section.
    """

    geometry: BaseGeometry = field(repr=False)
    from_m: float
    to_m: float
    length_m: float
    error_m: float
    edges: Edges


def section(line: BaseGeometry, from_m: float, to_m: float, *, edges: Edges = "lonlat") -> Section:
    """Cut out what lies of a line between two chainages.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude; parts must follow each other end to end.
    from_m, to_m : float
        Chainages, the smaller first.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Raises
    ------
    GeometryError, InputError
        If the line or the word for the edges cannot be.
    LengthError
        If a chainage lies beyond an end, or the first is not the smaller.
    """
    chain = Chain.of(line, edges=edges)
    return section_of(chain, from_m, to_m)


def section_of(chain: Chain, from_m: float, to_m: float) -> Section:
    """Cut a section out of a line already laid out; see `section`."""
    low, high = (float(value) for value in chain.checked(np.array([from_m, to_m], dtype=float), "from_m or to_m"))
    if not low < high:
        raise LengthError(
            f"from_m is {low:,.3f} m and to_m {high:,.3f} m; the smaller comes first (to turn a line round, "
            "shapely.reverse; to cut across the start of a ring, start it elsewhere with ring_line)"
        )
    first, last, ends = _ends(chain, low, high)
    lines = []
    for piece in np.unique(chain.piece[first : last + 1]):
        which = np.arange(first, last + 1)[chain.piece[first : last + 1] == piece]
        path = np.vstack([chain.start[which], chain.end[which[-1:]]])
        if which[0] == first:
            path[0] = ends[0]
        if which[-1] == last:
            path[-1] = ends[1]
        path = without_doubles(path)
        if len(path) > 1:
            lines.append(shapely.LineString(path))
    if not lines:
        raise LengthError(
            f"from {low:.9g} m to {high:.9g} m nothing is left: double precision does not part the two places"
        )
    geometry = lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
    error = chain.station_error_m
    return Section(geometry=geometry, from_m=low, to_m=high, length_m=high - low, error_m=error, edges=chain.edges)


def ring_line(
    polygon: BaseGeometry, *, start: tuple[float, float], hole: int | None = None, edges: Edges = "lonlat"
) -> BaseGeometry:
    """Give a ring of a polygon as a closed line that starts at a stated place.

    Parameters
    ----------
    polygon : Polygon
        Longitude/latitude.
    start : (float, float)
        The line starts and ends at the place of the ring nearest to this longitude and latitude; where that is no
        vertex, one is put there.
    hole : int, optional
        The number of the hole to take, from 0; without it the outer ring.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Returns
    -------
    LineString
        Closed, with the polygon on its left: counterclockwise round the outer ring, clockwise round a hole.

    Raises
    ------
    GeometryError
        If it is not one polygon, or one that is cut at ±180°; or the start is equally near to two places of the ring.
    InputError
        If there is no such hole, or the word for the edges cannot be.
    """
    checked = checked_geometry(polygon, "polygon")
    if checked.geom_type == "MultiPolygon" and len(shapely.get_parts(checked)) == 1:
        checked = shapely.get_parts(checked)[0]
    if checked.geom_type != "Polygon":
        hint = "take one of its parts" if family(checked) == "polygon" else "give a Polygon"
        raise GeometryError(f"polygon is a {checked.geom_type}, which has no one ring; {hint}")
    checked_edges(checked, edges)
    shell, *holes = shapely.get_rings(checked)
    if hole is not None and not 0 <= hole < len(holes):
        raise InputError(f"hole is {hole}; the polygon has {len(holes)}, counted from 0")
    ring = shapely.LineString(shell if hole is None else holes[hole])
    foot = chainage_of(ring, start, edges=edges)
    if foot.also:
        raise GeometryError(
            f"start ({start[0]:g}, {start[1]:g}) is equally near to the places at {foot.metres:,.0f} m and "
            f"{foot.also[0]:,.0f} m along the ring; name a place nearer to the one that is meant"
        )
    chain = Chain.of(ring, edges=edges)
    low, _, ends = _ends(chain, foot.metres, chain.length_m)
    path = np.vstack([ends[:1], chain.end[low:], chain.end[:low], ends[:1]])
    return shapely.LineString(without_doubles(path))


def _ends(chain: Chain, low: float, high: float) -> tuple[int, int, FloatArray]:
    """Give the first and the last edge of a section and its end places, vertices to the last bit where they are met."""
    metres = np.array([low, high])
    edge, share = chain.edge_at(metres)
    # A section that ends at a vertex ends with the edge before it; one that starts at the very end of an edge (a mark
    # met but for rounding) starts with the next.
    if share[1] == 0 and edge[1] > edge[0]:
        edge[1], share[1] = int(np.searchsorted(chain.marks, high, side="left")) - 1, 1.0
    places: FloatArray = chain.on(edge, share)[0]
    return int(edge[0]), int(edge[1]), places
