"""What an application costs: by today's tariff while it isn't sent, afterwards by that of the
day on which it was sent."""

from __future__ import annotations

from pencere.casework.applications.models import Application
from pencere.casework.applications.sending_day import as_sent
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import FeeShown, ServiceDefinition, Situation


def fee_of(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> FeeShown | None:
    """The fee with its lines; None for a service without one."""
    if definition.fee is None:
        return None
    return engine.fee_lines(definition, as_sent(application, situation))
