"""The sessions in which an account is signed in: which there are, and ending them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from pencere.blocks.identity import actions, journal_actions, rules
from pencere.blocks.identity.middleware import SEEN
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.sessions import label_of
from pencere.kernel import clock
from pencere.kernel.actors import Assurance
from pencere.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One device or browser that is signed in."""

    label: str
    """Names the session without being the secret that opens it."""
    device: str
    """Browser and system; empty when they are none that we know."""
    address: str
    since: dt.datetime
    seen_at: dt.datetime
    """To the minute."""
    methods: tuple[str, ...]
    """Codes of `actions.METHODS`."""
    assurance: Assurance
    is_this: bool


def of_account(request: HttpRequest, account: Account) -> Sequence[OpenSession]:
    """The sessions of the account that are open, this one first, then the latest seen."""
    known = UserSession.objects.filter(user=account)
    stored = {
        row.session_key: row.get_decoded()
        for row in Session.objects.filter(
            session_key__in=known.values("session_key"), expire_date__gt=clock.now()
        )
    }
    found = [
        _shown(one, stored[one.session_key], account, this=request.session.session_key)
        for one in known
        if one.session_key in stored
        and stored[one.session_key].get("_auth_user_hash") == account.get_session_auth_hash()
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp()))


@transaction.atomic
def end_one(request: HttpRequest, account: Account, label: str) -> None:
    """Sign out another device of this account. Raises NotFound for a session that isn't one."""
    for session in UserSession.objects.filter(user=account):
        key = session.session_key
        if label_of(key) == label and key != request.session.session_key:
            session.end()
            actions.note(request, account, journal_actions.SESSION_ENDED, {"sessions": [label]})
            return
    raise NotFound


@transaction.atomic
def end_others(request: HttpRequest, account: Account) -> None:
    """Sign out everywhere else."""
    ended = end_all(account, but=request.session.session_key)
    actions.note(request, account, journal_actions.SESSIONS_ENDED, {"sessions": sorted(ended)})


def end_all(account: Account, *, but: str | None = None) -> Collection[str]:
    """End the sessions of an account except that with the key `but`; returns their labels."""
    ended = []
    for session in UserSession.objects.filter(user=account).exclude(session_key=but or ""):
        ended.append(label_of(session.session_key))
        session.end()
    return ended


def open_labels(account: Account) -> Collection[str]:
    """Labels of the sessions that are still open."""
    keys = UserSession.objects.filter(user=account).values("session_key")
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    return {label_of(key) for key in live.values_list("session_key", flat=True)}


def _shown(
    one: UserSession, content: dict[str, object], account: Account, *, this: str | None
) -> OpenSession:
    records = content.get(AUTHENTICATION_METHODS_SESSION_KEY)
    used = records if isinstance(records, list) else []
    seen = content.get(SEEN)
    return OpenSession(
        label=label_of(one.session_key),
        device=rules.device_name(one.user_agent),
        address=one.ip,
        since=one.created_at,
        seen_at=dt.datetime.fromtimestamp(float(str(seen)), dt.UTC) if seen else one.last_seen_at,
        methods=actions.methods_of(used),
        assurance=rules.capped(rules.assurance(used), is_unseen=account.is_unseen),
        is_this=one.session_key == this,
    )
