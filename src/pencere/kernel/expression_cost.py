"""What an expression can cost at most, so that no loop over a long list holds up a server.

The library has no budget of its own and can't be interrupted, so the cost is estimated before:
from how loops lie in one another and from the longest list that is there. Measured on the
library (docs/decisions/0008): a round of a loop takes about a microsecond, and a loop that makes
a new list copies it at every round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pencere.kernel.expression_tree import Tree

MAX_LOOPS = 3
"""Loops inside loops: a fourth is refused when the expression is read."""
BUDGET = 2_000_000
"""Microseconds, roughly."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop with those inside it. `copies` when it makes a new list."""

    copies: bool
    inner: tuple[Loop, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """The loops of an expression, and how much longer its lists can be than those it is given."""

    loops: tuple[Loop, ...] = ()
    written: int = 0
    """Items of lists that stand in the expression itself."""
    joins: int = 0
    """How often lists may be joined."""

    @property
    def depth(self) -> int:
        """How many loops lie in one another."""
        return max((_depth(each) for each in self.loops), default=0)

    def estimate(self, longest: int) -> int:
        """Microseconds with lists of at most `longest` items."""
        size = (longest + self.written) * (1 + self.joins)
        return sum(_cost(each, size) for each in self.loops)


def cost_of(tree: Tree) -> Cost:
    """The cost of an expression."""
    everything = list(_walk(tree))
    return Cost(
        loops=tuple(_loops(tree)),
        written=sum(len(each.parts) for each in everything if each.kind == "list"),
        joins=sum(each.kind == "binary" and each.text == "+" for each in everything),
    )


def _walk(tree: Tree) -> Iterable[Tree]:
    yield tree
    for part in tree.parts:
        yield from _walk(part)


def _loops(tree: Tree) -> Iterable[Loop]:
    """Loops beside one another; what a loop goes through is worked out before it, not in it."""
    if not tree.is_loop:
        for part in tree.parts:
            yield from _loops(part)
        return
    yield from _loops(tree.parts[0])
    inner = tuple(found for part in tree.parts[2:] for found in _loops(part))
    yield Loop(tree.builds, inner)


def _depth(loop: Loop) -> int:
    return 1 + max((_depth(each) for each in loop.inner), default=0)


def _cost(loop: Loop, size: int) -> int:
    each_round = 1 + (size // 3 if loop.copies else 0)
    return size * (each_round + sum(_cost(each, size) for each in loop.inner))


def longest_list(values: Any) -> int:
    """The length of the longest list anywhere in `values`."""
    if isinstance(values, str | int | float):
        return 0
    if isinstance(values, Mapping):
        return max((longest_list(each) for each in values.values()), default=0)
    if isinstance(values, list | tuple | set | frozenset):
        return max(len(values), max((longest_list(each) for each in values), default=0))
    return 0
