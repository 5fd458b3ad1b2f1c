"""What a grant gives: the document with its validity, the records, the entitlement."""

from __future__ import annotations

import datetime as dt

from pencere.casework.definitions import rules, values
from pencere.casework.definitions.address_words import in_words
from pencere.casework.definitions.model import (
    DocumentOrder,
    EntitlementOrder,
    Issues,
    PersonOrder,
    RecordOrder,
    RegisterEntry,
    ServiceDefinition,
    Situation,
    Validity,
)
from pencere.casework.definitions.names import Names
from pencere.casework.definitions.walk import complete


def document_order(
    definition: ServiceDefinition, situation: Situation, granted_on: dt.date
) -> DocumentOrder | None:
    """The document that a grant on this day makes; None when the service issues none.

    Data that the registers don't hold are None, never a reason to fail.
    """
    issues = definition.issues
    if issues is None or issues.document is None:
        return None
    names = complete(definition, situation)
    issued = issues.document
    language = names.value_or_none(issued.language)
    return DocumentOrder(
        template=issued.template,
        title=issued.title,
        seal=issued.seal,
        language=language if isinstance(language, str) else situation.language,
        valid_from=granted_on,
        valid_until=_valid_until(issues, names, granted_on),
        data={
            key: in_words(values.to_json(names.value_or_none(each)))
            for key, each in issued.data.items()
        },
    )


def record_orders(
    definition: ServiceDefinition, situation: Situation, granted_on: dt.date
) -> tuple[RecordOrder, ...]:
    """The records that a grant on this day writes, in the definition's order. One about somebody
    whom nothing names, and one whose `when` doesn't hold, is not written."""
    issues = definition.issues
    if issues is None or not issues.entries:
        return ()
    names = complete(definition, situation)
    until = _valid_until(issues, names, granted_on)
    found = (_record_order(each, names, granted_on, until) for each in issues.entries)
    return tuple(each for each in found if each is not None)


def _record_order(
    entry: RegisterEntry, names: Names, granted_on: dt.date, valid_until: dt.date | None
) -> RecordOrder | None:
    subject = names.value_or_none(entry.subject)
    if not names.holds(entry.when) or (entry.subject is not None and not subject):
        return None
    return RecordOrder(
        key=entry.key,
        register=entry.register,
        subject=None if entry.subject is None else str(subject),
        data={key: values.to_json(names.value_or_none(each)) for key, each in entry.data.items()},
        valid_from=granted_on,
        valid_until=valid_until,
        enters=_person_order(entry, names),
        replaces=entry.replaces.source if entry.replaces else None,
        replaces_number=_number_replaced(entry, names),
    )


def _number_replaced(entry: RegisterEntry, names: Names) -> str | None:
    if entry.replaces is None or entry.replaces.number is None:
        return None
    return str(names.value_or_none(entry.replaces.number) or "")


def _person_order(entry: RegisterEntry, names: Names) -> PersonOrder | None:
    if entry.enters is None:
        return None
    name = names.value_or_none(entry.enters.name)
    born_on = values.from_register(names.value_or_none(entry.enters.born_on))
    if not isinstance(name, str) or not isinstance(born_on, dt.date):
        return None
    return PersonOrder(name, born_on)


def entitlement_order(
    definition: ServiceDefinition, situation: Situation, granted_on: dt.date
) -> EntitlementOrder | None:
    """The entitlement that a grant on this day gives; None when the service gives none."""
    issues = definition.issues
    if issues is None or issues.entitlement is None:
        return None
    names = complete(definition, situation)
    valid_until = _valid_until(issues, names, granted_on)
    public = issues.entitlement.public
    activity = names.value_or_none(public.activity) if public else None
    region = names.value_or_none(public.region) if public else None
    return EntitlementOrder(
        kind=issues.entitlement.kind,
        title=issues.entitlement.title,
        valid_from=granted_on,
        valid_until=valid_until,
        reminders=_reminders(definition, granted_on, valid_until),
        register=public.register if public else "",
        activity=activity if isinstance(activity, str) else "",
        region=region if isinstance(region, str) else "",
        names_person=public.holder if public else False,
    )


def _reminders(
    definition: ServiceDefinition, granted_on: dt.date, valid_until: dt.date | None
) -> tuple[dt.date, ...]:
    if definition.renewal is None or valid_until is None:
        return ()
    days = {valid_until - dt.timedelta(days=each.days) for each in definition.renewal.remind}
    return tuple(sorted(day for day in days if day > granted_on))


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
    if validity.until is not None:
        day = values.from_register(names.value_or_none(validity.until))
        return day if isinstance(day, dt.date) else None
    born_on = values.from_register(names.situation.applicant.get("born_on"))
    if isinstance(born_on, dt.date) and validity.until_age is not None:
        return rules.birthday(born_on, validity.until_age)
    return None
