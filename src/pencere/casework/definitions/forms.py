"""A form under what is known now: which pages and questions apply, what they are filled with,
what a page's answers become, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pencere.casework.definitions import messages, posting, rows
from pencere.casework.definitions.model import Choice, Field, Page, ServiceDefinition, Situation
from pencere.casework.definitions.names import Names, shown
from pencere.casework.definitions.walk import complete, names_before, walked
from pencere.kernel.text import Text


def visible_pages(definition: ServiceDefinition, situation: Situation) -> list[Page]:
    """The pages that apply, in order; a page whose fields are all hidden does not."""
    return [each.page for each in walked(definition, situation).pages if each.is_seen]


def visible_fields(
    definition: ServiceDefinition, page: Page | str, situation: Situation
) -> list[Field]:
    """The fields of a page that apply now, hidden ones left out."""
    page = _page(definition, page)
    fields = walked(definition, situation).page(page.key).fields
    return [field for field, _value in fields if not field.hidden]


def is_locked(field: Field) -> bool:
    """Whether the field is shown, but never taken from what the applicant sends."""
    return field.is_given


def choices_of(field: Field, situation: Situation) -> list[Choice]:
    """What can be chosen, from the definition or from a list of the situation."""
    if field.choices_from is None:
        return list(field.choices)
    listed = situation.lists.get(field.choices_from, {})
    return [Choice(code=code, title=title) for code, title in listed.items()]


def group_rows(
    definition: ServiceDefinition,
    field: Field,
    stored: Sequence[Mapping[str, Any]],
    situation: Situation,
) -> list[list[tuple[Field, Any]]]:
    """The rows of a group as a page shows them: each row's questions that apply, with what is
    stored, or given, there."""
    return rows.rows_shown(complete(definition, situation).with_answers(), field, stored)


def prefilled(definition: ServiceDefinition, situation: Situation) -> dict[str, Any]:
    """Values for the form from registers and the link, for fields that apply.

    For a new draft: `{**prefilled(...), **typed}`; locked fields are enforced by `answers`.
    """
    names = Names(definition, situation)
    found: dict[str, Any] = {}
    for page in definition.form:
        for field in shown(page, names):
            stored = names.take_in(field)
            value = stored if field.locked or field.compute else names.prefill(field)
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
    are absent. How parts of dates, addresses and rows are named stands in `posting.py`; errors
    of rows are keyed `members[0].income`. Files and signatures are taken from `situation.form`,
    where the runtime keeps them. Never raises on any `raw`; KeyError when the definition has no
    such page.
    """
    page = _page(definition, page_key)
    names = names_before(definition, situation, page.key)
    found: dict[str, Any] = {}
    errors: dict[str, list[Text]] = {}
    for field in shown(page, names):
        if field.is_given:
            found[field.key] = names.take_in(field)
            continue
        value, wrong = names.clean(
            field, posting.entered(field, raw, situation.form, _signer(situation))
        )
        if field.type == "group":
            value = rows.with_blank(names, field, raw, value)
        elif value is None and not wrong and names.is_required(field):
            wrong = {field.key: [messages.needed(field)]}
        found[field.key] = value
        errors.update(wrong)
    if not errors:
        errors = names.failed_checks(page.checks)
    return found, errors


def _signer(situation: Situation) -> Mapping[str, str]:
    """Who signs, and on which day: the applicant as the runtime knows them."""
    return {
        "by": str(situation.applicant.get("name") or situation.applicant.get("identifier") or ""),
        "at": situation.today.isoformat(),
    }


def answers(definition: ServiceDefinition, situation: Situation) -> dict[str, Any]:
    """The form as it counts: fields that apply, locked ones from their source, wrong ones left
    out. What a submit stores."""
    return {
        field.key: value
        for each in walked(definition, situation).pages
        for field, value in each.fields
        if value is not None
    }


def missing(definition: ServiceDefinition, situation: Situation) -> list[tuple[str, str]]:
    """(page, field) of every field that still needs an answer, or a right one, in order."""
    return list(walked(definition, situation).missing)


def _page(definition: ServiceDefinition, page: Page | str) -> Page:
    if isinstance(page, Page):
        return page
    found = definition.page(page)
    if found is None:
        raise KeyError(page)
    return found
