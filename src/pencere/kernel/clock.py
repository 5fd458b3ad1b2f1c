"""The one place where pencere asks what time it is, so that a test can set the clock."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar

from django.utils import timezone

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """This instant, aware, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The calendar date of the country's time zone at this instant."""
    return timezone.localdate(now())


def start_of(day: dt.date) -> dt.datetime:
    """The instant with which `day` begins in the country's time zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@contextlib.contextmanager
def frozen_at(instant: dt.datetime | str) -> Iterator[None]:
    """Hold the clock of this context at `instant` (an ISO 8601 text or aware datetime)."""
    at = dt.datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _frozen.set(at.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
