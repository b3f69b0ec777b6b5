"""What is said: frozen values that come from a file or a script; opens no file, computes nothing."""

from zonelib.model.duties import Objection, PatrolAssignment, Standing, ZonePart
from zonelib.model.ranges import FigureBound, Hypothesis, Limit, RangeClaim, RangeFigure, RangeTarget
from zonelib.model.record import (
    Bound,
    Document,
    Event,
    Incident,
    Leg,
    LegKind,
    Means,
    Measurement,
    Meeting,
    Place,
    Quantity,
)
from zonelib.model.regions import Region
from zonelib.model.said import Said
from zonelib.model.scenario import COLLECTIONS, Identified, Scenario
from zonelib.model.stated import NOT_STATED, NotStated, Stated
from zonelib.model.time import Period, spoken_day
from zonelib.model.voices import Actor, Claim, Role, Source
from zonelib.model.zones import (
    STATUS_VALUES,
    Boundary,
    BufferSpec,
    LineCertainty,
    Selection,
    Side,
    Span,
    Status,
    StatusDimension,
    Zone,
)

__all__ = [
    "COLLECTIONS",
    "NOT_STATED",
    "STATUS_VALUES",
    "Actor",
    "Bound",
    "Boundary",
    "BufferSpec",
    "Claim",
    "Document",
    "Event",
    "FigureBound",
    "Hypothesis",
    "Identified",
    "Incident",
    "Leg",
    "LegKind",
    "Limit",
    "LineCertainty",
    "Means",
    "Measurement",
    "Meeting",
    "NotStated",
    "Objection",
    "PatrolAssignment",
    "Period",
    "Place",
    "Quantity",
    "RangeClaim",
    "RangeFigure",
    "RangeTarget",
    "Region",
    "Role",
    "Said",
    "Scenario",
    "Selection",
    "Side",
    "Source",
    "Span",
    "Standing",
    "Stated",
    "Status",
    "StatusDimension",
    "Zone",
    "ZonePart",
    "spoken_day",
]
