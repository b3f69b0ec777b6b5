"""The border that two polygons share.

Where their rings go through the same vertices the shared edges are the same to the last bit, and are found as such:
nothing is measured, nothing is moved. Where two sources drew the same border twice, what is shared is a matter of
degree: then all of the first one's edge counts that lies within a tolerance of the second one's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.area import length
from zonelib.geodesy.buffers import buffer
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.paths import Edges, without_doubles
from zonelib.geodesy.seam import true_boundary

STUB: Final = 4.0
"""Borders that cross at right angles are near each other for twice the tolerance; up to this many are a crossing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedBorder:
    """What two polygons share of their edges.

    Parameters
    ----------
    geometry : LineString or MultiLineString
        It lies on the edge of the first polygon and runs along it with that polygon on its left and the second on its
        right; parts in the order of the ring. Empty where nothing is shared.
    length_m, length_error_m : float
        Its length, and how far the computing of it may be off.
    tolerance_m : float
        Up to how far apart two edges were taken for one; 0 where only the very same edges count.
    position_error_m : float
        All that is nearer than tolerance - error is in it, nothing that is farther than tolerance + error. With a
        tolerance each end may lie beyond the true end of the shared border, as far as the two edges then stay near.
    exact_m : float
        How much of the length is the same edge in both, vertex by vertex.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    geometry: BaseGeometry = field(repr=False)
    length_m: float
    length_error_m: float
    tolerance_m: float
    position_error_m: float
    exact_m: float
    edges: Edges


def shared_border(
    a: BaseGeometry, b: BaseGeometry, *, tolerance_m: float = 0.0, edges: Edges = "lonlat"
) -> SharedBorder:
    """Find the border that two polygons share.

    Parameters
    ----------
    a, b : Polygon or MultiPolygon
        Longitude/latitude; the rings of holes count too.
    tolerance_m : float
        0: edges count that both have, between the same two vertices. More: all of the edge of `a` that lies within so
        many metres of the edge of `b`; runs no longer than four times that are left out, being crossings.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices, in both.

    Raises
    ------
    GeometryError
        If one is no polygon.
    InputError, LengthError
        If the word for the edges or the tolerance cannot be.
    """
    checked_word(edges, Edges, "edges")
    first, second = _polygon(a, "a", edges), _polygon(b, "b", edges)
    if tolerance_m != 0:
        checked_length(tolerance_m, "tolerance_m", most_m=1e6)
    paths = _exactly(first, second)
    exact = _measured(paths, edges)
    if tolerance_m == 0:
        return SharedBorder(
            geometry=_joined(paths), length_m=exact[0], length_error_m=exact[1], tolerance_m=0.0, position_error_m=0.0,
            exact_m=exact[0], edges=edges,
        )  # fmt: skip
    paths, position = _nearly(first, second, float(tolerance_m), edges)
    # What was cut out of geodesic edges has been drawn with edges straight in longitude/latitude.
    total = _measured(paths, "lonlat")
    return SharedBorder(
        geometry=_joined(paths), length_m=total[0], length_error_m=total[1], tolerance_m=float(tolerance_m),
        position_error_m=position, exact_m=exact[0], edges=edges,
    )  # fmt: skip


def _polygon(geometry: BaseGeometry, name: str, edges: Edges) -> BaseGeometry:
    checked = checked_geometry(geometry, name)
    if family(checked) != "polygon":
        raise GeometryError(f"{name} is a {checked.geom_type}; a Polygon or MultiPolygon has a border")
    checked_edges(checked, edges, name)
    return checked


def _rings(polygon: BaseGeometry) -> list[FloatArray]:
    return [
        without_doubles(shapely.get_coordinates(ring))
        for part in shapely.get_parts(polygon)
        for ring in shapely.get_rings(part)
    ]


def _keys(ring: FloatArray) -> NDArray[Any]:
    """Give every edge of a ring as four numbers that do not depend on which way it is gone."""
    low, high = ring[:-1] + 0.0, ring[1:] + 0.0
    turned = (low[:, 0] > high[:, 0]) | ((low[:, 0] == high[:, 0]) & (low[:, 1] > high[:, 1]))
    both = np.hstack([np.where(turned[:, None], high, low), np.where(turned[:, None], low, high)])
    return np.ascontiguousarray(both).view([("", float)] * 4).ravel()


def _exactly(a: BaseGeometry, b: BaseGeometry) -> list[FloatArray]:
    known = np.concatenate([_keys(ring) for ring in _rings(b)])
    found: list[FloatArray] = []
    for ring in _rings(a):
        found.extend(_runs(ring, np.isin(_keys(ring), known)))
    return found


def _runs(ring: FloatArray, shared: NDArray[np.bool_]) -> Iterator[FloatArray]:
    """Give the runs of marked edges of a closed ring, one that goes on over its start as one."""
    if not shared.any():
        return
    if shared.all():
        yield ring
        return
    count = len(shared)
    # Start after an edge that is not shared: then no run goes over the start.
    first = int(np.flatnonzero(~shared)[0]) + 1
    order = (np.arange(count) + first) % count
    marked = shared[order]
    edge = np.diff(np.r_[0, marked.astype(np.int8), 0])
    for low, high in zip(np.flatnonzero(edge == 1), np.flatnonzero(edge == -1), strict=True):
        yield np.vstack([ring[order[low:high]], ring[(order[high - 1 : high] + 1) % count]])


def _nearly(a: BaseGeometry, b: BaseGeometry, tolerance_m: float, edges: Edges) -> tuple[list[FloatArray], float]:
    corridor = buffer(true_boundary(b), tolerance_m, side="outside", edges=edges, tolerance_m=tolerance_m / 1000)
    drawn_m = tolerance_m / 1000 if edges == "geodesic" else 0.0
    found: list[FloatArray] = []
    for ring in _rings(as_lonlat_edges(a, edges=edges, tolerance_m=tolerance_m / 1000)):
        line = shapely.LineString(ring)
        parts = shapely.get_parts(shapely.intersection(line, corridor.geometry))
        paths = [shapely.get_coordinates(part) for part in parts if part.geom_type == "LineString"]
        paths = _over_start(paths, ring)
        found.extend(path for path in paths if _measured([path], "lonlat")[0] > STUB * tolerance_m)
    return found, corridor.position_error_m + drawn_m


def _over_start(paths: list[FloatArray], ring: FloatArray) -> list[FloatArray]:
    """Join the runs that meet: the cutting leaves breaks where a ring touches itself, and at its start."""
    if not paths:
        return []
    joined = [paths[0]]
    for path in paths[1:]:
        if (joined[-1][-1] == path[0]).all():
            joined[-1] = np.vstack([joined[-1], path[1:]])
        else:
            joined.append(path)
    if len(joined) > 1 and (joined[-1][-1] == joined[0][0]).all() and (joined[0][0] == ring[0]).all():
        last = joined.pop()
        joined[0] = np.vstack([last, joined[0][1:]])
    return joined


def _joined(paths: list[FloatArray]) -> BaseGeometry:
    lines = [shapely.LineString(path) for path in paths]
    if not lines:
        return shapely.LineString()
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _measured(paths: list[FloatArray], edges: Edges) -> tuple[float, float]:
    found = [length(shapely.LineString(path), edges=edges) for path in paths]
    return sum(one.value for one in found), sum(one.error for one in found)
