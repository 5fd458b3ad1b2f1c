"""The site that journeys visit, and the demo's people as they sign in to it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page

from pencere_az.demo import DEMO_PEOPLE, DemoPerson

_used: dict[str, int] = {}


@dataclass(frozen=True)
class Person:
    """One of the demo's people at the browser."""

    demo: DemoPerson

    def sign_in(self, page: Page) -> None:
        """Fill in the sign-in page that is open, and the code after it."""
        page.fill("input[name=login]", self.demo.username)
        page.fill("input[name=password]", self.demo.password)
        page.click("main button[type=submit]")
        if self.demo.totp_secret:
            page.fill("input[name=code]", self.code())
            page.click("main button[type=submit]")
        page.wait_for_url(lambda address: "/account/login/" not in address)

    def code(self) -> str:
        """The code of the authenticator app that was not used yet."""
        counter = next(iter(yield_hotp_counters_from_time()))
        last = _used.get(self.demo.username, 0)
        # A code is good once; the server takes the neighbouring step as well.
        while counter <= last:
            if counter + 1 > last:
                counter += 1
                break
            time.sleep(1)
            counter = next(iter(yield_hotp_counters_from_time()))
        _used[self.demo.username] = counter
        code: str = format_hotp_value(hotp_value(self.demo.totp_secret, counter))
        return code


@dataclass(frozen=True)
class Site:
    """Where the site is reached, and what it was started with."""

    address: str
    folder: Path
    environment: dict[str, str] = field(repr=False)

    def person(self, key: str) -> Person:
        """The demo's person by key: aysel, rauf, nigar, tural, …"""
        return Person(next(each for each in DEMO_PEOPLE if each.persona.key == key))
