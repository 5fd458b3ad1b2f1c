"""How many applications can be sent durably in a second.

`submit.per_s`: `applications.api.submit` on drafts that are filled in, by several threads, for
a service that is granted at once: access, register reads, checks, steps, document order,
journal. Reference: the very rows that those submissions wrote, put into tables with the same
indexes by plain SQL, one transaction an application, through the same driver and as many
connections.

The journal's rows stay, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from bench.figures import Figure, show
from pencere.blocks.identity.models import Account
from pencere.blocks.parties.models import Party
from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.config.databases import database_settings
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text

APPLICATIONS = int(os.environ.get("PENCERE_BENCH_APPLICATIONS", "800"))
THREADS = 4
SERVICE = "justice.family-composition"
ANSWERS = {"purpose": "bank", "language": "az"}

WRITTEN = {
    "applications_application": "reference = ANY(%(references)s)",
    "applications_step": (
        "application_id IN (SELECT id FROM applications_application"
        " WHERE reference = ANY(%(references)s))"
    ),
    "documents_issueddocument": "about = ANY(%(references)s)",
    "notices_notice": "about = ANY(%(abouts)s)",
    "journal_entry": (
        "justification_reference = ANY(%(references)s)"
        " AND action NOT IN ('applications.started', 'applications.saved')"
        " AND seq > %(seq)s"
    ),
    "procrastinate_jobs": "id > %(job)s",
}
"""Every table that a submission writes, with how its rows are found again."""
LEFT_OUT = {
    "journal_entry": {"seq", "era", "xid"},
    "procrastinate_jobs": {"id", "abort_requested"},
}
"""Columns that the database fills by itself."""


def run() -> Iterator[Figure]:
    """The one figure."""
    applicants = [applicant(number) for number in range(APPLICATIONS)]
    drafts = [(actor, draft(actor, SERVICE, ANSWERS)) for actor in applicants]
    before = marks()
    per_s = rate(drafts, _submit)
    bundles = _bundles([each for _actor, each in drafts], before)
    with Copies(list(WRITTEN)) as copies:
        reference = rate(bundles, copies.write)
    rows = sum(len(bundle) for bundle in bundles) / len(bundles)
    yield Figure("submit.per_s", per_s, "applications/s", reference, note(rows, "an application"))


def party(number: int) -> Party:
    """A citizen as the platform names one."""
    return Party.objects.create(
        kind=Party.Kind.PERSON,
        identifier=f"BENCH-{new_id().hex[-16:]}",
        name=f"Vətəndaş {number}",
        search_key=f"vetendas {number}",
    )


def applicant(number: int) -> Actor:
    """A citizen with an account, as sign-in makes the actor."""
    who = party(number)
    account = Account.objects.create(username=who.identifier, party=who)
    return Actor(
        kind="person",
        account_id=account.pk,
        party_id=who.pk,
        label=Text({"az": who.name}),
        session="0123456789abcdef",
        assurance="substantial",
    )


def draft(actor: Actor, service: str, answers: Mapping[str, Any]) -> Application:
    """A draft of which every page is filled in."""
    begun = api.start(actor=actor, service=service)
    page: str | None = api.page(actor=actor, application_id=begun.pk).page.key
    while page:
        seen = api.page(actor=actor, application_id=begun.pk, page=page)
        saved = api.save(
            actor=actor,
            application_id=begun.pk,
            page=page,
            raw=answers,
            row_version=seen.row_version,
        )
        page = saved.next_page
    return begun


def _submit(draft: tuple[Actor, Any]) -> None:
    actor, application = draft
    sent = api.submit(
        actor=actor,
        application_id=application.pk,
        idempotency_key=str(application.pk),
        declaration=True,
    )
    if sent.outcome != "granted":
        raise SystemExit(f"{sent.reference} was not granted but is {sent.state}")


def rate(things: Sequence[Any], do: Callable[[Any], None]) -> float:
    """How many of `things` are done in a second by all threads together."""

    def worker(number: int) -> None:
        try:
            for thing in things[number::THREADS]:
                do(thing)
        finally:
            connection.close()

    begin = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(worker, range(THREADS)))
    return len(things) / (time.perf_counter() - begin)


def marks() -> dict[str, int]:
    """Where the tables that only grow stand before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(seq) FROM journal_entry), 0),"
            " coalesce((SELECT max(id) FROM procrastinate_jobs), 0)"
        )
        seq, job = cursor.fetchone()
    return {"seq": seq, "job": job}


Bundle = list[tuple[str, tuple[Any, ...]]]


def _bundles(drafts: Sequence[Any], marks: dict[str, int]) -> list[Bundle]:
    """The rows that each application's submission wrote: (table, values)."""
    references = [draft.reference for draft in drafts]
    by_key: dict[str, Bundle] = {draft.reference: [] for draft in drafts}
    order = iter(by_key.values())
    known = {str(draft.pk): draft.reference for draft in drafts}
    params: dict[str, Any] = {
        "references": references,
        "abouts": [d.about for d in drafts],
        **marks,
    }
    with connection.cursor() as cursor:
        for table, condition in WRITTEN.items():
            cursor.execute(
                f"SELECT to_jsonb(t), {', '.join(columns(table))} FROM {table} t WHERE {condition}",
                params,
            )
            for row in cursor.fetchall():
                owner = _owner(json.loads(row[0]), known)
                bundle = by_key[owner] if owner else next(order, None)
                if bundle is not None:
                    bundle.append((table, tuple(row[1:])))
    return list(by_key.values())


def _owner(row: dict[str, Any], known: dict[str, str]) -> str | None:
    """Reference of the application that a row belongs to; None for a job, which is dealt out."""
    for key in ("reference", "justification_reference", "about"):
        if row.get(key):
            return str(row[key]).removeprefix("application:")
    return known.get(str(row.get("application_id")))


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall() if name not in LEFT_OUT.get(table, ())]


def insert_into(table: str) -> str:
    """The statement that puts a row into the table's copy."""
    named = columns(table)
    return (
        f"INSERT INTO bench_{table} ({', '.join(named)}) VALUES ({', '.join(['%s'] * len(named))})"
    )


class Copies:
    """Tables like those that were written to, with all their indexes, made by the owner."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tables

    def __enter__(self) -> Copies:
        self.insert: dict[str, str] = {}
        app = settings.DATABASES["default"]["USER"]
        for table in self.tables:
            copy = f"bench_{table}"
            self._as_owner(f"DROP TABLE IF EXISTS {copy}")
            self._as_owner(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
            self._as_owner(f"GRANT INSERT, UPDATE, SELECT ON {copy} TO {app}")
            self.insert[table] = insert_into(table)
        return self

    def __exit__(self, *_error: object) -> None:
        for table in self.tables:
            self._as_owner(f"DROP TABLE bench_{table}")

    def copy_rows(self, table: str, ids: Sequence[Any]) -> None:
        """Put rows of the table itself into its copy, for updates to find."""
        with owner_connection() as owner:
            owner.execute(
                f"INSERT INTO bench_{table} SELECT * FROM {table} WHERE id = ANY(%s)", [list(ids)]
            )

    def write(self, bundle: Bundle) -> None:
        """All rows of one application in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, values in bundle:
                cursor.execute(self.insert[table], values)

    def _as_owner(self, statement: str) -> None:
        with owner_connection() as owner:
            owner.execute(statement)


def owner_connection() -> psycopg.Connection[Any]:
    """A connection of the role that owns the schema, to the database of this run."""
    os.environ["PENCERE_DB_ROLE"] = "owner"
    try:
        own = database_settings(settings.HOME)
    finally:
        del os.environ["PENCERE_DB_ROLE"]
    return psycopg.connect(
        host=own["HOST"] or None,
        port=own.get("PORT") or None,
        user=own["USER"],
        password=own.get("PASSWORD") or None,
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    )


def note(rows: float, each: str) -> str:
    """What the figure was measured with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, synchronous = cursor.fetchone()
    return (
        f"{rows:.0f} rows {each}, {THREADS} connections,"
        f" fsync={fsync}, synchronous_commit={synchronous}"
    )


if __name__ == "__main__":
    show(run())
