"""A citizen adds a passkey, and next time signs in with it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect


def test_a_passkey_is_added_and_signs_in(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], Any],
    assert_accessible: Callable[[Page], None],
    site: Any,
) -> None:
    page = open_page(language="en")
    _virtual_authenticator(page)
    person = sign_in(page, "elvin")

    page.goto("/account/security/")
    assert_accessible(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("input[name=password]", person.demo.password)
    page.get_by_role("button", name="Go on").click()
    page.fill("input[name=name]", "Phone")
    assert_accessible(page)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/passkeys/")
    expect(page.get_by_text("Phone", exact=True)).to_be_visible()
    assert_accessible(page)

    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/account/login/?next=/inbox/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Notices")).to_be_visible()


def test_a_passkey_is_the_second_step_after_a_password(
    open_page: Callable[..., Page], sign_in: Callable[[Page, str], Any]
) -> None:
    page = open_page(language="en")
    _virtual_authenticator(page)
    person = sign_in(page, "elchin")
    page.goto("/account/passkeys/add/")
    page.fill("input[name=password]", person.demo.password)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()

    page.goto("/account/login/?next=/inbox/")
    page.fill("input[name=login]", person.demo.username)
    page.fill("input[name=password]", person.demo.password)
    page.locator("#main-form button[type=submit]").click()
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Notices")).to_be_visible()


def _virtual_authenticator(page: Page) -> None:
    """A device with a finger that Chromium plays (WebAuthn domain of its DevTools protocol)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
