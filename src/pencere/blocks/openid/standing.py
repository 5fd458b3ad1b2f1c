"""Whether a grant and a token still hold: asked at each use, so that any end holds at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, cast
from uuid import UUID

from pencere.blocks.identity.api import Account
from pencere.blocks.openid import jose, keys, rules
from pencere.blocks.openid.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    Grant,
    RefreshToken,
)
from pencere.blocks.parties import api as parties
from pencere.kernel import clock, rows

Reason = Literal["ended", "over", "closed", "mandate"]
WORDS: Mapping[Reason, str] = {
    "ended": "The person or we ended this.",
    "over": "Its time is over: the person has to sign in again.",
    "closed": "The person's account or this client is closed.",
    "mandate": "The mandate by which the person acted has ended.",
}

Held = TypeVar("Held", AuthorizationCode, RefreshToken)
_LOCKED = (
    "{table} JOIN openid_grant ON openid_grant.id = {table}.grant_id"
    " JOIN openid_client ON openid_client.id = openid_grant.client_id"
    " JOIN identity_account ON identity_account.id = openid_grant.account_id"
    " WHERE {table}.{key} = %s FOR UPDATE OF {table}"
)
# The client of a token is its grant's.
_OPENED = (
    "openid_accesstoken JOIN openid_client ON openid_client.id = openid_accesstoken.client_id"
    " LEFT JOIN openid_grant ON openid_grant.id = openid_accesstoken.grant_id"
    " LEFT JOIN identity_account ON identity_account.id = openid_grant.account_id"
    " WHERE openid_accesstoken.jti = %s AND openid_accesstoken.revoked_at IS NULL"
    " AND openid_accesstoken.expires_at > %s AND openid_client.disabled_at IS NULL"
)


def why_over(grant: Grant) -> Reason | None:
    """Why nothing can be had by `grant` any more, None while it holds."""
    if grant.ended_at is not None:
        return "ended"
    if grant.expires_at <= clock.now():
        return "over"
    if not grant.account.is_active or grant.client.disabled_at is not None:
        return "closed"
    return None if _mandate_holds(grant) else "mandate"


def _mandate_holds(grant: Grant) -> bool:
    if grant.mandate_id is None:
        return True
    return parties.mandate_held(grant.party_id, grant.mandate_id, clock.today()) is not None


def locked(model: type[Held], secret: str) -> Held | None:
    """The code or refresh token of which the client holds `secret`, locked in the caller's
    transaction, with its grant and whose that is."""
    table, key = model._meta.db_table, model._meta.pk.column
    tables = _LOCKED.format(table=table, key=key)
    found = rows.joined((model, Grant, Client, Account), tables, [rules.digest(secret)])
    if not found:
        return None
    row, grant, grant.client, grant.account = found[0]
    row.grant = grant
    return cast(Held, row)


@dataclass(frozen=True, slots=True)
class Opened:
    """An access token that holds now."""

    row: AccessToken
    claims: Mapping[str, object]


def opened(text: str) -> Opened | None:
    """What `text` opens: None unless it is an access token of ours that holds now."""
    claims = signed_by_us(text, type="at+jwt")
    try:
        jti = UUID(str(claims.get("jti"))) if claims else None
    except ValueError:
        return None
    if claims is None or jti is None:
        return None
    found = rows.joined((AccessToken, Client, Grant, Account), _OPENED, [jti, clock.now()])
    if not found:
        return None
    row, row.client, grant, account = found[0]
    if grant is not None:
        row.grant, grant.client, grant.account = grant, row.client, account
        if why_over(grant) is not None:
            return None
    return Opened(row, claims)


def signed_by_us(text: str, *, type: str) -> Mapping[str, object] | None:
    """The claims of a JWT of ours of this `typ`, None for any other text."""
    try:
        header = jose.header_of(text)
        kid = header.get("kid")
        key = keys.public_key(kid) if isinstance(kid, str) else None
        if key is None or header.get("typ") != type:
            return None
        return jose.verified(text, key)[1]
    except jose.BadSignature:
        return None
