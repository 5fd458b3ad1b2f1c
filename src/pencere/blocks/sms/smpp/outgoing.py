"""Texts on their way to a centre: which part of which text, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pencere.blocks.sms.smpp import parts, pdu
from pencere.blocks.sms.smpp.addresses import written
from pencere.blocks.sms.smpp.centre import Centre
from pencere.blocks.sms.smpp.errors import (
    Disconnected,
    Malformed,
    Rejected,
    SubmitError,
    Throttled,
    TooLong,
    Unsendable,
)
from pencere.blocks.sms.smpp.messages import Message, SubmitResult
from pencere.blocks.sms.smpp.pdu import ShortMessage
from pencere.blocks.sms.smpp.receipts import plain_id
from pencere.blocks.sms.smpp.statuses import THROTTLING

if TYPE_CHECKING:
    from pencere.blocks.sms.smpp.client import Client

RECEIPT_WANTED = 1
Outcome = SubmitResult | SubmitError


class Batch:
    """Texts that were handed over together, and the one future that waits for all of them."""

    def __init__(self, size: int) -> None:
        self.outcomes: list[Outcome | None] = [None] * size
        self.open = size
        self.future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_dead(self) -> bool:
        """Nobody waits any more."""
        return self.future.cancelled()

    def settle(self, index: int, outcome: Outcome) -> None:
        """This is what became of the text."""
        self.outcomes[index] = outcome
        self.open -= 1
        if not self.open and not self.future.done():
            self.future.set_result(None)

    def results(self) -> list[Outcome]:
        """When all are settled."""
        return [outcome for outcome in self.outcomes if outcome is not None]


class Text:
    """One message with all its parts."""

    __slots__ = ("_batch", "_error", "_ids", "_index", "_open")

    def __init__(self, batch: Batch, index: int, total: int) -> None:
        self._batch = batch
        self._index = index
        self._ids: list[str] = [""] * total
        self._open = total
        self._error: SubmitError | None = None

    @property
    def is_dead(self) -> bool:
        """No further part of it need go out."""
        return self._error is not None or self._batch.is_dead

    def part_taken(self, number: int, message_id: str) -> None:
        """The centre accepted a part."""
        self._ids[number] = message_id
        self._part_done()

    def part_failed(self, error: SubmitError | None) -> None:
        """The centre didn't, or (None) the part need not go any more. The first error stands."""
        self._error = self._error or error
        self._part_done()

    def _part_done(self) -> None:
        self._open -= 1
        if self._open:
            return
        if self._error is None:
            self._batch.settle(self._index, SubmitResult(tuple(self._ids)))
        else:
            self._error.message_ids = tuple(each for each in self._ids if each)
            self._batch.settle(self._index, self._error)


class Outgoing:
    """One submit_sm: waits in the client's queue, then for its answer."""

    __slots__ = ("_client", "_give_up_at", "_number", "body", "text")

    def __init__(self, client: Client, text: Text, number: int, body: bytes) -> None:
        self._client = client
        self.text = text
        self._number = number
        self.body = body
        self._give_up_at: float | None = None

    def answered(self, status: int, octets: bytes, at: int, end: int) -> None:
        """submit_sm_resp, or generic_nack."""
        client = self._client
        if not status:
            client.part_taken()
            self.text.part_taken(self._number, _message_id(client.centre, octets, at, end))
        elif status in THROTTLING:
            self._throttled(status)
        else:
            client.part_rejected()
            self.text.part_failed(Rejected(status))

    def _throttled(self, status: int) -> None:
        now = self._client.throttled()
        if self._give_up_at is None:
            self._give_up_at = now + self._client.centre.throttle_patience
        if now < self._give_up_at and not self.text.is_dead:
            self._client.again(self)
        else:
            self.text.part_failed(Throttled(status))

    def lost(self, error: Disconnected) -> None:
        """The session ended, or the time passed."""
        self.text.part_failed(type(error)(str(error), was_sent=error.was_sent))


def _message_id(centre: Centre, octets: bytes, at: int, end: int) -> str:
    try:
        message_id = pdu.decode_message_id(octets, at, end).message_id
    except Malformed:  # it was accepted: what stands behind the id doesn't change that
        message_id = octets[at:end].split(b"\0")[0].decode("latin-1")
    return plain_id(message_id, centre.submit_ids) if centre.submit_ids != "text" else message_id


def outgoing(client: Client, batch: Batch, messages: Sequence[Message]) -> Iterator[Outgoing]:
    """Every part of every message in order. What can't be sent at all is settled at once."""
    for index, message in enumerate(messages):
        try:
            bodies = submit_bodies(client.centre, message)
        except TooLong as error:
            batch.settle(index, error)
            continue
        except ValueError as error:
            batch.settle(index, Unsendable(str(error)))
            continue
        text = Text(batch, index, len(bodies))
        for number, body in enumerate(bodies):
            yield Outgoing(client, text, number, body)


def submit_bodies(centre: Centre, message: Message) -> list[bytes]:
    """The submit_sm bodies of a message. Raises TooLong, or ValueError for an address that no
    centre could take."""
    source, destination = written(message.sender), written(message.to)
    ton = source.ton if centre.source_ton is None else centre.source_ton
    npi = source.npi if centre.source_npi is None else centre.source_npi
    return [
        pdu.encode_short_message(
            ShortMessage(
                centre.service_type,
                ton,
                npi,
                source.digits,
                destination.ton,
                destination.npi,
                destination.digits,
                piece.esm_class,
                registered_delivery=RECEIPT_WANTED if message.registered_delivery else 0,
                data_coding=piece.data_coding,
                short_message=piece.short_message,
                tlvs=piece.tlvs,
            )
        )
        for piece in parts.cut(message.text, centre.long_texts, message.key)
    ]
