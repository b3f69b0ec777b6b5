"""A line cut into sectors by chainage: of equal length, along given breaks, or of equal burden.

Where the burden is spread along stretches, the sectors carry the same share of it. Where it sits at points, no cut can
be that fair; then the greatest burden of any sector is made as small as contiguous sectors allow (the linear partition
problem). The least bound is found by bisection over the floating-point numbers, down to neighbours, so no other cut
does better; among the cuts that reach it, each break is the one nearest to an equal share of what is left.

References
----------
.. [1] Khanna, S., Muthukrishnan, S., Skiena, S. (1997). Efficient array partitioning. ICALP 1997, LNCS 1256, 616-626.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, LengthError
from zonelib.geodesy.chain import Chain
from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.sections import section_of


@dataclass(frozen=True, kw_only=True, slots=True)
class AlongStretches:
    """A burden spread evenly along each of some stretches of a line.

    Parameters
    ----------
    breaks_m : tuple of float
        Chainages at which one stretch ends and the next starts, increasing, without the ends of the line.
    weight : tuple of float
        What each stretch carries in all (not per metre), 0 or more: one more than there are breaks.
    """

    breaks_m: tuple[float, ...]
    weight: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AtPoints:
    """A burden that sits at points of a line.

    Parameters
    ----------
    metres : tuple of float
        Their chainages, in any order.
    weight : tuple of float
        What each carries, 0 or more.
    """

    metres: tuple[float, ...]
    weight: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sector:
    """One part of a line that was cut.

    Parameters
    ----------
    geometry : LineString or MultiLineString
        As a `Section`: its end is the start of the next.
    from_m, to_m, length_m : float
        Where it lies along the line, and how long it is.
    weight : float
        What it carries; its length in metres where no burden was given.
    """

    geometry: BaseGeometry = field(repr=False)
    from_m: float
    to_m: float
    length_m: float
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Sectors:
    """A line in parts that follow each other and make up the whole.

    Parameters
    ----------
    parts : tuple of Sector
        From the start of the line to its end.
    error_m : float
        Each end of a part lies within this of its true place.
    rule : str
        How the breaks were chosen, in words.
    edges : {"lonlat", "geodesic"}
        What was taken to lie between two vertices.
    """

    parts: tuple[Sector, ...]
    error_m: float
    rule: str
    edges: Edges


def cut(
    line: BaseGeometry,
    *,
    parts: int | None = None,
    breaks_m: Sequence[float] | None = None,
    burden: AlongStretches | AtPoints | None = None,
    edges: Edges = "lonlat",
) -> Sectors:
    """Cut a line into sectors.

    Parameters
    ----------
    line : LineString or MultiLineString
        Longitude/latitude; parts must follow each other end to end.
    parts : int, optional
        How many sectors; of equal length, or of equal burden if one is given.
    breaks_m : sequence of float, optional
        Instead of `parts`: the chainages to cut at, increasing, without the ends of the line.
    burden : AlongStretches or AtPoints, optional
        What the sectors carry. With `breaks_m` it is only added up.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.

    Raises
    ------
    GeometryError
        If the line cannot be.
    InputError
        If not exactly one of `parts` and `breaks_m` is given, the burden cannot be, or sits at fewer points than there
        are to be parts.
    LengthError
        If a chainage lies beyond an end, or breaks do not increase.
    """
    chain = Chain.of(line, edges=edges)
    if (parts is None) == (breaks_m is None):
        raise InputError("give either parts=..., how many sectors, or breaks_m=[...], where to cut")
    held = None if burden is None else _Held.of(burden, chain)
    if breaks_m is not None:
        inner, rule = _inner(chain, breaks_m, "breaks_m"), "cut at the chainages given"
    elif parts is None or isinstance(parts, bool) or not isinstance(parts, int | np.integer) or parts < 1:
        raise InputError(f"parts is {parts!r}; it must be a whole number, 1 or more")
    elif held is None:
        inner, rule = chain.length_m * np.arange(1, parts) / parts, f"{parts} parts of equal length"
    else:
        inner, rule = held.shared(int(parts)), f"{parts} parts {held.rule}"
    return _sectors(chain, inner, held, rule)


def _sectors(chain: Chain, inner: FloatArray, held: _Held | None, rule: str) -> Sectors:
    marks = np.r_[0.0, inner, chain.length_m]
    weights = np.diff(marks) if held is None else held.between(marks)
    sections = [section_of(chain, low, high) for low, high in pairwise(marks)]
    found = tuple(
        Sector(geometry=one.geometry, from_m=one.from_m, to_m=one.to_m, length_m=one.length_m, weight=float(weight))
        for one, weight in zip(sections, weights, strict=True)
    )
    return Sectors(parts=found, error_m=sections[0].error_m, rule=rule, edges=chain.edges)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Held:
    """A burden summed up along the line: what lies before each mark, spread between the marks or sitting at them."""

    marks: FloatArray
    before: FloatArray
    spread: bool

    @classmethod
    def of(cls, burden: AlongStretches | AtPoints, chain: Chain) -> _Held:
        weight = _weights(burden.weight)
        if isinstance(burden, AlongStretches):
            marks = np.r_[0.0, _inner(chain, burden.breaks_m, "burden.breaks_m"), chain.length_m]
            if len(weight) != len(marks) - 1:
                raise InputError(
                    f"burden has {len(weight)} weights for {len(marks) - 1} stretches; one more than breaks is wanted"
                )
            return cls(marks=marks, before=np.r_[0.0, np.cumsum(weight)], spread=True)
        metres = chain.checked(np.asarray(burden.metres, dtype=float).reshape(-1), "burden.metres")
        if len(weight) != len(metres):
            raise InputError(f"burden has {len(weight)} weights for {len(metres)} points; one for each is wanted")
        # Points at one place cannot be parted, and points without weight do not count.
        at, group = np.unique(metres[weight > 0], return_inverse=True)
        held = np.bincount(group, weights=weight[weight > 0], minlength=len(at))
        return cls(marks=at, before=np.r_[0.0, np.cumsum(held)], spread=False)

    @property
    def rule(self) -> str:
        if self.spread:
            return "of equal burden; in a stretch without any the break lies halfway"
        return "whose greatest burden is the least possible; breaks halfway between points"

    def shared(self, parts: int) -> FloatArray:
        """Give the chainages of the breaks between so many parts."""
        if self.spread:
            return self._levels(parts)
        if parts > len(self.marks):
            raise InputError(
                f"{parts} parts of equal burden need at least {parts} places with weight; there are {len(self.marks)}"
            )
        breaks = partition(self.before, parts)
        return np.asarray((self.marks[breaks - 1] + self.marks[breaks]) / 2)

    def between(self, marks: FloatArray) -> FloatArray:
        """Give what lies between each two chainages; what sits at a break counts with the part that follows."""
        if self.spread:
            return np.diff(np.interp(marks, self.marks, self.before))
        index = np.searchsorted(self.marks, marks, side="left")
        index[-1] = len(self.marks)
        return np.diff(self.before[index])

    def _levels(self, parts: int) -> FloatArray:
        level = self.before[-1] * np.arange(1, parts) / parts
        # The stretch in which the burden reaches the level, from below and from above: they differ where it rests.
        low = np.searchsorted(self.before, level, side="left")
        high = np.searchsorted(self.before, level, side="right")
        rise = np.diff(self.before)
        reached = np.where(rise[low - 1] > 0, rise[low - 1], 1)
        share = (level - self.before[low - 1]) / reached
        first = self.marks[low - 1] + share * (self.marks[low] - self.marks[low - 1])
        rests = high > low
        return np.asarray(np.where(rests, (self.marks[low] + self.marks[np.maximum(high - 1, 0)]) / 2, first))


def partition(before: FloatArray, parts: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Part a row of weights into runs so that the heaviest run is as light as can be [1]_.

    Parameters
    ----------
    before : ndarray, shape (n + 1,)
        Sums of the weights before each place of the row; increasing, from 0.
    parts : int
        How many runs, at most n; none is empty.

    Returns
    -------
    breaks : ndarray of int, shape (parts - 1,)
        Each run but the first starts at one of these.
    """
    count = len(before) - 1
    low, high = 0.0, float(before[-1])
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (low, middle) if _fits(before, parts, middle) else (middle, high)
    last = _latest_starts(before, parts, high)
    breaks, at = [], 0
    for left in range(parts - 1, 0, -1):
        # As far as the bound allows, leaving one weight for each that follows; from where the rest fits the bound.
        most = min(int(np.searchsorted(before, before[at] + high, side="right")) - 1, count - left)
        least = max(last[left], at + 1)
        goal = before[at] + (before[-1] - before[at]) / (left + 1)
        near = int(np.searchsorted(before, goal))
        if near > 0 and goal - before[near - 1] <= before[min(near, count)] - goal:
            near -= 1
        at = int(np.clip(near, least, max(most, least)))
        breaks.append(at)
    return np.asarray(breaks, dtype=np.intp)


def _fits(before: FloatArray, parts: int, bound: float) -> bool:
    at, count = 0, len(before) - 1
    for _ in range(parts):
        ahead = int(np.searchsorted(before, before[at] + bound, side="right")) - 1
        if ahead >= count:
            return True
        if ahead <= at:
            return False
        at = ahead
    return False


def _latest_starts(before: FloatArray, parts: int, bound: float) -> list[int]:
    """Give, for each number of runs, the earliest place from which the rest of the row fits into them."""
    at = len(before) - 1
    starts = [at]
    for _ in range(parts):
        # The same comparison as going forwards, so that rounding cannot set the two against each other.
        back = int(np.searchsorted(before, before[at] - bound, side="left"))
        while back < at and before[back] + bound < before[at]:
            back += 1
        while back > 0 and before[back - 1] + bound >= before[at]:
            back -= 1
        at = back
        starts.append(at)
    return starts


def _weights(weight: ArrayLike) -> FloatArray:
    found = np.asarray(weight, dtype=float).reshape(-1)
    bad = ~(np.isfinite(found) & (found >= 0))
    if bad.any():
        number = int(np.flatnonzero(bad)[0])
        raise InputError(f"burden.weight[{number}] is {found[number]:g}; a weight is finite and 0 or more")
    if not found.sum() > 0:
        raise InputError("burden has no weight at all; give at least one that is more than 0, or leave burden out")
    return found


def _inner(chain: Chain, breaks: ArrayLike, name: str) -> FloatArray:
    found = np.asarray(breaks, dtype=float).reshape(-1)
    chain.checked(found, name)
    marks = np.r_[0.0, found, chain.length_m]
    bad = ~(np.diff(marks) > 0)
    if bad.any():
        number = int(np.flatnonzero(bad)[0])
        raise LengthError(
            f"{name}: {marks[number + 1]:,.3f} m follows {marks[number]:,.3f} m; breaks increase, and lie between the "
            "ends of the line without being one"
        )
    return found
