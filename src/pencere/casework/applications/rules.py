"""Decisions of the runtime that are not the definition's: whose queue, which stage, how much
time is left. Plain Python over plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Literal

from pencere.blocks.parties.rules import case_of, covers
from pencere.casework.definitions import engine
from pencere.casework.definitions.model import (
    APPLICANT,
    SYSTEM,
    WITHOUT_SCOPE,
    Applicants,
    ServiceDefinition,
    State,
    Verdict,
)
from pencere.casework.definitions.values import parse_date

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Place in the queue of what has no time limit: after all that has one."""
HEAD = "head"
"""The role that may look at each case of its agency and hand it to another."""


def officer_roles(definition: ServiceDefinition) -> frozenset[str]:
    """Roles whose officers of the handling agency may see a case of this service."""
    roles = {HEAD}
    for state in definition.workflow.states.values():
        if state.queue:
            roles.add(state.queue.role)
            if state.queue.escalate:
                roles.add(state.queue.escalate.to)
        for action in state.actions.values():
            roles.update(action.by)
    return frozenset(roles - {APPLICANT, SYSTEM})


def mandate_covers(
    definition: ServiceDefinition,
    *,
    is_person: bool,
    kind: str,
    scopes: Collection[str],
    about: str = "",
) -> bool:
    """Whether one may apply by a mandate of `kind` with `scopes`, given by a person or not.

    A mandate names all, the agency's services, this one, or the scope that the service asks
    for. For a person only those may apply whom the service lets, a parent or guardian in all.
    `about` is the application itself (`application:PX-…`): a mandate may be for it alone.
    """
    if is_person and kind not in definition.applicant.represented_by:
        return False
    if is_person and kind in WITHOUT_SCOPE:
        return True
    if case_of(scopes):
        return bool(about) and covers(scopes, [about])
    return covers(scopes, names_of(definition))


def names_of(definition: ServiceDefinition, about: str = "") -> tuple[str, ...]:
    """What a mandate for an application to the service may name: the service, its agency, the
    scope that it asks for, or the application (`application:PX-…`) alone."""
    named = (definition.id, definition.applicant.mandate, about)
    return tuple(name for name in named if name)


def is_of_age(applicant: Applicants, born_on: dt.date | None, today: dt.date) -> bool:
    """Whether somebody born on that day may apply; whose day is not known is not kept out."""
    if applicant.age is None or born_on is None:
        return True
    age = engine.age_on(born_on, today)
    least, most = applicant.age.min, applicant.age.max
    return (least is None or age >= least) and (most is None or age <= most)


def stage_of(state: State) -> Literal["todo", "waiting", "closed"]:
    """Who has the next move in a state that follows the draft."""
    if state.is_final:
        return "closed"
    return "todo" if state.queue else "waiting"


def queue_place(*, step_due: dt.datetime | None, answer_due: dt.datetime | None) -> dt.datetime:
    """Where a case stands in a queue that has what is due first on top."""
    return min(each for each in (step_due, answer_due, NEVER) if each is not None)


def differing(
    mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sides of the keys in which two versions of a page differ."""
    keys = [key for key in {**theirs, **mine} if mine.get(key) != theirs.get(key)]
    return {key: mine.get(key) for key in keys}, {key: theirs.get(key) for key in keys}


def register_value(value: Any, field_type: str) -> Any:
    """A new value as a form holds it, in the form in which a register keeps `field_type`.

    What can't be read as such a value is given back as it is: the register refuses it.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if field_type == "date":
        day = parse_date(text)
        return day.isoformat() if day else text
    if field_type in ("integer", "money"):
        return int(text) if text.lstrip("-").isdecimal() and text.isascii() else text
    if field_type == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if field_type == "choices":
        return [each.strip() for each in text.split(",") if each.strip()]
    return text


def checks_as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as an application keeps it: {kind, reasons: [[key, {language: words}]]}."""
    return {
        "kind": verdict.kind,
        "reasons": [[key, dict(message)] for key, message in verdict.reasons],
    }


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """By field, what stood there and what stands there now."""
    old, new = differing(before, after)
    return {key: [old[key], new[key]] for key in old}
