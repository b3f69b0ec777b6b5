"""Files of incidents, opened by their suffix: each must be what its name says."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import geopandas as gpd
import numpy as np
import pandas as pd

from zonelib.errors import FileError, InputError, nearest
from zonelib.incidents.layouts import folded
from zonelib.incidents.sources import Opened, Places, of_arrow, of_frame, wanted

_TEXT: Final = "text"
_SIGNS: Final = (
    (b"PAR1", "Parquet"), (b"ARROW1", "an Arrow file"), (b"SQLite format 3\0", "an SQLite database"),
    (b"PK\x03\x04", "a zip, such as an Excel workbook"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "gzip"), (b"%PDF", "PDF"),
)  # fmt: skip


def opened(source: Any, *, layer: str | None, as_text: Collection[str]) -> Opened:
    """Open whatever a user has.

    Parameters
    ----------
    source : path, GeoDataFrame, DataFrame, Arrow table or mapping of arrays
        What to open.
    layer : str, optional
        Which layer or sheet of it.
    as_text : collection of str
        Columns, in lower case, that are not to be guessed at: they stay as they are written.

    Raises
    ------
    FileError
        If a file is missing, or not what its name says.
    InputError
        If it is of no kind that can be read, holds nothing, or does not say which layer is meant.
    """
    if isinstance(source, str | PathLike):
        found = _of_file(Path(source), layer, as_text)
    elif isinstance(source, pd.DataFrame):
        found = of_frame(source, "the table")
    elif hasattr(source, "__arrow_c_stream__"):
        found = of_arrow(source, "the Arrow table")
    elif isinstance(source, Mapping):
        found = of_frame(_of_columns(source), "the table")
    else:
        raise InputError(
            f"a {type(source).__name__} came; incidents are read from a file, a GeoDataFrame, a DataFrame, an Arrow "
            "table or a mapping of columns"
        )
    if found.table.empty:
        raise InputError(f"{found.where} has no rows")
    return found


def _of_columns(columns: Mapping[str, Any]) -> pd.DataFrame:
    try:
        return pd.DataFrame(dict(columns))
    except ValueError as error:
        raise InputError(f"the columns of the table do not fit together: {error}") from error


def _of_file(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise FileError(f"{path.name} ends in {suffix or 'nothing'}; incidents are read from {', '.join(_READERS)}")
    if not path.is_file():
        raise FileError(f"there is no file {path}")
    reader, kinds = _READERS[suffix]
    with path.open("rb") as file:
        begins = _kind(file.read(512))
    if not begins:
        raise InputError(f"{path.name} is empty")
    if begins not in kinds:
        raise FileError(f"{path.name} is not what its name says: it begins as {begins}; name it after what it is")
    return reader(path, layer, as_text)


def _kind(start: bytes) -> str:
    for sign, kind in _SIGNS:
        if start.startswith(sign):
            return kind
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in text:
        return "binary data"
    return "" if not text else "JSON" if text[:1] == b"{" else "HTML or XML" if text[:1] == b"<" else _TEXT


def _csv(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    _check_no_layer(layer, path)
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = file.readline()
        # An empty cell holds nothing; "NA" is a text, such as the code of Namibia.
        options: dict[str, Any] = {
            "sep": max(",;\t|", key=head.count), "encoding": "utf-8-sig", "keep_default_na": False, "na_values": [""],
            "low_memory": False,
        }  # fmt: skip
        names = pd.read_csv(path, nrows=0, **options).columns
        table = pd.read_csv(path, dtype={name: str for name in names if folded(name) in as_text}, **options)
    except UnicodeDecodeError as error:
        raise FileError(f"{path.name} is not in UTF-8 ({error.reason} at byte {error.start}); save it so") from error
    except pd.errors.ParserError as error:
        raise FileError(f"{path.name} is no table of one kind of row: {error}") from error
    if not isinstance(table.index, pd.RangeIndex):
        raise FileError(f"{path.name} has rows with more cells than its first line has names")
    return of_frame(table, path.name)


def _excel(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    wanted("openpyxl", path.name)
    try:
        with pd.ExcelFile(path, engine="openpyxl") as book:
            sheet = _one_of([str(name) for name in book.sheet_names], layer, path, "sheet")
            table = pd.read_excel(book, sheet_name=sheet, dtype=object, keep_default_na=False, na_values=[""])
    except (BadZipFile, KeyError, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise FileError(f"{path.name} is no Excel workbook that can be read: {error}") from error
    return of_frame(table.infer_objects(), path.name)


def _geojson(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    _check_no_layer(layer, path)
    try:
        document = json.loads(path.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{path.name} is not JSON: {error}") from error
    if document.get("type") != "FeatureCollection" or not isinstance(document.get("features"), list):
        raise FileError(f"{path.name} is JSON, but no GeoJSON FeatureCollection")
    features = [feature if isinstance(feature, dict) else {} for feature in document["features"]]
    shapes = [feature.get("geometry") or {} for feature in features]
    rows = [{**{k: f[k] for k in ("id",) if k in f}, **(f.get("properties") or {})} for f in features]
    opened = of_frame(pd.DataFrame(rows), path.name)
    # Read here and not by GDAL, which turns dates into times of UTC and drops coordinates that are texts.
    xs, ys = zip(*(_position(shape) for shape in shapes), strict=True) if shapes else ((), ())
    places = Places(
        x=pd.Series(xs, dtype=object), y=pd.Series(ys, dtype=object),
        no_point=np.array([shape.get("type", "Point") != "Point" for shape in shapes], dtype=bool),
        crs=((document.get("crs") or {}).get("properties") or {}).get("name"),
    )  # fmt: skip
    opened.table["geometry"] = pd.Series(shapes, dtype=object)
    return Opened(where=path.name, table=opened.table, geometry="geometry", places=places)


def _position(shape: Mapping[str, Any]) -> tuple[Any, Any]:
    at = shape.get("coordinates")
    return (at[0], at[1]) if isinstance(at, list) and len(at) > 1 and shape.get("type") == "Point" else (None, None)


def _geopackage(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    try:
        layers = gpd.list_layers(path)["name"].tolist()
        return of_frame(gpd.read_file(path, layer=_one_of(layers, layer, path, "layer")), path.name)
    except RuntimeError as error:
        raise FileError(f"{path.name} is no GeoPackage that can be read: {error}") from error


def _parquet(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    _check_no_layer(layer, path)
    parquet = wanted("pyarrow.parquet", path.name)
    try:
        if b"geo" in (parquet.read_schema(path).metadata or {}):
            return of_frame(gpd.read_parquet(path), path.name)
        return of_arrow(parquet.read_table(path), path.name)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise FileError(f"{path.name} is no Parquet file that can be read: {error}") from error


def _arrow(path: Path, layer: str | None, as_text: Collection[str]) -> Opened:
    _check_no_layer(layer, path)
    feather = wanted("pyarrow.feather", path.name)
    try:
        return of_arrow(feather.read_table(path), path.name)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise FileError(f"{path.name} is no Arrow file that can be read: {error}") from error


def _one_of(names: Sequence[str], layer: str | None, path: Path, what: str) -> str:
    if layer is None and len(names) == 1:
        return names[0]
    if layer is None:
        raise InputError(f"{path.name} has {len(names)} {what}s ({', '.join(names)}); say which: layer={names[0]!r}")
    if layer not in names:
        raise InputError(f"{path.name} has no {what} {layer!r}; {nearest(layer, names)}")
    return layer


def _check_no_layer(layer: str | None, path: Path) -> None:
    if layer is not None:
        raise InputError(f"layer={layer!r} came with {path.name}, which has no layers; leave it out")


_Reader = Callable[[Path, "str | None", Collection[str]], Opened]
_WORKBOOK: Final = ("a zip, such as an Excel workbook",)
_READERS: Final[dict[str, tuple[_Reader, tuple[str, ...]]]] = {
    ".csv": (_csv, (_TEXT,)),
    ".tsv": (_csv, (_TEXT,)),
    ".xlsx": (_excel, _WORKBOOK),
    ".geojson": (_geojson, ("JSON",)),
    ".json": (_geojson, ("JSON",)),
    ".gpkg": (_geopackage, ("an SQLite database",)),
    ".parquet": (_parquet, ("Parquet",)),
    ".geoparquet": (_parquet, ("Parquet",)),
    ".arrow": (_arrow, ("an Arrow file",)),
    ".feather": (_arrow, ("an Arrow file",)),
}
