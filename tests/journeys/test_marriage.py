"""Leyla and Elvin want to marry: she writes, he agrees on his phone and lets his data be read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys import steps
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]
SHOTS = os.environ.get("PENCERE_SHOTS", "")


def _shot(page: Page, name: str) -> None:
    """Keep a picture for who looks at the pages, where a folder is named for them."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def _apply(page: Page) -> str:
    page.goto("/applications/start/justice-marriage-registration/")
    page.locator("[name=partner]").fill("7elv1n5")
    steps.go_on(page)
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40)
    page.locator("[name=day]").fill(f"{day:%d.%m.%Y}")
    steps.choose(page, "surname", "keep")
    steps.choose(page, "surname_partner", "partner")
    steps.choose(page, "was_married", "false")
    steps.go_on(page)
    page.locator("[name=phone]").fill("050 234 56 78")
    steps.go_on(page)
    return steps.send(page)


def test_two_marry(open_page: Opened, sign_in: SignIn, assert_accessible: Check) -> None:
    leyla = open_page(language="en")
    sign_in(leyla, "leyla")
    reference = _apply(leyla)
    leyla.goto(f"/applications/{reference}/")
    expect(leyla.locator("main")).to_contain_text("Who has to agree")
    expect(leyla.locator("main")).not_to_contain_text("Babazadə")  # a FIN tells no name
    assert_accessible(leyla)
    _shot(leyla, "asked")

    elvin = open_page(language="en", narrow=True)
    sign_in(elvin, "elvin")
    elvin.goto("/cabinet/")
    _shot(elvin, "cabinet")
    elvin.get_by_role("link", name="Applications that wait for your agreement").click()
    assert_accessible(elvin)
    _shot(elvin, "agreements")
    elvin.get_by_role("link", name="Marriage registration").click()
    expect(elvin.locator("main")).to_contain_text("Abbasova Leyla")
    assert_accessible(elvin)
    _shot(elvin, "agreement")
    elvin.get_by_label("I agree", exact=True).check()
    elvin.locator("#field-declaration").check()
    elvin.get_by_role("button", name="Send my answer").click()
    expect(elvin.locator("main")).to_contain_text("Agreed")

    for _each in range(2):
        elvin.goto("/cabinet/consents/?show=asked")
        assert_accessible(elvin)
        _shot(elvin, "consents")
        elvin.locator(".pn-rows__title").first.click()
        assert_accessible(elvin)
        _shot(elvin, "consent")
        elvin.get_by_role("button", name="Allow", exact=True).click()
        expect(elvin.get_by_role("button", name="Withdraw")).to_be_visible()

    officer = open_page(language="en")
    sign_in(officer, "kamran")
    steps.take(officer, reference)
    expect(officer.locator("main")).to_contain_text("Babazadə")
    assert_accessible(officer)
    _shot(officer, "case")
    steps.act(officer, "accept")
    expect(officer.locator("main")).to_contain_text("Waits for the day of the registration")

    leyla.goto(f"/applications/{reference}/")
    expect(leyla.locator("main")).to_contain_text("Agreed")
    _shot(leyla, "agreed")
