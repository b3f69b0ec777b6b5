"""A network to travel on, taken out of a graph that the user brings into arrays.

A graph of networkx is known by what it can do, so nothing is imported for it. Between the vertices of an edge a way
runs as a geodesic, and what an edge costs is spread evenly along it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry import LineString

from zonelib.errors import InputError
from zonelib.geodesy.checks import checked_position, checked_word
from zonelib.geodesy.earth import FloatArray, IntArray, inverse
from zonelib.geodesy.joining import LONGEST_M
from zonelib.geodesy.segments import Pieces
from zonelib.units import Distance, as_metres

CostUnit = Literal["m", "km", "s", "min", "h"]
Reach = Distance | dt.timedelta

_BASE: Final[dict[CostUnit, float]] = {"m": 1, "km": 1_000, "s": 1, "min": 60, "h": 3_600}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class TravelNetwork:
    """Ways with what it costs to travel along them: metres or seconds.

    Parameters
    ----------
    cost : str
        The attribute of the edges that was taken.
    unit : {"m", "km", "s", "min", "h"}
        What it is in.
    join_within : Distance
        A place farther than this from every edge is not on the network.
    walk_km_h : float or None
        How fast one goes between a place and its edge, in km/h; None where the cost is a length.
    two_way : bool
        Whether each edge can be travelled both ways.
    nodes : int
        How many there are.
    tail, head, weight : ndarray, shape (n,)
        From which node to which each edge leads, and its cost in metres or seconds.
    pieces : Pieces
        The edges, cut to short geodesic pieces.
    edge, low, high : ndarray, shape (m,)
        Of which edge each piece is, and from which share of it to which.
    """

    cost: str
    unit: CostUnit
    join_within: Distance
    walk_km_h: float | None
    two_way: bool
    nodes: int
    tail: IntArray = field(repr=False)
    head: IntArray = field(repr=False)
    weight: FloatArray = field(repr=False)
    pieces: Pieces = field(repr=False)
    edge: IntArray = field(repr=False)
    low: FloatArray = field(repr=False)
    high: FloatArray = field(repr=False)

    @property
    def is_time(self) -> bool:
        """Whether its cost is a time, not a length."""
        return self.walk_km_h is not None

    @property
    def per_metre(self) -> float:
        """What a metre between a place and its edge costs."""
        return 1.0 if self.walk_km_h is None else 3.6 / self.walk_km_h

    def checked_reach(self, reach: Reach) -> float:
        """Give a reach in metres or seconds, whichever the network counts in.

        Raises
        ------
        InputError, BareNumberError, LengthError
            If it is of the other kind, or not more than 0.
        """
        if not self.is_time:
            if isinstance(reach, dt.timedelta):
                raise InputError(f"reach is a time and the network counts {self.cost!r} in {self.unit}; give a length")
            return as_metres(reach, "reach", positive=True)
        if not isinstance(reach, dt.timedelta):
            raise InputError(
                f"reach is {reach} and the network counts {self.cost!r} in {self.unit}; give a time, such as "
                "datetime.timedelta(minutes=30)"
            )
        if not reach > dt.timedelta(0):
            raise InputError(f"reach is {reach}; it must be more than 0")
        return reach / dt.timedelta(seconds=1)

    def spoken(self, cost: float) -> Reach:
        """Give metres or seconds as a length or a time."""
        return dt.timedelta(seconds=cost) if self.is_time else Distance(cost, "km")

    def __str__(self) -> str:
        ways = "two-way" if self.two_way else "one-way"
        walk = "" if self.walk_km_h is None else f" at {self.walk_km_h:g} km/h"
        return (
            f"{self.nodes:,} nodes and {len(self.tail):,} {ways} edges by {self.cost!r} in {self.unit}; places join it "
            f"within {self.join_within}{walk}"
        )


def spoken_reach(reach: Reach) -> str:
    """Say a length or a time."""
    if isinstance(reach, Distance):
        return str(reach)
    minutes = reach / dt.timedelta(minutes=1)
    return f"{minutes:.3g} min" if minutes < 120 else f"{minutes / 60:.3g} h"


def travel_network(
    graph: Any,
    *,
    cost: str,
    unit: CostUnit,
    join_within: Distance,
    walk_km_h: float | None = None,
    position: tuple[str, str] = ("x", "y"),
) -> TravelNetwork:
    """Take a network to travel on out of a networkx graph.

    Parameters
    ----------
    graph : networkx.Graph, DiGraph, MultiGraph or MultiDiGraph
        Edges of a directed one are travelled one way. Where an edge has a LineString as "geometry" it runs along that,
        else straight from node to node (geodesics both).
    cost : str
        The attribute of the edges that says what it costs to travel all of one, 0 or more.
    unit : {"m", "km", "s", "min", "h"}
        What that is in: lengths or times.
    join_within : Distance
        How far from the nearest edge a place may lie and still be on the network.
    walk_km_h : float, optional
        How fast one goes between a place and its nearest edge, in km/h: needed for times, of no use for lengths.
    position : (str, str), default ("x", "y")
        The attributes of the nodes with longitude and latitude.

    Raises
    ------
    InputError
        If it is no such graph, has no edges, or an edge or a node lacks what was named or has a figure that cannot be.
    GeometryError, BareNumberError, LengthError
        If a position is off the earth, or `join_within` is no length.

    Examples
    --------
    >>> import networkx as nx
    >>> from zonelib import m
    >>> roads = nx.Graph()
    >>> roads.add_node("a", x=36.0, y=35.0)
    >>> roads.add_node("b", x=36.1, y=35.0)
    >>> roads.add_edge("a", "b", minutes=12)
    >>> print(travel_network(roads, cost="minutes", unit="min", join_within=m(500), walk_km_h=4))
    2 nodes and 1 two-way edges by 'minutes' in min; places join it within 500 m at 4 km/h
    """
    checked_word(unit, CostUnit, "unit")
    as_metres(join_within, "join_within", positive=True)
    if unit in ("m", "km") and walk_km_h is not None:
        raise InputError(f"walk_km_h goes with times; {cost!r} is in {unit}, and a walk adds its own length")
    if unit not in ("m", "km") and (walk_km_h is None or not 0 < walk_km_h < math.inf):
        raise InputError(f"walk_km_h is {walk_km_h}; for times say how fast one goes from a place to its edge, in km/h")
    if not all(hasattr(graph, name) for name in ("nodes", "edges", "is_directed")):
        raise InputError(f"the network is a {type(graph).__name__}; give a networkx graph")
    names = list(graph.nodes)
    if not graph.number_of_edges():
        raise InputError("the network has no edges; there is no way to travel on")
    places = np.array([_position(name, graph.nodes[name], position) for name in names])
    number = {name: i for i, name in enumerate(names)}
    every = list(graph.edges(data=True))
    tail, head = (np.array([number[edge[end]] for edge in every], dtype=np.intp) for end in (0, 1))
    weight = np.array([_cost(edge, cost) for edge in every]) * _BASE[unit]
    courses = [_course(edge, places[[a, b]]) for edge, a, b in zip(every, tail, head, strict=True)]
    courses = _from_the_tail(courses, places[tail], places[head], every, join_within)
    pieces, edge, low, high = _pieces(courses)
    return TravelNetwork(
        cost=cost, unit=unit, join_within=join_within, walk_km_h=walk_km_h, two_way=not graph.is_directed(),
        nodes=len(names), tail=tail, head=head, weight=weight, pieces=pieces, edge=edge, low=low, high=high,
    )  # fmt: skip


def _position(name: object, data: Mapping[str, Any], position: tuple[str, str]) -> tuple[float, float]:
    lacking = [attribute for attribute in position if attribute not in data]
    if lacking:
        raise InputError(
            f"node {name!r} has no {lacking[0]!r}, it has {sorted(map(str, data))}; name the attributes with longitude "
            'and latitude, such as position=("lon", "lat")'
        )
    try:
        lon, lat = (float(data[attribute]) for attribute in position)
    except (TypeError, ValueError):
        raise InputError(f"node {name!r} has {[data[one] for one in position]} as its position; give numbers") from None
    return checked_position(lon, lat, f"node {name!r}")


def _cost(edge: tuple[Any, Any, Mapping[str, Any]], cost: str) -> float:
    tail, head, data = edge
    if cost not in data:
        raise InputError(f"the edge from {tail!r} to {head!r} has no {cost!r}; it has {sorted(map(str, data))}")
    try:
        value = float(data[cost])
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value < math.inf:
        raise InputError(f"the edge from {tail!r} to {head!r} has {cost} = {data[cost]!r}; 0 or more is wanted")
    return value


def _course(edge: tuple[Any, Any, Mapping[str, Any]], ends: FloatArray) -> FloatArray:
    """Give the vertices of an edge, as drawn or straight."""
    drawn = edge[2].get("geometry")
    if drawn is None:
        return ends
    if not isinstance(drawn, LineString) or drawn.is_empty:
        raise InputError(f"the edge from {edge[0]!r} to {edge[1]!r} has a geometry that is no LineString: {drawn!r}")
    course = shapely.get_coordinates(drawn)
    if not np.isfinite(course).all() or (np.abs(course) > (360, 90)).any():
        raise InputError(f"the edge from {edge[0]!r} to {edge[1]!r} is not drawn in longitude/latitude")
    return course


def _from_the_tail(
    courses: list[FloatArray],
    tails: FloatArray,
    heads: FloatArray,
    edges: list[tuple[Any, Any, Mapping[str, Any]]],
    join_within: Distance,
) -> list[FloatArray]:
    """Turn those round that are drawn from the other end, as graphs without direction leave them."""
    first, last = (np.array([course[end] for course in courses]) for end in (0, -1))
    ahead = np.maximum(inverse(first, tails)[2], inverse(last, heads)[2])
    back = np.maximum(inverse(first, heads)[2], inverse(last, tails)[2])
    off = np.minimum(ahead, back)
    if off.max() > join_within.m:
        tail, head, _ = edges[int(np.argmax(off))]
        raise InputError(
            f"the edge from {tail!r} to {head!r} is drawn {off.max() / 1e3:,.3g} km off its nodes; draw it from one to "
            "the other, in longitude/latitude"
        )
    return [course[::-1] if turn else course for course, turn in zip(courses, back < ahead, strict=True)]


def _pieces(courses: list[FloatArray]) -> tuple[Pieces, IntArray, FloatArray, FloatArray]:
    places = np.vstack(courses)
    of = np.repeat(np.arange(len(courses)), [len(course) for course in courses])
    start = np.flatnonzero(of[1:] == of[:-1])
    whole = Pieces(start=places[start], end=places[start + 1], edges="geodesic")
    edge, metres = of[start], 2 * whole.balls()[1]
    behind = np.r_[0.0, np.cumsum(metres)]
    first = np.searchsorted(edge, np.arange(len(courses)))
    total = np.bincount(edge, metres)[edge]
    # A loop without a course, or two nodes at one place, has no length: it is all one place.
    total = np.where(total > 0, total, 1)
    low, high = ((marks - behind[first[edge]]) / total for marks in (behind[:-1], behind[1:]))
    count = np.maximum(1, np.ceil(metres / LONGEST_M)).astype(np.intp)
    index = np.repeat(np.arange(len(count)), count)
    nth = np.arange(index.size) - np.repeat(np.cumsum(count) - count, count)
    width = (high - low)[index] / count[index]
    return whole.cut(count), edge[index], low[index] + nth * width, low[index] + (nth + 1) * width
