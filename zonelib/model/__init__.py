"""What is said: frozen values that come from a file or a script; opens no file, computes nothing."""

from zonelib.model.conducted import Conducted, Extent, Restriction, RestrictionKind
from zonelib.model.days import Days, Hold, certain_days, hold_on, possible_days
from zonelib.model.deadlines import Deadline
from zonelib.model.duties import Objection, PatrolAssignment, ZonePart
from zonelib.model.known import Knowledge
from zonelib.model.patrols import Frequency, Per, Post, PostKind, Route, Shift, Standing, Team
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
from zonelib.model.states import Holding, State, ZoneState, last_seen, told
from zonelib.model.time import Period, spoken_day
from zonelib.model.voices import Actor, Claim, Role, Source
from zonelib.model.zones import (
    LINES_OF_STATUS,
    STATUS_VALUES,
    Boundary,
    BufferSpec,
    LineCertainty,
    Selection,
    Side,
    Span,
    Status,
    StatusDimension,
    StatusLine,
    Zone,
)

__all__ = [
    "COLLECTIONS",
    "LINES_OF_STATUS",
    "NOT_STATED",
    "STATUS_VALUES",
    "Actor",
    "Bound",
    "Boundary",
    "BufferSpec",
    "Claim",
    "Conducted",
    "Days",
    "Deadline",
    "Document",
    "Event",
    "Extent",
    "FigureBound",
    "Frequency",
    "Hold",
    "Holding",
    "Hypothesis",
    "Identified",
    "Incident",
    "Knowledge",
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
    "Per",
    "Period",
    "Place",
    "Post",
    "PostKind",
    "Quantity",
    "RangeClaim",
    "RangeFigure",
    "RangeTarget",
    "Region",
    "Restriction",
    "RestrictionKind",
    "Role",
    "Route",
    "Said",
    "Scenario",
    "Selection",
    "Shift",
    "Side",
    "Source",
    "Span",
    "Standing",
    "State",
    "Stated",
    "Status",
    "StatusDimension",
    "StatusLine",
    "Team",
    "Zone",
    "ZonePart",
    "ZoneState",
    "certain_days",
    "hold_on",
    "last_seen",
    "possible_days",
    "spoken_day",
    "told",
]
