"""What the cabinet's overview costs: the page that people open most.

Over HTTP against the real server (2 workers of 8 threads), 16 clients, each another person of
a population of 100,000 with a session of their own; the page reads every register of persons.

`cabinet.cpu_ms`: CPU of the web processes for a page. Reference: a bare Django page of the same
size with one query (bench/bare.py), served in the same way in the same run.
`cabinet.p50_ms`, `cabinet.p99_ms`: what a client waits while all sixteen ask without a pause.
`cabinet.queries`: statements that the page sends to the database.

The sessions and journal rows stay: run it on a database that is thrown away.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import people
from bench.figures import Figure, show
from bench.serving import THREADS, WORKERS, free_port, serving
from pencere.blocks.identity.api import open_account
from pencere.blocks.parties.models import Party
from pencere.blocks.registers.api import declarations

PEOPLE = int(os.environ.get("PENCERE_BENCH_PEOPLE", "100000"))
REQUESTS = int(os.environ.get("PENCERE_BENCH_REQUESTS", "4000"))
CLIENTS = 16
WARM_UP = 320
PATH = "/cabinet/"
FULLEST = """
SELECT p.id FROM parties_party p JOIN registers_record r ON r.subject_id = p.id
WHERE p.kind = 'person' AND p.born_on BETWEEN '1965-01-01' AND '2000-12-31'
AND r.superseded_at IS NULL AND NOT EXISTS (SELECT FROM identity_account a WHERE a.party_id = p.id)
GROUP BY p.id ORDER BY count(DISTINCT r.register) DESC, p.id LIMIT %s
"""
"""People of whom the most registers know something: their page is the longest."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One client's person."""

    party: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of requests cost."""

    cpu_ms: float
    waits_ms: Sequence[float]

    def at(self, share: float) -> float:
        """The wait that this share of the requests did not exceed."""
        return self.waits_ms[min(len(self.waits_ms) - 1, int(len(self.waits_ms) * share))]


def run() -> Iterator[Figure]:
    """All four figures."""
    _ensure_people()
    visitors = _visitors()
    queries, size = _page_of(visitors[0])
    people = Party.objects.filter(kind="person").count()
    count = sum(1 for one in declarations().values() if one.subject == "person")
    note = f"{count} registers, {size} bytes, {people} people"
    page = _measure(_web, lambda visitor: (PATH, visitor.cookie), visitors, size)
    bare = _measure(_bare, lambda visitor: (f"/?party={visitor.party}", ""), visitors, size)
    yield Figure("cabinet.cpu_ms", page.cpu_ms, "ms", bare.cpu_ms, note)
    yield Figure("cabinet.p50_ms", page.at(0.5), "ms", bare.at(0.5))
    yield Figure("cabinet.p99_ms", page.at(0.99), "ms", bare.at(0.99))
    yield Figure("cabinet.queries", queries, "statements")


def _ensure_people() -> None:
    if Party.objects.filter(kind="person").count() < PEOPLE:
        command = [sys.executable, "-m", "pencere.config.cli", "population", str(PEOPLE)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _visitors() -> list[Visitor]:
    with connection.cursor() as cursor:
        cursor.execute(FULLEST, [CLIENTS])
        found = [str(row[0]) for row in cursor.fetchall()]
    if len(found) < CLIENTS:
        raise SystemExit("there are too few people without an account in this database")
    return [Visitor(party, _session(party)) for party in found]


def _session(party: str) -> str:
    identifier = Party.objects.values_list("identifier", flat=True).get(pk=party)
    account = open_account(
        party_id=UUID(party), username=identifier, password=os.urandom(16).hex(), email=""
    )
    return f"{settings.SESSION_COOKIE_NAME}={people.session_of(account)}"


def _page_of(visitor: Visitor) -> tuple[int, int]:
    """How many statements the page takes once everything is warm, and how long it is."""
    client = Client(HTTP_HOST="localhost")
    client.cookies.load(visitor.cookie)
    client.get(PATH)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(PATH)
    if response.status_code != 200:
        raise SystemExit(f"{PATH} answered {response.status_code}")
    return len(captured), len(response.content)


def _web(port: int, _size: int) -> list[str]:
    own = ["-m", "pencere.config.cli", "web", "--port", str(port)]
    return [*own, "--workers", str(WORKERS), "--threads", str(THREADS)]


def _bare(port: int, size: int) -> list[str]:
    return ["-m", "bench.bare", str(port), str(size), str(WORKERS), str(THREADS)]


def _measure(
    command: Callable[[int, int], list[str]],
    ask: Callable[[Visitor], tuple[str, str]],
    visitors: Sequence[Visitor],
    size: int,
) -> Measured:
    port = free_port()
    with serving([sys.executable, *command(port, size)], port) as server:
        _ask_all(port, ask, visitors, WARM_UP)
        before = server.cpu_s()
        waits = _ask_all(port, ask, visitors, REQUESTS)
        spent = server.cpu_s() - before
    return Measured(spent * 1000 / len(waits), sorted(waits))


def _ask_all(
    port: int,
    ask: Callable[[Visitor], tuple[str, str]],
    visitors: Sequence[Visitor],
    requests: int,
) -> list[float]:
    each = requests // len(visitors)
    with ThreadPoolExecutor(len(visitors)) as pool:
        waits = pool.map(lambda visitor: _ask_one(port, *ask(visitor), each), visitors)
        return [wait for of_one in waits for wait in of_one]


def _ask_one(port: int, path: str, cookie: str, times: int) -> list[float]:
    """Milliseconds that one client waited, for each of its requests."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Host": "localhost", "Accept-Language": "az"}
    waits = []
    for _ in range(times):
        begin = time.perf_counter()
        client.request("GET", path, headers=headers)
        response = client.getresponse()
        response.read()
        if given := response.headers.get_all("Set-Cookie"):  # a browser sends them back
            own = [cookie] if cookie else []
            headers["Cookie"] = "; ".join([*own, *(one.split(";", 1)[0] for one in given)])
        waits.append((time.perf_counter() - begin) * 1000)
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}")
    client.close()
    return waits


if __name__ == "__main__":
    show(run())
