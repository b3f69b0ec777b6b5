"""Everything within a distance of a shape: outside it, inside it, or on both sides of its edge.

The band on both sides of the edge is walked round first (`loops`), along geodesics of the ellipsoid, or in a plane the
caller names. Outside is the band less the polygon, inside is the band within the polygon; together they are it.

Where no pole is near, all is laid off on longitude/latitude itself (`charts`): three quarters of the tolerance go to
*chords*, the rest to hops, joins and rounding. Elsewhere (crs=None), each at most a quarter of it:

- *edges*: edges straight in longitude/latitude are cut into geodesic chords;
- *arcs*: chords between vertices that lie at exactly the distance fall short of the curve;
- *chords*: the outline is drawn with edges straight in longitude/latitude;
- *rounding*: a micrometre.

With a named plane, the distortion of that plane over the shape and its surroundings, times the distance, comes on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zonelib.errors import GeometryError
from zonelib.geodesy.area import outline_of
from zonelib.geodesy.charts import OnChart, chart_for
from zonelib.geodesy.checks import checked_edges, checked_geometry, checked_length, checked_word, family
from zonelib.geodesy.earth import ROUNDING_M, SEMI_MINOR_M, FloatArray, centre_of, unit_vectors
from zonelib.geodesy.lines import as_geodesic_paths, as_lonlat_edges
from zonelib.geodesy.loops import swept, swept_round
from zonelib.geodesy.paths import EDGES, Edges, along_short_lonlat, paths_of, refine, refined_path, without_doubles
from zonelib.geodesy.planes import LIMIT, Plane, centred_on, named_plane
from zonelib.geodesy.results import Shape
from zonelib.geodesy.seam import holds_north, polygons_of, region, true_boundary
from zonelib.geodesy.sheets import PlateCarree, Sheet, Stereographic
from zonelib.geodesy.sweep import InPlane, OnEarth

Side = Literal["outside", "inside", "both"]

MOST_M: Final = 9_000_000.0
"""Beyond, geodesics that leave an edge at right angles may have met each other (they do after 9,985 km)."""

_WIDEST: Final = np.radians(165.0)
_BUDGETS: Final = 4


def default_tolerance(distance_m: float) -> float:
    """Give the tolerance used where none is asked for: the smaller of 1 m and 1/100,000 of the distance."""
    return min(1.0, 1e-5 * distance_m)


def to_build_to(tolerance_m: float) -> float:
    """Give what a tolerance leaves when rounding has had its part; below 2 µm half of it, and the bound exceeds it."""
    return max(tolerance_m - ROUNDING_M, tolerance_m / 2)


def buffer(
    geometry: BaseGeometry,
    distance_m: float,
    *,
    side: Side = "outside",
    crs: Any = None,
    edges: Edges = "lonlat",
    tolerance_m: float | None = None,
) -> Shape:
    """Give all places within a distance of a shape.

    Parameters
    ----------
    geometry : shapely geometry
        Points, lines, polygons or multiples; longitude/latitude.
    distance_m : float
        More than 0, at most 9,000 km.
    side : {"outside", "inside", "both"}
        For polygons: the places outside within the distance; the places of the polygon within the distance of its edge;
        both together. Points and lines have no inside: "outside" is all within the distance of them.
    crs : optional
        A projected CRS in metres to do it in. By default every offset is laid off along geodesics.
    edges : {"lonlat", "geodesic"}
        What lies between two vertices of the geometry.
    tolerance_m : float, optional
        How far off the outline may be; by default the smaller of 1 m and 1/100,000 of the distance. With `crs` the
        distortion of that plane comes on top.

    Returns
    -------
    Shape
        With its bound. An inward buffer that swallows the polygon gives the whole polygon, and says so in the note.

    Raises
    ------
    GeometryError, LengthError, PlaneError, InputError
        If the shape, a length, the plane or a word cannot be; if the result would cover nearly the whole earth.
    """
    checked = checked_geometry(geometry)
    checked_word(side, Side, "side")
    checked_word(edges, Edges, "edges")
    checked_edges(checked, edges)
    far = checked_length(distance_m, "distance_m", most_m=MOST_M)
    wanted = default_tolerance(far) if tolerance_m is None else checked_length(tolerance_m, "tolerance_m")
    kind = family(checked)
    if kind != "polygon" and side != "outside":
        raise GeometryError(
            f"side={side!r} of a {checked.geom_type}: only polygons have an inside; use side='outside', which for "
            f"{kind}s is all within the distance"
        )
    tolerance = to_build_to(min(wanted, far / 4))
    share = tolerance / _BUDGETS
    if crs is None:
        plane = centred_on(shapely.get_coordinates(checked), reach_m=far)
    else:
        plane = named_plane(crs, checked, limit=LIMIT, reach_m=far)
    lines = true_boundary(checked) if kind == "polygon" else checked
    paths = paths_of(lines)
    chart = chart_for(paths, edges, far, lon=plane.centre[0], hop_error_m=share / 8) if plane.centre else None
    if chart is not None:
        # The hops take an eighth of the part of the joins.
        budget = [("chords", tolerance - share), ("hops", chart.hops.error_m if chart.hops else 0.0)]
        whole, joins = _on_chart(checked, paths, chart, (far, side, tolerance - share, share * 7 / 8))
    elif crs is None:
        budget = [("edges", share), ("arcs", share), ("chords", share)]
        whole, joins = _band_on_earth(as_geodesic_paths(lines, edges=edges, tolerance_m=share), far, share)
    else:
        budget = [("plane", plane.scale_error * far), ("edges", share), ("arcs", share), ("chords", share)]
        whole, joins = _band_in_plane(paths, far, edges, share, plane)
    found, note = _sided(checked, whole, side, edges, share)
    budget += [("joins", joins), ("rounding", ROUNDING_M)]
    return finished(found, plane=plane, edges=edges, budget=budget, method=_method(plane, crs is not None), note=note)


def _on_chart(
    source: BaseGeometry, paths: list[FloatArray], chart: OnChart, how: tuple[float, Side, float, float]
) -> tuple[BaseGeometry, float]:
    """Walk round lines, or, where a polygon's inside is not wanted, round its outer side alone."""
    far, side, sag, room = how
    flat = None
    if side == "outside" and source.geom_type == "Polygon" and len(paths) == 1:
        flat = swept_round(paths[0], chart, distance_m=far, sag_m=sag)
    if flat is None:
        flat = swept(paths, chart, distance_m=far, sag_m=sag)
    sheet, joins = without_specks(flat, room)
    return to_globe(sheet, chart.plate, sag), joins


def _band_on_earth(paths: list[FloatArray], far: float, share: float) -> tuple[BaseGeometry, float]:
    """Sweep along geodesics; parts too far from each other for one sheet are swept one by one."""
    whole = _ground(paths, far)
    groups = [paths] if whole.widest < np.pi / 2 else [[path] for path in paths]
    found, joins = [], 0.0
    for group in groups:
        ground = _ground(group, far)
        if ground.widest > _WIDEST:
            raise GeometryError(
                f"{far / 1e3:,.0f} km around this shape would reach {np.degrees(ground.widest):.0f}° from its middle "
                "and cover nearly the whole earth; use a shorter distance, or cut the shape into parts"
            )
        sheet, joined = without_specks(swept(group, ground, distance_m=far, sag_m=share), share)
        found.append(to_globe(sheet, ground.stereographic, share))
        joins = max(joins, joined)
    return (found[0] if len(found) == 1 else polygons_of(shapely.union_all(found))), joins


def _ground(paths: Sequence[FloatArray], far: float) -> OnEarth:
    vertices = np.vstack(paths)
    lon, lat = centre_of(vertices)
    sheet = Stereographic(lon=lon, lat=lat)
    # Between vertices a geodesic may bulge outwards, by less than half its length; edges are short against the sheet.
    reach = float(sheet.angle_from_centre(vertices).max()) + far / SEMI_MINOR_M
    return OnEarth(stereographic=sheet, widest=min(reach * 1.01, np.pi - 1e-6))


def _band_in_plane(
    given: list[FloatArray], far: float, edges: Edges, share: float, plane: Plane
) -> tuple[BaseGeometry, float]:
    def along_plane(start: FloatArray, end: FloatArray, at: FloatArray) -> FloatArray:
        a, b = plane.to_plane(start), plane.to_plane(end)
        return plane.to_lonlat(a + at[:, None] * (b - a))

    paths = [
        without_doubles(plane.to_plane(refined_path(path, straight=EDGES[edges], other=along_plane, tolerance_m=share)))
        for path in given
    ]
    sheet, joins = without_specks(swept(paths, InPlane(), distance_m=far, sag_m=share), share)
    return to_globe(sheet, plane, share), joins


def without_specks(flat: BaseGeometry, most_m: float) -> tuple[BaseGeometry, float]:
    """Fill the specks that rounding leaves where pieces share an edge.

    Along a shared edge the union may leave holes a nanometre wide. A hole of area A holds no disc larger than
    sqrt(A/π), so whatever is filled in lies that near to the rim of the hole, which is at the distance; holes for
    which this is more than `most_m` are true ones and stay.

    Returns
    -------
    geometry : Polygon or MultiPolygon
    joins_m : float
        The greatest such radius of what was filled: one part of the error.
    """
    if not np.any(shapely.get_num_interior_rings(flat if flat.geom_type == "Polygon" else shapely.get_parts(flat))):
        return flat, 0.0
    worst, parts = 0.0, []
    for part in shapely.get_parts(flat):
        shell, *holes = shapely.get_rings(part)
        radii = [float(np.sqrt(shapely.Polygon(hole).area / np.pi)) for hole in holes]
        worst = max([worst, *(radius for radius in radii if radius <= most_m)])
        parts.append(shapely.Polygon(shell, [h for h, r in zip(holes, radii, strict=True) if r > most_m]))
    return (parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)), worst


def to_globe(flat: BaseGeometry, sheet: Sheet, tolerance_m: float) -> BaseGeometry:
    """Bring polygons from a sheet to longitude/latitude, with vertices enough that straight edges stay straight."""
    if isinstance(sheet, PlateCarree):
        drawn = shapely.orient_polygons(shapely.transform(flat, sheet.to_lonlat))
        west, _, east, _ = drawn.bounds
        if west > -180 and east < 180 and drawn.is_valid:
            return drawn
    found = []
    for part in shapely.get_parts(shapely.orient_polygons(flat)):
        paths = [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
        shell, *holes = [to_globe_path(path, sheet, tolerance_m) for path in paths]
        turn = -1 if _is_mirrored(paths[0], sheet) else 1
        # Holes run clockwise: what they enclose on their left is all but the hole.
        north = all(holds_north(ring[::turn]) for ring in (shell, *holes))
        found.append(region([shell, *holes], holds_north=north))
    return polygons_of(found[0] if len(found) == 1 else shapely.union_all(found))


def to_globe_path(path: FloatArray, sheet: Sheet, tolerance_m: float) -> FloatArray:
    """Bring one path from a sheet to longitude/latitude, not yet cut at ±180°.

    An edge is cut at the same places whichever way it is run through: neighbours go on sharing it to the last bit.
    """

    def straight(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
        return sheet.to_lonlat(start + share[:, None] * (end - start))

    if isinstance(sheet, PlateCarree):
        return sheet.to_lonlat(path)
    start, end = path[:-1], path[1:]
    back = ((start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1])))[:, None]
    low, high = np.where(back, end, start), np.where(back, start, end)
    # The keys are plane coordinates, what comes out is longitude/latitude.
    index, share = refine(low, high, straight=straight, other=along_short_lonlat, tolerance_m=tolerance_m)
    index, share = index[share > 0], share[share > 0]
    cuts = straight(low[index], high[index], share)
    along = np.where(back[index, 0], 1 - share, share)
    order = np.lexsort((np.r_[np.zeros(len(path)), along], np.r_[np.arange(len(path)), index]))
    return np.vstack([sheet.to_lonlat(path), cuts])[order]


def _is_mirrored(path: FloatArray, sheet: Sheet) -> bool:
    """Tell whether left and right on the sheet are right and left on the earth, as where axes run south and west."""
    if isinstance(sheet, PlateCarree):
        return False  # longitude runs east and latitude north
    here, right, up = (unit_vectors(sheet.to_lonlat(path + step)) for step in np.array([[0, 0], [1, 0], [0, 1]]))
    return bool((np.cross(right - here, up - here) * here).sum() < 0)


def _sided(
    source: BaseGeometry, band: BaseGeometry, side: Side, edges: Edges, share: float
) -> tuple[BaseGeometry, str]:
    """Take the wanted side of the band round a polygon's edge."""
    if family(source) != "polygon" or side == "both":
        return band, ""
    filled = as_lonlat_edges(source, edges=edges, tolerance_m=share)
    if side == "outside":
        if all(shape.geom_type == "Polygon" and not shapely.get_num_interior_rings(shape) for shape in (filled, band)):
            # All of it lies inside, away from the rim: whether the band holds the inside or not, this is what is left.
            ring: BaseGeometry = shapely.polygons(
                shapely.get_exterior_ring(band), [shapely.reverse(shapely.get_exterior_ring(filled))]
            )
            return ring, ""
        found = polygons_of(shapely.difference(band, filled))
        return found, "nothing lies outside within the distance" if found.is_empty else ""
    core = polygons_of(shapely.difference(filled, band))
    note = "the inward buffer swallows the whole polygon; the core is empty" if core.is_empty else ""
    return (filled if core.is_empty else polygons_of(shapely.intersection(band, filled))), note


def finished(
    geometry: BaseGeometry, *, plane: Plane, edges: Edges, budget: list[tuple[str, float]], method: str, note: str = ""
) -> Shape:
    """Put a shape together with its bounds."""
    bound = float(sum(metres for _, metres in budget))
    drawn = family(geometry) == "polygon" and not geometry.is_empty
    outline, rounding = outline_of(geometry) if drawn else (0.0, 0.0)
    return Shape(
        geometry=geometry,
        plane=plane,
        edges=edges,
        position_error_m=bound,
        area_error_m2=bound * outline + rounding,
        method=method,
        error_budget=tuple(budget),
        note=note,
    )


def _method(plane: Plane, named: bool) -> str:
    if named:
        return f"every offset laid off in {plane.name}"
    return "every offset laid off along a geodesic of WGS 84, each from its own place on the shape"
