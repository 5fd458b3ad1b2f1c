"""What others see of permits asked for by message: plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from pencere.systems.sms_permits.rules import Reason


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit to leave home."""

    id: UUID
    day: dt.date
    """The country's day on which it was granted; with `id` its key."""
    subject: UUID
    document: str
    purpose: str
    """Code of the purpose; `api.purpose_titles` has its words."""
    valid_from: dt.datetime
    valid_until: dt.datetime
    granted_at: dt.datetime
    channel: str
    """`sms` or `web`."""
    sender: str
    """The phone that asked, E.164; empty for one from the cabinet."""
    extends: UUID | None
    """The permit that this one makes longer."""

    @property
    def reference(self) -> str:
        """How addresses and codes name it; `api.permit` finds it."""
        return f"{self.day:%Y%m%d}{self.id.hex}"

    def is_valid(self, at: dt.datetime) -> bool:
        """Whether it lets the person out at this instant."""
        return self.valid_from <= at < self.valid_until


@dataclass(frozen=True, slots=True)
class Answered:
    """One request about a person with what came of it, as the person sees it."""

    id: UUID
    day: dt.date
    document: str
    purpose: str
    asked_at: dt.datetime
    decided_at: dt.datetime
    channel: str
    sender: str
    outcome: str
    """`granted`, `repeated` or `refused`."""
    reason: Reason | None
    permit: Permit | None
    """The one that was granted; of `api.ask` also the one that was told again."""


@dataclass(frozen=True, slots=True)
class OfflineRow:
    """A permit as the list says it that works without a network."""

    document: str
    purpose: str
    valid_from: dt.datetime
    valid_until: dt.datetime
