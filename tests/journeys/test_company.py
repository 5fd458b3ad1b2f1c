"""Nigar opens a pharmacy: her company applies, three people of the ministry decide."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from tests.journeys import steps
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]


def test_a_pharmacy_is_licensed(
    open_page: Opened, sign_in: SignIn, assert_accessible: Check, tmp_path: Path
) -> None:
    director = open_page(language="en")
    sign_in(director, "nigar")
    director.goto("/applications/start/economy-pharmacy-licence/")
    # As herself she can't; the page offers the company.
    assert_accessible(director)
    director.get_by_role("button", name="Şəfa Aptek").click()
    expect(director.locator(".pn-acting")).to_contain_text("Şəfa Aptek")
    if "/applications/draft/" not in director.url:
        director.goto("/applications/start/economy-pharmacy-licence/")
    expect(director.locator("main")).to_contain_text("Şəfa Aptek")
    steps.go_on(director)
    director.locator("[name=premises]").fill("Bakı, Nizami küçəsi 10")
    director.locator("[name=area_m2]").fill("62,5")
    steps.choose(director, "right", "own")
    director.locator("input[name=right_document]").set_input_files(steps.paper())  # type: ignore[arg-type]
    steps.go_on(director)
    director.locator("[name=pharmacist]").fill("6leyla4")
    director.locator("[name=diploma]").fill("ab-12345")
    director.locator("[name=experience_years]").fill("7")
    director.locator("input[name=services][value=ready]").check()
    steps.choose(director, "narcotics", "false")
    steps.go_on(director)
    director.locator("[name=email]").fill("nigar@example.com")
    director.locator("[name=phone]").fill("012 404 55 66")
    director.locator("[name=receipt]").fill("20261122-77")
    steps.go_on(director)
    reference = steps.send(director)

    review = open_page(language="en")
    sign_in(review, "orkhan")
    steps.take(review, reference)
    steps.act(review, "inspect")
    decision = open_page(language="en")
    sign_in(decision, "ulviyya")
    _choose_a_time(director, reference, assert_accessible)
    _open_extra_hours(decision, assert_accessible)
    inspector = open_page(language="en")
    sign_in(inspector, "farid")
    steps.take(inspector, reference)
    _come_today(inspector, reference, assert_accessible)
    steps.act(inspector, "pass", note="62.5 m², ramp, safe: all in order.")
    # Whoever reviewed it doesn't decide it.
    review.goto(f"/desk/cases/{reference}/")
    expect(review.locator("button[name=action][value=grant]")).to_have_count(0)
    steps.take(decision, reference)
    steps.act(decision, "grant")
    expect(decision.locator("main")).to_contain_text("Licence granted")

    path = steps.download(director, reference, tmp_path)
    assert "Signature is Valid" in steps.signature_report(path)


def _choose_a_time(page: Page, reference: str, assert_accessible: Check) -> None:
    """The director books the first free time, then changes to the last of another day."""
    page.goto(f"/applications/{reference}/")
    expect(page.locator("#appointment")).to_contain_text("waits for you to choose a time")
    assert_accessible(page)
    page.get_by_role("button", name="Choose a time").click()
    assert_accessible(page)
    page.locator(".pn-times__time").first.press("Enter")
    expect(page.get_by_role("heading", name="Check the time")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Book this time").click()
    box = page.locator("#appointment")
    expect(box.get_by_role("heading", name="Your appointment")).to_be_visible()
    first = box.inner_text()
    assert_accessible(page)
    with page.expect_download() as calendar:
        page.get_by_role("link", name="Add to the calendar").click()
    assert b"BEGIN:VEVENT" in Path(calendar.value.path()).read_bytes()

    page.get_by_role("link", name="Choose another time").click()
    page.locator(".pn-days__day").last.click()
    page.locator(".pn-times__time").last.click()
    page.get_by_role("button", name="Book this time").click()
    expect(box).to_contain_text("Day")
    assert box.inner_text() != first
    page.goto("/appointments/")
    expect(page.locator("main")).to_contain_text(reference)
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator(".pn-address")).to_contain_text("/calendar/")
    assert_accessible(page)


def _open_extra_hours(page: Page, assert_accessible: Check) -> None:
    """The head opens the place for one hour from now on, so that a visit can be today."""
    begins = dt.datetime.now(ZoneInfo("Asia/Baku")) + dt.timedelta(minutes=2)
    ends = begins + dt.timedelta(hours=1)
    page.goto("/desk/calendar/?place=economy.inspection")
    page.get_by_role("button", name="Closures and extra hours").click()
    page.locator("[name=kind]").select_option("open")
    for key, moment in (("starts", begins), ("ends", ends)):
        page.locator(f"[name={key}_day]").fill(f"{moment:%Y-%m-%d}")
        page.locator(f"[name={key}_time]").fill(f"{moment:%H:%M}")
    assert_accessible(page)
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.locator("main")).to_contain_text("extra hours")


def _come_today(page: Page, reference: str, assert_accessible: Check) -> None:
    """The inspector comes earlier than was booked, and notes that it took place."""
    expect(page.locator("button[name=action][value=pass]")).to_have_count(0)
    page.get_by_role("link", name="Choose another time").click()
    page.locator(".pn-times__time").first.click()
    expect(page.locator("#appointment")).to_contain_text("booked")
    page.goto("/desk/calendar/?place=economy.inspection&view=day")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=reference).click()
    expect(page).to_have_url(re.compile("#appointment"))
    assert_accessible(page)
    page.get_by_role("button", name="It took place").click()
    expect(page.locator("#appointment")).to_contain_text("took place")
