"""Decisions about an officer's arrangements: plain functions over plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

PLACEHOLDERS = ("applicant", "reference", "service", "due")
"""What a template may name in braces; each is filled in from the case."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
HEAD = "head"
LONGEST_ABSENCE = dt.timedelta(days=366)


def unknown_placeholders(words: str) -> list[str]:
    """Names in braces that nothing would fill in, in order."""
    return [name for name in _PLACEHOLDER.findall(words) if name not in PLACEHOLDERS]


def filled(words: str, values: Mapping[str, str]) -> str:
    """`words` with the placeholders' values; a brace that is no placeholder stays."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    return _PLACEHOLDER.sub(value, words)


def overlaps(
    first_day: dt.date, last_day: dt.date, others: Iterable[tuple[dt.date, dt.date]]
) -> bool:
    """Whether the days touch any of the other periods."""
    return any(first_day <= end and begin <= last_day for begin, end in others)


def can_stand_in(roles: Collection[str], substitute_roles: Collection[str]) -> bool:
    """Whether the substitute's post carries all that the absent one's does; being head is not
    passed on with an absence."""
    return set(roles) - {HEAD} <= set(substitute_roles)
