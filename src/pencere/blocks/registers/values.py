"""What a register answers with: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from pencere.kernel.journal.api import JSON

FieldType: TypeAlias = Literal[
    "text", "date", "integer", "decimal", "boolean", "choice", "choices", "money", "party"
]
"""`money` is an integer of minor units, `party` the id of a party, dates are ISO 8601 text."""
Sensitivity: TypeAlias = Literal["basic", "personal", "sensitive"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a register in one version."""

    id: UUID
    register: str
    subject: UUID
    data: Mapping[str, JSON]
    number: str
    """By what it is looked up; empty where it has none."""
    valid_from: dt.date
    valid_until: dt.date | None
    expires_on: dt.date | None
    """The day after which the document or right that it tells of no longer holds."""
    recorded_at: dt.datetime
    version: int
    missing_fields: tuple[str, ...] = ()
    """Required fields that are not recorded."""
    superseded_at: dt.datetime | None = None
    """When another version took its place; None for the current one."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be added."""

    subject: UUID
    data: Mapping[str, JSON]
    valid_from: dt.date
    valid_until: dt.date | None = None
    number: str = ""
    """May be left out where the register has a number field."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one register says about one subject."""

    register: str
    records: tuple[Record, ...]
    as_of: dt.datetime
    is_available: bool = True
    """Whether the register answered in time; without an answer `records` says nothing."""

    @property
    def first(self) -> Record | None:
        """The only or the latest record, None without any."""
        return self.records[0] if self.records else None
