"""What was typed or posted, as harmless text: the ground that all kinds of values stand on.
Nothing that arrives may make these functions raise.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from pencere.kernel.text import Text

MAX_TYPED = 20_000
"""No field takes more characters; what is longer is cut before it is kept for correction."""
LARGEST_INTEGER = 2**53 - 1


class WrongValueError(Exception):
    """The value can't be taken; `message` says why, to be filled with the field's title.

    `words` are the definition's own, said in its place.
    """

    def __init__(self, message: str, *, words: Text | None = None, **values: object) -> None:
        self.message = message
        self.words = words
        self.values = values
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds and choices of a field in this situation, expressions already evaluated."""

    least: int | float | Decimal | dt.date | None = None
    most: int | float | Decimal | dt.date | None = None
    choices: frozenset[str] = frozenset()


def harmless(text: str) -> str:
    """`text` composed, without what neither a page nor PostgreSQL can hold."""
    composed = unicodedata.normalize("NFC", text[:MAX_TYPED])
    if composed.isprintable():
        return composed
    return "".join(
        char
        for char in composed
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs", "Cn"}
    )


def typed_text(raw: object) -> str | list[str] | None:
    """What was entered as text, or as a list of texts; anything deeper is written out."""
    if isinstance(raw, str):
        return harmless(raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if raw is None or raw == ():
        return None
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float | Decimal):
        return _number_text(raw)
    if isinstance(raw, list | tuple):
        return [shallow(each) for each in raw[:500]]
    return shallow(raw)


def _number_text(number: float | Decimal) -> str:
    if isinstance(number, int) and abs(number) > LARGEST_INTEGER:
        return "9" * 17
    return str(number)[:60]


def shallow(raw: object) -> str:
    """A text or a number as harmless text, "" for anything else."""
    if isinstance(raw, str):
        return harmless(raw).strip()
    if isinstance(raw, int | float | Decimal):
        return _number_text(raw)
    return ""


def one(typed: str | list[str]) -> str:
    """The text, "" where a list came instead."""
    return typed if isinstance(typed, str) else ""
