"""What it costs to say whether a token holds: resource servers ask it with each call they get.

`introspect.per_cpu_s`: RFC 7662 of an access token that holds, for each second of CPU of the web's
processes; the signature is verified, row and client are read. Reference: npm's oidc-provider with
an opaque token in its memory (signed ones it can't introspect), so it verifies no signature.

The rows stay, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator

from bench.figures import Figure, show
from bench.relying import REQUESTS, TOKEN, Relying, compared, reference, registered
from bench.serving import Server, Spent, Work, pencere_web

GRANT = {"grant_type": "client_credentials"}


def run() -> Iterator[Figure]:
    """The one figure."""
    bank = registered()
    with pencere_web() as web:
        asking = _asking(bank, "/oauth/introspect", _token(web, bank, TOKEN, GRANT))
        own = web.spent(asking, times=REQUESTS)
    with reference(bank) as server:
        other, said = _of_reference(server, bank)
    reference_value = other.per_cpu_s if other else None
    yield Figure("introspect.per_cpu_s", own.per_cpu_s, "answers/s", reference_value, said)


def _of_reference(server: Server | None, bank: Relying) -> tuple[Spent | None, str]:
    if server is None:
        return compared(None, _asking(bank, "", ""), times=0)
    token = _token(server, bank, "/token", {**GRANT, "scope": "opaque"})
    return compared(server, _asking(bank, "/token/introspection", token), times=REQUESTS)


def _token(server: Server, bank: Relying, path: str, grant: dict[str, str]) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    token: str = bank.ask(connection, path, grant)["access_token"]
    connection.close()
    return token


def _asking(bank: Relying, path: str, token: str) -> Work:
    def ask(connection: http.client.HTTPConnection, _client: int) -> None:
        if not bank.ask(connection, path, {"token": token})["active"]:
            raise SystemExit("the token does not hold")

    return ask


if __name__ == "__main__":
    show(run())
