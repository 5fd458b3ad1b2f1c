"""Signs of life of the live processes, in the cache that all processes share."""

from __future__ import annotations

import datetime as dt
import os
import socket
from dataclasses import dataclass

from django.core.cache import cache

from pencere.kernel import clock

KEY = "ui.live.signs"
EVERY = 10.0
"""Seconds between two signs."""
LATE = dt.timedelta(seconds=60)
REMEMBERED = 7 * 24 * 3600
"""Seconds for which it is known that there once was a live process."""


@dataclass(frozen=True, slots=True)
class LiveState:
    """How live pages stand."""

    last_sign: dt.datetime | None
    """The last sign of life of any live process; None when there never was one."""
    listeners: int
    dropped: int
    """Readers too slow to follow, since the processes' start."""

    @property
    def is_alive(self) -> bool:
        """Whether some process gives signs of life."""
        return self.last_sign is not None and clock.now() - self.last_sign < LATE


def give_sign(*, listeners: int, dropped: int) -> None:
    """Note that this process lives, and how many follow it. Two processes of one machine and a
    lost update at the same instant only make a figure ten seconds late."""
    own = f"{socket.gethostname()}:{os.getpid()}"
    signs = {name: sign for name, sign in _signs().items() if _is_recent(sign)}
    signs[own] = (clock.now().timestamp(), listeners, dropped)
    cache.set(KEY, signs, REMEMBERED)


def live_state() -> LiveState:
    """What the processes said of themselves last."""
    signs = _signs()
    recent = [sign for sign in signs.values() if _is_recent(sign)]
    last = max((sign[0] for sign in signs.values()), default=None)
    return LiveState(
        last_sign=dt.datetime.fromtimestamp(last, dt.UTC) if last else None,
        listeners=sum(sign[1] for sign in recent),
        dropped=sum(sign[2] for sign in recent),
    )


def _signs() -> dict[str, tuple[float, int, int]]:
    found: dict[str, tuple[float, int, int]] = cache.get(KEY) or {}
    return found


def _is_recent(sign: tuple[float, int, int]) -> bool:
    return clock.now().timestamp() - sign[0] < LATE.total_seconds()
