"""The demo's people who have mobile ID."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import phones

from pencere.blocks.mobile_id.providers.local import phones as network
from pencere.kernel.pack import pack
from pencere_az.demo import DEMO_PEOPLE, create_accounts

WITH_PHONE = [person for person in DEMO_PEOPLE if person.phone]


@pytest.mark.django_db
def test_their_phones_answer_to_the_pins_that_are_shown(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MOBILE_ID_PROVIDER = phones.PROVIDER
    settings.DEMO = True
    create_accounts()
    create_accounts()

    assert [phone.holder for phone in network.phones()] == sorted(
        (person.name for person in WITH_PHONE), key=pack().fold
    )
    for person in WITH_PHONE:
        assert person.phone is not None
        phone = network.phone_of(person.phone.number, person.phone.user_id)
        assert phone is not None
        assert set(phone.certificates()) == set(person.phone.kinds)
        phones.confirmed(phone, phones.asked(phone), pin=person.phone.pin)
    shown = client.get("/demo/accounts/").content.decode()
    told = client.get("/demo/accounts/", headers={"accept": "text/plain"}).content.decode()
    for page in (shown, told):
        assert page.count("+99450234") == len(WITH_PHONE)


@pytest.mark.django_db
def test_without_the_demos_network_there_are_none(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MOBILE_ID_PROVIDER = ""
    create_accounts()

    assert list(network.phones()) == []


def test_their_numbers_can_be_and_their_kinds_are_the_packs() -> None:
    for person in WITH_PHONE:
        assert person.phone is not None
        assert pack().normalise_phone(person.phone.number) == person.phone.number
        assert set(person.phone.kinds) <= set(pack().mobile_id.certificate_kinds)
