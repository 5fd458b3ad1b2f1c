"""A nation that writes to the permits' number: people with cards, homes and isolation, made by SQL
as fast as the tables take them, and what their phones write.

Of a hundred people eighty may go out, the others are over age, have an expired card or must stay
in isolation. Half of the messages are granted, half of them not, as in 2020.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

OVER_AGE = range(12)
EXPIRED = range(12, 18)
ISOLATED = range(18, 20)
MAY_GO = range(20, 100)
"""Which of each hundred people they are."""

# The same ids each time: '%s' || number of the person in hexadecimal.
_ID = "('{0:08x}-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid"
PARTY, CARD, HOME, ISOLATION = (_ID.format(kind) for kind in range(1, 5))
BORN = (
    "CASE WHEN i %% 100 < 12 THEN current_date - 25600 - (i %% 5000)::integer"
    " ELSE current_date - 7000 - (i %% 16000)::integer END"
)
EXPIRES = (
    "CASE WHEN i %% 100 BETWEEN 12 AND 17 THEN current_date - 30"
    " ELSE current_date + 100 + (i %% 3000)::integer END"
)
MAKE = (
    f"""
    INSERT INTO parties_party (id, kind, identifier, name, search_key, born_on)
    SELECT {PARTY}, 'person', 'B' || lpad(to_hex(i), 7, '0'), 'Vətəndaş ' || i,
        'vetendas ' || i, {BORN}
    FROM generate_series(0, %(last)s) AS i
    """,
    f"""
    INSERT INTO registers_record (subject_id, id, version, register, number, data, valid_from,
        recorded_at)
    SELECT {PARTY}, {CARD}, 1, 'interior.identity-cards', 'AZE' || (10000000 + i),
        jsonb_build_object('number', 'AZE' || (10000000 + i), 'surname', 'Vətəndaş',
            'given_name', 'No' || i, 'sex', 'male', 'born_on', {BORN}, 'expires_on', {EXPIRES}),
        date '2015-01-01', timestamptz '2015-01-01'
    FROM generate_series(0, %(last)s) AS i
    """,
    f"""
    INSERT INTO registers_record (subject_id, id, version, register, number, data, valid_from,
        recorded_at)
    SELECT {PARTY}, {HOME}, 1, 'interior.residence', '',
        jsonb_build_object('region', (ARRAY['AZ-BA', 'AZ-GA', 'AZ-SM', 'AZ-LA'])[1 + i %% 4],
            'settlement', 'Küçə ' || i %% 1000),
        date '2015-01-01', timestamptz '2015-01-01'
    FROM generate_series(0, %(last)s) AS i
    """,
    f"""
    INSERT INTO registers_record (subject_id, id, version, register, number, data, valid_from,
        valid_until, recorded_at)
    SELECT {PARTY}, {ISOLATION}, 1, 'health.isolation', '', '{{"kind": "infected"}}'::jsonb,
        current_date - 3, current_date + 11, now()
    FROM generate_series(0, %(last)s) AS i WHERE i %% 100 BETWEEN 18 AND 19
    """,
)
"""PostgreSQL makes all rows by itself: nothing crosses the wire."""

SEPARATORS = (" ", " ", " ", "#", "-", "")
GRANTED = 0.50
REFUSED = {"malformed": 0.12, "unknown": 0.08, "over-age": 0.12, "expired": 0.06, "isolated": 0.02}
"""Shares of the messages; what is left are second requests while the permit holds."""
SECOND_AFTER = 4000
"""Granted messages of which one of the oldest quarter is sent again."""
MALFORMED = (
    "salam",
    "2",
    "AZE{number}",
    "2 AZE 123",
    "7 AZE {number}",
    "icazə verin zəhmət olmasa",
    "2 {number}",
    "?",
)


def make_people(connection: psycopg.Connection[Any], people: int) -> None:
    """Fill the registers of an empty database with `people`, as its owner."""
    connection.execute("SET synchronous_commit = off")
    by_name = connection.execute(
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'party_by_name'"
    ).fetchone()
    connection.execute("DROP INDEX IF EXISTS party_by_name")  # made afterwards it takes a tenth
    for statement in MAKE:
        connection.execute(statement, {"last": people - 1})
    if by_name:
        connection.execute(by_name[0])
    connection.execute("VACUUM ANALYZE parties_party, registers_record")
    connection.execute("CHECKPOINT")


def messages(people: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Phone (digits) and text of each message, without end."""
    dice = random.Random(seed)
    stranger = 0
    said: deque[tuple[str, str]] = deque(maxlen=SECOND_AFTER)
    turns = {kind: _turns(pool, people) for kind, pool in _POOLS.items()}
    while True:
        kind = _kind(dice.random(), len(said))
        if kind == "second":
            yield said[dice.randrange(SECOND_AFTER // 4)]
        elif kind == "malformed":
            who = dice.randrange(people)
            yield phone(who), dice.choice(MALFORMED).format(number=10_000_000 + who)
        elif kind == "unknown":
            stranger += 1
            yield phone(dice.randrange(people)), f"2 AZE {9_000_000 - stranger % 1_000_000}"
        else:
            who, purpose = next(turns[kind])
            message = phone(who), f"{purpose}{dice.choice(SEPARATORS)}{_card(who, dice)}"
            if kind == "granted":
                said.append(message)
            yield message


_POOLS = {"granted": MAY_GO, "over-age": OVER_AGE, "expired": EXPIRED, "isolated": ISOLATED}


def _kind(drawn: float, granted: int) -> str:
    if drawn < GRANTED:
        return "granted"
    drawn -= GRANTED
    for kind, share in REFUSED.items():
        if drawn < share:
            return kind
        drawn -= share
    return "second" if granted == SECOND_AFTER else "malformed"


def _turns(pool: Sequence[int], people: int) -> Iterator[tuple[int, int]]:
    """Each of these people once for purpose 2, then once for 1, then for 3 (which has no limit),
    in an order that has nothing to do with where their rows lie."""
    size = people // 100 * len(pool)
    stride = next(each for each in range(size * 2 // 3, size * 2) if _is_coprime(each, size))
    for purpose in (2, 1):
        for turn in range(size):
            yield _person(turn * stride % size, pool), purpose
    while True:
        for turn in range(size):
            yield _person(turn * stride % size, pool), 3


def _is_coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1


def _person(place: int, pool: Sequence[int]) -> int:
    hundred, rest = divmod(place, len(pool))
    return hundred * 100 + pool[rest]


def _card(who: int, dice: random.Random) -> str:
    letters = dice.choice(("AZE", "AZE", "aze", "Aze", "AZƏ"))
    return f"{letters}{dice.choice((' ', ''))}{10_000_000 + who}"


def phone(who: int) -> str:
    """A mobile number of seven free digits."""
    return f"99450{who % 10_000_000:07d}"
