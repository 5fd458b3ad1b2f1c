"""Delivery receipts: what became of a text after a centre took it.

They come in any order, more than once, and at times before the answer to the submit, which is
the first to tell our row the centre's number of it. One that finds no row is kept and tried
again; it is acknowledged when it is in the database, either way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from pencere.blocks.sms.days import recent_days
from pencere.blocks.sms.rules import RECEIPT_STATUS, Fate, after_receipt
from pencere.kernel import clock

KEPT_FOR = dt.timedelta(days=1)
"""A receipt for which no text was found is forgotten after this."""
LARGEST_BATCH = 500
_FIRST = ("", "", "")


@dataclass(frozen=True, slots=True)
class Told:
    """What a centre says of a text under its own number."""

    centre: str
    number: str
    state: str
    """As in `smpp`: delivered, expired, deleted, undeliverable, rejected; others change nothing."""
    error: str = ""


_WHOLE = (
    "SELECT id, day, centre, status, centre_message_ids, delivered_ids, error FROM sms_outbound"
    " WHERE day = ANY(%s::date[]) AND centre_message_ids <> '{}'"
    " AND centre_message_ids[1] = ANY(%s::text[]) AND cardinality(centre_message_ids) = 1"
    " ORDER BY id FOR UPDATE"
)
_IN_PARTS = (
    "SELECT id, day, centre, status, centre_message_ids, delivered_ids, error FROM sms_outbound"
    " WHERE day = ANY(%s::date[]) AND cardinality(centre_message_ids) > 1"
    " AND centre_message_ids && %s::text[] ORDER BY id FOR UPDATE"
)
_RECORD = """
UPDATE sms_outbound o SET status = r.status, error = r.error,
    delivered_ids = string_to_array(r.delivered, E'\\n'),
    delivered_at = CASE r.status WHEN 'delivered' THEN coalesce(o.delivered_at, %s) END
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS r (id, status, delivered, error)
WHERE o.day = ANY(%s::date[]) AND o.id = r.id
"""
_KEEP = (
    "INSERT INTO sms_receipt (centre, number, state, error, received_at)"
    " SELECT *, %s FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
    " ON CONFLICT DO NOTHING"
)
_KEPT = (
    "SELECT centre, number, state, error FROM sms_receipt"
    " WHERE received_at > %s AND (centre, number, state) > (%s, %s, %s)"
    " ORDER BY centre, number, state LIMIT %s"
)
_FORGET = (
    "DELETE FROM sms_receipt WHERE (centre, number, state) IN"
    " (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))"
)


@dataclass(frozen=True, slots=True)
class _Text:
    id: UUID
    day: dt.date
    centre: str
    numbers: frozenset[str]
    fate: Fate


def record(receipts: Sequence[Told]) -> int:
    """Take receipts in, in a transaction of its own; returns of how many the text was found."""
    telling = [each for each in receipts if each.state in RECEIPT_STATUS]
    if not telling:
        return 0
    with transaction.atomic():
        unknown = _apply(telling)
        _keep(unknown)
    return len(telling) - len(unknown)


class Early:
    """Receipts that came too early, looked at again: some at a time and all in turn, so that
    those whose text is nobody's hold up none of the others."""

    def __init__(self) -> None:
        self._after = _FIRST

    def try_again(self) -> int:
        """Look once more for the texts of the next receipts; returns how many are found. Forgets
        receipts that came long ago."""
        oldest = clock.now() - KEPT_FOR
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_KEPT, [oldest, *self._after, LARGEST_BATCH])
            kept = [Told(*row) for row in cursor.fetchall()]
            unknown = set(_apply(kept))
            found = [each for each in kept if each not in unknown]
            if found:
                cursor.execute(_FORGET, _columns(found))
            cursor.execute("DELETE FROM sms_receipt WHERE received_at <= %s", [oldest])
        more = len(kept) == LARGEST_BATCH
        self._after = (kept[-1].centre, kept[-1].number, kept[-1].state) if more else _FIRST
        return len(found)


def _apply(receipts: Sequence[Told]) -> list[Told]:
    """Change the texts of which `receipts` tell; returns those whose text is not known."""
    if not receipts:
        return []
    texts = {
        (text.centre, number): text
        for text in _texts([each.number for each in receipts])
        for number in text.numbers
    }
    fates: dict[UUID, Fate] = {}
    known: dict[UUID, _Text] = {}
    unknown = []
    for each in receipts:
        text = texts.get((each.centre, each.number))
        if text is None:
            unknown.append(each)
            continue
        known[text.id] = text
        fates[text.id] = after_receipt(
            fates.get(text.id, text.fate),
            text.numbers,
            number=each.number,
            state=each.state,
            error=each.error,
        )
    _record({known[key]: fate for key, fate in fates.items() if fate != known[key].fate})
    return unknown


def _texts(numbers: list[str]) -> list[_Text]:
    days = recent_days()
    found: list[_Text] = []
    with connection.cursor() as cursor:
        for statement in (_WHOLE, _IN_PARTS):
            cursor.execute(statement, [days, numbers])
            found += [
                _Text(key, day, centre, frozenset(ids), Fate(status, frozenset(got), error))
                for key, day, centre, status, ids, got, error in cursor.fetchall()
            ]
    return found


def _record(fates: Mapping[_Text, Fate]) -> None:
    if not fates:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                clock.now(),
                [text.id for text in fates],
                [fate.status for fate in fates.values()],
                ["\n".join(sorted(fate.delivered)) for fate in fates.values()],
                [fate.error for fate in fates.values()],
                sorted({text.day for text in fates}),
            ],
        )


def _keep(receipts: Sequence[Told]) -> None:
    if not receipts:
        return
    with connection.cursor() as cursor:
        errors = [each.error for each in receipts]
        cursor.execute(_KEEP, [clock.now(), *_columns(receipts), errors])


def _columns(receipts: Sequence[Told]) -> list[list[str]]:
    """What names them, a column each."""
    return [
        [each.centre for each in receipts],
        [each.number for each in receipts],
        [each.state for each in receipts],
    ]
