"""For whom a person can apply to a service, asked before an application begins."""

from __future__ import annotations

from dataclasses import dataclass

from pencere.blocks.parties.api import MandateView, mandates_held, party
from pencere.casework.applications import access
from pencere.casework.applications.actions.drafts import published_service
from pencere.casework.definitions.model import ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Who can be the applicant of a service."""

    service: ServiceDefinition
    is_for_self: bool
    """Whether the service is for people such as this one."""
    mandates: tuple[MandateView, ...]
    """The mandates by which this person may apply to it now."""

    @property
    def is_question(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.mandates)


def for_whom(*, actor: Actor, service: str) -> ForWhom:
    """For whom this person can apply to `service` (its id or slug). Raises NotFound."""
    if actor.account_id is None or actor.party_id is None:
        raise NotFound
    definition = published_service(service).definition
    held = mandates_held(actor.party_id, clock.today())
    usable = tuple(each for each in held if access.covers(each, definition))
    is_for_self = party(actor.party_id).kind in definition.applicant.kinds if usable else True
    return ForWhom(service=definition, is_for_self=is_for_self, mandates=usable)
