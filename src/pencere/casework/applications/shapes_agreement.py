"""What pages about agreement are given: plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.casework.applications.shapes import (
        SectionShown,
    )
    from pencere.casework.definitions.api import ServiceDefinition

AgreementState = Literal["pending", "agreed", "declined", "expired", "closed"]
"""`closed`: it was not answered, and the application is closed."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One application in the list of those to agree to."""

    id: UUID
    title: Text
    applicant_name: str
    part: Text
    state: AgreementState
    asked_at: dt.datetime
    due_at: dt.datetime
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that is another than the one agreed to before."""

    title: Text
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An application as one who has to agree to it sees it."""

    id: UUID
    application_id: UUID
    reference: str
    service: ServiceDefinition
    applicant_name: str
    applied_by_name: str
    """Who acts for the applicant; "" when nobody does."""
    part: Text
    declaration: Text
    sections: tuple[SectionShown, ...]
    changes: tuple[Change, ...]
    """What is other than what they agreed to before; () when they are asked first."""
    state: AgreementState
    asked_at: dt.datetime
    due_at: dt.datetime
    answered_at: dt.datetime | None
    reason: str
    fingerprint: str

    @property
    def is_waiting(self) -> bool:
        """Whether an answer would be taken."""
        return self.state == "pending"


@dataclass(frozen=True, slots=True)
class CoApplicantShown:
    """One who has to agree, as the applicant or an officer sees it."""

    part: Text
    identifier: str
    name: str
    """For an officer, and for the applicant once they have answered; else ""."""
    state: AgreementState
    due_at: dt.datetime
    answered_at: dt.datetime | None
    reason: str
