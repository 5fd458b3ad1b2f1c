"""Sealing: rows whose transactions are over are closed in a block that nobody can change unseen.

A transaction that began early may commit late, so rows become visible out of order. What is
sealed therefore goes by the number of the transaction: below the oldest one that still runs
nothing can appear any more, and all that is below it and after the last block is the next
block. Numbers are shared by all databases of a cluster; a transaction that certainly runs in
another database doesn't hold this one up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
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

__all__ = [
    "JournalMoved",
    "Problem",
    "Report",
    "SealingState",
    "last_block",
    "seal_all",
    "seal_once",
    "sealing_state",
    "verify",
]

BLOCK_ROWS = 8192
"""Rows in a block at most."""
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('pencere.journal.seal'))"
_STATE = """
SELECT era.chain, era.era, era.system_identifier = here.system_identifier
FROM journal_era era, pg_control_system() here ORDER BY era.era DESC LIMIT 1
"""
# The snapshot is taken first and the locks are looked at after it: a transaction that ended
# between the two is found nowhere, and counts as running here.
_HORIZON = """
WITH taken AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
running AS (SELECT pg_snapshot_xip(snapshot) AS xid FROM taken),
elsewhere AS (
    SELECT held.transactionid AS xid
    FROM pg_locks held JOIN pg_stat_activity session USING (pid)
    WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'
      AND session.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT coalesce(
    (SELECT min(xid::text::numeric) FROM running WHERE xid::xid NOT IN (SELECT xid FROM elsewhere)),
    pg_snapshot_xmax(snapshot)::text::numeric
) FROM taken
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
        chain, era = _journal(cursor)
        last = last_block(cursor)
        rows = _rows_to_seal(cursor, last.last if last else START, era)
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


@dataclass(frozen=True, slots=True)
class SealingState:
    """How far the sealer has come."""

    sealed_at: dt.datetime | None
    """When the last block was sealed."""
    oldest_unsealed: dt.datetime | None
    """Of the rows that no block holds yet, when the oldest was written."""


def sealing_state() -> SealingState:
    """Where the chain ends now. Reads one block and the rows behind it."""
    with connection.cursor() as cursor:
        last = last_block(cursor)
        after = last.last if last else START
        cursor.execute(
            "SELECT (SELECT max(sealed_at) FROM journal_block),"
            " (SELECT min(at) FROM journal_entry WHERE (era, xid, seq) > (%s, %s::text::xid8, %s))",
            [after.era, str(after.xid), after.seq],
        )
        sealed_at, oldest = cursor.fetchone()
    return SealingState(sealed_at=sealed_at, oldest_unsealed=oldest)


def _journal(cursor: Any) -> tuple[UUID, int]:
    cursor.execute(_STATE)
    chain, era, is_at_home = cursor.fetchone()
    if not is_at_home:
        raise JournalMoved
    return chain, era


def _rows_to_seal(cursor: Any, after: Place, era: int) -> list[bytes]:
    cursor.execute(_HORIZON)
    horizon = int(cursor.fetchone()[0])
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
