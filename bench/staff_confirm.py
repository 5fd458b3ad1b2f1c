"""How long an employer of many waits until the permits of all its staff are confirmed.

`staff_confirm.seconds`: `bulk.confirm` of 10,000 drafts, all of it: contracts, vehicles and barred
groups read in the registers, the limit of the activity area counted under the lock, the permits
changed, history, outbox and journal written, committed. Reference: a bare UPDATE of as many rows
of a table like that of permits, and an INSERT of as many events, in the same run.

`staff_confirm.statements`: how many statements that took, however many permits there are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, show
from bench.submit import owner_connection
from pencere.blocks.parties.models import Party
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text
from pencere.systems.staff_permits import bulk
from pencere.systems.staff_permits.models import Permit

PERMITS = 10_000
STAFF = 2 * PERMITS
"""Half of a staff may have a permit of the activity area."""
VEHICLES_EACH = 10
"""One in so many drives."""
VOEN = "9999999999"

_PERSON = "md5('bench-staff-' || n)::uuid"
PEOPLE = f"""
INSERT INTO parties_party (id, kind, identifier, name, search_key, born_on)
SELECT {_PERSON}, 'person', 'BENCHS' || n, 'İşçi ' || n, 'isci ' || n, '1990-01-01'
FROM generate_series(1, %(staff)s) n
"""
CONTRACTS = f"""
INSERT INTO registers_record
  (subject_id, id, version, register, number, counterpart, data, valid_from, recorded_at)
SELECT {_PERSON}, md5('bench-contract-' || n)::uuid, 1, 'labour.contracts', 'BENCH-' || n,
  %(voen)s, jsonb_build_object('employer', 'Bench MMC', 'employer_id', %(voen)s, 'position',
  'Operator', 'started_on', '2024-01-10', 'contract_number', 'BENCH-' || n), '2024-01-10', now()
FROM generate_series(1, %(staff)s) n
"""
VEHICLES = f"""
INSERT INTO registers_record
  (subject_id, id, version, register, number, counterpart, data, valid_from, recorded_at)
SELECT {_PERSON}, md5('bench-vehicle-' || n)::uuid, 1, 'interior.vehicles', 'BENCH-' || n, '',
  jsonb_build_object('plate', 'BENCH-' || n), '2024-01-10', now()
FROM generate_series(1, %(permits)s, %(each)s) n
"""
DRAFTS = f"""
INSERT INTO staff_permits_permit
  (id, number, employer_id, employee_id, employee_name, form, contract, position, rank, plate,
   vehicle_of, region, workplace, kind, activity, starts_on, ends_on, state, key, revision,
   created_at, receipt, reason_code, reason)
SELECT md5('bench-permit-' || n)::uuid, 'BENCH-' || n, %(employer)s, {_PERSON}, 'İşçi ' || n,
  'employment', 'BENCH-' || n, 'Operator', '',
  CASE WHEN n %% %(each)s = 1 THEN 'BENCH-' || n ELSE '' END,
  CASE WHEN n %% %(each)s = 1 THEN 'employee' ELSE '' END, 'AZ-BA', 'Zavod', 'workplace',
  'industry', %(today)s, %(today)s + 30, 'draft', '', 1, now(), '', '', ''
FROM generate_series(1, %(permits)s) n
"""
BARE_TABLES = """
CREATE TEMPORARY TABLE bench_permit (LIKE staff_permits_permit INCLUDING ALL);
CREATE TEMPORARY TABLE bench_event (LIKE staff_permits_event INCLUDING ALL);
INSERT INTO bench_permit SELECT * FROM staff_permits_permit WHERE employer_id = %(employer)s;
"""
BARE = """
UPDATE bench_permit SET state = 'confirmed', confirmed_at = now(), confirmed_by = id;
INSERT INTO bench_event (permit_id, at, kind, who, data, is_told)
SELECT id, now(), 'confirmed', '{}', '{}', false FROM bench_permit;
"""


def run() -> Iterator[Figure]:
    """Both figures."""
    with _employer() as party, connection.cursor() as cursor:
        _fill(party)
        cursor.execute(BARE_TABLES, {"employer": party.pk})
        begin = time.perf_counter()
        with transaction.atomic():
            cursor.execute(BARE)
        bare = time.perf_counter() - begin
        seconds, statements = _confirmed(_director(party))
    yield Figure("staff_confirm.seconds", seconds, "s", bare, f"{PERMITS} permits")
    yield Figure("staff_confirm.statements", statements, "statements")


def _confirmed(actor: Actor) -> tuple[float, float]:
    """Seconds for all but one, and the statements of that one, which comes first: a process that
    serves has read the country pack long ago."""
    ids = list(Permit.objects.filter(number__startswith="BENCH-").values_list("id", flat=True))
    with CaptureQueriesContext(connection) as captured:
        first = bulk.confirm(actor=actor, chosen=ids[:1], key=f"bench-{new_id()}")
    begin = time.perf_counter()
    outcome = bulk.confirm(actor=actor, chosen=ids[1:], key=f"bench-{new_id()}")
    seconds = time.perf_counter() - begin
    if outcome.done + first.done != PERMITS:
        raise SystemExit(f"only {outcome.done} were confirmed: {outcome.refused[:3]}")
    return seconds, float(len(captured))


def _director(party: Party) -> Actor:
    return Actor(
        kind="person",
        account_id=new_id(),
        party_id=UUID(int=1),
        on_behalf_of=party.pk,
        mandate_kind="director",
        mandate_scopes=frozenset({"*"}),
        label=Text({"az": "Direktor", "ru": "Директор", "en": "Director"}),
        assurance="high",
    )


@contextmanager
def _employer() -> Iterator[Party]:
    """An organisation in business; everything of it is taken away afterwards."""
    party = Party.objects.create(
        kind=Party.Kind.ORGANISATION, identifier=VOEN, name="Bench MMC", search_key="bench mmc"
    )
    try:
        yield party
    finally:
        _clear(party)


def _fill(party: Party) -> None:
    values: dict[str, Any] = {
        "staff": STAFF,
        "permits": PERMITS,
        "each": VEHICLES_EACH,
        "voen": VOEN,
        "employer": party.pk,
        "today": clock.today(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registers_record (subject_id, id, version, register, number, counterpart,"
            " data, valid_from, recorded_at) VALUES (%(employer)s, gen_random_uuid(), 1,"
            " 'tax.taxpayers', %(voen)s, '', '{\"status\": \"active\"}', '2024-01-10', now())",
            values,
        )
        cursor.execute(
            "INSERT INTO staff_permits_employer (party_id, identifier, name, is_trader,"
            " looked_up_at) VALUES (%(employer)s, %(voen)s, 'Bench MMC', false, now())",
            values,
        )
        for statement in (PEOPLE, CONTRACTS, VEHICLES, DRAFTS):
            cursor.execute(statement, values)
    with owner_connection() as owner:
        owner.execute("VACUUM (ANALYZE) parties_party, registers_record, staff_permits_permit")


def _clear(party: Party) -> None:
    """Confirmed permits stand still for everybody but the tables' owner."""
    of_permit = "permit_id IN (SELECT id FROM staff_permits_permit WHERE employer_id = %s)"
    with owner_connection() as owner:
        for table in ("permit", "event"):
            owner.execute(f"ALTER TABLE staff_permits_{table} DISABLE TRIGGER USER")
        for table in ("event", "dispatch"):
            owner.execute(
                f"DELETE FROM staff_permits_{table} WHERE {of_permit}",
                [party.pk],
            )
        owner.execute("DELETE FROM staff_permits_permit WHERE employer_id = %s", [party.pk])
        for table in ("permit", "event"):
            owner.execute(f"ALTER TABLE staff_permits_{table} ENABLE TRIGGER USER")
        owner.execute("DELETE FROM staff_permits_bulkrun WHERE employer_id = %s", [party.pk])
        owner.execute("DELETE FROM staff_permits_employer WHERE party_id = %s", [party.pk])
        owner.execute(
            "DELETE FROM registers_record WHERE subject_id IN"
            " (SELECT id FROM parties_party WHERE identifier LIKE 'BENCHS%%' OR id = %s)",
            [party.pk],
        )
        owner.execute(
            "DELETE FROM parties_party WHERE identifier LIKE 'BENCHS%%' OR id = %s", [party.pk]
        )


if __name__ == "__main__":
    import django

    django.setup()
    show(run())
