"""Opening an account from afar: by a document of the registers, or by a passport."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from tests import messages, people
from tests.blocks.identity.proofs import (
    BORN_ON,
    EMAIL,
    NUMBER,
    PHONE,
    enter_code,
    fill_in,
    known_to_the_state,
)
from tests.blocks.identity.test_mrz import lines

from pencere.blocks.identity import journal_actions, one_time_codes, registration
from pencere.blocks.identity.models import Account, OneTimeCode
from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Party
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, NotFound
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.api import about_subject

REGISTER, PASSPORT = "/account/register/", "/account/register/passport/"
PASSWORD_PAGE = "/account/register/password/"
NEW = {"password1": "yağışlı gün 77", "password2": "yağışlı gün 77"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _messages(settings: Any) -> None:
    messages.to_outbox(settings)


@pytest.fixture
def zeynab() -> Party:
    """Whom the state knows, without an account."""
    party = people.person("1ZEYN4B", "Quliyeva Zeynəb Ağa qızı")
    known_to_the_state(party)
    return party


def journal_of(party: Party) -> list[str]:
    return [row.action for row in about_subject(subject=party.pk).rows]


def test_a_citizen_opens_an_account_and_is_signed_in_at_low(zeynab: Party) -> None:
    client = Client()

    asked = fill_in(client, REGISTER, number=" az 1234567 ")
    to_password = enter_code(client)
    opened = client.post(PASSWORD_PAGE, NEW)

    assert (asked["Location"], to_password["Location"]) == ("/account/code/", PASSWORD_PAGE)
    account = Account.objects.get(party=zeynab)
    assert (account.username, account.phone, account.email) == ("1ZEYN4B", PHONE, EMAIL)
    assert account.check_password("yağışlı gün 77")
    assert opened["Location"] == "/cabinet/"
    page = client.get("/account/security/")
    assert page.wsgi_request.actor.assurance == "low"  # type: ignore[attr-defined]
    assert {journal_actions.ACCOUNT_OPENED, journal_actions.CODE_SENT} <= set(journal_of(zeynab))
    assert Notice.objects.filter(party=zeynab, kind="identity.account-opened").exists()


def test_each_look_into_a_register_is_in_the_journal(zeynab: Party) -> None:
    fill_in(Client(), REGISTER)

    reads = about_subject(subject=zeynab.pk, kinds="reads").rows
    assert {row.register for row in reads} == {"interior.identity-cards", "digital.contacts"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"number": "AZ7654321"},
        {"number": "no number <b>"},
        {"born_on": "15.05.1990"},
    ],
)
def test_nobody_learns_whom_the_state_knows(zeynab: Party, fields: dict[str, str]) -> None:
    """Before any job ran the answer is the same for all; then it is only the phone that tells."""
    client = Client()
    typed = {"number": NUMBER, "born_on": "14.05.1990", **fields}

    asked = client.post(REGISTER, typed)
    statements = OneTimeCode.objects.count()
    page = client.get("/account/code/")

    assert (asked.status_code, asked["Location"], statements) == (302, "/account/code/", 1)
    assert page.status_code == 200
    assert PHONE[-4:] not in page.content.decode()
    run_waiting()
    assert bool(messages.texts_to(PHONE)) == (not fields)


def test_a_document_that_is_no_longer_valid_proves_nothing() -> None:
    party = people.person("1ZEYN4B", "Quliyeva Zeynəb Ağa qızı")
    known_to_the_state(party, expires_on="2020-01-01")

    fill_in(Client(), REGISTER)

    assert messages.texts_to(PHONE) == []


def test_the_dead_open_no_accounts(zeynab: Party) -> None:
    zeynab.ended_on = clock.today()
    zeynab.save()

    fill_in(Client(), REGISTER)

    assert messages.texts_to(PHONE) == []


def test_who_has_an_account_is_told_on_the_phone_alone(zeynab: Party) -> None:
    people.account("1ZEYN4B", zeynab.name)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    asked = fill_in(client, REGISTER)

    assert asked["Location"] == "/account/code/"
    assert "/account/recover/" in messages.texts_to(PHONE)[0]
    assert client.post("/account/code/", {"code": "000000"}).status_code == 422


def test_the_password_page_needs_the_proof() -> None:
    assert Client().get(PASSWORD_PAGE)["Location"] == REGISTER
    assert Client().post(PASSWORD_PAGE, NEW)["Location"] == REGISTER


def test_the_proof_is_good_for_twenty_minutes_and_for_this_browser(zeynab: Party) -> None:
    client = Client()
    with clock.frozen_at("2026-11-22T08:00:00+04:00"):
        fill_in(client, REGISTER)
        enter_code(client)
    with clock.frozen_at("2026-11-22T08:21:00+04:00"):
        assert client.post(PASSWORD_PAGE, NEW)["Location"] == REGISTER

    assert not Account.objects.filter(party=zeynab).exists()


def test_a_proof_for_recovery_opens_no_account(zeynab: Party) -> None:
    people.account("1ZEYN4B", zeynab.name)
    client = Client()
    fill_in(client, "/account/recover/", lost="password")
    enter_code(client)

    assert client.post(PASSWORD_PAGE, NEW)["Location"] == REGISTER


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("short", "short", "password1"),
        ("Zeynəb yağışlı gün", "Zeynəb yağışlı gün", "password1"),
        ("yağışlı gün 77", "başqa gün 77 88", "password2"),
        ("x" * 5000, "x" * 5000, "password1"),
        ("", "", "password1"),
    ],
)
def test_bad_passwords(zeynab: Party, first: str, second: str, field: str) -> None:
    client = Client()
    fill_in(client, REGISTER)
    enter_code(client)

    response = client.post(PASSWORD_PAGE, {"password1": first, "password2": second})

    assert response.status_code == 422
    assert f'id="field-{field}-error"' in response.content.decode()
    assert not Account.objects.filter(party=zeynab).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"born_on": "tomorrow"},
        {"born_on": "01.01.2190"},
        {"born_on": "x" * 100_000},
        {"number": ""},
        {"number": "x" * 100_000},
        {"number": "\x00"},
    ],
)
def test_garbage_is_refused_beside_the_field(fields: dict[str, str]) -> None:
    response = fill_in(Client(), REGISTER, **fields)

    assert response.status_code == 422
    assert not OneTimeCode.objects.exists()


def test_asking_is_limited_for_one_document() -> None:
    answers = [fill_in(Client(), REGISTER).status_code for _try in range(4)]

    assert answers == [302, 302, 302, 429]


@pytest.mark.parametrize("language", ["az", "ru", "en"])
@pytest.mark.parametrize("page", [REGISTER, PASSPORT, "/account/recover/"])
def test_the_pages_speak_the_persons_language(page: str, language: str) -> None:
    client = Client()
    client.cookies["language"] = language

    assert f'<html lang="{language}"' in client.get(page).content.decode()


@pytest.mark.parametrize("page", [REGISTER, PASSPORT, PASSWORD_PAGE, "/account/recover/"])
def test_a_forged_post_is_refused(page: str) -> None:
    assert Client(enforce_csrf_checks=True).post(page, NEW).status_code == 403


@pytest.mark.parametrize("page", [REGISTER, PASSPORT, "/account/recover/"])
def test_who_is_signed_in_needs_none_of_it(page: str) -> None:
    client = people.signed_in(Client(), people.aysel())

    assert client.get(page)["Location"] == "/account/security/"


def passport(number: str = "U12345678", expires_on: dt.date = dt.date(2090, 1, 1)) -> Any:
    first, second = lines(number, BORN_ON, expires_on)
    return {"first": first, "second": second, "email": "mehmet@example.org"}


def open_by_passport(client: Client) -> Any:
    client.post(PASSPORT, passport())
    run_waiting()
    code = messages.code_in(messages.letters_to("mehmet@example.org")[0])
    client.post("/account/code/", {"code": code})
    return client.post(PASSWORD_PAGE, NEW)


def test_a_foreigner_opens_an_account_with_a_passport_and_stays_low() -> None:
    client = Client()

    open_by_passport(client)

    account = Account.objects.get(username="PTURU12345678")
    assert (account.party.kind, account.party.name) == ("foreigner", "Yilmaz Mehmet")
    assert (account.party.born_on, account.is_unseen) == (BORN_ON, True)
    people.add_authenticator(account)
    signed_in = people.signed_in(Client(), account)
    page = signed_in.get("/account/security/")
    assert page.wsgi_request.actor.assurance == "low"  # type: ignore[attr-defined]
    assert journal_actions.ACCOUNT_OPENED in journal_of(account.party)


def test_a_passport_that_has_an_account_is_told_to_its_own_mailbox() -> None:
    open_by_passport(Client())
    stranger = Client(HTTP_ACCEPT_LANGUAGE="en")

    asked = stranger.post(PASSPORT, {**passport(), "email": "stranger@example.org"})
    run_waiting()

    assert asked["Location"] == "/account/code/"
    assert messages.letters_to("stranger@example.org") == []
    assert any("/account/recover/" in each for each in messages.letters_to("mehmet@example.org"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": "P<"}, "first"),
        ({"second": "U123"}, "second"),
        ({"second": "x" * 100_000}, "second"),
        ({"email": "nowhere"}, "email"),
        (passport(expires_on=dt.date(2020, 1, 1)), "second"),
        (passport(number="U12"), "second"),
    ],
)
def test_a_misread_passport_is_said_beside_the_line(changes: dict[str, str], field: str) -> None:
    response = Client().post(PASSPORT, {**passport(), **changes})

    assert response.status_code == 422
    assert f'id="field-{field}-error"' in response.content.decode()


def request() -> HttpRequest:
    made = RequestFactory().post(PASSWORD_PAGE)
    made.session = Client().session
    return made


def test_two_proofs_open_one_account(zeynab: Party) -> None:
    first, second = Client(), Client(REMOTE_ADDR="203.0.113.1")
    for client in (first, second):
        fill_in(client, REGISTER)
        enter_code(client)

    assert first.post(PASSWORD_PAGE, NEW)["Location"] == "/cabinet/"
    other = {"password1": "başqa şifrə 88", "password2": "başqa şifrə 88"}
    assert second.post(PASSWORD_PAGE, other)["Location"] == "/account/login/"
    assert Account.objects.get(party=zeynab).check_password("yağışlı gün 77")


@pytest.mark.django_db(transaction=True)
def test_one_proof_used_twice_at_once_opens_one_account() -> None:
    known_to_the_state(people.person("1ZEYN4B", "Quliyeva Zeynəb Ağa qızı"))
    client = Client()
    fill_in(client, REGISTER)
    enter_code(client)
    handle = OneTimeCode.objects.get().handle
    outcomes: list[str] = []

    def open_once() -> None:
        try:
            registration.open_registered(request(), handle, registration.PERSON, "yağışlı gün 77")
            outcomes.append("open")
        except (Conflict, NotFound):
            outcomes.append("refused")
        connection.close()

    both = [threading.Thread(target=open_once) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(outcomes) == ["open", "refused"]
    assert dt.timedelta(minutes=20) == one_time_codes.PROVEN_FOR
