"""Who has to agree to an application under what its form says, and how that stands: functions
over plain values. The runtime and a definition's own tests decide with the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pencere.casework.definitions.model import CoApplicant, ServiceDefinition
from pencere.kernel.text import Text

Agreement = Literal["none", "pending", "agreed", "declined"]
"""The fact `agreement`."""


@dataclass(frozen=True, slots=True)
class Named:
    """One whom the form names as applying together with the applicant."""

    key: str
    """Of the definition's co-applicant; for a row of a group with its place: `owners[0]`."""
    title: Text
    field: str
    """Where it was typed, as errors name it: `spouse`, `owners[0].person`."""
    identifier: str
    is_organisation: bool = False


def named(definition: ServiceDefinition, form: Mapping[str, Any]) -> tuple[Named, ...]:
    """Everybody whom clean answers name, in the definition's order; nobody twice by place."""
    co_applicants = definition.applicant.co_applicants
    if co_applicants is None:
        return ()
    return tuple(
        each
        for one in co_applicants.of
        for each in _of(one, form, is_organisation=_names_organisations(one, definition))
    )


def _names_organisations(one: CoApplicant, definition: ServiceDefinition) -> bool:
    """Whether the question names organisations, else people."""
    first, *column = one.path
    field = definition.fields[first]
    if column and field.rows is not None:
        field = next(each for each in field.rows.fields if each.key == column[0])
    return field.type == "organisation"


def _of(one: CoApplicant, form: Mapping[str, Any], *, is_organisation: bool) -> Iterable[Named]:
    first, *column = one.path
    value = form.get(first)
    if not column:
        if isinstance(value, str) and value:
            yield Named(one.key, one.title, first, value, is_organisation)
        return
    for place, row in enumerate(value if isinstance(value, list) else ()):
        found = row.get(column[0]) if isinstance(row, Mapping) else None
        if isinstance(found, str) and found:
            at = f"[{place}]"
            field = f"{first}{at}.{column[0]}"
            yield Named(f"{one.key}{at}", one.title, field, found, is_organisation)


def agreement_of(states: Iterable[str]) -> Agreement:
    """How it stands with all of them. Who let the time run out did not agree."""
    found = set(states)
    if not found:
        return "none"
    if found & {"declined", "expired"}:
        return "declined"
    return "pending" if "pending" in found else "agreed"
