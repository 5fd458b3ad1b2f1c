"""Reads of accounts for other packages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from pencere.blocks.identity.models import Account
from pencere.kernel import clock


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the holder of an account."""

    account_id: UUID
    email: str
    """Empty when they gave none."""
    phone: str
    language: str


def account_for(party_id: UUID) -> Contact | None:
    """How to reach a person, None for who has no account."""
    account = Account.objects.filter(party_id=party_id, is_active=True).first()
    return _contact(account) if account is not None else None


def contacts_of(party_id: UUID) -> list[Contact]:
    """Who reads what is sent to a party: its own account, else those who may act for it."""
    own = account_for(party_id)
    if own is not None:
        return [own]
    today = clock.today()
    held = Q(party__mandates_held__grantor_id=party_id)
    held &= Q(party__mandates_held__revoked_at__isnull=True)
    held &= Q(party__mandates_held__grantor__ended_on__isnull=True)
    held &= Q(party__mandates_held__valid_from__lte=today)
    held &= Q(party__mandates_held__valid_until__isnull=True) | Q(
        party__mandates_held__valid_until__gte=today
    )
    accounts = Account.objects.filter(held, is_active=True).distinct().order_by("id")
    return [_contact(account) for account in accounts]


def _contact(account: Account) -> Contact:
    return Contact(
        account_id=account.pk,
        email=account.email,
        phone=account.phone,
        language=account.language or settings.LANGUAGE_CODE,
    )
