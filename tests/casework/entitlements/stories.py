"""Sentences that the tests of entitlements are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from tests import people
from tests.casework.applications import stories
from tests.casework.entitlements import services

from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.parties.api import sync_agencies
from pencere.blocks.parties.models import Party
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import EntitlementOrder
from pencere.casework.entitlements import api
from pencere.casework.entitlements.models import Entitlement
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.ids import new_id
from pencere.kernel.jobs import run_waiting
from pencere.kernel.journal.models import JournalEntry
from pencere.kernel.text import Text

ANSWERS = {"activity": "pharmacy", "area": "60", "receipt": "R-1"}


def settle() -> None:
    """Agencies and the permit's services."""
    sync_agencies()
    services.publish()


def company() -> Actor:
    """Nigar, acting for her company."""
    return stories.nigar_for_company()


def officer(number: int = 1) -> Actor:
    return stories.officer("economy", "officer", number=number)


def head(number: int = 7) -> Actor:
    return stories.officer("economy", "head", "officer", number=number)


def permit(holder: Actor, answers: dict[str, str] | None = None) -> Entitlement:
    """One that was applied for and granted, with its document ready."""
    return granted(stories.submitted(holder, services.PERMIT, answers or ANSWERS))


def granted(application: Application) -> Entitlement:
    """What the grant of this application gave or changed."""
    stories.act(officer(), application, "grant")
    run_waiting()
    return Entitlement.objects.get(case=application.reference, state="valid")


def renewal(holder: Actor, of: Entitlement, **answers: str) -> Application:
    """A renewal that was sent."""
    return stories.submitted(
        holder,
        services.PERMIT,
        {**ANSWERS, "receipt": "R-2", **answers},
        entitlement=str(of.pk),
        purpose="renew",
    )


def bare(
    holder: UUID | None = None,
    *,
    number: str = "",
    valid_until: dt.date | None = None,
    region: str = "AZ-BA",
    activity: str = "pharmacy",
    reminders: tuple[dt.date, ...] = (),
    names_person: bool = False,
    renews: UUID | None = None,
) -> Entitlement:
    """One that was granted without document and case: quick, for lists."""
    holder_id = holder or people.company().pk
    return api.grant(
        actor=system("test"),
        order=EntitlementOrder(
            kind="permit",
            title=Text({"az": "İcazə", "ru": "Разрешение", "en": "Permit"}),
            valid_from=clock.today(),
            valid_until=valid_until,
            reminders=reminders,
            register="economy.licences",
            activity=activity,
            region=region,
            names_person=names_person,
        ),
        grant=api.Grant(
            service=services.PERMIT,
            agency="economy",
            holder=holder_id,
            holder_name=Party.objects.get(pk=holder_id).name,
            case="",
            number=number or f"T-{str(new_id())[-12:]}",
        ),
        renews=renews,
    )


def again(entitlement: Entitlement) -> Entitlement:
    return Entitlement.objects.get(pk=entitlement.pk)


def document(entitlement: Entitlement) -> IssuedDocument:
    found = again(entitlement).document_id
    assert found
    return IssuedDocument.objects.get(pk=found)


def history(entitlement: Entitlement) -> list[Any]:
    """The kinds of its events, the oldest first."""
    return list(entitlement.events.order_by("id").values_list("kind", flat=True))


def journal(entitlement: Entitlement) -> list[str]:
    """What the journal says of it, in order."""
    rows = JournalEntry.objects.filter(about=entitlement.about).order_by("seq")
    return list(rows.values_list("action", flat=True))
