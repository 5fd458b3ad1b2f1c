"""From the flat names of a posted form to one raw value for each question.

`members[0].income` is a row's answer, `home.street` a part of an address, `born-day` a part of a
date. `_add=members` and `_remove=members[2]` change the number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pencere.casework.definitions.model_form import MOST_ROWS, Field, Page
from pencere.casework.definitions.values_places import ADDRESS_PARTS, COORDINATE_PARTS

DATE_PARTS = ("day", "month", "year")
PARTS: Mapping[str, tuple[str, ...]] = {
    "address": tuple(ADDRESS_PARTS),
    "coordinates": COORDINATE_PARTS,
}
ADD, REMOVE = "_add", "_remove"
_TRUE = {"true", "on", "yes", "1"}
_ROW = re.compile(r"([a-z][a-z0-9_]*)\[(\d{1,6})\]\.(.+)\Z", re.ASCII | re.DOTALL)
_REMOVED = re.compile(r"([a-z][a-z0-9_]*)\[(\d{1,6})\]\Z", re.ASCII)

Signer = Mapping[str, str]


def entered(
    field: Field, raw: Mapping[str, object], stored: Mapping[str, Any], signer: Signer
) -> object:
    """What was entered for a question. Files and signatures that were made stay as stored."""
    if field.type == "file":
        return stored.get(field.key)
    if field.type == "signature":
        return _signed(field, raw.get(field.key), stored.get(field.key), signer)
    if field.type == "group":
        return rows_entered(field, raw)
    if field.key in raw:
        return raw[field.key]
    if field.type == "date":
        return _date(field.key, raw)
    return _parts(field, raw)


def _date(key: str, raw: Mapping[str, object]) -> str | None:
    parts = [raw.get(f"{key}-{part}") for part in DATE_PARTS]
    typed = [str(each).strip()[:20] for each in parts if isinstance(each, str)]
    return ".".join(typed) if any(typed) else None


def _parts(field: Field, raw: Mapping[str, object]) -> dict[str, object] | None:
    found = {
        part: raw[f"{field.key}.{part}"]
        for part in PARTS.get(field.type, ())
        if f"{field.key}.{part}" in raw
    }
    return found or None


def _signed(field: Field, typed: object, stored: object, signer: Signer) -> object:
    """The signature that is there, or a new one when the box was ticked."""
    if isinstance(typed, Mapping):
        return stored if typed == stored else None
    if isinstance(typed, bool):
        typed = str(typed)
    if not isinstance(typed, str) or typed.strip().lower() not in _TRUE:
        return None
    if isinstance(stored, Mapping) and stored.get("by") == signer.get("by"):
        return stored
    return {**signer, "method": field.method}


def takes_several(page: Page, name: str) -> bool:
    """Whether a posted name may have more than one value: several can be chosen there."""
    fields = {each.key: each for each in page.fields}
    field = fields.get(name)
    if field is None and (found := _ROW.match(name)) and (group := fields.get(found[1])):
        columns = group.rows.fields if group.rows is not None else ()
        field = next((each for each in columns if each.key == found[3]), None)
    return field is not None and field.type == "choices"


def rows_entered(field: Field, raw: Mapping[str, object]) -> object:
    """Rows in their order: a list that came ready, or one gathered from names with a number.

    One row more than there can be is kept, so that whoever counts them sees that it is too many.
    """
    ready = raw.get(field.key)
    if isinstance(ready, list | tuple):
        return [each if isinstance(each, Mapping) else {} for each in ready[: MOST_ROWS + 1]]
    by_number: dict[int, dict[str, object]] = {}
    start = f"{field.key}["
    for name, value in raw.items():
        if not isinstance(name, str) or not name.startswith(start):
            continue
        if found := _ROW.match(name):
            by_number.setdefault(int(found[2]), {})[found[3]] = value
    removed = _removed(field, raw)
    return [by_number[n] for n in sorted(by_number) if n != removed][: MOST_ROWS + 1]


def _removed(field: Field, raw: Mapping[str, object]) -> int | None:
    named = raw.get(REMOVE)
    found = _REMOVED.match(named) if isinstance(named, str) else None
    return int(found[2]) if found and found[1] == field.key else None


def asks_for_row(field: Field, raw: Mapping[str, object]) -> bool:
    """Whether the button that adds a row to this group was pressed."""
    return raw.get(ADD) == field.key


def changes_rows(raw: Mapping[str, object]) -> bool:
    """Whether a button was pressed that only changes the number of rows: the page is kept as
    typed, and nothing is complained of."""
    return bool(raw.get(ADD) or raw.get(REMOVE))
