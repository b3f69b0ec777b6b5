"""A view as a picture on an A4 sheet: PNG, SVG or PDF without a browser, from the same view and the same styles.

The sheet is a pure function of the view, of zonelib and of matplotlib: the same bytes for the same input and versions.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final, Literal

import shapely
from shapely.geometry import LineString, Point

from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.files.tile_sheet import TileSheet, tile_bounds
from zonelib.maps.notes import METHOD, SOURCES
from zonelib.maps.page import content_hash, version
from zonelib.maps.pen import Pen
from zonelib.maps.picture_labels import Label, Labels, wrapped
from zonelib.maps.picture_legend import draw_legend, legend_of
from zonelib.maps.points import Points
from zonelib.maps.sheet import Window, round_degrees, scale_bar, window
from zonelib.maps.strokes import ink, lay, mark
from zonelib.maps.style import style
from zonelib.maps.view import Box, View

Form = Literal["png", "svg", "pdf"]

# A4, landscape, in CSS pixels; the margins are what an office printer leaves white.
_WIDTH: Final = 297 / 25.4 * 96
_HEIGHT: Final = 210 / 25.4 * 96
_MARGIN: Final = 30.0
_LEGEND: Final = 236.0
_GAP: Final = 14.0
_NOTE: Final = 7.6
_ADDRESS: Final = re.compile(r"\s*<https?://[^>]*>")


def picture(view: View, form: Form, *, extent: str | None = None) -> bytes:
    """Draw a view on an A4 sheet, landscape: title, map, legend, scale, notes.

    Parameters
    ----------
    view : View
        What is drawn: the layers with which the page opens.
    form : {"png", "svg", "pdf"}
        PNG at 200 dots per inch; text is drawn as shapes in SVG.
    extent : str, optional
        Key of one of the view's extents; by default the first, on which the page opens.

    Returns
    -------
    bytes
        The file. The map is in Web Mercator, north up.

    Raises
    ------
    NotFoundError
        If the view has no such extent.
    InputError
        If nothing in the view has a shape, or matplotlib is not installed.
    """
    box = _box(view, extent)
    with Pen(_WIDTH, _HEIGHT) as pen:
        top, bottom, right = _head(pen, view), _foot(pen, view) - 36, _WIDTH - _MARGIN - _LEGEND - _GAP
        seen = window((_MARGIN, top, right, bottom), box)
        labels = Labels(view, seen, pen.length)
        _map(pen, view, seen, labels)
        _degrees(pen, seen)
        _scale(pen, seen)
        draw_legend(
            pen, view, legend_of(view, seen, tags=not labels.afar), (right + _GAP, top, _WIDTH - _MARGIN, bottom + 28)
        )
        return pen.to_bytes(form, title=view.title)


def _box(view: View, key: str | None) -> Box:
    boxes = {extent.key: extent.box for extent in view.extents}
    if not boxes:
        raise InputError(
            f"nothing in {view.id!r} has a shape or a position, so there is nothing to picture; "
            "save it as .html, which holds the tables"
        )
    key = key if key is not None else view.extents[0].key
    if key not in boxes:
        raise NotFoundError(f"the map has no extent {key!r}; {nearest(key, boxes)}")
    return boxes[key]


# ------------------------------------------------------------------------------------------------ round the map


def _head(pen: Pen, view: View) -> float:
    """Write title, day and finding; give the top of the map."""
    width, y = _WIDTH - 2 * _MARGIN, _MARGIN + 16
    day = pen.length(view.dateline, 11.5, "bold")
    for number, line in enumerate(wrapped(view.title, width - day - 30, 18.0, pen.length, 2, "bold")):
        y += 21 * bool(number)
        pen.write(line, _MARGIN, y, size=18.0, ink=ink("ink"), face="bold")
    pen.write(view.dateline, _WIDTH - _MARGIN, _MARGIN + 16, size=11.5, ink=ink("ink"), face="bold", align="right")
    for line in wrapped(view.summary, width, 9.6, pen.length, 3):
        y += 13
        pen.write(line, _MARGIN, y + 3, size=9.6, ink=ink("faint"))
    return y + 14


def _foot(pen: Pen, view: View) -> float:
    """Write the notes from the lower edge upwards; give their top."""
    lines = [
        line
        for text, most in _notes(pen, view)
        for line in wrapped(text, _WIDTH - 2 * _MARGIN, _NOTE, pen.length, most)
    ]
    top = _HEIGHT - _MARGIN - 1.3 * _NOTE * len(lines)
    for number, line in enumerate(lines, start=1):
        pen.write(line, _MARGIN, top + 1.3 * _NOTE * number, size=_NOTE, ink=ink("faint"))
    return top


def _notes(pen: Pen, view: View) -> list[tuple[str, int]]:
    """Give the notes of the page, each in one paragraph and with the most lines that it may take."""
    kept = [note for note in view.notes if note.title not in (METHOD, SOURCES)]
    said = [(f"{note.title}: {' '.join(note.lines)}", 3) for note in kept]
    sources = [_ADDRESS.sub("", line) for note in view.notes if note.title == SOURCES for line in note.lines[:-1]]
    origin = [("Sources: " + "; ".join(sources).rstrip(".") + ".", 4)] if sources else []
    made = f"Drawn by zonelib {version()} with matplotlib {pen.maker} in Web Mercator, north up."
    return [*said, *origin, (f"{made} Content sha256 {content_hash(view)[:16]}.", 1)]


def _degrees(pen: Pen, seen: Window) -> None:
    """Write longitudes below the map and latitudes beside it, with ticks inside its edge."""
    west, south, east, north = seen.lonlat
    for degree in round_degrees(west, east):
        x, _ = seen.at(degree, south)
        pen.shape(LineString([(x, seen.bottom - 5), (x, seen.bottom)]), ink=ink("ink"), width=0.8)
        pen.write(_degree(degree, "E", "W"), x, seen.bottom + 10, size=_NOTE, ink=ink("faint"), align="center")
    for degree in round_degrees(south, north):
        _, y = seen.at(west, degree)
        pen.shape(LineString([(seen.left, y), (seen.left + 5, y)]), ink=ink("ink"), width=0.8)
        pen.write(
            _degree(degree, "N", "S"), seen.left - 4, y, size=_NOTE, ink=ink("faint"), align="center", turn=90.0
        )  # fmt: skip


def _degree(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}°{positive if value > 0 else negative if value < 0 else ''}"


def _scale(pen: Pen, seen: Window) -> None:
    metres, width = scale_bar(seen, 170.0)
    x, y = seen.left, seen.bottom + 25
    pen.shape(
        LineString([(x, y - 4), (x, y), (x + width, y), (x + width, y - 4)]), ink=ink("ink"), width=1.4, join="miter"
    )
    length = f"{metres / 1000:,g} km" if metres >= 1000 else f"{metres:g} m"
    latitude = f"{abs(seen.centre_latitude):.1f}° {'N' if seen.centre_latitude >= 0 else 'S'}"
    pen.write(length, x + width + 7, y, size=10.0, ink=ink("ink"), face="bold")
    told = f"true to scale at {latitude}, the middle of the map"
    pen.write(told, x + width + 15 + pen.length(length, 10.0, "bold"), y, size=8.6, ink=ink("faint"))


# ------------------------------------------------------------------------------------------------------ the map


def _map(pen: Pen, view: View, seen: Window, labels: Labels) -> None:
    frame = (seen.left, seen.top, seen.right, seen.bottom)
    pen.clip(frame)
    based = any(layer.base for layer in view.layers)
    pen.shape(seen.frame, fill=ink("water" if based else "land"))
    shown = [(layer.base, feature) for layer in view.layers if layer.shown for feature in layer.features]
    for layer in view.layers:
        if layer.shown and layer.points is not None:
            _dots(pen, layer.points, seen)
        for feature in layer.features if layer.shown else ():
            if feature.kind in ("area", "line"):
                shape = seen.placed(feature.geometry)
                if not shape.is_empty:
                    lay(pen, feature.style, shape, fine=labels.afar)
        if view.sheet is not None and layer.key == "ground":
            _sheet(pen, view.sheet, seen)
    marked = [
        feature for base, feature in shown if feature.kind == "mark" and not base and seen.shows(feature.geometry)
    ]
    for key, alike in groupby(marked, key=lambda feature: feature.style):
        lonlat = shapely.get_coordinates([feature.geometry for feature in alike])
        mark(pen, key, *map(tuple, seen.pixels(lonlat)))
    for label in labels.placed():
        _label(pen, label)
    pen.clip(None)
    pen.shape(seen.frame.boundary, ink=ink("ink"), width=1.0, join="miter")


def _sheet(pen: Pen, sheet: TileSheet, seen: Window) -> None:
    """Draw the picture tiles of a base map of the user's own, over the land."""
    columns, rows = ([place[axis] for place in sheet.tiles] for axis in (0, 1))
    west, _, _, north = tile_bounds(sheet.zoom, min(columns), min(rows))
    _, south, east, _ = tile_bounds(sheet.zoom, max(columns), max(rows))
    tiles = [
        [sheet.tiles.get((column, row)) for column in range(min(columns), max(columns) + 1)]
        for row in range(min(rows), max(rows) + 1)
    ]
    pen.mosaic(tiles, (*seen.at(west, north), *seen.at(east, south)))


def _dots(pen: Pen, points: Points, seen: Window) -> None:
    """Draw many incidents: one dot for each square of three pixels in which some lie, hollow where it is imprecise."""
    places, precision = seen.strewn(points, 3.0)
    radius = 1.3 if len(places) > 2000 else 2.6
    hollow = precision > radius
    pen.dots(places[~hollow], radius=radius, ink=ink("ochre"), ink_share=0.7)
    pen.dots(places[hollow], radius=radius, ink=ink("ochre"), ink_share=0.7, hollow=True)


def _label(pen: Pen, label: Label) -> None:
    if label.anchor is not None:
        _stack(pen, label, label.anchor)
        return
    s = style(label.style)
    if label.dot is not None:
        mark(pen, label.style, label.dot, size=10.0)
    middle = s.shape == "name"
    if middle and not label.base:
        pen.shape(label.box, fill=ink("halo"), fill_share=0.82)
    y = label.y
    for line in label.lines:
        y += 1.2 * line.size
        pen.write(
            line.text, label.x + (label.w / 2 if middle else 2), y - 0.27 * line.size, size=line.size,
            ink=ink(s.ink if middle or label.base else "ink"), align="center" if middle else "left", halo=ink("halo"),
            face=line.face,
        )  # fmt: skip


def _stack(pen: Pen, label: Label, anchor: tuple[float, float]) -> None:
    near = shapely.shortest_line(Point(anchor), label.box)
    pen.shape(near, ink=ink("ink"), ink_share=0.65, width=1.0)
    pen.shape(Point(anchor).buffer(2.0), fill=ink("ink"))
    pen.shape(label.box, fill="#ffffff", fill_share=0.93, ink=ink("coast"), width=0.8)
    y = label.y + 4
    for line in label.lines:
        y += 1.3 * line.size
        if line.mark.strip():
            mark(pen, line.mark, (label.x + 12, y - 0.62 * line.size), size=12.0)
        pen.write(
            line.text, label.x + 6 + 16 * bool(line.mark), y - 0.3 * line.size, size=line.size,
            ink=ink("faint" if line.quiet else "ink"), face=line.face,
        )  # fmt: skip
