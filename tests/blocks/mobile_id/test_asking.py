"""Aysel's phone is asked, and what comes of each answer."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import people, phones

from pencere.blocks.mobile_id import actions, events, rules
from pencere.blocks.mobile_id.models import Certificate, Contract, Request
from pencere.blocks.mobile_id.providers.local.phones import WrongSecret
from pencere.blocks.mobile_id.queries import contracts_of, has_mobile_id, standing
from pencere.blocks.mobile_id.values import Asked
from pencere.blocks.signing.api import demo_authority
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused, TooMany
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal import api as journal

pytestmark = pytest.mark.django_db


def rows(request_id: object) -> list[str]:
    return [row.action for row in journal.about_object(about=f"mobile-id:{request_id}")]


def actions_about(party_id: object) -> list[str]:
    return [row.action for row in journal.about_subject(subject=party_id).rows]  # type: ignore[arg-type]


def ask_unknown(**more: object) -> Asked:
    values = {"purpose": "sign-in", "text": "Sign in?", "asked_by": "pencere", **more}
    return actions.ask(phone="050 999 88 77", user_id="999888", **values)  # type: ignore[arg-type]


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
    assert rows(asked.id) == ["mobile-id.asked", "mobile-id.confirmed"]
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
    assert rows(asked.id)[-1] == "mobile-id.refused"
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
    known, unknown = phones.asked(phone), ask_unknown()
    run_waiting()

    def shape(asked: Asked) -> tuple[object, ...]:
        return len(asked.control_code), asked.id.version, type(asked.expires_at)

    assert shape(known) == shape(unknown)
    assert standing(unknown.id) == "waiting"
    assert rows(unknown.id) == []
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
        ask_unknown()

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


class TestAttacks:
    def test_another_persons_key(self) -> None:
        aysel, rauf = people.aysel(), people.rauf()
        of_aysel = phones.given(aysel)
        of_rauf = phones.given(rauf, number="+994502340002", user_id="300400")
        asked, other = phones.asked(of_aysel), phones.asked(of_rauf)

        with pytest.raises(Refused) as refused:
            actions.confirm(request_id=asked.id, signature=of_rauf.sign(other.id, phones.PIN))

        assert refused.value.code == "wrong-signature"
        assert standing(asked.id) == "waiting", "a forged answer doesn't end it"
        assert rows(asked.id)[-1] == "mobile-id.answer-rejected"
        phones.confirmed(of_aysel, asked)

    def test_the_answer_to_an_earlier_request(self) -> None:
        phone = phones.given(people.aysel())
        earlier = phones.asked(phone)
        replayed = phone.sign(earlier.id, phones.PIN)
        actions.confirm(request_id=earlier.id, signature=replayed)
        asked = phones.asked(phone)

        with pytest.raises(Refused):
            actions.confirm(request_id=asked.id, signature=replayed)

    @pytest.mark.parametrize("garbage", [b"", b"\x30\x00", b"\xff" * 3000])
    def test_garbage(self, garbage: bytes) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)

        with pytest.raises(Refused):
            actions.confirm(request_id=asked.id, signature=garbage)

    def test_the_key_of_another_kind_of_certificate(self) -> None:
        phone = phones.given(people.nigar(), kinds=("citizen", "business"))
        asked = phones.asked(phone)
        statement = bytes(Request.objects.get(pk=asked.id).statement)
        business = phone._opened("business", "pin", phones.PIN)

        with pytest.raises(Refused):
            actions.confirm(
                request_id=asked.id,
                signature=business.sign(statement, ec.ECDSA(hashes.SHA256())),
            )

    def test_a_revoked_certificate(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        der = phone.certificates()["citizen"]
        demo_authority().revoke(x509.Certificate.load(der))

        with pytest.raises(Refused) as refused:
            phones.confirmed(phone, asked)
        assert refused.value.code == "certificate-revoked"

    def test_a_certificate_whose_time_is_over(self) -> None:
        phone = phones.given(people.aysel())
        with clock.frozen_at(clock.now() + dt.timedelta(days=3 * 365 + 1)):
            asked = phones.asked(phone)
            with pytest.raises(Refused) as refused:
                phones.confirmed(phone, asked)
        assert refused.value.code == "certificate-out-of-time"

    def test_no_certificate_of_the_kind(self) -> None:
        phone = phones.given(people.nigar(), kinds=("business",))
        asked = phones.asked(phone)

        with pytest.raises(Refused) as refused:
            actions.confirm(request_id=asked.id, signature=b"\x30\x00")
        assert refused.value.code == "no-certificate"

    def test_requests_without_end_are_cut_off(self) -> None:
        phone = phones.given(people.aysel())
        for _time in range(rules.LIMITS["mobile-pair"].count):
            phones.asked(phone)
            ask_unknown()

        with pytest.raises(TooMany) as of_known:
            phones.asked(phone)
        with pytest.raises(TooMany) as of_unknown:
            ask_unknown()
        assert str(of_known.value.message) == str(of_unknown.value.message)
        assert of_known.value.retry_after > 60

    def test_the_day_has_an_end_too(self) -> None:
        phone = phones.given(people.aysel())
        at = clock.now()
        for number in range(rules.LIMITS["mobile-pair-day"].count):
            with clock.frozen_at(at + dt.timedelta(minutes=10 * number)):
                phones.asked(phone)
        with clock.frozen_at(at + dt.timedelta(hours=23)), pytest.raises(TooMany):
            phones.asked(phone)
        with clock.frozen_at(at + dt.timedelta(hours=25)):
            phones.asked(phone)

    def test_what_is_confirmed_does_not_count(self) -> None:
        phone = phones.given(people.aysel())
        for _time in range(2 * rules.LIMITS["mobile-pair"].count):
            phones.confirmed(phone, phones.asked(phone))

    def test_an_address_that_tries_pairs(self) -> None:
        for number in range(rules.LIMITS["mobile-address"].count):
            actions.ask(
                phone="0502340001",
                user_id=f"{100000 + number}",
                purpose="p",
                text="t",
                asked_by="a",
                address="192.0.2.7",
            )
        with pytest.raises(TooMany):
            ask_unknown(address="192.0.2.7")
        ask_unknown(address="192.0.2.8")


class TestNotMe:
    def test_it_blocks_and_tells(self) -> None:
        told: list[str] = []

        def listen(by: str, **_more: object) -> None:
            told.append(by)

        events.blocked.connect(listen)
        aysel = people.aysel()
        phone = phones.given(aysel)
        asked = phones.asked(phone)

        actions.refuse(request_id=asked.id, because="not-me")

        assert standing(asked.id) == "refused"
        assert told == ["not-me"]
        assert rows(asked.id)[-1] == "mobile-id.not-me"
        assert "mobile-id.blocked" in actions_about(aysel.party_id)
        assert not has_mobile_id(aysel.party_id)

    def test_a_blocked_phone_is_asked_in_vain(self) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        (contract,) = contracts_of(aysel.party_id)
        actions.block(actor=people.actor_for(aysel), contract_id=contract.id)

        asked = phones.asked(phone)

        assert standing(asked.id) == "waiting"
        assert phone.waiting() is None
        actions.unblock(phone=phone.number, user_id=phone.user_id)
        phones.confirmed(phone, phones.asked(phone))

    def test_blocking_ends_what_waits(self) -> None:
        aysel = people.aysel()
        phone = phones.given(aysel)
        answered, waiting = phones.asked(phone), None
        phones.confirmed(phone, answered)
        waiting = phones.asked(phone)
        signature = phone.sign(waiting.id, phones.PIN)
        (contract,) = contracts_of(aysel.party_id)

        actions.block(actor=people.actor_for(aysel), contract_id=contract.id)
        actions.block(actor=people.actor_for(aysel), contract_id=contract.id)

        assert standing(waiting.id) == "refused"
        assert actions.take(answered.id) is None, "confirmed before, taken never"
        with pytest.raises(Conflict):
            actions.confirm(request_id=waiting.id, signature=signature)
        assert actions_about(aysel.party_id).count("mobile-id.blocked") == 1

    def test_a_stranger_blocks_nothing(self) -> None:
        aysel, rauf = people.aysel(), people.rauf()
        phones.given(aysel)
        (contract,) = contracts_of(aysel.party_id)

        with pytest.raises(NotFound):
            actions.block(actor=people.actor_for(rauf), contract_id=contract.id)
        with pytest.raises(NotFound):
            actions.unblock(phone="+994502340001", user_id="999999")
        assert has_mobile_id(aysel.party_id)


class TestThePhone:
    def test_three_wrong_pins_block_it_until_the_puk(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        for left in (2, 1, 0):
            with pytest.raises(WrongSecret) as wrong:
                phone.sign(asked.id, "0000")
            assert wrong.value.tries_left == left
        with pytest.raises(WrongSecret):
            phone.sign(asked.id, phones.PIN)

        with pytest.raises(WrongSecret):
            phone.set_pin("00000000", "9753")
        with pytest.raises(Invalid):
            phone.set_pin(phones.PUK, "12")
        phone.set_pin(phones.PUK, "9753")

        phones.confirmed(phone, asked, pin="9753")

    def test_a_right_pin_clears_the_tries(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        for _time in range(2):
            with pytest.raises(WrongSecret):
                phone.sign(asked.id, "0000")
            phone.sign(asked.id, phones.PIN)
            assert phone.tries_left == 3

    def test_ten_wrong_puks_leave_the_operator(self) -> None:
        phone = phones.given(people.aysel())
        for _time in range(10):
            with pytest.raises(WrongSecret):
                phone.set_pin("00000000", "9753")
        assert phone.puk_tries_left == 0
        with pytest.raises(WrongSecret):
            phone.set_pin(phones.PUK, "9753")

    def test_a_phone_that_is_off_shows_nothing(self) -> None:
        phone = phones.given(people.aysel())
        phone.switch()
        asked = phones.asked(phone)
        assert phone.waiting() is None
        with pytest.raises(NotFound):
            phone.sign(asked.id, phones.PIN)

        phone.switch()
        phones.confirmed(phone, asked)

    def test_keys_are_sealed_and_not_in_the_database(self) -> None:
        phone = phones.given(people.aysel())

        files = sorted(path.name for path in phone.folder.iterdir() if path.suffix == ".pem")
        assert files == ["citizen.pin.pem", "citizen.puk.pem"]
        for name in files:
            path = phone.folder / name
            assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
            assert path.stat().st_mode & 0o777 == 0o600
        held = bytes(Certificate.objects.get().der)
        assert held == phone.certificates()["citizen"]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_answers_one_counts(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        signature = phone.sign(asked.id, phones.PIN)

        def answer(number: int) -> bool:
            try:
                if number % 2:
                    actions.refuse(request_id=asked.id)
                else:
                    actions.confirm(request_id=asked.id, signature=signature)
                return True
            except Conflict:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            assert sum(threads.map(answer, range(6))) == 1

    def test_an_identity_is_told_to_one(self) -> None:
        phone = phones.given(people.aysel())
        asked = phones.asked(phone)
        phones.confirmed(phone, asked)

        def take(_number: int) -> bool:
            try:
                return actions.take(asked.id) is not None
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            assert sum(threads.map(take, range(6))) == 1

    def test_of_many_requests_one_stays_open(self) -> None:
        phone = phones.given(people.aysel())
        rules_allow = rules.LIMITS["mobile-pair"].count

        def ask(_number: int) -> bool:
            try:
                actions.ask(
                    phone=phone.number,
                    user_id=phone.user_id,
                    purpose="p",
                    text="t",
                    asked_by="a",
                )
                return True
            except TooMany:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            assert sum(threads.map(ask, range(8))) == rules_allow
        assert Request.objects.filter(state="waiting").count() == 1
        assert Contract.objects.count() == 1
