"""Sentences that the tests of appointments are made of: a service with an inspection, times of
its place, and who comes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import yaml
from tests import people
from tests.casework.applications import parts, stories

from pencere.blocks.notices.models import Notice
from pencere.blocks.parties.models import Party
from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.casework.appointments.models import Appointment
from pencere.casework.appointments.values import Matter
from pencere.casework.definitions.models import ServiceVersion
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.journal.models import JournalEntry
from pencere.kernel.text import Text

PLACE = "economy.inspection"
"""A place of the country pack: one at a time, whole hours from nine, chosen a working day ahead."""
DESK = "economy.licensing"
TUESDAY_TEN = dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)
TUESDAY_ELEVEN = dt.datetime(2026, 11, 24, 7, 0, tzinfo=dt.UTC)
WEDNESDAY_TEN = dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)


def service(book: str = "applicant", **changes: Any) -> str:
    """Publish a service in which a time is chosen; returns its id."""
    number = ServiceVersion.objects.filter(service__startswith="economy.visit-").count()
    code = f"economy.visit-{number}"
    appointment = {
        "place": [PLACE, DESK],
        "book": book,
        "within": "P3WD",
        "change_until": "PT2H",
        "missed_to": "lapsed",
        "misses": 2,
        **changes,
    }
    source = yaml.safe_dump(
        _definition(code, {k: v for k, v in appointment.items() if v is not None}),
        allow_unicode=True,
        sort_keys=False,
    )
    ServiceVersion.objects.create(
        service=code,
        number=1,
        content_hash=f"{code}-{book}-{sorted(changes.items())}"[:64],
        source=source,
        published_at=clock.now(),
        is_current=True,
    )
    return code


def _definition(code: str, appointment: dict[str, Any]) -> dict[str, Any]:
    words, action = parts.words, parts.action
    came = 'appointment == "held"'
    return {
        "id": code,
        "title": words("Inspection"),
        "summary": words("An inspection"),
        "agency": "economy",
        "applicant": {"kinds": ["person", "organisation"], "mandate": "licence.apply"},
        "catalogue": parts.CATALOGUE,
        "form": [
            {
                "page": "only",
                "title": words("Only page"),
                "fields": [{"key": "address", "type": "text", "title": words("Address")}],
            }
        ],
        "declaration": words("True"),
        "workflow": {
            "initial": "draft",
            "states": {
                "draft": {
                    **parts.DRAFT,
                    "actions": {"submit": action("Submit", "inspection", "applicant")},
                },
                "inspection": {
                    "title": words("Inspection"),
                    "queue": {"role": "inspector", "sla": "P20WD"},
                    "appointment": appointment,
                    "actions": {
                        "pass": action("Pass", "granted", "inspector", when=came),
                        "again": action("Again", "inspection", "inspector"),
                        "fail": action("Fail", "refused", "inspector", when=came),
                        "withdraw": action("Withdraw", "withdrawn", "applicant"),
                    },
                },
                **parts.ENDS,
            },
        },
        "tests": [],
    }


def asked(actor: Actor | None = None, **how: Any) -> Application:
    """An application that waits for a time to be chosen."""
    return stories.submitted(actor or stories.aysel(), service(**how), {"address": "Nizami 1"})


def book(
    case: Application, at: dt.datetime = TUESDAY_TEN, *, by: Actor | None = None, **how: Any
) -> Any:
    how.setdefault("place", PLACE)
    actor = by or stories.aysel()
    return api.book_time(actor=actor, reference=case.reference, starts_at=at, **how)


def inspector(number: int = 1) -> Actor:
    return stories.officer("economy", "inspector", number=number)


def head() -> Actor:
    return stories.officer("economy", "head", number=7)


def shown(case: Application, actor: Actor | None = None) -> Any:
    return api.visit(actor=actor or stories.aysel(), reference=case.reference)


def told(case: Application) -> list[str]:
    """Kinds of the notices about the case's appointments, in order."""
    rows = Notice.objects.filter(about=case.about, kind__startswith="appointment.")
    kinds = rows.order_by("id").values_list("kind", flat=True)
    return [kind.removeprefix("appointment.") for kind in kinds]


def journal(case: Application) -> list[str]:
    """What the journal says of the case's appointments, in order."""
    rows = JournalEntry.objects.filter(about=case.about, action__startswith="appointments.")
    return [
        action.removeprefix("appointments.")
        for action in rows.order_by("seq").values_list("action", flat=True)
    ]


def rows(case: Application) -> list[str]:
    """Status of each of the case's appointments, in order."""
    found = Appointment.objects.filter(application_id=case.pk).order_by("id")
    return list(found.values_list("status", flat=True))


def party(number: int) -> Party:
    return people.person(f"APPT{number:04d}", f"Vətəndaş {number}")


def matter(who: Party, number: int) -> Matter:
    """An application that is somebody's, for tests of the package alone."""
    return Matter(
        application_id=who.pk,
        reference=f"TEST-{number:04d}",
        service="economy.test",
        title=Text({"az": "Yoxlama", "ru": "Проверка", "en": "Inspection"}),
        state="inspection",
        party=who.pk,
        link="/applications/x/",
    )
