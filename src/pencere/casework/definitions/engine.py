"""Decisions about forms, eligibility, fees and documents, as functions over a definition and a
situation: no database, no clock. The runtime and the definition's own tests run on the same.

The form's functions live in `forms.py`, the workflow's in `workflow.py`; all are offered here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pencere.casework.definitions import rules, values
from pencere.casework.definitions.agreement import Named, agreement_of, named
from pencere.casework.definitions.eligibility import barred, eligibility
from pencere.casework.definitions.forms import (
    answers,
    choices_of,
    clean_page,
    is_locked,
    missing,
    prefilled,
    visible_fields,
    visible_pages,
)
from pencere.casework.definitions.model import (
    DocumentOrder,
    Issues,
    ServiceDefinition,
    Situation,
    Validity,
)
from pencere.casework.definitions.names import Names, complete
from pencere.casework.definitions.posting import changes_rows, takes_several
from pencere.casework.definitions.rules import age_on
from pencere.casework.definitions.waiting import (
    OpinionHeld,
    last_officer_in,
    may_be_appealed,
    opinion_due,
    opinion_facts,
    opinions_to_ask,
    payment_on_entering,
    warn_at,
)
from pencere.casework.definitions.workflow import (
    ImpossibleAction,
    answer_due,
    automatic_action,
    book_until,
    due_at,
    next_state,
    possible_actions,
    start_state,
    stopped_intervals,
    timer_due,
    why_not,
)

__all__ = [
    "ImpossibleAction",
    "Named",
    "OpinionHeld",
    "age_on",
    "agency_of",
    "agreement_of",
    "answer_due",
    "answers",
    "automatic_action",
    "barred",
    "book_until",
    "changes_rows",
    "choices_of",
    "clean_page",
    "document_order",
    "due_at",
    "eligibility",
    "fee",
    "is_locked",
    "last_officer_in",
    "may_be_appealed",
    "missing",
    "named",
    "next_state",
    "opinion_due",
    "opinion_facts",
    "opinions_to_ask",
    "payment_on_entering",
    "possible_actions",
    "prefilled",
    "start_state",
    "starts",
    "stopped_intervals",
    "takes_several",
    "timer_due",
    "visible_fields",
    "visible_pages",
    "warn_at",
    "why_not",
]


def starts(definition: ServiceDefinition, start: Mapping[str, str]) -> bool:
    """Whether the link brought along what the service needs to begin."""
    wanted = definition.starts.requires if definition.starts else ()
    return all(start.get(key) for key in wanted)


def fee(definition: ServiceDefinition, situation: Situation) -> int | None:
    """What is to be paid in minor units, by the tariff of today: 0 when the service is free,
    None while it depends on an answer that isn't there yet or no tariff holds today."""
    if definition.fee is None:
        return 0
    names = complete(definition, situation)
    for tariff in definition.fee.tariffs:
        if tariff.since <= situation.today:
            found = names.value_or_none(tariff.minor)
            return found if isinstance(found, int) and found >= 0 else None
    return None


def agency_of(
    definition: ServiceDefinition,
    form: Mapping[str, Any],
    register_agencies: Mapping[str, str] | None = None,
) -> str:
    """Code of the agency that handles an application with this form.

    `register_agencies` maps registers to their owners, for forms that name a register.
    """
    if definition.handled_by is None:
        return definition.agency
    answer = str(form.get(definition.handled_by.removeprefix("form."), ""))
    owner = (register_agencies or {}).get(answer)
    return owner or answer or definition.agency


def document_order(
    definition: ServiceDefinition, situation: Situation, granted_on: dt.date
) -> DocumentOrder | None:
    """The document that a grant on this day makes; None when the service issues none.

    Data that the registers don't hold are None, never a reason to fail.
    """
    issues = definition.issues
    if issues is None:
        return None
    names = complete(definition, situation)
    language = names.value_or_none(issues.language)
    entry = issues.entry
    return DocumentOrder(
        template=issues.template,
        title=issues.title,
        seal=issues.seal,
        language=language if isinstance(language, str) else situation.language,
        valid_from=granted_on,
        valid_until=_valid_until(issues, names, granted_on),
        data={key: values.to_json(names.value_or_none(e)) for key, e in issues.data.items()},
        register=entry.register if entry else None,
        register_data={
            key: values.to_json(names.value_or_none(each))
            for key, each in (entry.data if entry else {}).items()
        },
        replaces=entry.replaces if entry else None,
    )


def _valid_until(issues: Issues, names: Names, granted_on: dt.date) -> dt.date | None:
    """The last day of validity, that of the first rule that holds."""
    for validity in issues.valid:
        if names.holds(validity.when):
            return _end_of(validity, names, granted_on)
    return None


def _end_of(validity: Validity, names: Names, granted_on: dt.date) -> dt.date | None:
    if validity.duration is not None:
        if validity.duration.working_days:
            return rules.last_day_of_term(
                granted_on, validity.duration, frozenset(), names.situation.is_working_day
            )
        return validity.duration.after(granted_on)
    born_on = values.from_register(names.situation.applicant.get("born_on"))
    if isinstance(born_on, dt.date) and validity.until_age is not None:
        return rules.birthday(born_on, validity.until_age)
    return None
