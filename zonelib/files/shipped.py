"""What travels with zonelib: scenario seeds and geographic data, the same from a wheel and from a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from zonelib.errors import FileError, nearest

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_WHEEL: Final = _PACKAGE / "_shipped"


def shipped(path: str) -> Path:
    """Give the place of a shipped file, such as ``"data/geo/world-land.fgb"``.

    Parameters
    ----------
    path : str
        Path below the project's top level, with forward slashes.

    Raises
    ------
    FileError
        If it does not ship, with the nearest file of that folder.
    """
    # A wheel keeps seeds/ and data/geo/ side by side below the package; in a checkout they lie beside it.
    root = _WHEEL if _WHEEL.is_dir() else _PACKAGE.parent
    place = root / path
    if not place.exists():
        there = [p.name for p in place.parent.iterdir()] if place.parent.is_dir() else []
        raise FileError(f"{path} does not ship with zonelib; {nearest(place.name, sorted(there))}")
    return place


def seeds() -> tuple[str, ...]:
    """Give the names of the shipped scenarios, sorted.

    >>> "syria-2017" in seeds()
    True
    """
    return tuple(sorted(p.stem for p in shipped("seeds").glob("*.toml")))
