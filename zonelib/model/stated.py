"""What a source leaves out, told apart from what it denies.

`NOT_STATED` means that nobody said anything; ``None`` means that somebody said "none". A patrol whose ``arms`` are
`NOT_STATED` may carry anything; one whose ``arms`` are ``None`` is unarmed. A list works alike: `NOT_STATED` or, for
"none", the empty tuple.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

T = TypeVar("T")


class NotStated(Enum):
    """The type of `NOT_STATED`, so that a type checker can tell it apart; false, and prints "not stated"."""

    NOT_STATED = "not stated"

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return "NOT_STATED"


NOT_STATED: Final = NotStated.NOT_STATED

Stated: TypeAlias = T | NotStated
