"""`pencere demo`: everything on this machine, prepared, supervised, and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click

from pencere.config.cli.prepare import prepare
from pencere.config.databases import home
from pencere.config.postgres import Server, started
from pencere.config.problems import SetupError
from pencere.config.processes import only_one, refuse_taken_port, start_pencere, stop

LOOK_EVERY = 0.2
"""Seconds between two looks at whether all processes live."""
TOO_OFTEN = 6
"""Ends of one process within AT_ONCE seconds after which the demo gives up."""
AT_ONCE = 30.0
STAND_IN = "smpp://pencere:demo@127.0.0.1:{port}/stand-in?rebind_most=2"
"""The address of the stand-in for an SMS centre; PENCERE_SMS_CENTRES names others."""


def run(*, host: str, port: int, people: int) -> None:
    """Prepare, start, print where to go, and watch until a signal says to stop."""
    begun_at = time.monotonic()
    refuse_taken_port(host, port)
    address = os.environ.setdefault("PENCERE_BASE_URL", f"http://localhost:{port}")
    live_port = _live_port(host, address)
    sms_port = _free_port()
    os.environ.setdefault("PENCERE_SMS_CENTRES", STAND_IN.format(port=sms_port))
    os.environ["PENCERE_DEMO"] = "1"
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))  # the terminal was closed
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` takes it away
    with _stopped_by_a_signal(), _database(home()) as server:
        prepare(home(), people=people)
        supervisor = Supervisor(
            server,
            {
                "web": ("--host", host, "--port", str(port)),
                "worker": (),
                "live": ("--host", host, "--port", str(live_port)),
                "sms-centre": ("--port", str(sms_port)),
                "sms": (),
                "interior": ("--port", str(_interior_port())),
            },
        )
        try:
            web = _reached_at(host, port)
            supervisor.start("web")
            supervisor.wait_for(f"{web}/")
            seconds = time.monotonic() - begun_at
            supervisor.start("worker")  # now: its start would take the web's processor time
            for name in ("live", "sms-centre", "sms", "interior"):
                supervisor.start(name)
            _tell(address, seconds, _page(f"{web}/demo/accounts/") or "")
            supervisor.watch()
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # the stop itself is not interrupted
            supervisor.stop()


@contextmanager
def _database(folder: Path) -> Iterator[Server | None]:
    if os.environ.get("DATABASE_URL"):
        with only_one(folder, "demo"):
            yield None
    else:
        with started(folder, "demo") as server:
            yield server


@contextmanager
def _stopped_by_a_signal() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nStopped.")


class Supervisor:
    """Keeps the processes of one installation alive."""

    def __init__(self, server: Server | None, commands: dict[str, tuple[str, ...]]) -> None:
        self.server = server
        self.commands = commands
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.ends: dict[str, deque[float]] = {}

    def start(self, name: str) -> None:
        """Start the process of that name; from now on it is kept alive."""
        self.children[name] = start_pencere(name, *self.commands[name], environment={})

    def watch(self) -> None:
        """Start again what ends, for ever; raises SetupError when that doesn't help."""
        while True:
            self._look()
            time.sleep(LOOK_EVERY)

    def wait_for(self, address: str, patience: float = 120.0) -> None:
        """Return when `address` answers a request."""
        give_up_at = time.monotonic() + patience
        while _page(address) is None:
            self._look()
            if time.monotonic() > give_up_at:
                raise SetupError(f"The web does not answer at {address}; its words are above.")
            time.sleep(0.05)

    def stop(self) -> None:
        """End every process; the database is its owner's to stop, after them."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()  # all at once, then wait for each
        for child in self.children.values():
            stop(child)

    def _look(self) -> None:
        if self.server is not None and not self.server.is_running():
            self._count_end("PostgreSQL")
            self.server.start()
        for name, child in list(self.children.items()):
            if child.poll() is not None:
                self._count_end(f"pencere {name}")
                stop(child)  # what it had started
                self.start(name)

    def _count_end(self, name: str) -> None:
        now = time.monotonic()
        ends = self.ends.setdefault(name, deque(maxlen=TOO_OFTEN))
        ends.append(now)
        if len(ends) == TOO_OFTEN and now - ends[0] < AT_ONCE:
            raise SetupError(f"{name} ends again and again; what it said stands above.")
        click.echo(f"{name} ended unexpectedly and is started again.", err=True)


def _live_port(host: str, address: str) -> int:
    """Where the live streams listen: a free port beside the web's; browsers are told of it."""
    port = int(os.environ.get("PENCERE_LIVE_PORT", "0")) or _free_port(host)
    parts = urlsplit(address)
    os.environ.setdefault("PENCERE_LIVE_URL", f"{parts.scheme}://{parts.hostname}:{port}")
    return port


def _interior_port() -> int:
    """Where the stand-in of the ministry's system listens; the worker is told of it."""
    port = int(os.environ.get("PENCERE_INTERIOR_PORT", "0")) or _free_port()
    os.environ.setdefault("PENCERE_STAFF_PERMITS_URL", f"http://127.0.0.1:{port}")
    return port


def _free_port(host: str = "127.0.0.1") -> int:
    """A port of this machine on which nobody listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as found:
        found.bind((host, 0))
        port: int = found.getsockname()[1]
        return port


def _reached_at(host: str, port: int) -> str:
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{here}:{port}"


def _page(address: str) -> str | None:
    """What our own web says there, as plain text where it can; None while nobody answers."""
    known_as = os.environ.get("PENCERE_ALLOWED_HOSTS", "").split(",")[0].lstrip(".*")
    headers = {"Host": known_as or "localhost", "Accept": "text/plain, text/html;q=0.5"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own web
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())
    except urllib.error.HTTPError:
        return ""
    except OSError:
        return None


def _tell(address: str, seconds: float, people: str) -> None:
    """Print the addresses and who can sign in (a line each).

    The web is asked for them, since looking here would take another start of Django.
    """
    click.echo(f"\npencere is ready after {seconds:.1f} s:  {address}/\n")
    for path, what in ADDRESSES.items():
        click.echo(f"  {address}{path:<14} {what}")
    ministry = os.environ["PENCERE_STAFF_PERMITS_URL"]
    click.echo(f"\n  {ministry}/  a stand-in for the ministry to which permits for staff go")
    if people:
        click.echo("\nSign in as (made-up people):\n")
    for person in people.splitlines():
        click.echo(f"  {person}")
    click.echo("\nCtrl-C stops all of it.")
    sys.stdout.flush()


ADDRESSES = {
    "/": "the window: services, search, life events",
    "/account/login/": "sign in",
    "/verify/": "is this document genuine?",
    "/demo/codes/": "the second factor's codes of the made-up people",
    "/demo/phone/": "the phones with mobile ID of the made-up people",
    "/demo/phones/": "text messages: write to a short number from anybody's phone",
    "/demo/mail/": "the e-mails that were sent",
}
