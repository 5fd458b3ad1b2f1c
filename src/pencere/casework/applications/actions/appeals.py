"""An appeal: a case of its own in the higher instance, linked with the case that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pencere.casework.applications import access
from pencere.casework.applications.models import Application, CaseLink
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import AppealTime, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.errors import Conflict, Refused
from pencere.kernel.ids import normalise_reference
from pencere.kernel.workdays import api as workdays

KEY = "case"
"""The start parameter that names the case appealed against."""


def is_appeal(definition: ServiceDefinition) -> bool:
    """Whether one applies to this service against what was decided in another case."""
    return definition.starts is not None and KEY in definition.starts.requires


def time_of(application: Application, definition: ServiceDefinition) -> AppealTime | None:
    """Within what time one may appeal against what was decided; None when one never could."""
    if application.closed_at is None:
        return None
    closed_on = timezone.localtime(application.closed_at).date()
    return engine.appeal_time(definition, application.state, closed_on)


def last_day(application: Application, definition: ServiceDefinition) -> dt.date | None:
    """Until when one may appeal against what was decided; None when one can't, or no longer."""
    time = time_of(application, definition)
    if time is None or application.closed_at is None:
        return None
    until = timezone.localtime(workdays.deadline(application.closed_at, time.within)).date()
    return until if until >= clock.today() else None


def require_appealable(
    applicant: UUID, definition: ServiceDefinition, start: Mapping[str, str]
) -> Application | None:
    """The case that an appeal to this service is about; None when the service takes none.

    Raises Refused for a case that isn't this applicant's, is not decided, is too old, or where
    one appeals elsewhere: all in the same words, so that nothing is told of others' cases.
    """
    if not is_appeal(definition) or not start.get(KEY):
        return None
    first = (
        Application.objects.filter(
            reference=normalise_reference(start[KEY]), applicant_id=applicant
        )
        .select_related("applicant")
        .first()
    )
    if first is not None:
        decided = access.definition_of(first)
        appeal = decided.workflow.appeal
        if appeal and appeal.service == definition.id and last_day(first, decided):
            return first
    raise Refused(
        _("There is no decision of yours against which you could appeal here now."),
        code="not-appealable",
    )


def link_appeal(application: Application, definition: ServiceDefinition) -> CaseLink | None:
    """On sending: tie the appeal to its case. Raises Refused, Conflict (appealed before)."""
    first = require_appealable(application.applicant_id, definition, application.start)
    if first is None:
        return None
    # One at a time: the second of two appeals sent at once finds the link of the first.
    Application.objects.select_for_update().get(pk=first.pk)
    earlier = CaseLink.objects.filter(
        earlier=first, kind=CaseLink.Kind.APPEAL, undone_at__isnull=True
    )
    if earlier.exists():
        raise Conflict(_("You have appealed against this decision already."), code="appealed")
    return CaseLink.objects.create(
        kind=CaseLink.Kind.APPEAL,
        earlier=first,
        later=application,
        at=clock.now(),
        account_id=application.applied_by_id,
    )
