"""What all work on a form rests on: that it is open to its applicant, is kept and journaled."""

from __future__ import annotations

from uuid import UUID

from pencere.casework.applications import access
from pencere.casework.applications.errors import AlreadySubmitted
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Justification, record


def editable(*, actor: Actor, application_id: UUID) -> tuple[Application, ServiceDefinition]:
    """The applicant's application, locked, in a state in which the form may be changed.

    Raises NotFound, AlreadySubmitted.
    """
    application, definition = access.own_application(
        actor=actor, application_id=application_id, locked=True
    )
    require_editable(application, definition)
    return application, definition


def require_editable(application: Application, definition: ServiceDefinition) -> None:
    """AlreadySubmitted unless the form may be changed in the state that it is in."""
    state = definition.workflow.states[application.state]
    if not (application.is_draft or state.is_editable):
        raise AlreadySubmitted(reference=application.reference)


def store_draft(application: Application) -> None:
    """Write the columns that work on a form changes."""
    application.save(
        update_fields=[
            "form",
            "page",
            "page_versions",
            "row_version",
            "changed_at",
            "language",
        ]
    )


def journal(
    actor: Actor, application: Application, action: str, *, fields: list[str] | None = None
) -> None:
    """A row about what the applicant, or who acts for them, did with the form."""
    record(
        actor=actor,
        action=action,
        subject=application.applicant_id,
        about=application.about,
        fields=fields or (),
        justification=Justification(
            kind="mandate" if actor.on_behalf_of else "self", reference=application.reference
        ),
        params={"service": application.service},
    )
