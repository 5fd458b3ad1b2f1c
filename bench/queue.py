"""How long an officer waits for the first page of the queue, however many applications there are.

`queue.p95_ms`: the officer's posts and roles from the database, then the first page of "to do"
through `applications.api.queue`, at 1,000,000 applications in 20 agencies. Reference: the same
at 10,000, in the same run. `queue.lists_p95_ms` and `queue.counts_p95_ms`: the same for all the
lists in turn, and for the head line. `queue.filtered_p95_ms`: "to do" and "finished" with each
filter in turn, those that leave nothing among them, which walk the longest.

The applications are made by SQL and deleted again.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any
from uuid import UUID

from django.db import connection

from bench.figures import Figure, show
from bench.submit import owner_connection
from pencere.blocks.identity.models import Account
from pencere.blocks.parties.api import agencies, posts_of
from pencere.blocks.parties.models import Party, Post
from pencere.casework.applications import api
from pencere.casework.applications.shapes_desk import (
    QueueKind,
)
from pencere.casework.definitions.api import all_current
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id

MANY = int(os.environ.get("PENCERE_BENCH_APPLICATIONS_MANY", "1000000"))
FEW = 10_000
CALLS = 400
AGENCIES = 20
PEOPLE = 20_000
RARE_STATE = "granted"
FILTERS: tuple[dict[str, Any], ...] = (
    {"state": RARE_STATE},
    {"state": "none"},
    {"region": "rare"},
    {"region": "none"},
    {"verdict": "review"},
    {"verdict": "none"},
    {"text": "vetendas 1999"},
    {"state": RARE_STATE, "region": "rare", "order": "arrival"},
)
"""One in a thousand has the rare value; nothing has the other."""
LISTS: tuple[QueueKind, ...] = ("todo", "mine", "unassigned", "overdue", "waiting", "closed")

# Of ten, three are to do (a third of these overdue, a third taken), one waits for the
# applicant, six are closed; each agency has as many as any other.
FILL = """
INSERT INTO applications_application
  (id, reference, version_id, service, agency_id, applicant_id, applied_by_id, language, stage,
   state, start, form, page_versions, data, checks, findings, page,
   created_at, changed_at, submitted_at, entered_at, due_at, closed_at, queue_role,
   escalated_to, queue_at, assignee_id, outcome,
   outcome_reason, idempotency_key, row_version, mandate_kind, warned_for, awaits, region)
SELECT gen_random_uuid(), 'bench-' || n, %(version)s, %(service)s,
  (%(agencies)s::text[])[(1 + n %% %(count)s)::int],
  (%(parties)s::uuid[])[(1 + n * 7919 %% %(people)s)::int], %(account)s, 'az',
  CASE n / %(count)s %% 10 WHEN 0 THEN 'todo' WHEN 1 THEN 'todo' WHEN 2 THEN 'todo'
    WHEN 3 THEN 'waiting' ELSE 'closed' END,
  CASE n * 31 %% 1009 WHEN 0 THEN %(rare)s ELSE %(state)s END,
  '{}', '{"purpose": "bank"}', '{}', '{}',
  CASE n * 17 %% 11 WHEN 0 THEN '{"kind": "review"}'::jsonb ELSE '{"kind": "ok"}' END, '{}', '',
  now(), now(), now() - n %% 90000 * interval '1 minute', now() - n %% 90000 * interval '1 minute',
  now() + (n * 7919 %% 60000 - 20000) * interval '1 minute',
  CASE WHEN n / %(count)s %% 10 > 3 THEN now() - n %% 90000 * interval '1 minute' END,
  'officer', CASE WHEN n / %(count)s %% 10 = 0 AND n %% 7 = 0 THEN 'head' ELSE '' END,
  CASE WHEN n / %(count)s %% 10 < 3 THEN
    now() + (n * 7919 %% 60000 - 20000) * interval '1 minute' END,
  CASE WHEN n / %(count)s %% 10 = 1 THEN %(account)s END,
  CASE WHEN n / %(count)s %% 10 > 3 THEN 'granted' ELSE '' END, '', '', 1, '', '', '',
  CASE n * 13 %% 1013 WHEN 0 THEN 'rare' ELSE 'region-' || n %% 70 END
FROM generate_series(%(begin)s::bigint, %(end)s::bigint) n
"""


def run() -> Iterator[Figure]:
    """The figures at MANY, each with that at FEW as its reference."""
    officers = [_officer(code) for code in list(agencies())[:AGENCIES]]
    people = _people()
    try:
        _fill(officers, people, 1, FEW)
        few = _measured(officers)
        _fill(officers, people, FEW + 1, MANY)
        many = _measured(officers)
    finally:
        _clear()
    note = f"{MANY} applications in {AGENCIES} agencies, reference {FEW}"
    for name, value in many.items():
        yield Figure(name, value, "ms", few[name], note)


def _measured(officers: list[Account]) -> dict[str, float]:
    kinds = cycle(LISTS)

    def page(actor: Actor, kind: QueueKind) -> None:
        if not api.queue(actor=actor, filters=api.QueueFilters(kind=kind)).rows:
            raise SystemExit(f"the list {kind} of {actor.agency} is empty")

    filters = cycle(
        api.QueueFilters(kind=kind, **each) for each in FILTERS for kind in ("todo", "closed")
    )
    return {
        "queue.p95_ms": _p95(officers, lambda actor: page(actor, "todo")),
        "queue.lists_p95_ms": _p95(officers, lambda actor: page(actor, next(kinds))),
        "queue.filtered_p95_ms": _p95(
            officers, lambda actor: api.queue(actor=actor, filters=next(filters))
        ),
        "queue.counts_p95_ms": _p95(officers, lambda actor: api.counts(actor=actor)),
    }


def _p95(officers: list[Account], look: Callable[[Actor], Any]) -> float:
    """Milliseconds within which 19 of 20 calls are done; the first round only warms up."""
    taken = []
    for number in range(CALLS + AGENCIES):
        account = officers[number % AGENCIES]
        begin = time.perf_counter()
        look(_actor(account))
        if number >= AGENCIES:
            taken.append((time.perf_counter() - begin) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def _actor(account: Account) -> Actor:
    """The officer as a request makes them: the posts are read each time."""
    post = posts_of(account.pk, clock.today())[0]
    return Actor(
        kind="officer",
        account_id=account.pk,
        party_id=account.party_id,
        post_id=post.id,
        agency=post.agency,
        roles=post.roles,
        assurance="substantial",
    )


def _officer(agency: str) -> Account:
    party = Party.objects.create(
        kind=Party.Kind.PERSON,
        identifier=f"BENCHQ-{new_id().hex[-16:]}",
        name="İcraçı",
        search_key="icraci",
    )
    account = Account.objects.create(username=party.identifier, party=party)
    Post.objects.create(
        account=account,
        agency_id=agency,
        title={"az": "Məsləhətçi", "ru": "Советник", "en": "Adviser"},
        roles=["officer", "head"],
        valid_from=clock.today(),
    )
    return account


def _people() -> list[UUID]:
    """Those who applied."""
    made = [
        Party(
            kind=Party.Kind.PERSON,
            identifier=f"BENCHQ-{new_id().hex[-16:]}",
            name=f"Vətəndaş {number}",
            search_key=f"vetendas {number}",
        )
        for number in range(PEOPLE)
    ]
    return [each.pk for each in Party.objects.bulk_create(made, batch_size=5000)]


def _fill(officers: list[Account], people: list[UUID], begin: int, end: int) -> None:
    version = next(
        each
        for each in all_current()
        if any(state.queue for state in each.definition.workflow.states.values())
        and RARE_STATE in each.definition.workflow.states
    )
    states = version.definition.workflow.states
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {
                "version": version.pk,
                "service": version.service,
                "state": next(code for code, state in states.items() if state.queue),
                "rare": RARE_STATE,
                "agencies": list(agencies())[:AGENCIES],
                "count": AGENCIES,
                "parties": people,
                "people": len(people),
                "account": officers[0].pk,
                "begin": begin,
                "end": end,
            },
        )
        # Each agency's cases are its own officer's.
        for officer in officers[1:]:
            cursor.execute(
                "UPDATE applications_application SET assignee_id = %s"
                " WHERE assignee_id = %s AND reference LIKE 'bench-%%' AND agency_id ="
                " (SELECT agency_id FROM parties_post WHERE account_id = %s)",
                [officer.pk, officers[0].pk, officer.pk],
            )
    _tidy()


def _tidy() -> None:
    """What autovacuum would have done by the time that so many had come."""
    with owner_connection() as owner:
        owner.execute("VACUUM (ANALYZE) applications_application")


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM applications_application WHERE reference LIKE 'bench-%'")
        cursor.execute(
            "DELETE FROM parties_post WHERE account_id IN"
            " (SELECT id FROM identity_account WHERE username LIKE 'BENCHQ-%')"
        )
        cursor.execute("DELETE FROM identity_account WHERE username LIKE 'BENCHQ-%'")
        cursor.execute("DELETE FROM parties_party WHERE identifier LIKE 'BENCHQ-%'")
    _tidy()


if __name__ == "__main__":
    show(run())
