"""A `clamd` for the tests: the real one with a database that knows EICAR's test file, where
Debian's clamav-daemon is installed, else a stand-in that speaks the same protocol."""

from __future__ import annotations

import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PATIENCE = 60.0


def daemon() -> str | None:
    """The program, None where it isn't installed."""
    return shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """The address of a real daemon whose only signature is the body of EICAR's file."""
    program = daemon()
    assert program
    database = folder / "database"
    database.mkdir()
    # Name:target:offset:hex, one line a signature (ClamAV's "extended signature format").
    (database / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    place = folder / "clamd.ctl"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {place}\nDatabaseDirectory {database}\nForeground yes\n"
        f"LogFile {folder / 'clamd.log'}\nTemporaryDirectory {folder}\nUser root\n"
    )
    process = subprocess.Popen(
        [program, "--config-file", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(place, process)
        yield f"unix:{place}"
    finally:
        process.kill()
        process.wait()


def _wait_for(place: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "clamd ended"
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(place)) == 0:
                return
        threading.Event().wait(0.05)
    raise AssertionError("clamd does not listen")


class _StandIn(socketserver.StreamRequestHandler):
    """One conversation: a command ended by NUL, for INSTREAM the chunks, the answer."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        answers = {b"zVERSION\0": b"ClamAV stand-in\0", b"zPING\0": b"PONG\0"}
        self.wfile.write(answers.get(command) or self._scanned(command))

    def _scanned(self, command: bytes) -> bytes:
        if command != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        return b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def stand_in() -> Iterator[str]:
    """The address of the stand-in, over TCP."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _StandIn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp:127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of something that answers every conversation with `answer` and hangs up."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp:127.0.0.1:{server.server_address[1]}"
        server.shutdown()
