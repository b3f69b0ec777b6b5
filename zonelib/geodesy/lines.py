"""Lines: what lies between two vertices, and vertices enough that it no longer matters.

The straight line in longitude/latitude between two vertices (RFC 7946) and the geodesic between them are two lines:
on a parallel at 36° they part by 1.4 m over 10 km and by 14 km over 1,000 km. `densify` makes them one within a
tolerance.
"""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.paths import (
    EDGES,
    Edges,
    along_geodesic,
    along_lonlat,
    along_short_lonlat,
    paths_of,
    rebuilt,
    refined_path,
    without_doubles,
)
from zonelib.geodesy.seam import lines as cut_lines


def densify(geometry: BaseGeometry, *, tolerance_m: float, edges: Edges = "lonlat") -> BaseGeometry:
    """Insert vertices until it no longer matters in which sense the edges are straight.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude/latitude; points come back as they are.
    tolerance_m : float
        Afterwards the chords in the *other* sense (geodesic chords of edges straight in longitude/latitude, and the
        other way round) deviate from the given edges by at most this many metres.
    edges : {"lonlat", "geodesic"}
        What the given edges are.

    Returns
    -------
    shapely geometry
        Every given vertex is kept. Geodesic edges that cross ±180° come back cut there, by RFC 7946.

    Raises
    ------
    GeometryError, LengthError, InputError
        If the geometry, the tolerance or the word for the edges cannot be.
    """
    checked = checked_geometry(geometry)
    tolerance = checked_length(tolerance_m, "tolerance_m")
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    if family(checked) == "point":
        return checked
    if edges == "geodesic":
        return _lonlat_shape(checked, tolerance)
    return rebuilt(
        checked, lambda path: refined_path(path, straight=along_lonlat, other=along_geodesic, tolerance_m=tolerance)
    )


def as_lonlat_edges(geometry: BaseGeometry, *, edges: Edges, tolerance_m: float) -> BaseGeometry:
    """Give a checked shape whose edges are straight in longitude/latitude, to the tolerance."""
    if edges == "lonlat" or family(geometry) == "point":
        return geometry
    return _lonlat_shape(geometry, tolerance_m)


def as_geodesic_paths(geometry: BaseGeometry, *, edges: Edges, tolerance_m: float) -> list[FloatArray]:
    """Give the lines of a checked shape as vertices joined by geodesics, to the tolerance."""
    paths = paths_of(geometry)
    if edges == "geodesic":
        return paths
    return [refined_path(p, straight=along_lonlat, other=along_geodesic, tolerance_m=tolerance_m) for p in paths]


def _lonlat_shape(geometry: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    def one(path: FloatArray) -> FloatArray:
        return refined_path(
            without_doubles(path), straight=EDGES["geodesic"], other=along_short_lonlat, tolerance_m=tolerance_m
        )

    if family(geometry) == "polygon":
        return rebuilt(geometry, one)
    parts = shapely.get_parts(geometry)
    cut = [cut_lines(one(shapely.get_coordinates(part))) for part in parts]
    flat = [line for part in cut for line in shapely.get_parts(part)]
    return flat[0] if len(flat) == 1 else shapely.MultiLineString(flat)
