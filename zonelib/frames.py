"""Scenarios and range checks as tables: one row a feature or a comparison, for work in geopandas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol

import geopandas as gpd
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from zonelib.analysis import RangeCheck, RangeRow
from zonelib.model import COLLECTIONS, Boundary, Scenario, Zone

COLUMNS: Final = ("kind", "id", "boundary", "name", "certainty", "precision_m", "claims")
RANGE_COLUMNS: Final = (
    *("claim", "hypothesis", "name", "target", "figure", "rule", "low_km", "high_km"),
    *("nearest_km", "farthest_km", "error_km", "verdict", "overall", "margin_km", "flip"),
)


class HasRows(Protocol):
    """A found value of many parts: a `BoundaryDiff`, a `ProposalsCompared`, a `PatrolCalendar`."""

    def rows(self) -> list[dict[str, Any]]:
        """Give one table row for each part, with its ``geometry``."""


def to_frame(of: Scenario | HasRows | RangeCheck | Iterable[RangeCheck]) -> gpd.GeoDataFrame:
    """Give a scenario, a comparison or range checks as a table: one row for each thing, part or reading.

    Parameters
    ----------
    of : Scenario, BoundaryDiff, ProposalsCompared, PatrolCalendar, RangeCheck or iterable of RangeCheck
        What to tabulate; the checks of many claims stand one below the other.

    Returns
    -------
    GeoDataFrame
        In WGS 84 longitude and latitude (EPSG:4326). Columns of a scenario: ``kind`` (zone, place, incident), ``id``,
        ``boundary`` (a zone has one row for each of its boundaries), ``name``, ``certainty``, ``precision_m`` [m],
        ``claims`` (ids, joined by spaces), ``geometry``; those of a comparison carry their units in their names. What
        is not stated is missing (``None``, ``NaN``).

        Of range checks one row for each hypothesis, target and reading, with columns ``claim``, ``hypothesis``,
        ``name``, ``target``, ``figure``, ``rule``; ``low_km`` and ``high_km`` of the interval (``inf`` where open);
        ``nearest_km``, ``farthest_km``, ``error_km``; ``verdict`` of the row and ``overall`` of the hypothesis;
        ``margin_km``, ``flip`` (a share); and as ``geometry`` the two feet of the shortest geodesic, joined.

        Of a patrol calendar one row for each zone and day: ``zone``, ``day``, ``covered`` (certain, perhaps, no),
        ``assignments`` in force for certain and ``perhaps`` (ids, joined by spaces), ``expected_low`` and
        ``expected_high`` patrols, ``reported``, ``conducted`` (missing where nothing is reported), ``due`` and ``made``
        where a report speaks of them, ``restrictions``; and as ``geometry`` the line of the zone drawn by default.

    Examples
    --------
    >>> import zonelib as zl
    >>> frame = zl.to_frame(zl.read("syria-2017"))
    >>> frame.query("kind == 'zone'").id.unique().tolist()
    ['homs', 'eastern_ghouta', 'south', 'north']
    """
    if isinstance(of, Scenario):
        return _scenario_frame(of)
    if isinstance(of, RangeCheck | Iterable):
        checks = (of,) if isinstance(of, RangeCheck) else of
        found = [_range_row(check, row) for check in checks for row in check.rows]
        lines = [row.pop("geometry") for row in found]
        return gpd.GeoDataFrame(found, columns=list(RANGE_COLUMNS), geometry=lines, crs="EPSG:4326")
    return gpd.GeoDataFrame(of.rows(), geometry="geometry", crs="EPSG:4326")


def _scenario_frame(scenario: Scenario) -> gpd.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    for zone in scenario.zones:
        rows += [_zone_row(zone, boundary) for boundary in zone.boundaries] or [_zone_row(zone, None)]
    for kind in ("places", "incidents"):
        rows += [_row(kind, item) for item in scenario.collection(kind)]
    geometry = [row.pop("geometry") for row in rows]
    return gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry=geometry, crs="EPSG:4326")


def _range_row(check: RangeCheck, row: RangeRow) -> dict[str, Any]:
    found, span, reading = check.hypothesis(row.hypothesis), row.span, row.reading
    farthest = span.farthest if span else None
    return {
        "claim": check.claim.id, "hypothesis": row.hypothesis, "name": found.name, "target": row.target,
        "figure": reading.figure, "rule": reading.rule,
        "low_km": reading.low.km, "high_km": reading.high_m / 1_000,
        "nearest_km": span.nearest.km if span else None, "farthest_km": farthest.km if farthest else None,
        "error_km": span.error.km if span else None, "verdict": row.verdict, "overall": found.verdict,
        "margin_km": row.margin.km if row.margin else None, "flip": row.flip,
        "geometry": LineString(span.nearest_feet) if span else None,
    }  # fmt: skip


def _zone_row(zone: Zone, boundary: Boundary | None) -> dict[str, Any]:
    row = _row("zones", boundary) if boundary else {"geometry": None}
    claims = [*zone.claims, *(boundary.claims if boundary else ())]
    return row | {
        "kind": "zone", "id": zone.id, "name": zone.name,
        "boundary": boundary.id if boundary else None, "claims": " ".join(claims),
    }  # fmt: skip


def _row(collection: str, item: Any) -> dict[str, Any]:
    geometry = item.geometry if isinstance(item.geometry, BaseGeometry) else None
    return {
        "kind": COLLECTIONS[collection].__name__.lower(),
        "id": item.id,
        "name": getattr(item, "name", None),
        "certainty": getattr(item, "certainty", None) or None,
        "precision_m": item.precision.m if item.precision else None,
        "claims": " ".join(item.claims),
        "geometry": geometry,
    }
