"""Two lines laid over each other on the map: what is in both or in one only, the lines, and where they lie apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis import BoundaryDiff
from zonelib.analysis.diff_results import DiffArea, DiffPart, Line, in_km, in_km2
from zonelib.geodesy.partition import joined
from zonelib.maps.geometry import box_of, for_drawing, inside_point, widened
from zonelib.maps.view import Extent, Feature, Layer, Pair
from zonelib.maps.wording import count, spoken
from zonelib.model import NOT_STATED, Boundary, Scenario, Zone

# 0.0001° is 11 m: less than a pixel at any zoom the map allows.
_TOLERANCE = 0.0001
# What a drawn geodesic may stray from the measured one, metres: less than a pixel.
_GEODESIC_TOLERANCE_M = 50.0
# Before everything else in the legend, each diff with its lines.
_FIRST = -1_000
# A bare geometry is called by its letter alone, which would be written beside itself.
_UNNAMED = {"a": "first line", "b": "second line"}
# Two boxes, in degrees, that are the box of one line; the parts of a partition keep the vertices of the line.
_SAME_BOX = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A diff with its number on the map, and the zone and lines that it is of where the record holds them."""

    number: int
    diff: BoundaryDiff
    zone: Zone | None = None
    a: Boundary | None = None
    b: Boundary | None = None

    @property
    def card(self) -> str:
        """The id of its card."""
        return f"diffs/{self.number}"

    def called(self, line: Line) -> str:
        """Give what a reader is shown as the name of a line."""
        found, asked = (self.a, self.diff.a) if line == "a" else (self.b, self.diff.b)
        return spoken(found.id if found is not None else _UNNAMED.get(asked, asked))

    @property
    def names(self) -> str:
        """The two lines, each with its letter."""
        return f"{self.called('a')} (a) and {self.called('b')} (b)"

    @property
    def title(self) -> str:
        """The two lines, and whose they are."""
        return f"{self.zone.name}: {self.names}" if self.zone is not None else self.names


def compared(scenario: Scenario, diffs: Sequence[BoundaryDiff]) -> tuple[Compared, ...]:
    """Find the zone and the lines of each diff, by their names and their boxes."""
    return tuple(_compared(scenario, diff, number) for number, diff in enumerate(diffs, start=1))


def _compared(scenario: Scenario, diff: BoundaryDiff, number: int) -> Compared:
    for zone in scenario.zones:
        a, b = _line(zone, diff.a, diff.core, diff.only_a), _line(zone, diff.b, diff.core, diff.only_b)
        if a is not None or b is not None:
            return Compared(number=number, diff=diff, zone=zone, a=a, b=b)
    return Compared(number=number, diff=diff)


def _line(zone: Zone, name: str, core: DiffArea, only: DiffArea) -> Boundary | None:
    box = shapely.total_bounds([core.geometry, only.geometry])
    called = [one for one in zone.boundaries if name in (one.id, f"{zone.id} {one.id}")]
    boxes = ((one, one.geometry.bounds) for one in called if isinstance(one.geometry, BaseGeometry))
    return next((one for one, bounds in boxes if np.allclose(bounds, box, rtol=0, atol=_SAME_BOX)), None)


def diff_layers(diffs: Sequence[Compared]) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Give the layers of diffs: the areas, which lie under what is said, and the lines and places over it.

    Each line with all that is inside it is a layer too, to be looked at side by side; the map opens without. Several
    diffs on one another cannot be read: only the first is shown when the map opens.
    """
    under, over = [], []
    for one in diffs:
        shown, place = one.number == 1, _FIRST + 4 * one.number
        over += [_side(one, "a", place + 2), _side(one, "b", place + 3)]
        under.append(
            Layer(
                key=f"diff-{one.number}", place=place, title=f"Difference. {one.title}", hint=_hint(one),
                features=tuple(_areas(one)), shown=shown,
            )
        )  # fmt: skip
        over.append(
            Layer(
                key=f"diff-lines-{one.number}", place=place + 1, title=f"Its lines: {one.names}",
                features=(*_lines(one), *_offset(one), *_towns(one)), shown=shown,
                hint="Neither line is thereby right, nor agreed.",
            )
        )  # fmt: skip
    return tuple(under), tuple(over)


def diff_pairs(diffs: Sequence[Compared], record: Sequence[Layer]) -> Iterator[Pair]:
    """Give what is looked at side by side: the two lines of each diff."""
    drawn = [feature for layer in record for feature in layer.features if feature.style.startswith("line-")]
    for one in diffs:
        key = f"diff-{one.number}"
        shapes = [line.geometry for line in (one.a, one.b) if line is not None]
        lines = [for_drawing(shape.boundary) for shape in shapes if isinstance(shape, BaseGeometry)]
        yield Pair(
            title=one.title, layers=(f"{key}-a", f"{key}-b"), difference=(key, f"diff-lines-{one.number}"),
            names=(f"{one.called('a')} (a)", f"{one.called('b')} (b)"),
            same=tuple(feature.id for feature in drawn if feature.geometry in lines),
        )  # fmt: skip


def diff_extents(diffs: Sequence[Compared]) -> Iterator[Extent]:
    """Give the part of the map that each diff is about."""
    for one in diffs:
        found = [one.diff.core, one.diff.only_a, one.diff.only_b]
        box = box_of([area.geometry for area in found if not area.geometry.is_empty])
        of = f" of {one.zone.name}" if one.zone is not None else ""
        label = f"The two lines{of}" if len(diffs) == 1 else one.title
        yield Extent(key=f"diff-{one.number}", label=label, box=widened(box, 0.02, 0.03))


def precision_words(diff: BoundaryDiff) -> str:
    """Say what parts slivers from disputes."""
    if diff.precision is NOT_STATED:
        return f"{diff.precision_rule}, so slivers are not told from disputes"
    return f"a sliver lies where the lines nowhere run farther apart than {diff.precision} ({diff.precision_rule})"


def _hint(one: Compared) -> str:
    return f"a: {one.called('a')}; b: {one.called('b')}. Precision: {precision_words(one.diff)}."


# ------------------------------------------------------------------------------------------------------------ areas


def _areas(one: Compared) -> Iterator[Feature]:
    diff = one.diff
    if not diff.core.geometry.is_empty:
        yield _area(one, "core", "diff-core", diff.core.geometry, f"In both: {_km2(diff.core)}")
        yield _name(one, "core", inside_point(diff.core.geometry), f"in both: {_km2(diff.core)}")
    for number, part in enumerate(diff.parts, start=1):
        if part.told != "sliver":
            style = f"diff-{part.told}-{part.only_in}"
            yield _area(one, f"part-{number}", style, part.geometry, f"Only in {one.called(part.only_in)}, {part}")
    if diff.slivers:
        together = shapely.union_all([part.geometry for part in diff.slivers])
        yield _area(one, "slivers", "diff-sliver", together, count(len(diff.slivers), "sliver"))
    for part in _largest(diff):
        words = f"only {one.called(part.only_in)} ({part.only_in}): {_km2(part)}"
        yield _name(one, f"only-{part.only_in}", inside_point(part.geometry), words)


def _largest(diff: BoundaryDiff) -> Iterator[DiffPart]:
    """Give the largest part of each side that is no sliver; the others are too many to be labelled."""
    for line in ("a", "b"):
        yield from [part for part in diff.parts if part.only_in == line and part.told != "sliver"][:1]


def _side(one: Compared, line: Line, place: int) -> Layer:
    """Give a line with all that is inside it."""
    name = f"{one.called(line)} ({line})"
    area = _area(one, f"side-{line}", f"diff-side-{line}", _whole(one.diff, line), f"All inside {name}")
    edge = replace(
        area, id=f"{area.id}/line", kind="line", style=f"diff-line-{line}", geometry=area.geometry.boundary,
        name=f"Line of {name}",
    )  # fmt: skip
    return Layer(
        key=f"diff-{one.number}-{line}", place=place, title=f"By itself: {name}", features=(area, edge), shown=False
    )


def _area(one: Compared, key: str, style: str, geometry: BaseGeometry, name: str) -> Feature:
    return Feature(
        id=f"{one.card}/{key}", kind="area", style=style, geometry=for_drawing(geometry, _TOLERANCE), name=name,
        card=one.card,
    )  # fmt: skip


def _name(one: Compared, key: str, at: BaseGeometry, words: str) -> Feature:
    return Feature(
        id=f"{one.card}/{key}/name", kind="name", style="name-diff", geometry=at, name=words,
        label=words.replace(" km", "\u00a0km"), card=one.card, rank=1,
    )  # fmt: skip


def _km2(found: DiffArea | DiffPart) -> str:
    return in_km2(found.area)


# ------------------------------------------------------------------------------------------------- lines and places


def _lines(one: Compared) -> Iterator[Feature]:
    diff = one.diff
    for line, same in (("a", diff.same_a), ("b", diff.same_b)):
        if same is not None and not same.geometry.is_empty:
            yield Feature(
                id=f"{one.card}/same-{line}", kind="line", style="diff-same", card=one.card,
                geometry=for_drawing(same.geometry, _TOLERANCE), name=f"{same} of line {line} may be one with it",
            )  # fmt: skip
    a, b = (_whole(diff, line).boundary for line in ("a", "b"))
    name_a, name_b = f"{one.called('a')} (a)", f"{one.called('b')} (b)"
    own = (
        ("a", f"Line of {name_a}", name_a, a.difference(b)),
        ("b", f"Line of {name_b}", name_b, b.difference(a)),
        ("both", "Where both draw the very same line", "", a.intersection(b)),
    )
    for key, name, label, edge in own:
        run = _runs(edge)
        if not run.is_empty:
            yield Feature(
                id=f"{one.card}/line-{key}", kind="line", style=f"diff-line-{key}", card=one.card, rank=1,
                geometry=for_drawing(run, _TOLERANCE), name=name, label=label,
            )  # fmt: skip


def _whole(diff: BoundaryDiff, line: Line) -> BaseGeometry:
    """Give all that is inside a line: the core and what is only in it."""
    only = diff.only_a if line == "a" else diff.only_b
    return joined([*shapely.get_parts(diff.core.geometry), *shapely.get_parts(only.geometry)])


def _runs(edge: BaseGeometry) -> BaseGeometry:
    """Give the lines among what is left of an edge, in as few pieces as there can be; points of crossing are none."""
    lines = [part for part in shapely.get_parts(edge) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.union_all(lines))


def _offset(one: Compared) -> Iterator[Feature]:
    found = one.diff.greatest
    if found.place == found.foot:
        return
    words = f"{in_km(found.distance)} apart"
    run = geodesy.densify(LineString([found.place, found.foot]), tolerance_m=_GEODESIC_TOLERANCE_M, edges="geodesic")
    yield Feature(
        id=f"{one.card}/offset", kind="line", style="diff-offset", geometry=for_drawing(run), card=one.card,
        name=f"The greatest distance of a place of one line from the other: {words}",
    )  # fmt: skip
    yield replace(_name(one, "offset", run.interpolate(0.5, normalized=True), words), rank=0)
    for key, place in (("place", found.place), ("foot", found.foot)):
        yield Feature(
            id=f"{one.card}/offset/{key}", kind="mark", style="diff-end", geometry=Point(place), card=one.card,
            name=f"Where the lines are {words}",
        )  # fmt: skip


def _towns(one: Compared) -> Iterator[Feature]:
    for town in one.diff.changing:
        line: Line = "a" if town.in_a else "b"
        yield Feature(
            id=f"{one.card}/towns/{town.place}", kind="mark", style=f"diff-town-{line}", geometry=Point(town.position),
            name=str(town), label=f"{town.name}: {one.called(line)} only", card=one.card, rank=2,
        )  # fmt: skip
