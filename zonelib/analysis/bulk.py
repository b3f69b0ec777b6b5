"""Range checks in bulk: which of millions of points lie within a distance of a thing, exactly.

The answer is the inverse geodesic's (Karney 2013), which for a point is also the answer of the azimuthal equidistant
plane centred on it: there every ray is drawn at its true length. How it comes without projecting every point is told,
and proven, in the documentation ("Range checks: the bounds").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.columns import Columns, columns_of, points_of
from zonelib.analysis.things import Thing, stand_for
from zonelib.geodesy import Edges, centred_plane, densify, named_plane
from zonelib.geodesy import pairs as geodesic_pairs
from zonelib.geodesy.planes import LIMIT
from zonelib.geodesy.within import distances as distances_of_point
from zonelib.geodesy.within_shape import SHAPE_ERROR_M, shape_distances, within_shape
from zonelib.units import Distance, as_metres

Progress = Callable[[int, int], None]

POINT_ERROR: Final = Distance(1e-6)
_BEYOND: Final = 1.5
_EDGE_TOLERANCE_M: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class WithinFound:
    """Which points lie within a radius, found; ``numpy.asarray(found)`` is the boolean array.

    Parameters
    ----------
    inside : ndarray of bool or Series
        One for each point, in the plane that `plane` names; a Series, with the index of what came, where a GeoSeries, a
        GeoDataFrame or a Series came.
    ellipsoidal : ndarray of bool or Series
        The same on the ellipsoid; what `inside` itself is where no `crs` was named.
    plane : str
        The plane the check was computed in.
    method : str
        How, in a sentence.
    error : Distance
        Points whose distance differs from the radius by more than this are decided rightly, in `ellipsoidal`.
    distortion : Distance
        What a length equal to the radius may be off in the plane, over the radius; 0 in the centred plane. For a named
        CRS an estimate, from samples.
    of, boundary, rule : str
        What it was measured from, by which of its boundaries, and why that one.
    radius : Distance
        The radius.
    """

    inside: Any = field(repr=False)
    ellipsoidal: Any = field(repr=False)
    plane: str
    method: str
    error: Distance
    distortion: Distance
    of: str
    boundary: str
    rule: str
    radius: Distance

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        found = np.asarray(self.inside)
        if copy or (dtype is not None and found.dtype != dtype):
            return np.array(found, dtype=dtype)
        return found

    def __len__(self) -> int:
        return len(self.inside)

    @property
    def count(self) -> int:
        """How many are inside."""
        return int(np.count_nonzero(np.asarray(self.inside)))

    @property
    def differing(self) -> int:
        """For how many points the plane says otherwise than the ellipsoid."""
        return int(np.count_nonzero(np.asarray(self.inside) != np.asarray(self.ellipsoidal)))

    def __str__(self) -> str:
        told = f"{self.count:,} of {len(self):,} points within {self.radius} of {self.of or 'the shape'}; {self.plane}"
        if self.distortion.m == 0:
            return told
        off = f"{self.distortion.m:,.0f} m off at the radius, estimated"
        return f"{told}, lengths up to {off}; the ellipsoid says otherwise for {self.differing:,}"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PairsFound:
    """Pairs of points within a radius, found; in no particular order.

    Parameters
    ----------
    a, b : ndarray
        For each pair the row of either side; its label where that side came with an index.
    radius : Distance
        The radius.
    """

    a: NDArray[Any] = field(repr=False)
    b: NDArray[Any] = field(repr=False)
    radius: Distance

    def __len__(self) -> int:
        return len(self.a)

    def __str__(self) -> str:
        return f"{len(self):,} pairs within {self.radius}, on the ellipsoid"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NearestFound:
    """The nearest point of another set, found.

    Parameters
    ----------
    which : ndarray or Series
        For each point of `a` the row of the nearest of `b`, or its label where `b` came with an index.
    metres : ndarray or Series
        The length of the shortest geodesic between them.
    """

    which: Any = field(repr=False)
    metres: Any = field(repr=False)

    def __len__(self) -> int:
        return len(self.metres)

    def __str__(self) -> str:
        if not len(self):
            return "no points came"
        metres = np.asarray(self.metres)
        return f"the nearest of {len(self):,} points: {metres.min():,.0f} to {metres.max():,.0f} m, on the ellipsoid"


def within(
    lon: Any,
    lat: Any = None,
    *,
    of: Thing,
    radius: Distance,
    crs: Any = None,
    limit: float = LIMIT,
    edges: Edges = "lonlat",
    progress: Progress | None = None,
) -> WithinFound:
    """Tell which points lie within a radius of a thing.

    Parameters
    ----------
    lon, lat : array_like
        Longitudes and latitudes in degrees (arrays, Series, Arrow arrays); or `lon` alone, a GeoSeries or GeoDataFrame
        of points with its CRS.
    of : Place, Incident, Zone, Boundary or shapely geometry
        For a zone `default_boundary` chooses. Inside a polygon the distance is 0.
    radius : Distance
        Such as ``km(1_000)``; 0 or more, any.
    crs : anything pyproj understands, optional
        A projected CRS to check in; its distortion over the radius is reported, and the ellipsoid's answer beside its
        own. Without it, the plane centred on the thing.
    limit : float
        The distortion above which a named CRS is refused.
    edges : {"lonlat", "geodesic"}, default "lonlat"
        What lies between two vertices.
    progress : callable, optional
        Called as ``progress(done, total)`` as blocks of points are done.

    Raises
    ------
    BareNumberError, LengthError
        If the radius is a bare number, or negative.
    InputError, GeometryError
        If nothing stands for the thing, or a coordinate cannot be; the message names the row.
    PlaneError
        If the CRS cannot carry the check.

    Examples
    --------
    >>> from shapely import Point
    >>> from zonelib import km
    >>> found = within([36.0, 37.0], [35.0, 35.0], of=Point(36.3, 33.5), radius=km(170))
    >>> found.inside
    array([ True, False])
    """
    radius_m = as_metres(radius, "radius")
    stand = stand_for(of)
    came = columns_of(lon, lat)
    shape = stand.geometry
    plane = None if crs is None else named_plane(crs, shape, limit=limit, reach_m=radius_m)
    exact = within_shape(came.lon, came.lat, of=shape, radius_m=radius_m, edges=edges, progress=progress)
    ellipsoidal = came.dressed(exact, "within")
    is_point = isinstance(shape, Point)
    if plane is None:
        name, method = _centred(shape)
        inside, off = ellipsoidal, 0.0
    else:
        name, method = plane.name, "distance in the plane; on the ellipsoid beside it"
        inside = came.dressed(_in_plane(came, shape, plane, radius_m, edges), "within")
        off = plane.scale_error * radius_m
    return WithinFound(
        inside=inside, ellipsoidal=ellipsoidal, plane=name, method=method,
        error=POINT_ERROR if is_point else Distance(SHAPE_ERROR_M), distortion=Distance(off),
        of=stand.of, boundary=stand.boundary, rule=stand.rule, radius=radius,
    )  # fmt: skip


def distances(
    lon: Any, lat: Any = None, *, of: Thing, edges: Edges = "lonlat", progress: Progress | None = None
) -> Any:
    """Measure the geodesic distance of many points from a thing, in metres.

    Parameters
    ----------
    lon, lat, of, edges, progress
        As `within`.

    Returns
    -------
    ndarray or Series
        Metres: to 50 nm from a point, to 0.2 mm from a shape; 0 inside a polygon.

    Raises
    ------
    InputError, GeometryError
        As `within`.
    """
    shape, came = stand_for(of).geometry, columns_of(lon, lat)
    if isinstance(shape, Point):
        found = distances_of_point(came.lon, came.lat, origin_lon=shape.x, origin_lat=shape.y, progress=progress)
    else:
        found = shape_distances(came.lon, came.lat, of=shape, edges=edges, progress=progress)
    return came.dressed(found, "distance_m")


def pairs_within(a: Any, b: Any, *, radius: Distance, progress: Progress | None = None) -> PairsFound:
    """Find all pairs of a point of `a` and a point of `b` whose geodesic distance is at most the radius.

    Parameters
    ----------
    a, b : (lon, lat), array_like of shape (n, 2), GeoSeries, GeoDataFrame, or a list of places or points
        The two sides; may be the same, then every point is its own partner too.
    radius : Distance
        0 or more, any.
    progress : callable, optional
        Called as ``progress(done, total)`` with the number of points of `a`.

    Raises
    ------
    BareNumberError, LengthError, InputError, GeometryError
        As `within`.
    """
    radius_m = as_metres(radius, "radius")
    left, right = points_of(a, "a"), points_of(b, "b")
    i, j = geodesic_pairs.pairs_within(
        (left.lon, left.lat), (right.lon, right.lat), radius_m=radius_m, progress=progress
    )
    return PairsFound(a=left.labels(i), b=right.labels(j), radius=radius)


def nearest(a: Any, b: Any, *, progress: Progress | None = None) -> NearestFound:
    """Find for each point of `a` the nearest point of `b`, on the ellipsoid.

    Parameters
    ----------
    a, b, progress
        As `pairs_within`.

    Raises
    ------
    InputError, GeometryError
        As `within`; also if `b` has no points.
    """
    left, right = points_of(a, "a"), points_of(b, "b")
    which, metres = geodesic_pairs.nearest((left.lon, left.lat), (right.lon, right.lat), progress=progress)
    return NearestFound(which=left.dressed(right.labels(which), "nearest"), metres=left.dressed(metres, "distance_m"))


def _centred(shape: BaseGeometry) -> tuple[str, str]:
    if isinstance(shape, Point):
        return centred_plane(shape).name, "equal to the inverse geodesic (Karney 2013), which the plane draws true"
    # Off its centre no plane is exact: each point has the one centred on itself.
    return "azimuthal equidistant plane centred on each point", "least geodesic distance to the shape (Karney 2013)"


def _in_plane(came: Columns, shape: BaseGeometry, plane: Any, radius_m: float, edges: Edges) -> NDArray[np.bool_]:
    """Check in a named plane what lies within one and a half radii; farther off it may draw nothing."""
    inside = within_shape(came.lon, came.lat, of=shape, radius_m=_BEYOND * radius_m, edges=edges)
    rows = np.flatnonzero(inside)
    drawn = plane.to_plane(np.column_stack([came.lon[rows], came.lat[rows]]))
    source = plane.forward(densify(shape, tolerance_m=_EDGE_TOLERANCE_M, edges=edges))
    shapely.prepare(source)
    inside[rows] = shapely.dwithin(source, shapely.points(drawn), radius_m)
    return inside
