"""What other packages get to see of mobile ID: plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

BlockedBy = Literal["holder", "not-me", "pin"]
"""The holder on the page, the holder on the phone ("it wasn't me"), three wrong PINs."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits, whether or not there is such a phone."""

    id: UUID
    control_code: str
    """The four digits that the phone shows too."""
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class MobileIdentity:
    """Who confirmed a request, with what, and when."""

    party_id: UUID
    at: dt.datetime
    certificate: bytes
    """DER."""


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate of a mobile ID as its holder sees it."""

    kind: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    last_used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ContractView:
    """A mobile ID as its holder sees it."""

    id: UUID
    phone_end: str
    """The last digits of the phone number: enough for its holder."""
    blocked_at: dt.datetime | None
    blocked_by: BlockedBy | None
    certificates: tuple[CertificateView, ...]

    @property
    def is_blocked(self) -> bool:
        return self.blocked_at is not None
