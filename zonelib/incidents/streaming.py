"""Files of points of any size into zones: in batches, by all cores, within bounded memory."""

from __future__ import annotations

import datetime as dt
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from shapely.geometry.base import BaseGeometry

from zonelib.analysis.classified import EDGE_RULE, METHOD
from zonelib.analysis.ready_zones import ReadyZones, Taken
from zonelib.errors import FileError, InputError, ZonelibError
from zonelib.files.atomic import replacing
from zonelib.geodesy._fast import WORTH
from zonelib.incidents.added_column import AddedColumn
from zonelib.incidents.batches import Tally, Where, zone_column
from zonelib.incidents.parts import Parts, begun, column_file
from zonelib.model import Boundary, Scenario, Zone

Progress = Callable[[int, int], None]
T = TypeVar("T")
S = TypeVar("S")

_PARQUET: Final = (".parquet", ".geoparquet", ".pq")
_BATCH: Final = 1 << 17
_CSV_BLOCK: Final = 1 << 24


@dataclass(frozen=True, kw_only=True, slots=True)
class FileClassified:
    """Which zones hold how many of the rows of a file, found.

    Parameters
    ----------
    target : Path or None
        The file written: every row of the source once, in its order, all its columns, and the zone; None where they
        were only counted.
    rows : int
        How many.
    zones : tuple of str
        Ids of the zones that were asked about.
    sets : tuple of ((str, ...), int)
        The sets of zones that hold rows together, and how many; the empty one counts those in none.
    unplaced : mapping of str to int
        Rows that could not be placed, by reason; they are in the target, their zone is null.
    boundaries : tuple of (str, str, str)
        Zone, id of the boundary that was taken for it (empty for a bare geometry), and why that one.
    undrawn : tuple of str
        Zones that had no line with a geometry on any of the days: no row is in them, whatever took place.
    rule, method : str
        What of points on an edge, and how it was decided.
    """

    target: Path | None
    rows: int
    zones: tuple[str, ...]
    sets: tuple[tuple[tuple[str, ...], int], ...]
    unplaced: Mapping[str, int]
    boundaries: tuple[Taken, ...]
    undrawn: tuple[str, ...]
    rule: str = EDGE_RULE
    method: str = METHOD

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each zone holds; a row in two zones counts in both."""
        return {zone: sum(count for members, count in self.sets if zone in members) for zone in self.zones}

    @property
    def outside(self) -> int:
        """How many rows no zone holds."""
        return sum(count for members, count in self.sets if not members)

    @property
    def several(self) -> int:
        """How many rows lie in more than one zone."""
        return sum(count for members, count in self.sets if len(members) > 1)

    def __str__(self) -> str:
        held = ", ".join(f"{count:,} in {zone}" for zone, count in self.counts.items())
        told = f"{self.rows:,} rows: {held}, {self.outside:,} in none"
        told += f"; {self.several:,} in more than one" if self.several else ""
        if self.unplaced:
            why = ", ".join(f"{reason}: {count:,}" for reason, count in self.unplaced.items())
            told += f"; {sum(self.unplaced.values()):,} could not be placed ({why})"
        return told + (f"; no line is drawn for {' and '.join(self.undrawn)}" if self.undrawn else "")


def classify_file(
    source: str | Path,
    target: str | Path | None,
    *,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    lon: str | None = None,
    lat: str | None = None,
    day: str | None = None,
    known_on: dt.date | None = None,
    column: str = "zone",
    resume: bool = False,
    progress: Progress | None = None,
) -> FileClassified:
    """Tell of the rows of a file in which zones they lie: count them, and write it again with a column that says so.

    Parameters
    ----------
    source : str or Path
        A Parquet or GeoParquet file, or a CSV file. Of a CSV, coordinates are read as numbers; all other columns stay
        the text that they are.
    target : str, Path or None
        The Parquet file to write; an older one is replaced at the very end. With None the rows are only counted.
    zones : Scenario, or mapping of str to Zone, Boundary, Polygon or MultiPolygon
        As for `classify`.
    lon, lat : str, optional
        Columns of degrees. Without them the points of a GeoParquet file, or else the columns ``lon`` and ``lat``.
    day : str, optional
        A column of dates: then each row is held against the lines that held on its day. That takes a scenario.
    known_on : date, optional
        With `day`: the day whose knowledge is used.
    column : str
        What the new column is called. It holds an id, several joined by " + ", empty text for none, null for a row that
        cannot be placed.
    resume : bool
        Whether to go on where an interrupted run stopped, by row groups; Parquet only, and with a target.
    progress : callable, optional
        Called as ``progress(done, total)``: rows of a Parquet file, bytes of a CSV.

    Returns
    -------
    FileClassified

    Raises
    ------
    FileError
        If a file is missing, not what its name says, or cannot be written to; no half target is left.
    InputError
        If pyarrow (the extra ``[incidents]``) is missing, a column or a zone cannot be, or what an interrupted run left
        does not belong to this one.

    Notes
    -----
    Of a row group, 130,000 rows are held for each core; of a CSV, some blocks of 16 MB. Of a Parquet file only the
    columns that are asked are decoded; all are copied byte by byte, encodings and statistics too. An interrupted run
    leaves the new column of the row groups that are done in a hidden folder beside the target, for `resume`.
    """
    came, place = Path(source), None if target is None else Path(target)
    if day is None and known_on is not None:
        raise InputError("known_on came without day; name the column of dates, or leave it out")
    _check_paths(came, place)
    if resume and (place is None or came.suffix.lower() not in _PARQUET):
        why = "nothing is written without a target" if place is None else f"{came} has no row groups to go on from"
        raise InputError(f"{why}; resume is for a Parquet file that is written again")
    asked = _Asked(came, place, zones, lon, lat, day, known_on, column, progress)
    if came.suffix.lower() in _PARQUET:
        tally, ready = _of_parquet(asked, resume=resume)
    else:
        tally, ready = _of_csv(asked)
    return FileClassified(
        target=place, rows=tally.rows, zones=ready.names, sets=tuple(tally.sets.items()), unplaced=dict(tally.unplaced),
        boundaries=tuple(tally.taken), undrawn=ready.undrawn(tuple(tally.taken)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    source: Path
    target: Path | None
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry]
    lon: str | None
    lat: str | None
    day: str | None
    known_on: dt.date | None
    column: str
    progress: Progress | None

    def where(self, schema: Any) -> Where:
        if self.column in schema.names:
            raise InputError(f"{self.source} has a column {self.column!r} already; give the new one another name")
        return Where.of(schema, lon=self.lon, lat=self.lat, day=self.day, name=str(self.source))

    def ready(self, *, many: bool) -> ReadyZones:
        ready = ReadyZones(self.zones, known_on=self.known_on, many=many)
        # What is wrong with a zone is said before anything is read.
        days = None if self.day is None else np.empty(0, dtype="datetime64[D]")
        none = ready.tell(np.empty(0), np.empty(0), days)
        if self.day is None and len(ready.undrawn(none.taken)) == len(ready.names):
            raise InputError("none of the zones has a line with a geometry; nothing can be told of the rows")
        return ready

    def say(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(done, total)


def _check_paths(source: Path, target: Path | None) -> None:
    if source.suffix.lower() not in (*_PARQUET, ".csv"):
        raise FileError(f"{source} ends in {source.suffix!r}; files in .parquet and .csv are read")
    if target is not None and target.suffix.lower() not in _PARQUET:
        raise FileError(f"{target} does not end in .parquet, which is what is written")
    if not source.is_file():
        raise FileError(f"{source} is not there" if not source.exists() else f"{source} is not a file")
    if target is not None and target.exists() and target.samefile(source):
        raise FileError(f"{target} is the source itself; give the target another name")


def _arrow(module: str, source: Path) -> Any:
    try:
        return import_module(f"pyarrow{module}")
    except ModuleNotFoundError as error:
        raise InputError(
            f"reading {source} needs pyarrow, which is not installed: pip install 'zonelib[incidents]'"
        ) from error


# ------------------------------------------------------------------------------------------------------------- Parquet


def _of_parquet(asked: _Asked, *, resume: bool) -> tuple[Tally, ReadyZones]:
    arrow, parquet = _arrow("", asked.source), _arrow(".parquet", asked.source)
    try:
        with parquet.ParquetFile(asked.source) as opened:
            about, schema = opened.metadata, opened.schema_arrow
    except (arrow.ArrowInvalid, OSError) as error:
        raise FileError(f"{asked.source} cannot be read as Parquet: {error}") from error
    where = asked.where(schema)
    ready = asked.ready(many=about.num_rows >= WORTH)
    told = _Groups(asked, where, ready, about)
    if asked.target is None:
        return _summed(asked, told.count, about), ready
    return _written(asked, asked.target, told, schema, resume=resume), ready


@dataclass(frozen=True, slots=True)
class _Groups:
    """The row groups of a Parquet file, each told in one thread."""

    asked: _Asked
    where: Where
    ready: ReadyZones
    about: Any

    def count(self, group: int) -> Tally:
        tally = Tally()
        for _, counted in self._told(group):
            tally += counted
        return tally

    def classify(self, group: int, parts: Parts) -> Tally:
        """Count the rows of a group, and keep its new column."""
        tally, chunks = Tally(), [_no_words(import_module("pyarrow"))]
        for chunk, counted in self._told(group):
            chunks.append(chunk)
            tally += counted
        parts.write(group, column_file(self.asked.column, chunks, tally))
        return tally

    def _told(self, group: int) -> Iterator[tuple[Any, Tally]]:
        source = self.asked.source
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        try:
            with parquet.ParquetFile(source, metadata=self.about, buffer_size=1 << 20) as opened:
                for batch in opened.iter_batches(
                    _BATCH, row_groups=[group], columns=self.where.names, use_threads=False
                ):
                    yield zone_column(self.where.read(batch), self.ready)
        except ZonelibError:
            raise
        except (arrow.ArrowInvalid, OSError) as error:
            raise FileError(f"row group {group} of {source} cannot be read: {error}") from error


def _summed(asked: _Asked, count: Callable[[int], Tally], about: Any) -> Tally:
    tally = Tally()
    asked.say(0, about.num_rows)
    with ThreadPoolExecutor(_cores()) as pool:
        for found in _in_order(pool, count, range(about.num_row_groups)):
            tally += found
            asked.say(tally.rows, about.num_rows)
    return tally


def _written(asked: _Asked, target: Path, told: _Groups, schema: Any, *, resume: bool) -> Tally:
    """Count the rows and write them, by way of parts that an interrupted run leaves."""
    arrow, about = import_module("pyarrow"), told.about
    folder = target.with_name(f".{target.name}.parts")
    options = {
        "lon": told.where.lon,
        "lat": told.where.lat,
        "day": asked.day,
        "known_on": str(asked.known_on),
        "column": asked.column,
    }
    parts = begun(folder, source=asked.source, zones=asked.zones, options=options, resume=resume)
    field = arrow.field(asked.column, arrow.dictionary(arrow.int32(), arrow.string()))
    empty = column_file(asked.column, [_no_words(arrow)], Tally())
    groups, tally = range(about.num_row_groups), Tally()
    asked.say(0, about.num_rows)
    # What is half lies among the parts: it goes with them, whatever happens.
    with replacing(target, beside=folder / "whole") as temporary, temporary.open("wb") as file:
        whole = AddedColumn(asked.source, file)
        with ThreadPoolExecutor(_cores()) as pool:
            found_of = _in_order(pool, lambda group: parts.tally(group) or told.classify(group, parts), groups)
            for group, found in enumerate(found_of):
                tally += found
                whole.copy((group + 1) / len(groups))
                asked.say(tally.rows, about.num_rows)
        whole.finish(map(parts.read, groups), empty=empty, schema=schema.append(field))
        parts.check_source()
    parts.remove()
    return tally


def _no_words(arrow: Any) -> Any:
    return arrow.DictionaryArray.from_arrays(arrow.array([], arrow.int32()), arrow.array([], arrow.string()))


# ----------------------------------------------------------------------------------------------------------------- CSV


def _of_csv(asked: _Asked) -> tuple[Tally, ReadyZones]:
    arrow, parquet = _arrow("", asked.source), _arrow(".parquet", asked.source)
    size = asked.source.stat().st_size
    tally = Tally()
    try:
        with asked.source.open("rb") as file:
            batches, where = _csv_batches(asked, file)
            ready = asked.ready(many=size > _CSV_BLOCK)
            schema = batches.schema.append(arrow.field(asked.column, arrow.dictionary(arrow.int32(), arrow.string())))
            with ExitStack() as last, ThreadPoolExecutor(_cores()) as pool:
                writer = None
                if asked.target is not None:
                    temporary = last.enter_context(replacing(asked.target))
                    writer = last.enter_context(parquet.ParquetWriter(temporary, schema))
                told = _in_order(pool, lambda batch: (batch, *zone_column(where.read(batch), ready)), batches)
                for batch, zone, counted in told:
                    if writer is not None:
                        writer.write_table(arrow.Table.from_arrays([*batch.columns, zone], schema=schema))
                    tally += counted
                    asked.say(file.tell(), size)
    except arrow.ArrowInvalid as error:
        raise InputError(f"{asked.source} cannot be read as CSV: {error}") from error
    return tally, ready


def _csv_batches(asked: _Asked, file: Any) -> tuple[Any, Where]:
    """Open the batches of a CSV file: coordinates as numbers, everything else as it is written."""
    arrow, csv = _arrow("", asked.source), _arrow(".csv", asked.source)
    reading = csv.ReadOptions(block_size=_CSV_BLOCK)
    with asked.source.open("rb") as head:
        names = csv.open_csv(head, reading).schema.names
    kinds = {name: arrow.string() for name in names}
    kinds |= {name: arrow.float64() for name in (asked.lon or "lon", asked.lat or "lat")}
    where = asked.where(arrow.schema([(name, kinds[name]) for name in names]))
    batches = csv.open_csv(file, reading, convert_options=csv.ConvertOptions(column_types=kinds))
    return batches, where


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(pool: ThreadPoolExecutor, work: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """Give what `work` gives, in the order of the items; few are begun ahead, and none after an error."""
    ahead: deque[Future[T]] = deque()
    try:
        for item in items:
            ahead.append(pool.submit(work, item))
            if len(ahead) > 2 * _cores():
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        for future in ahead:
            future.cancel()
