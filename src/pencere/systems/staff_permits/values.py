"""What pages and others give to this package and get from it: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class TripDraft:
    """A business trip as it is written."""

    from_region: str
    to_region: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Draft:
    """A permit as it is written."""

    identifier: str
    """The employee's, as typed."""
    form: str
    starts_on: dt.date
    ends_on: dt.date
    kind: str
    activity: str
    region: str
    workplace: str
    contract: str = ""
    """Filled in from the register of contracts where it is empty and there is one."""
    position: str = ""
    """Likewise."""
    rank: str = ""
    plate: str = ""
    name: str = ""
    """The employee's; needed where no register says that they work here."""
    trips: tuple[TripDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An employee by identifier, with what the registers say of their work here."""

    party_id: UUID
    identifier: str
    name: str
    contract: str = ""
    position: str = ""
    started_on: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which permits of a list are meant; what is empty doesn't limit."""

    states: frozenset[str] = frozenset()
    query: str = ""
    """A part of the employee's name in any spelling and script, their identifier, a permit's
    number or a plate."""
    kind: str = ""
    activity: str = ""
    region: str = ""
    form: str = ""
    starts_until: dt.date | None = None
    ends_from: dt.date | None = None
    ends_until: dt.date | None = None
    import_run: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One permit that was left as it was, and why."""

    permit_id: UUID
    number: str
    name: str
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act about many permits did."""

    run_id: UUID
    action: str
    done: int
    refused: tuple[Refusal, ...]
    is_repeat: bool = False
    """Whether this is the answer to an earlier request with the same key."""


@dataclass(frozen=True, slots=True)
class AreaUse:
    """How much of an activity area's limit an employer has used."""

    code: str
    title: Text
    used: int
    """The most permits that hold on one day from today on."""
    allowed: int | None
    """None: as many as there are people."""
    share_percent: int | None
    staff: int


@dataclass(frozen=True, slots=True)
class ValidPermit:
    """A permit that holds, as a police officer is shown it."""

    number: str
    employer: str
    employer_identifier: str
    employee: UUID
    employee_name: str
    position: str
    rank: str
    plate: str
    kind: Text
    activity: Text
    region: str
    workplace: str
    starts_on: dt.date
    ends_on: dt.date
    trips: tuple[TripDraft, ...]
    is_received: bool
    """Whether the ministry has acknowledged it."""
    receipt: str


@dataclass(frozen=True, slots=True)
class OfflineRow:
    """A permit that holds, for the signed list of areas without network."""

    number: str
    subject: UUID
    kind: str
    plate: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """How the exchange with the ministry stands."""

    is_connected: bool
    """Whether this installation knows where the ministry's system is."""
    unsent: int
    """What isn't in a message yet."""
    unanswered: int
    """Messages whose receipt is awaited."""
    oldest_at: dt.datetime | None
    failures: int
    closed_until: dt.datetime | None
    error: str
    worked_at: dt.datetime | None


Changes = Mapping[str, tuple[object, object]]
"""By field, what stood before and what stands now."""
