"""Decisions about abuse as plain functions: how grave a pattern is, who may block whom alone, what
an appeal may lead to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Pattern: TypeAlias = Literal[
    "many-people", "open-purpose", "refused", "many-phones", "storm", "overlap", "disowned"
]
ABOUT: Mapping[Pattern, Literal["sender", "subject"]] = {
    "disowned": "sender",
    "many-people": "sender",
    "refused": "sender",
    "storm": "sender",
    "open-purpose": "subject",
    "many-phones": "subject",
    "overlap": "subject",
}
"""Whether a pattern is about a phone or about a person."""
PATTERNS: tuple[Pattern, ...] = tuple(ABOUT)
STATES = ("open", "ignored", "blocked")
OUTCOMES = ("upheld", "lifted", "shorter")
Outcome: TypeAlias = Literal["upheld", "lifted", "shorter"]
GROWN = 2
"""By how many times a pattern must have grown to be shown again after it was let pass."""
MOST_WORDS = 1000
MOST_ANSWER = 2000
MOST_APPEAL = 4000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules in force say about abuse."""

    days: int
    """How many days back patterns are looked for."""
    thresholds: Mapping[Pattern, int]
    """From how many on a pattern is shown; one that isn't named is not looked for."""
    quiet_days: int
    """How long a pattern that was let pass isn't shown again, unless it grew."""
    alone_days: int
    """For how many days one officer may block a person alone."""
    most_days: int
    """The longest block."""
    appeal_working_days: int
    """Within how many working days an appeal is decided."""


def severity(pattern: Pattern, count: int, threshold: int) -> int:
    """1, 2 from twice the threshold, 3 from four times; a person's own word is always 3."""
    if pattern == "disowned":
        return 3
    return 1 + (count >= 2 * threshold) + (count >= 4 * threshold)


def needs_second(*, begins: dt.datetime, until: dt.datetime, alone_days: int) -> bool:
    """Whether the block of a person, which lasts to the end of a day, is so long that a second
    officer has to confirm it."""
    return until - begins > dt.timedelta(days=alone_days + 1)


def why_not_until(
    until: dt.datetime | None, *, now: dt.datetime, most_days: int
) -> Literal["missing", "past", "long"] | None:
    """What is wrong with the end of a block; None when nothing is."""
    if until is None:
        return "missing"
    if until <= now:
        return "past"
    return "long" if until - now > dt.timedelta(days=most_days + 1) else None


def is_in_force(
    *, begins: dt.datetime, until: dt.datetime | None, lifted: dt.datetime | None, at: dt.datetime
) -> bool:
    """Whether a block holds at an instant."""
    return lifted is None and begins <= at and (until is None or at < until)


def why_not_appeal(
    *, in_force: bool, has_open: bool, last_day: dt.date | None, today: dt.date
) -> Literal["over", "open", "late"] | None:
    """Why no appeal can be made against a block now. A block that holds may always be appealed
    against; one that is over, within the law's time."""
    if has_open:
        return "open"
    if in_force:
        return None
    if last_day is None:
        return "over"
    return "late" if today > last_day else None
