"""A forgotten password and lost second steps, recovered by identity document, date of birth and a
code to the phone that the state has.

A recovered password alone is worth `low`; second steps stay. These go only after a wait, during
which the holder is told on every channel and can say that it wasn't them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Literal
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pencere.blocks.identity import (
    actions,
    events,
    journal_actions,
    one_time_codes,
    open_sessions,
    proofs,
)
from pencere.blocks.identity.code_sending import Addressee, Claim, claim_of, resolves
from pencere.blocks.identity.jobs import tell_recovery
from pencere.blocks.identity.models import Account, OneTimeCode, Recovery
from pencere.blocks.identity.recovery_telling import number_of
from pencere.blocks.parties import api as parties
from pencere.kernel import clock, jobs
from pencere.kernel.errors import NotFound

PURPOSE = "recover"
Lost = Literal["password", "factor"]
WAIT = dt.timedelta(hours=72)
"""How long the holder has to say no before second steps are removed."""
READY_FOR = dt.timedelta(days=7)
"""How long after the wait the proof may be given again."""
STOPPABLE_FOR = dt.timedelta(days=30)


@resolves(PURPOSE)
def addressee(row: OneTimeCode, claim: Claim) -> Addressee | None:
    """The account of the document's holder, at the phone or mailbox that the state has of them."""
    named = proofs.person_of_document(number=claim["number"], born_on=claim["born_on"])
    if named is None:
        return _of_passport(claim)
    account = Account.objects.select_related("party").filter(party_id=named.party.id).first()
    if account is not None and not account.is_active:
        return None
    to = named.phone if row.channel == "sms" else named.email
    return Addressee(
        to=to,
        account=account,
        party_id=named.party.id,
        instead=_instead(account, claim),
    )


def _of_passport(claim: Claim) -> Addressee | None:
    """The account that was opened with a passport of this number, of whatever state, at its own
    mailbox: of its holder the state has no phone."""
    found = Account.objects.select_related("party").filter(
        is_active=True,
        party__kind="foreigner",
        party__born_on=claim["born_on"],
        username__regex=f"^P[A-Z]{{1,3}}{re.escape(claim['number'])}$",
    )
    accounts = list(found[:2])
    if len(accounts) != 1:
        return None
    account = accounts[0]
    return Addressee(
        to=account.email,
        channel="email",
        account=account,
        party_id=account.party_id,
        instead=_instead(account, claim),
    )


def _instead(account: Account | None, claim: Claim) -> Callable[[], str] | None:
    if account is None:
        return _no_account
    if account.recovery_closed_at is not None:
        return _closed
    if claim["lost"] == "factor" and parties.posts_of(account.pk, clock.today()):
        return _officers
    return None


def _no_account() -> str:
    return _("You have no account with pencere yet. Open one: %(address)s") % {
        "address": f"{settings.BASE_URL}/account/register/"
    }


def _closed() -> str:
    return _(
        "Recovery of your pencere account is closed, since you said that it wasn't you. Come to a"
        " service centre with your identity document."
    )


def _officers() -> str:
    return _("The second step of an officer is renewed at the agency, not online.")


def lost_of(row: OneTimeCode) -> Lost:
    """What the holder of this proof lost."""
    claim = claim_of(row) or {}
    return "factor" if claim.get("lost") == "factor" else "password"


@transaction.atomic
def set_password(request: HttpRequest, handle: UUID, password: str) -> Account:
    """Give the account of who proved themselves a new password; every session of it ends.

    Raises NotFound when the proof is used or over, or recovery was closed meanwhile.
    """
    row, account = _proven(handle)
    if lost_of(row) != "password":
        raise NotFound
    now = clock.now()
    account.set_password(password)
    account.save(update_fields=["password"])
    open_sessions.end_all(account)
    _stop_running(account, "password", now)
    recovery = Recovery.objects.create(
        account=account, kind="password", begun_at=now, ready_at=now, done_at=now
    )
    one_time_codes.finish(row)
    actions.note(request, account, journal_actions.PASSWORD_RECOVERED)
    _tell(account, recovery, "password")
    return account


@transaction.atomic
def recover_factors(request: HttpRequest, handle: UUID) -> dt.datetime | None:
    """Begin the wait after which the second steps go, or remove them when it is over.

    Returns until when to wait, None when they have been removed. Raises NotFound as
    `set_password` does.
    """
    row, account = _proven(handle)
    if lost_of(row) != "factor":
        raise NotFound
    now = clock.now()
    one_time_codes.finish(row)
    running = Recovery.objects.filter(
        account=account, kind="factor", done_at__isnull=True, stopped_at__isnull=True
    ).first()
    if running is not None and now < running.ready_at:
        return running.ready_at
    if running is not None and now <= running.ready_at + READY_FOR:
        _remove_factors(request, account, running, now)
        return None
    if running is not None:  # it waited too long for its holder
        running.stopped_at = now
        running.save(update_fields=["stopped_at"])
    begun = Recovery.objects.create(
        account=account, kind="factor", begun_at=now, ready_at=now + WAIT
    )
    actions.note(request, account, journal_actions.FACTOR_RECOVERY_BEGUN)
    _tell(account, begun, "factor-begun")
    return begun.ready_at


def _remove_factors(
    request: HttpRequest, account: Account, running: Recovery, now: dt.datetime
) -> None:
    running.done_at = now
    running.save(update_fields=["done_at"])
    Authenticator.objects.filter(user=account).delete()
    open_sessions.end_all(account)
    actions.note(request, account, journal_actions.FACTOR_RECOVERED)
    _tell(account, running, "factor-done")


def is_fresh(account_id: UUID) -> bool:
    """Whether a password was recovered so lately that its holder may not have said no yet."""
    return Recovery.objects.filter(
        account_id=account_id, kind="password", done_at__gt=clock.now() - WAIT
    ).exists()


def stoppable(token: str) -> Recovery | None:
    """The recovery that a link "it wasn't me" is about; None for a link that is none or old."""
    number = number_of(token)
    if number is None:
        return None
    recovery = Recovery.objects.select_related("account__party").filter(pk=number).first()
    if recovery is None or clock.now() - recovery.begun_at > STOPPABLE_FOR:
        return None
    return recovery


@transaction.atomic
def stop(request: HttpRequest, token: str) -> None:
    """It wasn't the holder: close recovery and codes, end every session, and take back the
    password that was set. Again it does nothing. Raises NotFound for a link that is none."""
    recovery = stoppable(token)
    if recovery is None:
        raise NotFound
    account = Account.objects.select_for_update().get(pk=recovery.account_id)
    if account.recovery_closed_at is not None:
        return
    now = clock.now()
    account.recovery_closed_at = now
    if recovery.kind == "password":
        account.set_unusable_password()
    account.save(update_fields=["recovery_closed_at", "password"])
    _stop_running(account, "factor", now)
    open_sessions.end_all(account)
    actions.note_stranger(request, account.party_id, journal_actions.RECOVERY_STOPPED)
    events.recovery_changed.send(sender=Account, account=account, at=now, step="stopped")


@transaction.atomic
def open_again(request: HttpRequest, account: Account) -> None:
    """The holder, surely known, lets recovery and codes work again."""
    Account.objects.filter(pk=account.pk).update(recovery_closed_at=None)
    actions.note(request, account, journal_actions.RECOVERY_OPENED)


def _proven(handle: UUID) -> tuple[OneTimeCode, Account]:
    row = one_time_codes.proven(handle, PURPOSE)
    if row is None or row.account_id is None:
        raise NotFound
    account = Account.objects.select_for_update().get(pk=row.account_id)
    if not account.is_active or account.recovery_closed_at is not None:
        raise NotFound
    return row, account


def _stop_running(account: Account, kind: str, now: dt.datetime) -> None:
    Recovery.objects.filter(
        account=account, kind=kind, done_at__isnull=True, stopped_at__isnull=True
    ).update(stopped_at=now)


def _tell(account: Account, recovery: Recovery, step: str) -> None:
    events.recovery_changed.send(sender=Account, account=account, at=clock.now(), step=step)
    jobs.defer(tell_recovery, recovery=recovery.pk, step=step)
