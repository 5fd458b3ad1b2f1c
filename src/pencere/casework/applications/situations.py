"""From an application's row to what the engine decides with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from pencere.casework.applications import evidence, facts
from pencere.casework.applications.models import Application, Step
from pencere.casework.applications.reading import StepTaken
from pencere.casework.appointments import api as appointments
from pencere.casework.definitions import engine
from pencere.casework.definitions.api import lists, register_agencies
from pencere.casework.definitions.model import (
    APPLICANT,
    EMPTY,
    SYSTEM,
    PastStep,
    ServiceDefinition,
    Situation,
)
from pencere.kernel import clock
from pencere.kernel.workdays.api import is_working_day


def situation_of(
    application: Application,
    definition: ServiceDefinition,
    *,
    form: Mapping[str, Any] | None = None,
) -> Situation:
    """What the engine sees of an application; `form` in place of the stored answers.

    Needs `application.applicant` loaded (`select_related`), else it costs a query.
    """
    standing = _standing(application, definition)
    return Situation(
        form=application.form if form is None else form,
        data=evidence.for_expressions(definition, application.data),
        applicant=person_of(application),
        today=clock.today(),
        is_working_day=is_working_day,
        start=application.start,
        lists=lists(),
        unavailable=evidence.unavailable(application.data),
        consents=evidence.consents(application.data),
        language=application.language,
        facts={
            "agreement": _agreement(application, definition),
            "appointment": standing.fact,
            **facts.facts_of(application, definition),
        },
        findings=application.findings,
        unbooked_since=standing.unbooked_since,
    )


def _agreement(application: Application, definition: ServiceDefinition) -> str:
    """How it stands with those who have to agree."""
    if definition.applicant.co_applicants is None or application.is_draft:
        return "none"
    return engine.agreement_of(application.co_applicants.values_list("state", flat=True))


def handling_agency(application: Application, definition: ServiceDefinition) -> str:
    """Code of the agency that handles the application under what is answered."""
    return engine.agency_of(definition, application.form, register_agencies())


def history_of(steps: Iterable[Step | StepTaken]) -> list[PastStep]:
    """The steps as the engine knows them, oldest first."""
    return [
        PastStep(
            action=step.action,
            from_state=step.from_state,
            to_state=step.to_state,
            by=step.by if step.by in (APPLICANT, SYSTEM) else who(step.account_id),
            at=step.at,
            findings=step.findings if isinstance(step, Step) else EMPTY,
        )
        for step in steps
        # An escalation moves nothing, and so is no step of the workflow.
        if step.action or step.from_state != step.to_state
    ]


def who(account_id: UUID | None) -> str:
    """The name under which the history knows an officer."""
    return str(account_id)


def language_now() -> str:
    """The language in which the person is being served."""
    return get_language() or ""


def _standing(application: Application, definition: ServiceDefinition) -> appointments.Standing:
    """How it stands with the appointment, for a service that has any."""
    if application.is_draft or not definition.workflow.has_appointments:
        return appointments.Standing()
    return appointments.standing(application.pk)


def person_of(application: Application) -> dict[str, Any]:
    """The applicant as expressions see them."""
    party = application.applicant
    born_on: dt.date | None = party.born_on
    return {
        "kind": party.kind,
        "identifier": party.identifier,
        "name": party.name,
        "born_on": born_on.isoformat() if born_on else None,
        "is_on_behalf": application.mandate_id is not None,
        "represented_by": application.mandate_kind,
    }
