"""Endpoints that programs call: JSON in the protocols' own form, no session, no cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from pencere.blocks.openid import (
    authorization,
    ciba,
    claims,
    clients,
    decoupled,
    discovery,
    dpop,
    granting,
    keys,
    parameters,
    problems,
    rules,
    scopes,
    standing,
    tokens,
)
from pencere.blocks.openid.errors import (
    ForeignProof,
    InsufficientScope,
    InvalidDpopProof,
    InvalidRequest,
    InvalidToken,
    OAuthError,
    Stolen,
)
from pencere.blocks.openid.models import AccessToken, Client, Grant, RefreshToken
from pencere.kernel import clock

Answer = dict[str, Any]
Handler = Callable[[HttpRequest, Client, dict[str, str]], HttpResponse]


def for_clients(name: str) -> Callable[[Handler], Callable[[HttpRequest], HttpResponse]]:
    """An endpoint that a client calls with its credentials; refusals are noted for it."""

    def decorate(handler: Handler) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @wraps(handler)
        def endpoint(request: HttpRequest) -> HttpResponse:
            client, given = None, dict[str, str]()
            try:
                given = parameters.of_form(request)
                client = clients.authenticate(request, given)
                response = handler(request, client, given)
            except OAuthError as error:
                known = client or clients.named(request, given)
                problems.note(request, known, name, error)
                response = refusal(error)
            response["Cache-Control"] = "no-store"
            response["Pragma"] = "no-cache"
            return response

        return endpoint

    return decorate


def refusal(error: OAuthError) -> HttpResponse:
    """The answer of RFC 6749, section 5.2."""
    response = JsonResponse(error.as_json(), status=error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = f'Basic realm="{settings.BASE_URL}"'
    return response


@for_clients("token")
def token(request: HttpRequest, client: Client, given: dict[str, str]) -> HttpResponse:
    """RFC 6749, 3.2."""
    jkt = dpop.thumbprint(request, address=f"{settings.BASE_URL}/oauth/token")
    return JsonResponse(tokens.tokens_for(tokens.Asking(client, given, jkt)))


@for_clients("par")
def pushed_authorization(
    request: HttpRequest, client: Client, given: dict[str, str]
) -> HttpResponse:
    """RFC 9126: the request travels from program to program, and no browser can change it."""
    jkt = dpop.thumbprint(request, address=f"{settings.BASE_URL}/oauth/par")
    if jkt and given.setdefault("dpop_jkt", jkt) != jkt:
        raise InvalidDpopProof("dpop_jkt is of another key.", detail="key-changed")
    begun = authorization.push(client, given)
    return JsonResponse(
        {"request_uri": authorization.URN + begun.handle, "expires_in": rules.PUSHED_SECONDS},
        status=201,
    )


@for_clients("device")
def device_authorization(
    _request: HttpRequest, client: Client, given: dict[str, str]
) -> HttpResponse:
    """RFC 8628, 3.1: a device without keyboard begins; the person goes on elsewhere."""
    return JsonResponse(decoupled.start_device(client, given))


@for_clients("ciba")
def backchannel_authentication(
    _request: HttpRequest, client: Client, given: dict[str, str]
) -> HttpResponse:
    """CIBA, 7: the client asks, the person's phone answers."""
    return JsonResponse(ciba.start(client, given))


@for_clients("introspect")
def introspect(_request: HttpRequest, client: Client, given: dict[str, str]) -> HttpResponse:
    """RFC 7662: to the client that has a token, and to the system for which it is."""
    if client.is_public:
        raise InvalidRequest("A client without secret can't ask.", detail="public-client")
    found = standing.opened(parameters.required(given, "token"))
    if found is None or not _may_see(client, found.row):
        return JsonResponse({"active": False})
    answer = {"active": True, **found.claims, "token_type": "Bearer"}
    if found.row.jkt:
        answer["token_type"] = "DPoP"  # noqa: S105 (a kind)
    return JsonResponse(answer)


def _may_see(client: Client, row: AccessToken) -> bool:
    return row.client_id == client.pk or bool(row.resource and row.resource == client.resource_uri)


@for_clients("revoke")
def revoke(_request: HttpRequest, client: Client, given: dict[str, str]) -> HttpResponse:
    """RFC 7009: of a refresh token the whole grant; an unknown token is as good as revoked."""
    text = parameters.required(given, "token")
    refresh = RefreshToken.objects.filter(token_hash=rules.digest(text)).first()
    if refresh is not None:
        own = Grant.objects.filter(pk=refresh.grant_id, client=client)
        if not own.exists():
            raise Stolen("The token is another client's.", detail="token-of-another")
        with transaction.atomic():
            granting.end_grants(own, because="revoked")
    else:
        _revoke_access(client, text)
    return HttpResponse()


def _revoke_access(client: Client, text: str) -> None:
    found = standing.opened(text)
    if found is None:
        return
    if found.row.client_id != client.pk:
        raise Stolen("The token is another client's.", detail="token-of-another")
    AccessToken.objects.filter(pk=found.row.pk, revoked_at=None).update(revoked_at=clock.now())


@csrf_exempt
def userinfo(request: HttpRequest) -> HttpResponse:
    """OpenID Connect Core, 5.3: what the person agreed to, as it stands now."""
    try:
        return _userinfo(request)
    except OAuthError as error:
        is_unproven = isinstance(error, InvalidDpopProof)
        response = JsonResponse(error.as_json(), status=401 if is_unproven else error.status)
        scheme = "DPoP" if is_unproven else "Bearer"
        response["WWW-Authenticate"] = (
            f'{scheme} error="{error.error}", error_description="{error.description}"'
        )
        return response


def _userinfo(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "POST"):
        raise InvalidRequest("Use GET or POST.", detail="method")
    found = bearer(request, address=f"{settings.BASE_URL}/oauth/userinfo")
    grant = found.row.grant
    if grant is None or scopes.OPENID not in found.row.scopes:
        raise InsufficientScope("The token is not for this.", detail="scope-openid")
    if found.row.resource != tokens.api_audience():
        raise InvalidToken("The token is for another system.", detail="token-audience")
    answer = {"sub": grant.sub, **claims.for_userinfo(grant, found.row.scopes)}
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


def bearer(request: HttpRequest, *, address: str) -> standing.Opened:
    """The access token with which a resource is asked (RFC 6750; RFC 9449, 7).

    A token that is bound to a key is taken only with its proof. Raises InvalidToken,
    InvalidDpopProof.
    """
    scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() not in ("bearer", "dpop") or not text:
        raise InvalidToken("Send the access token as Authorization.", detail="token-missing")
    found = standing.opened(text.strip())
    if found is None:
        raise InvalidToken("The access token opens nothing (any more).", detail="token-over")
    try:
        _check_proof(request, found.row.jkt, scheme.lower(), text.strip(), address)
    except OAuthError as error:
        problems.note(request, found.row.client, address.rpartition("/")[2], error)
        raise
    return found


def _check_proof(request: HttpRequest, bound_to: str, scheme: str, text: str, address: str) -> None:
    if bound_to:
        jkt = dpop.thumbprint(request, address=address, access_token=text)
        if scheme != "dpop" or jkt != bound_to:
            raise ForeignProof("The token is bound to another key.", detail="key-changed")
    elif scheme == "dpop":
        raise InvalidToken("The token is not bound to a key.", detail="token-unbound")


@require_GET
def jwks(_request: HttpRequest) -> HttpResponse:
    """The keys that verify what we sign (RFC 7517)."""
    return _public({"keys": keys.published()})


@require_GET
def configuration(_request: HttpRequest) -> HttpResponse:
    """What there is here and how it is called (OpenID Connect Discovery; RFC 8414)."""
    return _public(discovery.metadata())


def _public(answer: Answer) -> HttpResponse:
    response = JsonResponse(answer)
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    return response
