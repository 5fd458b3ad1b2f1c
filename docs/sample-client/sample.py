"""A site that signs people in with pencere: all that a relying party needs, in one file.

    .venv/bin/python docs/sample-client/sample.py

Then open http://127.0.0.1:8765/. Without settings it speaks with `pencere demo` on this machine;
PENCERE, CLIENT_ID, CLIENT_SECRET and PORT name another. An app that keeps no secret sets
CLIENT_SECRET to nothing. Needs Python and joserfc, which verifies the ID token.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import secrets
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

PENCERE = os.environ.get("PENCERE", "http://localhost:8000").rstrip("/")
CLIENT_ID = os.environ.get("CLIENT_ID", "pencere-sample")
CLIENT_SECRET = os.environ.get("CLIENT_SECRET", "ps_sample-of-the-demo-known-to-all")
PORT = int(os.environ.get("PORT", "8765"))
SCOPE = os.environ.get("SCOPE", "openid identity contact mandate")
HERE = f"http://127.0.0.1:{PORT}"


class Failed(Exception):
    """Something that the person is told."""


@dataclass
class Session:
    """What this site remembers of one browser, on the server: never in the browser itself."""

    started: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By `state`: verifier and nonce of each sign-in under way, so that two tabs don't mix."""
    id_token: str = ""
    claims: dict[str, Any] = field(default_factory=dict)


SESSIONS: dict[str, Session] = {}


def provider() -> dict[str, Any]:
    """Where everything is: the discovery document, which must be of whom we asked."""
    found = fetch(f"{PENCERE}/.well-known/openid-configuration")
    if found["issuer"] != PENCERE:
        raise Failed(f"The issuer is {found['issuer']}, not {PENCERE}.")
    return found


def authorization_address(session: Session) -> str:
    """Where to send the person: with state, nonce and the challenge of a secret verifier."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _one in range(3))
    session.started[state] = (verifier, nonce)
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": f"{HERE}/back",
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{provider()['authorization_endpoint']}?{urlencode(query)}"


def sign_in(session: Session, answer: dict[str, str]) -> None:
    """Take the answer with which the browser came back: check it, then redeem its code."""
    verifier, nonce = session.started.pop(answer.get("state", ""), ("", ""))
    if not verifier:
        raise Failed("This answer belongs to no sign-in of this browser.")
    if answer.get("iss") != PENCERE:
        raise Failed("This answer is not from pencere (RFC 9207).")
    if "error" in answer:
        raise Failed(f"{answer['error']}: {answer.get('error_description', '')}")
    known = provider()
    tokens = fetch(
        known["token_endpoint"],
        form={
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": f"{HERE}/back",
            "code_verifier": verifier,
            **({} if CLIENT_SECRET else {"client_id": CLIENT_ID}),
        },
        authorization=basic() if CLIENT_SECRET else "",
    )
    session.id_token = tokens["id_token"]
    session.claims = verified(tokens["id_token"], nonce=nonce, keys=fetch(known["jwks_uri"]))
    userinfo = fetch(known["userinfo_endpoint"], authorization=f"Bearer {tokens['access_token']}")
    if userinfo["sub"] != session.claims["sub"]:
        raise Failed("The claims are about somebody else.")
    session.claims |= userinfo


def verified(id_token: str, *, nonce: str, keys: Any) -> dict[str, Any]:
    """The claims of an ID token after the checks of OpenID Connect Core, 3.1.3.7."""
    try:
        found = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=["ES256", "EdDSA"])
    except (JoseError, ValueError) as error:
        raise Failed("The ID token is not signed by pencere.") from error
    claims: dict[str, Any] = found.claims
    is_ours = (claims.get("iss"), claims.get("aud")) == (PENCERE, CLIENT_ID)
    if not is_ours or claims.get("exp", 0) < time.time() or claims.get("nonce") != nonce:
        raise Failed("The ID token is not for this sign-in.")
    return claims


def sign_out_address(session: Session) -> str:
    """Where to send the person to sign out of pencere too."""
    query = {"id_token_hint": session.id_token, "post_logout_redirect_uri": f"{HERE}/"}
    return f"{provider()['end_session_endpoint']}?{urlencode(query)}"


def basic() -> str:
    """Name and secret, each form-encoded (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(CLIENT_ID)}:{quote_plus(CLIENT_SECRET)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def fetch(address: str, *, form: dict[str, str] | None = None, authorization: str = "") -> Any:
    """JSON from pencere, by POST where there is a form."""
    request = urllib.request.Request(
        address,
        data=urlencode(form).encode() if form is not None else None,
        headers={"Accept": "application/json"},
    )
    if authorization:
        request.add_header("Authorization", authorization)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Failed(f"{urlsplit(address).path}: {error.read().decode()[:500]}") from error
    except OSError as error:
        raise Failed(f"{PENCERE} does not answer.") from error


class Site(BaseHTTPRequestHandler):
    """Four pages: the first, the way to pencere, the way back, the way out."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        session = self.session()
        try:
            if parts.path == "/sign-in":
                self.send_to(authorization_address(session))
            elif parts.path == "/back":
                sign_in(session, dict(parse_qsl(parts.query)))
                self.renew()  # a session known before the sign-in must not become the signed-in one
                self.send_to("/")
            elif parts.path == "/sign-out" and session.id_token:
                SESSIONS.pop(self.key, None)
                self.send_to(sign_out_address(session))
            elif parts.path == "/":
                self.show(*(signed_in_page(session) if session.claims else first_page()))
            else:
                self.show("Not here", '<p><a href="/">To the first page</a></p>', status=404)
        except Failed as failed:
            words = f'<p>{html.escape(str(failed))}</p><p><a href="/">To the first page</a></p>'
            self.show("This did not work", words, status=400)

    def session(self) -> Session:
        """That of this browser; a new one where it has none."""
        pairs = (pair.strip().partition("=") for pair in self.headers.get("Cookie", "").split(";"))
        self.key = next((value for name, _is, value in pairs if name == "sample"), "")
        if self.key not in SESSIONS:
            self.key = secrets.token_urlsafe(32)
            SESSIONS[self.key] = Session()
        return SESSIONS[self.key]

    def renew(self) -> None:
        """Give the session another name."""
        session = SESSIONS.pop(self.key)
        self.key = secrets.token_urlsafe(32)
        SESSIONS[self.key] = session

    def send_to(self, address: str) -> None:
        """Redirect."""
        self.send_response(303)
        self.send_header("Location", address)
        self.finish_head()

    def show(self, title: str, body: str, status: int = 200) -> None:
        """A page."""
        page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        page += f"<h1>{title}</h1>{body}</html>"
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.finish_head()
        self.wfile.write(page.encode())

    def finish_head(self) -> None:
        """What every answer has."""
        self.send_header("Set-Cookie", f"sample={self.key}; HttpOnly; SameSite=Lax; Path=/")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def log_request(self, *_more: Any) -> None:
        """Nothing: the address of /back holds a code."""


def first_page() -> tuple[str, str]:
    """For who isn't signed in here."""
    return "A sample site", '<p><a href="/sign-in">Sign in with pencere</a></p>'


def signed_in_page(session: Session) -> tuple[str, str]:
    """What was learned of the person."""
    rows = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(as_text(value))}</dd>"
        for name, value in session.claims.items()
    )
    return "You are signed in", f'<dl>{rows}</dl><p><a href="/sign-out">Sign out</a></p>'


def as_text(value: Any) -> str:
    """A claim as it is shown."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    print(f"Open {HERE}/ (pencere is {PENCERE}, this is {CLIENT_ID}). Ctrl-C stops it.", flush=True)
    with suppress(KeyboardInterrupt):
        ThreadingHTTPServer(("127.0.0.1", PORT), Site).serve_forever()
