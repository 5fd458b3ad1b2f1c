"""Seeing in person who opened an account from afar by a passport.

Such an account stays at `low` until an officer has compared person, passport and account: what a
machine-readable line says, anybody may have copied. Whoever sees them confirms it here, and it can
be taken back. It holds at once, in sessions that are open too.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.blocks.identity import events, journal_actions
from pencere.blocks.identity.models import Account
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, NotFound, Refused
from pencere.kernel.journal import api as journal

ROLE = "front-desk"
"""Of the posts whose holders see people in person."""
REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """The account of a passport, as the officer compares it."""

    name: str
    born_on: object
    is_seen: bool


@transaction.atomic
def account_of_passport(*, actor: Actor, identifier: str) -> Shown:
    """The account that was opened by a passport (`registration.foreigner_identifier`).

    The look is journaled about its holder. Raises NotFound when there is none, or for who isn't
    an officer that sees people.
    """
    _may(actor)
    account = _account(identifier)
    _journal(actor, account, journal_actions.PASSPORT_LOOKED_UP)
    return Shown(
        name=account.party.name, born_on=account.party.born_on, is_seen=not account.is_unseen
    )


@transaction.atomic
def confirm_seen(*, actor: Actor, identifier: str) -> None:
    """The holder was here with the passport. A repeat changes nothing.

    Raises NotFound as `account_of_passport` does, Refused for one's own account.
    """
    _may(actor)
    account = _account(identifier, is_locked=True)
    if account.party_id == actor.party_id:
        raise Refused(_("Nobody confirms themselves."), code="own-account")
    if account.is_unseen:
        _change(actor, account, is_seen=True)


@transaction.atomic
def take_back(*, actor: Actor, identifier: str, reason: str) -> None:
    """The confirmation was a mistake: the account is worth `low` again. A repeat changes nothing.

    Raises NotFound as `account_of_passport` does, Invalid without a reason.
    """
    _may(actor)
    said = reason.strip()
    if not said or len(said) > REASON_MAX:
        raise Invalid(_("Say why, in at most 500 characters."), field="reason")
    account = _account(identifier, is_locked=True)
    if not account.is_unseen:
        _change(actor, account, is_seen=False, reason=said)


def _may(actor: Actor) -> None:
    if actor.kind != "officer" or ROLE not in actor.roles or not actor.is_at_least("substantial"):
        raise NotFound


def _account(identifier: str, *, is_locked: bool = False) -> Account:
    """Only accounts of foreigners: of others, registers say who they are."""
    found = Account.objects.select_related("party").filter(
        username=identifier, party__kind="foreigner", is_active=True
    )
    account = (found.select_for_update(of=("self",)) if is_locked else found).first()
    if account is None:
        raise NotFound(code="no-account")
    return account


def _change(actor: Actor, account: Account, *, is_seen: bool, reason: str = "") -> None:
    account.is_unseen = not is_seen
    account.save(update_fields=["is_unseen"])
    action = journal_actions.SEEN if is_seen else journal_actions.SEEN_TAKEN_BACK
    _journal(actor, account, action, reason=reason)
    events.seen.send(sender=Account, account=account, at=clock.now(), is_seen=is_seen)


def _journal(actor: Actor, account: Account, action: str, **params: str) -> None:
    journal.record(
        actor=actor,
        action=action,
        subject=account.party_id,
        justification=journal.Justification(kind="duty"),
        params={key: value for key, value in params.items() if value},
    )
