"""A household asks for help: rows, an address and a plot on the map, by mouse and by keyboard."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.casework.applications.household import HOUSEHOLD
from tests.journeys import steps
from tests.journeys.site import Site
from tests.journeys.steps import Opened
from tests.sites import ROOT

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]
START = f"/applications/start/{HOUSEHOLD.replace('.', '-')}/"
PUBLISH = """
import django; django.setup()
from tests.casework.applications import services
services.publish(services.HOUSEHOLD)
"""


@pytest.fixture
def household(site: Site) -> None:
    """The service with a question of every type is published on the site."""
    environment = {
        **site.environment,
        "DJANGO_SETTINGS_MODULE": "pencere.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    subprocess.run([sys.executable, "-c", PUBLISH], env=environment, check=True)


def _address(page: Page) -> None:
    page.locator("#field-home").select_option("AZ-BA")
    page.locator("#field-home-locality").select_option("nesimi")
    expect(page.locator("#field-home-streets option").first).to_be_attached()
    page.locator("#field-home-street").fill("Nizami street")
    page.locator("#field-home-house").fill("10")


def _members(page: Page) -> None:
    page.locator("#field-members-0-name").fill("Aysel")
    page.locator("#field-members-0-born_on").fill("1.1.1990")
    page.locator("#field-members-0-born_on").press("Tab")
    page.locator("#field-members-0-income").fill("900,50")
    page.locator("#field-members-0-income").press("Tab")
    expect(page.locator("[data-field=total]")).to_contain_text("900.50")
    page.get_by_role("button", name="Add: Member").press("Enter")
    expect(page.locator("#field-members-1-name")).to_be_focused()
    page.keyboard.type("Ilyas")
    page.get_by_role("button", name="Add: Kind").click()
    page.locator("#field-animals-0-kind").check()
    page.locator("#field-animals-0-count").fill("12")
    assert page.locator("#field-members-0-name").input_value() == "Aysel"
    page.get_by_role("button", name="Remove Member 2").click()
    expect(page.locator("#field-members-1-name")).to_have_count(0)


def _on_the_map(page: Page) -> None:
    place, plot = page.locator("[data-map-canvas]").nth(0), page.locator("[data-map-canvas]").nth(1)
    expect(place.locator("path.pn-map__region").first).to_be_visible()
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#field-place")).not_to_have_value("")
    page.locator("#field-place").fill("40.9")
    page.locator("#field-place-lon").fill("47.8")
    for _closer in range(8):
        plot.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(300)
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    middle = (box["width"] / 2, box["height"] / 2)
    for right, down in ((-60, -60), (60, -60), (60, 60)):
        plot.click(position={"x": middle[0] + right, "y": middle[1] + down})
    expect(page.locator("[data-map-area]")).to_contain_text("corners: 3")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-map-area]")).to_contain_text("Corners: 2")
    plot.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-map-area]")).to_contain_text("ha, corners: 3")
    page.get_by_label("I sign this by ticking the box").check()


@pytest.mark.usefixtures("household")
def test_a_household_with_all_kinds_of_questions(
    open_page: Opened, sign_in: SignIn, assert_accessible: Check
) -> None:
    page = open_page(language="en")
    sign_in(page, "aysel")
    page.goto(START)
    _address(page)
    page.locator("input[name=heated][value=true]").check()
    expect(page.locator("#field-heating")).to_be_visible()
    page.locator("#field-meter").press_sequentially("12ab34")
    assert page.locator("#field-meter").input_value() == "12-ab-34"
    page.locator("#field-meter").fill("")
    assert_accessible(page)
    page.locator("#field-heating").fill("Gas")
    steps.go_on(page)

    _members(page)
    assert_accessible(page)
    steps.go_on(page)

    _on_the_map(page)
    assert_accessible(page)
    steps.go_on(page)

    main = page.locator("main")
    expect(main).to_contain_text("Nasimi district")
    expect(main).to_contain_text("3 corners")
    assert_accessible(page)
    steps.send(page)


@pytest.mark.usefixtures("household")
def test_the_same_without_a_script_on_a_phone(open_page: Opened, sign_in: SignIn) -> None:
    page = open_page(language="en", narrow=True, scripts=False)
    sign_in(page, "nigar")
    page.goto(START)
    page.locator("#field-home").select_option("AZ-QAB")
    page.get_by_role("button", name="Show towns and streets").click()
    page.locator("#field-home-locality").select_option(index=1)
    page.locator("input[name=heated][value=true]").check()
    steps.go_on(page)
    expect(page.locator("main")).to_contain_text("there is more to fill in")
    page.locator("#field-heating").fill("Wood")
    steps.go_on(page)

    page.get_by_role("button", name="Add: Member").click()
    page.locator("#field-members-1-name").fill("Kamran")
    page.get_by_role("button", name="Remove Member 1").click()
    assert page.locator("#field-members-0-name").input_value() == "Kamran"
