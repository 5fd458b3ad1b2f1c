"""Elçin gives two people of the pharmacy permits to go to work; one of them sees hers, and Tural
checks her in the street."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from tests.journeys.steps import Opened, reload_until

from pencere_az.population.personas import PERSONAS

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]


def test_two_permits_and_a_check(
    open_page: Opened, sign_in: SignIn, site: Any, assert_accessible: Check
) -> None:
    today = dt.datetime.now(ZoneInfo("Asia/Baku")).date()
    page = open_page(language="en")
    _with_mobile_id(page, site.person("elchin").demo)
    assert_accessible(page)
    page.get_by_role("button", name="Şəfa Aptek").click()
    expect(page.locator(".pn-acting")).to_contain_text("Şəfa Aptek")
    assert_accessible(page)

    _write(page, today, "nigar", assert_accessible)
    _write(page, today, "leyla", assert_accessible)
    page.goto("/staff-permits/")
    expect(page.locator("form tbody tr")).to_have_count(2)
    assert_accessible(page)
    page.locator("#all").check()
    page.get_by_role("button", name="Confirm and send").click()
    expect(page.locator("main")).to_contain_text("only revoked, ended or extended")
    assert_accessible(page)
    page.get_by_role("button", name="Confirm and send").click()
    expect(page.locator(".govuk-panel")).to_contain_text("2 permits done")
    assert_accessible(page)
    page.goto("/staff-permits/?q=Leyla")
    page.get_by_role("link", name=re.compile("Leyla")).click()
    reload_until(page, "text=receipt of the ministry")
    assert_accessible(page)

    own = open_page(language="en")
    sign_in(own, "leyla")
    own.goto("/cabinet/")
    expect(own.locator("main")).to_contain_text("Şəfa Aptek")
    own.get_by_role("link", name="All my permits to go to work").click()
    own.get_by_role("link", name=re.compile("Şəfa Aptek")).click()
    expect(own.locator("svg.pn-qr")).to_be_visible()
    assert_accessible(own)
    with own.expect_download() as paper:
        own.get_by_role("link", name="Take it along as a PDF").click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")

    street = open_page(language="en", narrow=True)
    sign_in(street, "tural")
    street.goto("/patrol/")
    street.fill("[name=number]", _document(own))
    street.get_by_role("button", name="Check", exact=True).click()
    expect(street.get_by_role("heading", name="Has a permit")).to_be_visible()
    expect(street.locator("main")).to_contain_text("Şəfa Aptek")
    expect(street.locator("main")).to_contain_text(PERSONAS["leyla"].full_name)
    assert_accessible(street)

    street.goto("/patrol/#" + _statement(paper.value.path()))
    expect(street.get_by_text("The code is genuine.")).to_be_visible()

    ministry = open_page(language="en")
    sign_in(ministry, "sevda")
    ministry.goto("/staff-permits/ministry/")
    expect(ministry.locator("main")).to_contain_text("Permits that hold today")
    assert_accessible(ministry)
    own.goto("/cabinet/who-looked/")
    expect(own.locator("main")).to_contain_text("Checked your permits in the street")


def _with_mobile_id(page: Page, person: Any) -> None:
    phone = page.context.new_page()
    phone.goto("/demo/phone/")
    phone.get_by_role("link", name=person.name).click()
    page.goto("/account/login/?next=/staff-permits/")
    page.get_by_role("button", name="Sign in with mobile ID").click()
    page.fill("input[name=phone]", person.phone.number)
    page.fill("input[name=user_id]", person.phone.user_id)
    page.get_by_role("button", name="Ask my phone").click()
    code = page.locator(".pn-control-code")
    expect(phone.locator(".pn-control-code")).to_have_text(code.inner_text(), timeout=20_000)
    for digit in person.phone.pin:
        phone.locator(f".pn-pad [data-key='{digit}']").click()
    phone.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Permits for staff")).to_be_visible(timeout=20_000)
    phone.close()


def _write(page: Page, today: dt.date, key: str, assert_accessible: Check) -> None:
    """A permit until the end of two weeks from today."""
    page.goto("/staff-permits/")
    page.get_by_role("link", name="New permit").click()
    persona = PERSONAS[key]
    page.fill("[name=identifier]", persona.fin.lower())
    if key == "leyla":  # works by a contract that no register knows
        page.locator("input[name=form][value=service]").check()
        page.fill("[name=name]", persona.full_name)
    assert_accessible(page)
    page.get_by_role("button", name="Find").click()
    expect(page.locator("main")).to_contain_text(persona.fin)
    if key == "leyla":
        page.fill("[name=contract]", "X-12")
        page.fill("[name=position]", "Əczaçı köməkçisi")
    for field, value in (("kind", "workplace"), ("activity", "health")):
        control = page.locator(f"[name={field}]")
        if control.first.evaluate("each => each.tagName") == "SELECT":
            control.select_option(value)
        else:
            page.locator(f"input[name={field}][value={value}]").check()
    page.locator("select[name=region]").select_option("AZ-BA")
    page.fill("[name=workplace]", "Nizami küçəsi 12")
    page.fill("[name=ends_on]", f"{today + dt.timedelta(days=14):%d.%m.%Y}")
    assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check before you save")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("h1")).to_contain_text("Draft")
    assert_accessible(page)


def _document(page: Page) -> str:
    """The number of the person's identity card, as their cabinet shows it."""
    page.goto("/cabinet/identity/")
    found = re.search(r"\b(AZE\d{8}|[A-Z]{2}\d{7})\b", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found.group()


def _statement(path: Any) -> str:
    """What the square code of the paper holds behind the #."""
    import pikepdf

    with pikepdf.open(path) as document:
        for name, attached in document.attachments.items():
            if name.endswith("document.json"):
                content = attached.get_file().read_bytes().decode()
                found = re.search(r'"verify": "[^"#]*#([^"]+)"', content)
                assert found
                return found.group(1)
    raise AssertionError("nothing is attached to the paper")
