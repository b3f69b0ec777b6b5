"""Plans of posts, found: which, how good, and how good any plan could be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Aim = Literal["fewest", "best cover", "least mean distance", "least worst distance"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SitingPlan:
    """Where to put posts, found.

    Parameters
    ----------
    aim : {"fewest", "best cover", "least mean distance", "least worst distance"}
        What it is best at.
    posts : tuple of str
        Ids of the chosen candidates, or their numbers from 1 on, in the order of the candidates.
    numbers : tuple of int
        The same as places in the list of candidates, from 0 on.
    value : float
        What it reaches: posts or costs for "fewest", weight for "best cover", metres for the two others.
    bound : float
        What no plan can better, in the same unit.
    covered, twice : float or None
        Share of the weight within reach of a chosen post, and of two; None where there is no reach.
    mean_m, worst_m : float
        Weighted mean, and greatest, distance of a demand to the post that serves it; metres.
    serves : tuple of int
        For each demand the number of the candidate that serves it: the nearest of the chosen, or with capacities the
        one it is given to.
    first : bool
        Whether it is proven that of all plans as good this one prefers earlier candidates.
    checked : tuple of str
        What was checked again on the plan itself, apart from the solver.
    assumptions : tuple of str
        What was taken for granted.
    """

    aim: Aim
    posts: tuple[str, ...]
    numbers: tuple[int, ...]
    value: float
    bound: float
    covered: float | None
    twice: float | None
    mean_m: float
    worst_m: float
    serves: tuple[int, ...] = field(repr=False)
    first: bool
    checked: tuple[str, ...]
    assumptions: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far the value is from the bound, as a share of the value; 0 where the plan is proven the best."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-12)

    @property
    def optimal(self) -> bool:
        """Whether it is proven that no plan is better (to 10⁻⁹ of the value)."""
        return self.gap <= 1e-9

    def __str__(self) -> str:
        count = len(self.posts)
        cover = "" if self.covered is None else f", {self.covered:.1%} within reach"
        proof = "proven best" if self.optimal else f"the best found, at most {self.gap:.1%} from the best there is"
        return (
            f"{count} post{'s' * (count != 1)} ({self.aim}){cover}; mean distance {self.mean_m / 1e3:,.2f} km, worst "
            f"{self.worst_m / 1e3:,.2f} km; {proof}"
        )
