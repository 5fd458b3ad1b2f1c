"""What the registers ask before each read that is justified by an emergency."""

from __future__ import annotations

from uuid import UUID

from pencere.blocks.emergency import rules
from pencere.blocks.emergency.models import EmergencyAccess
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor


@registers.on_emergency
def is_covered(*, actor: Actor, subject: UUID, register: str, reference: str) -> bool:
    """Whether the access named by `reference` is this officer's, open now, and for just this."""
    pk = rules.id_of(reference)
    if pk is None or actor.account_id is None or not rules.may_use(actor):
        return False
    access = EmergencyAccess.objects.filter(
        pk=pk, account_id=actor.account_id, agency_id=actor.agency, subject_id=subject
    ).first()
    return (
        access is not None
        and register in access.registers
        and rules.is_open(until=access.until, ended_at=access.ended_at, now=clock.now())
    )
