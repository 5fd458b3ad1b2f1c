"""What stories of the channel have in common: handlers of their own, and texts that came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pencere.blocks.sms import api as sms
from pencere.blocks.sms.models import InboundMessage, OutboundMessage

NUMBER = "7003"
"""A number that no handler of the platform takes."""
LEYLA, RASHAD = "+994502340001", "+994502340002"


class Echo:
    """Answers each message with its own words; raises at one that says "bad"."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def __call__(self, messages: Sequence[sms.Inbound], /) -> Sequence[sms.Reply]:
        self.batches.append(len(messages))
        if any(message.text == "bad" for message in messages):
            raise ValueError("a text that breaks this handler")
        return [sms.Reply(message, f"heard: {message.text}") for message in messages]

    def sorry(self, message: sms.Inbound, /) -> sms.Reply:
        return sms.Reply(message, "sorry")


@contextmanager
def handled_by(handler: sms.Handler, number: str = NUMBER) -> Iterator[None]:
    """Have `handler` take the messages to `number` while the block runs."""
    sms.on_messages(number, handler)
    try:
        yield
    finally:
        sms.forget_handler(handler)


def text(words: str, sender: str = LEYLA, key: str = "", to: str = NUMBER) -> sms.Incoming:
    """A text to the number as a centre hands it over."""
    return sms.Incoming(centre="azer", sender=sender, recipient=to, text=words, delivery_key=key)


def answers() -> list[tuple[str, str]]:
    """All that is in the outbox: to whom, what."""
    return [(each.recipient, each.text) for each in OutboundMessage.objects.order_by("id")]


def waiting() -> list[str]:
    """The words of all messages that wait for a decision."""
    found = InboundMessage.objects.filter(handled_at=None).order_by("id")
    return [each.text for each in found]
