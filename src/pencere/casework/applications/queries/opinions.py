"""Questions to other agencies: the asked agency's list and page, the asking one's overview.

Who is asked sees what the definition shows them, and only until they have answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from pencere.casework.applications import access, journal_actions, situations
from pencere.casework.applications.display import Answers, evidence_shown
from pencere.casework.applications.facts import standing
from pencere.casework.applications.journaling import journal_evidence
from pencere.casework.applications.models import Application, Attachment, Opinion
from pencere.casework.applications.queries.queue import require_officer
from pencere.casework.applications.shapes import (
    SectionShown,
)
from pencere.casework.applications.shapes_desk import (
    Evidence,
)
from pencere.casework.applications.shapes_waiting import OpinionRow, OpinionShown, OpinionView
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.files.api import StoredFile
from pencere.kernel.journal.api import Justification, record
from pencere.kernel.text import Text

MOST = 50


def opinions_asked(*, actor: Actor) -> Sequence[OpinionRow]:
    """What the officer's agency and roles are asked, what is due first on top."""
    rows = _of(actor).filter(state=Opinion.State.PENDING).order_by("due_at", "id")
    return [_row(each) for each in rows[:MOST]]


def opinions_given(*, actor: Actor) -> Sequence[OpinionRow]:
    """What the officer's agency answered or let pass, newest first."""
    rows = _of(actor).exclude(state=Opinion.State.PENDING).order_by("-answered_at")
    return [_row(each) for each in rows[:MOST]]


@transaction.atomic
def opinion(*, actor: Actor, opinion_id: UUID) -> OpinionView:
    """One question for the asked agency; each opening of the case is journaled. NotFound."""
    asked, application, definition = access.asked_opinion(
        actor=actor, opinion_id=opinion_id, locked=False
    )
    access.require_impartial(actor=actor, application=application)
    sections: Sequence[SectionShown] = ()
    evidence: Sequence[Evidence] = ()
    if asked.is_pending:
        sections, evidence = _shown_to(asked, application, definition)
        _journal(actor, application, sections)
        journal_evidence(actor, application, definition, {each.source for each in evidence})
    return OpinionView(
        opinion=opinion_shown(asked),
        service_title=definition.title,
        asking_agency=str(application.agency_id),
        reference=application.reference,
        sections=sections,
        evidence=evidence,
    )


@transaction.atomic
def opinion_attachment(*, actor: Actor, opinion_id: UUID, attachment_id: UUID) -> StoredFile:
    """A file of the case that the asked agency is shown, while it is asked (journaled)."""
    asked, application, definition = access.asked_opinion(
        actor=actor, opinion_id=opinion_id, locked=False
    )
    access.require_impartial(actor=actor, application=application)
    found = (
        Attachment.objects.select_related("file")
        .filter(pk=attachment_id, application=application)
        .first()
    )
    if found is None or not asked.is_pending:
        raise NotFound
    sections, _evidence = _shown_to(asked, application, definition)
    if found.field not in {each.field.key for part in sections for each in part.answers}:
        raise NotFound
    _journal(actor, application, (), (found.field,), action=journal_actions.FILE_READ)
    return found.file


@transaction.atomic
def opinion_file(*, actor: Actor, opinion_id: UUID) -> StoredFile:
    """The file that came with an opinion, for the agency that gave it or asked for it
    (journaled)."""
    given = Opinion.objects.select_related("file", "application").filter(pk=opinion_id).first()
    if given is None or given.file is None or actor.kind != "officer":
        raise NotFound
    application = given.application
    if not (given.agency_id == actor.agency and given.role in actor.roles):
        application, _definition = access.case_of(actor=actor, application_id=given.application_id)
    access.require_impartial(actor=actor, application=application)
    _journal(actor, application, (), action=journal_actions.FILE_READ)
    return given.file


def opinions_of(application: Application) -> tuple[OpinionShown, ...]:
    """What each body says, of the last time that the case asked."""
    rows = list(application.opinions.order_by("id"))
    return tuple(opinion_shown(each) for each in standing(rows))


def opinion_shown(opinion: Opinion) -> OpinionShown:
    """A row as a plain value."""
    return OpinionShown(
        id=opinion.pk,
        agency=opinion.agency_id,
        title=Text(opinion.title),
        state=opinion.state,
        asked_at=opinion.asked_at,
        due_at=opinion.due_at,
        answered_at=opinion.answered_at,
        label=Text(opinion.label),
        words=opinion.words,
        is_silence_consent=opinion.is_silence_consent,
        law=Text(opinion.law),
        has_file=opinion.file_id is not None,
        is_late=opinion.is_pending and opinion.due_at < clock.now(),
    )


def _of(actor: Actor) -> Any:
    agency = require_officer(actor)
    rows = Opinion.objects.filter(agency_id=agency, role__in=actor.roles)
    return rows.select_related("application")


def _row(found: Opinion) -> OpinionRow:
    return OpinionRow(
        id=found.pk,
        service_title=definition_of(found.application.version_id).title,
        title=Text(found.title),
        state=found.state,
        due_at=found.due_at,
        answered_at=found.answered_at,
        is_late=found.is_pending and found.due_at < clock.now(),
    )


def _shown_to(
    opinion: Opinion, application: Application, definition: ServiceDefinition
) -> tuple[Sequence[SectionShown], Sequence[Evidence]]:
    """The pages and sources that the definition shows to the asked agency."""
    shows = _shows(opinion, definition)
    situation = situations.situation_of(application, definition)
    answers = Answers(definition, situation, application.attachments.select_related("file"))
    sections = [
        replace(each, answers=tuple(a for a in each.answers if not a.field.hidden))
        for each in answers.sections()
        if not shows or each.page.key in shows
    ]
    evidence = [e for e in evidence_shown(definition, application) if e.source in shows]
    return sections, evidence


def _shows(opinion: Opinion, definition: ServiceDefinition) -> Sequence[str]:
    """Pages and sources that the definition names for the asked agency."""
    state = definition.workflow.states.get(opinion.case_state)
    for each in state.opinions if state else ():
        if (each.of, each.role) == (opinion.agency_id, opinion.role):
            return each.shows
    return ()


def _journal(
    actor: Actor,
    application: Application,
    sections: Sequence[SectionShown],
    fields: Sequence[str] = (),
    *,
    action: str = journal_actions.OPINION_OPENED,
) -> None:
    shown = [each.field.key for part in sections for each in part.answers]
    record(
        actor=actor,
        action=action,
        subject=application.applicant_id,
        about=application.about,
        fields=[*shown, *fields],
        justification=Justification(kind="application", reference=application.reference),
        params={"service": application.service},
    )
