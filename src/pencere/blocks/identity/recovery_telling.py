"""What the holder of an account is told on every channel when somebody recovers a way in, with
the link that says "it wasn't me"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pencere.blocks.identity import delivery
from pencere.blocks.identity.models import Recovery

_SIGNER = Signer(salt="pencere.identity.recovery")


def link_to_stop(recovery: Recovery) -> str:
    """The address under which the holder says that it wasn't them."""
    return f"{settings.BASE_URL}/account/recover/not-me/{_SIGNER.sign(str(recovery.pk))}/"


def number_of(token: str) -> int | None:
    """The recovery that a link is about; None for a link that we didn't make."""
    try:
        return int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def tell(recovery_id: int, step: str) -> None:
    """Send it to phone and mailbox of the account, in the account's language. Raises OSError
    when a channel doesn't take it now; the others may get it twice then."""
    recovery = Recovery.objects.select_related("account").filter(pk=recovery_id).first()
    if recovery is None or recovery.stopped_at is not None:
        return
    account = recovery.account
    with translation.override(account.language or settings.LANGUAGE_CODE):
        text = _WORDS[step](recovery)
        subject = _("A message from pencere")
    ways = {"sms": account.phone, "email": account.email}
    for channel in delivery.offered():
        if ways[channel]:
            delivery.send(channel, delivery.Message(ways[channel], subject, text))


def _password(recovery: Recovery) -> str:
    return _(
        "A new password for pencere was set with your identity document. It wasn't you? %(link)s"
    ) % {"link": link_to_stop(recovery)}


def _factor_begun(recovery: Recovery) -> str:
    at = date_format(timezone.localtime(recovery.ready_at), "DATETIME_FORMAT")
    return _(
        "Somebody asked to remove the second steps of your pencere sign-in. It can be done from"
        " %(at)s. It wasn't you? %(link)s"
    ) % {"at": at, "link": link_to_stop(recovery)}


def _factor_done(recovery: Recovery) -> str:
    return _("The second steps of your pencere sign-in were removed. It wasn't you? %(link)s") % {
        "link": link_to_stop(recovery)
    }


_WORDS: Mapping[str, Callable[[Recovery], str]] = {
    "password": _password,
    "factor-begun": _factor_begun,
    "factor-done": _factor_done,
}
