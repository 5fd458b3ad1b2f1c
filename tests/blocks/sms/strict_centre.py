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
import struct
from collections import Counter, deque
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Self, cast

HEADER = struct.Struct(">IIII")
TLV = struct.Struct(">HH")
NACK, RESP = 0x80000000, 0x80000000
SUBMIT, DELIVER, UNBIND, ENQUIRE = 0x04, 0x05, 0x06, 0x15
BINDS = {0x01: "receiver", 0x02: "transmitter", 0x09: "transceiver"}
OK, THROTTLED, QUEUE_FULL, SYSTEM_ERROR, TEMPORARY = 0x00, 0x58, 0x14, 0x08, 0x64
MESSAGE_ID = 0x001E
MAX_VIOLATIONS = 100
TICK = 0.05
AGAIN_AFTER = 0.5


@dataclass(frozen=True, slots=True)
class Faults:
    """How it misbehaves. Shares are of one; `every` counts deliver_sm over all sessions."""

    cut_every: int = 0
    """Hang up in the middle of a deliver_sm."""
    abort_every: int = 0
    """Hang up at once, whatever is on its way."""
    duplicates: float = 0.0
    """Deliver twice, though the first is (or will be) acknowledged."""
    out_of_order: bool = False
    """Answer submits shuffled."""
    submits_per_s: float = 0.0
    """Answer what is beyond this rate with ESME_RTHROTTLED; 0: any rate is welcome."""
    throttled: float = 0.0
    queue_full: float = 0.0
    errors: float = 0.0
    """Answer submits with ESME_RSYSERR."""
    unsolicited: float = 0.0
    """Answer what was never asked, before a delivery."""
    malformed: float = 0.0
    """Send what is no deliver_sm, before a delivery; it must be refused, and nothing else."""
    slow_reads: float = 0.0
    """Seconds in each two in which nothing is read."""
    refused_binds: int = 0
    """The first binds fail with ESME_RBINDFAIL."""


@dataclass(slots=True)
class Letter:
    """A message from a phone, until it is acknowledged and answered."""

    number: int
    phone: str
    octets: bytes
    """All of a deliver_sm after its sequence number."""
    offered_at: float
    is_acknowledged: bool = False
    answers: int = 0
    answered_at: float = 0.0
    sent: int = 0


@dataclass(slots=True)
class Answer:
    """The parts of a long answer that have come."""

    total: int
    numbers: set[int] = field(default_factory=set)


class Session(asyncio.Protocol):
    """One connection of the gateway."""

    def __init__(self, centre: StrictCentre) -> None:
        self.centre = centre
        self.kind = ""
        self.unacknowledged: dict[int, Letter] = {}
        self.refusals: set[int] = set()
        self.transport = cast(asyncio.Transport, None)
        self._unread = b""
        self._out: list[bytes] = []
        self._held: list[bytes] = []
        self._sequence = 0
        self._their_sequence = 0
        self._done: set[int] = set()
        self._asked: int | None = None
        self.is_slow = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.centre.connections += 1

    def connection_lost(self, error: Exception | None) -> None:
        self.kind = ""
        self.centre.gone(self)

    def data_received(self, data: bytes) -> None:
        octets = self._unread + data if self._unread else data
        at, size = 0, len(octets)
        while size - at >= 16:
            length, command, status, sequence = HEADER.unpack_from(octets, at)
            if not 16 <= length <= 70_000:
                self.wrong(f"a command_length of {length}")
                self.transport.abort()
                return
            if at + length > size:
                break
            self._received(command, status, sequence, octets[at + 16 : at + length])
            at += length
        self._unread = octets[at:]

    def _received(self, command: int, status: int, sequence: int, body: bytes) -> None:
        if command == SUBMIT:
            self._check_sequence(sequence)
            self._submitted(sequence, body)
        elif command == DELIVER | RESP:
            self._acknowledged(status, sequence, body)
        elif command == NACK:
            self._refused(sequence)
        elif command == ENQUIRE | RESP:
            if sequence != self._asked:
                self.wrong("an enquire_link_resp that was not asked for")
            self._asked = None
        else:
            self._seldom(command, sequence, body)

    def _seldom(self, command: int, sequence: int, body: bytes) -> None:
        if command in BINDS:
            self._check_sequence(sequence)
            self._bound(command, sequence, body)
        elif command == ENQUIRE:
            self._check_sequence(sequence)
            self.write(ENQUIRE | RESP, sequence)
        elif command == UNBIND:
            self._check_sequence(sequence)
            self.kind = ""
            self.write(UNBIND | RESP, sequence)
            self.flush()
            self.transport.close()
        elif command != UNBIND | RESP:
            self.wrong(f"an unexpected command 0x{command:08X}")

    def _check_sequence(self, sequence: int) -> None:
        if sequence != self._their_sequence + 1:
            self.wrong(f"sequence {sequence} after {self._their_sequence}")
        self._their_sequence = sequence

    # The gateway binds

    def _bound(self, command: int, sequence: int, body: bytes) -> None:
        fields = body.split(b"\0", 3)
        if self.kind or len(fields) != 4 or fields[3][0] != 0x34 or fields[3][-1]:
            self.wrong("a bind that is none, or a second one")
        if (fields[0].decode(), fields[1].decode()) != self.centre.account:
            self.write(command | RESP, sequence, 0x0E)
            return
        if self.centre.refuse_bind():
            self.write(command | RESP, sequence, 0x0D)
            return
        self.kind = BINDS[command]
        self.write(command | RESP, sequence, 0, b"strict\0" + TLV.pack(0x0210, 1) + b"\x34")
        self.centre.has_bound(self)

    # Messages to the gateway

    def deliver(self, letter: Letter) -> None:
        """Send it; it is unacknowledged from now on."""
        sequence = self._next()
        self.unacknowledged[sequence] = letter
        letter.sent += 1
        body = letter.octets
        self.put(HEADER.pack(16 + len(body), DELIVER, 0, sequence) + body)

    def _acknowledged(self, status: int, sequence: int, body: bytes) -> None:
        if sequence in self.refusals:
            self._refused(sequence)
            if not status:
                self.wrong("acknowledged what is no message")
            return
        letter = self.unacknowledged.pop(sequence, None)
        if letter is None:
            known = "a second" if sequence in self._done else "a stray"
            self.wrong(f"{known} deliver_sm_resp")
            return
        self._done.add(sequence)
        if body != b"\0":
            self.wrong("a deliver_sm_resp with a message_id")
        self.centre.acknowledged(letter, status)

    def _refused(self, sequence: int) -> None:
        if sequence not in self.refusals:
            self.wrong("a generic_nack of what was right")
        self.refusals.discard(sequence)

    def send_malformed(self, dice: random.Random) -> None:
        """A PDU with a whole header and a body, or a command, that can't be."""
        sequence = self._next()
        self.refusals.add(sequence)
        command, body = dice.choice(
            [
                (0x7777, b"who knows"),
                (DELIVER, b""),
                (DELIVER, b"\0\1\1994\0\0\0"),
                (DELIVER, b"\0\1\1994501\0\0\0" + b"8103\0" + b"\0" * 10 + b"\xff2 AZE"),
                (DELIVER, b"x" * 200),
                (SUBMIT, b"\0" * 17),
            ]
        )
        self.put(HEADER.pack(16 + len(body), command, 0, sequence) + body)

    def send_unsolicited(self) -> None:
        """An answer to nothing."""
        self.put(HEADER.pack(18, SUBMIT | RESP, 0, 0x7FFFFF00) + b"0\0")

    def cut(self, letter: Letter) -> None:
        """Half a deliver_sm, and away."""
        body = letter.octets
        whole = HEADER.pack(16 + len(body), DELIVER, 0, self._next()) + body
        self.put(whole[: len(whole) // 2])
        self.flush()
        self.transport.close()

    # Answers of the gateway

    def _submitted(self, sequence: int, body: bytes) -> None:
        if self.kind not in {"transceiver", "transmitter"}:
            self.wrong("a submit_sm without a bind for it")
        read = self._read_submit(body)
        status = self.centre.mood()
        if read is None:
            status = 0x01
        reply = b"" if status else b"m%d\0" % self.centre.next_id()
        octets = HEADER.pack(16 + len(reply), SUBMIT | RESP, status, sequence) + reply
        if self.centre.faults.out_of_order:
            self._held.append(octets)
        else:
            self.put(octets)
        if not status and read is not None:
            self.centre.answered(*read)

    def _read_submit(self, body: bytes) -> tuple[str, int, bytes] | None:
        """Phone, esm_class, user data: every field looked at."""
        at = body.index(0) + 3
        stop = body.index(0, at)
        source = body[at:stop]
        if source.decode("ascii") not in self.centre.numbers:
            self.wrong("an answer from another number")
        at = stop + 3
        if body[stop + 1] != 1 or body[stop + 2] != 1:
            self.wrong("a phone whose number is not international")
        stop = body.index(0, at)
        phone = body[at:stop].decode("ascii")
        esm_class = body[stop + 1]
        at = body.index(0, stop + 4) + 1
        at = body.index(0, at) + 1
        coding, length = body[at + 2], body[at + 4]
        data = body[at + 5 : at + 5 + length]
        most = {0: 159 if esm_class & 0x40 else 160}.get(coding, 140)
        if coding not in {0, 8} or len(data) != length or len(body) != at + 5 + length:
            self.wrong("a submit_sm that doesn't fit itself")
            return None
        if not 0 < length <= most:
            self.wrong(f"{length} octets of data_coding {coding} in one message")
            return None
        return phone, esm_class, data

    # Octets

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence

    def write(self, command: int, sequence: int, status: int = 0, body: bytes = b"") -> None:
        """Send a PDU."""
        self.put(HEADER.pack(16 + len(body), command, status, sequence) + body)

    def put(self, octets: bytes) -> None:
        """Send with what else there is in this turn of the loop."""
        self._out.append(octets)
        if len(self._out) == 1:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Write all that waits."""
        if self._out and not self.transport.is_closing():
            self.transport.write(b"".join(self._out))
        self._out.clear()

    def tick(self, dice: random.Random) -> None:
        """What was held goes out in another order."""
        held, self._held = self._held, []
        dice.shuffle(held)
        for octets in held:
            self.put(octets)

    def read_slowly(self, is_slow: bool) -> None:
        """Stop or go on reading."""
        if is_slow != self.is_slow and not self.transport.is_closing():
            self.is_slow = is_slow
            (self.transport.pause_reading if is_slow else self.transport.resume_reading)()

    def enquire(self) -> None:
        """Is the gateway alive? The last question must have been answered."""
        if self._asked is not None and not self.is_slow:
            self.wrong("an enquire_link without an answer")
        self._asked = self._next()
        self.write(ENQUIRE, self._asked)

    def wrong(self, what: str) -> None:
        """Note it."""
        self.centre.wrong(what)


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
    ) -> None:
        self.faults = faults or Faults()
        self.dice = random.Random(seed)
        self.account = account
        self.numbers = numbers
        self.window = window
        """Unacknowledged messages a session; others wait in `queue`."""
        self.enquire_every = enquire_every
        self.letters: list[Letter] = []
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
        return self.acknowledgements == self.answered_letters == len(self.letters)

    def send(self, phone: str, text: str, *, at: float | None = None) -> Letter:
        """A phone (digits without +) writes; `at` is when it was offered (perf_counter)."""
        number = len(self.letters)
        letter = Letter(
            number,
            phone,
            deliver_body(phone, self.numbers[0], text, f"d{number}"),
            perf_counter() if at is None else at,
        )
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
            self.strangers += 1
            return
        letter = next((each for each in letters if not each.answers), letters[-1])
        if letter.answers:
            self.duplicates += 1
        else:
            letter.answered_at = perf_counter()
            self.answered_letters += 1
        letter.answers += 1

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
                    session.read_slowly(now % 2 < self.faults.slow_reads)
                if ticks % round(self.enquire_every / TICK) == 0:
                    session.enquire()
            self.pump()


def deliver_body(phone: str, number: str, text: str, message_id: str) -> bytes:
    """All of a deliver_sm after its header: ASCII as it stands, anything else in UCS-2."""
    coding = 0 if text.isascii() else 8
    octets = text.encode("ascii" if coding == 0 else "utf-16-be")
    named = message_id.encode() + b"\0"
    return (
        b"\0\1\1"
        + phone.encode()
        + b"\0\3\0"
        + number.encode()
        + b"\0\0\0\0\0\0\0\0"
        + bytes((coding, 0, len(octets)))
        + octets
        + TLV.pack(MESSAGE_ID, len(named))
        + named
    )
