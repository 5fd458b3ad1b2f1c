"""New rules of a regime: Tural proposes them on his phone without scripts, Sevda looks whom they
would have refused and approves, and everybody can read what holds from when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]
PAGE = "/desk/regimes/sms-permits/"
NEXT_YEAR = dt.date.today() + dt.timedelta(days=365)  # noqa: DTZ011 - other journeys ask today
WHY = "The number of infections has gone down since last week"


def _propose(page: Page, check: Check) -> str:
    """One permit a day in all, and hours in which they are given; the proposal's address."""
    page.goto(PAGE)
    page.get_by_role("button", name="Propose a change").click()
    page.locator("[name=total_daily_limit]").fill("1")
    page.locator("button[name=_add][value=hours]").click()
    page.locator("[name='hours[0].window.from']").fill("8")
    page.locator("[name='hours[0].window.until']").fill("later")
    page.get_by_role("button", name="Continue", exact=True).last.click()

    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Hours 1, Hours: Enter a time such as 08:30.")
    expect(summary).to_contain_text("Why?")
    check(page)
    page.locator("[name='hours[0].window.until']").fill("21:30")
    page.locator("[name=starts][value=at]").check()
    page.locator("[name='valid_from.date']").fill(f"{NEXT_YEAR:%d.%m.%Y}")
    page.locator("[name=reason]").fill(WHY)
    page.get_by_role("button", name="Continue", exact=True).last.click()

    expect(page.locator(".pn-diff")).to_contain_text("08:00–21:30")
    check(page)
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator(".pn-flash--success")).to_be_visible()
    return re.sub(r"^https?://[^/]+|#.*$", "", page.url)


def test_new_rules(open_page: Opened, sign_in: SignIn, assert_accessible: Check) -> None:
    first = open_page(narrow=True, language="en", scripts=False)
    sign_in(first, "tural")
    address = _propose(first, lambda page: None)
    expect(first.locator("main")).to_contain_text("A second officer has to decide about this.")

    second = open_page(language="en")
    sign_in(second, "sevda")
    second.goto("/inbox/")
    second.get_by_role("link", name="Rules wait for your decision").first.click()
    second.goto(address)
    expect(second.locator("#trial")).to_contain_text(
        re.compile("Decisions of|nothing was decided"), timeout=30_000
    )
    assert_accessible(second)
    second.locator("#decision-approve").check()
    second.get_by_role("button", name="Decide", exact=True).click()
    expect(second.locator(".pn-flash--success")).to_be_visible()
    second.goto(PAGE)
    assert_accessible(second)

    reader = open_page(language="en")
    reader.goto("/regimes/sms-permits/")
    expect(reader.locator(".pn-flash--warning")).to_contain_text("08:00–21:30")
    assert_accessible(reader)

    first.goto(f"{PAGE}compare/")
    expect(first.locator(".pn-diff")).to_contain_text("08:00–21:30")
