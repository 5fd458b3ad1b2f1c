"""A permit that waits for others: applied for by Aysel, asked about at two agencies."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from tests.casework.applications import services, services_waiting, stories

from pencere.casework.applications import api
from pencere.casework.applications.models import Application, Opinion
from pencere.kernel import clock
from pencere.kernel.actors import Actor

ANSWERS = {"address": "Nizami 1", "secret": "Hush"}
FREE = {**ANSWERS, "address": "free"}


def published() -> Actor:
    """An officer of the agency whose permit it is, once it is published."""
    services.publish(services_waiting.PERMIT, services_waiting.SECOND)
    return stories.officer("health")


def applied(answers: dict[str, Any] = FREE) -> Application:
    """Aysel's application."""
    return stories.submitted(stories.aysel(), services_waiting.PERMIT, answers)


def question(application: Application, agency: str) -> Opinion:
    """What an agency was asked last."""
    return Opinion.objects.filter(application=application, agency_id=agency).latest("id")


def give(actor: Actor, application: Application, answer: str, words: str = "") -> Opinion:
    """The opinion of the officer's agency."""
    asked_for = question(application, str(actor.agency))
    return api.give_opinion(actor=actor, opinion_id=asked_for.pk, answer=answer, words=words)


def at(day: str) -> Any:
    """The clock at nine in the morning of a day (`08-25`)."""
    return clock.frozen_at(f"2026-{day}T06:00:00+00:00")


def a_page() -> bytes:
    """A PDF of one empty page."""
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    return content.getvalue()
