"""A case as its officer sees it: all on one page, and the applicant is told who looked."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from pencere.blocks.parties.api import mandate_words
from pencere.casework.applications import (
    access,
    journal_actions,
    rules,
    situations,
    substitution,
)
from pencere.casework.applications.differences import differences
from pencere.casework.applications.display import (
    Answers,
    actions_shown,
    evidence_shown,
    steps_shown,
)
from pencere.casework.applications.fees import fee_of
from pencere.casework.applications.findings import findings_shown
from pencere.casework.applications.journaling import evidence_entries
from pencere.casework.applications.models import Application, Attachment
from pencere.casework.applications.queries.agreement import co_applicants_of
from pencere.casework.applications.queries.colleagues import names_of, others_of
from pencere.casework.applications.queries.links import duplicates_of, links_of, payment_of
from pencere.casework.applications.queries.opinions import opinions_of
from pencere.casework.applications.shapes_desk import (
    CaseKey,
    CasePage,
    CaseView,
)
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.files.api import StoredFile
from pencere.kernel.journal.api import Entry, Justification, record_many
from pencere.kernel.text import Text


@transaction.atomic
def case(*, actor: Actor, reference: str) -> CaseView:
    """The whole case for an officer. Each call leaves "who looked" rows for the applicant."""
    return _opened(actor, reference)[1]


@transaction.atomic
def case_page(*, actor: Actor, reference: str) -> CasePage:
    """The same with what stands around it on its page: found, and asked for, once."""
    application, view = _opened(actor, reference)
    return CasePage(
        view=view,
        key=_key(application),
        colleagues=() if view.closed_at else others_of(actor, application),
        duplicates=duplicates_of(application),
    )


def _opened(actor: Actor, reference: str) -> tuple[Application, CaseView]:
    application, definition = access.case_of(actor=actor, application_id=access.id_of(reference))
    _journal_opening(actor, application, definition)
    return application, shown_case(actor, application, definition)


def case_key(*, actor: Actor, application_id: UUID) -> CaseKey:
    """What names the case, for an officer who may see it. Raises NotFound."""
    application, _definition = access.case_of(actor=actor, application_id=application_id)
    return _key(application)


def _key(application: Application) -> CaseKey:
    return CaseKey(
        id=application.pk,
        reference=application.reference,
        about=application.about,
        service=application.service,
        agency=str(application.agency_id),
        applicant_id=application.applicant_id,
    )


@transaction.atomic
def attachment(*, actor: Actor, attachment_id: UUID) -> StoredFile:
    """The file of an attachment, for its applicant, and journaled for those who have to agree
    and the case's officers."""
    found = Attachment.objects.select_related("file").filter(pk=attachment_id).first()
    if found is None:
        raise NotFound
    find = access.readable_case if actor.kind == "officer" else access.shared_application
    application, _definition = find(actor=actor, application_id=found.application_id)
    if application.applicant_id != actor.applicant_id:  # an officer, or one who has to agree
        record_many(
            entries=[
                Entry(
                    actor=actor,
                    action=journal_actions.FILE_READ,
                    subject=application.applicant_id,
                    about=application.about,
                    fields=(found.field,),
                    justification=_justification(application),
                    params={"service": application.service},
                )
            ]
        )
    return found.file


def _journal_opening(actor: Actor, application: Application, definition: ServiceDefinition) -> None:
    """A row for the application, and one for each register whose data it holds."""
    opened = Entry(
        actor=actor,
        action=journal_actions.OPENED,
        subject=application.applicant_id,
        about=application.about,
        fields=tuple(sorted(application.form)),
        justification=_justification(application),
        params={"service": application.service},
    )
    seen = evidence_entries(actor, application, definition)
    record_many(entries=[opened, *seen])


def _justification(application: Application) -> Justification:
    return Justification(kind="application", reference=application.reference)


def shown_case(actor: Actor, application: Application, definition: ServiceDefinition) -> CaseView:
    """The page of a case for one who has been found to be allowed to see it."""
    situation = situations.situation_of(application, definition)
    steps = list(application.steps.order_by("id"))
    names = names_of(
        {application.assignee_id or application.applied_by_id, application.applied_by_id}
    )
    state = definition.workflow.states[application.state]
    is_mine = application.assignee_id is not None and application.assignee_id == actor.account_id
    is_impartial = (
        application.applied_by_id != actor.account_id and application.applicant_id != actor.party_id
    )
    is_free = substitution.is_free(actor, application)
    possible = engine.possible_actions(
        definition,
        application.state,
        by=actor.roles,
        who=situations.who(actor.account_id),
        history=situations.history_of(steps),
        situation=situation,
    )
    answers = Answers(definition, situation, application.attachments.select_related("file"))
    sections = answers.sections()
    due = application.queue_at if application.queue_at != rules.NEVER else None
    is_todo = application.stage == Application.Stage.TO_DO
    has_queue_role = bool(actor.roles & {application.queue_role, application.escalated_to} - {""})
    applicant = application.applicant
    assert application.submitted_at is not None  # noqa: S101 - no draft gets here
    return CaseView(
        id=application.pk,
        reference=application.reference,
        service=definition,
        agency=str(application.agency_id),
        stage=application.stage,  # type: ignore[arg-type]
        state=application.state,
        state_title=state.title,
        is_held=bool(application.awaits),
        applicant_id=applicant.pk,
        applicant_name=applicant.name,
        applicant_identifier=applicant.identifier,
        applicant_kind=applicant.kind,
        applied_by_name=names[application.applied_by_id],
        is_on_behalf=application.mandate_id is not None,
        applied_by_right=str(mandate_words(application.mandate_kind)),
        sections=sections,
        evidence=evidence_shown(definition, application),
        verdict=application.checks.get("kind", "ok"),
        checks=tuple(Text(words) for _key, words in application.checks.get("reasons", ())),
        steps=tuple(
            replace(step, differences=differences(definition, step.changes))
            for step in steps_shown(definition, steps, situation, for_applicant=False)
        ),
        actions=actions_shown(definition, possible, situation)
        if is_impartial and is_free and application.is_open and not application.awaits
        else (),
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        task_due_at=due,
        is_overdue=is_todo and due is not None and due < clock.now(),
        opinions=opinions_of(application) if definition.workflow.asks_opinions else (),
        payment=payment_of(application) if definition.workflow.waits_for_payment else None,
        links=links_of(application, for_applicant=False),
        is_due_soon=is_todo and bool(application.warned_for),
        is_clock_stopped=application.stopped_at is not None,
        closed_at=application.closed_at,
        assignee_id=application.assignee_id,
        assignee_name=names[application.assignee_id] if application.assignee_id else "",
        is_mine=is_mine,
        can_take=(is_todo and is_impartial and has_queue_role and is_free and not is_mine),
        can_release=(
            is_todo
            and application.assignee_id is not None
            and (is_free or rules.HEAD in actor.roles)
        ),
        outcome=application.outcome,
        outcome_reason=definition.reasons.get(application.outcome_reason),
        document_id=application.document_id,
        fee=fee_of(application, definition, situation),
        row_version=application.row_version,
        co_applicants=co_applicants_of(application, for_applicant=False),
        findings=findings_shown(definition, application.findings, situation, for_applicant=False),
        language=application.language,
        files=tuple(file for part in sections for each in part.answers for file in each.files),
    )
