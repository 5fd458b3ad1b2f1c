"""A person signs in to another system: the code flow from the first redirect to the claims."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client as Browser
from joserfc.jwk import ECKey
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import journal_actions
from pencere.blocks.openid.models import Consent, Grant
from pencere.kernel import clock
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db


def browser_of(account: object, **more: object) -> Browser:
    return people.signed_in(Browser(), account, **more)  # type: ignore[arg-type]


def test_aysel_agrees_and_the_bank_learns_who_signed_in() -> None:
    bank, aysel = relying.party(), people.aysel()
    browser = browser_of(aysel)

    page = bank.authorize(browser, scope="openid identity contact")
    text = page.content.decode()
    assert "Khazar Bank" in text or "Xəzər Bank" in text
    answer = bank.redeem(bank.sign_in(browser, scope="openid identity contact")).json()

    claims = bank.id_token(answer)
    assert claims["nonce"] == bank.nonce
    assert claims["acr"] == "urn:pencere:assurance:substantial"
    assert "mfa" in claims["amr"]
    assert "name" not in claims
    said = (
        Browser()
        .get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {answer['access_token']}")
        .json()
    )
    assert said["sub"] == claims["sub"]
    assert said["personal_identifier"] == aysel.party.identifier
    done = [row.action for row in about_subject(subject=aysel.party_id)]
    assert journal_actions.AGREED in done
    assert journal_actions.RELEASED in done


def test_what_was_agreed_is_remembered_and_can_be_withdrawn() -> None:
    bank, browser = relying.party(), browser_of(people.aysel())
    first = bank.redeem(bank.sign_in(browser)).json()

    again = bank.authorize(browser)
    assert relying.answer_of(again)["code"]

    assert Consent.objects.count() == 1
    assert bank.id_token(first)["sid"]
    wider = bank.authorize(browser, scope="openid contact")
    assert wider.status_code == 200


def test_a_code_is_good_once_and_its_second_use_ends_what_the_first_gave() -> None:
    bank, browser = relying.party(), browser_of(people.aysel())
    code = bank.sign_in(browser, scope="openid offline_access")
    first = bank.redeem(code)
    assert first.status_code == 200

    second = bank.redeem(code)

    assert second.status_code == 400
    assert second.json()["error"] == "invalid_grant"
    assert Grant.objects.get().ended_because == "reused"
    assert bank.refresh(first.json()["refresh_token"]).status_code == 400


def test_a_refresh_token_changes_with_each_use_and_a_stolen_one_ends_the_grant() -> None:
    bank, browser = relying.party(), browser_of(people.aysel())
    first = bank.redeem(bank.sign_in(browser, scope="openid offline_access")).json()

    second = bank.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert bank.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert bank.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_sign_in_older_than_max_age_is_asked_for_anew() -> None:
    bank, aysel = relying.party(), people.aysel()
    browser = browser_of(aysel)

    with clock.frozen_at(clock.now() + dt.timedelta(minutes=10)):
        page = bank.authorize(browser, max_age="300")

    assert page.wsgi_request.path.startswith("/account/again/")


def test_a_level_is_asked_for_by_a_step_up_that_no_parameter_can_drop() -> None:
    bank, aysel = relying.party(), people.aysel()
    browser = browser_of(aysel, assurance="low")

    page = bank.authorize(browser, acr_values="urn:pencere:assurance:substantial")

    assert page.wsgi_request.path.startswith("/account/")


def test_prompt_none_answers_without_a_page() -> None:
    bank, aysel = relying.party(), people.aysel()

    assert relying.answer_of(bank.authorize(Browser(), prompt="none"))["error"] == "login_required"
    browser = browser_of(aysel)
    answer = relying.answer_of(bank.authorize(browser, prompt="none"))
    assert answer["error"] == "consent_required"
    bank.sign_in(browser)
    assert relying.answer_of(bank.authorize(browser, prompt="none"))["code"]


def test_two_systems_know_her_by_names_that_have_nothing_in_common() -> None:
    browser = browser_of(people.aysel())
    one, other = relying.party(), relying.party()

    subs = {
        party.id_token(party.redeem(party.sign_in(browser)).json())["sub"] for party in (one, other)
    }

    assert len(subs) == 2


def test_signing_out_ends_what_was_given_for_the_session_alone() -> None:
    bank, browser = relying.party(), browser_of(people.aysel())
    answer = bank.redeem(bank.sign_in(browser)).json()
    token = {"token": answer["access_token"]}
    assert bank.ask("/oauth/introspect", token).json()["active"]

    browser.post("/account/logout/")

    assert bank.ask("/oauth/introspect", token).json() == {"active": False}


def test_another_browser_can_t_go_on_with_her_request() -> None:
    bank, aysel = relying.party(), people.aysel()
    page = bank.authorize(browser_of(aysel))

    stranger = browser_of(people.aysel())

    assert stranger.get(page.wsgi_request.path).status_code == 410


def test_a_pushed_request_is_taken_once() -> None:
    bank, browser = relying.party(), browser_of(people.aysel())
    pushed = bank.ask("/oauth/par", bank.wish())
    assert pushed.status_code == 201
    given = {"client_id": bank.client.client_id, "request_uri": pushed.json()["request_uri"]}

    first = relying.follow(browser, browser.get("/oauth/authorize", given))
    assert first.status_code == 200
    assert browser.get("/oauth/authorize", given).status_code == 400


def test_a_token_bound_to_a_key_opens_nothing_without_its_proof() -> None:
    bank, browser = relying.party(), browser_of(people.aysel())
    key = ECKey.generate_key("P-256")
    code = bank.sign_in(browser)
    answer = bank.ask(
        "/oauth/token",
        {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": bank.verifier,
            "redirect_uri": relying.BACK,
        },
        HTTP_DPOP=relying.dpop(key, "POST", "/oauth/token"),
    ).json()
    assert answer["token_type"] == "DPoP"
    token = answer["access_token"]

    bare = Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert bare.status_code == 401
    proven = Browser().get(
        "/oauth/userinfo",
        HTTP_AUTHORIZATION=f"DPoP {token}",
        HTTP_DPOP=relying.dpop(key, "GET", "/oauth/userinfo", token=token),
    )
    assert proven.status_code == 200


def test_a_client_acts_for_itself_with_its_key() -> None:
    registry = relying.party(authentication="private_key_jwt", scopes=())

    answer = registry.ask("/oauth/token", {"grant_type": "client_credentials"})

    assert answer.status_code == 200, answer.json()
    assert relying.payload(answer.json()["access_token"])["sub"] == registry.client.client_id
