"""What of a line or an area lies within reach of posts, where the gaps are, and how far the farthest places are.

A reach is straight over the ground, or along a network that the user brings: hills, walls and weather are not looked
at. Line of sight needs terrain that this library does not have, and is out of its scope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.cells import at_share, cells_of
from zonelib.analysis.coverage_results import (
    AreaCoverage,
    CoverageShares,
    FarPlace,
    LineCoverage,
    NetworkCoverage,
    PostCoverage,
)
from zonelib.analysis.gaps import gaps_of
from zonelib.analysis.network_coverage import coverage_by_network
from zonelib.analysis.networks import Reach, TravelNetwork
from zonelib.analysis.things import Stand, Thing, stand_for
from zonelib.analysis.watchers import Standing, positions_of
from zonelib.errors import InputError
from zonelib.geodesy import Edges
from zonelib.geodesy.area import area as area_of
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.coverage import Spans, stretches_within, times_covered
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.nearness import Nearness, farthest_along, nearest_points
from zonelib.geodesy.rings import many_discs
from zonelib.geodesy.seam import polygons_of
from zonelib.geodesy.sections import ring_line
from zonelib.model import Scenario
from zonelib.units import Area, Distance, as_metres

_STRAIGHT: Final = "a reach is straight over the ground; what hides one place from another is not looked at"


def coverage(
    of: Thing,
    *,
    posts: Iterable[Standing],
    reach: Reach,
    scenario: Scenario | None = None,
    boundary: str | None = None,
    ring_start: Thing | None = None,
    network: TravelNetwork | None = None,
    cell: Distance | None = None,
    edges: Edges = "lonlat",
) -> LineCoverage | AreaCoverage | NetworkCoverage:
    """Find what of a line or an area lies within reach of posts.

    On a line the ends of what is covered are roots on the ellipsoid, not samples. In an area the reaches are drawn as
    discs and laid over it, with their error; distances are taken on a grid. By a network the line or the area is looked
    at stretch by stretch, or cell by cell.

    Parameters
    ----------
    of : Place, Zone, Boundary or shapely geometry
        A line or an area; an area with `ring_start` is its edge.
    posts : iterable of Post, Place, Incident or Point, or GeoSeries
        At least one; a GeoSeries in longitude/latitude.
    reach : Distance or timedelta
        How far a post reaches, straight over the ground (no line of sight), or from the post along the network; more
        than 0, always given. A time by a network of times.
    scenario : Scenario, optional
        Whose places posts stand at, and name the gaps of a line.
    boundary : str, optional
        For a zone, the id of the boundary to take.
    ring_start : Place or Point, optional
        The edge of the area is meant, from the place nearest to this.
    network : TravelNetwork, optional
        The ways along which a reach is measured (`travel_network`).
    cell : Distance, optional
        For an area, side of the cells of the grid: by default a tenth of the reach, by a network a hundredth of the
        root of the area. For a line by a network, length of the stretches: by default a thousandth of the line.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices of a line.

    Raises
    ------
    BareNumberError, LengthError
        If the reach is a bare number, or not more than 0.
    GeometryError, InputError
        If there are no posts, something is no line, area or point, or a post is off the network.

    Examples
    --------
    >>> from shapely.geometry import LineString, Point
    >>> from zonelib import km
    >>> line = LineString([(36.0, 35.0), (36.5, 35.0)])
    >>> print(coverage(line, posts=[Point(36.0, 35.0), Point(36.4, 35.0)], reach=km(10)))
    63.8% of 45.6 km of the line within 10 km of a post, 0.0% of two or more; longest gap 16.5 km, from 10.0 km
    (36.1095, 35.0000) to 26.5 km (36.2905, 35.0000)
    """
    ids, places = positions_of(posts, "posts", scenario=scenario)
    stand = stand_for(of, boundary)
    chain = _chain_of(stand, ring_start, edges)
    if network is not None:
        return coverage_by_network(network, stand, chain, ids, places, reach=reach, cell=cell, scenario=scenario)
    if isinstance(reach, dt.timedelta):
        raise InputError(f"reach is the time {reach}; bring a network of times (travel_network), or give a length")
    reach_m = as_metres(reach, "reach", positive=True)
    if chain is None:
        return _area_coverage(
            stand, places, reach, reach_m / 10 if cell is None else as_metres(cell, "cell", positive=True)
        )
    if cell is not None:
        raise InputError("cell goes with an area or a network; a line is measured without a grid")
    return _line_coverage(stand, chain, ids, places, reach, scenario)


def _chain_of(stand: Stand, ring_start: Thing | None, edges: Edges) -> Chain | None:
    """Give the line that is meant; None where it is an area."""
    is_area = stand.geometry.geom_type in ("Polygon", "MultiPolygon")
    if ring_start is None:
        if is_area and edges != "lonlat":
            raise InputError("edges goes with a line; an area's edges are straight in longitude/latitude here")
        return None if is_area else Chain.of(stand.geometry, edges=edges)
    if not is_area:
        raise InputError("ring_start goes with an area; a line has a start of its own")
    _, start = positions_of([ring_start], "ring_start")
    return Chain.of(ring_line(stand.geometry, start=(float(start[0, 0]), float(start[0, 1])), edges=edges), edges=edges)


def _reaches(reach: Distance) -> tuple[Distance, Distance, Distance]:
    return reach, reach * 0.8, reach * 1.2


def _line_coverage(
    stand: Stand, chain: Chain, ids: tuple[str, ...], places: FloatArray, reach: Distance, scenario: Scenario | None
) -> LineCoverage:
    reaches = _reaches(reach)
    found = stretches_within(chain, places, [one.m for one in reaches])
    shares = [_line_shares(chain, spans, one) for spans, one in zip(found, reaches, strict=True)]
    marks, times = times_covered(found[0], chain.length_m)
    error = float(found[0].error_m.max(initial=chain.error_m))
    return LineCoverage(
        shares=shares[0], sensitivity=tuple(shares[1:]), length=Distance(chain.length_m, "km"),
        uncovered=Distance(float(np.diff(marks)[times == 0].sum()), "km"),
        gaps=gaps_of(chain, marks, times, error, scenario),
        worst=_far(farthest_along(chain, places)), percentile_95=_far(farthest_along(chain, places, share=0.95)),
        posts=_each(ids, found[0], marks, times), error=Distance(error), of=stand.of or stand.boundary,
        boundary=stand.boundary, rule=stand.rule, edges=chain.edges, assumptions=(_STRAIGHT,),
    )  # fmt: skip


def _line_shares(chain: Chain, spans: Spans, reach: Distance) -> CoverageShares[Distance]:
    marks, times = times_covered(spans, chain.length_m)
    length = np.diff(marks)
    once, twice = (min(1.0, float(length[times >= least].sum()) / chain.length_m) for least in (1, 2))
    # All of it is all of it, whatever rounding leaves of the sum.
    return CoverageShares(reach=reach, covered=once if (times == 0).any() else 1.0, twice=twice)


def _far(found: Nearness) -> FarPlace:
    return FarPlace(
        distance=Distance(found.metres, "km"), error=Distance(found.error_m), lonlat=found.lonlat,
        chainage=Distance(found.chainage_m, "km"),
    )  # fmt: skip


def _each(
    ids: tuple[str, ...], spans: Spans, marks: FloatArray, times: np.ndarray[Any, np.dtype[np.int64]]
) -> tuple[PostCoverage, ...]:
    # Length up to a mark that exactly one post covers: between two marks the number of posts stays the same.
    alone = np.r_[0.0, np.cumsum(np.where(times == 1, np.diff(marks), 0.0))]
    low, high = np.searchsorted(marks, spans.low), np.searchsorted(marks, spans.high)
    covers = np.bincount(spans.row, spans.high - spans.low, minlength=len(ids))
    only = np.bincount(spans.row, alone[high] - alone[low], minlength=len(ids))
    return tuple(
        PostCoverage(post=post, covers=Distance(float(a), "km"), alone=Distance(float(b), "km"))
        for post, a, b in zip(ids, covers, only, strict=True)
    )


def _area_coverage(stand: Stand, places: FloatArray, reach: Distance, cell_m: float) -> AreaCoverage:
    shape = stand.geometry
    whole = area_of(shape)
    shares: list[CoverageShares[Distance]] = []
    gaps: BaseGeometry = shapely.Polygon()
    error = 0.0
    for one in _reaches(reach):
        discs, off = many_discs(places[:, 0], places[:, 1], radius_m=one.m)
        parts = np.array([shapely.intersection(shape, disc) for disc in discs], dtype=object)
        parts = parts[~shapely.is_empty(parts)]
        i, j = shapely.STRtree(parts).query(parts, predicate="intersects") if len(parts) else np.zeros((2, 0), np.intp)
        twice = shapely.union_all(shapely.intersection(parts[i[i < j]], parts[j[i < j]]))
        once = shapely.union_all(parts)
        covered = min(_area(once), whole.value)
        shares.append(
            CoverageShares(reach=one, covered=covered / whole.value, twice=min(_area(twice), covered) / whole.value)
        )
        if one.m == reach.m:
            gaps = polygons_of(shapely.difference(shape, once))
            # No more of the outline of the union is wrong than of all the discs.
            error = whole.error + off * 2 * np.pi * reach.m * len(parts)
    worst, percentile = _on_grid(shape, places, cell_m)
    return AreaCoverage(
        shares=shares[0], sensitivity=tuple(shares[1:]), area=Area(whole.value),
        uncovered=Area(max(0.0, whole.value * (1 - shares[0].covered))), error=Area(float(error)), gaps=gaps,
        worst=worst, percentile_95=percentile, cell=Distance(cell_m), of=stand.of or stand.boundary,
        boundary=stand.boundary, rule=stand.rule, assumptions=(_STRAIGHT,),
    )  # fmt: skip


def _area(geometry: BaseGeometry) -> float:
    found = polygons_of(geometry)
    return 0.0 if found.is_empty else area_of(found).value


def _on_grid(shape: BaseGeometry, places: FloatArray, cell_m: float) -> tuple[FarPlace, FarPlace]:
    cells = cells_of(shape, cell_m)
    metres = nearest_points(cells.lonlat, places)[1]
    worst, percentile = (
        FarPlace(
            distance=Distance(float(metres[i]), "km"), error=Distance(cells.half_m),
            lonlat=(float(cells.lonlat[i, 0]), float(cells.lonlat[i, 1])), chainage=None,
        )
        for i in (int(np.argmax(metres)), at_share(metres, cells.weight, 0.95))
    )  # fmt: skip
    return worst, percentile
