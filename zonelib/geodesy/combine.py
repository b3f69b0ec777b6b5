"""Union, intersection and difference of shapes, with their errors carried along.

Let each drawn shape A' differ from the true A only within a of the outline of A, and likewise B' within b of that of
B. A place at which the combination of A' and B' differs from that of A and B is one at which A' differs from A or B'
from B. So *all that is wrong lies within the larger of a and b of the outline of one of the parts*: that is the
position error reported. It is not said that it lies as near to the outline of the combination: where two outlines
cross at a small angle α, their crossing may be off by max(a, b)/sin(α/2), and where two shapes meet edge to edge, a
slit narrower than a + b may open or a sliver remain. The area that may be wrong is at most the sum of what may be
wrong of the parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError
from zonelib.geodesy.area import area
from zonelib.geodesy.checks import checked_geometry, family
from zonelib.geodesy.earth import ROUNDING_M
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import polygons_of

Combinable = Shape | BaseGeometry


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    geometry: BaseGeometry
    position_error_m: float
    area_error_m2: float
    edges: Edges


def union(*shapes: Combinable) -> Shape:
    """Give what lies in any of some shapes.

    Parameters
    ----------
    *shapes : Shape, Polygon or MultiPolygon
        At least one; a bare geometry in longitude/latitude counts as exact, its edges as straight there.

    Returns
    -------
    Shape
        Wrong within its position error of the outline of one of the parts, at most.

    Raises
    ------
    GeometryError, InputError
        If there is none, or one is not made of polygons.
    """
    return _combined("union", shapes, shapely.union_all)


def intersection(*shapes: Combinable) -> Shape:
    """Give what lies in all of some shapes; parameters and errors are those of `union`."""
    return _combined("intersection", shapes, shapely.intersection_all)


def difference(shape: Combinable, *without: Combinable) -> Shape:
    """Give what lies in a shape and in none of the others; parameters and errors are those of `union`."""
    return _combined(
        "difference", (shape, *without), lambda many: shapely.difference(many[0], shapely.union_all(many[1:]))
    )


def _combined(name: str, shapes: tuple[Combinable, ...], how: Callable[[list[BaseGeometry]], BaseGeometry]) -> Shape:
    if not shapes:
        raise InputError(f"{name} of nothing; give at least one shape")
    parts = [_part(shape, i) for i, shape in enumerate(shapes)]
    found = polygons_of(how([part.geometry for part in parts]))
    worst = max(part.position_error_m for part in parts)
    rounding = area(found).error if not found.is_empty else 0.0
    drawn = [part.geometry for part in parts if not part.geometry.is_empty]
    if not drawn:
        raise GeometryError(f"{name} of empty shapes only; nothing is left to combine")
    kinds = {part.edges for part in parts if part.position_error_m > 0}
    note = f"the {name} is empty" if found.is_empty else ""
    return Shape(
        geometry=found,
        plane=centred_plane(found if not found.is_empty else drawn[0]),
        edges=kinds.pop() if len(kinds) == 1 else "lonlat",
        position_error_m=worst + ROUNDING_M,
        area_error_m2=sum(part.area_error_m2 for part in parts) + rounding,
        method=f"{name} of {len(parts)} shapes in longitude/latitude, where their edges are straight",
        error_budget=(("the part that may be off most", worst), ("rounding", ROUNDING_M)),
        note=note,
    )


def _part(shape: Combinable, i: int) -> _Part:
    if isinstance(shape, Shape):
        if not shape.geometry.is_empty:
            _check_polygon(shape.geometry, i)
        return _Part(
            geometry=shape.geometry, position_error_m=shape.position_error_m, area_error_m2=shape.area_error_m2,
            edges=shape.edges,
        )  # fmt: skip
    checked = checked_geometry(shape, f"shape {i + 1}")
    _check_polygon(checked, i)
    return _Part(geometry=checked, position_error_m=0.0, area_error_m2=0.0, edges="lonlat")


def _check_polygon(geometry: BaseGeometry, i: int) -> None:
    if family(geometry) != "polygon":
        raise GeometryError(f"shape {i + 1} is a {geometry.geom_type}; only areas can be combined: buffer it first")
