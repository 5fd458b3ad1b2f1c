"""One connection of the strict centre: what it sends, and the close look at what comes."""

from __future__ import annotations

import asyncio
import random
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tests.blocks.sms.strict_centre import StrictCentre

HEADER = struct.Struct(">IIII")
TLV = struct.Struct(">HH")
NACK, RESP = 0x80000000, 0x80000000
SUBMIT, DELIVER, UNBIND, ENQUIRE = 0x04, 0x05, 0x06, 0x15
BINDS = {0x01: "receiver", 0x02: "transmitter", 0x09: "transceiver"}
OK, THROTTLED, QUEUE_FULL, SYSTEM_ERROR, TEMPORARY = 0x00, 0x58, 0x14, 0x08, 0x64
MESSAGE_ID = 0x001E


@dataclass(frozen=True, slots=True)
class Faults:
    """How it misbehaves. Shares are of one; `every` counts deliver_sm over all sessions."""

    cut_every: int = 0
    """Hang up in the middle of a deliver_sm. More than the gateway holds at once, or none is ever
    acknowledged."""
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
    """The share of time in which nothing is read."""
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
            known = "a second" if 0 < sequence <= self._sequence else "a stray"
            self.wrong(f"{known} deliver_sm_resp")
            return
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
