"""What is found of lines: values that carry which line was taken, how, and how far they may be off."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from zonelib.geodesy import Edges
from zonelib.geodesy.sectors import Sector
from zonelib.geodesy.sides import SideWord
from zonelib.units import Distance


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainageFound:
    """How far along a line the place nearest to something lies, found.

    Parameters
    ----------
    chainage, error : Distance
        From the start of the line, and how far it may be off; large where a whole stretch is nearly equally near.
    lonlat : (float, float)
        The place on the line.
    azimuth : float
        Direction of the line there, degrees clockwise from north.
    offset, offset_error : Distance
        From the line to what was asked about, and how far the least distance may be off.
    also : tuple of Distance
        Chainages on other stretches that are as near, or farther by no more than was asked for.
    of, boundary, rule : str
        Which line, by which of its boundaries, and why that one.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    chainage: Distance
    error: Distance
    lonlat: tuple[float, float]
    azimuth: float
    offset: Distance
    offset_error: Distance
    also: tuple[Distance, ...]
    of: str
    boundary: str
    rule: str
    edges: Edges

    def __str__(self) -> str:
        where = f"at {_km(self.chainage)} along {self.of or 'the line'}, {_km(self.offset)} from it"
        return f"{where}; as near at {', '.join(_km(one) for one in self.also)}" if self.also else where


@dataclass(frozen=True, kw_only=True, slots=True)
class StationFound:
    """A place on a line, found.

    Parameters
    ----------
    chainage : Distance
        From the start of the line.
    lonlat : (float, float)
        Where it is.
    azimuth : float
        Direction of the line there, degrees clockwise from north; at a vertex that of the edge that follows.
    error : Distance
        It lies within this of the true place.
    of, boundary, rule : str
        Which line, by which of its boundaries, and why that one.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    chainage: Distance
    lonlat: tuple[float, float]
    azimuth: float
    error: Distance
    of: str
    boundary: str
    rule: str
    edges: Edges

    def __str__(self) -> str:
        lon, lat = self.lonlat
        return f"({lon:.5f}, {lat:.5f}), {_km(self.chainage)} along {self.of or 'the line'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineFound:
    """A line or a shape that was taken from a thing, found: a section, a shared border, a simplified shape.

    Parameters
    ----------
    geometry : shapely geometry
        WGS 84 longitude and latitude.
    length : Distance or None
        Of a section or a border; None for a simplified shape.
    error : Distance
        How far the geometry may lie from the true one: for a section each of its ends; for a border drawn with a
        tolerance, that tolerance is off by so much; for a simplified shape the proven distance, both ways.
    assumptions : tuple of str
        Which readings were used, in words.
    of : tuple of str
        Ids of what it was taken from; empty for a bare geometry.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    geometry: BaseGeometry = field(repr=False)
    length: Distance | None
    error: Distance
    assumptions: tuple[str, ...]
    of: tuple[str, ...]
    edges: Edges

    def __str__(self) -> str:
        if self.length is None:
            whose = f" of {self.of[0]}" if self.of else ""
            return f"simplified shape{whose}, within {_short(self.error)} of the one given"
        if self.geometry.is_empty:
            return f"no line{_between(self.of)}"
        return f"{_km(self.length)} of line{_between(self.of)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class SideFound:
    """On which side of a line something lies, as seen going along it, found.

    Parameters
    ----------
    side : {"left", "right", "on", "both", "undecided"}
        The side.
    left_share, right_share : float
        What the answer rests on; see `rule`.
    beyond : bool
        Whether it lies beyond an end, so that the line was thought to go on straight.
    rule : str
        How it was decided, in words.
    of, line : str
        Ids of what was asked about and of the line; empty for bare geometries.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    side: SideWord
    left_share: float
    right_share: float
    beyond: bool
    rule: str
    of: str
    line: str
    edges: Edges

    def __str__(self) -> str:
        where = {
            "left": "on the left of", "right": "on the right of", "on": "on", "both": "on both sides of",
            "undecided": "on neither side of",
        }[self.side]  # fmt: skip
        return f"{self.of or 'it'} lies {where} {self.line or 'the line'} ({self.rule})"


@dataclass(frozen=True, kw_only=True, slots=True)
class SectorsFound:
    """A line in sectors that follow each other and make up the whole, found.

    Parameters
    ----------
    sectors : tuple of Sector
        From the start of the line to its end; metres.
    error : Distance
        Each end of a sector lies within this of its true place.
    assumptions : tuple of str
        How the breaks were chosen, and which line was taken, in words.
    of, boundary : str
        Id of the line's thing, and of the boundary taken.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    sectors: tuple[Sector, ...]
    error: Distance
    assumptions: tuple[str, ...]
    of: str
    boundary: str
    edges: Edges

    def __str__(self) -> str:
        lengths = [one.length_m / 1e3 for one in self.sectors]
        count = f"{len(lengths)} sector{'s' if len(lengths) != 1 else ''} of {self.of or 'the line'}"
        return f"{count}, {min(lengths):,.1f} to {max(lengths):,.1f} km long; {self.assumptions[0]}"


def _between(of: tuple[str, ...]) -> str:
    return f" along {of[0]}" if len(of) == 1 else f" between {of[0]} and {of[1]}" if len(of) == 2 else ""


def _km(length: Distance) -> str:
    return f"{length.km:,.1f} km" if length.km >= 10 else f"{length.km:.3f} km"


def _short(length: Distance) -> str:
    return f"{length.km:.3g} km" if length.m >= 1e3 else f"{length.m:.2g} m"
