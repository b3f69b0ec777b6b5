"""What may come in: every check of a shape, a position or a length that enters this floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, TypeVar, get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError, InputError, LengthError

FAMILIES: Final[dict[str, str]] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}
Family = Literal["point", "line", "polygon"]

Word = TypeVar("Word", bound=str)


def checked_geometry(geometry: BaseGeometry, name: str = "geometry") -> BaseGeometry:
    """Give the geometry back in two dimensions, rings counterclockwise, or say what is wrong with it.

    Parameters
    ----------
    geometry : shapely geometry
        Points, lines, polygons and their multiples, in WGS 84 longitude and latitude, degrees.
    name : str
        What it is called in the message.

    Raises
    ------
    GeometryError
        If it is no such geometry, is empty, has heights, is not finite, leaves the earth, or crosses itself.
    """
    geometry = _checked_kind(geometry, name, "longitude/latitude")
    _check_positions(shapely.get_coordinates(geometry), name)
    return _checked_rings(geometry, name, "lon lat")


def checked_polygons(polygons: Sequence[BaseGeometry], name: str) -> NDArray[np.object_]:
    """Give many polygons back as `checked_geometry` does each, or say what is wrong with the first that is.

    Parameters
    ----------
    polygons : sequence of Polygon or MultiPolygon
        In WGS 84 longitude and latitude, degrees.
    name : str
        What one is called in the message; its number, counted from 1, follows.

    Raises
    ------
    GeometryError
        As `checked_geometry`, and if one is not made of polygons.
    """
    if all(isinstance(one, shapely.Polygon | shapely.MultiPolygon) for one in polygons):
        every: NDArray[np.object_] = np.array(polygons, dtype=object)
        lon, lat = shapely.get_coordinates(every).T
        # What is not finite is not within either.
        placed = (np.abs(lon) <= 180).all() and (np.abs(lat) <= 90).all()
        if placed and not (shapely.has_z(every) | shapely.is_empty(every) | ~shapely.is_valid(every)).any():
            return np.asarray(shapely.orient_polygons(every))
    found = np.empty(len(polygons), dtype=object)
    for i, one in enumerate(polygons):
        found[i] = checked_geometry(one, f"{name} {i + 1}")
        if family(found[i]) != "polygon":
            raise GeometryError(
                f"{name} {i + 1} is a {found[i].geom_type}; points are told apart by areas: give polygons"
            )
    return found


def checked_flat(geometry: BaseGeometry, name: str = "geometry") -> BaseGeometry:
    """Give a geometry in a projected CRS back in two dimensions, rings counterclockwise, or say what is wrong with it.

    Raises
    ------
    GeometryError
        As `checked_geometry`, but that any finite coordinates will do.
    """
    geometry = _checked_kind(geometry, name, "a projected CRS")
    _check_finite(shapely.get_coordinates(geometry), name)
    return _checked_rings(geometry, name, "x y")


def _checked_kind(geometry: BaseGeometry, name: str, wanted: str) -> BaseGeometry:
    if not isinstance(geometry, BaseGeometry):
        raise GeometryError(f"{name} is a {type(geometry).__name__}; a shapely geometry in {wanted} is wanted")
    if isinstance(geometry, shapely.LinearRing):
        geometry = shapely.LineString(geometry)
    if geometry.geom_type not in FAMILIES:
        raise GeometryError(f"{name} is a {geometry.geom_type}; give one of {', '.join(FAMILIES)}, one kind at a time")
    if geometry.is_empty:
        raise GeometryError(f"{name} is an empty {geometry.geom_type}; give a shape that holds at least one point")
    if geometry.has_z:
        raise GeometryError(f"{name} has heights, which are not measured; drop them with shapely.force_2d(...)")
    return geometry


def _checked_rings(geometry: BaseGeometry, name: str, axes: str) -> BaseGeometry:
    if family(geometry) != "polygon":
        return geometry
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise GeometryError(f"{name} is not a valid {geometry.geom_type}: {reason} ({axes}); repair it first")
    return shapely.orient_polygons(geometry)


def checked_edges(geometry: BaseGeometry, edges: str, name: str = "geometry") -> None:
    """Refuse a polygon with geodesic edges that is not cut at ±180°: inside and outside would not be told apart.

    Raises
    ------
    GeometryError
        If a ring jumps by more than 180° of longitude.
    """
    if edges != "geodesic" or family(geometry) != "polygon":
        return
    for ring in shapely.get_rings(shapely.get_parts(geometry)):
        jump = np.abs(np.diff(shapely.get_coordinates(ring)[:, 0]))
        bad = (jump > 180) & (jump < 360)
        if bad.any():
            raise GeometryError(
                f"{name}: the geodesic edge after vertex {_first(bad)} crosses ±180°; cut the polygon in two there "
                "(RFC 7946, 3.1.9), for example with antimeridian.fix_polygon"
            )


def _check_finite(coordinates: np.ndarray[Any, np.dtype[np.float64]], name: str) -> None:
    bad = ~np.isfinite(coordinates).all(axis=1)
    if bad.any():
        raise GeometryError(f"{name}: vertex {_first(bad)} is not finite: {_shown(coordinates[_first(bad)])}")


def _check_positions(coordinates: np.ndarray[Any, np.dtype[np.float64]], name: str) -> None:
    _check_finite(coordinates, name)
    bad = np.abs(coordinates[:, 1]) > 90
    if bad.any():
        came = coordinates[_first(bad)]
        swapped = " (are longitude and latitude swapped?)" if abs(came[1]) <= 180 and abs(came[0]) <= 90 else ""
        metres = ", not metres of a projected CRS, which zonelib.from_projected brings over" * bool(abs(came[1]) > 360)
        raise GeometryError(
            f"{name}: vertex {_first(bad)} has latitude {came[1]:g}, beyond ±90{swapped}; "
            f"give degrees, longitude before latitude{metres}"
        )
    bad = np.abs(coordinates[:, 0]) > 180
    if bad.any():
        came = coordinates[_first(bad)]
        raise GeometryError(
            f"{name}: vertex {_first(bad)} has longitude {came[0]:g}, outside [-180, 180]; bring it into the range, "
            "and cut a shape that crosses 180° in two (RFC 7946, 3.1.9), for example with antimeridian.fix_shape"
        )


def checked_position(lon: float, lat: float, name: str = "position") -> tuple[float, float]:
    """Give the position back as floats, or say what is wrong with it.

    Raises
    ------
    GeometryError
        If a number is not finite or lies off the earth.
    """
    _check_positions(np.array([[lon, lat]], dtype=float), name)
    return float(lon), float(lat)


def checked_length(value_m: float, name: str, *, most_m: float = math.inf) -> float:
    """Give the length back if it is finite, more than 0 and at most `most_m`.

    Raises
    ------
    LengthError
        Otherwise; the message says which.
    """
    value = float(value_m)
    if not math.isfinite(value) or value <= 0:
        raise LengthError(f"{name} is {value:g} m; it must be finite and more than 0")
    if value > most_m:
        raise LengthError(
            f"{name} is {value / 1e3:,.0f} km; beyond {most_m / 1e3:,.0f} km shapes wrap round the far side of the "
            "earth, where this is not measured"
        )
    return value


def checked_word(value: Word, allowed: Any, name: str) -> Word:
    """Give the word back if the `Literal` allows it; list what it allows if not.

    Raises
    ------
    InputError
        If the word is not one of those.
    """
    if value not in get_args(allowed):
        raise InputError(f"{name} is {value!r}; use one of {', '.join(repr(word) for word in get_args(allowed))}")
    return value


def family(geometry: BaseGeometry) -> Family:
    """Say whether a checked geometry is made of points, lines or polygons."""
    kind: Any = FAMILIES[geometry.geom_type]
    found: Family = kind
    return found


def _first(bad: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
    return int(np.flatnonzero(bad)[0])


def _shown(position: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    return f"({position[0]:g}, {position[1]:g})"
