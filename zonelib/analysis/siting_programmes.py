"""Integer programmes that choose candidates: what binds them, and how they are solved, exact by HiGHS.

Each is solved for its objective first; of all plans that reach it the one is then taken that prefers earlier
candidates, with the objective held: ten candidates at a time, which stand in whole numbers (512, 256, ... 1) that the
solver tells apart exactly. No cost is stirred. For measured distances it is asked first whether there is another plan.
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
class Clock:
    """How long solving may still take, and who is told of it."""

    limit_s: float | None
    progress: Progress | None
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float | None:
        """Give the seconds that are left; None where there is no limit."""
        return None if self.limit_s is None else max(0.0, self.limit_s - (time.monotonic() - self.started))

    def tell(self, text: str) -> None:
        """Tell a line to whoever listens."""
        if self.progress is not None:
            self.progress(text)


def programme_of(
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


def best_of(programme: Programme, terms: Terms, *, whole: bool, keep_rest: bool = False) -> Solved:
    """Solve, then walk along the candidates for the first of the best plans."""
    clock = Clock(limit_s=terms.time_limit_s, progress=terms.progress)
    clock.tell(f"solving with {programme.sites:,} candidates and {programme.matrix.shape[0]:,} rows")
    found = run(programme, clock)
    if found is None:
        raise NoPlanError(proven=False)
    x, bound = found
    value = float(programme.cost @ x)
    if whole:
        value, bound = round(value), np.ceil(bound - _WHOLE)
    solved = Solved(
        chosen=columns_of(x, programme.sites), value=float(value), bound=float(min(bound, value)), first=False
    )
    if not solved.optimal:
        clock.tell(f"time is up: {solved.value:g} found, {solved.bound:g} is the bound")
    else:
        x, first = first_of_the_best(programme, x, float(value), clock, whole=whole)
        solved = replace(solved, chosen=columns_of(x, programme.sites), first=first)
    rest = tuple(int(one) for one in np.round(x[programme.sites :])) if keep_rest else ()
    return replace(solved, serves=rest)


def columns_of(x: Floats, sites: int) -> tuple[int, ...]:
    """Give the candidates that are chosen."""
    return tuple(int(one) for one in np.flatnonzero(x[:sites] > 0.5))


def first_of_the_best(
    programme: Programme, x: Floats, value: float, clock: Clock, *, whole: bool
) -> tuple[Floats, bool]:
    """Fix candidates in order, some at a time: of the best plans that whose part is most, read as a binary number."""
    slack = 0.5 if whole else _GAP / 2 * max(1.0, abs(value))
    tied = programme.under(programme.cost, value + slack) if programme.cost.any() else programme
    # Measured distances seldom tie, so one question spares the walk: is there another plan as good?
    if not whole and _is_alone(tied, x, clock):
        return x, True
    lower, upper = programme.lower.copy(), programme.upper.copy()
    open_ = np.flatnonzero((lower != upper)[: programme.sites])
    for low in range(0, len(open_), _AT_ONCE):
        part = open_[low : low + _AT_ONCE]
        cost = np.zeros(len(x))
        cost[part] = -(2.0 ** np.arange(len(part) - 1, -1, -1))
        try:
            found = run(replace(tied, cost=cost, lower=lower, upper=upper), clock)
        except NoPlanError:
            # There is one: the solver finds the objective held more tightly than it can tell.
            return x, False
        if found is None or found[1] < cost @ found[0] - 0.5:
            return x, False
        x = found[0]
        lower[part] = upper[part] = np.round(x[part])
        clock.tell(f"of the plans as good, the first: {low + len(part):,} of {len(open_):,} candidates decided")
    return x, True


def _is_alone(tied: Programme, x: Floats, clock: Clock) -> bool:
    """Say whether it is proven that no plan as good chooses other candidates."""
    chosen = np.round(x[: tied.sites])
    other = np.r_[2 * chosen - 1, np.zeros(len(x) - tied.sites)]
    try:
        run(tied.under(other, chosen.sum() - 1), clock)
    except NoPlanError as none:
        return none.proven
    return False


def run(programme: Programme, clock: Clock) -> tuple[Floats, float] | None:
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
