"""What follows when django-allauth says that something happened: journal rows, our signals."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as factor_signals
from allauth.usersessions.models import UserSession
from allauth.usersessions.signals import on_user_logged_in
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from pencere.blocks.identity import actions, actors, events, journal_actions, middleware, sessions
from pencere.blocks.identity.models import Account
from pencere.kernel import clock
from pencere.ui.api import LANGUAGE_SESSION_KEY, language_chosen

# `signed_in` keeps the list of sessions: django-allauth's receiver opens all of the account's one
# after the other, so that each sign-in would cost more than the one before.
account_signals.user_logged_in.disconnect(on_user_logged_in)


@receiver(account_signals.user_logged_in)
def signed_in(request: HttpRequest, user: Account, **_more: Any) -> None:
    """The session has begun: clocks, language, journal, device, list of sessions."""
    middleware.begin(request)
    if user.language:
        request.session[LANGUAGE_SESSION_KEY] = user.language
    actions.note_sign_in(request, user, get_authentication_records(request, user))
    sessions.forget_ended(user.pk)
    UserSession.objects.create_from_request(request)


@receiver(user_login_failed)
def sign_in_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any
) -> None:
    """A wrong password for an account that exists: its holder may see it."""
    username = credentials.get("username")
    if request is None or not username:
        return
    account = Account.objects.select_related("party").filter(username=username).first()
    if account is not None:
        actions.note_failure(request, account)


@receiver(factor_signals.authentication_failed)
def code_failed(request: HttpRequest, user: Account, **_more: Any) -> None:
    """A wrong code."""
    actions.note_failure(request, user)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Account | None, **_more: Any) -> None:
    """The session ends, by its holder or after its time."""
    if user is None:
        return
    is_over = hasattr(request, "ended_session_of")
    code = journal_actions.SESSION_EXPIRED if is_over else journal_actions.SIGNED_OUT
    actions.note(request, user, code)
    actors.forget(request)


@receiver(account_signals.password_changed)
def password_changed(request: HttpRequest, user: Account, **_more: Any) -> None:
    """A new password: all other sessions end by themselves (Django's session hash)."""
    others = UserSession.objects.filter(user=user)
    others.exclude(session_key=request.session.session_key).delete()
    actions.note(request, user, journal_actions.PASSWORD_CHANGED)
    events.password_changed.send(sender=Account, account=user, at=clock.now())


@receiver(factor_signals.authenticator_added)
def factor_added(request: HttpRequest, user: Account, authenticator: Any, **_more: Any) -> None:
    """A passkey, or the recovery codes that come with a factor.

    Of an authenticator app django-allauth tells only after the commit: its view notes it.
    """
    if authenticator.type != "totp":
        actions.note_factor(request, user, authenticator.type, is_added=True)


@receiver(factor_signals.authenticator_removed)
def factor_removed(request: HttpRequest, user: Account, authenticator: Any, **_more: Any) -> None:
    """A second factor is gone."""
    actions.note_factor(request, user, authenticator.type, is_added=False)


@receiver(factor_signals.authenticator_reset)
def codes_made(request: HttpRequest, user: Account, **_more: Any) -> None:
    """New recovery codes in place of the old ones."""
    actions.note(request, user, journal_actions.CODES_MADE)


@receiver(language_chosen)
def language_kept(request: HttpRequest, language: str, **_more: Any) -> None:
    """A signed-in person chose a language: e-mails follow it too."""
    if "_auth_user_id" not in getattr(request, "session", {}):
        return
    request.session[LANGUAGE_SESSION_KEY] = language
    if isinstance(request.user, Account):
        Account.objects.filter(pk=request.user.pk).exclude(language=language).update(
            language=language
        )
