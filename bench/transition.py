"""Workflow steps a second, each durable: what an officer's decision and an applicant's answer cost.

Measured: `casework.applications.api.act` on citizens' messages to an agency, by several threads:
the term is extended, the citizen is asked, answers, and gets the answer; access, lock, decision,
row, step, journal, notice and its job, timers. Reference: the very rows that these steps wrote,
put into tables with the same indexes by plain SQL, one transaction a step, through the same
driver and as many connections: the application's row is updated, the others are inserted.

The journal's rows stay, as all rows do: run it on a database that is thrown away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from bench import submit
from bench.figures import Figure, show
from pencere.casework.applications import api
from pencere.casework.applications.actions.progress import MOVED
from pencere.casework.applications.models import Application
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text

APPLICATIONS = int(os.environ.get("PENCERE_BENCH_APPLICATIONS", "200"))
SERVICE = "digital.appeal"
AGENCY = "digital"
ANSWERS = {
    "kind": "complaint",
    "agency": AGENCY,
    "subject": "Yol",
    "body": "Yol təmir edilsin. " * 5,
}
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("extend", {"reason": "further-examination", "comment": "Araşdırılır."}),
    ("ask", {"comment": "Hansı küçə?"}),
    ("resubmit", {"comment": "Nizami küçəsi."}),
    ("answer", {"comment": "Təmir olunacaq."}),
)
INSERTED = {
    "applications_step": "application_id = ANY(%(ids)s) AND action = ANY(%(actions)s)",
    "notices_notice": "about = ANY(%(abouts)s) AND kind <> 'application.submitted'",
    "journal_entry": "about = ANY(%(abouts)s) AND seq > %(seq)s",
    "procrastinate_jobs": "id > %(job)s",
}
"""Every table into which a step writes rows that stay, with how they are found again."""
MOVED_FIELDS = [field for field in Application._meta.concrete_fields if field.name in MOVED]
UPDATED = [field.column for field in MOVED_FIELDS]

Row = tuple[str, Sequence[Any]]


def run() -> Iterator[Figure]:
    """The one figure."""
    officer = _officer()
    cases = [_sent(number) for number in range(APPLICATIONS)]
    marks = submit.marks()
    rate = submit.rate(cases, lambda case: _walk(officer, *case)) * len(STEPS)
    bundles = _bundles([case for _actor, case in cases], marks)
    with submit.Copies(["applications_application", *INSERTED]) as copies:
        _fill(copies, [case for _actor, case in cases])
        reference = submit.rate(bundles, _write)
    rows = sum(len(bundle) for bundle in bundles) / len(bundles)
    yield Figure("transition.per_s", rate, "steps/s", reference, submit.note(rows, "a step"))


def _officer() -> Actor:
    party = submit.party(0)
    account = get_user_model().objects.create(username=party.identifier, party=party)
    return Actor(
        kind="officer",
        account_id=account.pk,
        party_id=party.pk,
        post_id=new_id(),
        agency=AGENCY,
        roles=frozenset({"officer"}),
        label=Text({"az": "İcraçı"}),
        session="0123456789abcdef",
        assurance="substantial",
    )


def _sent(number: int) -> tuple[Actor, Application]:
    """A message that was sent, by a citizen of its own."""
    actor = submit.applicant(number)
    draft = submit.draft(actor, SERVICE, ANSWERS)
    sent = api.submit(
        actor=actor, application_id=draft.pk, idempotency_key=str(draft.pk), declaration=True
    )
    return actor, sent


def _walk(officer: Actor, citizen: Actor, case: Application) -> None:
    version = case.row_version
    for action, words in STEPS:
        actor = citizen if action == "resubmit" else officer
        case = api.act(
            actor=actor, application_id=case.pk, action=action, row_version=version, **words
        )
        version = case.row_version
    if case.outcome != "answered":
        raise SystemExit(f"{case.reference} was not answered but is {case.state}")


def _bundles(cases: Sequence[Application], marks: dict[str, int]) -> list[list[Row]]:
    """Statements and values of each step: its own update, and the rows that it inserted."""
    dealt = {case.pk: [[] for _step in STEPS] for case in cases}  # type: ignore[var-annotated]
    known = {str(case.pk): case.pk for case in cases} | {case.about: case.pk for case in cases}
    for table, values, row in _written(cases, marks):
        owner = known.get(str(row.get("application_id"))) or known.get(row.get("about", ""))
        bundles = dealt[owner] if owner else min(dealt.values(), key=lambda b: sum(map(len, b)))
        min(bundles, key=len).append((submit.insert_into(table), values))
    current = {case.pk: case for case in Application.objects.filter(pk__in=list(dealt))}
    changes = f"UPDATE bench_applications_application SET {', '.join(f'{c} = %s' for c in UPDATED)}"
    for pk, bundles in dealt.items():
        changed = _columns_of(current[pk])
        for bundle in bundles:
            bundle.append((f"{changes} WHERE id = %s", [*changed, pk]))
    return [bundle for bundles in dealt.values() for bundle in bundles]


def _columns_of(case: Application) -> list[Any]:
    return [f.get_db_prep_save(getattr(case, f.attname), connection) for f in MOVED_FIELDS]


def _written(
    cases: Sequence[Application], marks: dict[str, int]
) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    params: dict[str, Any] = {
        "ids": [case.pk for case in cases],
        "abouts": [case.about for case in cases],
        "actions": [action for action, _words in STEPS],
        **marks,
    }
    with connection.cursor() as cursor:
        for table, condition in INSERTED.items():
            columns = ", ".join(submit.columns(table))
            cursor.execute(
                f"SELECT to_jsonb(t), {columns} FROM {table} t WHERE {condition}", params
            )
            for found in cursor.fetchall():
                yield table, tuple(found[1:]), json.loads(found[0])


def _fill(copies: submit.Copies, cases: Sequence[Application]) -> None:
    """The applications as they stood before, for the updates to find."""
    copies.copy_rows("applications_application", [case.pk for case in cases])


def _write(bundle: list[Row]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in bundle:
            cursor.execute(statement, values)


if __name__ == "__main__":
    show(run())
