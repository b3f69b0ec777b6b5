"""A plan as a mixed-integer program whose requirements have names, so that "impossible" can be explained.

A program is a set of variables with whole-numbered costs and of linear requirements. A requirement is one thing that a
person asked for ("sector 2 needs a team", "A serves at most 3 sectors"), however many rows it takes. HiGHS solves it
[1]_ through `scipy.optimize.milp`. Whole-numbered costs make a proven optimum exact, and ties are then settled by
maximising the variables in their order, so that one program has one answer.

References
----------
.. [1] Huangfu, Q., Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Math. Prog. Comp. 10, 119-142.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from zonelib.errors import InputError, ZonelibError
from zonelib.geodesy.earth import FloatArray

Outcome = Literal["optimal", "feasible", "impossible", "unknown"]
Progress = Callable[[str], None]

# Of this many yes-or-no variables at once a tie is settled: the powers of two up to 2¹² are exact for the solver.
_AT_ONCE: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """One thing asked of a plan, in words.

    Parameters
    ----------
    says : str
        What is asked, such as "C serves at most 3 sectors"; no two of a program say the same.
    fails : str, optional
        Only for a need: what is the case where it is not met, such as "sector 2 has no team".
    way_out : str, optional
        What giving it up would be, such as "B drops its objection to A"; ``{:g}`` in it stands for the new limit.
        Without it the requirement is never offered up.
    limit : float, optional
        The limit, if it can be raised in whole steps: then the least raise is looked for.
    """

    says: str
    fails: str = ""
    way_out: str = ""
    limit: float | None = None

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Answer:
    """What the solver found.

    Parameters
    ----------
    outcome : {"optimal", "feasible", "impossible", "unknown"}
        "optimal" only where it is proven; "unknown" where time ran out before anything was found.
    values : ndarray, shape (n,)
        The variables, whole where they are to be; empty without a plan.
    cost : float
        What they cost; NaN without a plan.
    bound : float
        No plan costs less than this; NaN where none is known.
    settled : bool
        Whether ties were settled to the end.
    """

    outcome: Outcome
    values: FloatArray = field(default_factory=lambda: np.empty(0))
    cost: float = float("nan")
    bound: float = float("nan")
    settled: bool = False

    @property
    def found(self) -> bool:
        """Whether there is a plan."""
        return self.outcome in ("optimal", "feasible")


class Program:
    """Variables, what they cost, and what is required of them.

    Parameters
    ----------
    cost : array_like, shape (n,)
        What one of each variable costs; to be least in all. Whole where all variables are.
    upper : array_like, shape (n,)
        The most that each variable can be; the least is 0.
    whole : bool, default True
        Whether the variables are whole numbers.
    """

    def __init__(self, cost: ArrayLike, *, upper: ArrayLike, whole: bool = True) -> None:
        self.cost = np.asarray(cost, dtype=float)
        self.upper = np.asarray(upper, dtype=float)
        self.whole = whole
        if whole and np.any(self.cost != np.rint(self.cost)):
            raise InputError("a cost of a whole variable is not whole; count in a smaller unit")
        self.requirements: list[Requirement] = []
        self._said: set[str] = set()
        self.rows: list[tuple[Sequence[int], Sequence[float], float, float, int]] = []
        self.blocks: list[tuple[str, tuple[int, ...]]] = []

    def require(self, requirement: Requirement) -> int:
        """Take a requirement in, still without a row, and give its number."""
        if requirement.says in self._said:
            raise InputError(f"two requirements say {requirement.says!r}; name them apart")
        self._said.add(requirement.says)
        self.requirements.append(requirement)
        return len(self.requirements) - 1

    def row(
        self, number: int, columns: Sequence[int], values: Sequence[float] | float = 1.0, *,
        low: float = -np.inf, high: float = np.inf,
    ) -> None:  # fmt: skip
        """Add ``low <= sum of values * variables <= high`` to a requirement; -1 for what always holds."""
        spread = [float(values)] * len(columns) if isinstance(values, int | float) else list(values)
        self.rows.append((columns, spread, low, high, number))

    def block(self, name: str, columns: Sequence[int]) -> None:
        """Name variables that may be alike to those of other blocks, each to each; whether they are is looked up."""
        self.blocks.append((name, tuple(columns)))

    def solve(self, *, time_limit_s: float | None = None, progress: Progress | None = None) -> Answer:
        """Find a plan of least cost, the first among equals.

        Parameters
        ----------
        time_limit_s : float, optional
            For how many seconds at most.
        progress : callable, optional
            Told in words how far it has got.
        """
        ends = None if time_limit_s is None else time.monotonic() + time_limit_s
        tell = progress or (lambda _: None)
        tell(f"{len(self.cost):,} variables, {len(self.rows):,} rows: looking for the least cost")
        found = self._run(self.cost, frozenset(), ends)
        if found.status not in (0, 1):
            return Answer(outcome="impossible")
        bound = getattr(found, "mip_dual_bound", None)
        low = float("nan") if bound is None or not np.isfinite(bound) else float(bound)
        if found.x is None:
            return Answer(outcome="unknown", bound=low)
        values = self._tidy(found.x)
        cost = float(self.cost @ values)
        if found.status == 1:
            tell(f"time is up: cost {cost:,.10g}, no plan costs less than {low:,.10g}")
            return Answer(outcome="feasible", values=values, cost=cost, bound=low)
        tell(f"least cost {cost:,.10g}, proven; settling ties")
        values, settled = self._settle(values, cost, ends) if self.whole else (values, True)
        return Answer(outcome="optimal", values=values, cost=cost, bound=cost, settled=settled)

    def feasible(self, kept: AbstractSet[int]) -> bool:
        """Say whether a plan meets all of these requirements; the cost is left aside."""
        dropped = frozenset(range(len(self.requirements))) - kept
        return bool(self._run(np.zeros_like(self.cost), dropped, None).status == 0)

    def least_raise(self, number: int) -> int | None:
        """Give by how much the limit of one requirement must be raised for a plan to exist; None where it cannot."""
        found = self._run(np.zeros_like(self.cost), frozenset(), None, raised=number)
        return round(float(found.fun)) if found.status == 0 else None

    def _settle(self, values: FloatArray, cost: float, ends: float | None) -> tuple[FloatArray, bool]:
        """Make the variables as great as they can be at this cost, one after the other."""
        fixed = np.full(len(values), np.nan)
        for block in self._blocks():
            # A block that is all at its upper ends cannot be bettered.
            if np.any(values[block] < self.upper[block]):
                aim = np.zeros_like(self.cost)
                aim[block] = -(2.0 ** np.arange(len(block))[::-1])
                found = self._run(aim, frozenset(), ends, cost=cost, fixed=fixed)
                if found.status != 0:
                    return values, False
                values = self._tidy(found.x)
            fixed[block] = values[block]
        return values, True

    def _blocks(self) -> Iterator[list[int]]:
        """Give the variables that can be more than 0, in order: several that are yes or no at once, others alone."""
        block: list[int] = []
        for column in np.flatnonzero(self.upper > 0).tolist():
            if block and (len(block) == _AT_ONCE or self.upper[column] > 1 or self.upper[block[-1]] > 1):
                yield block
                block = []
            block.append(column)
        if block:
            yield block

    def _tidy(self, values: Any) -> FloatArray:
        return np.asarray(np.rint(values) if self.whole else np.maximum(values, 0.0), dtype=float)

    def _run(
        self, aim: FloatArray, dropped: AbstractSet[int], ends: float | None, *,
        cost: float | None = None, fixed: FloatArray | None = None, raised: int | None = None,
    ) -> Any:  # fmt: skip
        """Solve once: without some requirements, at a cost, with some variables fixed, or with a limit raised."""
        rows = [row for row in self.rows if row[4] not in dropped]
        width = len(self.cost) + (raised is not None)
        low, high = np.zeros(width), np.r_[self.upper, [np.inf] * (raised is not None)]
        whole = np.full(width, int(self.whole))
        if raised is not None:
            aim = np.r_[aim, 1.0]
            whole[-1] = 1
            rows = [
                ([*columns, width - 1], [*values, -1.0], at_least, at_most, number)
                if number == raised else (columns, values, at_least, at_most, number)
                for columns, values, at_least, at_most, number in rows
            ]  # fmt: skip
        if cost is not None:
            rows = [*rows, (range(len(self.cost)), list(self.cost), -np.inf, cost + 0.5, -1)]
        if fixed is not None:
            known = ~np.isnan(fixed)
            low[: len(fixed)][known] = high[: len(fixed)][known] = fixed[known]
        options: Any = {"mip_rel_gap": 0.0}
        if ends is not None:
            options["time_limit"] = max(ends - time.monotonic(), 0.01)
        found = milp(
            aim, integrality=whole, bounds=Bounds(low, high), constraints=_constraints(rows, width), options=options
        )
        # Costs are 0 or more and so are the variables: "unbounded or infeasible" can only be the latter.
        if found.status not in (0, 1, 2) and "nfeasible" not in found.message:
            raise ZonelibError(f"the solver gave up: {found.message}")
        return found


def _constraints(rows: Sequence[tuple[Any, Any, float, float, int]], width: int) -> list[LinearConstraint]:
    if not rows:
        return []
    counts = [len(row[0]) for row in rows]
    columns = np.concatenate([np.asarray(row[0], dtype=int) for row in rows])
    values = np.concatenate([np.asarray(row[1], dtype=float) for row in rows])
    matrix = csr_array((values, columns, np.r_[0, np.cumsum(counts)]), shape=(len(rows), width))
    return [LinearConstraint(matrix, [row[2] for row in rows], [row[3] for row in rows])]
