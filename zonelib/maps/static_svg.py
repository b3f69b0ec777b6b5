"""The map of a page for a reader without scripts: one small drawing, inline, in the CSS classes of the live map."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from zonelib.maps.pen import Face
from zonelib.maps.picture_labels import Label, Labels
from zonelib.maps.points import Points
from zonelib.maps.sheet import Window, scale_bar, window
from zonelib.maps.style import MARKS, style
from zonelib.maps.view import Feature, View

_WIDTH: Final = 960.0
_HEIGHT: Final = 680.0
# Of many incidents, one is drawn in each square of so many pixels: more would make the page too large.
_DOT: Final = 8.0
# What the eye cannot tell in a drawing of this size, in pixels; coordinates are written to a tenth of a pixel.
_TOLERANCE: Final = 0.35
# Without a browser's own measure, letters are taken as wide as the widest common faces have them on average.
_LETTER: Final = {"plain": 0.56, "bold": 0.6, "oblique": 0.54}


def static_svg(view: View, credits_: list[str]) -> str:
    """Draw the first extent of a view as an SVG element, in Web Mercator with north up, as the page opens.

    Parameters
    ----------
    view : View
        What is drawn: the layers that are shown at first.
    credits_ : list of str
        What is written in the lower right corner.

    Returns
    -------
    str
        Markup with every text escaped; empty where nothing has a place.
    """
    if not view.extents:
        return ""
    seen = window((0.0, 0.0, _WIDTH, _HEIGHT), view.extents[0].box)
    labels = Labels(view, seen, _length)
    drawn = [
        *_shapes(view, seen),
        *_marks(view, seen),
        *(_label(label) for label in labels.placed()),
    ]
    shown = ", ".join(layer.title for layer in view.layers if layer.shown and not layer.base)
    many = any(layer.points is not None for layer in view.layers)
    thinned = (
        f" Of many incidents one is drawn in each square of {_DOT:g} pixels, full whatever its precision."
        if many
        else ""
    )
    told = f"Web Mercator, north up. Shown: {shown}. The legend stands beside the map and the tables below it.{thinned}"
    return (
        f'<svg class="still{" zl-names-only" if labels.afar else ""}" role="img" '
        f'aria-labelledby="still-title still-desc" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}">'
        f'<title id="still-title">{escape(f"Map. {view.title}. {view.dateline}")}</title>'
        f'<desc id="still-desc">{escape(told)}</desc>'
        f"{''.join(drawn)}{_scale(seen)}{_credit(credits_)}</svg>"
    )


def _length(text: str, size: float, face: Face) -> float:
    return len(text) * size * _LETTER[face]


# ------------------------------------------------------------------------------------------------------- shapes


def _shapes(view: View, seen: Window) -> Iterator[str]:
    for layer in view.layers:
        if layer.shown and layer.points is not None:
            yield _dots(layer.points, seen)
        for feature in layer.features if layer.shown else ():
            if feature.kind in ("area", "line"):
                yield _shape(feature, seen)


def _shape(feature: Feature, seen: Window) -> str:
    placed = seen.placed(feature.geometry)
    way = _path(placed.simplify(_TOLERANCE))
    if not way:
        return ""
    halo = f'<path class="zl-halo-{feature.style}" d="{way}"/>' if style(feature.style).halo else ""
    return f'{halo}<path class="zl-{feature.style}" d="{way}"/>'


def _path(geometry: BaseGeometry) -> str:
    """Write a shape in pixels as an SVG path, in steps of a tenth of a pixel."""
    if geometry.is_empty or isinstance(geometry, Point):
        return ""
    if isinstance(geometry, Polygon):
        return "".join(_chain(ring, "z") for ring in (geometry.exterior, *geometry.interiors))
    if isinstance(geometry, LineString):
        return _chain(geometry, "")
    return "".join(map(_path, shapely.get_parts(geometry)))


def _chain(line: BaseGeometry, end: str) -> str:
    whole = np.rint(shapely.get_coordinates(line) * 10).astype(np.int64)
    steps = np.diff(whole, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if not len(steps):
        return ""
    first = f"M{_tenth(whole[0, 0])} {_tenth(whole[0, 1])}l"
    return first + " ".join(f"{_tenth(x)} {_tenth(y)}" for x, y in steps[: -1 if end else None]) + end


def _dots(points: Points, seen: Window) -> str:
    """Draw many incidents as one path of round points: one for each square of some pixels in which some lie."""
    whole = np.rint(seen.strewn(points, _DOT)[0]).astype(np.int64)
    steps = np.diff(whole[np.lexsort((whole[:, 0], whole[:, 1]))], axis=0, prepend=0)
    return f'<path class="still-dots" d="{"".join(f"m{x} {y}h0" for x, y in steps)}"/>' if len(steps) else ""


def _tenth(value: Any) -> str:
    return f"{int(value) / 10:g}"


def _marks(view: View, seen: Window) -> Iterator[str]:
    for layer in view.layers:
        for feature in layer.features if layer.shown and not layer.base else ():
            if isinstance(feature.geometry, Point) and feature.kind == "mark" and seen.shows(feature.geometry):
                yield _mark(feature.style, *seen.at(feature.geometry.x, feature.geometry.y))


def _mark(key: str, x: float, y: float, size: float = 16.0) -> str:
    grown = "" if size == 16 else f" scale({size / 16:g})"
    place = f"translate({x - size / 2:.1f} {y - size / 2:.1f}){grown}"
    return f'<path class="zl-{key}" d="{MARKS[style(key).mark]}" transform="{place}"/>'


# -------------------------------------------------------------------------------------------------------- texts


def _label(label: Label) -> str:
    if label.anchor is not None:
        return _stack(label, label.anchor)
    s = style(label.style)
    dot = _mark(label.style, *label.dot, size=10.0) if label.dot is not None else ""
    middle = s.shape == "name"
    x = label.x + (label.w / 2 if middle else 2)
    look = f"still-{s.ink if middle or label.base else 'ink'}{' still-middle' if middle else ''}"
    y, texts = label.y, []
    for line in label.lines:
        y += 1.2 * line.size
        texts.append(_text(line.text, x, y, line.size, f"{look} still-{line.face}"))
    return dot + "".join(texts)


def _stack(label: Label, anchor: tuple[float, float]) -> str:
    (x0, y0), (x1, y1) = shapely.get_coordinates(shapely.shortest_line(Point(anchor), label.box))
    parts = [
        f'<path class="still-leader" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>',
        f'<rect class="still-box" x="{label.x:.1f}" y="{label.y:.1f}" width="{label.w:.1f}" height="{label.h:.1f}"/>',
    ]
    y = label.y + 4
    for line in label.lines:
        y += 1.3 * line.size
        if line.mark.strip():
            parts.append(_mark(line.mark, label.x + 12, y - 0.62 * line.size, size=12.0))
        look = f"still-{'faint' if line.quiet else 'ink'} still-{line.face}"
        parts.append(_text(line.text, label.x + 6 + 16 * bool(line.mark), y - 0.3 * line.size + 1, line.size, look))
    return "".join(parts)


def _text(text: str, x: float, y: float, size: float, look: str) -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}">{escape(text)}</text>'


def _scale(seen: Window) -> str:
    metres, width = scale_bar(seen, 170.0)
    x, y = 14.0, _HEIGHT - 14
    told = f"{metres / 1000:,g} km" if metres >= 1000 else f"{metres:g} m"
    bar = f'<path class="still-bar" d="M{x:g} {y - 6:g}v6h{width:.1f}v-6"/>'
    return bar + _text(f"{told} at the middle of the map", x, y - 10, 11, "still-ink still-plain")


def _credit(credits_: list[str]) -> str:
    return _text(" | ".join(credits_), _WIDTH - 8, _HEIGHT - 8, 10, "still-faint still-plain still-end")
