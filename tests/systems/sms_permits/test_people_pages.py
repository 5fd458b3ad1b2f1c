"""Permits in the cabinet: what is allowed, asking, showing the code, making one longer."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from tests import people
from tests.blocks.registers.records import put, put_card
from tests.systems.sms_permits.abuse_stories import OTHER_PHONE, PHONE, journaled, said
from tests.systems.sms_permits.pages import CARD, KEY, PERMITS, a_block, asked, page, posted

from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import (
    journal_actions,
    own_permits,
    tokens,
)
from pencere.systems.sms_permits.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_the_first_page_says_what_is_allowed_today(aysel: Client) -> None:
    html = page(aysel, PERMITS)
    assert "Food, medicine, bank, post" in html
    assert "3 hours · 1 a day · number 2 in messages" in html
    assert "1 left today" in html
    assert "No limit" in html
    assert "8103" in html
    assert "Nothing was asked yet" in html


def test_asking_is_two_steps_and_ends_with_a_code_for_the_patrol(aysel: Client) -> None:
    form = page(aysel, PERMITS + "ask/?purpose=shopping")
    assert re.search(r'value="shopping" checked', form)
    check = posted(aysel, PERMITS + "ask/", 200, purpose="shopping")
    assert "Aysel Məmmədova" in check
    assert "until about 15:00" in check
    assert not Decision.objects.exists()
    key = re.search(r'name="key" value="([^"]+)"', check)
    assert key
    address = asked(aysel, key=key[1])
    shown = page(aysel, address)
    assert "until 15:00" in shown
    assert CARD in shown
    assert "<svg" in shown
    assert "The permit is given. It holds until 15:00." in shown
    (row,) = journaled(journal_actions.ASKED)
    assert row.subject == people.aysel().party_id


def test_the_same_form_sent_twice_takes_one_permit(aysel: Client) -> None:
    assert asked(aysel) == asked(aysel)
    assert Decision.objects.filter(outcome="granted").count() == 1


def test_asking_again_while_it_holds_shows_the_same_permit(aysel: Client) -> None:
    first = asked(aysel)
    assert asked(aysel, key=str(new_id())) == first
    assert "You have this permit already" in page(aysel, first)


def test_what_was_taken_by_message_counts_here_too(aysel: Client) -> None:
    said(people.aysel().party_id, sender=PHONE, ago=dt.timedelta(hours=4))
    assert "None left today" in page(aysel, PERMITS)
    refused = posted(aysel, PERMITS + "ask/", 200, purpose="shopping", confirm="1", key=KEY)
    assert "You have had the permits for this purpose today" in refused
    assert "Ask again tomorrow" in refused


def test_who_is_over_the_age_limit_is_told_kindly_how_help_comes(client: Client) -> None:
    rauf = people.rauf()
    put_card(rauf.party_id)
    client.cookies["language"] = "en"
    html = page(people.signed_in(client, rauf), PERMITS)
    assert "At your age one is asked to stay at home now" in html
    assert "Let relatives, neighbours or social workers bring you what you need." in html
    assert "Ask for a permit<" not in html


def test_who_must_isolate_is_told_so(aysel: Client) -> None:
    put(
        people.aysel().party_id,
        "health.isolation",
        {"kind": "infected", "since": "2026-11-20", "until": "2026-12-04"},
        "",
    )
    html = page(aysel, PERMITS)
    assert "For now you are asked to stay at home: infection" in html


def test_without_a_valid_document_one_is_told(client: Client) -> None:
    client.cookies["language"] = "en"
    people.signed_in(client, people.aysel())
    refused = posted(client, PERMITS + "ask/", 200, purpose="shopping", confirm="1", key=KEY)
    assert "No register has this document" in refused


@pytest.mark.parametrize("purpose", ["", "dance", "shop\0ping", "x" * 9000])
def test_what_is_wrong_is_told(aysel: Client, purpose: str) -> None:
    html = posted(aysel, PERMITS + "ask/", 422, purpose=purpose)
    assert 'href="#field-purpose"' in html
    again = posted(aysel, PERMITS + "ask/", 422, purpose=purpose, confirm="1", key=KEY)
    assert "There is a problem" in again
    assert not Decision.objects.exists()


def test_switching_the_language_on_the_check_keeps_the_choice(aysel: Client) -> None:
    fields = {"purpose": "shopping", "confirm": "1", "key": KEY}
    html = posted(aysel, PERMITS + "ask/", 200, **fields, _language="ru")
    assert 'lang="ru"' in html
    assert KEY in html
    assert not Decision.objects.exists()


def test_the_code_on_the_page_is_read_by_a_patrol(aysel: Client) -> None:
    reference = asked(aysel).rstrip("/").rpartition("/")[2]
    response = aysel.get("/api/permits/" + reference)
    assert tokens.read_code(response.json()["code"]).reference == reference


def test_a_permit_that_is_over_shows_no_code(aysel: Client) -> None:
    address = asked(aysel)
    with clock.frozen_at("2026-11-26T16:00:00+04:00"):
        html = page(people.signed_in(aysel, people.aysel()), address)
    assert "Over" in html
    assert "pn-permit__code" not in html


def test_the_same_as_last_time(aysel: Client) -> None:
    said(people.aysel().party_id, sender="", ago=dt.timedelta(days=1), purpose="medical")
    html = page(aysel, PERMITS)
    assert "The same as last time: Urgent medical need or treatment" in html
    assert 'href="/permits/ask/?purpose=medical"' in html


def test_a_foreigner_asks_with_the_residence_card(client: Client) -> None:
    john = people.account("F1234567", "John Smith", kind="foreigner")
    put(
        john.party_id,
        "migration.residence-cards",
        {
            "number": "MYI123456",
            "kind": "temporary",
            "full_name": "John Smith",
            "citizenship": "GBR",
            "born_on": "1985-01-01",
            "expires_on": "2027-05-01",
        },
        "MYI123456",
    )
    client.cookies["language"] = "en"
    people.signed_in(client, john)
    assert "MYI123456" in page(client, asked(client))


def test_a_certificate_makes_it_longer(aysel: Client) -> None:
    put(
        people.aysel().party_id,
        "health.certificates",
        {
            "number": "HA90000001",
            "institution": "Mərkəzi klinika",
            "issued_on": "2026-11-25",
            "valid_until": "2026-12-10",
        },
        "HA90000001",
    )
    address = asked(aysel, "medical")
    form = page(aysel, address + "extend/")
    assert "until 15:00; with the certificate, until 17:00" in form
    wrong = posted(aysel, address + "extend/", 422, certificate="HA9")
    assert "no such certificate of yours" in wrong
    assert "HA9" in wrong
    longer = posted(aysel, address + "extend/", certificate="HA90000001")
    assert "It holds until 17:00 now." in page(aysel, longer)
    assert posted(aysel, address + "extend/", certificate="HA90000001") == longer
    assert len(journaled(journal_actions.EXTENDED)) == 1


def test_shopping_is_not_made_longer(aysel: Client) -> None:
    address = asked(aysel, "shopping")
    assert "Make it longer" not in page(aysel, address)
    assert aysel.get(address + "extend/").status_code == 302


def test_the_cabinet_has_the_permit_on_its_card(aysel: Client) -> None:
    assert "Ask for a permit to leave home" in page(aysel, "/cabinet/")
    address = asked(aysel)
    html = page(aysel, "/cabinet/")
    assert address in html
    assert "until 15:00" in html


@pytest.mark.parametrize("reference", ["x", "2026", "99999999" + "0" * 32, "20261126" + "f" * 90])
def test_garbage_is_no_permit(aysel: Client, reference: str) -> None:
    assert aysel.get(f"{PERMITS}permit/{reference}/").status_code == 404
    assert aysel.get(f"/api/permits/{reference}").status_code == 404


@pytest.mark.parametrize("path", ["", "ask/", "history/", "history.csv"])
def test_who_is_not_signed_in_signs_in_first(client: Client, path: str) -> None:
    response = client.get(PERMITS + path)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_pages_speak_the_languages(aysel: Client, language: str) -> None:
    address = asked(aysel)
    page(aysel, address)  # what was said once in English isn't said again
    taken = said(people.aysel().party_id, sender=OTHER_PHONE, purpose="medical")
    strange = f"{PERMITS}permit/{taken.day:%Y%m%d}{taken.id.hex}/"
    block = a_block(sender=PHONE)
    aysel.cookies["language"] = language
    paths = [PERMITS, PERMITS + "ask/", PERMITS + "history/", address, strange]
    paths += [strange + "extend/", strange + "not-me/", f"{PERMITS}blocks/{block.pk}/"]
    for path in [*paths, f"{PERMITS}blocks/{block.pk}/appeal/"]:
        html = page(aysel, path)
        assert f'lang="{language}"' in html
        assert "ermit" not in re.sub(r"<[^>]+>", "", html), path


def test_asking_without_end_is_slowed_down(aysel: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_permits, "MOST_REQUESTS", 2)
    for _number in range(2):
        asked(aysel, key=str(new_id()))
    response = aysel.post(
        PERMITS + "ask/", {"purpose": "shopping", "confirm": "1", "key": str(new_id())}
    )
    assert response.status_code == 429
    assert Decision.objects.count() == 2
