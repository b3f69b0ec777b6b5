"""Range checks as others do them. Those that measure on a sphere, or in a plane, are shown with what they get wrong."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj import Geod

Floats = NDArray[np.float64]
Run = Callable[[], Any]

GEOD = Geod(ellps="WGS84")
MEAN_RADIUS_M = 6_371_008.8
_PART = 1_000_000


def inverse(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> Any:
    """Solve the inverse geodesic for every point, a million at a time."""
    found = np.empty(len(lon), dtype=bool)
    for low in range(0, len(lon), _PART):
        x, y = lon[low : low + _PART], lat[low : low + _PART]
        found[low : low + _PART] = GEOD.inv(np.full(len(x), origin[0]), np.full(len(x), origin[1]), x, y)[2] <= radius
    return found


def haversine(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> Any:
    """Take the great circle on a sphere."""
    x, y = np.radians(lon), np.radians(lat)
    x0, y0 = np.radians(origin)
    h = np.sin((y - y0) / 2) ** 2 + np.cos(y0) * np.cos(y) * np.sin((x - x0) / 2) ** 2
    return 2 * MEAN_RADIUS_M * np.arcsin(np.sqrt(h)) <= radius


def band(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> Any:
    """Take the dot product of unit vectors, and Karney where a sphere may be wrong (0.57 %): exact."""
    x, y = np.radians(lon - origin[0]), np.radians(lat)
    y0 = np.radians(origin[1])
    dot = np.cos(y) * np.cos(x) * np.cos(y0) + np.sin(y) * np.sin(y0)
    near, far = (np.cos(min(radius * share / MEAN_RADIUS_M, np.pi)) for share in (1 - 0.0057, 1 + 0.0057))
    inside = dot >= near
    left = np.flatnonzero((dot >= far) & ~inside)
    inside[left] = inverse(lon[left], lat[left], origin, radius)
    return inside


def plane(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> Any:
    """Project every point into the equidistant plane."""
    crs = f"+proj=aeqd +lat_0={origin[1]} +lon_0={origin[0]} +datum=WGS84 +units=m"
    moved = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(lon, lat)
    return np.hypot(*moved) <= radius


def polygon(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> Any:
    """Draw the disc with 4,096 vertices and ask GEOS."""
    count = 4096
    ends = GEOD.fwd(
        np.full(count, origin[0]), np.full(count, origin[1]), np.linspace(0, 360, count, endpoint=False),
        np.full(count, radius),
    )  # fmt: skip
    disc = shapely.Polygon(np.column_stack(ends[:2]))
    shapely.prepare(disc)
    return shapely.contains_xy(disc, lon, lat)


def geopandas_dwithin(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> Any:
    """Let geopandas project into the zone of UTM, and measure there."""
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326)
    utm = f"EPSG:{32600 + int((origin[0] + 180) // 6) + 1}"
    source = gpd.GeoSeries(gpd.points_from_xy([origin[0]], [origin[1]]), crs=4326).to_crs(utm).iloc[0]
    return points.to_crs(utm).dwithin(source, radius).to_numpy()


def installed(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> dict[str, Run]:
    """Give the peers that are not always there, ready to run."""
    found: dict[str, Run] = {}
    if find_spec("spherely"):
        spherely: Any = import_module("spherely")
        centre = spherely.create_point(*origin)
        found["spherely (sphere)"] = lambda: spherely.distance(spherely.points(lon, lat), centre) <= radius
    if find_spec("duckdb") and find_spec("pyarrow"):
        found |= _duckdb(lon, lat, origin, radius)
    if find_spec("sedonadb") and find_spec("pyarrow"):
        found |= _sedonadb(lon, lat, origin, radius)
    return found


def _duckdb(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> dict[str, Run]:
    duckdb, arrow = import_module("duckdb"), import_module("pyarrow")
    connection: Any = duckdb.connect()
    try:
        connection.execute("LOAD spatial")
    except Exception:  # its extension is not on this machine (duckdb: INSTALL spatial): leave it out
        return {}
    connection.register("points", arrow.table({"lon": lon, "lat": lat}))
    here, there = "ST_Point(lat, lon)", f"ST_Point({origin[1]}, {origin[0]})"
    query = f"SELECT ST_Distance_Spheroid({here}, {there}) <= {radius} AS i FROM points"
    return {"duckdb spheroid": lambda: connection.execute(query).fetchnumpy()["i"]}


def _sedonadb(lon: Floats, lat: Floats, origin: tuple[float, float], radius: float) -> dict[str, Run]:
    sedona, arrow = import_module("sedonadb"), import_module("pyarrow")
    connection: Any = sedona.connect()
    here, there = "ST_GeogPoint(lon, lat)", f"ST_GeogPoint(CAST({origin[0]} AS DOUBLE), CAST({origin[1]} AS DOUBLE))"
    query = f"SELECT row, ST_Distance({here}, {there}) <= {radius} AS i FROM points"

    def run() -> Any:
        # It works in parallel, and the rows come back in any order.
        answer = connection.sql(query).to_arrow_table()
        inside = np.empty(len(lon), dtype=bool)
        inside[answer["row"].to_numpy()] = answer["i"].to_numpy()
        return inside

    try:
        connection.create_data_frame(arrow.table({"row": np.arange(len(lon)), "lon": lon, "lat": lat})).to_view(
            "points"
        )
        connection.sql(query + " LIMIT 1").to_arrow_table()
    except Exception:  # its functions change from version to version: leave it out
        return {}
    return {"sedonadb (sphere)": run}
