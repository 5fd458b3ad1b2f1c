"""What the ministry's stand-in holds: an SQLite file of permits that are never changed, of what
ended them, and of each message with the receipt that it got."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, received_at TEXT NOT NULL, number TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL, receipt TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS permit (
    number TEXT PRIMARY KEY, message TEXT NOT NULL REFERENCES message, received_at TEXT NOT NULL,
    employer TEXT NOT NULL, employee TEXT NOT NULL, name TEXT NOT NULL, plate TEXT NOT NULL,
    starts_on TEXT NOT NULL, ends_on TEXT NOT NULL, digest TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS permit_by_employee ON permit (employee);
CREATE TABLE IF NOT EXISTS ending (
    permit TEXT PRIMARY KEY REFERENCES permit, message TEXT NOT NULL REFERENCES message,
    kind TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refusal (
    permit TEXT NOT NULL, message TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_HELD = """
SELECT p.number, p.received_at, p.employer, p.employee, p.name, p.plate, p.starts_on, p.ends_on,
    coalesce(e.kind, '')
FROM permit p LEFT JOIN ending e ON e.permit = p.number
WHERE ? = '' OR ? IN (p.number, p.employee, p.employer, p.plate)
ORDER BY p.rowid DESC LIMIT ?
"""
_KEPT = ("message", "permit", "ending", "refusal")
MODES = ("normal", "refuse", "slow", "down")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the stand-in is told to act."""

    mode: str = "normal"
    """`refuse`: permits of `which` (an identifier or plate, all when empty); `slow`: answers
    after `seconds`; `down`: doesn't answer."""
    which: str = ""
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Held:
    """One permit as it is listed."""

    number: str
    received_at: str
    employer: str
    employee: str
    name: str
    plate: str
    starts_on: str
    ends_on: str
    ended: str
    """What ended it: `revoke`, `end`, or ""."""


class Store:
    """The file; each call is one transaction, one writer at a time."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = file
        self._lock = threading.Lock()
        with self._connected() as database:
            database.executescript(_SCHEMA + "".join(map(_unchangeable, _KEPT)))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock, contextlib.closing(sqlite3.connect(self._file, timeout=30)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.isolation_level = None
            yield database

    def take(
        self, claims: Mapping[str, Any], body: str, now: datetime, sign: Callable[[Any], str]
    ) -> str:
        """Keep a verified message with all that it says, once; the receipt, which `sign` makes
        of its claims. The same message again gets the same receipt."""
        with self._connected() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                receipt = self._taken(database, claims, body, now, sign)
                database.execute("COMMIT")
            except BaseException:
                database.execute("ROLLBACK")
                raise
        return receipt

    def _taken(
        self,
        database: sqlite3.Connection,
        claims: Mapping[str, Any],
        body: str,
        now: datetime,
        sign: Callable[[Any], str],
    ) -> str:
        known = database.execute(
            "SELECT receipt FROM message WHERE id = ?", [claims["jti"]]
        ).fetchone()
        if known:
            return str(known[0])
        (count,) = database.execute("SELECT count(*) FROM message").fetchone()
        number = f"{now.year}-{count + 1:08d}"
        behaviour = _behaviour(database)
        results = [
            _result(database, item, claims["jti"], now.isoformat(), behaviour)
            for item in claims["items"]
        ]
        receipt = sign(
            {
                "iss": claims["aud"],
                "aud": claims["iss"],
                "sub": claims["jti"],
                "iat": int(now.timestamp()),
                "number": number,
                "results": results,
            }
        )
        database.execute(
            "INSERT INTO message VALUES (?, ?, ?, ?, ?)",
            [claims["jti"], now.isoformat(), number, body, receipt],
        )
        return receipt

    def behaviour(self) -> Behaviour:
        """How it was last told to act."""
        with self._connected() as database:
            return _behaviour(database)

    def behave(self, behaviour: Behaviour) -> None:
        """Act so from now on."""
        said = {
            "mode": behaviour.mode,
            "which": behaviour.which,
            "seconds": str(behaviour.seconds),
        }
        with self._connected() as database:
            database.executemany(
                "INSERT INTO setting VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                list(said.items()),
            )

    def counts(self) -> dict[str, int]:
        """How many of each there are."""
        with self._connected() as database:
            return {
                table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in _KEPT
            }

    def held(self, query: str = "", limit: int = 100) -> list[Held]:
        """The latest permits, or those whose number, employee, employer or plate is `query`."""
        wanted = query.strip().upper()
        with self._connected() as database:
            rows = database.execute(_HELD, [wanted, wanted, limit]).fetchall()
        return [Held(*row) for row in rows]


def _unchangeable(table: str) -> str:
    return "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'records are kept as they are'); END;\n"
        for act in ("UPDATE", "DELETE")
    )


def _behaviour(database: sqlite3.Connection) -> Behaviour:
    said = dict(database.execute("SELECT name, value FROM setting").fetchall())
    return Behaviour(
        mode=said.get("mode", "normal"),
        which=said.get("which", ""),
        seconds=float(said.get("seconds", "5")),
    )


def _result(
    database: sqlite3.Connection,
    item: Mapping[str, Any],
    message: str,
    now: str,
    behaviour: Behaviour,
) -> dict[str, Any]:
    """Keep one item; what the receipt says of it."""
    if item["kind"] == "grant":
        reason = _granted(database, item, message, now, behaviour)
    else:
        reason = _ended(database, item, message)
    if reason:
        database.execute(
            "INSERT INTO refusal VALUES (?, ?, ?, ?)",
            [item["permit"], message, item["kind"], reason],
        )
        return {"id": item["id"], "outcome": "refused", "reason": reason}
    return {"id": item["id"], "outcome": "accepted"}


def _granted(
    database: sqlite3.Connection,
    item: Mapping[str, Any],
    message: str,
    now: str,
    behaviour: Behaviour,
) -> str:
    content = item["content"]
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(packed.encode()).hexdigest()
    known = database.execute(
        "SELECT digest FROM permit WHERE number = ?", [item["permit"]]
    ).fetchone()
    if known:
        return "" if known[0] == digest else "Bu nömrə ilə başqa icazə qeydə alınıb"
    employee, plate = content["employee"], content["plate"]
    if behaviour.mode == "refuse" and behaviour.which in ("", employee["identifier"], plate):
        return "Nazirliyin məlumatına görə icazə verilə bilməz"
    database.execute(
        "INSERT INTO permit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            item["permit"],
            message,
            now,
            content["employer"]["identifier"],
            employee["identifier"],
            employee["name"],
            plate,
            content["starts_on"],
            content["ends_on"],
            digest,
            packed,
        ],
    )
    return ""


def _ended(database: sqlite3.Connection, item: Mapping[str, Any], message: str) -> str:
    known = database.execute("SELECT 1 FROM permit WHERE number = ?", [item["permit"]]).fetchone()
    if not known:
        return "Belə icazə qeydə alınmayıb"
    database.execute(
        "INSERT INTO ending VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [item["permit"], message, item["kind"], item["at"], item["reason"]],
    )
    return ""
