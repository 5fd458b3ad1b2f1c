"""What an applicant changed after a correction was asked for: old and new beside each other,
answer by answer, in groups row by row, with the words marked that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from pencere.casework.applications.answer_texts import answer_text, plain_text
from pencere.casework.applications.shapes import (
    Difference,
    Piece,
)
from pencere.casework.definitions.model import Field, ServiceDefinition

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 20_000
"""Letters of one answer that are compared word by word; longer ones are shown as a whole."""


def differences(
    definition: ServiceDefinition, changes: Mapping[str, Iterable[Any]]
) -> tuple[Difference, ...]:
    """The changes of a step, in the order of the form."""
    fields = definition.fields
    found: list[Difference] = []
    for key in sorted(changes, key=lambda key: list(fields).index(key) if key in fields else 999):
        before, after = changes[key]
        field = fields.get(key)
        if _is_rows(before) or _is_rows(after):
            found.extend(_rows(field, key, before or [], after or []))
        else:
            found.append(_pair(_title(field, key), _text(field, before), _text(field, after)))
    return tuple(found)


def _is_rows(value: Any) -> bool:
    """Whether the value is a group's: rows of answers (files have a name and a size)."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and "media_type" not in row for row in value)
    )


def _rows(field: Field | None, key: str, before: Any, after: Any) -> Iterator[Difference]:
    rows = field.rows if field else None
    columns = {each.key: each for each in (rows.fields if rows else ())}
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else {}
        new = after[number] if number < len(after) else {}
        for column in dict.fromkeys([*columns, *old, *new]):
            if old.get(column) == new.get(column):
                continue
            title = _("%(group)s, row %(number)s: %(question)s") % {
                "group": _title(field, key),
                "number": number + 1,
                "question": _title(columns.get(column), column),
            }
            asked = columns.get(column)
            yield _pair(title, _text(asked, old.get(column)), _text(asked, new.get(column)))


def _title(field: Field | None, key: str) -> str:
    return str(field.title) if field else key


def _text(field: Field | None, value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return ", ".join(str(each.get("name", "")) for each in value)
    return plain_text(value) if field is None else answer_text(field, value, field.choices)


def _pair(title: str, before: str, after: str) -> Difference:
    if len(before) > LONGEST or len(after) > LONGEST:
        return Difference(title, (Piece(before, True),), (Piece(after, True),))
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_changed = kind != "equal"
        if a < b:
            left.append(Piece("".join(old[a:b]), is_changed))
        if c < d:
            right.append(Piece("".join(new[c:d]), is_changed))
    return Difference(title, tuple(left), tuple(right))
