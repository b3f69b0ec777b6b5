"""What is found of coverage: shares, gaps and distances, each with how far it may be off."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from zonelib.geodesy import Edges
from zonelib.units import Area, Distance


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageShares:
    """What is covered once and twice at one reach.

    Parameters
    ----------
    reach : Distance
        The reach.
    covered, twice : float
        Shares of the line or of the area, 0 to 1: within reach of a post, and of two or more.
    """

    reach: Distance
    covered: float
    twice: float

    def __str__(self) -> str:
        return f"at {self.reach}: {self.covered:.1%} within reach, {self.twice:.1%} of two or more"


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
    """

    begins: Distance
    ends: Distance
    length: Distance
    begins_at: tuple[float, float]
    ends_at: tuple[float, float]

    def __str__(self) -> str:
        (lon, lat), (lon_2, lat_2) = self.begins_at, self.ends_at
        return (
            f"{self.length.km:,.1f} km, from {self.begins.km:,.1f} km ({lon:.4f}, {lat:.4f}) to "
            f"{self.ends.km:,.1f} km ({lon_2:.4f}, {lat_2:.4f})"
        )


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

    shares: CoverageShares
    sensitivity: tuple[CoverageShares, ...]
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

    shares: CoverageShares
    sensitivity: tuple[CoverageShares, ...]
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
