"""Aysel's driving licence expires; officer Tural looks at it; and Aysel sees that he looked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys import steps
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]


def _apply(page: Page, check: Check) -> str:
    page.goto("/cabinet/")
    expect(page.locator("main")).to_contain_text("Register of driving licences")
    page.goto("/search?q=водительское")
    page.get_by_role("link", name="Driving licence renewal").first.click()
    page.locator("a[href*='/applications/start/']").first.click()
    expect(page.locator("main")).to_contain_text("BZ9000011")  # from the register, locked
    steps.choose(page, "reason", "expiring")
    steps.go_on(page)
    # A file that lies about its type is told so, and nothing else is lost.
    page.locator("input[name=photo]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a not a photo"}
    )
    steps.go_on(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    check(page)
    page.locator("input[name=photo]").set_input_files(steps.picture())  # type: ignore[arg-type]
    page.locator("input[name=medical]").set_input_files(steps.paper())  # type: ignore[arg-type]
    steps.go_on(page)
    steps.choose(page, "pickup", "ganja")
    page.locator("input[name=phone]").fill("050 234 56 78")
    steps.go_on(page)
    page.locator("input[name=receipt]").fill("hpp-2026-001")
    steps.go_on(page)
    expect(page.locator("main")).to_contain_text("40")
    check(page)
    return steps.send(page)


def test_from_the_reminder_to_the_document(
    open_page: Opened, sign_in: SignIn, assert_accessible: Check, tmp_path: Path
) -> None:
    citizen = open_page(language="en")
    sign_in(citizen, "aysel")
    reference = _apply(citizen, assert_accessible)

    # The officer of another agency can't even know that it exists.
    stranger = open_page(language="en")
    sign_in(stranger, "kamran")
    answer = stranger.goto(f"/desk/cases/{reference}/")
    assert answer is not None
    assert answer.status == 404

    officer = open_page(language="en")
    sign_in(officer, "tural")
    officer.goto("/desk/")
    assert_accessible(officer)
    steps.take(officer, reference)
    expect(officer.locator("main")).to_contain_text("Register of driving licences")
    assert_accessible(officer)
    steps.act(officer, "ask")  # without the words that are needed
    expect(officer.locator(".govuk-error-summary")).to_be_visible()
    assert_accessible(officer)
    steps.act(officer, "ask", comment="The photo is too dark.")

    citizen.goto("/inbox/")
    expect(citizen.locator("main")).to_contain_text("needs a correction")
    citizen.goto(f"/applications/{reference}/")
    expect(citizen.locator("main")).to_contain_text("The photo is too dark.")
    assert_accessible(citizen)
    citizen.locator("textarea[name=comment]").fill("It was taken by daylight.")
    citizen.locator("button[value=resubmit]").click()

    officer.goto(f"/desk/cases/{reference}/")
    expect(officer.locator("main")).to_contain_text("It was taken by daylight.")
    steps.act(officer, "grant")
    expect(officer.locator("main")).to_contain_text("Licence granted")

    path = steps.download(citizen, reference, tmp_path)
    assert "Signature is Valid" in steps.signature_report(path)
    citizen.goto("/cabinet/documents/")
    expect(citizen.locator("main")).to_contain_text("Driving licence")
    assert_accessible(citizen)

    citizen.goto("/cabinet/transport/")
    expect(citizen.locator("main")).not_to_contain_text("BZ9000011")  # the new one replaces it
    expect(citizen.locator("main")).to_contain_text(steps.document_number(path))

    citizen.goto("/cabinet/who-looked/")
    rows = citizen.locator("main")
    expect(rows).to_contain_text("Ministry of Internal Affairs")
    expect(rows).to_contain_text(reference)
    assert_accessible(citizen)

    mail = open_page(language="en")
    mail.goto("/demo/mail/")
    expect(mail.locator("main")).to_contain_text(re.compile("licence|vəsiqə"))

    head = open_page(language="en")
    sign_in(head, "sevda")
    _revoke(head, reference, assert_accessible)
    anyone = open_page(language="en")
    anyone.goto("/verify/")
    anyone.locator("input[name=number]").fill(steps.document_number(path))
    anyone.locator("main button[type=submit]").first.click()
    expect(anyone.locator("main")).to_contain_text("revoked")
    assert_accessible(anyone)


def _revoke(head: Page, reference: str, assert_accessible: Check) -> None:
    """The document proves the right to drive: the head of the agency ends both."""
    head.goto(f"/desk/cases/{reference}/")
    head.get_by_role("link", name="The licence or permit that it proves").click()
    expect(head.locator("main")).to_contain_text("In force until")
    assert_accessible(head)
    head.get_by_role("button", name="Revoke", exact=True).click()
    head.locator("select[name=reason]").select_option("court")
    head.locator("textarea[name=comment]").fill("A court took the licence away.")
    assert_accessible(head)
    head.get_by_role("button", name="Revoke", exact=True).click()
    expect(head.locator("main")).to_contain_text("It is revoked.")


def test_leyla_is_told_before_the_first_question_that_she_has_no_licence(
    open_page: Opened, sign_in: SignIn, assert_accessible: Check
) -> None:
    citizen = open_page(language="en")
    sign_in(citizen, "leyla")
    citizen.goto("/applications/start/interior-driving-licence-renewal/")
    expect(citizen.locator("main")).to_contain_text("no driving licence of yours")
    assert_accessible(citizen)
