"""Where to put posts, as integer programmes: matrices in, chosen columns out, exact by HiGHS.

Rows are demands, columns candidates. Each model is solved for its objective first; of all plans that reach it the one
is then taken that prefers earlier candidates, with the objective held: ten candidates at a time, which stand in whole
numbers (512, 256, ... 1) that the solver tells apart exactly. No cost is stirred.

The models are those of Toregas et al. 1971 (fewest posts), Church and ReVelle 1974 (best cover), Hakimi 1964 and
ReVelle and Swain 1970 (least mean distance), Hogan and ReVelle 1986 (backup cover); least worst distance is a search
over covers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from zonelib.errors import InputError

BoolMatrix = NDArray[np.bool_]
Floats = NDArray[np.float64]
Progress = Callable[[str], None]

_WHOLE: Final = 1e-6
"""What the solver leaves of a whole number."""

_AT_ONCE: Final = 10
_GAP: Final = 1e-9
"""A relative gap below this is proof: it is what is left of sums in double precision."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What binds every plan, whatever it is to be best at.

    Parameters
    ----------
    keep, without : tuple of int
        Candidates that must, or must not, be chosen.
    costs : ndarray or None
        Of each candidate; with `budget` the chosen ones may cost no more.
    budget : float or None
        In the unit of the costs.
    time_limit_s : float or None
        For all solving together.
    progress : callable or None
        Told a line at each step.
    """

    keep: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    costs: Floats | None = None
    budget: float | None = None
    time_limit_s: float | None = None
    progress: Progress | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Solved:
    """Chosen columns, and how good they are known to be.

    Parameters
    ----------
    chosen : tuple of int
        Rising.
    value, bound : float
        What the plan reaches, and what no plan can better.
    first : bool
        Whether it is proven to be, of all plans as good, the one that prefers earlier candidates.
    serves : tuple of int
        For each demand the column that serves it; empty where the model assigns nobody.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    first: bool
    serves: tuple[int, ...] = ()

    @property
    def gap(self) -> float:
        """How far the value is from the bound, relative to the value."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-12) if self.value != self.bound else 0.0

    @property
    def optimal(self) -> bool:
        """Whether no plan can be better: proven."""
        return self.gap <= _GAP


class NoPlanError(Exception):
    """No plan keeps all terms; `proven` is False where time ran out before one was found."""

    def __init__(self, *, proven: bool) -> None:
        self.proven = proven
        super().__init__("no plan" if proven else "no plan found in time")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Programme:
    """Least cost·x subject to low <= A x <= high, 0 <= x <= upper; the first `sites` columns are the candidates."""

    cost: Floats
    matrix: Any
    low: Floats
    high: Floats
    sites: int
    upper: Floats
    lower: Floats
    whole: NDArray[np.int64]

    def under(self, row: Floats, most: float) -> Programme:
        """Add one row and its greatest value."""
        return replace(
            self, matrix=sparse.vstack([self.matrix, sparse.csr_array(row[None, :])], format="csr"),
            low=np.r_[self.low, -np.inf], high=np.r_[self.high, most],
        )  # fmt: skip


@dataclass(kw_only=True)
class _Clock:
    limit_s: float | None
    progress: Progress | None
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float | None:
        return None if self.limit_s is None else max(0.0, self.limit_s - (time.monotonic() - self.started))

    def tell(self, text: str) -> None:
        if self.progress is not None:
            self.progress(text)


def fewest(cover: BoolMatrix, terms: Terms, *, times: int = 1) -> Solved:
    """Choose the fewest columns (the cheapest, where costs are given without a budget) that cover every row.

    Parameters
    ----------
    cover : ndarray of bool, shape (rows, columns)
        Who reaches whom.
    terms : Terms
    times : int
        How often each row is to be covered.

    Raises
    ------
    NoPlanError
        If the terms cannot be kept.
    """
    columns = cover.shape[1]
    by_cost = terms.costs is not None and terms.budget is None
    price = np.asarray(terms.costs, dtype=float) if by_cost and terms.costs is not None else np.ones(columns)
    kept = cover if by_cost or times > 1 else cover[_binding_rows(cover)]
    whole_prices = bool((price == np.round(price)).all())
    programme = _programme(
        cost=price, matrix=sparse.csr_array(kept.astype(float)), low=np.full(len(kept), float(times)),
        high=np.full(len(kept), np.inf), sites=columns, terms=terms,
    )  # fmt: skip
    return _best(programme, terms, whole=whole_prices)


def best_cover(cover: BoolMatrix, weights: Floats, count: int | None, terms: Terms, *, backup: float = 0.0) -> Solved:
    """Choose so many columns, or what a budget buys, that cover the greatest weight of rows.

    Parameters
    ----------
    cover : ndarray of bool, shape (rows, columns)
    weights : ndarray, shape (rows,)
        0 or more.
    count : int or None
        How many columns; None where a budget says it.
    terms : Terms
    backup : float
        How much of the weight a second cover counts, 0 to 1; the first counts the rest.

    Raises
    ------
    NoPlanError
        If the terms cannot be kept.
    """
    kept, weight = _merged_rows(cover, weights)
    rows, columns = kept.shape
    eye = sparse.eye_array(rows, format="csr")
    reach = sparse.csr_array(kept.astype(float))
    parts = [reach, -eye] + ([-eye] if backup else [])
    matrix = sparse.hstack(parts, format="csr")
    low = np.zeros(rows)
    if backup:
        # A second cover counts only where there is a first.
        order = sparse.hstack([sparse.csr_array((rows, columns)), eye, -eye], format="csr")
        matrix, low = sparse.vstack([matrix, order], format="csr"), np.zeros(2 * rows)
    cost = np.r_[np.zeros(columns), -(1 - backup) * weight, *([-backup * weight] if backup else [])]
    programme = _programme(
        cost=cost, matrix=matrix, low=low, high=np.full(len(low), np.inf), sites=columns, terms=terms, count=count
    )
    found = _best(programme, terms, whole=bool((cost == np.round(cost)).all()))
    return replace(found, value=-found.value + 0.0, bound=-found.bound + 0.0)


def least_mean(
    distance: Floats, weights: Floats, count: int | None, terms: Terms, *, capacity: Floats | None = None
) -> Solved:
    """Choose columns so that the weighted sum of the distances of the rows to their columns is least.

    Parameters
    ----------
    distance : ndarray, shape (rows, columns)
        Not finite where the column cannot serve the row.
    weights : ndarray, shape (rows,)
    count : int or None
        How many columns; None where a budget says it.
    terms : Terms
    capacity : ndarray, shape (columns,), optional
        How much weight each column can serve; a row is served by one column, wholly.

    Raises
    ------
    NoPlanError
        If the terms cannot be kept.
    """
    rows, columns = distance.shape
    i, j = np.nonzero(np.isfinite(distance))
    pairs = np.arange(len(i))
    each = sparse.csr_array((np.ones(len(i)), (i, pairs)), shape=(rows, len(i)))
    open_ = sparse.csr_array((np.ones(len(i)), (pairs, j)), shape=(len(i), columns))
    blocks: list[Any] = [[sparse.csr_array((rows, columns)), each], [open_, -sparse.eye_array(len(i))]]
    low, high = np.r_[np.ones(rows), np.zeros(len(i))], np.r_[np.ones(rows), np.full(len(i), np.inf)]
    if capacity is not None:
        load = sparse.csr_array((weights[i], (j, pairs)), shape=(columns, len(i)))
        blocks.append([sparse.diags_array(np.asarray(capacity, dtype=float)), -load])
        low, high = np.r_[low, np.zeros(columns)], np.r_[high, np.full(columns, np.inf)]
    cost = np.r_[np.zeros(columns), weights[i] * distance[i, j]]
    programme = _programme(
        cost=cost, matrix=sparse.block_array(blocks, format="csr"), low=low, high=high, sites=columns, terms=terms,
        count=count, whole_pairs=capacity is not None,
    )  # fmt: skip
    found = _best(programme, terms, whole=bool((cost == np.round(cost)).all()), keep_rest=capacity is not None)
    if capacity is not None:
        taken = np.asarray(found.serves) > 0
        serves = np.full(rows, -1)
        serves[i[taken]] = j[taken]
        return replace(found, serves=tuple(int(one) for one in serves))
    among = np.asarray(found.chosen)
    return replace(found, serves=tuple(int(one) for one in among[np.argmin(distance[:, among], axis=1)]))


def least_worst(distance: Floats, count: int | None, terms: Terms) -> Solved:
    """Choose columns so that the greatest distance of a row to its nearest column is least.

    Bisection over the distinct distances: whether so many columns cover all rows within a distance is a covering
    problem, and the answer is one of the distances.

    Raises
    ------
    NoPlanError
        If the terms cannot be kept.
    """
    clock = _Clock(limit_s=terms.time_limit_s, progress=terms.progress)
    levels = np.unique(distance[np.isfinite(distance)])
    # No plan is better than the farthest row from its own nearest column.
    allowed = np.ones(distance.shape[1], dtype=bool)
    allowed[list(terms.without)] = False
    own = np.where(allowed, distance, np.inf).min(axis=1)
    if not np.isfinite(own).all():
        raise NoPlanError(proven=True)
    low, high = int(np.searchsorted(levels, own.max())), len(levels)
    x: Floats | None = None
    proven = True
    while low < high:
        middle = (low + high) // 2
        clock.tell(f"a worst distance of {levels[middle]:,.0f}: is it possible?")
        programme = _all_within(distance <= levels[middle], count, terms)
        try:
            found = _solve(programme, clock)
        except NoPlanError:
            low = middle + 1
            continue
        if found is None:
            proven = False
            break
        # What was found may do better than was asked.
        x = found[0]
        reached = distance[:, list(_columns(x, distance.shape[1]))].min(axis=1).max()
        high = int(np.searchsorted(levels, reached))
    if x is None:
        raise NoPlanError(proven=proven)
    x, first = _first_of_the_best(_all_within(distance <= levels[high], count, terms), x, 0.0, clock, whole=True)
    value = float(levels[high])
    return Solved(
        chosen=_columns(x, distance.shape[1]), value=value, bound=value if proven else float(levels[low]),
        first=first and proven,
    )  # fmt: skip


def _all_within(cover: BoolMatrix, count: int | None, terms: Terms) -> Programme:
    """Give the programme of any plan that covers all rows."""
    kept = cover[_binding_rows(cover)]
    return _programme(
        cost=np.zeros(cover.shape[1]), matrix=sparse.csr_array(kept.astype(float)), low=np.ones(len(kept)),
        high=np.full(len(kept), np.inf), sites=cover.shape[1], terms=terms, count=count,
    )  # fmt: skip


def _binding_rows(cover: BoolMatrix) -> NDArray[np.intp]:
    """Give the rows that bind: who covers a row that is a subset of another covers that one too."""
    _, first = np.unique(cover, axis=0, return_index=True)
    rows = np.sort(first)
    kept = cover[rows].astype(np.float32)
    shared, size = kept @ kept.T, kept.sum(axis=1)
    # Row i is idle if another row's columns are all among its own.
    idle = (shared == size[None, :]) & (size[None, :] < size[:, None])
    return np.asarray(rows[~idle.any(axis=1)], dtype=np.intp)


def _merged_rows(cover: BoolMatrix, weights: Floats) -> tuple[BoolMatrix, Floats]:
    """Add up the weights of rows that the same columns cover; leave out those that weigh nothing."""
    heavy = (weights > 0) & cover.any(axis=1)
    if not heavy.any():
        return cover[:1], weights[:1]
    kept, which = np.unique(cover[heavy], axis=0, return_inverse=True)
    return kept, np.asarray(np.bincount(which.ravel(), weights[heavy]), dtype=float)


def _programme(
    *,
    cost: Floats,
    matrix: Any,
    low: Floats,
    high: Floats,
    sites: int,
    terms: Terms,
    count: int | None = None,
    whole_pairs: bool = False,
) -> Programme:
    """Add what the terms say to a model's own rows."""
    width = len(cost)
    upper, lower, whole = np.ones(width), np.zeros(width), np.zeros(width, dtype=np.int64)
    upper[list(terms.without)] = 0
    lower[list(terms.keep)] = 1
    whole[: width if whole_pairs else sites] = 1
    if (lower > upper).any():
        raise NoPlanError(proven=True)
    made = Programme(
        cost=cost, matrix=matrix, low=low, high=high, sites=sites, upper=upper, lower=lower, whole=whole
    )  # fmt: skip
    if count is not None:
        made = made.under(np.r_[np.ones(sites), np.zeros(width - sites)], float(count))
        made.low[-1] = float(count)
    if terms.costs is not None and terms.budget is not None:
        made = made.under(np.r_[np.asarray(terms.costs, dtype=float), np.zeros(width - sites)], float(terms.budget))
    return made


def _best(programme: Programme, terms: Terms, *, whole: bool, keep_rest: bool = False) -> Solved:
    """Solve, then walk along the candidates for the first of the best plans."""
    clock = _Clock(limit_s=terms.time_limit_s, progress=terms.progress)
    clock.tell(f"solving with {programme.sites:,} candidates and {programme.matrix.shape[0]:,} rows")
    found = _solve(programme, clock)
    if found is None:
        raise NoPlanError(proven=False)
    x, bound = found
    value = float(programme.cost @ x)
    if whole:
        value, bound = round(value), np.ceil(bound - _WHOLE)
    solved = Solved(
        chosen=_columns(x, programme.sites), value=float(value), bound=float(min(bound, value)), first=False
    )
    if not solved.optimal:
        clock.tell(f"time is up: {solved.value:g} found, {solved.bound:g} is the bound")
    else:
        x, first = _first_of_the_best(programme, x, float(value), clock, whole=whole)
        solved = replace(solved, chosen=_columns(x, programme.sites), first=first)
    rest = tuple(int(one) for one in np.round(x[programme.sites :])) if keep_rest else ()
    return replace(solved, serves=rest)


def _columns(x: Floats, sites: int) -> tuple[int, ...]:
    return tuple(int(one) for one in np.flatnonzero(x[:sites] > 0.5))


def _first_of_the_best(
    programme: Programme, x: Floats, value: float, clock: _Clock, *, whole: bool
) -> tuple[Floats, bool]:
    """Fix candidates in order, some at a time: of the best plans that whose part is most, read as a binary number."""
    slack = 0.5 if whole else _GAP / 2 * max(1.0, abs(value))
    tied = programme.under(programme.cost, value + slack) if programme.cost.any() else programme
    lower, upper = programme.lower.copy(), programme.upper.copy()
    open_ = np.flatnonzero((lower != upper)[: programme.sites])
    for low in range(0, len(open_), _AT_ONCE):
        part = open_[low : low + _AT_ONCE]
        cost = np.zeros(len(x))
        cost[part] = -(2.0 ** np.arange(len(part) - 1, -1, -1))
        try:
            found = _solve(replace(tied, cost=cost, lower=lower, upper=upper), clock)
        except NoPlanError:
            # There is one: the solver finds the objective held more tightly than it can tell.
            return x, False
        if found is None or found[1] < cost @ found[0] - 0.5:
            return x, False
        x = found[0]
        lower[part] = upper[part] = np.round(x[part])
        clock.tell(f"of the plans as good, the first: {low + len(part):,} of {len(open_):,} candidates decided")
    return x, True


def _solve(programme: Programme, clock: _Clock) -> tuple[Floats, float] | None:
    """Give the best x found and the bound; None where time ran out before any was.

    Raises
    ------
    NoPlanError
        If it is proven that there is none.
    """
    options: Any = {"mip_rel_gap": 0.0}
    left = clock.left()
    if left is not None:
        if left <= 0:
            return None
        options["time_limit"] = left
    answer = milp(
        programme.cost, integrality=programme.whole, bounds=Bounds(programme.lower, programme.upper),
        constraints=LinearConstraint(programme.matrix, programme.low, programme.high), options=options,
    )  # fmt: skip
    if answer.status == 2:
        raise NoPlanError(proven=True)
    if answer.x is None:
        if answer.status == 1:
            return None
        raise InputError(f"HiGHS gave up on this plan: {answer.message}")
    bound = answer.mip_dual_bound
    return np.asarray(answer.x), float(bound if bound is not None else programme.cost @ answer.x)
