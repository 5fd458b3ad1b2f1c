"""How long a police officer in the street waits for the answer, however many permits there are.

`check.p99_ms`: `patrol.actions.check` by a document's number, all of it: the person found in the
register, their permits of both systems, the verdict, the check and the journal's rows committed.
At 1,000,000 permits of the last two days by default; `python -m bench.check --permits 10000000`
(or PENCERE_BENCH_PERMITS) for ten million, which takes some minutes to make. Reference: the bare
indexed SELECT of one person's permits, in the same run. `check.unknown_p99_ms`: numbers that
nobody has.

The rows are made by SQL in the partitions, and taken away again by dropping these days.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from bench.figures import Figure, show
from bench.submit import owner_connection
from pencere.blocks.identity.models import Account
from pencere.blocks.parties.api import agencies, posts_of, sync_agencies
from pencere.blocks.parties.models import Party, Post
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.rows import select
from pencere.kernel.text import Text
from pencere.kernel.throttle.api import Limit
from pencere.portal.patrol import actions, rules
from pencere.systems.sms_permits.queries import days_around

PERMITS = int(os.environ.get("PENCERE_BENCH_PERMITS", "1000000"))
EACH = 5
"""Permits of one person: the last one holds."""
CALLS, WARM = 3000, 300
REGISTER = "interior.identity-cards"

_PERSON = "md5('bench-check-' || n)::uuid"
PEOPLE = f"""
INSERT INTO parties_party (id, kind, identifier, name, search_key, born_on)
SELECT {_PERSON}, 'person', 'BENCHC' || n, 'Vətəndaş ' || n, 'vetendas ' || n, '1990-01-01'
FROM generate_series(0, %(people)s - 1) n
"""
CARDS = f"""
INSERT INTO registers_record (subject_id, id, version, register, number, counterpart, data,
  valid_from, recorded_at)
SELECT {_PERSON}, md5('bench-card-' || n)::uuid, 1, '{REGISTER}', 'AZE' || lpad(n::text, 8, '0'),
  '', jsonb_build_object('number', 'AZE' || lpad(n::text, 8, '0'), 'surname', 'Vətəndaş',
    'given_name', 'Bench', 'sex', 'male', 'born_on', '1990-01-01', 'expires_on', '2099-01-01'),
  '2020-01-01', now()
FROM generate_series(0, %(people)s - 1) n
"""
GRANTS = f"""
INSERT INTO sms_permits_decision (day, id, subject, document, purpose, sender, channel, asked_at,
  decided_at, outcome, reason, valid_from, valid_until, ordinal, is_extension, certificate,
  district, language)
SELECT %(today)s::date - %(k)s / 3, md5('bench-permit-' || n || '-' || %(k)s)::uuid, {_PERSON},
  'AZE' || lpad(n::text, 8, '0'), 'shopping', '+994500000000', 'sms',
  now() - %(k)s * interval '6 hours', now() - %(k)s * interval '6 hours', 'granted', '',
  now() - %(k)s * interval '6 hours', now() - %(k)s * interval '6 hours' + interval '3 hours',
  %(k)s %% 3 + 1, false, '', 'AZ-BA', 'az'
FROM generate_series(0, %(people)s - 1) n
"""
BARE = """
SELECT id, purpose, valid_from, valid_until FROM sms_permits_decision
WHERE subject = %s AND day BETWEEN %s AND %s AND ordinal >= 1
  AND valid_from <= now() AND valid_until > now()
"""


def run(permits: int = PERMITS) -> Iterator[Figure]:
    """The figures with as many permits."""
    sync_agencies()
    rules.LIMITS |= dict.fromkeys(rules.LIMITS, Limit(10**9, 3600))
    people = max(permits // EACH, 1)
    officer = _officer()
    chosen = random.Random(5)
    try:
        _fill(people)
        _p99(lambda: _bare(chosen.randrange(people)), WARM)
        bare = _p99(lambda: _bare(chosen.randrange(people)))
        _p99(lambda: _check(officer, chosen.randrange(people)), WARM)
        known = _p99(lambda: _check(officer, chosen.randrange(people)))
        unknown = _p99(lambda: _check(officer, people + chosen.randrange(people), "unknown"))
    finally:
        _clear()
    note = f"{people * EACH} permits of {people} people"
    yield Figure("check.p99_ms", known, "ms", bare, note)
    yield Figure("check.unknown_p99_ms", unknown, "ms", bare, note)


def _p99(call: Callable[[], Any], calls: int = CALLS) -> float:
    """Milliseconds within which 99 of 100 calls are done."""
    taken = []
    for _each in range(calls):
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.quantiles(taken, n=100)[-1]


def _bare(number: int) -> None:
    subject = select("SELECT md5('bench-check-' || %s)::uuid", [number])[0][0]
    first, last = days_around(clock.now())
    select(BARE, [subject, first, last])


def _check(officer: Account, number: int, reason: str = "permit") -> None:
    asked = actions.Asked(number=f"AZE{number:08}", code="", key=new_id(), region="AZ-BA")
    seen = actions.check(actor=_actor(officer), asked=asked)
    if seen.verdict.reason != reason:
        raise SystemExit(f"the check of {number} said {seen.verdict.reason}")


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
        label=Text({"az": "Polis", "ru": "Полиция", "en": "Police"}),
        assurance="substantial",
    )


def _officer() -> Account:
    party = Party.objects.create(
        kind=Party.Kind.PERSON,
        identifier=f"BENCHC-{new_id().hex[-16:]}",
        name="Polis",
        search_key="polis",
    )
    account = Account.objects.create(username=party.identifier, party=party)
    Post.objects.create(
        account=account,
        agency_id=next(code for code in agencies() if code == "interior"),
        title={"az": "Polis", "ru": "Полиция", "en": "Police"},
        roles=["officer", "patrol"],
        valid_from=clock.today(),
    )
    return account


def _fill(people: int) -> None:
    values: dict[str, Any] = {"people": people, "today": clock.today()}
    with connection.cursor() as cursor:
        for statement in (PEOPLE, CARDS):
            cursor.execute(statement, values)
        for k in range(EACH):
            cursor.execute(GRANTS, {**values, "k": k})
    with owner_connection() as owner:
        owner.execute("VACUUM (ANALYZE) parties_party, registers_record, sms_permits_decision")


def _clear() -> None:
    """The days are dropped, for their rows can't be deleted; so everything else of them goes."""
    with owner_connection() as owner:
        for name in _days():
            owner.execute(f"DROP TABLE sms_permits_days.{name}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sms_permits_make_days(14)")
        cursor.execute(
            "DELETE FROM patrol_patrolcheck WHERE account_id IN"
            " (SELECT id FROM identity_account WHERE username LIKE 'BENCHC-%')"
        )
        cursor.execute(
            "DELETE FROM parties_post WHERE account_id IN"
            " (SELECT id FROM identity_account WHERE username LIKE 'BENCHC-%')"
        )
        cursor.execute("DELETE FROM identity_account WHERE username LIKE 'BENCHC-%'")
        cursor.execute(
            "DELETE FROM registers_record WHERE subject_id IN"
            " (SELECT id FROM parties_party WHERE identifier LIKE 'BENCHC%')"
        )
        cursor.execute("DELETE FROM parties_party WHERE identifier LIKE 'BENCHC%'")
    with owner_connection() as owner:
        owner.execute("VACUUM (ANALYZE) parties_party, registers_record")


def _days() -> list[str]:
    first, last = days_around(clock.now())
    found = select(
        "SELECT relname FROM pg_class WHERE relnamespace = 'sms_permits_days'::regnamespace"
        " AND relkind = 'r' AND relname BETWEEN %s AND %s",
        [f"d{first:%Y_%m_%d}", f"d{last:%Y_%m_%d}"],
    )
    return [name for (name,) in found]


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--permits", type=int, default=PERMITS)
    show(run(options.parse_args().permits))
