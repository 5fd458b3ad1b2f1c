"""Tidying: what guarded the door once and is of no use any more."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session

from pencere.blocks.identity import throttle
from pencere.kernel import clock
from pencere.kernel.jobs import periodic, task


@periodic(cron="17 3 * * *")
@task(name="identity.tidy", retry=0)
def tidy(*, timestamp: int) -> None:
    """Once a night: drop windows of tries and sessions that are over."""
    throttle.forget_old(before=clock.now() - dt.timedelta(days=1))
    Session.objects.filter(expire_date__lt=clock.now()).delete()
