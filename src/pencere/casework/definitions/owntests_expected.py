"""What a definition's own story says of its end, compared with how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from pencere.casework.definitions import engine
from pencere.casework.definitions.lists import register_agencies
from pencere.casework.definitions.owntests_telling import (
    Telling,
    as_json,
    is_usual_working_day,
    refuse_unknown,
)
from pencere.kernel.workdays.rules import last_day

EXPECTATIONS = (
    "state", "outcome", "fee", "fee_lines", "due", "eligibility", "reasons", "errors", "missing",
    "fields", "agency", "document", "entitlement", "opinions", "opinions_in", "payment",
    "messages", "findings", "records", "appeal_until",
)  # fmt: skip


def differences(telling: Telling, expect: object) -> list[str]:
    """What came out otherwise than expected, one sentence each."""
    if not isinstance(expect, Mapping) or not expect:
        return ["expect says how the story ends, such as {state: granted}"]
    refuse_unknown("expect", expect, EXPECTATIONS)
    found = _outcome(telling)
    told = []
    for key, wanted in expect.items():
        if key == "document":
            told += _document_differences(telling, wanted)
        elif key == "entitlement":
            told += _entitlement_differences(telling, wanted)
        elif key == "records":
            told += _record_differences(telling, wanted)
        elif key == "fields":
            told += _within("fields", telling.situation.form, wanted)
        elif key == "findings":
            told += _within("findings", telling.situation.findings, wanted)
        elif found[key] != as_json(wanted):
            told.append(f"{key} is {found[key]!r}, expected {as_json(wanted)!r}.")
    return told


def _outcome(telling: Telling) -> dict[str, Any]:
    definition, situation = telling.definition, telling.now
    verdict = engine.eligibility(definition, situation)
    due = engine.answer_due(definition, telling.history, situation)
    zone = timezone.get_default_timezone()
    return {
        "state": telling.state,
        "outcome": definition.workflow.states[telling.state].outcome,
        "fee": engine.fee(definition, situation),
        "fee_lines": {
            line.key: line.minor for line in engine.fee_lines(definition, situation).lines
        },
        "due": due.astimezone(zone).date().isoformat() if due else None,
        "eligibility": verdict.kind,
        "reasons": [key for key, _message in verdict.reasons],
        "errors": sorted(telling.errors),
        "missing": [key for _page, key in engine.missing(definition, situation)],
        "agency": engine.agency_of(
            definition, engine.answers(definition, situation), register_agencies()
        ),
        "opinions": {each.body: each.state for each in telling.waiting.opinions},
        "opinions_in": telling.waiting.facts.get("opinions_in", False),
        "payment": telling.waiting.payment,
        "messages": _messages(telling),
        "appeal_until": _appeal_until(telling),
    }


def _appeal_until(telling: Telling) -> str | None:
    """The last day to appeal against how it ended, by the usual calendar."""
    closed_on = telling.entered.astimezone(timezone.get_default_timezone()).date()
    time = engine.appeal_time(telling.definition, telling.state, closed_on)
    return last_day(closed_on, time.within, is_usual_working_day).isoformat() if time else None


def _messages(telling: Telling) -> list[str]:
    """Which of the definition's own notices were sent: that of the action, else of the state."""
    notices = telling.definition.notices
    steps = ((step.action, step.to_state) for step in telling.history)
    sent = (next((code for code in step if code in notices), "") for step in steps)
    return [code for code in sent if code]


def _document_differences(telling: Telling, wanted: Mapping[str, Any]) -> list[str]:
    order = engine.document_order(telling.definition, telling.now, telling.today)
    if order is None:
        return ["there is no document."]
    found = {
        "valid_until": order.valid_until.isoformat() if order.valid_until else None,
        "language": order.language,
        **order.data,
    }
    return _within("document", found, wanted)


def _entitlement_differences(telling: Telling, wanted: Mapping[str, Any]) -> list[str]:
    order = engine.entitlement_order(telling.definition, telling.now, telling.today)
    if order is None:
        return ["there is no entitlement."]
    found = {
        "kind": order.kind,
        "valid_until": order.valid_until.isoformat() if order.valid_until else None,
        "register": order.register,
        "activity": order.activity,
        "region": order.region,
        "reminders": [each.isoformat() for each in order.reminders],
    }
    return _within("entitlement", found, wanted)


def _record_differences(telling: Telling, wanted: object) -> list[str]:
    """`{partner: {subject: 7ELV1N5, relation: spouse}}`; null for one that isn't written."""
    issues = telling.definition.issues
    known = [each.key for each in issues.entries] if issues else []
    if not isinstance(wanted, Mapping):
        return ["records says by key what is written."]
    refuse_unknown("records", wanted, known)
    orders = engine.record_orders(telling.definition, telling.now, telling.today)
    found = {
        order.key: {"subject": order.subject, **order.data}
        for order in orders
        if telling.is_granted
    }
    told = []
    for key, each in wanted.items():
        if each is None or key not in found:
            if (each is None) == (key in found):
                said = "is" if each is None else "is not"
                told.append(f"the record {key} {said} written.")
        elif not isinstance(each, Mapping):
            told.append(f"records.{key} says by field what is written.")
        else:
            told += _within(f"records.{key}", found[key], each)
    return told


def _within(what: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    return [
        f"{what}.{key} is {found.get(key)!r}, expected {as_json(value)!r}."
        for key, value in wanted.items()
        if found.get(key) != as_json(value)
    ]
