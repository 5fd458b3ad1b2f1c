"""Codes, recovery codes, and what officers need."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests import people

from pencere.blocks.identity import journal_actions
from pencere.blocks.identity.api import actor_of, needs_assurance, officer
from pencere.kernel.errors import NotFound
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db
SECOND = "/account/login/second-step/"


def first_step(client: Client, account: Any, **more: str) -> Any:
    return client.post(
        "/account/login/", {"login": account.username, "password": people.PASSWORD, **more}
    )


def request_of(client: Client, path: str = "/desk/", method: str = "get") -> HttpRequest:
    """A request with the client's session, as the middleware makes it."""
    request: HttpRequest = client.get("/account/security/").wsgi_request
    made = getattr(RequestFactory(), method)(path)
    made.session, made.user = request.session, request.user
    made._messages = request._messages  # type: ignore[attr-defined]
    return made  # type: ignore[no-any-return]


def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{actor_of(request).kind} of {actor_of(request).agency}")


def test_the_password_alone_is_not_enough() -> None:
    client, judge = Client(), people.officer("justice")

    response = first_step(client, judge)

    assert response["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    assert client.get("/account/security/").status_code == 302


def test_a_code_completes_it_and_leads_to_the_desk() -> None:
    client, judge = Client(), people.officer("justice")
    first_step(client, judge)

    response = client.post(SECOND, {"code": people.code_now()})

    assert response["Location"] == "/desk/"
    assert actor_of(request_of(client)).assurance == "substantial"


def test_it_comes_back_to_where_the_person_was_going() -> None:
    client, judge = Client(), people.officer("justice")
    first_step(client, judge, next="/inbox/")

    assert client.post(SECOND, {"code": people.code_now()})["Location"] == "/inbox/"


def test_a_wrong_code_is_told_and_journaled() -> None:
    client, judge = Client(), people.officer("justice")
    first_step(client, judge)

    response = client.post(SECOND, {"code": "000000"})

    assert people.shown(response)["errors"].of("code")
    actions = [row.action for row in about_subject(subject=judge.party_id).rows]
    assert journal_actions.SIGN_IN_FAILED in actions


def test_a_code_works_once() -> None:
    judge = people.officer("justice")
    code = people.code_now()
    answers = []
    for _browser in range(2):
        client = Client()
        first_step(client, judge)
        answers.append(client.post(SECOND, {"code": code}).status_code)

    assert answers == [302, 200]


def test_codes_can_not_be_guessed_for_long() -> None:
    client, judge = Client(), people.officer("justice")
    first_step(client, judge)
    for number in range(5):
        client.post(SECOND, {"code": f"00000{number}"})

    assert client.post(SECOND, {"code": people.code_now()}).status_code == 200


def test_an_officer_with_a_code_gets_the_desk_of_the_agency() -> None:
    client = people.signed_in(Client(), people.officer("justice"))

    response = officer(desk)(request_of(client))

    assert response.content == b"officer of justice"


def test_an_officer_without_a_second_factor_gets_no_desk() -> None:
    judge = people.officer("justice", has_second_factor=False)
    client = people.signed_in(Client(), judge, assurance="low")

    response = officer(desk)(request_of(client))

    assert (response.status_code, response["Location"]) == (
        302,
        "/account/factors/first/?next=%2Fdesk%2F",
    )


def test_an_officer_who_gave_no_code_yet_is_asked_for_it() -> None:
    client = people.signed_in(Client(), people.officer("justice"), assurance="low")

    response = officer(desk)(request_of(client))
    assert response["Location"] == "/account/again/code/?next=%2Fdesk%2F"

    client.post("/account/again/code/?next=/inbox/", {"code": people.code_now()})
    assert officer(desk)(request_of(client)).status_code == 200


def test_a_citizen_finds_no_desk() -> None:
    client = people.signed_in(Client(), people.aysel())

    with pytest.raises(NotFound):
        officer(desk)(request_of(client))


def test_a_post_that_ended_opens_nothing() -> None:
    judge = people.officer("justice")
    client = people.signed_in(Client(), judge)
    judge.posts.update(valid_until=dt.date(2020, 1, 1))

    with pytest.raises(NotFound):
        officer(desk)(request_of(client))


def test_a_page_can_ask_for_more_assurance() -> None:
    client = people.signed_in(Client(), people.aysel(), assurance="low")

    response = needs_assurance("substantial")(desk)(request_of(client))

    assert response["Location"] == "/account/factors/first/?next=%2Fdesk%2F"


def test_setting_up_an_app_asks_for_the_password_and_gives_recovery_codes() -> None:
    client, aysel = Client(), people.aysel()
    first_step(client, aysel)

    assert "/account/again/" in client.get("/account/factors/app/add/")["Location"]
    client.post("/account/again/?next=/account/factors/app/add/", {"password": people.PASSWORD})
    page = client.get("/account/factors/app/add/")
    secret = people.shown(page)["form"].secret
    response = client.post("/account/factors/app/add/", {"code": people.code_now(secret=secret)})

    assert response["Location"] == "/account/recovery-codes/"
    codes = people.shown(client.get("/account/recovery-codes/"))["unused_codes"]
    assert len(codes) == 10
    stored = Authenticator.objects.get(user=aysel, type="totp").data["secret"]
    assert secret not in stored
    actions = [row.action for row in about_subject(subject=aysel.party_id).rows]
    assert journal_actions.FACTOR_ADDED in actions

    other = Client()
    first_step(other, aysel)
    assert other.post(SECOND, {"code": codes[0]}).status_code == 302
    again = Client()
    first_step(again, aysel)
    assert again.post(SECOND, {"code": codes[0]}).status_code == 200


def test_removing_the_app_is_journaled() -> None:
    judge = people.officer("justice")
    client = Client()
    first_step(client, judge)
    client.post(SECOND, {"code": people.code_now()})
    client.post("/account/again/?next=/inbox/", {"password": people.PASSWORD})

    response = client.post("/account/factors/app/remove/")

    assert response.status_code == 302
    assert not Authenticator.objects.filter(user=judge).exists()
    actions = [row.action for row in about_subject(subject=judge.party_id).rows]
    assert journal_actions.FACTOR_REMOVED in actions


def test_anothers_passkey_is_not_there() -> None:
    aysel, rauf = people.aysel(), people.rauf()
    key = Authenticator.objects.create(user=rauf, type="webauthn", data={"name": "Phone"})
    client = Client()
    first_step(client, aysel)
    client.post("/account/again/?next=/inbox/", {"password": people.PASSWORD})

    assert client.get(f"/account/passkeys/{key.pk}/").status_code == 404
    assert client.post(f"/account/passkeys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": 1}', "x" * 5000, '"a"'])
def test_a_broken_passkey_answer_is_refused(credential: str) -> None:
    response = Client().post("/account/login/passkey/", {"credential": credential})

    assert response.status_code == 302
    assert response["Location"] == "/account/login/"
