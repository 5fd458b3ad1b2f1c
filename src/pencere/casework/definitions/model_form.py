"""Questions of a form, as a definition states them. What a value of each type is stands in
`model.py`, which offers all of this again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression

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
]

EMPTY: Mapping[str, Any] = MappingProxyType({})
MOST_ROWS = 200
"""No group has more rows, whatever its definition says."""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    title: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form that a text must have, and what is said when it hasn't."""

    match: str
    error: Text


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must not be so: the answer is wrong when `when` is true.

    `fields` are the questions at which the message stands: on a page or in a row they are
    named, a field's own check speaks of the field.
    """

    key: str
    when: Expression
    message: Text
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """How a repeating group repeats: the questions of a row, and how many rows there are."""

    fields: tuple[Field, ...]
    min_items: int = 1
    max_items: int = 20
    layout: Literal["table", "cards"] = "cards"
    item_title: Text | None = None
    """What one row is called: “Family member”."""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `required` and `show` may depend on other answers and on register data."""

    key: str
    type: FieldType
    title: Text
    hint: Text | None = None
    required: bool | Expression = True
    show: Expression | None = None
    prefill: Expression | None = None
    compute: Expression | None = None
    """Shown, never typed: worked out from other answers, again at each look."""
    locked: bool = False
    """Shown, never typed: the value comes from `prefill` alone, and may be not recorded."""
    hidden: bool = False
    """Kept with the form but not shown (a record's id brought along by the link)."""
    min: int | Decimal | Expression | None = None
    max: int | Decimal | Expression | None = None
    """Bounds of integer, decimal and money (minor units); of a date an expression of a date."""
    step: Decimal | None = None
    unit: Text | None = None
    """What a number counts, shown beside the box: m², kg."""
    example: Text | None = None
    mask: str | None = None
    """How the characters lie: 9 a digit, A a letter, * either, others as they stand."""
    pattern: str | None = None
    patterns: tuple[Pattern, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    casing: Literal["upper", "lower"] | None = None
    accept: tuple[str, ...] = ()
    max_bytes: int = 0
    """The largest file of any kind."""
    bytes_by_kind: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    """Limits of their own for some kinds of files."""
    max_files: int = 1
    choices: tuple[Choice, ...] = ()
    choices_from: str | None = None
    """A list that the runtime brings in `Situation.lists`: agencies, registers."""
    kinds: tuple[str, ...] = ()
    """Documents whose number may be given, by the codes of the country pack."""
    any_country: bool = False
    """Whether an account may be one abroad."""
    max_area_ha: Decimal | None = None
    method: str = "declaration"
    """How a signature is made; a signing block knows others."""
    rows: Rows | None = None
    """Of a group: the questions of each row."""
    checks: tuple[Check, ...] = ()
    error: Text | None = None
    """Said in place of the general message when a value is refused."""
    is_told: bool = False
    """Of what an officer finds: whether the applicant is shown it."""

    @property
    def is_given(self) -> bool:
        """Whether the value is shown or kept, but never taken from what the applicant sends."""
        return self.locked or self.hidden or self.compute is not None

    def largest(self, kind: str) -> int:
        """How many bytes a file of this kind may have."""
        return self.bytes_by_kind.get(kind, self.max_bytes)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form."""

    key: str
    title: Text
    fields: tuple[Field, ...]
    intro: Text | None = None
    show: Expression | None = None
    checks: tuple[Check, ...] = ()
    """Looked at once the page's fields are right."""
