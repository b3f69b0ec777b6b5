"""The area between two lines, closed by caps, or by a coast or a border.

"Between line A and line B" says nothing of the ends: a cap (a geodesic, or a line straight in longitude/latitude) from
each end of one line to the end of the other has to be chosen, or a line such as a coast that both reach.

Lines straight in longitude/latitude are taken as they are, so the area is exact but for rounding; geodesic lines and
geodesic caps are drawn straight in longitude/latitude to the tolerance. A gap that `snap_m` allows to be closed is in
the bound with its full length.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.buffers import finished
from zonelib.geodesy.checks import checked_length, checked_word
from zonelib.geodesy.courses import checked_line, is_closed, joined
from zonelib.geodesy.earth import ROUNDING_M, FloatArray, inverse
from zonelib.geodesy.paths import EDGES, Edges, along_short_lonlat, paths_of, refined_path
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import polygons_of, region, unwrap

_LONGEST_DEG: Final = 90.0
_ON_DEG: Final = 1e-10
"""A hundredth of a millimetre: how far noding may move a place off the line it lies on."""

_DEFAULT_M: Final = 1.0
_METHOD: Final = "what the two lines enclose, drawn in longitude/latitude, closed by "


def between(
    a: BaseGeometry,
    b: BaseGeometry,
    *,
    caps: Edges = "geodesic",
    closing: Sequence[BaseGeometry] = (),
    snap_m: float = 1.0,
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give the area between two lines.

    Parameters
    ----------
    a, b : LineString or MultiLineString
        Longitude/latitude, each in one piece and open; which way they run does not matter.
    caps : {"geodesic", "lonlat"}
        What joins an end of one line to the nearer end of the other where no closing line does.
    closing : sequence of LineString or MultiLineString
        Lines that close the area, such as a coast: they meet `a` and `b`, or pass within `snap_m` of their ends. What
        lies beyond is cut off.
    snap_m : float
        The widest gap between an end and a closing line that is closed by a straight piece.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices of all lines.
    tolerance_m : float, optional
        For what is geodesic, how far off it may be drawn; 1 m by default.

    Raises
    ------
    GeometryError, LengthError, InputError
        If a line is closed, in pieces or crosses itself; if a cap crosses a line; if nothing is enclosed.
    """
    checked_word(edges, Edges, "edges")
    checked_word(caps, Edges, "caps")
    tolerance = _DEFAULT_M if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    first, second = (_path(line, name, edges, tolerance) for line, name in ((a, "line a"), (b, "line b")))
    others = [path for i, line in enumerate(closing) for path in _paths(line, f"closing[{i}]", edges, tolerance)]
    middle = float(first[:, 0].mean())
    second, others = _near(second, middle), [_near(path, middle) for path in others]
    gap = 0.0
    if others:
        geometry, gap, how = _by_faces(first, second, others, (caps, tolerance, checked_length(snap_m, "snap_m")))
    else:
        geometry, how = _by_ring(first, second, caps, tolerance), f"{caps} caps at both ends"
    several = len(shapely.get_parts(geometry)) > 1 and not _cut_at_seam(geometry)
    drawn = tolerance if "geodesic" in (edges, caps) else 0.0
    budget = [("edges and caps", drawn), ("gaps closed", gap), ("rounding", ROUNDING_M)]
    return finished(
        geometry, plane=centred_plane(geometry), edges=edges, budget=budget, method=_METHOD + how,
        note="the lines meet on the way: what lies between them is in several parts" if several else "",
    )  # fmt: skip


def _by_ring(a: FloatArray, b: FloatArray, caps: Edges, tolerance_m: float) -> BaseGeometry:
    # From now on b runs back: from near the end of a to near its start.
    b = b if _caps_m(a, b) <= _caps_m(a, b[::-1]) else b[::-1]
    there, back = _cap(a[-1], b[0], caps, tolerance_m), _cap(b[-1], a[0], caps, tolerance_m)
    lines = [shapely.LineString(a), shapely.LineString(b)]
    for cap in (there, back):
        _check_cap(cap, lines)
    ring = np.vstack([a, there[1:-1], b, back[1:-1], a[:1]])
    path = unwrap(ring)
    if abs(path[-1, 0] - path[0, 0]) > 180:
        raise GeometryError(
            "the two lines and their caps go round a pole, so they enclose no area between them; cut the lines so that "
            "they do not go round, or give polygons and take their difference"
        )
    found = region([ring], holds_north=False)
    if found.is_empty:
        raise GeometryError("the two lines enclose nothing between them: they are the same line; give two lines")
    return found


def _caps_m(a: FloatArray, b: FloatArray) -> float:
    """Give the length of the caps if b runs back."""
    return float(inverse(np.array([a[-1], b[-1]]), np.array([b[0], a[0]]))[2].sum())


def _cap(start: FloatArray, end: FloatArray, caps: Edges, tolerance_m: float) -> FloatArray:
    path = np.vstack([start, end])
    if caps == "lonlat" or (start == end).all():
        return path
    found = refined_path(path, straight=EDGES["geodesic"], other=along_short_lonlat, tolerance_m=tolerance_m)
    return _near(unwrap(found), float(path[:, 0].mean()))


def _check_cap(cap: FloatArray, lines: Sequence[BaseGeometry]) -> None:
    line = shapely.LineString(cap)
    if line.length == 0:
        return
    for other in lines:
        met = shapely.intersection(line, other)
        ends = shapely.MultiPoint(cap[[0, -1]])
        if not met.is_empty and shapely.distance(ends, shapely.get_parts(met)).max() > _ON_DEG:
            lon, lat = cap[0]
            raise GeometryError(
                f"the cap that starts at ({lon:g}, {lat:g}) would cross one of the lines; close the area there by a "
                "line of your own (closing=[...])"
            )


def _by_faces(
    a: FloatArray, b: FloatArray, others: list[FloatArray], how: tuple[Edges, float, float]
) -> tuple[BaseGeometry, float, str]:
    """Node everything and keep the faces that both lines bound."""
    caps, tolerance, snap_m = how
    lines, closers = [shapely.LineString(a), shapely.LineString(b)], shapely.MultiLineString(others)
    extra: list[BaseGeometry] = []
    open_ends: list[list[FloatArray]] = []
    widest = 0.0
    for path, line in zip((a, b), lines, strict=True):
        free, ties, gap = _ends(path, line, closers, snap_m)
        extra += ties
        widest = max(widest, gap)
        open_ends.append(free)
    if [len(free) for free in open_ends] == [1, 1]:
        cap = _cap(open_ends[0][0], open_ends[1][0], caps, tolerance)
        _check_cap(cap, lines)
        extra.append(shapely.LineString(cap))
    elif any(open_ends):
        raise GeometryError(_loose(open_ends, closers, snap_m))
    noded = shapely.union_all([*lines, closers, *extra])
    faces = shapely.get_parts(shapely.polygonize([noded]))
    kept = [face for face in faces if all(_bounds(face, line) for line in lines)]
    if not kept:
        raise GeometryError(
            "the lines and what closes them enclose no area that both lines bound; check where they meet"
        )
    # An unwrapped face may lie beyond ±180°: `region` brings each home.
    homes = [region([shapely.get_coordinates(r) for r in shapely.get_rings(f)], holds_north=False) for f in kept]
    told = "the closing lines" if not any(open_ends) else f"the closing lines and a {caps} cap"
    return polygons_of(shapely.union_all(homes)), widest, told


def _ends(
    path: FloatArray, line: shapely.LineString, closers: BaseGeometry, snap_m: float
) -> tuple[list[FloatArray], list[BaseGeometry], float]:
    """Give the ends of a line that no closing line meets, the pieces that close small gaps, and the widest gap."""
    met = shapely.get_coordinates(shapely.intersection(line, closers))
    shares = [shapely.line_locate_point(line, shapely.Point(place), normalized=True) for place in met]
    free: list[FloatArray] = []
    ties: list[BaseGeometry] = []
    widest = 0.0
    for end, own in ((path[0], [s for s in shares if s < 0.5]), (path[-1], [s for s in shares if s >= 0.5])):
        if own:
            continue
        foot = shapely.get_coordinates(shapely.shortest_line(shapely.Point(end), closers))[1]
        gap = float(inverse(end[None, :], foot[None, :])[2][0])
        if gap <= snap_m:
            ties.append(shapely.LineString([end, foot]))
            widest = max(widest, gap)
        else:
            free.append(end)
    return free, ties, widest


def _loose(open_ends: list[list[FloatArray]], closers: BaseGeometry, snap_m: float) -> str:
    told = []
    for name, free in zip("ab", open_ends, strict=True):
        for end in free:
            foot = shapely.get_coordinates(shapely.shortest_line(shapely.Point(end), closers))[1]
            gap = float(inverse(end[None, :], foot[None, :])[2][0])
            told.append(f"line {name} at ({end[0]:g}, {end[1]:g}), {gap:,.0f} m from the nearest closing line")
    return (
        f"these ends meet no closing line, and cannot be paired for a cap: {'; '.join(told)}; raise snap_m (now "
        f"{snap_m:g} m) knowingly, or give closing lines that reach them"
    )


def _bounds(face: BaseGeometry, line: BaseGeometry) -> bool:
    """Say whether a stretch of the line is part of the outline of the face."""
    for ring in shapely.get_rings(face):
        path = shapely.get_coordinates(ring)
        middles = shapely.points((path[:-1] + path[1:]) / 2)
        long_enough = np.linalg.norm(np.diff(path, axis=0), axis=1) > 2 * _ON_DEG
        if bool((long_enough & (shapely.distance(middles, line) <= _ON_DEG)).any()):
            return True
    return False


def _path(line: BaseGeometry, name: str, edges: Edges, tolerance_m: float) -> FloatArray:
    found = _paths(line, name, edges, tolerance_m)
    if len(found) != 1:
        raise GeometryError(f"{name} is in {len(found)} parts that do not meet; give it in one piece")
    if is_closed(found[0]):
        raise GeometryError(f"{name} is closed; give polygons and take their difference")
    if not shapely.LineString(found[0]).is_simple:
        raise GeometryError(f"{name} crosses or touches itself, so what lies beside it is not clear; mend it first")
    return found[0]


def _paths(line: BaseGeometry, name: str, edges: Edges, tolerance_m: float) -> list[FloatArray]:
    """Give lines as paths straight in longitude/latitude, running on across ±180°."""
    paths = paths_of(checked_line(line, name))
    if any(len(path) < 2 for path in paths):
        raise GeometryError(f"{name} has a part without length; give lines of at least two different places")
    if edges == "geodesic":
        drawn = [
            refined_path(path, straight=EDGES["geodesic"], other=along_short_lonlat, tolerance_m=tolerance_m)
            for path in paths
        ]
    else:
        drawn = [_short_edges(path) for path in paths]
    return [unwrap(path) for path in joined(drawn)]


def _short_edges(path: FloatArray) -> FloatArray:
    """Cut edges longer than 90° of longitude, so that the short way is the way they go."""
    found = [path[:1]]
    for start, end in pairwise(path):
        count = max(1, int(np.ceil(abs(end[0] - start[0]) / _LONGEST_DEG)))
        found.append(start + (np.arange(1, count + 1) / count)[:, None] * (end - start))
        found[-1][-1] = end
    return np.vstack(found)


def _near(path: FloatArray, lon: float) -> FloatArray:
    turns = np.round((lon - path[:, 0].mean()) / 360)
    return np.column_stack([path[:, 0] + 360 * turns, path[:, 1]])


def _cut_at_seam(geometry: Any) -> bool:
    west, _, east, _ = geometry.bounds
    return bool(west == -180 and east == 180)
