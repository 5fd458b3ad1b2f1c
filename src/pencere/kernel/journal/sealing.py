"""Sealing: rows whose transactions are over are closed in a block that nobody can change unseen.

A transaction that began early may commit late, so rows become visible out of order. What is
sealed therefore goes by the number of the transaction: below the oldest one that still runs
(`pg_snapshot_xmin`) nothing can appear any more, and all that is below it and after the last
block is the next block.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pencere.kernel import clock
from pencere.kernel.errors import Unavailable
from pencere.kernel.journal import keys, merkle
from pencere.kernel.journal.blocks import READ, Block, from_row, genesis, marks_of
from pencere.kernel.journal.canonical import START, Place, place_of, rows_between
from pencere.kernel.journal.verifying import Problem, Report, verify

__all__ = ["JournalMoved", "Problem", "Report", "last_block", "seal_all", "seal_once", "verify"]

BLOCK_ROWS = 8192
"""Rows in a block at most."""
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('pencere.journal.seal'))"
_STATE = """
SELECT era.chain, era.era, era.system_identifier = here.system_identifier,
       pg_snapshot_xmin(pg_current_snapshot())::text::numeric
FROM journal_era era, pg_control_system() here ORDER BY era.era DESC LIMIT 1
"""


class JournalMoved(Unavailable):
    """The database was loaded into another cluster; `pencere migrate` begins a new era."""

    default_code = "journal-moved"


def seal_once() -> Block | None:
    """Seal one block of at most BLOCK_ROWS rows; None when there is nothing to seal, or when
    another process is sealing just now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return None
        chain, era, horizon = _state(cursor)
        last = last_block(cursor)
        rows = _rows_to_seal(cursor, last.last if last else START, era, horizon)
        if not rows:
            return None
        block, marks = _sealed(rows, last, chain)
        _insert(cursor, block, marks)
        transaction.on_commit(lambda: keys.remember_head(chain, block.number, block.hash))
    return block


def seal_all() -> int:
    """Seal block after block until nothing is left; returns the number of rows."""
    rows = 0
    while block := seal_once():
        rows += block.count
    return rows


def last_block(cursor: Any) -> Block | None:
    """The head of the chain."""
    cursor.execute(READ + "ORDER BY number DESC LIMIT 1")
    found = cursor.fetchone()
    return from_row(found) if found else None


def _state(cursor: Any) -> tuple[UUID, int, int]:
    cursor.execute(_STATE)
    chain, era, is_at_home, horizon = cursor.fetchone()
    if not is_at_home:
        raise JournalMoved
    return chain, era, int(horizon)


def _rows_to_seal(cursor: Any, after: Place, era: int, horizon: int) -> list[bytes]:
    is_over = "(era, xid) < ({0}, '{1}'::xid8)"
    return list(rows_between(cursor, after, is_over, era, horizon, limit=BLOCK_ROWS))


def _sealed(rows: list[bytes], last: Block | None, chain: UUID) -> tuple[Block, bytes]:
    leaves = [merkle.leaf(row) for row in rows]
    marks = marks_of(list(zip(rows, leaves, strict=True)))
    key = keys.sealing_key()
    block = Block(
        number=last.number + 1 if last else 1,
        last=place_of(rows[-1]),
        count=len(rows),
        root=merkle.root(leaves),
        marks_digest=sha256(marks).digest(),
        sealed_at=clock.now(),
        previous=last.hash if last else genesis(chain),
        public_key=keys.public_bytes(key),
    )
    statement = block.statement()
    return replace(block, hash=sha256(statement).digest(), signature=key.sign(statement)), marks


def _insert(cursor: Any, block: Block, marks: bytes) -> None:
    cursor.execute(
        "INSERT INTO journal_block (number, era, last_xid, last_seq, count, root, marks,"
        " sealed_at, previous, hash, signature, public_key)"
        " VALUES (%s, %s, %s::text::xid8, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            block.number,
            block.last.era,
            str(block.last.xid),
            block.last.seq,
            block.count,
            block.root,
            marks,
            block.sealed_at,
            block.previous,
            block.hash,
            block.signature,
            block.public_key,
        ],
    )
