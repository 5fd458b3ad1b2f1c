"""The device flow (RFC 8628), and what it has in common with CIBA: a request that is answered on
another device, and a client that asks until it is."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from pencere.blocks.openid import granting, journal_actions, rules, rules_decoupled, scopes, tokens
from pencere.blocks.openid.authorization import checked_resource, checked_scopes
from pencere.blocks.openid.discovery import announce
from pencere.blocks.openid.errors import (
    AccessDenied,
    InvalidGrant,
    InvalidScope,
    OAuthError,
    Replayed,
    Stolen,
    UnauthorizedClient,
)
from pencere.blocks.openid.models import Client, DecoupledRequest, Grant
from pencere.blocks.openid.parameters import required, words
from pencere.kernel import clock
from pencere.kernel.actors import Actor, Assurance
from pencere.kernel.errors import Conflict

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

announce(device_authorization_endpoint="/oauth/device-authorization")


class AuthorizationPending(OAuthError):
    """The person has not answered yet."""

    error = "authorization_pending"
    is_answer = True


class SlowDown(OAuthError):
    """Asked sooner than the interval says; it is longer from now on."""

    error = "slow_down"


class ExpiredToken(OAuthError):
    """The person didn't answer in time."""

    error = "expired_token"
    is_answer = True


def start_device(client: Client, parameters: Mapping[str, str]) -> dict[str, Any]:
    """RFC 8628, 3.1 and 3.2. Raises OAuthError."""
    if DEVICE_GRANT not in client.grant_types:
        raise UnauthorizedClient("This client has no device flow.", detail="grant-type")
    code = secrets.token_urlsafe(32)
    kept = _kept(client, parameters, code)
    page = f"{settings.BASE_URL}/oauth/device"
    return {
        "device_code": code,
        "user_code": kept.user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={kept.user_code}",
        "expires_in": rules_decoupled.DEVICE_SECONDS,
        "interval": kept.interval,
    }


def _kept(client: Client, parameters: Mapping[str, str], code: str) -> DecoupledRequest:
    values = {
        "kind": DecoupledRequest.Kind.DEVICE,
        "code_hash": rules.digest(code),
        "client": client,
        "interval": rules_decoupled.INTERVAL,
        **asked(client, parameters),
        **lifetime(rules_decoupled.DEVICE_SECONDS),
    }
    while True:
        try:
            with transaction.atomic():
                return DecoupledRequest.objects.create(user_code=_new_user_code(), **values)
        except IntegrityError as error:
            if "user_code" not in str(error):
                raise


def _new_user_code() -> str:
    draws = range(rules_decoupled.LENGTH)
    letters = "".join(secrets.choice(rules_decoupled.LETTERS) for _ in draws)
    return f"{letters[:4]}-{letters[4:]}"


def asked(client: Client, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Scopes, level and resource of a decoupled request, checked. Raises OAuthError."""
    wanted = words(parameters.get("scope", ""))
    if scopes.OPENID not in wanted:
        raise InvalidScope("scope must hold openid.", detail="scope-openid")
    least = cast(Assurance, client.least_assurance)
    return {
        "scopes": list(checked_scopes(client, wanted)),
        "assurance": rules.wanted_assurance(words(parameters.get("acr_values", "")), least),
        "resource": checked_resource(parameters.get("resource", "")),
    }


def lifetime(seconds: int) -> dict[str, dt.datetime]:
    """From now on for so long."""
    now = clock.now()
    return {"created_at": now, "expires_at": now + dt.timedelta(seconds=seconds)}


def wish_of(request: DecoupledRequest) -> rules.Wish:
    """The request as the rules for consent and grants see it: it leads back to no address."""
    return rules.Wish(
        redirect_uri="",
        scopes=tuple(request.scopes),
        challenge="",
        assurance=cast(Assurance, request.assurance),
        resource=request.resource,
    )


def waiting(user_code: str) -> DecoupledRequest | None:
    """The request that waits for the person who has this code."""
    return (
        DecoupledRequest.objects.select_related("client")
        .filter(
            user_code=user_code,
            kind=DecoupledRequest.Kind.DEVICE,
            expires_at__gt=clock.now(),
            grant=None,
            denied_at=None,
            client__disabled_at=None,
        )
        .first()
    )


@transaction.atomic
def approve(*, actor: Actor, request_id: UUID) -> None:
    """The person agrees that the device that shows the code is signed in as them.

    Raises Conflict when it was answered or is over.
    """
    request = _locked(request_id)
    wish = wish_of(request)
    granting.remember(actor, request.client, wish)
    request.grant = granting.new_grant(actor=actor, client=request.client, wish=wish)
    request.save(update_fields=["grant"])


@transaction.atomic
def deny(*, actor: Actor, request_id: UUID) -> None:
    """The person does not agree. Raises Conflict when it was answered or is over."""
    request = _locked(request_id)
    request.denied_at = clock.now()
    request.save(update_fields=["denied_at"])
    granting.record_decision(actor, journal_actions.DENIED, request.client)


def _locked(request_id: UUID) -> DecoupledRequest:
    request = (
        DecoupledRequest.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(pk=request_id, grant=None, denied_at=None, expires_at__gt=clock.now())
        .first()
    )
    if request is None:
        raise Conflict(code="request-answered")
    return request


@tokens.exchanges(DEVICE_GRANT)
def for_device(asking: tokens.Asking) -> tokens.Tokens:
    """RFC 8628, 3.4 and 3.5."""
    return redeemed(asking, required(asking.parameters, "device_code"), kind="device")


def redeemed(asking: tokens.Asking, code: str, *, kind: str) -> tokens.Tokens:
    """Tokens for a request that was answered with yes. Raises OAuthError: pending, slow down,
    over, denied, another client's."""
    with transaction.atomic():
        request = (
            DecoupledRequest.objects.select_for_update(of=("self",))
            .select_related("grant__client", "grant__account")
            .filter(code_hash=rules.digest(code), kind=kind)
            .first()
        )
        if request is None:
            raise InvalidGrant("The code is unknown.", detail="code-unknown")
        if request.client_id != asking.client.pk:
            raise Stolen("The code is another client's.", detail="code-of-another")
        refusal = _refusal(request)
        if refusal is None and request.grant is not None:
            return _tokens(request, request.grant, asking)
    raise refusal or AuthorizationPending("Not answered yet.", detail="pending")


def _refusal(request: DecoupledRequest) -> OAuthError | None:
    now = clock.now()
    answer = rules_decoupled.answer(
        now=now,
        asked_at=request.asked_at,
        interval=request.interval,
        expires_at=request.expires_at,
        is_granted=request.grant_id is not None,
        is_denied=request.denied_at is not None,
        is_used=request.answered_at is not None,
    )
    request.asked_at = now
    if answer == "slow-down":
        request.interval += rules_decoupled.SLOWER_BY
    request.save(update_fields=["asked_at", "interval"])
    if answer == "granted":
        return tokens.grant_refusal(request.grant) if request.grant else None
    error, words, detail = _ERRORS[answer]
    return error(words, detail=detail)


_ERRORS: Mapping[str, tuple[type[OAuthError], str, str]] = {
    "pending": (AuthorizationPending, "Not answered yet.", "pending"),
    "slow-down": (SlowDown, "Ask less often.", "slow-down"),
    "over": (ExpiredToken, "Nobody answered in time.", "nobody-answered"),
    "denied": (AccessDenied, "The person did not agree.", "denied"),
    "used": (Replayed, "The code was used before.", "code-replayed"),
}


def _tokens(request: DecoupledRequest, grant: Grant, asking: tokens.Asking) -> tokens.Tokens:
    request.answered_at = clock.now()
    request.save(update_fields=["answered_at"])
    return tokens.first_tokens(grant, asking, resource=request.resource)
