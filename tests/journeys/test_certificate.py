"""Aysel needs a certificate of her family; a bank clerk checks whether it is genuine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys import steps
from tests.journeys.site import Site
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]


def test_a_certificate_from_the_search_to_the_stranger_who_checks_it(
    open_page: Opened, site: Site, assert_accessible: Check, tmp_path: Path
) -> None:
    certificate = aysel_gets_a_certificate_at_once(open_page, site, assert_accessible, tmp_path)
    anyone_learns_that_it_is_genuine(open_page, assert_accessible, certificate)
    a_changed_byte_is_found(open_page, assert_accessible, certificate, tmp_path)


def aysel_gets_a_certificate_at_once(
    open_page: Opened, site: Site, assert_accessible: Check, folder: Path
) -> Path:
    page = open_page(language="en")
    page.goto("/")
    page.get_by_role("searchbox").last.fill("aile terkibi")
    page.get_by_role("button", name="Search").last.click()
    assert_accessible(page)
    page.get_by_role("link", name="Family composition certificate").first.click()
    assert_accessible(page)
    page.locator("a[href*='/applications/start/']").first.click()
    # Not signed in yet: after it she is exactly where she was going.
    site.person("aysel").sign_in(page)
    expect(page).to_have_url(re.compile("/applications/start/justice-family-composition/"))
    assert_accessible(page)
    steps.for_myself(page)
    assert_accessible(page)

    # She leaves in the middle with one answer, and comes back to it.
    steps.choose(page, "purpose", "bank")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page).to_have_url(re.compile("/applications/$"))
    assert_accessible(page)
    page.get_by_role("link", name="Family composition certificate").first.click()
    expect(page.locator("input[name=purpose][value=bank]")).to_be_checked()

    # Another language keeps the page and what was typed.
    steps.choose(page, "language", "en")
    page.locator("button[name=_language][value=ru]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("input[name=language][value=en]")).to_be_checked()
    expect(page.locator("input[name=purpose][value=bank]")).to_be_checked()
    page.locator("button[name=_language][value=en]").click()

    steps.go_on(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    assert_accessible(page)
    reference = steps.send(page)
    # The page looks again by itself until the document is there.
    expect(page.locator("a[href^='/documents/']")).to_be_visible(timeout=steps.PATIENCE)
    assert_accessible(page)
    path = steps.download(page, reference, folder)
    assert_accessible(page)
    assert "Signature is Valid" in steps.signature_report(path)

    page.goto("/inbox/")
    expect(page.locator("main")).to_contain_text("Your certificate is ready")
    assert_accessible(page)
    return path


def anyone_learns_that_it_is_genuine(
    open_page: Opened, assert_accessible: Check, certificate: Path
) -> None:
    page = open_page(language="en")
    page.goto("/verify/")
    assert_accessible(page)
    number = steps.document_number(certificate)
    page.locator("input[name=number]").fill(number.lower().replace("-", " "))
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("genuine")
    expect(page.locator("main")).not_to_contain_text("Məmmədova Aysel")  # strangers see no name
    assert_accessible(page)

    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files(certificate)
    page.locator("form", has=page.locator("input[type=file]")).locator(
        "button[type=submit]"
    ).last.click()
    expect(page.locator("main")).to_contain_text("genuine")


def a_changed_byte_is_found(
    open_page: Opened, assert_accessible: Check, certificate: Path, tmp_path: Path
) -> None:
    content = bytearray(certificate.read_bytes())
    content[len(content) // 3] ^= 1
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(content)
    assert "Signature is Valid" not in steps.signature_report(forged)

    page = open_page(language="en")
    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files(forged)
    page.locator("form", has=page.locator("input[type=file]")).locator(
        "button[type=submit]"
    ).last.click()
    expect(page.locator("main")).not_to_contain_text("is genuine")
    assert_accessible(page)


def test_it_works_on_a_phone_without_scripts(open_page: Opened, sign_in: SignIn) -> None:
    page = open_page(language="en", narrow=True, scripts=False)
    sign_in(page, "elchin")
    page.goto("/applications/start/justice-family-composition/")
    steps.for_myself(page)
    steps.go_on(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    steps.choose(page, "purpose", "education")
    steps.choose(page, "language", "az")
    steps.go_on(page)
    reference = steps.send(page)
    page.goto(f"/applications/{reference}/")
    expect(page.locator("main")).to_contain_text(reference)
