"""The text messages and e-mails that the tests' people get."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail

from pencere.blocks.sms.models import OutboundMessage


def to_outbox(settings: Any) -> None:
    """Have text messages go into the outbox of the SMS centres."""
    settings.SMS_PROVIDER = "pencere.blocks.notices.providers.smpp.provider"


def texts_to(phone: str) -> list[str]:
    """Text messages to a phone, the newest first."""
    found = OutboundMessage.objects.filter(recipient=phone).order_by("-id")
    return [message.text for message in found]


def letters_to(address: str) -> list[str]:
    """E-mails to an address, the newest first."""
    found: list[str] = [str(letter.body) for letter in mail.outbox if address in letter.to]
    return found[::-1]


def code_in(text: str) -> str:
    """The six digits of a message."""
    found = re.search(r"\b\d{6}\b", text)
    if found is None:
        pytest.fail(f"no code in {text!r}")
    return found[0]
