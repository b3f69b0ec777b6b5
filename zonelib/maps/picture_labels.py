"""Where the labels of a picture stand: none lies on another. The rules are those of the page (``labels.js``).

A zone has a stack (its name, its status, its buffers, duties and objections) set beside it; places and names take the
first free spot, the most important first, or none. Everything is in pixels, y downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from zonelib.maps.geometry import label_point
from zonelib.maps.pen import Face
from zonelib.maps.sheet import Window
from zonelib.maps.view import Feature, View

Measure = Callable[[str, float, Face], float]
"""The width of a text in a size and a face."""

# From which zoom on a town of the base map is named, by its rank; as on the page.
_TOWN_ZOOM: Final = (3, 3.5, 4.5, 5.5, 6, 6.5, 7.5, 8, 9, 9.5)
# No eye reads more names on one sheet; a hundred thousand incidents shall not take all day to find no room.
_MOST: Final = 400
_EDGE: Final = 4.0
# A town of the base map that is not hidden is worth so many pixels of a longer leader.
_DETOUR: Final = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a label: its text and size, its face, and the style whose mark stands before it."""

    text: str
    size: float
    face: Face = "plain"
    mark: str = ""
    quiet: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Lines of text in a box whose upper left corner is `x`, `y`; a stack has a leader to `anchor`, a town a `dot`."""

    lines: tuple[Line, ...]
    style: str
    w: float
    h: float
    x: float = 0.0
    y: float = 0.0
    base: bool = False
    dot: tuple[float, float] | None = None
    anchor: tuple[float, float] | None = None

    @property
    def box(self) -> BaseGeometry:
        """Give the place it takes."""
        return box(self.x, self.y, self.x + self.w, self.y + self.h)


def wrapped(text: str, width: float, size: float, measure: Measure, most: int = 3, face: Face = "plain") -> list[str]:
    """Break a text into lines of some width, at most so many; what is left out is marked by an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", size, face) <= width:
            lines[-1] += f" {word}"
        elif len(lines) == most:
            lines[-1] = _cut(f"{lines[-1]} {word} …", width, size, measure, face)
            break
        else:
            lines.append(_cut(word, width, size, measure, face))
    return lines


def _cut(text: str, width: float, size: float, measure: Measure, face: Face) -> str:
    if measure(text, size, face) <= width:
        return text
    kept = text[:400].removesuffix(" …")
    while kept and measure(f"{kept}…", size, face) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


class Labels:
    """The labels of what a view shows in a window.

    Parameters
    ----------
    view : View
        What is drawn.
    seen : Window
        Where.
    measure : callable
        Gives the width of a text in a size.
    """

    def __init__(self, view: View, seen: Window, measure: Measure) -> None:
        self.seen, self.measure = seen, measure
        self.shown = [layer for layer in view.layers if layer.shown]
        zones = [f for layer in view.layers for f in layer.features if f.stack and f.kind != "tag"]
        placed = {f.stack: seen.placed(f.geometry).intersection(seen.frame) for f in zones}
        self.zones = {stack: shape for stack, shape in placed.items() if not shape.is_empty}
        self.afar = self._from_afar()
        marks = [f.geometry for x in self.shown if not x.base for f in x.features if f.kind == "mark"]
        at = seen.pixels(shapely.get_coordinates(marks))
        self.taken = np.hstack([at - 7, at + 7])
        towns = [f for x in self.shown if x.base for f in x.features if f.kind == "mark"]
        self.cities = [seen.placed(f.geometry) for f in towns if seen.shows(f.geometry) and not self._too_far(f)]
        self.trails = shapely.union_all(
            [
                seen.placed(f.geometry).buffer(4)
                for layer in self.shown
                for f in layer.features
                if f.kind == "line" and f.label
            ]
        )

    def _from_afar(self) -> bool:
        """Whether the zones are so small that their names alone can stand beside them."""
        if not self.zones:
            return False
        left, top, right, bottom = shapely.total_bounds(list(self.zones.values()))
        return bool(max(right - left, bottom - top) < 240)

    def placed(self) -> tuple[Label, ...]:
        """Give each label at its place: the stacks of the zones, then the single ones."""
        stacks = [self._stack(key, shape) for key, shape in self.zones.items()]
        found = [label for label in stacks if label is not None]
        self.hidden = self.taken
        self._take(*(shape.bounds for shape in self.zones.values() if max(_size(shape)) < 90))
        return (*found, *self._singles())

    # ------------------------------------------------------------------------------------------------------ stacks

    def _stack(self, key: str, zone: BaseGeometry) -> Label | None:
        lines = tuple(
            line
            for tags in (False, True)
            for layer in self.shown
            for feature in layer.features
            if feature.stack == key and (feature.kind == "tag") is tags
            for line in self._stack_lines(feature)
        )
        if not lines:
            return None
        w = max(self._width(line) + 16 * bool(line.mark) for line in lines)
        label = Label(lines=lines, style="", w=w + 12, h=sum(line.size * 1.3 for line in lines) + 8)
        left, top, right, bottom = zone.bounds
        spots = [
            replace(label, x=x, y=y)
            for gap in (16, 44, 90, 150)
            for x, y in _round((left, top, right, bottom), label.w, label.h, gap)
        ]
        spots = [self._kept_in(spot) for spot in spots]
        best = min(spots, key=lambda spot: self._cost(spot, zone))
        self._take(_grown(best.box.bounds, _EDGE))
        at = label_point(zone)
        return replace(best, anchor=(at.x, at.y))

    def _stack_lines(self, feature: Feature) -> Iterator[Line]:
        tag = feature.kind == "tag"
        if self.afar and tag:
            return
        width, size = 205.0, 9.6 if tag else 13.0
        face: Face = "plain" if tag else "bold"
        for number, text in enumerate(wrapped(feature.label, width - 16 * tag, size, self.measure, 3, face)):
            # A later line of a tag is set in below the first, behind an empty place for its mark.
            yield Line(text=text, size=size, face=face, mark=(feature.style if not number else " ") if tag else "")
        if feature.detail and not self.afar:
            for text in wrapped(feature.detail, width, 9.0, self.measure):
                yield Line(text=text, size=9.0, quiet=True)

    def _kept_in(self, label: Label) -> Label:
        x = max(self.seen.left + 6, min(label.x, self.seen.right - label.w - 6))
        return replace(label, x=x, y=max(self.seen.top + 6, min(label.y, self.seen.bottom - label.h - 6)))

    def _cost(self, label: Label, zone: BaseGeometry) -> float:
        here = label.box
        others = sum(here.intersection(shape).area for shape in self.zones.values())
        far = here.distance(zone)
        far += _DETOUR * sum(shapely.dwithin(self.cities, here, 12.0)) if self.cities else 0.0
        return 60 * _overlap(self.taken, here.bounds) + 4 * others + 8 * here.intersection(self.trails).area + 12 * far

    def _width(self, line: Line) -> float:
        return self.measure(line.text, line.size, line.face)

    def _take(self, *boxes: tuple[float, float, float, float]) -> None:
        self.taken = np.vstack([self.taken, *boxes])

    # ----------------------------------------------------------------------------------------------------- singles

    def _singles(self) -> Iterator[Label]:
        written: set[str] = set()
        for feature, base in self._in_order():
            sea = base and feature.kind == "name"
            if (sea and feature.label in written) or (base and self._too_far(feature)):
                continue
            found = self._spot(feature, base)
            if found is not None:
                self._take(_grown(found.box.bounds, 2), *([_grown((*found.dot, *found.dot), 5)] if found.dot else []))
                written.add(feature.label)
                yield found

    def _in_order(self) -> list[tuple[Feature, bool]]:
        """What is said by its rank, lines last; then seas; then towns."""
        named = [(f, x.base) for x in self.shown for f in x.features if f.label.strip() and not f.stack]
        visible = [(f, base) for f, base in named if self.seen.shows(f.geometry)]
        visible.sort(key=lambda one: (one[0].rank, one[0].kind == "line"))
        seas = [one for one in visible if one[1] and one[0].kind == "name"]
        said = [one for one in visible if not one[1]]
        return [
            *said[:_MOST],
            *(reversed(seas) if self.afar else seas),
            *(o for o in visible if o[1] and o not in seas),
        ]

    def _too_far(self, feature: Feature) -> bool:
        rank = min(feature.rank - 5, len(_TOWN_ZOOM) - 1)
        return feature.kind == "mark" and self.seen.zoom < _TOWN_ZOOM[rank]

    def _spot(self, feature: Feature, base: bool) -> Label | None:
        shape = self.seen.placed(feature.geometry)
        lines = self._lines(feature, base)
        w = max(map(self._width, lines)) + 4
        blank = Label(lines=lines, style=feature.style, w=w, h=sum(1.2 * line.size for line in lines), base=base)
        large = [zone for zone in self.zones.values() if max(_size(zone)) >= 90]
        avoid = np.vstack([self.taken, *(z.bounds for z in large if base and feature.kind == "name")])
        best: tuple[float, Label] | None = None
        for label in self._tries(feature, shape, blank):
            here = label.box
            if not here.within(self.seen.frame) or _overlap(avoid, here.bounds) > 0:
                continue
            zones = 0.0 if base else sum(here.intersection(shapely.envelope(zone)).area for zone in large)
            # The name of a line that stands far from it names nothing.
            astray = 12 * here.distance(shape) if feature.kind == "line" else 0.0
            cost = here.intersection(self.trails).area + zones + astray
            if best is None or cost < best[0]:
                best = (cost, label)
        if best is None or (base and best[0] > 0) or (feature.kind == "line" and max(_size(shape)) < 0.6 * w):
            return None
        return best[1]

    def _lines(self, feature: Feature, base: bool) -> tuple[Line, ...]:
        if base:
            sea = feature.kind == "name"
            return (Line(text=feature.label, size=10.0 if sea else 9.2, face="oblique" if sea else "plain"),)
        room = 260.0 if feature.kind == "line" else 190.0
        texts = wrapped(feature.label, room, 10.0, self.measure, 2, "bold")
        return tuple(Line(text=text, size=10.0, face="bold") for text in texts)

    def _tries(self, feature: Feature, shape: BaseGeometry, label: Label) -> Iterable[Label]:
        w, h, base = label.w, label.h, label.base
        if feature.kind == "line":
            return _along(shape, label)
        at = label_point(shape)
        if feature.kind == "name":
            offsets = [(-w / 2, -h / 2)]
            if base:
                here = label_point(feature.geometry)
                room = self.seen.at(here.x + feature.room, here.y)[0] - at.x
                if room < 0.3 * w:
                    return ()
                far = 0.8 * room
                offsets += [
                    (far - w / 2, -h / 2),
                    (-far - w / 2, -h / 2),
                    (-w / 2, far - h / 2),
                    (-w / 2, -far - h / 2),
                ]
        elif base:
            if _overlap(self.hidden, _grown((at.x, at.y, at.x, at.y), 3)) > 0:
                return ()
            label = replace(label, dot=(at.x, at.y))
            offsets = [
                (5, -h / 2),
                (-5 - w, -h / 2),
                (4, -h),
                (4, 0),
                (-4 - w, -h),
                (-4 - w, 0),
                (-w / 2, -h - 4),
                (-w / 2, 4),
            ]
        else:
            offsets = [(10, -h / 2), (-10 - w, -h / 2), (-w / 2, -h - 10), (-w / 2, 10)]
        return [replace(label, x=at.x + dx, y=at.y + dy) for dx, dy in offsets]


def _grown(box: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left - by, top - by, right + by, bottom + by


def _overlap(boxes: NDArray[np.float64], here: tuple[float, float, float, float]) -> float:
    """Give the area in which a box lies on others."""
    left, top, right, bottom = here
    wide = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
    high = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    return float(np.sum(np.maximum(wide, 0.0) * np.maximum(high, 0.0)))


def _size(shape: BaseGeometry) -> tuple[float, float]:
    left, top, right, bottom = shape.bounds
    return right - left, bottom - top


def _round(zone: tuple[float, float, float, float], w: float, h: float, gap: float) -> Iterator[tuple[float, float]]:
    """Give corners of boxes round a zone."""
    left, top, right, bottom = zone
    for share in (0.5, 0.2, 0.8, 0.0, 1.0):
        x, y = left + share * (right - left) - w / 2, top + share * (bottom - top) - h / 2
        yield from ((right + gap, y), (left - gap - w, y), (x, top - gap - h), (x, bottom + gap))


def _along(shape: BaseGeometry, label: Label) -> Iterator[Label]:
    """Above or below one of the parts of a line."""
    line = max(shapely.get_parts(shape), key=lambda part: float(part.length))
    for gap in (8, 20, 34, 50):
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9):
            at = shapely.line_interpolate_point(line, share, normalized=True)
            yield replace(label, x=at.x - label.w / 2, y=at.y - label.h - gap)
            yield replace(label, x=at.x - label.w / 2, y=at.y + gap)
