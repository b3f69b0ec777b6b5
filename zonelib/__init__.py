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
        DistanceFound,
        LengthFound,
        LineFound,
        NearestFound,
        PairsFound,
        RangeRing,
        SectorsFound,
        SideFound,
        StationFound,
        WithinFound,
        area,
        buffer,
        buffer_areas,
        chainage,
        default_boundary,
        describe_plane,
        distance,
        distances,
        length,
        nearest,
        pairs_within,
        place_at,
        range_rings,
        ring,
        section,
        sectors,
        shared_border,
        side_of,
        simplify,
        within,
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
        "AreaFound BufferArea ChainageFound DistanceFound LengthFound LineFound NearestFound PairsFound "
        "RangeRing SectorsFound SideFound StationFound WithinFound area buffer buffer_areas chainage "
        "default_boundary describe_plane distance distances length nearest pairs_within place_at range_rings "
        "ring section sectors shared_border side_of simplify within"
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
    "Distance",
    "DistanceFound",
    "Document",
    "Event",
    "FileError",
    "GeometryError",
    "Incident",
    "InputError",
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
    "View",
    "WithinFound",
    "Zone",
    "ZonelibError",
    "area",
    "buffer",
    "buffer_areas",
    "chainage",
    "default_boundary",
    "describe_plane",
    "distance",
    "distances",
    "draw",
    "km",
    "length",
    "m",
    "miles",
    "nearest",
    "new",
    "nmi",
    "pairs_within",
    "place_at",
    "range_rings",
    "read",
    "ring",
    "scenario_schema",
    "section",
    "sectors",
    "seeds",
    "shared_border",
    "side_of",
    "simplify",
    "to_frame",
    "within",
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
