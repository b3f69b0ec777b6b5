"""What of a territory lies beyond a parallel or a meridian: "no aircraft north of 36° N".

A parallel and a meridian are straight in longitude/latitude, so the cut is exact for edges straight in
longitude/latitude: what remains is rounding. Geodesic edges of the territory are drawn straight first, to the
tolerance.
"""

from __future__ import annotations

import math
from typing import Final, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError
from zonelib.geodesy.buffers import finished
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.earth import ROUNDING_M
from zonelib.geodesy.lines import as_lonlat_edges
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.planes import centred_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import polygons_of

NorthSouth = Literal["north", "south"]
EastWest = Literal["east", "west"]

_DEFAULT_M: Final = 1.0


def beyond_parallel(
    territory: BaseGeometry,
    lat: float,
    *,
    side: NorthSouth,
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give what of a territory lies north or south of a parallel.

    Parameters
    ----------
    territory : Polygon or MultiPolygon
        Longitude/latitude.
    lat : float
        The parallel, degrees, between -90 and 90.
    side : {"north", "south"}
        Which part.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices of the territory.
    tolerance_m : float, optional
        For geodesic edges, how far they may be off when drawn straight in longitude/latitude; 1 m by default.

    Raises
    ------
    GeometryError, InputError
        If the territory, the parallel or a word cannot be.
    """
    checked_word(side, NorthSouth, "side")
    if not (math.isfinite(lat) and abs(lat) < 90):
        raise InputError(f"lat is {lat:g}; a parallel lies between -90 and 90 degrees")
    half = shapely.box(-180, lat, 180, 90) if side == "north" else shapely.box(-180, -90, 180, lat)
    letter = "N" if lat >= 0 else "S"
    return _cut(territory, half, edges, tolerance_m, f"{side} of {abs(lat):g}° {letter}")


def beyond_meridian(
    territory: BaseGeometry,
    lon: float,
    *,
    side: EastWest,
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give what of a territory lies east or west of a meridian.

    Parameters
    ----------
    territory : Polygon or MultiPolygon
        Longitude/latitude; it must not reach the meridian opposite, where east meets west.
    lon : float
        The meridian, degrees, from -180 to 180.
    side : {"east", "west"}
        Which part: up to half the earth in that direction.
    edges, tolerance_m
        As for `beyond_parallel`.

    Raises
    ------
    GeometryError, InputError
        If the territory, the meridian or a word cannot be.
    """
    checked_word(side, EastWest, "side")
    if not (math.isfinite(lon) and abs(lon) <= 180):
        raise InputError(f"lon is {lon:g}; a meridian lies between -180 and 180 degrees")
    checked = checked_geometry(territory, "territory")
    opposite = lon + 180 if lon <= 0 else lon - 180
    ends = {opposite} | ({180.0, -180.0} if abs(opposite) == 180 else set())
    if any(shapely.intersects(checked, shapely.LineString([(end, -90), (end, 90)])) for end in ends):
        raise GeometryError(
            f"the territory reaches {opposite:g}° of longitude, half the earth from {lon:g}°, where east of it meets "
            "west of it; cut the territory there first"
        )
    east: BaseGeometry = shapely.box(lon, -90, opposite, 90) if lon <= 0 else shapely.box(lon, -90, 180, 90)
    if lon > 0:
        east = shapely.union(east, shapely.box(-180, -90, opposite, 90))
    world = shapely.box(-180, -90, 180, 90)
    half = east if side == "east" else shapely.difference(world, east)
    letter = "E" if lon >= 0 else "W"
    return _cut(checked, half, edges, tolerance_m, f"{side} of {abs(lon):g}° {letter}")


def _cut(territory: BaseGeometry, half: BaseGeometry, edges: Edges, tolerance_m: float | None, where: str) -> Shape:
    checked = checked_geometry(territory, "territory")
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges, "territory")
    if family(checked) != "polygon":
        raise GeometryError(f"territory is a {checked.geom_type}; a Polygon or MultiPolygon is wanted")
    tolerance = _DEFAULT_M if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    drawn = as_lonlat_edges(checked, edges=edges, tolerance_m=tolerance)
    found = polygons_of(shapely.intersection(drawn, half))
    note = f"nothing of the territory lies {where}" if found.is_empty else ""
    if not found.is_empty and shapely.difference(drawn, half).is_empty:
        note = f"all of the territory lies {where}"
    budget = [("edges", tolerance if edges == "geodesic" else 0.0), ("rounding", ROUNDING_M)]
    return finished(
        found, plane=centred_plane(checked), edges=edges, budget=budget,
        method=f"what lies {where}, cut in longitude/latitude, where the line is straight", note=note,
    )  # fmt: skip
