"""What was right on the day on which an application was sent stays right: a date that lay within
a month then is no mistake when a correction is sent, or a register answers, weeks later.

What was typed since is judged by today, as in a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from pencere.casework.applications.models import Application
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import Page, ServiceDefinition, Situation, Verdict
from pencere.kernel.text import Text


def as_sent(application: Application, situation: Situation) -> Situation:
    """The situation with the day of sending for today; of a draft, as it is."""
    if application.submitted_at is None:
        return situation
    return replace(situation, today=timezone.localdate(application.submitted_at))


def missing(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> list[tuple[str, str]]:
    """(page, field) of what lacks, or is not right."""
    found = engine.missing(definition, situation)
    if not found or application.submitted_at is None:
        return found
    lacked_then = set(engine.missing(definition, as_sent(application, situation)))
    return [
        (page, field)
        for page, field in found
        if (page, field) in lacked_then or not _is_as_sent(application, field)
    ]


def answers(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> dict[str, Any]:
    """The form as it counts (`engine.answers`)."""
    found = engine.answers(definition, situation)
    if application.submitted_at is None:
        return found
    then = engine.answers(definition, as_sent(application, situation))
    kept = {key: value for key, value in then.items() if _is_as_sent(application, key)}
    return {**kept, **found}


def eligibility(
    application: Application, definition: ServiceDefinition, situation: Situation
) -> Verdict:
    """The verdict by the day of sending, or by today where that rejects less."""
    then = engine.eligibility(definition, as_sent(application, situation))
    return then if then.kind != "reject" else engine.eligibility(definition, situation)


def clean_page(
    application: Application,
    definition: ServiceDefinition,
    page: Page,
    raw: Mapping[str, object],
    situation: Situation,
) -> tuple[dict[str, Any], dict[str, list[Text]]]:
    """What a page's answers become, and what is wrong with them (`engine.clean_page`)."""
    values, errors = engine.clean_page(definition, page.key, raw, situation)
    if not errors or application.submitted_at is None:
        return values, errors
    then, wrong_then = engine.clean_page(definition, page.key, raw, as_sent(application, situation))
    wrong = {_field(key) for key in wrong_then}
    kept = {
        key: value
        for key, value in then.items()
        if key not in wrong and value == _sent(application).get(key)
    }
    left = {key: found for key, found in errors.items() if _field(key) not in kept}
    return {**values, **kept}, left


def _is_as_sent(application: Application, field: str) -> bool:
    return bool(application.form.get(field) == _sent(application).get(field))


def _sent(application: Application) -> Mapping[str, Any]:
    """The answers as they stood before a correction was asked for."""
    before: Mapping[str, Any] | None = application.form_before
    return application.form if before is None else before


def _field(key: str) -> str:
    """The field of an error that may be about one of its rows: `members[0].income`."""
    return key.partition("[")[0]
