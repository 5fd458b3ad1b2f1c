"""Who listens to a live page: the same answer as for a page, from cookies alone.

A request to listen is no work, so nothing here prolongs a session or writes to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from pencere.blocks.identity import rules
from pencere.blocks.identity.actors import as_officer, chosen_post, person_actor
from pencere.blocks.identity.middleware import SEEN, STARTED
from pencere.blocks.identity.models import Account
from pencere.blocks.identity.sessions import SessionStore, label_of
from pencere.kernel import clock
from pencere.kernel.actors import Actor


def listening_actor(cookies: Mapping[str, str], address: str) -> Actor | None:
    """The officer in the chosen post, else the person, signed in with these cookies; None for
    nobody, and when the session has lasted or idled too long."""
    request = HttpRequest()
    request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME) or None)
    if _is_over(request):
        return None
    account = get_user(request)
    if not isinstance(account, Account):
        return None
    request.user = account
    records = get_authentication_records(request, account)
    person = person_actor(
        account,
        session=label_of(str(request.session.session_key)),
        assurance=rules.capped(rules.assurance(records), is_unseen=account.is_unseen),
        authenticated_at=rules.authenticated_at(records),
        methods=rules.methods(records),
        address=address or None,
    )
    post = chosen_post(request, account.pk)
    return as_officer(person, post) if post else person


def _is_over(request: HttpRequest) -> bool:
    started_at, seen_at = request.session.get(STARTED), request.session.get(SEEN)
    if started_at is None or seen_at is None:
        return True
    reason = rules.session_end(
        now=clock.now().timestamp(),
        started_at=started_at,
        seen_at=seen_at,
        idle=settings.SESSION_IDLE_SECONDS,
        absolute=settings.SESSION_ABSOLUTE_SECONDS,
    )
    return reason is not None
