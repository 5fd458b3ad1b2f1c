"""Codes and tokens in hands that they weren't given to."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid.models import AccessToken, Grant, RefreshToken
from pencere.kernel import clock

pytestmark = pytest.mark.django_db


def aysels() -> Browser:
    return people.signed_in(Browser(), people.aysel())


def at_once(act: Callable[[], Any], times: int = 2) -> list[Any]:
    """What each of several threads got that began together."""
    start, answers = threading.Barrier(times), []

    def run() -> None:
        start.wait()
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _time in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "pkce-missing"),
        ({"code_challenge": ""}, "pkce-missing"),
        ({"code_challenge_method": "plain"}, "pkce-method"),
        ({"code_challenge_method": ""}, "pkce-method"),
        ({"code_challenge_method": "s256"}, "pkce-method"),
    ],
)
def test_a_request_without_its_protection_is_not_begun(more: dict[str, str], why: str) -> None:
    bank = relying.party()

    answer = relying.answer_of(bank.authorize(aysels(), **more))

    assert answer["error"] == "invalid_request"
    assert "code" not in answer
    assert relying.refused(bank) == [why]


@pytest.mark.parametrize("verifier", ["", "x" * 43, "short", "x" * 129, "\u0430" * 50])
def test_a_code_opens_nothing_without_its_verifier(verifier: str) -> None:
    bank, browser = relying.party(), aysels()
    code = bank.sign_in(browser)

    stolen = bank.redeem(code, code_verifier=verifier)

    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert relying.refused(bank)[0] in ("pkce-verifier", "pkce-mismatch")
    assert not AccessToken.objects.exists()


def test_the_challenge_itself_is_no_verifier() -> None:
    bank = relying.party()

    assert bank.redeem(bank.sign_in(aysels()), code_verifier=bank.challenge).status_code == 400


def test_a_code_that_is_injected_into_another_session_fits_no_verifier() -> None:
    """The attacker's own code in a victim's browser: the client has the victim's verifier."""
    bank = relying.party()
    code = bank.sign_in(people.signed_in(Browser(), people.rauf()))

    injected = bank.redeem(code, code_verifier=secrets.token_urlsafe(48))

    assert injected.json()["error"] == "invalid_grant"
    assert relying.refused(bank) == ["pkce-mismatch"]


def test_a_code_of_one_client_is_worth_nothing_to_another() -> None:
    bank, shop = relying.party(), relying.party()
    code = bank.sign_in(aysels())
    shop.verifier = bank.verifier

    assert shop.redeem(code).json()["error"] == "invalid_grant"

    assert relying.refused(shop) == ["code-of-another"]
    assert bank.redeem(code).status_code == 200, "a thief must not be able to spoil it either"


def test_a_code_keeps_the_address_that_it_was_sent_to() -> None:
    bank = relying.party(redirect_uris=(relying.BACK, "https://bank.example/other"))
    code = bank.sign_in(aysels())

    refused = bank.redeem(code, redirect_uri="https://bank.example/other")

    assert refused.json()["error"] == "invalid_grant"
    assert relying.refused(bank) == ["redirect-changed"]


def test_a_replayed_code_ends_all_that_it_gave_and_stands_in_the_journal() -> None:
    bank = relying.party()
    code = bank.sign_in(aysels(), scope="openid offline_access")
    given = bank.redeem(code).json()

    assert bank.redeem(code).json()["error"] == "invalid_grant"

    assert relying.refused(bank) == ["code-replayed"]
    token = {"token": given["access_token"]}
    assert bank.ask("/oauth/introspect", token).json() == {"active": False}
    bearer = f"Bearer {given['access_token']}"
    assert Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=bearer).status_code == 401
    assert bank.refresh(given["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_is_over_after_a_minute() -> None:
    bank = relying.party()
    code = bank.sign_in(aysels())

    with clock.frozen_at(clock.now() + dt.timedelta(seconds=61)):
        assert bank.redeem(code).json()["error"] == "invalid_grant"


def test_tokens_of_another_client_are_neither_seen_nor_revoked_nor_refreshed() -> None:
    bank, shop = relying.party(), relying.party()
    given = bank.redeem(bank.sign_in(aysels(), scope="openid offline_access")).json()

    for token in (given["access_token"], given["refresh_token"], given["id_token"]):
        assert shop.ask("/oauth/introspect", {"token": token}).json() == {"active": False}
    assert shop.ask("/oauth/revoke", {"token": given["refresh_token"]}).status_code == 400
    assert shop.ask("/oauth/revoke", {"token": given["access_token"]}).status_code == 400
    assert shop.refresh(given["refresh_token"]).json()["error"] == "invalid_grant"

    assert relying.refused(shop) == ["token-of-another", "token-of-another", "refresh-of-another"]
    assert bank.refresh(given["refresh_token"]).status_code == 200


def test_one_kind_of_token_is_not_taken_for_another() -> None:
    bank, browser = relying.party(post_logout_redirect_uris=("https://bank.example/bye",)), aysels()
    given = bank.redeem(bank.sign_in(browser, scope="openid offline_access")).json()

    for wrong in (given["id_token"], given["refresh_token"], "x.y.z", "e30.e30.", "\u00e9"):
        bearer = f"Bearer {wrong}"
        assert Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=bearer).status_code == 401
    hint = {"id_token_hint": given["access_token"]}
    assert browser.get("/oauth/logout", hint).status_code == 400
    answer = relying.answer_of(bank.authorize(browser, id_token_hint=given["access_token"]))
    assert answer["error"] == "invalid_request"
    assert bank.redeem(given["refresh_token"]).json()["error"] == "invalid_grant"
    assert bank.refresh(given["access_token"]).json()["error"] == "invalid_grant"


def test_a_resource_may_not_use_a_token_that_was_not_given_for_it() -> None:
    registry = relying.party(resource_uri="https://registry.example/")
    bank = relying.party()
    code = bank.sign_in(aysels(), resource="https://registry.example/")
    token = bank.redeem(code).json()["access_token"]

    assert registry.ask("/oauth/introspect", {"token": token}).json()["active"] is True
    bearer = f"Bearer {token}"
    assert Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=bearer).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_once_one_is_a_replay() -> None:
    """Code, then refresh token: never two answers, and in the end nothing is left of the grant."""
    bank = relying.party()
    code = bank.sign_in(aysels(), scope="openid offline_access")

    answers = at_once(lambda: bank.redeem(code))

    assert sorted(one.status_code for one in answers) == [200, 400]
    assert Grant.objects.get().ended_because == "reused"
    assert AccessToken.objects.count() == 1

    again = bank.sign_in(aysels(), scope="openid offline_access")
    first = bank.redeem(again).json()["refresh_token"]
    refreshed = at_once(lambda: bank.refresh(first), times=3)
    assert sorted(one.status_code for one in refreshed) == [200, 400, 400]
    assert RefreshToken.objects.filter(used_at=None, grant__ended_at=None).count() == 0
    assert relying.refused(bank) == ["code-replayed", "refresh-replayed", "refresh-replayed"]
