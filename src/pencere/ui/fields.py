"""A form as the page shows it: its fields with values and errors.

Ids are stable: the control of field `area` is `field-area`, its error `field-area-error`, its
hint `field-area-hint`, and the error summary links to `#field-area`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pencere.ui.formatting import text

FieldType = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "date",
    "choice",
    "choices",
    "boolean",
    "person",
    "organisation",
    "phone",
    "email",
    "iban",
    "document_number",
    "plate",
    "address",
    "coordinates",
    "outline",
    "signature",
    "file",
    "group",
    "password",
]
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DATE = re.compile(r"^\s*(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{4})\s*$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer."""

    value: str
    label: Any
    hint: Any = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is already there."""

    name: str
    size: int
    """In octets."""
    address: str = ""
    """Where to look at it."""
    remove_value: str = ""
    """The value of the button `_detach` that takes it away; empty when it stays."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a form. Words may be Text, a mapping by language, or a plain string."""

    key: str
    type: FieldType
    label: Any
    hint: Any = ""
    value: Any = None
    """What was typed, or what is kept; a list for `choices`."""
    choices: Sequence[Choice] = ()
    errors: Sequence[Any] = ()
    required: bool = True
    says_optional: bool = True
    """Whether "(optional)" stands beside a field that isn't required; not where it is one of two
    ways."""
    locked: bool = False
    """Shown but not changed: it comes from a register."""
    source: Any = ""
    """Where a prefilled value comes from."""
    as_of: dt.datetime | None = None
    accept: Sequence[str] = ()
    """Kinds of files: pdf, jpeg, png, docx."""
    max_bytes: int | None = None
    max_length: int | None = None
    suffix: Any = ""
    """Unit after the field: m², ₼."""
    autocomplete: str = ""
    files: Sequence[Attached] = ()
    width: int | None = None
    """Characters that the field is wide; None lets the type decide."""

    @property
    def id(self) -> str:
        """The id of the control."""
        return f"field-{self.key}"

    @property
    def shown_value(self) -> Any:
        """The value as the control holds it: dates as `31.12.2026`."""
        if self.value is None:
            return ""
        if self.type == "date":
            return _shown_date(self.value)
        return self.value

    @property
    def accept_attribute(self) -> str:
        """The `accept` of the file control."""
        return ",".join(MEDIA_TYPES.get(kind, f".{kind}") for kind in self.accept)

    def has(self, value: str) -> bool:
        """Whether `value` is among what was chosen."""
        if isinstance(self.value, (list, tuple, set, frozenset)):
            return value in {str(one) for one in self.value}
        if isinstance(self.value, bool):
            return value == ("true" if self.value else "false")
        return self.value is not None and str(self.value) == value


class FormErrors:
    """A form's errors: for each field, and as the list on top that links to them."""

    def __init__(
        self,
        fields: Mapping[str, Iterable[Any]] | None = None,
        *,
        form: Iterable[Any] = (),
        order: Sequence[str] = (),
    ) -> None:
        """`form` are errors of no one field; `order` is the fields' order on the page."""
        self.fields = {key: list(found) for key, found in (fields or {}).items() if found}
        self.form = list(form)
        places = {key: place for place, key in enumerate(order)}
        self._keys = sorted(self.fields, key=lambda key: places.get(key, len(places)))

    def __bool__(self) -> bool:
        return bool(self.fields or self.form)

    def of(self, key: str) -> list[Any]:
        """The errors of one field."""
        return self.fields.get(key, [])

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Pairs of link and words, in the page's order; a link may be empty."""
        of_form = [("", text(message)) for message in self.form]
        return of_form + [
            (f"#field-{key}", text(message)) for key in self._keys for message in self.fields[key]
        ]


def parse_date(typed: str) -> dt.date | None:
    """The date of `31.12.2026` (also with `-`, `/` or a space, or as `2026-12-31`);
    None when it is not a date of the calendar."""
    found = _DATE.match(typed)
    try:
        if found:
            day, month, year = (int(part) for part in found.groups())
            return dt.date(year, month, day)
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _shown_date(value: Any) -> str:
    found = parse_date(value) if isinstance(value, str) else value
    return found.strftime("%d.%m.%Y") if isinstance(found, dt.date) else str(value)
