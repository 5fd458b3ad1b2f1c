"""How a short message leaves for a phone or a mailbox.

The block that knows how (`notices`) stands above this one, so it brings its channels here when
the program starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

ChannelName = Literal["sms", "email"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message; it names nobody."""

    to: str
    """A phone number (E.164) or an e-mail address."""
    subject: str
    text: str


class Channel(Protocol):
    """One way to reach people."""

    def is_offered(self) -> bool:
        """Whether this installation has it."""
        ...

    def send(self, message: Message) -> None:
        """Hand a message over. Raises OSError when it can't be done now."""
        ...


_channels: dict[str, Channel] = {}


def provide_channel(name: ChannelName, channel: Channel) -> None:
    """Send through `channel` from now on."""
    _channels[name] = channel


def offered() -> tuple[ChannelName, ...]:
    """The channels of this installation, phones first."""
    order: tuple[ChannelName, ...] = ("sms", "email")
    return tuple(name for name in order if name in _channels and _channels[name].is_offered())


def send(name: str, message: Message) -> None:
    """Hand a message over. Raises OSError when it can't be done now, LookupError for a channel
    that this installation doesn't have."""
    _channels[name].send(message)
