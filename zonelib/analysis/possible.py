"""All places from which a stated distance to a target fits: to some point of it, or to every point of it.

Let d(x) be the distance from x to the nearest point of the target and D(x) to the farthest. Over a target that hangs
together distance takes every value between the two, so with the interval [low, high]

- *some* point fits where d <= high and D >= low: the buffer at `high`, less all places within `low` of all the target;
  for a target in several parts, the union over its parts;
- *every* point fits where d >= low and D <= high: all places within `high` of all the target, less the buffer at `low`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib import geodesy
from zonelib.analysis.regions import RegionFound, region_area
from zonelib.analysis.things import Thing, stand_for
from zonelib.errors import LengthError
from zonelib.geodesy.checks import checked_geometry, family
from zonelib.geodesy.reach import within_of_all
from zonelib.geodesy.seam import polygons_of, true_boundary
from zonelib.model import Region, Scenario
from zonelib.units import Area, Distance, as_metres

_MOST_TOLERANCE_M: Final = 10.0
_SHARE: Final = 1e-5


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacesFound:
    """All places from which a distance between two ends fits, found. Being among them shows nothing.

    Parameters
    ----------
    geometry : Polygon or MultiPolygon
        WGS 84 longitude and latitude, cut at ±180°; empty where no place fits.
    of : str
        Id of the target; empty for a bare geometry.
    low, high : Distance
        The ends of the interval.
    every : bool
        Whether the distance must fit every point of the target; else one is enough.
    error : Distance
        Its rings lie between the true ones for the interval shortened and lengthened by this at both ends.
    error_budget : tuple of (str, Distance)
        How far each kind of edge may be off, largest first: rings, and the edges of the region it is cut with.
    area, area_error : Area
        On the ellipsoid, and by how much its edges may change that: for each kind its error times its length.
    rule : str
        How it was put together, in words.
    """

    geometry: BaseGeometry = field(repr=False)
    of: str
    low: Distance
    high: Distance
    every: bool
    error: Distance
    error_budget: tuple[tuple[str, Distance], ...]
    area: Area
    area_error: Area
    rule: str

    def __str__(self) -> str:
        which = "every" if self.every else "some"
        of = f"{which} point of {self.of or 'the target'}"
        if self.geometry.is_empty:
            return f"no place lies {self.low.km:,.0f} to {self.high.km:,.0f} km from {of}; {self.rule}"
        size = f"{self.area.km2:,.0f} km² (within {self.area_error.km2:,.0f})"
        return f"{size} lie {self.low.km:,.0f} to {self.high.km:,.0f} km from {of}; {self.rule}"


def possible_places(
    target: Thing,
    *,
    low: Distance,
    high: Distance,
    every: bool = False,
    within: Region | RegionFound | str | None = None,
    without: Region | RegionFound | str | None = None,
    scenario: Scenario | None = None,
    tolerance: Distance | None = None,
) -> PlacesFound:
    """Find all places from which a stated distance to a target fits.

    Parameters
    ----------
    target : Place, Zone, Boundary, Incident or shapely geometry
        A point, a line or an area; of an area every point counts, not only its edge.
    low, high : Distance
        The ends of the interval, such as ``km(950)`` and ``km(1_050)``; `high` up to 9,000 km.
    every : bool, default False
        Whether the distance must fit every point of the target, wherever in it the end lay.
    within, without : Region, RegionFound or str, optional
        What to cut it with, and what to take away: a region, the id of one, or an id of the shipped world such as
        "country:rus". ``without="land"`` leaves the sea.
    scenario : Scenario, optional
        Holds the regions that are named by id.
    tolerance : Distance, optional
        How far the rings may be off; by default the smaller of 10 m and 1/100,000 of `high`.

    Returns
    -------
    PlacesFound

    Raises
    ------
    LengthError, BareNumberError
        If a length is none, or the interval is upside down.
    InputError, NotFoundError
        If nothing stands for the target, or a region cannot be put together.

    Examples
    --------
    >>> from shapely import Point
    >>> from zonelib import km
    >>> found = possible_places(Point(37.4644, 35.0431), low=km(950), high=km(1_050))
    >>> round(found.area.km2, -2)
    625700.0
    """
    low_m, high_m = as_metres(low, "low"), as_metres(high, "high", positive=True)
    if not low_m < high_m:
        raise LengthError(f"the interval runs from {low} to {high}; low must be below high")
    default_m = min(_MOST_TOLERANCE_M, _SHARE * high_m)
    tolerance_m = default_m if tolerance is None else as_metres(tolerance, "tolerance", positive=True)
    stand = stand_for(target)
    shape = checked_geometry(stand.geometry, "target")
    rings = _every(shape, low_m, high_m, tolerance_m) if every else _some(shape, low_m, high_m, tolerance_m)
    areas = [None if one is None else _region(one, scenario) for one in (within, without)]
    found = _cut(rings, *areas)
    return PlacesFound(
        geometry=found, of=stand.of, low=low, high=high, every=every, error=Distance(tolerance_m),
        error_budget=_budget(tolerance_m, [one for one in areas if one]),
        area=Area(geodesy.area(found).value if not found.is_empty else 0.0),
        area_error=Area(_area_error(found, rings, tolerance_m, [one for one in areas if one])),
        rule=_rule(shape, areas),
    )  # fmt: skip


def _some(shape: BaseGeometry, low_m: float, high_m: float, tolerance_m: float) -> BaseGeometry:
    found = []
    for part in shapely.get_parts(shape):
        near = _within_of_any(part, high_m, tolerance_m)
        close = within_of_all(part, low_m, tolerance_m=tolerance_m) if low_m else shapely.Polygon()
        found.append(shapely.difference(near, close))
    return polygons_of(shapely.union_all(found))


def _every(shape: BaseGeometry, low_m: float, high_m: float, tolerance_m: float) -> BaseGeometry:
    near = within_of_all(shape, high_m, tolerance_m=tolerance_m)
    close = _within_of_any(shape, low_m, tolerance_m) if low_m else shapely.Polygon()
    return polygons_of(shapely.difference(near, close))


def _within_of_any(shape: BaseGeometry, radius_m: float, tolerance_m: float) -> BaseGeometry:
    """Give all places within a radius of some point of a shape, the inside of an area included."""
    band = geodesy.buffer(shape, radius_m, tolerance_m=tolerance_m).geometry
    return shapely.union(band, shape) if family(shape) == "polygon" else band


def _region(region: Region | RegionFound | str, scenario: Scenario | None) -> RegionFound:
    return region if isinstance(region, RegionFound) else region_area(region, scenario=scenario)


def _cut(rings: BaseGeometry, within: RegionFound | None, without: RegionFound | None) -> BaseGeometry:
    found = rings if within is None else shapely.intersection(rings, within.geometry)
    return polygons_of(found if without is None else shapely.difference(found, without.geometry))


def _budget(tolerance_m: float, areas: list[RegionFound]) -> tuple[tuple[str, Distance], ...]:
    terms = {"rings as drawn": Distance(tolerance_m)} | dict(term for area in areas for term in area.error_budget)
    return tuple(sorted(terms.items(), key=lambda term: -term[1].m))


def _area_error(found: BaseGeometry, rings: BaseGeometry, tolerance_m: float, areas: list[RegionFound]) -> float:
    """Give to first order what the edges may change the area by: for each kind its error times its length."""
    if rings.is_empty:
        return 0.0
    total = tolerance_m * geodesy.length(rings).value + (geodesy.area(found).error if not found.is_empty else 0.0)
    for area in areas:
        edge = shapely.intersection(true_boundary(area.geometry), rings)
        lines = [part for part in shapely.get_parts(edge) if part.geom_type == "LineString"]
        total += area.error.m * geodesy.length(shapely.MultiLineString(lines)).value if lines else 0.0
    return total


def _rule(shape: BaseGeometry, areas: list[RegionFound | None]) -> str:
    kind = {"point": "geodesic rings round the point", "line": "geodesic rings round the line"}
    told = [kind.get(family(shape), "geodesic rings round the area")]
    for word, area in zip(("within", "without"), areas, strict=True):
        told += [f"{word} {area.name}"] if area else []
    return ", ".join(told)
