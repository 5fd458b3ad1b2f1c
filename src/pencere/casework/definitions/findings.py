"""What an officer finds and enters with an action: a degree of disability, a plate's number. Plain
functions over a definition and a situation, as those of the form are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pencere.casework.definitions import messages, posting
from pencere.casework.definitions.model import Action, Field, ServiceDefinition, Situation
from pencere.casework.definitions.walk import complete
from pencere.kernel.expressions import Expression
from pencere.kernel.text import Text


def clean_findings(
    definition: ServiceDefinition,
    action: Action,
    raw: Mapping[str, object],
    situation: Situation,
) -> tuple[dict[str, Any], dict[str, list[Text]]]:
    """What was entered for the findings of an action, and what is wrong with it, by key.

    Values are canonical where they are right, as typed where the errors name the key, and None
    for what was left out or doesn't apply: an earlier finding of that key is gone then. Parts of
    dates and addresses are named as in a posted form. Never raises on any `raw`.
    """
    if not action.findings:
        return {}, {}
    names = complete(definition, situation).with_answers()
    names.begin_findings(action.findings)
    found: dict[str, Any] = {}
    errors: dict[str, list[Text]] = {}
    for field in action.findings:
        if not names.holds(field.show):
            found[field.key] = None
            continue
        if field.is_given:
            found[field.key] = names.given(field)
            continue
        value, wrong = names.clean(field, posting.entered(field, raw, {}, {}))
        if value is None and not wrong and names.is_required(field):
            wrong = {field.key: [messages.needed(field)]}
        found[field.key] = value
        errors |= wrong
    return found, errors


def findings_asked(
    definition: ServiceDefinition, action: Action, situation: Situation
) -> list[tuple[Field, Any]]:
    """What an officer is asked with an action, each with what is known of it: what was found
    before, else what its `prefill` or `compute` gives. One that hangs on another finding of the
    same action is asked with it, since the page is sent once."""
    names = complete(definition, situation)
    asked = []
    for field in action.findings:
        if field.hidden or not (names.holds(field.show) or _waits(field.show, action)):
            continue
        known = situation.findings.get(field.key)
        if known is None or field.is_given:
            known = names.prefill(field)
        asked.append((field, known))
    return asked


def _waits(condition: Expression | None, action: Action) -> bool:
    return condition is not None and any(
        f"findings.{each.key}" in condition.paths for each in action.findings
    )


def with_findings(known: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a case once an action has found this as well; None takes away."""
    return {key: value for key, value in {**known, **found}.items() if value is not None}
