"""The keys with which we sign, over several processes and through their changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import keys
from pencere.blocks.openid.models import SigningKey
from pencere.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    keys.forget()


def kids() -> set[str]:
    return {one["kid"] for one in Browser().get("/oauth/jwks").json()["keys"]}


def test_whoever_asks_first_finds_keys_of_each_algorithm() -> None:
    assert SigningKey.objects.count() == 0

    assert len(kids()) == len(keys.ALGORITHMS)


def test_a_key_that_another_process_made_is_published_and_verifies_at_once() -> None:
    kids()
    ring = keys._current()
    made = keys.rotate(at_once=True)
    keys._ring = ring  # as in a process that read the table before

    assert set(made) <= kids()

    keys._ring = ring
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=2)):
        assert all(keys.public_key(kid) is not None for kid in made)


def test_the_next_key_is_published_a_day_before_it_signs_and_the_last_a_day_after() -> None:
    first = kids()
    with clock.frozen_at(clock.now() + keys.SIGNS_FOR + dt.timedelta(minutes=1)):
        made = set(keys.rotate())
        assert kids() == first | made
        bank, aysel = relying.party(), people.aysel()
        answer = bank.redeem(bank.sign_in(people.signed_in(Browser(), aysel))).json()
        assert relying.header(answer["id_token"])["kid"] in first
        later = clock.now() + keys.PUBLISHED_BEFORE + dt.timedelta(minutes=1)
        with clock.frozen_at(later):
            keys.rotate()
            assert kids() == first | made
        with clock.frozen_at(later + keys.PUBLISHED_AFTER + dt.timedelta(minutes=1)):
            assert kids() == made


def test_after_a_leak_the_old_key_is_gone_at_once() -> None:
    first = kids()

    made = set(keys.rotate(at_once=True))

    assert kids() == made
    assert not first & made
