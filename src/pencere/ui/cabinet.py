"""The card of permits in the cabinet: systems put their lines on it, the cabinet shows it.

It stands on this floor for the same reason as the desk's frame: whoever has permits of its own
feeds the one card, and none of them knows of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pencere.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class PermitLine:
    """One permit, or one thing about permits that waits for the person."""

    title: str
    address: str
    note: str = ""
    """The small print under it: until when, for what."""
    state: str = ""
    """Words of its tag."""
    colour: str = ""
    """Of its tag: good, wait, attention, bad or none."""


@dataclass(frozen=True, slots=True)
class PermitPart:
    """What one system puts on the card; the link leads to all of its pages."""

    lines: tuple[PermitLine, ...]
    words: str
    address: str


Feed = Callable[[Actor], PermitPart | None]
_feeds: dict[str, tuple[int, Feed]] = {}


def feed_permit_card(name: str, feed: Feed, *, order: int) -> None:
    """Let the system called `name` put its part on the card, the lowest `order` first; None from
    the feed shows nothing of it. A second feed of that name takes the first one's place."""
    _feeds[name] = (order, feed)


def permit_card(actor: Actor) -> list[PermitPart]:
    """What all systems have for whoever acts; empty when the card has nothing to say."""
    ordered = sorted(_feeds.values(), key=lambda one: one[0])
    return [part for _order, feed in ordered if (part := feed(actor)) is not None]
