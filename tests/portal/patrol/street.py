"""Sentences that the tests of checks in the street are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone
from tests import people
from tests.casework.applications import browser, stories
from tests.systems.staff_permits import stories as pharmacy

from pencere.blocks.identity.models import Account
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry
from pencere.portal.patrol.models import PatrolCheck
from pencere.systems.staff_permits.models import Permit

PAGE = "/patrol/"
NUMBER = "AA1234567"
"""Of Aysel's identity card."""


def tural(number: int = 1) -> Account:
    """Checks people in the street."""
    return people.officer("interior", ("officer", "patrol"), number=number)


def tural_acts() -> Actor:
    return people.actor_for(tural(), agency="interior")


def sevda() -> Account:
    """Head of his agency."""
    return people.officer("interior", ("officer", "head"), number=5)


def on_duty() -> Client:
    """Tural's phone, signed in with the second factor."""
    return browser.of(tural())


def granted(
    who: Account | None = None,
    *,
    minutes: int = 60,
    began: int = 0,
    document: str = NUMBER,
    district: str = "AZ-BA",
) -> str:
    """A permit by message that began `began` minutes ago and lasts `minutes`; its reference."""
    since = clock.now() - dt.timedelta(minutes=began)
    subject = (who or people.aysel()).party_id
    id_, day = uuid4(), timezone.localdate(since)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sms_permits_decision VALUES (%s, %s, %s, %s, '2', '+994502345678', 'sms',"
            " %s, %s, 'granted', '', %s, %s, (SELECT coalesce(max(ordinal), 0) + 1 FROM"
            " sms_permits_decision WHERE subject = %s AND day = %s), NULL, NULL, false, '', %s,"
            " 'az', NULL)",
            [
                day,
                id_,
                subject,
                document,
                since,
                since,
                since,
                since + dt.timedelta(minutes=minutes),
                subject,
                day,
                district,
            ],
        )
    return f"{day:%Y%m%d}{id_.hex}"


def typed(number: str = NUMBER, **more: str) -> dict[str, str]:
    """The form, filled in."""
    return {"key": str(uuid4()), "number": number, **more}


def checked(client: Client, **form: str) -> str:
    """What the page says to a check."""
    return browser.text(client.post(PAGE, typed(**form)))


def written(action: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(action=action).order_by("seq"))


def checks() -> list[PatrolCheck]:
    return list(PatrolCheck.objects.order_by("id"))


def settle() -> None:
    """Agencies, and what the registers hold of Aysel."""
    stories.settle()


def offline(key: UUID | None = None, **more: Any) -> dict[str, Any]:
    """A check that a phone made without network an hour ago."""
    return {
        "key": str(key or uuid4()),
        "at": clock.now().timestamp() - 3600,
        "number": NUMBER,
        "reason": "listed",
        **more,
    }


def employed(who: Account | None = None, *, ahead: int = 0) -> Permit:
    """A permit to work in the pharmacy in Baku, confirmed now, from so many days ahead on."""
    account = who or people.aysel()
    today = clock.today()
    pharmacy.pharmacy()
    pharmacy.hire(account.username, account.party.name, started_on=f"{today.year - 2}-01-10")
    return pharmacy.confirmed(
        pharmacy.nigar(),
        account.username,
        starts_on=today + dt.timedelta(days=ahead),
        ends_on=today + dt.timedelta(days=20),
        plate="",
    )
