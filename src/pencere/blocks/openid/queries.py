"""Reads for the person: which systems may learn what, since when, and what of it they used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from pencere.blocks.openid import claims, rules, scopes
from pencere.blocks.openid.models import Client, Consent, Grant
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class AllowedScope:
    """What is told together, with the claims in it."""

    words: Text
    claims: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a person allowed one system."""

    consent_id: UUID
    client_id: str
    """The system's name in the protocol."""
    client: Text
    is_test: bool
    is_closed: bool
    """Whether the system itself was closed: it learns nothing any more."""
    scopes: tuple[AllowedScope, ...]
    claims: tuple[Text, ...]
    """Asked for one by one, beside the scopes."""
    is_offline: bool
    given_at: dt.datetime
    last_used_at: dt.datetime | None
    """The last sign-in there."""

    @property
    def offline_days(self) -> int:
        """How long it may ask without the person after a sign-in."""
        return rules.OFFLINE_SECONDS // 86400


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


def allowed(*, actor: Actor, consent_id: UUID) -> Allowed:
    """One of what this person allows now. Raises NotFound."""
    found = next((one for one in allowed_by(actor=actor) if one.consent_id == consent_id), None)
    if found is None:
        raise NotFound
    return found


def systems_of(*, actor: Actor) -> list[tuple[str, Text]]:
    """Every system to which this person ever signed in: name in the protocol, and in words."""
    if actor.account_id is None:
        return []
    used = Grant.objects.filter(account_id=actor.account_id).values("client_id")
    clients = Client.objects.filter(pk__in=used)
    return sorted(((one.client_id, one.title) for one in clients), key=lambda one: str(one[1]))


def traces_of(*, actor: Actor, client_id: str) -> tuple[str, ...]:
    """By what names the journal knows what happened between this person and that system: its
    grants, consents and the system itself. Empty for a system that doesn't concern them."""
    if actor.account_id is None:
        return ()
    client = Client.objects.filter(client_id=client_id[:64].replace("\0", "")).first()
    own = {"account_id": actor.account_id, "client": client}
    grants = Grant.objects.filter(**own).values_list("pk", flat=True) if client else ()
    if client is None or not grants:
        return ()
    consents = Consent.objects.filter(**own).values_list("pk", flat=True)
    return (
        *(f"{claims.REFERENCE}{pk}" for pk in grants),
        *(f"consent:{pk}" for pk in consents),
        f"openid-client:{client.client_id}",
    )


def claim_titles(names: Iterable[str]) -> list[Text]:
    """Claims in words; one that is no longer declared keeps its code."""
    declared = scopes.claims()
    return [declared[name].words if name in declared else Text({"en": name}) for name in names]


def _allowed(consent: Consent, last_used_at: dt.datetime | None) -> Allowed:
    declared = scopes.claims()
    return Allowed(
        consent_id=consent.pk,
        client_id=consent.client.client_id,
        client=consent.client.title,
        is_test=consent.client.is_test,
        is_closed=consent.client.disabled_at is not None,
        scopes=tuple(
            AllowedScope(scope.words, tuple(claim.words for claim in scope.claims.values()))
            for name, scope in scopes.scopes().items()
            if name in consent.scopes
        ),
        claims=tuple(declared[name].words for name in declared if name in consent.claims),
        is_offline=scopes.OFFLINE in consent.scopes,
        given_at=consent.given_at,
        last_used_at=last_used_at,
    )
