"""What the stand-in's phones wrote and got, in a small file of its own: it outlives the process,
as a centre's messages do."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS text (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')),
    phone TEXT NOT NULL,
    number TEXT NOT NULL,
    words TEXT NOT NULL,
    is_from_phone INTEGER NOT NULL,
    state TEXT NOT NULL,
    receipts TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS text_by_phone ON text (phone, at);
CREATE INDEX IF NOT EXISTS text_open ON text (at) WHERE state = 'waiting' OR receipts <> '';
CREATE TABLE IF NOT EXISTS switched_off (phone TEXT PRIMARY KEY);
"""
SHOWN = 100


@dataclass(frozen=True, slots=True)
class StoredText:
    """One text of one phone."""

    id: str
    at: str
    """ISO 8601, UTC."""
    phone: str
    """Digits without a plus."""
    number: str
    """The short number, or the name, at the other end."""
    words: str
    is_from_phone: int
    state: str
    """From a phone: waiting, taken (the gateway acknowledged it) or refused. To a phone: waiting
    (it is switched off) or shown."""
    receipts: str
    """The centre's ids whose receipts are still to be given, a line each."""

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self)


class Store:
    """The file."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + _TABLES)

    def close(self) -> None:
        """Nothing more is read or written."""
        self._file.close()

    def wrote(self, phone: str, number: str, words: str) -> str:
        """A phone's holder wrote; returns the id by which a redelivery is known."""
        return self._add(phone, number, words, is_from_phone=True, state="waiting")

    def came(self, phone: str, number: str, words: str, *, receipts: Sequence[str]) -> None:
        """A text came for a phone; `receipts` are the ids of which the sender wants to hear."""
        state = "waiting" if self.is_off(phone) else "shown"
        self._add(
            phone, number, words, is_from_phone=False, state=state, receipts="\n".join(receipts)
        )

    def to_deliver(self) -> list[StoredText]:
        """What phones wrote and the gateway has not taken, the oldest first."""
        return self._texts("is_from_phone AND state = 'waiting' ORDER BY at LIMIT 200")

    def to_tell(self) -> list[StoredText]:
        """Texts that their phones show and of which receipts are to be given."""
        return self._texts("state = 'shown' AND receipts <> '' ORDER BY at LIMIT 200")

    def mark(self, text: str, state: str) -> None:
        """What became of a text."""
        self._file.execute("UPDATE text SET state = ? WHERE id = ?", [state, text])

    def told(self, text: str) -> None:
        """Its receipts were given."""
        self._file.execute("UPDATE text SET receipts = '' WHERE id = ?", [text])

    def conversation(self, phone: str) -> list[StoredText]:
        """The latest texts of a phone, the oldest of them first."""
        return self._texts("phone = ? ORDER BY at DESC, id LIMIT ?", phone, SHOWN)[::-1]

    def latest(self) -> list[StoredText]:
        """The last text of each phone, the newest first."""
        return self._texts(
            "at = (SELECT max(at) FROM text other WHERE other.phone = text.phone)"
            " GROUP BY phone ORDER BY at DESC LIMIT ?",
            SHOWN,
        )

    def is_off(self, phone: str) -> bool:
        """Whether the phone is switched off."""
        found = self._file.execute("SELECT 1 FROM switched_off WHERE phone = ?", [phone])
        return found.fetchone() is not None

    def switch(self, phone: str) -> None:
        """Switch it off or on; what came meanwhile is shown then."""
        if self.is_off(phone):
            self._file.execute("DELETE FROM switched_off WHERE phone = ?", [phone])
            self._file.execute(
                "UPDATE text SET state = 'shown'"
                " WHERE phone = ? AND NOT is_from_phone AND state = 'waiting'",
                [phone],
            )
        else:
            self._file.execute("INSERT INTO switched_off VALUES (?)", [phone])

    def _add(
        self,
        phone: str,
        number: str,
        words: str,
        *,
        is_from_phone: bool,
        state: str,
        receipts: str = "",
    ) -> str:
        name = secrets.token_hex(8)
        self._file.execute(
            "INSERT INTO text (id, phone, number, words, is_from_phone, state, receipts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [name, phone, number, words, is_from_phone, state, receipts],
        )
        return name

    def _texts(self, condition: str, *values: object) -> list[StoredText]:
        statement = (
            "SELECT id, at, phone, number, words, is_from_phone, state, receipts FROM text"  # noqa: S608
            f" WHERE {condition}"
        )
        with closing(self._file.execute(statement, values)) as found:
            return [StoredText(*row) for row in found.fetchall()]
