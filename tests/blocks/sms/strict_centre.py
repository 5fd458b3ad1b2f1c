"""An SMS centre that looks closely at what a gateway does, and misbehaves when told to.

Written from the specification and not from `pencere.blocks.sms.smpp`, so that a mistake there
is not made here too. It keeps what a careful centre keeps: every message until the gateway has
acknowledged it (delivered again after a break or a passing error, with the same id), and every
answer by the phone it went to. What it finds wrong stands in `violations`.

`strict_load` offers messages at a rate, and is the program to run as a process of its own.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from array import array
from collections import Counter, deque
from time import perf_counter
from types import TracebackType
from typing import Self

from tests.blocks.sms.strict_session import (
    OK,
    QUEUE_FULL,
    SYSTEM_ERROR,
    TEMPORARY,
    THROTTLED,
    Answer,
    Faults,
    Letter,
    Session,
    deliver_body,
)

MAX_VIOLATIONS = 100
TICK = 0.05
AGAIN_AFTER = 0.5
SLOW_TICKS = 8


class StrictCentre:
    """The centre: `async with StrictCentre() as centre: centre.send(phone, text)`."""

    def __init__(
        self,
        *,
        faults: Faults | None = None,
        seed: int = 0,
        account: tuple[str, str] = ("gateway", "secret"),
        numbers: tuple[str, ...] = ("8103",),
        window: int = 500,
        enquire_every: float = 5.0,
        keeps_letters: bool = True,
    ) -> None:
        self.faults = faults or Faults()
        self.dice = random.Random(seed)
        self.account = account
        self.numbers = numbers
        self.window = window
        """Unacknowledged messages a session; others wait in `queue`."""
        self.enquire_every = enquire_every
        self.name = secrets.token_hex(3)
        """Begins its ids of messages, so that no two centres give the same."""
        self.letters: list[Letter] = []
        """Every message, unless told not to keep those that are done: then nobody can tell a
        second answer from an answer to a stranger, and an hour of a nation fits in memory."""
        self.offered = 0
        self.times: tuple[array[float], array[float]] = (array("d"), array("d"))
        """When each message that was answered had been offered, and when its answer came."""
        self._keeps_letters = keeps_letters
        self.queue: deque[Letter] = deque()
        self.violations: list[str] = []
        self.connections = 0
        self.binds = 0
        self.acknowledgements = 0
        self.answers = 0
        self.answered_letters = 0
        self.duplicates = 0
        """Answers beyond the first to a message."""
        self.strangers = 0
        """Answers to phones that never wrote."""
        self.statuses: Counter[int] = Counter()
        """Of deliver_sm_resp."""
        self._sessions: list[Session] = []
        self._by_phone: dict[str, list[Letter]] = {}
        self._parts: dict[tuple[str, bytes], Answer] = {}
        self._later: deque[tuple[float, Letter]] = deque()
        self._ids = 0
        self._tokens, self._tokens_at = 0.0, perf_counter()
        self._sent = 0
        self._turn = 0
        self._server: asyncio.Server | None = None
        self._ticker: asyncio.Task[None] | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Session(self), host, port)
        self._ticker = loop.create_task(self._tick())

    async def stop(self) -> None:
        """Hang up on everybody and listen no more."""
        if self._ticker is not None:
            self._ticker.cancel()
        if self._server is not None:
            self._server.close()
        for session in list(self._sessions):
            session.transport.abort()

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

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def is_bound(self) -> bool:
        """Whether a gateway takes messages."""
        return any(session.kind != "transmitter" for session in self._sessions)

    @property
    def is_done(self) -> bool:
        """Every message was acknowledged and answered."""
        return self.acknowledgements == self.answered_letters == self.offered

    def send(self, phone: str, text: str, *, at: float | None = None) -> Letter:
        """A phone (digits without +) writes; `at` is when it was offered (perf_counter)."""
        number = self.offered
        self.offered += 1
        letter = Letter(
            number,
            phone,
            deliver_body(phone, self.numbers[0], text, f"{self.name}-{number}"),
            perf_counter() if at is None else at,
        )
        if self._keeps_letters:
            self.letters.append(letter)
        self._by_phone.setdefault(phone, []).append(letter)
        self.queue.append(letter)
        return letter

    def pump(self) -> None:
        """Deliver what waits, to the sessions in turn, as far as their windows go."""
        while self.queue:
            session = self._next_session()
            if session is None:
                return
            self._deliver(session, self.queue.popleft())

    def _next_session(self) -> Session | None:
        for _ in self._sessions:
            self._turn += 1
            session = self._sessions[self._turn % len(self._sessions)]
            may = session.kind in {"transceiver", "receiver"} and not session.transport.is_closing()
            if may and len(session.unacknowledged) < self.window:
                return session
        return None

    def _deliver(self, session: Session, letter: Letter) -> None:
        self._sent += 1
        faults, dice = self.faults, self.dice
        if faults.malformed and dice.random() < faults.malformed:
            session.send_malformed(dice)
        if faults.unsolicited and dice.random() < faults.unsolicited:
            session.send_unsolicited()
        if faults.cut_every and self._sent % faults.cut_every == 0:
            self.queue.appendleft(letter)
            session.cut(letter)
            return
        session.deliver(letter)
        if faults.duplicates and dice.random() < faults.duplicates:
            session.deliver(letter)
        if faults.abort_every and self._sent % faults.abort_every == 0:
            session.transport.abort()

    # What sessions report

    def has_bound(self, session: Session) -> None:
        """A gateway is there."""
        self.binds += 1
        self._sessions.append(session)
        self.pump()

    def gone(self, session: Session) -> None:
        """What it had not acknowledged is delivered again."""
        if session in self._sessions:
            self._sessions.remove(session)
        for letter in session.unacknowledged.values():
            if not letter.is_acknowledged:
                self.queue.appendleft(letter)
        session.unacknowledged.clear()

    def acknowledged(self, letter: Letter, status: int) -> None:
        """The gateway says that the message is its own, or why it isn't."""
        self.statuses[status] += 1
        if status == OK:
            self.acknowledgements += not letter.is_acknowledged
            letter.is_acknowledged = True
            self._forget(letter)
        elif status == TEMPORARY:
            self._later.append((perf_counter() + AGAIN_AFTER, letter))
        else:
            self.wrong(f"a message was refused with 0x{status:02X}")
        if self.queue:
            self.pump()

    def answered(self, phone: str, esm_class: int, data: bytes) -> None:
        """A part of an answer, or a whole one. Answers go to a phone's messages in order."""
        if esm_class & 0x40:
            header = data[: data[0] + 1]
            total, number = header[-2], header[-1]
            key = (phone, header[:-1])
            parts = self._parts.setdefault(key, Answer(total))
            parts.numbers.add(number)
            if len(parts.numbers) < total:
                return
            del self._parts[key]
        self._whole_answer(phone)

    def _whole_answer(self, phone: str) -> None:
        self.answers += 1
        letters = self._by_phone.get(phone)
        if letters is None:
            self.strangers += self._keeps_letters
            self.duplicates += not self._keeps_letters
            return
        letter = next((each for each in letters if not each.answers), letters[-1])
        if letter.answers:
            self.duplicates += 1
        else:
            letter.answered_at = perf_counter()
            self.answered_letters += 1
            self.times[0].append(letter.offered_at)
            self.times[1].append(letter.answered_at)
        letter.answers += 1
        self._forget(letter)

    def _forget(self, letter: Letter) -> None:
        if self._keeps_letters or not (letter.is_acknowledged and letter.answers):
            return
        others = self._by_phone[letter.phone]
        if letter in others:
            others.remove(letter)
        if not others:
            del self._by_phone[letter.phone]

    def mood(self) -> int:
        """The status of the next submit_sm_resp."""
        faults = self.faults
        if faults.submits_per_s and not self._in_rate():
            return THROTTLED
        if not (faults.throttled or faults.queue_full or faults.errors):
            return OK
        drawn = self.dice.random()
        for share, status in (
            (faults.throttled, THROTTLED),
            (faults.queue_full, QUEUE_FULL),
            (faults.errors, SYSTEM_ERROR),
        ):
            if drawn < share:
                return status
            drawn -= share
        return OK

    def _in_rate(self) -> bool:
        now, rate = perf_counter(), self.faults.submits_per_s
        self._tokens = min(rate / 10, self._tokens + (now - self._tokens_at) * rate)
        self._tokens_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def refuse_bind(self) -> bool:
        """Whether this bind fails."""
        return self.connections <= self.faults.refused_binds

    def next_id(self) -> int:
        """The id of an accepted answer."""
        self._ids += 1
        return self._ids

    def wrong(self, what: str) -> None:
        """Note a violation."""
        if len(self.violations) < MAX_VIOLATIONS:
            self.violations.append(what)

    def hang_up(self) -> None:
        """End every connection at once."""
        for session in list(self._sessions):
            session.transport.abort()

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            now = perf_counter()
            while self._later and self._later[0][0] <= now:
                self.queue.append(self._later.popleft()[1])
            for session in list(self._sessions):
                session.tick(self.dice)
                if self.faults.slow_reads:
                    session.read_slowly(ticks % SLOW_TICKS < SLOW_TICKS * self.faults.slow_reads)
                if ticks % round(self.enquire_every / TICK) == 0:
                    session.enquire()
            self.pump()
