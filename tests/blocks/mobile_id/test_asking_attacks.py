"""Who answers for another, or says that it wasn't them."""

from __future__ import annotations

import datetime as dt

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from tests import people, phones

from pencere.blocks.mobile_id import actions, events, rules
from pencere.blocks.mobile_id.models import Request
from pencere.blocks.mobile_id.queries import contracts_of, has_mobile_id, standing
from pencere.blocks.signing.api import demo_authority
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, NotFound, Refused, TooMany

pytestmark = pytest.mark.django_db


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
        assert phones.journaled(asked.id)[-1] == "mobile-id.answer-rejected"
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
            phones.asked_unknown()

        with pytest.raises(TooMany) as of_known:
            phones.asked(phone)
        with pytest.raises(TooMany) as of_unknown:
            phones.asked_unknown()
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
            phones.asked_unknown(address="192.0.2.7")
        phones.asked_unknown(address="192.0.2.8")


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
        assert phones.journaled(asked.id)[-1] == "mobile-id.not-me"
        assert "mobile-id.blocked" in phones.journaled_about(aysel.party_id)
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
        assert phones.journaled_about(aysel.party_id).count("mobile-id.blocked") == 1

    def test_a_stranger_blocks_nothing(self) -> None:
        aysel, rauf = people.aysel(), people.rauf()
        phones.given(aysel)
        (contract,) = contracts_of(aysel.party_id)

        with pytest.raises(NotFound):
            actions.block(actor=people.actor_for(rauf), contract_id=contract.id)
        with pytest.raises(NotFound):
            actions.unblock(phone="+994502340001", user_id="999999")
        assert has_mobile_id(aysel.party_id)
