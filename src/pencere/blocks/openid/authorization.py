"""Authorization requests: checked once, kept, and carried through sign-in and consent to a code.

Whatever the client asked (a level, freshness, a nonce, the challenge) is bound to the stored
request. The browser carries its handle only, and only the browser that came with it may go on.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction

from pencere.blocks.openid import clients, hints, jose, replay, rules, scopes
from pencere.blocks.openid.errors import (
    ForeignRedirect,
    InvalidRequest,
    InvalidRequestObject,
    InvalidRequestUri,
    InvalidScope,
    InvalidTarget,
    OAuthError,
    Return,
    UnauthorizedClient,
    UnsupportedResponseType,
)
from pencere.blocks.openid.models import AuthorizationRequest, Client
from pencere.blocks.openid.parameters import checked as checked_parameter
from pencere.blocks.openid.parameters import required, words
from pencere.kernel import clock, rows
from pencere.kernel.actors import Assurance

URN = "urn:ietf:params:oauth:request_uri:"
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_YEAR = 366 * 86400
_RUNNING = (
    "openid_authorizationrequest JOIN openid_client"
    " ON openid_client.id = openid_authorizationrequest.client_id"
    " WHERE handle_hash = %s AND browser_hash = %s AND begun_at IS NOT NULL"
    " AND finished_at IS NULL AND expires_at > %s AND openid_client.disabled_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A stored request and the secret that names it."""

    request: AuthorizationRequest
    handle: str


def checked(client: Client, parameters: Mapping[str, str]) -> rules.Wish:
    """What `client` asks for, after all checks.

    Raises OAuthError; with `return_to` from where on the redirect address is known to be good.
    """
    given = _request_object(client, parameters)
    redirect_uri = required(given, "redirect_uri")
    if not rules.matches_redirect(client.redirect_uris, redirect_uri):
        raise ForeignRedirect("redirect_uri is not registered.", detail="redirect-unknown")
    try:
        return _wish(client, given, redirect_uri)
    except OAuthError as error:
        error.return_to = Return(redirect_uri, given.get("state", ""))
        raise


def push(client: Client, parameters: Mapping[str, str]) -> Begun:
    """Keep a request that the client sent directly (RFC 9126), before any browser comes."""
    if "request_uri" in parameters:
        raise InvalidRequest("request_uri can't be pushed.", detail="request-uri-pushed")
    return _kept(client, checked(client, parameters), is_pushed=True)


def begin(client: Client, parameters: Mapping[str, str], *, browser: str) -> Begun:
    """Start with the browser that came with the request, pushed before or with it.

    Raises OAuthError as `checked` does, InvalidRequestUri for a pushed one that was used.
    """
    request_uri = parameters.get("request_uri", "")
    if request_uri.startswith(URN):
        return _claimed(client, request_uri.removeprefix(URN), browser)
    if request_uri:
        raise InvalidRequest(
            "Only request_uris of our own are taken (RFC 9126).", detail="request-uri-foreign"
        )
    if client.requires_pushed_request:
        raise InvalidRequest("This client must push its requests.", detail="must-push")
    return _kept(client, checked(client, parameters), is_pushed=False, browser=browser)


@transaction.atomic
def _claimed(client: Client, handle: str, browser: str) -> Begun:
    found = (
        AuthorizationRequest.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(handle_hash=rules.digest(handle), client=client, is_pushed=True)
        .first()
    )
    now = clock.now()
    if found is None or found.begun_at is not None or found.expires_at <= now:
        raise InvalidRequestUri("request_uri is unknown, used or over.", detail="request-uri-over")
    found.browser_hash = rules.digest(browser)
    found.begun_at = now
    found.expires_at = now + dt.timedelta(seconds=rules.REQUEST_SECONDS)
    # from here on it goes by a new name: the client, or who read its logs, knows the old one
    fresh = secrets.token_urlsafe(32)
    found.handle_hash = rules.digest(fresh)
    found.save(update_fields=["browser_hash", "begun_at", "expires_at", "handle_hash"])
    return Begun(found, fresh)


def _kept(client: Client, wish: rules.Wish, *, is_pushed: bool, browser: str = "") -> Begun:
    now = clock.now()
    handle = secrets.token_urlsafe(32)
    seconds = rules.PUSHED_SECONDS if is_pushed else rules.REQUEST_SECONDS
    kept = AuthorizationRequest(
        handle_hash=rules.digest(handle),
        client=client,
        wish=wish.as_json(),
        is_pushed=is_pushed,
        created_at=now,
        expires_at=now + dt.timedelta(seconds=seconds),
        browser_hash="" if is_pushed else rules.digest(browser),
        begun_at=None if is_pushed else now,
    )
    rows.insert([kept])
    return Begun(kept, handle)


def running(handle: str, *, browser: str) -> AuthorizationRequest | None:
    """The request of this name that this browser began and that is not answered yet."""
    hashes = [rules.digest(handle), rules.digest(browser)]
    found = rows.joined((AuthorizationRequest, Client), _RUNNING, [*hashes, clock.now()])
    if not found:
        return None
    request: AuthorizationRequest
    request, request.client = found[0]
    return request


def _request_object(client: Client, parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters of the signed request (RFC 9101) where there is one; they alone count."""
    text = parameters.get("request")
    if text is None:
        if client.requires_signed_request:
            raise InvalidRequest("This client must sign its requests.", detail="must-sign")
        return parameters
    try:
        _header, claims = jose.verified(text, jose.key_set(client.jwks))
    except jose.BadSignature:
        raise InvalidRequestObject(
            "The request is not signed by a key of this client.", detail="request-signature"
        ) from None
    if claims.get("client_id") != client.client_id or claims.get("iss") != client.client_id:
        raise InvalidRequestObject(
            "iss and client_id of the request must be this client.", detail="request-client"
        )
    if not clients.is_for_us(claims.get("aud")):
        raise InvalidRequestObject("aud must be our issuer.", detail="request-audience")
    until = clients.expiry(claims)
    if until is None:
        raise InvalidRequestObject("exp must be within five minutes.", detail="request-time")
    _check_first_use(client, claims.get("jti"), until)
    if "request" in claims or "request_uri" in claims:
        raise InvalidRequestObject("A request can't hold another.", detail="request-nested")
    given = {name: checked_parameter(name, _as_parameter(value)) for name, value in claims.items()}
    return {name: value for name, value in given.items() if value}


def _check_first_use(client: Client, jti: object, until: dt.datetime) -> None:
    """A request object needs no `jti`; one that has it is taken once."""
    if jti is None:
        return
    if not isinstance(jti, str) or not replay.is_first_use(
        kind="request", whose=client.client_id, jti=jti, until=until
    ):
        raise InvalidRequestObject("This request was used before.", detail="request-replayed")


def _as_parameter(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _wish(client: Client, given: Mapping[str, str], redirect_uri: str) -> rules.Wish:
    if "authorization_code" not in client.grant_types:
        raise UnauthorizedClient("This client has no code flow.", detail="grant-type")
    if required(given, "response_type") != "code":
        raise UnsupportedResponseType("response_type must be code.", detail="response-type")
    if given.get("response_mode", "query") != "query":
        raise InvalidRequest("response_mode must be query.", detail="response-mode")
    claims = _claims_parameter(given.get("claims", ""))
    acr_values = words(given.get("acr_values", "")) + claims.acr_values
    prompts = words(given.get("prompt", ""))
    if not PROMPTS.issuperset(prompts) or ("none" in prompts and len(prompts) > 1):
        raise InvalidRequest("prompt is not known, or contradicts itself.", detail="prompt")
    max_age = given.get("max_age")
    return rules.Wish(
        redirect_uri=redirect_uri,
        scopes=_scopes(client, given, prompts),
        challenge=rules.challenge(given),
        state=_short(given, "state", 2000),
        nonce=_short(given, "nonce", 255),
        prompts=prompts,
        max_age=None if max_age is None else rules.whole_number(max_age, "max_age", most=_YEAR),
        assurance=rules.wanted_assurance(acr_values, cast(Assurance, client.least_assurance)),
        id_token_claims=_allowed(client, claims.id_token),
        userinfo_claims=_allowed(client, claims.userinfo),
        jkt=_short(given, "dpop_jkt", 43),
        resource=checked_resource(given.get("resource", "")),
        hinted_sub=_hinted_sub(given.get("id_token_hint", "")),
        ui_locales=words(given.get("ui_locales", ""))[:10],
    )


def _short(given: Mapping[str, str], name: str, most: int) -> str:
    value = given.get(name, "")
    if len(value) > most:
        raise InvalidRequest(f"{name} is longer than {most} characters.", detail="too-long")
    return value


def _scopes(client: Client, given: Mapping[str, str], prompts: tuple[str, ...]) -> tuple[str, ...]:
    asked = words(given.get("scope", ""))
    if scopes.OPENID not in asked:
        raise InvalidScope("scope must hold openid.", detail="scope-openid")
    return checked_scopes(client, asked)


def checked_scopes(client: Client, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The scopes asked for. Raises InvalidScope for one that is unknown or not the client's."""
    own = {scopes.OPENID, *client.scopes}
    for name in asked:
        if name not in scopes.known():
            raise InvalidScope(f"There is no scope {name[:60]!a}.", detail="scope-unknown")
        if name not in own:
            raise InvalidScope(
                f"This client is not registered for {name[:60]!a}.", detail="scope-not-yours"
            )
    return asked


def checked_resource(given: str) -> str:
    """The system for which a token is wanted (RFC 8707). Raises InvalidTarget."""
    if given and not Client.objects.filter(resource_uri=given, disabled_at=None).exists():
        raise InvalidTarget("resource is not a system that is registered here.", detail="resource")
    return given


@dataclass(frozen=True, slots=True)
class _Claims:
    """The `claims` parameter (OpenID Connect Core, 5.5), as far as it is known here."""

    id_token: tuple[str, ...] = ()
    userinfo: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()


def _claims_parameter(text: str) -> _Claims:
    if not text:
        return _Claims()
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise InvalidRequest("claims is not a JSON object.", detail="claims-malformed")
    parts = {}
    for part in ("id_token", "userinfo"):
        wanted = given.get(part) or {}
        if not isinstance(wanted, dict):
            raise InvalidRequest(f"claims.{part} is not an object.", detail="claims-malformed")
        parts[part] = wanted
    return _Claims(
        id_token=_known_claims(parts["id_token"]),
        userinfo=_known_claims(parts["userinfo"]),
        acr_values=_asked_acr(parts["id_token"].get("acr")),
    )


def _known_claims(wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """What we don't know is left out, as the standard wants it."""
    return tuple(name for name in scopes.claims() if name in wanted)


def _asked_acr(given: object) -> tuple[str, ...]:
    if not isinstance(given, dict):
        return ()
    values = given.get("values", [given["value"]] if "value" in given else [])
    return tuple(one for one in values if isinstance(one, str)) if isinstance(values, list) else ()


def _allowed(client: Client, names: tuple[str, ...]) -> tuple[str, ...]:
    """Single claims only out of scopes for which the client is registered."""
    allowed = scopes.claims_of(client.scopes)
    for name in names:
        if name not in allowed:
            raise InvalidScope(
                f"This client is not registered for the claim {name!a}.", detail="claim-not-yours"
            )
    return names


def _hinted_sub(text: str) -> str:
    return str(hints.claims_of(text).get("sub", "")) if text else ""
