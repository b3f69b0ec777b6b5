"""Regions that a claim names or leaves open: "over the Caspian", "Russian territory", an area that somebody drew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError
from zonelib.model.said import ClaimId, RegionId, Said, SourceId
from zonelib.model.stated import NOT_STATED, Stated
from zonelib.units import Distance

_BASE_ID: Final = re.compile(r"land|(country|sea|lake):[a-z0-9_-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Region(Said):
    """An area, put together from countries, seas, lakes and land of the shipped world, drawn areas, and other regions.

    What `of`, `geometry` and `union` name is joined; of that, what lies in every region of `within` is kept, and what
    lies in a region of `without` is taken away. With `within` alone, what those have in common is meant.

    Parameters
    ----------
    id : str
        Unique among the regions.
    name : str
        What a reader is shown, such as "over the Caspian Sea".
    of : tuple of str
        Ids of the shipped world, such as "country:rus", "sea:caspian_sea", "lake:lake_van" and "land".
    geometry : shapely geometry, optional
        A drawn area: Polygon or MultiPolygon in WGS 84 longitude and latitude.
    union, within, without : tuple of str
        Ids of other regions.
    precision : Distance, optional
        How far the true edge may lie from the drawn one; the shipped world brings its own.
    source : str, optional
        Where the drawn area comes from.
    claims : tuple of str
        Claims that speak of it.
    note : str, optional
        Anything else a reader should know, such as whose limits were drawn.

    Raises
    ------
    InputError
        If nothing defines it, an id of the shipped world is not written as one, the area is none, or it names itself.
    """

    id: str
    name: str
    of: tuple[str, ...] = ()
    geometry: Stated[BaseGeometry] = NOT_STATED
    union: tuple[RegionId, ...] = ()
    within: tuple[RegionId, ...] = ()
    without: tuple[RegionId, ...] = ()
    precision: Stated[Distance] = NOT_STATED
    source: Stated[SourceId] = NOT_STATED
    claims: tuple[ClaimId, ...] = ()
    note: Stated[str] = NOT_STATED

    def __post_init__(self) -> None:
        Said.__post_init__(self)
        if not (self.of or self.geometry or self.union or self.within):
            raise InputError(f"region {self.id!r} says nowhere where it lies; give of, geometry, union or within")
        for name in self.of:
            if not _BASE_ID.fullmatch(name):
                raise InputError(
                    f"region {self.id!r} is of {name!r}; an id of the shipped world is written as 'country:rus', "
                    "'sea:black_sea', 'lake:lake_van' or 'land'"
                )
        if self.id in (*self.union, *self.within, *self.without):
            raise InputError(f"region {self.id!r} is made of itself; name other regions in union, within and without")
        if isinstance(self.geometry, BaseGeometry) and self.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise InputError(f"region {self.id!r} is a {self.geometry.geom_type}; a region is bounded by a polygon")
        if isinstance(self.precision, Distance) and self.precision.m < 0:
            raise InputError(f"region {self.id!r} has the precision {self.precision}; it must be 0 or more")

    def __str__(self) -> str:
        return self.name
