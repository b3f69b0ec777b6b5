"""The base map: the shipped world, full around what is drawn and thinner the farther away.

Seas and towns are named, states are not: which names find room would look like an opinion.

Natural Earth (public domain, 1:10 million) is read from ``data/geo``. Each outline is cut into runs by how near it is,
and every run is simplified by itself with its own tolerance: the outline stays one ring, so no seam shows where the
detail changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from zonelib.files.shipped import shipped

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west is less than east."""

# Degrees of tolerance near, wide, and in the rest of the world: at the scale at which each is looked at, less than
# one pixel (0.0004° is 40 m; 0.02° is 2 km where a pixel is 4 km).
_TOLERANCES: Final = (0.0004, 0.015, 0.12)
# The least rank (Natural Earth's scalerank, 0 most important) that is still drawn near, wide, and elsewhere.
_RIVER_RANKS: Final = (12, 5, 1)
_LAKE_RANKS: Final = (12, 4, 1)
_PLACE_RANKS: Final = (12, 3, 0)
# How many of the largest landmasses are drawn where nothing else is.
_FAR_LANDS: Final = 120
# The share of the height of a box that the widest part of an area must have on either side for its name to be written.
_NAME_ROOM: Final = 0.03
# Width over height, in degrees, of what a screen that lies shows in middle latitudes.
_SCREEN: Final = 1.6


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A border or a river.

    Parameters
    ----------
    kind : str
        For a border, Natural Earth's class of it ("international", "disputed", "line_of_control" …); else "river".
    geometry : shapely geometry
        In WGS 84 longitude and latitude.
    """

    kind: str
    geometry: BaseGeometry


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name to be written on the map.

    Parameters
    ----------
    kind : {"sea", "place"}
        What is named.
    text : str
        The name, in English as Natural Earth has it.
    at : Point
        Where it is written, or the place itself.
    rank : int
        0 is the most important.
    room : float
        Degrees round the point that belong to what is named; 0 for a place.
    """

    kind: str
    text: str
    at: Point
    rank: int
    room: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseMap:
    """Land, lakes, rivers, borders and names, as plain shapes.

    Parameters
    ----------
    land, lakes : tuple of shapely geometry
        Areas.
    rivers, borders : tuple of Line
        Lines.
    names : tuple of Name
        Most important first.
    """

    land: tuple[BaseGeometry, ...]
    lakes: tuple[BaseGeometry, ...]
    rivers: tuple[Line, ...]
    borders: tuple[Line, ...]
    names: tuple[Name, ...]


def read_basemap(*, near: Box, wide: Box) -> BaseMap:
    """Read the shipped base map with its detail where it is looked at.

    Parameters
    ----------
    near : Box
        Drawn in full.
    wide : Box
        Drawn coarsely; contains `near`. The rest of the world is drawn coarser still.

    Returns
    -------
    BaseMap

    Raises
    ------
    FileError
        If a shipped file is missing.
    """
    boxes = (near, wide)
    return BaseMap(
        land=tuple(_areas(_land(wide), boxes)),
        lakes=tuple(_areas(_ranked("lakes", boxes, _LAKE_RANKS), boxes)),
        rivers=tuple(Line(kind="river", geometry=g) for g in _lines(_ranked("rivers", boxes, _RIVER_RANKS), boxes)),
        borders=tuple(_borders(boxes)),
        names=(*_seas(near, wide), *_places(boxes)),
    )


def _rows(name: str, columns: list[str], **options: Any) -> Iterator[tuple[Any, ...]]:
    """Read one shipped file; each row ends with its geometry."""
    path = shipped(f"data/geo/world-{name}.fgb")
    _, _, shapes, values = pyogrio.raw.read(path, columns=columns, **options)
    return zip(*values, shapely.from_wkb(shapes).tolist(), strict=True)


def _land(wide: Box) -> list[BaseGeometry]:
    close = dict(_rows("land", ["rank"], bbox=wide))
    far = dict(_rows("land", ["rank"], where=f"rank < {_FAR_LANDS}"))
    every = {**far, **close}
    return [every[rank] for rank in sorted(every)]


def _ranked(name: str, boxes: tuple[Box, Box], ranks: tuple[int, int, int]) -> list[BaseGeometry]:
    """Give the shapes that matter enough where they lie, in the order of the file."""
    near, wide = boxes
    rank = ["scalerank"]
    around = _rows(name, rank, where=f"scalerank <= {ranks[1]}", bbox=wide)
    close = _rows(name, rank, where=f"scalerank > {ranks[1]} AND scalerank <= {ranks[0]}", bbox=near)
    everywhere = _rows(name, rank, where=f"scalerank <= {ranks[2]}")
    seen = shapely.box(*wide)
    return [shape for _, shape in (*around, *close)] + [shape for _, shape in everywhere if not shape.intersects(seen)]


def _borders(boxes: tuple[Box, Box]) -> Iterator[Line]:
    parts: dict[str, list[BaseGeometry]] = {}
    for kind, shape in _rows("borders", ["kind"]):
        parts.setdefault(str(kind), []).extend(shapely.get_parts(shape))
    for kind in sorted(parts):
        # Natural Earth cuts its borders into thousands of pieces; joined, they simplify better and draw faster.
        joined: Any = shapely.line_merge(shapely.multilinestrings(parts[kind]))
        for line in _lines([joined], boxes):
            yield Line(kind=kind, geometry=line)


def _seas(near: Box, wide: Box) -> Iterator[Name]:
    for name, part_of, shape in _rows("seas", ["name", "part_of"], bbox=wide):
        if part_of is None:
            yield from _written(str(name), shape, near, wide)


def _written(text: str, area: BaseGeometry, near: Box, wide: Box) -> Iterator[Name]:
    """Give a name the middle of what is seen of its area: on a screen that lies, on one that stands, and from afar."""
    rough = shapely.make_valid(shapely.simplify(area, _TOLERANCES[1]))
    middle, half = (near[0] + near[2]) / 2, (near[3] - near[1]) * _SCREEN / 2
    for box in ((middle - half, near[1], middle + half, near[3]), near, wide):
        seen = shapely.clip_by_rect(rough, *box)
        parts = [part for part in shapely.get_parts(seen) if part.geom_type == "Polygon"]
        if not parts:
            continue
        widest = max(parts, key=lambda part: float(part.area))
        spoke = shapely.maximum_inscribed_circle(widest, tolerance=0.05)
        # Where even a short name would not fit, there is none.
        if spoke.length > _NAME_ROOM * (box[3] - box[1]):
            yield Name(kind="sea", text=text, at=Point(spoke.coords[0]), rank=0, room=round(spoke.length, 2))


def _places(boxes: tuple[Box, Box]) -> Iterator[Name]:
    found: list[tuple[int, str, Point]] = []
    for name, rank, point in _rows("places", ["name", "scalerank"], bbox=boxes[1]):
        if rank <= _PLACE_RANKS[_level_of(point, boxes)]:
            found.append((int(rank), str(name), point))
    for rank, name, point in sorted(found, key=lambda f: (f[0], f[1], f[2].x)):
        yield Name(kind="place", text=name, at=point, rank=rank)


def _level_of(point: Point, boxes: tuple[Box, Box]) -> int:
    return int(_levels(np.array([[point.x, point.y]]), boxes)[0])


def _levels(xy: NDArray[np.float64], boxes: tuple[Box, Box]) -> NDArray[np.int8]:
    """Say for each vertex how near it is: 0 near, 1 wide, 2 elsewhere."""
    levels = np.full(len(xy), 2, dtype=np.int8)
    for level, (west, south, east, north) in ((1, boxes[1]), (0, boxes[0])):
        x, y = xy[:, 0], xy[:, 1]
        levels[(x >= west) & (x <= east) & (y >= south) & (y <= north)] = level
    return levels


def _thinned(xy: NDArray[np.float64], boxes: tuple[Box, Box]) -> NDArray[np.float64]:
    """Simplify a chain of vertices run by run, each with the tolerance of where it lies."""
    levels = _levels(xy, boxes)
    starts = [0, *(np.flatnonzero(np.diff(levels)) + 1).tolist(), len(xy)]
    kept: list[NDArray[np.float64]] = []
    for start, stop in pairwise(starts):
        # Each run reaches to the first vertex of the next, so that the chain stays whole.
        run = xy[start : min(stop + 1, len(xy))]
        if len(run) > 2:
            run = shapely.get_coordinates(LineString(run).simplify(_TOLERANCES[levels[start]], preserve_topology=False))
        kept.append(run if stop == len(xy) else run[:-1])
    return np.concatenate(kept)


def _areas(shapes: list[BaseGeometry], boxes: tuple[Box, Box]) -> Iterator[BaseGeometry]:
    for part in (part for shape in shapes for part in shapely.get_parts(shape)):
        rings = [_thinned(shapely.get_coordinates(ring), boxes) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) < 4:
            continue
        yield Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 4])


def _lines(shapes: list[BaseGeometry], boxes: tuple[Box, Box]) -> Iterator[BaseGeometry]:
    for part in (part for shape in shapes for part in shapely.get_parts(shape)):
        yield LineString(_thinned(shapely.get_coordinates(part), boxes))
