"""Areas, lengths and distances of things, each with how far it may be off."""

from __future__ import annotations

from dataclasses import dataclass

from zonelib import geodesy
from zonelib.analysis.things import Thing, stand_for
from zonelib.geodesy import Edges
from zonelib.units import Area, Distance


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaFound:
    """An area on the ellipsoid, found.

    Parameters
    ----------
    area : Area
        What was found.
    error : Area
        The computed area lies within this of the true area of the geometry; how well the geometry stands for the thing
        is another matter (`Boundary.precision`).
    of, boundary, rule : str
        What was measured, by which of its boundaries, and why that one.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    area: Area
    error: Area
    of: str
    boundary: str
    rule: str
    edges: Edges

    def __str__(self) -> str:
        return f"{self.area}{f' ({self.of})' if self.of else ''}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LengthFound:
    """A length on the ellipsoid, found: of a line, or of a polygon's edge.

    Parameters
    ----------
    length : Distance
        What was found.
    error : Distance
        The computed length lies within this of the true one.
    of, boundary, rule : str
        What was measured, by which of its boundaries, and why that one.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    length: Distance
    error: Distance
    of: str
    boundary: str
    rule: str
    edges: Edges

    def __str__(self) -> str:
        return f"{_km(self.length)}{f' ({self.of})' if self.of else ''}"


@dataclass(frozen=True, kw_only=True, slots=True)
class DistanceFound:
    """The shortest geodesic between two things, found.

    Parameters
    ----------
    distance : Distance
        What was found; 0 where they touch or one lies in the other.
    error : Distance
        The computed distance lies within this of the true one.
    foot_a, foot_b : (float, float)
        Longitude and latitude of its two ends.
    a, b : str
        Ids of the things.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    distance: Distance
    error: Distance
    foot_a: tuple[float, float]
    foot_b: tuple[float, float]
    a: str
    b: str
    edges: Edges

    def __str__(self) -> str:
        ends = f" from {self.a} to {self.b}" if self.a and self.b else ""
        return f"{_km(self.distance)}{ends}"


def area(thing: Thing, *, boundary: str | None = None, edges: Edges = "lonlat") -> AreaFound:
    """Measure the area of a thing on the WGS 84 ellipsoid.

    Parameters
    ----------
    thing : Zone, Boundary, Place or shapely geometry
        A polygon or multi-polygon stands for it; holes count as holes whichever way they wind.
    boundary : str, optional
        For a zone, the id of the boundary to take; without it `default_boundary` chooses.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices: a line straight in longitude and latitude (RFC 7946), or a geodesic.

    Raises
    ------
    GeometryError
        If what stands for it is no polygon.
    InputError
        If nothing stands for it.
    """
    stand = stand_for(thing, boundary)
    found = geodesy.area(stand.geometry, edges=edges)
    return AreaFound(
        area=Area(found.value), error=Area(found.error),
        of=stand.of, boundary=stand.boundary, rule=stand.rule, edges=edges,
    )  # fmt: skip


def length(thing: Thing, *, boundary: str | None = None, edges: Edges = "lonlat") -> LengthFound:
    """Measure the length of a line, or of a polygon's whole edge, on the WGS 84 ellipsoid.

    Parameters
    ----------
    thing : Zone, Boundary, Place or shapely geometry
        A line or a polygon stands for it.
    boundary : str, optional
        For a zone, the id of the boundary to take; without it `default_boundary` chooses.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.

    Raises
    ------
    GeometryError
        If what stands for it is neither line nor polygon.
    InputError
        If nothing stands for it.
    """
    stand = stand_for(thing, boundary)
    found = geodesy.length(stand.geometry, edges=edges)
    return LengthFound(
        length=Distance(found.value, "km"), error=Distance(found.error),
        of=stand.of, boundary=stand.boundary, rule=stand.rule, edges=edges,
    )  # fmt: skip


def distance(a: Thing, b: Thing, *, edges: Edges = "lonlat") -> DistanceFound:
    """Measure the shortest geodesic between two things.

    Parameters
    ----------
    a, b : Zone, Boundary, Place or shapely geometry
        Any two; for a zone `default_boundary` chooses the boundary.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.

    Returns
    -------
    DistanceFound
        0 where they touch or one lies in the other.

    Raises
    ------
    InputError
        If nothing stands for one of them.
    """
    one, other = stand_for(a), stand_for(b)
    found = geodesy.distance(one.geometry, other.geometry, edges=edges)
    return DistanceFound(
        distance=Distance(found.metres, "km"), error=Distance(found.error_m),
        foot_a=found.foot_a, foot_b=found.foot_b, a=one.of, b=other.of, edges=edges,
    )  # fmt: skip


def _km(length: Distance) -> str:
    return f"{length.km:,.1f} km" if length.km >= 10 else f"{length.km:.3f} km"
