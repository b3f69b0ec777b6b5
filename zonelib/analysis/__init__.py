"""Questions asked of what is said: boundaries chosen, areas and lengths measured, buffers and rings found."""

from zonelib.analysis.buffers import BufferArea, buffer, buffer_areas
from zonelib.analysis.measure import AreaFound, DistanceFound, LengthFound, area, distance, length
from zonelib.analysis.planes import describe_plane
from zonelib.analysis.ranges import ABOUT_SHARE, RangeRing, range_rings, ring
from zonelib.analysis.things import Thing, default_boundary, stand_for

__all__ = [
    "ABOUT_SHARE",
    "AreaFound",
    "BufferArea",
    "DistanceFound",
    "LengthFound",
    "RangeRing",
    "Thing",
    "area",
    "buffer",
    "buffer_areas",
    "default_boundary",
    "describe_plane",
    "distance",
    "length",
    "range_rings",
    "ring",
    "stand_for",
]
