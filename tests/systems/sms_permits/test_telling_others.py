"""Aysel is told when a phone that isn't hers asks for a permit with her document; once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import translation
from tests import people
from tests.horizon import settle
from tests.systems.sms_permits.abuse_stories import NOON, OTHER_PHONE, PHONE, said

from pencere.blocks.notices.models import Notice
from pencere.kernel import clock
from pencere.systems.sms_permits.telling_others import KIND, tell_of_others

# A row is read once its transaction has ended, so that all of this is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOON), translation.override("en"):
        yield


def told() -> list[Notice]:
    settle()
    tell_of_others()
    return list(Notice.objects.filter(kind=KIND))


def test_a_strange_phone_is_told_of_half_hidden_with_the_way_to_say_no() -> None:
    aysel = people.aysel()
    taken = said(aysel.party_id, sender=OTHER_PHONE)
    (notice,) = told()
    assert notice.party_id == aysel.party_id
    assert "+99455 ··· ·· 22" in notice.body["en"]
    assert OTHER_PHONE not in str(notice.body)
    assert notice.link == f"/permits/permit/{taken.day:%Y%m%d}{taken.id.hex}/not-me/"
    assert len(told()) == 1


def test_ones_own_phone_the_cabinet_and_a_refusal_are_no_news() -> None:
    aysel = people.aysel().party_id
    said(aysel, sender=PHONE)
    said(aysel, sender="", purpose="medical")
    said(aysel, sender=OTHER_PHONE, outcome="refused")
    assert told() == []


def test_who_has_no_account_is_not_told() -> None:
    said(people.person("9ZZ0001", "Qonşu").pk, sender=OTHER_PHONE)
    assert told() == []


def test_a_phone_that_asks_each_day_is_told_of_once() -> None:
    aysel = people.aysel().party_id
    said(aysel, sender=OTHER_PHONE, ago=dt.timedelta(days=1))
    assert len(told()) == 1
    said(aysel, sender=OTHER_PHONE)
    assert len(told()) == 1
    said(aysel, sender="+994701234567", purpose="medical")
    assert len(told()) == 2
