"""A small picture of where in the world the map opens, from the land that the view already holds."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import Polygon, box

from zonelib.maps.view import Box, View

# Pixels; what stands in the style sheet too.
_WIDTH: Final = 136
_HEIGHT: Final = 88
# How many times wider than the map the picture is, and its least width in degrees of latitude: at 25° a reader finds
# coasts that he knows.
_TIMES: Final = 6.0
_LEAST: Final = 25.0
# Where the map itself shows so many degrees, it says by itself where it is.
_ENOUGH: Final = 40.0


def locator(view: View) -> tuple[str, str, str] | None:
    """Give the picture of the part that a map opens on.

    Equirectangular, true to shape at the latitude of the middle.

    Returns
    -------
    tuple of str, or None
        What it shows in words, the land and the frame as SVG path data in pixels; None where the map has no base map,
        or shows so much by itself that nobody asks where it is.
    """
    ground = view.layer("ground")
    if ground is None or not view.extents:
        return None
    land = next((feature.geometry for feature in ground.features if feature.style == "land"), None)
    west, south, east, north = view.extents[0].box
    tall = max(_LEAST, _TIMES * (north - south), _TIMES * (east - west) * _HEIGHT / _WIDTH)
    if land is None or max(north - south, east - west) > _ENOUGH:
        return None
    tall = min(tall, 150.0)
    lon, lat = (west + east) / 2, (south + north) / 2
    middle = min(max(lat, tall / 2 - 85), 85 - tall / 2)
    y_scale = _HEIGHT / tall
    x_scale = y_scale * math.cos(math.radians(middle))
    wide = _WIDTH / x_scale
    frame: Box = (lon - wide / 2, middle - tall / 2, lon + wide / 2, middle + tall / 2)
    # The world repeats: a picture over the antimeridian shows land of both its sides.
    worlds = [translate(land, xoff=by) for by in (-360.0, 0.0, 360.0)]
    seen = [shapely.clip_by_rect(world, *frame) for world in worlds]
    pixels = shapely.transform(
        shapely.multipolygons([part for one in seen for part in shapely.get_parts(one) if isinstance(part, Polygon)]),
        lambda xy: np.column_stack([(xy[:, 0] - frame[0]) * x_scale, (frame[3] - xy[:, 1]) * y_scale]),
    )
    x, y = (lon - frame[0]) * x_scale, (frame[3] - lat) * y_scale
    # A frame of less than five pixels would be a speck.
    w, h = max((east - west) * x_scale, 5.0) / 2, max((north - south) * y_scale, 5.0) / 2
    words = f"Locator: the map opens round {_degrees(lon, 'EW')}, {_degrees(lat, 'NS')}"
    return words, _path(shapely.simplify(pixels, 0.5)), _path(box(x - w, y - h, x + w, y + h))


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.1f}° {letters[value < 0]}"


def _path(shape: shapely.Geometry) -> str:
    """Write the outlines of areas as SVG path data, in tenths of a pixel; islands of less than a pixel are left out."""
    rings = [part.exterior for part in shapely.get_parts(shape) if part.area > 1.0]
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)
