"""Sending what is due: the oldest first, each once as long as nothing breaks, at least once
whatever breaks.

A batch stays locked, in an open transaction, while a centre takes it: a process that dies in
the middle frees it at once, and another sends it. What a centre has answered is written in that
same transaction. Should the database die in between, the process still knows what was sent and
records it when the database is back (`Ledger`), so that nothing of that is sent twice.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from pencere.blocks.sms.days import hot_days
from pencere.blocks.sms.rules import retry_after
from pencere.kernel import clock
from pencere.kernel.rows import array

_LOCK = (
    "SELECT id, day, recipient, sender, text, not_after, attempts, due_at FROM sms_outbound"
    " WHERE day = ANY(%s::date[]) AND centre = %s AND status = 'waiting' AND due_at <= %s"
    " AND (due_at, id) > (%s, %s) ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED"
)
_RECORD = """
UPDATE sms_outbound o SET status = r.status, centre = coalesce(r.centre, o.centre),
    sent_at = r.sent_at,
    sent_xact = CASE WHEN r.sent_at IS NOT NULL THEN pg_current_xact_id()::text::bigint END,
    centre_message_ids = string_to_array(r.numbers, E'\\n'),
    attempts = r.attempts, due_at = coalesce(r.due_at, o.due_at), error = r.error
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::smallint[],
    %s::timestamptz[], %s::text[])
    AS r (id, status, centre, sent_at, numbers, attempts, due_at, error)
WHERE o.day = ANY(%s::date[]) AND o.id = r.id AND o.status IS NOT DISTINCT FROM 'waiting'
"""
"""The status is asked for in words that don't fit the queue's index: PostgreSQL would walk the
whole of it, which is cheap as long as little waits."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is due."""

    id: UUID
    day: dt.date
    to: str
    sender: str
    text: str
    not_after: dt.datetime | None
    attempts: int
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A centre took it, under these numbers of its own."""

    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A centre answered with an error."""

    error: str
    is_permanent: bool


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing is known of it, or it was too much for the centre just now: it keeps its place."""


Outcome = Sent | Refused | Unsent
Carry = Callable[[Sequence[Text]], Sequence[Outcome]]
"""Hands texts to a centre and waits for its answers: what became of each, in the same order."""

Place = tuple[dt.datetime, UUID]
START: Place = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), UUID(int=0))


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch leaves in one row of the outbox."""

    text: Text
    status: str
    centre: str | None = None
    sent_at: dt.datetime | None = None
    numbers: Sequence[str] = ()
    attempts: int = 0
    due_at: dt.datetime | None = None
    error: str = ""


class Ledger:
    """What a process knows of texts that were sent and the database does not: kept while the
    database is away. One for all senders of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: dict[UUID, Change] = {}

    def keep(self, changes: Iterable[Change]) -> None:
        """These could not be recorded."""
        with self._lock:
            self._changes.update((change.text.id, change) for change in changes)

    def unknown_to(self, texts: Sequence[Text]) -> list[Text]:
        """Those of `texts` that are not in here."""
        return [text for text in texts if text.id not in self._changes]

    def record(self) -> None:
        """Bring what is in here into the database."""
        with self._lock:
            if not self._changes:
                return
            with transaction.atomic():
                write(list(self._changes.values()))
            self._changes.clear()


@dataclass(slots=True)
class Batch:
    """What one call of `send_due` came upon."""

    found: int
    sent: int
    unsent: int
    last: Place | None


def send_due(
    centre: str,
    carry: Carry,
    ledger: Ledger,
    *,
    waiting_for: str | None = None,
    limit: int = 64,
    after: Place = START,
    days: Sequence[dt.date] | None = None,
) -> Batch:
    """Send up to `limit` texts that are due and wait for the centre `waiting_for` (`centre` itself
    when left out), by `centre`; those behind `after` in the order of the outbox.

    A text whose time is over is marked so and not sent.
    """
    ledger.record()
    changes: list[Change] = []
    try:
        with transaction.atomic():
            texts = _due(centre if waiting_for is None else waiting_for, limit, after, days)
            live, over = _sifted(ledger.unknown_to(texts))
            if live:
                outcomes = carry(live)
                changes = [
                    change
                    for text, outcome in zip(live, outcomes, strict=True)
                    if (change := _change(text, outcome, centre)) is not None
                ]
            write([*changes, *over])
    except Exception:
        ledger.keep(change for change in changes if change.status == "sent")
        raise
    return Batch(
        found=len(texts),
        sent=sum(change.status == "sent" for change in changes),
        unsent=len(live) - len(changes),
        last=(texts[-1].due_at, texts[-1].id) if texts else None,
    )


def _due(waiting_for: str, limit: int, after: Place, days: Sequence[dt.date] | None) -> list[Text]:
    looked_at = list(days) if days is not None else hot_days()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [looked_at, waiting_for, clock.now(), *after, limit])
        return [Text(*row) for row in cursor.fetchall()]


def _sifted(texts: Sequence[Text]) -> tuple[list[Text], list[Change]]:
    now = clock.now()
    over = [text for text in texts if text.not_after is not None and text.not_after < now]
    gone = {text.id for text in over}
    expired = [Change(text, "expired", attempts=text.attempts) for text in over]
    return [text for text in texts if text.id not in gone], expired


def _change(text: Text, outcome: Outcome, centre: str) -> Change | None:
    now = clock.now()
    if isinstance(outcome, Sent):
        return Change(text, "sent", centre, now, outcome.numbers, text.attempts + 1)
    if isinstance(outcome, Unsent):
        return None
    attempts = text.attempts + 1
    pause = None if outcome.is_permanent else retry_after(attempts)
    if pause is None:
        return Change(text, "failed", centre, attempts=attempts, error=outcome.error)
    return Change(text, "waiting", attempts=attempts, due_at=now + pause, error=outcome.error)


def write(changes: Sequence[Change]) -> None:
    """Bring `changes` into the outbox, in the caller's transaction; a text that waits no longer
    stays as it is."""
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                array(change.text.id for change in changes),
                array(change.status for change in changes),
                array(change.centre for change in changes),
                array(change.sent_at for change in changes),
                array("\n".join(change.numbers) for change in changes),
                array(change.attempts for change in changes),
                array(change.due_at for change in changes),
                array(change.error for change in changes),
                sorted({change.text.day for change in changes}),
            ],
        )
