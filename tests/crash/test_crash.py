"""What was acknowledged is kept: processes are killed while applications are being sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from tests.crash.clients import Citizen, Tally
from tests.demo import (
    PATIENCE,
    Demo,
    are_gone,
    command_of,
    free_port,
    new_home,
    wait_for_process,
)

from pencere.config.postgres import connect
from pencere_az.demo import DEMO_PEOPLE

pytestmark = pytest.mark.xdist_group("crash")

TOLD_BETWEEN = 3
"""Applications that are acknowledged between one kill and the next."""


def _web(demo: Demo) -> psutil.Process:
    return demo.wait_for_child("cli web")


def _web_process(demo: Demo) -> psutil.Process:
    return wait_for_process(_web(demo), "cli web")[0]


def _worker(demo: Demo) -> psutil.Process:
    return demo.wait_for_child("cli worker")


def _postgres(demo: Demo) -> psutil.Process:
    return demo.wait_for_child("bin/postgres")


def _backend(demo: Demo) -> psutil.Process:
    """A connection's process, one that is at work if there is one."""
    found = wait_for_process(_postgres(demo), "postgres: pencere_app")
    return min(found, key=lambda each: command_of(each).endswith("idle"))


VICTIMS: tuple[Callable[[Demo], psutil.Process], ...] = (
    _worker,
    _web_process,
    _backend,
    _postgres,
    _web,
    _backend,
    _worker,
    _postgres,
    _web_process,
)


@pytest.fixture
def demo() -> Iterator[Demo]:
    with new_home() as home:
        started = Demo(home, free_port(), people=20)
        try:
            started.wait_until_ready()
            yield started
        finally:
            if started.process.poll() is None:
                started.end()


def test_every_acknowledged_application_is_found_again(demo: Demo) -> None:
    tally = Tally()
    citizens = {
        person.persona.key: Citizen(demo.port, person, tally)
        for person in DEMO_PEOPLE
        if not person.totp_secret
    }
    for citizen in citizens.values():
        citizen.sign_in()
    for citizen in citizens.values():
        citizen.start()
    for victim in VICTIMS:
        tally.wait_for(len(tally.told) + TOLD_BETWEEN, PATIENCE)
        _kill(victim, demo)
    tally.wait_for(len(tally.told) + TOLD_BETWEEN, PATIENCE)
    _stop(citizens, tally)
    assert tally.faults == [], demo.said()[-8000:]
    with connect(demo.home, database="pencere") as database:
        _all_is_there_once(database, tally)
        _documents_are_issued_once(database, tally)
        _files_are_right(database, citizens)
    _journal_is_sound(demo.home)
    children = demo.children()
    assert demo.end(signal.SIGINT) == 0
    assert are_gone(children)
    assert demo.nothing_is_left()


def _kill(victim: Callable[[Demo], psutil.Process], demo: Demo) -> None:
    while True:
        try:
            victim(demo).kill()
        except psutil.NoSuchProcess:
            continue  # it ended by itself between the look and the kill
        return


def _stop(citizens: dict[str, Citizen], tally: Tally) -> None:
    """Each finishes what it has begun, so that all that was sent was told."""
    for citizen in citizens.values():
        citizen.enough.set()
    for citizen in citizens.values():
        citizen.join(PATIENCE)
        assert not citizen.is_alive()
    assert not tally.broken, tally.broken


Database = psycopg.Connection[Any]


def _all_is_there_once(database: Database, tally: Tally) -> None:
    """What the database has as sent is what the clients were told, key by key."""
    assert database.execute("SHOW fsync").fetchone() == ("on",)
    rows = database.execute(
        "SELECT service, reference, idempotency_key, state FROM applications_application"
        " WHERE submitted_at IS NOT NULL AND idempotency_key NOT LIKE 'demo-%'"
    ).fetchall()
    told = [(each.service, each.reference, each.key) for each in tally.told]
    assert Counter(tuple(row[:3]) for row in rows) == Counter(told)
    assert len({key for _service, _reference, key in told}) == len(told)
    assert {(service, state) for service, _reference, _key, state in rows} == {
        ("justice.family-composition", "granted"),
        ("digital.appeal", "review"),
    }
    recorded = _counts(database, "SELECT about FROM journal_entry WHERE action = %s", "submitted")
    assert recorded == {f"application:{each.reference}": 1 for each in tally.told}


def _counts(database: Database, query: str, what: str) -> Counter[str]:
    found = database.execute(query, [f"applications.{what}"])
    return Counter(row[0] for row in found.fetchall())


def _documents_are_issued_once(database: Database, tally: Tally) -> None:
    """Each certificate, after a while: its jobs may have died with their worker."""
    for _ in range(int(PATIENCE / 0.2)):
        waiting = "SELECT count(*) FROM documents_issueddocument WHERE state <> 'issued'"
        if database.execute(waiting).fetchone() == (0,):
            break
        threading.Event().wait(0.2)
    found = database.execute("SELECT about, number, state FROM documents_issueddocument").fetchall()
    instant = [each.reference for each in tally.told if each.service.startswith("justice.")]
    assert Counter(row[0] for row in found) == Counter(instant)
    assert {row[2] for row in found} == {"issued"}
    journal = database.execute("SELECT about FROM journal_entry WHERE action = 'document.issued'")
    assert Counter(row[0] for row in journal) == Counter(f"document:{row[1]}" for row in found)


def _files_are_right(database: Database, citizens: dict[str, Citizen]) -> None:
    """What a citizen downloads is what was sealed."""
    rows = database.execute(
        "SELECT account.username, document.id, document.sha256"
        " FROM documents_issueddocument document"
        " JOIN identity_account account ON account.party_id = document.holder_id"
    ).fetchall()
    by_name = {citizen.person.username: citizen for citizen in citizens.values()}
    assert rows
    for username, document, digest in rows:
        assert by_name[username].digest_of(str(document)) == digest


def _journal_is_sound(home: Path) -> None:
    for words in (("journal", "seal"), ("journal", "verify")):
        done = subprocess.run(
            [sys.executable, "-m", "pencere.config.cli", *words],
            env={**os.environ, "PENCERE_HOME": str(home), "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
