"""Reads for the person: which systems may learn what, and since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from pencere.blocks.openid import scopes
from pencere.blocks.openid.models import Consent, Grant
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a person allowed one system."""

    consent_id: UUID
    client: Text
    is_test: bool
    scopes: tuple[Text, ...]
    claims: tuple[Text, ...]
    """Asked for one by one, beside the scopes."""
    is_offline: bool
    given_at: dt.datetime
    last_used_at: dt.datetime | None
    """The last sign-in there."""


def allowed_by(*, actor: Actor) -> list[Allowed]:
    """What this person allows now, the newest first. Raises NotFound without an account."""
    if actor.account_id is None:
        raise NotFound
    consents = list(
        Consent.objects.select_related("client")
        .filter(account_id=actor.account_id, withdrawn_at=None)
        .order_by("-given_at")
    )
    used = dict(
        Grant.objects.filter(account_id=actor.account_id)
        .values_list("client_id")
        .annotate(last=Max("created_at"))
    )
    return [_allowed(one, used.get(one.client_id)) for one in consents]


def _allowed(consent: Consent, last_used_at: dt.datetime | None) -> Allowed:
    declared, claims = scopes.scopes(), scopes.claims()
    return Allowed(
        consent_id=consent.pk,
        client=consent.client.title,
        is_test=consent.client.is_test,
        scopes=tuple(declared[name].words for name in declared if name in consent.scopes),
        claims=tuple(claims[name].words for name in claims if name in consent.claims),
        is_offline=scopes.OFFLINE in consent.scopes,
        given_at=consent.given_at,
        last_used_at=last_used_at,
    )
