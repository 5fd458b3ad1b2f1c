"""The text messages and e-mails that the tests' people get."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from pencere.blocks.notices.providers.files.provider import latest


def to_files(settings: Any, folder: Path) -> None:
    """Have text messages go into `folder`."""
    settings.SMS_ROOT = folder
    settings.SMS_PROVIDER = "pencere.blocks.notices.providers.files.provider"


def texts_to(phone: str) -> list[str]:
    """Text messages to a phone, the newest first."""
    return [message.text for message in latest(100) if message.to == phone]


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
