"""Who may see and touch which entitlement: asked by every action and query first.

What a person may not know of does not exist for them (NotFound).
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties.api import mandates_held
from pencere.casework.entitlements.models import Entitlement
from pencere.casework.entitlements.terms import Terms, terms_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused

READ_SCOPE = "documents.read"
"""Covers looking at what the represented party holds, where the service names no mandate."""


def own(*, actor: Actor, entitlement_id: UUID, locked: bool = False) -> Entitlement:
    """An entitlement of the party that `actor` is or acts for. Raises NotFound."""
    if actor.kind != "person" or actor.applicant_id is None:
        raise NotFound
    found = _rows(locked).filter(pk=entitlement_id, holder_id=actor.applicant_id).first()
    if found is None or not may_represent(actor=actor, service=found.service):
        raise NotFound
    return found


def may_represent(*, actor: Actor, service: str) -> bool:
    """Whether the actor is the holder, or the mandate that they use covers what was granted."""
    if actor.on_behalf_of is None:
        return True
    if actor.party_id is None:
        return False
    scope = terms_of(service).mandate or READ_SCOPE
    return any(
        mandate.id == actor.mandate_id
        and mandate.grantor.id == actor.on_behalf_of
        and mandate.covers(scope)
        for mandate in mandates_held(actor.party_id, clock.today())
    )


def of_agency(*, actor: Actor, entitlement_id: UUID, locked: bool = False) -> Entitlement:
    """An entitlement that the officer's agency issued. Raises NotFound."""
    require_officer(actor)
    found = _rows(locked).filter(pk=entitlement_id, agency_id=actor.agency).first()
    if found is None:
        raise NotFound
    return found


def require_officer(actor: Actor) -> None:
    """NotFound for who is no officer of an agency."""
    if actor.kind != "officer" or actor.agency is None:
        raise NotFound


def require_may_act(*, actor: Actor, entitlement: Entitlement, terms: Terms) -> None:
    """Refused for an officer without a role that the definition names, or with an own interest."""
    if actor.roles.isdisjoint(terms.declared.officers):
        raise Refused(_("Only another post of your agency may do this."), code="role")
    if entitlement.holder_id == actor.party_id:
        raise Refused(_("This is your own. A colleague has to deal with it."), code="own")


def _rows(locked: bool) -> QuerySet[Entitlement]:
    rows = Entitlement.objects.all()
    return rows.select_for_update(of=("self",)) if locked else rows
