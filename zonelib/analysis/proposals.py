"""Several proposals for one zone: what all, some and none of them take in, by combination."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.diff_results import Combination, ProposalsCompared
from zonelib.analysis.diffs import account, region
from zonelib.analysis.things import Thing
from zonelib.errors import InputError
from zonelib.geodesy.partition import joined, partition
from zonelib.model import Boundary, Zone


def compare_proposals(proposals: Zone | Sequence[Thing], *, frame: Thing | None = None) -> ProposalsCompared:
    """Find what all, some and none of several proposals take in, and what each combination of them does.

    Parameters
    ----------
    proposals : Zone, or sequence of Boundary, Zone or shapely geometry
        A zone stands for all of its boundaries that have a geometry. At least two.
    frame : Zone, Boundary, Place or shapely geometry, optional
        The ground in which it is asked what none takes in, such as a province.

    Returns
    -------
    ProposalsCompared

    Raises
    ------
    GeometryError
        If one is no polygon.
    InputError
        If there are fewer than two, one has no geometry, or two have the same id.

    Examples
    --------
    >>> import shapely, zonelib as zl
    >>> found = zl.compare_proposals([shapely.box(36, 33, 36.2, 33.2), shapely.box(36.1, 33, 36.3, 33.2)])
    >>> print(found.every, found.some)
    207 km² 414 km²
    """
    if isinstance(proposals, Zone):
        proposals = [one for one in proposals.boundaries if isinstance(one.geometry, BaseGeometry)]
    if len(proposals) < 2:
        raise InputError(f"{len(proposals)} proposal came with a geometry; give at least two to compare")
    named = [account(thing, str(i + 1)) for i, thing in enumerate(proposals)]
    names = tuple(name for name, _ in named)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"two proposals are called {twice[0]!r}; give each its own id")
    found = partition([shape for _, shape in named])
    outline_m = sum(geodesy.length(shape).value for _, shape in named)
    combinations = []
    for members, geometry in found.items():
        of = region(geometry, outline_m=outline_m)
        parties = {party for thing, of_it in zip(proposals, members, strict=True) if of_it for party in _parties(thing)}
        combinations.append(
            Combination(
                members=tuple(name for name, of_it in zip(names, members, strict=True) if of_it),
                parties=tuple(sorted(parties)), geometry=geometry, area=of.area, error=of.error,
            )
        )  # fmt: skip
    combinations.sort(key=lambda one: (-len(one.members), -one.area.m2))
    some = [geometry for members, geometry in found.items() if not all(members)]
    none = None
    if frame is not None:
        whole, ground = _together(list(found.values())), account(frame, "frame")[1]
        beyond = partition([whole, ground]).get((False, True), shapely.Polygon())
        none = region(beyond, outline_m=outline_m + geodesy.length(ground).value)
    return ProposalsCompared(
        proposals=names, combinations=tuple(combinations),
        every=region(found.get((True,) * len(named), shapely.Polygon()), outline_m=outline_m),
        some=region(_together(some), outline_m=outline_m),
        none=none, frame=getattr(frame, "id", ""), edges="lonlat",
    )  # fmt: skip


def _together(parts: list[BaseGeometry]) -> BaseGeometry:
    return joined(parts) if parts else shapely.Polygon()


def _parties(thing: Thing) -> tuple[str, ...]:
    said = thing.proposed_by if isinstance(thing, Boundary) else ()
    return said if isinstance(said, tuple) else ()
