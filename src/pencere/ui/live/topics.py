"""What can be followed live: packages declare topics, pages name them.

A topic is read once for all who follow it, however many they are, and shown once for each
language among them. What a page gets are pieces of HTML by name, as its own template shows
them, so that a page which is opened later or without a script says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pencere.kernel.actors import Actor

Pieces = Mapping[str, str]
"""HTML by the name that stands in a page's `data-live-piece`."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be followed."""

    name: str
    """As in the address: `/live/<name>`."""
    may_see: Callable[[Actor], bool]
    """Asked when somebody begins to listen, and again twice a minute."""
    read: Callable[[], Any]
    """Reads the database; plain values come out. Called in a thread, without a language."""
    show: Callable[[Any], Pieces]
    """Shows what was read in the active language; in that thread too."""
    every_seconds: float = 1.0
    """The shortest time between two reads."""


_topics: dict[str, Topic] = {}


def declare_topic(
    name: str,
    *,
    may_see: Callable[[Actor], bool],
    read: Callable[[], Any],
    show: Callable[[Any], Pieces],
    every_seconds: float = 1.0,
) -> Topic:
    """Let `name` be followed; a second one of that name takes the first one's place."""
    _topics[name] = topic = Topic(name, may_see, read, show, every_seconds)
    return topic


def topic_called(name: str) -> Topic | None:
    """The topic of that name; None when nobody declared one."""
    return _topics.get(name)
