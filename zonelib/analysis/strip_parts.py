"""A strip cut into sectors, straight across the line where the line is cut."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.line_results import SectorsFound
from zonelib.analysis.strip_results import Named, Strip, called, found_strip, metres, named_stand
from zonelib.geodesy import varying
from zonelib.geodesy.seam import polygons_of
from zonelib.units import Distance, as_metres


def strip_sectors(
    cut: SectorsFound, width: Distance, *, toward: Named | None = None, tolerance: Distance | None = None
) -> tuple[Strip, ...]:
    """Cut the strip along a line into the sectors into which the line was cut.

    Parameters
    ----------
    cut : SectorsFound
        From `sectors`: of equal length, of equal burden, or at given marks.
    width : Distance
        How wide.
    toward : Zone, Boundary, Place, shapely geometry or (lon, lat), optional
        Only on the side that this names; without it the width holds on each side.
    tolerance : Distance, optional
        How far the edge may be off; by default the smaller of 1 m and 10⁻⁵ of the width.

    Returns
    -------
    tuple of Strip
        One for each sector, in order; none lies over another. What lies straight across from two of them, in the
        hollow of a bend, belongs to the first.

    Raises
    ------
    BareNumberError, LengthError, GeometryError, InputError
        If the width is a bare number, or something cannot be.

    Examples
    --------
    >>> from shapely import LineString
    >>> import zonelib as zl
    >>> for part in zl.strip_sectors(zl.sectors(LineString([(36, 35), (38, 35.5)]), parts=2), zl.km(5)):
    ...     print(part.area)
    951 km²
    951 km²
    """
    line: Any = shapely.line_merge(shapely.multilinestrings(_pieces(cut)), directed=True)
    width_m, named = as_metres(width, "width", positive=True), None if toward is None else named_stand(toward)
    taken: list[BaseGeometry] = []
    found = []
    for number, sector in enumerate(cut.sectors, start=1):
        end = math.inf if number == len(cut.sectors) else sector.to_m
        shape = varying.stepped(
            line, [(sector.from_m, end, width_m)], toward=None if named is None else named.geometry,
            edges=cut.edges, tolerance_m=metres(tolerance),
        )  # fmt: skip
        rest = polygons_of(shapely.difference(shape.geometry, shapely.union_all(taken)))
        taken.append(shape.geometry)
        side = "on each side" if toward is None or named is None else f"on the side of {called(named, toward)}"
        what = f"sector {number} of {len(cut.sectors)} of the strip {width} wide {side} of {cut.of or 'the line'}"
        found.append(found_strip(replace(shape, geometry=rest), what, *([named] if named else [])))
    return tuple(found)


def _pieces(cut: SectorsFound) -> list[Any]:
    return [line for sector in cut.sectors for line in shapely.get_parts(sector.geometry)]
