"""A Parquet file with one more column: every byte of the old columns as it was, the new one behind them, a new footer.

The footer tells where the pages of each column of each row group begin, counted from the start of the file. So what is
written after the old pages leaves those places right, and nothing is decoded that is only passed on: the old columns
keep their encodings, statistics and indexes, and a column is added at the speed of copying a file [1]_.

References
----------
.. [1] Apache Parquet, "File Format" and parquet.thrift, for the numbers of the fields.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final

from zonelib.errors import FileError, InputError
from zonelib.incidents.thrift import Field, Struct, dumps, loads

MAGIC: Final = b"PAR1"
_PIECE: Final = 1 << 23
_I64: Final = 6

# FileMetaData
_SCHEMA, _GROUPS, _NOTES, _ORDERS, _ENCRYPTION = 2, 4, 5, 7, 8
# SchemaElement
_CHILDREN = 5
# RowGroup
_COLUMNS, _BYTES, _BYTES_PACKED = 1, 2, 6
# ColumnChunk
_FILE, _CHUNK_OFFSET, _META, _CRYPTO = 1, 2, 3, 8
# ColumnMetaData
_UNPACKED, _PACKED, _PAGE_OFFSETS = 6, 7, (9, 10, 11)


class AddedColumn:
    """A Parquet file as it is written again, with one more column.

    Parameters
    ----------
    source : Path
        A Parquet file.
    file : BinaryIO
        What is written, empty and open.

    Raises
    ------
    InputError
        If the source is encrypted, or points to other files.
    """

    def __init__(self, source: Path, file: BinaryIO) -> None:
        self._source, self._file, self._copied = source, file, 0
        self._in_kernel = hasattr(os, "copy_file_range")
        with source.open("rb") as opened:
            self._footer, self._end = read_footer(opened)
        _check(self._footer, source)

    def copy(self, share: float) -> None:
        """Copy the old columns up to this share of their bytes, so that it goes on beside other work.

        Raises
        ------
        FileError
            If the source has become shorter.
        """
        with self._source.open("rb") as opened:
            while left := int(self._end * share) - self._copied:
                copied = self._passed_on(opened, min(left, _PIECE))
                if not copied:
                    raise FileError(f"{self._source} ended early: it was changed while it was read; begin anew")
                self._copied += copied

    def _passed_on(self, opened: BinaryIO, count: int) -> int:
        """Copy so many bytes at most: inside the kernel, at many times the speed, where system and disks can."""
        at = self._copied
        if self._in_kernel:
            try:
                return os.copy_file_range(opened.fileno(), self._file.fileno(), count, at, at)
            except OSError:
                self._in_kernel = False  # what truly fails will fail again below
        opened.seek(at)
        self._file.seek(at)
        return self._file.write(opened.read(count))

    def finish(self, parts: Iterable[bytes], *, empty: bytes, schema: Any) -> None:
        """Write the new column and the footer.

        Parameters
        ----------
        parts : iterable of bytes
            For each row group of the source a Parquet file with nothing but the new column of that group.
        empty : bytes
            Such a file without rows: what the column is.
        schema : pyarrow.Schema
            That of the whole: taken to the notes where the source keeps one there.
        """
        self.copy(1)
        self._file.seek(self._end)
        for group, part in zip(_items(self._footer, _GROUPS), parts, strict=True):
            _append(self._file, group, part)
        _tell_of_column(self._footer, footer_of(empty), schema)
        written = dumps(self._footer)
        self._file.write(written + len(written).to_bytes(4, "little") + MAGIC)


def read_footer(file: BinaryIO) -> tuple[Struct, int]:
    """Give the footer of an open Parquet file, and where it begins."""
    end = file.seek(-8, 2)
    count = int.from_bytes(file.read(4), "little")
    file.seek(end - count)
    return loads(file.read(count)), end - count


def footer_of(content: bytes) -> Struct:
    """Give the footer of the content of a Parquet file."""
    return loads(content[-8 - _footer_size(content) : -8])


def note_of(content: bytes, key: str) -> bytes | None:
    """Give what the content of a Parquet file notes under a key."""
    for note in _items(footer_of(content), _NOTES):
        if note[1].value == key.encode():
            return bytes(note[2].value)
    return None


def _footer_size(content: bytes) -> int:
    return int.from_bytes(content[-8:-4], "little")


def _items(struct: Struct, number: int) -> list[Any]:
    return list(struct[number].value[1]) if number in struct else []


def _check(footer: Struct, source: Path) -> None:
    chunks = [chunk for group in _items(footer, _GROUPS) for chunk in _items(group, _COLUMNS)]
    if _ENCRYPTION in footer or any(_CRYPTO in chunk or _META not in chunk for chunk in chunks):
        raise InputError(f"{source} is encrypted; give a file that is not")
    if any(_FILE in chunk for chunk in chunks):
        raise InputError(f"{source} only points to other files; give those, one by one")


def _append(file: BinaryIO, group: Struct, part: bytes) -> None:
    """Write the pages of a part at the end of the file, and enter them into the row group."""
    by = file.tell() - len(MAGIC)
    file.write(part[len(MAGIC) : len(part) - 8 - _footer_size(part)])
    chunk: Struct = _items(_items(footer_of(part), _GROUPS)[0], _COLUMNS)[0]
    meta: Struct = chunk[_META].value
    for struct, numbers in ((chunk, (_CHUNK_OFFSET,)), (meta, _PAGE_OFFSETS)):
        for number in numbers:
            # 0 stands for "not told": nothing lies before the magic bytes.
            if number in struct and struct[number].value:
                struct[number] = Field(_I64, struct[number].value + by)
    group[_COLUMNS].value[1].append(chunk)
    for number, added in ((_BYTES, _UNPACKED), (_BYTES_PACKED, _PACKED)):
        if number in group:
            group[number] = Field(_I64, group[number].value + meta[added].value)


def _tell_of_column(footer: Struct, empty: Struct, schema: Any) -> None:
    elements = _items(footer, _SCHEMA)
    root: Struct = elements[0]
    root[_CHILDREN] = root[_CHILDREN]._replace(value=root[_CHILDREN].value + 1)
    footer[_SCHEMA].value[1].append(_items(empty, _SCHEMA)[1])
    if _ORDERS in footer:
        footer[_ORDERS].value[1].append(_items(empty, _ORDERS)[0])
    for note in _items(footer, _NOTES):
        if note[1].value == b"ARROW:schema":
            note[2] = note[2]._replace(value=base64.b64encode(schema.serialize().to_pybytes()))
