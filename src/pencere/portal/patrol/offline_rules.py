"""The shape of a list that is taken along: what a lost phone gives away, and how large it is.

A row is `ROW` octets: the first of an HMAC-SHA-256 of the document's number, what kind of permit
it is, and the minutes between which it holds. The key of the HMAC is derived from a code that the
officer types and that is not on the phone (PBKDF2, so that not all codes can be tried), so that
who finds the phone can't try out numbers: they are too few to be hidden by a hash alone. The rows
are sorted by what they begin with, so that a phone finds one without reading all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARK = 6
"""Octets of a document's mark. Of a list of a million, a number that isn't on it meets one that
is in one case of 280 million."""
_TAIL = struct.Struct(">BHH")
ROW = MARK + _TAIL.size
ROUNDS = 210_000
"""Of PBKDF2-HMAC-SHA-256: a quarter of a second on a phone, once a list."""
CODE_LENGTH = 8
_ALIKE = str.maketrans(
    {
        **dict(zip("АВЕКМНОРСТУХавекмнорстух", "ABEKMHOPCTYX" * 2, strict=True)),
        **dict.fromkeys("İıi", "I"),
    }
)
MOST_MINUTES = 0xFFFF
MOST_KINDS = 255
"""What a row can name; those beyond have no words on the phone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One permit on its way into a list."""

    number: str
    """Of the document, canonical."""
    kind: str
    begins_at: dt.datetime
    ends_at: dt.datetime


def key_of(code: str, salt: bytes) -> bytes:
    """The key of a list, from the code that its officer types."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt, ROUNDS, 32)


def folded(number: str) -> str:
    """A document's number as both sides reduce it before it is marked: letters that look alike
    meet, in whatever script they are typed, and what stands between them is left out."""
    plain = unicodedata.normalize("NFKC", number).translate(_ALIKE).upper().translate(_ALIKE)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def mark(key: bytes, number: str) -> bytes:
    """What stands in a list for a document's number."""
    return hmac.digest(key, folded(number).encode(), "sha256")[:MARK]


def proof(key: bytes) -> bytes:
    """By this a phone sees at once that the code was mistyped."""
    return hmac.digest(key, b"list", "sha256")[:MARK]


@dataclass(frozen=True, slots=True)
class Packed:
    """The rows of a list in their order, and what their kinds are."""

    rows: bytes
    kinds: Sequence[str]
    """By the number that stands in a row."""


def packed(rows: Iterable[Row], *, key: bytes, made_at: dt.datetime) -> Packed:
    """The rows of a list in their order, each once."""
    kinds: dict[str, int] = {}
    made = {
        mark(key, row.number)
        + _TAIL.pack(
            min(kinds.setdefault(row.kind, len(kinds)), MOST_KINDS),
            minutes(row.begins_at, made_at),
            minutes(row.ends_at, made_at),
        )
        for row in rows
    }
    return Packed(b"".join(sorted(made)), list(kinds))


def minutes(at: dt.datetime, since: dt.datetime) -> int:
    """Whole minutes from `since` to `at`, as many as a row can hold; what began before is 0."""
    return max(0, min(int((at - since).total_seconds() // 60), MOST_MINUTES))
