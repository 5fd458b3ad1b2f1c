"""The SMSC side: takes binds and texts, delivers what phones write. The demonstration's stand-in
for an SMS centre and the tests use it; a gateway in front of other programs could."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Final, Self, cast

from pencere.blocks.sms.smpp import pdu
from pencere.blocks.sms.smpp.errors import Disconnected, Rejected
from pencere.blocks.sms.smpp.link import Limits, Link
from pencere.blocks.sms.smpp.pdu import (
    INTERFACE_VERSION,
    RESPONSE,
    Bind,
    BindResponse,
    Command,
    ShortMessage,
    Tag,
)
from pencere.blocks.sms.smpp.statuses import Status

log = logging.getLogger(__name__)

SESSION_INIT_SECONDS = 30.0
"""Whoever connects binds within this time."""
REFUSED: Final = {
    int(Command.SUBMIT_MULTI): Status.RSUBMITFAIL,
    int(Command.QUERY_SM): Status.RQUERYFAIL,
    int(Command.CANCEL_SM): Status.RCANCELFAIL,
    int(Command.REPLACE_SM): Status.RREPLACEFAIL,
}
"""What a client may ask, but not here: an accepted message can't be asked for, taken back or
changed."""
KINDS: Final = {
    int(Command.BIND_TRANSCEIVER): "transceiver",
    int(Command.BIND_RECEIVER): "receiver",
    int(Command.BIND_TRANSMITTER): "transmitter",
}

OnSubmit = Callable[["ServerSession", ShortMessage], Awaitable[str]]
"""Takes a text and returns the centre's id of it; raises `Refusal` with a status otherwise."""
Authenticate = Callable[[Bind], Status]
"""`Status.ROK`, or why not: RINVSYSID, RINVPASWD, RALYBND, RBINDFAIL."""


class ServerSession(Link):
    """A client's session with this centre."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.limits)
        self._server = server
        self.kind = ""
        """transceiver, receiver or transmitter; empty until it is bound."""
        self.system_id = ""

    @property
    def receives(self) -> bool:
        """Whether messages may be delivered here."""
        return self.kind in {"transceiver", "receiver"}

    async def deliver(self, message: ShortMessage) -> None:
        """Deliver and wait until the client says that it is theirs. Raises Rejected or
        Disconnected."""
        body = pdu.encode_short_message(message)
        answer = await self.call(Command.DELIVER_SM, body)
        if answer.status:
            raise Rejected(answer.status)

    async def unbind(self) -> None:
        """Ask the client to go, and hang up."""
        self.kind = ""
        try:
            await self.call(Command.UNBIND)
        except Disconnected:
            return
        self.close("unbound")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._server.sessions.add(self)
        self.loop.call_later(SESSION_INIT_SECONDS, self._require_bind)

    def _require_bind(self) -> None:
        if not self.kind:
            self.close("no bind in time")

    def is_leaving(self) -> None:
        self.kind = ""

    def has_ended(self) -> None:
        self.kind = ""
        self._server.sessions.discard(self)

    def request_received(
        self, command: int, sequence: int, octets: bytes, at: int, end: int
    ) -> None:
        if command in KINDS:
            self._bind_received(command, sequence, octets, at, end)
        elif command in {Command.SUBMIT_SM, Command.DATA_SM}:
            self._submit_received(command, sequence, octets, at, end)
        elif command in REFUSED:
            self.refuse(command, sequence, REFUSED[command] if self.kind else Status.RINVBNDSTS)
        else:
            self.answer(Command.GENERIC_NACK, sequence, Status.RINVCMDID)

    def _bind_received(self, command: int, sequence: int, octets: bytes, at: int, end: int) -> None:
        if self.kind:
            self.refuse(command, sequence, Status.RALYBND)
            return
        bind = cast(Bind, pdu.decode_body(command, octets, at, end))
        status = self._server.authenticate(bind)
        if status:
            self.refuse(command, sequence, status)
            return
        self.kind, self.system_id = KINDS[command], bind.system_id
        version = ((int(Tag.SC_INTERFACE_VERSION), bytes((INTERFACE_VERSION,))),)
        body = pdu.encode_body(command | RESPONSE, BindResponse(self._server.system_id, version))
        self.answer(command | RESPONSE, sequence, 0, body)
        self._server.has_bound(self)

    def _submit_received(
        self, command: int, sequence: int, octets: bytes, at: int, end: int
    ) -> None:
        if self.kind not in {"transceiver", "transmitter"}:
            self.refuse(command, sequence, Status.RINVBNDSTS)
            return
        message = cast(ShortMessage, pdu.decode_body(command, octets, at, end))
        self.decide(command, sequence, self._taken(message))

    async def _taken(self, message: ShortMessage) -> bytes:
        return (await self._server.on_submit(self, message)).encode("latin-1") + b"\0"


class Server:
    """A listening centre: `async with Server(…) as centre: centre.port`."""

    def __init__(
        self,
        *,
        authenticate: Authenticate,
        on_submit: OnSubmit,
        on_bound: Callable[[ServerSession], None] | None = None,
        system_id: str = "centre",
        limits: Limits | None = None,
    ) -> None:
        self.authenticate = authenticate
        self.on_submit = on_submit
        self.system_id = system_id
        self.limits = limits or Limits()
        self.sessions: set[ServerSession] = set()
        self._on_bound = on_bound
        self._listener: asyncio.Server | None = None
        self._turn = 0

    async def start(self, host: str, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Listen; port 0 takes a free one, see `port`."""
        self._listener = await asyncio.get_running_loop().create_server(
            lambda: ServerSession(self), host, port, ssl=tls
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._listener is None:
            raise RuntimeError("the centre doesn't listen")
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Take no more connections, ask everybody to go, hang up."""
        if self._listener is not None:
            self._listener.close()
        await asyncio.gather(*(session.unbind() for session in list(self.sessions)))

    async def __aenter__(self) -> Self:
        await self.start("127.0.0.1")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def has_bound(self, session: ServerSession) -> None:
        """A client may be delivered to now."""
        if self._on_bound is not None:
            self._on_bound(session)

    def receivers(self) -> Iterable[ServerSession]:
        """Sessions that messages may be delivered to."""
        return [session for session in self.sessions if session.receives]

    async def deliver(self, message: ShortMessage) -> None:
        """Deliver to the next receiver in turn. Raises Disconnected, or Rejected."""
        receivers = sorted(self.receivers(), key=id)
        if not receivers:
            raise Disconnected("nobody is bound", was_sent=False)
        self._turn += 1
        await receivers[self._turn % len(receivers)].deliver(message)
