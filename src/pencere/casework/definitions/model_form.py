"""Questions of a form, as a definition states them. What a value of each type is stands in
`model.py`, which offers all of this again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    "date",
    "choice",
    "choices",
    "boolean",
    "person",
    "organisation",
    "phone",
    "email",
    "file",
]

EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    title: Text
    hint: Text | None = None


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
    locked: bool = False
    """Shown, never typed: the value comes from `prefill` alone, and may be not recorded."""
    hidden: bool = False
    """Kept with the form but not shown (a record's id brought along by the link)."""
    min: int | Decimal | Expression | None = None
    max: int | Decimal | Expression | None = None
    """Bounds of integer and decimal; of a date an ISO date or an expression of a date."""
    step: Decimal | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    casing: Literal["upper", "lower"] | None = None
    accept: tuple[str, ...] = ()
    max_bytes: int = 0
    max_files: int = 1
    choices: tuple[Choice, ...] = ()
    choices_from: str | None = None
    """A list that the runtime brings in `Situation.lists`: agencies, registers."""
    error: Text | None = None
    """Said in place of the general message when a value is refused."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form."""

    key: str
    title: Text
    fields: tuple[Field, ...]
    intro: Text | None = None
    show: Expression | None = None
