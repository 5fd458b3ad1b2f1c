"""`id_token_hint`: a client shows an ID token of ours to say of whom it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pencere.blocks.openid import standing
from pencere.blocks.openid.errors import InvalidRequest


def claims_of(text: str) -> Mapping[str, Any]:
    """What the ID token says; one that is over still tells (OpenID Connect Core, 3.1.2.2).

    Raises InvalidRequest for anything else, also for another kind of token that we signed.
    """
    claims = standing.signed_by_us(text, type="JWT")
    if claims is None:
        raise InvalidRequest("id_token_hint is not an ID token of ours.", detail="hint")
    return claims
