"""Permits asked for in another's name."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import people
from tests.blocks.registers.records import put_card
from tests.systems.sms_permits.abuse_stories import PHONE, said
from tests.systems.sms_permits.pages import CARD, PERMITS, a_block, asked, page, posted

from pencere.systems.sms_permits.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_parent_asks_for_a_child(client: Client) -> None:
    child = people.person("7AA1B2C", "Nərmin Məmmədova", born_on="2016-02-01")
    put_card(child.pk)
    right = people.mandate(people.aysel(), child, kind="parent", scopes=["registers.identity"])
    client.cookies["language"] = "en"
    people.signed_in(client, people.aysel(), acting_for=right)
    assert "For Nərmin Məmmədova" in page(client, PERMITS)
    address = asked(client)
    assert "until 15:00" in page(client, address)
    assert Decision.objects.get().subject == child.pk
    written = said(child.pk, sender=PHONE, purpose="medical")
    html = page(client, f"{PERMITS}permit/{written.day:%Y%m%d}{written.id.hex}/")
    assert "Message from your phone" in html
    a_block(sender=PHONE)
    assert "Permits are blocked" not in page(client, PERMITS)


def test_a_mandate_for_permits_alone_asks_without_seeing_the_documents(client: Client) -> None:
    her = people.person("5RR1B2C", "Rəna Quliyeva", born_on="1970-02-01")
    put_card(her.pk)
    right = people.mandate(people.aysel(), her, kind="attorney", scopes=["permits.ask"])
    client.cookies["language"] = "en"
    people.signed_in(client, people.aysel(), acting_for=right)
    check = posted(client, PERMITS + "ask/", 200, purpose="shopping")
    assert "Rəna Quliyeva" in check
    assert CARD not in check
    assert CARD in page(client, asked(client))
    assert Decision.objects.get().subject == her.pk


def test_a_mandate_for_something_else_opens_nothing(client: Client) -> None:
    right = people.mandate(people.aysel(), people.rauf().party, kind="attorney", scopes=["x.y"])
    client.cookies["language"] = "en"
    people.signed_in(client, people.aysel(), acting_for=right)
    html = page(client, PERMITS, status=403)
    assert "by a mandate that doesn" in html
    assert "Ask for a permit<" not in html


def test_who_acts_for_a_company_is_shown_the_way(client: Client) -> None:
    right = people.mandate()
    client.cookies["language"] = "en"
    people.signed_in(client, people.nigar(), acting_for=right)
    html = page(client, PERMITS, status=403)
    assert "Permits to leave home are for people" in html
