"""Writing a scenario as a file that reads to an equal one."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomli_w
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from zonelib.errors import FileError
from zonelib.files.atomic import write_text
from zonelib.files.reader import VERSION
from zonelib.model import NOT_STATED, Period, Said, Scenario, Selection, Shift
from zonelib.units import METRES_PER, Distance


def write(scenario: Scenario, path: str | Path) -> None:
    """Write a scenario as TOML; geometry is written inline, so that the file stands alone.

    Parameters
    ----------
    scenario : Scenario
        What to write; `read` gives an equal one back.
    path : str or Path
        Where; its name ends in ``.toml``.

    Raises
    ------
    FileError
        If the name does not end in ``.toml``, or the folder cannot be written to; nothing is half-written.
    """
    place = Path(path)
    if place.suffix != ".toml":
        raise FileError(f"{place} does not end in .toml, which a scenario file does")
    write_text(place, text_of(scenario))


def text_of(scenario: Scenario) -> str:
    """Give a scenario as the TOML that `write` writes."""
    return tomli_w.dumps({"zonelib": VERSION, **_plain_fields(scenario)})


def _plain_fields(value: Said) -> dict[str, Any]:
    """Give the fields that say something, as TOML values; what is left at its default is left out."""
    return {
        f.name: _plain(given, is_default_empty=f.default == ())
        for f in fields(value)
        if (given := getattr(value, f.name)) is not NOT_STATED and not (f.default == () and given == ())
    }


def _plain(value: Any, *, is_default_empty: bool = False) -> Any:
    if value is None or (value == () and not is_default_empty):
        return "none"
    if isinstance(value, Distance):
        return length_text(value)
    if isinstance(value, BaseGeometry):
        return _lists(mapping(value))
    if isinstance(value, Period) and _is_one_day(value):
        return value.first
    if isinstance(value, Shift):
        return str(value)
    if isinstance(value, Selection) and value.known and value.count is NOT_STATED:
        return list(value.any_of)
    if isinstance(value, Said):
        return _plain_fields(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def length_text(length: Distance) -> str:
    """Spell a length so that reading it gives back the same number of metres, to the last bit.

    >>> length_text(Distance(22_224.0, "nmi"))
    '12.0 nmi'
    """
    text = f"{length.m / METRES_PER[length.unit]!r} {length.unit}"
    return text if Distance.parse(text).m == length.m else f"{length.m!r} m"


def _is_one_day(period: Period) -> bool:
    return isinstance(period.first, dt.date) and period == Period.day(period.first)


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value
