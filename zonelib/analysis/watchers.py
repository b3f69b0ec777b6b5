"""From posts, places, points or a column of them to names and positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from shapely.geometry import Point

from zonelib.analysis.line_results import StationFound
from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import InputError
from zonelib.geodesy.checks import checked_position
from zonelib.geodesy.earth import FloatArray
from zonelib.model import Post, Scenario

Standing = Post | StationFound | Thing


def positions_of(
    things: Iterable[Standing], name: str, *, scenario: Scenario | None = None
) -> tuple[tuple[str, ...], FloatArray]:
    """Give ids (or numbers from 1 on) and positions, shape (n, 2).

    Parameters
    ----------
    things : iterable of Post, Place, Incident, StationFound or Point, or GeoSeries
        A GeoSeries in longitude/latitude.
    name : str
        What an error calls them.
    scenario : Scenario, optional
        Whose places posts stand at.

    Raises
    ------
    InputError
        If there are none, or one has no position.
    """
    crs: Any = getattr(things, "crs", None)
    if crs is not None and not crs.is_geographic:
        raise InputError(f"{name} came in {crs.name}; bring them to longitude/latitude with .to_crs(4326)")
    if isinstance(things, Post | Point) or not isinstance(things, Iterable):
        raise InputError(f"{name} is one {type(things).__name__}; give a list, even of one")
    every: Sequence[Standing] = list(things)
    if not every:
        raise InputError(f"{name} is empty; give at least one")
    ids, places = [], []
    for i, thing in enumerate(every):
        point, known = _point(thing, f"{name}[{i}]", scenario)
        ids.append(known or str(i + 1))
        places.append(checked_position(point.x, point.y, f"{name}[{i}]"))
    return tuple(ids), np.array(places, dtype=float)


def _point(thing: Standing, where: str, scenario: Scenario | None) -> tuple[Point, str]:
    if isinstance(thing, StationFound):
        return Point(thing.lonlat), f"km {thing.chainage.km:.3f}"
    known = ""
    if isinstance(thing, Post):
        known = thing.id
        if isinstance(thing.geometry, Point):
            return thing.geometry, known
        if not isinstance(thing.place, str):
            raise InputError(
                f"{where} is the post {thing.id!r}, whose place is not told; give it a geometry or a place"
            )
        if scenario is None:
            raise InputError(f"{where} is the post {thing.id!r} at the place {thing.place!r}; give scenario=... too")
        thing = scenario.place(thing.place)
    stand = stand_for(thing)
    if not isinstance(stand.geometry, Point) or stand.geometry.is_empty:
        raise InputError(f"{where} is a {stand.geometry.geom_type}; a post stands at a point")
    return stand.geometry, known or stand.of
