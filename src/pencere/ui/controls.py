"""What controls of more than one box need beside a FieldView: an address, a map, rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pencere.kernel.money import Money, exponent
from pencere.ui.formatting import number

if TYPE_CHECKING:
    from pencere.ui.fields import Choice, FieldView

_NO_NAME = re.compile(r"[^\w-]+")


def control_id(key: str) -> str:
    """The id of a field's control: `members[0].income` is `field-members-0-income`."""
    return f"field-{_NO_NAME.sub('-', key)}".rstrip("-")


@dataclass(frozen=True, slots=True)
class AddressControl:
    """What an address can be chosen from, as far as it is chosen. Where no places are known they
    are typed."""

    regions: Sequence[Choice]
    localities: Sequence[Choice] = ()
    streets: Sequence[str] = ()
    """Names of streets to suggest."""
    suggest_address: str = ""
    """Where more streets are suggested while one types."""


@dataclass(frozen=True, slots=True)
class MapControl:
    """The map beside coordinates or an outline: what it shows before anything is marked."""

    regions_address: str
    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Part:
    """One of several boxes under one question: words in one language, the end of a time."""

    name: str
    """It is sent as `<key of the field>.<name>`."""
    label: Any
    value: str = ""
    errors: Sequence[Any] = ()
    kind: str = "text"
    """text, long_text, date or time."""
    language: str = ""
    """Of what is typed in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group: its questions, those that apply to it."""

    number: int
    """From 0."""
    fields: Sequence[FieldView]
    can_remove: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a group as they stand."""

    layout: str
    """table or cards."""
    columns: Sequence[Any]
    """Pairs of key and title, of a table."""
    rows: Sequence[Row]
    can_add: bool
    item_title: Any = ""
    most: int = 0

    def in_columns(self, row: Row) -> list[FieldView | None]:
        """The row's questions under their columns; None where one doesn't apply."""
        found = {each.key.rpartition(".")[2]: each for each in row.fields}
        return [found.get(key) for key, _title in self.columns]


def typed_amount(value: Any, currency: str) -> str:
    """Minor units as people type them: `12,50`; what was typed wrong stays as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return number(Money(value, currency).major, exponent(currency)).replace("\u00a0", " ")
