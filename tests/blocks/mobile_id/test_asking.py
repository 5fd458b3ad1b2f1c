"""Aysel's phone is asked, and what comes of each answer."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import people, phones
from tests.at_once import at_once

from pencere.blocks.mobile_id import actions, events, rules
from pencere.blocks.mobile_id.models import Contract, Request
from pencere.blocks.mobile_id.queries import contracts_of, has_mobile_id, standing
from pencere.blocks.mobile_id.values import Asked
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound
from pencere.kernel.jobs import run_waiting

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    aysel = people.aysel()
    phone = phones.given(aysel)

    asked = phones.asked(phone)
    on_screen = phone.waiting()

    assert on_screen is not None
    assert (on_screen.asked_by, on_screen.text) == ("pencere", "Sign in?")
    assert on_screen.control_code == asked.control_code
    assert standing(asked.id) == "waiting"
    assert actions.take(asked.id) is None

    phones.confirmed(phone, asked)

    assert standing(asked.id) == "confirmed"
    identity = actions.take(asked.id)
    assert identity is not None
    assert identity.party_id == aysel.party_id
    assert identity.certificate == phone.certificates()["citizen"]
    assert actions.take(asked.id) is None, "told once"
    assert phones.journaled(asked.id) == ["mobile-id.asked", "mobile-id.confirmed"]
    (contract,) = contracts_of(aysel.party_id)
    assert contract.certificates[0].last_used_at is not None


def test_who_waits_is_told() -> None:
    told: list[tuple[object, str]] = []

    def listen(request_id: object, standing: str, **_more: object) -> None:
        told.append((request_id, standing))

    events.answered.connect(listen)
    phone = phones.given(people.aysel())
    first = phones.asked(phone)
    phones.confirmed(phone, first)
    second = phones.asked(phone)
    actions.refuse(request_id=second.id)

    assert told == [(first.id, "confirmed"), (second.id, "refused")]


def test_a_refusal_ends_it() -> None:
    phone = phones.given(people.aysel())
    asked = phones.asked(phone)

    actions.refuse(request_id=asked.id)

    assert standing(asked.id) == "refused"
    assert actions.take(asked.id) is None
    assert phones.journaled(asked.id)[-1] == "mobile-id.refused"
    with pytest.raises(Conflict):
        phones.confirmed(phone, asked)


def test_an_answer_after_the_time_is_none() -> None:
    phone = phones.given(people.aysel())
    asked = phones.asked(phone)
    signature = phone.sign(asked.id, phones.PIN)

    with clock.frozen_at(asked.expires_at):
        assert standing(asked.id) == "expired"
        assert phone.waiting() is None
        with pytest.raises(Conflict) as late:
            actions.confirm(request_id=asked.id, signature=signature)
        assert late.value.code == "expired"
        with pytest.raises(Conflict):
            actions.refuse(request_id=asked.id)
        assert actions.take(asked.id) is None
        assert phones.asked(phone).id != asked.id
        assert standing(asked.id) == "expired", "not replaced: it was over before"


def test_an_answer_that_nobody_fetched_is_forgotten() -> None:
    phone = phones.given(people.aysel())
    asked = phones.asked(phone)
    phones.confirmed(phone, asked)

    later = clock.now() + rules.TAKEN_WITHIN + dt.timedelta(seconds=1)
    with clock.frozen_at(later):
        assert actions.take(asked.id) is None


def test_a_newer_request_takes_the_place_of_the_older() -> None:
    phone = phones.given(people.aysel())
    older = phones.asked(phone)
    signature = phone.sign(older.id, phones.PIN)

    newer = phones.asked(phone)

    assert (standing(older.id), standing(newer.id)) == ("replaced", "waiting")
    with pytest.raises(Conflict):
        actions.confirm(request_id=older.id, signature=signature)
    phones.confirmed(phone, newer)
    assert phone.waiting() is None or phone.waiting().id == newer.id  # type: ignore[union-attr]


def test_a_second_answer_changes_nothing() -> None:
    phone = phones.given(people.aysel())
    asked = phones.asked(phone)
    signature = phone.sign(asked.id, phones.PIN)
    actions.confirm(request_id=asked.id, signature=signature)

    with pytest.raises(Conflict):
        actions.confirm(request_id=asked.id, signature=signature)
    with pytest.raises(Conflict):
        actions.refuse(request_id=asked.id)
    assert standing(asked.id) == "confirmed"


def test_a_pair_that_there_is_not_waits_and_expires_alike() -> None:
    phone = phones.given(people.aysel())
    known, unknown = phones.asked(phone), phones.asked_unknown()
    run_waiting()

    def shape(asked: Asked) -> tuple[object, ...]:
        return len(asked.control_code), asked.id.version, type(asked.expires_at)

    assert shape(known) == shape(unknown)
    assert standing(unknown.id) == "waiting"
    assert phones.journaled(unknown.id) == []
    with pytest.raises(NotFound):
        actions.confirm(request_id=unknown.id, signature=b"anything")
    with clock.frozen_at(unknown.expires_at):
        assert standing(unknown.id) == "expired"
        assert actions.take(unknown.id) is None


def test_asking_costs_the_same_whether_there_is_a_phone() -> None:
    """What takes longer would tell; the delivery is a job for both."""
    phone = phones.given(people.aysel())
    with CaptureQueriesContext(connection) as for_known:
        actions.ask(
            phone=phone.number,
            user_id=phone.user_id,
            purpose="sign-in",
            text="Sign in?",
            asked_by="pencere",
        )
    with CaptureQueriesContext(connection) as for_unknown:
        phones.asked_unknown()

    assert len(for_known) == len(for_unknown)


@pytest.mark.parametrize(
    ("phone", "user_id", "field"),
    [
        ("", "100200", "phone"),
        ("12", "100200", "phone"),
        ("no number\x00", "100200", "phone"),
        ("050 234 00 01", "", "user_id"),
        ("050 234 00 01", "abc", "user_id"),
        ("050 234 00 01", "1" * 13, "user_id"),
    ],
)
def test_what_can_be_no_pair_is_said(phone: str, user_id: str, field: str) -> None:
    with pytest.raises(Invalid) as said:
        actions.ask(phone=phone, user_id=user_id, purpose="p", text="t", asked_by="a")
    assert said.value.field == field


def test_an_unknown_request_is_nobodys() -> None:
    with pytest.raises(NotFound):
        standing(uuid4())
    with pytest.raises(NotFound):
        actions.confirm(request_id=uuid4(), signature=b"")
    with pytest.raises(NotFound):
        actions.refuse(request_id=uuid4())
    assert actions.take(uuid4()) is None


def test_a_person_whom_the_asker_knows() -> None:
    aysel, rauf = people.aysel(), people.rauf()
    phone = phones.given(aysel)

    asked = actions.ask_party(
        party_id=aysel.party_id, purpose="ciba", text="Pay 10 AZN?", asked_by="Bank"
    )
    run_waiting()
    phones.confirmed(phone, asked)

    assert actions.take(asked.id).party_id == aysel.party_id  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        actions.ask_party(party_id=rauf.party_id, purpose="ciba", text="t", asked_by="Bank")


def test_a_dead_persons_phone_is_not_asked() -> None:
    aysel = people.aysel()
    phones.given(aysel)
    aysel.party.ended_on = clock.today()
    aysel.party.save()

    assert not has_mobile_id(aysel.party_id)
    with pytest.raises(NotFound):
        actions.ask_party(party_id=aysel.party_id, purpose="p", text="t", asked_by="a")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_answers_one_counts(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        signature = phone.sign(asked.id, phones.PIN)

        ends = at_once(
            *[
                lambda: actions.refuse(request_id=asked.id),
                lambda: actions.confirm(request_id=asked.id, signature=signature),
            ]
            * 3
        )

        assert ends.count("done") == 1

    def test_an_identity_is_told_to_one(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        phones.confirmed(phone, asked)
        told: list[object] = []

        at_once(*[lambda: told.append(actions.take(asked.id))] * 6)

        assert len([one for one in told if one is not None]) == 1
        assert len(told) == 6

    def test_of_many_requests_one_stays_open(self) -> None:
        phone = phones.given(people.aysel())

        def ask() -> None:
            actions.ask(
                phone=phone.number, user_id=phone.user_id, purpose="p", text="t", asked_by="a"
            )

        ends = at_once(*[ask] * 8)

        assert ends.count("done") == rules.LIMITS["mobile-pair"].count
        assert Request.objects.filter(state="waiting").count() == 1
        assert Contract.objects.count() == 1
