"""Where the targets and hypotheses of a range claim lie: ids of a scenario turned into geometry with its error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from zonelib.analysis.regions import region_area
from zonelib.errors import InputError
from zonelib.geodesy.distance import Ready
from zonelib.model import Hypothesis, Place, RangeClaim, RangeTarget, Scenario
from zonelib.units import Distance, as_metres


@dataclass(frozen=True, kw_only=True, slots=True)
class Station:
    """A target or a hypothesis with what stands for it.

    Parameters
    ----------
    id, name : str
        Of the target or hypothesis.
    geometry : shapely geometry or None
        WGS 84 longitude and latitude; None where nobody says where.
    ready : Ready or None
        The same, made ready to be measured to others.
    error_m : float
        How far the true place or edge may lie from the geometry.
    made_of : str
        What the geometry is and whose data, in words.
    assumed : tuple of str
        What had to be taken for granted.
    """

    id: str
    name: str
    geometry: BaseGeometry | None = field(repr=False)
    ready: Ready | None = field(repr=False)
    error_m: float
    made_of: str
    assumed: tuple[str, ...] = ()


def targets_of(claim: RangeClaim, scenario: Scenario | None) -> tuple[Station, ...]:
    """Give a station for each target; a target without geometry cannot be measured to and is an error."""
    found = tuple(_station(target, "target", scenario) for target in claim.targets)
    for station in found:
        if station.geometry is None:
            raise InputError(f"target {station.id!r} of range claim {claim.id!r} has no geometry; give its place one")
    return found


def hypothesis_station(hypothesis: Hypothesis, scenario: Scenario | None) -> Station:
    """Give the station of a hypothesis; its geometry is None where it names no place, or one without geometry."""
    if not isinstance(hypothesis.region, str):
        return _station(hypothesis, "hypothesis", scenario)
    if not re.fullmatch("land|.+:.+", hypothesis.region):  # the shipped world needs no scenario: "sea:caspian_sea"
        scenario = _scenario_for(f"hypothesis {hypothesis.id!r}", "region", hypothesis.region, scenario)
    area = region_area(hypothesis.region, scenario=scenario)
    error_m = as_metres(hypothesis.precision, "precision") if hypothesis.precision else area.error.m
    return Station(
        id=hypothesis.id, name=hypothesis.name, geometry=area.geometry, ready=Ready.taken(area.geometry),
        error_m=error_m, made_of=f"{area}",
    )  # fmt: skip


def _station(said: RangeTarget | Hypothesis, noun: str, scenario: Scenario | None) -> Station:
    place = None
    if isinstance(said.place, str):
        place = _scenario_for(f"{noun} {said.id!r}", "place", said.place, scenario).place(said.place)
    given = place.geometry if place else said.geometry
    geometry = given if isinstance(given, BaseGeometry) else None
    name = said.name or (place.name if place else said.id)
    precision = said.precision or (place.precision if place else None)
    error_m = as_metres(precision, "precision") if isinstance(precision, Distance) else 0.0
    assumed = (f"No precision is stated for {name}: its geometry is taken as it stands.",)
    return Station(
        id=said.id, name=name, geometry=geometry, ready=Ready.of(geometry) if geometry else None, error_m=error_m,
        made_of=_made_of(geometry, place, scenario),
        assumed=() if precision or geometry is None else assumed,
    )  # fmt: skip


def _made_of(geometry: BaseGeometry | None, place: Place | None, scenario: Scenario | None) -> str:
    if geometry is None:
        return "a place that is not stated"
    kind = {"Point": "a point", "LineString": "a line", "MultiLineString": "a line", "Polygon": "an area"}
    spoken = kind.get(geometry.geom_type, f"a {geometry.geom_type}")
    if place is None or not isinstance(place.source, str):
        return f"{spoken}, given with the claim" if place is None else f"{spoken}, source not stated"
    source = scenario.source(place.source).name if scenario else place.source
    return f"{spoken}, {source}"


def _scenario_for(what: str, collection: str, id: str, scenario: Scenario | None) -> Scenario:
    if scenario is None:
        raise InputError(
            f"{what} names the {collection} {id!r}, which only a scenario can resolve; "
            "give check_range(claim, scenario=...), or a geometry instead"
        )
    return scenario
