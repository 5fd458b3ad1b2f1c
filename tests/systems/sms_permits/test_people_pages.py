"""Permits in the cabinet: asking, showing the code, the history, strange phones, blocks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import people
from tests.blocks.registers.records import put, put_card
from tests.systems.sms_permits.abuse_stories import (
    NOON,
    OTHER_PHONE,
    PHONE,
    at_desk,
    in_days,
    journaled,
    said,
)

from pencere.blocks.regimes import api as regimes
from pencere.kernel import clock
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits import (
    abuse_words,
    blocks,
    journal_actions,
    own_permits,
    regime,
    tokens,
)
from pencere.systems.sms_permits.abuse_models import Appeal, Disowning
from pencere.systems.sms_permits.models import Block, Decision

pytestmark = pytest.mark.django_db
PERMITS = "/permits/"
CARD = "AA1234567"
KEY = "a-form-of-aysel"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def aysel(client: Client) -> Client:
    """Aysel with her identity card, in English."""
    who = people.aysel()
    put_card(who.party_id)
    client.cookies["language"] = "en"
    return people.signed_in(client, who)


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:3000]
    return re.sub(r"\s+", " ", response.content.decode())


def posted(client: Client, path: str, status: int = 302, **fields: Any) -> str:
    response = client.post(path, fields)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.get("Location", "") if status == 302 else response.content.decode()


def asked(client: Client, purpose: str = "shopping", key: str = KEY, **more: Any) -> str:
    fields = {"purpose": purpose, "confirm": "1", "key": key, **more}
    return posted(client, PERMITS + "ask/", **fields)


def a_block(**whom: Any) -> Block:
    made = blocks.impose(
        actor=at_desk(1),
        wanted=blocks.Wanted("many-people", "Call us.", in_days(2), key=str(new_id()), **whom),
    )
    assert isinstance(made, Block)
    return made


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
    assert asked(aysel, key="another-form") == first
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


def test_a_strange_phone_is_half_hidden_and_can_be_disowned(aysel: Client) -> None:
    taken = said(people.aysel().party_id, sender=OTHER_PHONE)
    address = f"{PERMITS}permit/{taken.day:%Y%m%d}{taken.id.hex}/"
    html = page(aysel, address)
    assert OTHER_PHONE not in html
    assert "+99455 ··· ·· 22" in html
    assert "Did somebody else ask" in page(aysel, address + "not-me/")
    posted(aysel, address + "not-me/")
    posted(aysel, address + "not-me/")
    assert Disowning.objects.get().sender == OTHER_PHONE
    assert "Officers look into it." in page(aysel, address)


def test_the_history_has_filters_pages_and_a_file(aysel: Client) -> None:
    me = people.aysel().party_id
    for number in range(25):
        said(me, sender=PHONE, ago=dt.timedelta(minutes=number), outcome="refused")
    said(me, sender=OTHER_PHONE, ago=dt.timedelta(hours=5), purpose="medical")
    said(people.rauf().party_id, sender=PHONE, ago=dt.timedelta(hours=5), purpose="funeral")
    html = page(aysel, PERMITS + "history/")
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    rest = page(aysel, following[1].replace("&amp;", "&"))
    assert html.count("pn-list__item") + rest.count("pn-list__item") == 26
    assert "Funeral of a close relative</strong>" not in html + rest
    assert "Funeral of a close relative</a>" not in html + rest
    only = page(aysel, PERMITS + "history/?purpose=medical&outcome=granted&from=2026-11-26")
    assert only.count("pn-list__item") == 1
    assert "Nothing like this" in page(aysel, PERMITS + "history/?until=2026-11-01")
    file = aysel.get(PERMITS + "history.csv?outcome=refused").content.decode()
    assert file.count("\r\n") == 26
    assert PHONE not in file


@pytest.mark.parametrize("query", ["cursor=x", "cursor=%00", "cursor=9999999999999.1." + "0" * 32])
def test_a_strange_place_in_the_history_is_told(aysel: Client, query: str) -> None:
    page(aysel, f"{PERMITS}history/?{query}", status=422)
    assert aysel.get(f"{PERMITS}history.csv?{query}").status_code == 422


def test_strange_filters_count_as_not_given(aysel: Client) -> None:
    page(aysel, PERMITS + "history/?purpose=%00&outcome=x&from=0000-00-00&until=99.99.9999")


def test_the_same_as_last_time(aysel: Client) -> None:
    said(people.aysel().party_id, sender="", ago=dt.timedelta(days=1), purpose="medical")
    html = page(aysel, PERMITS)
    assert "The same as last time: Urgent medical need or treatment" in html
    assert 'href="/permits/ask/?purpose=medical"' in html


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


def test_the_cabinet_has_the_permit_on_its_card(aysel: Client) -> None:
    assert "Ask for a permit to leave home" in page(aysel, "/cabinet/")
    address = asked(aysel)
    html = page(aysel, "/cabinet/")
    assert address in html
    assert "until 15:00" in html


def _others() -> list[tuple[str, str]]:
    return [("get", ""), ("post", "extend/"), ("get", "not-me/"), ("post", "not-me/")]


@pytest.mark.parametrize(("method", "ending"), _others())
def test_another_persons_permit_is_not_found(client: Client, method: str, ending: str) -> None:
    taken = said(people.aysel().party_id, sender=OTHER_PHONE)
    people.signed_in(client, people.rauf())
    address = f"{PERMITS}permit/{taken.day:%Y%m%d}{taken.id.hex}/{ending}"
    assert getattr(client, method)(address, {"key": KEY}).status_code == 404
    assert not Disowning.objects.exists()


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


def test_a_program_asks_with_a_key(aysel: Client) -> None:
    allowed = aysel.get("/api/permits/allowed").json()
    assert allowed["is_permit_needed"]
    assert [each["code"] for each in allowed["purposes"]] == ["medical", "shopping", "funeral"]
    given = {"purpose": "shopping"}
    first = aysel.post(
        "/api/permits", given, "application/json", headers={"Idempotency-Key": "app-key-1"}
    )
    assert first.status_code == 200, first.content
    again = aysel.post(
        "/api/permits", given, "application/json", headers={"Idempotency-Key": "app-key-1"}
    )
    assert first.json()["permit"]["reference"] == again.json()["permit"]["reference"]
    assert aysel.get("/api/permits").json()["requests"][0]["outcome"] == "granted"
    refused = aysel.post(
        "/api/permits",
        {"purpose": "dance"},
        "application/json",
        headers={"Idempotency-Key": "app-key-2"},
    )
    assert refused.status_code == 422
    assert "purpose" in refused.json()["fields"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"purpose": 1}', '{"purpose": "x"}'])
def test_garbage_over_the_api_is_told(aysel: Client, body: str) -> None:
    response = aysel.post(
        "/api/permits", body, "application/json", headers={"Idempotency-Key": "app-key-1"}
    )
    assert response.status_code in (400, 422)


def test_a_program_without_a_key_learns_nothing(client: Client) -> None:
    for path in ("/api/permits", "/api/permits/allowed", "/api/permits/x"):
        assert client.get(path).status_code == 401


def test_asking_without_end_is_slowed_down(aysel: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_permits, "MOST_REQUESTS", 2)
    for number in range(2):
        asked(aysel, key=f"form-number-{number}")
    response = aysel.post(
        PERMITS + "ask/", {"purpose": "shopping", "confirm": "1", "key": "form-number-3"}
    )
    assert response.status_code == 429
    assert Decision.objects.count() == 2


def test_a_purpose_that_is_one_no_more_keeps_its_name_in_the_history(
    aysel: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(people.aysel().party_id, sender=PHONE, ago=dt.timedelta(days=1), purpose="walk")
    now = regimes.in_force(regime.CODE)
    assert now is not None
    former = SimpleNamespace(
        id=uuid4(), values={"purposes": [{"code": "walk", "title": {"en": "A walk with the dog"}}]}
    )
    known = [former, *regimes.versions(regime.CODE)]
    monkeypatch.setattr(regimes, "versions", lambda code: known)
    regime._titles.cache_clear()
    assert "A walk with the dog" in page(aysel, PERMITS + "history/")
    regime._titles.cache_clear()
