"""The demo's phone: its PIN, its PUK and its keys."""

from __future__ import annotations

import pytest
from tests import people, phones

from pencere.blocks.mobile_id.models import Certificate
from pencere.blocks.mobile_id.providers.local.phones import WrongSecret
from pencere.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db


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
