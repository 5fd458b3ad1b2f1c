"""Long texts come in parts: each is kept as it comes, and joined when all are there.

A part is acknowledged when it is in the database, like any message. One lock is held by whoever
takes parts in, so that of two gateways that take the last two parts of a text at the same time
one sees both. A text of which a part stays away is handed on after a while as what is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pencere.blocks.sms.accepting import accept, storable
from pencere.blocks.sms.rules import SAME_TEXT_WITHIN
from pencere.blocks.sms.values import Incoming
from pencere.kernel import clock
from pencere.kernel.ids import new_id

PATIENCE = dt.timedelta(seconds=60)
"""After the last part came, for so long the others are waited for."""
STRAGGLES_FOR = dt.timedelta(minutes=10)
"""A part that comes so late after its text was handed on without it belongs to that text still;
so does one that the text has already, when it comes within `SAME_TEXT_WITHIN`. Any other begins
a text of its own: phones use a reference again."""
PARTS_KEPT = dt.timedelta(days=2)

Joiner = Callable[[str, Mapping[int, tuple[bytes, int]], int], str]
"""From a centre's name, its parts (number → octets and data coding) and their total to the text."""


@dataclass(frozen=True, slots=True)
class IncomingPart:
    """One part of a long text as a centre hands it over."""

    centre: str
    sender: str
    recipient: str
    reference: int
    number: int
    total: int
    octets: bytes
    data_coding: int
    delivery_key: str = ""


_LOCK = "SELECT pg_advisory_xact_lock(hashtext('pencere.sms.parts'))"
_INSERT = """
INSERT INTO sms_part (id, centre, sender, recipient, reference, total, number, octets, data_coding,
    received_at, delivery_key, joined_at)
SELECT m.id, m.centre, m.sender, m.recipient, m.reference, m.total, m.number, m.octets,
    m.data_coding, %s, m.delivery_key, (
    SELECT old.joined_at FROM sms_part old
    WHERE old.centre = m.centre AND old.sender = m.sender AND old.recipient = m.recipient
        AND old.reference = m.reference AND old.total = m.total AND old.joined_at > %s
    GROUP BY old.joined_at
    HAVING NOT bool_or(old.number = m.number)
        OR bool_or(old.number = m.number AND old.octets = m.octets AND old.received_at > %s)
    ORDER BY old.joined_at DESC LIMIT 1)
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::int[], %s::smallint[],
    %s::smallint[], %s::bytea[], %s::smallint[], %s::text[])
    AS m (id, centre, sender, recipient, reference, total, number, octets, data_coding,
        delivery_key)
ON CONFLICT DO NOTHING
"""
_COLUMNS = (
    "p.id, p.centre, p.sender, p.recipient, p.reference, p.total, p.number, p.octets,"
    " p.data_coding, p.received_at"
)
_TOUCHED = f"""
SELECT {_COLUMNS} FROM sms_part p
WHERE p.joined_at IS NULL AND (p.centre, p.sender, p.recipient, p.reference, p.total) IN (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::smallint[]))
ORDER BY p.centre, p.sender, p.recipient, p.reference, p.total, p.id
"""  # noqa: S608
_GIVEN_UP = f"""
SELECT {_COLUMNS} FROM sms_part p
WHERE p.joined_at IS NULL AND (p.centre, p.sender, p.recipient, p.reference, p.total) IN (
    SELECT centre, sender, recipient, reference, total FROM sms_part WHERE joined_at IS NULL
    GROUP BY 1, 2, 3, 4, 5 HAVING max(received_at) <= %s)
ORDER BY p.centre, p.sender, p.recipient, p.reference, p.total, p.id
"""  # noqa: S608
_MARK = "UPDATE sms_part SET joined_at = %s WHERE id = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class _Kept:
    id: UUID
    centre: str
    sender: str
    recipient: str
    reference: int
    total: int
    number: int
    octets: bytes
    data_coding: int
    received_at: dt.datetime

    @property
    def message(self) -> tuple[str, str, str, int, int]:
        return (self.centre, self.sender, self.recipient, self.reference, self.total)


def accept_parts(parts: Sequence[IncomingPart], join: Joiner) -> int:
    """Take `parts` in, in a transaction of its own; returns how many texts they completed."""
    if not parts:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        _insert(cursor, parts)
        touched = list({(p.centre, p.sender, p.recipient, p.reference, p.total) for p in parts})
        cursor.execute(_TOUCHED, [list(column) for column in zip(*touched, strict=True)])
        texts = [text for text in _texts(cursor.fetchall()) if _is_complete(text)]
        _hand_on(cursor, texts, join)
        return len(texts)


def join_incomplete(join: Joiner) -> int:
    """Hand on the texts of which parts have stayed away for long; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_GIVEN_UP, [clock.now() - PATIENCE])
        texts = _texts(cursor.fetchall())
        _hand_on(cursor, texts, join)
        return len(texts)


def forget_old_parts() -> None:
    """Delete parts whose text was handed on long ago."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sms_part WHERE joined_at < %s", [clock.now() - PARTS_KEPT])


def _insert(cursor: Any, parts: Sequence[IncomingPart]) -> None:
    now = clock.now()
    ids = [new_id() for _ in parts]
    cursor.execute(
        _INSERT,
        [
            now,
            now - STRAGGLES_FOR,
            now - SAME_TEXT_WITHIN,
            ids,
            [part.centre for part in parts],
            [storable(part.sender) for part in parts],
            [storable(part.recipient) for part in parts],
            [part.reference for part in parts],
            [part.total for part in parts],
            [part.number for part in parts],
            [part.octets for part in parts],
            [part.data_coding for part in parts],
            [part.delivery_key or own.hex for part, own in zip(parts, ids, strict=True)],
        ],
    )


def _texts(rows: Sequence[tuple[Any, ...]]) -> list[list[_Kept]]:
    parts = [_Kept(*row) for row in rows]
    return [list(group) for _, group in groupby(parts, key=lambda part: part.message)]


def _is_complete(parts: Sequence[_Kept]) -> bool:
    return len({part.number for part in parts}) == parts[0].total


def _hand_on(cursor: Any, texts: Sequence[Sequence[_Kept]], join: Joiner) -> None:
    accept([_whole(parts, join) for parts in texts])
    cursor.execute(_MARK, [clock.now(), [part.id for parts in texts for part in parts]])


def _whole(parts: Sequence[_Kept], join: Joiner) -> Incoming:
    first = parts[0]
    by_number = {part.number: (bytes(part.octets), part.data_coding) for part in parts}
    return Incoming(
        centre=first.centre,
        sender=first.sender,
        recipient=first.recipient,
        text=join(first.centre, by_number, first.total),
        delivery_key=f"parts:{first.id.hex}",
    )
