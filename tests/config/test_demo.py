"""`pencere demo` as an operator sees it: it starts, heals, stops, and leaves nothing behind.

One installation for the whole file, since making it takes a while; each test starts it anew.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.demo import Demo, are_gone, free_port, new_home

from pencere.config.postgres import connect, socket_folder

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="session")  # xdist may come back to this module after another one
def home() -> Iterator[Path]:
    with new_home() as folder:
        yield folder


@contextmanager
def _started(home: Path) -> Iterator[Demo]:
    demo = Demo(home, free_port())
    try:
        demo.wait_until_ready()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.end()


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    with _started(home) as started:
        yield started


def test_it_says_where_to_go_and_ctrl_c_leaves_nothing(demo: Demo) -> None:
    assert f"http://localhost:{demo.port}/" in demo.said()
    assert "Sign in as" in demo.said()
    assert "WARNING" not in demo.said()
    assert demo.status("/") == 200
    children = demo.children()
    assert demo.end(signal.SIGINT) == 0
    assert are_gone(children)
    assert demo.nothing_is_left()
    assert not socket_folder(demo.home).exists()


def test_the_second_start_prepares_nothing(home: Path) -> None:
    with _started(home) as first:
        assert first.end() == 0
    with _started(home) as second:
        said = second.said()
    for words in ("Bringing the database", "Making up", "Collecting"):
        assert words not in said


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("bin/postgres", "PostgreSQL"),
        ("cli web", "pencere web"),
        ("cli worker", "pencere worker"),
        ("cli live", "pencere live"),
    ],
)
def test_whatever_is_killed_comes_back(demo: Demo, process: str, name: str) -> None:
    with connect(demo.home, database="pencere") as database:
        people = database.execute("SELECT count(*) FROM parties_party").fetchone()
    demo.wait_for_child(process).kill()
    demo.wait_until_it_says(f"{name} ended unexpectedly")
    assert _once_it_answers(demo) == 200
    with connect(demo.home, database="pencere") as database:
        assert database.execute("SELECT count(*) FROM parties_party").fetchone() == people


def _once_it_answers(demo: Demo) -> int:
    """The status of the home page, when the web and the database answer again."""
    for _ in range(1000):
        status = demo.status("/")
        if status not in (0, 503):  # 503: the database is still starting
            return status
        threading.Event().wait(0.1)
    return 0


def test_children_end_with_a_supervisor_that_was_killed(demo: Demo) -> None:
    children = demo.children()
    demo.end(signal.SIGKILL)
    assert are_gone(children)
    assert demo.nothing_is_left()


def test_a_second_demo_on_the_same_data_is_told(demo: Demo, home: Path) -> None:
    second = Demo(home, free_port())
    assert second.wait_for_end() == 1
    assert "already runs" in second.said()
    assert len(second.lines) <= 3
    assert demo.status("/") == 200


def test_a_taken_port_is_told_in_one_sentence(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        demo = Demo(home, port)
        assert demo.wait_for_end() == 1
        assert f"Port {port} on 127.0.0.1 is taken" in demo.said()
        assert f"PENCERE_PORT={port + 1}" in demo.said()
        assert "Traceback" not in demo.said()


def test_sigterm_stops_all_of_it(demo: Demo) -> None:
    demo.end(signal.SIGTERM)
    assert demo.nothing_is_left()
    with pytest.raises(psycopg.OperationalError):
        connect(demo.home)
