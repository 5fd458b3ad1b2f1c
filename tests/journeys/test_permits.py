"""Leaving home in a special regime: Aysel asks in the cabinet and shows the code; the same by a
message from her phone is answered with the same permit. A pattern of abuse ends in a block, an
appeal, and its being lifted by another officer."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.site import Person
from tests.journeys.steps import Opened

SignIn = Callable[[Page, str], Person]
Accessible = Callable[[Page], None]
PHONE = "994502340000"
"""Of Aysel, in the demonstration's registers."""


def test_she_asks_in_the_cabinet_and_the_message_is_answered_with_the_same_permit(
    open_page: Opened, sign_in: SignIn, assert_accessible: Accessible
) -> None:
    page = open_page(language="en", narrow=True)
    sign_in(page, "aysel")
    page.goto("/cabinet/")
    page.get_by_role("link", name=re.compile("permit to leave home|Permits to leave home")).click()
    assert_accessible(page)
    page.get_by_role("button", name="Ask for a permit").click()
    page.locator("input[name=purpose][value=medical]").check()
    assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    assert_accessible(page)
    page.get_by_role("button", name="Ask for the permit").click()
    expect(page.locator(".pn-permit__until")).to_contain_text("until")
    expect(page.get_by_role("img", name="Square code for a patrol")).to_be_visible()
    assert_accessible(page)
    until = page.locator(".pn-permit__until").inner_text().removeprefix("until ").strip()
    document = page.locator(".pn-permit__facts dd").nth(1).inner_text()

    _write(page, f"1 {document}")
    answer = page.locator(".pn-sms:not(.pn-sms--own)", has_text=until)
    expect(answer.last).to_be_visible(timeout=30_000)

    page.goto("/permits/history/?purpose=medical")
    expect(page.locator(".pn-list__item", has_text="Permit given")).to_have_count(1)
    written = page.locator(".pn-list__item", has_text="Message from your phone").first
    expect(written).to_contain_text("The valid permit was told again")


def test_without_scripts_too(open_page: Opened, sign_in: SignIn) -> None:
    page = open_page(language="en", scripts=False)
    sign_in(page, "nigar")
    page.goto("/permits/ask/?purpose=funeral")
    expect(page.locator("input[name=purpose][value=funeral]")).to_be_checked()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("button", name="Ask for the permit").last.click()
    expect(page.locator(".pn-permit__code svg")).to_be_visible()


def test_a_phone_is_blocked_and_another_officer_lifts_it(
    open_page: Opened, sign_in: SignIn, assert_accessible: Accessible
) -> None:
    page = open_page(language="en")
    sign_in(page, "tural")
    page.goto("/permits/desk/abuse/")
    assert_accessible(page)
    page.goto("/permits/desk/abuse/blocks/new/?phone=%2B994552340199")
    page.locator("input[name=reason]").first.check()
    page.get_by_label("Last day").fill(_in_two_days(page))
    assert_accessible(page)
    page.get_by_role("button", name="Block", exact=True).click()
    page.get_by_role("link", name="+994552340199").click()
    assert_accessible(page)
    page.get_by_role("link", name="Write down an appeal for its author").click()
    page.get_by_label("Who appeals").fill("Nənəxanım")
    page.get_by_label("How the answer reaches them").fill("12 Gül street")
    page.get_by_label("What they say").fill("These are my neighbours.")
    page.get_by_role("button", name="Write it down").click()

    colleague = open_page(language="en")
    sign_in(colleague, "sevda")
    colleague.goto("/permits/desk/abuse/appeals/")
    colleague.locator("[data-key-row] a").first.click()
    assert_accessible(colleague)
    colleague.locator("input[name=outcome][value=lifted]").check()
    colleague.get_by_label("Your answer").fill("You are right.")
    colleague.get_by_role("button", name="Decide").click()
    expect(colleague.get_by_text("Decided, and the author is told.")).to_be_visible()
    colleague.goto("/permits/desk/abuse/blocks/?state=ended")
    expect(colleague.get_by_role("row", name=re.compile("994552340199"))).to_contain_text("Lifted")


def _write(page: Page, text: str) -> None:
    """Send a message from Aysel's phone."""
    page.goto(f"/demo/phones/{PHONE}/")
    page.locator("#field-to").fill("8103")
    page.locator("#field-text").fill(text)
    page.get_by_role("button", name="Send").click()


def _in_two_days(page: Page) -> str:
    """The day after tomorrow as the page writes dates, by the browser's clock."""
    day: str = page.evaluate(
        "() => { const d = new Date(Date.now() + 2 * 864e5);"
        " return [d.getDate(), d.getMonth() + 1, d.getFullYear()].join('.'); }"
    )
    return day
