"""Background work: keys change by themselves, what is over is removed."""

from __future__ import annotations

import datetime as dt

from pencere.blocks.openid import keys, problems, replay
from pencere.blocks.openid.models import AccessToken, AuthorizationRequest
from pencere.kernel import clock
from pencere.kernel.jobs import periodic, task

KEPT_AFTER = dt.timedelta(days=1)
"""How long what is over is still known, so that its repeat is told from nonsense."""


@periodic(cron="17 3 * * *")
@task(name="openid.rotate-keys", queue="housekeeping")
def rotate_keys(*, timestamp: int) -> None:
    """Each night: publish the next keys in time, retire those that have been followed."""
    keys.rotate()


@periodic(cron="27 * * * *")
@task(name="openid.forget-old", queue="housekeeping")
def forget_old(*, timestamp: int) -> None:
    """Each hour: remove what nobody could use any more. Codes and refresh tokens go with their
    grants, which stay."""
    before = clock.now() - KEPT_AFTER
    replay.forget_old()
    problems.forget_old()
    AccessToken.objects.filter(expires_at__lt=before).delete()
    AuthorizationRequest.objects.filter(expires_at__lt=before).delete()
