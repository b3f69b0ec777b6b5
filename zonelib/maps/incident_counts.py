"""Very many incidents counted by zone and by kind, for paper and for readers without scripts."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.analysis import default_boundary
from zonelib.maps.points import Points
from zonelib.maps.view import Row, Table
from zonelib.model import Scenario

# The kinds that have a column of their own; the others are counted together.
_MOST_COLUMNS: Final = 8


def incident_counts(scenario: Scenario, incidents: Points) -> Table:
    """Count incidents by the zone within whose drawn line they lie, and by kind; of all days.

    Where zones overlap an incident counts in each. How precise places and lines are is not looked at:
    `zonelib.classify` does, and tells in, out and either.
    """
    order = np.argsort(-np.bincount(incidents.kind, minlength=len(incidents.kinds)), kind="stable")[:_MOST_COLUMNS]
    inside = {zone.name: _within(default_boundary(zone)[0], incidents) for zone in scenario.zones}
    drawn = {name: found for name, found in inside.items() if found is not None}
    anywhere = np.any(list(drawn.values()), axis=0) if drawn else np.zeros(len(incidents), dtype=bool)
    rows = {**drawn, "In no zone": ~anywhere, "All": np.ones(len(incidents), dtype=bool)}
    several = len(order) < len(incidents.kinds)
    return Table(
        key="incident-counts",
        title="Incidents, counted as points, whatever their precision",
        columns=("Within", "All kinds", *(incidents.kinds[k] or "not stated" for k in order), *["Others"] * several),
        rows=tuple(Row(cells=(name, *_counts(found, incidents, order, several))) for name, found in rows.items()),
    )


def _within(boundary: object, incidents: Points) -> NDArray[np.bool_] | None:
    line = getattr(boundary, "geometry", None)
    if not isinstance(line, BaseGeometry):
        return None
    shapely.prepare(line)
    found: NDArray[np.bool_] = shapely.intersects_xy(line, incidents.lon, incidents.lat)
    return found


def _counts(found: NDArray[np.bool_], incidents: Points, order: NDArray[np.intp], others: bool) -> tuple[str, ...]:
    by_kind = np.bincount(incidents.kind[found], minlength=len(incidents.kinds))
    shown = [int(found.sum()), *(int(by_kind[k]) for k in order)]
    rest = [shown[0] - sum(shown[1:])] if others else []
    return tuple(f"{number:,}" for number in (*shown, *rest))
