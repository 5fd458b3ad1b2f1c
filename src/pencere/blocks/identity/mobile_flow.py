"""A request to a phone on behalf of one browser: to sign in, or to prove once more who one is.

The request's id is in the session that asked, and nowhere else: another browser can neither
learn how it stands nor be signed in by it. Where the person wanted to go is kept there too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from pencere.blocks.identity import actors, rules
from pencere.blocks.identity.models import Account
from pencere.blocks.mobile_id import api as mobile_id

Purpose = Literal["sign-in", "step-up"]
_SESSION_KEY = "identity.mobile-id"
ASKED_BY = "pencere"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What this browser waits for."""

    request_id: UUID
    control_code: str
    expires_at: dt.datetime
    purpose: Purpose
    next_url: str
    """An address of this site; empty for none."""
    account: str
    """Of a step-up: the account that was signed in."""


def ask(request: HttpRequest, *, phone: str, user_id: str, next_url: str) -> None:
    """Ask a phone whether its holder signs in here. Raises as `mobile_id.ask`."""
    asked = mobile_id.ask(
        phone=phone,
        user_id=user_id,
        purpose="sign-in",
        text=_("Sign in?"),
        asked_by=ASKED_BY,
        address=actors.address_of(request),
    )
    _remember(request, asked, "sign-in", next_url, account="")


def ask_again(request: HttpRequest, account: Account, *, next_url: str) -> None:
    """Ask the phone of the one who is signed in. Raises as `mobile_id.ask_party`."""
    asked = mobile_id.ask_party(
        party_id=account.party_id,
        purpose="step-up",
        text=_("Is it you?"),
        asked_by=ASKED_BY,
        address=actors.address_of(request),
    )
    _remember(request, asked, "step-up", next_url, account=str(account.pk))


def waiting(request: HttpRequest) -> Waiting | None:
    """What this browser waits for; None when it asked nothing, or another is signed in now."""
    kept = request.session.get(_SESSION_KEY)
    if not isinstance(kept, dict):
        return None
    found = Waiting(
        request_id=UUID(kept["id"]),
        control_code=kept["code"],
        expires_at=dt.datetime.fromisoformat(kept["until"]),
        purpose=kept["purpose"],
        next_url=kept["next"],
        account=kept["account"],
    )
    signed_in_as = str(request.user.pk) if request.user.is_authenticated else ""
    return found if found.account == signed_in_as else None


def go_on(request: HttpRequest, found: Waiting) -> HttpResponse | None:
    """The phone confirmed: sign in, or note the proof, and go where the person wanted.

    None when the confirmation can't be used: it was used before, came too long ago, or its
    holder has no account here.
    """
    identity = mobile_id.take(found.request_id)
    if identity is None:
        return None
    account = Account.objects.select_related("party").filter(party_id=identity.party_id).first()
    if account is None:
        return None
    if found.purpose == "step-up":
        return _proven_again(request, account, found)
    return _signed_in(request, account, found)


def forget(request: HttpRequest) -> None:
    """This browser waits no more."""
    request.session.pop(_SESSION_KEY, None)


def _signed_in(request: HttpRequest, account: Account, found: Waiting) -> HttpResponse:
    forget(request)
    with transaction.atomic():
        record_authentication(request, account, method=rules.MOBILE_ID)
        login = Login(user=account, redirect_url=found.next_url or None)
        onward: HttpResponse = perform_login(request, login)
    return onward


def _proven_again(request: HttpRequest, account: Account, found: Waiting) -> HttpResponse | None:
    if str(account.pk) != found.account:
        return None
    forget(request)
    record_authentication(request, account, method=rules.MOBILE_ID, reauthenticated=True)
    actors.forget(request)
    # A POST that was held up goes on as after a password: django-allauth finds it by `next`.
    request.GET = QueryDict(urlencode({"next": found.next_url}))
    resumed: HttpResponse | None = resume_request(request) if found.next_url else None
    return resumed or HttpResponseRedirect(reverse("identity_security"))


def _remember(
    request: HttpRequest,
    asked: mobile_id.Asked,
    purpose: Purpose,
    next_url: str,
    *,
    account: str,
) -> None:
    request.session[_SESSION_KEY] = {
        "id": str(asked.id),
        "code": asked.control_code,
        "until": asked.expires_at.isoformat(),
        "purpose": purpose,
        "next": next_url,
        "account": account,
    }
