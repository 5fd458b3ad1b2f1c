"""The threads that decide: what waits is taken in batches whose size follows the load."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pencere.blocks.sms.days import recent_days
from pencere.blocks.sms.gateway.worker import Worker
from pencere.blocks.sms.handling import handle_waiting
from pencere.blocks.sms.rules import SMALLEST_BATCH, next_batch_size

LOOK_EVERY = 0.25
"""Seconds between two looks when nothing says that something came: other processes' messages."""
LOOK_BACK_EVERY = 60.0
"""Seconds between two looks at days before yesterday."""
TOGETHER = 0.02
"""Seconds that a round takes at least when it found less than it could take: what comes
meanwhile is decided together."""


class Decider(Worker):
    """Decides about waiting messages until it is stopped; `decided` is called after a batch."""

    def __init__(self, decided: Callable[[], None]) -> None:
        super().__init__(name="sms-decider", doing="deciding")
        self._decided = decided
        self._came = threading.Event()
        self._size = SMALLEST_BATCH
        self._looked_back_at = 0.0

    def wake(self) -> None:
        """Something came."""
        self._came.set()

    def _round(self) -> None:
        self._came.clear()
        begun_at = time.monotonic()
        found = handle_waiting(self._size)
        seconds = time.monotonic() - begun_at
        if found:
            self._decided()
        elif begun_at - self._looked_back_at > LOOK_BACK_EVERY:
            self._looked_back_at = begun_at
            handle_waiting(self._size, days=recent_days())
        if found < self._size:
            if seconds < TOGETHER and found:
                time.sleep(TOGETHER - seconds)
            elif not found:
                self._came.wait(LOOK_EVERY)
        self._size = next_batch_size(self._size, found=found, seconds=seconds)
