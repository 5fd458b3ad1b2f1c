"""Requests on their way to the phones, and tidying."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pencere.blocks.mobile_id import journal_actions, rules
from pencere.blocks.mobile_id.history import by_asker, record
from pencere.blocks.mobile_id.models import Request
from pencere.blocks.mobile_id.providers.base import Delivery, provider
from pencere.kernel import clock
from pencere.kernel.jobs import periodic, task

KEPT = dt.timedelta(days=30)
"""How long a request stays: the journal keeps what became of it."""


@task(name="mobile-id.deliver", retry=3, is_awaited=True)
def deliver(*, request_id: str) -> None:
    """Bring a request to its phone. One of a pair that there isn't has the same job."""
    request = (
        Request.objects.select_related("contract")
        .filter(pk=UUID(request_id), state=Request.State.WAITING, expires_at__gt=clock.now())
        .first()
    )
    if request is None or request.contract is None:
        return
    statement = bytes(request.statement)
    provider().deliver(
        Delivery(
            request_id=request.pk,
            phone=request.contract.phone,
            user_id=request.contract.user_id,
            kind=request.kind,
            statement=statement,
            control_code=rules.control_code(rules.digest_of(statement)),
            expires_at=request.expires_at,
        )
    )
    record(by_asker(request), journal_actions.ASKED, request)


@task(name="mobile-id.withdraw", retry=3, is_awaited=True)
def withdraw(*, request_id: str) -> None:
    """Take a request that is open no more off its phone."""
    request = Request.objects.select_related("contract").filter(pk=UUID(request_id)).first()
    if request is not None and request.contract is not None:
        provider().withdraw(
            request.pk, phone=request.contract.phone, user_id=request.contract.user_id
        )


@periodic(cron="41 3 * * *")
@task(name="mobile-id.tidy", retry=0)
def tidy(*, timestamp: int) -> None:
    """Once a night: drop requests that are long over."""
    Request.objects.filter(expires_at__lt=clock.now() - KEPT).delete()
