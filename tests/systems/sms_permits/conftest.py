"""Whom stories of permits by message begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from tests import people
from tests.blocks.registers.records import put_card
from tests.systems.sms_permits.abuse_stories import NOON

from pencere.kernel import clock


@pytest.fixture
def noon() -> Iterator[None]:
    """It is noon."""
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def aysel(client: Client, noon: None) -> Client:
    """Aysel with her identity card, in English."""
    who = people.aysel()
    put_card(who.party_id)
    client.cookies["language"] = "en"
    return people.signed_in(client, who)
