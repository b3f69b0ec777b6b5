"""Strips, bands and corridors along a line, as agreements word them: lengths with units, sides by name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from zonelib.analysis.strip_results import (
    Named,
    Stretches,
    Strip,
    called,
    checked_steps,
    found_strip,
    metres,
    named_stand,
)
from zonelib.analysis.things import Thing, stand_for
from zonelib.geodesy import Edges, Side, strips, varying
from zonelib.geodesy.ribbons import Ends
from zonelib.model import Boundary, Zone
from zonelib.units import Distance, as_metres


def one_sided_strip(
    line: Thing,
    width: Distance,
    *,
    toward: Named,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the strip along a line on the side that a place or a zone names ("15 km on the side of ...").

    Parameters
    ----------
    line : Boundary, Zone, Place or shapely geometry
        Something whose geometry is a line.
    width : Distance
        How wide.
    toward : Zone, Boundary, Place, shapely geometry or (lon, lat)
        A place, or an area, on the side meant.
    ends : {"round", "flat"}
        Whether the strip goes round the ends of the line or stops there at right angles (what lies straight across
        from another stretch stays). No agreement says.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices.
    tolerance : Distance, optional
        How far the edge may be off; by default the smaller of 1 m and 10⁻⁵ of the width.

    Returns
    -------
    Strip

    Raises
    ------
    BareNumberError, LengthError, GeometryError, InputError
        If a length is a bare number, or something cannot be.
    """
    stand, side = stand_for(line), named_stand(toward)
    found = strips.one_sided(
        stand.geometry, as_metres(width, "width", positive=True), toward=side.geometry, ends=ends, edges=edges,
        tolerance_m=metres(tolerance),
    )  # fmt: skip
    return found_strip(found, f"strip {width} wide on the side of {called(side, toward)}, {ends} ends", stand, side)


def two_sided_strip(
    line: Thing,
    width: Distance,
    *,
    other: Distance,
    toward: Named,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the strip that is `width` wide on the side named, and `other` wide on the other.

    The other parameters are those of `one_sided_strip`.
    """
    stand, side = stand_for(line), named_stand(toward)
    found = strips.strip(
        stand.geometry, toward=side.geometry, width_m=as_metres(width, "width", positive=True),
        other_m=as_metres(other, "other", positive=True), ends=ends, edges=edges, tolerance_m=metres(tolerance),
    )  # fmt: skip
    what = f"strip {width} wide on the side of {called(side, toward)} and {other} on the other, {ends} ends"
    return found_strip(found, what, stand, side)


def corridor(
    route: Thing,
    *,
    each_side: Distance | None = None,
    total: Distance | None = None,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find the corridor along a route, its width told for each side or in total.

    "A corridor 5 km wide" is read by some as 2.5 km on each side, by others as 5: the reading is the caller's, and is
    kept. The other parameters are those of `one_sided_strip`.
    """
    stand = stand_for(route)
    found = strips.corridor(
        stand.geometry, each_side_m=metres(each_side, "each_side"), total_m=metres(total, "total"), ends=ends,
        edges=edges, tolerance_m=metres(tolerance),
    )  # fmt: skip
    reading = f"{each_side} on each side" if each_side else f"{total} in total, half of it on each side"
    return found_strip(found, f"corridor of {reading}, {ends} ends", stand)


def distance_bands(
    thing: Thing,
    limits: Sequence[Distance],
    *,
    toward: Named | None = None,
    side: Side = "outside",
    boundary: str | Boundary | Zone | None = None,
    ends: Ends = "round",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> tuple[Strip, ...]:
    """Find bands one outside the other: ``[km(10), km(20), km(25)]`` gives 0-10, 10-20 and 20-25 km.

    With `toward` only on that side of a line; else round a line or place, or on a `side` of a zone's edge. The other
    parameters are those of `one_sided_strip`.
    """
    stand, named = stand_for(thing, boundary), None if toward is None else named_stand(toward)
    found = strips.bands(
        stand.geometry, [as_metres(limit, f"limits[{i}]", positive=True) for i, limit in enumerate(limits)],
        toward=None if named is None else named.geometry, side=side, ends=ends, edges=edges,
        tolerance_m=metres(tolerance),
    )  # fmt: skip
    lows = ["0", *map(str, limits)]
    where = "" if named is None or toward is None else f" on the side of {called(named, toward)}"
    return tuple(
        found_strip(shape, f"band from {low} to {high}{where}", stand, *([named] if named else []))
        for shape, low, high in zip(found, lows, limits, strict=False)
    )


def stepped_strip(
    line: Thing,
    widths: Stretches,
    *,
    toward: Named | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find a strip whose width changes along the line: ``[(km(0), km(50), km(20)), (km(50), None, km(40))]``.

    Each entry is from where, to where (None: to the end of the line), and how wide there, on the side named by `toward`
    or, without it, on each side. The other parameters are those of `one_sided_strip`.
    """
    stand, named = stand_for(line), None if toward is None else named_stand(toward)
    found = varying.stepped(
        stand.geometry, checked_steps(widths, "widths"), toward=None if named is None else named.geometry, ends=ends,
        edges=edges, tolerance_m=metres(tolerance),
    )  # fmt: skip
    told = ", ".join(f"{width} from {low} to {high or 'the end'}" for low, high, width in widths)
    return found_strip(found, f"strip {told}, {ends} ends", stand, *([named] if named else []))


def tapered_strip(
    line: Thing,
    widths: Sequence[tuple[Distance | None, Distance]],
    *,
    toward: Named | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> Strip:
    """Find a strip whose width changes evenly from place to place of the line: ``[(km(0), km(10)), (None, km(20))]``.

    Each entry is where along the line (None: its end), and how wide there; the first is at its start and the last at
    its end. The other parameters are those of `stepped_strip`.
    """
    stand, named = stand_for(line), None if toward is None else named_stand(toward)
    knots = [
        (math.inf if at is None else as_metres(at, f"the place of widths[{i}]"), as_metres(width, f"widths[{i}]"))
        for i, (at, width) in enumerate(widths)
    ]
    found = varying.tapered(
        stand.geometry, knots, toward=None if named is None else named.geometry, ends=ends, edges=edges,
        tolerance_m=metres(tolerance),
    )  # fmt: skip
    told = ", ".join(f"{width} at {at or 'the end'}" for at, width in widths)
    return found_strip(found, f"strip changing evenly: {told}, {ends} ends", stand, *([named] if named else []))


def strips_by_class(
    line: Thing,
    widths: Mapping[str, Distance | Stretches],
    *,
    toward: Named | None = None,
    ends: Ends = "flat",
    edges: Edges = "lonlat",
    tolerance: Distance | None = None,
) -> dict[str, Strip]:
    """Find one strip for each class that an agreement tells apart: ``{"fixed-wing": km(40), "rotary": km(10)}``.

    A class has one width, or widths along the line as in `stepped_strip`. The other parameters are those of it.
    """
    stand, named = stand_for(line), None if toward is None else named_stand(toward)
    plain: dict[str, Any] = {
        name: as_metres(width, f"the width of {name!r}", positive=True)
        if isinstance(width, Distance) or not isinstance(width, Sequence) or isinstance(width, str)
        else checked_steps(width, f"the widths of {name!r}")
        for name, width in widths.items()
    }
    found = varying.by_class(
        stand.geometry, plain, toward=None if named is None else named.geometry, ends=ends, edges=edges,
        tolerance_m=metres(tolerance),
    )  # fmt: skip
    stands = [stand, *([named] if named else [])]
    return {name: found_strip(shape, f"strip for {name}", *stands) for name, shape in found.items()}
