"""Short signed statements of other packages (a permit that is shown as a QR code): by the keys with
which we sign here, so that whoever holds our JWK set verifies them, without network as well.

Each kind of statement has a type of its own, so that none passes for another, nor for a token
of a sign-in (explicit typing, RFC 8725 section 3.11).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pencere.blocks.openid import jose, keys
from pencere.kernel import clock
from pencere.kernel.errors import Invalid

LONGEST = 4000
_ALGORITHM = "ES256"


def sign_statement(claims: dict[str, Any], *, type: str) -> str:
    """A compact JWS (ES256) of `claims`; `type` is its media type without `application/`, such
    as `permit+jwt`. The key stays published for a day after it stopped signing: what holds
    longer (`exp`) is signed anew when it is shown."""
    return keys.signed(claims, algorithm=_ALGORITHM, type=type)


def read_statement(text: str, *, type: str) -> dict[str, Any]:
    """The claims of a statement of ours. Raises Invalid: code "statement-unknown" (no statement of
    this type signed by us), "statement-early" or "statement-over" (outside `nbf` and `exp`)."""
    if len(text) > LONGEST:
        raise _unknown()
    try:
        header = jose.header_of(text)
        key = keys.public_key(str(header.get("kid", "")))
        if key is None or header.get("typ") != type or header.get("alg") != _ALGORITHM:
            raise _unknown()
        _header, claims = jose.verified(text, key)
    except (jose.BadSignature, UnicodeError) as error:
        raise _unknown() from error
    now = clock.now().timestamp()
    if now < float(claims.get("nbf", 0)):
        raise Invalid(_("This does not hold yet."), code="statement-early")
    if now >= float(claims.get("exp", float("inf"))):
        raise Invalid(_("This no longer holds."), code="statement-over")
    return claims


def statement_keys() -> list[dict[str, Any]]:
    """The public keys (JWK) with which statements can be verified without us."""
    return [one for one in keys.published() if one.get("crv") == "P-256"]


def _unknown() -> Invalid:
    return Invalid(_("This is not signed by this site."), code="statement-unknown")
