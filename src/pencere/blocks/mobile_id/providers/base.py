"""What mobile ID asks of whoever reaches the phones: an operator's network, or the demo's.

A provider brings a request to a phone, and brings the answer back by calling
`actions.confirm`, `actions.refuse` or `actions.report` with the request's id: in the view to
which the network calls back, or in a job of its own where the network must be asked for it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings

from pencere.blocks.signing.api import Trust


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request on its way to a phone."""

    request_id: UUID
    phone: str
    user_id: str
    kind: str
    """The kind of certificate whose key is to sign."""
    statement: bytes
    """What the phone shows (JSON) and signs: the signature is ECDSA over its SHA-256."""
    control_code: str
    expires_at: dt.datetime


class Provider(Protocol):
    """One way to the phones."""

    def deliver(self, delivery: Delivery) -> None:
        """Bring a request to the phone; the same one may come twice. Raises Unavailable when
        the network doesn't take it now: it is tried again."""
        ...

    def withdraw(self, request_id: UUID, *, phone: str, user_id: str) -> None:
        """The request is open no more (a newer one took its place): take it off the phone."""
        ...

    def trust(self) -> Trust:
        """The authorities that certify the phones' keys, with their lists of revoked ones."""
        ...


@cache
def provider() -> Provider:
    """The provider that the settings name, once in a process."""
    return cast(Provider, import_module(settings.MOBILE_ID_PROVIDER).PROVIDER)
