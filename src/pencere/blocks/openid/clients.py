"""Finding clients, and their proof of who they are at the endpoints that programs call."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest

from pencere.blocks.identity import api as identity
from pencere.blocks.openid import jose, replay, rules
from pencere.blocks.openid.errors import (
    InvalidClient,
    InvalidRequest,
    ReplayedAssertion,
    TooManyRequests,
)
from pencere.blocks.openid.models import Client, ClientSecret
from pencere.kernel import clock, rows

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_UNKNOWN = "The client is unknown, or did not prove who it is."
_WITH_SECRETS = (
    "openid_client LEFT JOIN openid_clientsecret"
    " ON openid_clientsecret.client_id = openid_client.id"
    " AND (openid_clientsecret.expires_at IS NULL OR openid_clientsecret.expires_at > %s)"
    " WHERE openid_client.client_id = %s AND openid_client.disabled_at IS NULL"
)


def live_client(client_id: str) -> Client | None:
    """The client of this name, unless it is disabled."""
    if not _is_name(client_id):
        return None
    found = rows.find(Client, "client_id = %s AND disabled_at IS NULL", [client_id])
    return found[0] if found else None


def _is_name(client_id: str) -> bool:
    return 0 < len(client_id) <= 64 and "\0" not in client_id


def named(request: HttpRequest, parameters: Mapping[str, str]) -> Client | None:
    """The client that a request names, without any proof: for the log of its problems alone."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if header[:6].lower() == "basic ":
        try:
            return live_client(_basic(header[6:])[0])
        except InvalidClient:
            return None
    return live_client(parameters.get("client_id", ""))


def authenticate(request: HttpRequest, parameters: Mapping[str, str]) -> Client:
    """The client that calls, proven by the one way for which it is registered.

    Raises InvalidClient (also for an unknown one), InvalidRequest for two ways at once,
    TooManyRequests after too many failures from one address.
    """
    try:
        return _authenticated(request, parameters)
    except InvalidClient:
        if not identity.is_try_allowed(request, limit="wrong-client"):
            raise TooManyRequests("Too many wrong client credentials.", detail="too-many") from None
        raise


def _authenticated(request: HttpRequest, parameters: Mapping[str, str]) -> Client:
    header = request.META.get("HTTP_AUTHORIZATION", "")
    is_basic = header[:6].lower() == "basic "
    ways = [is_basic, "client_secret" in parameters, "client_assertion" in parameters]
    if sum(ways) > 1:
        raise InvalidRequest("Authenticate in one way only.", detail="two-authentications")
    if is_basic:
        client_id, secret = _basic(header[6:])
        if parameters.get("client_id", client_id) != client_id:
            raise InvalidClient(_UNKNOWN, detail="two-clients")
        return _by_secret(client_id, secret, Client.Authentication.BASIC)
    if "client_secret" in parameters:
        client_id = parameters.get("client_id", "")
        return _by_secret(client_id, parameters["client_secret"], Client.Authentication.POST)
    if "client_assertion" in parameters:
        return _by_assertion(parameters)
    return _public(parameters.get("client_id", ""))


def _basic(encoded: str) -> tuple[str, str]:
    """Name and secret, each form-encoded (RFC 6749, 2.3.1)."""
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        raise InvalidClient(_UNKNOWN, detail="basic-malformed") from None
    name, _colon, secret = text.partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _registered(client_id: str, way: str) -> Client:
    return _checked(live_client(client_id), way)


def _checked(client: Client | None, way: str) -> Client:
    if client is None:
        raise InvalidClient(_UNKNOWN, detail="client-unknown")
    if client.authentication != way:
        raise InvalidClient(
            f"This client is registered for {client.authentication}.", detail="wrong-authentication"
        )
    return client


def _by_secret(client_id: str, secret: str, way: str) -> Client:
    found = _with_secrets(client_id)
    client = _checked(found[0][0] if found else None, way)
    given = rules.digest(secret)
    for _client, one in found:
        if one is not None and hmac.compare_digest(one.secret_hash, given):
            _note_use(one, clock.today())
            return client
    raise InvalidClient(_UNKNOWN, detail="wrong-secret")


def _with_secrets(client_id: str) -> list[tuple[Client, ClientSecret | None]]:
    """The client, unless it is disabled, with each of its secrets that holds now."""
    if not _is_name(client_id):
        return []
    return rows.joined((Client, ClientSecret), _WITH_SECRETS, [clock.now(), client_id])


def _note_use(secret: ClientSecret, today: dt.date) -> None:
    if secret.last_used_on != today:
        ClientSecret.objects.filter(pk=secret.pk).update(last_used_on=today)


def _public(client_id: str) -> Client:
    if not client_id:
        raise InvalidClient(_UNKNOWN, detail="client-missing")
    return _registered(client_id, Client.Authentication.NONE)


def _by_assertion(parameters: Mapping[str, str]) -> Client:
    """RFC 7523, 3; the audience is us by our issuer or the token endpoint, alone."""
    if parameters.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidRequest("client_assertion_type is not known.", detail="assertion-type")
    text = parameters["client_assertion"]
    client = _registered(_issuer_of(text), Client.Authentication.KEY)
    if parameters.get("client_id", client.client_id) != client.client_id:
        raise InvalidClient(_UNKNOWN, detail="two-clients")
    try:
        _header, claims = jose.verified(text, jose.key_set(client.jwks))
    except jose.BadSignature:
        raise InvalidClient("The assertion's signature is wrong.", detail="assertion") from None
    if claims.get("sub") != client.client_id:
        raise InvalidClient("iss and sub must be the client_id.", detail="assertion-subject")
    if not is_for_us(claims.get("aud"), also=f"{settings.BASE_URL}/oauth/token"):
        raise InvalidClient("aud must be our issuer alone.", detail="assertion-audience")
    until = expiry(claims)
    if until is None:
        raise InvalidClient("exp must be within five minutes.", detail="assertion-time")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise InvalidClient("jti is missing.", detail="assertion-jti")
    if not replay.is_first_use(kind="assertion", whose=client.client_id, jti=jti, until=until):
        raise ReplayedAssertion("This assertion was used before.", detail="assertion-replayed")
    return client


def _issuer_of(text: str) -> str:
    """Whom the assertion names, not yet verified: to find the keys that verify it."""
    try:
        claims = jose.unverified_claims(text)
    except jose.BadSignature:
        raise InvalidClient("The assertion is malformed.", detail="assertion") from None
    issuer = claims.get("iss")
    return issuer if isinstance(issuer, str) else ""


def is_for_us(audience: object, *, also: str = "") -> bool:
    """Whether a JWT's `aud` is our issuer (or `also`) and nobody else."""
    alone = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    return alone in (settings.BASE_URL, also) and alone != ""


def expiry(claims: Mapping[str, object]) -> dt.datetime | None:
    """The end of a client's JWT that is neither over nor too far ahead, None otherwise.

    A minute is allowed for clocks that differ.
    """
    exp, nbf, iat = claims.get("exp"), claims.get("nbf"), claims.get("iat")
    now = clock.now().timestamp()
    for start in (nbf, iat):
        if start is not None and (not rules.is_instant(start) or start > now + rules.PROOF_SECONDS):
            return None
    if not rules.is_instant(exp):
        return None
    end = float(exp)
    if not now - rules.PROOF_SECONDS < end <= now + rules.ASSERTION_SECONDS + rules.PROOF_SECONDS:
        return None
    return dt.datetime.fromtimestamp(end, dt.UTC) + dt.timedelta(seconds=rules.PROOF_SECONDS)
