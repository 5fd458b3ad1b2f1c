"""A world without sockets and without waiting: connections are pipes in memory, and the clock
jumps to whatever is due next. What takes an hour in life takes no time here, and goes the same
way each time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, cast

from pencere.blocks.sms.smpp import pdu
from pencere.blocks.sms.smpp.pdu import (
    HEADER,
    HEADER_SIZE,
    RESPONSE,
    Body,
    Command,
    Pdu,
    Raw,
)

Told = ParamSpec("Told")
NOTHING = Raw()


class Jumping(selectors.SelectSelector):
    """Where a loop would wait, its clock moves."""

    loop: TimelessLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("everything waits for something that will never be")
            self.loop.now += max(timeout, 0)
        return events


class TimelessLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        selector = Jumping()
        selector.loop = self
        self.now = 1000.0
        self.listening: dict[int, Callable[[], asyncio.BaseProtocol]] = {}
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    async def create_connection(self, *given: Any, **_named: Any) -> Any:
        factory, _host, port = given[:3]
        if port not in self.listening:
            raise ConnectionRefusedError("nobody listens")
        ours, theirs = factory(), self.listening[port]()
        near, far = Pipe(self, ours), Pipe(self, theirs)
        near.other, far.other = far, near
        theirs.connection_made(far)
        ours.connection_made(near)
        return near, ours

    async def create_server(self, *given: Any, **_named: Any) -> Any:
        factory, _host, port = given[:3]
        self.listening[port] = factory
        return Listener(self, port)


class Listener:
    """What stands for `asyncio.Server`."""

    def __init__(self, loop: TimelessLoop, port: int) -> None:
        self._loop, self._port = loop, port

    def close(self) -> None:
        self._loop.listening.pop(self._port, None)


class Pipe(asyncio.Transport):
    """One end of a connection."""

    other: Pipe

    def __init__(self, loop: TimelessLoop, protocol: asyncio.BaseProtocol) -> None:
        super().__init__()
        self._loop = loop
        self.protocol = cast(asyncio.Protocol, protocol)
        self._high = 65536
        self._waiting: list[bytes] = []
        self._is_reading = True
        self._is_closing = False
        self._is_lost = False
        self.is_full = False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._high = high or 65536

    def write(self, data: Any) -> None:
        if not self._is_closing:
            self.other.take(bytes(data))

    def take(self, data: bytes) -> None:
        """From the other end."""
        self._waiting.append(data)
        self._loop.call_soon(self._read)
        if not self._is_reading and sum(map(len, self._waiting)) > self.other._high:
            self.other.is_full = True
            self.other.protocol.pause_writing()

    def _read(self) -> None:
        while self._waiting and self._is_reading and not self._is_lost:
            self.protocol.data_received(self._waiting.pop(0))
        if self.other.is_full and not self._waiting:
            self.other.is_full = False
            self.other.protocol.resume_writing()

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True
        self._loop.call_soon(self._read)

    def is_closing(self) -> bool:
        return self._is_closing

    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._loop.call_soon(self._lose)
            self._loop.call_soon(self.other._hung_up)

    def abort(self) -> None:
        self.close()

    def _hung_up(self) -> None:
        self._is_closing = True
        self._lose()

    def _lose(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self.protocol.connection_lost(None)


def timeless(
    story: Callable[Told, Coroutine[Any, Any, None]],
) -> Callable[Told, None]:
    """Tell an async story in a loop of its own, in no time."""

    @wraps(story)
    def told(*given: Told.args, **named: Told.kwargs) -> None:
        loop = TimelessLoop()
        errors: list[str] = []
        loop.set_exception_handler(lambda _loop, context: errors.append(str(context)))
        try:
            loop.run_until_complete(story(*given, **named))
        finally:
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
        assert not errors

    return told


def listening() -> dict[int, Callable[[], asyncio.BaseProtocol]]:
    """Who listens where in this story's world."""
    return cast(TimelessLoop, asyncio.get_running_loop()).listening


async def settled() -> None:
    """Everything that is due now has happened."""
    for _ in range(30):
        await asyncio.sleep(0)


class Script(asyncio.Protocol):
    """The other side, played by the test: it sees every PDU and says what it is told to."""

    def __init__(self) -> None:
        self.seen: list[Pdu] = []
        self.is_gone = False
        self.sequence = 0
        self.answers_bind = True
        self.answered = {int(Command.ENQUIRE_LINK), int(Command.UNBIND)}
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.pipe = cast(Pipe, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.is_gone = True

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while len(self._unread) >= HEADER_SIZE:
            length = HEADER.unpack_from(self._unread)[0]
            if len(self._unread) < length:
                return
            one, self._unread = self._unread[:length], self._unread[length:]
            self._received(pdu.decode(one))

    def _received(self, each: Pdu) -> None:
        if each.command in {1, 2, 9} and self.answers_bind:
            self.reply(each, body=pdu.BindResponse("script"))
        elif each.command in self.answered:
            self.reply(each)
        else:
            self.seen.append(each)

    def say(self, command: int, body: Body = NOTHING, status: int = 0) -> int:
        """Send a request. Returns its sequence number."""
        self.sequence += 1
        self.raw(pdu.encode(Pdu(command, status, self.sequence, body)))
        return self.sequence

    def reply(self, request: Pdu, status: int = 0, body: Body = NOTHING) -> None:
        """Answer a request."""
        self.raw(pdu.encode(Pdu(request.command | RESPONSE, status, request.sequence, body)))

    def accept(self, submit: Pdu, message_id: str) -> None:
        """Take a text."""
        self.reply(submit, body=pdu.MessageId(message_id))

    def raw(self, octets: bytes) -> None:
        """Send octets as they are."""
        self.pipe.write(octets)

    def commands(self) -> list[int]:
        """What was seen, in order."""
        return [each.command for each in self.seen]

    def statuses(self) -> list[int]:
        """The statuses of what was seen, in order."""
        return [each.status for each in self.seen]
