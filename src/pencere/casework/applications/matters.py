"""From an application to what `appointments` knows of it."""

from __future__ import annotations

from pencere.casework.applications.links import application_link
from pencere.casework.applications.models import Application
from pencere.casework.appointments.api import Matter, Standing
from pencere.casework.definitions.model import AppointmentOrder, ServiceDefinition


def order_of(
    application: Application, definition: ServiceDefinition, standing: Standing
) -> tuple[str, AppointmentOrder] | None:
    """The state that asks for the time, and how: the present one, or the one in which what is
    still booked was booked."""
    states = definition.workflow.states
    is_live = standing.last is not None and standing.last.status == "booked"
    for code in (application.state, standing.last.state if standing.last and is_live else ""):
        order = states[code].appointment if code in states else None
        if order is not None:
            return code, order
    return None


def matter_of(
    application: Application,
    definition: ServiceDefinition,
    *,
    state: str = "",
    order: AppointmentOrder | None = None,
) -> Matter:
    """The application as the matter of an appointment."""
    return Matter(
        application_id=application.pk,
        reference=application.reference,
        service=definition.id,
        title=definition.title,
        state=state or application.state,
        party=application.applicant_id,
        link=application_link(application.reference),
        scope=definition.applicant.mandate or "",
        change_until=order.change_until if order else None,
    )
