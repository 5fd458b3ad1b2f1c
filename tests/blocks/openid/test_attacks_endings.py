"""What ended opens nothing from that moment on; and guessing is counted, from wherever it comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.mandates import ending
from pencere.blocks.openid import decoupled, granting
from pencere.blocks.openid.api import disable_client
from pencere.blocks.openid.models import AccessToken, Consent
from pencere.blocks.openid.rules import OFFLINE_SECONDS
from pencere.kernel import clock
from pencere.kernel.actors import system

pytestmark = pytest.mark.django_db
OFFLINE = "openid offline_access identity mandate"


def opens(bank: relying.RelyingParty, tokens: dict[str, Any]) -> dict[str, bool]:
    """What the tokens still open, asked in every way that there is; uses the refresh token."""
    bearer = f"Bearer {tokens['access_token']}"
    asked = bank.ask("/oauth/introspect", {"token": tokens["access_token"]})
    userinfo = Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=bearer)
    return {
        "introspection": asked.status_code == 200 and asked.json()["active"],
        "userinfo": userinfo.status_code == 200,
        "refresh": bank.refresh(tokens["refresh_token"]).status_code == 200,
    }


NOTHING = {"introspection": False, "userinfo": False, "refresh": False}
ALL = dict.fromkeys(NOTHING, True)


def test_a_mandate_that_is_revoked_during_a_session_ends_its_tokens_at_once() -> None:
    bank, nigar = relying.party(), people.nigar()
    mandate = people.mandate(kind="attorney", source="given", given_by=people.rauf().party)
    browser = people.signed_in(Browser(), nigar, acting_for=mandate)
    page = bank.authorize(browser, scope=OFFLINE)
    agreed = {"decision": "agree", "mandate": str(mandate.pk)}
    tokens = bank.redeem(bank.code_of(browser.post(page.wsgi_request.path, agreed))).json()
    bearer = f"Bearer {tokens['access_token']}"
    said = Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=bearer).json()
    assert said["mandate"]["for"]["identifier"] == people.company().identifier

    ending.give_up(actor=people.actor_for(nigar), mandate_id=mandate.pk)

    assert opens(bank, tokens) == NOTHING
    later = bank.redeem(bank.sign_in(browser, scope=OFFLINE, prompt="none")).json()
    assert "mandate" not in relying.payload(later["access_token"]), "from now on for herself alone"


def test_a_code_on_its_way_is_worth_nothing_when_the_mandate_ends() -> None:
    bank, mandate = relying.party(), people.mandate()
    browser = people.signed_in(Browser(), people.nigar(), acting_for=mandate)
    page = bank.authorize(browser, scope=OFFLINE)
    agreed = {"decision": "agree", "mandate": str(mandate.pk)}
    code = bank.code_of(browser.post(page.wsgi_request.path, agreed))

    mandate.revoked_at = clock.now()
    mandate.save()

    assert bank.redeem(code).json()["error"] == "invalid_grant"
    assert not AccessToken.objects.exists()


def _withdrawn(_bank: relying.RelyingParty, _browser: Browser) -> None:
    consent = Consent.objects.get()
    granting.withdraw(actor=people.actor_for(people.aysel()), consent_id=consent.pk)


def _disabled(bank: relying.RelyingParty, _browser: Browser) -> None:
    disable_client(actor=system("tests"), client=bank.client)


def _closed(_bank: relying.RelyingParty, _browser: Browser) -> None:
    aysel = people.aysel()
    aysel.is_active = False
    aysel.save()


@pytest.mark.parametrize("end", [_withdrawn, _disabled, _closed])
def test_after_the_end_nothing_opens_and_no_code_comes(
    end: Callable[[relying.RelyingParty, Browser], None],
) -> None:
    bank, browser = relying.party(), people.signed_in(Browser(), people.aysel())
    tokens = bank.redeem(bank.sign_in(browser, scope=OFFLINE)).json()
    waiting = bank.authorize(browser, scope=OFFLINE, prompt="consent").wsgi_request.path
    on_its_way = bank.sign_in(browser, scope=OFFLINE)

    end(bank, browser)

    assert opens(bank, tokens) == NOTHING
    assert bank.redeem(on_its_way).status_code in (400, 401)
    if end is not _withdrawn:
        page = relying.follow(browser, browser.post(waiting, {"decision": "agree"}))
        assert page.status_code in (200, 410)
        assert "code=" not in str(page.headers)


def test_one_grant_ends_and_the_others_live() -> None:
    bank, browser = relying.party(), people.signed_in(Browser(), people.aysel())
    first = bank.redeem(bank.sign_in(browser, scope=OFFLINE)).json()
    second = bank.redeem(bank.sign_in(browser, scope=OFFLINE)).json()

    bank.ask("/oauth/revoke", {"token": first["refresh_token"]})

    assert opens(bank, first) == NOTHING
    assert opens(bank, second) == ALL


def test_a_grant_lives_no_longer_than_was_said_however_often_it_is_used() -> None:
    bank, browser = relying.party(), people.signed_in(Browser(), people.aysel())
    tokens = bank.redeem(bank.sign_in(browser, scope=OFFLINE)).json()
    over = clock.now() + dt.timedelta(seconds=OFFLINE_SECONDS)

    at = clock.now()
    while (at := at + dt.timedelta(days=25)) < over:
        with clock.frozen_at(at):
            answer = bank.refresh(tokens["refresh_token"])
            assert answer.status_code == 200
            tokens = answer.json()
    with clock.frozen_at(over):
        assert opens(bank, tokens) == NOTHING


def test_secrets_are_not_guessed_and_the_guessing_stands_in_the_journal() -> None:
    bank = relying.party()
    right, bank.secret = bank.secret, "ps_" + "x" * 43

    answers = [bank.ask("/oauth/token", {"grant_type": "client_credentials"}) for _ in range(62)]

    assert {one.status_code for one in answers[:60]} == {401}
    assert answers[-1].status_code == 429
    assert "too-many" in relying.refused(bank)
    elsewhere = bank.ask(
        "/oauth/token", {"grant_type": "client_credentials"}, REMOTE_ADDR="198.51.100.7"
    )
    assert elsewhere.status_code == 401
    bank.secret = right
    given = {"grant_type": "client_credentials"}
    assert bank.ask("/oauth/token", given, REMOTE_ADDR="198.51.100.8").status_code in (200, 400)


def test_a_password_is_not_guessed_from_many_addresses_through_a_client() -> None:
    bank, aysel = relying.party(), people.aysel()
    for number in range(25):
        browser = Browser(REMOTE_ADDR=f"203.0.113.{number}")
        bank.authorize(browser)
        browser.post("/account/login/", {"login": aysel.username, "password": f"guess {number}"})

    late = Browser(REMOTE_ADDR="203.0.113.200")
    page = late.post("/account/login/", {"login": aysel.username, "password": people.PASSWORD})

    assert "_auth_user_id" not in late.session
    assert page.status_code == 200


def test_codes_of_devices_are_counted_for_the_person_from_many_addresses() -> None:
    tv = relying.party(
        authentication="none", grant_types=(decoupled.DEVICE_GRANT,), redirect_uris=()
    )
    right = tv.ask("/oauth/device-authorization", {"scope": "openid"}).json()["user_code"]
    aysel = people.aysel()
    for number in range(12):
        browser = people.signed_in(Browser(REMOTE_ADDR=f"203.0.113.{number}"), aysel)
        browser.post("/oauth/device", {"user_code": "BCDF-GHJK"})

    page = people.signed_in(Browser(), aysel).post(
        "/oauth/device", {"user_code": right, "decision": "agree"}
    )

    assert page.status_code == 422
