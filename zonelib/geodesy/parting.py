"""A ribbon parted along its line, and the side that a place or an area names.

A place belongs to the side from which the shortest geodesic to the line arrives (the rule of `sides`). This parts all
that is near the line in two, and it is what people mean by "their side": where the other side reaches in beyond a bend
but is nearer to another stretch, it does not become one's own.

The ribbon is cut along the line and, at free ends, along the geodesic that goes straight on. A way to the nearest
place of the line crosses neither, so each face that remains belongs to one side; unless the line curls back to within
the width of one of its own ends: there the sides run together round the end, only a bisector could part them, and it
is refused. Which side a face touches is told by the direction in which its rings pass along the line (what a
face encloses lies to the left of its counterclockwise ring): a test for equal coordinates, without a tolerance.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.checks import checked_geometry, family
from zonelib.geodesy.earth import FloatArray, earth_centred
from zonelib.geodesy.ribbons import BoolArray, Ribbon
from zonelib.geodesy.sheets import Stereographic
from zonelib.geodesy.sides import side_of

Hand = Literal["left", "right"]

HANDS: Final[tuple[Hand, Hand]] = ("left", "right")
CLEARLY: Final = 0.9
"""An area names a side if at least this share of what it has of the ribbon lies there."""


def parted(ribbon: Ribbon, course: FloatArray, stereographic: Stereographic) -> dict[Hand, BaseGeometry]:
    """Cut a ribbon on its sheet into what lies left and right of its line.

    Parameters
    ----------
    ribbon : Ribbon
        With both sides.
    course : ndarray, shape (n, 2)
        Its line, vertices joined by geodesics.
    stereographic : Stereographic
        Its sheet.

    Raises
    ------
    GeometryError
        If the line crosses itself, or both sides run together round one of its ends.
    """
    if not shapely.LineString(ribbon.spine).is_simple:
        raise GeometryError(
            "the line crosses or touches itself, so it has no two sides; cut it there and take the parts one by one, "
            "or take both sides together"
        )
    cuts = [shapely.boundary(ribbon.band), shapely.LineString(ribbon.spine)]
    cuts += [shapely.LineString(way) for way in ribbon.beyond]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(cuts)]))
    shapely.prepare(ribbon.band)
    faces = shapely.orient_polygons(faces[shapely.intersects(ribbon.band, shapely.point_on_surface(faces))])
    touches: dict[Hand, BoolArray] = {}
    passed = np.ones(len(ribbon.spine) - 1, dtype=bool)
    for hand in HANDS:
        way = ribbon.spine if hand == "left" else ribbon.spine[::-1]
        touches[hand], met = _touching(faces, way)
        passed &= met if hand == "left" else met[::-1]
    # A stretch with one face on both sides bounds none: polygonize leaves it out.
    steps = shapely.linestrings(np.stack([ribbon.spine[:-1], ribbon.spine[1:]], axis=1))
    lost = (shapely.contains_properly(ribbon.band, steps) & ~passed).any()
    if lost or (touches["left"] & touches["right"]).any():
        raise GeometryError(
            "the line curls back to within the width of one of its own ends, so that its two sides run together there; "
            "use a smaller width, or a line that goes on until its ends are clear of it"
        )
    for face in np.flatnonzero(~(touches["left"] | touches["right"])):
        place = stereographic.to_lonlat(shapely.get_coordinates(shapely.point_on_surface(faces[face])))
        touches[side_of_course(course, place[0])][face] = True
    return {hand: shapely.union_all(faces[touches[hand]]) for hand in HANDS}


def _touching(faces: Any, way: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Say of each face whether a ring of it passes along the line in this direction, and of each step if any does."""
    rings, owner = shapely.get_rings(faces, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    _, ids = np.unique(np.vstack([coordinates, way]), axis=0, return_inverse=True)
    ids = ids.ravel().astype(np.int64)
    many = np.int64(ids.max() + 1)
    own, along = ids[: len(coordinates)], ids[len(coordinates) :]
    same = ring[:-1] == ring[1:]
    rings_steps, way_steps = (own[:-1] * many + own[1:])[same], along[:-1] * many + along[1:]
    found = np.isin(rings_steps, way_steps)
    touched = np.zeros(len(faces), dtype=bool)
    touched[owner[ring[:-1][same][found]]] = True
    return touched, np.isin(way_steps, rings_steps)


def side_of_course(course: FloatArray, place: FloatArray, name: str = "the place") -> Hand:
    """Say on which side of a course a place lies.

    Raises
    ------
    GeometryError
        If it lies on it, straight on from one of its ends, or equally near to stretches that disagree.
    """
    found = side_of(shapely.LineString(course), (float(place[0]), float(place[1])), edges="geodesic")
    if found.side == "left":
        return "left"
    if found.side == "right":
        return "right"
    where = "on the line itself" if found.side == "on" else f"where no side can be told ({found.rule})"
    raise GeometryError(
        f"{name} ({place[0]:g}, {place[1]:g}) lies {where}, and so names no side of it; give a place beside the line"
    )


def side_named(
    toward: BaseGeometry, course: FloatArray, sides: dict[Hand, BaseGeometry], *, name: str = "toward"
) -> Hand:
    """Say which side a place or an area names.

    Parameters
    ----------
    toward : Point, Polygon or MultiPolygon
        A place on that side, or an area that lies there.
    course : ndarray, shape (n, 2)
        The line, vertices joined by geodesics.
    sides : dict
        What is near the line on either side, in longitude/latitude.
    name : str
        What it is called in messages.

    Raises
    ------
    GeometryError
        If it lies on both sides, or on the line.
    """
    checked = checked_geometry(toward, name)
    if checked.geom_type == "Point":
        return side_of_course(course, shapely.get_coordinates(checked)[0], name)
    if family(checked) != "polygon":
        raise GeometryError(f"{name} is a {checked.geom_type}; name the side by a Point or by a polygon there")
    shares = {hand: float(shapely.area(shapely.intersection(side, checked))) for hand, side in sides.items()}
    whole = shares["left"] + shares["right"]
    if whole == 0:
        # It lies farther off than the width: the vertex that is nearest in space speaks for it.
        vertices, line = shapely.get_coordinates(checked), earth_centred(course)
        away = [float(np.linalg.norm(line - place, axis=1).min()) for place in earth_centred(vertices)]
        return side_of_course(course, vertices[int(np.argmin(away))], f"the nearest vertex of {name}")
    best: Hand = "left" if shares["left"] >= shares["right"] else "right"
    if shares[best] < CLEARLY * whole:
        raise GeometryError(
            f"{name} has {100 * shares[best] / whole:.0f} % of its part of the strip on one side of the line and the "
            "rest on the other, so it names no side; give a place that lies on the side you mean"
        )
    return best
