"""How many requests for a permit to leave home can be decided in a second.

`decide.per_s`: requests in batches of 500 by two connections, half of them refused since the
person had the day's permit; each batch in a transaction of its own, the locks, the statement that
decides and writes, and the commit. Reference: as many rows of the same columns, constraints and
indexes by INSERT … SELECT FROM unnest, in batches and by connections as above.

`decide.whole_per_s`: the same from the text of the message to the answer: reading it, looking the
people up in the registers, the journal, the decision, the words. The channel's own rows are not
in it. Reference: as above.

PENCERE_BENCH_PEOPLE people (200,000) are made in the database, with card and address; 1,000,000
take about two minutes. Run it on a database that is thrown away.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from bench.figures import Figure, show
from bench.submit import owner_connection
from pencere.blocks.sms.api import Inbound
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import regime
from pencere.systems.sms_permits.deciding import Asked, decide
from pencere.systems.sms_permits.handling import HANDLER
from pencere.systems.sms_permits.rules import Document, Person, Request

PEOPLE = int(os.environ.get("PENCERE_BENCH_PEOPLE", "200000"))
DECISIONS = min(int(os.environ.get("PENCERE_BENCH_DECISIONS", "80000")), PEOPLE // 2)
BATCH, CONNECTIONS = 500, 2
PURPOSE, INDEX = "shopping", "2"
COPY = "bench_decision"
EARLY, LATER = dt.timedelta(minutes=10), dt.timedelta(hours=9)
"""When, after midnight, half of the people get the day's permit, and when all ask."""

# Ids that nobody else has; numbers in order, as people of all years ask in any order.
_MAKE = (
    """INSERT INTO parties_party (id, kind, identifier, name, search_key, born_on)
    SELECT ('0bec0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person',
        'B' || lpad(n::text, 8, '0'), 'Vətəndaş ' || n, '', DATE '1980-01-01' + n %% 9000
    FROM generate_series(1, %s) n ON CONFLICT DO NOTHING""",
    """INSERT INTO registers_record (subject_id, id, version, register, number, data, valid_from,
        recorded_at)
    SELECT ('0bec0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        ('0bec000' || k || '-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 1,
        CASE k WHEN 1 THEN 'interior.identity-cards' ELSE 'interior.residence' END,
        CASE k WHEN 1 THEN 'ZB' || lpad(n::text, 7, '0') ELSE '' END,
        CASE k WHEN 1 THEN jsonb_build_object('number', 'ZB' || lpad(n::text, 7, '0'),
            'surname', 'Məmmədov', 'given_name', 'Elçin', 'sex', 'male',
            'born_on', (DATE '1980-01-01' + n %% 9000)::text, 'expires_on', '2035-01-01')
        ELSE jsonb_build_object('region', 'Bakı', 'settlement', 'Bakı şəhəri') END,
        DATE '2020-01-01', now()
    FROM generate_series(1, %s) n, generate_series(1, 2) k ON CONFLICT DO NOTHING""",
    "ANALYZE parties_party, registers_record",
)


def run() -> Iterator[Figure]:
    """Both figures."""
    _make_people()
    order = random.Random(5)
    chosen = order.sample(range(1, PEOPLE + 1), 2 * DECISIONS)
    note = f"{PEOPLE:,} people, batches of {BATCH}, {CONNECTIONS} connections, half refused"
    rate = _decided(chosen[:DECISIONS])
    reference = _bare()
    yield Figure("decide.per_s", rate, "decisions/s", reference, note)
    whole = _answered(chosen[DECISIONS:])
    yield Figure("decide.whole_per_s", whole, "messages/s", reference, note)


def _make_people() -> None:
    with owner_connection() as owner:
        for statement in _MAKE:
            owner.execute(statement, [PEOPLE] if "%s" in statement else None)


def _decided(numbers: Sequence[int]) -> float:
    """Half of the people get a permit early; later all ask."""
    early, later = _times()
    _by_connections(_batches(numbers[::2]), lambda batch: _decide(batch, early))
    prepared = [[_asked(number) for number in batch] for batch in _batches(numbers)]
    return _by_connections(prepared, lambda batch: _decide_asked(batch, later))


def _answered(numbers: Sequence[int]) -> float:
    """The same by message."""
    early, later = _times()
    _by_connections(_batches(numbers[::2]), lambda batch: _handle(_messages(batch), early))
    prepared = [_messages(batch) for batch in _batches(numbers)]
    return _by_connections(prepared, lambda batch: _handle(batch, later))


def _times() -> tuple[dt.datetime, dt.datetime]:
    midnight = clock.start_of(timezone.localdate())
    return midnight + EARLY, midnight + LATER


def _batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]


def _subject(number: int) -> UUID:
    return UUID(f"0bec0000-0000-7000-8000-{number:012x}")


def _asked(number: int) -> Asked:
    document = Document(dt.date(2020, 1, 1), None, dt.date(2035, 1, 1))
    person = Person(_subject(number), document, dt.date(1980, 1, 1), district="AZ-BA")
    request = Request(new_id(), PURPOSE, f"ZB{number:07d}", sender=f"+99450{number:07d}")
    return Asked(request, person, clock.now(), "az")


def _messages(numbers: Sequence[int]) -> list[Inbound]:
    now, day = clock.now(), clock.today()
    return [
        Inbound(
            id=new_id(),
            day=day,
            centre="bench",
            sender=f"+99450{number:07d}",
            recipient=regime.short_number(),
            text=f"{INDEX} ZB {number:07d}",
            received_at=now,
        )
        for number in numbers
    ]


def _decide(numbers: Sequence[int], at: dt.datetime) -> None:
    _decide_asked([_asked(number) for number in numbers], at)


def _decide_asked(asked: Sequence[Asked], at: dt.datetime) -> None:
    with transaction.atomic():
        decide(asked, regime.rules_at(at), channel="sms", at=at)


def _handle(messages: Sequence[Inbound], at: dt.datetime) -> None:
    with clock.frozen_at(at), transaction.atomic():
        HANDLER(messages)


def _by_connections(batches: Sequence[Sequence[object]], do: Callable[..., None]) -> float:
    """Items a second, when each connection takes the next batch as soon as it is done."""
    waiting, lock = iter(batches), threading.Lock()

    def work() -> None:
        try:
            while True:
                with lock:
                    batch = next(waiting, None)
                if batch is None:
                    return
                do(batch)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(map(len, batches)) / (time.perf_counter() - begin)


def _bare() -> float:
    """As many rows by bare statements into a table of the same shape."""
    with owner_connection() as owner:
        owner.execute(f"DROP TABLE IF EXISTS {COPY}")
        owner.execute(f"CREATE TABLE {COPY} (LIKE sms_permits_decision INCLUDING ALL)")
        owner.execute(f"GRANT INSERT ON {COPY} TO PUBLIC")
    numbers = random.Random(6).sample(range(1, PEOPLE + 1), DECISIONS)
    try:
        return _by_connections(_batches(numbers), _insert)
    finally:
        with owner_connection() as owner:
            owner.execute(f"DROP TABLE {COPY}")


_INSERT = f"""INSERT INTO {COPY} (day, id, subject, document, purpose, sender, channel, asked_at,
    decided_at, outcome, reason, valid_from, valid_until, ordinal, is_extension, certificate,
    district, language)
SELECT %s, id, subject, document, 'shopping', sender, 'sms', %s, %s, 'granted', '', %s, %s, 1,
    false, '', 'AZ-BA', 'az'
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[])
    AS a (id, subject, document, sender)"""


def _insert(numbers: Sequence[int]) -> None:
    now = clock.now()
    values: list[Any] = [
        clock.today(), now, now, now, now + dt.timedelta(hours=3),
        [new_id() for _ in numbers],
        [_subject(number) for number in numbers],
        [f"ZB{number:07d}" for number in numbers],
        [f"+99450{number:07d}" for number in numbers],
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


if __name__ == "__main__":
    show(run())
