"""Why a program has no plan: the smallest sets of requirements that cannot hold together, and the ways out.

A conflict is *irreducible*: its requirements cannot all be met, and without any one of them the others can. It is found
by a deletion filter [1]_. Further ones are found by asking for the largest set of requirements that holds no known
conflict and is not known to be feasible [2]_, until there is none left or enough were found.

References
----------
.. [1] Chinneck, J. W., Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets in linear programs. ORSA
   J. Comput. 3(2), 157-168.
.. [2] Liffiton, M. H., Previti, A., Malik, A., Marques-Silva, J. (2016). Fast, flexible MUS enumeration. Constraints
   21, 223-250.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from zonelib.analysis.alike import Alike, Block, alike, equal_blocks, shape_of
from zonelib.analysis.programs import Program, Progress, Requirement

# Which requirements of a block are taken is read as a binary number: the first twelve, which the solver tells apart.
_BITS: Final = 12

Kinds = tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Requirements that cannot hold together, though any one fewer could.

    Parameters
    ----------
    needs : tuple of Requirement
        Those that ask for something to be done.
    limits : tuple of Requirement
        Those that stand against it.
    alike : tuple of Alike
        Of which equal things any so many conflict likewise; empty where there are none.
    count : int
        How many conflicts these are, with this one.
    """

    needs: tuple[Requirement, ...]
    limits: tuple[Requirement, ...]
    alike: tuple[Alike, ...] = ()
    count: int = 1

    def __str__(self) -> str:
        likewise = f"; likewise {' with '.join(map(str, self.alike))}" if self.alike else ""
        return self._said() + likewise

    def _said(self) -> str:
        limits = "; ".join(one.says for one in self.limits)
        if len(self.needs) == 1:
            return self.needs[0].fails + (f": {limits}" if limits else ": nothing on offer could do it")
        needs = "; ".join(one.says for one in self.needs)
        return f"{needs}; but {limits}" if needs and limits else f"{needs or limits}: not all of it can be"


@dataclass(frozen=True, kw_only=True, slots=True)
class WayOut:
    """One thing that, given up alone, makes a plan possible; it was tried.

    Parameters
    ----------
    requirement : Requirement
        What would be given up or raised.
    raised_to : float or None
        The least new limit that is enough; None where it has none, or must go altogether.
    """

    requirement: Requirement
    raised_to: float | None = None

    def __str__(self) -> str:
        return self.requirement.way_out.format(self.raised_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class WhyNot:
    """Why there is no plan, found.

    Parameters
    ----------
    conflicts : tuple of Conflict
        Smallest sets of requirements that cannot hold together; of those that are alike, one.
    complete : bool
        Whether these, with those alike, are all there are; otherwise the search was cut short.
    ways_out : tuple of WayOut
        Each alone makes a plan possible. Empty where no single one does.
    """

    conflicts: tuple[Conflict, ...]
    complete: bool
    ways_out: tuple[WayOut, ...]

    def __str__(self) -> str:
        lines = [str(one) for one in self.conflicts]
        if not self.complete:
            lines.append("there may be further conflicts")
        ways = " or ".join(str(one) for one in self.ways_out)
        return "\n".join([*lines, f"enough would be: {ways}" if ways else "no single concession is enough"])


def why_not(
    program: Program, *, most: int = 5, time_limit_s: float | None = None, progress: Progress | None = None
) -> WhyNot:
    """Explain a program that has no plan.

    Parameters
    ----------
    program : Program
        It must be impossible.
    most : int, default 5
        How many conflicts to look for; those that are alike count once.
    time_limit_s : float, optional
        After how many seconds to look for no further conflict; the first is always found.
    progress : callable, optional
        Told in words how far it has got.
    """
    ends = float("inf") if time_limit_s is None else time.monotonic() + time_limit_s
    found: list[frozenset[int]] = []
    complete, kinds = True, equal_blocks(program)
    for conflict in _all_conflicts(program, kinds):
        found.append(conflict)
        if progress is not None:
            progress(f"conflict {len(found)}: {len(conflict)} requirements")
        if len(found) >= most or time.monotonic() > ends:
            complete = False
            break
    common = frozenset.intersection(*found) if found else frozenset()
    tried = [_way_out(program, number) for number in sorted(common)]
    return WhyNot(
        conflicts=tuple(_told(program, one, kinds) for one in found),
        complete=complete,
        ways_out=tuple(one for one in tried if one is not None),
    )


def _told(program: Program, conflict: AbstractSet[int], kinds: Kinds) -> Conflict:
    members = [program.requirements[number] for number in sorted(conflict)]
    others, count = alike(conflict, kinds)
    return Conflict(
        needs=tuple(one for one in members if one.fails), limits=tuple(one for one in members if not one.fails),
        alike=others, count=count,
    )  # fmt: skip


def _way_out(program: Program, number: int) -> WayOut | None:
    requirement = program.requirements[number]
    everything = frozenset(range(len(program.requirements)))
    # What lies outside some conflict frees nothing; what lies in all of them need not be enough either.
    if not requirement.way_out or not program.feasible(everything - {number}):
        return None
    if requirement.limit is None:
        return WayOut(requirement=requirement)
    more = program.least_raise(number)
    return None if more is None else WayOut(requirement=requirement, raised_to=requirement.limit + more)


def _all_conflicts(program: Program, kinds: Kinds) -> Iterator[frozenset[int]]:
    """Give every irreducible conflict, one after the other, of those that are alike one."""
    count = len(program.requirements)
    conflicts: list[frozenset[int]] = []
    holds: list[frozenset[int]] = []
    shapes: set[tuple[object, ...]] = set()
    while (seed := _unexplored(count, conflicts, holds, kinds)) is not None:
        if program.feasible(seed):
            holds.append(seed)
            continue
        conflicts.append(_shrunk(program, seed))
        shape = shape_of(conflicts[-1], kinds)
        if shape not in shapes:
            shapes.add(shape)
            yield conflicts[-1]


def _shrunk(program: Program, seed: AbstractSet[int]) -> frozenset[int]:
    """Leave out, from the last to the first, whatever is not needed for the conflict."""
    kept = frozenset(seed)
    for number in sorted(seed, reverse=True):
        if not program.feasible(kept - {number}):
            kept -= {number}
    return kept


def _unexplored(
    count: int, conflicts: list[frozenset[int]], holds: list[frozenset[int]], kinds: Kinds
) -> frozenset[int] | None:
    """Give the largest set that holds no known conflict and lies in no set known to hold; None where none is left.

    Every set comes by swapping of one that takes no more from a later block than from an earlier one that is equal.
    """
    if not conflicts and not holds:
        return frozenset(range(count))
    chooser = Program(-np.ones(count), upper=np.ones(count))
    for known in conflicts:
        chooser.row(-1, sorted(known), high=len(known) - 1)
    for held in holds:
        chooser.row(-1, sorted(frozenset(range(count)) - held), low=1)
    for one, other in (pair for kind in kinds if kind[0].own for pair in pairwise(kind)):
        weights = [2.0**place for place in range(min(len(one.own), _BITS))]
        columns = [*one.own[:_BITS], *other.own[:_BITS]]
        chooser.row(-1, columns, [*weights, *(-weight for weight in weights)], low=0)
    answer = chooser.solve()
    return frozenset(np.flatnonzero(answer.values > 0.5).tolist()) if answer.found else None
