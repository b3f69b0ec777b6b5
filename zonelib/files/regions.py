"""The shipped world by id: countries, seas, named lakes, and land, each with its source and how far it may be off."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import NotFoundError, nearest
from zonelib.files.shipped import shipped
from zonelib.units import Distance

RegionKind = Literal["country", "sea", "lake", "land"]

_FILES: Final[dict[RegionKind, str]] = {
    "country": "world-countries.fgb", "sea": "world-seas.fgb", "lake": "world-lakes.fgb", "land": "world-land.fgb"
}  # fmt: skip

GRID_ERROR_M: Final = 9.6
"""What the rounding to multiples of 2⁻¹³ degree moves a vertex by at most: half the diagonal of a cell of that grid, at
the equator, where cells are largest. Nothing else was simplified in shipping; the rest is the source's own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseRegion:
    """An area of the shipped world.

    Parameters
    ----------
    id : str
        Such as "country:rus", "sea:caspian_sea", "lake:lake_van", "land".
    name : str
        As the source spells it.
    kind : {"country", "sea", "lake", "land"}
        What it is.
    source : str
        Whose data, and which package it came from.
    licence : str
        Of the data.
    error : Distance
        How far the true edge may lie from the shipped one, generalisation and rounding together. Coasts of flat
        countries move farther than that within a year; disputes over a line are not in it.
    weaknesses : tuple of str
        What is known to be weak in the file it comes from, such as limits drawn for zonelib.
    """

    id: str
    name: str
    kind: RegionKind
    source: str
    licence: str
    error: Distance
    weaknesses: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({self.id}), edge within {self.error.km:.1f} km; {self.source}, {self.licence}"


def base_regions(*, kind: RegionKind | None = None) -> tuple[BaseRegion, ...]:
    """List the areas of the shipped world, sorted by id.

    Parameters
    ----------
    kind : {"country", "sea", "lake", "land"}, optional
        Only these.

    Examples
    --------
    >>> [region.id for region in base_regions(kind="sea")][:3]
    ['sea:black_sea', 'sea:caspian_sea', 'sea:eastern_mediterranean']
    """
    return tuple(region for region in _by_id().values() if kind in (None, region.kind))


def base_region(id: str) -> BaseRegion:
    """Give the area of that id; NotFoundError names the nearest."""
    for kind in _FILES:
        if id.partition(":")[0] == kind and id in _listed(kind):
            return _listed(kind)[id]
    raise NotFoundError(f"the shipped world has no {id!r}; {_meant(id, _by_id())}")


@cache
def base_geometry(id: str) -> BaseGeometry:
    """Give the shape of the area of that id, in full: WGS 84 longitude and latitude, cut at ±180°.

    Raises
    ------
    NotFoundError
        If there is none; the message names the nearest.
    """
    kind = base_region(id).kind
    path = shipped(f"data/geo/{_FILES[kind]}")
    if kind == "land":
        _, _, shapes, _ = _raw(path, columns=[])
        # Two landmasses overlap since their vertices were rounded.
        joined: BaseGeometry = shapely.disjoint_subset_union_all(shapely.from_wkb(shapes))
        return joined
    _, _, shapes, _ = _raw(path, columns=[], fids=[_named(kind)[id][0]])
    found: BaseGeometry = shapely.from_wkb(shapes[0])
    return found


def _meant(id: str, known: Mapping[str, BaseRegion]) -> str:
    """Say which id is meant, also where somebody wrote a name."""
    for region in known.values():
        if id.strip().casefold() in (region.name.casefold(), region.id.partition(":")[2]):
            return f"did you mean {region.id!r}?"
    return nearest(id, known)


def _by_id() -> dict[str, BaseRegion]:
    return dict(sorted((id, region) for kind in _FILES for id, region in _listed(kind).items()))


@cache
def _listed(kind: RegionKind) -> dict[str, BaseRegion]:
    about = _documented()[_FILES[kind]]
    source = f"{about['origin']} (from {about['package']} {about['version']})"
    error = Distance(float(about["accuracy_m"]) + GRID_ERROR_M)
    weak = tuple(about["known_weaknesses"])
    return {
        id: BaseRegion(
            id=id, name=name, kind=kind, source=source, licence=about["licence"], error=error, weaknesses=weak
        )
        for id, (_, name) in _named(kind).items()
    }  # fmt: skip


@cache
def _documented() -> dict[str, dict[str, Any]]:
    """Give what SOURCES.toml says of each file."""
    with shipped("data/geo/SOURCES.toml").open("rb") as file:
        return {table["path"]: table for table in tomllib.load(file)["files"]}


@cache
def _named(kind: RegionKind) -> dict[str, tuple[int, str]]:
    """Give the row in its file and the name of each area; lakes of one name are numbered as they come in the file."""
    if kind == "land":
        return {"land": (0, "Land of the world, lakes included")}
    if kind != "lake":
        return {f"{kind}:{id}": (row, name) for row, (id, name) in enumerate(_columns(kind, ["id", "name"]))}
    lakes = [(row, name) for row, (name,) in enumerate(_columns(kind, ["name"])) if name]
    plain = [_slug(name) for _, name in lakes]
    many, seen = Counter(plain), Counter[str]()
    found: dict[str, tuple[int, str]] = {}
    for slug, lake in zip(plain, lakes, strict=True):
        seen[slug] += 1
        found[f"lake:{slug}-{seen[slug]}" if many[slug] > 1 else f"lake:{slug}"] = lake
    return found


def _columns(kind: RegionKind, columns: list[str]) -> list[tuple[Any, ...]]:
    path = shipped(f"data/geo/{_FILES[kind]}")
    _, _, _, values = _raw(path, columns=columns, read_geometry=False)
    return list(zip(*(column.tolist() for column in values), strict=True))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _raw(path: Path, **options: Any) -> tuple[Any, Any, Any, Any]:
    import pyogrio.raw  # here: it loads geopandas and pandas where they are installed

    found: tuple[Any, Any, Any, Any] = pyogrio.raw.read(path, **options)
    return found
