"""Scenarios as tables: one row a feature, for work in geopandas."""

from __future__ import annotations

from typing import Any, Final, Protocol

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from zonelib.model import COLLECTIONS, Boundary, Scenario, Zone

COLUMNS: Final = ("kind", "id", "boundary", "name", "certainty", "precision_m", "claims")


class HasRows(Protocol):
    """A found value of many parts: a `BoundaryDiff`, a `ProposalsCompared`."""

    def rows(self) -> list[dict[str, Any]]:
        """Give one table row for each part, with its ``geometry``."""


def to_frame(thing: Scenario | HasRows) -> gpd.GeoDataFrame:
    """Give everything in a scenario that has a place or may have one, or every part of a comparison, one row each.

    Parameters
    ----------
    thing : Scenario, BoundaryDiff or ProposalsCompared

    Returns
    -------
    GeoDataFrame
        In WGS 84 longitude and latitude (EPSG:4326). Columns of a scenario: ``kind`` (zone, place, incident), ``id``,
        ``boundary`` (a zone has one row for each of its boundaries), ``name``, ``certainty``, ``precision_m`` [m],
        ``claims`` (ids, joined by spaces), ``geometry``; those of a comparison carry their units in their names. What
        is not stated is missing (``None``, ``NaN``).

    Examples
    --------
    >>> import zonelib as zl
    >>> frame = zl.to_frame(zl.read("syria-2017"))
    >>> frame.query("kind == 'zone'").id.unique().tolist()
    ['homs', 'eastern_ghouta', 'south', 'north']
    """
    if not isinstance(thing, Scenario):
        return gpd.GeoDataFrame(thing.rows(), geometry="geometry", crs="EPSG:4326")
    rows: list[dict[str, Any]] = []
    for zone in thing.zones:
        rows += [_zone_row(zone, boundary) for boundary in zone.boundaries] or [_zone_row(zone, None)]
    for kind in ("places", "incidents"):
        rows += [_row(kind, item) for item in thing.collection(kind)]
    geometry = [row.pop("geometry") for row in rows]
    return gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry=geometry, crs="EPSG:4326")


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
