"""What pages are shown of entitlements: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from pencere.casework.entitlements.rules import STATES, Purpose, State
from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list down; each is "" for all."""

    text: str = ""
    """Of the number or the holder's name."""
    activity: str = ""
    region: str = ""
    state: str = ""
    kind: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """From an address; a state that is not known is as if it weren't given."""

        def given(name: str, most: int = 80) -> str:
            return query.get(name, "").replace("\0", "").strip()[:most]

        state = given("state")
        return cls(
            text=given("text"),
            activity=given("activity"),
            region=given("region", 20),
            state=state if state in STATES else "",
            kind=given("kind", 40),
            cursor=given("cursor", 200),
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.text or self.activity or self.region or self.state or self.kind)


@dataclass(frozen=True, slots=True)
class Row:
    """One entitlement in a list."""

    id: UUID
    number: str
    kind: str
    title: Text
    holder_name: str
    """In public lists "" for who is not named."""
    agency: str
    activity: Text | None
    region: Text | None
    valid_from: dt.date
    valid_until: dt.date | None
    state: State
    """As it stands today."""
    state_words: Promise | str
    state_colour: str
    suspended_until: dt.date | None

    def ends_in(self, today: dt.date) -> int | None:
        """Days until its end; None without one."""
        return (self.valid_until - today).days if self.valid_until else None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, with where the next begins and how many there are in all."""

    rows: tuple[Row, ...]
    next_cursor: str | None
    count: int = 0
    is_count_capped: bool = False
    """There are more than were counted."""


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event of a history."""

    kind: str
    title: Promise | str
    at: dt.datetime
    by: Text
    reason: Text
    comment: str
    until: dt.date | None
    case: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that the holder may begin from an entitlement, or why not."""

    purpose: Purpose
    service: str
    """Slug."""
    why_not: Promise | str = ""
    opens_on: dt.date | None = None
    """The day from which it may be renewed, where that is still to come."""


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """What a colleague proposed."""

    id: UUID
    action: str
    reason: Text | None
    comment: str
    until: dt.date | None
    by: Text
    at: dt.datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class View:
    """One entitlement with all that its page shows."""

    row: Row
    events: tuple[EventShown, ...]
    document_id: UUID | None
    case: str
    public_register: str
    is_public_number: bool
    replaces: tuple[UUID, str] | None
    replaced_by: tuple[UUID, str] | None
    """Id and number of the neighbours in its chain."""
    offers: tuple[Offer, ...] = ()
    may_give_up: bool = False
    actions: tuple[str, ...] = ()
    """What this officer may do now."""
    reasons: Any = None
    """Reasons by code, for the officer's choice."""
    four_eyes: tuple[str, ...] = ()
    proposal: ProposalShown | None = None
