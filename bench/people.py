"""People that benchmarks make up, and their browsers."""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.submit import party
from pencere.blocks.identity.api import Account, open_account

FORM = "application/x-www-form-urlencoded"


def account(number: int, password: str = "") -> Account:
    """Somebody with an account; without a password nobody can sign in to it."""
    who = party(number)
    return open_account(
        party_id=who.pk, username=who.identifier, password=password or os.urandom(16).hex()
    )


def session_of(whom: Account, *, with_code: bool = False) -> str:
    """The key of a session as after a sign-in by password (and a code), without its cost."""
    now = time.time()
    code = [{"method": "mfa", "type": "totp", "at": now}] if with_code else []
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(
        {
            SESSION_KEY: str(whom.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: whom.get_session_auth_hash(),
            AUTHENTICATION_METHODS_SESSION_KEY: [{"method": "password", "at": now}, *code],
            _AUTHENTICATION_METHODS_USER_SESSION_KEY: str(whom.pk),
            "identity.started-at": now,
            "identity.seen-at": now,
        }
    )
    session.create()
    key: str = session.session_key
    return key


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes


@dataclass(slots=True)
class Browser:
    """A browser with its cookies, over whatever connection it is given."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, connection: http.client.HTTPConnection, path: str) -> Answer:
        """A page or a redirect."""
        connection.request("GET", path, headers=self._headers())
        return self._answer(connection)

    def post(
        self, connection: http.client.HTTPConnection, path: str, given: Mapping[str, str]
    ) -> Answer:
        """Send a form."""
        connection.request(
            "POST", path, urlencode(given), {**self._headers(), "Content-Type": FORM}
        )
        return self._answer(connection)

    def follow(self, connection: http.client.HTTPConnection, path: str, until: str) -> str:
        """Follow redirects to the first address that begins with `until`; that address."""
        for _ in range(10):
            answer = self.get(connection, path)
            if answer.location.startswith(until):
                return answer.location
            if not answer.location:
                raise SystemExit(f"{path} answered {answer.status} and leads nowhere")
            parts = urlsplit(answer.location)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        raise SystemExit(f"{path}: redirects without end")

    def _headers(self) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "Host": "localhost",
            "Accept-Language": "az",
            **({"Cookie": cookie} if cookie else {}),
        }

    def _answer(self, connection: http.client.HTTPConnection) -> Answer:
        response = connection.getresponse()
        body = response.read()
        for given in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = given.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers.get("Location", ""), body)
