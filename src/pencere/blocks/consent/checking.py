"""What the registers ask before each read that is justified by a consent."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from pencere.blocks.consent.models import ConsentRequest
from pencere.blocks.consent.queries import holds
from pencere.blocks.registers import api as registers
from pencere.kernel.actors import Actor


@registers.on_consent
def is_covered(
    *, actor: Actor, subject: UUID, register: str, fields: Collection[str], reference: str
) -> bool:
    """Whether the consent named by `reference` holds at this moment for just this read."""
    try:
        pk = UUID(reference)
    except ValueError:
        return False
    row = ConsentRequest.objects.filter(pk=pk, subject_id=subject, register=register).first()
    return row is not None and holds(row, actor=actor, fields=fields)
