"""Programs with named requirements: optima and conflicts against going through every case."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonelib import InputError
from zonelib.analysis.conflicts import why_not
from zonelib.analysis.programs import Program, Requirement

rows = st.tuples(
    st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.integers(-2, 4), st.sampled_from([">=", "<="])
)
small = st.lists(rows, min_size=1, max_size=6)


def written(asked, cost=(3, 2, 2, 1)):
    program = Program(cost, upper=np.ones(4))
    for number, (values, limit, sign) in enumerate(asked):
        bound = {"low": limit} if sign == ">=" else {"high": limit}
        program.row(program.require(Requirement(says=f"{number}", way_out="drop")), range(4), values, **bound)
    return program


def every_plan(asked):
    """All of the sixteen plans that meet what is asked."""

    def meets(x, values, limit, sign):
        total = np.dot(x, values)
        return total >= limit if sign == ">=" else total <= limit

    return [x for x in product([0, 1], repeat=4) if all(meets(x, *row) for row in asked)]


@given(small)
@settings(max_examples=60)
def test_the_least_cost_and_the_first_among_equals(asked):
    answer, plans = written(asked).solve(), every_plan(asked)
    assert answer.found == bool(plans)
    if plans:
        best = min(plans, key=lambda x: (np.dot(x, (3, 2, 2, 1)), [-one for one in x]))
        assert tuple(answer.values) == best
        assert (answer.outcome, answer.cost, answer.bound) == ("optimal", np.dot(best, (3, 2, 2, 1)), answer.cost)


@given(small)
@settings(max_examples=60)
def test_the_conflicts_are_all_there_are_and_each_is_irreducible(asked):
    if every_plan(asked):
        return
    found = why_not(written(asked), most=99)
    numbers = [frozenset(int(one.says) for one in conflict.limits) for conflict in found.conflicts]
    subsets = [frozenset(s) for size in range(len(asked) + 1) for s in combinations(range(len(asked)), size)]
    impossible = {s for s in subsets if not every_plan([asked[n] for n in s])}
    assert found.complete
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == {s for s in impossible if not any(s - {n} in impossible for n in s)}
    enough = {n for n in range(len(asked)) if every_plan([row for m, row in enumerate(asked) if m != n])}
    assert {int(way.requirement.says) for way in found.ways_out} == enough


kinds = st.lists(st.tuples(st.integers(1, 2), st.lists(st.integers(0, 2), max_size=2)), min_size=2, max_size=2)
shared = st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 1), st.integers(-1, 2)), min_size=1, max_size=2)


def of_blocks(sizes, own, shared):
    """Blocks of two variables: each kind's own requirements, then rows over all blocks alike; as named requirements."""
    starts = np.r_[0, np.cumsum(sizes)]
    asked = []
    for kind, size in enumerate(sizes):
        for block in range(starts[kind], starts[kind] + size):
            need, limits = own[kind]
            values = np.zeros(2 * starts[-1])
            values[2 * block : 2 * block + 2] = 1
            asked.append((values, need, ">="))
            asked += [(values, limit, "<=") for limit in limits]
    asked += [(np.tile([a, b], starts[-1]), limit, "<=") for a, b, limit in shared]
    return asked


@given(st.lists(st.integers(1, 2), min_size=2, max_size=2), kinds, shared)
@settings(max_examples=60)
def test_conflicts_that_are_alike_are_told_once_and_counted(sizes, own, shared):
    asked = of_blocks(sizes, own, shared)
    width = 2 * sum(sizes)
    program = Program(np.zeros(width), upper=np.ones(width))
    for number, (values, limit, sign) in enumerate(asked):
        bound = {"low": limit} if sign == ">=" else {"high": limit}
        program.row(program.require(Requirement(says=f"{number}")), range(width), values, **bound)
    for block in range(sum(sizes)):
        program.block(f"block {block}", [2 * block, 2 * block + 1])
    plans = np.array(list(product([0, 1], repeat=width)))
    met = [plans @ values >= limit if sign == ">=" else plans @ values <= limit for values, limit, sign in asked]

    def possible(numbers):
        return bool(np.all([met[n] for n in numbers], axis=0).any())

    if possible(range(len(asked))):
        return
    smallest: list[frozenset[int]] = []
    for size in range(len(asked) + 1):
        for s in map(frozenset, combinations(range(len(asked)), size)):
            if not any(one <= s for one in smallest) and not possible(s):
                smallest.append(s)
    found = why_not(program, most=99)
    assert found.complete
    told = [frozenset(int(one.says) for one in conflict.limits) for conflict in found.conflicts]
    assert len(set(told)) == len(told)
    assert set(told) <= set(smallest)
    # Nothing is lost: those told, each with those alike, are all there are.
    assert sum(conflict.count for conflict in found.conflicts) == len(smallest)


def test_a_tie_beyond_one_block_is_settled():
    program = Program(np.ones(40), upper=np.ones(40))
    program.row(-1, range(40), low=3)
    assert np.flatnonzero(program.solve().values).tolist() == [0, 1, 2]


def test_a_limit_is_raised_no_further_than_needed():
    program = Program([1], upper=[20])
    program.row(program.require(Requirement(says="ten posts", fails="fewer than ten posts")), [0], low=10)
    budget = Requirement(says="budget of 4", way_out="a budget of {:g}", limit=4)
    program.row(program.require(budget), [0], 1.5, high=4)
    found = why_not(program)
    assert str(found) == "fewer than ten posts: budget of 4\nenough would be: a budget of 15"
    assert program.solve().outcome == "impossible"


def test_time_runs_out():
    # The Steiner triple system of 27 points has a cover of 18, which takes longer to prove than no time at all.
    told = []
    program = Program(np.ones(60), upper=np.ones(60))
    generator = np.random.default_rng(1)
    for _ in range(200):
        program.row(-1, generator.choice(60, 3, replace=False).tolist(), low=1)
    answer = program.solve(time_limit_s=0.0, progress=told.append)
    assert answer.outcome in ("unknown", "feasible")
    assert not answer.settled
    assert answer.outcome == "unknown" or not answer.bound > answer.cost
    assert told[0].startswith("60 variables, 200 rows")


def test_what_cannot_be():
    with pytest.raises(InputError, match="a cost of a whole variable is not whole"):
        Program([0.5], upper=[1])
    program = Program([1], upper=[1])
    program.require(Requirement(says="one"))
    with pytest.raises(InputError, match="two requirements say 'one'"):
        program.require(Requirement(says="one"))
