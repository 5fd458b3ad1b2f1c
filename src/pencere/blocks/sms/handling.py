"""Deciding about messages that were accepted: many at a time, each exactly once.

A batch is locked, its handler decides, replies go into the outbox and the messages are marked,
all in one transaction. Locks are taken with SKIP LOCKED, so any number of processes may
decide at once, and what a process that died had locked is free at once.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from pencere.blocks.sms.days import hot_days
from pencere.blocks.sms.outbox import put_replies
from pencere.blocks.sms.troubles import named
from pencere.blocks.sms.values import Handler, Inbound, Reply
from pencere.kernel import clock
from pencere.kernel.rows import array

log = logging.getLogger(__name__)

LARGEST_BATCH = 500
TRIES = 5
"""So often a batch is decided anew after it clashed with another one in the database."""
_CLASHES = ("40001", "40P01", "55P03")
"""serialization failure, deadlock, lock not available (SQLSTATE)"""

_LOCK = (
    "SELECT id, day, centre, sender, recipient, text, received_at FROM sms_inbound"
    " WHERE day = ANY(%s::date[]) AND recipient = %s AND handled_at IS NULL"
    " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
)
_MARK = (
    "UPDATE sms_inbound SET handled_at = %s WHERE day = ANY(%s::date[]) AND id = ANY(%s::uuid[])"
)

Number = str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class _Registered:
    number: Number
    handler: Handler

    def current(self) -> str:
        return self.number if isinstance(self.number, str) else self.number()


_registered: list[_Registered] = []


def on_messages(number: Number, handler: Handler) -> None:
    """Have `handler` decide about the messages to `number` (digits, as a person dials them).

    Where the number may change while the platform runs, give a function that says which it is
    now: it is asked before each batch. Call it when the application starts.
    """
    _registered.append(_Registered(number, handler))


def forget_handler(handler: Handler) -> None:
    """Take a handler off again: for tests that bring their own."""
    _registered[:] = [each for each in _registered if each.handler is not handler]


def numbers() -> list[str]:
    """The numbers to which messages are handled, in the order of registration."""
    return list(dict.fromkeys(filter(None, (each.current() for each in _registered))))


def handle_waiting(limit: int = LARGEST_BATCH, *, days: Sequence[dt.date] | None = None) -> int:
    """Decide about up to `limit` waiting messages of each number, the oldest first; returns how
    many. Messages that another process is deciding about are left to it.

    `days` are those looked at: yesterday and today when left out.
    """
    looked_at = list(days) if days is not None else hot_days()
    return sum(
        _handle(each.current(), each.handler, min(limit, LARGEST_BATCH), looked_at)
        for each in tuple(_registered)
    )


def _handle(number: str, handler: Handler, limit: int, days: list[dt.date]) -> int:
    for remaining in range(TRIES - 1, -1, -1):
        try:
            with transaction.atomic():
                messages = _lock(number, limit, days)
                if messages:
                    _decide(messages, handler)
            return len(messages)
        except DatabaseError as error:
            if not (_is_clash(error) and remaining):
                raise
            log.info("a batch of %s messages clashed and is decided again", limit)
    return 0


def _lock(number: str, limit: int, days: list[dt.date]) -> list[Inbound]:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [days, number, limit])
        return [Inbound(*row) for row in cursor.fetchall()]


def _decide(messages: Sequence[Inbound], handler: Handler) -> None:
    """Decide, answer and mark; a half at a time when the handler raises."""
    try:
        with transaction.atomic():
            put_replies(handler(messages))
            _mark(messages)
        return
    except Exception as error:
        if _must_end(error):
            raise
        if len(messages) == 1:
            _say_sorry(messages[0], handler, error)
            return
    half = len(messages) // 2
    _decide(messages[:half], handler)
    _decide(messages[half:], handler)


def _say_sorry(message: Inbound, handler: Handler, error: Exception) -> None:
    _log(message, error)
    replies: list[Reply] = []
    try:
        with transaction.atomic():
            replies = [handler.sorry(message)]
    except Exception as another:
        if _must_end(another):
            raise
        _log(message, another)
    put_replies(replies)
    _mark([message])


def _mark(messages: Sequence[Inbound]) -> None:
    days = sorted({message.day for message in messages})
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [clock.now(), days, array(message.id for message in messages)])


def _must_end(error: Exception) -> bool:
    """Whether the whole transaction is lost, whatever message it was."""
    return isinstance(error, OperationalError | InterfaceError) or _is_clash(error)


def _is_clash(error: BaseException) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in _CLASHES


def _log(message: Inbound, error: Exception) -> None:
    log.error("message %s could not be decided: %s", message.id, named(error))
