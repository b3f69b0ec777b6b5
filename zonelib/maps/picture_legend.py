"""The legend of a picture: the classes of the page's legend of which something is seen, with the same counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from zonelib.maps.pen import Face, Pen
from zonelib.maps.picture_labels import wrapped
from zonelib.maps.sheet import Window
from zonelib.maps.strokes import ink, swatch
from zonelib.maps.view import LegendLayer, View

# How large, and whether with the hints: the first that fits is taken.
_SIZES: Final = ((1.0, True), (0.93, True), (0.93, False), (0.86, True), (0.86, False), (0.78, False), (0.7, False))


# Pixels of the words beside a swatch of full size.
_CLASS: Final = 9.4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    texts: tuple[str, ...]
    size: float
    above: float
    inset: float = 0.0
    style: str = ""
    count: str = ""
    face: Face = "plain"
    quiet: bool = False

    @property
    def height(self) -> float:
        return self.above + max(1.26 * self.size * len(self.texts), 1.39 * self.size if self.style else 0.0)


def legend_of(view: View, seen: Window, *, tags: bool = True) -> tuple[LegendLayer, ...]:
    """Give the entries of the page's legend of which something is seen in a window, with the classes that are.

    Without `tags` where the zones are too small for more than their names.
    """
    within = {
        layer.key: {f.style for f in layer.features if (tags or f.kind != "tag") and seen.shows(f.geometry)}
        | ({"incident-dot"} if layer.points is not None and len(seen.strewn(layer.points, 3.0)[0]) else set())
        for layer in view.layers
        if layer.shown
    }
    entries = [entry for entry in view.legend() if within.get(entry.layer.key)]
    return tuple(
        replace(entry, classes=tuple(one for one in entry.classes if one.style in within[entry.layer.key]))
        for entry in entries
    )


def unseen(view: View, drawn: tuple[LegendLayer, ...]) -> tuple[str, ...]:
    """Name what the page's legend lists and this picture does not show: switched off there at first, or outside."""
    there = {entry.layer.key: {one.style for one in entry.classes} for entry in drawn}
    absent = []
    for entry in view.legend():
        if entry.layer.key not in there:
            absent.append(_counted(entry.layer.title.lower(), entry.count if entry.layer.noun else 0))
        else:
            missing = (one for one in entry.classes if one.style not in there[entry.layer.key])
            absent += [_counted(f"{entry.layer.title.lower()}: {one.words}", one.count) for one in missing]
    return tuple(absent)


def draw_legend(pen: Pen, view: View, drawn: tuple[LegendLayer, ...], box: tuple[float, float, float, float]) -> None:
    """Draw the legend into a box (left, top, right, bottom)."""
    left, top, right, bottom = box
    absent = unseen(view, drawn)
    rows: list[_Row] = []
    for size, hints in _SIZES:
        rows = list(_rows(pen, drawn, absent, right - left, size, hints))
        if sum(row.height for row in rows) <= bottom - top:
            break
    y = top
    for number, row in enumerate(rows):
        if y + row.height > bottom:
            left_out = sum(bool(one.style) for one in rows[number:])
            pen.write(f"… and {left_out} more", left, bottom, size=row.size, ink=ink("ink"))
            break
        _draw(pen, row, left, right, y)
        y += row.height


def _rows(
    pen: Pen, drawn: tuple[LegendLayer, ...], absent: tuple[str, ...], width: float, scale: float, hints: bool
) -> Iterator[_Row]:
    def row(
        text: str, size: float, above: float, *, style: str = "", count: str = "", face: Face = "plain",
        quiet: bool = False,
    ) -> _Row:  # fmt: skip
        inset = 39.0 if style else 0.0
        texts = wrapped(text, width - inset - 14, size * scale, pen.length, 4, face)
        return _Row(
            texts=tuple(texts), size=size * scale, above=above * scale, inset=inset, style=style, count=count,
            face=face, quiet=quiet,
        )  # fmt: skip

    yield row("Legend", 12.5, 0.0, face="bold")
    ground = False
    for entry in drawn:
        if entry.layer.base and not ground:
            ground = True
            yield row("Base map", 9.4, 7.0, quiet=True)
        count = f"{entry.count:,}" if entry.layer.noun else ""
        yield row(entry.layer.title, 10.2, 6.5, face="plain" if entry.layer.base else "bold", count=count)
        several = entry.layer.noun and len(entry.classes) > 1
        for one in entry.classes:
            yield row(one.words, _CLASS, 2.6, style=one.style, count=str(one.count) if several else "")
        if hints and entry.layer.hint:
            yield row(entry.layer.hint, 8.0, 2.0, quiet=True)
    if absent:
        yield row(f"Not in this picture: {'; '.join(absent)}.", 8.4, 8.0, quiet=True)


def _draw(pen: Pen, row: _Row, left: float, right: float, y: float) -> None:
    y += row.above
    if row.style:
        share = row.size / _CLASS
        swatch(pen, row.style, left, y + (1.26 * row.size - 12 * share) / 2 + 0.5, share)
    look = ink("faint") if row.quiet else ink("ink")
    for number, text in enumerate(row.texts):
        base = y + (1.26 * number + 0.98) * row.size
        pen.write(text, left + row.inset, base, size=row.size, ink=look, face=row.face)
    if row.count:
        pen.write(row.count, right, y + 0.98 * row.size, size=row.size, ink=ink("faint"), align="right")


def _counted(words: str, count: int) -> str:
    return f"{words} ({count})" if count else words
