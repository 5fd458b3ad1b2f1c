"""One value of a form: from whatever was typed or posted to its canonical form, or to words
that say what is wrong. Nothing that arrives may make these functions raise.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pencere.casework.definitions import messages
from pencere.casework.definitions.model import Field
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

MAX_TYPED = 20_000
"""No field takes more characters; what is longer is cut before it is kept for correction."""
LARGEST_INTEGER = 2**53 - 1
EARLIEST = dt.date(1800, 1, 1)
LATEST = dt.date(2300, 12, 31)

_INTEGER = re.compile(r"[+-]?[0-9]{1,16}\Z")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,16}([.,][0-9]{1,10})?\Z")
_GROUPED_COMMA = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,10}\Z")
_GROUPED_POINT = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,10}\Z")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[./\- ]\s*([0-9]{1,2})\s*[./\- ]\s*([0-9]{4})\.?\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@(?:\w[\w-]*\.)+[^\W\d_]{2,}\Z")
_TRUE = {"true", "on", "yes", "1"}
_FALSE = {"false", "off", "no", "0"}


class WrongValueError(Exception):
    """The value can't be taken; `message` says why, to be filled with the field's title."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds and choices of a field in this situation, expressions already evaluated."""

    least: int | Decimal | dt.date | None = None
    most: int | Decimal | dt.date | None = None
    choices: frozenset[str] = frozenset()


def clean(field: Field, raw: object, limits: Limits) -> tuple[Any, Text | None]:
    """The value to keep and, when it can't be taken, why.

    An empty answer is (None, None): whether it was needed is the caller's to know. Of a
    wrong answer the value is what was typed, cut to MAX_TYPED characters.
    """
    if field.type == "file":
        return _clean_files(field, raw)
    typed = _typed(raw)
    if typed is None or typed == [] or typed == "":
        return None, None
    try:
        if isinstance(typed, list) and field.type != "choices":
            raise WrongValueError(messages.NOT_UNDERSTOOD)
        return _CLEANERS[field.type](typed, field, limits), None
    except WrongValueError as wrong:
        return typed, field.error or messages.words(
            wrong.message, title=field.title, **wrong.values
        )


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


def _typed(raw: object) -> str | list[str] | None:
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
        return [_shallow(each) for each in raw[:500]]
    return _shallow(raw)


def _number_text(number: float | Decimal) -> str:
    if isinstance(number, int) and abs(number) > LARGEST_INTEGER:
        return "9" * 17
    return str(number)


def _shallow(raw: object) -> str:
    if isinstance(raw, str):
        return harmless(raw).strip()
    if isinstance(raw, int | float | Decimal):
        return _number_text(raw)
    return ""


def _one(typed: str | list[str]) -> str:
    return typed if isinstance(typed, str) else ""


def _text(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = _one(typed)
    if field.type == "text":
        value = " ".join(value.split())
    if field.casing is not None:
        value = value.upper() if field.casing == "upper" else value.lower()
    if field.max_length is not None and len(value) > field.max_length:
        raise WrongValueError(messages.TOO_LONG, limit=field.max_length)
    if field.min_length is not None and len(value) < field.min_length:
        raise WrongValueError(messages.TOO_SHORT, limit=field.min_length)
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        raise WrongValueError(messages.NO_PATTERN)
    return value


def _without_spaces(typed: str | list[str]) -> str:
    return "".join(_one(typed).split()).replace("\u2212", "-")


def _integer(typed: str | list[str], field: Field, limits: Limits) -> int:
    digits = _without_spaces(typed)
    if not _INTEGER.match(digits):
        raise WrongValueError(messages.NO_INTEGER)
    value = int(digits)
    if abs(value) > LARGEST_INTEGER:
        raise WrongValueError(messages.NO_INTEGER)
    _within(value, limits)
    return value


def _decimal(typed: str | list[str], field: Field, limits: Limits) -> str:
    digits = _without_spaces(typed)
    if _GROUPED_COMMA.match(digits):
        digits = digits.replace(".", "")
    elif _GROUPED_POINT.match(digits):
        digits = digits.replace(",", "")
    if not _DECIMAL.match(digits):
        raise WrongValueError(messages.NO_DECIMAL)
    value = Decimal(digits.replace(",", "."))
    if field.step is not None and value % field.step:
        raise WrongValueError(messages.TOO_FINE, limit=field.step)
    _within(value, limits)
    return format(value.normalize(), "f") if value else "0"


def _within(value: int | Decimal, limits: Limits) -> None:
    if isinstance(limits.least, int | Decimal) and value < limits.least:
        raise WrongValueError(messages.TOO_SMALL, limit=limits.least)
    if isinstance(limits.most, int | Decimal) and value > limits.most:
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
    day = parse_date(_one(typed))
    if day is None or not EARLIEST <= day <= LATEST:
        raise WrongValueError(messages.NO_DATE)
    if isinstance(limits.least, dt.date) and day < limits.least:
        raise WrongValueError(messages.TOO_EARLY, limit=limits.least.strftime("%d.%m.%Y"))
    if isinstance(limits.most, dt.date) and day > limits.most:
        raise WrongValueError(messages.TOO_LATE, limit=limits.most.strftime("%d.%m.%Y"))
    return day.isoformat()


def _choice(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = _one(typed)
    if value not in limits.choices:
        raise WrongValueError(messages.NO_CHOICE)
    return value


def _choices(typed: str | list[str], field: Field, limits: Limits) -> list[str]:
    chosen = [typed] if isinstance(typed, str) else typed
    if not set(chosen) <= limits.choices:
        raise WrongValueError(messages.NO_CHOICE)
    return list(dict.fromkeys(chosen))


def _boolean(typed: str | list[str], field: Field, limits: Limits) -> bool:
    value = _one(typed).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise WrongValueError(messages.NO_BOOLEAN)


def _person(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_person_identifier(_one(typed))
    if value is None:
        raise WrongValueError(messages.NO_PERSON, kind=pack().person_identifier)
    return value


def _organisation(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_organisation_identifier(_one(typed))
    if value is None:
        raise WrongValueError(messages.NO_PERSON, kind=pack().organisation_identifier)
    return value


def _phone(typed: str | list[str], field: Field, limits: Limits) -> str:
    value = pack().normalise_phone(_one(typed))
    if value is None:
        raise WrongValueError(messages.NO_PHONE)
    return value


def _email(typed: str | list[str], field: Field, limits: Limits) -> str:
    """The address with its domain in small letters; no promise that it exists."""
    value = _one(typed)
    if len(value) > 254 or not _EMAIL.match(value) or ".." in value:
        raise WrongValueError(messages.NO_EMAIL)
    local, _at, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


_CLEANERS: Mapping[str, Callable[[str | list[str], Field, Limits], Any]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
    "person": _person,
    "organisation": _organisation,
    "phone": _phone,
    "email": _email,
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


def for_expression(field: Field, value: Any) -> Any:
    """A clean value as expressions see it: dates as dates, decimals as numbers."""
    if field.type == "date":
        return dt.date.fromisoformat(value)
    if field.type == "decimal":
        return float(value)
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
