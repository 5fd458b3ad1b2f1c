"""Signing in with personal identifier and password, and what guards that door."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import people

from pencere.blocks.identity import journal_actions
from pencere.kernel import clock
from pencere.kernel.journal.api import about_subject

LOGIN = "/account/login/"
pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = people.PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password, **more})


def journal_of(account: Any) -> list[str]:
    return [row.action for row in about_subject(subject=account.party_id).rows]


def test_it_works() -> None:
    client, aysel = Client(), people.aysel()

    response = sign_in(client, aysel.username)

    assert (response.status_code, response["Location"]) == (302, "/cabinet/")
    assert client.session["_auth_user_id"] == str(aysel.pk)
    assert journal_actions.SIGNED_IN in journal_of(aysel)


def test_the_identifier_is_forgiven_its_spelling() -> None:
    client, aysel = Client(), people.aysel()

    response = sign_in(client, f" {aysel.username.lower()[:3]} {aysel.username.lower()[3:]} ")

    assert response.status_code == 302


def test_a_wrong_password_an_unknown_person_and_nonsense_get_the_same_answer() -> None:
    people.aysel()
    answers = set()
    for username in (people.aysel().username, "1ZZZZZ9", "not a number <script>"):
        response = sign_in(Client(), username, "wrong password")
        form = people.shown(response)["errors"]
        answers.add((response.status_code, tuple(words for _link, words in form.summary)))

    assert len(answers) == 1
    assert journal_of(people.aysel()).count(journal_actions.SIGN_IN_FAILED) == 1


def test_an_unknown_person_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(
        "pencere.blocks.identity.models.Account.set_password",
        lambda self, password: hashed.append(password),
    )

    sign_in(Client(), "1ZZZZZ9", "wrong password")

    assert hashed == ["wrong password"]


def test_five_wrong_passwords_close_the_account_from_there_for_a_while() -> None:
    aysel = people.aysel()
    for _try in range(5):
        sign_in(Client(), aysel.username, "wrong password")

    response = sign_in(Client(), aysel.username)

    assert response.status_code == 200
    until = clock.now() + dt.timedelta(minutes=15)
    with clock.frozen_at(until + dt.timedelta(seconds=5)):
        assert sign_in(Client(), aysel.username).status_code == 302


def test_the_message_says_when_to_try_again() -> None:
    with clock.frozen_at("2026-11-22T08:00:00+04:00"):
        for _try in range(6):
            response = sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), "1ZZZZZ9", "wrong password")

    assert "08:15" in response.content.decode()


def test_one_address_can_not_try_account_after_account() -> None:
    for number in range(50):
        sign_in(Client(), f"1ZZZZ{number:02d}", "wrong password")

    assert sign_in(Client(), people.aysel().username).status_code == 200
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere, people.aysel().username).status_code == 302


def test_many_addresses_can_not_try_one_account() -> None:
    aysel = people.aysel()
    for number in range(20):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), aysel.username, "wrong password")

    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), aysel.username).status_code == 200


def test_a_right_password_does_not_count() -> None:
    aysel = people.aysel()
    for _time in range(7):
        assert sign_in(Client(), aysel.username).status_code == 302


def test_a_session_known_before_is_not_the_session_after() -> None:
    client, aysel = Client(), people.aysel()
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = planted.session_key or ""

    sign_in(client, aysel.username)

    assert client.cookies["sessionid"].value != planted.session_key
    assert not Client().session.exists(planted.session_key or "")


def test_the_cookie_can_not_be_read_or_sent_across_sites() -> None:
    client = Client()
    sign_in(client, people.aysel().username)

    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_next_leads_nowhere_else(wanted: str) -> None:
    response = sign_in(Client(), people.aysel().username, next=wanted)

    assert response["Location"] == "/cabinet/"


def test_next_leads_back() -> None:
    response = sign_in(Client(), people.aysel().username, next="/inbox/?show=unread")

    assert response["Location"] == "/inbox/?show=unread"


@pytest.mark.parametrize("address", [LOGIN, "/account/logout/", "/account/acting-for/"])
def test_a_forged_post_is_refused(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    people.signed_in(client, people.aysel())

    assert client.post(address, {}).status_code == 403
    assert client.session["_auth_user_id"]


def test_signing_out_ends_the_session_and_is_in_the_journal() -> None:
    client, aysel = Client(), people.aysel()
    sign_in(client, aysel.username)
    key = client.cookies["sessionid"].value

    assert client.get("/account/logout/").status_code == 200
    assert client.session.exists(key)
    client.post("/account/logout/")

    assert not client.session.exists(key)
    assert journal_actions.SIGNED_OUT in journal_of(aysel)


def test_a_closed_account_is_told_only_with_the_right_password() -> None:
    aysel = people.aysel()
    aysel.is_active = False
    aysel.save()

    assert sign_in(Client(), aysel.username, "wrong password").status_code == 200
    response = sign_in(Client(), aysel.username)

    assert response["Location"] == "/account/closed/"
    assert Client().get("/account/closed/").status_code == 200


def test_an_idle_session_ends(settings: Any) -> None:
    client, aysel = Client(), people.aysel()
    sign_in(client, aysel.username)

    later = clock.now() + dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1)
    with clock.frozen_at(later):
        response = client.get("/account/security/")

    assert response["Location"] == "/account/login/?next=%2Faccount%2Fsecurity%2F"
    assert journal_actions.SESSION_EXPIRED in journal_of(aysel)


def test_a_busy_session_ends_too(settings: Any) -> None:
    client, aysel = Client(), people.aysel()
    sign_in(client, aysel.username)
    session = client.session
    end = clock.now() + dt.timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS + 1)
    session["identity.seen-at"] = end.timestamp()
    session.save()

    with clock.frozen_at(end):
        assert client.get("/account/security/").status_code == 302


def test_there_is_no_sign_up_and_no_reset() -> None:
    for address in ("signup/", "password/reset/", "email/", "password/set/"):
        assert Client().get(f"/account/{address}").status_code == 404


def test_changing_the_language_keeps_the_identifier_and_not_the_password() -> None:
    response = Client().post(
        LOGIN, {"login": "5KT7Q2A", "password": "secret words", "_language": "ru"}
    )

    page = response.content.decode()
    assert 'lang="ru"' in page
    assert "5KT7Q2A" in page
    assert "secret words" not in page
    assert not people.shown(response)["errors"]


def test_a_huge_password_is_not_hashed() -> None:
    response = sign_in(Client(), people.aysel().username, "x" * 100_000)

    assert response.status_code == 200
    assert people.shown(response)["errors"]


def test_a_sign_in_costs_no_more_for_the_sessions_before_and_forgets_those_that_are_over() -> None:
    aysel = people.aysel()
    at_home, at_work = Client(), Client()
    sign_in(at_home, aysel.username)
    with CaptureQueriesContext(connection) as second:
        sign_in(at_work, aysel.username)
    for _time in range(3):
        sign_in(Client(), aysel.username)
    at_home.session.flush()

    with CaptureQueriesContext(connection) as last:
        sign_in(Client(), aysel.username)

    assert len(last) == len(second)
    assert UserSession.objects.filter(user=aysel).count() == 5
    assert at_work.get("/account/security/").status_code == 200


def test_a_new_password_leaves_the_session_in_which_it_was_chosen_alone_on_the_list() -> None:
    aysel, here = people.aysel(), Client()
    sign_in(Client(), aysel.username)
    sign_in(here, aysel.username)

    changed = {"oldpassword": people.PASSWORD, "password1": "dənizdən əsən külək"}
    here.post("/account/password/", {**changed, "password2": changed["password1"]})

    listed = UserSession.objects.filter(user=aysel).values_list("session_key", flat=True)
    assert list(listed) == [here.session.session_key]
