"""What programs call is answered past all that is for browsers, and is guarded the same."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import resolve
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import endpoints, tokens
from pencere.kernel.errors import Conflict

pytestmark = pytest.mark.django_db
ASKED = {"grant_type": "client_credentials"}


def test_a_token_comes_with_the_headers_of_every_answer_and_without_a_cookie() -> None:
    answer = relying.party().ask("/oauth/token", ASKED)

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_a_session_says_nothing_of_the_program() -> None:
    browser = people.signed_in(Browser(enforce_csrf_checks=True), people.aysel())

    answer = browser.post("/oauth/token", ASKED)

    assert answer.status_code == 400  # multipart is not of the protocol
    answer = browser.post(
        "/oauth/token",
        "grant_type=client_credentials",
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_host_that_is_not_ours_is_refused() -> None:
    answer = relying.party().ask("/oauth/token", ASKED, HTTP_HOST="evil.example")

    assert answer.status_code == 400
    assert b"access_token" not in answer.content


def test_an_error_that_can_be_told_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_asking: object) -> None:
        raise Conflict

    monkeypatch.setattr(tokens, "tokens_for", fail)

    assert relying.party().ask("/oauth/token", ASKED).status_code == 409


def test_each_address_of_the_short_way_is_an_endpoint_of_clients() -> None:
    for path in settings.FOR_PROGRAMS:
        assert resolve(path).func.__module__ == endpoints.__name__
        assert Browser().get(path).json()["error"] == "invalid_request"
