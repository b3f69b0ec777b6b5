"""From a region that a claim names to its area: joined, cut and subtracted, with how far its edge may be off.

Edges of the shipped world and of drawn areas are straight in longitude/latitude and cut at ±180°, and there GEOS joins
and cuts them, so nothing is projected and a region across ±180° is like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, NotFoundError, nearest
from zonelib.files.regions import base_geometry, base_region
from zonelib.geodesy import combine
from zonelib.geodesy.checks import checked_geometry
from zonelib.model import Region, Scenario
from zonelib.units import Distance

_DE_FACTO: Final = "a country is the land it is drawn with: de facto lines, no opinion implied, without its sea"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionFound:
    """Where a region lies, found.

    Parameters
    ----------
    geometry : Polygon or MultiPolygon
        WGS 84 longitude and latitude, valid, edges straight there, cut at ±180°.
    of : str
        Id of the region, or of the area of the shipped world.
    name : str
        What a reader is shown.
    error : Distance
        All that is wrong lies within this of an edge of one of the parts: the largest of the budget.
    error_budget : tuple of (str, Distance)
        How far the edges of each part may be off, largest first.
    sources : tuple of str
        Whose data.
    rule : str
        How it was put together, in words.
    parts : tuple of str
        The ids of the shipped world, of the drawn areas and of the regions that it was made of.
    """

    geometry: BaseGeometry = field(repr=False)
    of: str
    name: str
    error: Distance
    error_budget: tuple[tuple[str, Distance], ...]
    sources: tuple[str, ...]
    rule: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        note = f"; {_DE_FACTO}" if any(part.startswith("country:") for part in self.parts) else ""
        return f"{self.rule}; edge within {self.error.km:.3g} km{note}. Data: {'; '.join(self.sources)}"


def region_area(region: Region | str, *, scenario: Scenario | None = None) -> RegionFound:
    """Put a region together.

    Parameters
    ----------
    region : Region or str
        A region, the id of one of the scenario's, or an id of the shipped world such as "country:rus".
    scenario : Scenario, optional
        Holds the regions and sources that are named by id.

    Returns
    -------
    RegionFound

    Raises
    ------
    InputError
        If nothing is left of it after cutting, or it is made of itself by way of others.
    NotFoundError
        If a region or an area of the shipped world is not there; the message names the nearest.

    Examples
    --------
    >>> from zonelib.model.regions import Region
    >>> over = Region(id="over_caspian", name="over the Caspian Sea", of=("sea:caspian_sea",))
    >>> region_area(over).error
    Distance('5,009.6 m')
    """
    known = {one.id: one for one in scenario.regions} if scenario else {}
    if isinstance(region, str) and region in known:
        region = known[region]
    if isinstance(region, str):
        return _shipped(region, known)
    return _found(region, known, scenario)


def _shipped(id: str, known: Mapping[str, Region]) -> RegionFound:
    if ":" not in id and id != "land" and known:
        raise NotFoundError(f"there is no region {id!r}; {nearest(id, known)}")
    base = base_region(id)
    return RegionFound(
        geometry=base_geometry(id), of=id, name=base.name, error=base.error,
        error_budget=((f"generalised edge of {id}", base.error),), sources=(f"{base.source}, {base.licence}",),
        rule=f"{base.name} as shipped ({id})", parts=(id,),
    )  # fmt: skip


def _found(
    region: Region, known: Mapping[str, Region], scenario: Scenario | None, above: tuple[str, ...] = ()
) -> RegionFound:
    if region.id in above:
        raise InputError(f"region {region.id!r} is made of itself: {' -> '.join([*above, region.id])}")

    def others(ids: tuple[str, ...]) -> list[RegionFound]:
        return [_found(_known(id, known, region.id), known, scenario, (*above, region.id)) for id in ids]

    joined = [*(_shipped(id, {}) for id in region.of), *_drawn(region, scenario), *others(region.union)]
    within, without = others(region.within), others(region.without)
    geometry = _cut(region.id, joined, within, without)
    used = [*joined, *within, *without]
    budget = dict(term for part in used for term in part.error_budget)
    return RegionFound(
        geometry=geometry, of=region.id, name=region.name, error=max(budget.values(), key=lambda error: error.m),
        error_budget=tuple(sorted(budget.items(), key=lambda term: -term[1].m)),
        sources=tuple(dict.fromkeys(source for part in used for source in part.sources)),
        rule=_rule(joined, within, without),
        parts=tuple(dict.fromkeys(id for part in used for id in (part.of, *part.parts))),
    )  # fmt: skip


def _known(id: str, known: Mapping[str, Region], asked_by: str) -> Region:
    if id not in known:
        advice = nearest(id, known) if known else "give the scenario that holds it"
        raise NotFoundError(f"region {asked_by!r} names the region {id!r}, which is not there; {advice}")
    return known[id]


def _drawn(region: Region, scenario: Scenario | None) -> Iterator[RegionFound]:
    if not isinstance(region.geometry, BaseGeometry):
        return
    error = region.precision if isinstance(region.precision, Distance) else Distance(0)
    source = "source not stated"
    if isinstance(region.source, str):
        source = scenario.source(region.source).name if scenario else region.source
    stated = f"precision {error}" if region.precision else "no precision stated: taken as it stands"
    yield RegionFound(
        geometry=checked_geometry(region.geometry, f"region {region.id!r}"), of=f"{region.id} as drawn",
        name=region.name, error=error,
        error_budget=((f"drawn edge of {region.id}", error),), sources=(source,),
        rule=f"an area drawn for {region.id} ({stated})", parts=(),
    )  # fmt: skip


def _cut(id: str, joined: list[RegionFound], within: list[RegionFound], without: list[RegionFound]) -> BaseGeometry:
    whole = [combine.union(*(part.geometry for part in joined)).geometry] if len(joined) > 1 else []
    whole = whole or [part.geometry for part in joined]
    kept = [*whole, *(part.geometry for part in within)]
    found = combine.intersection(*kept).geometry if len(kept) > 1 else kept[0]
    if found.is_empty:
        names = " and ".join(part.name for part in within)
        raise InputError(f"region {id!r} is empty: none of {_names(joined) or 'it'} lies within {names}; see its parts")
    if without:
        found = combine.difference(found, *(part.geometry for part in without)).geometry
    if found.is_empty:
        raise InputError(f"region {id!r} is empty: nothing is left of it without {_names(without)}; see its parts")
    return found


def _rule(joined: list[RegionFound], within: list[RegionFound], without: list[RegionFound]) -> str:
    told = [" and ".join(dict.fromkeys(part.rule for part in joined))] if joined else []
    told += [f"what lies within {_names(within)}"] if within else []
    told += [f"without {_names(without)}"] if without else []
    return ", ".join(told)


def _names(parts: list[RegionFound]) -> str:
    return " and ".join(part.name for part in parts)
