"""A base map of the user's own: a local GeoPackage or PMTiles extract, read for the part of the map that is looked at.

Vector layers are clipped, joined and simplified to what a screen shows; of picture tiles those of one zoom are taken.
Nothing is fetched.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pyogrio
import pyogrio.raw
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from zonelib.errors import FileError, InputError, NotFoundError, PlaneError, nearest
from zonelib.files.tile_sheet import Box, TileSheet, asked, geopackage_tiles, sheet_of
from zonelib.geodesy.planes import projected

MOST_POSITIONS: Final = 150_000
"""That a page takes of vector layers: some 1 MB."""

# Of the width of what is looked at: a screen four times enlarged.
_PIXELS: Final = 6000
# Tiles of a vector archive over the width of what is looked at.
_ACROSS: Final = 6
_MVT: Final = 1
_WATER: Final = re.compile(r"water|ocean|sea|lake|river|stream|canal|hydro", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalBase:
    """A base map of your own from a file on this machine, for `draw(..., basemap=...)`.

    Parameters
    ----------
    path : Path
        A GeoPackage (``.gpkg``; vector layers, or picture tiles in the tiling scheme GoogleMapsCompatible) or a PMTiles
        archive (``.pmtiles``; vector tiles, or PNG, JPEG or WebP; the extra ``[basemaps]``).
    credit : str, optional
        Whom the map credits, as the data's licence asks, in plain text. A PMTiles archive may say so itself; a
        GeoPackage does not.
    layers : tuple of str
        Vector layers that are drawn, or the one table of tiles; by default all vector layers, else the only tiles.

    Examples
    --------
    >>> import zonelib as zl
    >>> base = zl.LocalBase(path="homs.gpkg", credit="© OpenStreetMap contributors", layers=("roads", "waterways"))
    >>> page = zl.draw(zl.read("syria-2017"), basemap=base)  # doctest: +SKIP
    """

    path: str | Path
    credit: str | None = None
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalLayer:
    """What one layer holds here: areas and lines, clipped and simplified, in longitude and latitude."""

    name: str
    water: bool
    areas: BaseGeometry
    lines: BaseGeometry


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalGround:
    """What a local base map shows of a part of the map.

    Parameters
    ----------
    name, credit : str
        Of the file, without its folder, and whom to credit.
    layers : tuple of LocalLayer
        Vector layers, in the order of the file.
    sheet : TileSheet or None
        Picture tiles.
    """

    name: str
    credit: str
    layers: tuple[LocalLayer, ...] = field(default=(), repr=False)
    sheet: TileSheet | None = None


def read_local(base: LocalBase, box: Box) -> LocalGround:
    """Read what a local base map shows of a box.

    Parameters
    ----------
    base : LocalBase
        The file.
    box : Box
        West, south, east, north in degrees.

    Raises
    ------
    FileError
        If the file is missing or not what its name says.
    InputError
        If it states no credit and none was given, shows nothing here, or more than a page takes; or pmtiles (the extra
        ``[basemaps]``) is missing.
    NotFoundError
        If it has no such layer.
    PlaneError
        If a layer's CRS is not stated, or not one that can be read.
    """
    path = Path(base.path)
    if path.suffix.lower() not in _READERS:
        raise InputError(f"{path} ends in {path.suffix!r}; a local base map is a .gpkg or a .pmtiles")
    if not path.is_file():
        raise FileError(f"{path} is not there" if not path.exists() else f"{path} is not a file")
    ground = _READERS[path.suffix.lower()](base, path, box)
    if not ground.credit:
        raise InputError(f"{path} does not say whom to credit; give credit=, as the licence of its data asks")
    return ground


def _of_geopackage(base: LocalBase, path: Path, box: Box) -> LocalGround:
    vectors, tables = _contents(path)
    wanted = base.layers or (tuple(vectors) if vectors else tuple(tables[:1]))
    _check_names(path, wanted, [*vectors, *tables])
    tiled = [name for name in wanted if name in tables]
    if tiled and (len(wanted) > 1 or (len(tables) > 1 and not base.layers)):
        raise InputError(f"{path} has the tiles {', '.join(tables)}; name one of them, alone, in layers=")
    credit = base.credit or ""
    if tiled:
        find, zooms = geopackage_tiles(path, tiled[0])
        return LocalGround(name=path.name, credit=credit, sheet=sheet_of(find, zooms, box, path.name))
    return LocalGround(name=path.name, credit=credit, layers=_vector(path, wanted, box))


def _contents(path: Path) -> tuple[list[str], list[str]]:
    """Give the vector layers of a GeoPackage, and its tables of tiles."""
    rows = asked(path, "SELECT table_name, data_type FROM gpkg_contents ORDER BY rowid")
    found = [[name for name, kind in rows if kind == wanted] for wanted in ("features", "tiles")]
    if not any(found):
        raise InputError(f"{path} holds neither vector layers nor tiles")
    return found[0], found[1]


def _of_pmtiles(base: LocalBase, path: Path, box: Box) -> LocalGround:
    try:
        reader_of = import_module("pmtiles.reader")
    except ModuleNotFoundError as error:
        raise InputError(
            f"reading {path} needs pmtiles, which is not installed: pip install 'zonelib[basemaps]'"
        ) from error
    with path.open("rb") as file:
        try:
            reader = reader_of.Reader(reader_of.MmapSource(file))
            header, about = reader.header(), reader.metadata()
        except Exception as error:  # the library raises what the bytes happen to lead to
            raise FileError(f"{path} cannot be read as PMTiles: {type(error).__name__} {error}") from error
        credit = base.credit or _plain(str(about.get("attribution") or ""))
        zooms = range(header["min_zoom"], header["max_zoom"] + 1)
        if header["tile_type"].value != _MVT:
            if base.layers:
                raise InputError(f"{path} holds pictures, which have no layers; leave layers= out")
            return LocalGround(name=path.name, credit=credit, sheet=sheet_of(reader.get, zooms, box, path.name))
    fit = math.ceil(math.log2(_ACROSS * 360 / (box[2] - box[0])))
    zoom = min(max(fit, zooms.start), zooms.stop - 1)
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    _check_names(path, base.layers, names)
    layers = _vector(path, base.layers or tuple(names), box, ZOOM_LEVEL=zoom)
    return LocalGround(name=path.name, credit=credit, layers=layers)


_READERS: Final = {".gpkg": _of_geopackage, ".pmtiles": _of_pmtiles}


def _check_names(path: Path, wanted: Sequence[str], there: Sequence[str]) -> None:
    for name in wanted:
        if name not in there:
            raise NotFoundError(f"{path} has no layer {name!r}; {nearest(name, there)}")


def _plain(credit: str) -> str:
    """Give what a reader sees of an attribution in HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", credit)).strip()


# -------------------------------------------------------------------------------------------------------------- vector


def _vector(path: Path, names: Sequence[str], box: Box, **options: Any) -> tuple[LocalLayer, ...]:
    try:
        layers = tuple(layer for name in names for layer in _layer(path, name, box, options))
    except pyogrio.errors.DataSourceError as error:
        raise FileError(f"{path} cannot be read: {error}") from error
    count = sum(len(shapely.get_coordinates([layer.areas, layer.lines])) for layer in layers)
    if count > MOST_POSITIONS:
        raise InputError(
            f"{path} has {count:,} positions in this part of the map, and a page takes {MOST_POSITIONS:,}; name fewer "
            f"layers in layers= (it has {', '.join(names)}), or make a coarser extract"
        )
    if not layers:
        raise InputError(
            f"{path} has no areas and no lines in this part of the map; make the extract of this part, or draw "
            "without it"
        )
    return layers


def _layer(path: Path, name: str, box: Box, options: dict[str, Any]) -> Iterator[LocalLayer]:
    told = pyogrio.read_info(path, layer=name, force_total_bounds=True, **options)
    # A layer without geometry, or without a row.
    if not told["geometry_type"] or told["total_bounds"] is None:
        return
    to_plane, to_lonlat = _ways(told["crs"], tuple(told["total_bounds"]), f"layer {name!r} of {path}")
    frame = shapely.segmentize(shapely.box(*box), (box[2] - box[0]) / 16)
    bounds = shapely.transform(frame, to_plane).bounds
    _, _, shapes, _ = pyogrio.raw.read(path, layer=name, bbox=bounds, columns=[], **options)
    there = shapely.get_parts(shapely.transform(shapely.force_2d(shapely.from_wkb(shapes)), to_lonlat))
    there = shapely.get_parts(there)  # those of a collection may have parts themselves
    kinds, tolerance = shapely.get_dimensions(there), (box[2] - box[0]) / _PIXELS
    within = shapely.intersection(shapely.make_valid(there[kinds == 2]), shapely.box(*box))
    # What tiles have cut is one again: their edges agree to a thousandth of the tolerance.
    areas = shapely.simplify(shapely.union_all(within, grid_size=tolerance / 1000), tolerance)
    cut = shapely.get_parts(shapely.clip_by_rect(there[kinds == 1], *box))
    lines: Any = shapely.simplify(shapely.line_merge(shapely.multilinestrings(cut[~shapely.is_empty(cut)])), tolerance)
    if not (areas.is_empty and lines.is_empty):
        yield LocalLayer(name=name, water=bool(_WATER.search(name)), areas=areas, lines=lines)


def _ways(crs: str | None, bounds: Any, what: str) -> tuple[Any, Any]:
    """Give the ways from longitude and latitude to the CRS of a layer, and back."""
    if crs is None:
        raise PlaneError(f"{what} does not state its CRS; write it with one")
    read = CRS.from_user_input(crs)
    if any(read.equals(CRS.from_user_input(same), ignore_axis_order=True) for same in ("OGC:CRS84", "EPSG:4326")):
        return _same, _same
    try:
        plane = projected(crs, bounds)
    except PlaneError as error:
        raise PlaneError(f"{what}: {error}; bring it to WGS 84") from error
    return plane.to_plane, plane.to_lonlat


def _same(lonlat: Any) -> Any:
    return lonlat
