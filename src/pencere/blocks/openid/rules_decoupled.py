"""When a client that asks again and again is answered: plain values."""

from __future__ import annotations

import datetime as dt
from typing import Literal

DEVICE_SECONDS = 600
CIBA_SECONDS = 120
INTERVAL = 5
SLOWER_BY = 5
"""Seconds that are added to the interval for asking too soon (RFC 8628, 3.5)."""
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Of user codes: no vowels, so that no word comes out (RFC 8628, 6.1); 20^8 of them."""
LENGTH = 8

Answer = Literal["pending", "slow-down", "over", "denied", "used", "granted"]


def answer(
    *,
    now: dt.datetime,
    asked_at: dt.datetime | None,
    interval: int,
    expires_at: dt.datetime,
    is_granted: bool,
    is_denied: bool,
    is_used: bool,
) -> Answer:
    """What the client is told that asks now and asked before at `asked_at`."""
    if is_used:
        return "used"
    if is_denied:
        return "denied"
    if expires_at <= now:
        return "over"
    if asked_at is not None and now < asked_at + dt.timedelta(seconds=interval):
        return "slow-down"
    return "granted" if is_granted else "pending"


def user_code(typed: str) -> str | None:
    """The canonical form (`WDJB-MJHT`) of what somebody typed, None when it can't be one."""
    letters = "".join(letter for letter in typed[:40].upper() if letter.isalnum())
    if len(letters) != LENGTH or not set(letters) <= set(LETTERS):
        return None
    return f"{letters[:4]}-{letters[4:]}"
