"""Documents to said values and back."""

from zonelib.files.reader import read, scenario_schema
from zonelib.files.regions import BaseRegion, base_regions
from zonelib.files.shipped import seeds
from zonelib.files.template import new
from zonelib.files.writer import write

__all__ = [
    "BaseRegion",
    "base_regions",
    "new",
    "read",
    "scenario_schema",
    "seeds",
    "write",
]
