"""The blocks that concern a person: of themselves, of whom they act for, of their phone."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from pencere.blocks.identity.api import account_for, phone_within_query
from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound, Refused
from pencere.systems.sms_permits import blocks
from pencere.systems.sms_permits.models import Block
from pencere.systems.sms_permits.queries import may_ask_for


def own_phone(actor: Actor) -> str:
    """The phone of the person's account, E.164, also while they act for another; "" without one."""
    contact = account_for(actor.party_id) if actor.party_id else None
    return contact.phone if contact else ""


def own_blocks(actor: Actor) -> QuerySet[Block]:
    """All of them, over or not, the newest first; one statement, whose phone it is included.
    Raises NotFound for who is no person."""
    try:
        subject = may_ask_for(actor)
    except Refused as refusal:
        raise NotFound from refusal
    mine = Q(subject=subject)
    # While one acts for another, one's own phone isn't the matter.
    if actor.on_behalf_of is None:
        mine |= Q(sender=Subquery(phone_within_query(subject)[:1])) & ~Q(sender="")
    return Block.objects.filter(mine).order_by("-decided_at", "-id")


def own_live_blocks(actor: Actor) -> QuerySet[Block]:
    """Those that hold now. Raises NotFound as `own_blocks` does."""
    return own_blocks(actor) & blocks.live()


def own_block(*, actor: Actor, block_id: UUID) -> Block:
    """One of them. Raises NotFound."""
    found = own_blocks(actor).filter(pk=block_id).first()
    if found is None:
        raise NotFound
    return found
