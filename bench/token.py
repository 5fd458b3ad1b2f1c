"""What an access token for a system itself costs: the commonest thing that agencies' programs ask.

`token.per_cpu_s`: client credentials for a signed access token (ES256, RFC 9068) with its durable
row, over HTTP against the real server, for each second of CPU of the web's processes. Reference:
npm's oidc-provider, the same grant, client_secret_basic and ES256, in memory.
`token.worker_mb`: memory of the largest web process after it (PSS). Reference: oidc-provider's.

The rows stay, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator

from bench.figures import Figure, show
from bench.relying import REQUESTS, TOKEN, Relying, compared, reference, registered
from bench.serving import CLIENTS, THREADS, WORKERS, Work, pencere_web

GRANT = {"grant_type": "client_credentials"}


def run() -> Iterator[Figure]:
    """Both figures."""
    bank = registered()
    with pencere_web() as web:
        own = web.spent(_asking(bank, TOKEN), times=REQUESTS)
        own_mb = web.largest_mb()
    with reference(bank) as server:
        other, said = compared(server, _asking(bank, "/token"), times=REQUESTS)
        other_mb = server.largest_mb() if server else None
    note = f"{WORKERS} workers of {THREADS} threads, {CLIENTS} clients; {said}"
    yield Figure(
        "token.per_cpu_s", own.per_cpu_s, "tokens/s", other.per_cpu_s if other else None, note
    )
    yield Figure("token.worker_mb", own_mb, "MB", other_mb)


def _asking(bank: Relying, path: str) -> Work:
    def ask(connection: http.client.HTTPConnection, _client: int) -> None:
        if not bank.ask(connection, path, GRANT)["access_token"]:
            raise SystemExit("an answer without token")

    return ask


if __name__ == "__main__":
    show(run())
