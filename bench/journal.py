"""How fast the journal takes rows with sealing on, and how fast it is verified.

`journal.rows_per_s`: rows committed by several connections, a cabinet page's ten at a time,
while a sealer runs beside them. Reference: the same rows, batches and connections into a bare
table without an index, in the same run.
`journal.verified_per_s`: rows read back and checked against their seal. Reference: SHA-256 of
as many bytes in as many pieces.

The rows stay in the journal, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import psycopg
from django.conf import settings
from django.db import connection, transaction

from bench.figures import Figure, show
from pencere.config.databases import database_settings
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.journal import actions, api
from pencere.kernel.journal.canonical import START, rows_between
from pencere.kernel.journal.sealing import seal_all
from pencere.kernel.journal.verifying import verify
from pencere.kernel.text import Text

ROWS = int(os.environ.get("PENCERE_BENCH_ROWS", "100000"))
BATCH = 10
CONNECTIONS = 4
SEAL_EVERY = 1.0
ACTION = "bench.read"
BARE = "journal_bench_bare"

api.declare(ACTION, "Read data in a register")
OFFICER = Actor(
    kind="officer",
    account_id=new_id(),
    party_id=new_id(),
    post_id=new_id(),
    agency="interior",
    label=Text({"az": "Nazirlik, mütəxəssis", "ru": "Министерство, специалист", "en": "Officer"}),
    session="0123456789abcdef",
    address="192.0.2.17",
)


def run() -> Iterator[Figure]:
    """Both figures. Rows already in the journal are sealed first and verified too."""
    seal_all()
    note = _durability()
    with _bare_table():
        bare = _rows_per_second(_write_bare)
    stop = threading.Event()
    sealer = threading.Thread(target=_keep_sealing, args=(stop,))
    sealer.start()
    try:
        rate = _rows_per_second(_write_journal)
    finally:
        stop.set()
        sealer.join()
    yield Figure("journal.rows_per_s", rate, "rows/s", bare, note)
    seal_all()
    yield _verified()


def _verified() -> Figure:
    size = _row_bytes()
    begin = time.perf_counter()
    report = verify()
    rate = report.rows / (time.perf_counter() - begin)
    if not report.is_sound:
        raise SystemExit(f"the journal is not sound: {report.problems[0]}")
    piece = bytes(size)
    begin = time.perf_counter()
    for _ in range(report.rows):
        sha256(piece).digest()
    reference = report.rows / (time.perf_counter() - begin)
    return Figure("journal.verified_per_s", rate, "rows/s", reference, f"{size} bytes a row")


def _row_bytes() -> int:
    with connection.cursor() as cursor:
        sizes = [len(row) for row in rows_between(cursor, START, "true", limit=1000)]
    return sum(sizes) // len(sizes)


def _entries() -> list[api.Entry]:
    subject = new_id()
    return [
        api.Entry(
            actor=OFFICER,
            action=ACTION,
            subject=subject,
            about="application:K7M2-9QX4-H",
            register=f"interior.register-{number}",
            fields=("given_name", "surname", "patronymic", "born_on"),
            purpose="family-composition",
            justification=api.Justification("application", "K7M2-9QX4-H"),
        )
        for number in range(BATCH)
    ]


def _write_journal() -> None:
    with transaction.atomic():
        api.record_many(entries=_entries())


def _write_bare() -> None:
    statement = actions.INSERT.replace("INTO journal_entry", f"INTO {BARE}", 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, actions.values(OFFICER, _entries(), clock.now()))


def _rows_per_second(write: Callable[[], None]) -> float:
    each = ROWS // BATCH // CONNECTIONS

    def writer(_number: int) -> None:
        try:
            for _ in range(each):
                write()
        finally:
            connection.close()

    begin = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(writer, range(CONNECTIONS)))
    return each * BATCH * CONNECTIONS / (time.perf_counter() - begin)


def _keep_sealing(stop: threading.Event) -> None:
    while not stop.wait(SEAL_EVERY):
        seal_all()
    connection.close()


class _bare_table:  # noqa: N801  (used as a function)
    """The table of the reference, made and dropped by the owner."""

    def __enter__(self) -> None:
        columns = ", ".join(f"{name} {kind}" for name, kind in actions.COLUMNS.items())
        self._as_owner(f"DROP TABLE IF EXISTS {BARE}")
        self._as_owner(f"CREATE TABLE {BARE} ({columns})")
        self._as_owner(f"GRANT INSERT ON {BARE} TO {settings.DATABASES['default']['USER']}")

    def __exit__(self, *_error: object) -> None:
        self._as_owner(f"DROP TABLE {BARE}")

    def _as_owner(self, statement: str) -> None:
        os.environ["PENCERE_DB_ROLE"] = "owner"
        try:
            own = database_settings(settings.HOME)
        finally:
            del os.environ["PENCERE_DB_ROLE"]
        with psycopg.connect(
            host=own["HOST"] or None,
            port=own.get("PORT") or None,
            user=own["USER"],
            password=own.get("PASSWORD") or None,
            dbname=connection.settings_dict["NAME"],
        ) as owner:
            owner.execute(statement)


def _durability() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, synchronous = cursor.fetchone()
    writers = f"{BATCH} rows a commit, {CONNECTIONS} connections"
    return f"{writers}, fsync={fsync}, synchronous_commit={synchronous}"


if __name__ == "__main__":
    show(run())
