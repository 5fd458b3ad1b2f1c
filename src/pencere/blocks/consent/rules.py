"""What a consent entitles to, and which answers are possible. Plain Python over plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Literal

from pencere.kernel.actors import Actor

Answer = Literal["granted", "refused", "withdrawn"]
FOLLOWS: dict[str, frozenset[str]] = {
    "asked": frozenset({"granted", "refused"}),
    "granted": frozenset({"withdrawn"}),
    "refused": frozenset({"granted"}),
    "withdrawn": frozenset({"granted"}),
}
"""What may follow on what: whoever refused may think better of it while the case is open."""


def may_become(state: str, answer: str, *, valid_until: dt.datetime, now: dt.datetime) -> bool:
    """Whether the subject may give this answer now. Taking back is possible at any time."""
    is_in_time = answer != "granted" or now < valid_until
    return is_in_time and answer in FOLLOWS[state]


def entitles(
    actor: Actor,
    *,
    agency: str,
    state: str,
    valid_until: dt.datetime,
    now: dt.datetime,
    granted: Collection[str],
    wanted: Collection[str],
) -> bool:
    """Whether a consent lets `actor` read the `wanted` fields: the agency that asked, or the
    platform deciding in its name, none but the fields named, and only while it holds."""
    is_asker = actor.kind in ("officer", "system") and actor.agency == agency
    holds = state == "granted" and now < valid_until
    return is_asker and holds and bool(wanted) and set(wanted) <= set(granted)
