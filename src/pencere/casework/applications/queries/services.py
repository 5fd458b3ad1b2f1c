"""An agency's services and how many of its cases are open on which version, without persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from pencere.casework.applications.models import Application
from pencere.casework.applications.queries.queue import require_officer
from pencere.casework.definitions.api import all_current
from pencere.kernel import clock
from pencere.kernel.actors import Actor

OPEN = (Application.Stage.TO_DO, Application.Stage.WAITING)


@dataclass(frozen=True, slots=True)
class OpenOnVersion:
    """Open cases of one agency in one state of one version."""

    service: str
    version_id: UUID
    state: str
    todo: int
    """In which the officers have the next move."""
    waiting: int
    overdue: int

    @property
    def count(self) -> int:
        return self.todo + self.waiting


def agency_services(*, actor: Actor) -> Sequence[str]:
    """Ids of the services that this officer's agency decides on: what can be applied for now,
    and what it has open cases of. Refused for one who is no officer."""
    agency = require_officer(actor)
    offered = [
        each.service
        for each in all_current()
        if each.definition.is_online
        and (each.definition.handled_by or each.definition.agency == agency)
    ]
    has_open = Application.objects.filter(agency_id=agency, stage__in=OPEN)
    return sorted({*offered, *has_open.values_list("service", flat=True).distinct()})


def open_on_versions(*, actor: Actor, service: str = "") -> Sequence[OpenOnVersion]:
    """What the officer's agency has open, of one service or of all, by version and state."""
    rows = Application.objects.filter(agency_id=require_officer(actor), stage__in=OPEN)
    if service:
        rows = rows.filter(service=service)
    todo = Q(stage=Application.Stage.TO_DO)
    counted = (
        rows.values("service", "version_id", "state")
        .annotate(
            todo=Count("id", filter=todo),
            waiting=Count("id", filter=~todo),
            overdue=Count("id", filter=todo & Q(queue_at__lt=clock.now())),
        )
        .order_by("service", "version_id", "state")
    )
    return [OpenOnVersion(**each) for each in counted]
