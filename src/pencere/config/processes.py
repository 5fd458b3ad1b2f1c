"""Processes of one installation: who holds it, children that never outlive their parent,
and ending them in good order."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pencere.config.problems import SetupError

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(parent: int, when_it_dies: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process `when_it_dies` when its parent dies, even by kill -9.

    `parent` is the parent's process id as it was before the fork: when it died in between,
    this process ends at once.
    """
    _libc.prctl(PR_SET_PDEATHSIG, int(when_it_dies), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def child_of_this(when_it_dies: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` for a child that must not outlive this process."""
    parent = os.getpid()
    return lambda: end_with_parent(parent, when_it_dies)


@contextmanager
def only_one(home: Path, what: str) -> Iterator[None]:
    """Hold the installation at `home` while the block runs.

    Raises SetupError when another process holds it. The lock is the kernel's and goes
    with its holder, however that ends; the file's text says only who it is.
    """
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
            raise SetupError(
                f"pencere already runs with the data in {home} ({holder or 'just starting'}): "
                "stop that one first, or set PENCERE_HOME to another folder."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"`pencere {what}`, process {os.getpid()}\n".encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def is_held(home: Path) -> bool:
    """Whether a living process holds the installation at `home`."""
    try:
        descriptor = os.open(home / "lock", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def refuse_taken_port(host: str, port: int) -> None:
    """Raise SetupError when the web can't listen on `host`:`port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise SetupError(
                f"Port {port} is for root alone: set PENCERE_PORT to one from 1024 on."
            ) from None
        except OSError as error:
            raise SetupError(
                f"Port {port} on {host} is taken ({error.strerror}): stop the program that "
                f"listens there, or choose another one with PENCERE_PORT={port + 1}."
            ) from None


def start_pencere(*words: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the command `pencere …` as a child that ends with this process.

    It has a process group of its own, so that Ctrl-C reaches this process alone, which then
    stops the children in order.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "pencere.config.cli", *words],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=child_of_this(),
    )


def stop(child: subprocess.Popen[bytes], patience: float = 8.0) -> None:
    """End `child` and whatever it started: politely, after `patience` seconds by force."""
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
