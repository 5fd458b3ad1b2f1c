"""One connection, whichever side of it we are: PDUs out of octets, answers to their requests,
is the other side alive, how much may be undecided. `client` and `server` say what PDUs mean.

Everything runs in the event loop's callbacks and holds no task of its own. What is written in
one turn of the loop goes out in one write.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from functools import partial
from typing import NamedTuple, Protocol, cast

from pencere.blocks.sms.smpp import pdu
from pencere.blocks.sms.smpp.errors import Disconnected, Malformed, Refusal, Unanswered
from pencere.blocks.sms.smpp.pdu import HEADER, HEADER_SIZE, RESPONSE, Body, Command
from pencere.blocks.sms.smpp.statuses import Status

log = logging.getLogger(__name__)

WRITE_AHEAD = 1 << 18
"""Octets that may wait in our own buffer before sending pauses."""
STUCK_TIMEOUTS = 6
"""Nothing was decided for this many response timeouts: the session is given up."""
REFUSALS_LOGGED_EVERY = 10.0
LEAVE_SECONDS = 5.0
"""What is on its way may still be answered for this long when the other side wants to go."""
REQUESTS_WITH_ANSWER = frozenset(
    {int(each) & ~RESPONSE for each in Command if each & RESPONSE} - {0}
)
_ENQUIRE_LINK = int(Command.ENQUIRE_LINK)
_UNBIND = int(Command.UNBIND)
_GENERIC_NACK = int(Command.GENERIC_NACK)


class Limits(NamedTuple):
    """Times in seconds."""

    response_timeout: float = 10.0
    enquire_every: float = 30.0
    undecided: int = 1000


class Waiter(Protocol):
    """Who waits for the answer to a request."""

    def answered(self, status: int, octets: bytes, at: int, end: int) -> None:
        """The answer's status and where its body stands."""

    def lost(self, error: Disconnected) -> None:
        """There will be none."""


class Answer(NamedTuple):
    """What a `Call` gets."""

    status: int
    body: Body


class Call:
    """A waiter with a future, for requests that are rare."""

    def __init__(self, command: int) -> None:
        self.response = command | RESPONSE
        self.future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answered(self, status: int, octets: bytes, at: int, end: int) -> None:
        if self.future.done():
            return
        try:
            body = pdu.decode_body(self.response, octets, at, end)
        except Malformed:
            body = pdu.Raw(octets[at:end])
        self.future.set_result(Answer(status, body))

    def lost(self, error: Disconnected) -> None:
        if not self.future.done():
            self.future.set_exception(error)


class Request(NamedTuple):
    deadline: float
    response: int
    waiter: Waiter


class Link(asyncio.Protocol):
    """See the module. A subclass gives `request_received` and what it needs of the hooks."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[str] = self.loop.create_future()
        """Done when the connection is gone, with the reason."""
        self.can_write = False
        self.unsolicited = 0
        self.undecided = 0
        self._transport: asyncio.Transport | None = None
        self._unread = b""
        self._out: list[bytes] = []
        self._requests: dict[int, Request] = {}
        self._sequence = 0
        self._heard_at = 0.0
        self._paused_at: float | None = None
        self._paused_for = 0.0
        self._enquiry: Call | None = None
        self._why = ""
        self._tick_handle: asyncio.TimerHandle | None = None
        self._leaving: tuple[int, float] | None = None
        self._refused = 0
        self._refused_at = -REFUSALS_LOGGED_EVERY

    # What a subclass says

    def request_received(
        self, command: int, sequence: int, octets: bytes, at: int, end: int
    ) -> None:
        """A request that is neither enquire_link nor unbind. May raise Malformed."""
        raise NotImplementedError

    def has_room(self) -> None:
        """An answer came, or the connection takes octets again."""

    def is_leaving(self) -> None:
        """The other side asked to unbind: no more requests to it."""

    def has_ended(self) -> None:
        """The connection is gone."""

    # Octets in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=WRITE_AHEAD)
        self.can_write = True
        self._heard_at = self.clock()
        self._tick_handle = self.loop.call_later(self._tick_every, self._tick)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.clock()
        self._unread = self._unread + data if self._unread else data
        try:
            self._read()
        except Exception:
            log.exception("A session of SMPP ends: this should not happen")
            self.close("an error of our own")

    def _read(self) -> None:
        octets = self._unread
        size = len(octets)
        at = 0
        while size - at >= HEADER_SIZE and self._paused_at is None and not self._why:
            length, command, status, sequence = HEADER.unpack_from(octets, at)
            if not HEADER_SIZE <= length <= pdu.MAX_SIZE:
                self._unread = b""
                self.answer(_GENERIC_NACK, sequence, Status.RINVCMDLEN)
                self.close("a command_length that can't be")
                return
            end = at + length
            if end > size:
                break
            if command & RESPONSE:
                self._answer_received(command, status, sequence, octets, at + HEADER_SIZE, end)
            else:
                self._request_received(command, sequence, octets, at + HEADER_SIZE, end)
            at = end
        if at:
            self._unread = octets[at:]

    def _request_received(
        self, command: int, sequence: int, octets: bytes, at: int, end: int
    ) -> None:
        if command == _ENQUIRE_LINK:
            self.answer(Command.ENQUIRE_LINK_RESP, sequence)
        elif command == _UNBIND:
            self._leaving = (sequence, self.loop.time() + LEAVE_SECONDS)
            self.is_leaving()
            self._leave_if_done()
        else:
            try:
                self.request_received(command, sequence, octets, at, end)
            except Malformed as error:
                log.warning("A PDU that can't be read: %s", error)
                self.refuse(command, sequence, error.status)

    def _answer_received(
        self, command: int, status: int, sequence: int, octets: bytes, at: int, end: int
    ) -> None:
        request = self._requests.get(sequence)
        if request is None or (command != request.response and command != _GENERIC_NACK):
            self.unsolicited += 1
            return
        del self._requests[sequence]
        if command == _GENERIC_NACK and not status:
            status = Status.RUNKNOWNERR
        request.waiter.answered(status, octets, at, end)
        self.has_room()
        if self._leaving:
            self._leave_if_done()

    # Octets out

    def send(self, octets: bytes) -> None:
        """Write with everything else of this turn of the loop."""
        if self._why:
            return
        self._out.append(octets)
        if len(self._out) == 1:
            self.loop.call_soon(self._flush)

    def _flush(self) -> None:
        if self._out and self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(self._out))
        self._out.clear()

    def pause_writing(self) -> None:
        self.can_write = False

    def resume_writing(self) -> None:
        self.can_write = True
        self.has_room()

    def request(self, command: int, body: bytes, waiter: Waiter) -> None:
        """Send a request whose answer `waiter` gets."""
        sequence = self._next_sequence()
        deadline = self.clock() + self.limits.response_timeout
        self._requests[sequence] = Request(deadline, command | RESPONSE, waiter)
        self.send(HEADER.pack(HEADER_SIZE + len(body), command, 0, sequence) + body)

    async def call(self, command: int, body: bytes = b"") -> Answer:
        """Send a request and wait. Raises Disconnected."""
        if self._why or self._transport is None:
            raise Disconnected(self._why or "not connected", was_sent=False)
        call = Call(command)
        self.request(command, body, call)
        return await call.future

    def _next_sequence(self) -> int:
        sequence = self._sequence
        while True:
            sequence = sequence + 1 if sequence < pdu.MAX_SEQUENCE else 1
            if sequence not in self._requests:
                self._sequence = sequence
                return sequence

    def answer(self, command: int, sequence: int, status: int = 0, body: bytes = b"") -> None:
        """Send a response."""
        self.send(HEADER.pack(HEADER_SIZE + len(body), command, status, sequence) + body)

    def refuse(self, command: int, sequence: int, status: int) -> None:
        """Answer a request with an error, in its own response where it has one."""
        if command == Command.DELIVER_SM:  # its message_id is never left out
            self.answer(Command.DELIVER_SM_RESP, sequence, status, b"\0")
        elif command in REQUESTS_WITH_ANSWER:
            self.answer(command | RESPONSE, sequence, status)
        elif command != Command.ALERT_NOTIFICATION:
            self.answer(_GENERIC_NACK, sequence, status)

    @property
    def outstanding(self) -> int:
        """Requests of ours that wait for an answer."""
        return len(self._requests)

    # What somebody else decides

    def decide(self, command: int, sequence: int, outcome: Awaitable[bytes | None]) -> None:
        """Answer the request when `outcome` is done: with its result as the body (None: a
        NUL), with a `Refusal`'s status, or with a passing error for any other exception."""
        future = asyncio.ensure_future(outcome)
        self.undecided += 1
        future.add_done_callback(partial(self._decided, command, sequence))
        if self.undecided >= self.limits.undecided and self._paused_at is None:
            self._pause_reading()

    def _decided(self, command: int, sequence: int, future: asyncio.Future[bytes | None]) -> None:
        self.undecided -= 1
        status, body = self._outcome(future)
        if status:
            self.refuse(command, sequence, status)
        else:
            self.answer(command | RESPONSE, sequence, 0, body)
        if self._paused_at is not None and self.undecided * 2 <= self.limits.undecided:
            self._resume_reading()
        if self._leaving:
            self._leave_if_done()

    def _outcome(self, future: asyncio.Future[bytes | None]) -> tuple[int, bytes]:
        if future.cancelled():
            return Status.RX_T_APPN, b""
        error = future.exception()
        if error is None:
            return 0, future.result() or b"\0"
        if isinstance(error, Refusal):
            return error.status, b""
        self._log_refusal(type(error).__name__)
        return Status.RX_T_APPN, b""

    def _log_refusal(self, why: str) -> None:
        """Once in a while: where the database is away, all that comes is refused."""
        self._refused += 1
        now = self.loop.time()
        if now - self._refused_at >= REFUSALS_LOGGED_EVERY:
            log.warning("%d messages refused for now (%s)", self._refused, why)
            self._refused, self._refused_at = 0, now

    def _pause_reading(self) -> None:
        self._paused_at = self.loop.time()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def _resume_reading(self) -> None:
        self._paused_for = self.loop.time() - self.clock()
        self._paused_at = None
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
            self.data_received(b"")

    def clock(self) -> float:
        """Time that stands still while we don't read: what we didn't look at is not late."""
        now = self._paused_at if self._paused_at is not None else self.loop.time()
        return now - self._paused_for

    # The end

    def close(self, why: str) -> None:
        """Write what is to be written and end the connection."""
        if self._why:
            return
        self._flush()
        self._why = why
        if self._transport is not None:
            self._transport.close()
            self.loop.call_later(self.limits.response_timeout, self._transport.abort)

    def connection_lost(self, error: Exception | None) -> None:
        self._flush()
        self._why = self._why or (type(error).__name__ if error else "the other side hung up")
        self.can_write = False
        if self._tick_handle:
            self._tick_handle.cancel()
        requests, self._requests = self._requests, {}
        self.has_ended()
        for request in requests.values():
            request.waiter.lost(Disconnected(self._why, was_sent=True))
        if not self.closed.done():
            self.closed.set_result(self._why)

    def _leave_if_done(self) -> None:
        """Answer an unbind when nothing is on its way any more, or after a while."""
        if self._leaving is None:
            return
        sequence, until = self._leaving
        is_quiet = not self._requests and not self.undecided
        if is_quiet or self.loop.time() >= until:
            self._leaving = None
            self.answer(Command.UNBIND_RESP, sequence)
            self.close("the other side unbound")

    # Every now and then

    @property
    def _tick_every(self) -> float:
        return min(1.0, self.limits.response_timeout / 4, self.limits.enquire_every / 4)

    def _tick(self) -> None:
        self._tick_handle = self.loop.call_later(self._tick_every, self._tick)
        self._leave_if_done()
        if self._paused_at is not None:
            if self.loop.time() - self._paused_at > STUCK_TIMEOUTS * self.limits.response_timeout:
                self.close("nothing was decided for too long")
            return
        now = self.clock()
        self._expire(now)
        if now - self._heard_at >= self.limits.enquire_every and self._enquiry is None:
            self._enquire()

    def _expire(self, now: float) -> None:
        late = []
        for sequence, request in self._requests.items():
            if request.deadline > now:
                break
            late.append(sequence)
        for sequence in late:
            request = self._requests.pop(sequence)
            request.waiter.lost(
                Unanswered(f"no {pdu.command_name(request.response)} in time", was_sent=True)
            )
        if late:
            if now - self._heard_at >= self.limits.response_timeout:
                self.close("silence")
            self.has_room()

    def _enquire(self) -> None:
        call = self._enquiry = Call(_ENQUIRE_LINK)
        self.request(_ENQUIRE_LINK, b"", call)
        call.future.add_done_callback(self._enquired)

    def _enquired(self, future: asyncio.Future[Answer]) -> None:
        self._enquiry = None
        if future.cancelled():
            return
        error = future.exception()
        if isinstance(error, Unanswered):
            self.close("no answer to enquire_link")
        # a centre that answers with an error is alive
