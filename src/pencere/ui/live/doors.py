"""Who may listen, and how many: asked at the door, and again while somebody listens."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from pencere.kernel.actors import Actor
from pencere.ui.live.topics import Topic

ActorOf = Callable[[Mapping[str, str], str], Actor | None]
"""Who has a session with these cookies, coming from that address; None for nobody. Must not
prolong the session: a page that only listens is nobody at work."""

Run = Callable[[Callable[[], Any]], Awaitable[Any]]

_actor_of: list[ActorOf] = []


def provide_actor_of_cookies(actor_of: ActorOf) -> None:
    """Let `actor_of` say who listens; `ui` knows no sessions."""
    _actor_of[:] = [actor_of]


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request to listen says of who sends it."""

    cookies: Mapping[str, str] = field(repr=False)
    address: str

    @property
    def session(self) -> str:
        """Names the session without being the secret that opens it; empty without one."""
        key = self.cookies.get(settings.SESSION_COOKIE_NAME, "")
        return hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""


class Door:
    """Lets listeners in while there is room for them."""

    def __init__(self, run: Run, *, most: int, most_of_one: int) -> None:
        self.most, self.most_of_one = most, most_of_one
        self._run = run
        self._inside: Counter[str] = Counter()
        self._asked: dict[tuple[str, str], asyncio.Task[bool]] = {}

    @property
    def inside(self) -> int:
        """How many listen now, to whatever topic."""
        return self._inside.total()

    def has_room(self, caller: Caller) -> bool:
        """Whether one more may come in."""
        is_one_more = self._inside[caller.session] < self.most_of_one
        return is_one_more and self.inside < self.most

    @contextmanager
    def passed(self, caller: Caller) -> Iterator[None]:
        """Count the caller as inside while the block runs."""
        self._inside[caller.session] += 1
        try:
            yield
        finally:
            self._inside[caller.session] -= 1
            if not self._inside[caller.session]:
                del self._inside[caller.session]

    async def may_listen(self, caller: Caller, topic: Topic) -> bool:
        """Whether the caller may follow the topic now. All windows of one session that ask at
        the same time are answered by one look. Raises what the database raises."""
        if not caller.session or not _actor_of:
            return False
        key = (caller.session, topic.name)
        if key not in self._asked:
            task = asyncio.create_task(self._look(caller, topic))
            task.add_done_callback(lambda _task: self._asked.pop(key, None))
            self._asked[key] = task
        return await asyncio.shield(self._asked[key])

    async def _look(self, caller: Caller, topic: Topic) -> bool:
        def look() -> bool:
            actor = _actor_of[0](caller.cookies, caller.address)
            return actor is not None and topic.may_see(actor)

        return bool(await self._run(look))


class Watch:
    """When a listener has to be looked at again, and how long an old answer holds."""

    def __init__(self, *, every: float, at_most: float) -> None:
        self.every, self.at_most = every, at_most
        self.passed()

    def passed(self) -> None:
        """The answer was yes, just now."""
        self.good_at = time.monotonic()
        self.next_at = self.good_at + self.every

    def failed(self) -> None:
        """There was no answer: ask again soon."""
        self.next_at = time.monotonic() + self.every / 4

    @property
    def is_due(self) -> bool:
        """Whether to look again now."""
        return time.monotonic() >= self.next_at

    @property
    def is_too_old(self) -> bool:
        """Whether the last yes is so old that nobody can stand by it."""
        return time.monotonic() - self.good_at > self.at_most
