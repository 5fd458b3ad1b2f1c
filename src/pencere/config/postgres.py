"""The embedded PostgreSQL's life: made, started, stopped, found again after a crash.

It listens on a Unix socket alone, in a folder that only the server's user (and root) may
enter, so whoever reaches the socket is trusted. `config.postgres_place` says where its
programs and data stand.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from pencere.config.databases import APP_ROLE, OWNER_ROLE
from pencere.config.postgres_place import data_folder, programs, server_user
from pencere.config.problems import SetupError, user_name
from pencere.config.processes import child_of_this, is_held, only_one

DATABASE = "pencere"
ADMIN_ROLE = "postgres"
PATIENCE = 10.0
"""Seconds for which a start is tried again: after a kill -9 the old server's processes need
a moment to notice."""
LOG_LIMIT = 20_000_000
"""Bytes after which the server's log is put aside as postgres.log.1 at the next start."""
LEAST_FREE = 200_000_000
"""Bytes that a new database needs."""

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "logging_collector": "off",
}
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings of a server whose data nobody would miss."""


def socket_folder(home: Path) -> Path:
    """Folder of the server's Unix socket: short, since a socket's path has 107 bytes at most."""
    return Path("/tmp") / ("pencere-" + hashlib.sha256(str(home).encode()).hexdigest()[:12])  # noqa: S108 - its owner is checked


def connect(home: Path, *, database: str = "postgres") -> psycopg.Connection[Any]:
    """A connection to the server of `home` as its administrator, in autocommit."""
    return psycopg.connect(
        host=str(socket_folder(home)),
        user=ADMIN_ROLE,
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


class Server:
    """The one server of the installation at `home`; its caller holds `only_one(home)`."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home
        self.settings = {**SETTINGS, **(settings or {})}
        self.user = server_user()
        self.data = data_folder(home)
        self.sockets = socket_folder(home)
        self.log = home / "log" / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the data when there is none, then start and wait until it answers.

        What a killed predecessor left behind is ended or cleared away first. Raises
        SetupError with one sentence for people.
        """
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._make()
        self._check_data()
        self._end_orphan()
        give_up_at = time.monotonic() + PATIENCE
        while True:
            self._clear_socket_folder()
            if self._launch():
                break
            if time.monotonic() > give_up_at:
                raise SetupError(self._why_not())
            time.sleep(0.3)
        self._make_roles()

    def is_running(self) -> bool:
        """Whether the process that this object started still lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop at once but in order (connections are closed, data are written out)."""
        if self.process is not None:
            for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if self.process.poll() is None:
                    self.process.send_signal(how)
                    with suppress(subprocess.TimeoutExpired):
                        self.process.wait(PATIENCE)
            self.process = None
        shutil.rmtree(self.sockets, ignore_errors=True)

    # ------------------------------------------------------------------ making

    def _prepare_folders(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.data.parent.mkdir(parents=True, exist_ok=True)

    def _make(self) -> None:
        """`initdb` beside the final place, moved there when complete: never half a database."""
        if shutil.disk_usage(self.data.parent).free < LEAST_FREE:
            raise SetupError(
                f"The disk is full: a new database in {self.data.parent} needs 200 MB. "
                "Free some space, or set PENCERE_HOME to a folder on another disk."
            )
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.user.own(fresh)
        command = [
            str(programs() / "initdb"),
            f"--pgdata={fresh}",
            f"--username={ADMIN_ROLE}",
            "--auth=trust",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **self._as_server_user()
        )
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise SetupError(_in_one_sentence(done.stderr, self.data))
        with suppress(FileNotFoundError):
            self.data.rmdir()  # an empty folder made by hand
        fresh.rename(self.data)

    def _check_data(self) -> None:
        found = self.data.stat()
        if found.st_uid == self.user.uid:
            return
        raise SetupError(
            f"The data in {self.data} belong to {user_name(found.st_uid)}, but PostgreSQL would "
            f"run as {self.user.name}: start pencere as the user that made them, "
            "or set PENCERE_HOME to another folder."
        )

    def _make_roles(self) -> None:
        with connect(self.home) as admin:
            known = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER_ROLE, APP_ROLE):
                if role not in known:
                    admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not found.fetchone():
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                    )
                )

    # ---------------------------------------------------------------- starting

    def _as_server_user(self) -> dict[str, Any]:
        # the folder of the caller may be closed to the server's user: run from the root
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
        return {**self.user.run_as(), "cwd": "/", "env": environment}

    def _launch(self) -> bool:
        """One try: the server answers (True), or it ended again (False)."""
        command = [str(programs() / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._log_from = log.tell()
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # Ctrl-C is for the supervisor, which stops in order
                preexec_fn=child_of_this(signal.SIGINT),
                **self._as_server_user(),
            )
        while self.process.poll() is None:
            try:
                connect(self.home).close()
            except psycopg.OperationalError:
                time.sleep(0.03)  # it recovers after a crash: as long as that takes
            else:
                return True
        return False

    def _why_not(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            said = log.read(20_000).decode(errors="replace")
        return _in_one_sentence(said, self.data)

    def _clear_socket_folder(self) -> None:
        """An empty folder of the server's user, closed to others; never somebody else's."""
        with suppress(FileNotFoundError):
            found = self.sockets.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.user.uid, os.geteuid()):
                raise SetupError(
                    f"{self.sockets} belongs to {user_name(found.st_uid)}: "
                    "remove it, it must be pencere's own."
                )
            shutil.rmtree(self.sockets)
        self.sockets.mkdir(mode=0o700)
        self.user.own(self.sockets)

    # ---------------------------------------------------------- after a crash

    def _end_orphan(self) -> None:
        """End what is left of a server that outlived its supervisor; drop a stale pid file.

        PostgreSQL takes a postmaster.pid whose number some other process has by now for a
        running server, and would not start. We hold the installation's lock and no process
        works on the data any more, so then the file is stale.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            number = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        left = _processes_on(self.data)
        for process in left:
            if process.pid == number:  # its own processes go with it
                with suppress(psutil.Error):
                    process.send_signal(signal.SIGINT)
        _, alive = psutil.wait_procs(left, timeout=PATIENCE)
        for process in alive:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(alive, timeout=PATIENCE)
        if psutil.pid_exists(number):
            pid_file.unlink(missing_ok=True)


def _processes_on(data: Path) -> list[psutil.Process]:
    """PostgreSQL's processes that work on `data` (they run in that folder)."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error, OSError):
            if process.info["name"] == "postgres" and Path(process.cwd()) == data.resolve():
                found.append(process)
    return found


KNOWN_REASONS = (
    ("No space left on device", "The disk is full: {data} can't be written. Free some space."),
    ("Disk quota exceeded", "The disk quota is used up: {data} can't be written."),
    ("could not look up effective user ID", "This user has no name in /etc/passwd: add it there."),
    ("cannot be run as root", "PostgreSQL can't run as root: start pencere as another user."),
    ("invalid permissions", "{data} is open to other users: `chmod 0700 {data}`."),
    ("wrong ownership", "{data} belongs to another user: give it to the one who runs pencere."),
    (
        "database files are incompatible",
        "The data in {data} are of another PostgreSQL version: move them as docs/operate.md says.",
    ),
    ("could not create shared memory", "The machine has too little shared memory for PostgreSQL."),
    ("could not map anonymous shared memory", "The machine has too little free memory."),
    ("pre-existing shared memory block", "An earlier PostgreSQL still works on {data}: end it."),
    ("Permission denied", "PostgreSQL may not use {data} or a folder above it."),
)


def _in_one_sentence(said: str, data: Path) -> str:
    """What `said` (PostgreSQL's own words) means to the operator."""
    for sign, sentence in KNOWN_REASONS:
        if sign in said:
            return sentence.format(data=data)
    lines = [line for line in said.splitlines() if "FATAL" in line or "error" in line]
    last = (lines or said.splitlines() or ["it said nothing"])[-1].strip()
    return f"PostgreSQL does not start with the data in {data}: {last}"


@contextmanager
def started(home: Path, what: str, settings: dict[str, str] | None = None) -> Iterator[Server]:
    """A server of our own while the block runs; `what` says who holds it."""
    with only_one(home, what):
        server = Server(home, settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def available(home: Path, what: str) -> Iterator[None]:
    """A database while the block runs: the one of DATABASE_URL, the one that runs here
    already, else one that is started for the block and stopped after it."""
    if os.environ.get("DATABASE_URL") or (is_held(home) and _wait_until(lambda: answers(home))):
        yield
    else:
        with started(home, what):
            yield


def answers(home: Path) -> bool:
    """Whether the server of `home` takes connections."""
    try:
        connect(home).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until(is_so: Callable[[], bool]) -> bool:
    give_up_at = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.05)
    return True
