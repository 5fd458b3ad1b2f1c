"""Who can be asked to agree, and when they are reminded. Plain Python over plain values."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

Problem = Literal["oneself", "twice", "dead", "dissolved"]


def problem_with(
    identifier: str,
    *,
    applicants: Collection[str],
    others: Sequence[str],
    has_ended: bool,
    is_organisation: bool = False,
) -> Problem | None:
    """Why this person or organisation can't be the one who agrees; None when they can.

    `applicants` are the applicant and who acts for them, `others` those named before.
    """
    if identifier in applicants:
        return "oneself"
    if identifier in others:
        return "twice"
    if not has_ended:
        return None
    return "dissolved" if is_organisation else "dead"


def next_moment(
    reminders: Sequence[dt.datetime], due: dt.datetime, now: dt.datetime
) -> dt.datetime | None:
    """The first reminder after `now`, else the end of the time; None when that is past."""
    return next((each for each in sorted([*reminders, due]) if now < each <= due), None)


def fingerprint(form: Mapping[str, Any]) -> str:
    """Names the answers that a page showed, so that nobody agrees to others."""
    text = json.dumps(form, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
