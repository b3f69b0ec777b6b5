"""An exact partition: what lies in which of several polygons, every place in one part only.

All outlines are cut at each other once, and the faces between them are told apart by a place inside each. So parts that
meet do so edge to edge, in the same vertices: no slits, no overlaps, and the areas of the parts add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from zonelib.geodesy.earth import FloatArray
from zonelib.geodesy.seam import polygons_of

Members = tuple[bool, ...]


def partition(polygons: Sequence[BaseGeometry]) -> dict[Members, BaseGeometry]:
    """Cut the union of some polygons into parts by which of them each place lies in.

    Parameters
    ----------
    polygons : sequence of Polygon or MultiPolygon
        Checked; longitude/latitude, edges straight there.

    Returns
    -------
    dict
        For each combination that occurs, whether each polygon is of it, the Polygon or MultiPolygon where it is so.
    """
    lines = shapely.union_all(shapely.boundary(np.asarray(polygons, dtype=object)))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    places = shapely.get_coordinates(shapely.point_on_surface(faces))
    inside = np.column_stack([_holds(polygon, places) for polygon in polygons])
    found: dict[Members, BaseGeometry] = {}
    for members in np.unique(inside, axis=0):
        if members.any():
            chosen = faces[(inside == members).all(axis=1)]
            found[tuple(bool(one) for one in members)] = joined(chosen)
    return found


def joined(faces: Sequence[BaseGeometry] | NDArray[Any]) -> BaseGeometry:
    """Join faces that meet edge to edge."""
    try:
        whole = shapely.coverage_union_all(faces)
    except shapely.GEOSException:
        # Outlines nearer to each other than doubles can part leave faces that overlap by a rounding error.
        whole = shapely.union_all(faces)
    return polygons_of(whole)


def _holds(polygon: BaseGeometry, places: FloatArray) -> NDArray[np.bool_]:
    shapely.prepare(polygon)
    return np.asarray(shapely.contains_xy(polygon, places[:, 0], places[:, 1]))
