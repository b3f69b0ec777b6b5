"""Plans of posts: against known optima, and against exhaustive search."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

import zonelib as zl
from zonelib import km
from zonelib.analysis.siting_models import best_cover, fewest, least_mean, least_worst
from zonelib.analysis.siting_programmes import NoPlanError, Terms

Triples = list[tuple[int, ...]]


def product(a: Triples, b: Triples, size_a: int, size_b: int) -> Triples:
    """Hall's product of two Steiner triple systems."""
    found = [tuple(i * size_b + x for x in t) for i in range(size_a) for t in b]
    found += [tuple(x * size_b + j for x in t) for t in a for j in range(size_b)]
    found += [tuple(x * size_b + y for x, y in zip(t, p, strict=True)) for t in a for s in b for p in permutations(s)]
    return found


def bose(n: int) -> Triples:
    """Bose's system on 3 n points, n odd."""
    half = (n + 1) // 2
    found: Triples = [(i, n + i, 2 * n + i) for i in range(n)]
    found += [
        (k * n + i, k * n + j, (k + 1) % 3 * n + (i + j) * half % n)
        for k in range(3)
        for i, j in combinations(range(n), 2)
    ]
    return found


ONE: Triples = [(0, 1, 2)]
A9 = product(ONE, ONE, 3, 3)
SYSTEMS = {9: A9, 15: bose(5), 27: product(ONE, A9, 3, 9), 45: product(ONE, bose(5), 3, 15)}


def matrix(size: int) -> np.ndarray:
    found = np.zeros((len(SYSTEMS[size]), size), dtype=bool)
    for row, triple in enumerate(SYSTEMS[size]):
        found[row, list(triple)] = True
    return found


@pytest.mark.parametrize("size", SYSTEMS)
def test_the_systems_are_steiner_systems(size: int) -> None:
    pairs = {pair for triple in SYSTEMS[size] for pair in combinations(sorted(triple), 2)}
    assert len(pairs) == 3 * len(SYSTEMS[size]) == size * (size - 1) // 2


# Fulkerson, Nemhauser and Trotter (1974), Two computationally difficult set covering problems.
@pytest.mark.parametrize(
    ("size", "optimum"), [(9, 5), (15, 9), (27, 18), pytest.param(45, 30, marks=pytest.mark.proof)]
)
def test_covers_of_steiner_triple_systems(size: int, optimum: int) -> None:
    found = fewest(matrix(size), Terms())
    assert (found.value, found.optimal) == (optimum, True)


def test_with_too_little_time_the_gap_is_told_and_nothing_is_called_the_best() -> None:
    # A plan that takes all there is stands from the start; to prove the best one takes longer than this.
    found = fewest(matrix(45), Terms(time_limit_s=2))
    assert not found.optimal
    assert found.bound < 30 <= found.value


worlds = st.integers(0, 10**6).map(np.random.default_rng)


def plane(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    a, b = rng.integers(0, 12, (9, 2)), rng.integers(0, 12, (7, 2))
    # Whole distances, so that there are ties.
    return np.abs(a[:, None] - b[None]).sum(axis=2).astype(float), rng.integers(0, 5, 9).astype(float)


def plans(count: int) -> list[list[int]]:
    """All choices among seven, those that prefer earlier candidates first."""
    return [list(one) for one in combinations(range(7), count)]


@settings(max_examples=40)
@given(worlds, st.integers(1, 4))
def test_fewest_against_exhaustive_search(rng: np.random.Generator, times: int) -> None:
    cover = plane(rng)[0] <= 9
    good = [p for k in range(1, 8) for p in plans(k) if (cover[:, p].sum(axis=1) >= times).all()]
    if not good:
        with pytest.raises(NoPlanError):
            fewest(cover, Terms(), times=times)
        return
    found = fewest(cover, Terms(), times=times)
    assert list(found.chosen) == min(good, key=len)
    assert found.first
    assert found.optimal


@settings(max_examples=40)
@given(worlds, st.sets(st.integers(0, 2), max_size=2), st.sets(st.integers(3, 6), max_size=2))
def test_fewest_with_some_kept_and_some_left_out(rng: np.random.Generator, keep: set[int], without: set[int]) -> None:
    cover = plane(rng)[0] <= 9
    good = [
        p for k in range(1, 8) for p in plans(k)
        if keep <= set(p) and not without & set(p) and cover[:, p].any(axis=1).all()
    ]  # fmt: skip
    terms = Terms(keep=tuple(keep), without=tuple(without))
    if not good:
        with pytest.raises(NoPlanError):
            fewest(cover, terms)
        return
    assert list(fewest(cover, terms).chosen) == min(good, key=len)


@settings(max_examples=40)
@given(worlds, st.integers(1, 6))
def test_best_cover_against_exhaustive_search(rng: np.random.Generator, count: int) -> None:
    distance, weight = plane(rng)
    cover = distance <= 4
    best = max(plans(count), key=lambda p: weight[cover[:, p].any(axis=1)].sum())
    found = best_cover(cover, weight, count, Terms())
    assert found.value == weight[cover[:, best].any(axis=1)].sum()
    assert list(found.chosen) == best


@settings(max_examples=40)
@given(worlds, st.integers(1, 5))
def test_backup_against_exhaustive_search(rng: np.random.Generator, count: int) -> None:
    distance, weight = plane(rng)
    times = (distance <= 5).astype(int)

    def worth(plan: list[int]) -> float:
        reached = times[:, plan].sum(axis=1)
        return float(0.75 * weight[reached >= 1].sum() + 0.25 * weight[reached >= 2].sum())

    found = best_cover(times > 0, weight, count, Terms(), backup=0.25)
    assert found.value == pytest.approx(max(worth(p) for p in plans(count)), abs=1e-9)
    assert list(found.chosen) == max(plans(count), key=worth)


@settings(max_examples=40)
@given(worlds, st.integers(1, 6))
def test_least_mean_and_least_worst_against_exhaustive_search(rng: np.random.Generator, count: int) -> None:
    distance, weight = plane(rng)
    mean = least_mean(distance, weight, count, Terms())
    best = min(plans(count), key=lambda p: weight @ distance[:, p].min(axis=1))
    assert mean.value == weight @ distance[:, best].min(axis=1)
    assert list(mean.chosen) == best
    worst = least_worst(distance, count, Terms())
    best = min(plans(count), key=lambda p: distance[:, p].min(axis=1).max())
    assert worst.value == distance[:, best].min(axis=1).max()
    assert list(worst.chosen) == best


@settings(max_examples=40)
@given(worlds, st.integers(1, 6))
def test_ties_of_measured_distances_against_exhaustive_search(rng: np.random.Generator, count: int) -> None:
    distance, weight = plane(rng)
    distance *= np.sqrt(2)
    found = least_mean(distance, weight, count, Terms())
    costs = [weight @ distance[:, p].min(axis=1) for p in plans(count)]
    best = [p for p, cost in zip(plans(count), costs, strict=True) if cost <= min(costs) * (1 + 1e-12)]
    assert list(found.chosen) in best
    # That it is the first of them cannot always be proven in double precision; where it is said, it holds.
    assert not found.first or list(found.chosen) == best[0]


@settings(max_examples=30)
@given(worlds)
def test_terms_against_exhaustive_search(rng: np.random.Generator) -> None:
    distance, weight = plane(rng)
    cover, costs = distance <= 5, rng.integers(1, 9, 7).astype(float)
    terms = Terms(keep=(2,), without=(0, 5), costs=costs, budget=12.0 + costs[2])
    allowed = [
        p for k in range(1, 8) for p in plans(k)
        if 2 in p and not {0, 5} & set(p) and costs[p].sum() <= 12 + costs[2]
    ]  # fmt: skip
    found = best_cover(cover, weight, None, terms)
    assert found.value == max(weight[cover[:, p].any(axis=1)].sum() for p in allowed)
    assert list(found.chosen) in allowed


def test_capacities_send_a_demand_to_a_farther_post() -> None:
    distance = np.array([[1.0, 5.0], [1.0, 7.0], [1.0, 9.0]])
    found = least_mean(distance, np.ones(3), 2, Terms(), capacity=np.array([2.0, 2.0]))
    assert found.value == 1 + 1 + 5
    assert found.serves == (1, 0, 0)


LINE = LineString([(36.0, 35.0), (36.6, 35.0)])


def test_a_line_is_covered_by_the_fewest_posts_from_itself() -> None:
    stations = zl.candidates_along(LINE, every=km(1))
    plan = zl.plan_posts(stations, stations, aim="fewest", reach=km(5))
    # Each covers at most 11 stations of 1 km, and there are 56.
    assert plan.value == len(plan.posts) == -(-len(stations) // 11)
    assert plan.optimal
    assert plan.covered == 1
    assert plan.worst_m <= 5_000
    assert "every demand is within reach" in plan.checked
    covered = zl.coverage(LINE, posts=[stations[i] for i in plan.numbers], reach=km(5) + km(0.5))
    assert covered.shares.covered == 1


def test_what_a_plan_says() -> None:
    towns = [Point(36.0, 35.0), Point(36.1, 35.0)]
    plan = zl.plan_posts(towns, towns, aim="least worst distance", count=1)
    # The parallel of 35° N: 0.1° is 9,129 m.
    assert str(plan) == ("1 post (least worst distance); mean distance 4.56 km, worst 9.13 km; proven best")
    assert plan.posts == ("1",)


def test_bad_input_is_told() -> None:
    towns = [Point(36.0, 35.0), Point(36.6, 35.0)]
    with pytest.raises(zl.InputError, match="reach: 2; add candidates"):
        zl.plan_posts(towns, towns[:1], aim="fewest", reach=km(5))
    with pytest.raises(zl.InputError, match="candidates is empty"):
        zl.plan_posts(towns, [], aim="fewest", reach=km(5))
    with pytest.raises(zl.InputError, match="wants reach"):
        zl.plan_posts(towns, towns, aim="fewest")
    with pytest.raises(zl.InputError, match="wants count"):
        zl.plan_posts(towns, towns, aim="best cover", reach=km(5))
    with pytest.raises(zl.InputError, match="no choice of candidates"):
        zl.plan_posts(towns, towns, aim="least mean distance", count=2, costs=[1, 1], budget=1)
    with pytest.raises(zl.InputError, match="no candidate"):
        zl.plan_posts(towns, towns, aim="fewest", reach=km(5), keep=["9"])
    with pytest.raises(zl.InputError, match="count is 5"):
        zl.plan_posts(towns, towns, aim="least worst distance", count=5)
