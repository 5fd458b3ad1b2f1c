"""A whole pencere for tests that come from outside: web and worker as processes on a port, with a
database of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class RunningSite:
    """Where a site is reached, and what its processes were started with."""

    address: str
    folder: Path
    environment: dict[str, str] = field(repr=False)

    def run(self, *words: str) -> None:
        """A `pencere` command on this site's database."""
        subprocess.run(_pencere(*words), env=self.environment, check=True)


def new_site(folder: Path, database: str) -> RunningSite:
    """A site that is not started yet; its database is there and migrated."""
    port = _free_port()
    address = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "PENCERE_HOME": str(folder),
        "PENCERE_DB_NAME": database,
        "PENCERE_BASE_URL": address,
        "PENCERE_DEMO": "1",
        "PYTHONPATH": str(ROOT / "src"),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return RunningSite(address=address, folder=folder, environment=environment)


STAND_IN = "smpp://pencere:demo@127.0.0.1:{port}/stand-in?rebind_most=2"
"""The SMS centre that plays the demo's phones."""


@contextmanager
def started(site: RunningSite, *, with_phones: bool = False) -> Iterator[None]:
    """Web and worker of the site, until the end of the block; what they say is in output.txt. With
    phones also the stand-ins of others' systems: of an SMS centre, with the gateway to it, and of
    the ministry that takes permits for staff."""
    port = site.address.rpartition(":")[2]
    commands: list[tuple[str, ...]] = [("web", "--port", port, "--workers", "1"), ("worker",)]
    if with_phones:
        sms_port = str(_free_port())
        site.environment["PENCERE_SMS_CENTRES"] = STAND_IN.format(port=sms_port)
        interior_port = str(_free_port())
        site.environment["PENCERE_STAFF_PERMITS_URL"] = f"http://127.0.0.1:{interior_port}"
        commands += [("sms-centre", "--port", sms_port), ("sms",)]
        commands.append(("interior", "--port", interior_port))
    with (site.folder / "output.txt").open("wb") as log:
        processes = [
            subprocess.Popen(
                _pencere(*words), env=site.environment, stdout=log, stderr=subprocess.STDOUT
            )
            for words in commands
        ]
        try:
            wait_for(site.address)
            yield
        finally:
            _end(processes)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)


def _pencere(*words: str) -> list[str]:
    return [sys.executable, "-m", "pencere.config.cli", *words]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(address: str) -> None:
    """Return when somebody answers there, whatever they say."""
    give_up_at = time.monotonic() + 90
    while time.monotonic() < give_up_at:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer")
