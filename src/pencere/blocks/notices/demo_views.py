"""The mailbox of the demonstration: what would have left, from its files."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pencere.ui.api import demo_only, render

SHOWN = 50
SEPARATOR = "-" * 79


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail."""

    to: str
    subject: str
    date: str
    body: str


@require_GET
@never_cache
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """The latest e-mails, the newest first."""
    return render(request, "notices/demo_mail.html", {"letters": letters(Path(settings.MAIL_ROOT))})


def letters(folder: Path) -> list[Letter]:
    """The latest e-mails of a folder that Django's file backend fills."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    found: list[Letter] = []
    for file in files[:SHOWN]:
        parts = file.read_text(encoding="utf-8").split(SEPARATOR)
        found += [_letter(part) for part in reversed(parts) if part.strip()]
    return found[:SHOWN]


def _letter(text: str) -> Letter:
    message = email.message_from_string(text.strip(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return Letter(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=str(message["Date"] or ""),
        body=body.get_content() if body is not None else "",
    )
