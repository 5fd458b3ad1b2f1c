"""Sealing, and finding whatever was done to the journal afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.kernel.journal.people import write

from pencere.kernel.journal import keys, sealing
from pencere.kernel.journal.merkle import leaf, root
from pencere.kernel.journal.sealing import JournalMoved, seal_once
from pencere.kernel.journal.verifying import Problem, verify

pytestmark = pytest.mark.django_db(transaction=True)
Tamper = Callable[[str], None]


def seal_all() -> None:
    """Seal until nothing is left: PostgreSQL's own analyses may hold a number for a moment."""
    for _ in range(500):
        sealing.seal_all()
        if verify().unsealed == 0:
            return
        time.sleep(0.01)


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Thirty rows in three blocks; their numbers."""
    monkeypatch.setattr(sealing, "BLOCK_ROWS", 10)
    for _ in range(6):
        write(5)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM journal_entry ORDER BY era, xid, seq")
        rows = [row[0] for row in cursor.fetchall()]
    assert verify().is_sound
    return rows


def _codes() -> set[str]:
    return {problem.code for problem in verify().problems}


def test_what_is_sealed_is_found_sound(sealed: list[int]) -> None:
    write(3)
    report = verify()
    assert report.is_sound
    assert report.rows == len(sealed)
    assert report.unsealed == 3
    assert report.head
    assert report.head[0] == report.blocks


def test_an_empty_journal_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify().is_sound


def test_a_changed_row_is_named(sealed: list[int], tamper: Tamper) -> None:
    tamper(f"UPDATE journal_entry SET purpose = 'tea' WHERE seq = {sealed[13]}")
    assert verify().problems == (Problem("changed", 2, sealed[13]),)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "subject = NULL",
        "params = params || '{\"x\": 1}'",
        "fields = ARRAY['surname']",
        "actor_label = '{}'",
        "address = '192.0.2.99'",
        "about = about || ' '",
    ],
)
def test_each_value_is_under_the_seal(sealed: list[int], tamper: Tamper, change: str) -> None:
    tamper(f"UPDATE journal_entry SET {change} WHERE seq = {sealed[-1]}")
    assert _codes() == {"changed"}


def test_a_removed_row_is_named(sealed: list[int], tamper: Tamper) -> None:
    tamper(f"DELETE FROM journal_entry WHERE seq = {sealed[4]}")
    assert verify().problems == (Problem("removed", 1, sealed[4]),)


def test_a_row_slipped_in_is_named(sealed: list[int], tamper: Tamper) -> None:
    tamper(
        "INSERT INTO journal_entry OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(e,"
        f" '{{\"seq\": 900000}}')).* FROM journal_entry e WHERE seq = {sealed[7]}"
    )
    # It stands behind the last row of its transaction: the blocks have ten rows each.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) - 1 FROM journal_entry e, journal_entry slipped"
            " WHERE slipped.seq = 900000 AND (e.era, e.xid) <= (slipped.era, slipped.xid)"
        )
        block = cursor.fetchone()[0] // 10 + 1
    assert verify().problems == (Problem("slipped-in", block, 900000),)


def test_a_moved_row_is_found(sealed: list[int], tamper: Tamper) -> None:
    tamper(
        "UPDATE journal_entry SET xid = (SELECT xid FROM journal_entry"
        f" WHERE seq = {sealed[-1]}) WHERE seq = {sealed[2]}"
    )
    assert {"removed", "slipped-in"} <= _codes()


def test_a_changed_block_is_found(sealed: list[int], tamper: Tamper) -> None:
    tamper("UPDATE journal_block SET sealed_at = sealed_at - interval '1 day' WHERE number = 2")
    assert verify().problems == (Problem("block-changed", 2),)


def test_changed_marks_are_found(sealed: list[int], tamper: Tamper) -> None:
    tamper("UPDATE journal_block SET marks = '\\x00' || marks WHERE number = 2")
    assert verify().problems == (Problem("block-changed", 2),)


def test_a_removed_block_is_found(sealed: list[int], tamper: Tamper) -> None:
    tamper("DELETE FROM journal_block WHERE number = 2")
    assert verify().problems == (Problem("chain-broken", 3),)


def test_a_removed_first_block_is_found(sealed: list[int], tamper: Tamper) -> None:
    tamper("DELETE FROM journal_block WHERE number = 1")
    assert Problem("chain-broken", 2) in verify().problems


def test_exchanged_blocks_are_found(sealed: list[int], tamper: Tamper) -> None:
    tamper(
        "UPDATE journal_block SET number = CASE number WHEN 1 THEN -2 ELSE -1 END WHERE number < 3"
    )
    tamper("UPDATE journal_block SET number = -number WHERE number < 0")
    assert {"block-changed", "chain-broken"} <= _codes()


def test_a_cut_off_end_is_found(sealed: list[int], tamper: Tamper) -> None:
    tamper("DELETE FROM journal_block WHERE number = (SELECT max(number) FROM journal_block)")
    assert _codes() == {"tail-cut"}


def test_a_cut_off_end_is_found_by_a_head_noted_elsewhere(
    sealed: list[int], tamper: Tamper, keys_root: Path
) -> None:
    head = verify().head
    assert head
    tamper("DELETE FROM journal_block; DELETE FROM journal_entry")
    for note in keys_root.glob("journal/*.head"):
        note.unlink()
    assert verify().is_sound  # nothing is left to tell
    assert {p.code for p in verify(anchors=[head]).problems} == {"tail-cut"}


def test_a_journal_sealed_anew_with_another_key_is_found(
    sealed: list[int], tamper: Tamper, settings: Any, keys_root: Path, tmp_path: Path
) -> None:
    tamper(f"UPDATE journal_entry SET purpose = 'tea' WHERE seq = {sealed[3]}")
    tamper("DELETE FROM journal_block")
    settings.KEYS_ROOT = tmp_path / "of-the-forger"
    seal_all()
    assert verify().is_sound  # to the forger
    settings.KEYS_ROOT = keys_root
    assert {"block-unknown-key", "tail-cut"} <= _codes()


def test_a_forged_signature_is_found(sealed: list[int], tamper: Tamper) -> None:
    tamper("UPDATE journal_block SET signature = sha256(signature) WHERE number = 1")
    assert verify().problems == (Problem("block-unsigned", 1),)


def test_several_processes_find_the_same(sealed: list[int], tamper: Tamper) -> None:
    tamper(f"UPDATE journal_entry SET purpose = 'tea' WHERE seq IN ({sealed[1]}, {sealed[-1]})")
    assert verify(workers=2) == verify(workers=1)
    assert len(verify().problems) == 2


def test_a_transaction_that_commits_late_is_sealed_all_the_same() -> None:
    began, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write(2)
            began.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(10)
    write(3)  # younger, and committed first
    assert seal_once() is None or verify().is_sound
    go.set()
    thread.join()
    seal_all()
    report = verify()
    assert report.is_sound
    assert report.unsealed == 0


def test_sealers_at_once_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK_ROWS", 7)

    def work(number: int) -> int:
        try:
            if number % 2:
                return sealing.seal_all()
            for _ in range(10):
                write(3)
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    seal_all()
    report = verify()
    assert report.is_sound
    assert report.unsealed == 0
    assert report.rows >= 120


def test_the_key_is_made_once_and_private(keys_root: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = {keys.public_bytes(key) for key in pool.map(lambda _: keys.sealing_key(), range(8))}
    assert len(made) == 1
    assert (keys_root / "journal" / "seal.pem").stat().st_mode & 0o077 == 0


def test_a_journal_loaded_into_another_cluster_begins_a_new_era(
    sealed: list[int], tamper: Tamper
) -> None:
    tamper("UPDATE journal_era SET system_identifier = 1")
    write()
    with pytest.raises(JournalMoved):
        seal_once()
    tamper("SELECT journal_begin_era_if_moved()")
    write(2)
    seal_all()
    report = verify()
    assert report.is_sound
    assert report.unsealed == 0


def test_the_owner_is_refused_too(sealed: list[int]) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_months.rest SET purpose = ''")


def test_the_tree_is_that_of_rfc_6962() -> None:
    """Test vectors of the Certificate Transparency log's reference implementation."""
    leaves = [
        bytes.fromhex(text)
        for text in (
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        )
    ]  # fmt: skip
    hashes = [leaf(content) for content in leaves]
    assert root([]).hex().startswith("e3b0c44298fc1c14")
    assert root(hashes[:1]).hex().startswith("6e340b9cffb37a98")
    assert root(hashes[:2]).hex().startswith("fac54203e7cc696c")
    assert root(hashes[:3]).hex().startswith("aeb6bcfe274b70a1")
    assert root(hashes[:7]).hex().startswith("ddb89be403809e32")
    assert root(hashes).hex().startswith("5dc9da79a70659a9")
