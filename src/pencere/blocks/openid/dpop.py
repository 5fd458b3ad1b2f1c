"""Proof of possession (RFC 9449): a token that is bound to a key is worth nothing without it."""

from __future__ import annotations

import datetime as dt
import hmac

from django.http import HttpRequest

from pencere.blocks.openid import jose, replay, rules
from pencere.blocks.openid.errors import ForeignProof, InvalidDpopProof, ReplayedProof
from pencere.kernel import clock


def thumbprint(request: HttpRequest, *, address: str, access_token: str = "") -> str:
    """The thumbprint (RFC 7638) of the key that the caller proves to have; empty without a proof.

    `address` is this endpoint's, without query. With an `access_token` the proof must name it.
    Raises InvalidDpopProof, ReplayedProof.
    """
    given = request.META.get("HTTP_DPOP", "")
    if not given:
        return ""
    if "," in given:
        raise InvalidDpopProof("Send one DPoP header.", detail="dpop-repeated")
    try:
        header = jose.header_of(given)
        key = jose.public_key(header.get("jwk"))
        _header, claims = jose.verified(given, key)
    except jose.BadSignature:
        raise InvalidDpopProof("The proof is not signed by its key.", detail="dpop") from None
    if header.get("typ") != "dpop+jwt":
        raise InvalidDpopProof("typ must be dpop+jwt.", detail="dpop-type")
    if claims.get("htm") != request.method or _bare(claims.get("htu")) != address:
        raise ForeignProof("htm or htu is of another request.", detail="dpop-request")
    if access_token and not _names(claims.get("ath"), access_token):
        raise ForeignProof("ath is of another token.", detail="dpop-token")
    print_ = key.thumbprint()
    _check_fresh(claims.get("iat"), claims.get("jti"), print_)
    return print_


def _bare(htu: object) -> str:
    return htu.split("?")[0].split("#")[0] if isinstance(htu, str) else ""


def _names(ath: object, access_token: str) -> bool:
    return isinstance(ath, str) and hmac.compare_digest(
        ath.encode("utf-8", "replace"), rules.thumb(access_token).encode()
    )


def _check_fresh(iat: object, jti: object, print_: str) -> None:
    now = clock.now().timestamp()
    if not rules.is_instant(iat) or abs(now - iat) > rules.PROOF_SECONDS:
        raise InvalidDpopProof("iat is too far from now.", detail="dpop-time")
    if not isinstance(jti, str) or not 8 <= len(jti) <= 300:
        raise InvalidDpopProof("jti must be 8 to 300 characters.", detail="dpop-jti")
    until = clock.now() + dt.timedelta(seconds=2 * rules.PROOF_SECONDS)
    if not replay.is_first_use(kind="dpop", whose=print_, jti=jti, until=until):
        raise ReplayedProof("This proof was used before.", detail="dpop-replayed")
