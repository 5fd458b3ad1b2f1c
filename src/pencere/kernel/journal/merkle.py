"""The Merkle tree of RFC 6962, section 2.1: leaves and nodes hashed apart, so that a node can
never be passed off as a row."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

LEAF = b"\x00"
NODE = b"\x01"


def leaf(content: bytes) -> bytes:
    """The hash of one row."""
    return sha256(LEAF + content).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree's hash over the hashes of its rows; a last one without a neighbour moves up."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        left_over = level[-1:] if len(level) % 2 else []
        pair = iter(level)
        level = [sha256(NODE + a + b).digest() for a, b in zip(pair, pair, strict=False)]
        level += left_over
    return level[0]
