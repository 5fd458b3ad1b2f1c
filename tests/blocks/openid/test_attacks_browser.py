"""Attacks through the person's own browser: planted cookies, forged posts, dropped requirements,
other tabs, frames."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import browsers
from pencere.blocks.openid.models import AuthorizationCode, AuthorizationRequest, Consent, Grant
from pencere.kernel import clock

pytestmark = pytest.mark.django_db
SUBSTANTIAL = "urn:pencere:assurance:substantial"
AGREE = {"decision": "agree"}


def aysels(**more: Any) -> Browser:
    return people.signed_in(Browser(), people.aysel(), **more)


def sign_in(browser: Browser, who: Any, address: str) -> Any:
    typed = {"login": who.username, "password": people.PASSWORD, "next": address}
    return relying.follow(browser, browser.post("/account/login/", typed))


def test_a_request_that_a_stranger_began_can_t_be_ended_by_the_victim() -> None:
    """Session fixation: the stranger's handle in the victim's browser, before or after sign-in."""
    bank, stranger, victim = relying.party(), Browser(), Browser()
    bank.authorize(stranger)
    request = AuthorizationRequest.objects.get()
    address = stranger.get("/oauth/authorize", bank.wish(state="second"))["Location"]

    assert victim.get(address).status_code == 410
    page = sign_in(victim, people.aysel(), address)
    assert page.status_code == 410
    assert victim.post(address, AGREE).status_code == 410
    request.refresh_from_db()
    assert request.finished_at is None
    assert not Grant.objects.exists()


def test_a_planted_cookie_is_not_ours() -> None:
    bank, victim = relying.party(), aysels()
    for planted in ("x", "e30:x:y", "{}"):
        victim.cookies[browsers.COOKIE] = planted
        page = bank.authorize(victim)
        assert page.status_code == 200
        assert victim.cookies[browsers.COOKIE].value != planted


def test_a_session_known_before_the_sign_in_gets_no_code() -> None:
    bank, aysel, browser = relying.party(), people.aysel(), Browser()
    page = bank.authorize(browser)
    address = page.wsgi_request.GET["next"]
    before = Browser()
    before.cookies.update(browser.cookies)

    consent = sign_in(browser, aysel, address)

    assert consent.status_code == 200
    assert before.get(address)["Location"].startswith("/account/login/")
    assert not AuthorizationCode.objects.exists()


def test_signing_in_agreeing_and_signing_out_can_t_be_forged() -> None:
    bank, aysel = relying.party(), people.aysel()
    browser = Browser(enforce_csrf_checks=True)
    typed = {"login": aysel.username, "password": people.PASSWORD}
    assert browser.post("/account/login/", typed).status_code == 403
    people.signed_in(browser, aysel)
    page = bank.authorize(browser)
    address = page.wsgi_request.path

    for forged in ({}, AGREE, {**AGREE, "csrfmiddlewaretoken": "x" * 32}):
        assert browser.post(address, forged).status_code == 403
        assert browser.post(address, forged, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert browser.get(address, AGREE).status_code == 200
    assert browser.post("/account/logout/").status_code == 403
    assert browser.post("/oauth/device", {"user_code": "X", **AGREE}).status_code == 403
    assert browser.get("/oauth/logout").status_code == 200
    assert browser.post("/oauth/logout", {}, content_type="text/plain").status_code == 400
    assert browser.session["_auth_user_id"]
    assert not Consent.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_requirement_stays_whatever_the_browser_sends_on_the_way(method: str) -> None:
    """Step-up: the handle's request counts, not what is added to its address or to its form."""
    bank, browser = relying.party(), aysels(assurance="low")
    page = bank.authorize(browser, acr_values=SUBSTANTIAL)
    assert page.wsgi_request.path.startswith("/account/")
    request = AuthorizationRequest.objects.get()
    address = browser.get("/oauth/authorize", bank.wish(acr_values=SUBSTANTIAL))["Location"]

    for added in ({}, {"acr_values": ""}, {"acr_values": "urn:pencere:assurance:low", **AGREE}):
        answer = getattr(browser, method)(address, added)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/")
    request.refresh_from_db()
    assert request.wish["assurance"] == "substantial"
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize("more", [{"max_age": "0"}, {"max_age": "60"}, {"prompt": "login"}])
def test_freshness_can_t_be_had_by_going_back_waiting_or_another_tab(more: dict[str, str]) -> None:
    bank, browser = relying.party(), aysels()
    bank.sign_in(browser)
    Grant.objects.all().delete()
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=5)):
        page = bank.authorize(browser, **more)
        asked = page.wsgi_request.path
        address = page.wsgi_request.GET["next"]
        assert asked.startswith("/account/again/")

        for added in ({}, {"max_age": "9999", "prompt": "none"}):
            assert browser.get(address, added)["Location"].startswith("/account/again/")
            assert browser.post(address, {**AGREE, **added})["Location"].startswith("/account/")
        assert bank.authorize(browser).status_code == 303, "a request without it goes on"
        assert browser.get(address).status_code == 302, "which doesn't help the strict one"
    assert Grant.objects.count() == 1


def test_a_client_that_needs_a_level_gets_no_less_though_the_request_names_none() -> None:
    bank = relying.party(least_assurance="substantial")

    page = bank.authorize(aysels(assurance="low"), acr_values="urn:pencere:assurance:low")

    assert page.wsgi_request.path.startswith("/account/")
    assert not AuthorizationCode.objects.exists()


def test_prompt_none_can_t_be_used_to_pass_over_a_step() -> None:
    bank, browser = relying.party(), aysels(assurance="low")
    bank.sign_in(browser)

    answer = relying.answer_of(bank.authorize(browser, prompt="none", acr_values=SUBSTANTIAL))

    assert (answer["error"], "code" in answer) == ("login_required", False)


def test_an_answered_request_is_not_answered_again_from_history() -> None:
    bank, browser = relying.party(), aysels()
    address = bank.authorize(browser).wsgi_request.path
    assert browser.post(address, {"decision": "deny"}).status_code == 303

    assert browser.post(address, AGREE).status_code == 410
    assert browser.get(address).status_code == 410
    assert not AuthorizationCode.objects.exists()


def test_the_yes_is_of_the_person_who_read_the_page() -> None:
    """Another tab signs somebody else in: the page that the first one read is worth nothing."""
    bank, browser = relying.party(), Browser(enforce_csrf_checks=True)
    people.signed_in(browser, people.aysel())
    page = bank.authorize(browser)
    token = page.context["csrf_token"] if page.context else page.wsgi_request.META["CSRF_COOKIE"]
    people.signed_in(browser, people.rauf())
    browser.cookies["csrftoken"] = "n" * 32

    forged = browser.post(page.wsgi_request.path, {**AGREE, "csrfmiddlewaretoken": str(token)})

    assert forged.status_code == 403
    assert not Consent.objects.exists()


def test_for_whom_one_acts_is_what_the_page_said() -> None:
    bank, nigar, mandate = relying.party(), people.nigar(), people.mandate()
    browser = people.signed_in(Browser(), nigar)
    page = bank.authorize(browser, scope="openid mandate")
    session = browser.session
    session["identity.mandate"] = str(mandate.pk)
    session["identity.has-mandates"] = True
    session.save()

    again = browser.post(page.wsgi_request.path, {**AGREE, "mandate": ""})

    assert again.status_code == 200, "the page is shown anew, with whom she acts for now"
    assert str(mandate.pk) in again.content.decode()
    assert not Grant.objects.exists()
    seen = {**AGREE, "mandate": str(mandate.pk)}
    assert browser.post(page.wsgi_request.path, seen).status_code == 303
    assert Grant.objects.get().mandate_id == mandate.pk


def test_no_page_can_be_framed_cached_or_posted_elsewhere() -> None:
    bank = relying.party(post_logout_redirect_uris=("https://bank.example/bye",))
    browser = aysels()
    consent = bank.authorize(browser)
    bye = {
        "client_id": bank.client.client_id,
        "post_logout_redirect_uri": "https://bank.example/bye",
    }
    sign_out = browser.get("/oauth/logout", bye)
    pages = [consent, sign_out, browser.get("/oauth/device"), Browser().get("/account/login/")]

    for page in pages:
        policy = page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in policy
        assert "no-store" in page["Cache-Control"]
        (action,) = (part for part in policy.split(";") if "form-action" in part)
        assert "*" not in action
        assert "evil" not in action
    for page in (consent, sign_out):
        assert "https://bank.example" in page["Content-Security-Policy"]


def test_codes_and_states_are_told_to_nobody_by_the_referrer() -> None:
    bank, browser = relying.party(), aysels()

    address = bank.authorize(browser).wsgi_request.path
    page = browser.post(address, AGREE)

    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
