"""Maps: a scenario as plain data to draw, and as one self-contained page."""

from zonelib.maps.drawing import Map, draw
from zonelib.maps.incident_chart import IncidentChart, chart_incidents
from zonelib.maps.view import View

__all__ = ["IncidentChart", "Map", "View", "chart_incidents", "draw"]
