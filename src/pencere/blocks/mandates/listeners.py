"""A register has changed: if mandates follow from it, a job makes them say the same."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from pencere.blocks.mandates.following import sources_of
from pencere.blocks.mandates.jobs import follow_register
from pencere.blocks.registers.api import changed
from pencere.kernel import clock, jobs


@receiver(changed)
def register_changed(register: str, subject: UUID, holds_from: dt.date, **_more: Any) -> None:
    """In the writer's transaction: now, and on the day from which the record holds."""
    if not sources_of(register):
        return
    jobs.defer(follow_register, register=register, subject=str(subject))
    if holds_from > clock.today():
        at = clock.start_of(holds_from)
        jobs.defer_at(follow_register, at, register=register, subject=str(subject))
