"""How the page reaches the stand-in, which is a process of its own: a line of JSON each way over
a Unix socket in the home folder."""

from __future__ import annotations

import hashlib
import json
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE = 3.0
LONGEST_PATH = 100
"""A Unix socket's path has 107 bytes at most."""


class CentreAway(Exception):
    """The stand-in does not run, or does not answer."""


def socket_path(home: Path) -> Path:
    """Where the stand-in of the installation at `home` listens."""
    path = home / "sms" / "centre.sock"
    if len(str(path).encode()) <= LONGEST_PATH:
        return path
    name = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"pencere-sms-{name}.sock"


def ask(home: Path, do: str, **values: object) -> Mapping[str, Any]:
    """Have the stand-in do something; its answer. Raises CentreAway."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(socket_path(home)))
            connection.sendall(json.dumps({"do": do, **values}).encode() + b"\n")
            with connection.makefile("rb") as answer:
                read: Mapping[str, Any] = json.loads(answer.readline())
    except (OSError, ValueError) as error:
        raise CentreAway(type(error).__name__) from error
    return read


def forget(path: Path) -> None:
    """Take away what a process that died left behind."""
    with suppress(FileNotFoundError):
        path.unlink()
