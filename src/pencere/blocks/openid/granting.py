"""Writes of a person's decision: agree, deny, withdraw; and the end of a grant, however it comes.

A grant is ended, never deleted: a code or refresh token that comes again must still be known.
"""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from pencere.blocks.openid import journal_actions, rules, scopes, subjects
from pencere.blocks.openid.errors import AccountSelectionRequired
from pencere.blocks.openid.models import (
    AuthorizationCode,
    AuthorizationRequest,
    Client,
    Consent,
    Grant,
)
from pencere.kernel import clock, rows
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.journal import api as journal

# Said in plain SQL: these are on the way of each sign-in at another system.
_LIVE_CONSENT = "account_id = %s AND client_id = %s AND withdrawn_at IS NULL"
_FINISH = (
    "UPDATE openid_authorizationrequest SET finished_at = %s WHERE id = %s AND finished_at IS NULL"
)
_SID = (
    "SELECT sid FROM openid_grant WHERE session = %s AND client_id = %s AND ended_at IS NULL"
    " ORDER BY id LIMIT 1"
)


def live_consent(*, account_id: UUID, client: Client) -> Consent | None:
    """What the person agreed for this client and has not withdrawn."""
    found = rows.find(Consent, _LIVE_CONSENT, [account_id, client.pk])
    return found[0] if found else None


@transaction.atomic
@rows.together()
def agree(*, actor: Actor, request: AuthorizationRequest) -> str:
    """Remember that the person agrees, and give the code. Raises Conflict when already answered."""
    wish = rules.Wish.from_json(request.wish)
    remember(actor, request.client, wish)
    return _code(actor=actor, request=request, wish=wish)


@transaction.atomic
@rows.together()
def go_on(*, actor: Actor, request: AuthorizationRequest) -> str:
    """Give the code on the strength of what was agreed before. Raises Conflict."""
    return _code(actor=actor, request=request, wish=rules.Wish.from_json(request.wish))


@transaction.atomic
def deny(*, actor: Actor, request: AuthorizationRequest) -> None:
    """The person does not agree. Raises Conflict when already answered."""
    _finish(request)
    record_decision(actor, journal_actions.DENIED, request.client)


@transaction.atomic
def drop(*, request: AuthorizationRequest) -> None:
    """The request was answered with an error. Raises Conflict when already answered."""
    _finish(request)


def _finish(request: AuthorizationRequest) -> None:
    """Once: of two at the same time the second finds it answered."""
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, [clock.now(), request.pk])
        is_first = bool(cursor.rowcount)
    if not is_first:
        raise Conflict(code="request-answered")


def remember(actor: Actor, client: Client, wish: rules.Wish) -> None:
    """Keep that the person agrees to `wish`, for the next time too; the caller's transaction."""
    if actor.account_id is None:
        raise NotFound
    asked = {*wish.id_token_claims, *wish.userinfo_claims}
    consent = (
        Consent.objects.select_for_update()
        .filter(account_id=actor.account_id, client=client, withdrawn_at=None)
        .first()
    )
    if consent is not None and rules.is_agreed(wish, scopes=consent.scopes, claims=consent.claims):
        return
    if consent is None:
        consent = Consent(account_id=actor.account_id, client=client, scopes=[], claims=[])
    consent.given_at = clock.now()
    consent.scopes = sorted({*consent.scopes, *wish.scopes})
    consent.claims = sorted({*consent.claims, *asked})
    consent.save()
    fields = tuple(dict.fromkeys([*scopes.claims_of(wish.scopes), *sorted(asked)]))
    record_decision(
        actor, journal_actions.AGREED, client, about=f"consent:{consent.pk}", fields=fields
    )


def _code(*, actor: Actor, request: AuthorizationRequest, wish: rules.Wish) -> str:
    _finish(request)
    grant = new_grant(actor=actor, client=request.client, wish=wish)
    code = secrets.token_urlsafe(32)
    now = clock.now()
    kept = AuthorizationCode(
        code_hash=rules.digest(code),
        grant=grant,
        redirect_uri=wish.redirect_uri,
        challenge=wish.challenge,
        nonce=wish.nonce,
        jkt=wish.jkt,
        resource=wish.resource,
        created_at=now,
        expires_at=now + dt.timedelta(seconds=rules.CODE_SECONDS),
    )
    rows.insert([kept])
    return code


def new_grant(*, actor: Actor, client: Client, wish: rules.Wish) -> Grant:
    """What this person, as they are signed in now, gives `client`; journaled.

    Raises AccountSelectionRequired when the client thought of another person.
    """
    if actor.account_id is None or actor.party_id is None or actor.authenticated_at is None:
        raise NotFound
    sub = subjects.subject_of(actor.party_id, client)
    if wish.hinted_sub and wish.hinted_sub != sub:
        raise AccountSelectionRequired("Another person is signed in.", detail="other-person")
    now = clock.now()
    is_offline = scopes.OFFLINE in wish.scopes
    seconds = rules.OFFLINE_SECONDS if is_offline else rules.ONLINE_SECONDS
    acts_for_another = scopes.MANDATE in wish.scopes and actor.on_behalf_of is not None
    grant = Grant(
        client=client,
        account_id=actor.account_id,
        party_id=actor.party_id,
        on_behalf_of=actor.on_behalf_of if acts_for_another else None,
        mandate_id=actor.mandate_id if acts_for_another else None,
        scopes=list(wish.scopes),
        claims={"id_token": list(wish.id_token_claims), "userinfo": list(wish.userinfo_claims)},
        sub=sub,
        sid=_sid(actor, client),
        session=actor.session or "",
        authenticated_at=actor.authenticated_at,
        methods=list(actor.methods),
        assurance=actor.assurance,
        is_offline=is_offline,
        created_at=now,
        expires_at=now + dt.timedelta(seconds=seconds),
    )
    rows.insert([grant])
    record_decision(
        actor,
        journal_actions.SIGNED_IN,
        client,
        about=f"openid-grant:{grant.pk}",
        params={"assurance": actor.assurance},
    )
    return grant


def _sid(actor: Actor, client: Client) -> str:
    """One name for the session and client, whatever the number of grants in it."""
    earlier = rows.select(_SID, [actor.session, client.pk]) if actor.session else []
    return str(earlier[0][0]) if earlier else secrets.token_urlsafe(32)


@transaction.atomic
def withdraw(*, actor: Actor, consent_id: UUID) -> Client:
    """End what a client was allowed, with all that it holds. Raises NotFound."""
    if actor.account_id is None:
        raise NotFound
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(pk=consent_id, account_id=actor.account_id)
        .first()
    )
    if consent is None:
        raise NotFound
    if consent.withdrawn_at is None:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        live = Grant.objects.filter(account_id=actor.account_id, client=consent.client)
        end_grants(live, because="withdrawn")
        record_decision(
            actor, journal_actions.WITHDRAWN, consent.client, about=f"consent:{consent.pk}"
        )
    return consent.client


def end_grants(grants: QuerySet[Grant], *, because: str) -> int:
    """End those of `grants` that live; their codes and tokens open nothing from now on.

    Returns how many ended. The caller's transaction.
    """
    return grants.filter(ended_at=None).update(ended_at=clock.now(), ended_because=because)


def client_actor(client: Client) -> Actor:
    """The client as one who acts: how it is named to the person whom a release is about."""
    return Actor(kind="system", agency=client.agency_id, label=client.title, channel="api")


def record_end(grant: Grant, *, because: str) -> None:
    """Tell the person that what a client held has ended without them."""
    journal.record(
        actor=client_actor(grant.client),
        action=journal_actions.ENDED,
        subject=grant.party_id,
        about=f"openid-grant:{grant.pk}",
        justification=journal.Justification(kind="security"),
        params={"client": dict(grant.client.title), "because": because},
    )


def record_decision(
    actor: Actor,
    action: str,
    client: Client,
    *,
    about: str = "",
    fields: tuple[str, ...] = (),
    params: dict[str, str] | None = None,
) -> None:
    """What the person decided about a client, as their own act."""
    journal.record(
        actor=actor,
        action=action,
        subject=actor.party_id,
        about=about or f"openid-client:{client.client_id}",
        fields=fields,
        justification=journal.Justification(kind="self"),
        params={"client": dict(client.title), **(params or {})},
    )
