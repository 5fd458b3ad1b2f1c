"""What callers of this package are given: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class SavedQueueShown:
    """A queue that was saved under a name."""

    id: UUID
    name: str
    is_team: bool
    filters: Mapping[str, str]
    columns: tuple[str, ...]
    can_remove: bool


@dataclass(frozen=True, slots=True)
class Template:
    """The newest version of ready words."""

    template: UUID
    version: int
    service: str
    title: Text
    body: Text
    made_at: dt.datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class OfficerShown:
    """An officer of the agency."""

    account_id: UUID
    party_id: UUID
    name: str
    post: Text
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class AbsenceShown:
    """An absence that was entered and not called off."""

    id: UUID
    name: str
    substitute: str
    first_day: dt.date
    last_day: dt.date
    is_now: bool
    can_end: bool
