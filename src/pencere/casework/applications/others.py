"""Evidence about those whom a form names: read by the agency, and where the definition says so
only with their consent, which is asked when the application is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from pencere.blocks.consent import api as consent
from pencere.blocks.notices import api as notices
from pencere.blocks.parties.api import party_by_identifier
from pencere.blocks.registers import api as registers
from pencere.casework.applications import evidence, situations, texts, texts_consent
from pencere.casework.applications.links import consent_link
from pencere.casework.applications.models import Application
from pencere.casework.definitions.model import DataSource, ServiceDefinition
from pencere.kernel import clock
from pencere.kernel.actors import Actor, system
from pencere.kernel.journal.api import Justification
from pencere.kernel.text import Text

VALID = dt.timedelta(days=90)
"""How long a consent holds at most; the case is usually decided long before."""


def sources_of(definition: ServiceDefinition) -> list[DataSource]:
    """The sources that are about somebody whom the form names."""
    return [each for each in definition.data.values() if each.is_about_another]


def read(
    *,
    actor: Actor,
    application: Application,
    definition: ServiceDefinition,
    sources: Iterable[DataSource],
) -> dict[str, dict[str, Any]]:
    """What these registers say of those whom the answers name, as `Application.data` keeps it."""
    sources = list(sources)
    if not sources:
        return {}
    agency = situations.handling_agency(application, definition)
    reader = replace(
        system("applications"), label=texts.in_all_languages(texts.AUTOMATIC), agency=agency
    )
    made = {each.name: _read_one(actor, reader, application, definition, each) for each in sources}
    return {name: found for name, found in made.items() if found is not None}


def read_anew(
    *,
    actor: Actor,
    application: Application,
    definition: ServiceDefinition,
    before: Mapping[str, Any],
) -> None:
    """After a correction: who is named now is read about, or asked, in place of who was named
    `before`, of whom nothing is kept."""
    changed = [
        each
        for each in sources_of(definition)
        if application.form.get(each.field or "") != before.get(each.field or "")
    ]
    if not changed:
        return
    names = {each.name for each in changed}
    kept = {name: found for name, found in application.data.items() if name not in names}
    read_now = read(actor=actor, application=application, definition=definition, sources=changed)
    application.data = {**kept, **read_now}


def _read_one(
    actor: Actor,
    reader: Actor,
    application: Application,
    definition: ServiceDefinition,
    source: DataSource,
) -> dict[str, Any] | None:
    """None while nobody is named."""
    value = application.form.get(source.field or "")
    if not isinstance(value, str) or not value:
        return None
    subject = _named(definition, source, value)
    if subject is None:
        # Nobody has this identifier; who was asked and is silent looks the same.
        return _without(source, None, "asked" if source.needs_consent else "")
    justification = Justification(kind="application", reference=application.reference)
    if source.needs_consent and subject != application.applicant_id:
        request = _asked(actor, reader, application, definition, source, subject)
        if request.state != consent.ConsentRequest.State.GRANTED:
            return _without(source, subject, request.state)
        if not consent.holds(request, actor=reader, fields=_fields(source)):
            return _without(source, subject, "ended")
        justification = Justification(kind="consent", reference=str(request.pk))
    return _answered(reader, application, source, subject, justification)


def _answered(
    reader: Actor,
    application: Application,
    source: DataSource,
    subject: UUID,
    justification: Justification,
) -> dict[str, Any]:
    answers = registers.read(
        actor=reader,
        subject=subject,
        registers=[source.source],
        purpose=evidence.purpose_of(source),
        justification=justification,
        fields={source.source: _fields(source)},
    )
    return asdict(
        evidence.found_in(source, source.source, subject, answers[source.source], application)
    )


def _asked(
    actor: Actor,
    reader: Actor,
    application: Application,
    definition: ServiceDefinition,
    source: DataSource,
    subject: UUID,
) -> consent.ConsentRequest:
    """The request of this case, made and told of when it is not there yet."""
    request, is_new = consent.ask(
        actor=actor,
        subject=subject,
        agency=str(reader.agency),
        asked_for=application.applicant_id,
        about=application.about,
        matter=definition.title,
        register=source.source,
        fields=_all_fields(definition, source),
        purpose=evidence.purpose_of(source),
        valid_until=clock.now() + VALID,
    )
    if is_new:
        values: dict[str, Text | str] = {
            "service": definition.title,
            "applicant": application.applicant.name,
        }
        title, body = texts_consent.ASKED
        notices.send(
            party=subject,
            kind="consent.asked",
            title=texts.filled(texts.in_all_languages(title), values),
            body=texts.filled(texts.in_all_languages(body), values),
            link=consent_link(request.pk),
            about=application.about,
        )
    return request


def _named(definition: ServiceDefinition, source: DataSource, value: str) -> UUID | None:
    is_company = definition.fields[source.field or ""].type == "organisation"
    kinds = ("organisation",) if is_company else ("person", "foreigner")
    found = (party_by_identifier(kind, value) for kind in kinds)
    return next((each.id for each in found if each is not None), None)


def _fields(source: DataSource) -> list[str]:
    return sorted(source.fields or registers.declaration(source.source).by_key)


def _all_fields(definition: ServiceDefinition, source: DataSource) -> list[str]:
    """What all sources together read of this register about this person: one question."""
    same = [
        each
        for each in definition.data.values()
        if (each.source, each.key, each.needs_consent) == (source.source, source.key, True)
    ]
    return sorted({key for each in same for key in _fields(each)})


def _without(source: DataSource, subject: UUID | None, state: str) -> dict[str, Any]:
    """Nothing was read: not allowed yet, or not at all."""
    return asdict(
        evidence.Found(
            register=source.source,
            subject=str(subject or ""),
            is_available=not state,
            as_of=clock.now().isoformat(),
            records=[],
            consent=state,
        )
    )


def hanging_on(
    request: consent.ConsentRequest, application: Application, definition: ServiceDefinition
) -> list[DataSource]:
    """The sources of an application that are read by this consent, or not."""
    subject = str(request.subject_id)
    return [
        each
        for each in sources_of(definition)
        if each.needs_consent
        and each.source == request.register
        and application.data.get(each.name, {}).get("subject") == subject
    ]
