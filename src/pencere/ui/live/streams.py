"""The ASGI application of `pencere live`: server-sent events (HTML standard, 9.2).

`GET /live/<topic>?language=az` with the session's cookie. A stranger, a topic that nobody
declared and a page of another origin get 404; one listener too many gets 503. Each event is the
newest state; a comment goes out where nothing else did, so that neither side takes a silent
line for a living one. An event `end` says that the session or the right has ended.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import Error, close_old_connections

from pencere.ui.language import is_offered
from pencere.ui.live.doors import Caller, Door, Watch
from pencere.ui.live.rooms import BOOT, Room
from pencere.ui.live.signs import EVERY, give_sign
from pencere.ui.live.topics import topic_called

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFIX = "/live/"
THREADS = 4
"""Threads that ask the database; so many connections does the process hold."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, and how many."""

    listeners: int = 2000
    of_one_session: int = 8
    heartbeat: float = 15.0
    look_again: float = 20.0
    unknown_at_most: float = 45.0
    """How long a listener stays whose session can't be looked at."""
    stuck: float = 20.0
    """A reader who takes nothing for so long is dropped."""
    retry: float = 3.0
    """After how long a browser comes back by itself."""


class LiveApplication:
    """All topics of this process, and who listens to them."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.door = Door(
            self._in_thread,
            most=self.limits.listeners,
            most_of_one=self.limits.of_one_session,
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self._rooms: dict[str, Room] = {}
        self._closing = asyncio.Event()
        self.dropped = 0
        """Readers who were too slow, since the start."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        asked = _Request(scope)
        refusal = await self._refusal(asked)
        if refusal is not None:
            await refusal.sent(send, asked)
            return
        with self.door.passed(asked.caller):
            await _Stream(self, asked, receive, send).run()

    async def close(self) -> None:
        """End every stream in good order: browsers come back, to another process or later."""
        self._closing.set()
        for _step in range(50):
            if not self.door.inside:
                break
            await asyncio.sleep(0.05)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def give_signs(self) -> None:
        """Tell the operator's page, for ever, that this process lives."""
        while True:
            with suppress(Error):
                await self._in_thread(
                    lambda: give_sign(listeners=self.door.inside, dropped=self.dropped)
                )
            await asyncio.sleep(EVERY)

    @property
    def is_closing(self) -> asyncio.Event:
        """Set when the process is about to end."""
        return self._closing

    def room(self, name: str) -> Room:
        """The room of a topic that is declared."""
        if name not in self._rooms:
            topic = topic_called(name)
            assert topic is not None  # noqa: S101 - `_refusal` has looked
            self._rooms[name] = Room(topic, self._in_thread)
        return self._rooms[name]

    async def _refusal(self, asked: _Request) -> _Refusal | None:
        if asked.method not in ("GET", "HEAD"):
            return _Refusal(405, "Only GET.", (("allow", "GET"),))
        topic = topic_called(asked.topic)
        if topic is None or not asked.is_of_our_origin:
            return _NOT_FOUND
        if self._closing.is_set():
            return _Refusal(503, "This process ends.", (("retry-after", "5"),))
        try:
            if not await self.door.may_listen(asked.caller, topic):
                return _NOT_FOUND
        except Error:
            return _Refusal(503, "The database does not answer.", (("retry-after", "5"),))
        if not self.door.has_room(asked.caller):
            return _Refusal(503, "Too many listeners.", (("retry-after", "30"),))
        return None if asked.method == "GET" else _Refusal(200, "", ())

    async def _in_thread(self, call: Callable[[], Any]) -> Any:
        def fresh() -> Any:
            close_old_connections()
            try:
                return call()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._threads, fresh)


class _Request:
    """What is asked, out of an ASGI scope."""

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        path: str = scope["path"]
        self.topic = path.removeprefix(PREFIX) if path.startswith(PREFIX) else ""
        self.origin = headers.get("origin", "")
        self.site = headers.get("sec-fetch-site", "")
        self.last_event = headers.get("last-event-id", "")
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        wanted = query.get("language", [""])[0]
        self.language = wanted if is_offered(wanted) else settings.LANGUAGE_CODE
        client = scope.get("client")
        self.caller = Caller(_cookies(headers.get("cookie", "")), client[0] if client else "")

    @property
    def is_of_our_origin(self) -> bool:
        """Whether a page of ours asks, or no page at all."""
        return self.origin in ("", settings.BASE_URL) and self.site != "cross-site"

    @property
    def since(self) -> int:
        """The version that this browser has seen, of this process; 0 for none."""
        boot, _dash, number = self.last_event.partition("-")
        return int(number) if boot == BOOT and number.isdecimal() and len(number) < 16 else 0

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """What every answer carries."""
        made = [
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"Origin, Cookie"),
        ]
        if self.origin and self.is_of_our_origin:
            made.append((b"access-control-allow-origin", self.origin.encode("latin-1")))
            made.append((b"access-control-allow-credentials", b"true"))
        return made


def _cookies(header: str) -> Mapping[str, str]:
    with suppress(CookieError):
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    return {}


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    words: str
    headers: Iterable[tuple[str, str]] = ()

    async def sent(self, send: Send, asked: _Request) -> None:
        more = [(name.encode(), value.encode()) for name, value in self.headers]
        headers = [*asked.headers, (b"content-type", b"text/plain; charset=utf-8"), *more]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.words.encode()})


_NOT_FOUND = _Refusal(404, "There is nothing here, or it is not yours to see.")


class _Stream:
    """One listener, from the first byte to the last."""

    def __init__(
        self, application: LiveApplication, asked: _Request, receive: Receive, send: Send
    ) -> None:
        self.application, self.asked = application, asked
        self.limits = application.limits
        self.room = application.room(asked.topic)
        self._receive, self._send_one = receive, send
        self.seen = asked.since
        self._news = self.room.news()
        self.watch = Watch(every=self.limits.look_again, at_most=self.limits.unknown_at_most)

    async def run(self) -> None:
        """Send what is new until somebody ends it."""
        gone = asyncio.create_task(self._until_gone())
        closing = asyncio.create_task(self.application.is_closing.wait())
        try:
            with self.room.entered(self.asked.language):
                await self._start()
                while not (gone.done() or closing.done()):
                    if await self._is_over():
                        break
                    await self._wait(gone, closing)
            if not gone.done():
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            self.application.dropped += 1
            log.info("live %s: a reader took nothing and was dropped", self.asked.topic)
        finally:
            gone.cancel()
            closing.cancel()

    async def _start(self) -> None:
        headers = [
            *self.asked.headers,
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"x-accel-buffering", b"no"),
        ]
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})
        await self._body(b"retry: %d\n\n" % (1000 * self.limits.retry))
        if self.room.is_fresh():
            await self._send_news()

    async def _wait(self, gone: asyncio.Task[None], closing: asyncio.Task[Any]) -> None:
        await asyncio.wait(
            {self._news, gone, closing},
            timeout=self.limits.heartbeat,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if gone.done() or closing.done():
            return
        if self._news.done():
            await self._send_news()
        else:
            await self._body(b": still here\n\n")

    async def _send_news(self) -> None:
        # taken before anything is sent: what comes while a slow reader takes this is news
        self._news = self.room.news()
        if self.seen != self.room.version and self.room.has(self.asked.language):
            event = self.room.event(self.asked.language, since=self.seen)
            self.seen = self.room.version
            await self._body(event)

    async def _is_over(self) -> bool:
        """Whether the session or the right has ended, looked at again when it is due."""
        if not self.watch.is_due:
            return False
        try:
            may = await self.application.door.may_listen(self.asked.caller, self.room.topic)
        except Error:
            self.watch.failed()
            return self.watch.is_too_old
        if may:
            self.watch.passed()
            return False
        await self._body(b"event: end\ndata: session\n\n")
        return True

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _body(self, chunk: bytes) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def _send(self, message: Message) -> None:
        await asyncio.wait_for(self._send_one(message), self.limits.stuck)
