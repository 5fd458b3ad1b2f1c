"""Whether a grant and a token still hold: asked at each use, so that any end holds at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pencere.blocks.openid import jose, keys
from pencere.blocks.openid.models import AccessToken, Grant
from pencere.blocks.parties import api as parties
from pencere.kernel import clock

Reason = Literal["ended", "over", "closed", "mandate"]
WORDS: Mapping[Reason, str] = {
    "ended": "The person or we ended this.",
    "over": "Its time is over: the person has to sign in again.",
    "closed": "The person's account or this client is closed.",
    "mandate": "The mandate by which the person acted has ended.",
}


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
    held = parties.mandates_held(grant.party_id, clock.today())
    return any(mandate.id == grant.mandate_id for mandate in held)


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
    row = (
        AccessToken.objects.select_related("client", "grant__client", "grant__account")
        .filter(jti=jti, revoked_at=None, expires_at__gt=clock.now())
        .first()
    )
    if row is None or row.client.disabled_at is not None:
        return None
    if row.grant is not None and why_over(row.grant) is not None:
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
