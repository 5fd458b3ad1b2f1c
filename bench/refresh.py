"""What it costs to refresh: apps ask it whenever their access token is over.

`refresh.per_cpu_s`: a refresh token for a new one, an access and an ID token, for each second of
CPU of the web's processes; the grant, its account and client are read anew each time. Reference:
npm's oidc-provider, rotating too, in memory.

The rows stay, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

from bench.code_flow import agreed_browser, sign_in
from bench.figures import Figure, show
from bench.relying import REQUESTS, TOKEN, Relying, compared, reference, registered
from bench.serving import CLIENTS, Server, Spent, Work, pencere_web

SCOPES = ("openid", "offline_access")


def run() -> Iterator[Figure]:
    """The one figure."""
    bank = registered()
    browsers = [agreed_browser(bank, number, SCOPES) for number in range(CLIENTS)]
    with pencere_web() as web:
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        held = [
            sign_in(
                connection,
                browser,
                bank,
                authorize="/oauth/authorize",
                token=TOKEN,
                scope=" ".join(SCOPES),
            )["refresh_token"]
            for browser in browsers
        ]
        own = web.spent(_refreshing(bank, held, TOKEN), times=REQUESTS)
    with reference(bank) as server:
        other, said = _of_reference(server, bank)
    reference_value = other.per_cpu_s if other else None
    yield Figure("refresh.per_cpu_s", own.per_cpu_s, "refreshes/s", reference_value, said)


def _of_reference(server: Server | None, bank: Relying) -> tuple[Spent | None, str]:
    held = [_given(server) for _ in range(CLIENTS)] if server else []
    return compared(server, _refreshing(bank, held, "/token"), times=REQUESTS)


def _given(server: Server) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/bench/refresh-token")
    token: str = json.loads(connection.getresponse().read())["refresh_token"]
    connection.close()
    return token


def _refreshing(bank: Relying, held: list[str], path: str) -> Work:
    def refresh(connection: http.client.HTTPConnection, client: int) -> None:
        given = {"grant_type": "refresh_token", "refresh_token": held[client]}
        answer = bank.ask(connection, path, given)
        if answer["refresh_token"] == held[client] or not answer["id_token"]:
            raise SystemExit("a refresh without new tokens")
        held[client] = answer["refresh_token"]

    return refresh


if __name__ == "__main__":
    show(run())
