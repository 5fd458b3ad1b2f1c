"""What a centre delivers, in the channel's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pencere.blocks.sms.accepting import accept, storable
from pencere.blocks.sms.days import day_began
from pencere.blocks.sms.long_texts import IncomingPart, Joiner, accept_parts
from pencere.blocks.sms.receipts import Told
from pencere.blocks.sms.rules import identity
from pencere.blocks.sms.smpp.api import Centre, Delivery, Receipt, joined
from pencere.blocks.sms.values import Incoming
from pencere.kernel import clock
from pencere.kernel.ids import new_id

Came = Incoming | IncomingPart


def came(delivery: Delivery) -> Came:
    """A message or a part of one, with the key by which a redelivery is known. It is made once,
    so that writing it again after a commit of unknown end changes nothing."""
    now = clock.now()
    own = identity(delivery.message_id, delivery.fingerprint, now, day_began_at=day_began(now))
    key = own.key or f"own:{new_id().hex}"
    if delivery.part is None:
        return Incoming(
            centre=delivery.centre,
            sender=delivery.sender,
            recipient=delivery.recipient,
            text=delivery.text,
            delivery_key=key,
            earlier_key=own.earlier_key,
            earlier_since=own.earlier_since,
            received_at=now,
        )
    return IncomingPart(
        centre=delivery.centre,
        sender=delivery.sender,
        recipient=delivery.recipient,
        reference=delivery.part.reference,
        number=delivery.part.number,
        total=delivery.part.total,
        octets=delivery.octets,
        data_coding=delivery.data_coding,
        delivery_key=f"{key}/{delivery.part.number}",  # some centres name the whole, not parts
    )


def take_in(all_that_came: Sequence[Came], join: Joiner) -> None:
    """Write messages and parts; committed when it returns."""
    accept([each for each in all_that_came if isinstance(each, Incoming)])
    accept_parts([each for each in all_that_came if isinstance(each, IncomingPart)], join)


def joiner(centres: Sequence[Centre]) -> Joiner:
    """Joins parts in the alphabet of the centre that they came from."""
    alphabets = {centre.name: centre.alphabet for centre in centres}

    def join(centre: str, parts: Mapping[int, tuple[bytes, int]], total: int) -> str:
        return joined(parts, total, alphabet=alphabets.get(centre, "gsm"))

    return join


def told(receipt: Receipt) -> Told:
    """A receipt."""
    return Told(
        receipt.centre, storable(receipt.message_id), receipt.state, storable(receipt.error)
    )
