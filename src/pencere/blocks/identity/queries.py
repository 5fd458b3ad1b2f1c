"""Reads of accounts for other packages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from pencere.blocks.identity.models import Account
from pencere.blocks.parties import api as parties
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
    # Who acts in one case is told of that case alone.
    given = parties.mandates_of(grantor=party_id, live_on=clock.today())
    holders = {each.holder.id for each in given if not each.case}
    accounts = Account.objects.filter(party_id__in=holders, is_active=True).order_by("id")
    return [_contact(account) for account in accounts]


def parties_with_phone(phone: str) -> list[UUID]:
    """The people in whose open accounts this phone (E.164) stands; a family may share one."""
    if not phone:
        return []
    found = Account.objects.filter(phone=phone, is_active=True).order_by("id")
    return list(found.values_list("party_id", flat=True))


def phone_within_query(party_id: UUID) -> QuerySet[Account, str]:
    """The phone (E.164) of a person's open account as a part of another query, which it costs no
    statement of its own; no row where there is none."""
    found = Account.objects.filter(party_id=party_id, is_active=True).exclude(phone="")
    return found.values_list("phone", flat=True)


def phones_of(party_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The phones (E.164) of those of several people who have an open account with one; one
    query."""
    found = Account.objects.filter(party_id__in=set(party_ids), is_active=True).exclude(phone="")
    return dict(found.values_list("party_id", "phone"))


def _contact(account: Account) -> Contact:
    return Contact(
        account_id=account.pk,
        email=account.email,
        phone=account.phone,
        language=account.language or settings.LANGUAGE_CODE,
    )
