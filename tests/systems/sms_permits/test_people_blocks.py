"""A person's blocks: why, the appeal, what others don't see."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from tests import people
from tests.systems.sms_permits.abuse_stories import PHONE, at_desk, journaled
from tests.systems.sms_permits.pages import KEY, PERMITS, a_block, page, posted

from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import (
    abuse_words,
    blocks,
)
from pencere.systems.sms_permits.abuse_models import Appeal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_why_one_is_blocked_and_how_to_appeal(aysel: Client) -> None:
    block = a_block(sender=PHONE)
    overview = page(aysel, PERMITS)
    assert "Permits are blocked until" in overview
    html = page(aysel, f"{PERMITS}blocks/{block.pk}/")
    assert "unusually many people" in html
    assert "Call us." in html
    form = page(aysel, f"{PERMITS}blocks/{block.pk}/appeal/")
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key
    posted(aysel, f"{PERMITS}blocks/{block.pk}/appeal/", 422, key=key[1], text=" ")
    receipt = posted(aysel, f"{PERMITS}blocks/{block.pk}/appeal/", key=key[1], text="My neighbours")
    assert receipt == posted(
        aysel, f"{PERMITS}blocks/{block.pk}/appeal/", key=key[1], text="My neighbours"
    )
    appeal = Appeal.objects.get()
    html = page(aysel, receipt)
    assert appeal.number in html
    assert "1 December 2026" in html
    assert "My neighbours" in html
    assert len(journaled(abuse_words.APPEALED)) == 1


def test_a_blocked_person_is_refused_in_words(aysel: Client) -> None:
    a_block(subject=people.aysel().party_id)
    refused = posted(aysel, PERMITS + "ask/", 200, purpose="shopping", confirm="1", key=KEY)
    assert "Permits are blocked for you" in refused
    assert "See why, and appeal" in refused


def test_a_block_that_holds_is_shown_however_many_later_ones_are_over(aysel: Client) -> None:
    me = people.aysel().party_id
    a_block(sender=PHONE)
    with clock.frozen_at("2026-11-26T12:10:00+04:00"):
        for _number in range(21):
            blocks.lift(actor=at_desk(2), block_id=a_block(subject=me).pk, because="A mistake")
        assert "Permits are blocked until" in page(aysel, PERMITS)
        assert "Permits to leave home are blocked" in page(aysel, "/cabinet/")


def test_another_persons_block_and_appeal_are_not_found(client: Client, aysel: Client) -> None:
    block = a_block(subject=people.aysel().party_id)
    address = posted(
        aysel, f"{PERMITS}blocks/{block.pk}/appeal/", key=str(new_id()), text="My neighbours"
    )
    stranger = people.signed_in(Client(), people.rauf())
    for path in (address, f"{PERMITS}blocks/{block.pk}/", f"{PERMITS}blocks/{block.pk}/appeal/"):
        assert stranger.get(path).status_code == 404
    for path in (f"{PERMITS}blocks/{uuid4()}/", f"{PERMITS}appeals/AAAA/"):
        assert stranger.get(path).status_code == 404
