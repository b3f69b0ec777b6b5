"""Picture tiles of a local PMTiles or GeoPackage file: those of one zoom over a part of the map."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from zonelib.errors import FileError, InputError

Box = tuple[float, float, float, float]
Find = Callable[[int, int, int], bytes | None]

MOST_BYTES: Final = 2_000_000
"""Of pictures that a page takes; written into it they are a third longer."""

_MOST_TILES: Final = 400
_KINDS: Final = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
# Half of the circumference of the sphere of Web Mercator (EPSG:3857), in metres.
_HALF: Final = math.pi * 6_378_137.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TileSheet:
    """Tiles of one zoom, in Web Mercator, numbered from the north-west as on the web.

    Parameters
    ----------
    zoom : int
        The world is 2^zoom tiles wide.
    tiles : mapping of (int, int) to bytes
        PNG, JPEG or WebP by column and row.
    """

    zoom: int
    tiles: Mapping[tuple[int, int], bytes] = field(repr=False)


def sheet_of(find: Find, zooms: range, box: Box, name: str) -> TileSheet:
    """Choose the finest zoom whose tiles over a box are not too many, and take them.

    Parameters
    ----------
    find : callable
        Gives the tile of a zoom, column and row, or None.
    zooms : range
        Those of the file.
    box : Box
        West, south, east, north.
    name : str
        Of the file, for errors.

    Raises
    ------
    InputError
        If there is no tile over the box, the coarsest are too many, or they are no pictures.
    """
    found: TileSheet | None = None
    weighed = 0
    for zoom in zooms:
        places = list(_over(box, zoom))
        if len(places) > _MOST_TILES:
            break
        tiles = {place: tile for place in places if (tile := find(zoom, *place))}
        weighed = sum(map(len, set(tiles.values())))
        if weighed > MOST_BYTES:
            break
        if tiles:
            found = TileSheet(zoom=zoom, tiles=tiles)
    if found is None and weighed > MOST_BYTES:
        raise InputError(
            f"the coarsest tiles of {name} over this part of the map take {weighed:,} bytes, and a page takes "
            f"{MOST_BYTES:,}; make an extract with coarser zooms"
        )
    if found is None:
        raise InputError(
            f"{name} has no tiles over this part of the map ({_told(box)}) at zooms {zooms.start} to {zooms.stop - 1}, "
            "or only ones too fine for it; make the extract of this part, with coarser zooms"
        )
    for place, tile in found.tiles.items():
        if media_type(tile) is None:
            raise InputError(f"tile {found.zoom}/{place[0]}/{place[1]} of {name} is no PNG, JPEG or WebP")
    return found


def media_type(tile: bytes) -> str | None:
    """Tell a picture by its first bytes."""
    return next((kind for start, kind in _KINDS.items() if tile.startswith(start)), None)


def tile_bounds(zoom: int, column: int, row: int) -> Box:
    """Give west, south, east and north of a tile in degrees."""
    return (_lon(column, zoom), _lat(row + 1, zoom), _lon(column + 1, zoom), _lat(row, zoom))


def geopackage_tiles(path: Path, table: str) -> tuple[Find, range]:
    """Give the tiles of a table of a GeoPackage, and its zooms.

    Raises
    ------
    InputError
        If its tiles are not those of the web.
    FileError
        If it cannot be read.
    """
    kind = asked(path, "SELECT srs_id, min_x, max_y FROM gpkg_tile_matrix_set WHERE table_name = ?", table)
    size = "SELECT matrix_width * tile_width * pixel_x_size FROM gpkg_tile_matrix WHERE table_name = ?"
    # The matrix is that of the whole world, whatever part of it there is: so the numbers are those of the web.
    web = [(srs, _snapped(x), _snapped(y)) for srs, x, y in kind] == [(3857, -_HALF, _HALF)]
    if not web or any(_snapped(wide / 2) != _HALF for (wide,) in asked(path, size, table)):
        raise InputError(
            f"the tiles {table!r} of {path} are not in the web's scheme; write them in Web Mercator with the tiling "
            "scheme GoogleMapsCompatible"
        )
    quoted = '"' + table.replace('"', '""') + '"'
    one = f"SELECT tile_data FROM {quoted} WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    ((least, most),) = asked(path, f"SELECT min(zoom_level), max(zoom_level) FROM {quoted}")
    zooms = range(0) if least is None else range(least, most + 1)
    return lambda *place: next((tile for (tile,) in asked(path, one, *place)), None), zooms


def asked(path: Path, question: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask a GeoPackage in SQL.

    Raises
    ------
    FileError
        If it cannot answer.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            return base.execute(question, values).fetchall()
    except sqlite3.Error as error:
        raise FileError(f"{path} cannot be read as a GeoPackage: {error}") from error


def _snapped(metres: float) -> float:
    return math.copysign(_HALF, metres) if abs(abs(metres) - _HALF) < 1 else metres


def _over(box: Box, zoom: int) -> Iterator[tuple[int, int]]:
    """Give the columns and rows that a box meets."""
    west, south, east, north = box
    last = (1 << zoom) - 1
    columns = [min(max(math.floor(_column(lon, zoom)), 0), last) for lon in (west, east)]
    rows = [min(max(math.floor(_row(lat, zoom)), 0), last) for lat in (north, south)]
    for row in range(rows[0], rows[1] + 1):
        for column in range(columns[0], columns[1] + 1):
            yield column, row


def _column(lon: float, zoom: int) -> float:
    return (lon + 180) / 360 * (1 << zoom)


def _row(lat: float, zoom: int) -> float:
    within = math.radians(min(max(lat, -85.051), 85.051))
    return (1 - math.asinh(math.tan(within)) / math.pi) / 2 * (1 << zoom)


def _lon(column: int, zoom: int) -> float:
    return column / (1 << zoom) * 360 - 180


def _lat(row: int, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << zoom)))))


def _told(box: Box) -> str:
    west, south, east, north = box
    return f"longitude {west:.2f} to {east:.2f}, latitude {south:.2f} to {north:.2f}"
