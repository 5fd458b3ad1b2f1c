"""Who may see and touch which entitlement: asked by every action and query first.

What a person may not know of does not exist for them (NotFound).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties.api import Matters, mandate_held, on_matters
from pencere.casework.entitlements.models import Entitlement
from pencere.casework.entitlements.terms import Terms, terms_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused

READ_SCOPE = "documents.read"
"""Covers looking at what the represented party holds, where the service names no mandate."""


def own(
    *, actor: Actor, entitlement_id: UUID, locked: bool = False, to_read: bool = False
) -> Entitlement:
    """An entitlement of the party that `actor` is or acts for. Raises NotFound."""
    if actor.kind != "person" or actor.applicant_id is None:
        raise NotFound
    found = _rows(locked).filter(pk=entitlement_id, holder_id=actor.applicant_id).first()
    if found is None:
        raise NotFound
    names = names_to_see(found.service, found.case) if to_read else names_to_act(found.service)
    if not may_represent(actor=actor, names=names):
        raise NotFound
    return found


def may_represent(*, actor: Actor, names: Sequence[str]) -> bool:
    """Whether the actor is the holder, or the mandate that they use covers, at this moment, a
    thing that goes by `names`."""
    if actor.on_behalf_of is None:
        return True
    if actor.party_id is None or actor.mandate_id is None:
        return False
    mandate = mandate_held(actor.party_id, actor.mandate_id, clock.today())
    if mandate is None or mandate.grantor.id != actor.on_behalf_of:
        return False
    return mandate.lets_see(names)


def names_to_act(service: str) -> tuple[str, ...]:
    """What a mandate may name to give up or renew what `service` granted: it, or its scope."""
    scope = terms_of(service).mandate
    return (service, scope) if scope else (service,)


def names_to_see(service: str, case: str) -> tuple[str, ...]:
    """The same for looking: also the application `case` that brought it, and the scope for
    documents where the service asks for none."""
    scope = terms_of(service).mandate or READ_SCOPE
    return (service, scope, f"application:{case}") if case else (service, scope)


@on_matters
def matters(party_id: UUID) -> Matters:
    """What a party holds, and by which names a mandate covers news of it."""
    return {
        each.about: names_to_see(each.service, each.case)
        for each in Entitlement.objects.filter(holder_id=party_id).only("number", "service", "case")
    }


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
