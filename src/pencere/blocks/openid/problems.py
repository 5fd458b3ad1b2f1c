"""What was refused: for the client's integrator a log, for what looks like an attack a row in
the journal. Neither holds a secret or names a person."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import HttpRequest

from pencere.blocks.identity import api as identity
from pencere.blocks.openid import granting, journal_actions
from pencere.blocks.openid.errors import OAuthError
from pencere.blocks.openid.models import Client, ClientProblem
from pencere.kernel import clock
from pencere.kernel.journal import api as journal

KEPT = dt.timedelta(days=30)


@transaction.atomic
def note(request: HttpRequest, client: Client | None, endpoint: str, error: OAuthError) -> None:
    """Keep a refusal of a known client. At most so many a minute: a loop must not fill the disk,
    nor hide an attack among mistakes."""
    if client is None or error.is_answer:
        return
    limit = "client-attack" if error.is_attack else "client-problem"
    if not identity.is_try_allowed(request, limit=limit, about=client.client_id):
        return
    ClientProblem.objects.create(
        client=client,
        at=clock.now(),
        endpoint=endpoint,
        error=error.error,
        detail=error.detail,
        description=error.description[:500],
    )
    if error.is_attack:
        journal.record(
            actor=granting.client_actor(client),
            action=journal_actions.REFUSED,
            about=f"openid-client:{client.client_id}",
            justification=journal.Justification(kind="security"),
            params={"client": dict(client.title), "endpoint": endpoint, "why": error.detail},
        )


def forget_old() -> int:
    """Drop what is older than a month; returns how many."""
    gone, _by_model = ClientProblem.objects.filter(at__lt=clock.now() - KEPT).delete()
    return gone
