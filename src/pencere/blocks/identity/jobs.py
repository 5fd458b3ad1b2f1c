"""Codes on their way, and tidying: what guarded the door once and is of no use any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.sessions.models import Session

from pencere.blocks.identity import code_sending, throttle
from pencere.blocks.identity.models import OneTimeCode
from pencere.kernel import clock
from pencere.kernel.jobs import periodic, task


@task(name="identity.send-code", retry=4)
def send_code(*, handle: str) -> None:
    """Find out whom the details name, and send the code."""
    code_sending.send(UUID(handle))


@periodic(cron="17 3 * * *")
@task(name="identity.tidy", retry=0)
def tidy(*, timestamp: int) -> None:
    """Once a night: drop windows of tries, codes and sessions that are over."""
    throttle.forget_old(before=clock.now() - dt.timedelta(days=1))
    OneTimeCode.objects.filter(asked_at__lt=clock.now() - dt.timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
