"""A record was written: if it says that somebody is no more, a job follows it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from pencere.blocks.registers.events import changed
from pencere.blocks.registers.jobs import follow_end
from pencere.kernel import clock, jobs
from pencere.kernel.pack import pack


@receiver(changed)
def register_changed(
    register: str,
    subject: UUID,
    holds_from: dt.date,
    holds_until: dt.date | None,
    **_more: Any,
) -> None:
    """In the writer's transaction: now, and when the record begins to hold or no longer does."""
    if not any(each.register == register for each in pack().end_sources()):
        return
    jobs.defer(follow_end, subject=str(subject))
    after = [holds_until + dt.timedelta(days=1)] if holds_until else []
    for day in (holds_from, *after):
        if day > clock.today():
            jobs.defer_at(follow_end, clock.start_of(day), subject=str(subject))
