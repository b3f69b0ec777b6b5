"""Coverage along a network: a line stretch by stretch, an area cell by cell, each as its middle is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.cells import at_share, cells_of
from zonelib.analysis.coverage_results import CoverageShares, FarByNetwork, NetworkCoverage, PostCoverage
from zonelib.analysis.gaps import gaps_of
from zonelib.analysis.networks import Reach, TravelNetwork
from zonelib.analysis.things import Stand
from zonelib.analysis.travel import travel_costs
from zonelib.errors import InputError
from zonelib.geodesy.area import area as area_of
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.earth import FloatArray
from zonelib.model import Scenario
from zonelib.units import Area, Distance, as_metres

_MOST_STRETCHES: Final = 200_000
_ASSUMED: Final = (
    "a reach is travelled along the network from a post to a place; the way back may take another time",
    "posts and places are joined to the nearest edge, even where a walk past the network would be shorter",
    "an edge costs as much on each metre of it",
    "what hides one place from another is not looked at",
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Spots:
    """What is looked at: positions, and the metres or square metres that each stands for."""

    lonlat: FloatArray
    weight: FloatArray
    marks: FloatArray | None
    cell_m: float
    size: Distance | Area

    def sized(self, which: NDArray[np.bool_]) -> Distance | Area:
        of_all = float(self.weight[which].sum() / self.weight.sum())
        return Area(of_all * self.size.m2) if isinstance(self.size, Area) else Distance(of_all * self.size.m, "km")


def coverage_by_network(
    network: TravelNetwork,
    stand: Stand,
    chain: Chain | None,
    ids: tuple[str, ...],
    posts: FloatArray,
    *,
    reach: Reach,
    cell: Distance | None,
    scenario: Scenario | None,
) -> NetworkCoverage:
    """Find what of a line, or without one of the area, posts reach along a network.

    Raises
    ------
    InputError
        If a post, or all of the line or the area, is off the network, or the cells would be too many.
    """
    limit = network.checked_reach(reach)
    cell_m = None if cell is None else as_metres(cell, "cell", positive=True)
    spots = _over(stand.geometry, cell_m) if chain is None else _along(chain, cell_m)
    costs = travel_costs(network, posts, spots.lonlat, names=ids, what="post")
    off = np.isnan(costs[0])
    if off.all():
        what = stand.of or ("the area" if chain is None else "the line")
        raise InputError(
            f"{what} is off the network: none of it lies within {network.join_within} of an edge; bring ways that lead "
            "there, or a greater join_within"
        )
    costs[:, off] = np.inf
    times = [(costs <= one * limit).sum(axis=0) for one in (1, 0.8, 1.2)]
    shares: list[CoverageShares[Reach]] = [
        CoverageShares(reach=one, **_shares(spots, many))
        for one, many in zip((reach, reach * 0.8, reach * 1.2), times, strict=True)
    ]
    nearest = costs.min(axis=0)
    worst, percentile = (
        _far(network, spots, nearest, at) for at in (int(np.argmax(nearest)), at_share(nearest, spots.weight, 0.95))
    )
    # The marks are where stretches meet, exactly; that the cover changes there is known to a stretch only.
    gaps = () if chain is None or spots.marks is None else gaps_of(chain, spots.marks, times[0], 0.0, scenario)
    return NetworkCoverage(
        shares=shares[0], sensitivity=tuple(shares[1:]), size=spots.size, uncovered=spots.sized(times[0] == 0),
        off_network=spots.sized(off), gaps=gaps, worst=worst, percentile_95=percentile,
        posts=() if chain is None else _each(ids, spots, costs <= limit), cell=Distance(spots.cell_m),
        network=str(network), of=stand.of or stand.boundary, boundary=stand.boundary, rule=stand.rule,
        assumptions=_ASSUMED,
    )  # fmt: skip


def _along(chain: Chain, cell_m: float | None) -> _Spots:
    count = 1_000 if cell_m is None else math.ceil(chain.length_m / cell_m - 1e-9)
    if count > _MOST_STRETCHES:
        raise InputError(f"cells of {cell_m:g} m make {count:,} stretches of this line; give a larger cell")
    marks = np.linspace(0, chain.length_m, count + 1)
    return _Spots(
        lonlat=chain.at((marks[:-1] + marks[1:]) / 2)[0], weight=np.diff(marks), marks=marks,
        cell_m=chain.length_m / count, size=Distance(chain.length_m, "km"),
    )  # fmt: skip


def _over(shape: BaseGeometry, cell_m: float | None) -> _Spots:
    whole = Area(area_of(shape).value)
    cell_m = math.sqrt(whole.m2) / 100 if cell_m is None else cell_m
    cells = cells_of(shape, cell_m)
    return _Spots(lonlat=cells.lonlat, weight=cells.weight, marks=None, cell_m=cell_m, size=whole)


def _shares(spots: _Spots, times: NDArray[np.int64]) -> dict[str, float]:
    whole = float(spots.weight.sum())
    # All of it is all of it, whatever rounding leaves of the sum.
    return {
        name: 1.0 if (times >= least).all() else float(spots.weight[times >= least].sum()) / whole
        for name, least in (("covered", 1), ("twice", 2))
    }


def _far(network: TravelNetwork, spots: _Spots, nearest: FloatArray, at: int) -> FarByNetwork:
    lon, lat = map(float, spots.lonlat[at])
    middle = None if spots.marks is None else Distance(float(spots.marks[at] + spots.marks[at + 1]) / 2, "km")
    cost = float(nearest[at])
    return FarByNetwork(cost=network.spoken(cost) if math.isfinite(cost) else None, lonlat=(lon, lat), chainage=middle)


def _each(ids: tuple[str, ...], spots: _Spots, cover: NDArray[np.bool_]) -> tuple[PostCoverage, ...]:
    only = cover & (cover.sum(axis=0) == 1)
    return tuple(
        PostCoverage(
            post=post, covers=Distance(float(spots.weight[one].sum()), "km"),
            alone=Distance(float(spots.weight[alone].sum()), "km"),
        )
        for post, one, alone in zip(ids, cover, only, strict=True)
    )  # fmt: skip
