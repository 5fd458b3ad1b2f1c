"""A Django site of another maker signs people in with pencere: mozilla-django-oidc and Authlib."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import httpx
from tests import sites
from tests.interop.browser import Browser
from tests.interop.conftest import Next, World

BACK = ["http://127.0.0.1:1/oidc/callback/", "http://127.0.0.1:1/authlib/back"]


def test_plain_libraries_sign_people_in(world: World, next_person: Next) -> None:
    browser, person = Browser(world["issuer"]), next_person()
    party = _started()
    assert party.stdin
    assert party.stdout
    with party:
        _tell(party, json.dumps(_registered(world)))
        for _library in ("mozilla-django-oidc", "Authlib"):
            sent = party.stdout.readline().strip()
            assert sent.startswith(f"{world['issuer']}/oauth/authorize?"), sent
            _tell(party, browser.sign_in_to(sent, person))
        said = json.loads(party.stdout.readline())

    email = f"{person['login'].lower()}@example.az"
    assert said["mozilla"] == {"email": email}
    assert said["authlib"]["said"]["email"] == email
    claims = said["authlib"]["claims"]
    assert (claims["iss"], claims["sub"]) == (world["issuer"], said["authlib"]["said"]["sub"])


def _registered(world: World) -> dict[str, str]:
    answer = httpx.post(
        f"{world['issuer']}/oauth/register",
        headers={"Authorization": f"Bearer {world['token']}"},
        json={
            "client_name": "Django site",
            "redirect_uris": BACK,
            "token_endpoint_auth_method": "client_secret_basic",
            "scope": "openid contact",
        },
        timeout=60,
    )
    made: dict[str, Any] = answer.json()
    kept = {name: made[name] for name in ("client_id", "client_secret")}
    return {"issuer": world["issuer"], **kept}


def _started() -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.interop.django_party"],
        env={**environment, "PYTHONPATH": str(sites.ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _tell(party: subprocess.Popen[str], line: str) -> None:
    assert party.stdin
    party.stdin.write(line + "\n")
    party.stdin.flush()
