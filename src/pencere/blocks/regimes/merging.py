"""Carrying a change over to rules that were decided on meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pencere.blocks.regimes.fields import JSON, Field, Table
from pencere.blocks.regimes.wording import row_key


def merged(
    fields: Sequence[Field],
    base: Mapping[str, JSON],
    own: Mapping[str, JSON],
    theirs: Mapping[str, JSON],
) -> tuple[dict[str, JSON], list[Field]]:
    """The values of `theirs` with what `own` changed of `base`; and the fields in which both
    changed the same to something else, where `own` is kept."""
    clashes: list[Field] = []
    found = {each.key: _one(each, base, own, theirs, clashes) for each in fields}
    return found, clashes


def _one(
    field: Field,
    base: Mapping[str, JSON],
    own: Mapping[str, JSON],
    theirs: Mapping[str, JSON],
    clashes: list[Field],
) -> JSON:
    was, mine, other = (values.get(field.key) for values in (base, own, theirs))
    if mine in (was, other):
        return other
    if other == was:
        return mine
    if isinstance(field, Table):
        inner: list[Field] = []
        rows = _rows(field, was or [], mine or [], other or [], inner)
        if inner:
            clashes.append(field)
        return rows
    clashes.append(field)
    return mine


def _rows(
    field: Table,
    base: Sequence[Mapping[str, JSON]],
    own: Sequence[Mapping[str, JSON]],
    theirs: Sequence[Mapping[str, JSON]],
    clashes: list[Field],
) -> list[dict[str, JSON]]:
    was, mine, other = ({row_key(field, row): row for row in rows} for rows in (base, own, theirs))
    found: list[dict[str, Any]] = []
    for key in [*mine, *(key for key in other if key not in mine)]:
        if key in mine and key in other:
            row = {
                column.key: _one(column, was.get(key, {}), mine[key], other[key], clashes)
                for column in field.columns
            }
            found.append(row)
        elif key in mine and (key not in was or mine[key] != was[key]):
            # New here; or changed here and taken away there.
            clashes += [field] if key in was else []
            found.append(dict(mine[key]))
        elif key in other and (key not in was or other[key] != was[key]):
            clashes += [field] if key in was else []
            found.append(dict(other[key]))
    return found
