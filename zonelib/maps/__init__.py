"""Maps: a scenario as plain data to draw, and as one self-contained page."""

from zonelib.maps.drawing import Map, draw
from zonelib.maps.view import View

__all__ = ["Map", "View", "draw"]
