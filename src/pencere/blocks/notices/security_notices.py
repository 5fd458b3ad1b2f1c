"""What the holder of an account is told about its safety, when identity says it happened."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from pencere.blocks.identity.api import Account, events
from pencere.blocks.mobile_id.api import events as mobile_id_events
from pencere.blocks.notices.actions import send
from pencere.kernel.text import Text

_IF_NOT_YOU = gettext_lazy(
    "It happened on %(at)s. If it wasn't you, change your password now and sign out everywhere."
)
_UNBLOCK = gettext_lazy(
    "It happened on %(at)s. It is unblocked with the PUK on the phone, or at the operator."
)
_BLOCKED = {
    "holder": gettext_lazy("You blocked your mobile ID"),
    "not-me": gettext_lazy("Your mobile ID was blocked: you said that somebody else had asked"),
    "pin": gettext_lazy("Your mobile ID was blocked: the PIN was wrong three times"),
}
_DEVICE = gettext_lazy("Sign-in with a new device or browser")
_PASSWORD = gettext_lazy("Your password was changed")
_API_KEY = gettext_lazy("A key for a program was made in your name")
_FAILED = gettext_lazy("Somebody tried to sign in to your account and failed several times")
_OPENED = gettext_lazy("Your account was opened")
_SEEN = {
    True: gettext_lazy("An officer confirmed that you were seen with your passport"),
    False: gettext_lazy("The confirmation that you were seen with your passport was taken back"),
}
_RECOVERY = {
    "password": gettext_lazy("A new password was set with your identity document and a code"),
    "factor-begun": gettext_lazy("The removal of your second steps was asked for"),
    "factor-done": gettext_lazy("Your second steps were removed"),
    "stopped": gettext_lazy("Recovery of your account was stopped and is closed"),
}
_FACTORS = {
    ("totp", True): gettext_lazy("An authenticator app was added to your sign-in"),
    ("totp", False): gettext_lazy("The authenticator app was removed from your sign-in"),
    ("webauthn", True): gettext_lazy("A passkey was added to your sign-in"),
    ("webauthn", False): gettext_lazy("A passkey was removed from your sign-in"),
}


@receiver(events.new_device)
def new_device(account: Account, at: dt.datetime, **_more: Any) -> None:
    """A browser that this account hadn't used before."""
    _tell(account, "identity.new-device", _DEVICE, at)


@receiver(events.password_changed)
def password_changed(account: Account, at: dt.datetime, **_more: Any) -> None:
    """A new password."""
    _tell(account, "identity.password-changed", _PASSWORD, at)


@receiver(events.factor_changed)
def factor_changed(
    account: Account, at: dt.datetime, kind: str, is_added: bool, **_more: Any
) -> None:
    """A second factor came or went."""
    _tell(account, "identity.factor-changed", _FACTORS[kind, is_added], at)


@receiver(events.api_key_made)
def api_key_made(account: Account, at: dt.datetime, **_more: Any) -> None:
    """A program can act in this person's name from now on."""
    _tell(account, "identity.api-key-made", _API_KEY, at)


@receiver(events.account_opened)
def account_opened(account: Account, at: dt.datetime, **_more: Any) -> None:
    """A person opened an account by themselves."""
    _tell(account, "identity.account-opened", _OPENED, at)


@receiver(events.seen)
def seen(account: Account, at: dt.datetime, is_seen: bool, **_more: Any) -> None:
    """An officer saw the holder, or took that back."""
    _tell(account, "identity.seen", _SEEN[is_seen], at)


@receiver(events.recovery_changed)
def recovery_changed(account: Account, at: dt.datetime, step: str, **_more: Any) -> None:
    """Somebody gets back into the account, or was stopped."""
    _tell(account, f"identity.recovery-{step}", _RECOVERY[step], at)


@receiver(events.failed_tries)
def failed_tries(account: Account, at: dt.datetime, **_more: Any) -> None:
    """Somebody guesses."""
    _tell(account, "identity.failed-tries", _FAILED, at)


@receiver(mobile_id_events.blocked)
def mobile_id_blocked(party_id: UUID, at: dt.datetime, by: str, **_more: Any) -> None:
    """A person's mobile ID opens nothing any more."""
    _tell_party(party_id, "mobile-id.blocked", _BLOCKED[by], at, _UNBLOCK)


def _tell(account: Account, kind: str, title: Any, at: dt.datetime) -> None:
    _tell_party(account.party_id, kind, title, at, _IF_NOT_YOU)


def _tell_party(party_id: UUID, kind: str, title: Any, at: dt.datetime, body: Any) -> None:
    titles, bodies = {}, {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            when = date_format(timezone.localtime(at), "DATETIME_FORMAT")
            titles[code] = str(title)
            bodies[code] = str(body) % {"at": when}
    send(
        party=party_id,
        kind=kind,
        title=Text(titles),
        body=Text(bodies),
        link=reverse("identity_security"),
    )
