"""ClamAV's daemon, asked over its own protocol: `zINSTREAM`, chunks with their length, a zero
length at the end (clamd(8)). Nothing is written to a place that the daemon would have to read."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

CHUNK = 64 * 1024
PATIENCE = 30.0
"""Seconds that the daemon may take for one answer."""
MOST_ANSWER = 4096


class ScannerSilent(Exception):
    """The daemon can't be reached or answers what nobody understands: nothing is known."""


class ClamdScanner:
    """A `clamd` at `unix:/run/clamav/clamd.ctl` or `tcp:host:3310`."""

    name = "ClamAV"

    def __init__(self, address: str) -> None:
        kind, _colon, where = address.partition(":")
        host, _colon, port = where.rpartition(":")
        if kind not in ("unix", "tcp") or not where or (kind == "tcp" and not port.isdecimal()):
            raise ValueError(f"{address!r} is no address of clamd: unix:/path or tcp:host:port")
        self._is_unix = kind == "unix"
        self._where: str | tuple[str, int] = where if self._is_unix else (host, int(port))

    def scan(self, path: Path) -> str | None:
        """The name of what was found in the file, None when it is clean. Raises ScannerSilent."""
        with self._connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            with path.open("rb") as content:
                while chunk := content.read(CHUNK):
                    connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            return self._verdict(self._answer(connection))

    def version(self) -> str:
        """Engine and signatures, as the daemon names them. Raises ScannerSilent."""
        with self._connected() as connection:
            connection.sendall(b"zVERSION\0")
            return self._answer(connection)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        family = socket.AF_UNIX if self._is_unix else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as connection:
                connection.settimeout(PATIENCE)
                connection.connect(self._where)
                yield connection
        except OSError as error:
            raise ScannerSilent(str(error)) from error

    @staticmethod
    def _answer(connection: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < MOST_ANSWER:
            piece = connection.recv(MOST_ANSWER)
            if not piece:
                break
            answer += piece
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()

    @staticmethod
    def _verdict(answer: str) -> str | None:
        said = answer.partition(":")[2].strip()
        if said == "OK":
            return None
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise ScannerSilent(answer[:200] or "no answer")
