"""Browsers of the stories of permits for staff."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests import people
from tests.casework.applications import browser
from tests.systems.staff_permits import stories

from pencere.blocks.parties.api import sync_agencies
from pencere.blocks.parties.models import Mandate

PAGE = "/staff-permits/"


def director(**how: Any) -> Client:
    """Nigar, acting for the pharmacy after a sign-in with mobile ID."""
    mandate = Mandate.objects.filter(holder=people.nigar().party, kind="director").first()
    mandate = mandate or people.mandate()
    return browser.of(people.nigar(), acting_for=mandate, **{"assurance": "high", **how})


def tural() -> Client:
    """The officer who watches over all employers."""
    sync_agencies()
    return browser.of(people.officer("interior", ("officer", "permits")))


def sevda() -> Client:
    """Another one."""
    sync_agencies()
    return browser.of(people.officer("interior", ("officer", "permits"), number=2))


def aysel() -> Client:
    """The employee."""
    return browser.of(people.aysel())


def details(**changes: str) -> dict[str, str]:
    """What the form of a permit asks, as it is typed."""
    typed = {
        "form": "employment",
        "identifier": "5kt7q2a",
        "contract": "ƏM-5KT7Q2A",
        "position": "Əczaçı",
        "kind": "workplace",
        "activity": "health",
        "region": stories.BAKU,
        "workplace": "Nizami küçəsi 12",
        "starts_on": "01.12.2026",
        "ends_on": "31.12.2026",
        "_key": "form-1",
    }
    return {**typed, **changes}
