"""A program registers its clients itself (RFC 7591) and looks after them (RFC 7592), for the
agency that its initial access token is of."""

from __future__ import annotations

import hmac
import json
import math
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from pencere.blocks.openid import clients, granting, parameters, problems, registering, rules
from pencere.blocks.openid.discovery import announce
from pencere.blocks.openid.errors import InvalidRequest, InvalidToken, OAuthError
from pencere.blocks.openid.models import Client, InitialAccess
from pencere.blocks.openid.registering import Registration
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid
from pencere.kernel.text import Text

_SAME = (
    "redirect_uris",
    "post_logout_redirect_uris",
    "grant_types",
    "backchannel_logout_uri",
    "jwks",
)
"""What is called here as there."""

announce(registration_endpoint="/oauth/register")


class InvalidMetadata(OAuthError):
    """What was to be registered breaks a rule."""

    error = "invalid_client_metadata"


class InvalidRedirectUri(OAuthError):
    """An address to come back to that can't be one."""

    error = "invalid_redirect_uri"


@csrf_exempt
def register(request: HttpRequest) -> HttpResponse:
    """RFC 7591, 3.1. The client belongs to whom the initial access token belongs."""
    try:
        if request.method != "POST":
            raise InvalidRequest("Use POST.", detail="method")
        given = _json(request)
        with transaction.atomic():
            access = _initial_access(_bearer(request))
            wanted = _registration(given, _owner(access))
            actor = Actor(kind="system", agency=access.agency_id, label=Text({}), channel="api")
            client, secret = _checked(registering.register_client, actor, wanted)
            token = _new_token(client)
    except OAuthError as error:
        return _refusal(error)
    return _answer({**_described(client, token), **_secret(secret)}, status=201)


@csrf_exempt
def manage(request: HttpRequest, client_id: str) -> HttpResponse:
    """RFC 7592: read, replace or delete what was registered, with its own token."""
    client = None
    try:
        client = _own(client_id, _bearer(request))
        if request.method == "GET":
            return _answer(_described(client))
        if request.method == "DELETE":
            registering.disable_client(actor=granting.client_actor(client), client=client)
            return HttpResponse(status=204)
        if request.method != "PUT":
            raise InvalidRequest("Use GET, PUT or DELETE.", detail="method")
        return _replaced(client, _json(request))
    except OAuthError as error:
        problems.note(request, client, "register", error)
        return _refusal(error)


def _replaced(client: Client, given: Mapping[str, Any]) -> HttpResponse:
    if given.get("client_id") != client.client_id:
        raise InvalidRequest("client_id must be this client.", detail="two-clients")
    wanted = _registration(given, _owner(client))
    with transaction.atomic():
        changed = _checked(_change(client), granting.client_actor(client), wanted)
        token = _new_token(changed)
    return _answer(_described(changed, token))


def _change(client: Client) -> Any:
    def change(*, actor: Actor, registration: Registration) -> Client:
        return registering.change_client(actor=actor, client=client, registration=registration)

    return change


def _checked(action: Any, actor: Actor, wanted: Registration) -> Any:
    try:
        return action(actor=actor, registration=wanted)
    except Invalid as problem:
        field, words = next(iter(problem.fields.items()), ("", [problem.message]))
        kind = InvalidRedirectUri if field == "redirect_uris" else InvalidMetadata
        raise kind(f"{field}: {words[0]}", detail=f"registration-{field}") from problem


def _json(request: HttpRequest) -> Mapping[str, Any]:
    parameters.check_size(request)
    if request.content_type != "application/json":
        raise InvalidRequest("Send application/json.", detail="content-type")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidMetadata("Send a JSON object.", detail="registration-json")
    _check_clean(found)
    return found


def _check_clean(value: Any) -> None:
    """JSON can hold what no table takes: see `parameters.is_clean`. Raises InvalidMetadata."""
    if isinstance(value, str) and not parameters.is_clean(value):
        raise InvalidMetadata("Control characters can't be kept.", detail="registration-kind")
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidMetadata("NaN and Infinity are no JSON.", detail="registration-kind")
    if isinstance(value, dict | list):
        for one in [*value, *value.values()] if isinstance(value, dict) else value:
            _check_clean(one)


def _bearer(request: HttpRequest) -> str:
    scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise InvalidToken("Send the token as Authorization: Bearer.", detail="token-missing")
    return str(token.strip())


def _initial_access(token: str) -> InitialAccess:
    """The token, used once more: of two at the same time the last use is one's alone."""
    live = InitialAccess.objects.filter(
        token_hash=rules.digest(token), expires_at__gt=clock.now(), uses_left__gt=0
    )
    if not live.update(uses_left=F("uses_left") - 1):
        raise InvalidToken("The initial access token is unknown or over.", detail="token-over")
    return InitialAccess.objects.get(token_hash=rules.digest(token))


def _own(client_id: str, token: str) -> Client:
    client = clients.live_client(client_id)
    if client is None or not client.registration_token_hash:
        raise InvalidToken("The token opens nothing.", detail="token-over")
    if not hmac.compare_digest(client.registration_token_hash, rules.digest(token)):
        raise InvalidToken("The token opens nothing.", detail="token-over")
    return client


def _new_token(client: Client) -> str:
    token = "pr_" + secrets.token_urlsafe(32)
    client.registration_token_hash = rules.digest(token)
    client.save(update_fields=["registration_token_hash"])
    return token


def _owner(of: InitialAccess | Client) -> dict[str, Any]:
    return {
        "agency": of.agency_id,
        "organisation_id": of.organisation_id,
        "is_test": of.is_test,
    }


def _registration(given: Mapping[str, Any], owner: Mapping[str, Any]) -> Registration:
    """What the metadata ask for. Raises InvalidMetadata for what is of another kind."""
    return Registration(
        name=_names(given),
        authentication=_text(given, "token_endpoint_auth_method") or "client_secret_basic",
        scopes=tuple((_text(given, "scope") or "openid").split()),
        jwks=_jwks(given),
        is_pairwise=_text(given, "subject_type") != "public",
        signing_algorithm=_text(given, "id_token_signed_response_alg") or "ES256",
        requires_pushed_request=_flag(given, "require_pushed_authorization_requests"),
        requires_signed_request=_flag(given, "require_signed_request_object"),
        requires_dpop=_flag(given, "dpop_bound_access_tokens"),
        ciba_mode=_text(given, "backchannel_token_delivery_mode"),
        ciba_notification_uri=_text(given, "backchannel_client_notification_endpoint"),
        backchannel_logout_uri=_text(given, "backchannel_logout_uri"),
        redirect_uris=_texts(given, "redirect_uris"),
        post_logout_redirect_uris=_texts(given, "post_logout_redirect_uris"),
        grant_types=_texts(given, "grant_types") or ("authorization_code",),
        **owner,
    )


def _names(given: Mapping[str, Any]) -> dict[str, str]:
    """`client_name`, and `client_name#ru` where it has another in a language."""
    plain = _text(given, "client_name")
    return {
        code: _text(given, f"client_name#{code}") or plain for code, _name in settings.LANGUAGES
    }


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > 500:
        raise InvalidMetadata(f"{name} is not a short text.", detail="registration-kind")
    return value


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidMetadata(f"{name} is not a list of texts.", detail="registration-kind")
    return tuple(value)


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise InvalidMetadata(f"{name} is not true or false.", detail="registration-kind")
    return value


def _jwks(given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if "jwks_uri" in given:
        raise InvalidMetadata("Send jwks: we fetch no jwks_uri.", detail="registration-jwks-uri")
    value = given.get("jwks")
    if value is not None and not isinstance(value, dict):
        raise InvalidMetadata("jwks is not an object.", detail="registration-kind")
    return value


def _described(client: Client, token: str = "") -> dict[str, Any]:
    """The metadata as they are registered."""
    found: dict[str, Any] = {
        "client_id": client.client_id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        "token_endpoint_auth_method": client.authentication,
        "scope": " ".join(client.scopes),
        "response_types": ["code"] if "authorization_code" in client.grant_types else [],
        "subject_type": "pairwise" if client.is_pairwise else "public",
        "id_token_signed_response_alg": client.signing_algorithm,
        "require_pushed_authorization_requests": client.requires_pushed_request,
        "require_signed_request_object": client.requires_signed_request,
        "dpop_bound_access_tokens": client.requires_dpop,
        "registration_client_uri": f"{settings.BASE_URL}/oauth/register/{client.client_id}",
    }
    found.update({f"client_name#{code}": name for code, name in client.name.items()})
    found["client_name"] = client.name[settings.LANGUAGE_CODE]
    more = {name: getattr(client, name) for name in _SAME}
    more["backchannel_token_delivery_mode"] = client.ciba_mode
    more["backchannel_client_notification_endpoint"] = client.ciba_notification_uri
    found.update({name: value for name, value in more.items() if value})
    if token:
        found["registration_access_token"] = token
    return found


def _secret(secret: str) -> dict[str, Any]:
    return {"client_secret": secret, "client_secret_expires_at": 0} if secret else {}


def _answer(content: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _refusal(error: OAuthError) -> HttpResponse:
    response = _answer(error.as_json(), status=error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = f'Bearer error="{error.error}"'
    return response
