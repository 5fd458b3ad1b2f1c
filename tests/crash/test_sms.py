"""Text messages under load while the gateway, PostgreSQL and both are killed: whatever was
acknowledged has exactly one decision and at least one answer.

PENCERE_CRASH_MESSAGES and PENCERE_CRASH_KILLS make it longer: 50000 and 10 is the whole of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from tests.crash.sms_gateway import NUMBER, TABLE
from tests.demo import PATIENCE, free_port, new_home

from pencere.blocks.sms.gateway.lanes import BATCH
from pencere.blocks.sms.rules import LATE_LANES
from pencere.config.postgres import Server, connect, started

pytestmark = pytest.mark.xdist_group("crash")

MESSAGES = int(os.environ.get("PENCERE_CRASH_MESSAGES", "5000"))
KILLS = int(os.environ.get("PENCERE_CRASH_KILLS", "3"))
THE_WHOLE = 50_000
RATE = 1500
ROOT = Path(__file__).resolve().parents[2]
ON_THEIR_WAY = LATE_LANES * BATCH
"""Answers that may come twice for each kill: those on their way at that instant."""
DUPLICATES = 0.01
"""Share of all answers that may come twice, in the whole of it."""


class Installation:
    """A database, a gateway and a centre that offers messages."""

    def __init__(self, home: Path, server: Server) -> None:
        self.home, self.server = home, server
        self.port = free_port()
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PENCERE_", "DATABASE_"))},
            "PENCERE_HOME": str(home),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        self.log, self.report = home / "letters", home / "report"
        self._run("pencere.config.cli", "migrate").check_returncode()
        with connect(home, database="pencere") as database:
            database.execute(TABLE)
            database.execute("GRANT ALL ON crash_decision TO pencere_app")
        self.centre = self._offer()
        self.gateway = self._serve()

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", *words], env=self.environment, cwd=ROOT, check=False
        )

    def _start(self, *words: str, **more: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *words], env=self.environment, cwd=ROOT, **more
        )

    def _offer(self) -> subprocess.Popen[bytes]:
        messages = self.home / "messages"
        messages.write_text(
            "".join(f"99450{number:07d}\t2 AZE {number:07d}\n" for number in range(MESSAGES))
        )
        return self._start(
            "tests.blocks.sms.strict_load",
            f"--messages={messages}",
            f"--port={self.port}",
            f"--rate={RATE}",
            f"--number={NUMBER}",
            f"--report={self.report}",
            f"--log={self.log}",
            "--patience=60",
            stdout=subprocess.DEVNULL,
        )

    def _serve(self) -> subprocess.Popen[bytes]:
        address = f"smpp://gateway:secret@127.0.0.1:{self.port}/strict"
        options = "binds=2&window=100&rebind_first=0.05&rebind_most=0.5"
        return self._start("tests.crash.sms_gateway", f"{address}?{options}")

    # ------------------------------------------------------------------ killing

    def kill_gateway(self) -> None:
        """The gateway, at once; it is started again."""
        self.gateway.kill()
        self.gateway.wait()
        self.gateway = self._serve()

    def kill_backend(self) -> None:
        """A process of PostgreSQL in the middle of a transaction: all of them start anew."""
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self._busy_backend()).kill()

    def kill_postgres(self) -> None:
        """The whole of PostgreSQL, at once; it is started again."""
        self._kill_postgres()
        self.server.start()

    def kill_both(self) -> None:
        """Both at the same instant."""
        self._kill_postgres()
        self.kill_gateway()
        self.server.start()

    def _kill_postgres(self) -> None:
        self._busy_backend()
        assert self.server.process is not None
        postmaster = psutil.Process(self.server.process.pid)
        for process in [postmaster, *postmaster.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.server.process.wait()

    def _busy_backend(self) -> int:
        """One that is in a transaction at this instant."""
        found = _until(
            self,
            "SELECT pid FROM pg_stat_activity"
            " WHERE usename = 'pencere_app' AND xact_start IS NOT NULL LIMIT 1",
            bool,
        )
        return int(found[0][0])

    def end(self) -> None:
        """End what still runs."""
        for process in (self.gateway, self.centre):
            if process.poll() is None:
                process.kill()
            process.wait()


Rows = list[tuple[Any, ...]]


def _until(here: Installation, query: str, is_so: Callable[[Rows], bool]) -> Rows:
    """What the database answers when it is so; it may be away meanwhile."""
    for _ in range(int(PATIENCE * 100)):
        with suppress(psycopg.Error), connect(here.home, database="pencere") as database:
            for _ in range(50):
                rows = database.execute(query).fetchall()
                if is_so(rows):
                    return rows
                threading.Event().wait(0.01)
        assert here.centre.poll() is None, "the centre gave up"
        threading.Event().wait(0.01)
    raise AssertionError(query)


def _at_least(enough: int, rows: Rows) -> bool:
    return bool(rows[0][0] >= enough)


@pytest.fixture
def installation() -> Iterator[Installation]:
    with new_home() as home, started(home, "crash test") as server:
        made = Installation(home, server)
        try:
            yield made
        finally:
            made.end()


def test_what_was_acknowledged_is_decided_once_and_answered(installation: Installation) -> None:
    here = installation
    deeds = (here.kill_gateway, here.kill_backend, here.kill_both, here.kill_postgres)
    for number in range(KILLS):
        enough = MESSAGES * (number + 1) // (KILLS + 1)
        _until(here, "SELECT count(*) FROM crash_decision", partial(_at_least, enough))
        deeds[number % len(deeds)]()
    here.centre.wait(PATIENCE + MESSAGES / RATE)
    report = json.loads(here.report.read_text())
    assert (report["acknowledged"], report["answered"]) == (MESSAGES, MESSAGES)
    assert (report["violations"], report["strangers"]) == ([], 0)
    assert report["duplicates"] <= KILLS * ON_THEIR_WAY
    assert report["duplicates"] < DUPLICATES * MESSAGES or MESSAGES < THE_WHOLE
    here.gateway.send_signal(signal.SIGTERM)
    assert here.gateway.wait(PATIENCE) == 0
    with connect(here.home, database="pencere") as database:
        assert database.execute("SHOW fsync").fetchone() == ("on",)
        _each_has_one_decision(database, here)
        _each_answer_is_recorded(database)


def _each_has_one_decision(database: psycopg.Connection[Any], here: Installation) -> None:
    """By the words, which are different in each message: not even a second row of the same
    message was decided."""
    rows = database.execute("SELECT words, message FROM crash_decision").fetchall()
    decided = Counter(words for words, _message in rows)
    letters = [line.split("\t") for line in here.log.read_text().splitlines()]
    acknowledged = {
        f"2 AZE {int(number):07d}" for number, _phone, is_told, *_ in letters if is_told == "1"
    }
    assert decided == dict.fromkeys(acknowledged, 1)


def _each_answer_is_recorded(database: psycopg.Connection[Any]) -> None:
    """The outbox says of each that it was sent, and nothing is left."""
    found = database.execute("SELECT status, count(*) FROM sms_outbound GROUP BY 1").fetchall()
    assert found == [("sent", MESSAGES)]
    waiting = "SELECT count(*) FROM sms_inbound WHERE handled_at IS NULL"
    assert database.execute(waiting).fetchone() == (0,)
