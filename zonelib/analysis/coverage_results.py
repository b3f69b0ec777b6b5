"""What is found of coverage: shares, gaps and distances or times, each with how far it may be off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shapely.geometry.base import BaseGeometry

from zonelib.analysis.networks import Reach, spoken_reach
from zonelib.geodesy import Edges
from zonelib.model import Stated
from zonelib.units import Area, Distance

ReachT = TypeVar("ReachT", bound=Reach)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageShares(Generic[ReachT]):
    """What is covered once and twice at one reach.

    Parameters
    ----------
    reach : Distance or timedelta
        The reach; a time by a network of times.
    covered, twice : float
        Shares of the line or of the area, 0 to 1: within reach of a post, and of two or more.
    """

    reach: ReachT
    covered: float
    twice: float

    def __str__(self) -> str:
        return f"at {spoken_reach(self.reach)}: {self.covered:.1%} within reach, {self.twice:.1%} of two or more"


@dataclass(frozen=True, kw_only=True, slots=True)
class NearPlace:
    """The place of a scenario that is nearest to somewhere.

    Parameters
    ----------
    place, name : str
        Its id, and what a reader is shown.
    distance : Distance
        How far away its point is.
    direction : str
        Where one is, seen from the place: one of eight, such as "north-east".
    precision : Distance, optional
        How far the true place may lie from its point, where that is stated.
    """

    place: str
    name: str
    distance: Distance
    direction: str
    precision: Stated[Distance]

    def __str__(self) -> str:
        return f"{self.distance.km:,.1f} km {self.direction} of {self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A stretch of a line beyond the reach of all posts.

    Parameters
    ----------
    begins, ends : Distance
        Chainages. On a closed line a gap over its start begins at a greater chainage than it ends.
    length : Distance
        How long it is.
    begins_at, ends_at : (float, float)
        Longitude and latitude of its ends.
    near : tuple of NearPlace
        The nearest place of the scenario to its beginning, its middle and its end; empty where no scenario was given,
        or none of its places is a point.
    """

    begins: Distance
    ends: Distance
    length: Distance
    begins_at: tuple[float, float]
    ends_at: tuple[float, float]
    near: tuple[NearPlace, ...] = ()

    def __str__(self) -> str:
        (lon, lat), (lon_2, lat_2) = self.begins_at, self.ends_at
        return (
            f"{self.length.km:,.1f} km, from {self.begins.km:,.1f} km ({lon:.4f}, {lat:.4f}) to "
            f"{self.ends.km:,.1f} km ({lon_2:.4f}, {lat_2:.4f})" + (f"; {self.places}" if self.near else "")
        )

    @property
    def places(self) -> str:
        """Where it is, by the places near it; empty where none is known."""
        if not self.near:
            return ""
        begins, middle, ends = map(str, self.near)
        return f"from {begins} over {middle} to {ends}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FarPlace:
    """How far places are from the nearest post, and one that is so far.

    Parameters
    ----------
    distance, error : Distance
        The distance, and how far it may be off.
    lonlat : (float, float)
        A place that is so far from its nearest post, to twice the error.
    chainage : Distance or None
        Where on the line that is; None in an area.
    """

    distance: Distance
    error: Distance
    lonlat: tuple[float, float]
    chainage: Distance | None

    def __str__(self) -> str:
        lon, lat = self.lonlat
        return f"{self.distance.km:,.2f} km at ({lon:.4f}, {lat:.4f})"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostCoverage:
    """What one post covers.

    Parameters
    ----------
    post : str
        Its id, or its number from 1 on.
    covers, alone : Distance
        Length of the line within its reach, and within no other's.
    """

    post: str
    covers: Distance
    alone: Distance

    def __str__(self) -> str:
        return f"{self.post}: {self.covers.km:,.1f} km within reach, {self.alone.km:,.1f} km of no other post"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineCoverage:
    """What of a line lies within reach of posts, found.

    Parameters
    ----------
    shares : CoverageShares
        At the reach that was given.
    sensitivity : tuple of CoverageShares
        The same at a reach 20 % less, and 20 % more.
    length, uncovered : Distance
        Of the line, and of what is beyond reach.
    gaps : tuple of Gap
        In order along the line.
    worst, percentile_95 : FarPlace
        The greatest distance to the nearest post, and the one that 95 % of the line does not exceed.
    posts : tuple of PostCoverage
        In the order given.
    error : Distance
        Every end of a stretch lies within this of the true one; large only where the line grazes a reach.
    of, boundary, rule : str
        Which line, by which of its boundaries, and why that one.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    assumptions : tuple of str
        What was taken for granted.
    """

    shares: CoverageShares[Distance]
    sensitivity: tuple[CoverageShares[Distance], ...]
    length: Distance
    uncovered: Distance
    gaps: tuple[Gap, ...]
    worst: FarPlace
    percentile_95: FarPlace
    posts: tuple[PostCoverage, ...] = field(repr=False)
    error: Distance
    of: str
    boundary: str
    rule: str
    edges: Edges
    assumptions: tuple[str, ...]

    @property
    def longest_gap(self) -> Gap | None:
        """The longest gap, the first of equally long ones; None where all is covered."""
        return max(self.gaps, key=lambda gap: gap.length.m, default=None)

    def __str__(self) -> str:
        gap = f"longest gap {self.longest_gap}" if self.longest_gap else "no gap"
        return (
            f"{self.shares.covered:.1%} of {self.length.km:,.1f} km of {self.of or 'the line'} within "
            f"{self.shares.reach} of a post, {self.shares.twice:.1%} of two or more; {gap}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaCoverage:
    """What of an area lies within reach of posts, found.

    Parameters
    ----------
    shares : CoverageShares
        At the reach that was given.
    sensitivity : tuple of CoverageShares
        The same at a reach 20 % less, and 20 % more.
    area, uncovered : Area
        Of the whole, and of what is beyond reach.
    error : Area
        What is uncovered may be off by this: what the reaches are drawn with, along their outlines.
    gaps : shapely geometry
        What is beyond reach, longitude/latitude; may be empty.
    worst, percentile_95 : FarPlace
        The greatest distance to the nearest post, and the one that 95 % of the area does not exceed, on a grid.
    cell : Distance
        Side of a cell of that grid, which lies on an equal-area plane.
    of, boundary, rule : str
        Which area, by which of its boundaries, and why that one.
    assumptions : tuple of str
        What was taken for granted.
    """

    shares: CoverageShares[Distance]
    sensitivity: tuple[CoverageShares[Distance], ...]
    area: Area
    uncovered: Area
    error: Area
    gaps: BaseGeometry = field(repr=False)
    worst: FarPlace
    percentile_95: FarPlace
    cell: Distance
    of: str
    boundary: str
    rule: str
    assumptions: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.shares.covered:.1%} of {self.area} of {self.of or 'the area'} within {self.shares.reach} of a "
            f"post, {self.shares.twice:.1%} of two or more; farthest {self.worst}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FarByNetwork:
    """What it takes to travel to places from the nearest post, and one to which it takes so much.

    Parameters
    ----------
    cost : Distance, timedelta or None
        Along the network and to and from it; None where there is no way.
    lonlat : (float, float)
        The middle of a stretch or cell to which it takes so much.
    chainage : Distance or None
        Where on the line that is; None in an area.
    """

    cost: Reach | None
    lonlat: tuple[float, float]
    chainage: Distance | None

    def __str__(self) -> str:
        lon, lat = self.lonlat
        return ("no way" if self.cost is None else spoken_reach(self.cost)) + f" to ({lon:.4f}, {lat:.4f})"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkCoverage:
    """What of a line or an area lies within reach of posts along a network, found.

    Parameters
    ----------
    shares : CoverageShares
        At the reach that was given.
    sensitivity : tuple of CoverageShares
        The same at a reach 20 % less, and 20 % more.
    size, uncovered, off_network : Distance or Area
        Of the line or the area; of what is beyond reach; and, part of that, of what is not on the network.
    gaps : tuple of Gap
        Of a line, in order along it; empty for an area.
    worst, percentile_95 : FarByNetwork
        What it takes at most from the nearest post, and what is enough for 95 % of the line or the area.
    posts : tuple of PostCoverage
        Of a line, in the order given; empty for an area.
    cell : Distance
        Length of the stretches, or side of the cells, that were looked at, each as its middle is: where a gap ends is
        known to about this.
    network : str
        What was travelled along, in words.
    of, boundary, rule : str
        Which line or area, by which of its boundaries, and why that one.
    assumptions : tuple of str
        What was taken for granted.
    """

    shares: CoverageShares[Reach]
    sensitivity: tuple[CoverageShares[Reach], ...]
    size: Distance | Area
    uncovered: Distance | Area
    off_network: Distance | Area
    gaps: tuple[Gap, ...]
    worst: FarByNetwork
    percentile_95: FarByNetwork
    posts: tuple[PostCoverage, ...] = field(repr=False)
    cell: Distance
    network: str
    of: str
    boundary: str
    rule: str
    assumptions: tuple[str, ...]

    @property
    def longest_gap(self) -> Gap | None:
        """The longest gap, the first of equally long ones; None where all is covered, and for an area."""
        return max(self.gaps, key=lambda gap: gap.length.m, default=None)

    def __str__(self) -> str:
        is_line = isinstance(self.size, Distance)
        size = f"{self.size.km:,.1f} km" if isinstance(self.size, Distance) else str(self.size)
        worst = f"at most {self.worst}" if self.worst.cost is not None else str(self.worst)
        gap = f"; longest gap {self.longest_gap}" if self.longest_gap else "; no gap" if is_line else ""
        return (
            f"{self.shares.covered:.1%} of {size} of {self.of or ('the line' if is_line else 'the area')} within "
            f"{spoken_reach(self.shares.reach)} of a post by the network, {self.shares.twice:.1%} of two or more; "
            f"{worst}{gap}"
        )
