"""A relying party for the tests: registers itself, makes requests, follows the browser.

bank = relying.bank()                         # a confidential client with its secret
page = bank.authorize(browser, scope="openid identity")
answer = bank.redeem(code)                    # the token endpoint's answer
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client as Browser
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet

from pencere.blocks.openid import journal_actions, keys
from pencere.blocks.openid.api import Client, Registration, register_client
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.journal.models import JournalEntry

BACK = "https://bank.example/back"
NAME = {"az": "Xəzər Bank", "ru": "Хазар Банк", "en": "Khazar Bank"}
ISSUER = "http://localhost:8000"


@dataclass
class RelyingParty:
    """A client with what it keeps for itself."""

    client: Client
    secret: str = ""
    key: ECKey | None = None
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def wish(self, **more: str) -> dict[str, str]:
        """The parameters of an authorization request; an empty one leaves a default away."""
        given = {
            "client_id": self.client.client_id,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": "openid",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            **more,
        }
        return {name: value for name, value in given.items() if value}

    def authorize(self, browser: Browser, **more: str) -> Any:
        """Send the browser with a request; follow our own redirects until a page or the client."""
        return follow(browser, browser.get("/oauth/authorize", self.wish(**more)))

    def sign_in(self, browser: Browser, **more: str) -> str:
        """The code after the person agreed."""
        page = self.authorize(browser, **more)
        if page.status_code == 200:
            form = page.content.decode().partition('id="main-form"')[2]
            shown = re.search(r'name="mandate" value="([^"]*)"', form)
            given = {"decision": "agree", "mandate": shown[1] if shown else ""}
            page = browser.post(page.wsgi_request.path, given)
        return self.code_of(page)

    def code_of(self, response: Any) -> str:
        answer = answer_of(response)
        assert (answer.get("state"), answer["iss"]) == (self.state, ISSUER), answer
        return answer["code"]

    def ask(self, path: str, parameters: dict[str, str], **headers: Any) -> Any:
        """POST to an endpoint, authenticated as registered."""
        given = dict(parameters)
        if self.client.authentication == "client_secret_basic":
            pair = f"{self.client.client_id}:{self.secret}".encode()
            headers["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(pair).decode()
        elif self.client.authentication == "client_secret_post":
            given.update(client_id=self.client.client_id, client_secret=self.secret)
        elif self.client.authentication == "private_key_jwt":
            given.update(
                client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                client_assertion=self.assertion(),
            )
        else:
            given.setdefault("client_id", self.client.client_id)
        return Browser().post(
            path, urlencode(given), content_type="application/x-www-form-urlencoded", **headers
        )

    def redeem(self, code: str, **more: str) -> Any:
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
            **more,
        }
        return self.ask("/oauth/token", {k: v for k, v in given.items() if v})

    def refresh(self, token: str, **more: str) -> Any:
        return self.ask(
            "/oauth/token", {"grant_type": "refresh_token", "refresh_token": token, **more}
        )

    def assertion(self, **more: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.client.client_id,
            "sub": self.client.client_id,
            "aud": ISSUER,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 60,
            **more,
        }
        return self.signed(claims)

    def signed(self, claims: dict[str, Any], typ: str = "JWT") -> str:
        assert self.key is not None
        header = {"alg": "ES256", "kid": self.key.kid, "typ": typ}
        # as any program may write it, also what no careful library would
        return jws.serialize_compact(header, json.dumps(claims).encode(), self.key)

    def id_token(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The verified claims of an ID token."""
        found = jwt.decode(
            answer["id_token"],
            KeySet.import_key_set({"keys": keys.published()}),
            algorithms=["ES256", "EdDSA"],
        )
        assert found.claims["aud"] == self.client.client_id
        assert found.claims["iss"] == ISSUER
        return found.claims


def party(**more: Any) -> RelyingParty:
    """Register a client; what isn't said is a bank's confidential one."""
    given: dict[str, Any] = {
        "name": NAME,
        "redirect_uris": (BACK,),
        "grant_types": ("authorization_code", "refresh_token", "client_credentials"),
        "scopes": ("openid", "offline_access", "identity", "contact", "residence", "mandate"),
        **more,
    }
    key = None
    if given.pop("with_key", False) or given.get("authentication") == "private_key_jwt":
        key = ECKey.generate_key("P-256", {"kid": secrets.token_urlsafe(8)})
        given["jwks"] = {"keys": [key.as_dict(private=False)]}
    client, secret = register_client(actor=system("tests"), registration=Registration(**given))
    return RelyingParty(client=client, secret=secret, key=key)


def refused(bank: RelyingParty) -> list[str]:
    """Why requests of this client stand in the journal as unsafe, the oldest first."""
    rows = JournalEntry.objects.filter(
        action=journal_actions.REFUSED, about=f"openid-client:{bank.client.client_id}"
    )
    return [row.params["why"] for row in rows.order_by("seq")]


def follow(browser: Browser, response: Any) -> Any:
    """Follow redirects within the site; the first page, or the redirect that leaves it."""
    for _ in range(10):
        if response.status_code not in (302, 303) or "://" in response["Location"]:
            return response
        response = browser.get(response["Location"])
    raise AssertionError("redirects without end")


def answer_of(response: Any) -> dict[str, str]:
    """The parameters with which the browser is sent back to the client."""
    assert response.status_code == 303, (response.status_code, response.content[:2000])
    parts = urlsplit(response["Location"])
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def dpop(key: ECKey, method: str, address: str, *, token: str = "", **more: Any) -> str:
    """A DPoP proof."""
    claims: dict[str, Any] = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": ISSUER + address,
        "iat": int(clock.now().timestamp()),
        **more,
    }
    if token:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key)


def payload(token: str) -> dict[str, Any]:
    """The claims of a JWT, unverified."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def header(token: str) -> dict[str, Any]:
    """The header of a JWT, unverified."""
    part = token.split(".")[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
