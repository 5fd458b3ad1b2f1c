"""Search that forgives spelling: how near words are to each other, and which service ranks how.

Words come folded by the country pack (one script, no marks), so that only endings, typing
errors and missing words are left to forgive. Plain Python over plain values.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAX_WORDS = 8
MAX_QUERY = 200
SHORTEST_PREFIX = 2
NEAR = 0.72
"""A word match below this is a guess, not a find."""
LEAST = 0.28
"""A service that reaches less of the query than this is not shown."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well one service answers a query: 0 to 1, and whether each word was surely meant."""

    key: str
    score: float
    is_sure: bool


def trigrams(word: str) -> frozenset[str]:
    """Runs of three letters, with the word's beginning and end marked."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def edits(one: str, other: str, *, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two words; `most`
    + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != wanted),
            )
            is_swap = row > 1 and column > 1 and letter == other[column - 2]
            if is_swap and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, previous = previous, current
    return previous[-1]


def likeness(typed: str, word: str) -> float:
    """How surely `word` is what was meant by `typed`: 1 the same, 0 something else."""
    if typed == word:
        return 1.0
    if not typed or not word:
        return 0.0
    if len(typed) >= SHORTEST_PREFIX and word.startswith(typed):
        return 0.95 if len(typed) > 3 else 0.8
    common = _common_prefix(typed, word)
    if common >= 4 and common >= 0.6 * max(len(typed), len(word)):
        return 0.8 if common >= len(word) - 1 else 0.74
    if len(typed) >= 4:
        begins_alike = typed[0] == word[0]
        most = 2 if len(typed) >= 7 and begins_alike else 1
        apart = edits(typed, word, most=most)
        if apart <= most:
            return (0.9 if begins_alike else 0.8) - 0.14 * apart
        if len(typed) >= 6 and edits(typed, word[: len(typed)], most=1) <= 1:
            return 0.7
    if common >= 4 and common >= 0.45 * max(len(typed), len(word)):
        return 0.5
    return 0.0


def _common_prefix(one: str, other: str) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def _words(text: str) -> list[str]:
    """Its words but single letters, which say nothing."""
    return [word for word in text.split() if len(word) > 1]


class Index:
    """Words of services with their weights, ready to be searched."""

    def __init__(self, services: Mapping[str, Iterable[tuple[str, float]]]) -> None:
        """`services` gives, by key, folded texts with the weight of where they stand."""
        self.size = len(services)
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for key, texts in services.items():
            for text, weight in texts:
                for word in _words(text):
                    weights[word][key] = max(weight, weights[word].get(key, 0.0))
        self.weights = dict(weights)
        self.words = sorted(weights)
        self.by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            for each in trigrams(word):
                self.by_trigram[each].append(word)

    def search(self, folded: str, *, limit: int) -> list[Match]:
        """Services that answer a folded query, best first; ties in the order of their keys."""
        typed = list(dict.fromkeys(_words(folded[:MAX_QUERY])))[:MAX_WORDS]
        found = [self._services(word) for word in typed]
        shares = [self._share(each) for each in found]
        whole = sum(shares) or 1.0
        matches = []
        for key in {key for each in found for key in each}:
            reached = [each.get(key, (0.0, 0.0)) for each in found]
            score = sum(s * best for s, (best, _sure) in zip(shares, reached, strict=True)) / whole
            is_sure = all(sure >= NEAR for _best, sure in reached)
            if score >= LEAST:
                matches.append(Match(key, score, is_sure))
        return sorted(matches, key=lambda each: (-each.score, each.key))[:limit]

    def _services(self, typed: str) -> dict[str, tuple[float, float]]:
        """By service: weight times likeness of its best word, and that likeness."""
        found: dict[str, tuple[float, float]] = {}
        for word in self._candidates(typed):
            alike = likeness(typed, word)
            if not alike:
                continue
            for key, weight in self.weights[word].items():
                best, sure = found.get(key, (0.0, 0.0))
                found[key] = (max(best, weight * alike), max(sure, alike))
        return found

    def _candidates(self, typed: str) -> set[str]:
        found = set()
        at = bisect_left(self.words, typed)
        while at < len(self.words) and self.words[at].startswith(typed):
            found.add(self.words[at])
            at += 1
        shared: dict[str, int] = defaultdict(int)
        own = trigrams(typed)
        for each in own:
            for word in self.by_trigram.get(each, ()):
                shared[word] += 1
        needed = max(1, len(own) // 3)
        return found | {word for word, count in shared.items() if count >= needed}

    def _share(self, found: Mapping[str, object]) -> float:
        """How much a word of the query says: one that every service has says little."""
        if not found:
            return 1.0
        return 0.25 + math.log(1 + self.size / len(found))
