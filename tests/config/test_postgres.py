"""The embedded PostgreSQL: started, stopped, killed, found again. Each test has a server of its
own, in a folder of its own."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pencere.config import postgres
from pencere.config.databases import APP_ROLE, OWNER_ROLE
from pencere.config.postgres import FOR_TESTS, Server, connect, socket_folder, started
from pencere.config.postgres_place import data_folder, programs, server_user
from pencere.config.problems import SetupError, in_words
from pencere.config.processes import only_one

HOLD_A_SERVER = """
import sys, time
from pathlib import Path
from pencere.config.postgres import FOR_TESTS, started
with started(Path(sys.argv[1]), "test", FOR_TESTS) as server:
    print(server.process.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="pencere-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
    shutil.rmtree(socket_folder(folder), ignore_errors=True)  # a killed supervisor leaves it


def working_on(data: Path) -> list[psutil.Process]:
    return postgres._processes_on(data)


def remember(home: Path, word: str) -> None:
    with connect(home, database="pencere") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [word])


def remembered(home: Path) -> list[str]:
    with connect(home, database="pencere") as connection:
        return [word for (word,) in connection.execute("SELECT word FROM memory")]


def test_it_starts_with_both_roles_and_leaves_nothing_behind(home: Path) -> None:
    with started(home, "test", FOR_TESTS) as server:
        with connect(home) as admin:
            roles = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
            owner = admin.execute(
                "SELECT rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba "
                "WHERE datname = 'pencere'"
            ).fetchone()
            locale = admin.execute(
                "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) "
                "FROM pg_database WHERE datname = 'pencere'"
            ).fetchone()
        assert roles >= {OWNER_ROLE, APP_ROLE}
        assert owner == (OWNER_ROLE,)
        assert locale == ("b", "C.UTF-8", "UTF8")
        assert socket_folder(home).stat().st_mode & 0o777 == 0o700
        data = server.data
    assert not working_on(data)
    assert not socket_folder(home).exists()


def test_the_app_may_not_make_tables(home: Path) -> None:
    with started(home, "test", FOR_TESTS):
        app = psycopg.connect(host=str(socket_folder(home)), user=APP_ROLE, dbname="pencere")
        with app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (id int)")


def test_after_kill_9_it_starts_on_the_same_data(home: Path) -> None:
    with started(home, "test") as server:
        remember(home, "çörək")
        assert server.process
        server.process.kill()
        server.process.wait()
        assert not server.is_running()
        server.start()
        assert remembered(home) == ["çörək"]


def test_a_second_start_is_told_who_runs(home: Path) -> None:
    with (
        started(home, "demo", FOR_TESTS),
        pytest.raises(SetupError, match=r"already runs .*`pencere demo`, process \d+"),
        started(home, "demo", FOR_TESTS),
    ):
        pass


def test_it_ends_with_its_supervisor_even_after_kill_9(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_A_SERVER, str(home)],
        stdout=subprocess.PIPE,
        text=True,
    ) as supervisor:
        assert supervisor.stdout
        orphan = psutil.Process(int(supervisor.stdout.readline()))
        remember(home, "qapı")
        supervisor.kill()
    orphan.wait(timeout=20)
    with started(home, "test", FOR_TESTS):
        assert remembered(home) == ["qapı"]


def test_a_server_that_outlived_its_supervisor_is_ended_first(home: Path) -> None:
    orphaned = Server(home, FOR_TESTS)
    orphaned.start()
    remember(home, "körpü")
    assert orphaned.process
    with started(home, "test", FOR_TESTS):
        assert orphaned.process.wait(timeout=20) == 0
        assert remembered(home) == ["körpü"]


def test_a_pid_file_that_names_another_process_is_stale(home: Path) -> None:
    """As after the machine itself was restarted: the number is somebody else's by now."""
    with started(home, "test", FOR_TESTS) as server:
        remember(home, "ay")
        pid_file = server.data / "postmaster.pid"
        content = pid_file.read_text()
    number, rest = content.split("\n", 1)
    pid_file.write_text(f"{os.getpid()}\n{rest}")
    assert number != str(os.getpid())
    with started(home, "test", FOR_TESTS):
        assert remembered(home) == ["ay"]


def test_a_folder_closed_to_the_server_is_no_obstacle() -> None:
    """As in a checkout below /root: then the data stand elsewhere, and the home says where."""
    closed = Path(tempfile.mkdtemp(prefix="pencere-closed-"))  # 0700
    home = closed / "var"
    try:
        with started(home, "test", FOR_TESTS) as server:
            remember(home, "dağ")
            assert server.data == data_folder(home)
            assert server_user().may("-x", server.data)
        with started(home, "test", FOR_TESTS):
            assert remembered(home) == ["dağ"]
    finally:
        data = data_folder(home)
        shutil.rmtree(data.parent if home not in data.parents else data)
        shutil.rmtree(closed)


def test_somebody_elses_socket_folder_is_not_used(home: Path) -> None:
    socket_folder(home).symlink_to(home)
    try:
        with pytest.raises(SetupError, match="it must be pencere's own"), started(home, "test"):
            pass
        assert home.exists()
    finally:
        socket_folder(home).unlink(missing_ok=True)


def as_nobody(home: Path, found_programs: Path, answer: multiprocessing.SimpleQueue[str]) -> None:
    """In a child process: give up root for ever, then start a server at `home`."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    server_user.cache_clear()
    postgres.programs = lambda: found_programs  # type: ignore[attr-defined]
    try:
        with started(home, "test", FOR_TESTS) as server:
            answer.put(f"runs as {psutil.Process(server.process.pid).uids().real}")  # type: ignore[union-attr]
    except SetupError as error:
        answer.put(str(error))
    except OSError as error:
        answer.put(in_words(error) or repr(error))


def said_by_nobody(home: Path) -> str:
    context = multiprocessing.get_context("fork")
    answer = context.SimpleQueue()
    child = context.Process(target=as_nobody, args=(home, programs(), answer))
    child.start()
    said = str(answer.get())
    child.join()
    return said


def test_a_normal_user_runs_it_as_themselves(home: Path) -> None:
    user = 65534 if os.geteuid() == 0 else os.geteuid()
    if os.geteuid() == 0:
        os.chown(home, 65534, 65534)
    assert said_by_nobody(home) == f"runs as {user}"


def test_a_home_of_another_user_is_told_in_one_sentence(home: Path) -> None:
    """The folder may be read but not written."""
    home.chmod(0o555)
    said = said_by_nobody(home)
    assert "may not use" in said
    assert "set PENCERE_HOME" in said


def test_a_full_disk_is_told_in_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(SetupError, match="The disk is full"), started(home, "test", FOR_TESTS):
        pass


@pytest.mark.parametrize(
    ("number", "beginning"),
    [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "/x is on a read-only disk")],
)
def test_errors_of_the_disk_are_sentences(number: int, beginning: str) -> None:
    sentence = in_words(OSError(number, os.strerror(number), "/x"))
    assert sentence
    assert sentence.startswith(beginning)


def test_the_lock_goes_with_its_holder(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_A_SERVER, str(home)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        server = psutil.Process(int(holder.stdout.readline()))
        with pytest.raises(SetupError), only_one(home, "test"):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with only_one(home, "test"):
            pass
    server.wait(timeout=20)
