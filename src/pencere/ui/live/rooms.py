"""Where the listeners of one topic stand: read at most so often, whoever listens, and only while
somebody does.

There are no queues. A listener takes the newest state whenever it comes to take one, so that one
who is slow misses what is between and never makes the process grow.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from django.db import DatabaseError
from django.utils import timezone, translation

from pencere.kernel import clock
from pencere.ui.live.topics import Pieces, Topic

PATIENCE = 5.0
"""The longest time in seconds between two tries while the database doesn't answer."""
BOOT = secrets.token_hex(4)
"""Begins the ids of this process's events: another process counts otherwise."""

Run = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Runs what blocks in a thread."""

log = logging.getLogger(__name__)


class Room:
    """One topic with those who follow it now."""

    def __init__(self, topic: Topic, run: Run) -> None:
        self.topic = topic
        self.version = 0
        self.read_at: dt.datetime | None = None
        self._run = run
        self._languages: Counter[str] = Counter()
        self._pieces: dict[str, Pieces] = {}
        self._before: dict[str, Pieces] = {}
        self._events: dict[tuple[str, bool], bytes] = {}
        self._news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reading: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        """How many follow it."""
        return self._languages.total()

    @property
    def is_reading(self) -> bool:
        """Whether the database is asked again and again."""
        return self._reading is not None and not self._reading.done()

    @contextmanager
    def entered(self, language: str) -> Iterator[None]:
        """Follow the topic in a language while the block runs."""
        self._languages[language] += 1
        if self._reading is None or self._reading.done() or self._reading.cancelling():
            self._reading = asyncio.create_task(self._keep_reading())
        try:
            yield
        finally:
            self._languages[language] -= 1
            if not self.listeners and self._reading is not None:
                self._reading.cancel()

    def has(self, language: str) -> bool:
        """Whether the newest state is there in this language: not yet when its first listener
        came after it was read."""
        return language in self._pieces

    def is_fresh(self) -> bool:
        """Whether what was read last may still be shown to who comes now."""
        if self.read_at is None:
            return False
        age = (clock.now() - self.read_at).total_seconds()
        return 0 <= age <= max(2 * self.topic.every_seconds, PATIENCE)

    def news(self) -> asyncio.Future[None]:
        """Done when there is a newer version than now."""
        return self._news

    def event(self, language: str, *, since: int) -> bytes:
        """The newest state as an event, in a language that it `has`: to who has the one before only
        what changed."""
        is_next = since == self.version - 1 and language in self._before
        key = (language, is_next)
        if key not in self._events:
            self._events[key] = self._made(language, is_next=is_next)
        return self._events[key]

    def _made(self, language: str, *, is_next: bool) -> bytes:
        pieces = self._pieces[language]
        if is_next:
            before = self._before[language]
            pieces = {name: html for name, html in pieces.items() if before.get(name) != html}
        assert self.read_at is not None  # noqa: S101 - there is a version
        as_of = timezone.localtime(self.read_at).strftime("%H:%M:%S")
        data = json.dumps({"as_of": as_of, "pieces": pieces}, ensure_ascii=False)
        return f"id: {BOOT}-{self.version}\nevent: state\ndata: {data}\n\n".encode()

    async def _keep_reading(self) -> None:
        usual = self.topic.every_seconds
        wait = usual
        clock_of_loop = asyncio.get_running_loop().time
        while True:
            began = clock_of_loop()
            try:
                # named here: a thread must not go through what this loop changes meanwhile
                languages = [code for code, count in self._languages.items() if count]
                shown = await self._run(partial(self._read_and_show, languages))
            except DatabaseError as problem:
                if wait == usual:
                    log.warning("live %s waits: %s", self.topic.name, type(problem).__name__)
                wait = min(2 * max(wait, 0.5), PATIENCE)
            except Exception:
                # a fault of one topic must not end the others; its page says since when
                log.exception("live %s can't be shown", self.topic.name)
                wait = PATIENCE
            else:
                wait = usual
                self._publish(shown)
            # at least a tenth of it: reads that take longer than the time between two of them
            # must not fill the database
            await asyncio.sleep(max(wait / 10, wait - (clock_of_loop() - began)))

    def _read_and_show(self, languages: Sequence[str]) -> dict[str, Pieces]:
        value = self.topic.read()
        shown = {}
        for language in languages:
            with translation.override(language):
                shown[language] = self.topic.show(value)
        return shown

    def _publish(self, shown: dict[str, Pieces]) -> None:
        self._before, self._pieces = self._pieces, shown
        self.version += 1
        self.read_at = clock.now()
        self._events.clear()
        news, self._news = self._news, asyncio.get_running_loop().create_future()
        with suppress(asyncio.InvalidStateError):
            news.set_result(None)
