"""Two accounts of where a zone lies, laid over each other: what they share, where they part, and whether it matters.

Two lines that are each good to some distance may be one line as long as they run no farther apart than the two
distances together. A part of the difference that nowhere exceeds that is a sliver: it may come of drawing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.diff_results import (
    BoundaryDiff,
    DiffArea,
    DiffPart,
    Line,
    OffsetFound,
    SameStretch,
    Told,
    TownSide,
)
from zonelib.analysis.things import Thing, default_boundary, stand_for
from zonelib.errors import GeometryError, InputError
from zonelib.geodesy.area import areas
from zonelib.geodesy.checks import checked_geometry, family
from zonelib.geodesy.earth import ROUNDING_M, FloatArray
from zonelib.geodesy.offsets import PIECES, Offsets, Outline, widest
from zonelib.geodesy.partition import partition
from zonelib.geodesy.seam import rejoined, true_boundary
from zonelib.model import NOT_STATED, Boundary, NotStated, Place, Zone
from zonelib.units import Area, Distance, as_metres

_EMPTY: Final = shapely.Polygon()


def compare_boundaries(
    a: Thing, b: Thing, *, precision: Distance | None = None, towns: Sequence[Place] = ()
) -> BoundaryDiff:
    """Find where two boundaries agree and where they differ.

    Parameters
    ----------
    a, b : Boundary, Zone or shapely geometry
        Two polygons or multi-polygons stand for them; for a zone `default_boundary` chooses. Edges are straight in
        longitude/latitude.
    precision : Distance, optional
        How far apart the two lines may run and still be one. Without it the stated precisions of the two boundaries
        are added up; where one of them is not stated, slivers are not told from disputes, and the result says so.
    towns : sequence of Place
        Points; for each it is found which boundary takes it in.

    Returns
    -------
    BoundaryDiff

    Raises
    ------
    BareNumberError
        If a bare number came for the precision.
    GeometryError
        If what stands for one of them is no polygon, or has no edge.
    InputError
        If nothing stands for one of them, or a town is no point.

    Notes
    -----
    Both lines are compared in space, place by place along their edges; `zonelib.geodesy.offsets` says how the
    distances between sampled places are bounded.

    Examples
    --------
    >>> import shapely, zonelib as zl
    >>> a, b = shapely.box(36, 33, 36.5, 33.5), shapely.box(36, 33, 36.6, 33.5)
    >>> diff = zl.compare_boundaries(a, b)
    >>> print(diff.core, diff.only_a, diff.only_b, diff.greatest, sep="; ")
    2,584 km²; 0 m²; 517 km²; 9.35 km at (36.6000, 33.0000)
    """
    (name_a, shape_a), (name_b, shape_b) = account(a, "a"), account(b, "b")
    allowed, rule = _precision(a, b, precision)
    found = partition([shape_a, shape_b])
    edges = [true_boundary(shape) for shape in (shape_a, shape_b)]
    lengths = [geodesy.length(shape).value for shape in (shape_a, shape_b)]
    if min(lengths) == 0:
        raise GeometryError("one of the two covers the whole earth and has no edge to compare")
    core, only_a, only_b = (
        region(found.get(key, _EMPTY), outline_m=sum(lengths)) for key in ((True, True), (True, False), (False, True))
    )
    piece_m = max(lengths) / PIECES
    line_a, line_b = (Outline.of(edge, piece_m=piece_m) for edge in edges)
    ways = {"a": Offsets(one=line_a, other=line_b), "b": Offsets(one=line_b, other=line_a)}
    means = {line: way.mean() for line, way in ways.items()}
    whole_m = sum(lengths)
    parts = _parts({"a": only_a, "b": only_b}, (line_a, line_b), piece_m, allowed)
    same = {line: _same(way, allowed) for line, way in ways.items()}
    return BoundaryDiff(
        a=name_a, b=name_b, core=core, only_a=only_a, only_b=only_b, parts=parts,
        greatest=_greatest(ways["a"], ways["b"]),
        mean=Distance(sum(one.value * m for one, m in zip(means.values(), lengths, strict=True)) / whole_m),
        mean_error=Distance(sum(one.error * m for one, m in zip(means.values(), lengths, strict=True)) / whole_m),
        precision=allowed, precision_rule=rule, same_a=same["a"], same_b=same["b"],
        towns=_sides(towns, (shape_a, shape_b), edges, parts), edges="lonlat",
    )  # fmt: skip


def account(thing: Thing, name: str) -> tuple[str, BaseGeometry]:
    """Give what a thing is called and the polygon that stands for it.

    Raises
    ------
    GeometryError
        If it is no polygon.
    """
    stand = stand_for(thing)
    called = " ".join(word for word in (stand.of, stand.boundary) if word) or name
    checked = checked_geometry(stand.geometry, called)
    if family(checked) != "polygon":
        raise GeometryError(f"{called} is a {checked.geom_type}; a Polygon or MultiPolygon has an inside to compare")
    return called, checked


def said_precision(thing: Thing) -> Distance | NotStated:
    """Give how good the line that stands for a thing is said to be."""
    boundary = default_boundary(thing)[0] if isinstance(thing, Zone) else thing
    return boundary.precision if isinstance(boundary, Boundary | Place) else NOT_STATED


def _precision(a: Thing, b: Thing, asked: Distance | None) -> tuple[Distance | NotStated, str]:
    if asked is not None:
        as_metres(asked, "precision")
        return asked, "as asked for"
    one, other = said_precision(a), said_precision(b)
    if isinstance(one, NotStated) or isinstance(other, NotStated):
        lacking = " and ".join(name for name, said in (("a", one), ("b", other)) if isinstance(said, NotStated))
        return NOT_STATED, f"the precision of {lacking} is not stated"
    return one + other, f"the stated precisions of the two added up: {one} and {other}"


def region(geometry: BaseGeometry, *, outline_m: float) -> DiffArea:
    """Measure a part of a partition, whose own outline is at most that long."""
    if geometry.is_empty:
        return DiffArea(geometry=geometry, area=Area(0.0), error=Area(0.0))
    value, error = areas(shapely.get_parts(geometry))
    rounding = ROUNDING_M * outline_m
    return DiffArea(geometry=geometry, area=Area(float(value.sum())), error=Area(float(error.sum()) + rounding))


def _parts(
    only: dict[Line, DiffArea], lines: tuple[Outline, Outline], piece_m: float, allowed: Distance | NotStated
) -> tuple[DiffPart, ...]:
    of: list[Line] = []
    flat: list[BaseGeometry] = []
    for line, where in only.items():
        pieces = rejoined([part for part in shapely.get_parts(where.geometry) if not part.is_empty])
        of, flat = of + [line] * len(pieces), flat + pieces
    if not flat:
        return ()
    shapes = np.array(flat, dtype=object)
    edges = [true_boundary(shape) if shape.geom_type == "MultiPolygon" else shapely.boundary(shape) for shape in flat]
    paths, owner = shapely.get_parts(np.array(edges, dtype=object), return_index=True)
    whole: Any = shapely.multilinestrings(paths)
    outline = Outline.of(whole, piece_m=piece_m)
    met, most = np.zeros(len(flat)), np.zeros(len(flat))
    for sums, found in zip((met, most), widest(outline, *lines), strict=True):
        np.maximum.at(sums, owner, found)
    polygons, of_part = shapely.get_parts(shapes, return_index=True)
    value, error = (np.bincount(of_part, found, len(flat)) for found in areas(polygons))
    error = error + ROUNDING_M * np.bincount(owner[outline.line], outline.chords, len(flat))
    found_parts = [
        DiffPart(
            only_in=of[i], geometry=flat[i], area=Area(float(value[i])), error=Area(float(error[i])),
            offset=Distance(float(met[i])), offset_most=Distance(float(most[i])), told=_told(met[i], most[i], allowed),
        )
        for i in range(len(flat))
    ]  # fmt: skip
    return tuple(sorted(found_parts, key=lambda part: -part.area.m2))


def _told(met_m: float, most_m: float, allowed: Distance | NotStated) -> Told:
    if isinstance(allowed, NotStated) or met_m <= allowed.m < most_m:
        return "undecided"
    return "dispute" if met_m > allowed.m else "sliver"


def _greatest(from_a: Offsets, from_b: Offsets) -> OffsetFound:
    one, other = from_a.greatest(), from_b.greatest()
    line: Line = "a" if one.metres >= other.metres else "b"
    best = one if line == "a" else other
    error = max(one.metres + one.error_m, other.metres + other.error_m) - best.metres
    return OffsetFound(
        distance=Distance(best.metres), error=Distance(error), line=line, place=best.foot_a, foot=best.foot_b
    )


def _same(way: Offsets, allowed: Distance | NotStated) -> SameStretch | None:
    if isinstance(allowed, NotStated):
        return None
    geometry, length = way.within(allowed.m)
    return SameStretch(
        geometry=geometry, length=Distance(length.value), error=Distance(length.error),
        share=min(length.value / float(way.one.metres.sum()), 1.0),
    )  # fmt: skip


def _sides(
    towns: Sequence[Place], shapes: tuple[BaseGeometry, BaseGeometry], edges: list[BaseGeometry],
    parts: tuple[DiffPart, ...],
) -> tuple[TownSide, ...]:  # fmt: skip
    if not towns:
        return ()
    places = points_of_places(towns)
    in_a, in_b = (inside(shape, places) for shape in shapes)
    margin = np.minimum(*(geodesy.distances_to(places, edge) for edge in edges))
    tree = shapely.STRtree([part.geometry for part in parts])
    told: list[Told | None] = [None] * len(towns)
    for i in np.flatnonzero(in_a != in_b) if parts else ():
        told[i] = parts[int(tree.nearest(Point(places[i])))].told
    return tuple(
        TownSide(
            place=town.id, name=town.name, position=(float(places[i, 0]), float(places[i, 1])),
            in_a=bool(in_a[i]), in_b=bool(in_b[i]), margin=Distance(float(margin[i])), told=told[i],
        )
        for i, town in enumerate(towns)
    )  # fmt: skip


def points_of_places(places: Sequence[Place]) -> FloatArray:
    """Give the positions of places, shape (n, 2).

    Raises
    ------
    InputError
        If one is not stood for by a point.
    """
    for place in places:
        if not isinstance(place, Place):
            raise InputError(f"a {type(place).__name__} came among the places; give Places that a point stands for")
        if not isinstance(place.geometry, Point):
            what = "not placed" if isinstance(place.geometry, NotStated) else f"a {place.geometry.geom_type}"
            raise InputError(f"place {place.id!r} is {what}; leave it out, or give it a point")
    return shapely.get_coordinates(np.array([place.geometry for place in places], dtype=object))


def inside(shape: BaseGeometry, places: FloatArray) -> NDArray[np.bool_]:
    """Say of each place whether a polygon takes it in; its edge counts."""
    shapely.prepare(shape)
    return np.asarray(shapely.intersects_xy(shape, places[:, 0], places[:, 1]))
