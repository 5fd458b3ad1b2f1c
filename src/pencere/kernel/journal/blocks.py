"""A block of the seal: what it states, its hash and its signature.

The stated text is made to be checked by anybody with a SHA-256 and an Ed25519 at hand; what its
lines mean stands in docs/decisions/0003-journal.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pencere.kernel.journal.canonical import Place, seq_of

MARK_LENGTH = 16
_MARK_LEAF = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A seal over all rows after the previous block's last place, up to its own."""

    number: int
    last: Place
    count: int
    root: bytes
    marks_digest: bytes
    sealed_at: dt.datetime
    previous: bytes
    public_key: bytes
    hash: bytes = b""
    signature: bytes = b""

    def statement(self) -> bytes:
        """The text that is hashed and signed."""
        lines = (
            "pencere journal block, form 1",
            f"number {self.number}",
            f"last {self.last.era} {self.last.xid} {self.last.seq}",
            f"count {self.count}",
            f"root {self.root.hex()}",
            f"marks {self.marks_digest.hex()}",
            f"sealed {self.sealed_at.astimezone(dt.UTC).isoformat(timespec='microseconds')}",
            f"previous {self.previous.hex()}",
            f"key {self.public_key.hex()}",
        )
        return ("\n".join(lines) + "\n").encode()

    @property
    def fingerprint(self) -> str:
        """Of the key that signed it."""
        return sha256(self.public_key).hexdigest()

    def is_as_hashed(self) -> bool:
        """Whether it still states what its hash was made of."""
        return sha256(self.statement()).digest() == self.hash

    def is_signed(self) -> bool:
        """Whether the signature is that of its key over its statement."""
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public_key)
            key.verify(self.signature, self.statement())
        except (InvalidSignature, ValueError):
            return False
        return True


def genesis(chain: UUID) -> bytes:
    """What the first block of the journal `chain` names as its previous one."""
    return sha256(b"pencere journal " + str(chain).encode()).digest()


def marks_of(rows: list[tuple[bytes, bytes]]) -> bytes:
    """For each (row, leaf) the row's number and the first bytes of its leaf: they prove
    nothing, but tell which row it is when the root doesn't fit any more."""
    return b"".join(seq_of(row).to_bytes(8, "big") + leaf[:_MARK_LEAF] for row, leaf in rows)


def read_marks(marks: bytes) -> dict[int, bytes]:
    """Number of each row with the first bytes of its leaf."""
    return {
        int.from_bytes(marks[at : at + 8], "big"): marks[at + 8 : at + MARK_LENGTH]
        for at in range(0, len(marks), MARK_LENGTH)
    }


READ = """
SELECT number, era, last_xid::text::numeric, last_seq, count, root, sha256(marks), sealed_at,
       previous, public_key, hash, signature
FROM journal_block
"""


def from_row(row: tuple[Any, ...]) -> Block:
    """The block that a row of `READ` is."""
    number, era, xid, seq, count, root, marks, sealed_at, previous, key, digest, signature = row
    return Block(
        number=number,
        last=Place(era, int(xid), seq),
        count=count,
        root=bytes(root),
        marks_digest=bytes(marks),
        sealed_at=sealed_at,
        previous=bytes(previous),
        public_key=bytes(key),
        hash=bytes(digest),
        signature=bytes(signature),
    )
