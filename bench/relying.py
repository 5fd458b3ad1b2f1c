"""Systems that benchmarks of the OpenID provider register, what they send, and the reference that
they are sent to as well: npm's oidc-provider (bench/oidc_provider), in memory, in one process.

Without npm there is no reference, and the figure says so.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.serving import Server, Spent, Work, free_port, serving
from pencere.blocks.openid.api import Registration, register_client
from pencere.kernel.actors import system

REQUESTS = int(os.environ.get("PENCERE_BENCH_REQUESTS", "4000"))
BACK = "https://bank.example/back"
TOKEN = "/oauth/token"
FOLDER = Path(__file__).with_name("oidc_provider")
TOO_MANY = 20_000
"""Octets of an answer that is not what was expected, at most, in the message about it."""


@dataclass(frozen=True, slots=True)
class Relying:
    """A client and how it proves who it is."""

    client_id: str
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        """client_secret_basic (RFC 6749, 2.3.1); the Host is the one that pencere answers to."""
        pair = f"{self.client_id}:{self.secret}".encode()
        return {
            "Host": "localhost",
            "Authorization": "Basic " + base64.b64encode(pair).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(
        self, connection: http.client.HTTPConnection, path: str, given: Mapping[str, str]
    ) -> dict[str, Any]:
        """POST to an endpoint of programs; its answer, which must be 200."""
        connection.request("POST", path, urlencode(given), self.headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}: {body[:TOO_MANY].decode()}")
        answer: dict[str, Any] = json.loads(body)
        return answer


def registered() -> Relying:
    """A confidential client that may do whatever is measured."""
    client, secret = register_client(
        actor=system("bench"),
        registration=Registration(
            name={"az": "Xəzər Bank", "ru": "Хазар Банк", "en": "Khazar Bank"},
            redirect_uris=(BACK,),
            grant_types=("authorization_code", "refresh_token", "client_credentials"),
            scopes=("openid", "offline_access"),
        ),
    )
    return Relying(client.client_id, secret)


@contextmanager
def reference(relying: Relying) -> Iterator[Server | None]:
    """npm's oidc-provider with the same client, None where it can't be had."""
    if not _is_installed():
        yield None
        return
    port = free_port()
    words = [str(port), relying.client_id, relying.secret, BACK]
    command = ["node", str(FOLDER / "server.mjs"), *words]
    with serving(command, port, {"NODE_ENV": "production"}) as server:
        yield server


def _is_installed() -> bool:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    if not (FOLDER / "node_modules" / ".package-lock.json").exists():
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, check=False, capture_output=True
        )
        return done.returncode == 0
    return True


def compared(server: Server | None, work: Work, *, times: int) -> tuple[Spent | None, str]:
    """What the reference spends on the same, and what is to be said of it."""
    if server is None:
        return None, "no reference: npm, node or npm's registry is missing"
    return server.spent(work, times=times), "reference: npm oidc-provider in memory"
