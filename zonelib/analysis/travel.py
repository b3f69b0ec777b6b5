"""What it costs to travel from each of some starts to each of some places along a network.

A place is joined to the nearest place of the nearest edge, at both ends of a way; where several edges are equally near
(the two ways of one road, the edges of a node) to each of them. From there Dijkstra's algorithm finds the cheapest way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from zonelib.analysis.networks import TravelNetwork
from zonelib.errors import InputError
from zonelib.geodesy.earth import FloatArray, IntArray
from zonelib.geodesy.joining import feet_on

_MOST_COSTS: Final = 10_000_000


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Joins:
    """Where places are joined to arcs, sorted by place: how much of the arc is behind, and what the walk costs."""

    row: IntArray
    arc: IntArray
    share: FloatArray
    walk: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Arcs:
    """The ways from node to node, each in one direction."""

    tail: IntArray
    head: IntArray
    weight: FloatArray


def travel_costs(
    network: TravelNetwork, starts: FloatArray, places: FloatArray, *, names: Sequence[str], what: str
) -> FloatArray:
    """Give the cost from each start (row) to each place (column), in metres or seconds.

    Parameters
    ----------
    network : TravelNetwork
    starts, places : ndarray, shape (n, 2) and (k, 2)
        Longitude and latitude.
    names : sequence of str
        Of the starts.
    what : str
        What an error calls a start.

    Returns
    -------
    ndarray, shape (n, k)
        Infinite where there is no way; nan where a place is off the network.

    Raises
    ------
    InputError
        If a start is off the network.
    """
    arcs = _arcs(network)
    leave, arrive = _joins(network, starts), _joins(network, places)
    lost = np.setdiff1d(np.arange(len(starts)), leave.row)
    if lost.size:
        raise InputError(
            f"{what} {names[int(lost[0])]} at ({starts[lost[0], 0]:g}, {starts[lost[0], 1]:g}) is off the network: no "
            f"edge within {network.join_within}; bring ways that lead there, or a greater join_within"
        )
    rows, first = np.unique(arrive.row, return_index=True)
    found = np.full((len(starts), len(places)), np.nan)
    if not rows.size:
        return found
    graph = _graph(network.nodes, arcs, leave, len(starts))
    ahead = arrive.share * arcs.weight[arrive.arc] + arrive.walk
    for some in np.array_split(np.arange(len(starts)), -(-graph.shape[0] * len(starts) // _MOST_COSTS)):
        reached = dijkstra(graph, indices=network.nodes + some)
        every = reached[:, arcs.tail[arrive.arc]] + ahead
        for i in range(len(leave.row)):
            if leave.row[i] in some:
                _along_own(every[leave.row[i] - some[0]], arcs, leave, arrive, i)
        found[np.ix_(some, rows)] = np.minimum.reduceat(every, first, axis=1)
    return found


def _arcs(network: TravelNetwork) -> _Arcs:
    tail, head, weight = network.tail, network.head, network.weight
    if network.two_way:
        return _Arcs(tail=np.r_[tail, head], head=np.r_[head, tail], weight=np.r_[weight, weight])
    return _Arcs(tail=tail, head=head, weight=weight)


def _joins(network: TravelNetwork, places: FloatArray) -> _Joins:
    feet = feet_on(places, network.pieces, within_m=network.join_within.m)
    low, high = network.low[feet.piece], network.high[feet.piece]
    row, arc, walk = feet.row, network.edge[feet.piece], feet.metres
    share = np.clip(low + feet.share * (high - low), 0, 1)
    if network.two_way:
        row, arc, walk = np.r_[row, row], np.r_[arc, arc + len(network.tail)], np.r_[walk, walk]
        share = np.r_[share, 1 - share]
    order = np.argsort(row, kind="stable")
    return _Joins(row=row[order], arc=arc[order], share=share[order], walk=walk[order] * network.per_metre)


def _graph(nodes: int, arcs: _Arcs, leave: _Joins, starts: int) -> csr_matrix:
    """Give the nodes and, after them, the starts: from each a way to the heads of the arcs that it is joined to."""
    tail, head = np.r_[arcs.tail, nodes + leave.row], np.r_[arcs.head, arcs.head[leave.arc]]
    weight = np.r_[arcs.weight, leave.walk + (1 - leave.share) * arcs.weight[leave.arc]]
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    # Of several ways between the same two the cheapest counts: a sparse matrix would add them up.
    keep = np.r_[True, (np.diff(tail) != 0) | (np.diff(head) != 0)]
    size = nodes + starts
    rows = np.r_[0, np.cumsum(np.bincount(tail[keep], minlength=size))]
    return csr_matrix((weight[keep], head[keep], rows), shape=(size, size))


def _along_own(every: FloatArray, arcs: _Arcs, leave: _Joins, arrive: _Joins, i: int) -> None:
    """Put in what lies ahead on the arc that a start is joined to: no node need be passed."""
    mine = np.flatnonzero((arrive.arc == leave.arc[i]) & (arrive.share >= leave.share[i]))
    step = (arrive.share[mine] - leave.share[i]) * arcs.weight[leave.arc[i]]
    every[mine] = np.minimum(every[mine], leave.walk[i] + step + arrive.walk[mine])
