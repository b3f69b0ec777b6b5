"""A style as strokes of a pen: what the style sheet says to a browser, on the map of a picture and in its legend."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry

from zonelib.maps.pen import Pen
from zonelib.maps.sheet import hatched, marks_at
from zonelib.maps.style import HALO_SHARE, HALO_WIDTH, HATCH_SHARE, INKS, cap, edge, join, style

_SWATCH: Final = (32.0, 12.0)
_FINER: Final = ("line-", "buffer-unsaid")


def ink(name: str) -> str:
    """Give an ink as it is on paper."""
    return INKS[name][0]


def lay(pen: Pen, key: str, shape: BaseGeometry, *, fine: bool = False) -> None:
    """Draw a shape, in pixels, in a style; the lines of the zones finer where the zones are small, as on the page."""
    s = style(key)
    if fine and key.startswith(_FINER):
        share = 0.9 if cap(s) == "round" else 0.5  # dots any finer would be a grey haze
        s = replace(s, width=s.width * share, dash=tuple(step * share for step in s.dash))
    if s.halo:
        pen.shape(shape, ink=ink("halo"), ink_share=HALO_SHARE, width=s.width + HALO_WIDTH)
    if s.fill and s.shape != "line":
        pen.shape(shape, fill=ink(s.ink), fill_share=s.fill)
    if s.hatch and "Polygon" in shape.geom_type:
        pen.shape(hatched(shape, s.hatch), ink=ink(s.ink), ink_share=HATCH_SHARE, width=s.hatch.width)
    line, width = edge(s)
    if width:
        pen.shape(_outline(shape), ink=ink(line), width=width, dash=s.dash, cap=cap(s), join=join(s))


def mark(pen: Pen, key: str, *places: tuple[float, float], size: float = 16.0) -> None:
    """Draw the mark of a style, centred on each of some places: all of them in one stroke."""
    for part in marks_at(style(key).mark, np.array(places), size):
        lay(pen, key, part)


def swatch(pen: Pen, key: str, x: float, y: float, share: float = 1.0) -> None:
    """Draw a style for the legend in a field of 32 pixels by a share of 12; the place is its upper left corner."""
    width, height = _SWATCH[0], _SWATCH[1] * share
    s = style(key)
    if s.shape == "mark":
        mark(pen, key, (x + width / 2, y + height / 2), size=15.0 * share)
    elif s.shape == "area":
        lay(pen, key, box(x, y, x + width, y + height))
    else:
        lay(pen, key, LineString([(x, y + height / 2), (x + width, y + height / 2)]))


def _outline(shape: BaseGeometry) -> BaseGeometry:
    return shape.boundary if "Polygon" in shape.geom_type else shape
