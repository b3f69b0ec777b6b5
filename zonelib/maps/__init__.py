"""Maps: a scenario as plain data to draw, and as one self-contained page."""

from zonelib.maps.draw import Map, draw
from zonelib.maps.view import View

__all__ = ["Map", "View", "draw"]
