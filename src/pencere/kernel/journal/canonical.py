"""The bytes of a row that are sealed, and the order of rows.

A row's canonical form is PostgreSQL's binary COPY format of it (documented with `COPY`): the
number of fields, then each field's length and its binary value. Neither a time zone, a language
nor a version's way of printing changes it, and the server makes it faster than any text. The
first three fields are the row's place, `era`, `xid`, `seq`: big-endian numbers, so that the
first 32 bytes of two rows compare as their places do.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pencere.kernel.journal.actions import COLUMNS

FIELDS = ("era", "xid", "seq", *COLUMNS)
_HEADER = b"PGCOPY\n\xff\r\n\x00"
_HEADER_REST = 8
"""Flags and the length of an extension, which is empty."""
_TRAILER = b"\xff\xff"
_PLACE = struct.Struct(">hihiQiq")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a row stands in the order of sealing."""

    era: int
    xid: int
    """Number of the transaction that wrote it."""
    seq: int

    def as_bytes(self) -> bytes:
        """How a row at this place begins."""
        return _PLACE.pack(len(FIELDS), 2, self.era, 8, self.xid, 8, self.seq)


START = Place(0, 0, 0)


def seq_of(row: bytes) -> int:
    """The number of a row in canonical form."""
    seq: int = _PLACE.unpack_from(row)[6]
    return seq


def place_of(row: bytes) -> Place:
    """The place of a row in canonical form."""
    _count, _a, era, _b, xid, _c, seq = _PLACE.unpack_from(row)
    return Place(era, xid, seq)


def rows_between(
    cursor: Any, after: Place, condition: str, *values: int, limit: int | None = None
) -> Iterator[bytes]:
    """Rows in canonical form after the place `after`, in order, that meet `condition`: SQL with
    `{0}`, `{1}` for `values`."""
    # Numbers only: COPY takes no parameters on the server's side.
    query = (
        f"COPY (SELECT {', '.join(FIELDS)} FROM journal_entry"  # noqa: S608
        f" WHERE (era, xid, seq) > ({after.era}, '{after.xid}'::xid8, {after.seq})"
        f" AND {condition.format(*map(int, values))}"
        f" ORDER BY era, xid, seq {f'LIMIT {limit}' if limit else ''}) TO STDOUT (FORMAT BINARY)"
    )
    with cursor.copy(query) as copy:
        yield from _without_frame(copy)


def _without_frame(messages: Iterable[Any]) -> Iterator[bytes]:
    """PostgreSQL sends one message a row; the first carries the header too."""
    stream = iter(messages)
    first = bytes(next(stream, b"")).removeprefix(_HEADER)[_HEADER_REST:]
    if len(first) > len(_TRAILER):
        yield first
    for message in stream:
        if len(message) > len(_TRAILER):
            yield bytes(message)
