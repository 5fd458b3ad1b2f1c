"""Puts the made-up people into the database: by COPY, in chunks, in several processes.

Each chunk is made from the seed and its place alone and goes in as one transaction, so that
the same seed gives the same people whatever the number of processes, and a load that was
cut off goes on where it stopped when it is started again.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from pencere.kernel import clock
from pencere_az.population import licences, persona_records
from pencere_az.population.chunks import CHUNK, Chunk, first_party_id, make_chunk
from pencere_az.population.personas import (
    PERSONAS,
    PHARMACY_NAME,
    PHARMACY_PARTY,
    PHARMACY_VOEN,
)
from pencere_az.text import fold

Connection = psycopg.Connection[Any]
TABLES = {
    "parties": "parties_party (id, kind, identifier, name, search_key, born_on, ended_on)",
    "records": "registers_record (subject_id, id, version, register, number, data, "
    "valid_from, valid_until, recorded_at, superseded_at, counterpart)",
    "mandates": "parties_mandate (id, grantor_id, holder_id, kind, scopes, source, "
    "valid_from, valid_until, revoked_at)",
}


class PopulationError(RuntimeError):
    """The people can't be loaded into this database: it holds others."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did."""

    people: int
    """Added in this run."""
    organisations: int
    records: int
    mandates: int
    seconds: float
    present: int = 0
    """People of the same seed who were there already."""

    @property
    def people_per_second(self) -> float:
        """Speed of this run."""
        return self.people / self.seconds if self.seconds else 0.0


def make(*, people: int, seed: int, processes: int | None = None) -> Report:
    """Load `people` into the database of the settings. See `load`."""
    database = settings.DATABASES["default"]
    options = {k: v for k, v in database.get("OPTIONS", {}).items() if k != "pool"}
    parameters = {
        "dbname": database["NAME"],
        "user": database.get("USER"),
        "password": database.get("PASSWORD"),
        "host": database.get("HOST"),
        "port": database.get("PORT"),
        **options,
    }
    return load(
        count=people,
        seed=seed,
        processes=processes or multiprocessing.cpu_count(),
        connection={key: value for key, value in parameters.items() if value},
    )


def load(
    *,
    count: int,
    seed: int,
    processes: int,
    connection: Mapping[str, Any],
    progress: Callable[[int], None] = lambda _people: None,
) -> Report:
    """Load the demo's people by name and `count` others, with all their records.

    `connection` are parameters of psycopg. The same seed adds what is still missing, so a
    second run adds nobody. Raises PopulationError when the database holds other people.
    """
    started, today = time.monotonic(), clock.today()
    with psycopg.connect(**connection) as database:
        present = _chunks_present(database, seed, count)
        _load_personas(database, today)
        licences.load(database, today)
    wanted = [(place, size) for place, size in enumerate(_sizes(count)) if place not in present]
    done = [Totals()]
    for totals in _load_chunks(wanted, seed, today, processes, connection):
        done.append(totals)
        progress(sum(part.people for part in done))
    if wanted:
        with psycopg.connect(**connection, autocommit=True) as database:
            _analyse(database)
    return Report(
        people=sum(part.people for part in done),
        organisations=sum(part.organisations for part in done),
        records=sum(part.records for part in done),
        mandates=sum(part.mandates for part in done),
        seconds=time.monotonic() - started,
        present=sum(size for place, size in enumerate(_sizes(count)) if place in present),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a chunk held."""

    people: int = 0
    organisations: int = 0
    records: int = 0
    mandates: int = 0


def _sizes(count: int) -> Iterator[int]:
    whole, rest = divmod(count, CHUNK)
    yield from [CHUNK] * whole
    if rest:
        yield rest


def _chunks_present(database: Connection, seed: int, count: int) -> set[int]:
    """Places of the chunks that are in the database; PopulationError if others are there."""
    ids = {first_party_id(seed, place): place for place, _ in enumerate(_sizes(count))}
    rows = database.execute(
        "SELECT id::text FROM parties_party WHERE id = ANY(%s::uuid[])", [list(ids)]
    )
    present = {ids[row[0]] for row in rows}
    if not present and _holds_others(database):
        raise PopulationError(
            "The database holds people already, and not those of this seed. "
            "Load into a new database, or give the seed that was used."
        )
    return present


def _holds_others(database: Connection) -> bool:
    """Whether there are more people than the named ones and a demo's few."""
    named = [persona.party_id for persona in PERSONAS.values()]
    row = database.execute(
        "SELECT EXISTS (SELECT FROM parties_party p WHERE kind = 'person' AND id <> ALL(%s)"
        " AND EXISTS (SELECT FROM registers_record r WHERE r.subject_id = p.id))",
        [named],
    ).fetchone()
    return bool(row and row[0])


def _load_chunks(
    wanted: list[tuple[int, int]],
    seed: int,
    today: dt.date,
    processes: int,
    connection: Mapping[str, Any],
) -> Iterator[Totals]:
    if processes == 1 or len(wanted) < 2:
        with _connected(connection) as database:
            for place, size in wanted:
                yield _load_chunk(
                    database, make_chunk(seed=seed, place=place, size=size, today=today)
                )
        return
    # Not fork: the parent may hold threads and connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _open_connection, (connection,)) as pool:
        waiting = [pool.submit(_load_in_worker, seed, place, size, today) for place, size in wanted]
        for future in waiting:
            yield future.result()


def _connected(parameters: Mapping[str, Any]) -> Connection:
    database = psycopg.connect(**parameters, autocommit=True)
    # A load that is lost in a crash is started again.
    database.execute("SET synchronous_commit = off")
    return database


_of_this_worker: list[Connection] = []


def _open_connection(parameters: Mapping[str, Any]) -> None:
    """In a worker process, once: its connection for all chunks."""
    _of_this_worker.append(_connected(parameters))


def _load_in_worker(seed: int, place: int, size: int, today: dt.date) -> Totals:
    chunk = make_chunk(seed=seed, place=place, size=size, today=today)
    return _load_chunk(_of_this_worker[0], chunk)


def _load_chunk(database: Connection, chunk: Chunk) -> Totals:
    with database.transaction():
        _copy(database, chunk)
    return Totals(
        people=chunk.people,
        organisations=chunk.organisations,
        records=len(chunk.records),
        mandates=len(chunk.mandates),
    )


def _copy(database: Connection, chunk: Chunk) -> None:
    for name, columns in TABLES.items():
        lines: list[str] = getattr(chunk, name)
        with database.cursor() as cursor, cursor.copy(f"COPY {columns} FROM STDIN") as copy:
            copy.write("".join(lines))


def _analyse(database: Connection) -> None:
    """Fresh statistics, so that the first queries are planned well."""
    for columns in TABLES.values():
        database.execute(f"ANALYZE {columns.split(' ', 1)[0]}")


def _load_personas(database: Connection, today: dt.date) -> None:
    """The demo's people by name: those who are not there yet, with all their records."""
    added = _add_persona_parties(database)
    recorded_at = clock.now()
    rows = [row for row in persona_records.records(today) if row.subject in added]
    with database.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLES['records']}"  # noqa: S608  (constants only)
            " VALUES (%s, gen_random_uuid(), 1, %s, %s, %s, %s, %s, %s, NULL, %s)",
            [
                (
                    r.subject,
                    r.register,
                    r.number,
                    Jsonb(r.data, _json),
                    r.valid_from,
                    r.valid_until,
                    recorded_at,
                    r.data.get("employer_id", ""),
                )
                for r in rows
            ],
        )
        cursor.executemany(
            f"INSERT INTO {TABLES['mandates']}"  # noqa: S608  (constants only)
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, NULL)",
            [
                (
                    m.grantor,
                    m.holder,
                    m.kind,
                    Jsonb(m.scopes),
                    m.source,
                    m.valid_from,
                    m.valid_until,
                )
                for m in persona_records.mandates(today)
                if m.grantor in added
            ],
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _add_persona_parties(database: Connection) -> set[Any]:
    people = [
        (p.party_id, "person", p.fin, p.full_name, fold(p.full_name), p.born_on)
        for p in PERSONAS.values()
    ]
    pharmacy = (
        PHARMACY_PARTY, "organisation", PHARMACY_VOEN, PHARMACY_NAME, fold(PHARMACY_NAME), None,
    )  # fmt: skip
    added = set()
    for party in [*people, pharmacy]:
        row = database.execute(
            f"INSERT INTO {TABLES['parties']}"  # noqa: S608  (constants only)
            " VALUES (%s, %s, %s, %s, %s, %s, NULL) ON CONFLICT DO NOTHING RETURNING id",
            party,
        ).fetchone()
        if row:
            added.add(row[0])
    return added
