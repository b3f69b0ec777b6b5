"""Documents to said values and back.

Names are resolved when they are first used: who only wants the shipped regions does not load the reader.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from zonelib.files.local_base import LocalBase
    from zonelib.files.reader import read, scenario_schema
    from zonelib.files.regions import BaseRegion, base_regions
    from zonelib.files.shipped import seeds
    from zonelib.files.template import new
    from zonelib.files.writer import write

_HOMES: Final = {
    "BaseRegion": "regions",
    "LocalBase": "local_base",
    "base_regions": "regions",
    "new": "template",
    "read": "reader",
    "scenario_schema": "reader",
    "seeds": "shipped",
    "write": "writer",
}

__all__ = ["BaseRegion", "LocalBase", "base_regions", "new", "read", "scenario_schema", "seeds", "write"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
