"""What a diagram of states shows, as plain values with words already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one kind of letters."""

    text: str
    is_soft: bool = False
    """Whether they are said by the way: by whom, within what time."""


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a state: an action, or a timer."""

    key: str
    """The action's code, or what names the timer in its state."""
    to: str
    words: tuple[Words, ...]
    is_timer: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A state with its ways out."""

    code: str
    title: str
    note: str = ""
    exits: tuple[Exit, ...] = ()
    outcome: str = ""
    """Of a final state; empty for others."""

    @property
    def is_final(self) -> bool:
        return bool(self.outcome)


@dataclass(frozen=True, slots=True)
class Graph:
    """All states, in the definition's order. The ends of all exits are among them."""

    title: str
    initial: str
    nodes: tuple[Node, ...]
