"""What a coordinate reference system would cost."""

from __future__ import annotations

from typing import Final

from pyproj import CRS

from zonelib import geodesy
from zonelib.analysis.things import Thing, stand_for
from zonelib.geodesy import PlaneCost
from zonelib.units import Distance, as_metres, m

_NO_FARTHER: Final = m(0)


def describe_plane(thing: Thing, crs: str | int | CRS, *, reach: Distance = _NO_FARTHER) -> PlaneCost:
    """Say what a CRS would cost over a thing, whether or not a measurement in it would be accepted.

    Parameters
    ----------
    thing : Zone, Boundary, Place or shapely geometry
        What is to be measured.
    crs : optional
        Anything that pyproj reads, such as ``"EPSG:3857"``.
    reach : Distance, default 0 m
        How far around it the measurement goes: the width of a buffer, the radius of a ring.

    Returns
    -------
    PlaneCost
        Least and greatest scale of lengths and areas (1 is true), the greatest relative error of a length, and whether
        that would be accepted; ``error_at(metres)`` gives it in metres.

    Raises
    ------
    PlaneError
        If pyproj does not know the CRS.
    BareNumberError
        If `reach` is a bare number.

    Examples
    --------
    >>> import zonelib as zl
    >>> cost = zl.describe_plane(zl.read("syria-2017").zone("homs"), "EPSG:3857")
    >>> cost.accepted, round(cost.greatest_scale, 2)
    (False, 1.22)
    """
    return geodesy.describe_plane(stand_for(thing).geometry, crs, reach_m=as_metres(reach, "reach"))
