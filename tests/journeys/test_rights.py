"""Aysel reports a wrong field, complains, and asks for the answers she is owed."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys import steps
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]


def test_a_wrong_field_is_corrected_and_its_history_kept(
    open_page: Opened, sign_in: SignIn, assert_accessible: Check
) -> None:
    citizen = open_page(language="en")
    sign_in(citizen, "aysel")
    citizen.goto("/cabinet/address/")
    assert_accessible(citizen)
    citizen.get_by_role("link", name=re.compile("This is wrong.*Street")).click()
    citizen.locator("[name=new_value]").fill("Füzuli küçəsi")
    citizen.locator("[name=reason]").fill("The street was renamed.")
    steps.go_on(citizen)
    reference = steps.send(citizen)

    registrar = open_page(language="en")
    sign_in(registrar, "tural")
    steps.take(registrar, reference)
    expect(registrar.locator("main")).to_contain_text("Füzuli küçəsi")
    assert_accessible(registrar)
    steps.act(registrar, "accept")
    expect(registrar.locator("main")).to_contain_text("The register was corrected")

    citizen.goto("/cabinet/address/")
    expect(citizen.locator("main")).to_contain_text("Füzuli küçəsi")
    home = citizen.locator(".pn-card--record", has_text="Füzuli küçəsi")
    home.locator("a[href*='/cabinet/record/']").click()
    expect(citizen.locator("main")).to_contain_text("Nizami küçəsi")  # what it said before
    assert_accessible(citizen)


def test_a_complaint_is_answered(
    open_page: Opened, sign_in: SignIn, assert_accessible: Check
) -> None:
    citizen = open_page(language="ru")
    sign_in(citizen, "aysel")
    citizen.goto("/language/en/?next=/applications/start/digital-appeal/")
    steps.for_myself(citizen)
    steps.choose(citizen, "kind", "complaint")
    citizen.locator("select[name=agency]").select_option("digital")
    assert_accessible(citizen)
    steps.go_on(citizen)
    fill_all(citizen)
    reference = steps.send(citizen)
    expect(citizen.locator("main")).to_contain_text("You get an answer by")

    officer = open_page(language="en")
    sign_in(officer, "zaur")
    steps.take(officer, reference)
    steps.act(officer, "answer", comment="Thank you. It is mended since this morning.")
    citizen.goto(f"/applications/{reference}/")
    expect(citizen.locator("main")).to_contain_text("It is mended since this morning.")
    assert_accessible(citizen)


def fill_all(page: Page) -> None:
    """Fill in the remaining pages with something sensible until the check page comes."""
    while "/check/" not in page.url:
        for box in page.locator("main textarea, main input[type=text]").all():
            box.fill("The page for bills does not open on a phone.")
        steps.go_on(page)
        page.wait_for_load_state()
