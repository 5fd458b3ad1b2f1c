"""The stand-in for an SMS centre: SMPP towards the gateway, phones towards the page."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pencere.blocks.sms.demo.control import forget, socket_path
from pencere.blocks.sms.demo.store import Store, StoredText
from pencere.blocks.sms.smpp import parts, receipts
from pencere.blocks.sms.smpp.errors import Disconnected, Rejected
from pencere.blocks.sms.smpp.pdu import Bind, ShortMessage, Tag
from pencere.blocks.sms.smpp.server import Server, ServerSession
from pencere.blocks.sms.smpp.statuses import Status

log = logging.getLogger(__name__)

SYSTEM_ID, PASSWORD = "pencere", "demo"
LOOK_EVERY = 1.0
"""Seconds after which what could not be delivered is tried again."""
INTERNATIONAL, ISDN = 1, 1
"""Type and plan of a phone's number."""


class StandIn:
    """One centre with all its phones."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changed = asyncio.Event()
        self._parts: dict[tuple[str, str, int, int], dict[int, tuple[bytes, int, str]]] = {}
        self.server = Server(
            authenticate=_authenticate,
            on_submit=self._submitted,
            on_bound=lambda _session: self._changed.set(),
            system_id="stand-in",
        )

    # ------------------------------------------------------------- the gateway

    async def _submitted(self, _session: ServerSession, message: ShortMessage) -> str:
        """A text, or a part of one, for a phone."""
        own_id = secrets.token_hex(8)
        octets, part = parts.part_of(message)
        phone, number = message.destination, message.source
        pieces = {1: (octets, message.data_coding, own_id)}
        total = 1
        if part is not None:
            key = (phone, number, part.reference, part.total)
            pieces, total = self._parts.setdefault(key, {}), part.total
            pieces[part.number] = (octets, message.data_coding, own_id)
            if len(pieces) < total:
                return own_id
            del self._parts[key]
        words = parts.joined({at: piece[:2] for at, piece in pieces.items()}, total)
        wanted = [piece[2] for piece in pieces.values()] if message.registered_delivery else []
        self._store.came(phone, number, words, receipts=wanted)
        self._changed.set()
        return own_id

    async def deliver_for_ever(self) -> None:
        """Hand over what phones wrote and what became of texts, as long as this runs."""
        while True:
            self._changed.clear()
            try:
                for text in self._store.to_deliver():
                    await self._deliver(text)
                for text in self._store.to_tell():
                    await self._tell(text)
            except Disconnected:
                pass  # nobody is bound: later
            except Exception:
                log.exception("The stand-in could not hand something over")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._changed.wait()

    async def _deliver(self, text: StoredText) -> None:
        pieces = parts.cut(text.words or " ", key=text.id)
        for number, piece in enumerate(pieces, start=1):
            name = text.id if len(pieces) == 1 else f"{text.id}.{number}"
            message = ShortMessage(
                source_ton=INTERNATIONAL,
                source_npi=ISDN,
                source=text.phone,
                destination=text.number,
                esm_class=piece.esm_class,
                data_coding=piece.data_coding,
                short_message=piece.short_message,
                tlvs=(*piece.tlvs, (int(Tag.RECEIPTED_MESSAGE_ID), name.encode() + b"\0")),
            )
            try:
                await self.server.deliver(message)
            except Rejected as refusal:
                if refusal.is_permanent:
                    self._store.mark(text.id, "refused")
                return  # else again in a while
        self._store.mark(text.id, "taken")

    async def _tell(self, text: StoredText) -> None:
        at = datetime.now(UTC).strftime("%y%m%d%H%M")
        sent = ShortMessage(
            source=text.number,
            destination_ton=INTERNATIONAL,
            destination_npi=ISDN,
            destination=text.phone,
        )
        for own_id in text.receipts.split("\n"):
            with suppress(Rejected):
                await self.server.deliver(receipts.write(sent, own_id, at=at))
        self._store.told(text.id)

    # ---------------------------------------------------------------- the page

    async def answer_page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question of the page."""
        try:
            asked = json.loads(await reader.readline())
            said = _ANSWERS[asked["do"]](self, asked)
            writer.write(json.dumps(said).encode() + b"\n")
            await writer.drain()
        except (ValueError, KeyError, TypeError) as error:
            log.warning("A question that can't be read: %s", type(error).__name__)
        finally:
            writer.close()

    def _phones(self, _asked: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "latest": [text.as_json() for text in self._store.latest()],
            "is_bound": any(True for _ in self.server.receivers()),
        }

    def _texts(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        phone = str(asked["phone"])
        return {
            "texts": [text.as_json() for text in self._store.conversation(phone)],
            "is_off": self._store.is_off(phone),
            "is_bound": any(True for _ in self.server.receivers()),
        }

    def _write(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._store.wrote(str(asked["phone"]), str(asked["to"]), str(asked["text"]))
        self._changed.set()
        return {}

    def _switch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._store.switch(str(asked["phone"]))
        self._changed.set()
        return {}


_ANSWERS: dict[str, Callable[[StandIn, Mapping[str, Any]], dict[str, Any]]] = {
    "phones": StandIn._phones,
    "texts": StandIn._texts,
    "write": StandIn._write,
    "switch": StandIn._switch,
}


def _authenticate(bind: Bind) -> Status:
    if bind.system_id != SYSTEM_ID:
        return Status.RINVSYSID
    return Status.ROK if bind.password == PASSWORD else Status.RINVPASWD


@asynccontextmanager
async def running(home: Path, port: int = 0) -> AsyncIterator[StandIn]:
    """A stand-in that listens on `port` of this machine, and for the page, while the block runs."""
    store = Store(home / "sms" / "centre.sqlite")
    stand_in = StandIn(store)
    path = socket_path(home)
    forget(path)
    await stand_in.server.start("127.0.0.1", port)
    page = await asyncio.start_unix_server(stand_in.answer_page, path)
    path.chmod(0o600)
    deliverer = asyncio.create_task(stand_in.deliver_for_ever())
    try:
        yield stand_in
    finally:
        deliverer.cancel()
        page.close()
        forget(path)
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                await stand_in.server.stop()
        store.close()


async def run(home: Path, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with running(home, port):
        await ended.wait()
