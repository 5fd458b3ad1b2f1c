"""What a client may ask and what must happen before it gets it: no database, no clock."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeGuard
from urllib.parse import urlsplit

from pencere.blocks.openid.errors import Downgraded, InvalidRequest, Stolen
from pencere.kernel.actors import ASSURANCE_ORDER, Assurance

PUSHED_SECONDS = 90
"""Between a pushed request and the browser that comes with it (RFC 9126, 2.2: 5 to 600)."""
REQUEST_SECONDS = 1800
"""For all that the person has to do: sign in, step up, read, agree."""
CODE_SECONDS = 60
ACCESS_SECONDS = 600
ID_TOKEN_SECONDS = 600
ONLINE_SECONDS = 12 * 3600
"""How long a grant without `offline_access` lives when nobody signs out."""
REFRESH_SECONDS = 30 * 86400
"""How long a refresh token waits for its use."""
OFFLINE_SECONDS = 180 * 86400
"""How long `offline_access` lasts in all; then the person is asked anew."""
ASSERTION_SECONDS = 300
"""The longest life of a client's assertion or signed request."""
PROOF_SECONDS = 60
"""How far a DPoP proof's time may be from ours."""

ACR = "urn:pencere:assurance:"
Step = Literal["sign-in", "again", "step-up", "consent", "go"]
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?((?:[/?].*)?)")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """An authorization request after all checks: what is stored and acted upon."""

    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    state: str = ""
    nonce: str = ""
    prompts: tuple[str, ...] = ()
    max_age: int | None = None
    assurance: Assurance = "low"
    """At least this surely must the person be known."""
    id_token_claims: tuple[str, ...] = ()
    userinfo_claims: tuple[str, ...] = ()
    jkt: str = ""
    resource: str = ""
    hinted_sub: str = ""
    """Of whom the client thinks (`id_token_hint`); another person isn't given instead."""
    ui_locales: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What the table keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Wish:
        """What `as_json` gave."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Known:
    """The sign-in of the browser's session."""

    at: dt.datetime
    assurance: Assurance


def next_step(wish: Wish, *, begun_at: dt.datetime, known: Known | None, agreed: bool) -> Step:
    """What the person has to do next before the client gets its code.

    Freshness counts from the moment when the browser came with the request, so that the time
    that the person takes on our pages doesn't make a sign-in stale.
    """
    if known is None:
        return "sign-in"
    if "login" in wish.prompts and known.at < begun_at:
        return "again"
    if wish.max_age is not None and known.at < begun_at - dt.timedelta(seconds=wish.max_age):
        return "again"
    if ASSURANCE_ORDER.index(known.assurance) < ASSURANCE_ORDER.index(wish.assurance):
        return "step-up"
    return "go" if agreed else "consent"


def is_agreed(
    wish: Wish,
    *,
    scopes: Collection[str],
    claims: Collection[str],
    is_chosen_again: bool = False,
) -> bool:
    """Whether what was agreed before covers the wish, so that nobody needs to be asked again.

    Acting for another is chosen each time: a remembered yes was not about this other.
    """
    if "consent" in wish.prompts or "select_account" in wish.prompts or is_chosen_again:
        return False
    asked = set(wish.id_token_claims) | set(wish.userinfo_claims)
    return set(wish.scopes) <= set(scopes) and asked <= set(claims)


def matches_redirect(registered: Sequence[str], given: str) -> bool:
    """Whether `given` is a registered redirect address: by simple comparison (RFC 9700, 4.1.3),
    except that the port of a loopback address is free (RFC 8252, 7.3)."""
    if given in registered:
        return True
    bare = _without_port(given)
    return bare is not None and any(bare == _without_port(one) for one in registered)


def _without_port(address: str) -> tuple[str, ...] | None:
    """A loopback address but for its port; None for any other."""
    found = _LOOPBACK.fullmatch(address)
    return found.groups() if found else None


def redirect_problem(address: str, *, is_test: bool) -> str:
    """Why `address` can't be registered for redirects; empty when it can.

    https to a named host, or http on this machine for tests and native apps, or an app's own
    scheme in reverse domain form (RFC 8252, 7.1). No fragment, no user name, no wildcard.
    """
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return "not-an-address"
    if not address.isascii() or any(
        ord(letter) < 33 or letter in '\x7f\\*<>"' for letter in address
    ):
        return "not-an-address"
    if len(address) > 500:
        return "too-long"
    if "#" in address:
        return "fragment"
    if "@" in parts.netloc:
        return "user-name"
    if parts.scheme == "https":
        return "" if _HOST.fullmatch(parts.netloc) else "not-an-address"
    if parts.scheme == "http":
        host = parts.hostname or ""
        if host in ("127.0.0.1", "::1") or (is_test and host == "localhost"):
            return ""
        return "not-https"
    is_own_scheme = re.fullmatch(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+", parts.scheme)
    return "" if is_own_scheme else "scheme"


def challenge(parameters: Mapping[str, str]) -> str:
    """The PKCE challenge. Raises Downgraded without one, or for any method but S256;
    InvalidRequest when it is malformed."""
    given = parameters.get("code_challenge", "")
    if not given:
        raise Downgraded("code_challenge is required (PKCE, RFC 7636).", detail="pkce-missing")
    if parameters.get("code_challenge_method") != "S256":
        raise Downgraded("code_challenge_method must be S256.", detail="pkce-method")
    if not _CHALLENGE.fullmatch(given):
        raise InvalidRequest(
            "code_challenge is not a base64url SHA-256 of 43 characters.", detail="pkce-malformed"
        )
    return given


def check_verifier(verifier: str, *, challenge: str) -> None:
    """Raises Stolen unless `verifier` is what `challenge` was made from."""
    if not _VERIFIER.fullmatch(verifier):
        raise Stolen("code_verifier is missing or malformed.", detail="pkce-verifier")
    if not hmac.compare_digest(thumb(verifier), challenge):
        raise Stolen("code_verifier does not fit the challenge.", detail="pkce-mismatch")


def thumb(text: str) -> str:
    """base64url of the SHA-256 of ASCII `text`, without padding: S256, `ath`."""
    return _base64url(hashlib.sha256(text.encode("ascii")).digest())


def half_hash(token: str) -> str:
    """`at_hash` for the algorithms that hash with SHA-256 (OpenID Connect Core, 3.1.3.6)."""
    return _base64url(hashlib.sha256(token.encode("ascii")).digest()[:16])


def half_hash_ed25519(token: str) -> str:
    """`at_hash` for Ed25519, which hashes with SHA-512."""
    return _base64url(hashlib.sha512(token.encode("ascii")).digest()[:32])


def digest(secret: str) -> str:
    """How secrets, codes and refresh tokens are stored and looked up."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def wanted_assurance(acr_values: Sequence[str], least: Assurance) -> Assurance:
    """The lowest of the levels that the client would accept, and at least its own least.

    Raises InvalidRequest when it names none that we know: giving less than was asked for, and
    saying so in a claim that few look at, would be no answer.
    """
    known = [ASSURANCE_ORDER.index(level) for one in acr_values if (level := _level(one))]
    if acr_values and not known:
        raise InvalidRequest(
            f"acr_values must be of {', '.join(acr(level) for level in ASSURANCE_ORDER[1:])}.",
            detail="acr-unknown",
        )
    return ASSURANCE_ORDER[max(min(known, default=1), ASSURANCE_ORDER.index(least))]


def acr(level: str) -> str:
    """The authentication context class of a level."""
    return ACR + level


def _level(name: str) -> Assurance | None:
    return next((level for level in ASSURANCE_ORDER[1:] if acr(level) == name), None)


def whole_number(text: str, name: str, *, most: int) -> int:
    """A parameter that must be a number of seconds. Raises InvalidRequest."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidRequest(f"{name} must be a number of seconds.", detail="not-a-number")
    return min(int(text), most)


def is_instant(value: object) -> TypeGuard[int | float]:
    """Whether a JWT's value is a NumericDate that can be compared: JSON readers also take NaN,
    Infinity and numbers that no float holds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e11


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
