"""From the sessions to the database: what came is gathered, written by one transaction, and
acknowledged after it has committed."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection

from pencere.blocks.sms.troubles import named

Item = TypeVar("Item")
log = logging.getLogger(__name__)

LARGEST_BATCH = 500
GATHER = 0.002
"""Seconds to wait for others that come in the same moment: a commit costs the same for all."""
HOLD = 5.0
"""Seconds for which what came is held while the database is away. Then the centre is told of a
passing error, and delivers again later."""
PAUSE = 0.2
"""Seconds between two tries to reach the database."""


class DatabaseAway(Exception):
    """It could not be written; the centre should try again."""


@dataclass(slots=True)
class _Held(Generic[Item]):
    item: Item
    future: asyncio.Future[None]
    since: float


class Inlet(Generic[Item]):
    """Where the loop puts what came, for a thread that writes it with `take`."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        take: Callable[[Sequence[Item]], object],
        *,
        name: str,
        hold: float = HOLD,
        pause: float = PAUSE,
    ) -> None:
        self._loop = loop
        self._take = take
        self._hold = hold
        self._pause = pause
        self._held: deque[_Held[Item]] = deque()
        self._came = threading.Event()
        self._is_closed = False
        self._was_away = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, item: Item) -> asyncio.Future[None]:
        """Called in the loop: the future is done when `item` is in the database, and fails when
        it could not be written."""
        future = self._loop.create_future()
        self._held.append(_Held(item, future, time.monotonic()))
        if not self._came.is_set():
            self._came.set()
        return future

    def close(self) -> None:
        """Write what is left, then end."""
        self._is_closed = True
        self._came.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._came.wait()
            if not self._is_closed:
                time.sleep(GATHER)
            self._came.clear()
            batch = [self._held.popleft() for _ in range(min(len(self._held), LARGEST_BATCH))]
            if batch:
                self._write(batch)
            if self._held:
                self._came.set()
            elif self._is_closed:
                connection.close()
                return

    def _write(self, batch: list[_Held[Item]]) -> None:
        try:
            self._take([held.item for held in batch])
        except (OperationalError, InterfaceError) as error:
            connection.close()
            self._wait_for_database(batch, error)
        except Exception as error:
            if len(batch) > 1:
                self._write(batch[: len(batch) // 2])
                self._write(batch[len(batch) // 2 :])
                return
            log.error("what a centre delivered could not be taken in: %s", named(error))
            self._tell(batch, DatabaseAway())
        else:
            self._was_away = False
            self._tell(batch, None)

    def _wait_for_database(self, batch: list[_Held[Item]], error: Exception) -> None:
        if not self._was_away:
            log.warning("the database is away: nothing is acknowledged (%s)", type(error).__name__)
        self._was_away = True
        given_up_at = time.monotonic() - self._hold
        late = [held for held in batch if held.since <= given_up_at or self._is_closed]
        self._held.extendleft(
            held for held in reversed(batch) if held.since > given_up_at and not self._is_closed
        )
        self._tell(late, DatabaseAway())
        time.sleep(self._pause)

    def _tell(self, batch: Sequence[_Held[Item]], error: Exception | None) -> None:
        if batch:
            futures = [held.future for held in batch]
            self._loop.call_soon_threadsafe(_settle, futures, error)


def _settle(futures: Sequence[asyncio.Future[None]], error: Exception | None) -> None:
    for future in futures:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
