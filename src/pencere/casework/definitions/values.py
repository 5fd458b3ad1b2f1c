"""One value of a form: from whatever was typed or posted to its canonical form, or to words
that say what is wrong. Nothing that arrives may make these functions raise.

Numbers that are given out (identifiers, phones, accounts) stand in `values_numbers.py`, places in
`values_places.py`, rows of a group in `rows.py`; how a value looks to an expression in
`values_seen.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings

from pencere.casework.definitions import messages, values_numbers, values_places
from pencere.casework.definitions.model_form import Field
from pencere.casework.definitions.typed import (
    LARGEST_INTEGER,
    MAX_TYPED,
    Limits,
    WrongValueError,
    harmless,
    one,
    shallow,
    typed_text,
)
from pencere.casework.definitions.values_seen import for_expression, from_register, to_json
from pencere.kernel.money import Money, exponent
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

__all__ = [
    "MAX_TYPED",
    "Limits",
    "clean",
    "for_expression",
    "from_register",
    "harmless",
    "parse_date",
    "to_json",
]

EARLIEST = dt.date(1800, 1, 1)
LATEST = dt.date(2300, 12, 31)

_INTEGER = re.compile(r"[+-]?[0-9]{1,16}\Z")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,16}([.,][0-9]{1,10})?\Z")
_GROUPED_COMMA = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,10}\Z")
_GROUPED_POINT = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,10}\Z")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[./\- ]\s*([0-9]{1,2})\s*[./\- ]\s*([0-9]{4})\.?\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_TRUE = {"true", "on", "yes", "1"}
_FALSE = {"false", "off", "no", "0"}


def clean(field: Field, raw: object, limits: Limits) -> tuple[Any, Text | None]:
    """The value to keep and, when it can't be taken, why.

    An empty answer is (None, None): whether it was needed is the caller's to know. Of a
    wrong answer the value is what was typed, cut to MAX_TYPED characters.
    """
    if field.type == "file":
        return _clean_files(field, raw)
    if field.type in _COMPOSED:
        return _clean_composed(field, raw)
    if field.type == "money" and isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = _minor_typed(raw)
    typed = typed_text(raw)
    if typed is None or typed == [] or typed == "":
        return None, None
    try:
        if isinstance(typed, list) and field.type != "choices":
            raise WrongValueError(messages.NOT_UNDERSTOOD)
        return _CLEANERS[field.type](typed, field, limits), None
    except WrongValueError as wrong:
        return typed, _told(field, wrong)


def _told(field: Field, wrong: WrongValueError) -> Text:
    """The words of the definition, else ours. A pattern brings its own."""
    if wrong.words is not None:
        return wrong.words
    return field.error or messages.words(wrong.message, title=field.title, **wrong.values)


def _clean_composed(field: Field, raw: object) -> tuple[Any, Text | None]:
    """A value of several parts; what was typed wrong is kept as its parts, or as its text."""
    try:
        return _COMPOSED[field.type](raw, field), None
    except WrongValueError as wrong:
        if isinstance(raw, Mapping) and field.type != "outline":
            kept: Any = {harmless(str(key))[:40]: shallow(raw[key]) for key in list(raw)[:10]}
        else:
            kept = harmless(raw) if isinstance(raw, str) else None
        return kept, _told(field, wrong)


def _text(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = one(typed)
    if field.type == "text":
        value = " ".join(value.split())
    if field.casing is not None:
        value = value.upper() if field.casing == "upper" else value.lower()
    if field.max_length is not None and len(value) > field.max_length:
        raise WrongValueError(messages.TOO_LONG, limit=field.max_length)
    if field.min_length is not None and len(value) < field.min_length:
        raise WrongValueError(messages.TOO_SHORT, limit=field.min_length)
    if field.mask is not None:
        value = _masked(value, field.mask)
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        raise WrongValueError(messages.NO_PATTERN)
    for pattern in field.patterns:
        if not re.fullmatch(pattern.match, value):
            raise WrongValueError(messages.NO_PATTERN, words=pattern.error)
    return value


_SLOTS = {"9": "[0-9]", "A": r"[^\W\d_]", "*": r"[^\W_]"}


@lru_cache(maxsize=256)
def _mask(mask: str) -> re.Pattern[str]:
    return re.compile("".join(_SLOTS.get(char, re.escape(char)) for char in mask))


def _masked(value: str, mask: str) -> str:
    """`value` in the form of the mask; separators that weren't typed are put in."""
    if _mask(mask).fullmatch(value):
        return value
    letters = [char for char in value if char.isalnum()]
    if len(letters) == sum(char.isalnum() or char == "*" for char in mask):
        left = iter(letters)
        made = "".join(next(left) if c.isalnum() or c == "*" else c for c in mask)
        if _mask(mask).fullmatch(made):
            return made
    raise WrongValueError(messages.NO_MASK, mask=mask)


def _without_spaces(typed: str | list[str]) -> str:
    return "".join(one(typed).split()).replace("\u2212", "-")


def _integer(typed: str | list[str], field: Field, limits: Limits) -> int:
    digits = _without_spaces(typed)
    if not _INTEGER.match(digits):
        raise WrongValueError(messages.NO_INTEGER)
    value = int(digits)
    if abs(value) > LARGEST_INTEGER:
        raise WrongValueError(messages.NO_INTEGER)
    _within(value, limits)
    return value


def _number(typed: str | list[str]) -> Decimal | None:
    """A number with a comma or a point, thousands apart by spaces or the other mark."""
    digits = _without_spaces(typed)
    if _GROUPED_COMMA.match(digits):
        digits = digits.replace(".", "")
    elif _GROUPED_POINT.match(digits):
        digits = digits.replace(",", "")
    return Decimal(digits.replace(",", ".")) if _DECIMAL.match(digits) else None


def _decimal(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = _number(typed)
    if value is None:
        raise WrongValueError(messages.NO_DECIMAL)
    if field.step is not None and value % field.step:
        raise WrongValueError(messages.TOO_FINE, limit=field.step)
    _within(value, limits)
    return format(value.normalize(), "f") if value else "0"


def _minor_typed(minor: float) -> str:
    """A stored or computed amount, in minor units, as a person would type it."""
    if isinstance(minor, float) and not minor.is_integer():
        return "?"
    if abs(minor) > LARGEST_INTEGER:
        return "9" * 17
    return format(Decimal(int(minor)).scaleb(-exponent(pack().currency)), "f")


def _money(typed: str | list[str], field: Field, limits: Limits) -> int:
    """Whole minor units; people may write the currency behind the number."""
    currency = pack().currency
    plain = one(typed).upper().removesuffix(currency).rstrip("₼$€ ")
    value = _number(plain)
    minor = None if value is None else value.scaleb(exponent(currency))
    if minor is None or minor % 1 or abs(minor) > LARGEST_INTEGER:
        raise WrongValueError(messages.NO_MONEY)
    least, most = limits.least, limits.most
    if isinstance(least, int | float | Decimal) and minor < least:
        raise WrongValueError(messages.TOO_SMALL, limit=_amount(int(least), currency))
    if isinstance(most, int | float | Decimal) and minor > most:
        raise WrongValueError(messages.TOO_GREAT, limit=_amount(int(most), currency))
    return int(minor)


def _amount(minor: int, currency: str) -> Text:
    amount = Money(minor, currency)
    return Text({code: amount.in_language(code) for code, _name in settings.LANGUAGES})


def _within(value: int | Decimal, limits: Limits) -> None:
    if isinstance(limits.least, int | float | Decimal) and value < limits.least:
        raise WrongValueError(messages.TOO_SMALL, limit=limits.least)
    if isinstance(limits.most, int | float | Decimal) and value > limits.most:
        raise WrongValueError(messages.TOO_GREAT, limit=limits.most)


def parse_date(text: str) -> dt.date | None:
    """A date typed as day.month.year (also with / - or spaces) or in ISO 8601."""
    found = _DAY_FIRST.match(text)
    parts = found.groups()[::-1] if found else None
    if parts is None and (iso := _ISO.match(text)):
        parts = iso.groups()
    if parts is None:
        return None
    try:
        return dt.date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def _date(typed: str | list[str], field: Field, limits: Limits) -> str:
    day = parse_date(one(typed))
    if day is None or not EARLIEST <= day <= LATEST:
        raise WrongValueError(messages.NO_DATE)
    if isinstance(limits.least, dt.date) and day < limits.least:
        raise WrongValueError(messages.TOO_EARLY, limit=limits.least.strftime("%d.%m.%Y"))
    if isinstance(limits.most, dt.date) and day > limits.most:
        raise WrongValueError(messages.TOO_LATE, limit=limits.most.strftime("%d.%m.%Y"))
    return day.isoformat()


def _choice(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = one(typed)
    if value not in limits.choices:
        raise WrongValueError(messages.NO_CHOICE)
    return value


def _choices(typed: str | list[str], field: Field, limits: Limits) -> list[str]:
    chosen = [typed] if isinstance(typed, str) else typed
    if not set(chosen) <= limits.choices:
        raise WrongValueError(messages.NO_CHOICE)
    return list(dict.fromkeys(chosen))


def _boolean(typed: str | list[str], field: Field, limits: Limits) -> bool:
    value = one(typed).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise WrongValueError(messages.NO_BOOLEAN)


def _signature(raw: object, field: Field) -> dict[str, str] | None:
    """Who signed, when and how: made by the server (`posting.py`), never taken from a browser."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, Mapping) or raw.get("method") != field.method:
        raise WrongValueError(messages.NO_SIGNATURE)
    signed = {key: shallow(raw.get(key)) for key in ("by", "at", "method")}
    if not all(signed.values()):
        raise WrongValueError(messages.NO_SIGNATURE)
    return signed


_CLEANERS: Mapping[str, Callable[[str | list[str], Field, Limits], Any]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
    "person": values_numbers.person,
    "organisation": values_numbers.organisation,
    "phone": values_numbers.phone,
    "email": values_numbers.email,
    "iban": values_numbers.iban,
    "document_number": values_numbers.document_number,
    "plate": values_numbers.plate,
}
_COMPOSED: Mapping[str, Callable[[object, Field], Any]] = {
    "address": values_places.address,
    "coordinates": values_places.coordinates,
    "outline": values_places.outline,
    "signature": _signature,
}


def _clean_files(field: Field, raw: object) -> tuple[Any, Text | None]:
    """References to stored files, which the runtime put there; nothing a browser may send."""
    if not isinstance(raw, list | tuple) or not raw:
        return None, None
    files = [dict(each) for each in raw if isinstance(each, Mapping) and each.get("id")]
    if len(files) > field.max_files:
        return files, messages.words(
            messages.TOO_MANY_FILES, title=field.title, limit=field.max_files
        )
    return files or None, None
