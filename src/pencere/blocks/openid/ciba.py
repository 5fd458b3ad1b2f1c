"""CIBA (OpenID Connect Client-Initiated Backchannel Authentication): a clerk's or a bank's
system asks, the person's phone shows who asks what, and the PIN is the yes.

There is no browser and no page: only a confidential client may ask, the phone shows its name
and what it will learn, and the same words (`binding_message`) stand on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac

from pencere.blocks.identity import api as identity
from pencere.blocks.mobile_id import api as mobile_id
from pencere.blocks.openid import (
    calls,
    decoupled,
    granting,
    hints,
    rules,
    rules_decoupled,
    scopes,
    subjects,
    tokens,
)
from pencere.blocks.openid.discovery import announce
from pencere.blocks.openid.errors import InvalidRequest, OAuthError, UnauthorizedClient
from pencere.blocks.openid.models import Client, DecoupledRequest
from pencere.blocks.openid.parameters import required
from pencere.blocks.parties import api as parties
from pencere.kernel import clock
from pencere.kernel.errors import NotFound, TooMany
from pencere.kernel.ids import new_id
from pencere.kernel.jobs import defer, task

GRANT = "urn:openid:params:grant-type:ciba"
_LONGEST_MESSAGE = 60
_HINTS = ("login_hint", "id_token_hint", "login_hint_token")

announce(
    backchannel_authentication_endpoint="/oauth/bc-authorize",
    backchannel_token_delivery_modes_supported=["poll", "ping"],
    backchannel_user_code_parameter_supported=False,
)


class InvalidBindingMessage(OAuthError):
    """The words that both devices are to show are too long or can't be shown."""

    error = "invalid_binding_message"


def start(client: Client, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Ask the phone; the answer of section 7.3. Raises OAuthError.

    A hint at nobody, or at somebody without a phone, is answered like any other and waits in
    vain: a client may not learn who has an account.
    """
    if GRANT not in client.grant_types or not client.ciba_mode or client.is_public:
        raise UnauthorizedClient("This client is not registered for CIBA.", detail="grant-type")
    token = _notification_token(client, parameters)
    message = _message(parameters.get("binding_message", ""))
    asked = decoupled.asked(client, parameters)
    party_id = _hinted(client, parameters)
    pk = new_id()
    code = auth_req_id(pk)
    request = DecoupledRequest.objects.create(
        pk=pk,
        kind=DecoupledRequest.Kind.CIBA,
        code_hash=rules.digest(code),
        client=client,
        words=message,
        phone_request=_ask_phone(client, party_id, asked["scopes"], message),
        notification_token=token,
        interval=rules_decoupled.INTERVAL,
        **asked,
        **decoupled.lifetime(rules_decoupled.CIBA_SECONDS),
    )
    return {
        "auth_req_id": code,
        "expires_in": rules_decoupled.CIBA_SECONDS,
        "interval": request.interval,
    }


def auth_req_id(request_id: UUID) -> str:
    """The client's name for a request: made from its id and our key, so that it can be told again
    in a ping though the table holds its digest alone."""
    return salted_hmac("pencere.openid.ciba", str(request_id), algorithm="sha256").hexdigest()


def _notification_token(client: Client, parameters: Mapping[str, str]) -> str:
    if client.ciba_mode != "ping":
        return ""
    token = required(parameters, "client_notification_token")
    if not 16 <= len(token) <= 1024:
        raise InvalidRequest(
            "client_notification_token is 16 to 1024 characters.", detail="notification-token"
        )
    return token


def _message(words: str) -> str:
    if len(words) > _LONGEST_MESSAGE or not words.isprintable():
        raise InvalidBindingMessage(
            f"binding_message is up to {_LONGEST_MESSAGE} letters.", detail="binding-message"
        )
    return words


def _hinted(client: Client, parameters: Mapping[str, str]) -> UUID | None:
    """Whom the client means: a personal identifier or what it knows the person by."""
    given = [name for name in _HINTS if name in parameters]
    if len(given) != 1 or given == ["login_hint_token"]:
        raise InvalidRequest("Give one of login_hint and id_token_hint.", detail="one-hint")
    if "id_token_hint" in parameters:
        claims = hints.claims_of(parameters["id_token_hint"])
        return subjects.party_of(str(claims.get("sub", "")), client)
    hint = parameters["login_hint"]
    known = subjects.party_of(hint, client)
    if known is not None:
        return known
    found = parties.party_by_identifier("person", hint)
    return found.id if found else None


def _ask_phone(
    client: Client, party_id: UUID | None, wanted: list[str], message: str
) -> UUID | None:
    """The request that the phone shows; None when there is no phone to ask."""
    contact = identity.account_for(party_id) if party_id else None
    if party_id is None or contact is None:
        return None
    with translation.override(contact.language):
        learns = ", ".join(str(scopes.scopes()[n].words) for n in wanted if n in scopes.scopes())
        shown = " · ".join(part for part in (message, learns) if part)
        try:
            asked = mobile_id.ask_party(
                party_id=party_id,
                purpose="openid",
                text=shown or str(client.title),
                asked_by=str(client.title),
            )
        except (NotFound, TooMany):
            return None
    return asked.id


@transaction.atomic
def answered(*, phone_request: UUID) -> None:
    """The phone answered: the yes becomes a grant, the no is kept; then the client is told."""
    request = (
        DecoupledRequest.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(phone_request=phone_request, grant=None, denied_at=None)
        .first()
    )
    if request is None or request.expires_at <= clock.now():
        return
    known = mobile_id.take(phone_request)
    contact = identity.account_for(known.party_id) if known else None
    if known is None or contact is None:
        request.denied_at = clock.now()
    else:
        actor = identity.actor_by_phone(account_id=contact.account_id, at=known.at)
        wish = decoupled.wish_of(request)
        granting.remember(actor, request.client, wish)
        request.grant = granting.new_grant(actor=actor, client=request.client, wish=wish)
    request.save(update_fields=["grant", "denied_at"])
    if request.notification_token:
        defer(ping, request_id=str(request.pk))


@task(name="openid.ciba-ping", retry=4, is_awaited=True)
def ping(*, request_id: str) -> None:
    """Tell the client that it can fetch the answer (10.2)."""
    request = DecoupledRequest.objects.select_related("client").get(pk=UUID(request_id))
    if request.answered_at is not None or not request.client.ciba_notification_uri:
        return
    headers = {
        "Authorization": f"Bearer {request.notification_token}",
        "Content-Type": "application/json",
    }
    body = json.dumps({"auth_req_id": auth_req_id(request.pk)}).encode()
    calls.post(request.client, request.client.ciba_notification_uri, body, headers)


@tokens.exchanges(GRANT)
def for_auth_req_id(asking: tokens.Asking) -> tokens.Tokens:
    """Section 10.1: as with a device, until the phone has answered."""
    return decoupled.redeemed(asking, required(asking.parameters, "auth_req_id"), kind="ciba")
