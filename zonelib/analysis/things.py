"""From a thing that somebody said to the geometry that stands for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, get_args

from shapely.geometry.base import BaseGeometry

from zonelib.errors import InputError, NotFoundError
from zonelib.model import Boundary, BufferSpec, Incident, LineCertainty, Place, Zone

_FIRMEST_FIRST: Final = {certainty: i for i, certainty in enumerate(get_args(LineCertainty))}

Thing = Zone | Boundary | Place | Incident | BaseGeometry


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """The geometry that stands for a thing, and how it came to.

    Parameters
    ----------
    geometry : shapely geometry
        WGS 84 longitude and latitude.
    of : str
        Id of the thing; empty for a bare geometry.
    boundary : str
        Id of the boundary that was taken; empty where there is none to choose.
    rule : str
        Why that one, in words.
    """

    geometry: BaseGeometry
    of: str
    boundary: str
    rule: str


def default_boundary(zone: Zone) -> tuple[Boundary | None, str]:
    """Choose the boundary that is shown where nobody asks for another.

    The rule: of those with a geometry the firmest line (agreed, in principle, proposed, approximate, not stated), of
    equally firm ones the latest, of equally late ones the first in the file. Being chosen makes no line right.

    Parameters
    ----------
    zone : Zone

    Returns
    -------
    boundary : Boundary or None
        None where no boundary has a geometry.
    rule : str
        Why that one, in words.
    """
    drawn = [b for b in zone.boundaries if isinstance(b.geometry, BaseGeometry)]
    if not drawn:
        return None, "no boundary has a geometry"
    if len(drawn) == 1:
        return drawn[0], "the only boundary with a geometry"
    return min(drawn, key=_firmness), f"of {len(drawn)} boundaries the firmest line, then the latest, then the first"


def _firmness(boundary: Boundary) -> tuple[int, int]:
    firm = _FIRMEST_FIRST.get(boundary.certainty, len(_FIRMEST_FIRST)) if boundary.certainty else len(_FIRMEST_FIRST)
    day = boundary.drawn_on.toordinal() if isinstance(boundary.drawn_on, dt.date) else 0
    return firm, -day


def stand_for(thing: Thing | BufferSpec, boundary: str | Boundary | Zone | None = None) -> Stand:
    """Give the geometry that stands for a thing.

    Parameters
    ----------
    thing : Zone, Boundary, Place, Incident, BufferSpec or shapely geometry
        What is meant.
    boundary : str, Boundary or Zone, optional
        Which boundary: for a zone the id of one of its own, for a buffer (which names its zones by id only) the
        boundary or the zone itself. Without it a zone's is chosen by `default_boundary`.

    Raises
    ------
    InputError
        If the thing has no geometry, or `boundary` does not go with it.
    NotFoundError
        If the zone has no such boundary.
    """
    if isinstance(thing, BufferSpec):
        return _of_spec(thing, boundary)
    if isinstance(thing, Zone):
        return _of_zone(thing, boundary)
    if boundary is not None:
        raise InputError(f"boundary={boundary!r} goes with a zone or a buffer, not with a {type(thing).__name__}")
    if isinstance(thing, BaseGeometry):
        return Stand(geometry=thing, of="", boundary="", rule="the geometry itself")
    if isinstance(thing, Boundary | Place | Incident):
        if not isinstance(thing.geometry, BaseGeometry):
            raise InputError(f"{type(thing).__name__.lower()} {thing.id!r} has no geometry; give it one to measure it")
        is_boundary = isinstance(thing, Boundary)
        rule = "the boundary itself" if is_boundary else "its geometry"
        return Stand(
            geometry=thing.geometry, of="" if is_boundary else thing.id, boundary=thing.id * is_boundary, rule=rule
        )
    wanted = "a Zone, a Boundary, a Place or a shapely geometry"
    if hasattr(thing, "crs"):
        wanted += (
            " in longitude/latitude (from_projected brings a GeoSeries there), such as .union_all() or one row of it"
        )
    raise InputError(f"a {type(thing).__name__} came; give {wanted}")


def _of_zone(zone: Zone, boundary: str | Boundary | Zone | None) -> Stand:
    if isinstance(boundary, Zone):
        raise InputError(f"boundary={boundary.id!r} is a zone; give the id of a boundary of {zone.id!r}")
    if isinstance(boundary, Boundary):
        boundary = boundary.id
    chosen, rule = default_boundary(zone) if boundary is None else (zone.boundary(boundary), "the boundary asked for")
    if chosen is None or not isinstance(chosen.geometry, BaseGeometry):
        which = "no boundary" if boundary is None else f"boundary {boundary!r}, but not one"
        raise InputError(f"zone {zone.id!r} has {which} with a geometry; give it one to measure it")
    return Stand(geometry=chosen.geometry, of=zone.id, boundary=chosen.id, rule=rule)


def _of_spec(spec: BufferSpec, boundary: str | Boundary | Zone | None) -> Stand:
    if isinstance(boundary, Boundary):
        return stand_for(boundary)
    if not isinstance(boundary, Zone):
        raise InputError(
            f"buffer {spec.id!r} names its zones by id only; give boundary=scenario.zone(...), or one of its boundaries"
        )
    if spec.of and boundary.id not in spec.of.any_of:
        raise NotFoundError(f"buffer {spec.id!r} lies along {spec.of}, not along {boundary.id!r}")
    return _of_zone(boundary, spec.boundary if isinstance(spec.boundary, str) else None)
