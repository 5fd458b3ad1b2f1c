"""Codes on their way, and tidying: what guarded the door once and is of no use any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.sessions.models import Session

from pencere.blocks.identity import code_sending, recovery_telling, throttle
from pencere.blocks.identity.models import OneTimeCode
from pencere.kernel import clock
from pencere.kernel.jobs import periodic, task


@task(name="identity.send-code", retry=4, is_awaited=True)
def send_code(*, handle: str) -> None:
    """Find out whom the details name, and send the code."""
    code_sending.send(UUID(handle))


@task(name="identity.tell-recovery", retry=6, is_awaited=True)
def tell_recovery(*, recovery: int, step: str) -> None:
    """Tell the holder, on every channel, that somebody recovers a way in."""
    recovery_telling.tell(recovery, step)


@periodic(cron="17 3 * * *")
@task(name="identity.tidy", retry=0)
def tidy(*, timestamp: int) -> None:
    """Once a night: drop windows of tries, codes and sessions that are over."""
    throttle.forget_old(before=clock.now() - dt.timedelta(days=1))
    OneTimeCode.objects.filter(asked_at__lt=clock.now() - dt.timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
