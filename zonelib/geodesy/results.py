"""What this floor hands out: values that carry how far they may be off."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.paths import Edges
from zonelib.geodesy.planes import Plane


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A number with its error.

    Parameters
    ----------
    value : float
        Metres or square metres, as the function says.
    error : float
        The true value lies within this of it, in the same unit.
    """

    value: float
    error: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Separation:
    """How far two shapes are apart, and where.

    Parameters
    ----------
    metres : float
        Length of the geodesic.
    error_m : float
        The true distance lies within this of it.
    foot_a, foot_b : (float, float)
        Longitude and latitude of its ends.
    """

    metres: float
    error_m: float
    foot_a: tuple[float, float]
    foot_b: tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A shape at a distance, with how it was made and how far it may be off.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude/latitude, edges straight in longitude/latitude, valid, counterclockwise, cut at ±180° (RFC 7946).
    plane : Plane
        The plane it was made in.
    edges : {"lonlat", "geodesic"}
        What lay between the vertices of the source.
    position_error_m : float
        The shape lies between the true ones for the distance less and plus this: everything nearer to the source than
        distance - error is in it, nothing farther than distance + error.
    area_error_m2 : float
        What that may change the area by, to first order: the position error times the length of the outline.
    method : str
        How, in a sentence.
    error_budget : tuple of (str, float)
        Where the position error comes from, in metres; sums up to it.
    note : str
        What a reader should know of this result; may be empty.
    """

    geometry: BaseGeometry
    plane: Plane
    edges: Edges
    position_error_m: float
    area_error_m2: float
    method: str
    error_budget: tuple[tuple[str, float], ...]
    note: str = ""
