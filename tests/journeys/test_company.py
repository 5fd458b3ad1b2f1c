"""Nigar opens a pharmacy: her company applies, three people of the ministry decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
    inspector = open_page(language="en")
    sign_in(inspector, "farid")
    steps.take(inspector, reference)
    steps.act(inspector, "pass", note="62.5 m², ramp, safe: all in order.")
    # Whoever reviewed it doesn't decide it.
    review.goto(f"/desk/cases/{reference}/")
    expect(review.locator("input[name=action][value=grant]")).to_have_count(0)
    decision = open_page(language="en")
    sign_in(decision, "ulviyya")
    steps.take(decision, reference)
    steps.act(decision, "grant")
    expect(decision.locator("main")).to_contain_text("Licence granted")

    path = steps.download(director, reference, tmp_path)
    assert "Signature is Valid" in steps.signature_report(path)
