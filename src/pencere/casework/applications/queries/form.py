"""The applicant's form: one page of it, and all answers before they are sent."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from pencere.blocks.registers.api import declaration
from pencere.casework.applications import evidence, sending_day, situations
from pencere.casework.applications.actions.drafts import page_version, refreshed
from pencere.casework.applications.actions.editing import editable
from pencere.casework.applications.actions.superseding import carry_over
from pencere.casework.applications.display import Answers
from pencere.casework.applications.fees import fee_of
from pencere.casework.applications.models import Application
from pencere.casework.applications.shapes import (
    CheckView,
    PageView,
    SourceRead,
)
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import Page, ServiceDefinition, Situation
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound


def page(*, actor: Actor, application_id: UUID, page: str = "") -> PageView:
    """One form page of a draft, or of an application in an editable state (a correction).

    `page` "" is the page that the applicant left, else the first. Raises NotFound also for a
    page that does not exist or is not shown under what is answered now; Conflict
    (AlreadySubmitted) when the form can't be changed any more.
    """
    application, definition, situation = _opened(actor, application_id)
    pages = engine.visible_pages(definition, situation)
    shown = _wanted(pages, page, application.page)
    place = pages.index(shown)
    answers = Answers(definition, situation, application.attachments.select_related("file"))
    return PageView(
        application_id=application.pk,
        reference=application.reference,
        service=definition,
        page=shown,
        questions=answers.page(shown),
        row_version=page_version(application, shown.key),
        previous_page=pages[place - 1].key if place else None,
        next_page=pages[place + 1].key if place + 1 < len(pages) else None,
        number=place + 1,
        pages=len(pages),
        unavailable=tuple(sorted(evidence.unavailable(application.data))),
        barred=engine.barred(definition, situation),
        sources=_sources(application),
    )


def _sources(application: Application) -> dict[str, SourceRead]:
    return {
        name: SourceRead(
            declaration(read["register"]).title, dt.datetime.fromisoformat(read["as_of"])
        )
        for name, read in application.data.items()
        if read["records"]
    }


def check(*, actor: Actor, application_id: UUID) -> CheckView:
    """All answers, what is missing, and what the automatic checks would say now."""
    application, definition, situation = _opened(actor, application_id)
    missing = sending_day.missing(application, definition, situation)
    verdict = sending_day.eligibility(application, definition, situation)
    answers = Answers(definition, situation, application.attachments.select_related("file"))
    return CheckView(
        application_id=application.pk,
        reference=application.reference,
        service=definition,
        sections=answers.sections(missing=missing),
        missing=tuple(missing),
        verdict=verdict.kind,
        reasons=tuple(message for _key, message in verdict.reasons),
        fee=fee_of(application, definition, situation),
        term=engine.term_of(definition, situation),
        row_version=application.row_version,
        unavailable=tuple(sorted(evidence.unavailable(application.data))),
    )


@transaction.atomic
def _opened(actor: Actor, application_id: UUID) -> tuple[Application, ServiceDefinition, Situation]:
    """The application with register data that are fresh enough to be shown."""
    application, definition = editable(actor=actor, application_id=application_id)
    if application.is_draft:
        definition = carry_over(actor=actor, application=application, definition=definition)
        refreshed(actor=actor, application=application, definition=definition)
    return application, definition, situations.situation_of(application, definition)


def _wanted(pages: list[Page], wanted: str, left_on: str) -> Page:
    """The page asked for, else the one that was left, else the first. Raises NotFound."""
    by_key = {each.key: each for each in pages}
    if wanted:
        if wanted not in by_key:
            raise NotFound
        return by_key[wanted]
    if not pages:
        raise NotFound
    return by_key.get(left_on, pages[0])
