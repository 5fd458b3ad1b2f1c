"""What carries a text message to a phone."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from django.conf import settings


class SmsProvider(Protocol):
    """A mobile operator or an SMS centre."""

    def send(self, *, to: str, text: str) -> None:
        """Hand over a message for the phone `to` (E.164). Raises OSError when it can't be handed
        over now; it is then tried again, so it may arrive twice."""
        ...


def sms_provider() -> SmsProvider | None:
    """The provider that the settings name; None where this installation sends no messages."""
    if not settings.SMS_PROVIDER:
        return None
    found: SmsProvider = import_module(settings.SMS_PROVIDER).PROVIDER
    return found
