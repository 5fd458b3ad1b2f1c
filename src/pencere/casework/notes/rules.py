"""Decisions about notes: plain functions over plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

STRIKE_WITHIN = dt.timedelta(days=1)


def may_strike(*, is_author: bool, written_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a note may still be struck out: by its author, within a day."""
    return is_author and now - written_at <= STRIKE_WITHIN


def mentioned(text: str, names: Mapping[UUID, str]) -> set[UUID]:
    """Whom `@name` in a text speaks to: the full name, or its first word where only one
    colleague has it; the longest name that fits counts."""
    folded = text.casefold()
    found: set[UUID] = set()
    for at in _places(folded):
        rest = folded[at:]
        fitting = [
            (len(alias), who)
            for who, alias in _aliases(names)
            if rest.startswith(alias) and not rest[len(alias) : len(alias) + 1].isalnum()
        ]
        if fitting:
            found.add(max(fitting, key=lambda each: each[0])[1])
    return found


def _places(text: str) -> Iterable[int]:
    return [index + 1 for index, letter in enumerate(text) if letter == "@"]


def _aliases(names: Mapping[UUID, str]) -> list[tuple[UUID, str]]:
    """Each full name, the first two words of it, and a first word that is nobody else's too."""
    full = [(who, name.casefold()) for who, name in names.items()]
    aliases = list(full)
    for words in (1, 2):
        short = [(who, " ".join(name.split()[:words])) for who, name in full]
        counted = [alias for _who, alias in short]
        aliases += [(who, alias) for who, alias in short if counted.count(alias) == 1]
    return [each for each in aliases if each[1]]
