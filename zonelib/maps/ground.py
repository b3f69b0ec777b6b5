"""The ground under what is said: the shipped base map as layers of a view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.files.basemap import BaseMap, Line, Name, read_basemap
from zonelib.files.local_base import LocalGround, LocalLayer
from zonelib.maps.geometry import widened
from zonelib.maps.view import Box, Feature, Layer

AROUND: Final = (0.6, 0.25)
"""How much is drawn round the part on which a map opens: degrees at least, share of it."""

LOCAL: Final = "local"
"""Key of the layer of a base map of the user's own."""

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
    base = read_basemap(near=widened(near, *AROUND), wide=widened(wide, 2.0, 0.15))
    taken = list(named)
    names = [name for name in base.names if name.kind != "place" or not _said(name, taken)]
    layers = (
        Layer(key="ground", place=22, title="Land and water", base=True, features=tuple(_ground(base))),
        Layer(key="borders", place=20, title="Boundaries of states", base=True, features=tuple(_borders(base.borders))),
        Layer(key="names", place=21, title="Names on the base map", base=True, features=tuple(_names(names))),
    )
    return tuple(layer for layer in layers if layer.features)


def with_local(ground: tuple[Layer, ...], own: LocalGround) -> tuple[Layer, ...]:
    """Lay a base map of the user's own on the land: pictures instead of all else there, lines and areas under it."""
    land = tuple(layer for layer in ground if layer.key == "ground")
    if own.sheet is not None:
        return land
    return (*land, _local_layer(own), *(layer for layer in ground if layer.key != "ground"))


def _local_layer(ground: LocalGround) -> Layer:
    """Give the vector layers of a local base map, in the order of the file, as one."""
    features = [
        Feature(id=f"base/local/{layer.name}/{kind}", kind=kind, style=look, geometry=shape, name=layer.name)
        for layer in ground.layers for kind, look, shape in _looks(layer) if not shape.is_empty
    ]  # fmt: skip
    return Layer(key=LOCAL, place=22, title=f"Base map {ground.name}", base=True, features=tuple(features))


def _looks(layer: LocalLayer) -> Iterator[tuple[Literal["area", "line"], str, BaseGeometry]]:
    yield "area", "lake" if layer.water else "local-area", layer.areas
    yield "line", "river" if layer.water else "local-line", layer.lines


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
