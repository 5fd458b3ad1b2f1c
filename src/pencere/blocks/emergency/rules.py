"""When an emergency access is open, how often there may be one, and who reviews it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from pencere.kernel.actors import Actor
from pencere.kernel.throttle.api import Limit

ROLE = "emergency"
REVIEWERS = frozenset({"head", "data-protection"})
LASTS = dt.timedelta(minutes=30)
SECOND_STEP_WITHIN = dt.timedelta(minutes=5)
A_DAY = dt.timedelta(hours=24)
MOST_A_DAY = 3
LOOK_UPS = {"emergency.look-up": Limit(10, 24 * 3600)}
"""People whom one officer may look for in a day, found or not: the form must not tell who exists
to whoever tries numbers."""
LEAST_WORDS, MOST_WORDS = 20, 500
MOST_REGISTERS = 10
REFERENCE = "emergency:"


def may_use(actor: Actor) -> bool:
    """Whether the actor's post lets them open an emergency access."""
    return actor.kind == "officer" and bool(actor.agency) and ROLE in actor.roles


def may_review(actor: Actor) -> bool:
    """Whether the actor reviews the emergency accesses of their agency (but for their own)."""
    return actor.kind == "officer" and bool(actor.agency) and not REVIEWERS.isdisjoint(actor.roles)


def is_open(*, until: dt.datetime, ended_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an access can be read by at `now`; `until` itself is too late."""
    return ended_at is None and now < until


def is_fresh(second_step_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the second factor was given lately enough to open an access."""
    return second_step_at is not None and now - second_step_at <= SECOND_STEP_WITHIN


def problem_of_words(words: str, *, least: int = LEAST_WORDS) -> str | None:
    """Code of what is wrong with words (their ends stripped): too-short, too-long, not-text."""
    if "\0" in words:
        return "not-text"
    if len(words) < least:
        return "too-short"
    return "too-long" if len(words) > MOST_WORDS else None


def problem_of_registers(chosen: Collection[str], known: Collection[str]) -> str | None:
    """Code of what is wrong with the registers chosen: none, unknown, too-many."""
    if not chosen:
        return "none"
    if not set(chosen) <= set(known):
        return "unknown"
    return "too-many" if len(chosen) > MOST_REGISTERS else None


def id_of(reference: str) -> UUID | None:
    """The access that a justification names; None for what names none."""
    try:
        return UUID(reference.removeprefix(REFERENCE)) if reference.startswith(REFERENCE) else None
    except ValueError:
        return None
