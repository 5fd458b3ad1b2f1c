"""Decisions about forms, eligibility, fees and documents, as functions over a definition and a
situation: no database, no clock. The runtime and the definition's own tests run on the same.

The workflow's functions live in `workflow.py` and are offered here as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pencere.casework.definitions import messages, rules, values
from pencere.casework.definitions.agreement import Named, agreement_of, named
from pencere.casework.definitions.eligibility import barred, eligibility
from pencere.casework.definitions.model import (
    Choice,
    DocumentOrder,
    Field,
    Issues,
    Page,
    ServiceDefinition,
    Situation,
    Validity,
)
from pencere.casework.definitions.names import Names, complete, shown
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
    due_at,
    next_state,
    possible_actions,
    start_state,
    stopped_intervals,
    timer_due,
    why_not,
)
from pencere.kernel.text import Text

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


def visible_pages(definition: ServiceDefinition, situation: Situation) -> list[Page]:
    """The pages that apply, in order; a page whose fields are all hidden does not."""
    names = Names(definition, situation)
    found = []
    for page in definition.form:
        is_seen = False
        for field in shown(page, names):
            names.take_in(field)
            is_seen = is_seen or not field.hidden
        if is_seen:
            found.append(page)
    return found


def visible_fields(
    definition: ServiceDefinition, page: Page | str, situation: Situation
) -> list[Field]:
    """The fields of a page that apply now, hidden ones left out."""
    page = _page(definition, page)
    names = complete(definition, situation, before=page.key)
    found = []
    for field in shown(page, names):
        names.take_in(field)
        if not field.hidden:
            found.append(field)
    return found


def is_locked(field: Field) -> bool:
    """Whether the field is shown, but never taken from what the applicant sends."""
    return field.locked or field.hidden


def choices_of(field: Field, situation: Situation) -> list[Choice]:
    """What can be chosen, from the definition or from a list of the situation."""
    if field.choices_from is None:
        return list(field.choices)
    listed = situation.lists.get(field.choices_from, {})
    return [Choice(code=code, title=title) for code, title in listed.items()]


def prefilled(definition: ServiceDefinition, situation: Situation) -> dict[str, Any]:
    """Values for the form from registers and the link, for fields that apply.

    For a new draft: `{**prefilled(...), **typed}`; locked fields are enforced by `answers`.
    """
    names = Names(definition, situation)
    found: dict[str, Any] = {}
    for page in definition.form:
        for field in shown(page, names):
            stored = names.take_in(field)
            value = stored if field.locked else names.prefill(field)
            if value is not None:
                found[field.key] = value
                if field.key not in names.form:
                    names.put(field, value)
    return found


def clean_page(
    definition: ServiceDefinition,
    page_key: str,
    raw: Mapping[str, object],
    situation: Situation,
) -> tuple[dict[str, Any], dict[str, list[Text]]]:
    """What a page's answers become, and what is wrong with them, by field.

    Values hold everything that was entered: in canonical form where it is right, as typed
    where `errors` names the field, None where it was left empty; fields that don't apply
    are absent. A date may come as `key` or as `key-day`, `key-month`, `key-year`. Files are
    taken from `situation.form`, where the runtime keeps them. Never raises on any `raw`;
    KeyError when the definition has no such page.
    """
    page = _page(definition, page_key)
    names = complete(definition, situation, before=page.key)
    found: dict[str, Any] = {}
    errors: dict[str, list[Text]] = {}
    for field in shown(page, names):
        if is_locked(field):
            found[field.key] = names.take_in(field)
            continue
        value, error = values.clean(field, _entered(field, raw, situation), names.limits(field))
        found[field.key] = value
        if error is not None:
            errors[field.key] = [error]
        elif value is not None:
            names.put(field, value)
        elif names.is_required(field):
            errors[field.key] = [_required(field)]
    return found, errors


def answers(definition: ServiceDefinition, situation: Situation) -> dict[str, Any]:
    """The form as it counts: fields that apply, locked ones from their source, wrong ones left
    out. What a submit stores."""
    names = Names(definition, situation)
    found = {}
    for page in definition.form:
        for field in shown(page, names):
            value = names.take_in(field)
            if value is not None:
                found[field.key] = value
    return found


def missing(definition: ServiceDefinition, situation: Situation) -> list[tuple[str, str]]:
    """(page, field) of every field that still needs an answer, or a right one, in order."""
    names = Names(definition, situation)
    found = []
    for page in definition.form:
        for field in shown(page, names):
            value = names.take_in(field)
            if is_locked(field) or value is not None:
                continue
            was_entered = situation.form.get(field.key) not in (None, "", [])
            if was_entered or names.is_required(field):
                found.append((page.key, field.key))
    return found


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


def _page(definition: ServiceDefinition, page: Page | str) -> Page:
    if isinstance(page, Page):
        return page
    found = definition.page(page)
    if found is None:
        raise KeyError(page)
    return found


def _entered(field: Field, raw: Mapping[str, object], situation: Situation) -> object:
    if field.type == "file":
        return situation.form.get(field.key)
    if field.type == "date" and field.key not in raw:
        parts = [raw.get(f"{field.key}-{part}") for part in ("day", "month", "year")]
        typed = [str(each).strip() for each in parts if isinstance(each, str | int)]
        return ".".join(typed) if any(typed) else None
    return raw.get(field.key)


def _required(field: Field) -> Text:
    message = messages.REQUIRED
    if field.type in {"choice", "choices", "boolean"}:
        message = messages.CHOOSE
    elif field.type == "file":
        message = messages.ADD_FILE
    return messages.words(message, title=field.title)
