"""Who manages an employer's permits, and who watches over all of them. Asked in every action.

To whoever may not know of an employer's permits they don't exist (NotFound).
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack
from pencere.systems.staff_permits import regime
from pencere.systems.staff_permits.models import Employer

SCOPE = "staff-permits.manage"
SEALED = frozenset({"director", "seal"})
"""Kinds of mandates by which one may use an organisation's seal."""
ROLE = "permits"
SYSTEM = "staff-permits"
PURPOSE = "staff-permits"
LAW = Justification(kind="law", reference="staff-permits")
"""By what registers are read: the rules of the regime."""


def employer_of(actor: Actor, *, locked: bool = False) -> Employer:
    """The employer for whom `actor` manages permits now: an organisation, by whose seal they act
    or which lets them, or themselves as a sole trader.

    The first time the taxpayers' register is asked. Raises NotFound for everybody else, Refused
    (code "assurance") for a sign-in below the highest level.
    """
    party_id = managed(actor)
    if party_id is None:
        raise NotFound
    rows = Employer.objects.select_for_update(no_key=True) if locked else Employer.objects
    found = rows.filter(pk=party_id).first()
    if found is None and (found := entered(party_id)) is None:
        raise NotFound
    if not actor.is_at_least("high"):
        raise Refused(_("Permits for staff need a sign-in with mobile ID."), code="assurance")
    return found


def may_open(actor: Actor) -> bool:
    """Whether to offer `actor` the desk; asks no register, so that a sole trader who never opened
    it isn't offered it."""
    party_id = managed(actor)
    if party_id is None:
        return False
    return actor.on_behalf_of is not None or Employer.objects.filter(pk=party_id).exists()


def managed(actor: Actor) -> UUID | None:
    """The party whose permits `actor` would manage; whether it employs is not asked."""
    if actor.kind != "person" or actor.party_id is None:
        return None
    if actor.on_behalf_of is None:
        return actor.party_id
    if actor.case or f"-{SCOPE}" in parties.exclusions(actor.mandate_scopes):
        return None
    is_sealed = actor.mandate_kind in SEALED
    is_let = is_sealed or parties.covers(actor.mandate_scopes, [SCOPE])
    return actor.on_behalf_of if is_let and actor.mandate_kind != "parent" else None


def ministry(actor: Actor) -> None:
    """NotFound for everybody but an officer of the ministry whose post carries the role."""
    if not actor.has_role(ROLE, agency=regime.agency()):
        raise NotFound


def require_key(key: str) -> str:
    """The idempotency key that a form or program gave. Raises Invalid."""
    if not key or len(key) > 64 or not key.isprintable():
        raise Invalid(_("This form is out of date. Load the page again."), code="idempotency-key")
    return key


def entered(party_id: UUID) -> Employer | None:
    """The employer that this party is by the taxpayers' register; None for one that isn't in
    business. Written down, so that the next page asks no register."""
    party = parties.party(party_id)
    identifier = _identifier_in_business(party)
    if not identifier:
        return None
    found, _is_new = Employer.objects.update_or_create(
        party_id=party_id,
        defaults={
            "identifier": identifier,
            "name": party.name,
            "is_trader": party.is_person,
            "looked_up_at": clock.now(),
        },
    )
    return found


def _identifier_in_business(party: parties.PartyView) -> str:
    sources = pack().staff_registers()
    register = sources.traders if party.is_person else sources.organisations
    answer = registers.read(
        actor=system(SYSTEM),
        subject=party.id,
        registers=[register],
        purpose=PURPOSE,
        justification=LAW,
        fields={register: [sources.status]},
    )[register]
    for record in answer.records:
        if record.data.get(sources.status) in sources.in_business and party.ended_on is None:
            return record.number if party.is_person else party.identifier
    return ""
