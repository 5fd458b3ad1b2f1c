"""Decisions about forms, eligibility and fees, as functions over a definition and a situation:
no database, no clock. The runtime and the definition's own tests run on the same.

The form's functions live in `forms.py`, the workflow's in `workflow.py`, those about what a
grant gives in `outcome.py`; all are offered here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pencere.casework.definitions.agreement import Named, agreement_of, named
from pencere.casework.definitions.eligibility import barred, eligibility
from pencere.casework.definitions.fees import fee, fee_lines
from pencere.casework.definitions.findings import clean_findings, findings_asked, with_findings
from pencere.casework.definitions.forms import (
    answers,
    choices_of,
    clean_page,
    group_rows,
    is_locked,
    missing,
    prefilled,
    visible_fields,
    visible_pages,
)
from pencere.casework.definitions.model import (
    ServiceDefinition,
)
from pencere.casework.definitions.outcome import document_order, entitlement_order, record_orders
from pencere.casework.definitions.posting import changes_rows, takes_several
from pencere.casework.definitions.prechecks import precheck
from pencere.casework.definitions.rules import age_on
from pencere.casework.definitions.waiting import (
    OpinionHeld,
    appeal_time,
    last_officer_in,
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
    term_of,
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
    "appeal_time",
    "automatic_action",
    "barred",
    "book_until",
    "changes_rows",
    "choices_of",
    "clean_findings",
    "clean_page",
    "document_order",
    "due_at",
    "eligibility",
    "entitlement_order",
    "fee",
    "fee_lines",
    "findings_asked",
    "group_rows",
    "is_locked",
    "last_officer_in",
    "missing",
    "named",
    "next_state",
    "opinion_due",
    "opinion_facts",
    "opinions_to_ask",
    "payment_on_entering",
    "possible_actions",
    "precheck",
    "prefilled",
    "record_orders",
    "start_state",
    "starts",
    "stopped_intervals",
    "takes_several",
    "term_of",
    "timer_due",
    "visible_fields",
    "visible_pages",
    "warn_at",
    "why_not",
    "with_findings",
]


def starts(definition: ServiceDefinition, start: Mapping[str, str]) -> bool:
    """Whether the link brought along what the service needs to begin."""
    wanted = definition.starts.requires if definition.starts else ()
    return all(start.get(key) for key in wanted)


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
