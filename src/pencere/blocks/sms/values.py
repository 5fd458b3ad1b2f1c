"""What the channel gives to its handlers and takes from them: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that a centre hands over, before it is in the database."""

    centre: str
    sender: str
    recipient: str
    text: str
    delivery_key: str = ""
    """The same for a redelivery of the same message, and for no other; "" when it can't be one."""
    earlier_key: str = ""
    """Another key under which the same message may have been accepted since `earlier_since`,
    today or yesterday."""
    earlier_since: dt.datetime | None = None
    received_at: dt.datetime | None = None
    """Now when left out."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message that was accepted: it is in the database, and waits for its decision."""

    id: UUID
    day: dt.date
    """The country's calendar date on which it was received."""
    centre: str
    sender: str
    """E.164."""
    recipient: str
    """The number that it was sent to."""
    text: str
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """A text that leaves because of a message, in the transaction of its decision."""

    to_message: Inbound
    text: str
    not_before: dt.datetime | None = None
    """Held back until then; at once when left out."""
    not_after: dt.datetime | None = None
    """Not sent after that moment: it would only mislead."""
    to: str = ""
    """Another phone (E.164) than the one that asked; a reply to that one when left out."""


class Handler(Protocol):
    """Decides about messages to one number."""

    def __call__(self, messages: Sequence[Inbound], /) -> Sequence[Reply]:
        """Decide about all of `messages` (1 to 500, the oldest first) and return what to answer.

        Called in the transaction that holds the messages locked, on Django's connection: what it
        writes is committed with the replies and with the mark that the messages are handled, or
        not at all. When it raises, that batch is rolled back and halved until the message
        that can't be decided stands alone, so it may be called again with the same messages.
        """
        ...

    def sorry(self, message: Inbound, /) -> Reply:
        """What to answer to a message at which the handler raised, alone."""
        ...


@dataclass(frozen=True, slots=True)
class CentreState:
    """One SMS centre as the gateway processes see it."""

    name: str
    bound: int
    """Sessions that are bound now, over all gateway processes."""
    wanted: int
    seen_at: dt.datetime | None
    """The last sign of life of any gateway process that serves it."""
    last_error: str = ""
    """Why a session is not bound, in the technician's words."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How the channel stands: counts and times, nothing about persons."""

    centres: Sequence[CentreState]
    waiting: int
    """Messages that wait for a decision."""
    oldest_waiting: dt.datetime | None
    outbox: int
    """Texts that are due and have not left."""
    oldest_due: dt.datetime | None
    """The moment from which the oldest of them may leave."""
    held_back: int
    """Texts that may not leave yet."""
    nobody_handles: Sequence[str]
    """Numbers to which messages wait that no handler takes."""

    @property
    def oldest(self) -> dt.datetime | None:
        """Since when the oldest message or answer waits that is not held back."""
        return min(filter(None, (self.oldest_waiting, self.oldest_due)), default=None)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the channel did with the messages of a span of time."""

    received: int
    waiting: int
    """Of those received, how many have no decision yet."""
    answered: int
    """Of those received, how many got an answer that a centre has taken."""
    failed: int
    """Answers to them that no centre took, or no phone got."""
    expired: int
    """Answers to them whose time was over before they left."""
    p50_ms: float | None
    """Milliseconds from receiving a message until a centre took the answer; what an answer was
    held back on purpose is not counted."""
    p99_ms: float | None
