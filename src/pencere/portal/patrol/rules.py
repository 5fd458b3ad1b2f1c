"""What a check says at one glance, how often one may check, and which checks a phone may bring
later: plain functions over plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pencere.kernel.actors import Actor
from pencere.kernel.throttle.api import Limit

ROLE = "patrol"
HEADS = frozenset({"head", "data-protection"})
SHIFT = dt.timedelta(hours=12)
"""How far back an officer sees their own checks."""
LATELY = dt.timedelta(minutes=30)
"""A permit that ended so short ago is said to have ended, not to be missing."""
LIMITS = {
    "patrol.check": Limit(150, 3600),
    "patrol.unknown": Limit(25, 3600),
}
"""Checks of one officer in an hour, and of these such as found nobody: a checkpoint in a busy
street stays below, whoever tries numbers doesn't."""
ALERT_EVERY = 3600
"""The head is told once in so many seconds for each officer."""
LIST_LIMITS = {"patrol.list": Limit(6, 12 * 3600)}
MOST_REGIONS = 12
LIST_LASTS = dt.timedelta(hours=12)

MOST_BROUGHT = 200
"""Checks that a phone may bring with one request."""
BROUGHT_WITHIN = dt.timedelta(days=7)
SKEW = dt.timedelta(minutes=10)
"""How far a phone's clock may be ahead of ours."""

MOST_PLACE, MOST_NOTE, MOST_PROTOCOL, MOST_TYPED = 120, 300, 40, 2000

Colour = Literal["green", "amber", "red"]
TokenState = Literal["", "genuine", "expired", "revoked", "forged"]


@dataclass(frozen=True, slots=True)
class Span:
    """Of a permit only what the answer depends on."""

    begins_at: dt.datetime
    ends_at: dt.datetime
    regions: frozenset[str] = frozenset()
    """Districts in which it holds; empty for all."""
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: a colour, and the code of why."""

    colour: Colour
    reason: str


def may_patrol(actor: Actor) -> bool:
    """Whether the actor's post lets them check people in the street."""
    return actor.kind == "officer" and bool(actor.agency) and ROLE in actor.roles


def may_oversee(actor: Actor) -> bool:
    """Whether the actor sees how many checks their agency's officers made."""
    return actor.kind == "officer" and bool(actor.agency) and not HEADS.isdisjoint(actor.roles)


def verdict(
    *,
    is_known: bool,
    is_document_valid: bool,
    is_needed: bool,
    spans: Sequence[Span],
    region: str,
    token: TokenState,
    now: dt.datetime,
) -> Verdict:
    """What the officer is shown. What the register says now goes before what a code says; a code
    that we didn't sign is shown as forged whatever else holds."""
    if token == "forged":  # noqa: S105 (a state, no secret)
        return Verdict("red", "forged")
    if not is_known:
        return Verdict("amber", "unknown")
    valid = [span for span in spans if is_valid(span, now)]
    if any(is_for(span, region) for span in valid):
        return Verdict("green", "permit") if is_document_valid else Verdict("amber", "document")
    if not is_needed:
        return Verdict("green", "not-needed")
    if valid:
        return Verdict("amber", "elsewhere")
    return _without_permit(spans, token, now)


def _without_permit(spans: Sequence[Span], token: TokenState, now: dt.datetime) -> Verdict:
    if token == "revoked" or any(span.is_revoked and span.ends_at > now for span in spans):  # noqa: S105
        return Verdict("red", "revoked")
    if any(not span.is_revoked and span.begins_at > now for span in spans):
        return Verdict("amber", "later")
    if any(now - LATELY <= span.ends_at <= now for span in spans if not span.is_revoked):
        return Verdict("amber", "ended")
    return Verdict("red", "none")


def is_valid(span: Span, now: dt.datetime) -> bool:
    """Whether a permit holds at `now`; its end itself is too late."""
    return not span.is_revoked and span.begins_at <= now < span.ends_at


def is_for(span: Span, region: str) -> bool:
    """Whether a permit holds in a district; where no district is named, any will do."""
    return not region or not span.regions or region in span.regions


def problem_of_time(at: dt.datetime, now: dt.datetime) -> str | None:
    """Code of what is wrong with the time that a phone gives for its check: ahead, too-old."""
    if at > now + SKEW:
        return "ahead"
    return "too-old" if at < now - BROUGHT_WITHIN else None


def problem_of_outcome(outcome: str, protocol: str, note: str) -> dict[str, str]:
    """Codes of what is wrong with how a check ended, by field."""
    problems = {}
    if outcome not in ("fine", "warned", "protocol"):
        problems["outcome"] = "choose"
    if outcome == "protocol" and not protocol:
        problems["protocol"] = "missing"
    if outcome != "protocol" and protocol:
        problems["protocol"] = "not-asked"
    for name, text, most in (("protocol", protocol, MOST_PROTOCOL), ("note", note, MOST_NOTE)):
        if "\0" in text:
            problems[name] = "not-text"
        elif len(text) > most:
            problems[name] = "too-long"
    return problems
