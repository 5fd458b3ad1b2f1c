"""Sessions in the database, as Django keeps them; only the read, which each page of a signed-in
person begins with, is said in plain SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from pencere.kernel import clock
from pencere.kernel.rows import select

LIVE = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessions):
    """What Django's `SESSION_ENGINE` names."""

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
