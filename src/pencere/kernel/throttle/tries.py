"""Counting tries in the database: one statement for each try, so that no two processes can
both take the last one. Keys are keyed digests: the table names nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from pencere.kernel import clock
from pencere.kernel.throttle.rules import Limit

_TAKE = """
INSERT INTO throttle_tries AS a (key, count, until) VALUES (%(key)s, 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN a.until <= %(now)s THEN 1 ELSE a.count + 1 END,
  until = CASE WHEN a.until <= %(now)s THEN excluded.until ELSE a.until END
RETURNING count, until
"""


@dataclass(frozen=True, slots=True)
class Try:
    """One try that was counted."""

    keys: tuple[str, ...]
    blocked_until: dt.datetime | None
    """When the limit opens again; None when this try is within it."""

    @property
    def is_allowed(self) -> bool:
        return self.blocked_until is None


def take(*, what: Sequence[tuple[str, str]], limits: Mapping[str, Limit]) -> Try:
    """Count one try against each (name in `limits`, whom or what it is about); all in one answer.

    A try over any limit is refused until the latest of the windows that it is over ends.
    """
    now = clock.now()
    blocked: list[dt.datetime] = []
    keys = []
    for name, about in sorted(what):
        limit = limits[name]
        keys.append(_key(name, about))
        count, until = _count(keys[-1], limit, now)
        if count > limit.count:
            blocked.append(until)
    return Try(keys=tuple(keys), blocked_until=max(blocked, default=None))


def give_back(attempt: Try) -> None:
    """The try succeeded: it doesn't count. Those that failed before still do."""
    _give_back(attempt.keys)


def give_back_of(*, what: Sequence[tuple[str, str]]) -> None:
    """As `give_back`, where the try was counted in another request."""
    _give_back([_key(name, about) for name, about in what])


def take_once(*, name: str, about: str, seconds: int) -> bool:
    """Whether this is the first use of something that may be used once in `seconds`."""
    count, _until = _count(_key(name, about), Limit(1, seconds), clock.now())
    return count == 1


def forget_old(*, before: dt.datetime) -> int:
    """Drop the windows that ended before an instant; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM throttle_tries WHERE until < %s", [before])
        return int(cursor.rowcount)


def _count(key: str, limit: Limit, now: dt.datetime) -> tuple[int, dt.datetime]:
    until = now + dt.timedelta(seconds=limit.seconds)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "until": until, "now": now})
        count, until = cursor.fetchone()
    return count, until


def _give_back(keys: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE throttle_tries SET count = greatest(count - 1, 0) WHERE key = ANY(%s)",
            [list(keys)],
        )


def _key(name: str, about: str) -> str:
    return salted_hmac("pencere.throttle", f"{name}:{about}", algorithm="sha256").hexdigest()
