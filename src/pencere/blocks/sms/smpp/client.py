"""The ESME: keeps binds to one SMS centre, sends texts and hands over what phones write."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pencere.blocks.sms.smpp.binding import Esme, bind
from pencere.blocks.sms.smpp.centre import Centre
from pencere.blocks.sms.smpp.errors import Disconnected, SmppError, SubmitError
from pencere.blocks.sms.smpp.messages import Message, OnDeliver, OnReceipt, SubmitResult
from pencere.blocks.sms.smpp.outgoing import Batch, Outgoing, outgoing
from pencere.blocks.sms.smpp.pace import Backoff, TokenBucket, Window

log = logging.getLogger(__name__)

STEADY_SECONDS = 10.0
"""A session that lived this long was a good one: the next wait is the first again."""
QUIET_CHECK = 0.02
LEAST_WAIT = 0.002
"""Waits for a rate are no shorter: several texts go at once instead."""


@dataclass(frozen=True, slots=True)
class ClientState:
    """What an operator sees of a centre."""

    centre: str
    bound: int
    """Binds that are up, of `binds`."""
    binds: int
    outstanding: int
    """Texts that wait for the centre's answer."""
    waiting: int
    """Texts that wait for room in a window, for the rate, or for the centre's patience."""
    undecided: int
    """Messages of phones that have not been acknowledged yet."""
    is_throttled: bool
    submitted: int
    delivered: int
    rejected: int
    rebinds: int
    last_error: str
    """Why the last session ended or the last bind failed; no personal data."""


class Client:
    """One centre with all its binds.

    `on_deliver` gets every message of a phone. The centre is told that it is ours
    (deliver_sm_resp) only when the awaitable that it returned is done; when that raises, the
    centre is told of a passing error and delivers again. The quickest way is to return a
    `loop.create_future()` (the same one for as many messages as one likes) and set its result
    when the batch that holds the messages has been committed: then no task is made. Answers
    that are due at the same time go out in one write. When `Centre.deliver_window` messages of
    a bind are undecided, nothing more is read from it. So `on_deliver` must not wait for a
    `submit` of the same client: its answer might stand behind what is not read.

    Nothing that the centre sends ends the client: it rebinds until `stop`. It is made inside the
    loop in which it is used.
    """

    def __init__(
        self, centre: Centre, on_deliver: OnDeliver, on_receipt: OnReceipt | None = None
    ) -> None:
        centre.check()
        self.centre = centre
        self.on_deliver = on_deliver
        self.on_receipt = on_receipt
        self.tls = centre.tls_context()
        self.delivered = 0
        self.last_error = ""
        self._loop = asyncio.get_running_loop()
        self._links: list[Esme] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._queue: deque[Outgoing] = deque()
        now = self._loop.time()
        self._window = Window(centre.window)
        self._bucket = TokenBucket(centre.rate, now) if centre.rate else None
        self._next_link = 0
        self._is_pump_due = False
        self._pump_timer: asyncio.TimerHandle | None = None
        self._bound = asyncio.Event()
        self._is_stopping = False
        self._submitted = self._rejected = self._binds_made = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    # Binds

    async def start(self) -> None:
        """Begin to bind. Returns at once: a centre that is away is tried again and again."""
        self._keepers = [asyncio.create_task(self._keep_bound()) for _ in range(self.centre.binds)]

    async def stop(self, grace: float = 5.0) -> None:
        """Unbind: no text is taken any more, what is on its way gets up to `grace` seconds."""
        self._is_stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                while self._queue or any(link.is_busy for link in self._links):
                    await asyncio.sleep(QUIET_CHECK)
                await asyncio.gather(*(link.unbind() for link in self._links))
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for link in list(self._links):
            link.close("stopped")
        self._drop_queue()
        if self._pump_timer:
            self._pump_timer.cancel()

    def share_rate(self, processes: int) -> None:
        """Keep to a part of the centre's rate, since so many processes send to it."""
        if self._bucket is not None and self.centre.rate is not None:
            self._bucket.change(self.centre.rate / max(1, processes))

    async def bound(self) -> None:
        """Wait until a session is bound."""
        await self._bound.wait()

    @property
    def is_bound(self) -> bool:
        """Whether a text could go out, now or when there is room."""
        return any(link.takes_texts for link in self._links)

    @property
    def is_stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._is_stopping

    @property
    def state(self) -> ClientState:
        """For the operator."""
        return ClientState(
            centre=self.centre.name,
            bound=len(self._links),
            binds=self.centre.binds,
            outstanding=sum(link.outstanding for link in self._links),
            waiting=len(self._queue),
            undecided=sum(link.undecided for link in self._links),
            is_throttled=self._window.is_paused(self._loop.time()),
            submitted=self._submitted,
            delivered=self.delivered,
            rejected=self._rejected,
            rebinds=max(0, self._binds_made - self.centre.binds),
            last_error=self.last_error,
        )

    async def _keep_bound(self) -> None:
        backoff = Backoff(self.centre.rebind_first, self.centre.rebind_most)
        while not self._is_stopping:
            began = self._loop.time()
            try:
                link = await bind(self)
                self.last_error = await link.closed
            except (OSError, SmppError) as error:
                self.last_error = f"{type(error).__name__}: {error}"
            except Exception as error:
                log.exception("Binding to %s failed: this should not happen", self.centre.name)
                self.last_error = type(error).__name__
            if self.is_stopping:
                return
            if self._loop.time() - began >= STEADY_SECONDS:
                backoff.reset()
            wait = backoff.next()
            log.warning(
                "No session with %s (%s); again in %.1f s", self.centre.name, self.last_error, wait
            )
            await asyncio.sleep(wait)

    def link_bound(self, link: Esme) -> None:
        """A session is up."""
        self._binds_made += 1
        self._links.append(link)
        self._bound.set()
        log.info("Bound to %s", self.centre.name)
        self.pump_soon()

    def link_gone(self, link: Esme) -> None:
        """A session takes nothing any more, or has ended."""
        if link in self._links:
            self._links.remove(link)
        if not self._links:
            self._bound.clear()
            self._drop_queue()

    def _drop_queue(self) -> None:
        queue, self._queue = self._queue, deque()
        for each in queue:
            each.text.part_failed(Disconnected("no session is bound", was_sent=False))

    # Texts

    async def submit(
        self,
        *,
        to: str,
        sender: str,
        text: str,
        registered_delivery: bool = False,
        key: str = "",
    ) -> SubmitResult:
        """Send one text and wait for the centre's answer. Raises a SubmitError."""
        message = Message(to, sender, text, registered_delivery, key)
        [outcome] = await self.submit_many([message])
        if isinstance(outcome, SubmitError):
            raise outcome
        return outcome

    async def submit_many(self, messages: Sequence[Message]) -> list[SubmitResult | SubmitError]:
        """Send texts and wait for all answers: what became of each, in the same order.

        Much cheaper than many `submit`s. Texts go out in the order given, across all binds;
        windows, rate and the centre's throttling are kept. Each is answered within about
        `response_timeout`, plus `throttle_patience` where the centre has no room, plus the
        time it waits for its turn. Cancelling it forgets texts that have not gone out. Without
        a bound session all are `Disconnected` at once.
        """
        if not messages:
            return []
        if self._is_stopping or not self.is_bound:
            return [Disconnected("no session is bound", was_sent=False) for _ in messages]
        batch = Batch(len(messages))
        self._queue.extend(outgoing(self, batch, messages))
        self._pump()
        await batch.future
        return batch.results()

    def part_taken(self) -> None:
        """The centre accepted a submit_sm."""
        self._submitted += 1
        self._window.taken(self._loop.time())

    def part_rejected(self) -> None:
        """The centre refused a submit_sm."""
        self._rejected += 1

    def throttled(self) -> float:
        """The centre gets too much. Returns the time."""
        now = self._loop.time()
        self._window.too_much(now)
        return now

    def again(self, each: Outgoing) -> None:
        """It goes first when there is room again."""
        if self._links:
            self._queue.appendleft(each)
        else:
            each.text.part_failed(Disconnected("no session is bound", was_sent=False))

    def pump_soon(self) -> None:
        """There may be room: send what waits, once for all answers of this turn of the loop."""
        if self._queue and not self._is_pump_due:
            self._is_pump_due = True
            self._loop.call_soon(self._pump)

    def _pump(self) -> None:
        self._is_pump_due = False
        now = self._loop.time()
        if self._window.is_paused(now):
            self._pump_at(self._window.resume_at)
            return
        queue, bucket = self._queue, self._bucket
        while queue:
            if queue[0].text.is_dead:
                queue.popleft().text.part_failed(None)
                continue
            link = self._roomiest()
            if link is None:
                return
            if bucket is not None and not bucket.take(now):
                self._pump_at(now + max(bucket.wait, LEAST_WAIT))
                return
            link.submit(queue.popleft())

    def _pump_at(self, when: float) -> None:
        if self._pump_timer is not None:
            self._pump_timer.cancel()
        self._pump_timer = self._loop.call_at(when, self._pump)

    def _roomiest(self) -> Esme | None:
        """The next session in turn that has room."""
        links, size = self._links, self._window.size
        for _ in range(len(links)):
            self._next_link = (self._next_link + 1) % len(links)
            link = links[self._next_link]
            if link.takes_texts and link.can_write and link.outstanding < size:
                return link
        return None
