"""Geometry for scenario files: by reference into a file, or inline as GeoJSON.

A reference is ``path#id``: the file, resolved against the scenario file, and the feature's id (or its ``id`` property).
GeoJSON is read as it stands (RFC 7946: WGS 84); any other format through pyogrio, and it must say that it is WGS 84.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from zonelib.errors import FileError, GeometryError, nearest
from zonelib.geodesy.checks import checked_geometry

_GEOJSON: Final = {".geojson", ".json"}


@dataclass(frozen=True, slots=True)
class Geometries:
    """The geometries that one scenario file refers to; each file is read once.

    Parameters
    ----------
    folder : Path
        What references are resolved against: the folder of the scenario file.
    """

    folder: Path
    _read: dict[Path, tuple[tuple[str, BaseGeometry], ...]] = field(default_factory=dict)

    def by_reference(self, reference: str) -> BaseGeometry:
        """Give the geometry that a reference names.

        Raises
        ------
        FileError
            If the file is missing or cannot be read.
        GeometryError
            If the feature is not there, or cannot be used.
        """
        name, _, feature = reference.partition("#")
        path = (self.folder / name).resolve()
        if path not in self._read:
            self._read[path] = _features(path, name)
        features = self._read[path]
        chosen = [geometry for id, geometry in features if id == feature] if feature else [g for _, g in features]
        ids = [id for id, _ in features if id]
        if feature and not chosen:
            raise GeometryError(f"{name} has no feature {feature!r}; {nearest(feature, ids)}")
        if len(chosen) != 1:
            which = f"features called {feature!r}" if feature else "features"
            advice = "give each its own id" if feature else f"say which, as in '{name}#{ids[0] if ids else 'id'}'"
            raise GeometryError(f"{name} has {len(chosen)} {which}; {advice}")
        return checked_geometry(chosen[0], reference)

    def joined(self, parts: Sequence[BaseGeometry], name: str) -> BaseGeometry:
        """Give several geometries as one: areas that touch lose the line between them.

        Raises
        ------
        GeometryError
            If the whole cannot be used.
        """
        return checked_geometry(shapely.union_all(parts), name)

    def inline(self, table: Mapping[str, Any]) -> BaseGeometry:
        """Give the geometry of an inline GeoJSON table.

        Raises
        ------
        GeometryError
            If it is no GeoJSON geometry, or cannot be used.
        """
        return checked_geometry(_from_geojson(table, "inline geometry"), "inline geometry")


def _features(path: Path, name: str) -> tuple[tuple[str, BaseGeometry], ...]:
    if not path.is_file():
        there = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise FileError(f"there is no file {name} (looked for at {path}); {nearest(path.name, sorted(there))}")
    return _from_geojson_file(path, name) if path.suffix.lower() in _GEOJSON else _from_other_file(path, name)


def _from_geojson_file(path: Path, name: str) -> tuple[tuple[str, BaseGeometry], ...]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FileError(f"{name} is not GeoJSON that can be read: {error}") from error
    if not isinstance(document, dict):
        raise FileError(f"{name} is not GeoJSON: it holds a {type(document).__name__}, not an object")
    _refuse_old_crs(document, name)
    features = (document.get("features") or []) if document.get("type") == "FeatureCollection" else [document]
    return tuple((_feature_id(f), _from_geojson(f.get("geometry", f), name)) for f in features)


def _feature_id(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    id = feature.get("id", properties.get("id", ""))
    return str(id)


def _from_geojson(table: Any, name: str) -> BaseGeometry:
    kinds = "Point, LineString, Polygon, MultiPoint, MultiLineString, MultiPolygon or GeometryCollection"
    if not isinstance(table, Mapping) or "type" not in table:
        raise GeometryError(f"{name} is {str(table)[:60]!r}; a GeoJSON geometry has a type and coordinates")
    try:
        return shape(dict(table))
    except (shapely.errors.ShapelyError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise GeometryError(f"{name} is no GeoJSON geometry ({error}); its type is one of {kinds}") from error


def _refuse_old_crs(document: Mapping[str, Any], name: str) -> None:
    """GeoJSON of 2008 could name a CRS; RFC 7946 took that away, but such files are still about."""
    old = document.get("crs")
    if old is not None:
        named = old.get("properties", {}).get("name", "") if isinstance(old, Mapping) else ""
        _require_wgs84(str(named), name)


def _from_other_file(path: Path, name: str) -> tuple[tuple[str, BaseGeometry], ...]:
    try:
        meta, fids, wkb, columns = pyogrio.raw.read(path, return_fids=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise FileError(f"{name} cannot be read as geographic data: {error}") from error
    if not meta["crs"]:
        raise FileError(
            f"{name} does not say which CRS it is in, and only GeoJSON may leave that out; write it in WGS 84"
        )
    _require_wgs84(meta["crs"], name)
    fields = list(meta["fields"])
    ids = columns[fields.index("id")] if "id" in fields else fids
    return tuple((str(id), geometry) for id, geometry in zip(ids, shapely.from_wkb(wkb), strict=True))


def _require_wgs84(crs: str, name: str) -> None:
    try:
        given = CRS.from_user_input(crs)
    except CRSError as error:
        raise FileError(
            f"{name} names a CRS that cannot be read ({crs!r}); write the file in WGS 84 (EPSG:4326)"
        ) from error
    if given.is_projected:
        raise FileError(
            f"{name} is in the projected CRS {given.name}; write it in WGS 84 longitude and latitude (EPSG:4326)"
        )
    wgs84 = CRS.from_epsg(4326)
    if not given.equals(wgs84, ignore_axis_order=True) and given.to_epsg() != 4326:
        raise FileError(f"{name} is in {given.name}; write it in WGS 84 longitude and latitude (EPSG:4326)")
