"""Planes to measure in: one centred on the thing itself, or a named CRS that is checked over that very thing.

This is the only module that makes a `pyproj.Transformer`.

References
----------
.. [1] Snyder, J. P. (1987). Map projections: a working manual. USGS Professional Paper 1395: Tissot's indicatrix
   p. 20-26, azimuthal equidistant p. 191-202.
.. [2] Karney, C. F. F. (2013). doi:10.1007/s00190-012-0578-z, section 9 (the ellipsoidal equidistant projection).
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup
from shapely.geometry.base import BaseGeometry

from zonelib.errors import PlaneError
from zonelib.geodesy.checks import checked_geometry, family
from zonelib.geodesy.earth import RADIUS_GREATEST_M, SEMI_MINOR_M, FloatArray, direct, middle_of, unit_vectors

LIMIT: Final = 1e-3
SAMPLING_MARGIN: Final = 1.1
"""Distortion is smooth: between samples it may exceed the greatest one found by a little; this is the allowance."""

_GRID: Final = 24
_MOST_PROBES: Final = 400
_LONLAT: Final = "OGC:CRS84"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plane:
    """A projected CRS in metres, and what it costs over the geometry it was made for.

    Parameters
    ----------
    definition : str or pyproj.CRS
        Of the CRS; `crs` is made of it when it is asked for.
    name : str
        What a report calls it.
    centre : (float, float) or None
        Longitude and latitude it is centred on, if it was made for the thing; from there every distance is exact [2]_.
    scale_error : float
        Greatest relative error of a length measured in this plane anywhere over the geometry. For a centred plane a
        proven bound; for a named one the greatest of samples, times `SAMPLING_MARGIN`: an estimate.
    """

    definition: Any = field(repr=False)
    name: str
    centre: tuple[float, float] | None
    scale_error: float

    def __str__(self) -> str:
        return f"{self.name}, lengths within {self.scale_error:.2g} of true"

    @property
    def crs(self) -> pyproj.CRS:
        """Projected, in metres."""
        return _read(self.definition)

    def forward(self, geometry: BaseGeometry) -> BaseGeometry:
        """Bring a geometry from longitude/latitude into the plane, vertex by vertex (densify it first)."""
        return shapely.transform(geometry, self.to_plane)

    def back(self, geometry: BaseGeometry) -> BaseGeometry:
        """Bring a geometry from the plane into longitude/latitude, vertex by vertex."""
        return shapely.transform(geometry, self.to_lonlat)

    def to_plane(self, lonlat: FloatArray) -> FloatArray:
        """Give plane coordinates in metres, shape (n, 2).

        Raises
        ------
        PlaneError
            If a position cannot be drawn in this plane.
        """
        return self._moved(lonlat, back=False)

    def to_lonlat(self, xy: FloatArray) -> FloatArray:
        """Give longitude and latitude in degrees, shape (n, 2)."""
        return self._moved(xy, back=True)

    def _moved(self, coordinates: FloatArray, *, back: bool) -> FloatArray:
        transformer = _transformer(self.crs.to_wkt())
        direction: Any = "INVERSE" if back else "FORWARD"
        first, second = transformer.transform(coordinates[:, 0], coordinates[:, 1], direction=direction)
        moved = np.column_stack([first, second])
        bad = ~np.isfinite(moved).all(axis=1)
        if bad.any():
            x, y = coordinates[int(np.flatnonzero(bad)[0])]
            raise PlaneError(f"{self.name} cannot draw ({x:g}, {y:g}); use the plane centred on the thing (crs=None)")
        return moved


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaneCost:
    """What measuring a geometry in a CRS costs; found by `describe_plane`.

    Parameters
    ----------
    name : str
        The CRS.
    least_scale, greatest_scale : float
        A true metre is drawn as this many metres, over the geometry.
    least_area_scale, greatest_area_scale : float
        The same for a square metre.
    scale_error : float
        Greatest relative error of length, with its margin.
    accepted : bool
        Whether `named_plane` takes it.
    reason : str
        Why not; empty if accepted.
    """

    name: str
    least_scale: float
    greatest_scale: float
    least_area_scale: float
    greatest_area_scale: float
    scale_error: float
    accepted: bool
    reason: str

    def error_at(self, distance_m: float) -> float:
        """Give the greatest error in metres of a distance of this many metres measured over the geometry."""
        return self.scale_error * distance_m

    def __str__(self) -> str:
        told = f"{self.name}: a kilometre measures {1e3 * self.least_scale:,.1f} to {1e3 * self.greatest_scale:,.1f} m"
        return told if self.accepted else f"{told}; {self.reason}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Projected:
    """A projected CRS in which data came, whatever its units and its distortion: nothing is measured in it.

    Parameters
    ----------
    name : str
        What a report calls it.
    datum : str
        How its datum is brought to WGS 84, in the words of PROJ; empty where there is nothing to bring.
    datum_error_m : float or None
        How well, as PROJ states it; None where it does not know.
    """

    name: str
    datum: str
    datum_error_m: float | None
    _transformer: Any = field(repr=False, compare=False)

    def to_plane(self, lonlat: FloatArray) -> FloatArray:
        """Give coordinates in the CRS, shape (n, 2); not finite where it draws nothing."""
        return np.column_stack(self._transformer.transform(lonlat[:, 0], lonlat[:, 1], direction="INVERSE"))

    def to_lonlat(self, xy: FloatArray) -> FloatArray:
        """Give longitude and latitude in degrees, shape (n, 2); not finite where that is nowhere."""
        return np.column_stack(self._transformer.transform(xy[:, 0], xy[:, 1]))


def projected(crs: Any, bounds: tuple[float, float, float, float]) -> Projected:
    """Read the projected CRS in which data came, and choose one way from its datum to WGS 84.

    PROJ knows several ways between most datums, and by default chooses for each point anew; a shape would be torn where
    the choice changes. Here the best one over the bounds is used throughout.

    Parameters
    ----------
    crs : anything pyproj understands
        Projected.
    bounds : (float, float, float, float)
        Least x, least y, greatest x, greatest y of the data, in the CRS.

    Raises
    ------
    PlaneError
        If it is no CRS, or not projected.
    """
    found = _read(crs)
    if not found.is_projected:
        raise PlaneError(f"{_name(found)} is not projected: its coordinates are degrees; name the CRS the shape is in")
    x, y = np.meshgrid(np.linspace(bounds[0], bounds[2], 5), np.linspace(bounds[1], bounds[3], 5))
    lon, lat = _transformer(found.to_wkt()).transform(x.ravel(), y.ravel(), direction="INVERSE")
    seen = np.isfinite(lon) & np.isfinite(lat)
    if not seen.any():
        raise PlaneError(f"{_name(found)} knows no place at {bounds}; the shape is in another CRS, or in other units")
    where: Any = AreaOfInterest(lon[seen].min(), lat[seen].min(), lon[seen].max(), lat[seen].max())
    with warnings.catch_warnings():
        # What is said there, `datum` says.
        warnings.filterwarnings("ignore", "Best transformation is not available", UserWarning)
        ways = TransformerGroup(found, _LONLAT, always_xy=True, area_of_interest=where)
    chosen = ways.transformers[0]
    conversion = found.coordinate_operation.name if found.coordinate_operation else ""
    steps = [s for s in chosen.description.split(" + ") if s != f"Inverse of {conversion}" and "axis order" not in s]
    better = "" if ways.best_available else " (a better one needs a grid that is not installed)"
    return Projected(
        name=_name(found), datum=" + ".join(steps) + better * bool(steps),
        datum_error_m=chosen.accuracy if chosen.accuracy >= 0 else None, _transformer=chosen,
    )  # fmt: skip


def plane_for(geometry: BaseGeometry, crs: Any = None, *, limit: float = LIMIT, reach_m: float = 0.0) -> Plane:
    """Give the plane centred on the geometry, or the named one if it can carry it.

    Raises
    ------
    PlaneError
        See `named_plane`.
    """
    if crs is None:
        return centred_plane(geometry, reach_m=reach_m)
    return named_plane(crs, geometry, limit=limit, reach_m=reach_m)


def centred_plane(geometry: BaseGeometry, *, reach_m: float = 0.0) -> Plane:
    """Make the azimuthal equidistant plane centred on a geometry, wherever on earth it lies.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude/latitude.
    reach_m : float
        How far beyond the geometry one will measure.

    Notes
    -----
    Distances from the centre are exact. A length across the ray at distance r is drawn too long by at most
    (r/b)/sin(r/b) - 1 with b the semi-minor axis: geodesic circles on a surface whose curvature nowhere exceeds 1/b²
    are at least as long as on the sphere of radius b (Sturm comparison), and no length is drawn too short.
    For r stands a²/b times the angle between the normals: nowhere does the ellipsoid bend less than b/a².
    """
    return centred_on(shapely.get_coordinates(checked_geometry(geometry)), reach_m=reach_m)


def centred_on(probes: FloatArray, *, reach_m: float) -> Plane:
    """Make the azimuthal equidistant plane centred on checked positions; see `centred_plane`."""
    # Told to a nanodegree, so that the name is the plane and not nearly the plane.
    normals = unit_vectors(probes)
    lon, lat = (round(value, 9) for value in middle_of(normals))
    told = f"+proj=aeqd +lat_0={lat!r} +lon_0={lon!r} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs"
    apart = normals - unit_vectors(np.array([[lon, lat]]))
    chord = math.sqrt(float((apart * apart).sum(axis=1).max()))
    angle = (2 * math.asin(min(chord / 2, 1.0)) * RADIUS_GREATEST_M + reach_m) / SEMI_MINOR_M
    error = angle / math.sin(angle) - 1 if 0 < angle < math.pi else (0.0 if angle == 0 else math.inf)
    name = f"azimuthal equidistant plane centred on {_degrees(lat, 'NS')} {_degrees(lon, 'EW')}"
    return Plane(definition=told, name=name, centre=(lon, lat), scale_error=error)


def named_plane(crs: Any, geometry: BaseGeometry, *, limit: float = LIMIT, reach_m: float = 0.0) -> Plane:
    """Take a CRS the user names, if lengths over this geometry come out right in it.

    Parameters
    ----------
    crs : anything pyproj understands
        ``"EPSG:32637"``, a `pyproj.CRS`, WKT …
    geometry : shapely geometry
        What will be measured, in longitude/latitude.
    limit : float
        Greatest relative error of length to accept.
    reach_m : float
        How far beyond the geometry one will measure.

    Raises
    ------
    PlaneError
        If it is no CRS, is not projected, is not in metres, or distorts more than `limit`; the message says how much.
    """
    cost = describe_plane(geometry, crs, limit=limit, reach_m=reach_m)
    if not cost.accepted:
        raise PlaneError(f"{cost.name} cannot carry this measurement: {cost.reason}")
    return Plane(definition=_read(crs), name=cost.name, centre=None, scale_error=cost.scale_error)


def describe_plane(geometry: BaseGeometry, crs: Any, *, limit: float = LIMIT, reach_m: float = 0.0) -> PlaneCost:
    """Say what a CRS would cost over a geometry, whether or not it would be accepted.

    Tissot's indicatrix [1]_ is taken at the vertices, on a grid inside polygons and, with `reach_m`, on rings around
    the vertices; the greatest relative error found is raised by `SAMPLING_MARGIN`.

    Raises
    ------
    PlaneError
        If pyproj does not know the CRS.
    """
    checked = checked_geometry(geometry)
    found = _read(crs)
    name = _name(found)
    unfit = _unfit(found)
    if unfit:
        nan = float("nan")
        return PlaneCost(
            name=name, least_scale=nan, greatest_scale=nan, least_area_scale=nan, greatest_area_scale=nan,
            scale_error=nan, accepted=False, reason=unfit,
        )  # fmt: skip
    low, high, area = _tissot(found, _probes(checked, reach_m))
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        error = float("inf")
    else:
        error = float(max(high.max() - 1, 1 - low.min(), 0.0)) * SAMPLING_MARGIN
    reason = "" if error <= limit else _too_much(error, limit, reach_m)
    return PlaneCost(
        name=name, least_scale=float(low.min()), greatest_scale=float(high.max()), least_area_scale=float(area.min()),
        greatest_area_scale=float(area.max()), scale_error=error, accepted=not reason, reason=reason,
    )  # fmt: skip


def _too_much(error: float, limit: float, reach_m: float) -> str:
    where = f"over this geometry and {reach_m / 1e3:g} km around it" if reach_m else "over this geometry"
    told = f"lengths are off by up to {error:.3%}" if np.isfinite(error) else "it cannot draw all of it,"
    return (
        f"{told} {where}, more than the limit of {limit:.3%}; leave crs out (a plane centred on the thing), "
        "name a CRS made for this place, or raise the limit knowingly"
    )


def _unfit(crs: pyproj.CRS) -> str:
    if not crs.is_projected:
        return "it is not projected, its units are degrees; name a projected CRS in metres, or leave crs out"
    units = {(axis.unit_name, axis.unit_conversion_factor) for axis in crs.axis_info}
    if any(factor != 1.0 for _, factor in units):
        told = ", ".join(sorted(unit for unit, _ in units))
        return f"its axes are in {told}, not in metres; name a projected CRS in metres, or leave crs out"
    return ""


def _read(crs: Any) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(crs)
    except CRSError as error:
        raise PlaneError(
            f"{crs!r} is no coordinate reference system that pyproj knows ({error}); write one such as 'EPSG:32637'"
        ) from error


def _name(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return f"{':'.join(authority)} ({crs.name})" if authority else crs.name


def _tissot(crs: pyproj.CRS, probes: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    try:
        factors = pyproj.Proj(crs).get_factors(probes[:, 0], probes[:, 1], errcheck=False)
    except ProjError as error:
        raise PlaneError(f"{_name(crs)} has no scale here: {error}") from error
    low, high = np.asarray(factors.tissot_semiminor), np.asarray(factors.tissot_semimajor)
    return low, high, np.asarray(factors.areal_scale)


def _probes(geometry: BaseGeometry, reach_m: float) -> FloatArray:
    """Places to look at: the outline, a grid inside, and rings half and all the reach away."""
    outline = shapely.get_coordinates(shapely.segmentize(geometry, _spacing(geometry)))
    step = max(1, len(outline) // _MOST_PROBES)
    points = [outline[::step]]
    west, south, east, north = geometry.bounds
    if family(geometry) == "polygon":
        lon, lat = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
        grid = np.column_stack([lon.ravel(), lat.ravel()])
        points.append(grid[shapely.intersects_xy(geometry, grid[:, 0], grid[:, 1])])
    if reach_m > 0:
        azimuth = np.tile(np.arange(0.0, 360.0, 22.5), len(points[0]))
        start = np.repeat(points[0], 16, axis=0)
        points += [direct(start, azimuth, share * reach_m)[0] for share in (0.5, 1.0)]
    return np.vstack(points)


def _spacing(geometry: BaseGeometry) -> float:
    west, south, east, north = geometry.bounds
    return max(float(np.hypot(east - west, north - south)) / 50, 1e-9)


@lru_cache(maxsize=64)
def _transformer(wkt: str) -> pyproj.Transformer:
    """Make a transformer once: it costs some 20 ms, what it does costs microseconds."""
    return pyproj.Transformer.from_crs(_LONLAT, wkt, always_xy=True)


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.3f}°{letters[0] if value >= 0 else letters[1]}"
