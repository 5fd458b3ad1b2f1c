"""Decisions about the life of an entitlement, over plain values.

`MOVES` is the whole of it: which event may happen in which state, and the state that follows.
The state of an entitlement is always what its events, in order, lead to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal, cast

State = Literal["valid", "suspended", "expired", "revoked", "replaced"]
EventKind = Literal[
    "granted",
    "renewed",
    "changed",
    "duplicated",
    "suspended",
    "restored",
    "revoked",
    "given-up",
    "expired",
    "replaced",
]
Purpose = Literal["renew", "change", "duplicate"]
STATES: tuple[State, ...] = ("valid", "suspended", "expired", "revoked", "replaced")
ALIVE: tuple[State, ...] = ("valid", "suspended")
"""States of which one chain never has two."""

MOVES: Mapping[EventKind, Mapping[State | None, State]] = {
    "granted": {None: "valid"},
    "renewed": {None: "valid"},
    "changed": {"valid": "valid"},
    "duplicated": {"valid": "valid"},
    "suspended": {"valid": "suspended"},
    "restored": {"suspended": "valid"},
    "revoked": {"valid": "revoked", "suspended": "revoked"},
    "given-up": {"valid": "revoked", "suspended": "revoked"},
    "expired": {"valid": "expired", "suspended": "expired"},
    "replaced": {"valid": "replaced", "expired": "replaced"},
}
"""By event, then by the state before (None: it isn't there yet)."""


class ImpossibleEvent(Exception):
    """The event can't happen in this state."""


def state_after(event: EventKind, state: State | None) -> State:
    """The state that follows; ImpossibleEvent when the event can't happen in `state`."""
    after = MOVES[event].get(state)
    if after is None:
        raise ImpossibleEvent(f"{event} in {state}")
    return after


def state_of(events: Iterable[EventKind]) -> State | None:
    """The state that a history leads to; None for an empty one."""
    state: State | None = None
    for event in events:
        state = state_after(event, state)
    return state


def standing(state: str, valid_until: dt.date | None, today: dt.date) -> State:
    """How it stands today: the last day is over before the job that says so has run."""
    if state in ALIVE and valid_until is not None and valid_until < today:
        return "expired"
    return cast(State, state)


def opens_on(valid_until: dt.date | None, opens_days: int | None) -> dt.date | None:
    """The first day on which it may be renewed; None for at any time."""
    if valid_until is None or opens_days is None:
        return None
    return valid_until - dt.timedelta(days=opens_days)


def why_not(
    purpose: Purpose,
    *,
    state: State,
    valid_until: dt.date | None,
    opens_days: int | None,
    today: dt.date,
) -> str | None:
    """None when the service for `purpose` may begin, else a code: not-valid, too-early, endless.

    What has expired may be renewed, and nothing else. What has no end is not renewed.
    """
    if purpose != "renew":
        return None if state == "valid" else "not-valid"
    if valid_until is None:
        return "endless"
    if state not in ("valid", "expired"):
        return "not-valid"
    opens = opens_on(valid_until, opens_days)
    return "too-early" if opens is not None and today < opens else None


def due_reminder(due: Iterable[dt.date], today: dt.date) -> dt.date | None:
    """Of the reminders whose day has come, the one that is sent: the latest. The earlier ones
    say nothing new after a time in which no job ran."""
    return max((day for day in due if day <= today), default=None)
