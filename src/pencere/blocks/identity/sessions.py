"""Sessions in the database, as Django keeps them; only the read, which each page of a signed-in
person begins with, is said in plain SQL."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection, transaction

from pencere.blocks.identity import events
from pencere.kernel import clock
from pencere.kernel.rows import select

LIVE = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"

_FORGET_ENDED = """
DELETE FROM usersessions_usersession AS known WHERE user_id = %s AND NOT EXISTS (
  SELECT FROM django_session AS session
  WHERE session.session_key = known.session_key AND expire_date > %s
)
"""


def forget_ended(account_id: UUID) -> None:
    """Take sessions that are over off the account's list of sessions."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_ENDED, [account_id, clock.now()])


def label_of(session_key: str) -> str:
    """Names a session without being the secret that opens it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


class SessionStore(DatabaseSessions):
    """What Django's `SESSION_ENGINE` names. However a session ends (sign-out, the list of
    sessions, its time, a new password), it ends by `delete`."""

    def delete(self, session_key: str | None = None) -> None:
        """Remove the session and tell who hangs on it."""
        key = session_key or self.session_key
        with transaction.atomic():
            super().delete(session_key)
            if key:
                events.session_ended.send(sender=SessionStore, session=label_of(key))

    def cycle_key(self) -> None:
        """A new key for the same session: nobody is told of an end."""
        old, data = self.session_key, dict(self.items())
        self.create()
        self._session_cache = data
        if old:
            super().delete(old)
            events.session_renamed.send(
                sender=SessionStore, old=label_of(old), new=label_of(str(self.session_key))
            )

    def load(self) -> dict[str, Any]:
        """What the session holds; an unknown or expired one is a new one without a key."""
        rows = select(LIVE, [self.session_key, clock.now()])
        if not rows:
            self._session_key = None
            return {}
        return dict(self.decode(rows[0][0]))

    def get_expiry_date(self, **given: Any) -> dt.datetime:
        """When it ends, by the same clock that `load` asks."""
        moment: dt.datetime = super().get_expiry_date(**{"modification": clock.now(), **given})
        return moment
