"""Questions asked of what is said: boundaries chosen, areas and lengths measured, buffers and rings found."""

from zonelib.analysis.buffers import BufferArea, buffer, buffer_areas
from zonelib.analysis.bulk import NearestFound, PairsFound, WithinFound, distances, nearest, pairs_within, within
from zonelib.analysis.line_results import ChainageFound, LineFound, SectorsFound, SideFound, StationFound
from zonelib.analysis.lines import chainage, place_at, section, sectors, shared_border, side_of, simplify
from zonelib.analysis.measure import AreaFound, DistanceFound, LengthFound, area, distance, length
from zonelib.analysis.planes import describe_plane
from zonelib.analysis.ranges import ABOUT_SHARE, RangeRing, range_rings, ring
from zonelib.analysis.things import Thing, default_boundary, stand_for

__all__ = [
    "ABOUT_SHARE",
    "AreaFound",
    "BufferArea",
    "ChainageFound",
    "DistanceFound",
    "LengthFound",
    "LineFound",
    "NearestFound",
    "PairsFound",
    "RangeRing",
    "SectorsFound",
    "SideFound",
    "StationFound",
    "Thing",
    "WithinFound",
    "area",
    "buffer",
    "buffer_areas",
    "chainage",
    "default_boundary",
    "describe_plane",
    "distance",
    "distances",
    "length",
    "nearest",
    "pairs_within",
    "place_at",
    "range_rings",
    "ring",
    "section",
    "sectors",
    "shared_border",
    "side_of",
    "simplify",
    "stand_for",
    "within",
]
