"""The ground under what is said: the shipped base map as layers of a view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.files.basemap import BaseMap, Line, Name, read_basemap
from zonelib.maps.geometry import widened
from zonelib.maps.view import Box, Feature, Layer

# A name of the base map this near (degrees) to a place that is said gives way to it.
_SAME_PLACE = 0.06


def ground_of(*, near: Box, wide: Box, named: Iterable[Point]) -> tuple[Layer, ...]:
    """Give the layers of the base map, from the ground up.

    Parameters
    ----------
    near, wide : Box
        Where detail is wanted, and where a little.
    named : iterable of Point
        Places that are named by what is said; the base map leaves their names out.
    """
    base = read_basemap(near=widened(near, 0.6, 0.25), wide=widened(wide, 2.0, 0.15))
    taken = list(named)
    names = [name for name in base.names if name.kind != "place" or not _said(name, taken)]
    layers = (
        Layer(key="ground", place=22, title="Land and water", base=True, features=tuple(_ground(base))),
        Layer(key="borders", place=20, title="Boundaries of states", base=True, features=tuple(_borders(base.borders))),
        Layer(key="names", place=21, title="Names on the base map", base=True, features=tuple(_names(names))),
    )
    return tuple(layer for layer in layers if layer.features)


def _said(name: Name, taken: list[Point]) -> bool:
    return any(name.at.distance(point) <= _SAME_PLACE for point in taken)


def _ground(base: BaseMap) -> Iterator[Feature]:
    yield from _one("land", "area", "land", base.land)
    yield from _one("rivers", "line", "river", [line.geometry for line in base.rivers])
    yield from _one("lakes", "area", "lake", base.lakes)


def _one(id: str, kind: Literal["area", "line"], style: str, shapes: Sequence[BaseGeometry]) -> Iterator[Feature]:
    """Give all shapes of one look as one feature: a browser draws one path faster than hundreds."""
    if shapes:
        geometry: Any = shapely.multipolygons(shapes) if kind == "area" else shapely.multilinestrings(shapes)
        yield Feature(id=f"base/{id}", kind=kind, style=style, geometry=geometry, name=id)


def _borders(borders: Iterable[Line]) -> Iterator[Feature]:
    lines = list(borders)
    settled = [line.geometry for line in lines if line.kind == "international"]
    open_ones = [line.geometry for line in lines if line.kind != "international"]
    yield from _one("borders", "line", "border-international", settled)
    yield from _one("open-borders", "line", "border-open", open_ones)


def _names(names: Iterable[Name]) -> Iterator[Feature]:
    for i, name in enumerate(names):
        yield Feature(
            id=f"base/names/{i}", kind="mark" if name.kind == "place" else "name", style=f"name-{name.kind}",
            geometry=name.at, name=name.text, label=name.text, rank=5 + name.rank, room=name.room,
        )  # fmt: skip
