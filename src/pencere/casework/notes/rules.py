"""Decisions about notes: plain functions over plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from uuid import UUID

Words = tuple[str, ...]

STRIKE_WITHIN = dt.timedelta(days=1)
_SPOKEN = re.compile(r"(?<!\w)@(\w+(?:[ '’-]+\w+){0,7})")
"""An @ that begins a word, and as many words after it as a name can have."""


def may_strike(*, is_author: bool, written_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a note may still be struck out: by its author, within a day."""
    return is_author and now - written_at <= STRIKE_WITHIN


def mentioned(text: str, names: Mapping[UUID, str], fold: Callable[[str], str]) -> set[UUID]:
    """Whom `@name` in a text speaks to: the full name, or a part of it that only one colleague
    has (the given name, the surname, both in either order); the longest that fits counts.

    `fold` makes variants of spelling and script meet, so that no keyboard is the wrong one.
    """
    aliases = _aliases({who: tuple(fold(name).split()) for who, name in names.items()})
    found: set[UUID] = set()
    for spoken in _SPOKEN.findall(text):
        words = tuple(fold(spoken).split())
        fitting = (words[:length] for length in range(len(words), 0, -1))
        found |= next((aliases[each] for each in fitting if each in aliases), set())
    return found


def _aliases(names: Mapping[UUID, Words]) -> Mapping[Words, set[UUID]]:
    """Who is meant by each full name and by each part of a name that is one person's alone."""
    full: dict[Words, set[UUID]] = defaultdict(set)
    parts: dict[Words, set[UUID]] = defaultdict(set)
    for who, words in names.items():
        full[words].add(who)
        for part in _parts(words):
            parts[part].add(who)
    return {part: them for part, them in parts.items() if len(them) == 1} | full


def _parts(words: Words) -> Iterable[Words]:
    """Each run of words of a name, and its first two the other way round."""
    for start, end in combinations(range(len(words) + 1), 2):
        yield words[start:end]
    yield words[1::-1]
