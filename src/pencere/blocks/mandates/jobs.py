"""Background work: telling of proposals, and following what registers say."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pencere.blocks.mandates import following, telling
from pencere.blocks.mandates.models import Proposal
from pencere.kernel.jobs import task


@task(name="mandates.tell-of-proposal")
def tell_of_proposal(*, proposal: str) -> None:
    """Look whether the other side exists and tell it: here and not where it was typed, so that
    nobody can measure whether there is such a person. Once, however often it runs."""
    with transaction.atomic():
        row = Proposal.objects.select_for_update().filter(pk=UUID(proposal)).first()
        if row is not None and row.state == Proposal.State.WAITING and not row.is_told:
            telling.proposed(row)
            row.is_told = True
            row.save(update_fields=["is_told"])


@task(name="mandates.follow-register", retry=12)
def follow_register(*, register: str, subject: str) -> None:
    """Make a party's mandates say what a register says of it now."""
    following.follow(register=register, subject=UUID(subject))
