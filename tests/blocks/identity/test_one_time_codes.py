"""Signing in by a one-time code, and what guards that way in."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import messages, people

from pencere.blocks.identity import journal_actions, one_time_codes, rules
from pencere.blocks.identity.jobs import tidy
from pencere.blocks.identity.models import OneTimeCode
from pencere.kernel import clock
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.api import about_subject

ASK, ENTER = "/account/login/code/", "/account/code/"
PHONE = "+994502345678"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _messages(settings: Any) -> None:
    messages.to_outbox(settings)


def ask(client: Client, identifier: str, channel: str = "sms", **more: str) -> Any:
    answer = client.post(ASK, {"identifier": identifier, "channel": channel, **more})
    run_waiting()
    return answer


def code() -> str:
    return messages.code_in(messages.texts_to(PHONE)[0])


def enter(client: Client, given: str) -> Any:
    return client.post(ENTER, {"code": given})


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06d}"


def test_a_code_by_text_message_signs_in_at_the_lowest_level() -> None:
    client, aysel = Client(), people.aysel()

    asked = ask(client, aysel.username, next="/inbox/")
    response = enter(client, f" {code()[:3]} {code()[3:]} ")

    assert asked["Location"] == ENTER
    assert response["Location"] == "/inbox/"
    assert client.session["_auth_user_id"] == str(aysel.pk)
    records = client.session["account_authentication_methods"]
    assert (rules.assurance(records), rules.methods(records)) == ("low", ("sms",))
    rows = about_subject(subject=aysel.party_id).rows
    signed_in = next(row for row in rows if row.action == journal_actions.SIGNED_IN)
    assert signed_in.params == {"methods": ["message"], "assurance": "low"}
    sent = next(row for row in rows if row.action == journal_actions.CODE_SENT)
    assert sent.params == {"purpose": "sign-in", "channel": "sms"}


def test_a_code_by_email() -> None:
    client, aysel = Client(), people.aysel()

    ask(client, aysel.username, "email")
    response = enter(client, messages.code_in(messages.letters_to(aysel.email)[0]))

    assert response["Location"] == "/cabinet/"
    assert rules.methods(client.session["account_authentication_methods"]) == ("otp",)


def test_the_session_before_is_not_the_session_after() -> None:
    client, aysel = Client(), people.aysel()
    ask(client, aysel.username)
    before = client.session.session_key

    enter(client, code())

    assert client.session.session_key != before
    assert not Client().session.exists(before or "")


@pytest.mark.parametrize("identifier", ["5KT7Q2A", "1ZZZZZ9", "not a number <script>", "\x00"])
def test_nobody_learns_who_has_an_account(identifier: str) -> None:
    """The page does the same for all: it writes a row and leaves the rest to a job."""
    people.aysel()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    asked = client.post(ASK, {"identifier": identifier, "channel": "sms"})
    if identifier == "\x00":
        assert asked.status_code == 422
        return
    page = client.get(ENTER).content.decode()
    refused = enter(client, "12345")

    assert (asked.status_code, asked["Location"]) == (302, ENTER)
    assert OneTimeCode.objects.get().digest == ""
    assert "is on its way to your phone" in page
    assert PHONE[-2:] not in page.replace("0:", "")
    assert people_errors(refused) == "The code is not right. Check it and try again."


def people_errors(response: Any) -> str:
    page: str = response.content.decode()
    start = page.index('id="field-code-error"')
    return page[start:].split("</span>")[1].split("<")[0].strip()


def test_a_closed_account_gets_no_code() -> None:
    aysel = people.aysel()
    aysel.is_active = False
    aysel.save()

    ask(Client(), aysel.username)

    assert messages.texts_to(PHONE) == []


def test_an_account_without_a_mailbox_gets_no_code_there() -> None:
    aysel = people.aysel()
    aysel.email = ""
    aysel.save()

    assert ask(Client(), aysel.username, "email")["Location"] == ENTER
    assert OneTimeCode.objects.get().digest == ""


def test_a_code_works_once() -> None:
    client, other, aysel = Client(), Client(), people.aysel()
    ask(client, aysel.username)
    waiting = client.session["identity.code"]
    enter(client, code())

    planted = other.session
    planted["identity.code"] = waiting
    planted.save()
    other.cookies["sessionid"] = planted.session_key or ""

    assert enter(other, code()).status_code == 422
    assert "_auth_user_id" not in other.session


def test_a_code_is_of_no_use_in_another_browser() -> None:
    client, stranger, aysel = Client(), Client(), people.aysel()
    ask(client, aysel.username)

    assert enter(stranger, code())["Location"] == "/account/login/"


def test_a_new_code_ends_the_one_before() -> None:
    client, aysel = Client(), people.aysel()
    ask(client, aysel.username)
    first = code()
    elsewhere = Client()
    ask(elsewhere, aysel.username)

    assert enter(client, first).status_code == 422
    assert enter(elsewhere, code()).status_code == 302


def test_five_wrong_ones_end_it_and_are_in_the_journal() -> None:
    client, aysel = Client(HTTP_ACCEPT_LANGUAGE="en"), people.aysel()
    ask(client, aysel.username)
    right = code()
    for _try in range(5):
        last = enter(client, wrong(right))

    assert people_errors(last) == "This code no longer works. Ask for a new one."
    assert enter(client, right).status_code == 422
    rows = about_subject(subject=aysel.party_id).rows
    assert [row.action for row in rows].count(journal_actions.CODE_WRONG) == 5


def test_after_ten_minutes_it_is_over() -> None:
    client, aysel = Client(), people.aysel()
    with clock.frozen_at("2026-11-22T08:00:00+04:00"):
        ask(client, aysel.username)
    with clock.frozen_at("2026-11-22T08:10:00+04:00"):
        assert enter(client, code()).status_code == 422


def test_a_job_that_comes_too_late_sends_nothing() -> None:
    with clock.frozen_at("2026-11-22T08:00:00+04:00"):
        Client().post(ASK, {"identifier": people.aysel().username, "channel": "sms"})
    with clock.frozen_at("2026-11-22T08:11:00+04:00"):
        run_waiting()

    assert messages.texts_to(PHONE) == []


def test_asking_is_limited_for_one_account_from_one_place_and_from_anywhere() -> None:
    aysel = people.aysel()
    for _try in range(3):
        assert ask(Client(), aysel.username).status_code == 302
    assert ask(Client(), aysel.username).status_code == 429

    answers = [
        ask(Client(REMOTE_ADDR=f"203.0.113.{place}"), aysel.username).status_code
        for place in range(4)
    ]
    assert answers == [302, 302, 429, 429]


def test_one_address_can_not_ask_for_account_after_account() -> None:
    answers = [ask(Client(), f"1ZZZZ{number:02d}").status_code for number in range(21)]

    assert answers == [302] * 20 + [429]


def test_one_phone_gets_no_more_than_ten_in_an_hour() -> None:
    for number in range(4):
        someone = people.account(f"6TEST{number}A", f"Şəxs {number}")
        for place in range(3):
            ask(Client(REMOTE_ADDR=f"203.0.113.{number}{place}"), someone.username)

    assert len(messages.texts_to(PHONE)) == 10


def test_the_table_does_not_hold_what_was_typed_nor_the_code() -> None:
    aysel = people.aysel()
    ask(Client(), aysel.username)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM identity_onetimecode AS c")
        row = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(args::text, '') FROM procrastinate_jobs")
        jobs = cursor.fetchone()[0] or ""

    assert aysel.username not in row + jobs
    assert code() not in row + jobs


def test_who_has_an_app_is_asked_for_it_too_and_stays_low() -> None:
    client, aysel = Client(), people.aysel()
    people.add_authenticator(aysel)
    ask(client, aysel.username)

    second = enter(client, code())
    client.post(second["Location"], {"code": people.code_now()})

    assert second["Location"] == "/account/login/second-step/"
    assert rules.assurance(client.session["account_authentication_methods"]) == "low"


def test_an_officer_gets_to_the_desk_by_the_password_and_back() -> None:
    client, officer = Client(), people.officer("justice", {"officer"})
    ask(client, officer.username)
    second = enter(client, code())
    client.post(second["Location"], {"code": people.code_now()})

    asked = client.get("/desk/?show=mine")
    assert asked["Location"] == "/account/again/?next=%2Fdesk%2F%3Fshow%3Dmine"
    back = client.post(asked["Location"], {"password": people.PASSWORD})
    assert back["Location"] == "/desk/?show=mine"
    assert client.get("/desk/").status_code == 200


def test_a_signed_in_person_goes_on() -> None:
    client = people.signed_in(Client(), people.aysel())

    assert client.get(f"{ASK}?next=/inbox/")["Location"] == "/inbox/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_next_leads_nowhere_else(wanted: str) -> None:
    client, aysel = Client(), people.aysel()
    ask(client, aysel.username, next=wanted)

    assert enter(client, code())["Location"] == "/cabinet/"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"identifier": "5KT7Q2A"},
        {"identifier": "5KT7Q2A", "channel": "pigeon"},
        {"identifier": "x" * 100_000, "channel": "sms"},
        {"identifier": "", "channel": "sms"},
    ],
)
def test_garbage_is_refused_beside_the_field(fields: dict[str, str]) -> None:
    response = Client().post(ASK, fields)

    assert response.status_code == 422
    assert "govuk-error-message" in response.content.decode()
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("given_code", ["", "x" * 100_000, "<b>", "١٢٣٤٥٦", "1e5"])
def test_garbage_is_no_code(given_code: str) -> None:
    client, aysel = Client(), people.aysel()
    ask(client, aysel.username)

    assert enter(client, given_code).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_forged_post_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(ASK, {"identifier": "5KT7Q2A", "channel": "sms"}).status_code == 403
    assert client.post(ENTER, {"code": "123456"}).status_code == 403


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_the_pages_and_the_message_speak_the_persons_language(language: str) -> None:
    client = Client()
    client.cookies["language"] = language
    assert f'<html lang="{language}"' in client.get(ASK).content.decode()

    ask(client, people.aysel().username)

    assert f'<html lang="{language}"' in client.get(ENTER).content.decode()
    words = {"az": "dəqiqə", "ru": "минут", "en": "minutes"}[language]
    assert words in messages.texts_to(PHONE)[0]


def test_switching_the_language_keeps_what_was_typed_and_sends_nothing() -> None:
    response = Client().post(ASK, {"identifier": "5KT7Q2A", "channel": "email", "_language": "ru"})

    page = response.content.decode()
    assert 'lang="ru"' in page
    assert 'value="5KT7Q2A"' in page
    assert not OneTimeCode.objects.exists()


def test_without_an_sms_provider_there_is_only_email(settings: Any) -> None:
    settings.SMS_PROVIDER = ""

    page = Client().get(ASK).content.decode()

    assert 'value="sms"' not in page
    assert Client().post(ASK, {"identifier": "5KT7Q2A", "channel": "sms"}).status_code == 422


def test_old_ones_are_forgotten_at_night() -> None:
    with clock.frozen_at("2026-11-22T08:00:00+04:00"):
        ask(Client(), "1ZZZZZ9")
    with clock.frozen_at("2026-11-23T09:00:00+04:00"):
        tidy(timestamp=0)

    assert not OneTimeCode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_use_it_once() -> None:
    client, aysel = Client(), people.aysel()
    ask(client, aysel.username)
    row, right = OneTimeCode.objects.get(), code()
    outcomes: list[str] = []

    def check() -> None:
        outcomes.append(one_time_codes.check(row.handle, right).outcome)
        connection.close()

    both = [threading.Thread(target=check) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(outcomes) == ["over", "right"]


@pytest.mark.django_db(transaction=True)
def test_two_that_ask_at_once_leave_one_code() -> None:
    people.aysel()

    def ask_once() -> None:
        one_time_codes.ask(
            purpose="sign-in",
            whom="5KT7Q2A",
            channel="sms",
            claim={"identifier": "5KT7Q2A"},
            address=None,
        )
        connection.close()

    both = [threading.Thread(target=ask_once) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert OneTimeCode.objects.filter(expires_at__gt=clock.now()).count() == 1


@given(st.lists(st.sampled_from(["code", "mfa"])))
def test_messages_and_apps_never_add_up_to_more_than_low(kinds: list[str]) -> None:
    records = [{"method": kind, "type": "totp" if kind == "mfa" else ""} for kind in kinds]

    assert rules.assurance(records) in ("none", "low")
    assert dt.timedelta(0) < one_time_codes.LIFETIME <= dt.timedelta(minutes=10)
