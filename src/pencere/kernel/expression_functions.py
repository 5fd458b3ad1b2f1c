"""Functions that expressions can call beside CEL's own, and how values travel into CEL.

A date may come as a date or, from a register's JSON, as ISO 8601 text; each takes both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

BUILT_IN = frozenset(
    {
        *("has", "size", "contains", "startsWith", "endsWith", "matches", "type"),
        *("string", "int", "uint", "double", "bytes", "bool", "dyn", "duration", "timestamp"),
        *("all", "exists", "exists_one", "map", "filter"),
        *("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
        *("getHours", "getMinutes", "getSeconds", "getMilliseconds"),
    }
)


def day(value: Any) -> dt.date:
    """The day that a value is; ValueError when it is none."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        return dt.date.fromisoformat(value[:10])
    raise ValueError(f"{value!r} is no date")


def _instant(value: dt.date) -> dt.datetime:
    return dt.datetime.combine(value, dt.time(), tzinfo=dt.UTC)


def _add_months(value: dt.date, months: int) -> dt.date:
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    for last in (31, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(value.day, last))
        except ValueError:
            continue
    raise ValueError("the day lies beyond the calendar")


def years_between(a: Any, b: Any) -> int:
    """Full years from day `a` to day `b`: an age; who was born on 29 February turns on 1 March."""
    start, end = day(a), day(b)
    if end < start:
        return -years_between(end, start)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def months_between(a: Any, b: Any) -> int:
    """Full months from day `a` to day `b`."""
    start, end = day(a), day(b)
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def days_between(a: Any, b: Any) -> int:
    """Days from `a` to `b`; negative when `b` is earlier."""
    return (day(b) - day(a)).days


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _least(*values: Any) -> Any:
    """The smallest of the values, or of one list of them."""
    return min(values[0] if len(values) == 1 else values)


def _most(*values: Any) -> Any:
    """The greatest of the values, or of one list of them."""
    return max(values[0] if len(values) == 1 else values)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "date": lambda value: _instant(day(value)),
    "days": lambda count: dt.timedelta(days=count),
    "add_months": lambda value, months: _instant(_add_months(day(value), months)),
    "add_years": lambda value, years: _instant(_add_months(day(value), 12 * years)),
    "years_between": years_between,
    "months_between": months_between,
    "days_between": days_between,
    "is_blank": _blank,
    "length": len,
    "sum": sum,
    "min": _least,
    "max": _most,
    "round": round,
    "trim": str.strip,
}
"""`round` gives the nearest whole number, the even one of two. `length` counts characters; CEL's
`size` of this library counts bytes of UTF-8."""


def as_cel(value: Any) -> Any:
    """`value` as the library takes it: days as midnights in UTC, ids and decimals as text."""
    if type(value) in _PLAIN:
        return value
    if value is None or isinstance(value, str | int | float | dt.timedelta):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return _instant(value)
    if isinstance(value, Mapping):
        return {str(key): as_cel(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_cel(item) for item in value]
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"a {type(value).__name__} can't be used in an expression")


_PLAIN = frozenset({str, int, float, bool})
