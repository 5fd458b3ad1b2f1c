"""Servers that benchmarks ask over HTTP, and what their processes spend on it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

WORKERS = 2
THREADS = 8
CLIENTS = 8

Work = Callable[[http.client.HTTPConnection, int], None]
"""What one client does once, over its connection; clients are numbered from 0."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What `count` pieces of work cost the server's processes."""

    count: int
    cpu_s: float
    seconds: float

    @property
    def per_cpu_s(self) -> float:
        """How many are done with a second of CPU."""
        return self.count / self.cpu_s


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, with all its processes."""

    port: int
    process: psutil.Process

    def cpu_s(self) -> float:
        """Seconds of CPU that its processes have used."""
        times = [one.cpu_times() for one in self._processes()]
        return sum(one.user + one.system for one in times)

    def largest_mb(self) -> float:
        """Memory of its largest process, of what is shared its part (PSS), in MB."""
        return max(one.memory_full_info().pss for one in self._processes()) / 1e6

    def spent(self, work: Work, *, times: int, clients: int = CLIENTS) -> Spent:
        """Have `work` done `times` times by `clients` at once, each on a connection of its own."""
        self._all(work, clients, max(1, times // clients // 10))  # everything is warm after this
        each = max(1, times // clients)
        before, begin = self.cpu_s(), time.perf_counter()
        self._all(work, clients, each)
        return Spent(each * clients, self.cpu_s() - before, time.perf_counter() - begin)

    def _all(self, work: Work, clients: int, each: int) -> None:
        def client(number: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            for _ in range(each):
                work(connection, number)
            connection.close()

        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(client, range(clients)))

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def pencere_web() -> Iterator[Server]:
    """`pencere web` as it is run for real, with its workers and threads."""
    port = free_port()
    own = [sys.executable, "-m", "pencere.config.cli", "web", "--port", str(port)]
    with serving([*own, "--workers", str(WORKERS), "--threads", str(THREADS)], port) as server:
        yield server


@contextmanager
def serving(
    command: Sequence[str], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start `command`, wait until it listens at `port`, and end it afterwards."""
    own = {**os.environ, **(environment or {})}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=own)
    try:
        _await(port, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"nothing listens at port {port}: the server to be measured did not start")


def free_port() -> int:
    """A port at which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
