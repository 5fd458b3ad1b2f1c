"""What callers are given of opinions, payments and linked cases: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.casework.applications.shapes import (
        SectionShown,
    )
    from pencere.casework.applications.shapes_desk import (
        Evidence,
    )


@dataclass(frozen=True, slots=True)
class OpinionShown:
    """One body's opinion as the asking agency and the applicant's officers see it."""

    id: UUID
    agency: str
    title: Text
    state: str
    """pending, positive, conditional, negative, silent or withdrawn."""
    asked_at: dt.datetime
    due_at: dt.datetime
    answered_at: dt.datetime | None
    label: Text
    """Who answered: agency and post."""
    words: str
    is_silence_consent: bool
    law: Text
    has_file: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One line of the asked agency's list."""

    id: UUID
    service_title: Text
    title: Text
    state: str
    due_at: dt.datetime
    answered_at: dt.datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class OpinionView:
    """A question as the asked agency sees it: what the definition shows it while it is asked,
    its own answer afterwards."""

    opinion: OpinionShown
    service_title: Text
    asking_agency: str
    reference: str
    sections: Sequence[SectionShown]
    """() once it is answered."""
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """What is owed for an application, and whether it was paid."""

    state: str
    amount_minor: int | None
    currency: str
    receipt: str
    confirmed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LinkShown:
    """Another case that belongs to this one."""

    kind: str
    """appeal, merged, renewal or same-matter."""
    is_later: bool
    """Whether the other case is the later one: the appeal, the duplicate."""
    reference: str
    title: Text
    state_title: Text
    outcome: str
    at: dt.datetime
    reason: str
    can_undo: bool = False


@dataclass(frozen=True, slots=True)
class AppealOffer:
    """Where and until when one may appeal against what was decided."""

    slug: str
    until: dt.date
    law: Text | None = None
    is_confirmed: bool = True
    """Whether the time was read in the law."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another open case of the same applicant for the same service."""

    id: UUID
    reference: str
    submitted_at: dt.datetime
    state_title: Text
