"""Taking messages in: from here on a message is in the database, once.

A gateway tells the centre that it has a message only after the transaction of `insert` has
committed. A redelivery of one that is there already changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from pencere.blocks.sms.days import DAY, day_of
from pencere.blocks.sms.values import Incoming
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.kernel.rows import array

_COLUMNS = "day, id, centre, sender, recipient, text, received_at, delivery_key"
_VALUES = (
    "unnest(%s::date[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],"
    " %s::timestamptz[], %s::text[]"
)
INSERT = f"INSERT INTO sms_inbound ({_COLUMNS}) SELECT * FROM {_VALUES}) ON CONFLICT DO NOTHING"  # noqa: S608
INSERT_UNLESS_EARLIER = (
    f"INSERT INTO sms_inbound ({_COLUMNS})"  # noqa: S608
    f" SELECT {', '.join('m.' + name for name in _COLUMNS.split(', '))}"
    f" FROM {_VALUES}, %s::text[], %s::timestamptz[])"
    f" AS m ({_COLUMNS}, earlier_key, earlier_since)"
    " WHERE NOT EXISTS (SELECT FROM sms_inbound e WHERE e.day = ANY(%s::date[])"
    " AND e.centre = m.centre AND e.delivery_key = m.earlier_key"
    " AND e.received_at >= m.earlier_since)"
    " ON CONFLICT DO NOTHING"
)


def accept(messages: Sequence[Incoming]) -> int:
    """Take `messages` in, in the caller's transaction; returns how many were new.

    Whoever tells a centre that it has them must have committed before.
    """
    if not messages:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(*insertion(messages))
        return int(cursor.rowcount)


def insertion(messages: Sequence[Incoming]) -> tuple[str, list[Any]]:
    """The statement that takes `messages` in and its values; its row count says how many were
    new."""
    now = clock.now()
    received = [each.received_at or now for each in messages]
    ids = [new_id() for _ in messages]
    days = [day_of(instant) for instant in received]
    values: list[Any] = [
        array(days),
        array(ids),
        array(each.centre for each in messages),
        array(storable(each.sender) for each in messages),
        array(storable(each.recipient) for each in messages),
        array(storable(each.text) for each in messages),
        array(received),
        array(each.delivery_key or own.hex for each, own in zip(messages, ids, strict=True)),
    ]
    if not any(each.earlier_key for each in messages):
        return INSERT, values
    looked_in = sorted({day for own in set(days) for day in (own, own - DAY)})
    earlier = array(each.earlier_key for each in messages)
    since = array(each.earlier_since or now for each in messages)
    return INSERT_UNLESS_EARLIER, [*values, earlier, since, looked_in]


def storable(text: str) -> str:
    """`text` without what PostgreSQL can't hold: NUL, and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
