"""What officers found, as people read it and as an officer enters it at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import override

from pencere.casework.applications.answer_texts import answer_text
from pencere.casework.applications.shapes import (
    Shown,
)
from pencere.casework.applications.sketches import sketch
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import Action, Field, ServiceDefinition, Situation
from pencere.kernel.text import Text

PREFIX = "findings."
"""Before the names of an action's controls, and of what is wrong with them."""


def findings_shown(
    definition: ServiceDefinition,
    found: Mapping[str, Any],
    situation: Situation,
    *,
    for_applicant: bool,
) -> tuple[Shown, ...]:
    """What was found, in the definition's order; an applicant is shown what says so."""
    return tuple(
        _shown(field, found[key], situation)
        for key, field in (definition.findings.items() if found else ())
        if found.get(key) is not None and (field.is_told or not for_applicant)
    )


def asked_with(
    definition: ServiceDefinition, action: Action, situation: Situation
) -> tuple[Shown, ...]:
    """What an officer is asked with an action, with what is known of it."""
    if not action.findings:
        return ()
    asked = engine.findings_asked(definition, action, situation)
    return tuple(_shown(field, value, situation) for field, value in asked)


def _shown(field: Field, value: Any, situation: Situation) -> Shown:
    choices = tuple(engine.choices_of(field, situation))
    return Shown(
        field=field,
        value=value,
        text=answer_text(field, value, choices),
        is_locked=engine.is_locked(field),
        source="",
        choices=choices,
        sketch=sketch(field.type, value),
    )


def control(action: str, key: str) -> str:
    """The name of a finding's control: each action on a page has its own."""
    return f"{PREFIX}{action}.{key}"


def named_as_controls(action: str, errors: Mapping[str, Any]) -> dict[str, Any]:
    """Errors of an action by the names of the page's controls."""
    return {
        control(action, key.removeprefix(PREFIX)) if key.startswith(PREFIX) else key: each
        for key, each in errors.items()
    }


def posted_findings(action: str, post: QueryDict) -> dict[str, object]:
    """What was typed for the findings of an action, named as in a form of its own; where several
    values came under one name, the list of them."""
    start = control(action, "")
    return {
        name.removeprefix(start): each[0] if len(each) == 1 else each
        for name, each in post.lists()
        if name.startswith(start)
    }


def words_for_notices(definition: ServiceDefinition, found: Mapping[str, Any]) -> dict[str, Text]:
    """What a notice may name, by placeholder, in every language."""
    return {
        f"{PREFIX}{key}": _in_all_languages(field, found[key])
        for key, field in (definition.findings.items() if found else ())
        if field.is_told and found.get(key) is not None
    }


def _in_all_languages(field: Field, value: Any) -> Text:
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = answer_text(field, value)
    return Text(words)
