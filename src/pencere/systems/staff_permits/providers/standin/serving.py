"""The process of the ministry's stand-in."""

from __future__ import annotations

import socketserver
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from pencere.systems.staff_permits.exchange import signatures
from pencere.systems.staff_permits.providers.standin.app import Application
from pencere.systems.staff_permits.providers.standin.store import Store


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: addresses of requests carry what people searched for."""


def application(folder: Path, their_key_file: Path) -> Application:
    """The stand-in whose store and keys lie in `folder`."""
    return Application(
        Store(folder / "permits.sqlite3"),
        key=signatures.own_key(folder),
        their_key_file=their_key_file,
    )


def server(folder: Path, their_key_file: Path, *, host: str, port: int) -> WSGIServer:
    """A server that is bound and waits for `serve_forever`; port 0 takes a free one."""
    return make_server(
        host,
        port,
        application(folder, their_key_file),
        server_class=_Server,
        handler_class=_Silent,
    )
