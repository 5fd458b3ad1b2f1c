"""A television of the town hall signs in: the code on its screen, the yes on the phone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import decoupled, journal_actions, rules_decoupled
from pencere.kernel import clock
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db


def television() -> relying.RelyingParty:
    return relying.party(
        authentication="none", grant_types=(decoupled.DEVICE_GRANT,), redirect_uris=()
    )


def begun(tv: relying.RelyingParty, **more: str) -> dict[str, Any]:
    answer = tv.ask("/oauth/device-authorization", {"scope": "openid", **more})
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def poll(tv: relying.RelyingParty, code: str) -> Any:
    given = {"grant_type": decoupled.DEVICE_GRANT, "device_code": code}
    return tv.ask("/oauth/token", given).json()


def test_she_types_the_code_and_the_device_is_signed_in() -> None:
    tv, aysel = television(), people.aysel()
    start = begun(tv)
    browser = people.signed_in(Browser(), aysel)
    assert poll(tv, start["device_code"])["error"] == "authorization_pending"

    page = browser.post("/oauth/device", {"user_code": start["user_code"].lower()})
    assert start["user_code"] in page.content.decode()
    browser.post("/oauth/device", {"user_code": start["user_code"], "decision": "agree"})

    with clock.frozen_at(clock.now() + dt.timedelta(seconds=6)):
        answer = poll(tv, start["device_code"])
        assert tv.id_token(answer)["amr"]
        again = poll(tv, start["device_code"])
    assert again["error"] == "invalid_grant"
    done = [row.action for row in about_subject(subject=aysel.party_id)]
    assert journal_actions.SIGNED_IN in done


def test_a_code_in_the_address_asks_before_anything_happens() -> None:
    tv = television()
    start = begun(tv)
    browser = people.signed_in(Browser(), people.aysel())

    page = browser.get("/oauth/device", {"user_code": start["user_code"], "decision": "agree"})

    assert page.status_code == 200
    assert poll(tv, start["device_code"])["error"] == "authorization_pending"


def test_a_no_is_told_and_stays() -> None:
    tv = television()
    start = begun(tv)
    browser = people.signed_in(Browser(), people.aysel())

    browser.post("/oauth/device", {"user_code": start["user_code"], "decision": "deny"})
    late = browser.post("/oauth/device", {"user_code": start["user_code"], "decision": "agree"})

    assert late.status_code == 422
    assert poll(tv, start["device_code"])["error"] == "access_denied"


def test_asking_too_often_makes_the_device_wait_longer_and_time_runs_out() -> None:
    tv = television()
    start = begun(tv)

    assert poll(tv, start["device_code"])["error"] == "authorization_pending"
    assert poll(tv, start["device_code"])["error"] == "slow_down"
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=11)):
        assert poll(tv, start["device_code"])["error"] == "expired_token"


def test_another_client_can_t_take_the_tokens() -> None:
    tv, other = television(), television()
    start = begun(tv)

    assert poll(other, start["device_code"])["error"] == "invalid_grant"


def test_codes_that_are_guessed_are_counted() -> None:
    browser = people.signed_in(Browser(), people.aysel())

    pages = [
        browser.post("/oauth/device", {"user_code": "BCDF-GHJK"}).content.decode()
        for _ in range(12)
    ]

    assert pages[0] != pages[-1]


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = rules_decoupled.user_code(typed)
    assert code is None or rules_decoupled.user_code(code) == code
