"""Rows of a repeating group: each is a small form of its own, whose questions speak of `row` and
of everything that was asked before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pencere.casework.definitions import messages, posting
from pencere.casework.definitions.model_form import MOST_ROWS, Field, Rows
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.casework.definitions.names import Names

Errors = dict[str, list[Text]]


def clean_rows(names: Names, field: Field, raw: object) -> tuple[Any, Errors]:
    """The rows to keep and what is wrong with them, by `key[0].column` or by the group's key.

    Rows in which nothing was typed don't count, but as many stay as must be there, so that each
    of their questions says what it needs. Rows beyond the most that there may be are cut off.
    """
    rows = _rows(field)
    typed = [each for each in raw if isinstance(each, Mapping)] if isinstance(raw, list) else []
    filled = [each for each in typed if not _is_blank(rows, each)]
    errors: Errors = {}
    most = min(rows.max_items, MOST_ROWS)
    if len(filled) > most:
        errors[field.key] = [messages.words(messages.TOO_MANY_ROWS, title=field.title, limit=most)]
        filled = filled[:most]
    elif not filled and not (rows.min_items and names.is_required(field)):
        return None, {}
    blank = min(len(typed), rows.min_items) - len(filled)
    kept = filled + [{} for _each in range(blank)]
    if len(kept) < rows.min_items:
        message = messages.TOO_FEW_ROWS if rows.min_items > 1 else messages.ADD_ROW
        errors[field.key] = [messages.words(message, title=field.title, limit=rows.min_items)]
    cleaned = []
    for number, each in enumerate(kept):
        row, wrong = _clean_row(names, rows, each)
        cleaned.append(row)
        errors.update({f"{field.key}[{number}].{key}": told for key, told in wrong.items()})
    names.leave_row()
    return cleaned or None, errors


def _rows(field: Field) -> Rows:
    if field.rows is None:
        raise ValueError(f"{field.key} is no group")
    return field.rows


def _is_blank(rows: Rows, typed: Mapping[str, object]) -> bool:
    """Whether nothing was typed in a row; what is filled in by itself doesn't count."""
    return all(
        _is_empty(posting.entered(each, typed, {}, {})) for each in rows.fields if not each.is_given
    )


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(each in (None, "") for each in value.values())
    return value is None or value == []


def _clean_row(
    names: Names, rows: Rows, typed: Mapping[str, object]
) -> tuple[dict[str, Any], Errors]:
    names.enter_row()
    values: dict[str, Any] = {}
    errors: Errors = {}
    for field in shown_in_row(names, rows):
        if field.is_given:
            values[field.key] = names.given(field)
            continue
        value, wrong = names.clean(field, posting.entered(field, typed, {}, {}))
        if value is None and not wrong and names.is_required(field):
            wrong = {field.key: [messages.needed(field)]}
        if value is not None:
            values[field.key] = value
        errors.update(wrong)
    if not errors:
        errors = names.failed_checks(rows.checks)
    return values, errors


def shown_in_row(names: Names, rows: Rows) -> Iterator[Field]:
    """The questions of the row that was entered which apply, as far as it was walked."""
    for field in rows.fields:
        if names.holds(field.show):
            yield field


def with_blank(names: Names, field: Field, raw: Mapping[str, object], rows: Any) -> Any:
    """The cleaned rows, with one more when that was asked for, filled with what is known."""
    declared = _rows(field)
    kept = list(rows or [])
    if posting.asks_for_row(field, raw) and len(kept) < min(declared.max_items, MOST_ROWS):
        kept.append(_new_row(names, declared))
    return kept or None


def _new_row(names: Names, rows: Rows) -> dict[str, Any]:
    names.enter_row()
    found: dict[str, Any] = {}
    for field in shown_in_row(names, rows):
        value = names.given(field) if field.is_given else names.prefill(field)
        if value is not None:
            found[field.key] = value
            names.put(field, value)
    names.leave_row()
    return found


def rows_shown(
    names: Names, field: Field, stored: Sequence[Mapping[str, Any]]
) -> list[list[tuple[Field, Any]]]:
    """Each row's questions that apply, with what is stored or given there; what was typed wrong
    stands as it was typed, and nothing depends on it."""
    found = []
    for row in stored:
        names.enter_row()
        found.append([(each, _shown_value(names, each, row)) for each in _asked(names, field)])
    names.leave_row()
    return found


def _asked(names: Names, field: Field) -> Iterator[Field]:
    return shown_in_row(names, _rows(field))


def _shown_value(names: Names, field: Field, row: Mapping[str, Any]) -> Any:
    if field.is_given:
        return names.given(field)
    value = row.get(field.key)
    names.clean(field, value)
    return value
