"""An officer's morning without a mouse: Günel filters her queue, takes the next case, writes to
Kamran, decides with the words of a template, and is back at the queue."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.site import Person, Site
from tests.journeys.steps import Opened

Check = Callable[[Page], None]
SignIn = Callable[[Page, str], object]
MOST_STOPS = 150
"""More stops than any page has: a page where one never arrives fails."""
WHERE = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    is_body: at === document.body,
    is_shown: box.width > 0 && box.height > 0,
    has_ring: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}"""


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _tab_to(page: Page, selector: str) -> int:
    """Tab until the focus is there; each stop on the way can be seen. Returns how many."""
    for stops in range(1, MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where["is_body"]:
            continue
        assert where["is_shown"], f"a stop that nobody sees, on the way to {selector}"
        assert where["has_ring"], f"a stop without a ring, on the way to {selector}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return stops
    raise AssertionError(f"the keyboard never reaches {selector} on {page.url}")


def _order_is_that_of_the_page(page: Page) -> None:
    """Nothing has a place of its own in the order of Tab."""
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0


def _write_template(page: Page) -> None:
    page.goto("/desk/templates/new/")
    for code in ("az", "ru", "en"):
        page.locator(f"[name=title-{code}]").fill("Thanks")
        page.locator(f"[name=body-{code}]").fill("Thank you for your patience.")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".pn-flash--success")).to_be_visible()


def _filter(page: Page) -> None:
    """The slash leads to the search; Enter applies it, and the address keeps it."""
    page.goto("/desk/")
    name = page.locator("tbody tr").last.locator("td").nth(3).inner_text()
    _press(page, "/")
    page.keyboard.type(name.split()[0])
    _press(page, "Enter")
    page.wait_for_url(re.compile("text="))
    assert page.locator("tbody tr").count() >= 1
    for row in page.locator("tbody tr").all():
        expect(row).to_contain_text(name.split()[0])
    _press(page, "j")
    assert page.evaluate("document.activeElement.closest('tr') !== null")
    _tab_to(page, "[data-keys-open]")
    _press(page, "Enter")
    expect(page.get_by_role("dialog")).to_contain_text("take the next")
    for key in ("j, k", "Enter", "t", "n", "/", "?"):
        expect(
            page.locator(".pn-keys kbd", has_text=re.compile(f"^{re.escape(key)}$"))
        ).to_be_visible()
    _press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def _write_note(page: Page, colleague: Person) -> None:
    _tab_to(page, "#field-text")
    page.keyboard.type(f"@{colleague.demo.persona.given_name}, is this one like yours?")
    _press(page, "Tab", "Enter")
    expect(page.locator(".pn-note")).to_contain_text("is this one like yours?")


def _decide(page: Page) -> None:
    codes = [each.get_attribute("value") for each in page.locator("button[name=action]").all()]
    action = "refuse" if "refuse" in codes else codes[0]
    box = f"details.pn-action:has(button[name=action][value={action}])"
    _tab_to(page, f"{box} > summary")
    if page.locator(box).get_attribute("open") is None:
        _press(page, "Enter")
    if page.locator(f"select[name=reason-{action}]").count():
        _tab_to(page, f"select[name=reason-{action}]")
        _press(page, "ArrowDown")
    _tab_to(page, f"button[name=_insert][value={action}]")
    _press(page, "Enter")
    comment = page.locator(f"textarea[name=comment-{action}]")
    expect(comment).to_have_value(re.compile("Thank you for your patience"))
    expect(comment).to_be_focused()
    _tab_to(page, f"textarea[name=note-{action}]")
    page.keyboard.type("Seen by keyboard")
    _press(page, "Tab")
    expect(page.locator(f"button[name=action][value={action}]")).to_be_focused()
    _press(page, "Enter")
    expect(page.locator(".pn-flash--success")).to_contain_text("Done")


def test_a_morning_at_the_desk_by_keyboard_alone(
    open_page: Opened, sign_in: SignIn, site: Site, assert_accessible: Check
) -> None:
    page = open_page(language="en")
    sign_in(page, "gunel")
    _write_template(page)
    _filter(page)
    assert_accessible(page)

    page.goto("/desk/")
    _press(page, "n")
    page.wait_for_url(re.compile("/desk/cases/"))
    expect(page.get_by_role("button", name="Give it back to the queue")).to_be_visible()
    _order_is_that_of_the_page(page)
    assert_accessible(page)
    _write_note(page, site.person("kamran"))
    _decide(page)
    _tab_to(page, "a[href='/desk/']:not(.pn-person__link)")
    _press(page, "Enter")
    expect(page).to_have_url(re.compile("/desk/$"))

    colleague = open_page(language="en")
    sign_in(colleague, "kamran")
    colleague.goto("/desk/mentions/")
    expect(colleague.locator("main")).to_contain_text("is this one like yours?")


def test_single_keys_can_be_switched_off(open_page: Opened, sign_in: SignIn) -> None:
    page = open_page(language="en")
    sign_in(page, "kamran")
    page.goto("/desk/")
    _press(page, "?")
    _tab_to(page, "#keys-on")
    _press(page, "Space", "Escape", "n")
    page.reload()
    _press(page, "j")
    expect(page).to_have_url(re.compile("/desk/$"))
    assert page.evaluate("document.activeElement === document.body")
    _press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
