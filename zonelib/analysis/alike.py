"""Which parts of a program are alike: any two of them can be swapped and the program stays as it was.

What conflicts with four of twenty equal sectors conflicts with any four of them. So only sets are looked at that take
from equal blocks in a fixed order [1]_, and what is found stands for all that come of it by swapping.

References
----------
.. [1] Margot, F. (2010). Symmetry in integer linear programming. In: Jünger et al. (eds.), 50 Years of Integer
   Programming 1958-2008, 647-686.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from zonelib.analysis.programs import Program

# Values of rows that differ less are the same to the solver, too.
_DIGITS: Final = 9
_SHOWN: Final = 6

Row = tuple[int, float, float, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a program.

    Parameters
    ----------
    name : str
        What it is called.
    columns : tuple of int
        Its variables.
    own : tuple of int
        The requirements that concern no other variable.
    """

    name: str
    columns: tuple[int, ...]
    own: tuple[int, ...]

    def taken(self, members: AbstractSet[int]) -> int:
        """Give which of the own requirements are among these, as the bits of a number."""
        return sum(1 << place for place, number in enumerate(self.own) if number in members)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """Things of which any so many are meant.

    Parameters
    ----------
    any_of : int
        How many.
    names : tuple of str
        Of which.
    """

    any_of: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        count = f"any {self.any_of} of" if self.any_of > 1 else "any of"
        if len(self.names) <= _SHOWN:
            return f"{count} {', '.join(self.names)}"
        return f"{count} the {len(self.names)} from {self.names[0]} to {self.names[-1]}"


def equal_blocks(program: Program) -> tuple[tuple[Block, ...], ...]:
    """Give the blocks of a program that can be swapped with each other: those of each kind, two or more."""
    rows = [_row(*row) for row in program.rows]
    touching: dict[int, set[int]] = {}
    for place, row in enumerate(rows):
        for column, _ in row[3]:
            touching.setdefault(column, set()).add(place)
    kinds: list[list[Block]] = []
    for block in _blocks(program, rows):
        for kind in kinds:
            if _swappable(program, rows, touching, kind[0], block):
                kind.append(block)
                break
        else:
            kinds.append([block])
    return tuple(tuple(kind) for kind in kinds if len(kind) > 1)


def shape_of(members: AbstractSet[int], kinds: Iterable[tuple[Block, ...]]) -> tuple[object, ...]:
    """Give what a set of requirements and all that come of it by swapping have in common."""
    kinds = tuple(kinds)
    owned = {number for kind in kinds for block in kind for number in block.own}
    return (
        frozenset(members - owned),
        *(tuple(sorted(Counter(block.taken(members) for block in kind).items())) for kind in kinds),
    )


def alike(members: AbstractSet[int], kinds: Iterable[tuple[Block, ...]]) -> tuple[tuple[Alike, ...], int]:
    """Say of which blocks any so many could stand in a set of requirements, and how many sets come of it."""
    told, ways = [], 1
    for kind in kinds:
        counts = Counter(block.taken(members) for block in kind)
        here = math.factorial(len(kind)) // math.prod(math.factorial(count) for count in counts.values())
        if here > 1:
            told.append(Alike(any_of=len(kind) - counts[0], names=tuple(block.name for block in kind)))
            ways *= here
    return tuple(told), ways


def _row(columns: Iterable[int], values: Iterable[float], low: float, high: float, number: int) -> Row:
    entries = sorted((column, round(value, _DIGITS)) for column, value in zip(columns, values, strict=True) if value)
    return number, round(low, _DIGITS), round(high, _DIGITS), tuple(entries)


def _blocks(program: Program, rows: Iterable[Row]) -> tuple[Block, ...]:
    spans: dict[int, set[int]] = {}
    for number, _, _, entries in rows:
        spans.setdefault(number, set()).update(column for column, _ in entries)
    spans.pop(-1, None)
    return tuple(
        Block(
            name=name, columns=columns,
            own=tuple(sorted(number for number, span in spans.items() if span and span <= set(columns))),
        )
        for name, columns in program.blocks
    )  # fmt: skip


def _swappable(program: Program, rows: list[Row], touching: dict[int, set[int]], one: Block, other: Block) -> bool:
    """Say whether the program is the same with two blocks swapped."""
    if len(one.columns) != len(other.columns) or len(one.own) != len(other.own):
        return False
    if any(program.upper[a] != program.upper[b] for a, b in zip(one.columns, other.columns, strict=True)):
        return False
    there, back = one.columns + other.columns, other.columns + one.columns
    column = dict(zip(there, back, strict=True))
    number = dict(zip(one.own + other.own, other.own + one.own, strict=True))
    met = [rows[place] for place in set().union(*(touching.get(one, set()) for one in there))]
    swapped = (
        (number.get(row[0], row[0]), row[1], row[2], tuple(sorted((column.get(c, c), value) for c, value in row[3])))
        for row in met
    )
    return Counter(met) == Counter(swapped)
