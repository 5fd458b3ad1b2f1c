"""Calls to addresses that clients registered: a POST, no redirects, a deadline, and never into
our own network because a client's name server says so."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from pencere.blocks.openid.models import Client

SECONDS = 5


class CallFailed(Exception):
    """The other side didn't take it; trying again may help."""


def post(client: Client, address: str, body: bytes, headers: dict[str, str]) -> None:
    """Send `body` to an address of `client`. Raises CallFailed unless the answer is 2xx."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection: http.client.HTTPConnection | None = None
    try:
        connection = _connected(host, port, is_https=parts.scheme == "https", client=client)
        connection.request("POST", target, body, {"Host": parts.netloc, **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CallFailed(f"{host}: {type(error).__name__}") from error
    finally:
        if connection is not None:
            connection.close()
    if not 200 <= status < 300:
        raise CallFailed(f"{host}: {status}")


def _connected(
    host: str, port: int, *, is_https: bool, client: Client
) -> http.client.HTTPConnection:
    """Connected to the very address that was checked: a name that is looked up twice can lead
    to two places."""
    address = _allowed_address(host, port, is_test=client.is_test)
    plain = socket.create_connection((address, port), timeout=SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    if is_https:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(plain, server_hostname=host)
    elif client.is_test:
        connection.sock = plain
    else:
        plain.close()
        raise ValueError("only https")
    return connection


def _allowed_address(host: str, port: int, *, is_test: bool) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_kind, place in found:
        address = ipaddress.ip_address(str(place[0]).split("%")[0])
        if address.is_global or (is_test and address.is_loopback):
            return str(address)
    raise ValueError("not an address that we call")
