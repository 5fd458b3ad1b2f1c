"""One bound session of a client, and how it comes to be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from pencere.blocks.sms.smpp import coding, parts, pdu, receipts
from pencere.blocks.sms.smpp.addresses import international
from pencere.blocks.sms.smpp.errors import (
    Disconnected,
    Malformed,
    Refusal,
    Rejected,
    SmppError,
    Unreadable,
)
from pencere.blocks.sms.smpp.link import Limits, Link
from pencere.blocks.sms.smpp.messages import Delivery
from pencere.blocks.sms.smpp.outgoing import Outgoing
from pencere.blocks.sms.smpp.pdu import RESPONSE, Bind, Command, ShortMessage, Tag
from pencere.blocks.sms.smpp.statuses import Status
from pencere.blocks.sms.troubles import named

if TYPE_CHECKING:
    from pencere.blocks.sms.smpp.client import Client

log = logging.getLogger(__name__)

_DELIVER_SM = int(Command.DELIVER_SM)
_DATA_SM = int(Command.DATA_SM)
_SUBMIT_SM = int(Command.SUBMIT_SM)
_MESSAGE_ID = int(Tag.RECEIPTED_MESSAGE_ID)
BINDS = {
    "transceiver": Command.BIND_TRANSCEIVER,
    "receiver": Command.BIND_RECEIVER,
    "transmitter": Command.BIND_TRANSMITTER,
}


class Esme(Link):
    """A session of ours with a centre."""

    def __init__(self, client: Client) -> None:
        centre = client.centre
        super().__init__(
            Limits(centre.response_timeout, centre.enquire_every, centre.deliver_window)
        )
        self._client = client
        self._is_bound = False

    @property
    def takes_texts(self) -> bool:
        """Whether a text may go out here, now or when there is room."""
        return self._is_bound and self._client.centre.bind != "receiver"

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return bool(self.outstanding or self.undecided)

    # The bind

    def answered(self, status: int, octets: bytes, at: int, end: int) -> None:
        """The answer to bind: a centre may deliver in the same breath."""
        if status:
            self.close(str(Rejected(status)))
            return
        self._is_bound = True
        self._client.link_bound(self)

    def lost(self, error: Disconnected) -> None:
        """No answer to bind."""
        self.close(str(error))

    def begin(self) -> None:
        """Ask to bind."""
        centre = self._client.centre
        body = Bind(centre.system_id, centre.password, centre.system_type)
        command = BINDS[centre.bind]
        self.request(command, pdu.encode_body(command, body), self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.begin()

    async def unbind(self) -> None:
        """Say goodbye and hang up."""
        self._is_bound = False
        with suppress(SmppError):
            await self.call(Command.UNBIND)
        self.close("unbound")

    def has_room(self) -> None:
        self._client.pump_soon()

    def is_leaving(self) -> None:
        self._is_bound = False
        self._client.link_gone(self)

    def has_ended(self) -> None:
        self._is_bound = False
        self._client.link_gone(self)

    # Texts out

    def submit(self, each: Outgoing) -> None:
        """Send a part."""
        self.request(_SUBMIT_SM, each.body, each)

    # Messages in

    def request_received(
        self, command: int, sequence: int, octets: bytes, at: int, end: int
    ) -> None:
        if command in {_DELIVER_SM, _DATA_SM}:
            if self._client.is_stopping or not self._is_bound:
                self.refuse(command, sequence, Status.RX_T_APPN)
                return
            message = pdu.decode_body(command, octets, at, end)
            try:
                outcome = self._handed_over(cast(ShortMessage, message))
            except Unreadable as error:
                log.warning("A message is refused: %s", error)
                self.refuse(command, sequence, Status.RX_R_APPN)
            except Refusal as error:
                self.refuse(command, sequence, error.status)
            except Malformed:
                raise
            except Exception as error:
                log.error("A message could not be handed over: %s", named(error))
                self.refuse(command, sequence, Status.RX_T_APPN)
            else:
                self._decide(command, sequence, outcome)
        elif command == Command.OUTBIND:
            self.answer(Command.GENERIC_NACK, sequence, Status.RINVBNDSTS)
        elif command != Command.ALERT_NOTIFICATION:
            self.answer(Command.GENERIC_NACK, sequence, Status.RINVCMDID)

    def _decide(self, command: int, sequence: int, outcome: Awaitable[None] | None) -> None:
        if outcome is None:
            self.answer(command | RESPONSE, sequence, 0, b"\0")
        else:
            self.decide(command, sequence, outcome)

    def _handed_over(self, message: ShortMessage) -> Awaitable[None] | None:
        """What whoever takes messages or receipts says; None: nobody needs it."""
        client = self._client
        if message.esm_class and receipts.is_receipt(message):
            centre = client.centre
            receipt = receipts.read(message, centre.name, centre.receipt_ids)
            if receipt is None:
                log.warning("A receipt of %s names no message", centre.name)
            return None if receipt is None or not client.on_receipt else client.on_receipt(receipt)
        delivery = delivery_of(message, client)
        client.delivered += 1
        return client.on_deliver(delivery)


def delivery_of(message: ShortMessage, client: Client) -> Delivery:
    """What a deliver_sm says. Raises Unreadable, Malformed."""
    centre = client.centre
    octets, part = parts.part_of(message)
    text = coding.decode(octets, message.data_coding, centre.alphabet)
    message_id = message.tlv(_MESSAGE_ID) if message.tlvs else None
    seen = f"{message.source}\n{message.destination}\n{message.data_coding}\n{message.esm_class}\n"
    return Delivery(
        centre.name,
        international(message.source, message.source_ton, centre.country_code),
        message.destination,
        text,
        octets,
        message.data_coding,
        part,
        message_id.rstrip(b"\0").decode("latin-1") if message_id else "",
        blake2b(seen.encode() + message.payload, digest_size=16).hexdigest(),
    )


async def bind(client: Client) -> Esme:
    """Connect and begin to bind; the link's `closed` tells if it failed. Raises OSError."""
    centre = client.centre
    async with asyncio.timeout(centre.response_timeout):
        _transport, link = await asyncio.get_running_loop().create_connection(
            lambda: Esme(client), centre.host, centre.port, ssl=client.tls
        )
    return link
