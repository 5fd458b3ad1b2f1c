"""A citizen signs in with mobile ID: the page in one tab, the phone in another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect


def test_aysel_signs_in_with_her_phone(
    open_page: Callable[..., Page], site: Any, assert_accessible: Callable[[Page], None]
) -> None:
    aysel = site.person("aysel").demo
    page = open_page(language="en")
    phone = _phone(page, aysel.name)
    expect(phone.get_by_text("Nobody asks anything.")).to_be_visible()
    assert_accessible(phone)

    page.goto("/account/login/?next=/inbox/")
    page.get_by_role("button", name="Sign in with mobile ID").click()
    assert_accessible(page)
    _ask(page, aysel)
    code = page.locator(".pn-control-code")
    expect(code).to_have_text(re.compile(r"^\d{4}$"))
    assert_accessible(page)

    expect(phone.locator(".pn-control-code")).to_have_text(code.inner_text(), timeout=20_000)
    assert_accessible(phone)
    for digit in aysel.phone.pin:
        phone.locator(f".pn-pad [data-key='{digit}']").click()
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_text("Confirmed.", exact=True)).to_be_visible()

    expect(page.get_by_role("heading", name="Notices")).to_be_visible(timeout=20_000)
    page.goto("/account/mobile-id/")
    expect(page.get_by_text("Works")).to_be_visible()
    assert_accessible(page)


def test_without_scripts_and_refused(open_page: Callable[..., Page], site: Any) -> None:
    rauf = site.person("rauf").demo
    page = open_page(language="en", scripts=False, narrow=True)
    page.goto("/account/login/mobile-id/")
    _ask(page, rauf)
    expect(page.locator(".pn-control-code")).to_be_visible()

    phone = _phone(page, rauf.name)
    while not phone.get_by_role("button", name="Refuse").is_visible():
        phone.get_by_role("link", name="Look again").click()
    phone.get_by_role("button", name="Refuse").click()

    expect(page.get_by_role("heading", name="It was refused on the phone")).to_be_visible(
        timeout=20_000
    )


def _ask(page: Page, person: Any) -> None:
    page.fill("input[name=phone]", person.phone.number)
    page.fill("input[name=user_id]", person.phone.user_id)
    page.get_by_role("button", name="Ask my phone").click()


def _phone(page: Page, holder: str) -> Page:
    """The phone of the demo in a tab of its own."""
    tab = page.context.new_page()
    tab.set_default_timeout(15_000)
    tab.goto("/demo/phone/")
    tab.get_by_role("link", name=holder).click()
    return tab
