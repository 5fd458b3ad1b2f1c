"""Arithmetic of figures: classes of age, and hiding small counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AGES = (3, 10, 30, 90)
"""Classes of age in days: up to 3, up to 10, …, more than 90."""
LEAST = 10
"""A smaller count of people is not published."""


def age(days: int) -> int:
    """The class of an age: its place in AGES, or beyond."""
    return sum(days > limit for limit in AGES)


@dataclass(frozen=True, slots=True)
class Hiding:
    """What must not be shown of counts that add up to a total."""

    places: frozenset[int]
    total: bool
    """Whether the total would give one of them away, so that it is hidden too."""


def hidden(counts: Sequence[int]) -> Hiding:
    """Which counts of a table, published with their total, must not be shown.

    Those of 1 to 9 are hidden, and with them the next larger ones until what the total leaves
    for the hidden ones tells nothing: each small one could still be anything from 1 to 9, even
    for who knows this rule. Where the table has too little for that, the total is hidden.
    """
    small = [place for place, count in enumerate(counts) if 0 < count < LEAST]
    if not small:
        return Hiding(frozenset(), total=0 < sum(counts) < LEAST)
    larger = sorted(
        (place for place, count in enumerate(counts) if count >= LEAST),
        key=lambda place: (counts[place], place),
    )
    along = 0
    while along < len(larger) and _tells(counts, small, larger, along):
        along += 1
    return Hiding(
        frozenset([*small, *larger[:along]]),
        total=not along or _leaves_too_little(counts, small, larger[:along]),
    )


def _tells(counts: Sequence[int], small: list[int], larger: list[int], along: int) -> bool:
    """Whether hiding `along` larger counts beside the small ones is not enough."""
    if not along or _leaves_too_little(counts, small, larger[:along]):
        return True
    # Who knows that the smallest go along knows an upper limit: the first that is shown.
    return counts[larger[along]] - counts[larger[along - 1]] < LEAST - 2


def _leaves_too_little(counts: Sequence[int], small: list[int], along: list[int]) -> bool:
    """Whether a small count could not be 9: all others are at least 1, or at least LEAST."""
    hidden_sum = sum(counts[place] for place in (*small, *along))
    return hidden_sum < (LEAST - 1) + (len(small) - 1) + LEAST * len(along)


def may_share(part: int, rest: int) -> bool:
    """Whether a percentage of `part` out of both may be shown: neither side is a small count."""
    return not 0 < part < LEAST and not 0 < rest < LEAST
