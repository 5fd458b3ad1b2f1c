"""Aysel looks at the systems that she signs in to, what they were told, and ends one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from tests import people
from tests.blocks.openid import relying

from pencere.blocks.openid import journal_actions
from pencere.blocks.openid.models import Consent, Grant
from pencere.kernel.ids import new_id
from pencere.kernel.journal.api import about_subject

pytestmark = pytest.mark.django_db
PATH = "/cabinet/systems/"
SCOPE = "openid identity contact"


def browser_of(account: Any) -> Browser:
    browser = people.signed_in(Browser(), account)
    browser.cookies["language"] = "en"
    return browser


def text_of(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def told(bank: relying.RelyingParty, browser: Browser, scope: str = SCOPE) -> str:
    """Sign in to `bank` and let it ask who it is; the access token."""
    answer = bank.redeem(bank.sign_in(browser, scope=scope)).json()
    assert ask(answer["access_token"]).status_code == 200
    token: str = answer["access_token"]
    return token


def ask(token: str) -> Any:
    return Browser().get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}")


def test_nobody_signed_in_anywhere_yet() -> None:
    assert "No system knows you by this account" in text_of(browser_of(people.aysel()), PATH)


def test_each_system_stands_with_what_it_learns_and_since_when() -> None:
    browser = browser_of(people.aysel())
    told(relying.party(), browser, "openid identity")
    told(relying.party(name=dict.fromkeys(("az", "ru", "en"), "Trial"), is_test=True), browser)

    page = text_of(browser, PATH)

    assert "Khazar Bank" in page
    assert "date of birth" in page
    assert page.count("it learns nothing") == 2
    assert page.count("/withdraw/") == 2
    assert "/cabinet/systems/" in text_of(browser, "/cabinet/")
    assert "/cabinet/systems/" in text_of(browser, "/account/security/")


def test_who_looked_keeps_to_one_system_and_says_what_it_was_told() -> None:
    browser = browser_of(people.aysel())
    bank, other = relying.party(), relying.party(name=dict.fromkeys(("az", "ru", "en"), "Other"))
    told(bank, browser)
    told(other, browser)

    page = text_of(browser, f"/cabinet/who-looked/?system={bank.client.client_id}")

    table = page[page.index("<table") : page.index("</table>")]
    assert "Khazar Bank was told what you agreed to" in table
    assert "e-mail" in table
    assert "Other" not in table
    assert "The platform, automatically" not in table
    rows = browser.get(f"/cabinet/who-looked.csv?system={bank.client.client_id}")
    assert "Khazar Bank" in rows.content.decode()
    assert "Other" not in rows.content.decode()


def test_a_filter_by_a_system_that_is_not_hers_shows_all() -> None:
    aysel, rauf, bank = browser_of(people.aysel()), browser_of(people.rauf()), relying.party()
    told(bank, rauf)

    page = text_of(aysel, f"/cabinet/who-looked/?system={bank.client.client_id}")

    assert "Khazar Bank" not in page


def test_withdrawing_ends_what_the_system_holds_at_once_and_twice_is_once() -> None:
    account, bank = people.aysel(), relying.party()
    browser = browser_of(account)
    token = told(bank, browser)
    path = f"{PATH}{Consent.objects.get().pk}/withdraw/"

    assert "asked anew" in text_of(browser, path)
    done = browser.post(path, follow=True)

    assert "learns nothing of you any more" in done.content.decode()
    assert ask(token).status_code == 401
    assert Grant.objects.get().ended_because == "withdrawn"
    assert browser.post(path).status_code == 302
    actions = [row.action for row in about_subject(subject=account.party_id)]
    assert actions.count(journal_actions.WITHDRAWN) == 1
    assert bank.authorize(browser, scope=SCOPE).status_code == 200, "asked anew"
    assert browser.get(path).status_code == 404


def test_a_stranger_sees_and_ends_nothing() -> None:
    told(relying.party(), browser_of(people.aysel()))
    consent = Consent.objects.get()
    rauf = browser_of(people.rauf())

    assert rauf.get(f"{PATH}{consent.pk}/withdraw/").status_code == 404
    assert rauf.post(f"{PATH}{consent.pk}/withdraw/").status_code == 404
    assert rauf.post(f"{PATH}{new_id()}/withdraw/").status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at is None
    assert Browser().get(PATH).status_code == 302
