"""Slivers: parts and holes so narrow that they only show how two outlines of one line differ.

Where two shapes share a line, and each has vertices of its own along it, their difference keeps what lies between the
two drawings of it: hundreds of metres long, and less than the bound of either wide.

A part that holds no disc of the radius r lies within r of what is not the shape, so leaving it out moves no
place by more than r across the outline; and so does filling such a hole. No sliver is judged by its area: long ones
have much.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.sheets import METRES_PER_DEGREE


def without_slivers(polygons: BaseGeometry, most_m: float) -> tuple[BaseGeometry, float]:
    """Leave out parts, and fill holes, that hold no disc of a radius.

    Parameters
    ----------
    polygons : Polygon or MultiPolygon
        Longitude/latitude.
    most_m : float
        The radius. Degrees of longitude are taken as long as at the equator: nothing is taken for narrower than it is.

    Returns
    -------
    polygons : Polygon or MultiPolygon
        The others, bit for bit.
    worst_m : float
        How far the outline may have moved: 0 if nothing was done, else twice `most_m`, since a part that the cut at
        ±180° made is bounded on one side only.
    """
    parts = shapely.get_parts(polygons)
    rings, owner = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        return polygons, 0.0
    filled, most = np.asarray(shapely.polygons(rings)), most_m / METRES_PER_DEGREE
    # An area whose largest disc has the radius r is at most r times its perimeter (Bonnesen): one with more holds a
    # larger disc. GEOS is asked of the rest only; of a large shape it may lose all to a radius near rounding.
    narrow = shapely.area(filled) <= most * shapely.length(filled)
    narrow[narrow] = shapely.is_empty(shapely.buffer(filled[narrow], -most, quad_segs=4))
    if not narrow.any():
        return polygons, 0.0
    shells = np.r_[True, owner[1:] != owner[:-1]]
    dropped = np.isin(owner, owner[narrow & shells])
    kept = [
        shapely.Polygon(rings[i], rings[(owner == owner[i]) & ~shells & ~narrow])
        for i in np.flatnonzero(shells & ~dropped)
    ]
    return (kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)), 2 * most_m
