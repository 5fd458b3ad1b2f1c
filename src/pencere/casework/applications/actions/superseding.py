"""Drafts on a version that has had its day: from a date that the new version sets, what was begun
under an older one is finished under the new one. What was sent stays on its version."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import journal_actions
from pencere.casework.applications.actions.drafts import ANY_PAGE, read_for_form
from pencere.casework.applications.errors import VersionEnded
from pencere.casework.applications.models import Application
from pencere.casework.definitions.api import current_id, definition_of, version
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict
from pencere.kernel.journal.api import Justification, record


def require_live_version(application: Application) -> None:
    """That the draft may still be sent under its version.

    Raises Conflict (code "service-withdrawn") when the service is no longer offered, and
    VersionEnded when a newer version has taken its place for good.
    """
    latest = current_id(application.service)
    if latest is None:
        raise Conflict(
            _("This service is no longer offered. Your draft is kept, but it can't be sent."),
            code="service-withdrawn",
        )
    if _replaces(latest, application):
        raise VersionEnded


def _replaces(latest: UUID, application: Application) -> bool:
    """Whether a draft has to be finished under the service's latest version now."""
    if latest == application.version_id:
        return False
    until = definition_of(latest).drafts_until
    return until is not None and clock.today() > until


def carry_over(
    *, actor: Actor, application: Application, definition: ServiceDefinition
) -> ServiceDefinition:
    """The definition under which to go on with a draft, locked by the caller.

    Where its version has had its day the draft goes over to the new one: answers to questions
    that are still asked stay, the registers are read for the new form.
    """
    latest = current_id(application.service)
    if latest is None or not _replaces(latest, application):
        return definition
    fresh = definition_of(latest)
    application.version_id = latest
    application.state = fresh.workflow.initial
    application.page = ""
    application.row_version += 1
    # A tab that still shows the old questions must not answer the new ones.
    application.page_versions = {ANY_PAGE: application.row_version}
    application.changed_at = clock.now()
    application.save(update_fields=["version_id", "state", "changed_at"])
    read_for_form(actor, application, fresh)
    record(
        actor=actor,
        action=journal_actions.CARRIED_OVER,
        subject=application.applicant_id,
        about=application.about,
        justification=Justification(kind="application", reference=application.reference),
        params={"service": application.service, "number": version(latest).number},
    )
    return fresh
