"""Contracts of the demo's people: a phone with its keys, and what the platform knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from pencere.blocks.mobile_id.providers.local.phones import hand_out
from pencere.blocks.mobile_id.registration import register


def open_demo_contract(
    *,
    party_id: UUID,
    number: str,
    user_id: str,
    holder: str,
    identifier: str,
    pin: str,
    puk: str,
    kinds: Sequence[str],
) -> None:
    """A phone in the hands of a made-up person, its certificates registered. One that is there
    already stays as it is; nothing happens where the demo's phones aren't in use."""
    if not settings.MOBILE_ID_PROVIDER.startswith(__package__ or ""):
        return
    certificates = hand_out(
        number=number,
        user_id=user_id,
        holder=holder,
        identifier=identifier,
        pin=pin,
        puk=puk,
        kinds=kinds,
    )
    register(party_id=party_id, phone=number, user_id=user_id, certificates=certificates)
