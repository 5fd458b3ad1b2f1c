"""A citizen signs in to her bank with pencere, and out of both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import bank
from tests.journeys.site import Site


@pytest.fixture(scope="module")
def at_bank(site: Site) -> Iterator[str]:
    with bank.open_bank(site) as address:
        yield address


def test_she_signs_in_to_the_bank_agrees_once_and_signs_out_of_both(
    open_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    site: Any,
    at_bank: str,
) -> None:
    page = open_page(language="en")
    person = site.person("aysel")

    page.goto(f"{at_bank}/start")
    person.sign_in(page)
    expect(page.get_by_role("heading", name="Sign in to Khazar Bank")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Agree and go on").click()
    expect(page.get_by_role("heading", name=re.compile("Welcome, "))).to_be_visible()

    page.goto(f"{at_bank}/start")  # agreed before: no page in between
    expect(page.get_by_role("heading", name=re.compile("Welcome, "))).to_be_visible()

    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("heading", name="Goodbye")).to_be_visible()
    page.goto("/cabinet/")
    expect(page).to_have_url(re.compile("/account/login/"))
    for _try in range(60):
        if bank.logout_tokens():
            break
        page.wait_for_timeout(500)
    assert bank.logout_tokens()


def test_the_bank_is_told_when_she_does_not_agree_and_works_without_scripts(
    open_page: Callable[..., Page], site: Any, at_bank: str
) -> None:
    page = open_page(narrow=True, language="en", scripts=False)
    page.goto(f"{at_bank}/start?scope=openid+contact")
    site.person("leyla").sign_in(page)

    page.get_by_role("button", name="Don't agree").click()

    expect(page.get_by_text("access_denied")).to_be_visible()


def test_a_person_who_is_signed_in_as_another_can_change(
    open_page: Callable[..., Page], sign_in: Callable[[Page, str], Any], site: Any, at_bank: str
) -> None:
    page = open_page(language="en")
    sign_in(page, "leyla")

    page.goto(f"{at_bank}/start?prompt=select_account")
    page.get_by_role("button", name="I am somebody else").click()
    site.person("aysel").sign_in(page)

    expect(page.get_by_role("heading", name=re.compile("Sign in to|Welcome"))).to_be_visible()


def test_a_page_that_can_t_be_answered_says_so(
    open_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = open_page(language="en")

    page.goto("/oauth/authorize?client_id=nobody")

    expect(page.get_by_role("heading", name="The site asked in a wrong way")).to_be_visible()
    assert_accessible(page)


def test_a_code_that_no_device_shows_is_told_beside_the_field(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], Any],
    assert_accessible: Callable[[Page], None],
) -> None:
    page = open_page(language="en")
    sign_in(page, "leyla")

    page.goto("/oauth/device")
    assert_accessible(page)
    page.get_by_label("Which code does the device show?").fill("BCDF-GHJK")
    page.locator("#main-form button[type=submit]").click()

    expect(page.locator(".govuk-error-summary")).to_contain_text("No device shows this code")
