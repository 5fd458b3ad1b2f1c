"""What a client hands over and takes: a message from a phone, a receipt, what became of a text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple


class Part(NamedTuple):
    """Where a piece of a long message belongs. `number` counts from 1 to `total`."""

    reference: int
    number: int
    total: int


class Delivery(NamedTuple):
    """A message from a phone, or one part of it."""

    centre: str
    """The name of the centre that delivered it."""
    sender: str
    """`+` and digits where the centre says or the country code tells; else as it came."""
    recipient: str
    """The short number that was written to."""
    text: str
    """What it says; of a part: what can be read of this part alone."""
    octets: bytes
    """The text as it came, without its header: parts are joined in octets, since a letter may
    be cut in two."""
    data_coding: int
    part: Part | None = None
    """None: the message is whole. Else keep it until all parts are there, and see
    `parts.joined`."""
    message_id: str = ""
    """The centre's own name of the message, where it gives one: the same at a redelivery."""
    fingerprint: str = ""
    """The same for the same octets from the same phone to the same number: a redelivery has
    it, and so has a second message that says the same."""


class Receipt(NamedTuple):
    """What became of a message that was sent (appendix B of the specification)."""

    centre: str
    message_id: str
    """As in `SubmitResult.message_ids`, once the centre's way of writing ids is configured."""
    state: str
    """One of `receipts.STATES`: delivered, expired, deleted, undeliverable, accepted, unknown,
    rejected, enroute."""
    error: str = ""
    """The network's or the centre's code, as it came."""
    done: str = ""
    """When, as the centre's clock wrote it (YYMMDDhhmm[ss])."""
    recipient: str = ""

    @property
    def is_final(self) -> bool:
        """Nothing else will follow."""
        return self.state not in {"enroute", "accepted"}


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be sent."""

    to: str
    """`+` and digits; anything else is given to the centre as it stands."""
    sender: str
    """The short number, or up to eleven letters."""
    text: str
    registered_delivery: bool = False
    """Ask for a receipt."""
    key: str = ""
    """The caller's name of the message. The parts of a long text take their common reference
    from it, so that a text that is sent again after a crash doesn't mix with another."""


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """The centre accepted every part; its names of them, in order."""

    message_ids: tuple[str, ...]


OnDeliver = Callable[[Delivery], Awaitable[None]]
OnReceipt = Callable[[Receipt], Awaitable[None]]
