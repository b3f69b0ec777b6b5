"""Every error that zonelib raises on purpose.

::

    ZonelibError
    ├── InputError            (+ ValueError)   a value that cannot be: says what came, and what to do
    │   ├── LengthError                        a length or area that cannot be read, or cannot be
    │   ├── GeometryError                      a shape that is empty, crosses itself, leaves the earth …
    │   ├── PlaneError                         a CRS that cannot carry a measurement
    │   └── ScenarioError                      a scenario that does not hold together: *all* its problems
    ├── BareNumberError       (+ TypeError)    a length without a unit
    ├── NotFoundError         (+ LookupError)  an id or a name that is not there, with the nearest one
    └── FileError             (+ OSError)      a file that is missing, or not what its name says

Whoever catches `ZonelibError` catches them all; whoever already catches the built-in beside it needs no change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class ZonelibError(Exception):
    """The base of every error that zonelib raises on purpose."""


class InputError(ZonelibError, ValueError):
    """A value that cannot be: the message says what came, where, and what to do."""


class LengthError(InputError):
    """A length or an area that cannot be read (``"5 parsec"``) or cannot be (a negative radius)."""


class GeometryError(InputError):
    """A shape that cannot be used: empty, self-crossing, not finite, or off the earth."""


class PlaneError(InputError):
    """A coordinate reference system that cannot carry a measurement of the thing at hand."""


class BareNumberError(ZonelibError, TypeError):
    """A number where a length is wanted, without its unit."""


class NotFoundError(ZonelibError, LookupError):
    """An id or a name that is not there; the message offers the nearest one."""


class FileError(ZonelibError, OSError):
    """A file that is missing, unreadable, or not what its name says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong with a scenario, and where.

    Parameters
    ----------
    where : str
        Key path, such as ``zones[2].boundaries[0].geometry``.
    what : str
        What came, and what to do.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class ScenarioError(InputError):
    """A scenario that does not hold together; carries *all* of its problems.

    Attributes
    ----------
    problems : tuple of Problem
        Each with its place.
    source : str
        The file or the scenario they were found in.
    """

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{source}: {count} problem{'s' if count != 1 else ''}"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name is meant: the end of an error message.

    >>> nearest("hom", ["homs", "north"])
    "did you mean 'homs'?"
    >>> nearest("x", ["homs", "north"])
    "known are 'homs', 'north'"
    """
    names = list(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    if not names:
        return "there are none"
    shown = ", ".join(repr(n) for n in names[:8])
    return f"known are {shown}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")
