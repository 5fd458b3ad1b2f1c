"""What is to be known of an SMS centre to bind to it, also as one address for the environment."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, unquote, urlsplit

PORT = 2775
TLS_PORT = 3550
MAX_SYSTEM_ID = 15
MAX_PASSWORD = 8

BindKind = Literal["transceiver", "receiver", "transmitter"]
Alphabet = Literal["gsm", "latin-1", "ascii", "utf-8"]
LongTexts = Literal["udh-8", "udh-16", "sar", "payload"]
MessageIds = Literal["text", "decimal", "hexadecimal"]


class BadAddress(ValueError):
    """The address of a centre can't be read. The message names what is wrong, no password."""


@dataclass(frozen=True, slots=True)
class Centre:
    """One SMS centre and how it likes to be spoken to. Times are seconds, rates a second."""

    name: str
    host: str
    port: int = PORT
    system_id: str = ""
    password: str = field(default="", repr=False)
    system_type: str = ""
    bind: BindKind = "transceiver"
    binds: int = 1
    numbers: tuple[str, ...] = ()
    """The short numbers that are reached through this centre."""
    tls: bool = False
    tls_ca: str = ""
    """A file of certificates to trust instead of the system's."""
    tls_insecure: bool = False
    """Take any certificate: for a centre inside a tunnel only."""

    window: int = 100
    """Messages of ours that may wait for an answer, a bind."""
    deliver_window: int = 1000
    """Messages of theirs that may wait for ours, a bind; beyond it nothing more is read."""
    rate: float | None = None
    """Messages of ours a second, all binds together; None: as fast as the centre takes them."""
    enquire_every: float = 30.0
    """An idle session is asked whether it lives after this long."""
    response_timeout: float = 10.0
    throttle_patience: float = 10.0
    """A message that the centre has no room for is tried again for this long."""
    rebind_first: float = 0.5
    rebind_most: float = 60.0
    """The waits between attempts to bind grow from the first to the most, each jittered."""

    alphabet: Alphabet = "gsm"
    """What data_coding 0 means there ("SMSC default alphabet")."""
    long_texts: LongTexts = "udh-8"
    source_ton: int | None = None
    source_npi: int | None = None
    """Type and plan of the sender's number; None: by the number's look."""
    country_code: str = ""
    """Completes numbers that the centre names without it."""
    service_type: str = ""
    submit_ids: MessageIds = "text"
    receipt_ids: MessageIds = "text"
    """Some centres answer a submit with a hexadecimal id and name it in decimal in the receipt,
    or the other way round. Ids that are not "text" are brought to decimal."""

    @classmethod
    def from_url(cls, url: str) -> Self:
        """`smpp://user:password@host:port/name?binds=2&window=100&rate=3000&number=…`.

        Any field above is a parameter; `number` may be repeated. Raises BadAddress.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smpp", "smpps"} or not parts.hostname:
            raise BadAddress("an SMS centre's address begins with smpp:// and names a host")
        given = parse_qsl(parts.query, keep_blank_values=True)
        options = {key: value for key, value in given if key != "number"}
        if parts.scheme == "smpps":
            options.setdefault("tls", "1")
        read: dict[str, Any] = {key: _read(key, value) for key, value in options.items()}
        try:
            port = parts.port
        except ValueError:
            raise BadAddress("the port of an SMS centre is no number") from None
        centre = cls(
            name=parts.path.strip("/") or parts.hostname,
            host=parts.hostname,
            port=port or (TLS_PORT if read.get("tls") else PORT),
            system_id=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            numbers=tuple(value for key, value in given if key == "number"),
            **read,
        )
        centre.check()
        return centre

    def check(self) -> None:
        """Raise BadAddress where a value can't be meant."""
        if not (_fits(self.system_id, MAX_SYSTEM_ID) and _fits(self.password, MAX_PASSWORD)):
            raise BadAddress(
                f"{self.name}: an SMPP name has at most {MAX_SYSTEM_ID} ASCII characters,"
                f" a password {MAX_PASSWORD}"
            )
        amounts = (self.binds, self.window, self.deliver_window, self.rebind_first)
        if min(amounts) <= 0 or (self.rate is not None and self.rate <= 0):
            raise BadAddress(f"{self.name}: binds, windows and rates are more than nothing")

    def tls_context(self) -> ssl.SSLContext | None:
        """The context for a connection, None for one in the clear."""
        if not self.tls:
            return None
        context = ssl.create_default_context(cafile=self.tls_ca or None)
        if self.tls_insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _fits(value: str, length: int) -> bool:
    return len(value) <= length and value.isascii() and "\0" not in value


WORDS: Mapping[str, tuple[str, ...]] = {
    "bind": ("transceiver", "receiver", "transmitter"),
    "alphabet": ("gsm", "latin-1", "ascii", "utf-8"),
    "long_texts": ("udh-8", "udh-16", "sar", "payload"),
    "submit_ids": ("text", "decimal", "hexadecimal"),
    "receipt_ids": ("text", "decimal", "hexadecimal"),
}
TEXTS = frozenset({"system_type", "tls_ca", "country_code", "service_type"})
FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
FLAG_NAMES = frozenset({"tls", "tls_insecure"})
WHOLE = frozenset({"binds", "window", "deliver_window", "source_ton", "source_npi"})
AMOUNTS = frozenset(
    {
        "rate",
        "enquire_every",
        "response_timeout",
        "throttle_patience",
        "rebind_first",
        "rebind_most",
    }
)


def _read(name: str, value: str) -> Any:
    try:
        if name in WORDS:
            return WORDS[name][WORDS[name].index(value)]
        if name in TEXTS:
            return value
        if name in FLAG_NAMES:
            return FLAGS[value.lower()]
        if name in WHOLE:
            return int(value)
        if name in AMOUNTS:
            return float(value)
    except (ValueError, KeyError):
        raise BadAddress(f"{name} of an SMS centre can't be {value!r}") from None
    raise BadAddress(f"an SMS centre has no {name!r}")
