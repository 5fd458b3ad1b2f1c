"""Tural checks people in the street: with the network, and without it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from tests.journeys.steps import Opened

from pencere_az.population.personas import PERSONAS

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]

GRANT = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO sms_permits_decision VALUES (current_date, gen_random_uuid(), %s, %s,"
        " 'shopping', '', 'web', now(), now(), 'granted', '', now() - interval '1 minute',"
        " now() + interval '2 hours',"
        " 99, NULL, NULL, false, '', 'AZ-BA', 'az', NULL)", [{subject!r}, {number!r}])
"""
NUMBER = """
from pencere.blocks.registers.models import RegisterRecord
print(RegisterRecord.objects.get(subject_id={subject!r}, register="interior.identity-cards",
    superseded_at=None).number)
"""


def in_site(site: Any, script: str) -> str:
    """What a script says that runs in the site."""
    command = [sys.executable, "-m", "pencere.config.cli", "django", "shell", "-v", "0", "-c"]
    done = subprocess.run(
        [*command, script],
        env={**os.environ, **site.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_with_and_without_network(
    open_page: Opened, sign_in: SignIn, site: Any, assert_accessible: Check
) -> None:
    aysel, rauf = (str(PERSONAS[key].party_id) for key in ("aysel", "rauf"))
    number = in_site(site, NUMBER.format(subject=aysel))
    in_site(site, GRANT.format(subject=aysel, number=number))
    page = open_page(language="en", narrow=True)
    sign_in(page, "tural")

    page.goto("/patrol/")
    assert_accessible(page)
    page.fill("[name=number]", number.lower())
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="Has a permit")).to_be_visible()
    expect(page.get_by_text(PERSONAS["aysel"].full_name)).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Say how it ended").click()
    page.get_by_role("button", name="All right").click()
    expect(page.get_by_text("It is noted how the check ended.")).to_be_visible()

    page.fill("[name=number]", in_site(site, NUMBER.format(subject=rauf)))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".lt-answer--red")).to_be_visible()

    page.get_by_role("link", name="Check without network").click()
    expect(page.get_by_text("There is no list on this phone.")).to_be_visible()
    assert_accessible(page)
    page.locator("[name=regions][value=AZ-BA]").check()
    page.get_by_role("button", name="Take the list").click()
    said = page.locator("[data-says]")
    expect(said).to_contain_text("Your code of this list:")
    code = said.inner_text().split(":")[1].split(".")[0].strip()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    page.context.set_offline(True)
    page.goto("/patrol/")
    expect(page).to_have_url(re.compile("/patrol/offline/$"))
    page.fill("#list-code", "WRONG-CODE")
    page.get_by_role("button", name="Open the list").click()
    expect(said).to_contain_text("not the code")
    page.fill("#list-code", code.lower().replace("0", "o"))
    page.get_by_role("button", name="Open the list").click()
    page.fill("#offline-number", number.lower())
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".lt-answer--green")).to_contain_text("Has a permit")
    page.get_by_role("button", name="Warned").click()
    page.fill("#offline-number", "AA0000009")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".lt-answer--amber")).to_contain_text("Not on your list")
    expect(page.get_by_text("Checks that wait to be sent: 2")).to_be_visible()
    assert_accessible(page)

    page.context.set_offline(False)
    expect(page.get_by_text("All checks are sent.")).to_be_visible()
    page.goto("/patrol/checks/")
    expect(page.get_by_text("Warned · without network")).to_be_visible()
    assert_accessible(page)
