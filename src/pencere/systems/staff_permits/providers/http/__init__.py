"""The ministry's system behind an address: a POST of the signed message, a receipt as answer."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from pencere.systems.staff_permits.exchange.signatures import MOST_BYTES
from pencere.systems.staff_permits.providers.base import NoAnswer

SECONDS = 30.0
PATH = "/messages"
MEDIA_TYPE = "application/jose"
_CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


@dataclass(frozen=True, slots=True)
class HttpMinistry:
    """Delivers to `address` (scheme, host, port and perhaps a path)."""

    address: str
    seconds: float = SECONDS

    def deliver(self, body: str) -> str:
        """The receipt. Raises NoAnswer."""
        parts = urlsplit(self.address)
        if parts.scheme not in _CONNECTIONS or not parts.hostname:
            raise NoAnswer("bad-address")
        connection = _CONNECTIONS[parts.scheme](parts.hostname, parts.port, timeout=self.seconds)
        try:
            connection.request(
                "POST",
                parts.path.rstrip("/") + PATH,
                body.encode("ascii"),
                {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE},
            )
            response = connection.getresponse()
            answer: bytes = response.read(MOST_BYTES + 1)
        except TimeoutError as error:
            raise NoAnswer("timeout") from error
        except ConnectionRefusedError as error:
            raise NoAnswer("connection-refused") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer(type(error).__name__.lower()) from error
        finally:
            connection.close()
        if response.status != http.HTTPStatus.OK:
            raise NoAnswer(f"http-{response.status}")
        return answer.decode("ascii", "replace")
