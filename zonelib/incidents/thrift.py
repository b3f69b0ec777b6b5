"""Structs of Thrift's compact protocol as dicts, and back to the same bytes: the footer of a Parquet file is one.

A struct is a dict of field number to `Field`; a list is a `Field` whose value is (kind of its items, items). No field
needs a name here, and one that a later version of the format adds comes through as it was [1]_.

References
----------
.. [1] Apache Thrift, "Thrift Compact protocol encoding", doc/specs/thrift-compact-protocol.md.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
INTEGERS: Final = (4, 5, 6)


class Field(NamedTuple):
    """A value and its kind, one of the numbers of the protocol."""

    kind: int
    value: Any


Struct = dict[int, Field]


def loads(data: bytes) -> Struct:
    """Read one struct.

    Raises
    ------
    ValueError
        If the bytes end early, or hold a kind of value that is not known.
    """
    reader = _Reader(data)
    try:
        return reader.struct()
    except IndexError as error:
        raise ValueError("the bytes end within a value") from error


def dumps(struct: Struct) -> bytes:
    """Write one struct."""
    out = bytearray()
    _write(out, _STRUCT, struct)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else _unfolded(self._varint())
            kind = head & 0x0F
            # A truth stands in the kind itself, and takes no byte.
            found[number] = Field(kind, None if kind in (_TRUE, _FALSE) else self._value(kind))
        return found

    def _value(self, kind: int) -> Any:
        if kind in INTEGERS:
            return _unfolded(self._varint())
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            head = self._byte()
            count = head >> 4 if head >> 4 < 15 else self._varint()
            return head & 0x0F, [self._value(head & 0x0F) for _ in range(count)]
        if kind in (_TRUE, _FALSE, _BYTE):
            return self._byte()
        if kind == _DOUBLE:
            return self._bytes(8)
        raise ValueError(f"a value of the kind {kind} stands at byte {self._at:,}")

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _bytes(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        self._at += count
        if len(found) < count:
            raise IndexError
        return found

    def _varint(self) -> int:
        found, shift = 0, 0
        while True:
            byte = self._byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind in INTEGERS:
        _write_varint(out, value << 1 if value >= 0 else (-value << 1) - 1)
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind == _STRUCT:
        before = 0
        for number, field in sorted(value.items()):
            near = 0 < number - before < 16
            out.append((number - before) << 4 | field.kind if near else field.kind)
            if not near:
                _write_varint(out, number << 1)
            if field.kind not in (_TRUE, _FALSE):
                _write(out, field.kind, field.value)
            before = number
        out.append(0)
    elif kind in (_LIST, _SET):
        inner, items = value
        out.append(min(len(items), 15) << 4 | inner)
        if len(items) >= 15:
            _write_varint(out, len(items))
        for item in items:
            _write(out, inner, item)
    elif kind == _DOUBLE:
        out += value
    else:
        out.append(value)


def _write_varint(out: bytearray, value: int) -> None:
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _unfolded(value: int) -> int:
    return value >> 1 ^ -(value & 1)
