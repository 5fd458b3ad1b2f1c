"""Verification: reads the whole journal again and tells each row and block that isn't as it was
sealed. It reads only, at any time, beside a working system."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise, repeat
from multiprocessing import get_context
from typing import Any, Literal
from uuid import UUID

import django
from django.conf import settings
from django.db import connection

from pencere.kernel.journal import keys, merkle
from pencere.kernel.journal.blocks import READ, Block, from_row, genesis, read_marks
from pencere.kernel.journal.canonical import START, Place, rows_between, seq_of

Code = Literal[
    "changed", "removed", "slipped-in", "block-changed", "block-unsigned", "block-unknown-key",
    "chain-broken", "tail-cut",
]  # fmt: skip
WORDS: dict[Code, str] = {
    "changed": "row {row} of block {block} was changed after it was sealed",
    "removed": "row {row} of block {block} was removed",
    "slipped-in": "row {row} was slipped in among the rows of block {block}",
    "block-changed": "block {block} itself was changed",
    "block-unsigned": "the signature of block {block} is not that of its key",
    "block-unknown-key": "block {block} is signed by a key that is not ours",
    "chain-broken": "block {block} doesn't follow the one before it: blocks were removed,"
    " exchanged or replaced",
    "tail-cut": "block {block} was sealed, and isn't there any more or is another one",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that isn't as it was sealed."""

    code: Code
    block: int
    row: int | None = None
    """`seq` of the row."""

    def __str__(self) -> str:
        return WORDS[self.code].format(block=self.block, row=self.row)


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    blocks: int
    rows: int
    """Rows that were read back against a seal."""
    unsealed: int
    """Rows that are too new to have been sealed."""
    head: tuple[int, str] | None
    """Number and hash (hex) of the last block: note it elsewhere, and hand it to a later
    `verify` as `anchors`, which then sees whether the end was cut off."""
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.problems


_BEYOND = b"\xff" * 8
"""Greater than whatever follows a row's place: a field's length is never so large."""
_UP_TO = "(era, xid, seq) <= ({0}, '{1}'::xid8, {2})"


def verify(
    *,
    anchors: Collection[tuple[int, str]] = (),
    trust: Collection[str] | None = None,
    workers: int = 1,
) -> Report:
    """Check every block and every sealed row.

    `anchors` are heads (number, hash in hex) that were noted outside; the one that this
    installation's sealer noted itself is always among them. `trust` are fingerprints of keys,
    by default those that this installation sealed with. More `workers` are processes of their
    own, each reading a part: worth it from some ten million rows on.
    """
    blocks, chain = _chain()
    known = keys.trusted() if trust is None else frozenset(trust)
    noted = [(number, bytes.fromhex(digest)) for number, digest in anchors]
    if own := keys.remembered_head(chain):
        noted.append(own)
    problems = [
        *_links(blocks, chain),
        *(problem for block in blocks for problem in _seal_of(block, known)),
        *_cut(blocks, noted),
    ]
    rows, found = _check_rows(blocks, workers)
    problems += found
    return Report(
        blocks=len(blocks),
        rows=rows,
        unsealed=_unsealed(blocks),
        head=(blocks[-1].number, blocks[-1].hash.hex()) if blocks else None,
        problems=tuple(sorted(problems, key=lambda p: (p.block, p.row or 0, p.code))),
    )


def _chain() -> tuple[list[Block], UUID]:
    with connection.cursor() as cursor:
        cursor.execute(READ + "ORDER BY number")
        blocks = [from_row(row) for row in cursor.fetchall()]
        cursor.execute("SELECT chain FROM journal_era ORDER BY era DESC LIMIT 1")
        return blocks, cursor.fetchone()[0]


def _links(blocks: Sequence[Block], chain: UUID) -> Iterator[Problem]:
    if blocks and (blocks[0].number != 1 or blocks[0].previous != genesis(chain)):
        yield Problem("chain-broken", blocks[0].number)
    for before, block in pairwise(blocks):
        if not _follows(before, block):
            yield Problem("chain-broken", block.number)


def _follows(before: Block, block: Block) -> bool:
    return (
        block.number == before.number + 1
        and block.previous == before.hash
        and block.last > before.last
    )


def _seal_of(block: Block, known: Collection[str]) -> Iterator[Problem]:
    if not block.is_as_hashed():
        yield Problem("block-changed", block.number)
    elif not block.is_signed():
        yield Problem("block-unsigned", block.number)
    elif block.fingerprint not in known:
        yield Problem("block-unknown-key", block.number)


def _cut(blocks: Sequence[Block], noted: Sequence[tuple[int, bytes]]) -> Iterator[Problem]:
    hashes = {block.number: block.hash for block in blocks}
    for number, digest in noted:
        if hashes.get(number) != digest:
            yield Problem("tail-cut", number)


def _check_rows(blocks: Sequence[Block], workers: int) -> tuple[int, list[Problem]]:
    if not blocks:
        return 0, []
    size = -(-len(blocks) // max(1, workers))
    spans = [
        (blocks[start - 1] if start else None, blocks[start : start + size])
        for start in range(0, len(blocks), size)
    ]
    if len(spans) == 1:
        results = [_check_span(*spans[0])]
    else:
        # Each a fresh interpreter: a fork would share this process's connections and threads.
        database = {key: connection.settings_dict[key] for key in ("NAME", "USER", "HOST", "PORT")}
        with ProcessPoolExecutor(len(spans), mp_context=get_context("spawn")) as pool:
            results = list(pool.map(_check_span_apart, repeat(database), *zip(*spans, strict=True)))
    return sum(rows for rows, _ in results), [p for _, problems in results for p in problems]


def _check_span_apart(
    database: dict[str, Any], before: Block | None, blocks: Sequence[Block]
) -> tuple[int, list[Problem]]:
    """In a process of its own."""
    settings.DATABASES["default"].update(database)
    django.setup()
    return _check_span(before, blocks)


def _check_span(before: Block | None, blocks: Sequence[Block]) -> tuple[int, list[Problem]]:
    """Read the rows of consecutive `blocks`, of which the first comes after `before`."""
    problems: list[Problem] = []
    total = 0
    after = before.last if before else START
    last = max(block.last for block in blocks)
    suspects: list[tuple[Block, Block | None, dict[int, bytes]]] = []
    with connection.cursor() as cursor:
        rows = rows_between(cursor, after, _UP_TO, last.era, last.xid, last.seq)
        groups = _by_block(rows, [block.last for block in blocks])
        for previous, block, group in zip((before, *blocks), blocks, groups, strict=False):
            total += len(group)
            leaves = [sha256(merkle.LEAF + row).digest() for row in group]
            if len(group) != block.count or merkle.root(leaves) != block.root:
                found = {seq_of(row): leaf[:8] for row, leaf in zip(group, leaves, strict=True)}
                suspects.append((block, previous, found))
        for block, previous, found in suspects:
            problems += _differences(cursor, block, found, is_linked=_linked(previous, block))
    return total, problems


def _linked(previous: Block | None, block: Block) -> bool:
    return block.number == 1 if previous is None else _follows(previous, block)


def _by_block(rows: Iterator[bytes], ends: Sequence[Place]) -> Iterator[list[bytes]]:
    """The rows up to each end in turn; rows compare with an end as the bytes they begin with."""
    group: list[bytes] = []
    remaining = iter(ends)
    limit = next(remaining).as_bytes() + _BEYOND
    for row in rows:
        while row > limit:
            yield group
            group = []
            limit = next(remaining).as_bytes() + _BEYOND
        group.append(row)
    yield group
    for _end in remaining:
        yield []


def _differences(
    cursor: Any, block: Block, found: dict[int, bytes], *, is_linked: bool
) -> Iterator[Problem]:
    """Name the rows in which `block` differs from what was sealed.

    Where the block before it is gone, rows of that one lie in the way: then only rows that
    the block's own marks name are judged.
    """
    cursor.execute("SELECT marks FROM journal_block WHERE number = %s", [block.number])
    sealed = read_marks(bytes(cursor.fetchone()[0]))
    named = False
    for row in sorted(sealed.keys() | found.keys()):
        code: Code | None = None
        if row not in found:
            code = "removed"
        elif row not in sealed:
            code = "slipped-in" if is_linked else None
        elif sealed[row] != found[row]:
            code = "changed"
        if code:
            named = True
            yield Problem(code, block.number, row)
    if not named and is_linked:
        yield Problem("block-changed", block.number)


def _unsealed(blocks: Sequence[Block]) -> int:
    last = blocks[-1].last if blocks else START
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal_entry WHERE (era, xid, seq) > (%s, %s::text::xid8, %s)",
            [last.era, str(last.xid), last.seq],
        )
        return int(cursor.fetchone()[0])
