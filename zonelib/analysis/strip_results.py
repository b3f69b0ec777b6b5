"""What is found of strips and their kin: a shape that carries how it was made and how far it may be off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.things import Stand, Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy import Edges, Shape
from zonelib.units import Area, Distance, as_metres

Stretches = Sequence[tuple[Distance, Distance | None, Distance]]
"""From where, to where (None: to the end of the line), how wide."""

Named = Thing | tuple[float, float]
"""What names a side: a zone, a place, a geometry, or longitude and latitude."""


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


def found_strip(found: Shape, what: str, *stands: Stand) -> Strip:
    """Give what the geodesy floor found as a strip, of the things that stand for its sources."""
    polygonal = "Polygon" in found.geometry.geom_type and not found.geometry.is_empty
    size = geodesy.area(found.geometry) if polygonal else None
    return Strip(
        geometry=found.geometry, what=what, of=", ".join(name for s in stands if (name := s.of or s.boundary)),
        edges=found.edges, position_error=Distance(found.position_error_m), area=Area(size.value if size else 0.0),
        area_error=Area(found.area_error_m2 + (size.error if size else 0.0)), method=found.method,
        plane=found.plane.name,
        assumptions=(*(f"measured from: {s.rule}" for s in stands), *([found.note] if found.note else [])), shape=found,
    )  # fmt: skip


def named_stand(named: Named) -> Stand:
    """Give what stands for that which names a side."""
    if isinstance(named, tuple):
        if len(named) != 2:
            raise InputError(f"{named!r} is no place; give (lon, lat)")
        return Stand(geometry=Point(*named), of="", boundary="", rule=f"the place ({named[0]:g}, {named[1]:g})")
    return stand_for(named)


def called(stand: Stand, named: Named) -> str:
    """Say in words what names a side."""
    if stand.of or stand.boundary:
        return stand.of or stand.boundary
    if isinstance(stand.geometry, Point):
        return f"({stand.geometry.x:g}, {stand.geometry.y:g})"
    return f"the {type(named).__name__} given"


def checked_steps(widths: Stretches, name: str) -> list[tuple[float, float, float]]:
    """Give stretches in metres."""
    return [
        (
            as_metres(low, f"the start of {name}[{i}]"),
            math.inf if high is None else as_metres(high, f"the end of {name}[{i}]"),
            as_metres(width, f"the width of {name}[{i}]", positive=True),
        )
        for i, (low, high, width) in enumerate(widths)
    ]


def metres(value: Distance | None, name: str = "tolerance") -> float | None:
    """Give a length in metres, or None for none."""
    return None if value is None else as_metres(value, name, positive=True)
