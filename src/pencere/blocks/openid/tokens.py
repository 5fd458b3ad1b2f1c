"""Giving tokens for what a client brings: a code, a refresh token, its own credentials.

Each is one transaction: lock what decides, decide, write, sign. What fails because something
leaked still ends the grant that leaked: that is committed before the refusal is told.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pencere.blocks.openid import claims as released
from pencere.blocks.openid import granting, keys, rules, scopes, standing
from pencere.blocks.openid.authorization import checked_resource, checked_scopes
from pencere.blocks.openid.errors import (
    InvalidDpopProof,
    InvalidGrant,
    InvalidScope,
    OAuthError,
    Replayed,
    Stolen,
    UnauthorizedClient,
    UnsupportedGrantType,
)
from pencere.blocks.openid.models import AuthorizationCode, Client, Grant, RefreshToken
from pencere.blocks.openid.parameters import required, words
from pencere.blocks.openid.standing import Held
from pencere.kernel import clock, rows
from pencere.kernel.ids import new_id

Tokens = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """A request for tokens: who asks, with which parameters, holding which key."""

    client: Client
    parameters: Mapping[str, str]
    jkt: str
    """Thumbprint of the key proven by DPoP; empty without a proof."""


Exchange = Callable[[Asking], Tokens]
_exchanges: dict[str, Exchange] = {}


def exchanges(grant_type: str) -> Callable[[Exchange], Exchange]:
    """Register what gives tokens for a grant type."""

    def register(exchange: Exchange) -> Exchange:
        _exchanges[grant_type] = exchange
        return exchange

    return register


def grant_types() -> tuple[str, ...]:
    """All grant types that there are."""
    return tuple(_exchanges)


def tokens_for(asking: Asking) -> Tokens:
    """The answer of the token endpoint. Raises OAuthError."""
    grant_type = required(asking.parameters, "grant_type")
    exchange = _exchanges.get(grant_type)
    if exchange is None:
        raise UnsupportedGrantType("grant_type is not known here.", detail="grant-type-unknown")
    if grant_type not in asking.client.grant_types:
        raise UnauthorizedClient("This client has no such grant.", detail="grant-type")
    if asking.client.requires_dpop and not asking.jkt:
        raise InvalidDpopProof("This client must prove its key by DPoP.", detail="dpop-missing")
    return exchange(asking)


@exchanges("authorization_code")
def for_code(asking: Asking) -> Tokens:
    """Tokens for a code (RFC 6749, 4.1.3; RFC 7636, 4.6). A second use ends what the first gave."""
    return _once(
        asking,
        AuthorizationCode,
        required(asking.parameters, "code"),
        refusal=_code_refusal,
        give=_redeemed,
        unknown=InvalidGrant("The code is unknown.", detail="code-unknown"),
    )


def _once(
    asking: Asking,
    model: type[Held],
    secret: str,
    *,
    refusal: Callable[[Held, Asking], OAuthError | None],
    give: Callable[[Held, Asking], Tokens],
    unknown: InvalidGrant,
) -> Tokens:
    """What a code or refresh token gives, under its lock; one that comes again ends its family,
    which is committed before the refusal is told."""
    with transaction.atomic(), rows.together():
        held = standing.locked(model, secret)
        if held is None:
            raise unknown
        why_not = refusal(held, asking)
        if why_not is None:
            return give(held, asking)
        if isinstance(why_not, Replayed):
            _end_family(held.grant, because="reused")
    raise why_not


def _code_refusal(code: AuthorizationCode, asking: Asking) -> OAuthError | None:
    if code.grant.client_id != asking.client.pk:
        return Stolen("The code is another client's.", detail="code-of-another")
    if code.used_at is not None:
        return Replayed("The code was used before.", detail="code-replayed")
    if code.expires_at <= clock.now():
        return InvalidGrant("The code is over: it lives for a minute.", detail="code-over")
    if asking.parameters.get("redirect_uri", code.redirect_uri) != code.redirect_uri:
        return Stolen("redirect_uri is not that of the request.", detail="redirect-changed")
    if code.jkt and code.jkt != asking.jkt:
        return Stolen("The code is bound to another key.", detail="key-changed")
    try:
        rules.check_verifier(asking.parameters.get("code_verifier", ""), challenge=code.challenge)
    except Stolen as error:
        return error
    return grant_refusal(code.grant)


def grant_refusal(grant: Grant) -> OAuthError | None:
    """Why nothing is given by this grant any more, None while it holds."""
    reason = standing.why_over(grant)
    return InvalidGrant(standing.WORDS[reason], detail=f"grant-{reason}") if reason else None


def _redeemed(code: AuthorizationCode, asking: Asking) -> Tokens:
    code.used_at = clock.now()
    rows.update(code, ["used_at"])
    return first_tokens(code.grant, asking, resource=code.resource, nonce=code.nonce)


def first_tokens(grant: Grant, asking: Asking, *, resource: str, nonce: str = "") -> Tokens:
    """What a grant gives at first: an access token, who signed in, and a refresh token when the
    person agreed to offline access. The caller's transaction."""
    resource = _resource(resource, asking)
    answer = _access(grant, asking, tuple(grant.scopes), resource)
    if grant.is_offline and "refresh_token" in asking.client.grant_types:
        answer["refresh_token"] = new_refresh_token(grant, jkt=asking.jkt, resource=resource)
    answer["id_token"] = id_token(
        grant, asking.client, nonce=nonce, access_token=answer["access_token"]
    )
    return answer


def _resource(agreed: str, asking: Asking) -> str:
    asked = checked_resource(asking.parameters.get("resource", ""))
    return asked or agreed


@exchanges("refresh_token")
def for_refresh_token(asking: Asking) -> Tokens:
    """New tokens for a refresh token, and a new one in its place (RFC 9700, 4.14.2)."""
    return _once(
        asking,
        RefreshToken,
        required(asking.parameters, "refresh_token"),
        refusal=_refresh_refusal,
        give=_refreshed,
        unknown=InvalidGrant("The refresh token is unknown.", detail="refresh-unknown"),
    )


def _refresh_refusal(token: RefreshToken, asking: Asking) -> OAuthError | None:
    if token.grant.client_id != asking.client.pk:
        return Stolen("The refresh token is another client's.", detail="refresh-of-another")
    if token.used_at is not None:
        return Replayed("The refresh token was used before.", detail="refresh-replayed")
    if token.expires_at <= clock.now():
        return InvalidGrant("The refresh token is over.", detail="refresh-over")
    if token.jkt and token.jkt != asking.jkt:
        return Stolen("The refresh token is bound to another key.", detail="key-changed")
    return grant_refusal(token.grant)


def _refreshed(token: RefreshToken, asking: Asking) -> Tokens:
    granted = tuple(token.grant.scopes)
    asked = words(asking.parameters.get("scope", "")) or granted
    if not set(asked) <= set(granted):
        raise InvalidScope("scope is wider than what was granted.", detail="scope-wider")
    token.used_at = clock.now()
    rows.update(token, ["used_at"])
    resource = _resource(token.resource, asking)
    answer = _access(token.grant, asking, asked, resource)
    answer["refresh_token"] = new_refresh_token(token.grant, jkt=token.jkt, resource=resource)
    if scopes.OPENID in asked:
        answer["id_token"] = id_token(
            token.grant, asking.client, access_token=answer["access_token"]
        )
    return answer


def _end_family(grant: Grant, *, because: str) -> None:
    if granting.end_grants(Grant.objects.filter(pk=grant.pk), because=because):
        granting.record_end(grant, because=because)


@exchanges("client_credentials")
def for_client(asking: Asking) -> Tokens:
    """A token for the client itself: about no person (RFC 6749, 4.4)."""
    if asking.client.is_public:
        raise UnauthorizedClient("This client can keep no secret.", detail="public-client")
    asked = checked_scopes(asking.client, words(asking.parameters.get("scope", "")))
    if personal := [name for name in asked if name in scopes.scopes() or name in scopes.STANDARD]:
        raise InvalidScope(f"{personal[0]!a} is about a person.", detail="scope-personal")
    return _access(None, asking, asked, checked_resource(asking.parameters.get("resource", "")))


def new_refresh_token(grant: Grant, *, jkt: str, resource: str = "") -> str:
    """A refresh token of `grant`; the caller's transaction."""
    text = secrets.token_urlsafe(32)
    now = clock.now()
    until = min(now + dt.timedelta(seconds=rules.REFRESH_SECONDS), grant.expires_at)
    rows.insert(
        [
            RefreshToken(
                token_hash=rules.digest(text),
                grant=grant,
                jkt=jkt,
                resource=resource,
                created_at=now,
                expires_at=until,
            )
        ]
    )
    return text


# Said in plain SQL: this is the statement that every token costs.
_ADD = (
    "INSERT INTO openid_accesstoken"
    " (jti, client_id, grant_id, scopes, resource, jkt, created_at, expires_at, revoked_at)"
    " VALUES (%s, %s, %s, %s::jsonb, %s, %s, %s, %s, NULL)"
)


def _access(grant: Grant | None, asking: Asking, granted: tuple[str, ...], resource: str) -> Tokens:
    """An access token (RFC 9068) and what is said beside it."""
    jti = new_id()
    now = clock.now()
    expires_at = now + dt.timedelta(seconds=rules.ACCESS_SECONDS)
    audience = resource or api_audience()
    values = [jti, asking.client.pk, grant.pk if grant else None, json.dumps(granted)]
    rows.write(_ADD, [*values, audience, asking.jkt, now, expires_at])
    answer: Tokens = {
        "access_token": keys.signed(
            _access_claims(grant, asking, granted, audience, jti, now, expires_at),
            algorithm="ES256",
            type="at+jwt",
        ),
        "token_type": "DPoP" if asking.jkt else "Bearer",
        "expires_in": rules.ACCESS_SECONDS,
    }
    if granted:
        answer["scope"] = " ".join(granted)
    return answer


def _access_claims(
    grant: Grant | None,
    asking: Asking,
    granted: tuple[str, ...],
    audience: str,
    jti: UUID,
    now: dt.datetime,
    expires_at: dt.datetime,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "iss": settings.BASE_URL,
        "aud": audience,
        "sub": grant.sub if grant else asking.client.client_id,
        "client_id": asking.client.client_id,
        "jti": str(jti),
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
        "scope": " ".join(granted),
    }
    if asking.jkt:
        found["cnf"] = {"jkt": asking.jkt}
    if grant is not None:
        found.update(_of_sign_in(grant))
        if grant.on_behalf_of is not None:
            found["mandate"] = str(grant.mandate_id)
    return found


def id_token(
    grant: Grant, client: Client, *, nonce: str = "", access_token: str = "", **more: Any
) -> str:
    """Who signed in, when, how and how surely (OpenID Connect Core, 2): true of this sign-in."""
    now = clock.now()
    algorithm = client.signing_algorithm
    half = rules.half_hash if algorithm == "ES256" else rules.half_hash_ed25519
    found: dict[str, Any] = {
        "iss": settings.BASE_URL,
        "aud": client.client_id,
        "sub": grant.sub,
        "sid": grant.sid,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + rules.ID_TOKEN_SECONDS,
        **_of_sign_in(grant),
        **released.for_id_token(grant),
        **more,
    }
    if nonce:
        found["nonce"] = nonce
    if access_token:
        found["at_hash"] = half(access_token)
    return keys.signed(found, algorithm=algorithm, type="JWT")


def _of_sign_in(grant: Grant) -> dict[str, Any]:
    return {
        "auth_time": int(grant.authenticated_at.timestamp()),
        "acr": rules.acr(grant.assurance),
        "amr": list(grant.methods),
    }


def api_audience() -> str:
    """The audience of tokens that are for our own API."""
    return f"{settings.BASE_URL}/api/"
