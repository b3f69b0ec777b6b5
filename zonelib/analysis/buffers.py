"""Buffer areas along the edges of zones."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.things import Thing, stand_for
from zonelib.geodesy import Edges
from zonelib.model import Boundary, BufferSpec, Scenario, Side, Span, Zone
from zonelib.units import Area, Distance, as_metres


@dataclass(frozen=True, kw_only=True, slots=True)
class BufferArea:
    """All places within a distance of a thing's edge, on a stated side: found, with how far it may be off.

    Parameters
    ----------
    geometry : Polygon or MultiPolygon
        WGS 84 longitude and latitude, valid by RFC 7946; empty where nothing is that near.
    of : str
        Id of the zone or place; empty for a bare geometry.
    boundary : str
        Id of the boundary it was measured from; empty where there was none to choose.
    side : {"outside", "inside", "both"}
        On which side of the edge.
    width : Distance
        The distance asked for.
    plane : str
        The plane in which it was made.
    scale_error : float
        The plane's greatest relative error of length over the source.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices of the source.
    position_error : Distance
        Its edge lies within this of the true one.
    area, area_error : Area
        Its area on the ellipsoid, and how far that may be off.
    core_empty : bool
        True where an inside buffer leaves nothing of the zone.
    assumptions : tuple of str
        Which readings were used, in words.
    """

    geometry: BaseGeometry = field(repr=False)
    of: str
    boundary: str
    side: Side
    width: Distance
    plane: str
    scale_error: float
    edges: Edges
    position_error: Distance
    area: Area
    area_error: Area
    core_empty: bool
    assumptions: tuple[str, ...]

    def __str__(self) -> str:
        # The preposition says the side: "both" lies on either side of the edge.
        where = {"outside": "outside", "inside": "inside", "both": "on both sides of the edge of"}[self.side]
        errors = f"edge within {_short(self.position_error)}, area within {self.area_error.km2:.2g} km²"
        swallowed = "; it swallows the whole of it" if self.core_empty else ""
        return f"{self.area} {where} {self.of or 'the geometry'}; {errors}{swallowed}"


def buffer(
    thing: Thing | BufferSpec,
    distance: Distance,
    *,
    side: Side = "outside",
    boundary: str | Boundary | Zone | None = None,
    crs: str | int | CRS | None = None,
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> BufferArea:
    """Find all places within a distance of a thing's edge.

    Parameters
    ----------
    thing : Zone, Boundary, Place, BufferSpec or shapely geometry
        What the distance is measured from.
    distance : Distance
        How wide, such as ``km(5)``; more than 0.
    side : {"outside", "inside", "both"}, default "outside"
        Outside the polygon, inside it, or the union of the two. Round a point or along a line only "outside" makes
        sense. For a BufferSpec that states its own side, that one holds.
    boundary : str, Boundary or Zone, optional
        For a zone, the id of the boundary to take (without it `default_boundary` chooses); for a BufferSpec, which
        names its zones by id only, the zone or the boundary itself.
    crs : optional
        A projected CRS in metres to work in (anything that pyproj reads), refused if it distorts lengths by 0.1 % or
        more over the geometry; without it a plane centred on the thing.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices: a line straight in longitude and latitude (RFC 7946), or a geodesic.
    tolerance : Distance, optional
        How far the edge of the result may lie from the true one; by default the smaller of 1 m and 10⁻⁵ of the
        distance.

    Returns
    -------
    BufferArea

    Raises
    ------
    BareNumberError
        If `distance` or `tolerance` is a bare number.
    LengthError
        If it is not more than 0.
    PlaneError
        If `crs` is not projected in metres, or distorts too much.
    InputError
        If nothing stands for the thing.

    Examples
    --------
    >>> import zonelib as zl
    >>> strip = zl.buffer(zl.read("syria-2017").zone("homs"), zl.km(5))
    >>> round(strip.area.km2)
    567
    """
    distance_m = as_metres(distance, "distance", positive=True)
    tolerance_m = None if tolerance is None else as_metres(tolerance, "tolerance", positive=True)
    stand = stand_for(thing, boundary)
    assumptions = [f"measured from: {stand.rule}"]
    if isinstance(thing, BufferSpec):
        side = thing.side if thing.side else side
        assumptions += _readings(thing, distance)
    found = geodesy.buffer(stand.geometry, distance_m, side=side, crs=crs, edges=edges, tolerance_m=tolerance_m)
    size = geodesy.area(found.geometry)
    return BufferArea(
        geometry=found.geometry, of=stand.of, boundary=stand.boundary, side=side, width=distance,
        plane=found.plane.name, scale_error=found.plane.scale_error, edges=edges,
        position_error=Distance(found.position_error_m),
        area=Area(size.value), area_error=Area(found.area_error_m2 + size.error),
        core_empty=_swallows(found.geometry, stand.geometry, side),
        assumptions=(*assumptions, *([found.note] if found.note else [])),
    )  # fmt: skip


def buffer_areas(spec: BufferSpec, *, scenario: Scenario) -> tuple[BufferArea, ...]:
    """Find the areas of a buffer that somebody described, as far as its width is stated.

    Parameters
    ----------
    spec : BufferSpec
        One of the scenario's buffers.
    scenario : Scenario
        Holds the zones that it names.

    Returns
    -------
    tuple of BufferArea
        For each zone that may be meant and each end of the width; empty where no zone or no width is stated, or the
        zone has no geometry: a width is never invented. Where the side is not stated, both sides are found, and said
        so.
    """
    if not spec.of:
        return ()
    zones = [scenario.zone(id) for id in spec.of.any_of]
    side: Side = spec.side if spec.side else "both"
    return tuple(
        buffer(spec, width, side=side, boundary=zone)
        for zone in zones
        if any(isinstance(b.geometry, BaseGeometry) for b in zone.boundaries)
        for width in _widths(spec)
    )


def _widths(spec: BufferSpec) -> list[Distance]:
    if isinstance(spec.width, Span):
        return [end for end in (spec.width.low, spec.width.high) if isinstance(end, Distance)]
    return [spec.width] if isinstance(spec.width, Distance) else []


def _readings(spec: BufferSpec, distance: Distance) -> list[str]:
    """Say what the source leaves open, or says otherwise."""
    said = []
    if not spec.side:
        said.append("the source does not say on which side the buffer lies")
    if spec.of and not spec.of.known:
        said.append(f"the source does not say along which zones: {spec.of}")
    if isinstance(spec.width, Span):
        said.append(f"the source gives a width of {spec.width}; {distance} is used")
    elif not isinstance(spec.width, Distance):
        said.append(f"the source gives no width; {distance} is the user's figure")
    elif spec.width != distance:
        said.append(f"the source gives a width of {spec.width}; {distance} is used")
    return said


def _swallows(strip: BaseGeometry, source: BaseGeometry, side: Side) -> bool:
    return side != "outside" and not strip.is_empty and source.difference(strip).is_empty


def _short(length: Distance) -> str:
    return f"{length.m:.2g} m"
