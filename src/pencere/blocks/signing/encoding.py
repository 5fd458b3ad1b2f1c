"""Keeps asn1crypto off its exponential paths.

1. asn1crypto 1.5.1 takes a definite length whose last octet is 0x80 (896 is 82 03 80) for
   BER's indefinite length and then encodes everything below anew, twice at each level: a
   certificate of an unlucky length makes a signature take minutes, and so could a stranger's
   file (github.com/wbond/asn1crypto/issues/249, open). `repair` puts the test right.
2. A value that was built, not parsed, is encoded anew twice at each level above it.
   `encoded` holds it as bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from asn1crypto import core

V = TypeVar("V", bound=core.Asn1Value)
DUMPING = (
    core.Asn1Value,
    core.Choice,
    core.Primitive,
    core.ParsableOctetString,
    core.Sequence,
    core.SequenceOf,
)
"""The classes whose `dump` looks at the header's last octet."""


def encoded(value: V) -> V:
    """The same value, held as its DER encoding."""
    parsed: V = type(value).load(value.dump())
    return parsed


def is_indefinite(header: bytes) -> bool:
    """Whether one of the tags and lengths in `header` has the indefinite form (X.690 8.1.3.6)."""
    at = 0
    while at < len(header):
        if header[at] & 0x1F == 0x1F:  # the tag's number follows in octets of seven bits
            at += 1
            while at < len(header) and header[at] & 0x80:
                at += 1
        at += 1
        if at >= len(header):
            return False
        if header[at] == 0x80:
            return True
        at += 1 + (header[at] & 0x7F if header[at] > 0x80 else 0)
    return False


def repair() -> None:
    """Make asn1crypto recognise indefinite lengths by the length octet. Once is enough."""
    for kind in DUMPING:
        dump = kind.__dict__["dump"]
        if not hasattr(dump, "__wrapped__"):
            kind.dump = _repaired(dump)


def _repaired(dump: Callable[..., bytes]) -> Callable[..., bytes]:
    @wraps(dump)
    def repaired(self: Any, force: bool = False) -> bytes:
        header = self._header
        if header is not None and header[-1:] == b"\x80" and not is_indefinite(header):
            self._header = None  # made again from the contents, the same
        return dump(self, force=force)

    return repaired


repair()
