"""What was typed survives a session that ended in the middle of a form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from tests import people

from pencere.blocks.identity import carry_over
from pencere.blocks.identity.api import carried
from pencere.kernel import clock

pytestmark = pytest.mark.django_db
FORM = "/account/acting-for/"
TYPED = {"name": "Əli", "note": "iki\nsətir", "topics": ["a", "b"], "csrfmiddlewaretoken": "x"}


def sealed_in(response: Any) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def page_after_sign_in(client: Client, path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    shown = client.get("/account/security/").wsgi_request
    request.session, request.user = shown.session, shown.user
    return request


def sign_in_with(client: Client, sealed: str, account: Any) -> Any:
    return client.post(
        "/account/login/",
        {"login": account.username, "password": people.PASSWORD, "carried": sealed, "next": FORM},
    )


def test_a_post_without_session_is_answered_with_the_sign_in_page() -> None:
    response = Client(HTTP_ACCEPT_LANGUAGE="en").post(FORM, TYPED)

    assert response.status_code == 401
    assert "What you typed is kept" in response.content.decode()


def test_nothing_of_a_stranger_stays_on_the_server() -> None:
    client = Client()

    client.post(FORM, TYPED)

    assert "sessionid" not in client.cookies


def test_after_signing_in_the_form_has_what_was_typed_once() -> None:
    client = Client()
    sealed = sealed_in(client.post(FORM, TYPED))

    response = sign_in_with(client, sealed, people.aysel())

    assert response["Location"] == FORM
    request = page_after_sign_in(client, FORM)
    found = carried(request)
    assert found is not None
    assert found.fields["name"] == "Əli"
    assert found.fields["note"] == "iki\nsətir"
    assert found.fields.getlist("topics") == ["a", "b"]
    assert "csrfmiddlewaretoken" not in found.fields
    assert carried(request) is None


def test_it_survives_the_second_step() -> None:
    client, judge = Client(), people.officer("justice")
    sealed = sealed_in(client.post(FORM, TYPED))
    assert sign_in_with(client, sealed, judge)["Location"] == "/account/login/second-step/"

    client.post("/account/login/second-step/", {"code": people.code_now()})

    assert carried(page_after_sign_in(client, FORM)) is not None


def test_it_survives_a_wrong_password_and_a_language_switch() -> None:
    client = Client()
    sealed = sealed_in(client.post(FORM, TYPED))

    wrong = client.post(
        "/account/login/", {"login": "5KT7Q2A", "password": "no", "carried": sealed}
    )
    switched = client.post("/account/login/", {"_language": "ru", "carried": sealed_in(wrong)})

    assert sealed_in(switched) == sealed


def test_another_page_does_not_get_it() -> None:
    client = Client()
    sign_in_with(client, sealed_in(client.post(FORM, TYPED)), people.aysel())

    assert carried(page_after_sign_in(client, "/inbox/")) is None
    assert carried(page_after_sign_in(client, FORM)) is not None


def test_another_person_does_not_get_it(settings: Any) -> None:
    client = people.signed_in(Client(), people.aysel())
    later = clock.now() + dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1)
    with clock.frozen_at(later):
        sealed = sealed_in(client.post(FORM, TYPED))
        sign_in_with(client, sealed, people.rauf())

        assert carried(page_after_sign_in(client, FORM)) is None


def test_it_can_not_be_read_or_forged() -> None:
    sealed = sealed_in(Client().post(FORM, TYPED))

    assert "Əli" not in sealed
    assert carry_over.unseal(sealed[:-6] + "AAAAAA") is None
    assert carry_over.unseal("nonsense") is None
    assert carry_over.unseal("é") is None


def test_it_is_forgotten_after_half_an_hour() -> None:
    sealed = sealed_in(Client().post(FORM, TYPED))

    with clock.frozen_at(clock.now() + dt.timedelta(minutes=31)):
        assert carry_over.unseal(sealed) is None


def test_too_much_is_not_carried_and_said() -> None:
    response = Client(HTTP_ACCEPT_LANGUAGE="en").post(FORM, {"note": "x" * 100_000})

    page = response.content.decode()
    assert "could not be kept" in page
    assert 'name="carried"' not in page


def test_files_must_be_chosen_again() -> None:
    upload = SimpleUploadedFile("photo.jpg", b"x")
    response = Client(HTTP_ACCEPT_LANGUAGE="en").post(FORM, {"name": "Əli", "photo": upload})

    assert "Files must be chosen again" in response.content.decode()
    found = carry_over.unseal(sealed_in(response))
    assert found is not None
    assert found.files == ("photo",)


def test_secrets_are_not_carried() -> None:
    response = Client().post(FORM, {"name": "Əli", "password1": "geheim", "code": "123456"})

    found = carry_over.unseal(sealed_in(response))
    assert found is not None
    assert set(found.fields) == {"name"}


def test_the_way_back_is_the_page_of_the_form() -> None:
    response = Client().post(
        FORM, TYPED, headers={"referer": "http://testserver/inbox/?show=unread"}
    )
    assert 'value="/inbox/?show=unread"' in response.content.decode()

    response = Client().post(FORM, TYPED, headers={"referer": "https://evil.example/x"})
    assert "evil.example" not in response.content.decode()
