"""What a run over a Parquet file has done so far: the new column of each row group, and what all of it was made of."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from zonelib.analysis.things import stand_for
from zonelib.errors import FileError, InputError
from zonelib.files.atomic import write_bytes, write_text
from zonelib.files.writer import text_of
from zonelib.incidents.added_column import MAGIC, note_of, read_footer
from zonelib.incidents.batches import Tally
from zonelib.incidents.thrift import dumps
from zonelib.model import Boundary, Scenario, Zone

_NOTE: Final = "zonelib"
_JOURNAL: Final = "run.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The parts in their folder.

    Parameters
    ----------
    folder, source : Path
        Where they lie, and the file that they are of.
    stamp : mapping
        What the source was when they were begun.
    """

    folder: Path
    source: Path
    stamp: Mapping[str, Any]

    def tally(self, group: int) -> Tally | None:
        """Give the counts of a row group that is done; None for one that is not, or whose part is broken."""
        try:
            content = self.read(group)
            note = note_of(content, _NOTE) if content.endswith(MAGIC) else None
        except (FileError, ValueError, KeyError):
            return None
        return None if note is None else Tally.loads(note)

    def read(self, group: int) -> bytes:
        """Give the part of a row group."""
        try:
            return self._file(group).read_bytes()
        except OSError as error:
            raise FileError(f"{self._file(group)} cannot be read ({error.strerror}); begin anew") from error

    def write(self, group: int, content: bytes) -> None:
        """Keep the part of a row group."""
        write_bytes(self._file(group), content)

    def check_source(self) -> None:
        """Refuse a source that has become another one on the way.

        Raises
        ------
        FileError
            If it has.
        """
        if stamp_of(self.source) != self.stamp:
            raise FileError(f"{self.source} was changed while it was read; begin anew")

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, group: int) -> Path:
        return self.folder / f"{group:08d}.parquet"


def begun(
    folder: Path,
    *,
    source: Path,
    zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry],
    options: Mapping[str, Any],
    resume: bool,
) -> Parts:
    """Give the parts that are there already, or begin anew.

    Raises
    ------
    InputError
        If those there are of another source, other zones or other options.
    FileError
        If the folder cannot be made.
    """
    stamp = stamp_of(source)
    journal = json.dumps({"source": stamp, "zones": _digest(zones), "options": options}, indent=2)
    parts, file = Parts(folder=folder, source=source, stamp=stamp), folder / _JOURNAL
    if not resume:
        parts.remove()
    if file.exists():
        _check_same(file, json.loads(journal))
        return parts
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FileError(
            f"{folder} could not be made ({error.strerror}); name a folder that exists and is yours"
        ) from error
    write_text(file, journal)
    return parts


def stamp_of(source: Path) -> dict[str, Any]:
    """Give what tells a Parquet file from another one: its size, when it was written, its footer."""
    with source.open("rb") as file:
        footer, _ = read_footer(file)
    told = source.stat()
    return {"bytes": told.st_size, "written": told.st_mtime_ns, "footer": hashlib.sha256(dumps(footer)).hexdigest()}


def column_file(name: str, chunks: list[Any], tally: Tally) -> bytes:
    """Write one row group of one column as a Parquet file, with its counts as a note."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    column = arrow.chunked_array(chunks).unify_dictionaries()
    schema = arrow.schema([(name, column.type)], metadata={_NOTE: tally.dumps()})
    file = io.BytesIO()
    table = arrow.Table.from_arrays([column], schema=schema)
    # The least and the greatest word of a group say little, and take half of the time.
    parquet.write_table(table, file, row_group_size=max(len(column), 1), write_statistics=False)
    return file.getvalue()


def _digest(zones: Scenario | Mapping[str, Zone | Boundary | BaseGeometry]) -> str:
    if isinstance(zones, Scenario):
        return hashlib.sha256(text_of(zones).encode()).hexdigest()
    found = hashlib.sha256()
    for name, thing in zones.items():
        found.update(name.encode() + b"\0" + stand_for(thing).geometry.wkb)
    return found.hexdigest()


def _check_same(file: Path, wanted: Mapping[str, Any]) -> None:
    try:
        left = json.loads(file.read_text(encoding="utf-8"))
        other = [what for what, value in wanted.items() if left[what] != value]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file} cannot be read ({error}); begin anew, without resume") from error
    if other:
        raise InputError(
            f"what an interrupted run left in {file.parent} was made with other {' and '.join(other)}; begin anew, "
            "without resume"
        )
