"""What stories of abuse begin with: messages as they were decided, the officers of the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from tests import people

from pencere.blocks.identity.models import Account
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.journal.models import JournalEntry
from pencere.systems.sms_permits import abuse
from pencere.systems.sms_permits.models import Decision, Finding

NOON = "2026-11-26T12:00:00+04:00"
AGENCY = "interior"
PHONE = "+994502345678"
"""Of each account in tests."""
OTHER_PHONE = "+994557001122"


def said(
    subject: UUID | None,
    *,
    sender: str = OTHER_PHONE,
    ago: dt.timedelta = dt.timedelta(),
    outcome: str = "granted",
    **more: Any,
) -> Decision:
    """A message that was decided so long ago."""
    at = clock.now() - ago
    is_granted = outcome == "granted"
    day = (at + dt.timedelta(hours=4)).date()
    taken = Decision.objects.filter(day=day, subject=subject, ordinal__isnull=False).count()
    values: dict[str, Any] = {
        "day": day,
        "id": new_id(),
        "subject": subject,
        "document": f"AZE{subject.int % 10_000_000:07d}" if subject else "AZE0000000",
        "purpose": "shopping",
        "sender": sender,
        "channel": "sms" if sender else "web",
        "asked_at": at,
        "decided_at": at,
        "outcome": outcome,
        "reason": "" if is_granted else "purpose-limit",
        "valid_from": at if is_granted else None,
        "valid_until": at + dt.timedelta(hours=3) if is_granted else None,
        "ordinal": taken + 1 if is_granted else None,
        "is_extension": False,
        "certificate": "",
        "district": "AZ-BA",
        "language": "az",
    }
    return Decision.objects.create(**{**values, **more})


def neighbours(count: int) -> list[UUID]:
    """So many people who have never met."""
    return [
        people.person(f"9{number:05d}A", f"Qonşu {number} Əliyev").pk for number in range(count)
    ]


def one_phone_for_many(count: int = 9, sender: str = OTHER_PHONE) -> Finding:
    """A phone asked for so many people, and the job has looked."""
    for subject in neighbours(count):
        said(subject, sender=sender, ago=dt.timedelta(hours=2))
    abuse.look()
    return Finding.objects.get(pattern="many-people", sender=sender)


def many_phones_for(subject: UUID, count: int = 5) -> Finding:
    """A person was asked for from so many phones, and the job has looked."""
    for number in range(count):
        said(
            subject, sender=f"+99455700{number:04d}", ago=dt.timedelta(hours=20), outcome="refused"
        )
    abuse.look()
    return Finding.objects.get(pattern="many-phones", subject_id=subject)


def officer(number: int = 1, *roles: str, agency: str = AGENCY) -> Account:
    """An officer, of the desk unless other roles are named."""
    return people.officer(agency, roles or ("permits",), number=number)


def at_desk(number: int = 1) -> Actor:
    """The officer as they act."""
    return people.actor_for(officer(number), agency=AGENCY)


def in_days(count: int) -> dt.datetime:
    """The end of the day so many days from today."""
    return clock.start_of(clock.today() + dt.timedelta(days=count + 1))


def journaled(action: str) -> list[JournalEntry]:
    """The journal's rows of an action."""
    return list(JournalEntry.objects.filter(action=action).order_by("seq"))
