"""Sign-in by a one-time code: whose account it is, and the session that begins with it."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from pencere.blocks.identity import rules
from pencere.blocks.identity.code_sending import Addressee, Claim, resolves
from pencere.blocks.identity.models import Account, OneTimeCode

PURPOSE = "sign-in"


@resolves(PURPOSE)
def addressee(row: OneTimeCode, claim: Claim) -> Addressee | None:
    """The open account of the identifier that was typed, at the phone or mailbox it has."""
    account = (
        Account.objects.select_related("party")
        .filter(username=claim["identifier"], is_active=True, recovery_closed_at=None)
        .first()
    )
    if account is None:
        return None
    to = account.phone if row.channel == "sms" else account.email
    return Addressee(to=to, account=account)


def sign_in(request: HttpRequest, account: Account, *, channel: str, next_url: str) -> HttpResponse:
    """Begin the session of who entered the right code; on to the second step for who has one."""
    with transaction.atomic():
        record_authentication(request, account, method=rules.CODE, channel=channel)
        onward: HttpResponse = perform_login(
            request, Login(user=account, redirect_url=next_url or None)
        )
    return onward
