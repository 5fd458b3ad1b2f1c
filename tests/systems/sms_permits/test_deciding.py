"""The statement that decides a batch comes to what the rules come to one request after another:
whatever the batches, limits, blocks, the time of day, a change of rules between, and a clock that
is set back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import people
from tests.at_once import at_once
from tests.systems.sms_permits import story

from pencere.kernel.errors import Conflict
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import rules
from pencere.systems.sms_permits.deciding import Asked, Decided, decide
from pencere.systems.sms_permits.models import Block, Decision
from pencere.systems.sms_permits.queries import days_around
from pencere.systems.sms_permits.rules import (
    Barred,
    Document,
    Granted,
    Hours,
    Past,
    Person,
    Purpose,
    Reason,
    Request,
    Rules,
)

pytestmark = pytest.mark.django_db

SUBJECTS = [UUID(f"01900000-0000-7000-8000-00000000{n:04x}") for n in range(1, 4)]
PHONES = ["+994500000001", "+994500000002", ""]
CODES = ["medical", "shopping", "funeral"]
EVENING = dt.datetime.fromisoformat("2026-11-26T22:00:00+04:00")
LONG = Document(dt.date(2020, 1, 1), None, dt.date(2030, 1, 1))
WORDS = {"az": "x"}


_numbers = count(1)


def number() -> UUID:
    """An id that no other request or version of this run has."""
    return UUID(int=next(_numbers))


@dataclass(frozen=True)
class Batch:
    """Requests that are decided together."""

    at: dt.datetime
    rules: Rules | None
    asked: Sequence[Asked]
    extended: UUID | None = None
    """Whose last permit is made longer after it."""


def minutes(least: int, most: int) -> st.SearchStrategy[dt.timedelta]:
    return st.integers(least, most).map(lambda n: dt.timedelta(minutes=n))


@st.composite
def purposes(draw: st.DrawFn, code: str) -> Purpose:
    return Purpose(
        code=code,
        index=str(CODES.index(code) + 1),
        title=WORDS,
        short=WORDS,
        minutes=draw(st.sampled_from([5, 60, 180, 1440])),
        daily_limit=draw(st.sampled_from([None, 1, 1, 2])),
        counts_in_total=draw(st.booleans()),
        at_any_hour=draw(st.booleans()),
        for_barred=draw(st.booleans()),
    )


@st.composite
def rules_of(draw: st.DrawFn) -> Rules:
    hours = st.builds(Hours, st.just(dt.time(8)), st.sampled_from([dt.time(23), dt.time(2)]))
    return Rules(
        version=number(),
        purposes=tuple(draw(purposes(code)) for code in draw(st.sets(st.sampled_from(CODES)))),
        total_daily_limit=draw(st.sampled_from([None, 1, 2])),
        oldest_age=draw(st.sampled_from([None, 65])),
        barred=(Barred("infected", "health.isolation", "", frozenset(), WORDS),),
        districts=draw(st.sampled_from([frozenset(), frozenset({"AZ-BA"})])),
        hours=tuple(draw(st.lists(hours, max_size=1))),
    )


persons = st.builds(
    Person,
    st.sampled_from(SUBJECTS),
    document=st.sampled_from([LONG, LONG, LONG, Document(LONG.valid_from, None, LONG.valid_from)]),
    born_on=st.sampled_from([dt.date(1990, 1, 1), dt.date(1960, 11, 27), None]),
    died_on=st.sampled_from([None, None, None, dt.date(2026, 11, 27)]),
    groups=st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"infected"})]),
    district=st.sampled_from(["", "AZ-BA", "AZ-GA"]),
)


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    problem = draw(st.sampled_from([None] * 8 + [Reason.NO_PURPOSE, Reason.HELP]))
    request = Request(
        id=number(),
        purpose=draw(st.sampled_from(CODES)),
        document="AA1234567",
        problem=problem,
        sender=draw(st.sampled_from(PHONES)),
    )
    person = None if problem else draw(st.one_of(persons, persons, persons, st.none()))
    return Asked(request, person, EVENING, "az")


@st.composite
def batches(draw: st.DrawFn) -> list[Batch]:
    """Batches over two nights; the clock mostly goes on, and is set back now and then."""
    at, found = EVENING, []
    sets = [None, draw(rules_of()), draw(rules_of())]
    for _ in range(draw(st.integers(1, 6))):
        at += draw(st.one_of(minutes(0, 200), minutes(0, 200), minutes(-150, 1500)))
        requests = draw(st.lists(asked(), min_size=1, max_size=12))
        extended = draw(st.sampled_from([None, None, *SUBJECTS]))
        found.append(Batch(at, draw(st.sampled_from([*sets[1:] * 4, None])), requests, extended))
    return found


def by_the_rules(
    batch: Batch, granted: defaultdict[UUID, list[Granted]], blocked: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """What `rules.decide` comes to, one request after another; adds what is granted."""
    local, came_to = timezone.localtime(batch.at), []
    first, last = days_around(batch.at)
    for one in batch.asked:
        person = one.person
        own = granted[person.id] if person else []
        past = Past(
            [each for each in own if first <= each.day <= last],
            is_sender_blocked=one.request.sender in blocked and bool(one.request.sender),
            is_person_blocked=person is not None and person.id in blocked,
        )
        verdict = rules.decide(one.request, person, past, batch.rules, at=batch.at, local=local)
        if verdict.outcome == "granted" and person:
            assert verdict.valid_from
            assert verdict.valid_until
            new = Granted(
                one.request.id,
                local.date(),
                one.request.purpose,
                verdict.valid_from,
                verdict.valid_until,
            )
            own.append(new)
        repeated = verdict.permit.id if verdict.permit else None
        came_to.append(
            (
                verdict.outcome,
                verdict.reason,
                verdict.valid_from,
                verdict.valid_until,
                verdict.ordinal,
                repeated,
            )
        )
    return came_to


def by_the_statement(batch: Batch) -> list[tuple[Any, ...]]:
    """What the database comes to."""
    return [
        (d.outcome, d.reason, d.valid_from, d.valid_until, d.ordinal, d.permit_id)
        for d in decide(batch.asked, batch.rules, channel="sms", at=batch.at)
    ]


def extend(own: list[Granted], subject: UUID, at: dt.datetime) -> None:
    """Make the person's last permit longer by an hour, as a certificate would."""
    if not own or own[-1].is_extension:
        return
    permit, day = own[-1], timezone.localdate(at)
    longer = replace(
        permit,
        id=number(),
        day=day,
        valid_from=permit.valid_until,
        valid_until=permit.valid_until + dt.timedelta(hours=1),
        is_extension=True,
    )
    Decision.objects.create(
        id=longer.id, day=day, subject=subject, purpose=permit.purpose, document="AA1234567",
        sender="", channel="web", asked_at=at, decided_at=at, outcome="granted", reason="",
        valid_from=longer.valid_from, valid_until=longer.valid_until, permit_day=permit.day,
        permit_id=permit.id, is_extension=True, certificate="HA1", district="", language="az",
        ordinal=sum(each.day == day for each in own) + 1,
    )  # fmt: skip
    own.append(longer)


def block(**about: Any) -> None:
    Block.objects.create(
        **about,
        pattern="many-people",
        reason="Forty people in one day",
        agency="interior",
        decided_by=people.officer("interior"),
        key=str(new_id()),
        blocked_from=EVENING - dt.timedelta(days=1),
    )


@settings(deadline=None, max_examples=150)
@given(batches(), st.sets(st.sampled_from([*PHONES[:1], SUBJECTS[0]])))
def test_the_statement_comes_to_what_the_rules_come_to(
    given_batches: list[Batch], blocked: set[Any]
) -> None:
    with transaction.atomic():
        for one in blocked:
            block(**({"sender": one} if isinstance(one, str) else {"subject": one}))
        granted: defaultdict[UUID, list[Granted]] = defaultdict(list)
        for batch in given_batches:
            wanted = by_the_rules(batch, granted, list(blocked))
            assert by_the_statement(batch) == wanted
            if batch.extended:
                extend(granted[batch.extended], batch.extended, batch.at)
        transaction.set_rollback(True)


@settings(deadline=None, max_examples=60)
@given(st.lists(asked(), min_size=1, max_size=14), rules_of(), st.data())
def test_however_it_is_split_a_batch_comes_to_the_same(
    requests: list[Asked], by: Rules, data: st.DataObject
) -> None:
    whole: list[Decided] = []
    with transaction.atomic():
        whole = decide(requests, by, channel="sms", at=EVENING)
        transaction.set_rollback(True)
    parts: list[Decided] = []
    with transaction.atomic():
        rest = requests
        while rest:
            size = data.draw(st.integers(1, len(rest)))
            parts += decide(rest[:size], by, channel="sms", at=EVENING)
            rest = rest[size:]
        transaction.set_rollback(True)
    assert parts == whole


def simple(**more: Any) -> Rules:
    """One purpose, once a day, three hours."""
    return Rules(new_id(), (Purpose("shopping", "2", WORDS, WORDS, 180, **more),))


def wish(subject: UUID, purpose: str = "shopping") -> Asked:
    request = Request(new_id(), purpose, "AA1234567", sender=PHONES[0])
    return Asked(request, Person(subject, LONG, None), EVENING, "az")


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_the_same_instant_one_gets_the_permit() -> None:
    people_, by = [new_id() for _ in range(5)], simple()

    def ask(number: int) -> None:
        order = people_ if number % 2 else people_[::-1]
        with transaction.atomic():
            decide([wish(each) for each in order], by, channel="sms", at=EVENING)

    ends = at_once(*(lambda number=n: ask(number) for n in range(8)))
    assert ends == ["done"] * 8
    for subject in people_:
        found = Decision.objects.filter(subject=subject)
        assert found.filter(outcome="granted").count() == 1
        assert found.filter(outcome="repeated").count() == 7


@pytest.mark.django_db(transaction=True)
def test_even_without_the_lock_no_race_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The net below: both decide on the same past, and the second is refused by the table."""
    subject, by = new_id(), simple(daily_limit=5)
    monkeypatch.setattr("pencere.systems.sms_permits.deciding.lock", lambda _subjects: None)

    def ask() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT 1 FROM parties_party LIMIT 1")
                decide([wish(subject)], by, channel="sms", at=EVENING)
        except DatabaseError:
            raise Conflict from None

    ends = at_once(ask, ask, ask)
    assert "done" in ends
    found = Decision.objects.filter(subject=subject, outcome="granted")
    assert list(found.values_list("ordinal", flat=True)) == [1]


def test_nothing_asked_is_nothing_decided() -> None:
    assert decide([], simple(), channel="sms", at=EVENING) == []


def test_a_permit_from_before_the_clock_was_set_back_is_repeated() -> None:
    subject, by = new_id(), simple()
    decide([wish(subject)], by, channel="sms", at=EVENING)
    (earlier,) = decide([wish(subject)], by, channel="sms", at=EVENING - story.minutes(60))
    assert earlier.outcome == "repeated"
    assert earlier.valid_until == EVENING + story.minutes(180)


def test_a_request_is_decided_once() -> None:
    one = wish(new_id())
    decide([one], simple(), channel="sms", at=EVENING)
    with pytest.raises(IntegrityError), transaction.atomic():
        decide([one], simple(), channel="sms", at=EVENING)
