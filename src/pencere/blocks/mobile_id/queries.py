"""Reads of mobile ID."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from pencere.blocks.mobile_id import rules
from pencere.blocks.mobile_id.models import Contract, Request
from pencere.blocks.mobile_id.values import BlockedBy, CertificateView, ContractView
from pencere.kernel import clock
from pencere.kernel.errors import NotFound


def standing(request_id: UUID) -> rules.Standing:
    """How a request stands now. Raises NotFound for an unknown one."""
    found = Request.objects.filter(pk=request_id).values_list("state", "expires_at").first()
    if found is None:
        raise NotFound
    state, expires_at = found
    return rules.standing(state=cast(rules.Standing, state), expires_at=expires_at, now=clock.now())


def is_offered() -> bool:
    """Whether this installation has a way to people's phones."""
    return bool(settings.MOBILE_ID_PROVIDER)


def usable() -> QuerySet[Contract]:
    """Mobile IDs that can answer: not blocked, of people who live."""
    return Contract.objects.filter(blocked_at__isnull=True, party__ended_on__isnull=True)


def has_mobile_id(party_id: UUID) -> bool:
    """Whether a person has a mobile ID that can answer now."""
    return usable().filter(party_id=party_id).exists()


def contracts_of(party_id: UUID) -> list[ContractView]:
    """A person's mobile IDs, newest first."""
    found = Contract.objects.filter(party_id=party_id).prefetch_related("certificates")
    return [_view(contract) for contract in found.order_by("-registered_at")]


def blocked_by(phone: str, user_id: str) -> str:
    """Who blocked the mobile ID of this pair; empty when nobody did."""
    found = Contract.objects.filter(phone=phone, user_id=user_id).values_list("blocked_by").first()
    return str(found[0]) if found else ""


def _view(contract: Contract) -> ContractView:
    return ContractView(
        id=contract.pk,
        phone_end=contract.phone[-4:],
        blocked_at=contract.blocked_at,
        blocked_by=cast(BlockedBy, contract.blocked_by) if contract.blocked_by else None,
        certificates=tuple(
            CertificateView(one.kind, one.valid_from, one.valid_until, one.last_used_at)
            for one in sorted(contract.certificates.all(), key=lambda one: one.kind)
            if one.replaced_at is None
        ),
    )
