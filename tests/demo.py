"""A `pencere demo` as an operator runs it, for the tests that start, kill and stop one."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from pencere.config import postgres
from pencere.config.postgres import socket_folder
from pencere.config.postgres_place import data_folder

PATIENCE = 180.0
"""Seconds after which a test gives up; nothing waits for them to pass."""
THE_END = "(the end)\n"


class Demo:
    """A running `pencere demo` with data in `home`, and all that it says."""

    def __init__(self, home: Path, port: int, people: int = 1) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PENCERE_", "DATABASE_"))}
        command = [sys.executable, "-m", "pencere.config.cli", "demo"]
        self.home, self.port = home, port
        self.process = subprocess.Popen(
            [*command, f"--port={port}", f"--people={people}"],
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
            self._note(line)
        self._note(THE_END)

    def _note(self, line: str) -> None:
        with self.came:
            self.lines.append(line)
            self.came.notify_all()

    def wait_until_it_says(self, words: str, times: int = 1) -> None:
        """Return when so many lines with `words` came; fails when it ended without."""
        with self.came:
            self.came.wait_for(
                lambda: self._count(words) >= times or THE_END in self.lines, PATIENCE
            )
            assert self._count(words) >= times, self.said()

    def wait_until_ready(self) -> None:
        """Return when it has said where to go."""
        self.wait_until_it_says("Ctrl-C stops all of it")

    def _count(self, words: str) -> int:
        return sum(words in line for line in self.lines)

    def said(self) -> str:
        """All of it so far."""
        return "".join(self.lines)

    def children(self) -> list[psutil.Process]:
        """The living processes that it started, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def wait_for_child(self, words: str) -> psutil.Process:
        """The process that it started itself with `words` in the command, once there is one."""
        return wait_for_process(psutil.Process(self.process.pid), words)[0]

    def status(self, path: str) -> int:
        """What the web answers, as a status; 0 when there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def end(self, how: int = signal.SIGINT) -> int:
        """Send the signal and wait for the end; the exit code."""
        self.process.send_signal(how)
        return self.wait_for_end()

    def wait_for_end(self) -> int:
        """Wait until it ended and all that it said was read; the exit code."""
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code

    def nothing_is_left(self) -> bool:
        """Whether no PostgreSQL works on its data and nobody listens on its port."""
        with socket.socket() as probe:
            is_free = probe.connect_ex(("127.0.0.1", self.port)) != 0
        return is_free and not postgres._processes_on(data_folder(self.home))


def command_of(process: psutil.Process) -> str:
    """Its command line; empty when it has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_for_process(parent: psutil.Process, words: str) -> list[psutil.Process]:
    """The processes that `parent` started with `words` in the command, once there is one."""
    for _ in range(1200):
        found = [child for child in parent.children() if words in command_of(child)]
        if found:
            return found
        threading.Event().wait(0.05)
    raise AssertionError(f"no process {words}")


def are_gone(processes: list[psutil.Process]) -> bool:
    """Whether all of them end."""
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE)
    return not alive


def free_port() -> int:
    """A port on which nobody listens, below those that the kernel hands out by itself."""
    for port in range(21_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no port is free")


@contextmanager
def new_home() -> Iterator[Path]:
    """An empty folder that PostgreSQL's user can reach; its data go with it."""
    folder = Path(tempfile.mkdtemp(prefix="pencere-demo-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(socket_folder(folder), ignore_errors=True)
