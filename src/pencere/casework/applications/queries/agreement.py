"""Applications to which somebody is asked to agree, and who has agreed to one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from pencere.blocks.parties.api import parties
from pencere.casework.applications import access, journal_actions, situations
from pencere.casework.applications.display import Answers
from pencere.casework.applications.models import Application, CoApplicant
from pencere.casework.applications.queries.colleagues import names_of
from pencere.casework.applications.rules_agreement import fingerprint
from pencere.casework.applications.shapes import (
    SectionShown,
)
from pencere.casework.applications.shapes_agreement import (
    AgreementRow,
    AgreementState,
    AgreementView,
    Change,
    CoApplicantShown,
)
from pencere.casework.definitions.api import definition_of
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Entry, Justification, record_many

MOST_ROWS = 100


def agreements(*, actor: Actor) -> tuple[AgreementRow, ...]:
    """What this person, or whom they act for as parent or guardian, was asked to agree to:
    what waits first, then the newest; at most `MOST_ROWS`."""
    found = access.asked_to_agree(actor).exclude(application__stage=Application.Stage.DRAFT)
    rows = list(found.select_related("application__applicant")[:MOST_ROWS])
    shown = [
        AgreementRow(
            id=row.pk,
            title=definition_of(row.application.version_id).title,
            applicant_name=row.application.applicant.name,
            part=row.words,
            state=_state(row, row.application),
            asked_at=row.asked_at,
            due_at=row.due_at,
            answered_at=row.answered_at,
        )
        for row in rows
    ]
    return tuple(sorted(shown, key=lambda each: each.state != "pending"))


def waiting_agreements(*, actor: Actor) -> int:
    """How many applications wait for this person's agreement."""
    open_stages = (Application.Stage.TO_DO, Application.Stage.WAITING)
    return (
        access.asked_to_agree(actor, is_counted=True)
        .filter(state=CoApplicant.State.PENDING, application__stage__in=open_stages)
        .count()
    )


@transaction.atomic
def agreement(*, actor: Actor, agreement_id: UUID) -> AgreementView:
    """The application in full, for who has to agree; the applicant is told who read it."""
    row, application, definition = access.agreement_of(actor=actor, agreement_id=agreement_id)
    _journal_reading(actor, application)
    answers = _answers(application, definition)
    co_applicants = definition.applicant.co_applicants
    own = co_applicants.declaration if co_applicants else None
    is_on_behalf = application.mandate_id is not None
    return AgreementView(
        id=row.pk,
        application_id=application.pk,
        reference=application.reference,
        service=definition,
        applicant_name=application.applicant.name,
        applied_by_name=(
            names_of({application.applied_by_id})[application.applied_by_id] if is_on_behalf else ""
        ),
        part=row.words,
        declaration=own or definition.declaration,
        sections=answers,
        changes=_changes(row, application, definition, answers),
        state=_state(row, application),
        asked_at=row.asked_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        reason=row.reason,
        fingerprint=fingerprint(application.form),
    )


def co_applicants_of(
    application: Application, *, for_applicant: bool
) -> tuple[CoApplicantShown, ...]:
    """Who has to agree and how it stands. An applicant reads the name of those alone who have
    answered: typing an identifier must not tell whose it is."""
    rows = list(application.co_applicants.order_by("key", "id"))
    if not rows:
        return ()
    known = parties({row.party_id for row in rows if row.party_id})
    return tuple(
        CoApplicantShown(
            part=row.words,
            identifier=row.identifier,
            name=(
                known[row.party_id].name
                if row.party_id and (row.answered_at or not for_applicant)
                else ""
            ),
            state=_state(row, application),
            due_at=row.due_at,
            answered_at=row.answered_at,
            reason=row.reason,
        )
        for row in rows
    )


def _state(row: CoApplicant, application: Application) -> AgreementState:
    if row.state == CoApplicant.State.PENDING and not application.is_open:
        return "closed"
    return cast(AgreementState, row.state)


def _answers(
    application: Application, definition: ServiceDefinition, form: Any = None
) -> tuple[SectionShown, ...]:
    situation = situations.situation_of(application, definition, form=form)
    files = application.attachments.select_related("file")
    return Answers(definition, situation, files).sections()


def _changes(
    row: CoApplicant,
    application: Application,
    definition: ServiceDefinition,
    answers: Sequence[SectionShown],
) -> tuple[Change, ...]:
    if row.agreed_to is None or row.agreed_to == application.form:
        return ()
    before = _texts(_answers(application, definition, form=row.agreed_to))
    now = _texts(answers)
    changed = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    fields = definition.fields
    return tuple(
        Change(title=fields[key].title, before=before.get(key, ""), now=now.get(key, ""))
        for key in changed
    )


def _texts(sections: Sequence[SectionShown]) -> dict[str, str]:
    return {
        each.field.key: each.text or ", ".join(file.name for file in each.files)
        for section in sections
        for each in section.answers
        if not each.field.hidden
    }


def _journal_reading(actor: Actor, application: Application) -> None:
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=journal_actions.AGREEMENT_READ,
                subject=application.applicant_id,
                about=application.about,
                fields=tuple(sorted(application.form)),
                justification=Justification(kind="application", reference=application.reference),
                params={"service": application.service},
            )
        ]
    )
