"""A bank's site of the journeys: sends people to pencere to sign in, and says what it learned.

Standard library alone: what it does is all that a relying party needs (docs/integrate.md).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.journeys.site import Site

_REGISTER = """
import json, sys
import django
django.setup()
from pencere.blocks.openid.api import Registration, register_client
from pencere.kernel.actors import system
given = json.loads(sys.argv[1])
registration = Registration(
    name={"az": "Xəzər Bank", "ru": "Хазар Банк", "en": "Khazar Bank"},
    redirect_uris=(given["address"] + "/back",),
    post_logout_redirect_uris=(given["address"] + "/bye",),
    backchannel_logout_uri=given["address"] + "/logged-out",
    scopes=("openid", "identity", "contact", "mandate"),
    is_test=True,
)
client, secret = register_client(actor=system("tests"), registration=registration)
print(json.dumps([client.client_id, secret]))
"""


class _Bank(BaseHTTPRequestHandler):
    """The bank's three pages, and its back channel."""

    site: ClassVar[str]
    own: ClassVar[str]
    credentials: ClassVar[tuple[str, str]]
    verifiers: ClassVar[dict[str, str]] = {}
    told: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/start":
            self._start(given)
        elif parts.path == "/back":
            self._back(given)
        else:
            self._page(f"<h1>Goodbye</h1><p>{parts.path}</p>")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        _Bank.told.append(parse_qs(body)["logout_token"][0])
        self.send_response(204)
        self.end_headers()

    def _start(self, more: dict[str, str]) -> None:
        state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        self.verifiers[state] = verifier
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "client_id": self.credentials[0],
            "response_type": "code",
            "redirect_uri": f"{self.own}/back",
            "scope": "openid identity",
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **more,
        }
        self.send_response(302)
        self.send_header("Location", f"{self.site}/oauth/authorize?{urlencode(query)}")
        self.end_headers()

    def _back(self, given: dict[str, str]) -> None:
        if "error" in given:
            self._page(f"<h1>Not signed in</h1><p>{given['error']}</p>")
            return
        pair = base64.b64encode(":".join(self.credentials).encode()).decode()
        form = {
            "grant_type": "authorization_code",
            "code": given["code"],
            "redirect_uri": f"{self.own}/back",
            "code_verifier": self.verifiers.pop(given["state"]),
        }
        tokens = self._ask("/oauth/token", f"Basic {pair}", urlencode(form).encode())
        told = self._ask("/oauth/userinfo", f"Bearer {tokens['access_token']}")
        self._page(
            f"<h1>Welcome, {told.get('name', 'somebody')}</h1>"
            f"<p id='for'>{told.get('mandate', {}).get('for', {}).get('name', '')}</p>"
            f"<a href='{self.site}/oauth/logout?id_token_hint={tokens['id_token']}"
            f"&post_logout_redirect_uri={self.own}/bye'>Sign out</a>"
        )

    def _ask(self, path: str, authorization: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(
            self.site + path, data=body, headers={"Authorization": authorization}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def _page(self, content: str) -> None:
        body = f"<!DOCTYPE html><html lang=en><title>Bank</title>{content}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@contextmanager
def open_bank(site: Site) -> Iterator[str]:
    """The bank's address while it is open; it is registered with the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bank)
    address = f"http://127.0.0.1:{server.server_port}"
    done = subprocess.run(
        [sys.executable, "-c", _REGISTER, json.dumps({"address": address})],
        env={**site.environment, "DJANGO_SETTINGS_MODULE": "pencere.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    _Bank.site, _Bank.own = site.address, address
    _Bank.credentials = tuple(json.loads(done.stdout))
    _Bank.told.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def logout_tokens() -> list[str]:
    """What the bank was told on its back channel."""
    return list(_Bank.told)
