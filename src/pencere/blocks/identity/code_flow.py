"""What a browser waits for after it asked for a one-time code. The code's handle is in the
session that asked and nowhere else: a code that somebody overhears is of no use elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from pencere.blocks.identity import one_time_codes
from pencere.blocks.identity.actors import address_of
from pencere.blocks.identity.delivery import ChannelName

_WAITING = "identity.code"
_PROVEN = "identity.code-proven"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A code that this browser asked for."""

    handle: UUID
    purpose: str
    channel: ChannelName
    expires_at: dt.datetime
    next_url: str
    """An address of this site; empty for none."""


def ask(
    request: HttpRequest,
    *,
    purpose: str,
    whom: str,
    channel: ChannelName,
    claim: Mapping[str, str],
    next_url: str = "",
) -> None:
    """Ask for a code and let this browser wait for it. Raises TooMany."""
    row = one_time_codes.ask(
        purpose=purpose, whom=whom, channel=channel, claim=claim, address=address_of(request)
    )
    request.session[_WAITING] = {
        "handle": str(row.handle),
        "purpose": purpose,
        "channel": channel,
        "until": row.expires_at.isoformat(),
        "next": next_url,
    }


def waiting(request: HttpRequest) -> Waiting | None:
    """The code that this browser waits for, None when it asked for none."""
    kept = request.session.get(_WAITING)
    if not isinstance(kept, dict):
        return None
    return Waiting(
        handle=UUID(kept["handle"]),
        purpose=kept["purpose"],
        channel=kept["channel"],
        expires_at=dt.datetime.fromisoformat(kept["until"]),
        next_url=kept["next"],
    )


def forget(request: HttpRequest) -> None:
    """This browser waits no more."""
    request.session.pop(_WAITING, None)


def keep_proven(request: HttpRequest, found: Waiting) -> None:
    """The code was right: this browser may do what it is for. The session gets a new key."""
    forget(request)
    request.session.cycle_key()
    request.session[_PROVEN] = {"handle": str(found.handle), "purpose": found.purpose}


def proven_handle(request: HttpRequest, purpose: str) -> UUID | None:
    """The handle of the code that this browser entered for `purpose`."""
    kept = request.session.get(_PROVEN)
    if not isinstance(kept, dict) or kept.get("purpose") != purpose:
        return None
    return UUID(kept["handle"])


def forget_proven(request: HttpRequest) -> None:
    """What the code was for is done."""
    request.session.pop(_PROVEN, None)
