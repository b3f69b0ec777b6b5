"""zonelib: zones, buffer areas and patrol assignments of agreements, as geometries that can be measured and shown.

>>> import zonelib as zl
>>> scenario = zl.read("syria-2017")
>>> strip = zl.buffer(scenario.zone("homs"), zl.km(5))
>>> zl.draw(scenario).save("syria-2017.html")  # doctest: +SKIP

Everything listed in ``zonelib.__all__`` is public; nothing else is. Names are resolved when they are first used, so
that ``import zonelib`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from zonelib.analysis import (
        AreaFound,
        BufferArea,
        ChainageFound,
        DiscsFound,
        DistanceFound,
        InwardBand,
        LengthFound,
        LineFound,
        NearestFound,
        PairsFound,
        RangeRing,
        SectorsFound,
        SideFound,
        StationFound,
        Strip,
        WithinFound,
        area,
        area_between,
        buffer,
        buffer_areas,
        chainage,
        common_to,
        corridor,
        default_boundary,
        describe_plane,
        discs,
        distance,
        distance_bands,
        distances,
        east_or_west_of,
        inward_band,
        length,
        median_line,
        nearest,
        north_or_south_of,
        one_sided_strip,
        pairs_within,
        place_at,
        range_rings,
        ring,
        section,
        sector,
        sectors,
        shared_border,
        side_of,
        simplify,
        stepped_strip,
        strips_by_class,
        two_sided_strip,
        union_of,
        within,
        without,
    )
    from zonelib.errors import (
        BareNumberError,
        FileError,
        GeometryError,
        InputError,
        LengthError,
        NotFoundError,
        PlaneError,
        Problem,
        ScenarioError,
        ZonelibError,
    )
    from zonelib.files import new, read, scenario_schema, seeds, write
    from zonelib.frames import to_frame
    from zonelib.geodesy import PlaneCost, Sector
    from zonelib.maps import Map, View, draw
    from zonelib.model import (
        NOT_STATED,
        Actor,
        Boundary,
        BufferSpec,
        Claim,
        Document,
        Event,
        Incident,
        Leg,
        Means,
        Measurement,
        Meeting,
        NotStated,
        Objection,
        PatrolAssignment,
        Period,
        Place,
        Role,
        Scenario,
        Selection,
        Source,
        Span,
        Status,
        Zone,
    )
    from zonelib.units import Area, Distance, km, m, miles, nmi

__version__: Final = "0.1.0"

_HOMES: Final = {
    "zonelib.analysis": (
        "AreaFound BufferArea ChainageFound DiscsFound DistanceFound InwardBand LengthFound LineFound NearestFound "
        "PairsFound RangeRing SectorsFound SideFound StationFound Strip WithinFound area area_between buffer "
        "buffer_areas chainage common_to corridor default_boundary describe_plane distance distance_bands "
        "discs distances east_or_west_of inward_band length median_line nearest north_or_south_of one_sided_strip "
        "pairs_within place_at range_rings ring section sector sectors shared_border side_of simplify "
        "stepped_strip strips_by_class two_sided_strip union_of within without"
    ),
    "zonelib.errors": (
        "BareNumberError FileError GeometryError InputError LengthError NotFoundError PlaneError Problem ScenarioError "
        "ZonelibError"
    ),
    "zonelib.files": "new read scenario_schema seeds write",
    "zonelib.frames": "to_frame",
    "zonelib.geodesy": "PlaneCost Sector",
    "zonelib.maps": "Map View draw",
    "zonelib.model": (
        "NOT_STATED Actor Boundary BufferSpec Claim Document Event Incident Leg Means Measurement Meeting NotStated "
        "Objection PatrolAssignment Period Place Role Scenario Selection Source Span Status Zone"
    ),
    "zonelib.units": "Area Distance km m miles nmi",
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "NOT_STATED",
    "Actor",
    "Area",
    "AreaFound",
    "BareNumberError",
    "Boundary",
    "BufferArea",
    "BufferSpec",
    "ChainageFound",
    "Claim",
    "DiscsFound",
    "Distance",
    "DistanceFound",
    "Document",
    "Event",
    "FileError",
    "GeometryError",
    "Incident",
    "InputError",
    "InwardBand",
    "Leg",
    "LengthError",
    "LengthFound",
    "LineFound",
    "Map",
    "Means",
    "Measurement",
    "Meeting",
    "NearestFound",
    "NotFoundError",
    "NotStated",
    "Objection",
    "PairsFound",
    "PatrolAssignment",
    "Period",
    "Place",
    "PlaneCost",
    "PlaneError",
    "Problem",
    "RangeRing",
    "Role",
    "Scenario",
    "ScenarioError",
    "Sector",
    "SectorsFound",
    "Selection",
    "SideFound",
    "Source",
    "Span",
    "StationFound",
    "Status",
    "Strip",
    "View",
    "WithinFound",
    "Zone",
    "ZonelibError",
    "area",
    "area_between",
    "buffer",
    "buffer_areas",
    "chainage",
    "common_to",
    "corridor",
    "default_boundary",
    "describe_plane",
    "discs",
    "distance",
    "distance_bands",
    "distances",
    "draw",
    "east_or_west_of",
    "inward_band",
    "km",
    "length",
    "m",
    "median_line",
    "miles",
    "nearest",
    "new",
    "nmi",
    "north_or_south_of",
    "one_sided_strip",
    "pairs_within",
    "place_at",
    "range_rings",
    "read",
    "ring",
    "scenario_schema",
    "section",
    "sector",
    "sectors",
    "seeds",
    "shared_border",
    "side_of",
    "simplify",
    "stepped_strip",
    "strips_by_class",
    "to_frame",
    "two_sided_strip",
    "union_of",
    "within",
    "without",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'zonelib' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
