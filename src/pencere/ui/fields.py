"""A form as the page shows it: its fields with values and errors.

Ids are stable: the control of field `area` is `field-area`, its error `field-area-error`, its
hint `field-area-hint`, and the error summary links to `#field-area`. The control of a row's
question `members[0].income` is `field-members-0-income`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pencere.ui.controls import AddressControl, MapControl, Part, Rows, control_id, typed_amount
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
    "parts",
    "password",
]
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONG = 12
_DATE = re.compile(r"^\s*(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{4})\s*$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer."""

    value: str
    label: Any
    hint: Any = ""
    group: Any = ""
    """Under which heading a long list of `choices` shows it."""

    @property
    def found_by(self) -> str:
        """By what a long list finds it besides its label: its words in the other languages."""
        return " ".join(self.label.values()) if isinstance(self.label, Mapping) else ""


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
    computed: bool = False
    """Shown but not typed: worked out from other answers."""
    refreshes: bool = False
    """Whether other questions depend on the answer: the page asks the server when it changes."""
    source: Any = ""
    """Where a prefilled value comes from."""
    as_of: dt.datetime | None = None
    example: Any = ""
    mask: str = ""
    """How the characters lie: 9 a digit, A a letter, * either."""
    accept: Sequence[str] = ()
    """Kinds of files: pdf, jpeg, png, docx."""
    max_bytes: int | None = None
    bytes_by_kind: Mapping[str, int] | None = None
    """Limits of their own for some kinds of files."""
    max_files: int = 1
    max_length: int | None = None
    as_select: bool = False
    """Of a choice: whether it is a list that opens, also where the options are few."""
    suffix: Any = ""
    """Unit after the field: m², ₼."""
    autocomplete: str = ""
    files: Sequence[Attached] = ()
    width: int | None = None
    """Characters that the field is wide; None lets the type decide."""
    address: AddressControl | None = None
    """Of an address: what can be chosen now."""
    map: MapControl | None = None
    """Of coordinates and outlines: the map beside them."""
    rows: Rows | None = None
    """Of a group."""
    parts: Sequence[Part] = ()
    """Of parts: the boxes side by side under one question."""
    currency: str = ""
    """Of money, ISO 4217; the value is minor units."""

    @property
    def id(self) -> str:
        """The id of the control."""
        return control_id(self.key)

    @property
    def shown_value(self) -> Any:
        """The value as the control holds it: dates as `31.12.2026`, money as `12,50`."""
        if self.value is None:
            return ""
        if self.type == "date":
            return _shown_date(self.value)
        if self.type == "money":
            return typed_amount(self.value, self.currency)
        if self.type == "outline" and isinstance(self.value, Mapping):
            return json.dumps(dict(self.value), ensure_ascii=False)
        return self.value

    def part(self, name: str) -> str:
        """A part of an address or of coordinates, "" when it was left empty."""
        found = self.value.get(name) if isinstance(self.value, Mapping) else None
        return found if isinstance(found, str) else ""

    @property
    def accept_attribute(self) -> str:
        """The `accept` of the file control."""
        return ",".join(MEDIA_TYPES.get(kind, f".{kind}") for kind in self.accept)

    @property
    def limits(self) -> list[tuple[str, int]]:
        """Kinds of files with their limits, when these are not all the same."""
        own = self.bytes_by_kind or {}
        found = [(kind, own.get(kind, self.max_bytes or 0)) for kind in self.accept]
        return found if len({size for _kind, size in found}) > 1 else []

    @property
    def is_long(self) -> bool:
        """Whether there are so many `choices` that one searches among them."""
        return self.type == "choices" and len(self.choices) > LONG

    @property
    def groups(self) -> list[tuple[Any, list[Choice]]]:
        """The choices under their headings, in their order."""
        found: list[tuple[Any, list[Choice]]] = []
        for choice in self.choices:
            if not found or found[-1][0] != choice.group:
                found.append((choice.group, []))
            found[-1][1].append(choice)
        return found

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
        titles: Mapping[str, Any] | None = None,
    ) -> None:
        """`form` are errors of no one field; `order` is the fields' order on the page. A row's
        errors (`members[0].income`) stand where their group does, row by row. `titles` name the
        fields in the list on top, where the words alone wouldn't say where to look."""
        self.fields = {key: list(found) for key, found in (fields or {}).items() if found}
        self.form = list(form)
        self._titles = titles or {}
        places = {key: place for place, key in enumerate(order)}
        self._keys = sorted(
            self.fields, key=lambda key: places.get(key.partition("[")[0], len(places))
        )

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
            (f"#{control_id(key)}", self._titled(key, text(message)))
            for key in self._keys
            for message in dict.fromkeys(self.fields[key])
        ]

    def _titled(self, key: str, words: str) -> str:
        title = text(self._titles.get(key))
        return f"{title}: {words}" if title else words


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
