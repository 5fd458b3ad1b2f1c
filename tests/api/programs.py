"""A program of the tests: speaks JSON with a key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.test import Client
from tests import people

from pencere.blocks.identity import api as identity
from pencere.blocks.identity.models import Account
from pencere.kernel.actors import Actor

EVERYTHING = ("read", "apply")


class Program:
    """Calls with a key; every answer that isn't a file is read as JSON."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}
        self.headers["HTTP_ACCEPT_LANGUAGE"] = "en"

    def get(self, path: str) -> Any:
        return self.client.get(f"/api{path}", **self.headers)  # type: ignore[arg-type]

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api{path}", **self.headers)  # type: ignore[arg-type]

    def send(
        self, method: str, path: str, body: Any = None, extra: Mapping[str, str] | None = None
    ) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method,
            f"/api{path}",
            content,
            content_type="application/json",
            **{**self.headers, **(extra or {})},  # type: ignore[arg-type]
        )

    def post(self, path: str, body: Any = None, **extra: str) -> Any:
        return self.send("POST", path, body, extra)

    def put(self, path: str, body: Any = None) -> Any:
        return self.send("PUT", path, body)


def of(who: Account, *scopes: str) -> Program:
    """Somebody's program."""
    actor = people.actor_for(who)
    return Program(_secret(actor, scopes or EVERYTHING))


def officer(agency: str, *roles: str, number: int = 1) -> Program:
    """The program of an officer, for their desk."""
    who = people.officer(agency, roles or ("officer",), number=number)
    actor = people.actor_for(who)
    post = people.actor_for(who, agency=agency).post_id
    return Program(_secret(actor, ("desk",), post_id=post))


def _secret(actor: Actor, scopes: tuple[str, ...], **more: Any) -> str:
    _key, secret = identity.create_api_key(
        actor=actor, name="Program", scopes=scopes, days=30, **more
    )
    return secret
