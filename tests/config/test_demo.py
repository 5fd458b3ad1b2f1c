"""`pencere demo` as an operator sees it: it starts, heals, stops, and leaves nothing behind.

One installation for the whole file, since making it takes a while; each test starts it anew.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pencere.config import postgres
from pencere.config.postgres import connect, socket_folder
from pencere.config.postgres_place import data_folder

PATIENCE = 180
"""Seconds after which a test gives up; nothing waits for them to pass."""


class Demo:
    """A running `pencere demo`."""

    def __init__(self, home: Path, port: int) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PENCERE_", "DATABASE_"))}
        self.home, self.port = home, port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pencere.config.cli", "demo", "--port", str(port), "--people=1"],
            env={**kept, "PENCERE_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.came = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.came:
                self.lines.append(line)
                self.came.notify_all()
        with self.came:
            self.lines.append("(the end)")
            self.came.notify_all()

    def wait_for(self, words: str) -> None:
        with self.came:
            self.came.wait_for(
                lambda: any(words in line or line == "(the end)" for line in self.lines), PATIENCE
            )
        assert any(words in line for line in self.lines), self.said()

    def said(self) -> str:
        return "".join(self.lines)

    def children(self, word: str = "") -> list[psutil.Process]:
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if word in " ".join(child.cmdline())]

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=60) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            return error.code

    def end(self, how: int = signal.SIGINT) -> int:
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return self.process.returncode

    def nothing_is_left(self) -> bool:
        return not postgres._processes_on(data_folder(self.home)) and _is_free(self.port)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pencere-demo-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
    shutil.rmtree(socket_folder(folder), ignore_errors=True)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(home: Path, port: int) -> Iterator[Demo]:
    started = Demo(home, port)
    try:
        started.wait_for("Ctrl-C stops all of it")
        yield started
    finally:
        if started.process.poll() is None:
            started.end()


pytestmark = pytest.mark.xdist_group("demo")


def test_it_says_where_to_go_and_ctrl_c_leaves_nothing(demo: Demo) -> None:
    assert f"http://localhost:{demo.port}/" in demo.said()
    assert "Sign in as" in demo.said()
    assert demo.status("/") == 200
    children = demo.children()
    assert demo.end(signal.SIGINT) == 0
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert not alive
    assert demo.nothing_is_left()
    assert not socket_folder(demo.home).exists()


def test_the_second_start_prepares_nothing(demo: Demo) -> None:
    for words in ("Bringing the database", "Making up", "Collecting"):
        assert words not in demo.said()


def test_whatever_is_killed_comes_back(demo: Demo) -> None:
    with connect(demo.home, database="pencere") as database:
        people = database.execute("SELECT count(*) FROM parties_party").fetchone()
    for word, words in (
        ("bin/postgres", "PostgreSQL ended unexpectedly"),
        ("cli web", "pencere web ended unexpectedly"),
        ("cli worker", "pencere worker ended unexpectedly"),
    ):
        first = demo.children(word)[0]
        first.kill()
        demo.wait_for(words)
    assert _once_it_answers(demo) == 200
    with connect(demo.home, database="pencere") as database:
        assert database.execute("SELECT count(*) FROM parties_party").fetchone() == people


def _once_it_answers(demo: Demo) -> int:
    for _ in range(1000):
        try:
            status = demo.status("/")
        except OSError:
            threading.Event().wait(0.05)
        else:
            if status != 503:  # the database is still starting
                return status
    return 0


def test_children_end_with_a_supervisor_that_was_killed(demo: Demo) -> None:
    children = demo.children()
    demo.end(signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert not alive
    assert demo.nothing_is_left()


def test_a_second_demo_on_the_same_data_is_told(demo: Demo, home: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other_port = int(probe.getsockname()[1])
    second = Demo(home, other_port)
    assert second.process.wait(PATIENCE) == 1
    second.wait_for("already runs")
    assert len(second.said().strip().splitlines()) <= 2


def test_a_taken_port_is_told_in_one_sentence(home: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        demo = Demo(home, port)
        assert demo.process.wait(PATIENCE) == 1
        demo.wait_for(f"Port {port} on 127.0.0.1 is taken")
        assert f"PENCERE_PORT={port + 1}" in demo.said()
        assert "Traceback" not in demo.said()


def test_sigterm_stops_all_of_it(demo: Demo) -> None:
    demo.end(signal.SIGTERM)
    assert demo.nothing_is_left()
    with pytest.raises(psycopg.OperationalError):
        connect(demo.home)
