"""Sentences that the tests of applications are made of."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from uuid import UUID

from PIL import Image
from tests import people
from tests.casework.applications import services

from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.identity.models import Account
from pencere.blocks.parties.api import sync_agencies
from pencere.blocks.registers import api as registers
from pencere.casework.applications import api
from pencere.casework.applications.models import Application
from pencere.kernel.actors import Actor, system
from pencere.kernel.journal.api import Justification
from pencere.kernel.journal.models import JournalEntry

ALL_RIGHT = {"purpose": "bank", "copies": "2"}


def settle() -> None:
    """Agencies, services, and what the registers hold of Aysel."""
    sync_agencies()
    services.publish()
    card(people.aysel())


def card(who: Account, number: str = "AA1234567", name: str = "Aysel") -> registers.Record:
    """The person's identity card, as the register has it."""
    return registers.add(
        actor=system("test"),
        register="interior.identity-cards",
        subject=who.party_id,
        data={
            "number": number,
            "given_name": name,
            "surname": "Məmmədova",
            "patronymic": "Kamran",
            "sex": "female",
            "born_on": "1990-05-14",
            "birth_place": "Bakı",
            "issued_on": "2020-01-10",
            "expires_on": "2030-01-10",
            "issuing_body": "ASAN 1",
        },
        number=number,
        valid_from=dt.date(2020, 1, 10),
        justification=Justification("law", "test"),
    )


def aysel() -> Actor:
    return people.actor_for(people.aysel())


def rauf() -> Actor:
    return people.actor_for(people.rauf())


def officer(agency: str = "justice", *roles: str, number: int = 1) -> Actor:
    who = people.officer(agency, roles or ("officer",), number=number, has_second_factor=False)
    return people.actor_for(who, agency=agency)


def nigar_for_company(**mandate: Any) -> Actor:
    return people.actor_for(people.nigar(), on_behalf_of=people.mandate(**mandate))


def filled(
    actor: Actor,
    service: str = services.CERTIFICATE,
    answers: dict[str, Any] | None = None,
    **start: str,
) -> Application:
    """A draft with every page filled in."""
    application = api.start(actor=actor, service=service, start=start)
    answers = ALL_RIGHT if answers is None else answers
    page: str | None = api.page(actor=actor, application_id=application.pk).page.key
    while page:
        seen = api.page(actor=actor, application_id=application.pk, page=page)
        saved = api.save(
            actor=actor,
            application_id=application.pk,
            page=page,
            raw=answers,
            row_version=seen.row_version,
        )
        assert saved.is_valid, saved.errors
        page = saved.next_page
    return again(application)


def submitted(
    actor: Actor,
    service: str = services.CERTIFICATE,
    answers: dict[str, Any] | None = None,
    **start: str,
) -> Application:
    """An application that was sent."""
    draft = filled(actor, service, answers, **start)
    return api.submit(
        actor=actor, application_id=draft.pk, idempotency_key=str(draft.pk), declaration=True
    )


def reviewed(actor: Actor) -> Application:
    """A certificate that an officer has to look at: the family is large."""
    for number in range(6):
        child(actor.applicant_id, number)
    application = submitted(actor)
    assert application.state == "review"
    return application


def child(of: UUID | None, number: int) -> None:
    """A child in the register of civil status."""
    assert of is not None
    registers.add(
        actor=system("test"),
        register="justice.civil-status",
        subject=of,
        data={
            "relation": "child",
            "full_name": f"Uşaq {number}",
            "born_on": "2015-01-01",
            "act": "birth",
            "act_number": f"A-{of}-{number}"[-30:],
            "act_date": "2015-01-02",
            "party_id": str(of),
        },
        valid_from=dt.date(2015, 1, 2),
        justification=Justification("law", "test"),
    )


def licence(actor: Actor, address: str = "Nizami 1") -> Application:
    """A licence that was applied for."""
    return submitted(actor, services.LICENCE, {"address": address})


def act(actor: Actor, application: Application, action: str, **words: Any) -> Application:
    """Take an action on the application as it is now."""
    return api.act(
        actor=actor,
        application_id=application.pk,
        action=action,
        row_version=again(application).row_version,
        **words,
    )


def document(application: Application) -> IssuedDocument:
    """The document that the grant ordered."""
    assert application.document_id is not None
    return IssuedDocument.objects.get(pk=application.document_id)


def again(application: Application) -> Application:
    """The application as the database has it."""
    return Application.objects.get(pk=application.pk)


def journal(application: Application) -> list[str]:
    """What the journal says of the application, in order."""
    about = f"application:{application.reference}"
    return list(
        JournalEntry.objects.filter(about=about)
        .exclude(action__startswith="register.")
        .order_by("seq")
        .values_list("action", flat=True)
    )


def picture(colour: str = "red") -> io.BytesIO:
    """A small PNG."""
    content = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(content, "PNG")
    content.seek(0)
    return content
