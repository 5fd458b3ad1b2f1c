"""Accounts of those who died: closed with all that is open, and open again when the register was
wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from pencere.blocks.identity import journal_actions, open_sessions
from pencere.blocks.identity.models import Account
from pencere.blocks.parties.api import ended
from pencere.kernel.actors import system
from pencere.kernel.journal import api as journal

_ACTOR = system("identity")


@receiver(ended)
def party_ended(party_id: UUID, on: dt.date | None, **_more: Any) -> None:
    """Close the holder's account at once, or open again what was closed so."""
    account = Account.objects.select_for_update().filter(party_id=party_id).first()
    if account is None:
        return
    if on is not None and account.is_active:
        account.is_active, account.is_closed_by_register = False, True
        open_sessions.end_all(account)
    elif on is None and account.is_closed_by_register:
        account.is_active, account.is_closed_by_register = True, False
    else:
        return
    account.save(update_fields=["is_active", "is_closed_by_register"])
    journal.record(
        actor=_ACTOR,
        action=journal_actions.ACCOUNT_CLOSED if on else journal_actions.ACCOUNT_OPEN_AGAIN,
        subject=party_id,
        justification=journal.Justification(kind="law"),
    )
