"""What the registers ask before each read that is justified by a grant."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from pencere.blocks.openid import scopes, standing
from pencere.blocks.openid.claims import REFERENCE
from pencere.blocks.openid.models import Grant
from pencere.blocks.registers import api as registers
from pencere.kernel.actors import Actor


@registers.on_consent
def is_covered(
    *, actor: Actor, subject: UUID, register: str, fields: Collection[str], reference: str
) -> bool:
    """Whether the grant named by `reference` lets its client read just this now."""
    if not reference.startswith(REFERENCE):
        return False
    try:
        pk = UUID(reference.removeprefix(REFERENCE))
    except ValueError:
        return False
    grant = (
        Grant.objects.select_related("client", "account").filter(pk=pk, party_id=subject).first()
    )
    if grant is None or standing.why_over(grant) is not None:
        return False
    if actor.kind != "system" or actor.agency != grant.client.agency_id:
        return False
    return set(fields) <= _open_fields(grant, register)


def _open_fields(grant: Grant, register: str) -> set[str]:
    names = [*scopes.claims_of(grant.scopes)]
    names += [name for asked in grant.claims.values() for name in asked]
    return {
        source.field
        for name in names
        for source in scopes.claims()[name].sources
        if source.register_code == register and source.field is not None
    }
