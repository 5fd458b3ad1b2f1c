"""How values look to expressions, and how an expression's result becomes a value again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pencere.casework.definitions.model_form import Field
from pencere.casework.definitions.values_places import outline_facts

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")


def for_expression(field: Field, value: Any) -> Any:
    """A clean value as expressions see it: dates as dates, decimals and degrees as numbers, rows
    as maps of such values."""
    if field.type == "date":
        return dt.date.fromisoformat(value)
    if field.type == "decimal":
        return float(value)
    if field.type == "coordinates":
        return {part: float(degrees) for part, degrees in value.items()}
    if field.type == "outline":
        return outline_facts(value)
    if field.rows is not None:
        columns = {each.key: each for each in field.rows.fields}
        return [
            {
                key: for_expression(columns[key], each)
                for key, each in row.items()
                if key in columns and each is not None
            }
            for row in value
        ]
    return value


def from_register(value: Any) -> Any:
    """A register's JSON as expressions see it: ISO dates become dates, at any depth."""
    if isinstance(value, str):
        return dt.date.fromisoformat(value) if _is_iso_date(value) else value
    if isinstance(value, Mapping):
        return {str(key): from_register(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [from_register(each) for each in value]
    return value


def _is_iso_date(value: str) -> bool:
    found = _ISO.match(value)
    if not found:
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def to_json(value: Any) -> Any:
    """An expression's result as JSON: dates in ISO 8601, whole floats as whole numbers."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    return value
