"""Where to put posts: the models, matrices in, chosen columns out.

Rows are demands, columns candidates. The models are those of Toregas et al. 1971 (fewest posts), Church and ReVelle
1974 (best cover), Hakimi 1964 and ReVelle and Swain 1970 (least mean distance), Hogan and ReVelle 1986 (backup cover);
least worst distance is a search over covers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zonelib.analysis.siting_programmes import (
    BoolMatrix,
    Clock,
    Floats,
    NoPlanError,
    Programme,
    Solved,
    Terms,
    best_of,
    columns_of,
    first_of_the_best,
    programme_of,
    run,
)


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
    programme = programme_of(
        cost=price, matrix=sparse.csr_array(kept.astype(float)), low=np.full(len(kept), float(times)),
        high=np.full(len(kept), np.inf), sites=columns, terms=terms,
    )  # fmt: skip
    if not by_cost and times == 1 and terms.budget is None:
        programme.upper[_outdone(kept, terms)] = 0
    return best_of(programme, terms, whole=whole_prices)


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
    programme = programme_of(
        cost=cost, matrix=matrix, low=low, high=np.full(len(low), np.inf), sites=columns, terms=terms, count=count
    )
    found = best_of(programme, terms, whole=bool((cost == np.round(cost)).all()))
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
    if capacity is not None:
        return _least_mean_within(distance, weights, count, terms, capacity)
    programme, least = _by_shells(distance, weights, count, terms)
    found = best_of(programme, terms, whole=bool((programme.cost == np.round(programme.cost)).all()))
    among = np.asarray(found.chosen)
    serves = tuple(int(one) for one in among[np.argmin(distance[:, among], axis=1)])
    return replace(found, value=found.value + least, bound=found.bound + least, serves=serves)


def _by_shells(distance: Floats, weights: Floats, count: int | None, terms: Terms) -> tuple[Programme, float]:
    """Give the programme of least mean distance by shells, and what every plan costs besides.

    For each row the columns lie in shells of equal distance. A variable says that none is chosen up to a shell; it
    costs what the next shell is farther off. It is as tight as the model with a variable for each pair, and has as many
    entries as there are pairs only once (Elloumi 2010, J. Comb. Optim. 19, 69-83).
    """
    order = np.argsort(distance, axis=1, kind="stable")
    far = np.take_along_axis(distance, order, axis=1)
    reached = np.isfinite(far)
    if not reached[:, 0].all():
        raise NoPlanError(proven=True)
    row, at = np.nonzero(reached)
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (far[row[1:], at[1:]] != far[row[:-1], at[:-1]])
    # One line for each shell: it, or one before it, has a column that is chosen, or the variable of the shell is 1.
    shell, first = np.cumsum(new) - 1, np.flatnonzero(new)
    of, metres = row[first], far[row[first], at[first]]
    opens, closes = np.append(True, of[1:] != of[:-1]), np.append(of[1:] != of[:-1], True)
    numbers, inner = np.arange(len(of)), np.flatnonzero(~closes)
    chosen = sparse.csr_array((np.ones(len(row)), (shell, order[row, at])), shape=(len(of), distance.shape[1]))
    none = sparse.csr_array((np.ones(len(of)), (numbers, numbers)), shape=(len(of), len(of)))
    before = sparse.csr_array((np.ones((~opens).sum()), (numbers[~opens], numbers[~opens] - 1)), shape=none.shape)
    programme = programme_of(
        cost=np.r_[np.zeros(distance.shape[1]), (weights[of] * (np.append(metres[1:], 0.0) - metres))[inner]],
        matrix=sparse.hstack([chosen, (none - before)[:, inner]], format="csr"),
        low=opens.astype(float), high=np.full(len(of), np.inf), sites=distance.shape[1], terms=terms,
        count=count,
    )  # fmt: skip
    return programme, float((weights * far[:, 0]).sum())


def _least_mean_within(distance: Floats, weights: Floats, count: int | None, terms: Terms, capacity: Floats) -> Solved:
    """Choose columns, and one of them for each row, none with more weight than it can serve."""
    rows, columns = distance.shape
    i, j = np.nonzero(np.isfinite(distance))
    pairs = np.arange(len(i))
    each = sparse.csr_array((np.ones(len(i)), (i, pairs)), shape=(rows, len(i)))
    open_ = sparse.csr_array((np.ones(len(i)), (pairs, j)), shape=(len(i), columns))
    load = sparse.csr_array((weights[i], (j, pairs)), shape=(columns, len(i)))
    blocks: list[list[Any]] = [
        [sparse.csr_array((rows, columns)), each],
        [open_, -sparse.eye_array(len(i))],
        [sparse.diags_array(np.asarray(capacity, dtype=float)), -load],
    ]
    low = np.r_[np.ones(rows), np.zeros(len(i) + columns)]
    high = np.r_[np.ones(rows), np.full(len(i) + columns, np.inf)]
    cost = np.r_[np.zeros(columns), weights[i] * distance[i, j]]
    programme = programme_of(
        cost=cost, matrix=sparse.block_array(blocks, format="csr"), low=low, high=high, sites=columns, terms=terms,
        count=count, whole_pairs=True,
    )  # fmt: skip
    found = best_of(programme, terms, whole=bool((cost == np.round(cost)).all()), keep_rest=True)
    taken = np.asarray(found.serves) > 0
    serves = np.full(rows, -1)
    serves[i[taken]] = j[taken]
    return replace(found, serves=tuple(int(one) for one in serves))


def least_worst(distance: Floats, count: int | None, terms: Terms) -> Solved:
    """Choose columns so that the greatest distance of a row to its nearest column is least.

    Bisection over the distinct distances: whether so many columns cover all rows within a distance is a covering
    problem, and the answer is one of the distances.

    Raises
    ------
    NoPlanError
        If the terms cannot be kept.
    """
    clock = Clock(limit_s=terms.time_limit_s, progress=terms.progress)
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
            found = run(programme, clock)
        except NoPlanError:
            low = middle + 1
            continue
        if found is None:
            proven = False
            break
        # What was found may do better than was asked.
        x = found[0]
        reached = distance[:, list(columns_of(x, distance.shape[1]))].min(axis=1).max()
        high = int(np.searchsorted(levels, reached))
    if x is None:
        raise NoPlanError(proven=proven)
    x, first = first_of_the_best(_all_within(distance <= levels[high], count, terms), x, 0.0, clock, whole=True)
    value = float(levels[high])
    return Solved(
        chosen=columns_of(x, distance.shape[1]), value=value, bound=value if proven else float(levels[low]),
        first=first and proven,
    )  # fmt: skip


def _all_within(cover: BoolMatrix, count: int | None, terms: Terms) -> Programme:
    """Give the programme of any plan that covers all rows."""
    kept = cover[_binding_rows(cover)]
    return programme_of(
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


def _outdone(cover: BoolMatrix, terms: Terms) -> NDArray[np.intp]:
    """Give the columns that no first of the best plans has: an earlier one covers all that they do.

    A best plan with such a column would be as good with the earlier one in its stead, and come before; with both it
    would not be best.
    """
    reach = cover.astype(np.float32)
    shared, size = reach.T @ reach, reach.sum(axis=0)
    worse = np.triu(shared == size[None, :], 1)
    worse[list(terms.without)] = False
    worse[:, list(terms.keep)] = False
    return np.asarray(np.flatnonzero(worse.any(axis=0)), dtype=np.intp)


def _merged_rows(cover: BoolMatrix, weights: Floats) -> tuple[BoolMatrix, Floats]:
    """Add up the weights of rows that the same columns cover; leave out those that weigh nothing."""
    heavy = (weights > 0) & cover.any(axis=1)
    if not heavy.any():
        return cover[:1], weights[:1]
    kept, which = np.unique(cover[heavy], axis=0, return_inverse=True)
    return kept, np.asarray(np.bincount(which.ravel(), weights[heavy]), dtype=float)
