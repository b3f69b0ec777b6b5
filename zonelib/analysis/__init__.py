"""Questions asked of what is said: boundaries chosen, areas and lengths measured, buffers and rings found."""

from zonelib.analysis.alike import Alike
from zonelib.analysis.areas import (
    InwardBand,
    area_between,
    common_to,
    east_or_west_of,
    inward_band,
    median_line,
    north_or_south_of,
    sector,
    union_of,
    without,
)
from zonelib.analysis.auditing import audit
from zonelib.analysis.buffers import BufferArea, buffer, buffer_areas
from zonelib.analysis.bulk import NearestFound, PairsFound, WithinFound, distances, nearest, pairs_within, within
from zonelib.analysis.calendar_results import CalendarGap, CalendarOverlap, PatrolCalendar, ShiftClash, ZoneCalendar
from zonelib.analysis.calendars import patrol_calendar
from zonelib.analysis.candidates import CandidateRow, CandidatesFound, CandidateSpan, check_candidates
from zonelib.analysis.classified import Classified, classify
from zonelib.analysis.conflicts import Conflict, WayOut, WhyNot
from zonelib.analysis.coverage_results import (
    AreaCoverage,
    CoverageShares,
    FarByNetwork,
    FarPlace,
    Gap,
    LineCoverage,
    NearPlace,
    NetworkCoverage,
    PostCoverage,
)
from zonelib.analysis.covering import coverage
from zonelib.analysis.crew_results import CrewDuty, CrewPlan, CrewReadings
from zonelib.analysis.crew_rules import CrewCap, CrewRules, KeepAway, SectorNeed, sector_needs
from zonelib.analysis.crews import assign_both_ways, assign_teams
from zonelib.analysis.deadlines import DeadlineFound, deadlines_at
from zonelib.analysis.diff_results import (
    BoundaryDiff,
    Combination,
    DiffArea,
    DiffPart,
    OffsetFound,
    ProposalsCompared,
    SameStretch,
    TownSide,
)
from zonelib.analysis.diffs import compare_boundaries
from zonelib.analysis.edges_near import EdgesNear, nearest_zones
from zonelib.analysis.expected import ExpectedCount, ExpectedCounts, expected_counts
from zonelib.analysis.findings import CODES, Finding
from zonelib.analysis.incident_steps import IncidentSeries, incident_series
from zonelib.analysis.lifecycle import TRANSITIONS, LifeCycle, StatusJump, life_cycle
from zonelib.analysis.line_results import ChainageFound, LineFound, SectorsFound, SideFound, StationFound
from zonelib.analysis.lines import chainage, place_at, section, sectors, shared_border, side_of, simplify
from zonelib.analysis.loads import PatrolLoads, TeamLoad, patrol_loads
from zonelib.analysis.measure import AreaFound, DistanceFound, LengthFound, area, distance, length
from zonelib.analysis.negotiation import Change, OpenPoints, open_points, what_changed
from zonelib.analysis.networks import TravelNetwork, travel_network
from zonelib.analysis.patrol_plans import PatrolPlan, ZonePlan, plan_patrols
from zonelib.analysis.planes import describe_plane
from zonelib.analysis.possible import PlacesFound, possible_places
from zonelib.analysis.programs import Requirement
from zonelib.analysis.projected import FromProjected, from_projected
from zonelib.analysis.proposals import compare_proposals
from zonelib.analysis.publication import Publication, for_publication
from zonelib.analysis.published import FigureCompared, compare_published
from zonelib.analysis.range_check import check_range
from zonelib.analysis.range_report import write_report
from zonelib.analysis.range_results import ErrorTerm, HypothesisFound, LegFound, RangeCheck, RangeRow, RangeSpan
from zonelib.analysis.ranges import ABOUT_SHARE, DiscsFound, RangeRing, discs, range_rings, ring
from zonelib.analysis.rate_changes import ChangePoints, RateStretch, change_points
from zonelib.analysis.rate_results import IncidentRates, RateFound, RatioFound, ReturnFound
from zonelib.analysis.rates import incident_rates
from zonelib.analysis.readings import RangeRules, Reading
from zonelib.analysis.regions import RegionFound, region_area
from zonelib.analysis.revisiting import Revisits, Stretch, revisits
from zonelib.analysis.rounds import PatrolRound, RoundsPlan, patrol_round, plan_rounds
from zonelib.analysis.siting import candidates_along, plan_posts
from zonelib.analysis.siting_results import SitingPlan
from zonelib.analysis.strip_parts import strip_sectors
from zonelib.analysis.strip_results import Strip
from zonelib.analysis.strips import (
    corridor,
    distance_bands,
    one_sided_strip,
    stepped_strip,
    strips_by_class,
    tapered_strip,
    two_sided_strip,
)
from zonelib.analysis.things import Thing, default_boundary, stand_for
from zonelib.analysis.tracks import Stay, ZoneLog, zone_log

__all__ = [
    "ABOUT_SHARE",
    "CODES",
    "TRANSITIONS",
    "Alike",
    "AreaCoverage",
    "AreaFound",
    "BoundaryDiff",
    "BufferArea",
    "CalendarGap",
    "CalendarOverlap",
    "CandidateRow",
    "CandidateSpan",
    "CandidatesFound",
    "ChainageFound",
    "Change",
    "ChangePoints",
    "Classified",
    "Combination",
    "Conflict",
    "CoverageShares",
    "CrewCap",
    "CrewDuty",
    "CrewPlan",
    "CrewReadings",
    "CrewRules",
    "DeadlineFound",
    "DiffArea",
    "DiffPart",
    "DiscsFound",
    "DistanceFound",
    "EdgesNear",
    "ErrorTerm",
    "ExpectedCount",
    "ExpectedCounts",
    "FarByNetwork",
    "FarPlace",
    "FigureCompared",
    "Finding",
    "FromProjected",
    "Gap",
    "HypothesisFound",
    "IncidentRates",
    "IncidentSeries",
    "InwardBand",
    "KeepAway",
    "LegFound",
    "LengthFound",
    "LifeCycle",
    "LineCoverage",
    "LineFound",
    "NearPlace",
    "NearestFound",
    "NetworkCoverage",
    "OffsetFound",
    "OpenPoints",
    "PairsFound",
    "PatrolCalendar",
    "PatrolLoads",
    "PatrolPlan",
    "PatrolRound",
    "PlacesFound",
    "PostCoverage",
    "ProposalsCompared",
    "Publication",
    "RangeCheck",
    "RangeRing",
    "RangeRow",
    "RangeRules",
    "RangeSpan",
    "RateFound",
    "RateStretch",
    "RatioFound",
    "Reading",
    "RegionFound",
    "Requirement",
    "ReturnFound",
    "Revisits",
    "RoundsPlan",
    "SameStretch",
    "SectorNeed",
    "SectorsFound",
    "ShiftClash",
    "SideFound",
    "SitingPlan",
    "StationFound",
    "StatusJump",
    "Stay",
    "Stretch",
    "Strip",
    "TeamLoad",
    "Thing",
    "TownSide",
    "TravelNetwork",
    "WayOut",
    "WhyNot",
    "WithinFound",
    "ZoneCalendar",
    "ZoneLog",
    "ZonePlan",
    "area",
    "area_between",
    "assign_both_ways",
    "assign_teams",
    "audit",
    "buffer",
    "buffer_areas",
    "candidates_along",
    "chainage",
    "change_points",
    "check_candidates",
    "check_range",
    "classify",
    "common_to",
    "compare_boundaries",
    "compare_proposals",
    "compare_published",
    "corridor",
    "coverage",
    "deadlines_at",
    "default_boundary",
    "describe_plane",
    "discs",
    "distance",
    "distance_bands",
    "distances",
    "east_or_west_of",
    "expected_counts",
    "for_publication",
    "from_projected",
    "incident_rates",
    "incident_series",
    "inward_band",
    "length",
    "life_cycle",
    "median_line",
    "nearest",
    "nearest_zones",
    "north_or_south_of",
    "one_sided_strip",
    "open_points",
    "pairs_within",
    "patrol_calendar",
    "patrol_loads",
    "patrol_round",
    "place_at",
    "plan_patrols",
    "plan_posts",
    "plan_rounds",
    "possible_places",
    "range_rings",
    "region_area",
    "revisits",
    "ring",
    "section",
    "sector",
    "sector_needs",
    "sectors",
    "shared_border",
    "side_of",
    "simplify",
    "stand_for",
    "stepped_strip",
    "strip_sectors",
    "strips_by_class",
    "tapered_strip",
    "travel_network",
    "two_sided_strip",
    "union_of",
    "what_changed",
    "within",
    "without",
    "write_report",
    "zone_log",
]
