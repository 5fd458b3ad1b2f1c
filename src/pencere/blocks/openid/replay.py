"""Identifiers that may be used once: one statement, so that of two at once one is the second."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import connection

from pencere.kernel import clock

_USE = "INSERT INTO openid_usedid (key, until) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING"


def is_first_use(*, kind: str, whose: str, jti: str, until: dt.datetime) -> bool:
    """Note the use of `jti`, and say whether it is the first. It is known until `until`."""
    key = hashlib.sha256(f"{kind}\0{whose}\0{jti}".encode("utf-8", "surrogatepass")).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_USE, [key, until])
        return bool(cursor.rowcount)


def forget_old() -> int:
    """Drop what nobody would accept any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM openid_usedid WHERE until < %s", [clock.now()])
        return int(cursor.rowcount)
