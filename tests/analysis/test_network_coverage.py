"""Coverage by a network: by hand on small graphs, and against networkx's own shortest paths."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

import zonelib as zl
from zonelib import km, m
from zonelib.analysis.travel import travel_costs
from zonelib.geodesy.joining import feet_on

MINUTES = {"cost": "minutes", "unit": "min", "join_within": m(500), "walk_km_h": 4.0}


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def road(kind: type = nx.Graph) -> nx.Graph:
    """20 minutes from a to b, along a meridian: an even share of it is an even share of its length."""
    graph = kind()
    graph.add_node("a", x=36.0, y=35.0)
    graph.add_node("b", x=36.0, y=35.2)
    graph.add_edge("a", "b", minutes=20)
    return graph


def placed(lon: float, lat: float, azimuth: float, metres: float) -> Point:
    found = Geodesic.WGS84.Direct(lat, lon, azimuth, metres)
    return Point(found["lon2"], found["lat2"])


LINE = LineString([(36.0, 35.0), (36.0, 35.2)])


def test_shares_of_a_road_by_hand() -> None:
    network = zl.travel_network(road(), **MINUTES)
    found = zl.coverage(LINE, posts=[Point(36, 35)], reach=minutes(5), network=network)
    assert isinstance(found, zl.NetworkCoverage)
    assert found.shares.covered == pytest.approx(0.25, abs=1e-3)
    assert [one.covered for one in found.sensitivity] == pytest.approx([0.2, 0.3], abs=1e-3)
    assert [one.reach for one in found.sensitivity] == [minutes(4), minutes(6)]
    # The middle of the last of 1,000 stretches, and of that below which 95 % lie.
    assert found.worst.cost / minutes(1) == pytest.approx(20 * 0.9995, abs=1e-6)
    assert found.percentile_95.cost / minutes(1) == pytest.approx(19, abs=0.02)
    assert len(found.gaps) == 1
    assert found.gaps[0].begins.m == pytest.approx(found.size.m / 4, abs=found.cell.m)
    assert found.uncovered.m == pytest.approx(found.gaps[0].length.m)
    assert not found.off_network.m
    assert found.posts[0].covers.m == pytest.approx(found.size.m / 4, abs=found.cell.m)
    assert "2 nodes and 1 two-way edges by 'minutes' in min" in found.network


def test_a_walk_to_the_network_counts_at_its_pace() -> None:
    network = zl.travel_network(road(), **MINUTES)
    middle = Geodesic.WGS84.Direct(35.0, 36.0, 0, Geodesic.WGS84.Inverse(35.0, 36.0, 35.2, 36.0)["s12"] / 2)
    # 400 m at 4 km/h are 6 minutes, and half of the road 10.
    post = placed(36.0, middle["lat2"], 90, 400)
    costs = travel_costs(network, np.array([[post.x, post.y]]), np.array([[36.0, 35.2]]), names=["p"], what="post")
    assert costs[0, 0] / 60 == pytest.approx(16, abs=1e-6)
    lengths = zl.travel_network(road(), cost="minutes", unit="km", join_within=m(500))
    costs = travel_costs(lengths, np.array([[post.x, post.y]]), np.array([[36.0, 35.2]]), names=["p"], what="post")
    assert costs[0, 0] == pytest.approx(400 + 10_000, abs=1e-3)


def test_one_way_roads_are_gone_one_way() -> None:
    ring = nx.DiGraph()
    corners = {"a": (36.0, 35.0), "b": (36.1, 35.0), "c": (36.05, 35.1)}
    for name, (x, y) in corners.items():
        ring.add_node(name, x=x, y=y)
    for tail, head, took in (("a", "b", 10), ("b", "c", 7), ("c", "a", 5)):
        ring.add_edge(tail, head, minutes=took)
    network = zl.travel_network(ring, **MINUTES)
    at = np.array(list(corners.values()))
    costs = travel_costs(network, at, at, names=list("abc"), what="post") / 60
    assert costs == pytest.approx(np.array([[0, 10, 17], [12, 0, 7], [5, 15, 0]]), abs=1e-6)
    # From a quarter of the way to three quarters it is 5 minutes; back, all the way round but that.
    line = Geodesic.WGS84.InverseLine(35, 36, 35, 36.1)
    quarter, most = ([at["lon2"], at["lat2"]] for at in (line.Position(share * line.s13) for share in (0.25, 0.75)))
    costs = travel_costs(network, np.array([quarter, most]), np.array([quarter, most]), names="qm", what="post") / 60
    assert costs == pytest.approx(np.array([[0, 5], [17, 0]]), abs=1e-6)


def test_of_two_edges_between_the_same_nodes_the_cheaper_counts() -> None:
    graph = road(nx.MultiGraph)
    graph.add_edge("a", "b", minutes=3)
    graph.add_node("c", x=36.1, y=35.2)
    graph.add_edge("b", "c", minutes=0)
    network = zl.travel_network(graph, **MINUTES)
    costs = travel_costs(network, np.array([[36, 35]]), np.array([[36.1, 35.2]]), names=["a"], what="post")
    assert costs[0, 0] == pytest.approx(180, abs=1e-6)


@pytest.mark.parametrize("turned", [False, True])
def test_an_edge_runs_along_its_geometry(turned: bool) -> None:
    graph = road()
    course = LineString([(36.0, 35.0), (36.1, 35.1), (36.0, 35.2)])
    graph.edges["a", "b"]["geometry"] = course.reverse() if turned else course
    network = zl.travel_network(graph, **MINUTES)
    # The corner halves the course, to the flattening of the earth.
    costs = travel_costs(network, np.array([[36.0, 35.0]]), np.array([[36.1, 35.1]]), names=["a"], what="post")
    legs = [
        Geodesic.WGS84.Inverse(*one, *other)["s12"]
        for one, other in (((35, 36), (35.1, 36.1)), ((35.1, 36.1), (35.2, 36)))
    ]
    assert costs[0, 0] / 60 == pytest.approx(20 * legs[0] / sum(legs), abs=1e-6)
    straight = travel_costs(network, np.array([[36.0, 35.0]]), np.array([[36.0, 35.1]]), names=["a"], what="post")
    assert np.isnan(straight[0, 0])


def test_a_loop_at_a_node_and_an_edge_of_no_length_do_no_harm() -> None:
    graph = road(nx.MultiDiGraph)
    graph.add_edge("a", "a", minutes=1)
    graph.add_node("again", x=36.0, y=35.2)
    graph.add_edge("b", "again", minutes=2)
    network = zl.travel_network(graph, **MINUTES)
    costs = travel_costs(network, np.array([[36, 35]]), np.array([[36, 35.2]]), names=["a"], what="post")
    assert costs[0, 0] / 60 == pytest.approx(20)


def grid(kind: type, seed: int) -> nx.Graph:
    rng = np.random.default_rng(seed)
    graph = kind(nx.grid_2d_graph(6, 5))
    for i, j in graph.nodes:
        east, north = rng.uniform(-0.003, 0.003, 2)
        graph.nodes[i, j].update(x=36 + 0.02 * i + east, y=35 + 0.02 * j + north)
    for tail, head in list(graph.edges):
        if graph.is_directed() and rng.random() < 0.3:
            graph.remove_edge(tail, head)
        else:
            graph.edges[tail, head]["minutes"] = float(rng.uniform(0.5, 5))
    return graph


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([nx.Graph, nx.DiGraph]), st.data())
def test_costs_are_those_of_networkx(seed: int, kind: type, data: st.DataObject) -> None:
    graph = grid(kind, seed)
    network = zl.travel_network(graph, **MINUTES)
    # A start in the midst of an edge is a node of its own to networkx.
    edges = sorted(graph.edges)
    tail, head = data.draw(st.sampled_from(edges))
    share = data.draw(st.floats(0.05, 0.95))
    ends = [(graph.nodes[one]["x"], graph.nodes[one]["y"]) for one in (tail, head)]
    line = Geodesic.WGS84.InverseLine(ends[0][1], ends[0][0], ends[1][1], ends[1][0])
    at = line.Position(share * line.s13)
    split = graph.copy()
    for one, other in [(tail, head), (head, tail)][: 1 + (graph.is_directed() and graph.has_edge(head, tail))]:
        took, part = graph.edges[one, other]["minutes"], share if one == tail else 1 - share
        split.remove_edge(one, other)
        split.add_edge(one, "post", minutes=took * part)
        split.add_edge("post", other, minutes=took * (1 - part))
    wanted = nx.single_source_dijkstra_path_length(split, "post", weight="minutes")
    nodes = [node for node in graph.nodes if graph.degree(node)]
    places = np.array([[graph.nodes[node]["x"], graph.nodes[node]["y"]] for node in nodes])
    found = travel_costs(network, np.array([[at["lon2"], at["lat2"]]]), places, names=["p"], what="post")[0] / 60
    # A walk of a micrometre remains of the rounding of the start.
    assert found == pytest.approx(np.array([wanted.get(node, np.inf) for node in nodes]), abs=1e-5)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(36.0, 36.1), st.floats(35.0, 35.08))
def test_a_place_is_joined_to_the_edge_that_is_nearest_of_all(seed: int, lon: float, lat: float) -> None:
    graph = grid(nx.Graph, seed)
    network = zl.travel_network(graph, **MINUTES | {"join_within": km(5)})
    feet = feet_on(np.array([[lon, lat]]), network.pieces, within_m=5_000)
    ends = [[(graph.nodes[one]["x"], graph.nodes[one]["y"]) for one in edge] for edge in graph.edges]
    each = [zl.distance(Point(lon, lat), LineString(pair), edges="geodesic").distance.m for pair in ends]
    assert feet.metres == pytest.approx(np.full(len(feet.metres), min(each)), abs=2e-3)
    assert {int(one) for one in network.edge[feet.piece]} >= {int(np.argmin(each))}


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(1, 20), st.floats(1.01, 2))
def test_more_posts_and_more_reach_never_cover_less(seed: int, reach: float, by: float) -> None:
    network = zl.travel_network(grid(nx.Graph, seed), **MINUTES | {"join_within": km(2)})
    line, posts = LineString([(36.0, 35.01), (36.1, 35.07)]), [Point(36.02, 35.02), Point(36.07, 35.05)]
    ask = {"network": network, "cell": m(200)}
    one, two = (zl.coverage(line, posts=posts[:n], reach=minutes(reach), **ask) for n in (1, 2))
    more = zl.coverage(line, posts=posts, reach=minutes(reach * by), **ask)
    assert one.shares.covered <= two.shares.covered <= more.shares.covered
    less, greater = two.sensitivity
    assert less.covered <= two.shares.covered <= greater.covered
    assert two.uncovered.m == pytest.approx(sum(gap.length.m for gap in two.gaps), abs=1e-3)
    alone = sum(post.alone.m for post in two.posts)
    assert alone + two.size.m * two.shares.twice == pytest.approx(two.size.m - two.uncovered.m, abs=1e-3)


def test_what_is_off_the_network_is_beyond_reach_and_told() -> None:
    network = zl.travel_network(road(), **MINUTES)
    # Half of the line is the road, the other goes on where there is none.
    line = LineString([(36.0, 35.0), (36.0, 35.4)])
    found = zl.coverage(line, posts=[Point(36, 35)], reach=minutes(60), network=network)
    beyond = 500 / found.size.m
    assert found.shares.covered == pytest.approx(0.5 + beyond, abs=2e-3)
    assert found.off_network.m == pytest.approx(found.uncovered.m)
    assert found.worst.cost is None
    assert str(found.worst).startswith("no way to (36.0000, 35.")


def test_places_in_another_part_of_the_network_are_not_reached() -> None:
    graph = road()
    graph.add_node("c", x=36.0, y=35.3)
    graph.add_node("d", x=36.0, y=35.5)
    graph.add_edge("c", "d", minutes=20)
    network = zl.travel_network(graph, **MINUTES)
    costs = travel_costs(network, np.array([[36, 35]]), np.array([[36, 35.4], [37, 35]]), names=["a"], what="post")
    assert np.isinf(costs[0, 0])
    assert np.isnan(costs[0, 1])


def test_an_area_is_covered_cell_by_cell() -> None:
    # A road through the middle of a square, and who lives within 5 minutes' walk of where it is reached in 10.
    network = zl.travel_network(road(), **MINUTES | {"join_within": km(2)})
    area = shapely.box(35.99, 35.0, 36.01, 35.2)
    found = zl.coverage(area, posts=[Point(36, 35)], reach=minutes(20), network=network, cell=m(100))
    # Walking to the road at 4 km/h and along it at its own pace: with u minutes to walk a place is reached if it lies
    # within 20 - u minutes of the post. Averaged over the width that is 1 - mean walk / 20.
    half = Geodesic.WGS84.Inverse(35.1, 36.0, 35.1, 36.01)["s12"]
    walk = half / 2 / 4_000 * 60
    assert found.shares.covered == pytest.approx(1 - walk / 20, abs=0.01)
    assert isinstance(found.size, zl.Area)
    assert found.uncovered.m2 == pytest.approx(found.size.m2 * (1 - found.shares.covered))
    assert not found.gaps
    assert "km² of the area within 20 min of a post by the network" in str(found)


def test_posts_are_planned_by_a_network() -> None:
    network = zl.travel_network(road(), **MINUTES)
    stations = [Point(36, 35 + 0.2 * i / 8) for i in range(9)]
    plan = zl.plan_posts(stations, stations, aim="fewest", reach=minutes(5.1), network=network)
    # Nine places 2.5 minutes apart: a post reaches five of them.
    assert plan.value == 2
    assert any("by the network" in one for one in plan.assumptions)
    one_way = zl.travel_network(road(nx.DiGraph), **MINUTES)
    plan = zl.plan_posts(stations, stations, aim="fewest", reach=minutes(5.1), network=one_way)
    # Now only those ahead: three.
    assert plan.value == 3
    with pytest.raises(zl.InputError, match="takes no network"):
        zl.plan_posts(stations, stations, aim="least mean distance", count=1, network=network)
    with pytest.raises(zl.InputError, match=r"candidate 1 at .* is off the network"):
        zl.plan_posts(stations, [Point(37, 35)], aim="fewest", reach=minutes(5), network=network)


def test_what_a_network_coverage_says() -> None:
    network = zl.travel_network(road(), **MINUTES)
    found = zl.coverage(LINE, posts=[Point(36, 35)], reach=minutes(5), network=network)
    assert str(found) == (
        "25.0% of 22.2 km of the line within 5 min of a post by the network, 0.0% of two or more; at most 20 min to "
        "(36.0000, 35.1999); longest gap 16.6 km, from 5.5 km (36.0000, 35.0500) to 22.2 km (36.0000, 35.2000)"
    )
    assert str(found.sensitivity[0]) == "at 4 min: 20.0% within reach, 0.0% of two or more"
    assert str(zl.CoverageShares(reach=minutes(150), covered=1, twice=0)).startswith("at 2.5 h: ")


def test_bad_networks_are_told() -> None:
    with pytest.raises(zl.InputError, match="is a list; give a networkx graph"):
        zl.travel_network([], **MINUTES)
    with pytest.raises(zl.InputError, match="no edges"):
        zl.travel_network(nx.Graph(), **MINUTES)
    with pytest.raises(zl.InputError, match=r"from 'a' to 'b' has no 'hours'; it has \['minutes'\]"):
        zl.travel_network(road(), **MINUTES | {"cost": "hours"})
    with pytest.raises(zl.InputError, match=r"node 'a' has no 'lon', it has \['x', 'y'\]"):
        zl.travel_network(road(), **MINUTES, position=("lon", "lat"))
    for value in (-1, float("nan"), "slow"):
        graph = road()
        graph.edges["a", "b"]["minutes"] = value
        with pytest.raises(zl.InputError, match="0 or more is wanted"):
            zl.travel_network(graph, **MINUTES)
    graph = road()
    graph.nodes["b"]["y"] = 95
    with pytest.raises(zl.GeometryError, match="node 'b'"):
        zl.travel_network(graph, **MINUTES)
    graph = road()
    graph.edges["a", "b"]["geometry"] = Point(36, 35)
    with pytest.raises(zl.InputError, match="no LineString"):
        zl.travel_network(graph, **MINUTES)
    graph.edges["a", "b"]["geometry"] = LineString([(36, 35), (36.1, 35.2)])
    with pytest.raises(zl.InputError, match=r"drawn 9.11 km off its nodes"):
        zl.travel_network(graph, **MINUTES)
    with pytest.raises(zl.InputError, match="how fast one goes"):
        zl.travel_network(road(), cost="minutes", unit="min", join_within=m(500))
    with pytest.raises(zl.InputError, match="walk_km_h goes with times"):
        zl.travel_network(road(), **MINUTES | {"unit": "km"})
    with pytest.raises(zl.InputError, match="unit"):
        zl.travel_network(road(), **MINUTES | {"unit": "days"})
    with pytest.raises(zl.BareNumberError):
        zl.travel_network(road(), **MINUTES | {"join_within": 500})


def test_bad_questions_are_told() -> None:
    network = zl.travel_network(road(), **MINUTES)
    lengths = zl.travel_network(road(), cost="minutes", unit="km", join_within=m(500))
    post = [Point(36, 35)]
    with pytest.raises(zl.InputError, match=r"post 1 at \(37, 35\) is off the network: no edge within 500 m"):
        zl.coverage(LINE, posts=[Point(37, 35)], reach=minutes(5), network=network)
    with pytest.raises(zl.InputError, match="the line is off the network"):
        zl.coverage(LineString([(37, 35), (37, 36)]), posts=post, reach=minutes(5), network=network)
    with pytest.raises(zl.InputError, match="give a time"):
        zl.coverage(LINE, posts=post, reach=km(5), network=network)
    with pytest.raises(zl.InputError, match="give a length"):
        zl.coverage(LINE, posts=post, reach=minutes(5), network=lengths)
    with pytest.raises(zl.InputError, match="more than 0"):
        zl.coverage(LINE, posts=post, reach=minutes(0), network=network)
    with pytest.raises(zl.InputError, match="bring a network of times"):
        zl.coverage(LINE, posts=post, reach=minutes(5))
    with pytest.raises(zl.InputError, match="larger cell"):
        zl.coverage(LINE, posts=post, reach=minutes(5), network=network, cell=m(0.01))
